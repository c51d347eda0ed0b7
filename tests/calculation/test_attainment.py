import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.calculation.attainment import (
    NO_CLASS,
    REFERENCE_ABCD,
    AttainmentProfile,
    Distance,
    attain,
    distance,
)
from indicators.calculation.series import (
    Accumulation,
    Comparator,
    Direction,
    Missing,
    RateFormula,
    Result,
    Series,
    TargetChoice,
    TargetScope,
)
from tests.calculation.cases import Number, fy, judged_series, result, seed, series, target

UP, DOWN, KEEP, RANGE, UNKNOWN = (
    Direction.UP,
    Direction.DOWN,
    Direction.KEEP,
    Direction.RANGE,
    Direction.UNKNOWN,
)
PLAIN, AT_LEAST, AT_MOST = Comparator.PLAIN, Comparator.AT_LEAST, Comparator.AT_MOST
ABOVE, BELOW, EXACTLY = Comparator.ABOVE, Comparator.BELOW, Comparator.EXACTLY
MORE, LESS = Comparator.KEEP_OR_MORE, Comparator.KEEP_OR_LESS
YEAR = fy(2023)


@pytest.mark.parametrize(
    ("direction", "comparator", "baseline", "goal", "found", "symbol"),
    [
        pytest.param(UP, PLAIN, 7, 48, 55, "a", id="the seed FY2022"),
        pytest.param(UP, PLAIN, 7, 53, 66, "a", id="the seed FY2023"),
        pytest.param(UP, PLAIN, 7, 53, 30, "b", id="b wins over d"),
        pytest.param(UP, PLAIN, 80, 100, 75, "c", id="below the baseline, 75 %"),
        pytest.param(UP, PLAIN, 80, 100, 55, "d", id="below the baseline, 55 %"),
        pytest.param(DOWN, PLAIN, 100, 80, 90, "b", id="falling, better than the baseline"),
        pytest.param(DOWN, PLAIN, 100, 80, 120, "c", id="falling, 66.7 %"),
        pytest.param(DOWN, PLAIN, 100, 80, 80, "a", id="falling, exactly on target"),
        pytest.param(DOWN, PLAIN, 100, 80, 134, "d", id="falling, 59.7 %"),
        pytest.param(KEEP, AT_LEAST, 100, 95, 97, "a", id="keep with its own target, reached"),
        pytest.param(KEEP, AT_LEAST, 100, 95, 94, "c", id="keep with its own target, missed"),
        pytest.param(KEEP, MORE, 100, None, 97, "c", id="現状値以上, missed"),
        pytest.param(UP, MORE, 100, None, 97, "c", id="現状値以上 of a rising figure, missed"),
        pytest.param(UP, MORE, 100, None, 100, "a", id="現状値以上, kept"),
        pytest.param(UP, MORE, 100, None, 59, "d", id="現状値以上, far missed"),
        pytest.param(DOWN, LESS, 100, None, 100, "a", id="現状値以下, kept"),
        pytest.param(DOWN, LESS, 100, None, 103, "c", id="現状値以下, missed"),
        pytest.param(KEEP, LESS, 100, None, 103, "c", id="現状値以下 to be kept: more is not better"),
        pytest.param(UP, MORE, None, None, 97, NO_CLASS, id="現状値以上 without a baseline"),
        pytest.param(UP, AT_LEAST, 7, 63, 63, "a", id="at least, just reached"),
        pytest.param(UP, ABOVE, 7, 63, 63, "b", id="above, just not"),
        pytest.param(UP, ABOVE, 7, 63, 64, "a", id="above, reached"),
        pytest.param(DOWN, BELOW, 20, 15, 15, "b", id="below, just not"),
        pytest.param(DOWN, BELOW, 20, 15, "14.9", "a", id="below, reached"),
        pytest.param(DOWN, AT_MOST, 100, 90, 90, "a", id="at most, just reached"),
        pytest.param(UP, EXACTLY, 5, 10, 10, "a", id="exactly"),
        pytest.param(UP, EXACTLY, 5, 10, 12, "b", id="exactly, exceeded: the comparator decides"),
        pytest.param(UP, PLAIN, None, 50, 60, "a", id="no baseline, reached"),
        pytest.param(UP, PLAIN, None, 50, 40, "c", id="no baseline, missed: b is not asked for"),
        pytest.param(UNKNOWN, PLAIN, 7, 53, 66, NO_CLASS, id="unknown direction, bare number"),
        pytest.param(UNKNOWN, AT_LEAST, 7, 53, 66, "a", id="unknown direction, the comparator holds"),
        pytest.param(UNKNOWN, AT_LEAST, 7, 53, 30, NO_CLASS, id="unknown direction, missed"),
        pytest.param(DOWN, PLAIN, 5, 0, 0, "a", id="target 0 reached"),
        pytest.param(DOWN, PLAIN, 5, 0, 3, "b", id="target 0, better than the baseline"),
        pytest.param(DOWN, PLAIN, 5, 0, 7, "d", id="target 0, worse: no rate"),
        pytest.param(UP, PLAIN, 5, 0, -1, "d", id="target 0 of a rising figure, below: no rate"),
        pytest.param(UP, PLAIN, 5, 10, 0, "d", id="result 0 is a result"),
        pytest.param(UP, PLAIN, 0, 10, 0, "b", id="result 0 as at the start"),
        pytest.param(UP, PLAIN, 80, 100, -5, "d", id="a result below 0 has no rate"),
        pytest.param(UP, PLAIN, 80, 100, 60, "c", id="60 % is enough"),
        pytest.param(UP, PLAIN, 80, 100, "59.96", "d", id="59.96 % is not, though it is shown as 60.0"),
        pytest.param(DOWN, PLAIN, 100, 60, 100, "b", id="falling, unchanged"),
        pytest.param(UP, PLAIN, 100, 80, 85, "a", id="a falling target to slow a decline"),
        pytest.param(UP, PLAIN, 100, 80, 79, "c", id="a falling target to slow a decline, missed"),
        pytest.param(UP, AT_MOST, 10, 5, 4, "a", id="a contradictory pair: the comparator decides reached"),
        pytest.param(UP, AT_MOST, 10, 5, 12, "d", id="a contradictory pair: the comparator decides better"),
        pytest.param(RANGE, PLAIN, 50, 55, 55, NO_CLASS, id="range without limits"),
    ],
)
def test_the_class_of_a_year(
    *,
    direction: Direction,
    comparator: Comparator,
    baseline: Number | None,
    goal: Number | None,
    found: Number,
    symbol: str,
) -> None:
    attained = attain(
        judged_series(direction, baseline, goal, found, comparator),
        YEAR,
        period_start=None,
        profile=REFERENCE_ABCD,
    )
    assert attained.symbol == symbol
    assert attained.reason


