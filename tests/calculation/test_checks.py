from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.calculation.attainment import REFERENCE_ABCD, attain, distance
from indicators.calculation.checks import Finding, Severity, check, early_target
from indicators.calculation.explain import attainment_sentence, derivation, series_sentence
from indicators.calculation.series import (
    Accumulation,
    Comparator,
    Direction,
    Result,
    ResultStanding,
    Series,
    TargetScope,
)
from policies.fiscal_year import years
from tests.calculation.cases import fy, result, seed, series, target

CUMULATIVE = Accumulation.CUMULATIVE
UP, DOWN, KEEP = Direction.UP, Direction.DOWN, Direction.KEEP


JUMP, FAR = "jump", "far_from_target"
SEEN_WHOLE: dict[str, Any] = {"period_end": None, "recorded": {}, "reported": {}, "until": None}


def found(told: Series, code: str, **more: Any) -> list[Finding]:
    return [finding for finding in check(told, **SEEN_WHOLE | more) if finding.code == code]


@pytest.mark.parametrize(
    ("results", "year", "said"),
    [
        pytest.param(
            [result(2022, 55, 9), result(2023, 66, 12)],
            2023,
            "令和5年度の新規分12件が、累計の差11件（66−55）と一致しません。",
            id="adjacent totals",
        ),
        pytest.param(
            [result(2020, 10), result(2021, None, 5), result(2022, 30, 5)],
            2022,
            "令和4年度の新規分5件が、累計の差15件（30−15。15は令和2年度末累計10＋令和3年度の新規分5）と一致しません。",
            id="over a total that follows from an increment",
        ),
    ],
)
def test_an_increment_that_is_not_the_difference_is_an_error(
    results: list[Result], year: int, said: str
) -> None:
    findings = found(series(accumulation=CUMULATIVE, results=tuple(results)), "increment_disagrees")
    assert [(one.severity, one.fiscal_year, one.message) for one in findings] == [
        (Severity.ERROR, fy(year), said)
    ]


def test_a_total_that_is_shown_nowhere_is_told_with_the_years_it_was_added_up_from() -> None:
    told = series(
        accumulation=CUMULATIVE,
        results=(result(2020, 40), result(2021, None, 6), result(2022, None, 9), result(2023, 70, 11)),
    )
    assert told.figure(fy(2022)).total is None
    assert [one.message for one in found(told, "increment_disagrees")] == [
        (
            "令和5年度の新規分11件が、累計の差15件"
            "（70−55。55は令和2年度末累計40＋令和3年度の新規分6＋令和4年度の新規分9）と一致しません。"
        )
    ]


@pytest.mark.parametrize(
    ("results", "falls"),
    [
        pytest.param([result(2022, 55), result(2023, 54)], True, id="next year"),
        pytest.param([result(2021, 55), result(2023, 54)], True, id="over a gap"),
        pytest.param([result(2022, 55), result(2023, None, -1)], True, id="by a negative increment"),
        pytest.param([result(2022, 55), result(2023, 55)], False, id="nothing new is no fall"),
    ],
)
def test_a_falling_total_is_named(results: list[Result], falls: bool) -> None:
    findings = found(series(accumulation=CUMULATIVE, results=tuple(results)), "falling_total")
    assert [(one.severity, one.fiscal_year) for one in findings] == [(Severity.ERROR, fy(2023))] * falls


def test_a_yearly_figure_may_fall() -> None:
    assert (
        check(series(totals={2022: 55, 2023: 54}), period_end=None, recorded={}, reported={}, until=None)
        == ()
    )


