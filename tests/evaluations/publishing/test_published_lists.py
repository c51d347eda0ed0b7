"""The first screen of an edition: what a visitor asks, each number with the list of as many rows."""

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client

from evaluations.publishing.models import Publication
from evaluations.publishing.page.lists import (
    fitting,
    indicator_properties,
    indicator_rows,
    key_numbers,
    measure_properties,
)
from evaluations.publishing.page.pages import PublishedEdition, read_content
from policies.models import PlanPeriod
from tests.city import CITY
from tests.evaluations.published_hall import make_hall
from tests.factories import make_cycle, make_indicator, make_publication
from tests.reading import Element, read

INDEX = f"/published/{CITY}/r5-mid/1/"
NUMBER = re.compile(r"[0-9]+")


def indicator(pk: int, name: str, before: str, now: str, **more: Any) -> dict[str, Any]:
    years = [{"year": 2022, "class": before, "result": "1件"}, {"year": 2023, "class": now, "result": "2件"}]
    found = {"id": pk, "name": name, "is_judged": True, "class": now, "years": years, "department": ""}
    return found | more


def edition(*, suggestion: dict[str, str] | None, measures: list[list[dict[str, Any]]]) -> PublishedEdition:
    """Return an edition of measures with these indicators, all rated A and Ⅱ."""
    above = {"address": "1", "code": "1", "name": "まち", "layer": "基本政策"}
    levels = {
        name: {
            "levels": [{"symbol": one, "label": "", "tone": "neutral", "shape": "dash"} for one in symbols]
        }
        for name, symbols in (("attainment", "abcd"), ("progress", "AB"), ("direction", "ⅠⅡ"))
    }
    rated = {
        "progress": "A",
        "direction": "Ⅱ",
        "undertakings": [],
        "above": [above],
        "suggestion": suggestion,
    }
    nodes = [
        {**rated, "address": f"1-{at}", "code": f"1-{at}", "name": "策", "indicators": found}
        for at, found in enumerate(measures, 1)
    ]
    content = {
        "cycle": {"last_year": 2023},
        "words": {"measure": "施策"},
        "scales": levels,
        "measures": nodes,
        "others": [],
    }
    row = Publication(plan_key=CITY, cycle_key="r5-mid", edition=1)
    return PublishedEdition(row, content, [row])


def numbers_of(shown: PublishedEdition) -> dict[str, int]:
    rows = indicator_rows(shown)
    found = key_numbers(shown, measure_properties(shown, shown.rows()), indicator_properties(shown, rows))
    return {one["words"]: one["number"] for one in found}


def test_an_edition_counts_what_got_better_or_worse_is_missing_and_differs():
    mixed = [
        indicator(1, "上がる", "c", "b"),
        indicator(2, "下がる", "a", "d", outlook="未達の見込み"),
        indicator(3, "もう着いた", "a", "a", outlook="到達済み"),
        indicator(4, "補足", "a", "d", is_judged=False, outlook="未達の見込み"),
        indicator(5, "前年がない", "", "b"),
    ]
    waiting = indicator(6, "待つ", "a", "")
    waiting["years"][-1]["result"] = "集計中（令和6年11月公表予定）"
    shown = edition(suggestion={"progress": "B", "direction": "Ⅱ"}, measures=[mixed, [waiting]])
    assert numbers_of(shown) == {
        "前年度から改善": 1,
        "前年度から悪化": 1,
        "到達済み": 1,
        "未達の見込み": 2,
        "実績が集計中": 1,
        "参考判定と相違": 2,
    }
    rows = indicator_rows(shown)
    found = fitting(rows, indicator_properties(shown, rows), {"change": "worse", "class": "d"})
    assert [row["one"]["name"] for row in found] == ["下がる"]


def test_what_an_edition_does_not_say_is_not_offered():
    bare = edition(suggestion=None, measures=[[indicator(1, "区分なし", "", "")]])
    assert numbers_of(bare) == {"実績が集計中": 0}


def test_only_what_was_suggested_can_differ():
    nothing_suggested = edition(suggestion={"progress": "", "direction": ""}, measures=[[]])
    assert numbers_of(nothing_suggested)["参考判定と相違"] == 0


@pytest.mark.parametrize(("standing", "expected"), [("", True), ("確定値", False)])
def test_a_class_by_the_figure_of_an_earlier_year_is_known_as_such(standing, expected):
    surveyed = indicator(1, "隔年の調査", "a", "b")
    surveyed["years"][-1] |= {"standing": standing, "total": None, "result": "調査対象年度外"}
    (row,) = indicator_rows(edition(suggestion=None, measures=[[surveyed]]))
    assert row["has_no_own"] is expected


