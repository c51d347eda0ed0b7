"""Many who save sheets at the same moment: no update is lost, and the history adds up to what is stored."""

from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.models import Person
from evaluations.sheets.models.sheets import ProjectSheet
from policies.models import PolicyNode
from store.models import Change
from tests.entry.office import YEAR, client_of
from tests.entry.sheets import HIDDEN, TYPED, make_desk, path_of, stored
from tests.factories import make_person_in_post

pytestmark = pytest.mark.django_db(transaction=True)

SAVERS = 20
COST, GENERAL = (f"cell-costs-{YEAR}-budget-{line}" for line in ("cost", "general"))


def opened(person: Person, node: PolicyNode) -> dict[str, str]:
    return dict(HIDDEN.findall(client_of(person).get(path_of(node)).content.decode()))


def typed_by(number: int) -> dict[str, str]:
    """Return what a saver types: a text, a level, and amounts that add up, all of them the saver's own."""
    own = {
        "text-plan": f"{number}人目の取組",
        "symbol-achievement": str(number % 5 + 1),
        "number-visits": str(number),
        COST: str(1000 + number),
        GENERAL: str(1200 + number),
    }
    return TYPED | own | {"hand_in": "1"}


def all_at_once(people: list[Person], nodes: list[PolicyNode], forms: list[dict[str, str]]) -> list[int]:
    """Let everybody save in the same moment, each in a thread with a connection of its own; return the statuses."""
    barrier, statuses = Barrier(len(people)), [0] * len(people)

    def run(number: int) -> None:
        try:
            client = client_of(people[number])
            barrier.wait(timeout=30)
            statuses[number] = client.post(path_of(nodes[number]), forms[number]).status_code
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    return statuses


def replayed(sheet: ProjectSheet) -> dict[tuple[str, str, str], str]:
    """Return what the history of a sheet adds up to, checking that each change begins where the last one ended."""
    state: dict[tuple[str, str, str], str] = {}
    for change in Change.objects.filter(owner=sheet.history_owner).order_by("sequence"):
        key = (change.model, change.object_id, change.field)
        old = state.get(key, "")
        assert change.old == old or Decimal(change.old) == Decimal(old)
        state[key] = change.new
    return {key: value for key, value in state.items() if value}


def is_told(sheet: ProjectSheet) -> bool:
    """Tell whether the history adds up to the sheet, its answers and its amounts."""
    told = replayed(sheet)
    own = {field: value for (model, _, field), value in told.items() if model == "evaluations.projectsheet"}
    assert (own["entry_state"], own["achievement"]) == (sheet.entry_state, str(sheet.achievement))
    for answer in sheet.answers.all():
        said = {
            field: told.get(("evaluations.sheetanswer", str(answer.pk), field), "")
            for field in ("text", "number")
        }
        assert said["text"] == answer.text
        assert (Decimal(said["number"]) if said["number"] else None) == answer.number
    for cell in sheet.amounts.all():
        assert Decimal(told["evaluations.sheetamount", str(cell.pk), "value"]) == cell.value
    return True


def test_twenty_who_save_the_same_sheet_lose_no_update():
    desk = make_desk()
    node = desk.owes()
    people = [make_person_in_post("staff", desk.office.department) for _ in range(SAVERS)]
    for turn in range(2):  # first nobody has written it, then somebody has
        forms = [opened(one, node) | typed_by(turn * SAVERS + number) for number, one in enumerate(people)]
        statuses = all_at_once(people, [node] * SAVERS, forms)
        assert sorted(statuses) == [302] + [409] * (SAVERS - 1)
        first = statuses.index(302)
        sheet, number = stored(node), turn * SAVERS + first
        given = sheet.given()
        assert (given["plan"].text, given["visits"].number) == (f"{number}人目の取組", number)
        assert sum(given["costs"].amounts.values()) == 2 * (1000 + number)
        assert (sheet.entered_by, sheet.version) == (people[first], turn + 1)
        assert is_told(sheet)


def test_twenty_who_save_different_sheets_all_succeed_and_a_double_click_counts_once():
    desk = make_desk()
    nodes = [desk.owes() for _ in range(SAVERS)]
    people = [make_person_in_post("staff", desk.office.department) for _ in range(SAVERS)]
    forms = [opened(one, nodes[number]) | typed_by(number) for number, one in enumerate(people)]
    assert all_at_once(people, nodes, forms) == [302] * SAVERS
    for number, node in enumerate(nodes):
        sheet = stored(node)
        assert (sheet.given()["plan"].text, sheet.version) == (f"{number}人目の取組", 1)
        assert is_told(sheet)
    count = Change.objects.count()
    assert all_at_once([people[0]] * 5, [nodes[0]] * 5, [forms[0]] * 5) == [302] * 5
    assert Change.objects.count() == count
