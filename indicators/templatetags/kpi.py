"""How a quantity, a percentage and a fiscal year are written on a page."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.html import json_script
from django.utils.safestring import SafeString

from indicators.calculation.quantities import DASH
from indicators.calculation.quantities import percent as written_percent
from indicators.calculation.quantities import quantity as written_quantity
from indicators.charts import Sparkline
from indicators.drawing.small import SmallChart
from indicators.models import Indicator, RatingLevel
from indicators.scorecards import DrawnLevel, Rules
from policies.fiscal_year import FiscalYear
from policies.models import PolicyNode
from policies.scorecards.tree import PlanTree

register = template.Library()


class FigureEncoder(DjangoJSONEncoder):
    """Writes Japanese as it is and no spaces: a figure within its page is a good third shorter."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"ensure_ascii": False, "separators": (",", ":")})


@register.filter
def percent(value: Decimal | None) -> str:
    """Write a percentage with one decimal, half up, or a dash: 124.5％."""
    return written_percent(value)


@register.filter
def quantity(value: Decimal | None, indicator: Indicator) -> str:
    """Write an amount in the indicator's unit and decimals: 66件."""
    return written_quantity(value, indicator.unit, indicator.decimals)


@register.filter
def fiscal_year(value: int | None) -> str:
    """Write a stored fiscal year in both calendars: 令和5(2023)年度; a dash where it is unknown."""
    return FiscalYear(value).label if value is not None else DASH


@register.filter
def figure_data(figure: Mapping[str, Any], name: str) -> str:
    """Return a chart's figure as data of the page, under an id that its chart names (components/chart.html)."""
    return json_script(figure, name, encoder=FigureEncoder)


@register.simple_tag
def rating(
    value: RatingLevel | DrawnLevel | None, *, bare: bool = False, suggested: bool = False
) -> SafeString:
    """Draw a level (components/rating.html); hundreds of times on a page, so each look of one is rendered once."""
    said = (value.symbol, value.label, value.tone, value.shape) if value else None
    return _rating(said, bare=bare, suggested=suggested)


@lru_cache(maxsize=2_000)
def _rating(said: tuple[str, str, str, str] | None, *, bare: bool, suggested: bool) -> SafeString:
    value = dict(zip(("symbol", "label", "tone", "shape"), said, strict=True)) if said else None
    context = {"value": value, "bare": bare, "suggested": suggested}
    return render_to_string("components/rating.html", context)


@register.simple_tag
@lru_cache(maxsize=5_000)
def spark(drawing: Sparkline) -> SafeString:
    """Draw a small line (components/sparkline.html); it is rendered once for everybody to whom it says the same."""
    return render_to_string("components/sparkline.html", {"spark": drawing})


@register.simple_tag
@lru_cache(maxsize=1_000)
def small(chart: SmallChart, sentence: str) -> SafeString:
    """Draw a small chart (components/small_chart.html), once for everybody to whom it says the same."""
    return render_to_string("components/small_chart.html", {"chart": chart, "sentence": sentence})


@register.filter
def node_of(tree: PlanTree, key: int) -> PolicyNode:
    """Return the node of that key."""
    return tree.node(key)


@register.filter
def level_of(rules: Rules, symbol: str) -> RatingLevel:
    """Return the level of a class as the reader is shown it."""
    return rules.level(symbol)


@register.filter
def paragraphs(text: str) -> list[str]:
    """Split a text at its empty lines; line breaks inside a paragraph stay."""
    return [
        paragraph.strip("\n") for paragraph in text.replace("\r\n", "\n").split("\n\n") if paragraph.strip()
    ]


@register.filter
def short_year(value: int | None) -> str:
    """Write a stored fiscal year in short: R5; nothing where it is unknown."""
    return FiscalYear(value).short if value is not None else ""