@pytest.mark.parametrize(
    ("recorded", "reported", "wrong"),
    [
        pytest.param({2023: 12}, {2023: 11}, True, id="one too many"),
        pytest.param({2023: 11}, {2023: 11}, False, id="all on record"),
        pytest.param({2023: 12}, {}, False, id="nothing was reported"),
        pytest.param({2023: 1}, {2023: 0}, True, id="zero was reported"),
    ],
)
def test_more_records_than_reported_are_an_error(
    recorded: dict[int, int], reported: dict[int, int], wrong: bool
) -> None:
    findings = found(
        series(),
        "too_many_records",
        recorded={fy(year): count for year, count in recorded.items()},
        reported={fy(year): count for year, count in reported.items()},
    )
    assert [one.severity for one in findings] == [Severity.ERROR] * wrong


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        pytest.param({2022: 66, 2023: 6600}, "昨年度の100倍です", id="a hundred times"),
        pytest.param({2022: "37.2", 2023: 372}, "昨年度の10倍です", id="a lost decimal point"),
        pytest.param({2022: 6600, 2023: 66}, "昨年度の100分の1です", id="a hundredth"),
        pytest.param({2022: 7, 2023: 100}, "昨年度の約14倍です", id="no round number"),
        pytest.param({2021: 7, 2023: 700}, "令和3年度の100倍です", id="the year before is missing"),
        pytest.param({2022: 7, 2023: 69}, None, id="less than ten times"),
        pytest.param({2022: 0, 2023: 690}, "690件に対し、昨年度は0件です", id="from zero"),
        pytest.param({2022: 690, 2023: 0}, "0件に対し、昨年度は690件です", id="to zero"),
        pytest.param({2022: 0, 2023: 9}, None, id="from zero by less than ten"),
        pytest.param({2022: 9, 2023: 0}, None, id="to zero by less than ten"),
        pytest.param({2020: 650, 2021: 0, 2022: 0, 2023: 690}, None, id="from zero to what it was before"),
        pytest.param({2021: 0, 2022: 9, 2023: 0}, None, id="to zero, where it was before"),
        pytest.param({2022: -5, 2023: 500}, None, id="from below zero"),
        pytest.param({2022: -5, 2023: -500}, "昨年度の100倍です", id="further below zero"),
    ],
)
def test_a_jump_by_a_power_of_ten_is_a_warning(totals: dict[int, int | str], said: str | None) -> None:
    findings = [one for one in found(series(totals=totals), "jump") if one.fiscal_year == fy(2023)]
    assert [one.severity for one in findings] == ([Severity.WARNING] if said else [])
    assert all(said and said in one.message for one in findings)


@pytest.mark.parametrize(
    ("direction", "baseline", "totals", "goal", "codes"),
    [
        pytest.param(
            UP, 0, {2022: 0, 2023: 900_000}, target(2023, 10), [JUMP, FAR], id="0, then 900,000 of 10"
        ),
        pytest.param(UP, 0, {2022: 0, 2023: 120}, target(2023, 100), [], id="new, and as planned"),
        pytest.param(UP, None, {2023: 5000}, target(2023, 50), [FAR], id="the first result of all"),
        pytest.param(UP, None, {2023: 5}, target(2023, 50), [FAR], id="a tenth of its target"),
        pytest.param(UP, 4, {2023: 5}, target(2023, 50), [], id="a tenth, but so was the start"),
        pytest.param(UP, 40, {2022: 4, 2023: 5}, target(2023, 50), [], id="a tenth, as the year before"),
        pytest.param(UP, None, {2023: 0}, target(2023, 50), [FAR], id="nothing of 50"),
        pytest.param(DOWN, None, {2023: 0}, target(2023, 50), [], id="nothing, and that is better"),
        pytest.param(DOWN, 50, {2022: 48, 2023: 0}, target(2023, 0), [], id="down to a target of 0"),
        pytest.param(UP, 50, {2022: 48, 2023: 0}, target(2023, 0), [], id="0 reaches a target of 0"),
        pytest.param(DOWN, 3, {2022: 3, 2023: 40}, target(2023, 0), [JUMP], id="from 3 to 40, target 0"),
        pytest.param(
            Direction.RANGE,
            50,
            {2022: 50, 2023: 5000},
            target(2023, 40, comparator=Comparator.RANGE, upper=Decimal(60)),
            [JUMP, FAR],
            id="a hundred times a range",
        ),
        pytest.param(
            UP,
            50,
            {2022: 50, 2023: 52},
            target(2023, comparator=Comparator.TEXT, text="設置"),
            [],
            id="text",
        ),
    ],
)
def test_a_figure_far_from_last_year_or_from_its_target_is_a_warning(
    direction: Direction, baseline: int | None, totals: dict[int, int], goal: Any, codes: list[str]
) -> None:
    told = series(direction, baseline=baseline, totals=totals, targets=(goal,))
    findings = [*found(told, JUMP), *found(told, FAR)]
    assert [(one.code, one.severity) for one in findings] == [(code, Severity.WARNING) for code in codes]


