"""A small drawing of an indicator beside its table: an inline SVG that needs no script, prints, and costs little.

The chart of the indicator's own page says more (``indicators/charts.py``); this one shows the course at a glance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.calculation.facts import Comparator, YearFigure
from indicators.calculation.quantities import quantity
from indicators.calculation.series import Series
from indicators.drawing.picture import is_hollow
from policies.fiscal_year import FiscalYear

WIDTH, HEIGHT = 300, 132
LEFT, RIGHT, TOP, BOTTOM = 8, 292, 24, 106
BAR, DASH = 0.31, 0.42  # half of a bar and of a target, in parts of a year's room
LETTER, YEAR_ROOM = 8, 26  # about how wide a letter of an amount is, and a year's name; in pixels


@dataclass(frozen=True, slots=True)
class Bar:
    """A running total: what the year carried over, what it added; hollow where it is computed or not final."""

    carried: str
    added: str
    is_hollow: bool


@dataclass(frozen=True, slots=True)
class Point:
    """A result; hollow where it is computed or not final."""

    x: str
    y: str
    is_hollow: bool


@dataclass(frozen=True, slots=True)
class Label:
    """A text in the drawing, in the middle of its place."""

    x: str
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class SmallChart:
    """What the template draws: bars for a running total, else a line with points; targets and bands as paths."""

    bars: tuple[Bar, ...]
    line: str
    points: tuple[Point, ...]
    targets: str
    bands: str
    amounts: tuple[Label, ...]
    years: tuple[Label, ...]
    width: int = WIDTH
    height: int = HEIGHT
    floor: str = f"M{LEFT} {BOTTOM}H{RIGHT}"


@dataclass(frozen=True, slots=True)
class _Room:
    """Where years and values stand in the drawing."""

    years: Sequence[FiscalYear]
    low: float
    high: float

    @property
    def step(self) -> float:
        return (RIGHT - LEFT) / len(self.years)

    def across(self, year: FiscalYear, by: float = 0) -> float:
        return LEFT + (year - self.years[0] + 0.5 + by) * self.step

    def up(self, value: Decimal | float) -> str:
        share = (float(value) - self.low) / ((self.high - self.low) or 1)
        return f"{BOTTOM - share * (BOTTOM - TOP):.1f}"


def small_chart(series: Series, years: Sequence[FiscalYear]) -> SmallChart | None:
    """Draw the results of `years`, which follow one another, with the targets that judge them; None without a number.

    There is no outlook in it, whoever looks.
    """
    figures = [f for f in series.figures(years[0], years[-1]) if f.total is not None] if years else []
    limits = [(year, value) for year in years for value in _limits(series, year)]
    heights = [float(f.total) for f in figures if f.total is not None] + [float(v) for _, v in limits]
    if not heights:
        return None
    low, high = min(heights), max(heights)
    room = _Room(years, min(low, 0) if series.is_cumulative else low, high)
    dashes = (f"M{room.across(y, -DASH):.1f} {room.up(v)}H{room.across(y, DASH):.1f}" for y, v in limits)
    in_bars = series.is_cumulative
    return SmallChart(
        bars=tuple(_bar(room, figure) for figure in figures) if in_bars else (),
        line="" if in_bars else _line(room, figures),
        points=() if in_bars else tuple(_point(room, figure) for figure in figures),
        targets=" ".join(dashes),
        bands=" ".join(_bands(series, room)),
        amounts=tuple(_amounts(series, room, figures)),
        years=tuple(_year_names(room)),
    )


def _limits(series: Series, year: FiscalYear) -> list[Decimal]:
    """Return the levels that the year's target draws; a text has none."""
    target = series.target_for(year)
    if target is None or target.value is None:
        return []
    is_range = target.comparator is Comparator.RANGE and target.upper is not None
    return [target.value, target.upper] if is_range and target.upper is not None else [target.value]


def _bands(series: Series, room: _Room) -> list[str]:
    """Return the area between the two limits of each year that has them."""
    paths = []
    for year in room.years:
        if len(limits := _limits(series, year)) == 2:
            left, right = f"{room.across(year, -0.5):.1f}", f"{room.across(year, 0.5):.1f}"
            paths.append(f"M{left} {room.up(limits[0])}H{right}V{room.up(limits[1])}H{left}Z")
    return paths


def _line(room: _Room, figures: Sequence[YearFigure]) -> str:
    """Join the results; the line breaks where a year is missing."""
    known = {figure.fiscal_year: figure for figure in figures}
    return " ".join(
        f"{'L' if year.previous in known else 'M'}{room.across(year):.1f} {room.up(figure.total or 0)}"
        for year, figure in known.items()
    )


def _point(room: _Room, figure: YearFigure) -> Point:
    return Point(
        f"{room.across(figure.fiscal_year):.1f}", room.up(figure.total or 0), is_hollow=is_hollow(figure)
    )


def _bar(room: _Room, figure: YearFigure) -> Bar:
    total, carried = figure.total or Decimal(), figure.carried_over
    is_split = carried is not None and figure.increment is not None and figure.increment >= 0
    top, foot, floor = room.up(total), room.up(carried if is_split and carried else total), room.up(0)
    left = f"{room.across(figure.fiscal_year, -BAR):.1f}"
    wide = f"{2 * BAR * room.step:.1f}"
    added = f"M{left} {foot}V{top}h{wide}V{foot}Z" if is_split else ""
    return Bar(f"M{left} {floor}V{foot}h{wide}V{floor}Z", added, is_hollow=is_hollow(figure))


def _amounts(series: Series, room: _Room, figures: Sequence[YearFigure]) -> list[Label]:
    """Write the last amount, and the first where it stands clear of it."""
    labels: list[Label] = []
    for figure in [*figures[-1:], *figures[:1]]:
        text = quantity(figure.total, "", series.decimals)
        half, x = len(text) * LETTER / 2, room.across(figure.fiscal_year)
        x = min(max(x, half), WIDTH - half)
        if not labels or x + half + len(labels[0].text) * LETTER / 2 + LETTER < float(labels[0].x):
            labels.append(Label(f"{x:.1f}", f"{float(room.up(figure.total or 0)) - 9:.1f}", text))
    return labels


def _year_names(room: _Room) -> list[Label]:
    """Name the years from the last one back, as many as there is room for."""
    every = -(-YEAR_ROOM // int(room.step or 1)) if room.step < YEAR_ROOM else 1
    named = list(room.years)[::-1][::every]
    return [Label(f"{room.across(year):.1f}", f"{HEIGHT - 8}", year.short) for year in named]