@pytest.fixture
def index(db: None) -> Element:
    read_content.cache_clear()
    hall = make_hall(shows_suggestions=True, shows_forecasts=True)
    for at, (before, now) in enumerate(((12, 1), (1, 12), (3, 12), (4, None))):
        results = {2022: before} | ({2023: now} if now is not None else {})
        targets: dict[int, Any] = {2022: 10, 2023: 10, 2025: 11}
        make_indicator(node=hall.node, name=f"指標{at}", baseline=2, targets=targets, results=results)
    hall.publish()
    return read(Client().get(INDEX)).one("main")


def linked(page: Element) -> dict[str, int]:
    """Return every address of a list on the first screen, with the number that leads there."""
    first = [*page.all("a", class_="strip-item"), *page.all("a", class_="tile-number")]
    return {one.attributes["href"]: int(NUMBER.findall(one.text)[-1]) for one in first}


def length(address: str) -> tuple[int, int]:
    """Return how many rows the list has on its page, and in its file."""
    place, _, anchor = address.partition("#")
    section = read(Client().get(place)).one("section", **{"aria-labelledby": anchor or "indicators"})
    tables = section.all("tbody")
    rows = [row for row in tables[0].all("tr") if row.all("th")] if tables else []
    name = anchor or "indicators"
    answer = Client().get(f"{place}&file={name}.csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return len(rows), len(lines) - 1


def test_every_number_of_the_first_screen_is_the_length_of_its_list_and_its_file(index):
    found = linked(index)
    assert len(found) >= 6 + 4 + 4 + 5
    assert sum(found.values()) > 8
    assert {address: (number, number) for address, number in found.items()} == {
        address: length(address) for address in found
    }


def test_a_live_address_leads_to_the_published_list_that_it_narrows(index):
    for live, published in (
        (f"/indicators/?plan={CITY}&change=worse&explained=no", f"{INDEX}indicators/?change=worse"),
        (f"/?plan={CITY}&progress=A", f"{INDEX}?progress=A#measures"),
    ):
        assert Client().get(live)["Location"] == published


@pytest.mark.parametrize("place", ["", "indicators/"])
def test_what_an_edition_cannot_be_asked_is_said_and_narrows_nothing(index, place):
    answer = Client().get(f"{INDEX}{place}?differs=sometimes&under=1-2-3")
    main = read(answer).one("main")
    assert answer.status_code == 200
    assert len(main.all("ul", class_="errorlist")) == 2
    assert "open" in main.all("details", class_="accordion")[0].attributes
    assert "件のうち）" not in main.text


def test_a_list_that_nothing_fits_says_so(index):
    main = read(Client().get(f"{INDEX}indicators/?class=a&change=worse")).one("main")
    assert "この条件に合う指標はありません。" in main.text
    assert [one.text for one in main.all("li") if "外す" in one.text]


def test_an_edition_leads_to_the_other_evaluations_of_its_plan_and_to_other_plans(index):
    period = PlanPeriod.objects.get()
    for number in (1, 2):
        cycle = make_cycle(period=period, key=f"cycle-{number}", name=f"評価その{number}")
        newest = make_publication(cycle=cycle)
        beside = {
            link.attributes["href"]: link.text for link in read(Client().get(INDEX)).one("main").all("a")
        }
        assert beside["#beside"] == f"この計画のほかの評価（{number}件）"
        assert beside[newest.get_absolute_url()] == f"評価その{number} 公表版 第1版"
        assert beside["/plans/"]
    assert "#beside" not in {link.attributes["href"] for link in index.all("a")}


def test_where_a_decision_differs_the_list_says_what_was_suggested(index):
    section = read(Client().get(f"{INDEX}?differs=yes")).one("section", **{"aria-labelledby": "measures"})
    rows = [row for row in section.one("tbody").all("tr") if row.all("th")]
    assert rows
    assert all("参考判定 " in row.text for row in rows)


def test_a_visitor_is_not_shown_where_an_edition_heads_if_the_plan_did_not_show_it(db):
    read_content.cache_clear()
    hall = make_hall(shows_suggestions=False, shows_forecasts=False)
    hall.publish()
    for address in (
        INDEX,
        f"{INDEX}indicators/",
        f"{INDEX}policies/{hall.node.address}/",
        f"{INDEX}data.json",
    ):
        answer = Client().get(address).content.decode()
        for words in ("見込み", "参考判定と相違", "outlook"):
            assert words not in answer, (address, words)
