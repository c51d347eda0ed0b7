"""The facts a series is made of, and the words the database stores for them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from policies.fiscal_year import FiscalYear


class Direction(StrEnum):
    """Which way is better; never guessed from figures."""

    UP = "up"
    DOWN = "down"
    KEEP = "keep"
    RANGE = "range"
    UNKNOWN = "unknown"


class Accumulation(StrEnum):
    """What one year's figure adds up: 単年度 / 累計 / 時点 / 期間平均."""

    ANNUAL = "annual"
    CUMULATIVE = "cumulative"
    POINT = "point"
    AVERAGE = "average"
    UNKNOWN = "unknown"


class Comparator(StrEnum):
    """What a target demands; PLAIN is a bare number, for which the direction decides."""

    PLAIN = "plain"
    AT_LEAST = ">="
    AT_MOST = "<="
    ABOVE = ">"
    BELOW = "<"
    EXACTLY = "="
    RANGE = "range"
    KEEP_OR_MORE = "baseline>="
    KEEP_OR_LESS = "baseline<="
    INCREASE = "baseline>"
    DECREASE = "baseline<"
    LAST_OR_MORE = "previous>="
    LAST_OR_LESS = "previous<="
    TEXT = "text"


class TargetScope(StrEnum):
    """Whether a target is that of a period's end, of a year half-way (中間), or of the year itself."""

    PERIOD = "period"
    MID = "mid"
    YEAR = "year"


class TargetChoice(StrEnum):
    """By which target a year is judged that has none of its own: by none, by the next, or by the line to the next."""

    OWN = "own"
    AHEAD = "ahead"
    PACED = "paced"


class ResultStanding(StrEnum):
    """How settled a result is: 確定値 / 暫定値 / 速報値 / 見込値 / 推計値."""

    FINAL = "final"
    PROVISIONAL = "provisional"
    PRELIMINARY = "preliminary"
    EXPECTED = "expected"
    ESTIMATED = "estimated"


class YearBasis(StrEnum):
    """Which year a figure counts, or when in it it is taken: 年度 / 暦年 / 年度末 / a day of the year."""

    FISCAL = "fiscal"
    CALENDAR = "calendar"
    YEAR_END = "year_end"
    DAY = "day"


class Missing(StrEnum):
    """Why there is no figure: 集計中 / 調査対象年度外 / 調査未実施 / 該当なし / 事業中止 / 未提出.

    The last four follow from what is asked for and are never stored: 照会対象外 / 調査延期 / 未到来 / 終了.
    """

    PENDING = "pending"
    OUT_OF_CYCLE = "out_of_cycle"
    NOT_SURVEYED = "not_surveyed"
    NOT_APPLICABLE = "not_applicable"
    DISCONTINUED = "discontinued"
    UNREPORTED = "unreported"
    NOT_ASKED = "not_asked"
    PUT_OFF = "put_off"
    NOT_YET = "not_yet"
    ENDED = "ended"


# why nobody has been asked for the figure of a year, or not yet
UNASKED: Final = frozenset({Missing.NOT_ASKED, Missing.PUT_OFF, Missing.NOT_YET, Missing.ENDED})


class RateFormula(StrEnum):
    """The variants of 達成率 in use; see rates.py for what each one divides."""

    F1 = "F1"
    F2 = "F2"
    F3 = "F3"
    F4 = "F4"
    F5 = "F5"
    F6 = "F6"
    F7 = "F7"
    F8 = "F8"
    NONE = "none"


# 現状値以上/以下 and 増加/減少 (beyond the baseline) aim at the baseline, 前年度以上/以下 at last year's result
AT_BASELINE: Final = frozenset(
    {Comparator.KEEP_OR_MORE, Comparator.KEEP_OR_LESS, Comparator.INCREASE, Comparator.DECREASE}
)
AT_LAST_YEAR: Final = frozenset({Comparator.LAST_OR_MORE, Comparator.LAST_OR_LESS})
RELATIVE: Final = AT_BASELINE | AT_LAST_YEAR
UPWARD: Final = frozenset(
    {
        Comparator.AT_LEAST,
        Comparator.ABOVE,
        Comparator.KEEP_OR_MORE,
        Comparator.INCREASE,
        Comparator.LAST_OR_MORE,
    }
)
DOWNWARD: Final = frozenset(
    {
        Comparator.AT_MOST,
        Comparator.BELOW,
        Comparator.KEEP_OR_LESS,
        Comparator.DECREASE,
        Comparator.LAST_OR_LESS,
    }
)
STRICT: Final = frozenset({Comparator.ABOVE, Comparator.BELOW, Comparator.INCREASE, Comparator.DECREASE})


