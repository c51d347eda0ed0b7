"""Two years or two cycles side by side: every number is the length of its list, every change has its reason."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.cache import cache
from django.test import Client

from evaluations.cycles.models import EvaluationCycle
from indicators.calculation.attainment import attain
from indicators.models import Indicator, Result
from kpi_tracker.pages.compare import indicators
from policies.models import Plan, PlanPeriod, PolicyNode
from store.actions.numbers import move
from store.actions.rows import Actor, change_row
from store.models import Change
from store.numbers import EVERYTHING
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
    make_profile,
    make_result,
    make_scale,
    make_target,
)
from tests.reading import Element, read

pytestmark = pytest.mark.django_db
BY = Actor(Change.Via.COMMAND)
Cells = list[list[str]]


@dataclass
class Compared:
    plan: Plan
    period: PlanPeriod
    measures: list[PolicyNode]
    section: Any
    clients: dict[str, Client]

    def page(self, query: str = "", client: str = "visitor") -> Element:
        answer = self.clients[client].get(f"/compare/?plan={self.plan.key}&year=2023{query}")
        assert answer.status_code == 200
        return read(answer).one("main")

    def lines(self, query: str = "", client: str = "visitor") -> dict[str, list[str]]:
        """Return the lines of the list by their names: class before, after, what became of it, why."""
        return lines_on(self.page(query, client))

    def add(self, name: str, figures: Any, *, node: int = 0, targets: Any = 10, **fields: Any) -> Indicator:
        years = range(2022, 2022 + len(figures))
        aims = dict.fromkeys(years, targets) if isinstance(targets, int) else targets
        found = {year: one for year, one in zip(years, figures, strict=True) if one is not None}
        fields = {
            "node": self.measures[node],
            "department": self.section,
            "name": name,
            "baseline": 5,
        } | fields
        return make_indicator(targets=aims, results=found, **fields)


def lines_on(page: Element) -> dict[str, list[str]]:
    tables = page.all("table", class_="table--compact")
    rows = tables[0].one("tbody").all("tr") if tables else []
    return {row.one("th").all("a")[0].text: [cell.text for cell in row.all("td")] for row in rows}


@pytest.fixture
def compared() -> Compared:
    plan = make_plan()
    code = plan.local_government_code
    period = make_period(plan=plan, number=2)
    measures = [make_node(period=period, name=name) for name in ("緑をふやす", "道をなおす", "水をまもる")]
    scales = {
        "profile": make_profile(),
        "progress_scale": make_scale("ABCD"),
        "direction_scale": make_scale("ⅠⅡⅢⅣ"),
    }
    first = make_cycle(period=period, key="mid", name="中間評価", last_year=2022, **scales)
    last = make_cycle(period=period, key="final", name="総括評価", first_year=2023, last_year=2025, **scales)
    hidden = {"first_year": 2024, "last_year": 2025, "is_published": False}
    make_cycle(period=period, key="next", name="次の評価", **hidden, **scales)
    for measure, before, after in zip(measures, "AB", "CB", strict=False):
        make_evaluation(cycle=first, node=measure, progress=before, direction="Ⅰ")
        make_evaluation(cycle=last, node=measure, progress=after, direction="Ⅱ")
    section = make_department(local_government_code=code)
    posts = {"planning": make_department(local_government_code=code), "staff": section}
    people = {role: client_of(make_person_in_post(role, unit)) for role, unit in posts.items()}
    one = Compared(plan, period, measures, section, {"visitor": Client(), **people})
    one.add("植樹", [12, 7])
    one.add("花壇", [7, 12], node=1)
    one.add("補修", [12, 12])
    one.add("舗装", [12, None])
    one.add("下水", [None, None], node=2)
    one.add("参考", [12, 1], is_judged=False)
    waiting = one.add("水質", [12, 3])
    Result.objects.filter(indicator=waiting, fiscal_year=2023).update(entry_state="waiting")
    return one


@pytest.mark.parametrize(
    ("query", "client"),
    [("&from=2023&to=2022", "visitor"), ("&from_cycle=mid&to_cycle=final", "staff")],
)
def test_every_number_is_the_length_of_the_list_behind_it(compared: Compared, query, client):
    page = compared.page(query, client)
    links = [one for one in page.all("a") if one.attributes["href"].endswith("#lines")]
    assert len(links) > 10
    for link in links:
        (number,) = re.findall(r"\d+", link.text.partition("（")[0])
        answer = compared.clients[client].get(f"/compare/{link.attributes['href']}")
        listed = lines_on(read(answer).one("main"))
        assert (link.text, len(listed)) == (link.text, int(number))
    for table in page.all("table", class_="table--crossing"):
        numbers = [int(re.findall(r"\d+", cell.text)[0]) for cell in table.one("tbody").all("td")]
        assert sum(numbers) == {"成果": 6, "施策": 3, "今後": 3}[table.one("caption").text[:2]]


def test_what_changed_is_listed_with_both_figures_and_the_reason(compared: Compared):
    assert compared.lines() == {
        "1 植樹": ["a意味a 12件（目標 10件）", "b意味b 7件（目標 10件）", "悪化", "実績の値：実績が悪化"],
        "1 花壇": ["b意味b 7件（目標 10件）", "a意味a 12件（目標 10件）", "改善", "実績の値：実績が改善"],
        "3 舗装": [
            "a意味a 12件（目標 10件）",
            "－判定なし 未提出（目標 10件）",
            "－",
            "比較できない：令和5年度は実績がない（未提出）ため判定しない",
        ],
        "5 水質": [
            "a意味a 12件（目標 10件）",
            "－判定なし 未提出（目標 10件）",
            "－",
            "比較できない：令和5年度は実績がない（未提出）ため判定しない",
        ],
    }


def test_a_figure_that_waits_is_known_within_its_section_alone(compared: Compared):
    for client in ("staff", "planning"):
        assert compared.lines("&course=worse", client)["5 水質"][1] == "d意味d 3件（目標 10件）"
    assert "5 水質" not in compared.lines("&course=worse")


def test_classes_are_judged_once_however_they_are_narrowed_and_for_each_reader_apart(
    compared: Compared, settings: Any, monkeypatch: Any
):
    plain = {client: compared.lines("", client) for client in compared.clients}
    settings.KEPT_ANSWERS = True
    cache.clear()
    move(EVERYTHING)
    judge = Mock(wraps=attain)
    monkeypatch.setattr(indicators, "attain", judge)
    for client in (*compared.clients, *compared.clients):
        assert compared.lines("", client) == plain[client]
    before = judge.call_count
    for query in ("&course=worse", "&was=a&now=b", "&why=figure", "&from=R4&to=R5", "&page=9", "&why=x"):
        compared.page(query)
    assert judge.call_count == before
    row = Result.objects.get(entry_state="waiting")
    row.entry_state = "confirmed"
    change_row(row, version=row.version, by=BY)
    assert compared.lines("&course=worse")["5 水質"][1] == "d意味d 3件（目標 10件）"
    on_the_node = row.indicator.node.indicators.filter(is_judged=True).count()
    assert judge.call_count == before + 2 * on_the_node


def test_ratings_are_compared_with_the_reason(compared: Compared):
    cycles = "&from_cycle=mid&to_cycle=final"
    assert compared.lines(f"{cycles}&of=progress") == {
        "1 緑をふやす": ["A意味A", "C意味C", "悪化", "評価の判断"]
    }
    assert len(compared.lines(f"{cycles}&of=direction")) == 2
    assert compared.lines("&of=progress") == compared.lines(
        f"{cycles}&of=progress"
    )  # each year has its cycle


def test_what_a_visitor_may_not_know_of_is_neither_offered_nor_understood(compared: Compared):
    page = compared.page("&from_cycle=mid&to_cycle=next")
    assert "次の評価" not in page.text
    assert "「next」という評価の回は、この計画にはありません" in page.text
    assert "次の評価" in compared.page("&from_cycle=mid&to_cycle=next", "planning").text
    compared.plan.shows_suggestions = False
    compared.plan.save()
    page = compared.page()
    assert "区分を公開していません" in page.text
    assert "植樹" not in page.text
    assert compared.lines("&of=class") == compared.lines("&of=progress") != {}


def test_a_measure_that_ended_is_not_counted_as_undecided_after_its_end(compared: Compared):
    query = "&from_cycle=mid&to_cycle=final&of=progress&now=未決定"
    assert [name[-5:] for name in compared.lines(query)] == ["水をまもる"]
    for measure, last_year in zip(compared.measures[1:], (2022, 2021), strict=True):
        measure.ended_in = last_year
        measure.save()
    ((name, line),) = compared.lines(query).items()
    assert name.endswith("道をなおす")
    assert line[3] == "比較できない：もう一方に対応する項目の登録がない"


def test_rules_of_one_name_are_never_taken_for_each_other(compared: Compared, settings: Any):
    settings.KEPT_ANSWERS = True
    indicator = compared.add("並木", [None, None, 12], targets={})
    make_target(indicator=indicator, fiscal_year=2025, scope="period", value=10)
    for choice in ("own", "ahead"):
        profile = make_profile(name="同じ名前", judged_by=choice)
        make_cycle(period=compared.period, key=choice, first_year=2024, last_year=2024, profile=profile)
    move(EVERYTHING)
    found = [compared.lines(f"&from_cycle=mid&to_cycle={choice}") for choice in ("own", "ahead")]
    assert [any("並木" in name for name in lines) for lines in found] == [False, True]


def test_cycles_of_one_sort_are_offered_beside_each_other(compared: Compared):
    yearly = {"first_year": 2025, "last_year": 2025, "kind": EvaluationCycle.Kind.YEARLY}
    make_cycle(period=compared.period, key="yearly", name="事務事業評価", **yearly)
    chosen = [
        one.attributes["value"] for one in compared.page("").all("option") if "selected" in one.attributes
    ]
    assert chosen[-2:] == ["mid", "final"]


def test_a_correction_of_a_confirmed_figure_is_named(compared: Compared):
    row = make_result(
        indicator=compared.add("橋", [12]), fiscal_year=2023, total=Decimal(13), entry_state="waiting"
    )
    make_target(indicator=row.indicator, fiscal_year=2023)
    for name, value in (("entry_state", "confirmed"), ("total", Decimal(7))):
        setattr(row, name, value)
        change_row(row, version=row.version, by=BY)
    said = "実績の訂正：令和5年度の実績の訂正前はa"
    assert compared.lines("&why=restated")["6 橋"][3] == said
    make_earlier_figure(row)
    row.entry_state, row.total = "waiting", Decimal(6)
    change_row(row, version=row.version, by=BY)
    assert compared.lines("&was=a&now=b")["6 橋"][1] == "b意味b 7件（目標 10件）"
    assert "6 橋" not in compared.lines("&why=restated")
    assert compared.lines("&why=restated", "staff")["6 橋"][1] == "b意味b 6件（目標 10件）"


def test_who_follows_another_within_the_period_stands_beside_it(compared: Compared):
    old = compared.add("旧", [12], ended_in=2022)
    compared.add("新", [None, 7], succeeds=[old], unit="人")
    lines = compared.lines("&was=a&now=b")
    assert set(lines) == {"1 植樹", "7 新"}
    assert lines["7 新"] == [
        "a意味a 12件（目標 10件）",
        "b意味b 7人（目標 10人）",
        "悪化",
        "指標の定義の変更：単位",
    ]
    assert "6 旧" not in compared.page("&was=a").text


def test_years_of_two_periods_are_compared_where_one_followed_the_other(compared: Compared):
    before = make_period(plan=compared.plan, number=1, first_year=2018, last_year=2021)
    node = make_node(period=before, name="緑")
    compared.measures[0].succeeds.add(node)
    fields: dict[str, Any] = {"node": node, "targets": {2021: 10}, "results": {2021: 12}, "baseline": 5}
    old, gone = (make_indicator(name=name, **fields) for name in ("前の植樹", "前だけ"))
    Indicator.objects.get(name="植樹").succeeds.add(old)
    make_cycle(period=before, first_year=2018, last_year=2021, profile=make_profile(name="前の基準"))
    lines = compared.lines("&from=2021&to=2023")
    assert lines["1 植樹"][:3] == ["a意味a 12件（目標 10件）", "b意味b 7件（目標 10件）", "悪化"]
    assert lines[str(gone)][3] == "比較できない：もう一方に対応する指標の登録がない"
    assert compared.lines("&from=2023&to=2021")["1 前の植樹"][2] == "改善"
    assert "令和3(2021)年度は前の基準" in compared.page("&from=2021&to=2023").text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("&from=xyz", "「xyz」という年度は、この計画にはありません。"),
        ("&from=1990&to=R5", "「1990」という年度は、この計画にはありません。"),
        ("&from=2023&to=2023", "二つの異なる年度を選ぶと"),
        ("&from_cycle=mid&to_cycle=mid", "二つの異なる評価の回を選ぶと"),
        ("&from=2024&to=2025", "どちらも同じ評価（総括評価）の対象"),
        ("&from=2022&to=2023&was=z&why=z&course=z&of=z&page=z", "この条件に合う指標はありません"),
        ("&from=2017&to=2023", "令和5(2023)年度"),
    ],
)
def test_what_cannot_be_compared_is_answered_with_a_sentence(compared: Compared, query, sentence):
    assert sentence in compared.page(query).text


def test_years_of_a_period_without_a_tree_say_so(compared: Compared):
    make_period(plan=compared.plan, number=1, first_year=2016, last_year=2021)
    page = compared.page("&from=2018&to=2023")
    assert "平成30(2018)年度は第1期実施計画に属し、その政策体系は登録されていません。" in page.text
