"""What a cycle judges an indicator by, and what of it is owed: a figure that is not there must not help."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.calculation.asking import AskingDay
from indicators.calculation.attainment import NO_CLASS, REFERENCE_ABCD, attain
from indicators.calculation.cycle import CycleAttainment, judge_cycle
from indicators.calculation.facts import (
    Accumulation,
    Direction,
    Missing,
    Result,
    ResultStanding,
    TargetChoice,
    TargetScope,
)
from indicators.calculation.schedule import Frequency, KnownFrom, Schedule
from indicators.calculation.series import Series
from tests.calculation.cases import fy, result, series, target

TODAY = date(2024, 7, 1)


def judge(told: Series, today: date = TODAY, asking: tuple[int, ...] = ()) -> CycleAttainment:
    on = AskingDay(today=today, open_years=frozenset(map(fy, asking)))
    return judge_cycle(told, fy(2022), fy(2023), profile=REFERENCE_ABCD, period_start=fy(2022), on=on)


def told(*rows: Result, **more: Any) -> Series:
    return series(targets=(target(2022, 10), target(2023, 10)), results=rows, **more)


def gone(missing: Missing, until: str = "") -> Result:
    return result(2023, missing=missing, pending_until=until)


BEFORE = result(2022, missing=Missing.NOT_APPLICABLE)


@pytest.mark.parametrize(
    ("rows", "symbol", "owed"),
    [
        pytest.param([result(2022, 5), result(2023, 10)], "a", "", id="its last year"),
        pytest.param([result(2022, 10)], "a", "未提出", id="an earlier one: 暫定"),
        pytest.param([result(2022, 10), gone(Missing.NOT_APPLICABLE)], "a", "", id="an earlier one, closed"),
        pytest.param([BEFORE], NO_CLASS, "未提出", id="nobody reported"),
        pytest.param([BEFORE, gone(Missing.NOT_SURVEYED)], NO_CLASS, "調査未実施", id="not surveyed"),
        pytest.param([BEFORE, gone(Missing.PENDING)], NO_CLASS, "集計中", id="集計中 without a month"),
        pytest.param([BEFORE, gone(Missing.PENDING, "令和6年6月")], NO_CLASS, "集計中", id="past its month"),
        pytest.param([BEFORE, gone(Missing.PENDING, "令和6年7月")], NO_CLASS, "", id="within its month"),
        pytest.param(
            [BEFORE, result(2023, 10, standing=ResultStanding.EXPECTED)],
            NO_CLASS,
            "見込値のみ",
            id="見込値 only",
        ),
        pytest.param([BEFORE, gone(Missing.OUT_OF_CYCLE)], NO_CLASS, "", id="調査対象年度外"),
        pytest.param([BEFORE, gone(Missing.DISCONTINUED)], NO_CLASS, "", id="事業中止"),
        pytest.param([gone(Missing.NOT_APPLICABLE)], NO_CLASS, "未提出", id="owed in an earlier year"),
    ],
)
def test_what_is_owed_is_named(rows: list[Result], symbol: str, owed: str) -> None:
    found = judge(told(*rows))
    assert (found.attainment.symbol, found.owed) == (symbol, owed)
    assert found.is_blocking == (symbol == NO_CLASS and owed != "")


def test_a_year_that_has_not_ended_is_not_owed() -> None:
    found = judge(told(result(2022, 10)), today=date(2024, 3, 31))
    assert (found.attainment.fiscal_year, found.owed) == (fy(2022), "")


def test_a_year_that_an_open_round_asks_for_is_owed_though_it_has_not_ended() -> None:
    found = judge(told(result(2022, 10)), today=date(2024, 3, 31), asking=(2023,))
    assert (found.attainment.fiscal_year, found.owed) == (fy(2022), "未提出")
    found = judge(told(BEFORE), today=date(2024, 3, 31), asking=(2023,))
    assert (found.is_blocking, found.owed) == (True, "未提出")
    late = told(result(2022, 10), schedule=Schedule(known_from=KnownFrom(1, 7)))
    assert judge(late.seen_on(date(2024, 3, 31)), today=date(2024, 3, 31), asking=(2023,)).owed == ""


@pytest.mark.parametrize("said", [{"text_value": "おおむね順調"}, {"text_fulfilled": True}])
def test_words_where_a_number_is_asked_never_drop_out(said: dict[str, Any]) -> None:
    found = judge(told(result(2022, 10), result(2023, **said)))
    assert (found.attainment.symbol, found.owed, found.is_blocking) == (NO_CLASS, "要確認", True)
    words = said.get("text_value", "達成")
    assert found.attainment.reason == f"実績「{words}」が数値でないため判定しない"
    bare = judge(series(results=(result(2023, **said),)))
    assert (bare.owed, bare.attainment.reason) == ("", "この年度の目標値がないため判定しない")


def test_no_target_is_no_debt() -> None:
    assert judge(series(totals={2022: 5})).owed == ""


def test_a_reported_year_that_nobody_can_judge_is_not_passed_over() -> None:
    gap = series(
        Direction.UP,
        Accumulation.CUMULATIVE,
        targets=(target(2022, 10), target(2023, 10)),
        results=(result(2022, 12), result(2023, None, None, missing=Missing.NOT_SURVEYED)),
    )
    assert judge(gap).attainment.symbol == "a"
    unknown = told(result(2022, 12), result(2023, 9), direction=Direction.UNKNOWN)
    assert (judge(unknown).attainment.symbol, judge(unknown).owed) == (NO_CLASS, "要確認")


@given(st.lists(st.integers(0, 20), min_size=2, max_size=2), st.integers(0, 1))
def test_leaving_a_figure_out_never_passes_unmarked(found: list[int], which: int) -> None:
    rows = [result(2022 + place, one) for place, one in enumerate(found)]
    whole, less = judge(told(*rows, baseline=8)), judge(told(rows[1 - which], baseline=8))
    assert less.owed or less.attainment.symbol == whole.attainment.symbol


@given(st.text("策定率数", max_size=4))
def test_a_name_changes_no_class(name: str) -> None:
    rows = (result(2022, 5), result(2023, 9))
    assert judge(told(*rows)).attainment.symbol == judge(told(*rows[::-1], name=name)).attainment.symbol


ASKED = [
    pytest.param(Schedule(frequency=Frequency.NEVER), "", id="照会対象外"),
    pytest.param(Schedule(put_off=frozenset({fy(2023)})), "", id="put off"),
    pytest.param(Schedule(known_from=KnownFrom(1, 8)), "", id="before its 確定時期"),
    pytest.param(Schedule(known_from=KnownFrom(1, 7)), "未提出", id="since its 確定時期"),
    pytest.param(
        Schedule(frequency=Frequency.LISTED, years=frozenset({fy(2022)})), "未提出", id="its target asks"
    ),
]


@pytest.mark.parametrize(("schedule", "owed"), ASKED)
def test_what_is_not_asked_or_cannot_be_known_is_not_owed(schedule: Schedule, owed: str) -> None:
    found = judge(told(BEFORE, schedule=schedule).seen_on(TODAY))
    assert (found.attainment.symbol, found.owed) == (NO_CLASS, owed)


@pytest.mark.parametrize(
    ("schedule", "judged"),
    [
        pytest.param(Schedule(put_off=frozenset({fy(2023)})), 2022, id="put off: the latest figure"),
        pytest.param(Schedule(known_from=KnownFrom(1, 8)), 2022, id="not known yet: the latest figure"),
        pytest.param(Schedule(known_from=KnownFrom(1, 7)), None, id="known by now: nothing stands in"),
        pytest.param(Schedule(), None, id="owed: nothing stands in"),
    ],
)
def test_the_latest_figure_stands_in_where_none_is_due(schedule: Schedule, judged: int | None) -> None:
    one = told(result(2022, 10), schedule=schedule).seen_on(TODAY)
    attained = attain(one, fy(2023), profile=REFERENCE_ABCD, period_start=fy(2022))
    assert (attained.symbol, attained.is_older_figure) == (("a", True) if judged else (NO_CLASS, False))


LATE = Schedule(known_from=KnownFrom(1, 8))  # of FY2023 nobody knows a figure yet


@pytest.mark.parametrize(
    ("rows", "symbol", "owed"),
    [
        pytest.param([result(2021, 12), result(2022, 5)], "d", "", id="the latest figure stands in"),
        pytest.param(
            [result(2021, 12)], "a", "未提出", id="it is owed: the class of the year before is 暫定"
        ),
        pytest.param([], NO_CLASS, "未提出", id="it is owed, and there is nothing else"),
        pytest.param([result(2021, 12), BEFORE], "a", "", id="nobody waits for it: 該当なし"),
    ],
)
def test_the_figure_that_would_stand_in_is_owed_as_well(rows: list[Result], symbol: str, owed: str) -> None:
    one = series(targets=(target(2021, 10), target(2023, 10)), results=tuple(rows), schedule=LATE)
    found = judge_cycle(
        one.seen_on(TODAY),
        fy(2021),
        fy(2023),
        profile=REFERENCE_ABCD,
        period_start=fy(2021),
        on=AskingDay(today=TODAY),
    )
    assert (found.attainment.symbol, found.owed) == (symbol, owed)


def test_between_two_years_of_a_list_nobody_waits_under_targets_ahead() -> None:
    goal = (target(2025, 10, TargetScope.PERIOD),)
    listed = Schedule(frequency=Frequency.LISTED, years=frozenset({fy(2022), fy(2025)}))
    ahead = replace(REFERENCE_ABCD, judged_by=TargetChoice.AHEAD)
    for schedule, owed in ((listed, ""), (Schedule(), "未提出")):
        one = series(results=(result(2022, 10),), targets=goal, schedule=schedule)
        found = judge_cycle(
            one, fy(2022), fy(2023), profile=ahead, period_start=fy(2022), on=AskingDay(today=TODAY)
        )
        assert (found.attainment.fiscal_year, found.owed) == (fy(2022), owed)


@given(st.lists(st.integers(0, 20), min_size=2, max_size=2), st.integers(0, 1), st.sampled_from(Frequency))
def test_leaving_out_a_figure_that_is_asked_never_passes_unmarked(
    found: list[int], which: int, frequency: Frequency
) -> None:
    schedule = Schedule(frequency=frequency, since=fy(2022), years=frozenset({fy(2022)}), last_year=fy(2023))
    rows = [result(2022 + place, one) for place, one in enumerate(found)]
    whole, less = (judge(told(*some, baseline=8, schedule=schedule)) for some in (rows, [rows[1 - which]]))
    is_asked = frequency is not Frequency.NEVER
    assert less.owed or less.attainment.symbol == whole.attainment.symbol or not is_asked
