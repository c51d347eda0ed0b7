"""Figures, what came back, sheets and counts of projects on one list and one board: counted once, alike everywhere."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from entry.board.scorecards.boards import share_of
from entry.record.scorecards.ledgers import ledger_rows
from entry.reminders.actions.outbox import everything
from entry.round.scorecards.counted import everything_owed
from indicators.models import EntryRound
from tests.entry.office import YEAR, client_of, planner_of
from tests.entry.sheets import Desk, make_desk
from tests.factories import make_person, make_person_in_post, make_project, make_result, make_round
from tests.reading import read

pytestmark = pytest.mark.django_db

EACH = 10  # kinds of things that fill() makes
WORDS = {
    "確認待ちの実績値": 2,
    "確認待ちの評価シート": 1,
    "確定値の入力": 1,
    "実績値の入力": 3,
    "評価シートの記入": 2,
}


@pytest.fixture
def desk() -> Desk:
    """A section whose round of the year before is closed."""
    desk = make_desk()
    make_round(plan=desk.office.round.plan, fiscal_year=YEAR - 1, is_closed=True)
    return desk


def fill(desk: Desk, count: int) -> None:
    """Let the section owe so many of each: ten kinds, four of them handed in."""
    office = desk.office
    for _ in range(count):
        office.owes()
        office.entered("returned")
        office.entered("waiting")
        office.entered("confirmed")
        back = office.owes(results={}, targets={YEAR - 1: 60}, asked="listed", asked_years=f"{YEAR - 1}")
        said = {"standing": "provisional", "total": 64, "entry_state": "confirmed"}
        make_result(indicator=back, fiscal_year=YEAR - 1, **said)
        counted = office.owes(figure_source="projects", unit="件")
        make_project(counts_in=counted, counting_year=YEAR)
        other = office.owes(figure_source="projects", unit="件")
        make_result(indicator=other, fiscal_year=YEAR, entry_state="waiting", entered_by=make_person())
        desk.owes()
        desk.written(hand_in=False)
        desk.written(hand_in=True)


def text_of(person, path):
    answer = client_of(person).get(path)
    assert answer.status_code == 200
    return read(answer).text


def test_list_board_department_mail_and_file_count_the_same_things_once(desk):
    office = desk.office
    fill(desk, 1)
    planner = planner_of(office)
    text = text_of(office.chief, "/entry/")
    assert f"全{EACH}件のうち4件が提出済みです。差戻しが1件あります。" in text
    assert [f"{words} {count}件" in text for words, count in WORDS.items()] == [True] * len(WORDS)
    assert "確認待ちの" not in text_of(office.staff, "/entry/")

    today = office.round.due_on
    share = share_of(everything_owed(office.round, today, {office.department.pk}))
    assert (share.owed, share.entered, share.confirmed, share.returned) == (EACH, 4, 1, 1)
    department = text_of(planner, f"/entry/board/{office.department.pk}/")
    assert f"全{EACH}件のうち、入力済4件、課長確認済1件" in department
    assert "全3件のうち、入力済1件、課長確認済0件" in department
    assert sum(not one.is_done for one in everything(office.round, today)) == EACH - 4
    book = load_workbook(BytesIO(client_of(planner).get("/entry/board/missing.xlsx").content))
    assert book[str(office.bureau)].max_row - 1 == EACH - 4
    assert len(ledger_rows(office.staff, today)) == 2


def test_what_came_back_is_pointed_to_where_it_cannot_be_entered(desk):
    fill(desk, 2)
    for path in ("/entry/grid/", "/entry/upload/"):
        text = text_of(desk.office.staff, path)
        assert "確定値を入力するものが2件あります" in text
    assert "確定値を入力するもの" not in text_of(planner_of(desk.office), "/entry/upload/")
    EntryRound.objects.update(is_closed=True)
    assert "確定値を入力するもの" not in text_of(desk.office.staff, "/entry/upload/")


def test_who_answers_is_named_to_whom_may_see_it(desk):
    office = desk.office
    make_person_in_post("staff", office.department, is_deputy=True, name="多摩 一郎")
    owed, node = office.owes(), desk.owes()
    names = "主担当 担当 花子、副担当 多摩 一郎、課長 課長 太郎"
    for path in (f"/entry/{owed.pk}/{YEAR}/", f"/entry/sheets/{node.pk}/{YEAR}/"):
        assert names in text_of(office.chief, path)
    assert names in text_of(
        make_person_in_post("bureau", office.bureau), f"/entry/sheets/{node.pk}/{YEAR}/read/"
    )
    department = text_of(planner_of(office), f"/entry/board/{office.department.pk}/")
    assert all(name in department for name in ("主担当 担当 花子", "副担当 多摩 一郎", "課長 課長 太郎"))


def test_lists_and_boards_cost_the_same_queries_for_thirty_of_each_kind_as_for_three(desk):
    office = desk.office
    visits = [
        (office.staff, "/entry/"),
        (office.chief, "/entry/"),
        (office.staff, "/entry/upload/"),
        (office.staff, "/entry/projects/"),
        (planner_of(office), "/entry/board/"),
        (planner_of(office), f"/entry/board/{office.department.pk}/"),
    ]

    def costs() -> list[int]:
        found = []
        for person, path in visits:
            client = client_of(person)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            found.append(len(queries))
        return found

    fill(desk, 3)
    few = costs()
    fill(desk, 27)
    assert costs() == few
    assert max(few) < 50