@pytest.mark.parametrize(
    ("totals", "more", "wrong"),
    [
        pytest.param({2022: 98, 2023: "100.1"}, {}, [2023], id="beyond the whole"),
        pytest.param({2022: 98, 2023: 100}, {}, [], id="the whole"),
        pytest.param({2022: 101, 2023: 102}, {}, [2022], id="once, not every year"),
        pytest.param({2022: 101, 2023: 99, 2024: 101}, {}, [2022, 2024], id="again after it was a share"),
        pytest.param({2023: 110}, {"baseline": 105}, [], id="the plan knows more than the whole"),
        pytest.param({2023: 110}, {"targets": (target(2023, 120),)}, [], id="a target beyond it"),
        pytest.param({2023: 110}, {"unit": "件"}, [], id="no percentage"),
    ],
)
def test_a_percentage_beyond_the_whole_is_a_warning(
    totals: dict[int, Any], more: dict[str, Any], wrong: list[int]
) -> None:
    findings = found(series(totals=totals, **{"unit": "％", **more}), "outside_a_whole")
    assert [(one.severity, one.fiscal_year) for one in findings] == [
        (Severity.WARNING, fy(year)) for year in wrong
    ]


@pytest.mark.parametrize(
    ("totals", "more", "wrong"),
    [
        pytest.param({2022: 5, 2023: -12}, {"unit": "人"}, [2023], id="people that moved away"),
        pytest.param({2022: -5, 2023: -12}, {"unit": "人"}, [2022], id="the first of several"),
        pytest.param({2023: "-0.5"}, {"unit": "％"}, [2023], id="a share below nothing"),
        pytest.param({2023: -12}, {"baseline": -3}, [], id="the plan knows negative figures"),
        pytest.param({2023: -12}, {"targets": (target(2025, -1),)}, [], id="a target below 0"),
        pytest.param({2023: 0}, {}, [], id="nothing is not negative"),
    ],
)
def test_the_first_figure_below_nothing_is_a_warning(
    totals: dict[int, Any], more: dict[str, Any], wrong: list[int]
) -> None:
    findings = found(series(totals=totals, **more), "first_negative")
    assert [(one.severity, one.fiscal_year) for one in findings] == [
        (Severity.WARNING, fy(year)) for year in wrong
    ]


@pytest.mark.parametrize(
    ("results", "decimals", "wrong"),
    [
        pytest.param([result(2023, "22.35")], 1, [2023], id="one more"),
        pytest.param([result(2023, "22.30")], 1, [], id="a zero says nothing"),
        pytest.param([result(2022, "22.35"), result(2023, "23.45")], 1, [2022], id="usual from then on"),
        pytest.param([result(2022, "22.35"), result(2023, "23.456")], 1, [2022, 2023], id="finer again"),
        pytest.param([result(2023, 22, "0.5")], 0, [2023], id="in what the year added"),
    ],
)
def test_more_decimals_than_usual_are_a_warning(
    results: list[Result], decimals: int, wrong: list[int]
) -> None:
    findings = found(series(decimals=decimals, results=tuple(results)), "more_decimals")
    assert [(one.severity, one.fiscal_year) for one in findings] == [
        (Severity.WARNING, fy(year)) for year in wrong
    ]


