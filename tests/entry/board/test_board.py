"""The board: who looks after whom sees how each department stands, and takes what is missing away."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from entry.board.scorecards.boards import Share
from entry.round.scorecards.items import Due
from indicators.models import EntryRound, Result
from tests.entry.office import YEAR, client_of, make_office, planner_of
from tests.factories import make_department, make_indicator, make_node, make_person_in_post, make_round
from tests.reading import read

pytestmark = pytest.mark.django_db


def rows_of(person, query=""):
    table = read(client_of(person).get(f"/entry/board/{query}")).one("table")
    return [cells for cells in table.rows[1:] if len(cells) > 1]


def bureau_person(office):
    return make_person_in_post("bureau", office.bureau)


def fill(office):
    """Let the section owe five: one open, one sent back, two waiting, one confirmed."""
    office.owes()
    for state in ("returned", "waiting", "waiting", "confirmed"):
        office.entered(state)
    return office


def test_each_department_says_what_it_owes_and_how_far_it_is():
    office = fill(make_office(name="福祉課", extension="2345"))
    (row,) = rows_of(planner_of(office))
    assert row == [f"福祉課 {office.bureau}", "2345", "入力 60％", "5", "3", "1", "2", "1", "0", "－"]


def test_what_is_late_is_counted_with_its_days():
    office = fill(make_office())
    EntryRound.objects.update(due_on=timezone.localdate() - timedelta(days=3))
    (row,) = rows_of(planner_of(office))
    assert row[-2:] == ["2件", "3日"]


def test_the_bureau_sees_its_own_departments_and_the_secretariat_all():
    office = fill(make_office(name="自局の課"))
    other = fill(office.beside(name="他局の課"))
    fill(make_office(name="他市の課"))
    assert [row[0].split()[0] for row in rows_of(bureau_person(office))] == ["自局の課"]
    assert [row[0].split()[0] for row in rows_of(bureau_person(other))] == ["他局の課"]
    assert [row[0].split()[0] for row in rows_of(planner_of(office))] == ["自局の課", "他局の課"]


def test_the_tiles_add_up_what_the_table_shows():
    office = fill(make_office())
    fill(office.beside())
    page = read(client_of(planner_of(office)).get("/entry/board/"))
    values = [one.text for one in page.all("dd", class_="value")]
    assert values == ["10件", "6件", "2件", "0件"]


def test_a_figure_without_a_department_is_on_the_secretariats_board():
    office = make_office()
    make_indicator(node=office.node, targets={YEAR: 1})
    ((name, *_),) = rows_of(planner_of(office))
    assert name == "（所管課の登録なし）"
    assert rows_of(bureau_person(office)) == []


@pytest.mark.parametrize(
    ("standing", "kept"),
    [
        ("open", {"一課"}),
        ("returned", {"一課"}),
        ("waiting", {"一課", "二課"}),
        ("finished", {"三課"}),
        ("overdue", set()),
    ],
)
def test_the_board_narrows_by_how_departments_stand(standing, kept):
    first = fill(make_office(name="一課"))
    first.beside(name="二課").entered("waiting")
    first.beside(name="三課").entered("checked")
    rows = rows_of(planner_of(first), f"?standing={standing}")
    assert {row[0].split()[0] for row in rows} == kept


def test_the_board_narrows_by_bureau_and_sorts_by_any_count():
    first = fill(make_office(name="一課"))
    second = first.beside(name="二課")
    second.owes()
    planner = planner_of(first)
    assert [row[0].split()[0] for row in rows_of(planner, f"?bureau={second.bureau.pk}")] == ["二課"]
    assert [row[0].split()[0] for row in rows_of(planner, "?sort=owed")] == ["二課", "一課"]
    assert [row[0].split()[0] for row in rows_of(planner, "?sort=-owed")] == ["一課", "二課"]
    assert len(rows_of(planner, "?bureau=nonsense&standing=nonsense&sort=nonsense&page=x")) == 2


def test_the_newest_open_round_is_shown_and_another_can_be_chosen():
    office = fill(make_office())
    closed = make_round(plan=office.round.plan, fiscal_year=YEAR + 1, is_closed=True)
    office.owes(targets={YEAR + 1: 1})
    planner = planner_of(office)
    assert "令和4年度実績の入力" in read(client_of(planner).get("/entry/board/")).one("p", class_="lead").text
    page = read(client_of(planner).get(f"/entry/board/?round={closed.pk}"))
    assert "締切済み" in page.one("h1").text
    assert client_of(planner).get("/entry/board/?round=nonsense").status_code == 404


def test_a_department_is_opened_in_the_round_that_the_board_shows():
    office = fill(make_office())
    closed = make_round(plan=office.round.plan, fiscal_year=YEAR + 1, is_closed=True)
    office.owes(targets={YEAR + 1: 1})
    for round_ in (office.round, closed):
        board = read(client_of(planner_of(office)).get(f"/entry/board/?round={round_.pk}"))
        assert board.one("tbody").links == [f"/entry/board/{office.department.pk}/?round={round_.pk}"]


def test_without_a_round_the_board_says_how_to_begin():
    page = read(client_of(make_person_in_post("planning")).get("/entry/board/"))
    assert "入力依頼は、まだ登録されていません" in page.text
    assert "/admin/indicators/entryround/add/" in page.links


def test_a_department_shows_its_figures_its_people_and_no_form():
    office = fill(make_office(extension="2345"))
    Result.objects.filter(entry_state="returned").update(returned_reason="桁が違います。")
    left = make_person_in_post(
        "staff", office.department, name="異動した人", valid_to=timezone.localdate() - timedelta(1)
    )
    page = read(client_of(bureau_person(office)).get(f"/entry/board/{office.department.pk}/"))
    assert len(page.one("table").rows) == 6
    for words in ("主担当 担当 花子", "課長 課長 太郎", "2345", "桁が違います。"):
        assert words in page.text
    assert left.name not in page.text
    kinds = [form.attributes["action"].rsplit("/", 2)[1] for form in page.all("form", method="post")]
    assert kinds == ["logout"]  # without mail nobody can be asked again
    assert "差し戻す" not in page.text
    assert "差し戻す" in read(client_of(planner_of(office)).get(f"/entry/board/{office.department.pk}/")).text


def sheets(person, query=""):
    from openpyxl import load_workbook

    answer = client_of(person).get(f"/entry/board/missing.xlsx{query}")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    return load_workbook(BytesIO(answer.content))


def told(sheet, *headings):
    """Return what stands under these headings, row by row."""
    first, *rows = sheet.values
    places = [first.index(heading) for heading in headings]
    return [tuple(row[place] for place in places) for row in rows]


def test_what_is_missing_leaves_as_one_csv_with_the_same_lines():
    office = fill(make_office(name="福祉課"))
    office.beside().owes(name="他局の指標")
    answer = client_of(planner_of(office)).get("/entry/board/missing.csv")
    lines = list(csv.DictReader(StringIO(answer.getvalue().decode("utf-8-sig"))))
    book = sheets(planner_of(office))
    names = [name for sheet in book.worksheets[1:] for (name,) in told(sheet, "指標・シート")]
    assert [line["指標・シート"] for line in lines] == names
    assert {line["提出期限"] for line in lines} == {f"{office.round.due_on:%Y-%m-%d}"}


def test_what_is_missing_is_handed_out_with_a_sheet_for_each_bureau():
    office = fill(make_office(name="福祉課"))
    other = office.beside()
    other.owes(name="他局の指標")
    office.beside().entered("waiting")
    book = sheets(planner_of(office))
    assert book.sheetnames == ["局別の件数", str(office.bureau), str(other.bureau)]
    counts = told(book["局別の件数"], "局", "未提出", "うち期限超過")
    assert counts == [(str(office.bureau), 2, 0), (str(other.bureau), 1, 0)]
    lines = told(book[str(office.bureau)], "所属", "状態")
    assert lines == [("福祉課", "未入力"), ("福祉課", "差戻し")]
    assert sheets(bureau_person(other)).sheetnames == ["局別の件数", str(other.bureau)]


def test_no_text_in_the_file_is_ever_a_formula():
    office = make_office(name="=cmd|'/c calc'!A1", extension="+81")
    office.bureau.name = "=[本]:*?/\\局" + "長" * 40
    office.bureau.save()
    office.owes(name="=1+1\x0b")
    book = sheets(planner_of(office))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    values = [cell.value for cell in cells]
    assert "=cmd|'/c calc'!A1" in values
    assert "+81" in values
    assert "1 =1+1" in values
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_bureaus_of_the_same_name_have_sheets_of_their_own_or_share_one():
    office = make_office()
    other = office.beside()
    for one in (office, other):
        one.bureau.name = "市民局"
        one.bureau.save()
        one.owes()
    book = sheets(planner_of(office))
    assert sum(len(list(sheet.rows)) - 1 for sheet in book.worksheets[1:]) == 2


def test_the_request_names_who_is_asked_until_when_and_where():
    office = fill(make_office(name="福祉課", extension="2345"))
    office.beside(name="済んだ課").entered("confirmed")
    planner = planner_of(office)
    text = read(client_of(planner).get("/entry/board/")).one("textarea").text
    due = timezone.localdate() + timedelta(days=30)
    for words in (
        "令和4年度実績の入力（年次）",
        f"提出期限は{due.year}年{due.month}月{due.day}日です",
        "http://testserver/entry/",
        f"{office.bureau} 福祉課（内線2345） 2件",
    ):
        assert words in text
    assert "済んだ課" not in text
    Result.objects.update(entry_state="confirmed")
    filtered = read(client_of(planner).get("/entry/board/?standing=finished")).one("textarea").text
    assert "すべて入力されています" in filtered


@pytest.mark.parametrize(
    ("owed", "entered", "percent"), [(200, 199, 99), (3, 3, 100), (3, 0, 0), (1000, 1, 0)]
)
def test_a_hundred_percent_is_said_only_when_nothing_is_left(owed, entered, percent):
    share = Share(None, None, Due(1), owed=owed, entered=entered, confirmed=0, returned=0)
    assert share.entered_share == percent


def test_the_pages_cost_as_many_queries_for_many_departments_as_for_one():
    office = make_office()
    planner, gatherer = planner_of(office), bureau_person(office)

    def add():
        node = make_node(period=office.node.period)
        parent = make_department(
            local_government_code=office.department.local_government_code, parent=office.bureau
        )
        deeper = make_department(local_government_code=office.department.local_government_code, parent=parent)
        fill(make_office(round_=office.round, node=node, parent=deeper))
        fill(office)

    def cost(person, address):
        client = client_of(person)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def costs():
        addresses = ("/entry/board/", "/entry/board/missing.xlsx", f"/entry/board/{office.department.pk}/")
        return [cost(person, address) for person in (planner, gatherer) for address in addresses]

    add()
    costs()  # the first download of somebody begins to count them
    first = costs()
    for _ in range(9):
        add()
    assert costs() == first
    assert max(first) < 20
