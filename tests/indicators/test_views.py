"""The indicator's page and its figure: one calculation, whatever kind of indicator it is."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Post
from indicators.models import Indicator, Result
from store.actions.rows import Actor, change_row, delete_row
from store.models import Change
from tests.city import CITY, make_official, make_top_period
from tests.factories import (
    make_cycle,
    make_department,
    make_indicator,
    make_node,
    make_period,
    make_person,
    make_project_count,
    make_result,
    make_target,
)
from tests.reading import Element, read

pytestmark = pytest.mark.django_db
SERIES = {"targets": {2022: 5, 2023: 6}, "results": {2022: 4, 2023: 7}}


def page_of(indicator: Indicator, **query: str) -> Element:
    return read(Client().get(indicator.get_absolute_url(), query))


@pytest.mark.parametrize("accumulation", Indicator.Accumulation.values)
@pytest.mark.parametrize("direction", Indicator.Direction.values)
def test_an_indicator_of_every_kind_has_a_page_and_a_figure(direction, accumulation):
    indicator = make_indicator(direction=direction, accumulation=accumulation, baseline=3, **SERIES)
    rows = page_of(indicator).all("table")[0]
    assert rows.row("令和5(2023)年度")[2] == "7件"
    figure = Client().get(f"{indicator.get_absolute_url()}chart.json")
    drawn: dict[int, float] = {}
    for trace in figure.json()["data"]:
        if trace["name"] in {"実績値", "前年度までの累計", "当年度の新規", "累計（内訳不明）"}:
            points = zip(trace["x"], trace["y"], strict=True)
            drawn = drawn | {year: drawn.get(year, 0) + value for year, value in points if value is not None}
    assert drawn == {2022: 4, 2023: 7}


@pytest.mark.parametrize("formula", Indicator.RateFormula.values)
def test_every_formula_has_a_page_for_target_nought_and_result_nought(formula):
    for targets, results in (({2022: 0}, {2022: 5}), ({2022: 5}, {2022: 0}), ({2022: 0}, {2022: 0})):
        indicator = make_indicator(rate_formula=formula, targets=targets, results=results)
        page = page_of(indicator)
        assert "Infinity" not in page.text
        assert "NaN" not in page.text


def test_the_head_says_of_a_figure_that_it_is_not_final():
    indicator = make_indicator(targets={2023: 6})
    make_result(indicator=indicator, fiscal_year=2023, total=7, standing="preliminary")
    assert "7件 速報値" in page_of(indicator).one("dl", class_="key-figures").text
    Result.objects.update(standing="final")
    assert "速報値" not in page_of(indicator).text


def test_the_class_of_a_miss_without_a_baseline_does_not_speak_of_one():
    node = make_node()
    make_cycle(period=node.period, last_year=2023)
    for baseline, words in ((8, "c意味c"), (None, "c現状値不明")):
        indicator = make_indicator(
            direction="up", baseline=baseline, node=node, targets={2023: 10}, results={2023: 7}
        )
        assert words in page_of(indicator, year="2023").text


def test_the_rate_of_an_older_figure_is_named_as_such():
    asked = {"asked": "interval", "survey_interval": 2, "asked_since": 2022, "direction": "up", "baseline": 3}
    indicator = make_indicator(targets={2022: 5, 2023: 6}, results={2022: 4}, **asked)
    make_result(indicator=indicator, fiscal_year=2023, missing="out_of_cycle")
    page, words = page_of(indicator, year="2023"), "令和4年度値（直近値）4件により判定"
    assert words in page.one("dl", class_="key-figures").text
    assert words in page.all("table")[0].row("令和5(2023)年度")[-1]


def test_an_indicator_without_anything_says_so():
    indicator = make_indicator(unit="")
    page = page_of(indicator)
    assert "不明（資料に記載がありません）" in page.text
    figure = Client().get(f"{indicator.get_absolute_url()}chart.json").json()
    assert figure["data"] == []
    assert figure["layout"]["annotations"]


def test_a_text_target_is_answered_in_words():
    indicator = make_indicator()
    make_target(indicator=indicator, comparator="text", value=None, text="計画を策定する")
    make_result(indicator=indicator, total=None, text_value="策定した", text_fulfilled=True)
    row = page_of(indicator).all("table")[0].row("令和4(2022)年度")
    assert (row[0], row[2]) == ("計画を策定する", "策定した")


@pytest.mark.parametrize(
    ("total", "shown"), [("99999999999.9999", "99,999,999,999.9999件"), ("-12.5", "12.5000件")]
)
def test_the_largest_and_a_negative_figure_are_shown(total, shown):
    indicator = make_indicator(decimals=4, results={2022: Decimal(total)}, targets={2022: 5})
    assert shown in page_of(indicator).all("table")[0].row("令和4(2022)年度")[2]
    assert Client().get(f"{indicator.get_absolute_url()}chart.json").status_code == 200


def sixty_years() -> Indicator:
    """An indicator with a result in each of sixty years, the last of them two years after its period."""
    return make_indicator(results={year: year - 1960 for year in range(1968, 2028)})


def test_sixty_years_are_on_the_page_in_the_figure_and_in_the_answer_of_the_api():
    indicator = sixty_years()
    page = page_of(indicator)
    years = [row[0] for row in page.all("table")[0].rows[1:]]
    assert (len(years), years[0], years[-1]) == (60, "昭和43(1968)年度", "令和9(2027)年度")
    figure = Client().get(f"{indicator.get_absolute_url()}chart.json").json()
    (line,) = [one for one in figure["data"] if one["name"] == "実績値"]
    assert line["y"] == list(range(8, 68))
    answer = Client().get(f"/api/v1/indicators/{indicator.pk}").json()
    assert [one["total"] for one in answer["years"]] == list(range(8, 68))


def test_a_table_of_many_years_scrolls_in_its_own_box_and_a_short_one_does_not():
    assert page_of(sixty_years()).all("div", class_="table-region--long")
    assert not page_of(make_indicator(**SERIES)).all("div", class_="table-region--long")


def test_of_many_years_the_latest_reasons_and_figures_are_in_sight_and_the_others_folded():
    page = page_of(sixty_years())
    (folded,) = [one for one in page.all("details") if "それより前の50年度分" in one.text]
    assert "昭和43年度の達成状況" in folded.text
    assert "令和9年度の達成状況" not in folded.text
    assert "昭和43年度から平成24年度までの45年度分は表のとおり" in page.text


def test_sixty_years_cost_as_many_queries_as_two(django_assert_num_queries):
    short, long = make_indicator(**SERIES), sixty_years()
    with CaptureQueriesContext(connection) as few:
        page_of(short)
    with django_assert_num_queries(len(few)):
        page_of(long)


def test_of_many_years_the_texts_come_latest_first_so_that_the_latest_find_room():
    figure = Client().get(f"{sixty_years().get_absolute_url()}chart.json").json()
    written = [one["x"] for one in figure["layout"]["annotations"] if one["text"].isdigit()]
    assert written == list(range(2027, 1967, -1))


def test_a_far_target_is_named_where_the_figure_ends_before_it():
    indicator = make_indicator(results={2022: 4})
    make_target(indicator=indicator, fiscal_year=2050, value=0)
    page = page_of(indicator)
    assert "令和32年度の目標は、図の右の端より先にあります" in page.text
    assert page.all("table")[0].row("令和32(2050)年度")[0] == "0件"
    figure = Client().get(f"{indicator.get_absolute_url()}chart.json").json()
    assert figure["layout"]["xaxis"]["tickvals"][-1] == 2035


def test_the_page_of_a_node_shows_results_after_the_period():
    indicator = sixty_years()
    page = read(Client().get(indicator.node.get_absolute_url()))
    heads = page.all("table", class_="table--years")[0].rows[0]
    assert heads[-2:] == ["令和8(2026)年度", "令和9(2027)年度"]


def test_a_supplementary_indicator_is_marked_as_such():
    assert "補足" in page_of(make_indicator(is_judged=False)).one("h1").text
    assert "補足" not in page_of(make_indicator()).one("h1").text


def test_the_figure_of_a_name_with_markup_is_harmless():
    evil = "</script><b>件</b>\u2028"
    indicator = make_indicator(name=evil, unit="</b>", **SERIES)
    answer = Client().get(f"{indicator.get_absolute_url()}chart.json")
    assert answer["Content-Type"] == "application/json"
    assert "<b>" not in json.dumps(answer.json(), ensure_ascii=False).replace("<br>", "")


def test_staff_read_who_changed_what_newest_first():
    indicator = make_indicator(
        node=make_node(period=make_top_period(CITY)), targets={2022: 5}, results={2022: 4}
    )
    by = Actor(Change.Via.PAGE, person=make_official(Post.Role.PLANNING, CITY, name="花子"), why="誤記の訂正")
    result, target = indicator.results.get(), indicator.targets.get()
    result.total = Decimal(6)
    change_row(result, version=1, by=by)
    target.value = Decimal(7)
    change_row(target, version=1, by=by)
    other = make_result()
    other.total = Decimal(8)
    change_row(other, version=1, by=by)

    client = Client()
    client.force_login(make_official(Post.Role.STAFF, CITY))
    page = read(client.get(indicator.get_absolute_url()))
    rows = page.one("section", **{"aria-labelledby": "history"}).one("table").rows[1:]
    assert [(cells[2], cells[4], cells[5], cells[6]) for cells in rows] == [
        ("目標値", "7", "花子", "誤記の訂正"),
        ("実績値（累計は累計値）", "6", "花子", "誤記の訂正"),
    ]


def test_staff_read_what_was_deleted_but_no_more_than_while_it_was_there():
    indicator = make_indicator(
        node=make_node(period=make_top_period(CITY)),
        department=make_department(local_government_code=CITY),
        targets={2022: 5},
        results={2022: 4},
    )
    draft = make_result(indicator=indicator, fiscal_year=2023, total=777, entry_state="draft")
    count = make_project_count(indicator=indicator, fiscal_year=2023, count=888)
    by = Actor(Change.Via.PAGE, person=make_official(Post.Role.PLANNING, CITY), why="重複")
    for row in (indicator.results.get(fiscal_year=2022), indicator.targets.get(), draft, count):
        delete_row(row, by=by)

    def deleted(person):
        client = Client()
        client.force_login(person)
        page = read(client.get(indicator.get_absolute_url()))
        rows = page.one("section", **{"aria-labelledby": "history"}).one("table").rows[1:]
        assert ("777" in str(rows)) is any("R5" in cells[1] or "2023" in cells[1] for cells in rows)
        assert "888" not in str(rows)
        return [cells[1] for cells in rows if cells[2] == "削除"]

    confirmed = [f"{indicator.place} R4 年度の目標", f"{indicator.place} 令和4(2022)年度"]
    assert deleted(make_official(Post.Role.STAFF, CITY)) == confirmed
    own = make_person(role=Post.Role.STAFF, department=indicator.department)
    assert deleted(own) == [f"{indicator.place} 令和5(2023)年度", *confirmed]


def test_a_page_costs_the_same_however_many_years_there_are(django_assert_max_num_queries):
    few = make_indicator(**SERIES)
    period = make_period(first_year=2016, last_year=2025)
    every = range(2016, 2026)
    many = make_indicator(
        node=make_node(period=period), targets=dict.fromkeys(every, 5), results=dict.fromkeys(every, 4)
    )
    costs = []
    for indicator in (few, many):
        with django_assert_max_num_queries(20) as queries:
            page_of(indicator)
        costs.append(len(queries))
    assert costs[0] == costs[1]