@pytest.mark.parametrize(
    ("baseline", "found", "symbol"),
    [
        pytest.param(30, "42.1", "a", id="inside"),
        pytest.param(30, 40, "a", id="on the lower limit"),
        pytest.param(30, 60, "a", id="on the upper limit"),
        pytest.param(30, "36.6", "b", id="outside, nearer than at the start"),
        pytest.param(30, 30, "b", id="outside, as far as at the start"),
        pytest.param(30, 70, "b", id="outside on the other side, as far"),
        pytest.param(30, 71, "c", id="outside on the other side, further"),
        pytest.param(30, 29, "c", id="outside, further"),
        pytest.param(50, 39, "c", id="left the range"),
        pytest.param(None, 39, "c", id="outside, no baseline"),
        pytest.param(None, 45, "a", id="inside, no baseline"),
    ],
)
def test_the_class_within_a_range(baseline: Number | None, found: Number, symbol: str) -> None:
    told = judged_series(RANGE, baseline, 40, found, Comparator.RANGE, upper=60)
    assert attain(told, YEAR, period_start=None, profile=REFERENCE_ABCD).symbol == symbol


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize(
    ("baseline", "found", "symbol"),
    [
        pytest.param(50, 39, "c", id="left the range below"),
        pytest.param(50, 61, "c", id="left the range above"),
        pytest.param(30, 35, "b", id="below, nearer than at the start"),
        pytest.param(70, 65, "b", id="above, nearer than at the start"),
        pytest.param(30, 70, "b", id="on the other side, as far"),
        pytest.param(30, 50, "a", id="inside"),
    ],
)
def test_a_range_target_is_judged_as_a_range_whatever_the_direction(
    direction: Direction, baseline: int, found: int, symbol: str
) -> None:
    told = judged_series(direction, baseline, 40, found, Comparator.RANGE, upper=60)
    unknown = direction is UNKNOWN and symbol != "a"
    assert attain(told, YEAR, period_start=None, profile=REFERENCE_ABCD).symbol == (
        NO_CLASS if unknown else symbol
    )