def contradicts(direction: Direction, comparator: Comparator) -> bool:
    """Say whether a target asks for the opposite of the direction (up with 以下, down with 以上)."""
    if direction is Direction.UP:
        return comparator in DOWNWARD
    return direction is Direction.DOWN and comparator in UPWARD


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One promise as it was decided; a revision is another Target with a higher `revision`."""

    fiscal_year: FiscalYear
    scope: TargetScope
    comparator: Comparator = Comparator.PLAIN
    value: Decimal | None = None
    upper: Decimal | None = None
    text: str = ""
    approx: bool = False
    reference_year: FiscalYear | None = None
    revision: int = 0
    applies_from: FiscalYear | None = None
    decided_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interim:
    """A value in the middle of a year (「9月30日現在」): kept with its day, never judged."""

    as_of: date
    value: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One year as published: `total` is the figure that is judged, `increment` the new amount of a 累計.

    The published rate and class stand beside what is computed, and never take its place.
    `is_handed_in` is False for what a section still writes on, or has been given back.
    """

    fiscal_year: FiscalYear
    total: Decimal | None = None
    increment: Decimal | None = None
    standing: ResultStanding = ResultStanding.FINAL
    missing: Missing | None = None
    pending_until: str = ""
    approx: bool = False
    text_value: str = ""
    text_fulfilled: bool | None = None
    text_partly: bool = False
    is_handed_in: bool = True
    footnote: str = ""
    as_of: date | None = None
    published_rate: Decimal | None = None
    published_class: str = ""

    @property
    def is_reported(self) -> bool:
        """Whether anything was found, be it zero, a text or only the answer to a text target.

        A reason why there is nothing is no result.
        """
        return not (
            self.total is None
            and self.increment is None
            and not self.text_value
            and self.text_fulfilled is None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """The arithmetic behind a figure published nowhere: `left sign right`; sign is "+" or "−" (U+2212)."""

    fiscal_year: FiscalYear
    is_total: bool
    left: Decimal
    sign: str
    right: Decimal
    source_year: FiscalYear

    @property
    def value(self) -> Decimal:
        return self.left + self.right if self.sign == "+" else self.left - self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFigure:
    """One year as far as it is known; `missing` says why whenever `total` is None (a text is 該当なし).

    `is_reported` tells a year of which something was reported (a number, be it a new amount whose total nobody
    can compute, a text, or a reason why there is none) from one of which nothing was; `is_handed_in` one that the
    section has let go of. `ended_in` is the indicator's last year, for a year after it.
    """

    fiscal_year: FiscalYear
    total: Decimal | None = None
    increment: Decimal | None = None
    total_is_derived: bool = False
    increment_is_derived: bool = False
    carried_over: Decimal | None = None
    standing: ResultStanding | None = None
    missing: Missing | None = None
    pending_until: str = ""
    approx: bool = False
    text_value: str = ""
    text_fulfilled: bool | None = None
    text_partly: bool = False
    is_reported: bool = False
    is_handed_in: bool = False
    derivation: Derivation | None = None
    ended_in: FiscalYear | None = None
    footnote: str = ""
    as_of: date | None = None
    published_rate: Decimal | None = None
    published_class: str = ""

    @property
    def is_only_words(self) -> bool:
        """Whether words were reported and no number: an answer to a text target, and to no other."""
        return self.total is None and (bool(self.text_value) or self.text_fulfilled is not None)

    @property
    def judgeable(self) -> Decimal | None:
        """The total as far as it may be judged: a 見込値 is kept, and never is."""
        return None if self.standing is ResultStanding.EXPECTED else self.total
