"""What was promised: yearly targets as stairs, period targets as marked levels, and the plan's start."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from indicators.calculation.facts import Comparator, Target, TargetScope
from indicators.drawing.picture import BEHIND_TEXT, Picture, Rank, level_line, marks, zone
from policies.charts import COLOURS, INK, note, number, plain
from policies.fiscal_year import FiscalYear

Levels = Mapping[FiscalYear, int | float | None]


def draw_yearly_targets(p: Picture) -> None:
    """Draw each year's own target over the whole of its year; a range is the area between its limits."""
    in_force = {year: target for year in p.years if (target := p.series.target(year, TargetScope.YEAR))}
    drawn = {year: target for year, target in in_force.items() if p.target_level(target) is not None}
    if drawn:
        lower: Levels = {year: p.level(p.target_level(target)) for year, target in drawn.items()}
        upper: Levels = {
            year: p.level(target.upper)
            for year, target in drawn.items()
            if target.comparator is Comparator.RANGE and target.upper is not None
        }
        areas = _areas(lower, upper)
        p.shapes += [zone(left, right, lower[year], upper[year]) for year, left, right in areas]
        p.traces.append(_stairs(lower, upper))
        p.traces.append(_yearly_marks(lower, visible=not (upper or p.series.is_cumulative)))
        for year, target in drawn.items():
            judged = p.attainments.get(year)  # whose words name the target already
            p.say(year, lower[year], *([] if judged and judged.target else [f"目標 {p.says_target(target)}"]))
        for levels in (lower, upper):
            _write_amounts(p, levels)
    earlier = [
        (year, old)
        for year, target in in_force.items()
        for old in p.series.revisions(year, TargetScope.YEAR)
        if old.revision < target.revision and p.target_level(old) is not None
    ]
    if earlier:
        p.traces.append(_replaced(p, earlier))


def draw_period_targets(p: Picture) -> None:
    """Mark what each period is to reach by its end, and what that was before it was revised."""
    ends = {target.fiscal_year for target in p.series.targets if target.scope is TargetScope.PERIOD}
    current: list[tuple[FiscalYear, Target]] = []
    earlier: list[tuple[FiscalYear, Target]] = []
    for end in sorted(ends & set(p.years)):
        versions = [v for v in p.series.revisions(end, TargetScope.PERIOD) if p.target_level(v) is not None]
        for old, new in pairwise(versions):
            until = new.applies_from.year - 0.5 if new.applies_from else end.year + 0.5
            _write_period_target(p, end, old, until=until, rank=Rank.REPLACED)
            p.shapes.append(_step_between(p, end, old, new))
            earlier.append((end, old))
        if versions:
            rank = Rank.AIM if end == max(ends) else Rank.EARLIER_AIM
            _write_period_target(p, end, versions[-1], until=end.year + 0.5, rank=rank)
            current.append((end, versions[-1]))
    if current:
        p.traces.append(_period_marks(p, current))
    if earlier:
        p.traces.append(_replaced(p, earlier))


def draw_mid_targets(p: Picture) -> None:
    """Mark what is to be reached half-way, with its amount, and what that was before it was revised."""
    current: list[tuple[FiscalYear, Target]] = []
    earlier: list[tuple[FiscalYear, Target]] = []
    for year in p.years:
        versions = [v for v in p.series.revisions(year, TargetScope.MID) if p.target_level(v) is not None]
        earlier += [(year, old) for old in versions[:-1]]
        current += [(year, version) for version in versions[-1:]]
    if not current:
        return
    for year, target in current:
        level = p.level(p.target_level(target)) or 0
        if target.comparator is Comparator.RANGE and target.upper is not None:
            p.shapes.append(zone(year.year - 0.5, year.year + 0.5, level, p.level(target.upper)))
        place = {"xanchor": "right", "yanchor": "bottom", "yshift": 7, "bgcolor": BEHIND_TEXT}
        aim = p.says_target(target)
        p.say(year, level, f"中間目標 {aim}")
        p.write(Rank.MID, year, note(year.year + 0.5, level, f"中間 {aim}", font={"size": 12}, **place))
    mark = {
        "symbol": "diamond-open",
        "size": 12,
        "color": INK,
        "line": {"width": 2},
    }
    p.traces.append(marks("中間目標", [(year, number(p.target_level(one))) for year, one in current], mark))
    if earlier:
        p.traces.append(_replaced(p, earlier))


def _step_between(p: Picture, end: FiscalYear, old: Target, new: Target) -> dict[str, Any]:
    """Tie a replaced target to the one that replaced it."""
    line = {"color": COLOURS["gray-600"], "width": 1.5, "dash": "dot"}
    levels = {"y0": number(p.target_level(old)), "y1": number(p.target_level(new))}
    return {"type": "line", "x0": end.year, "x1": end.year, "line": line, **levels}


