"""What is written into the figure: periods, the amount and class of each year, and why a year has none."""

from collections.abc import Sequence
from typing import Any

from indicators.calculation.facts import Missing, TargetScope, YearFigure
from indicators.calculation.quantities import MISSING_WORDS, figure_words, lacks_total, signed_quantity
from indicators.drawing.picture import BEHIND_TEXT, Picture, Rank, remark
from policies.charts import COLOURS, TONES, note, number, plain

QUIET = {"size": 12, "color": COLOURS["gray-700"]}


def draw_periods(p: Picture) -> None:
    """Shade every second period, divide them, and name each at the top."""
    for place, period in enumerate(p.periods):
        left, right = max(p.left, period.first.year - 0.5), min(p.right, period.last.year + 0.5)
        if left >= right:
            continue
        across = {"yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
        if place % 2:
            shade = {"fillcolor": COLOURS["surface-quiet"], "line": {"width": 0}}
            p.shapes.append({"type": "rect", "x0": left, "x1": right, **across, **shade})
        if left > p.left:
            line = {"color": COLOURS["gray-536"], "width": 1, "dash": "dot"}
            p.shapes.append({"type": "line", "x0": left, "x1": left, "line": line, **across})
        name = plain(period.name, 12)
        above = {"yref": "paper", "yanchor": "bottom", "font": QUIET}
        p.write(Rank.FRAME, period.last, note((left + right) / 2, 1, name, **above))


def draw_texts(p: Picture) -> None:
    """Write each result and its class above its point, and where a year has none, why."""
    known = [figure for figure in p.figures if figure.total is not None]
    for figure in known:
        p.write(Rank.RESULT, figure.fiscal_year, *_result_notes(p, figure))
    for figure in p.figures:
        if figure.total is None and (figure.is_reported or _is_between(figure, known)):
            p.say(figure.fiscal_year, p.axis()[0], f"実績 {_reason(p, figure)}")
            p.write(Rank.GAP, figure.fiscal_year, _reason_note(p, figure))


def _is_between(figure: YearFigure, known: Sequence[YearFigure]) -> bool:
    return bool(known) and known[0].fiscal_year < figure.fiscal_year < known[-1].fiscal_year


def _amount(p: Picture, figure: YearFigure) -> str:
    return f"{'約' if figure.approx else ''}{p.says_bare(figure.total)}"


def _result_notes(p: Picture, figure: YearFigure) -> list[dict[str, Any]]:
    year, with_it, amount = figure.fiscal_year, remark(figure), _amount(p, figure)
    spot = (year.year, _top(p, figure))
    text = f"{amount}<br>{with_it}" if with_it else amount
    look: dict[str, Any] = {"font": {"size": 13, "weight": 700}, "bgcolor": BEHIND_TEXT, "yanchor": "bottom"}
    notes = [note(*spot, text, yshift=8, borderpad=0, **look)]
    attainment = p.attainments.get(year)
    tone = TONES.get(p.tones.get(attainment.symbol, "")) if attainment else None
    if attainment and tone:
        box: dict[str, Any] = {
            "bordercolor": tone.edge,
            "bgcolor": tone.fill,
            "borderwidth": 1.5,
            "width": 15,
            "height": 15,
        }
        font = {"size": 12, "color": tone.text, "weight": 700}
        shift = 44 if with_it else 29
        notes.append(note(*spot, plain(attainment.symbol), yanchor="bottom", yshift=shift, font=font, **box))
    return notes


def _top(p: Picture, figure: YearFigure) -> float:
    """Say where the texts stand: on the result, or on its target if that is close enough above to collide."""
    low, high = p.axis()
    total = number(figure.total) or 0
    level = number(p.target_level(p.series.target(figure.fiscal_year, TargetScope.YEAR)))
    return level if level is not None and total < level < total + 0.16 * (high - low) else total


def _reason(p: Picture, figure: YearFigure) -> str:
    if lacks_total(figure) and figure.increment is not None:
        return f"累計は計算できません（{plain(signed_quantity(figure.increment, '', p.series.decimals))}）"
    if figure.text_value or figure.text_fulfilled is not None:
        return plain(figure_words(figure, p.series.unit, p.series.decimals), 12)
    until = f"（{plain(figure.pending_until, 12)}）" if figure.pending_until else ""
    return MISSING_WORDS[figure.missing or Missing.UNREPORTED] + until


def _reason_note(p: Picture, figure: YearFigure) -> dict[str, Any]:
    place = {"yref": "paper", "yanchor": "bottom", "textangle": -90}
    return note(figure.fiscal_year.year, 0.02, _reason(p, figure), font=QUIET, **place)
