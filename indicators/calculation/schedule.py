"""For which years an indicator's figure is asked, and when such a figure exists (確定時期); neither clock nor query."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final, Self

from indicators.calculation.facts import Missing
from indicators.calculation.spelling import plain
from policies.fiscal_year import FiscalYear, FiscalYearError, month_words

UNREADABLE_KNOWN_FROM: Final = (
    "「{}」は確定時期として読み取れません。「翌年度11月」「当年度12月」のように、年度と月で入力してください。"
)
UNCLEAR_KNOWN_FROM: Final = (
    "「{0}」はどの年の{1}月か分かりません。年度の終わりの{1}月なら「当年度{1}月」、"
    "その次の{1}月なら「翌年度{1}月」と入力してください。"
)
LONGEST_LIST: Final = 200
_YEARS_LATER: Final = {"当年度": 0, "同年度": 0, "年度内": 0, "翌年度": 1, "次年度": 1, "翌々年度": 2}
_KNOWN_FROM: Final = re.compile(
    r"(?P<year>当年度|同年度|年度内|翌年度?|次年度|翌々年度?)の?(?P<month>1[0-2]|[1-9])月"
    r"(?:上旬|中旬|下旬|初め|末)?(?:頃|ごろ)?(?:に?(?:確定|公表|判明)(?:予定|見込み?)?)?"
)
_BETWEEN_YEARS: Final = re.compile(r"[、,，・;；\n]|\s+(?=\S)")


class Frequency(StrEnum):
    """How often a figure is asked for: 毎年 / n年ごと / 指定した年度 / 計画最終年度のみ / 照会対象外."""

    YEARLY = "yearly"
    INTERVAL = "interval"
    LISTED = "listed"
    LAST = "last"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class KnownFrom:
    """From which month on a year's figure exists: so many fiscal years later, in that month (翌年度11月)."""

    years_later: int
    month: int

    @classmethod
    def read(cls, text: str) -> Self:
        """Read 翌年度11月, 翌年11月頃, 当年度12月; raise FiscalYearError with a sentence that says what to write.

        「翌年3月」 may be the end of the year itself or of the next one, so it is asked about.
        """
        match = _KNOWN_FROM.fullmatch(plain(text[:LONGEST_LIST]).replace(" ", ""))
        if match is None:
            raise FiscalYearError(UNREADABLE_KNOWN_FROM.format(text[:20]))
        word, month = match["year"], int(match["month"])
        if not word.endswith(("年度", "年度内")):
            if month < 4:
                raise FiscalYearError(UNCLEAR_KNOWN_FROM.format(text[:20], month))
            word += "度"
        return cls(_YEARS_LATER[word], month)

    @property
    def words(self) -> str:
        """The one spelling in which it is stored and shown."""
        return f"{('当年度', '翌年度', '翌々年度')[self.years_later]}{self.month}月"

    def day(self, year: FiscalYear) -> date:
        """Return the first day of the month in which the figure of that year is known."""
        western = year.year + self.years_later + (self.month < 4)
        return date(western, self.month, 1)

    def month_of(self, year: FiscalYear) -> str:
        """Return that month in words: 令和6年11月."""
        return month_words(self.day(year))


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """For which years a figure is asked whether or not they have a target; every year unless something else is said.

    `every` and `since` belong to 「n年ごと」 (without `since` only years with a target are asked), `years` to a list,
    `last_year` is the plan's. Years in `put_off` are not asked at all; `reason` says why an indicator never is.
    """

    frequency: Frequency = Frequency.YEARLY
    every: int = 1
    since: FiscalYear | None = None
    years: frozenset[FiscalYear] = frozenset()
    put_off: frozenset[FiscalYear] = frozenset()
    last_year: FiscalYear | None = None
    reason: str = ""
    known_from: KnownFrom | None = None

    def covers(self, year: FiscalYear) -> bool:
        """Say whether the figure of the year is asked by the schedule alone."""
        match self.frequency:
            case Frequency.YEARLY:
                return True
            case Frequency.INTERVAL:
                return self.since is not None and year >= self.since and (year - self.since) % self.every == 0
            case Frequency.LISTED:
                return year in self.years
            case Frequency.LAST:
                return year == self.last_year
            case Frequency.NEVER:
                return False

    def why_not_asked(self, year: FiscalYear, *, has_target: bool) -> Missing | None:
        """Say why no figure of the year is asked for, None if it is: a year with a target always is.

        But for 照会対象外, and for a year that was put off.
        """
        if self.frequency is Frequency.NEVER:
            return Missing.NOT_ASKED
        if year in self.put_off:
            return Missing.PUT_OFF
        return None if has_target or self.covers(year) else Missing.OUT_OF_CYCLE

    @property
    def interval(self) -> int:
        """How many years lie between two figures; of a list the most that do."""
        if self.frequency is Frequency.INTERVAL:
            return self.every
        listed = sorted(self.years) if self.frequency is Frequency.LISTED else []
        return max((later - before for before, later in pairwise(listed)), default=1)

    def is_known(self, year: FiscalYear, today: date) -> bool:
        """Say whether the month has come in which the year's figure exists."""
        return self.known_from is None or self.known_from.day(year) <= today


EVERY_YEAR: Final = Schedule()


def read_years(text: str) -> list[FiscalYear]:
    """Read a list of fiscal years in any spelling (R4、令和7年度, 2022), in order and each once.

    Raises FiscalYearError that names the one that cannot be read.
    """
    if len(text) > LONGEST_LIST:
        raise FiscalYearError(f"年度の一覧が長すぎます（{LONGEST_LIST}文字以内で入力してください）。")
    parts = (part.strip() for part in _BETWEEN_YEARS.split(text))
    return sorted({FiscalYear.parse(part) for part in parts if part})


def years_words(years: Iterable[FiscalYear]) -> str:
    """Write a list of years as it is read: 令和4年度、令和7年度."""
    return "、".join(year.era for year in sorted(years))
