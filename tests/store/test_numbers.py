"""Whoever writes moves the numbers of all who can see it, of nobody else, and in the same transaction."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from django.test.utils import isolate_apps

from indicators.models import EarlierFigure, Result
from kpi_tracker import settings
from store.actions.numbers import is_gathering, move, moving_together, numbers, numbers_within
from store.actions.rows import Actor, add_rows, change_row, delete_row, delete_rows, set_links
from store.models import Change, Number, Versioned
from store.numbers import EVERYBODY, VISITORS, number_of, places_of, promised_of
from store.numbers import EVERYTHING as EVERY_NUMBER
from tests.factories import (
    make_department,
    make_indicator,
    make_interim_value,
    make_node,
    make_plan,
    make_project,
    make_result,
    make_sheet,
    make_target,
)

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
BY = Actor(Change.Via.COMMAND)
State = Result.EntryState


@pytest.fixture(autouse=True)
def _counting(db: None) -> None:
    """Begin to count, as `migrate` does; what a test with transactions of its own empties has no number any more."""
    move(EVERY_NUMBER)


def moved(plan, act) -> set[str]:
    """Return whose numbers the act moves: of everybody, of visitors anywhere, of the plan's visitors and officers."""
    names = {
        "everybody": EVERYBODY,
        "any visitor": VISITORS,
        "visitors": number_of(plan.pk, publicly=True),
        "officers": number_of(plan.pk, publicly=False),
    }
    before = numbers(names.values())
    act()
    after = numbers(names.values())
    return {word for word, name in names.items() if before[name] != after[name]}


OFFICERS, ALSO_VISITORS = {"officers"}, {"officers", "visitors", "any visitor"}
EVERYTHING = {"everybody", "any visitor"}


def changed(row, **said) -> None:
    for name, value in said.items():
        setattr(row, name, value)
    change_row(row, version=row.version, by=BY)


@pytest.mark.parametrize(
    ("before", "after", "whose"),
    [
        pytest.param(State.DRAFT, State.WAITING, OFFICERS, id="handed in: nothing for visitors"),
        pytest.param(State.WAITING, State.WAITING, OFFICERS, id="mended while it waits"),
        pytest.param(State.WAITING, State.RETURNED, OFFICERS, id="sent back"),
        pytest.param(State.WAITING, State.CONFIRMED, ALSO_VISITORS, id="confirmed"),
        pytest.param(State.CONFIRMED, State.CHECKED, ALSO_VISITORS, id="checked"),
        pytest.param(State.CHECKED, State.WAITING, ALSO_VISITORS, id="no longer confirmed"),
    ],
)
def test_a_figure_moves_visitors_once_it_is_confirmed_and_not_before(before, after, whose):
    result = make_result(total=Decimal(5), entry_state=before)
    plan = result.indicator.node.period.plan
    assert moved(plan, lambda: changed(result, total=Decimal(6), entry_state=after)) == whose


@pytest.mark.parametrize(
    ("make", "whose"),
    [
        pytest.param(
            lambda node: make_result(indicator=make_indicator(node=node)), ALSO_VISITORS, id="figure"
        ),
        pytest.param(
            lambda node: make_target(indicator=make_indicator(node=node)), ALSO_VISITORS, id="target"
        ),
        pytest.param(
            lambda node: make_interim_value(indicator=make_indicator(node=node)), OFFICERS, id="interim"
        ),
        pytest.param(lambda node: make_project(node=node), ALSO_VISITORS, id="project"),
        pytest.param(lambda node: make_sheet(node=node, entry_state=State.WAITING), OFFICERS, id="sheet"),
        pytest.param(lambda node: make_indicator(node=node), EVERYTHING, id="indicator: others name it"),
        pytest.param(lambda node: node, EVERYTHING, id="node: other plans name it"),
        pytest.param(lambda node: node.period.plan, EVERYTHING, id="plan"),
        pytest.param(lambda _: make_department(), EVERYTHING, id="department, of several plans"),
    ],
)
def test_every_kind_of_row_moves_whoever_sees_it(make, whose):
    node = make_node()
    row = make(node)
    column = next(
        one for one in row._meta.concrete_fields if one.name in {"source", "name", "returned_reason"}
    )
    assert moved(node.period.plan, lambda: changed(row, **{column.name: "別の言葉"})) == whose


def test_what_is_promised_has_a_number_of_its_own_that_figures_leave_alone():
    result, target, interim = make_result(total=Decimal(5)), make_target(), make_interim_value()
    for row, whether in ((result, False), (target, True), (interim, True)):
        name = promised_of(row.indicator.node.period.plan_id)
        before = numbers([name])
        changed(row, source="別の言葉")
        assert (numbers([name]) != before) is whether


def test_what_was_confirmed_before_moves_visitors_when_it_goes():
    result = make_result(total=Decimal(5), entry_state=State.WAITING)
    plan, shown = result.indicator.node.period.plan, EarlierFigure.of(result)
    assert moved(plan, lambda: add_rows([shown], by=BY)) == OFFICERS
    assert moved(plan, lambda: changed(shown, was_confirmed=True)) == ALSO_VISITORS
    assert moved(plan, lambda: delete_row(shown, by=BY)) == ALSO_VISITORS


def test_links_new_rows_and_deletions_move_as_changes_do():
    project, indicator = make_project(), make_indicator()
    plan = project.node.period.plan
    assert moved(plan, lambda: set_links(project, "indicators", [indicator], by=BY)) == ALSO_VISITORS
    assert moved(plan, lambda: set_links(project, "indicators", [], by=BY)) == ALSO_VISITORS
    assert moved(plan, lambda: delete_rows([project], by=BY)) == ALSO_VISITORS


