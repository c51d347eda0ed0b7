"""Rows that say the same are drawn once; one that says anything else is drawn anew."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.template.loader import render_to_string

from evaluations.rating.tables import MeasureRow, StandingTable
from indicators.charts import Sparkline
from indicators.models import RatingLevel
from indicators.scorecards import DrawnLevel, drawn_level
from kpi_tracker.pages.indicators.tables import IndicatorRow, IndicatorTable
from policies.templatetags.drawn import drawn_row

A, B = DrawnLevel("a", "達成", "good", "circle"), DrawnLevel("b", "順調", "fair", "square")
LINE, FLAT = Sparkline("M0 0L1 1", "", ("1", "1"), "5から6"), Sparkline("", "", None, "実績なし")
MEASURE = MeasureRow(
    "/policies/1/?year=2023", "1 緑", A, None, True, True, A, B, False, True, (A, B), 1, LINE
)
INDICATOR = IndicatorRow(
    *(
        "/indicators/1/",
        "1 花",
        True,
        "/policies/1/",
        "1 緑",
        True,
        A,
        B,
        "better",
        "改善",
        "6本",
        False,
        "＋1本",
        "速報",
    ),
    *("120.0％", "5本", "令和5年度", "第3期", "9本", True, "届く見込み", "公園課", False, "確定値", LINE),
)
OTHERWISE: dict[type, Any] = {str: "<別>", bool: None, int: 7, DrawnLevel: B, tuple: (B,), Sparkline: FLAT}


@dataclass
class Told:
    """A table whose records say what they are."""

    row_template: str

    def said(self, record: Any) -> Any:
        return record


def others(row: Any) -> list[Any]:
    """Return the row with each of its values as another one."""
    found = [row]
    for name, value in row._asdict().items():
        other = not value if isinstance(value, bool) else OTHERWISE.get(type(value), A)
        found.append(row._replace(**{name: A if other == value else other}))
    return found


@pytest.mark.parametrize(
    ("table", "row"), [(StandingTable, MEASURE), (IndicatorTable, INDICATOR)], ids=["measure", "indicator"]
)
def test_whatever_a_row_says_is_drawn_as_its_template_draws_it(table, row):
    for _ in range(2):
        for one in others(row):
            plain = render_to_string(table.row_template, {"row": one})
            assert drawn_row(Told(table.row_template), one) == plain
    assert len({drawn_row(Told(table.row_template), one) for one in others(row)}) > len(row) / 2


def test_a_level_that_is_called_otherwise_is_another_one_to_draw():
    before, after = RatingLevel(pk=1, symbol="a", label="達成"), RatingLevel(pk=1, symbol="a", label="達した")
    assert before == after
    assert drawn_level(before) != drawn_level(after)