@pytest.mark.parametrize(
    ("answer", "symbol", "rule"),
    [
        pytest.param(True, "a", "reached", id="done"),
        pytest.param(False, "d", "otherwise", id="not done"),
        pytest.param(None, NO_CLASS, "unclear", id="nobody has answered"),
    ],
)
def test_a_text_target_is_answered_by_a_person(answer: bool | None, symbol: str, rule: str) -> None:
    told = series(
        targets=(target(2023, comparator=Comparator.TEXT, text="策定"),),
        results=(result(2023, text_value="策定済", text_fulfilled=answer),),
    )
    attained = attain(told, YEAR, period_start=None, profile=REFERENCE_ABCD)
    assert (attained.symbol, attained.rule, attained.met) == (symbol, rule, answer)


def test_a_fulfilled_text_target_needs_no_words_to_be_an_a() -> None:
    told = series(
        targets=(target(2023, comparator=Comparator.TEXT, text="策定"),),
        results=(result(2023, text_fulfilled=True),),
    )
    attained = attain(told, YEAR, period_start=None, profile=REFERENCE_ABCD)
    assert (attained.symbol, attained.reason) == ("a", "目標「策定」を達成しているため")
    assert attained.figure.is_reported
    assert told.last_result_year(YEAR, YEAR) == YEAR


@pytest.mark.parametrize(
    ("told", "rule", "said"),
    [
        pytest.param(judged_series(UP, 7, 53, None), "no_result", "未提出", id="nobody reported"),
        pytest.param(
            series(
                targets=(target(2023, 5),),
                results=(result(2023, missing=Missing.PENDING, pending_until="令和6年11月"),),
            ),
            "no_result",
            "集計中（令和6年11月確定見込）",
            id="still being counted",
        ),
        pytest.param(series(totals={2023: 5}), "no_target", "目標値がない", id="no target"),
        pytest.param(
            judged_series(UP, 7, None, 5), "no_target", "目標値がない", id="a target without a number"
        ),
        pytest.param(judged_series(UNKNOWN, 5, 50, 40), "unclear", "向き", id="no direction"),
        pytest.param(judged_series(KEEP, 5, 50, 60), "unclear", "維持する側", id="no side"),
        pytest.param(
            judged_series(UP, None, None, 40, MORE),
            "unclear",
            "現状値（計画策定時）がない",
            id="no baseline to aim at",
        ),
    ],
)
def test_a_missing_class_says_why(told: Series, rule: str, said: str) -> None:
    attained = attain(told, YEAR, period_start=None, profile=REFERENCE_ABCD)
    assert (attained.symbol, attained.rule) == (NO_CLASS, rule)
    assert said in attained.reason


def test_a_year_in_the_middle_without_a_result_is_not_judged_nor_filled_in() -> None:
    told = series(totals={2022: 10, 2024: 30}, targets=(target(2022, 5), target(2023, 5), target(2024, 5)))
    assert [
        attain(told, fy(year), period_start=None, profile=REFERENCE_ABCD).symbol
        for year in (2022, 2023, 2024)
    ] == [
        "a",
        NO_CLASS,
        "a",
    ]


def test_a_derived_total_is_judged() -> None:
    told = series(
        UP,
        Accumulation.CUMULATIVE,
        results=(result(2022, 55), result(2023, None, 11)),
        targets=(target(2023, 60),),
    )
    assert attain(told, YEAR, period_start=None, profile=REFERENCE_ABCD).symbol == "a"


