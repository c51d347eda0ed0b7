"""Why a class is another one in one year than in another: what changed is put back, one thing at a time."""

from dataclasses import replace
from typing import Any

import pytest

from indicators.calculation.attainment import NO_CLASS, REFERENCE_ABCD, attain
from indicators.calculation.changes import Judged, Why, reasons
from indicators.calculation.class_rules import ClassRule
from indicators.calculation.facts import Direction
from indicators.calculation.series import Series
from tests.calculation.cases import fy, series, target

SCALE = [(symbol, f"意味{symbol}") for symbol in "abcd"]
STRICT = replace(
    REFERENCE_ABCD,
    version=2,
    rules=tuple(
        ClassRule("otherwise", "d") if rule.when == "otherwise" else rule
        for rule in REFERENCE_ABCD.rules
        if rule.when != "not_worse_than_baseline"
    ),
)


def judged(told: Series, year: int, **more: Any) -> Judged:
    fields: dict[str, Any] = {"profile": REFERENCE_ABCD, "scale": SCALE, "definition": {"単位": "件"}} | more
    attained = attain(told, fy(year), profile=fields["profile"], period_start=fy(2022))
    return Judged(series=told, attainment=attained, period_start=fy(2022), **fields)


def told(first: int | None, second: int | None, *targets: Any, **more: Any) -> Series:
    totals = {year: one for year, one in ((2022, first), (2023, second)) if one is not None}
    return series(totals=totals, baseline=5, targets=targets or (target(2022, 10), target(2023, 10)), **more)


def why(before: Judged | None, after: Judged | None) -> list[tuple[str, str]]:
    return [(one.why.value, one.words) for one in reasons(before, after)]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(12, 11, [], id="the same class needs no reason, whatever the figures did"),
        pytest.param(12, 7, [("figure", "実績が悪化")], id="a worse figure"),
        pytest.param(7, 10, [("figure", "実績が改善")], id="a better figure"),
        pytest.param(None, None, [], id="neither year has a class"),
    ],
)
def test_what_nothing_else_explains_is_the_figures(first, second, expected):
    one = told(first, second)
    assert why(judged(one, 2022), judged(one, 2023)) == expected


@pytest.mark.parametrize(
    ("direction", "totals", "targets", "words"),
    [
        (Direction.UP, (10, 12), (10, 15), "実績が改善、目標は10件から15件に"),
        (Direction.UP, (10, 10), (10, 15), "実績は同じ、目標は10件から15件に"),
        (Direction.DOWN, (20, 16), (20, 15), "実績が改善、目標は20件から15件に"),
        (Direction.UP, (9, 8), (10, 8), "実績が悪化、目標は10件から8件に"),
    ],
)
def test_a_figure_that_went_the_other_way_names_the_targets(direction, totals, targets, words):
    one = told(*totals, target(2022, targets[0]), target(2023, targets[1]), direction=direction)
    assert why(judged(one, 2022), judged(one, 2023)) == [("figure", words)]


def test_a_year_without_a_class_cannot_be_compared_and_says_why():
    one = told(12, None)
    ((kind, words),) = why(judged(one, 2022), judged(one, 2023))
    assert kind == Why.INCOMPARABLE
    assert words == "令和5年度は実績がない（未提出）ため判定しない"
    assert judged(one, 2023).symbol == NO_CLASS


def test_other_scales_cannot_be_compared_though_the_symbols_are_the_same():
    one = told(12, 7)
    other = judged(one, 2023, scale=[("a", "ほかの意味"), *SCALE[1:]])
    assert why(judged(one, 2022), other) == [("incomparable", "区分の異なる判定基準による")]


def test_without_a_counterpart_nothing_can_be_compared():
    alone = judged(told(12, 7), 2023)
    assert [kind for kind, _ in why(None, alone) + why(alone, None)] == ["incomparable"] * 2


def test_another_definition_is_named_by_what_differs():
    one = told(12, 7)
    after = judged(one, 2023, definition={"単位": "人", "算出方法": "数え方"})
    assert why(judged(one, 2022), after) == [("definition", "単位、算出方法")]


def test_other_rules_are_a_reason_where_the_earlier_figures_had_another_class_by_them():
    one = told(7, 7)
    assert why(judged(one, 2022), judged(one, 2023, profile=STRICT)) == [
        ("rules", "令和4年度も新しい基準ではc")
    ]
    reached = told(12, 3)
    assert why(judged(reached, 2022), judged(reached, 2023, profile=STRICT)) == [("figure", "実績が悪化")]


def test_a_corrected_figure_is_a_reason_where_it_had_another_class_before():
    one, was = told(12, 7), told(12, 11)
    assert why(judged(one, 2022), judged(one, 2023, restated=was)) == [
        ("restated", "令和5年度の実績の訂正前はa")
    ]
    same = told(12, 8)
    assert why(judged(one, 2022), judged(one, 2023, restated=same)) == [("figure", "実績が悪化")]


def test_a_revised_target_is_a_reason_where_by_the_former_one_the_class_was_another():
    revised = target(2023, 15, revision=1, applies_from=fy(2023))
    one = told(12, 12, target(2022, 10), target(2023, 11), revised)
    expected = [("target", "11件→15件（見直し前の目標ではa）")]
    assert why(judged(one, 2022), judged(one, 2023)) == expected
    assert why(judged(one, 2023), judged(one, 2022)) == expected
    missed = told(12, 7, target(2022, 10), target(2023, 11), revised)
    assert why(judged(missed, 2022), judged(missed, 2023))[0][0] == "figure"


def test_a_target_that_was_set_later_is_no_revision():
    late = target(2023, 15, applies_from=fy(2023))
    one = told(12, 12, target(2022, 10), late)
    assert why(judged(one, 2022), judged(one, 2023))[0][0] == "figure"


def test_several_reasons_stand_together_the_gravest_first():
    revised = target(2023, 15, revision=1, applies_from=fy(2023))
    one = told(7, 12, target(2022, 10), target(2023, 11), revised)
    after = judged(one, 2023, profile=STRICT, definition={"単位": "人"})
    assert [kind for kind, _ in why(judged(one, 2022), after)] == ["definition", "rules", "target"]
