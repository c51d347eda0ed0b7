"""What becomes of a reviewed draft, without a database: rows, equal figures, restatements, and what has no place."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from indicators.calculation.units import unit_differs
from reports.review import outcome
from reports.review.entries import loadable
from reports.review.matching import Known, matches
from reports.review.outcome import Loadable
from reports.review.places import (
    NodePlace,
    PeriodPlace,
    Placing,
    PlanPlace,
    StoredIndicator,
    StoredInterim,
    StoredResult,
    StoredTarget,
)
from reports.review.slots import Decided, Decision, slots, with_decisions

PERIOD = PeriodPlace(
    number=3, name="第3期", first_year=2022, last_year=2025, layers=("政策", "施策"), is_new=False
)
STORED = StoredIndicator(
    pk=1,
    node="1",
    number="1",
    name="公園の数",
    unit="か所",
    accumulation="annual",
    baseline_year=2021,
    baseline_value=Decimal("12.00"),
    targets={(2025, "period"): StoredTarget(value=Decimal(30), text="", source="前の資料")},
    results={
        2022: StoredResult(
            total=Decimal("15.00"), increment=None, text="", rate=Decimal(100), grade="a", source="前の資料"
        )
    },
)


def placing(home: str = "1", indicators: dict[str, StoredIndicator] | None = None) -> Placing:
    return Placing(
        document="資料",
        plan=PlanPlace(key="999999"),
        period=PERIOD,
        nodes={"x": NodePlace(address="1", is_new=False)},
        home=home,
        indicators=indicators or {},
    )


def become(placed: Placing | None = None, **figures: Any) -> Loadable:
    draft = {"indicators": [{"name": "公園の数", "unit": "か所"} | figures]}
    return loadable(draft, placed or placing())


def rows(found: Loadable, model: str) -> list[dict[str, Any]]:
    return [one["fields"] for one in found.entries if one["model"] == f"indicators.{model}"]


def test_an_indicator_is_made_as_it_is_printed():
    found = become(
        kind="活動指標",
        accumulation="cumulative",
        direction="up",
        baseline={"fiscal_year": 2021, "value": 12.5, "label": "策定時"},
        actuals={"2022": {"value": 15, "source": {"page": 4, "line": 9, "quote": "15か所"}}},
        increments={"2022": {"value": 2}},
        attainment={"2022": {"value": 101.5}},
        grades={"2022": {"value": "a"}},
        target_ranges={"2025": {"value": [10, 20]}},
    )
    (indicator,) = rows(found, "indicator")
    assert (indicator["kind"], indicator["is_judged"], indicator["decimals"]) == ("activity", False, 1)
    assert (indicator["baseline_value"], indicator["baseline_year"]) == (Decimal("12.5"), 2021)
    (result,) = rows(found, "result")
    assert (result["total"], result["increment"], result["published_rate"]) == (15, 2, Decimal("101.5"))
    assert (result["published_class"], result["printed"]) == ("a", "15か所")
    assert result["source"] == "報告書「資料」4ページ「15か所」"
    (target,) = rows(found, "target")
    assert (target["comparator"], target["value"], target["upper"]) == ("range", 10, 20)
    assert found.unheld == []


def test_a_revised_target_is_two_rows():
    found = become(period_targets={"2025": {"value": 63, "comparator": ">=", "revised_from": 40}})
    told = [
        (one.get("revision", 0), one["value"], one["comparator"], one["scope"])
        for one in rows(found, "target")
    ]
    assert told == [(0, 40, "plain", "period"), (1, 63, ">=", "period")]


def test_a_target_without_a_year_is_that_of_the_period():
    (target,) = rows(become(period_targets={"目標値": {"value": 63}}), "target")
    assert (target["fiscal_year"], target["scope"], target["label"]) == (None, "period", "目標値")


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ({"actuals": {"実績": {"value": 1}}}, outcome.NO_YEAR),
        ({"period_actuals": {"実績値": {"value": 1}}}, outcome.NO_YEAR),
        ({"baseline": {"value": 1}}, outcome.NO_YEAR),
        ({"targets": {"2025": {"value": "増加"}}}, outcome.NO_NUMBER),
        ({"target_ranges": {"2025": {"value": [1]}}}, outcome.NO_NUMBER),
        ({"increments": {"2022": {"value": 1}}}, outcome.NOT_CUMULATIVE),
        ({"interim": {"2022": {"value": 1}}}, outcome.NO_DAY),
        ({"interim": {"2022": {"value": "半分", "as_of": "2022-09-30"}}}, outcome.NO_NUMBER),
        ({"planning_value": {"2022": {"value": 1}}}, outcome.NO_PLACE),
        ({"difference": {"2022": {"value": 1}}}, outcome.DERIVED),
        ({"baseline_text": {"text": "なし"}}, outcome.ONLY_TEXT),
        ({"attainment": {"2022": {"value": 90}}}, outcome.NO_RESULT),
        ({"actuals": {"2022": {"value": 1}}, "forecasts": {"2022": {"value": 2}}}, outcome.NO_PLACE),
    ],
)
def test_what_has_no_place_stays_with_the_reason(figures, reason):
    assert [one.reason for one in become(**figures).unheld] == [reason]


SEPTEMBER: dict[str, Any] = {
    "value": 8,
    "as_of": "2023-09-30",
    "source": {"page": 2, "line": 3, "quote": "8か所"},
}


def test_what_was_counted_within_a_year_is_a_row_of_its_day_and_no_result():
    found = become(interim={"2023": SEPTEMBER, "2023'": {"value": 9, "as_of": "2023-12-31"}})
    told = [(one["as_of"], one["value"], one["source"]) for one in rows(found, "interimvalue")]
    assert told == [("2023-09-30", 8, "報告書「資料」2ページ「8か所」"), ("2023-12-31", 9, "報告書「資料」")]
    assert rows(found, "result") == []
    assert found.facts["indicators.interimvalue|3|1|1|2023-09-30"] == "indicators/0/interim/2023"


def test_a_value_within_a_year_that_is_printed_as_about_says_so():
    found = become(
        interim={"2023": SEPTEMBER | {"approx": True}, "2023'": {"value": 9, "as_of": "2023-12-31"}}
    )
    assert [one.get("note") for one in rows(found, "interimvalue")] == ["概数", None]


@pytest.mark.parametrize(("value", "held"), [(8, []), (9, [outcome.SAME_DAY])])
def test_of_two_values_of_one_day_the_first_is_taken(value, held):
    found = become(interim={"2023": SEPTEMBER, "2023'": SEPTEMBER | {"value": value}})
    assert [one["value"] for one in rows(found, "interimvalue")] == [8]
    assert [one.reason for one in found.unheld] == held


@pytest.mark.parametrize(("value", "restated"), [("8.0", []), ("7", [("7か所", "8か所")])])
def test_a_value_within_a_year_that_is_there_is_held_against_it(value, restated):
    stored = replace(STORED, interim={date(2023, 9, 30): StoredInterim(value=Decimal(value), source="前")})
    found = become(placing(indicators={"indicators/0": stored}), interim={"2023": SEPTEMBER})
    assert [(one.old, one.new) for one in found.restated] == restated
    assert found.entries == []


RATED = {"indicators": [], "ratings": {"progress": {"symbol": "A"}}}


@pytest.mark.parametrize(("count", "reason"), [(0, outcome.NO_CYCLE), (2, outcome.WHICH_CYCLE)])
def test_a_rating_without_a_cycle_says_whether_there_is_one_to_choose(count, reason):
    found = loadable(RATED, replace(placing(), cycle_count=count))
    assert [one.reason for one in found.unheld] == [reason]


def test_without_a_node_no_indicator_is_made():
    found = become(placing(home=""), actuals={"2022": {"value": 1}})
    assert [one.reason for one in found.unheld] == [outcome.NO_HOME] * 2, "its figure has no place either"
    assert found.entries == []


def test_new_indicators_stand_on_nodes_of_their_own_with_the_numbers_that_are_free_there():
    draft = {
        "indicators": [{"name": name, "number": "1"} for name in ("公園の数", "図書館の数", "公民館の数")]
    }
    homes = {"indicators/1": "2", "indicators/2": "2"}
    taken = {"1": frozenset({"1"}), "2": frozenset[str]()}
    found = loadable(draft, replace(placing(), homes=homes, taken_numbers=taken))
    told = [(one["name"], one["node"][-1], one["number"], one["order"]) for one in rows(found, "indicator")]
    assert told == [("公園の数", "1", "2", 2), ("図書館の数", "2", "1", 3), ("公民館の数", "2", "2", 4)]


@pytest.mark.parametrize(
    ("figures", "old", "new"),
    [
        ({"actuals": {"2022": {"value": 16}}}, "15か所", "16か所"),
        ({"baseline": {"fiscal_year": 2021, "value": 11.5}}, "12か所", "11.5か所"),
        ({"period_targets": {"2025": {"value": 40}}}, "30か所", "40か所"),
        ({"targets": {"2025": {"value": 40}}}, "30か所", "40か所"),
        ({"attainment": {"2022": {"value": "96.4", "unit": "％"}}}, "100％", "96.4％"),
        ({"grades": {"2022": {"value": "b"}}}, "a", "b"),
    ],
)
def test_a_figure_stated_otherwise_is_a_restatement(figures, old, new):
    found = become(placing(indicators={"indicators/0": STORED}), **figures)
    assert [(one.old, one.new) for one in found.restated] == [(old, new)]
    assert found.entries == []


def test_a_restatement_says_of_which_year_it_is():
    found = become(placing(indicators={"indicators/0": STORED}), actuals={"2022": {"value": 16}})
    assert [one.what for one in found.restated] == ["令和4年度 実績"]


@pytest.mark.parametrize(
    "figures",
    [
        {"actuals": {"2022": {"value": 15}}},
        {"baseline": {"fiscal_year": 2021, "value": 12}},
        {"period_targets": {"2025": {"value": 30, "comparator": ">="}}},
        {"targets": {"2025": {"value": 30}}},
    ],
)
def test_a_figure_that_is_there_needs_no_row(figures):
    found = become(placing(indicators={"indicators/0": STORED}), **figures)
    assert (found.entries, found.restated, len(found.equal)) == ([], [], 2)


def test_a_year_that_is_not_there_is_added_to_an_indicator_that_is():
    found = become(placing(indicators={"indicators/0": STORED}), actuals={"2023": {"value": 17}})
    (result,) = rows(found, "result")
    assert (result["indicator"], result["total"]) == (["999999", 3, "1", "1"], 17)
    assert found.facts == {"indicators.result|3|1|1|2023": "indicators/0/actuals/2023"}


def test_figures_in_another_unit_are_none_of_an_indicator_that_is_there():
    placed = placing(indicators={"indicators/0": STORED})
    figures = {"actuals": {"2023": {"value": 2, "unit": "千か所"}}, "targets": {"2024": {"value": 20}}}
    found = become(placed, **figures)
    assert rows(found, "result") == []
    (held,) = found.unheld
    assert held.reason == unit_differs("報告書", "千か所", "登録済み", "か所") + outcome.OTHER_UNIT
    assert [one["value"] for one in rows(found, "target")] == [20]
    assert len(rows(become(placed, **figures, unit="箇所"), "target")) == 1, (
        "another spelling is the same unit"
    )


def test_the_second_of_two_results_of_one_year_is_not_lost_without_a_word():
    found = become(actuals={"2023": {"value": 20}}, annual_actuals={"2023": {"value": 5}})
    assert [one["total"] for one in rows(found, "result")] == [20]
    assert [(one.slot.said["value"], one.reason) for one in found.unheld] == [(5, outcome.TWICE)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param({}, [], id="nothing yet"),
        pytest.param({"indicators/0": Decision.ACCEPTED}, ["indicator"], id="yes to the indicator alone"),
        pytest.param(
            {"indicators/0/targets/2023": Decision.ACCEPTED}, ["indicator", "target"], id="yes to a figure"
        ),
        pytest.param({"indicators/0/targets/2023": Decision.REJECTED}, ["indicator"], id="no to its figures"),
    ],
)
def test_an_indicator_of_which_nobody_has_decided_anything_waits(said, expected):
    draft = {"indicators": [{"name": "公園の数", "targets": {"2023": {"value": 2, "confidence": "likely"}}}]}
    told = with_decisions(draft, {path: Decided(decision, {}) for path, decision in said.items()})
    found = [one["model"].partition(".")[2] for one in loadable(told, placing()).entries]
    assert found == expected


def test_what_was_refused_is_left_out_and_with_an_indicator_all_its_figures():
    draft = {
        "indicators": [
            {"name": "公園の数", "targets": {"2022": 1, "2023": {"value": 2, "confidence": "likely"}}}
        ]
    }
    told = with_decisions(draft, {"indicators/0/targets/2023": Decided(Decision.CORRECTED, {"value": 3})})
    assert [one["value"] for one in rows(loadable(told, placing()), "target")] == [1, 3]
    assert draft["indicators"][0]["targets"]["2023"]["value"] == 2  # type: ignore[index]
    told = with_decisions(draft, {"indicators/0": Decided(Decision.REJECTED, {})})
    assert loadable(told, placing()).entries == []
    assert [one.decision for one in slots(draft)] == ["accepted", "accepted", "open"]


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        pytest.param("①", "公園の箇所数", ("1", 100), id="the same"),
        pytest.param("", "公園の 箇所数", ("1", 100), id="blanks"),
        pytest.param("", "緑地の面積", ("2", 95), id="a former name"),
        pytest.param("②", "花壇のある公園の箇所数", ("1", 56), id="another code"),
        pytest.param("", "図書館の貸出冊数", None, id="nothing alike"),
    ],
)
def test_what_is_meant_is_found_by_code_and_name(code, name, expected):
    known = [Known("1", "①", "公園の箇所数"), Known("2", "", "みどりの面積", ("緑地の面積",))]
    found = [(one.known.key, one.score) for one in matches(code, name, known)]
    assert (found[0] if found else None) == expected
