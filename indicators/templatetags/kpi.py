"""How a quantity, a percentage and a fiscal year are written on a page."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import json_script

from indicators.calculation.quantities import DASH
from indicators.calculation.quantities import percent as written_percent
from indicators.calculation.quantities import quantity as written_quantity
from indicators.models import Indicator
from policies.fiscal_year import FiscalYear

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
