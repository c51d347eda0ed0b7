"""The table of rows and the vectors of design §6, each a year judged by every shipped profile."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.calculation.attainment import (
    NO_CLASS,
    REFERENCE_ABCD,
    Attainment,
    AttainmentProfile,
    attain,
)
from indicators.calculation.class_cases import dropped_misses
from indicators.calculation.class_conditions import open_question
from indicators.calculation.comparing import Facts, is_reached
from indicators.calculation.facts import (
    Accumulation,
    Comparator,
    Direction,
    RateFormula,
    ResultStanding,
)
from indicators.calculation.series import Series
from tests.calculation.cases import Number, fy, judged_series, result, series, target
from tests.calculation.test_class_cases import PROFILES, RULES, inputs

UP, DOWN, KEEP, RANGE = Direction.UP, Direction.DOWN, Direction.KEEP, Direction.RANGE
PLAIN, AT_LEAST, AT_MOST = Comparator.PLAIN, Comparator.AT_LEAST, Comparator.AT_MOST
BELOW, EXACTLY, MORE = Comparator.BELOW, Comparator.EXACTLY, Comparator.KEEP_OR_MORE
YEAR, START = fy(2023), fy(2022)
BEST_FIRST = {"reference-abcd": "abcd", "nagayo-10": "ABC", "fukuoka-health": "abc"}


def judge(told: Series, profile: AttainmentProfile = REFERENCE_ABCD) -> Attainment:
    return attain(told, YEAR, period_start=START, profile=profile)


def total(baseline: Number | None, goal: Number, found: Number, opening: Number | None = None) -> Series:
    before = () if opening is None else (result(2021, opening),)
    return series(
        UP,
        Accumulation.CUMULATIVE,
        baseline=baseline,
        baseline_year=fy(2014),
        targets=(target(2023, goal),),
        results=(*before, result(2023, found)),
    )


def limits(baseline: Number | None, found: Number, direction: Direction = RANGE) -> Series:
    return judged_series(direction, baseline, 60, found, Comparator.RANGE, upper=80, unit="％", decimals=1)


def answer(year: int = 2023, *, done: bool | None, partly: bool = False) -> Series:
    return series(
        targets=(target(2023, comparator=Comparator.TEXT, text="策定"),),
        results=(result(year, text_fulfilled=done, text_partly=partly),),
    )


def case(told: Series, reference: str, nagayo: str, fukuoka: str, name: str) -> object:
    return pytest.param(
        told, {"reference-abcd": reference, "nagayo-10": nagayo, "fukuoka-health": fukuoka}, id=name
    )


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        case(judged_series(UP, 7, 48, 55), "a", "A", "a", "7, 48, 55"),
        case(judged_series(UP, 7, 53, 66), "a", "A", "a", "7, 53, 66"),
        case(total(7, 53, 30), "b", "C", "b", "累計 7, 53, 30"),
        case(total(7, 53, 46, 46), "d", "C", "c", "累計 that did not move since the period's start"),
        case(total(7, 53, 50, 46), "b", "B", "b", "累計 that moved"),
        case(total(None, 53, 50), "c", "B", "c", "累計 of unknown start"),
        case(judged_series(UP, 80, 100, 75), "c", "C", "c", "80, 100, 75"),
        case(judged_series(UP, 80, 100, 55), "d", "C", "c", "80, 100, 55"),
        case(judged_series(DOWN, 100, 80, 90), "b", "C", "b", "down 100, 80, 90"),
        case(judged_series(DOWN, 100, 80, 120), "c", "C", "c", "down 100, 80, 120"),
        case(judged_series(KEEP, 100, 95, 97, AT_LEAST), "a", "B", "a", "keep ≥ 100, 95, 97"),
        case(judged_series(KEEP, 100, 95, 94, AT_LEAST), "c", "B", "c", "keep ≥ 100, 95, 94"),
        case(judged_series(UP, 100, None, 97, MORE), "c", "B", "c", "現状値以上 100, 97"),
        case(judged_series(DOWN, 3, 0, 40), "d", "C", "c", "down 3, 0, 40"),
        case(judged_series(DOWN, 3, 0, 2), "b", "C", "b", "down 3, 0, 2"),
        case(judged_series(DOWN, 3, 0, 0), "a", "B", "a", "down 3, 0, 0"),
        case(judged_series(UP, None, 80000, 1200), "d", "C", "c", "no baseline 80000, 1200"),
        case(judged_series(UP, None, 80000, 77000), "c", "B", "c", "no baseline 80000, 77000"),
        case(judged_series(UP, -300, 50, -350), "d", "C", "c", "−300, +50, −350"),
        case(judged_series(UP, -300, 50, -250), "b", "C", "b", "−300, +50, −250"),
        case(judged_series(UP, None, -100, -101), "c", "B", "c", "no baseline, −100, −101"),
        case(judged_series(DOWN, None, -100, -99), "c", "B", "c", "the mirror of what is to grow"),
        case(limits(54, 57), "b", "C", "b", "range with baseline 54: 57"),
        case(limits(54, "46.8"), "c", "C", "c", "range with baseline 54: 46.8"),
        case(limits(None, 8), "d", "C", "c", "range without baseline: 8"),
        case(limits(None, 133), "d", "C", "c", "range without baseline: 133"),
        case(limits(None, 36), "c", "C", "c", "range: exactly 40 % of the smaller limit"),
        case(limits(None, "35.9"), "d", "C", "c", "range: just more"),
        case(judged_series(KEEP, None, 0, 4, AT_MOST), "d", "C", "c", "keep ≤ 0: 4"),
        case(judged_series(KEEP, None, 10, 25, AT_MOST), "d", "C", "c", "keep ≤ 10: 25"),
        case(judged_series(KEEP, None, 0, 3, EXACTLY), "d", "C", "c", "keep = 0: 3"),
        case(judged_series(KEEP, None, 10, 12, EXACTLY), "c", "C", "c", "keep = 10: 12"),
        case(answer(done=False), "d", "C", "c", "text 未達成 in its year"),
        case(answer(done=False, partly=True), "c", "C", "b", "text 一部達成"),
        case(answer(2022, done=True), "a", "B", "a", "text 達成 the year before"),
        case(judged_series(UP, 90, 100, "99.96", decimals=2), "b", "B", "b", "90, 100, 99.96"),
        case(judged_series(DOWN, 20, 15, 15, BELOW), "b", "B", "b", "15未満 with 15, better than before"),
        case(judged_series(DOWN, 10, 15, 15, BELOW), "c", "B", "c", "15未満 with 15, worse than before"),
        case(judged_series(UP, 8, 10, 500, AT_MOST), "d", "C", "c", "up ≤ 10 intended"),
        case(judged_series(UP, 5, None, 5, Comparator.INCREASE), "b", "B", "b", "増加, unchanged"),
        case(judged_series(UP, 5, None, 6, Comparator.INCREASE), "a", "A", "a", "増加, grown"),
        case(judged_series(DOWN, 5, None, 6, Comparator.DECREASE), "c", "C", "c", "減少, grown"),
    ],
)
def test_the_vectors_by_every_shipped_profile(told: Series, expected: dict[str, str]) -> None:
    assert {key: judge(told, RULES[key]).symbol for key in expected} == expected


@pytest.mark.parametrize(
    ("told", "row"),
    [
        pytest.param(judged_series(UP, 7, 53, None), "no_result", id="1: no result"),
        pytest.param(
            series(targets=(target(2023, 5),), results=(result(2023, 6, standing=ResultStanding.EXPECTED),)),
            "no_result",
            id="1: a 見込値 counts as none",
        ),
        pytest.param(series(totals={2023: 5}), "no_target", id="1: no target"),
        pytest.param(judged_series(UP, 7, 53, 53), "reached", id="2"),
        pytest.param(judged_series(Direction.UNKNOWN, 7, 53, 40), "unclear", id="3: no direction"),
        pytest.param(judged_series(KEEP, 0, 0, 5), "unclear", id="3: 維持 without side"),
        pytest.param(judged_series(UP, None, None, 5, MORE), "unclear", id="3: 現状値 without baseline"),
        pytest.param(
            judged_series(UP, 7, None, 5, Comparator.LAST_OR_MORE),
            "unclear",
            id="3: 前年度 without last year",
        ),
        pytest.param(answer(done=None), "unclear", id="3: nobody has answered"),
        pytest.param(
            series(
                UP,
                Accumulation.CUMULATIVE,
                targets=(target(2023, 5),),
                results=(result(2020, 3), result(2023, None, 2)),
            ),
            "unclear",
            id="3: 累計 after a gap",
        ),
        pytest.param(judged_series(UP, 7, 53, 30), "not_worse_than_baseline", id="4"),
        pytest.param(judged_series(UP, 80, 100, 75), "rate_at_least", id="5"),
        pytest.param(judged_series(DOWN, 3, 0, 40), "otherwise", id="6"),
    ],
)
def test_the_answer_says_which_row_applied(told: Series, row: str) -> None:
    attained = judge(told)
    assert attained.rule == row
    assert (attained.symbol == NO_CLASS) == (row in {"no_result", "no_target", "unclear"})
    assert attained.is_open == (row == "unclear")
    assert attained.reason


def test_last_years_result_is_that_of_the_year_before_and_no_other() -> None:
    def told(year: int) -> Series:
        return series(
            UP,
            totals={year: 10, 2023: 9},
            targets=(target(2023, comparator=Comparator.LAST_OR_MORE),),
            baseline=20,
        )

    assert (judge(told(2022)).symbol, judge(told(2021)).rule) == ("c", "unclear")


def test_a_falling_total_is_never_maintained() -> None:
    told = series(
        DOWN,
        Accumulation.CUMULATIVE,
        baseline=10,
        targets=(target(2023, 4),),
        results=(result(2023, 9),),
    )
    assert judge(told).symbol == "d"


@pytest.mark.parametrize(
    ("formula", "goal", "found", "symbol"),
    [
        pytest.param(RateFormula.F8, 100, 140, "c", id="2 − 1.4 is 60 %"),
        pytest.param(RateFormula.F8, 100, 141, "d", id="2 − 1.41 is less"),
        pytest.param(RateFormula.F2, 100, 141, "c", id="100 ÷ 141 is more than 60 %"),
        pytest.param(RateFormula.F1, 100, 166, "c", id="the formula of the other side is ignored"),
        pytest.param(RateFormula.F8, -100, -90, "c", id="no F8 below 0: the mirror"),
    ],
)
def test_the_remainder_decides_where_it_is_displayed(
    formula: RateFormula, goal: int, found: int, symbol: str
) -> None:
    assert judge(judged_series(DOWN, None, goal, found, rate_formula=formula)).symbol == symbol


def test_what_lacks_its_baseline_says_so() -> None:
    missed, reached = judge(judged_series(UP, None, 100, 90)), judge(judged_series(UP, None, 100, 100))
    assert (missed.class_words, reached.class_words) == ("c（現状値不明）", "a")
    assert judge(judged_series(UP, 95, 100, 90)).class_words == "c"
    assert judge(answer(done=False)).class_words == "d"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        pytest.param(judged_series(UP, 90, 100, "99.96", decimals=2), "99.96％", id="a miss is not 100.0％"),
        pytest.param(
            judged_series(UP, None, "99999999999.5", "99999999999.4", decimals=1),
            "99.9999999999％",
            id="as many decimals as needed",
        ),
        pytest.param(judged_series(UP, None, 100, "59.96", decimals=2), "59.96％", id="nor is it 60.0％"),
        pytest.param(
            judged_series(DOWN, 20, 15, 15, BELOW), "100.0％（未満のため未達）", id="strict, met exactly"
        ),
        pytest.param(judged_series(UP, 100, 100, 100), "100.0％", id="reached"),
        pytest.param(
            judged_series(DOWN, 100, 100, "100.04", rate_formula=RateFormula.F3, decimals=2),
            "100.04％",
            id="naive: above 100 is a miss",
        ),
        pytest.param(
            judged_series(KEEP, None, 10, 25, AT_MOST), "250.0％（未達）", id="a formula of the other side"
        ),
        pytest.param(
            judged_series(DOWN, None, 180, 190, rate_formula=RateFormula.F8), "94.4％", id="2 − 190 ÷ 180"
        ),
    ],
)
def test_no_rate_is_shown_on_the_other_side_of_a_limit(told: Series, said: str) -> None:
    assert judge(told).rate_words == said


@pytest.mark.parametrize("key", RULES)
def test_no_shipped_profile_drops_a_miss(key: str) -> None:
    assert dropped_misses(PROFILES[key]) == ()


@pytest.mark.parametrize("key", RULES)
@given(one=inputs())
def test_what_misses_its_target_has_a_class(key: str, one: Facts) -> None:
    is_missed = is_reached(one) is False and one.is_due and not open_question(one)
    assert not is_missed or RULES[key].rule_for(one).then != NO_CLASS


@pytest.mark.parametrize("key", RULES)
@given(one=inputs(), move=st.decimals("0.1", 300, places=1))
def test_a_worse_result_never_has_a_better_class(key: str, one: Facts, move: Decimal) -> None:
    better, order = RULES[key].rule_for(one).then, BEST_FIRST[key]
    if one.good_sign is None or one.result is None or better == NO_CLASS:
        return
    worse = replace(one, result=one.result - one.good_sign * move)
    if worse.good_sign != one.good_sign:
        return
    assert order.index(RULES[key].rule_for(worse).then) >= order.index(better)


@given(
    st.sampled_from([UP, DOWN]),
    st.integers(-50, 50),
    st.integers(-50, -1),
    st.integers(-50, -1),
    st.booleans(),
)
def test_the_mirror_of_negative_figures_has_the_same_class(
    direction: Direction, baseline: int, goal: int, found: int, has_baseline: bool
) -> None:
    other = DOWN if direction is UP else UP
    told = judged_series(direction, baseline if has_baseline else None, goal, found)
    mirror = judged_series(other, -baseline if has_baseline else None, -goal, -found)
    assert judge(told).symbol == judge(mirror).symbol
