"""The board: every measure in the order of the plan, counted, narrowed, and at the same cost however many there are."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.actions.staging import send_back
from policies.models import PolicyNode
from tests.evaluations.hall import Hall, make_hall
from tests.factories import make_department, make_indicator, make_node
from tests.reading import read

pytestmark = pytest.mark.django_db
CITY = "999999"


@pytest.fixture
def hall() -> Hall:
    return make_hall()


def board(hall: Hall, who: str = "jimukyoku", **query: str) -> Any:
    return read(hall.client(who).get(f"/evaluations/?{hall.query}&{urlencode(query)}"))


def measures(page: Any) -> list[str]:
    """Return the codes of the measures on the board, as they are listed."""
    rows = page.one("table", class_="table--board").rows[1:]
    return [cells[0].split()[0] for cells in rows if len(cells) > 1]


def make_measures(hall: Hall) -> list[PolicyNode]:
    """Add measures under two nodes of the layer above, one of them in another bureau."""
    above = [make_node(period=hall.node.period, depth=2, code=str(number), order=number) for number in (7, 8)]
    other = make_department(
        local_government_code=CITY,
        parent=make_department(local_government_code=CITY, kind="bureau", name="福祉局"),
    )
    places = ((above[0], 10, hall.department), (above[0], 2, hall.department), (above[1], 1, other))
    return [
        make_node(parent=parent, order=order, code=f"{parent.code}-{order}", department=department)
        for parent, order, department in places
    ]


def test_one_sees_at_once_what_waits_for_oneself(hall):
    tenth, second, elsewhere = make_measures(hall)
    hall.at("chief", node=second)
    hall.at("draft", node=tenth)
    hall.at("publish", node=elsewhere)
    assert measures(board(hall, "tanto", standing="mine")) == ["1", "7-10"]
    assert "あなたの番の施策 2件" in board(hall, "tanto").text
    assert measures(board(hall, "kacho", standing="mine")) == ["1", "7-2", "7-10"]
    assert measures(board(hall, "jimukyoku", standing="mine")) == []
    assert "あなたの番の施策" not in board(hall, "jimukyoku").text


def test_measures_stand_in_the_order_of_the_plan_with_where_they_are(hall):
    tenth, second, elsewhere = make_measures(hall)
    hall.at("chief", node=second, progress="B", direction="Ⅱ")
    hall.at("report", node=tenth, progress="A", direction="Ⅰ", is_reviewed=True)
    make_indicator(node=elsewhere, targets={2023: 5})
    page = board(hall)
    assert measures(page) == ["1", "7-2", "7-10", "8-1"]
    table = page.one("table", class_="table--board")
    assert table.row("7-2 項目2")[1:5] == ["課長確認", "－", "B意味B 案", "Ⅱ意味Ⅱ 案"]
    assert table.row("7-10 項目10 審議対象")[1:5] == ["議会報告", "－", "A意味A", "Ⅰ意味Ⅰ"]
    assert table.row("8-1 項目1")[1:] == ["未着手", "－", "未決定", "未決定", "要確認", "1"]
    assert table.row("1 項目1")[-2:] == ["A意味A Ⅰ意味Ⅰ", "0"]


def test_what_stands_at_each_stage_is_counted_and_leads_there(hall):
    _, second, elsewhere = make_measures(hall)
    hall.at("chief", node=second)
    hall.at("chief", node=elsewhere)
    page = board(hall)
    counted = [one.text for one in page.one("ol", class_="stage-counts").all("li")]
    assert counted[:3] == ["未着手 2施策", "所管課作成 0施策", "課長確認 2施策"]
    assert len(counted) == 11
    link = next(one for one in page.links if "stage=chief" in one)
    assert measures(read(hall.client("tanto").get(f"/evaluations/{link}"))) == ["7-2", "8-1"]


def test_the_board_is_narrowed_by_bureau_by_what_lies_above_and_by_standing(hall):
    tenth, second, elsewhere = make_measures(hall)
    evaluation = hall.at("check", node=second)
    send_back(evaluation, hall.stages["draft"], version=1, reason="数値の確認", by=hall.by("jimukyoku"))
    hall.at("draft", node=tenth, progress="B", direction="Ⅱ", is_reviewed=True)
    make_indicator(node=elsewhere, targets={2023: 5})
    bureaus = {one.attributes["value"] for one in board(hall).one("select", name="bureau").all("option")}
    assert len(bureaus) == 3
    assert measures(board(hall, bureau=str(hall.bureau.pk))) == ["1", "7-2", "7-10"]
    assert measures(board(hall, under="8")) == ["8-1"]
    assert measures(board(hall, stage="未着手")) == ["1", "8-1"]
    assert measures(board(hall, stage="draft")) == ["7-2", "7-10"]
    for standing, expected in {
        "returned": ["7-2"],
        "undecided": ["1", "7-2", "8-1"],
        "missing": ["8-1"],
        "reviewed": ["7-10"],
        "differs": [],
        "late": [],
    }.items():
        assert measures(board(hall, standing=standing)) == expected, standing
    assert measures(board(hall, bureau="none such", standing="none such")) == ["1", "7-2", "7-10", "8-1"]


def test_everything_that_is_sent_back_is_listed_with_its_reason(hall):
    evaluation = hall.at("check")
    send_back(
        evaluation,
        hall.stages["draft"],
        version=1,
        reason="成果の数値が合いません。",
        by=hall.by("jimukyoku"),
    )
    (row,) = board(hall).one("section", **{"aria-labelledby": "returned"}).one("table").rows[1:]
    assert row[:5] == ["1 項目1", "環境政策課", "事務局点検", "所管課作成", "成果の数値が合いません。"]
    assert row[5] == "企画 三郎企画調整課 事務局"


def test_what_is_past_its_stages_day_is_late_until_it_is_published(hall):
    today = timezone.localdate()
    hall.cycle.stages.update(due_on=today)
    assert "期限超過" not in board(hall).one("ol", class_="stage-counts").text
    hall.cycle.stages.update(due_on=today - timedelta(days=1))
    assert board(hall).one("ol", class_="stage-counts").all("li")[0].text == "未着手 1施策 期限超過 1"
    hall.at("publish")
    assert "期限超過" not in board(hall).one("ol", class_="stage-counts").text


def test_a_cycle_without_stages_shows_what_is_decided():
    hall = make_hall([])
    hall.at(None, progress="A", direction="Ⅱ")
    page = board(hall)
    assert "評価の段階が設定されていません" in page.text
    assert page.one("table", class_="table--board").row("1 項目1")[1:] == [
        "A意味A",
        "Ⅱ意味Ⅱ",
        "A意味A Ⅰ意味Ⅰ 相違",
        "0",
    ]
    assert any("/stages/" in one for one in page.links)
    assert not any("/stages/" in one for one in board(hall, "tanto").links)


def test_without_a_cycle_the_board_says_so(hall):
    period = hall.cycle.period
    hall.cycle.stages.all().delete()
    hall.cycle.delete()
    page = hall.client("tanto").get(f"/evaluations/?plan={CITY}&period={period.number}")
    assert "評価の回がまだ登録されていません" in read(page).text


def test_another_cycle_is_chosen_by_its_key_or_by_the_year(hall):
    later = EvaluationCycle.objects.get(pk=hall.cycle.pk)
    later.pk, later.key, later.name = None, "late", "総括評価"
    later.first_year, later.last_year = 2024, 2025
    later.save()
    client = hall.client("tanto")
    by_key = read(client.get("/evaluations/?cycle=late")).one("h1").text
    by_year = read(client.get("/evaluations/?year=2025")).one("h1").text
    assert by_key == by_year == "施策評価総括評価"
    assert read(client.get("/evaluations/?year=2022")).one("h1").text == "施策評価中間評価"


def test_the_switcher_leads_to_a_clean_address(hall):
    period = hall.cycle.period
    answer = hall.client("tanto").get(
        f"{hall.address()}&shown={CITY}.{period.number}&year=2022", headers={"Referer": "http://testserver/"}
    )
    assert answer.status_code == 302
    assert answer["Location"].startswith("/evaluations/1/?plan=999999")


# --- cost: in the invented city, see tests/test_pages.py ---


def costs(hall: Hall) -> list[int]:
    """Return how many queries the board and one evaluation cost."""
    client, found = hall.client("jimukyoku"), []
    for address in (f"/evaluations/?{hall.query}", hall.address()):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        found.append(len(queries))
    return found


def test_what_is_on_its_way_costs_nothing_more_however_much_there_is(hall):
    for number in range(2, 16):
        if number == 4:
            few = costs(hall)
        node = make_node(period=hall.node.period, code=str(number), department=hall.department)
        evaluation = hall.at("check", node=node, progress="A", direction="Ⅱ")
        send_back(evaluation, hall.stages["draft"], version=1, reason="確認", by=hall.by("jimukyoku"))
    assert costs(hall) == few
    assert max(few) <= 40