@pytest.mark.parametrize(("as_of", "symbol"), [(2021, "a"), (2025, "b")], ids=["original 40", "revised 63"])
def test_the_target_in_force_is_the_one_that_judges(as_of: int, symbol: str) -> None:
    told = series(
        UP,
        baseline=7,
        totals={2025: 50},
        targets=(
            target(2025, 40, TargetScope.PERIOD),
            target(2025, 63, TargetScope.PERIOD, revision=1, applies_from=fy(2022)),
        ),
    )
    assert attain(told, fy(2025), as_of=fy(as_of), period_start=None, profile=REFERENCE_ABCD).symbol == symbol


def test_the_displayed_formula_does_not_move_the_class() -> None:
    told = [
        judged_series(DOWN, 100, 80, 120, rate_formula=formula)
        for formula in (RateFormula.F1, RateFormula.F3)
    ]
    assert [
        (
            attain(one, YEAR, period_start=None, profile=REFERENCE_ABCD).rate,
            attain(one, YEAR, period_start=None, profile=REFERENCE_ABCD).symbol,
        )
        for one in told
    ] == [(Decimal(150), "c")] * 2


def test_an_approximate_figure_is_left_to_people_near_the_limit() -> None:
    told = series(totals={}, targets=(target(2023, 13, approx=True),), results=(result(2023, 14),))
    assert "人が確認" in attain(told, YEAR, period_start=None, profile=REFERENCE_ABCD).reason


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(judged_series(UP, 7, 53, 30), ("a", 23, 1), id="b to a"),
        pytest.param(judged_series(UP, 80, 100, 55), ("c", 5, 1), id="d to c"),
        pytest.param(judged_series(UP, 80, 100, 75), ("b", 5, 1), id="c to b"),
        pytest.param(judged_series(UP, 7, 53, 5), ("b", 2, 1), id="d to b: c is skipped"),
        pytest.param(judged_series(UP, 7, 53, 30, ABOVE), ("a", 24, 1), id="strict: one more"),
        pytest.param(judged_series(DOWN, 100, 80, 90), ("a", 10, -1), id="falling"),
        pytest.param(judged_series(DOWN, 20, 15, 15, BELOW), ("a", 1, -1), id="falling and strict"),
        pytest.param(judged_series(DOWN, 100, 80, 140), ("c", 7, -1), id="falling, rounded up to the unit"),
        pytest.param(judged_series(UP, 7, 53, "29.5"), ("a", 24, 1), id="rounded up to the unit"),
        pytest.param(judged_series(UP, 7, 53, "29.5", decimals=1), ("a", "23.5", 1), id="one decimal"),
        pytest.param(judged_series(UP, None, 50, 40), ("a", 10, 1), id="no baseline: only a is left"),
        pytest.param(judged_series(KEEP, 100, None, 97, MORE), ("a", 3, 1), id="現状値以上"),
        pytest.param(judged_series(KEEP, 100, None, 103, LESS), ("a", 3, -1), id="現状値以下"),
        pytest.param(
            judged_series(RANGE, 30, 40, 25, Comparator.RANGE, upper=60), ("b", 5, 1), id="towards a range"
        ),
        pytest.param(
            judged_series(RANGE, 30, 40, 65, Comparator.RANGE, upper=60), ("a", 5, -1), id="down into a range"
        ),
        pytest.param(judged_series(UP, 5, 10, 12, EXACTLY), ("a", 2, -1), id="back to an exact target"),
        pytest.param(judged_series(UP, 12, 10, 12, EXACTLY), ("a", 2, -1), id="back, over worse classes"),
        pytest.param(judged_series(DOWN, 15, 10, 8, EXACTLY), ("a", 2, 1), id="back up, falling"),
        pytest.param(judged_series(KEEP, 10, 10, 12, EXACTLY), ("a", 2, -1), id="back, to be kept"),
        pytest.param(judged_series(UP, 5, 10, 8, EXACTLY), ("a", 2, 1), id="up to an exact target"),
        pytest.param(judged_series(UP, 5, 10, "12.5", EXACTLY), None, id="no whole step leads back"),
        pytest.param(
            judged_series(UP, 50, 40, 65, Comparator.RANGE, upper=60), ("a", 5, -1), id="up, above a range"
        ),
        pytest.param(
            judged_series(DOWN, 50, 40, 35, Comparator.RANGE, upper=60), ("a", 5, 1), id="down, below a range"
        ),
        pytest.param(
            judged_series(KEEP, 61, 40, 65, Comparator.RANGE, upper=60),
            ("b", 4, -1),
            id="kept, above a range",
        ),
        pytest.param(judged_series(UP, 7, 53, 66), None, id="a already"),
        pytest.param(judged_series(UP, 7, 53, None), None, id="no result"),
        pytest.param(judged_series(UNKNOWN, 7, 53, 30, AT_LEAST), None, id="no direction"),
        pytest.param(judged_series(UP, 10, 5, 12, AT_MOST), ("b", 2, -1), id="down, by its comparator"),
    ],
)
def test_the_distance_to_the_next_class(told: Series, expected: tuple[str, Number, int] | None) -> None:
    found = distance(
        told, attain(told, YEAR, period_start=None, profile=REFERENCE_ABCD), profile=REFERENCE_ABCD
    )
    if expected is None:
        assert found is None
    else:
        symbol, amount, sign = expected
        assert found == Distance(next_symbol=symbol, amount=Decimal(amount), unit="件", sign=sign)


