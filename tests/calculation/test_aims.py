"""By which target and which figure a year is judged, and where every year with a result stands on its way."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from indicators.calculation.aims import AimKind
from indicators.calculation.attainment import NO_CLASS, Attainment, attain
from indicators.calculation.explain import attainment_sentence, near_miss_sentence, reservation
from indicators.calculation.facts import Comparator, Direction, Missing, Result, ResultStanding, TargetScope
from indicators.calculation.heading import aimed_words, heading_of
from indicators.calculation.series import Series
from tests.calculation.cases import Number, fy, judged_series, result, series, target
from tests.calculation.test_class_cases import PROFILES

OWN, AHEAD, PACED = (PROFILES[f"reference-abcd{way}"] for way in ("", "-ahead", "-paced"))
END, MID = TargetScope.PERIOD, TargetScope.MID
YEAR = fy(2023)


def judge(told: Series, profile: Any = OWN, year: int = 2023) -> Attainment:
    return attain(told, fy(year), period_start=None, profile=profile)


def plan(found: Number, *more: Any, **other: Any) -> Series:
    """Return a plan that prints a baseline, 40 in FY2020, and an end target, 60 in FY2025, and nothing between."""
    return series(
        other.pop("direction", Direction.UP),
        baseline=40,
        baseline_year=fy(2020),
        targets=(target(2025, 60, END), *more),
        totals={2023: found},
        **other,
    )


@pytest.mark.parametrize(
    ("told", "own", "ahead", "paced"),
    [
        pytest.param(plan(51), NO_CLASS, "b", "b", id="51"),
        pytest.param(plan(52), NO_CLASS, "b", "a", id="52"),
        pytest.param(plan(39), NO_CLASS, "c", "c", id="39"),
        pytest.param(plan(60), NO_CLASS, "a", "a", id="60"),
        pytest.param(plan(30, target(2023, 20)), "a", "a", "a", id="its own target first"),
        pytest.param(plan(58, target(2022, 58, MID)), NO_CLASS, "b", "b", id="just below the line from 中間"),
        pytest.param(plan("58.67", target(2022, 58, MID)), NO_CLASS, "b", "a", id="above it"),
        pytest.param(plan(52, direction=Direction.UNKNOWN), NO_CLASS, NO_CLASS, NO_CLASS, id="no direction"),
    ],
)
def test_the_profile_chooses_the_target(told: Series, own: str, ahead: str, paced: str) -> None:
    assert [judge(told, one).symbol for one in (OWN, AHEAD, PACED)] == [own, ahead, paced]


def test_the_line_is_not_rounded_but_written_short() -> None:
    attained = judge(plan(50, target(2022, 58, MID)), PACED)
    assert attained.target is not None
    assert attained.target.value == Decimal(176) / 3
    assert "令和4年度の58件から令和7年度の目標60件までの直線上の値58.67件により判定" in attainment_sentence(
        plan(50, target(2022, 58, MID)), attained
    )


@pytest.mark.parametrize(
    "goal",
    [
        pytest.param(target(2025, 60, END, comparator=Comparator.RANGE, upper=Decimal(80)), id="a range"),
        pytest.param(target(2025, None, END, comparator=Comparator.KEEP_OR_MORE), id="現状値以上"),
        pytest.param(target(2025, None, END, comparator=Comparator.INCREASE), id="増加"),
        pytest.param(target(2025, None, END, comparator=Comparator.TEXT, text="策定"), id="a text"),
    ],
)
def test_what_has_no_line_is_judged_as_it_stands(goal: Any) -> None:
    told = series(totals={2023: 50}, baseline=40, baseline_year=fy(2020), targets=(goal,))
    assert judge(told, PACED).aim == judge(told, AHEAD).aim
    bare = series(totals={2023: 50}, targets=(target(2025, 60, END),))
    assert judge(bare, PACED).aim == judge(bare, AHEAD).aim


def test_what_is_to_be_kept_has_no_line() -> None:
    kept = plan(50, direction=Direction.KEEP)
    assert judge(kept, PACED).aim == judge(kept, AHEAD).aim


def test_a_year_with_two_targets_is_judged_by_the_periods() -> None:
    told = series(totals={2025: 50}, targets=(target(2025, 45), target(2025, 60, END)))
    assert judge(told, year=2025).symbol == "c"


@pytest.mark.parametrize(
    ("revision", "symbol"),
    [
        pytest.param({"decided_on": date(2024, 4, 1)}, "c", id="eased when the year was over"),
        pytest.param({"decided_on": date(2024, 3, 31)}, "a", id="eased within the year"),
        pytest.param({"applies_from": fy(2023)}, "a", id="applies from the year"),
        pytest.param({}, "c", id="nobody knows when"),
    ],
)
def test_a_target_eased_after_its_year_does_not_judge_it(revision: dict[str, Any], symbol: str) -> None:
    told = series(totals={2023: 45}, targets=(target(2023, 60), target(2023, 40, revision=1, **revision)))
    assert judge(told).symbol == symbol


def test_a_target_raised_after_its_year_judges_it() -> None:
    raised = target(2023, 70, revision=1, decided_on=date(2024, 4, 1))
    assert judge(series(totals={2023: 65}, targets=(target(2023, 60), raised))).symbol == "c"


def text(year: int) -> Any:
    return target(year, comparator=Comparator.TEXT, text="策定")


@pytest.mark.parametrize(
    ("answers", "symbols"),
    [
        pytest.param({2022: True}, "－aaa", id="early: from the year in which it is fulfilled"),
        pytest.param({2023: True}, "－－aa", id="in its year"),
        pytest.param({2023: False, 2024: True}, "－－da", id="late"),
        pytest.param({2023: False, 2024: False}, "－－dd", id="not yet"),
        pytest.param({2022: False}, "－－－－", id="not due"),
    ],
)
def test_a_text_judges_from_when_it_is_fulfilled_or_due(answers: dict[int, bool], symbols: str) -> None:
    told = series(
        targets=(text(2023),), results=tuple(result(y, text_fulfilled=one) for y, one in answers.items())
    )
    assert "".join(judge(told, year=year).symbol for year in (2021, 2022, 2023, 2024)) == symbols


def test_a_text_that_is_fulfilled_late_says_so() -> None:
    told = series(
        targets=(text(2023),),
        results=(result(2023, text_fulfilled=False), result(2024, text_fulfilled=True)),
    )
    assert "令和5年度の目標「策定」を遅れて達成" in attainment_sentence(told, judge(told, year=2024))


def test_an_answer_to_another_years_text_is_not_taken_for_its_own() -> None:
    told = series(targets=(text(2022), text(2023)), results=(result(2023, text_fulfilled=True),))
    assert [judge(told, year=year).symbol for year in (2022, 2023)] == [NO_CLASS, "a"]


def survey(*, interval: int, missing: Missing | None = Missing.OUT_OF_CYCLE, year: int = 2022) -> Series:
    rows = () if missing is None else (result(2023, missing=missing, pending_until="令和6年11月"),)
    return series(targets=(target(2023, 50),), results=(result(year, 55), *rows), interval=interval)


@pytest.mark.parametrize(
    ("told", "symbol"),
    [
        pytest.param(survey(interval=2), "a", id="a survey between years"),
        pytest.param(survey(interval=1, missing=Missing.PENDING), "a", id="a statistic not final"),
        pytest.param(survey(interval=2, year=2020), NO_CLASS, id="more than one interval old"),
        pytest.param(survey(interval=2, missing=None), NO_CLASS, id="a figure is due"),
        pytest.param(survey(interval=2, missing=Missing.NOT_SURVEYED), NO_CLASS, id="調査未実施"),
    ],
)
def test_the_latest_result_stands_in_where_none_is_due(told: Series, symbol: str) -> None:
    attained = judge(told)
    assert attained.symbol == symbol
    if symbol == "a":
        assert reservation(told, attained) == "令和4年度値（直近値）"
        assert "令和4年度値（直近値）55件により判定" in attainment_sentence(told, attained)


def test_a_target_below_the_baseline_says_so() -> None:
    told = judged_series(Direction.UP, 100, 80, 85)
    assert "計画策定時を下回る目標" in attainment_sentence(told, judge(told))
    fine = judged_series(Direction.UP, 70, 80, 85)
    assert "下回る目標" not in attainment_sentence(fine, judge(fine))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        pytest.param(plan(39), "次の目標（令和7年度）60件に対し65.0％、計画策定時の40件より悪い", id="worse"),
        pytest.param(
            plan(60), "次の目標（令和7年度）60件に対し100.0％、計画策定時の40件より良い", id="better"
        ),
        pytest.param(
            plan(40), "次の目標（令和7年度）60件に対し66.7％、計画策定時の40件と同じ", id="the same"
        ),
        pytest.param(
            plan("59.99", decimals=2),
            "次の目標（令和7年度）60.00件に対し99.98％、計画策定時の40.00件より良い",
            id="a miss is not 100 %",
        ),
        pytest.param(
            series(totals={2023: 5}),
            "現状値（計画策定時）がないため、良くなったか比べられない",
            id="nothing known",
        ),
    ],
)
def test_every_year_with_a_result_says_where_it_stands(told: Series, words: str) -> None:
    heading = heading_of(told, judge(told))
    assert heading is not None
    assert heading.words == words


def test_a_year_without_a_result_stands_nowhere() -> None:
    expected = series(results=(result(2023, 5, standing=ResultStanding.EXPECTED),))
    assert heading_of(expected, judge(expected)) is None


@pytest.mark.parametrize(
    ("found", "approx", "is_near"),
    [("12.4", True, True), ("12.3", True, False), ("12.4", False, False), (13, True, False)],
)
def test_an_approximate_target_barely_missed_is_to_be_confirmed(
    found: Number, approx: bool, is_near: bool
) -> None:
    told = series(totals={2023: found}, targets=(target(2023, 13, approx=approx),), decimals=1)
    assert (near_miss_sentence(told, judge(told)) is not None) == is_near


def test_which_aim_judged_is_known() -> None:
    kinds = [judge(plan(50), one).aim for one in (OWN, AHEAD, PACED)]
    assert [one.kind if one else None for one in kinds] == [None, AimKind.AHEAD, AimKind.PACED]


def test_a_limit_that_is_no_longer_strict_is_eased_too() -> None:
    strict = target(2023, 60, comparator=Comparator.ABOVE)
    eased = target(2023, 60, comparator=Comparator.AT_LEAST, revision=1, decided_on=date(2024, 4, 1))
    assert judge(series(totals={2023: 60}, targets=(strict, eased))).symbol == "c"


@pytest.mark.parametrize(
    ("done", "year", "said"),
    [
        pytest.param(2023, 2023, "実績策定済が目標「策定」を達成しているため。{}を前倒しで達成", id="early"),
        pytest.param(2023, 2024, "目標「策定」を達成しているため", id="early, seen from its own year"),
        pytest.param(2023, 2025, "目標「策定」を達成しているため。{}を前倒しで達成", id="early, seen later"),
        pytest.param(2024, 2025, "目標「策定」を達成しているため。{}を達成", id="in its year, seen later"),
        pytest.param(2025, 2025, "実績策定済が目標「策定」を達成しているため。{}を遅れて達成", id="late"),
        pytest.param(2025, 2026, "目標「策定」を達成しているため。{}を遅れて達成", id="late, seen later"),
    ],
)
def test_a_text_target_is_said_to_be_fulfilled_when_it_was(done: int, year: int, said: str) -> None:
    goal = target(2024, None, END, comparator=Comparator.TEXT, text="策定")
    told = series(targets=(goal,), results=(result(done, text_value="策定済", text_fulfilled=True),))
    sentence = attainment_sentence(told, judge(told, OWN, year))
    assert f"（{said.format('令和6年度の目標「策定」')}）" in sentence


def test_a_year_without_a_target_of_its_own_is_given_for_the_next() -> None:
    told = series(targets=(target(2025, 60, TargetScope.PERIOD), target(2023, 50)))
    assert [aimed_words(told, fy(year)) for year in (2022, 2023, 2025, 2026)] == [
        "60件（令和7年度の目標）",
        "50件",
        "60件",
        "－",
    ]
    yearly = series(targets=(target(2023, 50),))
    assert aimed_words(yearly, fy(2022)) == "50件（令和5年度の目標）"


@pytest.mark.parametrize(
    ("rows", "asks"),
    [
        pytest.param((), (True, True, True), id="before its year, in it and after it"),
        pytest.param((result(2022, text_value="骨子"),), (True, True, True), id="words were given"),
        pytest.param((result(2022, 5),), (False, True, False), id="beside numbers only in its year"),
    ],
)
def test_a_text_target_asks_for_words_until_it_is_due_and_while_it_is_open(
    rows: tuple[Result, ...], asks: tuple[bool, ...]
) -> None:
    goal = target(2024, None, TargetScope.PERIOD, comparator=Comparator.TEXT, text="策定")
    told = series(targets=(goal,), results=rows)
    assert tuple(told.asks_words(fy(year)) for year in (2023, 2024, 2025)) == asks
    assert not series(totals={2022: 5}).asks_words(fy(2022))
