"""What a table says when it is taken along: one row of headings, one value a cell, no units in cells.

So asks 総務省「統計表における機械判読可能なデータの表記方法」. A table is described once; the links on its page, the
CSV and the workbook come from that.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

Value = str | int | Decimal | date | None
Same = TypeVar("Same")
WIDE: Final = 40


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A heading, and what stands below it for a row."""

    heading: str
    value: Callable[[Any], Value]
    width: int = 14


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table as it is taken along.

    `name` is its word in the address, `title` what its sheet and its links are called, `about` what is added to the
    name under which it is saved: of which plan and year it is. `rows` are all there are, in the order of the page.
    """

    name: str
    title: str
    columns: Sequence[FileColumn]
    rows: Iterable[Any]
    about: str = ""

    @property
    def lines(self) -> Iterable[Sequence[Value]]:
        """The values of each row, one after the other."""
        return ([column.value(row) for column in self.columns] for row in self.rows)


def always(value: Same) -> Callable[[Any], Same]:
    """Return what says the same of every row."""
    return lambda _: value


def in_both_years(heading: str, year: Callable[[Any], Any]) -> tuple[FileColumn, FileColumn]:
    """Return the columns of a fiscal year: by its Western number, and by its era. A year that is not known is empty."""

    def western(row: Any) -> Value:
        found = year(row)
        return found.year if found else None

    def era(row: Any) -> Value:
        found = year(row)
        return found.era if found else ""

    return FileColumn(f"{heading}（西暦）", western), FileColumn(f"{heading}（和暦）", era)


def joined(parts: Iterable[object]) -> str:
    """Return several values of one kind as the one text of a cell."""
    return "、".join(filter(None, map(str, parts)))
