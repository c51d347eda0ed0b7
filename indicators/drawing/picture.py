"""An indicator's figure while it is being drawn, and the pieces its parts are made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum
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
from policies.charts import COLOURS, folded, number, plain
from policies.fiscal_year import FiscalYear

BEHIND_TEXT = "rgba(255,255,255,0.8)"
# Room around what is drawn, in parts of its height: above for the texts of the highest point.
ROOM_BELOW, ROOM_ABOVE = 0.12, 0.32


class Rank(IntEnum):
    """How much a text of the figure matters: where two have no room beside each other, the first one stays."""

    FRAME = 0
    AIM = 1  # what the last period is to reach
    RESULT = 2
    BASELINE = 3
    MID = 4
    GAP = 5  # why a year has no result
    EARLIER_AIM = 6
    REPLACED = 7
    TARGET = 8  # of a single year


@dataclass(frozen=True, slots=True)
class PeriodSpan:
    """A plan period as charts draw it: its name and its first and last year."""

    name: str
    first: FiscalYear
    last: FiscalYear


@dataclass(slots=True)
class Picture:
    """What is drawn so far: traces, texts, shapes, and every height that the value axis must reach.

    `texts` are sorted by how much they matter, `said` is what each year says under the pointer.
    """

    series: Series
    years: Sequence[FiscalYear]
    periods: Sequence[PeriodSpan]
    attainments: Mapping[FiscalYear, Attainment]
    tones: Mapping[str, str]
    figures: Sequence[YearFigure]
    traces: list[dict[str, Any]] = field(default_factory=list)
    texts: list[tuple[Rank, int, dict[str, Any]]] = field(default_factory=list)
    said: dict[int, list[str]] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    levels: list[float] = field(default_factory=list)

    @property
    def left(self) -> float:
        return self.years[0].year - 0.5

    @property
    def right(self) -> float:
        return self.years[-1].year + 0.5

    def write(self, rank: Rank, year: FiscalYear, *notes: dict[str, Any]) -> None:
        """Write texts into the figure; of the same rank a later year matters more."""
        self.texts += [(rank, -year.year, one) for one in notes]

    @property
    def notes(self) -> list[dict[str, Any]]:
        """The texts in the order of their importance, in which the page finds room for them."""
        return [one for _, _, one in sorted(self.texts, key=lambda text: text[:2])]

    def say(self, year: FiscalYear, height: float | None, *lines: str) -> None:
        """Let the year say these lines under the pointer, which stands at the first height that was given."""
        if lines:
            self.said.setdefault(year.year, []).extend(lines)
        if height is not None:
            self.heights.setdefault(year.year, height)

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


def is_hollow(figure: YearFigure) -> bool:
    """Say whether a result is drawn hollow: computed, or not final."""
    return figure.total_is_derived or figure.standing not in {ResultStanding.FINAL, None}


def remark(figure: YearFigure) -> str:
    """Return what must be read with a result: 暫定値 and the like, or 算出, or nothing."""
    if figure.standing is not None and figure.standing is not ResultStanding.FINAL:
        return STANDING_WORDS[figure.standing]
    return "算出" if figure.total_is_derived else ""


def marks(name: str, points: Sequence[tuple[FiscalYear, Any]], marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [year.year for year, _ in points],
        "y": [level for _, level in points],
        "marker": marker,
        "hoverinfo": "skip",
    }


def spoken(p: Picture, label: Callable[[FiscalYear], str]) -> dict[str, Any]:
    """Return the one trace that answers the pointer: each year says all it has to say, wherever in it one points.

    There is no template that data could reach.
    """
    told = [year for year in p.years if year.year in p.said and year.year in p.heights]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "年度の数値",
        "x": [year.year for year in told],
        "y": [p.heights[year.year] for year in told],
        "marker": {"opacity": 0, "size": 1},
        "showlegend": False,
        "hoverinfo": "text",
        "hovertext": [
            "<br>".join(folded(line) for line in (label(year), *p.said[year.year])) for year in told
        ],
    }


def zone(left: float, right: float, low: float | None, high: float | None) -> dict[str, Any]:
    """Return the area between two limits, behind everything."""
    fill = {"fillcolor": COLOURS["gray-100"], "line": {"width": 0}, "layer": "below"}
    return {"type": "rect", "x0": left, "x1": right, "y0": low, "y1": high, **fill}


def level_line(left: float, right: float, level: float | None, token: str, dash: str) -> dict[str, Any]:
    line = {"color": COLOURS[token], "width": 1.5, "dash": dash}
    return {"type": "line", "x0": left, "x1": right, "y0": level, "y1": level, "line": line}