def test_what_changes_nothing_moves_nobody_and_another_plan_stays():
    result = make_result(total=Decimal(5), entry_state=State.CONFIRMED)
    assert moved(result.indicator.node.period.plan, lambda: changed(result)) == set()
    assert moved(make_plan(), lambda: changed(result, total=Decimal(6))) == {"any visitor"}


def test_a_node_has_a_number_of_its_own_within_the_plan():
    one, other = make_result(entry_state=State.WAITING), make_result(entry_state=State.WAITING)
    plan = one.indicator.node.period.plan_id
    changed(one, total=Decimal(1))
    everybody, before = numbers_within(number_of(plan, publicly=False))
    assert everybody == numbers([])
    changed(other, total=Decimal(1))
    assert numbers_within(number_of(plan, publicly=False)) == (everybody, before)
    changed(one, total=Decimal(2))
    _, after = numbers_within(number_of(plan, publicly=False))
    assert set(after) == {str(one.indicator.node_id)}
    assert after != before


@isolate_apps("store")  # else whoever comes later finds a model without a table
def test_a_row_that_cannot_tell_whose_it_is_moves_everything():
    class Orphan(Versioned):
        def seen_in(self):
            raise Result.DoesNotExist

        class Meta:
            app_label = "store"
            managed = False

    from store.actions.numbers import seen_in

    assert seen_in([Orphan()]) == EVERY_NUMBER


def test_what_is_not_written_moves_nothing_and_what_belongs_together_moves_once():
    plan = make_plan()

    def refused() -> None:
        with transaction.atomic(), moving_together():
            move(places_of(plan.pk, 1, publicly=True))
            raise ZeroDivisionError

    def tried() -> None:
        with pytest.raises(ZeroDivisionError):
            refused()

    assert moved(plan, tried) == set()
    with transaction.atomic(), moving_together():
        seen: list[set[str]] = [moved(plan, lambda: move(places_of(plan.pk, 1, publicly=True)))]
        with moving_together():
            seen.append(moved(plan, lambda: move(places_of(plan.pk, 1, publicly=True))))
            assert is_gathering()
        assert is_gathering()
        assert seen == [set(), set()]
        before = numbers([number_of(plan.pk, publicly=True)])
    assert numbers([number_of(plan.pk, publicly=True)]) != before
    assert not is_gathering()


def test_a_number_stays_small_however_often_it_moves():
    for _ in range(5):
        move(places_of(7, 1, publicly=True))
    assert Number.objects.filter(name__startswith="plan:7:").count() == 4


def test_a_token_that_another_transaction_left_counts_as_well():
    move(places_of(7, 1, publicly=False))
    name = number_of(7, publicly=False)
    before = numbers([name])[name]
    Number.objects.create(name=name, token=5)
    assert numbers([name])[name] == before + 5


def test_a_database_that_does_not_count_yet_has_no_numbers_at_all():
    move(places_of(7, 1, publicly=True))
    Number.objects.filter(name=EVERYBODY).delete()
    assert numbers([number_of(7, publicly=True)]) == {}


# Who writes rows without telling readers by itself, and why no page is the worse for it.
AROUND = {
    "accounts/models.py": "a person made by a command; pages show names that history has kept",
    "accounts/forms/login.py": "attempts to log in, which no page shows",
    "desk/actions/drafts.py": "drafts: own work, which nothing keeps",
    "desk/actions/once.py": "keys of forms",
    "desk/actions/sweeping.py": "old drafts, keys and parked forms",
    "desk/actions/quotas.py": "how often somebody did something",
    "desk/page/parking.py": "forms of lost sessions",
    "entry/reminders/actions/by_hand.py": "mails",
    "entry/reminders/actions/outbox.py": "mails",
    "evaluations/publishing/actions.py": "an edition, which moves everything there",
    "evaluations/rating/actions/after_publication.py": "the step beside a change of its evaluation",
    "evaluations/rating/actions/staging.py": "the step beside a change of its evaluation",
    "kpi_tracker/sample_city/telling.py": "steps of a city that is just being made",
    "store/actions/places.py": "rows that step aside until they are written anew, in the same transaction",
    "reports/jobs/actions/asking.py": "jobs: who asked for what",
    "reports/jobs/actions/working.py": "jobs: how far each is; what one writes it writes by actions",
    "reports/review/actions/reading.py": "a report that is being read, which no kept page shows",
    "reports/review/actions/deciding.py": "what was read from a report and waits, which no kept page shows",
    "reports/works.py": "old jobs",
    "store/actions/loading/undoing.py": "what was loaded; what the load wrote has moved",
    "store/actions/numbers.py": "the numbers",
    "store/actions/rows.py": "which moves what it writes",
}
WRITES = {"bulk_create", "bulk_update", "create", "get_or_create", "update_or_create", "save", "delete"}
CODE = (
    "accounts",
    "desk",
    "entry",
    "evaluations",
    "indicators",
    "kpi_tracker",
    "policies",
    "projects",
    "reports",
    "store",
)


def writes(call: ast.AST) -> bool:
    """Tell whether it may write rows: what takes an argument saves a file, or calls rows.py."""
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
        return False
    if call.func.attr == "update":
        return bool(call.keywords)
    return call.func.attr in WRITES and not (call.func.attr in {"save", "delete"} and call.args)


def test_nobody_writes_rows_around_what_moves_the_numbers():
    found = {
        path.relative_to(settings.BASE_DIR).as_posix()
        for app in CODE
        for path in Path(settings.BASE_DIR, app).rglob("*.py")
        if "migrations" not in path.parts
        if any(map(writes, ast.walk(ast.parse(path.read_text("utf-8")))))
    }
    assert found - set(AROUND) == set()