numbers = st.integers(-500, 20_000).map(lambda value: Decimal(value) / 10)
directions = st.sampled_from([UP, DOWN, KEEP])
comparators = st.sampled_from([PLAIN, AT_LEAST, AT_MOST, ABOVE, BELOW, EXACTLY, MORE, LESS])


@given(
    direction=directions,
    comparator=comparators,
    baseline=st.none() | numbers,
    goal=numbers,
    found=numbers,
    decimals=st.integers(0, 2),
)
def test_moving_by_the_stated_distance_changes_the_class_and_less_does_not(
    *,
    direction: Direction,
    comparator: Comparator,
    baseline: Decimal | None,
    goal: Decimal,
    found: Decimal,
    decimals: int,
) -> None:
    def told(value: Decimal) -> Series:
        return judged_series(direction, baseline, goal, value, comparator, decimals=decimals)

    now = attain(told(found), YEAR, period_start=None, profile=REFERENCE_ABCD)
    away = distance(told(found), now, profile=REFERENCE_ABCD)
    assume(away is not None)
    assert away is not None
    step = Decimal(1).scaleb(-decimals)
    assert away.amount > 0
    assert away.amount % step == 0
    assert (
        attain(told(found + away.sign * away.amount), YEAR, period_start=None, profile=REFERENCE_ABCD).symbol
        == away.next_symbol
        != now.symbol
    )
    less = attain(
        told(found + away.sign * (away.amount - step)), YEAR, period_start=None, profile=REFERENCE_ABCD
    ).symbol
    assert less == now.symbol


@given(st.sampled_from([UP, DOWN, KEEP, RANGE]), st.integers(1, 100), st.integers(1, 100), numbers, numbers)
def test_moving_towards_a_range_changes_the_class(
    direction: Direction, lower: int, width: int, baseline: Decimal, found: Decimal
) -> None:
    def told(value: Decimal) -> Series:
        return judged_series(
            direction, baseline, lower, value, Comparator.RANGE, upper=lower + width, decimals=1
        )

    now = attain(told(found), YEAR, period_start=None, profile=REFERENCE_ABCD)
    away = distance(told(found), now, profile=REFERENCE_ABCD)
    if now.met:
        assert away is None
        return
    assert away is not None
    moved, less = (found + away.sign * amount for amount in (away.amount, away.amount - Decimal("0.1")))
    assert (
        attain(told(moved), YEAR, period_start=None, profile=REFERENCE_ABCD).symbol
        == away.next_symbol
        != now.symbol
    )
    assert attain(told(less), YEAR, period_start=None, profile=REFERENCE_ABCD).symbol == now.symbol


@st.composite
def series_without_results(draw: st.DrawFn) -> Series:
    """Targets, baselines and reasons why there is nothing, but no result."""
    missing = draw(st.lists(st.sampled_from(Missing), max_size=4))
    comparator = draw(comparators | st.just(Comparator.RANGE) | st.just(Comparator.TEXT))
    return series(
        draw(st.sampled_from(Direction)),
        draw(st.sampled_from(Accumulation)),
        baseline=draw(st.none() | numbers),
        baseline_year=fy(2019),
        rate_formula=draw(st.sampled_from(RateFormula)),
        targets=(
            target(2023, draw(numbers), comparator=comparator, upper=Decimal(9999)),
            target(2025, draw(numbers), TargetScope.PERIOD),
        ),
        results=tuple(Result(fiscal_year=fy(2020 + n), missing=reason) for n, reason in enumerate(missing)),
    )


