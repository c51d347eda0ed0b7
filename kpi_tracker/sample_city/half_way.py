"""Invented values in the middle of the year that nobody has reported yet: 「9月30日現在」."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from kpi_tracker.sample_city.figures import Calendar, Fields, InventedFigures

HALF: Final = Decimal("0.5")
NOTE: Final = "上半期の集計による。"


def interim_values(fields: Fields, figures: InventedFigures, calendar: Calendar) -> list[Fields]:
    """Return what the first yearly number of a node stood at by autumn: about half of what it was the year before.

    A share is no amount that grows over the year, and a running total is known anyway.
    """
    last = figures.results[-1] if figures.results else {}
    total = last.get("total")
    is_yearly = fields["accumulation"] == "annual" and fields.get("unit") not in {"％", "", None}
    if total is None or not is_yearly or fields["order"] != 1:
        return []
    value = (Decimal(str(total)) * HALF).quantize(Decimal(1).scaleb(-fields["decimals"]), ROUND_HALF_UP)
    is_even = int(value) % 2 == 0
    return [
        {
            "as_of": f"{calendar.last}-09-30",
            "value": value,
            "note": NOTE if is_even else "",
            "is_published": is_even,
        }
    ]