@pytest.mark.parametrize(
    ("results", "code"),
    [
        pytest.param(
            [result(2022, 55), result(2023, 50, -5, footnote="辞退5件")],
            "declared_cancellation",
            id="declared",
        ),
        pytest.param(
            [result(2022, 55), result(2023, None, -5, footnote="辞退5件")],
            "declared_cancellation",
            id="by its increment alone",
        ),
        pytest.param([result(2022, 55), result(2023, 50, -5)], "falling_total", id="without a footnote"),
        pytest.param([result(2022, 55), result(2023, 50, -5, footnote="  ")], "falling_total", id="blank"),
        pytest.param(
            [result(2022, 55), result(2023, 50, footnote="辞退")], "falling_total", id="no increment"
        ),
        pytest.param(
            [result(2022, 55), result(2023, 50, -4, footnote="辞退4件")], "falling_total", id="that disagrees"
        ),
    ],
)
def test_a_declared_cancellation_is_a_warning_and_no_mistake(results: list[Result], code: str) -> None:
    told = series(accumulation=CUMULATIVE, results=tuple(results))
    findings = [*found(told, "falling_total"), *found(told, "declared_cancellation")]
    weight = Severity.WARNING if code == "declared_cancellation" else Severity.ERROR
    assert [(one.code, one.severity) for one in findings] == [(code, weight)]


def test_differences_of_running_percentages_are_named_in_points() -> None:
    told = series(accumulation=CUMULATIVE, unit="％", results=(result(2022, 40), result(2023, 45, 6)))
    (finding,) = found(told, "increment_disagrees")
    assert "新規分6ポイントが、累計の差5ポイント（45−40）" in finding.message


@pytest.mark.parametrize(
    ("direction", "goal", "more", "wrong"),
    [
        pytest.param(UP, 49, {}, True, id="rising, below the last result"),
        pytest.param(UP, 50, {}, False, id="rising, equal to it"),
        pytest.param(DOWN, 51, {}, True, id="falling, above the last result"),
        pytest.param(DOWN, 49, {}, False, id="falling, below it"),
        pytest.param(KEEP, 49, {}, False, id="to be kept"),
        pytest.param(UP, 35, {"applies_from": fy(2021)}, True, id="below the last result before it applied"),
        pytest.param(UP, 45, {"applies_from": fy(2021)}, False, id="only later results are higher"),
        pytest.param(UP, 49, {"scope": TargetScope.PERIOD}, False, id="period target, unknown since when"),
        pytest.param(
            UP,
            49,
            {"scope": TargetScope.PERIOD, "decided_on": date(2023, 4, 1)},
            True,
            id="period target, known when it was decided",
        ),
        pytest.param(
            UP,
            49,
            {"scope": TargetScope.PERIOD, "applies_from": fy(2023)},
            True,
            id="period target, known since when",
        ),
    ],
)
def test_a_target_behind_the_last_result_is_a_warning(
    direction: Direction, goal: int, more: dict[str, Any], wrong: bool
) -> None:
    told = series(direction, totals={2020: 40, 2022: 50}, targets=(target(2023, goal, **more),))
    findings = found(told, "target_behind_result")
    assert [one.severity for one in findings] == [Severity.WARNING] * wrong


def test_only_the_newest_revision_is_compared_with_results() -> None:
    versions = (target(2023, 40), target(2023, 60, revision=1))
    assert found(series(totals={2022: 50}, targets=versions), "target_behind_result") == []


def test_a_period_target_reached_early_is_information() -> None:
    findings = found(seed(), "early_target")
    assert [(one.severity, one.fiscal_year) for one in findings] == [(Severity.INFO, fy(2023))]
    assert (
        findings[0].message == "令和7年度の期間目標63件以上を、令和5年度の実績66件で前倒しで達成しています。"
    )


