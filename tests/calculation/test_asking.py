"""What of a figure is owed: the tables of cases for what is asked, known, waited for, late and answered."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.calculation.asking import (
    ANSWERED,
    MISSING,
    OWED,
    AskingDay,
    Duty,
    counted,
    duty,
    missing_words,
)
from indicators.calculation.facts import Missing, Result, ResultStanding
from indicators.calculation.schedule import Frequency, KnownFrom, Schedule, read_years, years_words
from indicators.calculation.series import Series
from policies.fiscal_year import FiscalYearError
from tests.calculation.cases import fy, result, series, target

R4 = fy(2022)
TODAY = AskingDay(today=date(2024, 7, 1))
EVERY_THIRD = Schedule(frequency=Frequency.INTERVAL, every=3, since=fy(2020))


def told(*rows: Result, targets: Any = (), **asked: Any) -> Series:
    return series(results=rows, targets=targets, schedule=Schedule(**asked))


def gone(missing: Missing, until: str = "", **more: Any) -> Result:
    return result(2022, missing=missing, pending_until=until, **more)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        pytest.param(told(), Duty.OWED, id="every year, with or without a target"),
        pytest.param(told(result(2022, 5)), Duty.ANSWERED, id="a figure"),
        pytest.param(told(result(2022, 0)), Duty.ANSWERED, id="nought is a figure"),
        pytest.param(
            told(result(2022, 5, is_handed_in=False)), Duty.OWED, id="still written on, or sent back"
        ),
        pytest.param(told(gone(Missing.NOT_APPLICABLE)), Duty.ANSWERED, id="a reason that stays"),
        pytest.param(told(gone(Missing.OUT_OF_CYCLE)), Duty.OFF_YEAR, id="調査対象年度外 is no report"),
        pytest.param(told(gone(Missing.PENDING, "令和6年8月")), Duty.WAITING, id="before its month"),
        pytest.param(told(gone(Missing.PENDING, "令和6年7月")), Duty.AGAIN, id="its month has come"),
        pytest.param(told(gone(Missing.PENDING, "令和6年6月")), Duty.OVERDUE, id="its month is over"),
        pytest.param(told(gone(Missing.PENDING)), Duty.WAITING, id="without a month, until the next round"),
        pytest.param(told(frequency=Frequency.NEVER, reason="統計"), Duty.NOT_ASKED, id="照会対象外"),
        pytest.param(
            told(frequency=Frequency.NEVER, targets=(target(2022, 5),)),
            Duty.NOT_ASKED,
            id="照会対象外 with a target",
        ),
        pytest.param(
            told(frequency=Frequency.LISTED, years=frozenset({fy(2023)})), Duty.OFF_YEAR, id="not listed"
        ),
        pytest.param(told(frequency=Frequency.LISTED, years=frozenset({R4})), Duty.OWED, id="listed"),
        pytest.param(
            told(frequency=Frequency.LISTED, years=frozenset({fy(2023)}), targets=(target(2022, 5),)),
            Duty.OWED,
            id="a target is always asked for",
        ),
        pytest.param(told(put_off=frozenset({R4})), Duty.PUT_OFF, id="put off"),
        pytest.param(
            told(put_off=frozenset({R4}), targets=(target(2022, 5),)),
            Duty.PUT_OFF,
            id="put off with a target",
        ),
        pytest.param(
            told(frequency=Frequency.LAST, last_year=fy(2025)), Duty.OFF_YEAR, id="the plan's last year"
        ),
        pytest.param(told(frequency=Frequency.LAST, last_year=R4), Duty.OWED, id="in the plan's last year"),
        pytest.param(told(known_from=KnownFrom(1, 11)), Duty.OWED, id="known since November 2023"),
        pytest.param(told(known_from=KnownFrom(2, 7)), Duty.OWED, id="known since today"),
        pytest.param(told(known_from=KnownFrom(2, 8)), Duty.NOT_YET, id="known next month"),
        pytest.param(told(result(2022, 5), known_from=KnownFrom(2, 8)), Duty.ANSWERED, id="answered early"),
    ],
)
def test_how_a_figure_stands(one: Series, expected: Duty) -> None:
    assert duty(one, R4, TODAY) is expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(AskingDay(today=date(2023, 3, 31)), Duty.NOT_YET, id="the year's last day"),
        pytest.param(AskingDay(today=date(2023, 4, 1)), Duty.OWED, id="the day after"),
        pytest.param(
            AskingDay(today=date(2023, 3, 1), open_years=frozenset({R4})), Duty.OWED, id="an open round asks"
        ),
        pytest.param(
            AskingDay(today=date(2023, 3, 1), open_years=frozenset({fy(2021)})), Duty.NOT_YET, id="another's"
        ),
    ],
)
def test_a_year_is_due_when_it_has_ended_or_a_round_asks(on: AskingDay, expected: Duty) -> None:
    assert duty(told(), R4, on) is expected


def test_a_provisional_figure_is_asked_for_again_in_its_month_or_the_next_round() -> None:
    known = told(result(2022, 5, standing=ResultStanding.PROVISIONAL))
    assert duty(known, R4, TODAY) is Duty.ANSWERED
    later = AskingDay(today=date(2024, 7, 1), openings=((fy(2023), date(2024, 7, 1)),))
    assert duty(known, R4, later) is Duty.AGAIN
    assert duty(known, R4, AskingDay(today=date(2024, 6, 30), openings=later.openings)) is Duty.ANSWERED
    assert missing_words(known, R4, later) == "暫定値（確定値の入力待ち）"


@pytest.mark.parametrize(
    ("year", "asked"), [(2019, False), (2020, True), (2021, False), (2022, False), (2023, True)]
)
def test_every_third_year_is_counted_from_its_first(year: int, asked: bool) -> None:
    assert EVERY_THIRD.covers(fy(year)) is asked


def test_an_interval_without_a_year_asks_for_years_with_a_target_alone() -> None:
    one = told(frequency=Frequency.INTERVAL, every=2, targets=(target(2023, 5),))
    assert [duty(one, fy(year), TODAY) for year in (2022, 2023)] == [Duty.OFF_YEAR, Duty.OWED]


def test_a_list_is_as_far_apart_as_its_widest_gap() -> None:
    listed = Schedule(frequency=Frequency.LISTED, years=frozenset(map(fy, (2017, 2019, 2024))))
    assert (listed.interval, EVERY_THIRD.interval, Schedule().interval) == (5, 3, 1)


def test_counts_are_owed_minus_answered_and_name_what_is_not_asked() -> None:
    found = counted([*Duty, Duty.OWED])
    assert (found.owed, found.answered, found.missing, found.waiting) == (6, 2, 4, 1)
    unasked = ("照会対象外", "終了", "調査対象年度外", "調査延期", "未到来")
    assert found.unasked == tuple((words, 1) for words in unasked)


@given(st.lists(st.sampled_from(Duty)))
def test_missing_is_owed_minus_answered(duties: list[Duty]) -> None:
    found = counted(duties)
    assert found.missing == sum(one in MISSING for one in duties)
    assert found.owed + sum(number for _, number in found.unasked) == len(duties)
    assert OWED == MISSING | ANSWERED


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("翌年度11月", "翌年度11月", date(2023, 11, 1)),
        ("翌年11月頃", "翌年度11月", date(2023, 11, 1)),
        ("翌年度の１１月下旬に公表予定", "翌年度11月", date(2023, 11, 1)),
        ("次年度 6月", "翌年度6月", date(2023, 6, 1)),
        ("翌年度3月", "翌年度3月", date(2024, 3, 1)),
        ("当年度12月", "当年度12月", date(2022, 12, 1)),
        ("年度内の2月", "当年度2月", date(2023, 2, 1)),
        ("翌々年度4月", "翌々年度4月", date(2024, 4, 1)),
    ],
)
def test_a_time_is_read_in_every_spelling_and_written_in_one(text: str, words: str, day: date) -> None:
    known = KnownFrom.read(text)
    assert (known.words, known.day(R4)) == (words, day)
    assert KnownFrom.read(words) == known


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("翌年2月", "どの年の2月か分かりません"),
        ("11月", "確定時期として読み取れません"),
        ("翌年度13月", "確定時期として読み取れません"),
        ("秋ごろ", "確定時期として読み取れません"),
        ("令和6年11月", "確定時期として読み取れません"),
        ("翌" * 500, "確定時期として読み取れません"),
    ],
)
def test_a_time_that_cannot_be_read_is_refused_with_what_to_write(text: str, said: str) -> None:
    with pytest.raises(FiscalYearError, match=said) as refused:
        KnownFrom.read(text)
    assert "翌年度" in str(refused.value)


def test_years_are_read_in_every_spelling_in_order_and_once() -> None:
    assert years_words(read_years("R7、 2022 ,令和4年度\n2025")) == "令和4年度、令和7年度"
    assert read_years("  ") == []
    with pytest.raises(FiscalYearError, match="令和何年"):
        read_years("R4、令和何年")
