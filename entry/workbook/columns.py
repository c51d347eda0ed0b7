"""The columns of the entry sheet, under which headings they are found again, and what one line holds."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from exports.writing import number_text
from indicators.calculation.spreadsheets import as_shown

SHEET: Final = "実績の入力"
Value = Decimal | str | None


class FigureColumn(StrEnum):
    """A column; the value is its heading, by which it is found wherever it has been moved to."""

    KEY = "管理番号"
    MEASURE = "施策"
    INDICATOR = "指標"
    UNIT = "単位"
    LAST_YEAR = "昨年度の値"
    TARGET = "今年度の目標"
    TOTAL = "実績値"
    INCREMENT = "うち当該年度分（累計）"
    FULFILLED = "達成の有無（文章の目標）"
    STANDING = "値の種別"
    MISSING = "値がない理由"
    PENDING_UNTIL = "確定見込年月"
    FOOTNOTE = "注記"
    EXPLANATION = "増減の説明"
    KIND = "公表した値を変える種別"
    AS_OF = "時点"
    PUBLISHED = "公表された達成率・区分"


ENTERED: Final = (
    FigureColumn.TOTAL,
    FigureColumn.INCREMENT,
    FigureColumn.FULFILLED,
    FigureColumn.STANDING,
    FigureColumn.MISSING,
    FigureColumn.PENDING_UNTIL,
    FigureColumn.FOOTNOTE,
    FigureColumn.EXPLANATION,
)
FIGURES: Final = frozenset({FigureColumn.TOTAL, FigureColumn.INCREMENT})
READ: Final = (*ENTERED, FigureColumn.KIND)  # the figure, and as what it is changed where it was published
RARE: Final = frozenset(
    {FigureColumn.FULFILLED, FigureColumn.KIND, FigureColumn.AS_OF, FigureColumn.PUBLISHED}
)  # written only where a line needs it
_BRACKETS: Final = re.compile(r"\(.*\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """One figure as the sheet shows it; `fillable` are the cells that a person may fill."""

    cells: Mapping[FigureColumn, Value]
    fillable: frozenset[FigureColumn]


def column_named(heading: object) -> FigureColumn | None:
    """Return the column under that heading, however wide its letters are and whatever it says in brackets."""
    return _BY_NAME.get(_bare(heading)) if isinstance(heading, str) else None


def _bare(heading: str) -> str:
    return _BRACKETS.sub("", "".join(unicodedata.normalize("NFKC", heading).split()))


_BY_NAME: Final = {_bare(column.value): column for column in FigureColumn}


def text_of(value: object) -> str:
    """Return a cell's content in the one spelling in which two cells are compared: 66.0 and 66 are the same.

    >>> text_of(Decimal("12.50"))
    '12.5'
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case Decimal() | int():
            return number_text(Decimal(value))
        case float():
            return number_text(as_shown(value))
        case _:
            return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
