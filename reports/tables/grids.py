"""A table as a spreadsheet shows it: every cell is the words in it, with what is merged and hidden."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Self

from reports.reading.wording import compact

UNCOMPUTED: Final = "（計算結果のない数式）"  # in place of a value that no spreadsheet has computed
SCALED: Final = "（千単位などで表示された値）"  # behind a number of which the sheet shows a thousandth
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)

Area = tuple[
    int, int, int, int
]  # top, left, bottom, right: rows and columns are counted from 0, the ends included


@dataclass(frozen=True)
class Grid:
    """One sheet. `cells` has rows of one width; what a merged area says stands in its first cell alone."""

    name: str
    cells: tuple[tuple[str, ...], ...]
    merges: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_turned: bool = False  # its rows are the columns of the file

    def address(self, row: int, column: int) -> str:
        """Return what the spreadsheet calls the cell in the file."""
        return address_of_cell(column, row) if self.is_turned else address_of_cell(row, column)

    @property
    def height(self) -> int:
        return len(self.cells)

    @property
    def width(self) -> int:
        return len(self.cells[0]) if self.cells else 0

    @cached_property
    def spread(self) -> tuple[tuple[str, ...], ...]:
        """The cells with the words of a merged area in all of it."""
        rows = [list(row) for row in self.cells]
        for top, left, bottom, right in self.merges:
            for row in rows[top : bottom + 1]:
                row[left : right + 1] = [self.cells[top][left]] * len(row[left : right + 1])
        return tuple(tuple(row) for row in rows)

    def words_at(self, row: int, column: int) -> str:
        """Return the words of a cell, those of its merged area included; "" beyond the sheet."""
        inside = 0 <= row < self.height and 0 <= column < self.width
        return self.spread[row][column] if inside else ""

    def kept(self) -> dict[str, Any]:
        """Return it as JSON keeps it; from_kept() reads it again."""
        return {
            "name": self.name,
            "cells": [list(row) for row in self.cells],
            "merges": [list(area) for area in self.merges],
            "hidden_rows": sorted(self.hidden_rows),
            "hidden_columns": sorted(self.hidden_columns),
            "is_turned": self.is_turned,
        }

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Self:
        """Return what kept() had."""
        return cls(
            kept["name"],
            tuple(tuple(row) for row in kept["cells"]),
            tuple((top, left, bottom, right) for top, left, bottom, right in kept["merges"]),
            frozenset(kept["hidden_rows"]),
            frozenset(kept["hidden_columns"]),
            kept.get("is_turned", False),  # files kept before there was any
        )


def grid_of(
    name: str,
    rows: Sequence[Sequence[str]],
    *,
    merges: Sequence[Area] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
) -> Grid:
    """Return the grid of these rows without the empty ones at its end and the empty columns at its right."""
    filled = [at for at, row in enumerate(rows) if any(row)]
    height = filled[-1] + 1 if filled else 0
    width = max((at + 1 for row in rows[:height] for at, text in enumerate(row) if text), default=0)
    cells = tuple((*row[:width], *[""] * (width - len(row))) for row in rows[:height])
    inside = [
        (top, left, min(bottom, height - 1), min(right, width - 1))
        for top, left, bottom, right in merges
        if top < height and left < width
    ]
    return Grid(
        name,
        cells,
        tuple(inside),
        frozenset(one for one in hidden_rows if one < height),
        frozenset(one for one in hidden_columns if one < width),
    )


def address_of_cell(row: int, column: int) -> str:
    """Return what a spreadsheet calls the cell.

    >>> address_of_cell(4, 27)
    'AB5'
    """
    return f"{letters_of(column)}{row + 1}"


def letters_of(column: int) -> str:
    """Return what a spreadsheet calls the column: 0 is A."""
    letters, number = "", column + 1
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def cell_at(address: str) -> tuple[int, int] | None:
    """Return row and column of what a spreadsheet calls so; None for what is no address.

    >>> cell_at("ａｂ5"), cell_at("五")
    ((4, 27), None)
    """
    match = _ADDRESS.fullmatch(compact(address).upper())
    if match is None:
        return None
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, number - 1