def draw_baseline(p: Picture) -> None:
    """Mark where the plan started from: in its year, or as a level where its year is not shown."""
    year, value = p.series.baseline_year, p.series.baseline
    if value is None:
        return
    level = p.level(value) or 0
    if year is None or year not in p.years:
        said = f"計画策定時{f'（{year.short}）' if year else ''} {p.says(value)}"
        side = "bottom" if p.series.is_cumulative else "top"  # below a line, but not below the axis
        place = {"xanchor": "right", "yanchor": side, "bgcolor": BEHIND_TEXT}
        p.shapes.append(level_line(p.left, p.right, level, "gray-536", "dot"))
        font = {"size": 12, "color": COLOURS["gray-700"]}
        p.write(Rank.BASELINE, p.years[-1], note(p.right, level, said, font=font, **place))
        return
    mark = {"symbol": "circle-open", "size": 11, "color": COLOURS["gray-700"], "line": {"width": 2.5}}
    p.say(year, level, f"計画策定時 {p.says(value)}")
    p.traces.append(marks("現状値（計画策定時）", [(year, level)], mark))
    if p.series.figure(year).total is None:
        p.write(Rank.BASELINE, year, note(year.year, level, p.says_bare(value), yanchor="bottom", yshift=8))


def _areas(lower: Levels, upper: Levels) -> list[tuple[FiscalYear, float, float]]:
    """Join years that follow one another with the same limits, so that no seam shows between them."""
    areas: list[tuple[FiscalYear, float, float]] = []
    for year in sorted(upper):
        left, right = year.year - 0.5, year.year + 0.5
        if areas and all(_same(year, year.previous, levels) for levels in (lower, upper)):
            areas[-1] = (areas[-1][0], areas[-1][1], right)
        else:
            areas.append((year, left, right))
    return areas


def _same(year: FiscalYear, other: FiscalYear, levels: Levels) -> bool:
    return other in levels and levels[year] == levels[other]


def _stairs(lower: Levels, upper: Levels) -> dict[str, Any]:
    """Each target stands over its whole year; between years without one the stairs break."""
    points: list[tuple[float | None, float | None]] = []
    for levels in (lower, upper):
        for year in sorted(levels):
            if points and year.previous not in levels:
                points.append((None, None))
            points += [(year.year - 0.5, levels[year]), (year.year + 0.5, levels[year])]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "年度目標",
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "line": {"color": INK, "width": 2},
        "hoverinfo": "skip",
    }


def _yearly_marks(levels: Levels, *, visible: bool) -> dict[str, Any]:
    """Return the points of the stairs; unseen where they would hide bars or an area."""
    mark = {"symbol": "square", "size": 7, "color": INK, "opacity": 1 if visible else 0}
    return marks("年度目標の値", list(levels.items()), mark) | {"showlegend": False}


def _write_amounts(p: Picture, levels: Levels) -> None:
    """Write a target at the foot of its stair, once for years that keep it."""
    look = {"name": "wide", "font": {"size": 12}, "bgcolor": BEHIND_TEXT, "borderpad": 0}
    place = {"xanchor": "left", "yanchor": "bottom", "yshift": 2}
    for year, level in levels.items():
        if not _same(year, year.previous, levels):
            text = p.says_bare(Decimal(str(level or 0)))
            p.write(Rank.TARGET, year, note(year.year - 0.49, level or 0, text, **place, **look))


def _period_marks(p: Picture, targets: Sequence[tuple[FiscalYear, Target]]) -> dict[str, Any]:
    mark = {"symbol": "diamond", "size": 13, "color": INK, "line": {"color": COLOURS["white"], "width": 1.5}}
    for end, target in targets:
        p.say(end, number(p.target_level(target)), f"{_period_name(p, end)}目標 {p.says_target(target)}")
    return marks("期間目標", [(end, number(p.target_level(target))) for end, target in targets], mark)


def _replaced(p: Picture, targets: Sequence[tuple[FiscalYear, Target]]) -> dict[str, Any]:
    """Mark targets as they stood before a revision: thin crosses, so that nobody takes them for in force."""
    mark = {"symbol": "x-thin", "size": 9, "line": {"color": COLOURS["gray-600"], "width": 2}}
    for year, target in targets:
        p.say(year, number(p.target_level(target)), f"変更前の目標 {p.says_target(target)}")
    points = [(year, p.level(p.target_level(target))) for year, target in targets]
    return marks("変更前の目標", points, mark)


def _period_name(p: Picture, year: FiscalYear) -> str:
    period = p.period_of(year)
    return plain(period.name) if period else year.short


def _write_period_target(p: Picture, end: FiscalYear, target: Target, *, until: float, rank: Rank) -> None:
    """Draw the level over its period and say it at the end; a replaced one reaches to its replacement."""
    replaced, period = rank is Rank.REPLACED, p.period_of(end)
    left = max(p.left, (period.first.year if period else end.year) - 0.5)
    level = p.level(p.target_level(target)) or 0
    if target.comparator is Comparator.RANGE and target.upper is not None and not replaced:
        p.shapes.append(zone(left, until, level, p.level(target.upper)))
    token = "gray-600" if replaced else "gray-900"
    if left < until:
        p.shapes.append(level_line(left, until, level, token, "dot" if replaced else "dash"))
    font = {"size": 12, "color": COLOURS[token]}
    side: dict[str, Any] = (
        {"yanchor": "top", "yshift": -7} if replaced else {"yanchor": "bottom", "yshift": 7}
    )
    place = {"xanchor": "right", "bgcolor": BEHIND_TEXT, "font": font, **side}
    brief = f"変更前 {p.says_target(target)}" if replaced else p.says_target(target)
    full = brief if replaced else f"{_period_name(p, end)}目標 {brief}"
    p.write(rank, end, note(end.year + 0.5, level, full, name="wide", **place))
    p.write(rank, end, note(end.year + 0.5, level, brief, name="narrow", **place))
