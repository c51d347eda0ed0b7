"""入力対象一覧: what one owes and nothing else, in the order of urgency, in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department
from indicators.models import EntryRound, Indicator, Result
from tests.city import make_post
from tests.entry.office import YEAR, client_of, make_office
from tests.factories import (
    make_department,
    make_indicator,
    make_node,
    make_period,
    make_person,
    make_person_in_post,
    make_plan,
    make_result,
    make_round,
)
from tests.reading import read

pytestmark = pytest.mark.django_db


def page_of(person):
    return read(client_of(person).get("/entry/"))


def todo_of(person):
    """Return the rows of what is to be done, without the heading."""
    section = page_of(person).one("section", **{"aria-labelledby": "todo"})
    return section.one("div", **{"aria-labelledby": "todo"}).one("table").rows[1:]


def names(rows):
    return [row[0] for row in rows]


def test_each_figure_is_one_click_away_with_last_years_value_and_this_years_target():
    office = make_office()
    owed = office.owes(name="来場者数", number="①")
    page = page_of(office.staff)
    ((name, state, due, last, target, button),) = todo_of(office.staff)
    assert name.startswith("① 来場者数")
    assert str(office.node) in name
    assert (state, due, last, target) == ("未入力", "残り30日", "4件", "10件")
    assert button.startswith("入力")
    assert page.links.count(reverse("entry:figure", args=(owed.pk, YEAR))) == 2


def test_the_list_holds_what_the_own_section_owes_and_nothing_else():
    office = make_office()
    office.owes(name="自課の指標")
    office.beside().owes(name="他局の指標")
    make_office().owes(name="他市の指標")
    make_indicator(node=office.node, department=office.department, name="目標のない指標")
    make_indicator(node=office.node, name="所管のない指標", targets={YEAR: 1})
    listed = {"asked": "listed", "asked_years": f"{YEAR + 1}", "results": None}
    office.owes(name="翌年度だけの指標", targets={YEAR + 1: 1}, **listed)
    office.owes(name="対象外の指標", asked="never", not_asked_reason="国の統計のため")
    rows = todo_of(office.staff)
    assert [name.split()[1] for name in names(rows)] == ["自課の指標", "目標のない指標"]


def test_what_was_sent_back_comes_first_with_its_reason_then_what_is_due_first():
    office = make_office()
    later = office.owes(name="年次の一")
    returned = office.entered("returned", name="年次の二").indicator
    Result.objects.filter(indicator=returned, fiscal_year=YEAR).update(returned_reason="桁が違います。")
    last = office.owes(name="年次の三")
    today = timezone.localdate()
    make_round(plan=office.round.plan, fiscal_year=YEAR + 1, due_on=today + timedelta(days=2))
    Indicator.objects.update(asked="listed", asked_years=f"{YEAR}")
    sooner = office.owes(name="翌年度の一", targets={YEAR + 1: 3}, asked="listed", asked_years=f"{YEAR + 1}")
    rows = todo_of(office.staff)
    assert [name.split()[1] for name in names(rows)] == [
        owed.name for owed in (returned, sooner, later, last)
    ]
    assert rows[0][1] == "差戻し 桁が違います。"
    assert [row[2] for row in rows] == ["残り30日", "残り2日", "残り30日", "残り30日"]


@pytest.mark.parametrize(
    ("days", "words", "icon"),
    [
        (15, "残り15日", None),
        (14, "残り14日", "#icon-warning"),
        (0, "今日まで", "#icon-warning"),
        (-3, "3日超過", "#icon-error"),
    ],
)
def test_how_long_is_left_is_said_in_words_and_a_shape(days, words, icon):
    office = make_office()
    office.owes()
    EntryRound.objects.update(due_on=timezone.localdate() + timedelta(days=days))
    table = page_of(office.staff).one("div", **{"aria-labelledby": "todo"}).one("table")
    assert table.rows[1][2] == words
    assert [one.attributes["href"] for one in table.all("use")] == ([icon] if icon else [])


def test_what_is_handed_in_folds_away_with_a_count():
    office = make_office()
    office.owes()
    office.entered("waiting", name="待つ")
    office.entered("confirmed", name="済んだ")
    pending = office.owes(name="集計中")
    make_result(
        indicator=pending,
        fiscal_year=YEAR,
        missing="pending",
        pending_until="令和50年11月",
        entry_state="waiting",
    )
    folded = page_of(office.staff).one("details")
    assert folded.one("summary").text == "提出済み 3件"
    assert "open" not in folded.attributes
    states = {row[0].split()[1]: row[1] for row in folded.one("table").rows[1:]}
    assert states == {"集計中": "課長確認待ち 確定後に更新", "待つ": "課長確認待ち", "済んだ": "確認済"}
    assert len(todo_of(office.staff)) == 1


def test_a_closed_round_and_one_that_has_not_begun_ask_for_nothing():
    office = make_office()
    office.owes()
    EntryRound.objects.update(is_closed=True)
    assert "受付中の入力依頼はありません" in page_of(office.staff).text
    EntryRound.objects.update(is_closed=False, opens_on=timezone.localdate() + timedelta(days=1))
    assert "受付中の入力依頼はありません" in page_of(office.staff).text


def test_an_empty_list_says_so_kindly_and_what_comes_next():
    office = make_office()
    assert "入力する指標はありません" in page_of(office.staff).text
    office.entered("waiting")
    assert "すべて提出済みです。ありがとうございました。課長の確認" in page_of(office.staff).text
    assert "上の確認待ちをご確認ください" in page_of(office.chief).text


def test_somebody_with_two_posts_finds_both_sections_figures_together():
    office = make_office()
    other = office.beside()
    office.owes(name="一")
    other.owes(name="二")
    make_post(office.staff, other.department)
    assert [name.split()[1] for name in names(todo_of(office.staff))] == ["一", "二"]


@pytest.mark.parametrize("role", ["planning", "bureau"])
def test_who_looks_after_others_is_led_to_the_board(role):
    answer = client_of(make_person_in_post(role)).get("/entry/")
    assert (answer.status_code, answer["Location"]) == (302, "/entry/board/")


def test_a_keeper_who_also_enters_has_the_list_and_a_way_to_the_board():
    office = make_office()
    make_post(office.staff, office.bureau, role="bureau")
    office.owes()
    assert "/entry/board/" in page_of(office.staff).links
    assert "/entry/board/" not in page_of(office.chief).links


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("committee", "委員の方に入力していただく実績値はありません"),
        ("system", "システム管理者には、入力する実績値はありません"),
        (None, "現在の所属・担当が登録されていない"),
    ],
)
def test_who_enters_nothing_is_told_why(role, words):
    assert words in page_of(make_person(role=role)).text


def test_a_figure_below_the_measure_names_the_measure_and_what_it_hangs_from():
    office = make_office()
    undertaking = make_node(parent=office.node, name="広報事業")
    office.owes(node=undertaking)
    ((name, *_),) = todo_of(office.staff)
    assert str(office.node) in name
    assert "広報事業" in name


def test_the_page_of_an_invented_city_says_so():
    office = make_office()
    office.owes()
    assert not page_of(office.staff).all("aside", class_="fictional")
    plan = office.round.plan
    plan.is_fictional = True
    plan.save()
    assert page_of(office.staff).one("aside", class_="fictional")


def test_the_list_costs_as_many_queries_for_thirty_figures_as_for_three():
    office = make_office()
    for level in range(2):
        office.department.parent = make_department(
            local_government_code=office.department.local_government_code,
            parent=office.department.parent,
            name=f"段{level}",
        )
        office.department.save()

    def cost(person):
        client = client_of(person)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/entry/").status_code == 200
        return len(queries)

    def fill(count):
        for _ in range(count):
            node = make_node(period=office.node.period)
            office.owes(node=node)
            office.entered("waiting", node=make_node(parent=node))
            office.entered("returned", node=node)

    fill(1)
    first = cost(office.staff), cost(office.chief)
    fill(9)
    assert Indicator.objects.count() == 30
    assert (cost(office.staff), cost(office.chief)) == first
    assert max(first) < 25
    assert Department.objects.count() == 4


def test_the_page_names_the_rounds_that_ask_its_sections_and_of_which_plan_they_are():
    office = make_office()
    office.owes()
    other = make_plan(local_government_code=office.round.plan.local_government_code, name="水道ビジョン")
    vision = make_round(plan=other, fiscal_year=YEAR)
    assert page_of(office.staff).one("p", class_="lead").text.count(str(vision)) == 1
    make_indicator(
        node=make_node(period=make_period(plan=other)), department=office.department, targets={YEAR: 5}
    )
    lead = page_of(office.staff).one("p", class_="lead").text
    assert f"水道ビジョン {vision}" in lead
    assert f"{office.round.plan.name} {office.round}" in lead
