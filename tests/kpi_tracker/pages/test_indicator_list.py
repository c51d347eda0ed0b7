"""The list of indicators: each filter keeps what it says, files hold the same, nobody sees more than elsewhere."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.models import Department
from indicators.models import Indicator, Result
from policies.models import Plan
from tests.entry.office import client_of
from tests.factories import (
    make_cycle,
    make_department,
    make_earlier_figure,
    make_evaluation,
    make_indicator,
    make_node,
    make_period,
    make_person_in_post,
    make_plan,
    make_target,
)
from tests.reading import Element, read

pytestmark = pytest.mark.django_db
Asked = Mapping[str, str]
Fields = dict[str, Any]
NOTHING: Asked = {}


@dataclass
class Listed:
    """A plan with indicators on two layers below two 基本政策, and its 事務局."""

    plan: Plan
    planner: Client

    def get(
        self, address: str = "/indicators/", asked: Asked = NOTHING, *, client: Client | None = None
    ) -> Any:
        query = urlencode({"plan": self.plan.key, "year": "2023", **asked})
        return (client or Client()).get(f"{address}?{query}")

    def page(self, asked: Asked = NOTHING, *, client: Client | None = None) -> Element:
        answer = self.get(asked=asked, client=client)
        assert answer.status_code == 200
        return read(answer)

    def names(self, asked: Asked = NOTHING, *, client: Client | None = None) -> list[str]:
        """Return the names of the indicators that the page lists, in its order."""
        return names_on(self.page(asked, client=client))


def names_on(page: Element) -> list[str]:
    body = page.one("main").one("tbody")
    return [row.one("th").all("a")[0].text.split()[-1] for row in body.all("tr") if row.all("th")]


@pytest.fixture
def listed() -> Listed:
    plan = make_plan(shows_suggestions=True, shows_forecasts=False)
    code = plan.local_government_code
    period = make_period(plan=plan, first_year=2022, last_year=2025)
    bureau = make_department(local_government_code=code, code="10", name="環境局", kind="bureau")
    section = make_department(local_government_code=code, code="11", name="緑化課", parent=bureau)
    other = make_department(local_government_code=code, code="20", name="道路課")
    tops = [make_node(period=period, depth=1, name=name, department=bureau) for name in ("甲", "乙")]
    measures = [
        make_node(parent=make_node(parent=top), name=name)
        for top, name in zip(tops, ("緑をふやす", "道をなおす"), strict=True)
    ]
    work = make_node(parent=measures[1], name="舗装")
    green: Fields = {"node": measures[0], "department": section}
    road: Fields = {"node": measures[1], "department": other}
    make_indicator(name="植樹", **green, targets={2022: 9, 2023: 6}, results={2022: 3, 2023: 7}, baseline=2)
    make_indicator(name="花壇", **green, targets={2022: 2, 2023: 9}, results={2022: 3, 2023: 1}, baseline=2)
    make_indicator(name="満足", **green, targets={2023: 9}, kind="survey", is_judged=False)
    steady = make_indicator(
        name="補修ＡＢＣ", **road, targets={2022: 1, 2023: 1}, results={2022: 3, 2023: 4}, baseline=2
    )
    make_target(indicator=steady, fiscal_year=2025, value=100, scope="period")
    make_indicator(
        name="工事", node=work, department=other, targets={2023: 5}, results={2023: 5}, is_judged=False
    )
    Result.objects.filter(indicator=steady, fiscal_year=2023).update(
        standing="provisional", explanation="雨が多く、=増えた"
    )
    cycle = make_cycle(period=period)
    make_evaluation(cycle=cycle, node=measures[0], progress="D", direction="Ⅳ")
    planner = make_person_in_post("planning", make_department(local_government_code=code, code="99"))
    return Listed(plan, client_of(planner))


def test_all_are_listed_in_the_order_of_the_plan(listed: Listed) -> None:
    assert listed.names() == ["植樹", "花壇", "満足", "補修ＡＢＣ", "工事"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"q": "緑"}, ["植樹", "花壇", "満足"]),
        ({"q": "補修 abc"}, ["補修ＡＢＣ"]),
        ({"under": "2"}, ["補修ＡＢＣ", "工事"]),
        ({"layer": "4"}, ["工事"]),
        ({"department": "10"}, ["植樹", "花壇", "満足"]),
        ({"department": "20"}, ["補修ＡＢＣ", "工事"]),
        ({"kind": "survey"}, ["満足"]),
        ({"judged": "no"}, ["満足", "工事"]),
        ({"class": "a"}, ["植樹", "補修ＡＢＣ"]),
        ({"change": "better"}, ["植樹"]),
        ({"change": "worse"}, ["花壇"]),
        ({"change": "same"}, ["補修ＡＢＣ"]),
        ({"missing": "missing"}, ["満足"]),
        ({"standing": "provisional"}, ["補修ＡＢＣ"]),
        ({"differs": "yes"}, ["植樹", "花壇", "満足"]),
        ({"class": "a", "under": "1"}, ["植樹"]),
        ({"sort": "-rate"}, ["補修ＡＢＣ", "植樹", "工事", "花壇", "満足"]),
        ({"sort": "course"}, ["植樹", "花壇", "補修ＡＢＣ", "満足", "工事"]),
    ],
)
def test_each_part_of_the_panel_keeps_what_it_says(
    listed: Listed, asked: dict[str, str], expected: list[str]
) -> None:
    assert listed.names(asked) == expected


def test_what_visitors_may_not_know_is_neither_offered_nor_answered(listed: Listed) -> None:
    for asked in ({"outlook": "unlikely"}, {"explained": "no"}):
        assert len(listed.names(asked)) == 5
    Plan.objects.filter(pk=listed.plan.pk).update(shows_suggestions=False)
    assert len(listed.names({"class": "a", "change": "worse", "differs": "yes"})) == 5
    page = listed.page()
    assert not page.all("span", class_="rating")
    headings = [one.text for one in page.one("main").one("thead").all("th")]
    assert not {"達成状況", "前年度", "見込み"} & set(headings)
    told = csv_of(listed.get("/indicators.csv"))
    assert not {"達成状況", "前年度の達成状況", "期間目標への見込み"} & set(told[0])


def test_officers_see_where_it_is_heading_and_what_is_not_explained(listed: Listed) -> None:
    assert listed.names({"outlook": "unlikely"}, client=listed.planner) == ["補修ＡＢＣ"]
    assert listed.names({"explained": "yes"}, client=listed.planner) == ["補修ＡＢＣ"]


def test_what_waits_in_place_of_a_confirmed_figure_is_explained_to_its_own_section_alone(
    listed: Listed,
) -> None:
    row = Result.objects.get(indicator__name="補修ＡＢＣ", fiscal_year=2023)
    make_earlier_figure(row)
    Result.objects.filter(pk=row.pk).update(entry_state="waiting")
    sections = {one.name: one for one in Department.objects.filter(name__in=("緑化課", "道路課"))}
    own, other = (client_of(make_person_in_post("staff", sections[name])) for name in ("道路課", "緑化課"))
    assert listed.names({"explained": "yes"}, client=own) == ["補修ＡＢＣ"]
    assert listed.names({"explained": "no"}, client=other) == listed.names()


def test_numbers_of_the_overview_lead_to_lists_of_that_many_rows(listed: Listed) -> None:
    page = read(listed.get("/", client=listed.planner))
    links = [one for one in page.one("main").all("a") if "/indicators/?" in one.attributes["href"]]
    numbers = {one.attributes["href"]: int("".join(filter(str.isdigit, one.text))) for one in links}
    assert len(numbers) >= 7
    for address, number in numbers.items():
        page = read(listed.planner.get(address))
        assert len(names_on(page) if page.one("main").all("tbody") else []) == number, address


def csv_of(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200
    assert answer.content.startswith("\ufeff".encode())
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def sheet_of(answer: Any) -> Any:
    return load_workbook(BytesIO(answer.content)).worksheets[0]


def test_the_files_hold_the_same_lines_and_figures(listed: Listed) -> None:
    asked = {"sort": "-rate", "judged": "yes"}
    lines = csv_of(listed.get("/indicators.csv", asked))
    assert [one["指標名"] for one in lines] == listed.names(asked) == ["補修ＡＢＣ", "植樹", "花壇"]
    first = lines[1]
    assert (first["年度（西暦）"], first["年度（和暦）"], first["単位"]) == ("2023", "令和5年度", "件")
    assert (first["前年度の実績"], first["実績"], first["前年度からの増減"]) == ("3", "7", "4")
    assert [one["達成率（％）"] for one in lines] == ["400", "116.7", "11.1"]
    assert (first["当該年度の目標"], first["達成状況"], first["達成状況の変化"]) == ("6", "a", "改善")
    assert (first["所管局"], first["所管課"]) == ("環境局", "緑化課")
    answer = listed.get("/indicators.xlsx", asked)
    assert "indicators-" in answer["Content-Disposition"]
    rows = list(sheet_of(answer).values)
    assert list(rows[0]) == list(first)
    assert [["" if cell is None else cell for cell in row][8] for row in rows[1:]] == [
        one["指標名"] for one in lines
    ]
    assert rows[2][rows[0].index("実績")] == 7


@pytest.mark.parametrize(
    ("fields", "target", "result", "written"),
    [
        ({}, {"comparator": ">", "value": 10}, 10, ("100.0％（超のため未達）", "100")),
        (
            {"direction": "down", "rate_formula": "F3"},
            {"value": 1000},
            12346,
            ("1,234.6％（未達）", "1234.6"),
        ),
        ({"direction": "down", "rate_formula": "F8"}, {"value": 10}, 25, ("\u221250.0％", "-50")),
    ],
)
def test_a_file_holds_the_number_of_every_rate_that_a_page_writes(
    listed: Listed, fields: Fields, target: Fields, result: int, written: tuple[str, str]
) -> None:
    node = Indicator.objects.get(name="植樹").node
    one = make_indicator(node=node, name="率", baseline=30, results={2023: result}, **fields)
    make_target(indicator=one, fiscal_year=2023, **target)
    asked, (shown, told) = {"q": "率"}, written
    assert shown in listed.page(asked).one("main").text
    assert [line["達成率（％）"] for line in csv_of(listed.get("/indicators.csv", asked))] == [told]
    heading, row = sheet_of(listed.get("/indicators.xlsx", asked)).values
    assert row[heading.index("達成率（％）")] == float(told)


def test_a_file_says_why_there_is_no_figure_and_what_was_answered_in_words(listed: Listed) -> None:
    results = Result.objects.filter(fiscal_year=2023)
    none: Fields = {"total": None}
    results.filter(indicator__name="植樹").update(missing="pending", pending_until="令和99年11月", **none)
    results.filter(indicator__name="花壇").update(missing="not_applicable", **none)
    results.filter(indicator__name="工事").update(text_fulfilled=True, **none)
    told = {one["指標名"]: one for one in csv_of(listed.get("/indicators.csv"))}
    assert told["植樹"]["値がない理由"] == "集計中（令和99年11月確定見込）"
    assert told["花壇"]["値がない理由"] == "該当なし"
    assert (told["工事"]["実績（文章）"], told["工事"]["値がない理由"]) == ("達成", "")
    assert told["満足"]["値がない理由"] == "未提出"
    assert told["補修ＡＢＣ"]["値がない理由"] == ""


def test_a_figure_that_was_computed_is_told_from_one_that_was_published(listed: Listed) -> None:
    node = Indicator.objects.get(name="植樹").node
    chain: Fields = {"accumulation": "cumulative", "unit": "件", "baseline": 7}
    one = make_indicator(node=node, name="累計", targets={2023: 40}, results={2022: 37, 2023: 46}, **chain)
    Result.objects.filter(indicator=one, fiscal_year=2023).update(total=None, increment=9)
    shown = {"q": "累計"}
    (row,) = [row for row in listed.page(shown).one("main").one("tbody").all("tr") if row.all("th")]
    assert "46件 算出" in row.text
    assert "確定値、前後の年度から算出" in row.text
    assert "算出" not in listed.page({"q": "植樹"}).one("main").one("tbody").text
    told = {line["指標名"]: line["算出による値"] for line in csv_of(listed.get("/indicators.csv"))}
    assert (told["累計"], told["植樹"]) == ("算出", "")
    below = {"plan": listed.plan.key, "year": "2023"}
    assert node.parent is not None
    above = read(Client().get(node.parent.get_absolute_url(), below)).one("main")
    assert "46件 算出" in above.text
    assert "46件 算出" in read(Client().get(one.get_absolute_url(), below)).one("main").text


def test_no_text_of_a_file_is_a_formula(listed: Listed) -> None:
    Indicator.objects.filter(name="植樹").update(name="=1+1")
    assert csv_of(listed.get("/indicators.csv"))[0]["指標名"] == "'=1+1"
    cell = sheet_of(listed.get("/indicators.xlsx")).cell(2, 9)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_what_excludes_everything_says_so_and_offers_to_drop_it(listed: Listed) -> None:
    page = listed.page({"q": "どこにもない", "layer": "4"})
    assert "この条件に合う指標はありません" in page.one("main").text
    ways = [one.attributes["href"] for one in page.one("main").all("a") if one.text.startswith("外す")]
    assert len(ways) == 2
    assert listed.planner.get(f"/indicators/{ways[0]}").status_code == 200
    assert ["q=" in way for way in ways] == [False, True]


@pytest.mark.parametrize("asked", [{"class": "zz"}, {"department": "' or 1=1"}, {"q": "あ" * 101}])
def test_what_is_not_understood_narrows_nothing_and_says_so(listed: Listed, asked: dict[str, str]) -> None:
    page = listed.page(asked)
    assert len(names_on(page)) == 5
    assert page.all("ul", class_="errorlist")


def test_what_waits_for_the_head_is_listed_for_nobody_outside(listed: Listed) -> None:
    Result.objects.filter(fiscal_year=2023, indicator__name="植樹").update(entry_state="waiting", total=98765)
    for address in ("/indicators/", "/indicators.csv"):
        assert b"98765" not in listed.get(address).content
    assert listed.names({"missing": "missing"}) == ["植樹", "満足"]
    assert "98765" in listed.get("/indicators.csv", client=listed.planner).content.decode()
