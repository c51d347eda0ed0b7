"""An indicator's figure while it is being drawn, and the pieces its parts are made of."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil
from typing import Any

from indicators.calculation.attainment import Attainment
from indicators.calculation.facts import (
    AT_BASELINE,
    AT_LAST_YEAR,
    Comparator,
    ResultStanding,
    Target,
    YearFigure,
)
from indicators.calculation.quantities import STANDING_WORDS, quantity, target_words
from indicators.calculation.series import Series
from policies.charts import COLOURS, number, plain
from policies.fiscal_year import FiscalYear

BEHIND_TEXT = "rgba(255,255,255,0.8)"
# About how wide the years are drawn, in pixels, on a desk and on a telephone.
ROOM_WIDE, ROOM_NARROW = 860, 270
# Room around what is drawn, in parts of its height: above for the texts of the highest point.
ROOM_BELOW, ROOM_ABOVE = 0.12, 0.32


@dataclass(frozen=True, slots=True)
class PeriodSpan:
    """A plan period as charts draw it: its name and its first and last year."""

    name: str
    first: FiscalYear
    last: FiscalYear


@dataclass(slots=True)
class Picture:
    """What is drawn so far: traces, texts, shapes, and every height that the value axis must reach."""

    series: Series
    years: Sequence[FiscalYear]
    periods: Sequence[PeriodSpan]
    attainments: Mapping[FiscalYear, Attainment]
    tones: Mapping[str, str]
    figures: Sequence[YearFigure]
    traces: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    levels: list[float] = field(default_factory=list)

    @property
    def left(self) -> float:
        return self.years[0].year - 0.5

    @property
    def right(self) -> float:
        return self.years[-1].year + 0.5

    def says(self, value: Decimal | None) -> str:
        """Write an amount with its unit; unknown is written as a dash."""
        return plain(quantity(value, self.series.unit, self.series.decimals))

    def says_difference(self, value: Decimal) -> str:
        """Write what lies between two amounts: of percentages in ポイント."""
        return plain(quantity(value, self.series.difference_unit, self.series.decimals))

    def says_bare(self, value: Decimal | None) -> str:
        """Write an amount without its unit, for the places where the axis says it."""
        return plain(quantity(value, "", self.series.decimals))

    def says_target(self, target: Target) -> str:
        return plain(target_words(target, self.series.unit, self.series.decimals))

    def level(self, value: Decimal | None) -> int | float | None:
        """Return a value as the figure carries it, and see that the axis reaches it."""
        drawn = number(value)
        if drawn is not None:
            self.levels.append(drawn)
        return drawn

    def target_level(self, target: Target | None) -> Decimal | None:
        """Say where a target is drawn: at its value, or at the baseline (現状値以上); a text has no place."""
        if target is None or target.comparator is Comparator.TEXT:
            return None
        if target.comparator in AT_LAST_YEAR:
            return self.series.figure(target.fiscal_year - 1).judgeable
        return self.series.baseline if target.comparator in AT_BASELINE else target.value

    def spaced(self, wanted: Iterable[FiscalYear], *, width: int, room: int) -> frozenset[FiscalYear]:
        """Keep of these years, from the last on, those whose texts of that width find room beside each other."""
        step, kept = max(1, ceil(width * len(self.years) / room)), list[FiscalYear]()
        for year in sorted(wanted, reverse=True):
            if not kept or kept[-1] - year >= step:
                kept.append(year)
        return frozenset(kept)

    def period_of(self, year: FiscalYear) -> PeriodSpan | None:
        return next((period for period in self.periods if period.first <= year <= period.last), None)

    def axis(self) -> tuple[float, float]:
        """Return the range of the value axis: all that is drawn, zero under bars, room for the texts."""
        low, high = min(self.levels, default=0), max(self.levels, default=1)
        if self.series.is_cumulative:
            low, high = min(low, 0), max(high, 0)
        span = (high - low) or abs(high) or 1
        bottom = low - ROOM_BELOW * span
        return 0 if bottom < 0 <= low else bottom, high + ROOM_ABOVE * span


def shown_where(year: FiscalYear, wide: Container[FiscalYear], narrow: Container[FiscalYear]) -> str | None:
    """Name the width for which a text is meant: "" for both, None for neither."""
    places = (year in wide, year in narrow)
    return {(True, True): "", (True, False): "wide", (False, True): "narrow"}.get(places)


def is_hollow(figure: YearFigure) -> bool:
    """Say whether a result is drawn hollow: computed, or not final."""
    return figure.total_is_derived or figure.standing not in {ResultStanding.FINAL, None}


def remark(figure: YearFigure) -> str:
    """Return what must be read with a result: 暫定値 and the like, or 算出, or nothing."""
    if figure.standing is not None and figure.standing is not ResultStanding.FINAL:
        return STANDING_WORDS[figure.standing]
    return "算出" if figure.total_is_derived else ""


def hover(texts: Iterable[str]) -> dict[str, Any]:
    """Return what a trace shows under the pointer, one text a point; no template that data could reach."""
    return {"hoverinfo": "text", "hovertext": list(texts)}


def marks(
    name: str, points: Sequence[tuple[FiscalYear, Any]], marker: dict[str, Any], texts: Iterable[str]
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [year.year for year, _ in points],
        "y": [level for _, level in points],
        "marker": marker,
        **hover(texts),
    }


def zone(left: float, right: float, low: float | None, high: float | None) -> dict[str, Any]:
    """Return the area between two limits, behind everything."""
    fill = {"fillcolor": COLOURS["gray-100"], "line": {"width": 0}, "layer": "below"}
    return {"type": "rect", "x0": left, "x1": right, "y0": low, "y1": high, **fill}


def level_line(left: float, right: float, level: float | None, token: str, dash: str) -> dict[str, Any]:
    line = {"color": COLOURS[token], "width": 1.5, "dash": dash}
    return {"type": "line", "x0": left, "x1": right, "y0": level, "y1": level, "line": line}
