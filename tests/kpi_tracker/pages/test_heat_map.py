"""The sheet of classes over the years: each cell says what the list behind it lists, by the rules of its year."""

from dataclasses import dataclass
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.cache import cache
from django.test import Client

from indicators.calculation.attainment import attain
from indicators.models import Result
from kpi_tracker.pages.heat import grid
from policies.models import Plan, PolicyNode
from store.actions.numbers import move
from store.actions.rows import Actor, change_row
from store.models import Change
from store.numbers import EVERYTHING
from tests.entry.office import client_of
from tests.factories import (
    make_cycle,
    make_department,
    make_indicator,
    make_node,
    make_period,
    make_person_in_post,
    make_plan,
    make_profile,
    make_scale,
)
from tests.reading import Element, read

pytestmark = pytest.mark.django_db
FIRST, LAST = 2016, 2025


@dataclass
class Sheet:
    plan: Plan
    measure: PolicyNode
    clients: dict[str, Client]

    def get(self, client: str = "visitor", query: str = "") -> Any:
        return self.clients[client].get(f"/heat/?plan={self.plan.key}{query}")

    def rows(self, client: str = "visitor") -> dict[str, list[Element]]:
        """Return the cells of each measure by its name."""
        rows = read(self.get(client)).one("main").one("table", class_="table--heat").all("tr")
        named = [row for row in rows if row.all("td")]
        return {row.one("th").text.split()[-1]: row.all("td") for row in named}


@pytest.fixture
def sheet() -> Sheet:
    """Return ten years of two measures, one of which has an undertaking with an indicator below it."""
    plan = make_plan(first_year=FIRST)
    code = plan.local_government_code
    period = make_period(plan=plan, first_year=FIRST, last_year=LAST)
    section = make_department(local_government_code=code, code="11")
    top = make_node(parent=make_node(period=period, depth=1, name="甲"))
    first, second = (make_node(parent=top, name=name) for name in ("緑をふやす", "道をなおす"))
    years = dict.fromkeys(range(FIRST, LAST), 10)
    for node, value in ((first, 12), (first, 10), (make_node(parent=first), 1), (second, 4)):
        results = dict.fromkeys(years, value)
        make_indicator(node=node, department=section, baseline=8, targets=years, results=results)
    make_indicator(node=second, department=section, is_judged=False, targets=years, results=years)
    Result.objects.filter(indicator__node=second, indicator__order=1, fiscal_year=2024).update(
        entry_state="waiting", total=99
    )
    make_cycle(period=period, last_year=2020)
    make_cycle(
        period=period,
        first_year=2021,
        last_year=LAST,
        is_published=False,
        profile=make_profile(name="新しい基準", attainment_scale=make_scale("abcd")),
    )
    posts = {"planning": make_department(local_government_code=code), "staff": section}
    people = {role: client_of(make_person_in_post(role, unit)) for role, unit in posts.items()}
    return Sheet(plan, first, {"visitor": Client(), **people})


@pytest.mark.parametrize("client", ["visitor", "planning", "staff"])
def test_each_cell_leads_to_the_list_of_as_many_indicators(sheet: Sheet, client):
    rows = sheet.rows(client)
    assert [len(cells) for cells in rows.values()] == [LAST - FIRST] * 2
    for cells in rows.values():
        for cell in (cells[0], cells[-1]):
            link = cell.one("a")
            listed = (
                read(sheet.clients[client].get(link.attributes["href"])).one("main").one("tbody").all("tr")
            )
            assert f"{len(listed)}指標" in link.attributes["title"]
    assert rows["緑をふやす"][0].text.startswith("a意味a 3d1")
    assert "3指標（a2・d1）" in rows["緑をふやす"][0].one("a").attributes["title"]


def test_a_figure_that_waits_is_in_no_cell_of_a_visitor(sheet: Sheet):
    assert "1指標（判定なし1）" in sheet.rows()["道をなおす"][-1].one("a").attributes["title"]
    assert "1指標（a1）" in sheet.rows("planning")["道をなおす"][-1].one("a").attributes["title"]


def test_classes_are_judged_once_however_the_address_is_written_and_for_each_reader_apart(
    sheet: Sheet, settings: Any, monkeypatch: Any
):
    settings.KEPT_ANSWERS = True
    cache.clear()
    move(EVERYTHING)
    judge = Mock(wraps=attain)
    monkeypatch.setattr(grid, "attain", judge)
    for client, words in (
        ("visitor", "判定なし1"),
        ("planning", "a1"),
        ("staff", "a1"),
        ("visitor", "判定なし1"),
    ):
        assert f"1指標（{words}）" in sheet.rows(client)["道をなおす"][-1].one("a").attributes["title"]
    before = judge.call_count
    for spelling in ("2020", "R2", "令和２", "2020&q=1", "%2B2020", "x"):
        assert sheet.get(query=f"&year={spelling}").status_code == 200
    assert judge.call_count == before
    row = Result.objects.get(entry_state="waiting")
    row.entry_state = "confirmed"
    change_row(row, version=row.version, by=Actor(Change.Via.COMMAND))
    assert "1指標（a1）" in sheet.rows()["道をなおす"][-1].one("a").attributes["title"]
    # of the two measures the one alone that the figure belongs to, in each year
    assert judge.call_count == before + LAST - FIRST


def test_years_that_are_judged_by_other_rules_say_so(sheet: Sheet):
    text = read(sheet.get("planning")).one("main").text
    assert "平成28年度～令和2年度は参考判定" in text
    assert "令和3年度～令和6年度は新しい基準" in text
    assert "新しい基準" not in sheet.get().content.decode()


def test_who_is_shown_no_classes_is_told_so_and_nothing_else(sheet: Sheet):
    sheet.plan.shows_suggestions = False
    sheet.plan.save()
    page = read(sheet.get()).one("main")
    assert "区分を公開していません" in page.text
    assert "緑をふやす" not in page.text
    assert "/heat/" not in Client().get(f"/?plan={sheet.plan.key}").content.decode()
    assert sheet.rows("planning")


def test_a_measure_that_has_ended_stays_with_the_years_it_had(sheet: Sheet):
    sheet.measure.ended_in = 2018
    sheet.measure.save()
    cells = sheet.rows()["緑をふやす"]
    assert [bool(cell.all("a")) for cell in cells] == [True] * 3 + [False] * 6


def test_periods_without_a_tree_or_figures_answer_with_a_sentence(sheet: Sheet):
    assert "まだ登録されていません" in read(make_and_get(sheet, with_node=False)).one("main").text
    assert "実績は、まだありません" in read(make_and_get(sheet, with_node=True)).one("main").text
    assert sheet.get(query="&year=9999&period=x").status_code == 200


def make_and_get(sheet: Sheet, *, with_node: bool) -> Any:
    period = make_period(plan=sheet.plan, first_year=2011, last_year=2015)
    if with_node:
        make_node(period=period)
    return sheet.get(query=f"&period={period.number}")