@pytest.mark.parametrize(
    ("direction", "totals", "goal", "early"),
    [
        pytest.param(UP, {2023: 66}, target(2025, 63, TargetScope.PERIOD), True, id="rising"),
        pytest.param(UP, {2023: 62}, target(2025, 63, TargetScope.PERIOD), False, id="not yet"),
        pytest.param(UP, {2022: 66, 2023: 62}, target(2025, 63, TargetScope.PERIOD), False, id="lost again"),
        pytest.param(DOWN, {2023: 60}, target(2025, 63, TargetScope.PERIOD), True, id="falling"),
        pytest.param(UP, {2025: 66}, target(2025, 63, TargetScope.PERIOD), False, id="in its own year"),
        pytest.param(UP, {2023: 66}, target(2023, 63), False, id="a yearly target"),
        pytest.param(KEEP, {2023: 66}, target(2025, 63, TargetScope.PERIOD), False, id="to be kept"),
        pytest.param(
            UP,
            {2023: 66},
            target(2025, None, TargetScope.PERIOD, comparator=Comparator.KEEP_OR_MORE),
            False,
            id="現状値以上",
        ),
        pytest.param(UP, {}, target(2025, 0, TargetScope.PERIOD), False, id="no result"),
    ],
)
def test_what_counts_as_early(direction: Direction, totals: dict[int, int], goal: Any, early: bool) -> None:
    told = series(direction, totals=totals, baseline=10, targets=(goal,))
    assert (early_target(told, period_end=fy(2025), as_of=None) is not None) == early


def test_a_running_total_that_is_to_stay_low_is_not_below_its_limit_early() -> None:
    goal = target(2025, 63, TargetScope.PERIOD)
    for accumulation, early in ((Accumulation.CUMULATIVE, False), (Accumulation.ANNUAL, True)):
        told = series(DOWN, accumulation, totals={2023: 60}, targets=(goal,))
        assert (early_target(told, period_end=fy(2025), as_of=None) is not None) == early


def test_a_period_that_is_over_is_no_longer_reached_early() -> None:
    told = series(totals={2023: 66, 2025: 70}, targets=(target(2025, 63, TargetScope.PERIOD),))
    assert found(told, "early_target") == []


def test_whether_a_target_was_reached_early_depends_on_when_one_looks() -> None:
    assert early_target(seed(), period_end=fy(2025), as_of=fy(2022)) is None
    assert early_target(seed(), period_end=fy(2025), as_of=fy(2023)) is not None


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        pytest.param(
            {2021: 5, 2022: 5, 2023: 5}, "令和3年度から3か年度続けて同じ値（5件）です。", id="three"
        ),
        pytest.param(
            {2020: 5, 2021: 5, 2022: 5, 2023: 5}, "令和2年度から4か年度続けて同じ値（5件）です。", id="four"
        ),
        pytest.param(
            {2021: 0, 2022: 0, 2023: 0}, "令和3年度から3か年度続けて同じ値（0件）です。", id="zeros"
        ),
        pytest.param({2022: 5, 2023: 5}, None, id="two"),
        pytest.param({2020: 5, 2022: 5, 2023: 5}, None, id="a year without a result in between"),
        pytest.param({}, None, id="nothing three times"),
    ],
)
def test_the_same_value_three_years_running_is_information(totals: dict[int, int], said: str | None) -> None:
    findings = found(series(totals=totals), "same_value")
    assert [one.message for one in findings] == ([said] if said else [])


LATER_ON = series(
    accumulation=CUMULATIVE,
    targets=(
        target(2025, 63, TargetScope.PERIOD),
        target(2025, 40, TargetScope.PERIOD, revision=1, applies_from=fy(2024)),
    ),
    results=(result(2021, 50), result(2022, 55, 5), result(2023, 550, 400), result(2024, 60)),
)


@pytest.mark.parametrize(
    ("until", "codes"),
    [
        pytest.param(2022, [], id="before anything went wrong"),
        pytest.param(2023, ["increment_disagrees", "jump", "early_target"], id="the year it did"),
        pytest.param(
            2024,
            ["increment_disagrees", "falling_total", "jump", "target_behind_result", "early_target"],
            id="the year after",
        ),
    ],
)
def test_what_an_older_year_says_does_not_change_with_later_results(until: int, codes: list[str]) -> None:
    findings = check(LATER_ON, period_end=fy(2025), until=fy(until), recorded={}, reported={})
    assert [one.code for one in findings] == codes
    assert findings == check(
        LATER_ON.until(fy(until)), period_end=fy(2025), until=fy(until), recorded={}, reported={}
    )