@given(series_without_results())
def test_no_result_is_ever_treated_as_zero(told: Series) -> None:
    for year in range(2018, 2026):
        attained = attain(told, fy(year), period_start=fy(2020), profile=REFERENCE_ABCD)
        assert attained.figure.total is None
        assert attained.figure.increment is None
        assert attained.figure.missing is not None
        assert (attained.symbol, attained.rate, attained.in_period_rate, attained.met) == (
            NO_CLASS,
            None,
            None,
            None,
        )
        assert distance(told, attained, profile=REFERENCE_ABCD) is None
    assert told.known_figures() == ()


def test_the_reference_profile_survives_json() -> None:
    data = json.loads(json.dumps(REFERENCE_ABCD.to_data()))
    assert (
        AttainmentProfile.from_data(data, key="reference-abcd", version=1, judged_by=TargetChoice.OWN)
        == REFERENCE_ABCD
    )


def test_a_profile_is_data_and_its_order_decides() -> None:
    rows: list[dict[str, Any]] = [
        {"when": "no_result", "then": "－"},
        {"when": "rate_at_least", "then": "S", "at_least": 120},
        {"when": "rate_at_least", "then": "A", "at_least": "99.5"},
        {"when": "otherwise", "then": "B"},
    ]
    profile = AttainmentProfile.from_data(rows, key="other", version=2, judged_by=TargetChoice.OWN)
    told = [judged_series(UP, None, 100, found) for found in (130, "99.5", 99, None)]
    assert [attain(one, YEAR, period_start=None, profile=profile).symbol for one in told] == [
        "S",
        "A",
        "B",
        "－",
    ]
    below = attain(told[2], YEAR, period_start=None, profile=profile)
    assert distance(told[2], below, profile=profile) == Distance(
        next_symbol="A", amount=Decimal(1), unit="件", sign=1
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param([], "最後の行", id="no rows"),
        pytest.param(
            [{"when": "near_plan", "then": "a", "at_least": 3}], "下限", id="a limit under the other name"
        ),
        pytest.param(
            [{"when": "near_plan", "then": "a", "within": "1e9"}], "以下", id="a limit out of all measure"
        ),
        pytest.param([{"when": "people_decide", "then": "a"}], "計算しない", id="people's class, computed"),
        pytest.param([{"when": "otherwise", "then": "a"}] * 21, "20行まで", id="too many rows"),
        pytest.param([{"when": "eval(x)", "then": "a"}], "条件「eval(x)」は使えません", id="an unknown word"),
        pytest.param([{"when": "reached"}], "区分（then）がありません", id="no class"),
        pytest.param(
            [{"when": "reached", "then": "a", "if": 1}], "知らない項目「if」", id="an unknown field"
        ),
        pytest.param([{"when": "rate_at_least", "then": "a"}], "正の数", id="a rate without its limit"),
        pytest.param(
            [{"when": "rate_at_least", "then": "a", "at_least": "abc"}], "正の数", id="a limit in letters"
        ),
        pytest.param(
            [{"when": "rate_at_least", "then": "a", "at_least": True}], "正の数", id="a limit that is true"
        ),
        pytest.param(
            [{"when": "reached", "then": "a", "at_least": 5}],
            "付けられません",
            id="a limit where none belongs",
        ),
    ],
)
def test_a_profile_that_makes_no_sense_is_refused_in_a_sentence(
    rows: list[dict[str, Any]], said: str
) -> None:
    with pytest.raises(ValueError, match="判定基準") as refusal:
        AttainmentProfile.from_data(rows, key="", version=1, judged_by=TargetChoice.OWN)
    assert said in str(refusal.value)


def test_the_seed_earns_a_twice() -> None:
    attained = [
        attain(seed(), fy(year), period_start=fy(2022), profile=REFERENCE_ABCD) for year in (2022, 2023)
    ]
    assert [(one.symbol, one.rule, one.met) for one in attained] == [("a", "reached", True)] * 2