def test_a_target_of_a_later_year_is_behind_as_soon_as_it_is_in_force() -> None:
    told = series(totals={2022: 50, 2024: 70}, targets=(target(2025, 49),))
    (finding,) = found(told, "target_behind_result", until=fy(2022))
    assert "令和4年度の実績50件より低い" in finding.message


def test_records_of_later_years_are_not_looked_at() -> None:
    recorded, reported = {fy(2022): 5, fy(2023): 12}, {fy(2022): 4, fy(2023): 11}
    findings = check(series(), until=fy(2022), recorded=recorded, reported=reported, period_end=None)
    assert [one.fiscal_year for one in findings] == [fy(2022)]


def test_findings_come_gravest_first() -> None:
    told = series(
        accumulation=CUMULATIVE,
        results=(result(2021, 5), result(2022, 5), result(2023, 5), result(2024, 500, 4), result(2025, 400)),
    )
    assert [one.severity for one in check(told, period_end=None, recorded={}, reported={}, until=None)] == [
        Severity.ERROR,
        Severity.ERROR,
        Severity.WARNING,
        Severity.INFO,
    ]


def test_the_seed_has_no_error() -> None:
    assert [
        one
        for one in check(seed(), period_end=None, recorded={}, reported={}, until=None)
        if one.severity is Severity.ERROR
    ] == []


amounts = st.none() | st.integers(-50, 500).map(Decimal)


@given(
    st.lists(
        st.tuples(amounts, amounts, st.sampled_from(ResultStanding), st.booleans()), min_size=1, max_size=8
    ),
    st.sampled_from(Direction),
    st.sampled_from(Comparator),
)
def test_any_nonsense_is_checked_judged_and_told_without_falling_over(
    rows: list[tuple[Decimal | None, Decimal | None, ResultStanding, bool]],
    direction: Direction,
    comparator: Comparator,
) -> None:
    told = series(
        direction,
        CUMULATIVE,
        baseline=7,
        targets=tuple(
            target(year, 50, comparator=comparator, upper=Decimal(60)) for year in range(2015, 2023)
        ),
        results=tuple(
            result(2015 + place, total, increment, standing=standing, approx=approx)
            for place, (total, increment, standing, approx) in enumerate(rows)
        ),
    )
    for year in years(fy(2013), fy(2024)):
        attained = attain(told, year, period_start=fy(2016), profile=REFERENCE_ABCD)
        distance(told, attained, profile=REFERENCE_ABCD)
        assert attainment_sentence(told, attained).endswith("。")
        how = attained.figure.derivation
        assert (derivation(attained.figure, told) is None) == (how is None)
        if how is not None:
            assert how.value == (attained.figure.total if how.is_total else attained.figure.increment)
    check(told, period_end=None, recorded={}, reported={}, until=None)
    assert series_sentence(told, years(fy(2013), fy(2024))).endswith("。")


def codes(told: Series) -> list[str]:
    found = check(told, period_end=None, recorded={}, reported={}, until=None)
    return [f"{one.severity.value}:{one.code}" for one in found]


def test_a_stored_number_without_a_side_is_a_mistake() -> None:
    kept = series(Direction.KEEP, totals={2023: 5}, targets=(target(2023, 5),))
    assert codes(kept) == ["不整合:kept_without_side"]


def test_a_target_eased_too_late_and_two_targets_of_one_year_are_pointed_out() -> None:
    eased = series(totals={2023: 50}, targets=(target(2023, 60), target(2023, 40, revision=1)))
    assert "注意:eased_late" in codes(eased)
    two = series(totals={}, targets=(target(2025, 45), target(2025, 60, TargetScope.PERIOD)))
    assert codes(two) == ["注意:two_targets"]
    same = series(totals={}, targets=(target(2025, 60), target(2025, 60, TargetScope.PERIOD)))
    assert codes(same) == []
