"""A form without a table: which cell says what, by its position; how it is read, kept, and known to be the same."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from policies.fiscal_year import FIRST_YEAR, LAST_YEAR
from reports.reading.heads import year_only
from reports.reading.wording import compact, named, tidy
from reports.reading.years import NamedYears, years_in
from reports.tables.grids import Grid, address_of_cell, cell_at
from reports.tables.proposals import calendar_in, use_by_words
from reports.tables.readout import (
    OTHER_YEAR,
    ReadFigure,
    ReadRow,
    figure_of,
    settled,
    use_of_label,
    with_standing,
)
from reports.tables.uses import FIGURES, NEED_A_YEAR, USE_WORDS, Use, heading_key
from store.limits import number_in

WHOLE: Final = 0  # what is said of the form as a whole, not of one of its indicators
MOST_INDICATORS: Final = 9
FORM_YEAR: Final = "year"  # the item of a cell that says which year the form is about
RELATIVE: Final = re.compile(r"y([+-]\d{1,2})")
ITEMS: Final[Mapping[str, str]] = {
    FORM_YEAR: "評価の年度",
    **{
        one.value: words
        for one, words in USE_WORDS.items()
        if one not in {Use.SKIP, Use.LABEL, Use.VALUE, Use.BASELINE_YEAR, Use.PERIOD_YEAR}
    },
}
_OF_THE_FORM: Final = frozenset({Use.NODE.value, Use.OWNER.value, FORM_YEAR})
_NOT_THE_SAME: Final = "様式が違います。{}が「{}」のはずですが、「{}」です。"
_NO_NAME: Final = "指標名のセルが空です。"
_NO_YEAR: Final = "評価の年度（セル{}）が読み取れません。"
_OTHER_AGE: Final = (
    f"評価の年度（{{}}年度）から数えた年度が、{FIRST_YEAR}年度から{LAST_YEAR}年度までにありません。"
)
_YEAR_TITLE: Final = re.compile(r"(?:評価|対象|報告|実施)年度")


@dataclass(frozen=True, slots=True)
class NamedCell:
    """One cell of a form and what it says; of which indicator (WHOLE: of all), and of which year: 2023, or y-1."""

    address: str
    item: str
    number: int = WHOLE
    year: str = ""

    @property
    def use(self) -> Use | None:
        return None if self.item == FORM_YEAR else Use(self.item)

    @property
    def lacks_year(self) -> bool:
        return self.use in NEED_A_YEAR and not self.year


@dataclass(frozen=True, slots=True)
class FormUse:
    """How forms of one kind are read: the named cells, and the words beside them by which the form is known.

    `dated` are those cells above which their year is printed: it must be the same in every form.
    """

    cells: tuple[NamedCell, ...] = ()
    anchors: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    matches: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    dated: Sequence[str] = ()

    def kept(self) -> dict[str, Any]:
        """Return it as JSON keeps it; from_kept() reads it again."""
        return {
            "cells": [[one.address, one.item, one.number, one.year] for one in self.cells],
            "anchors": dict(self.anchors),
            "sheet": self.sheet,
            "options": dict(self.options),
            "matches": {key: list(one) for key, one in self.matches.items()},
            "dated": list(self.dated),
        }

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Self:
        """Return what kept() had."""
        cells = tuple(NamedCell(*one) for one in kept["cells"])
        return cls(
            cells, kept["anchors"], kept["sheet"], kept["options"], kept["matches"], kept.get("dated", ())
        )

    def problems(self) -> list[str]:
        """Say what stands in the way of reading forms so."""
        said, known = [], set[tuple[str, int, str]]()
        names = {one.number for one in self.cells if one.use is Use.NAME}
        if not names:
            said.append("「指標名」のセルを、一つ以上選んでください。")
        for one in self.cells:
            what = f"セル{one.address}「{ITEMS[one.item]}」"
            key = (one.item, one.number, one.year)
            if one.lacks_year:
                said.append(f"{what}：年度を選んでください。")
            if one.number == WHOLE and one.use in FIGURES:
                said.append(f"{what}：何番目の指標かを選んでください。")
            if one.number != WHOLE and names and one.number not in names:
                said.append(f"{what}：{one.number}番目の指標の「指標名」のセルも選んでください。")
            if key in known:
                said.append(f"{what}：同じ内容のセルが、もう一つあります。一方を消してください。")
            known.add(key)
        if any(RELATIVE.fullmatch(one.year) for one in self.cells) and not self._of(FORM_YEAR):
            said.append("評価の年度から数える年度があります。「評価の年度」のセルも選んでください。")
        return said

    def _of(self, item: str) -> NamedCell | None:
        return next((one for one in self.cells if one.item == item), None)

    def likeness(self, grid: Grid) -> float:
        """Return which share of the words beside the named cells a sheet has where they should be, from 0 to 1."""
        there = sum(self._is_there(grid, address, words) for address, words in self.anchors.items())
        return there / len(self.anchors) if self.anchors else 0.0

    @staticmethod
    def _is_there(grid: Grid, address: str, words: str) -> bool:
        return anchor_at(grid, address) == words

    def why_not(self, grid: Grid) -> str:
        """Say why a sheet is no form of this kind; "" if it is one."""
        for address, words in self.anchors.items():
            if not self._is_there(grid, address, words):
                return _NOT_THE_SAME.format(f"セル{address}", words, anchor_at(grid, address) or "空")
        return ""


def anchor_at(grid: Grid, address: str) -> str:
    """Return the words of a cell as they are in any year's form."""
    place = cell_at(address)
    return heading_key(grid.words_at(*place))[:100] if place else ""


def dated_cells(grid: Grid, cells: Sequence[NamedCell]) -> tuple[str, ...]:
    """Return the addresses of the named cells above which the very year is printed that they are about."""
    calendar, use = calendar_in(grid), FormUse(tuple(cells))
    try:
        year = _form_year(grid, use, calendar)
    except ValueError:
        year = None
    dated = ((one.address, year_of(one, year), _year_above(grid, use, one, calendar)) for one in cells)
    return tuple(address for address, own, above in dated if own is not None and own == above)


def _year_above(grid: Grid, use: FormUse, cell: NamedCell, calendar: NamedYears) -> int | None:
    """Return the year that the nearest words above a cell say, None where these are no year."""
    place = cell_at(cell.address)
    named_cells = {cell_at(one.address) for one in use.cells}
    if place is None or place[0] > grid.height or place[1] >= grid.width:
        return None
    above = ((at, place[1]) for at in range(place[0] - 1, -1, -1))
    label = next((one for one in above if one not in named_cells and _is_label(grid, one, set())), None)
    year = year_only(grid.words_at(*label), calendar) if label is not None else None
    return year.year if year else None


def anchors_of(grid: Grid, cells: Sequence[NamedCell]) -> dict[str, str]:
    """Return the words that stand left of and above the named cells: by them a form is known to be the same."""
    places = {place for one in cells if (place := cell_at(one.address)) is not None}
    covered = {address for place in places for address in _merged_with(grid, place)}
    found: dict[str, str] = {}
    for row, column in sorted(places):
        left = ((row, at) for at in range(column - 1, -1, -1))
        above = ((at, column) for at in range(row - 1, -1, -1))
        for way in (left, above):
            place = next((one for one in way if _is_label(grid, one, covered)), None)
            if place is not None:
                address = address_of_cell(*place)
                found[address] = anchor_at(grid, address)
    return found


def _merged_with(grid: Grid, place: tuple[int, int]) -> set[tuple[int, int]]:
    row, column = place
    for top, left, bottom, right in grid.merges:
        if top <= row <= bottom and left <= column <= right:
            return {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
    return {place}


def _is_label(grid: Grid, place: tuple[int, int], named_cells: set[tuple[int, int]]) -> bool:
    words = grid.cells[place[0]][place[1]]
    return bool(words) and place not in named_cells and any(letter.isalpha() for letter in words)


# --- reading ---


def read_form(grid: Grid, use: FormUse, calendar: NamedYears) -> list[ReadRow]:
    """Return the indicators of one form; raise ValueError with a sentence if it is no form of this kind."""
    if said := use.why_not(grid):
        raise ValueError(said)
    year = _form_year(grid, use, calendar)
    years = (year_of(one, year) for one in use.cells)
    if not all(one is None or FIRST_YEAR <= one <= LAST_YEAR for one in years):
        raise ValueError(_OTHER_AGE.format(year))
    numbers = sorted({one.number for one in use.cells if one.use is Use.NAME})
    found = [_indicator(grid, use, number, year, calendar) for number in numbers]
    filled = [one for one in found if one.name or any(figure.says_something for figure in one.figures)]
    if not filled:
        raise ValueError(_NO_NAME)
    return filled


def _form_year(grid: Grid, use: FormUse, calendar: NamedYears) -> int | None:
    cell = next((one for one in use.cells if one.item == FORM_YEAR), None)
    if cell is None:
        return None
    years = {one.year for one in years_in(tidy(words_in(grid, cell)), calendar)}
    if len(years) != 1:
        raise ValueError(_NO_YEAR.format(cell.address))
    return years.pop()


def words_in(grid: Grid, cell: NamedCell) -> str:
    """Return the words of a named cell."""
    place = cell_at(cell.address)
    return grid.words_at(*place).strip() if place else ""


def year_of(cell: NamedCell, form_year: int | None) -> int | None:
    """Return the year that a cell is about, None where none is said."""
    if match := RELATIVE.fullmatch(cell.year):
        return None if form_year is None else form_year + int(match[1])
    return int(cell.year) if cell.year else None


def _indicator(grid: Grid, use: FormUse, number: int, form_year: int | None, calendar: NamedYears) -> ReadRow:
    mine = [one for one in use.cells if one.number in {number, WHOLE}]

    def words(wanted: Use) -> str:
        fitting = sorted((one for one in mine if one.use is wanted), key=lambda one: -one.number)
        return words_in(grid, fitting[0]) if fitting else ""

    figures = [
        _figure(grid, use, one, form_year, calendar)
        for one in mine
        if one.use in FIGURES and one.number == number and words_in(grid, one)
    ]
    name = named(words(Use.NAME))
    return settled(
        ReadRow(
            at=number,
            name=name,
            code=words(Use.CODE),
            node=words(Use.NODE),
            unit=words(Use.UNIT).strip("()（）"),
            owner=words(Use.OWNER),
            direction_words=words(Use.DIRECTION),
            method=words(Use.METHOD),
            note=words(Use.NOTE),
            figures=tuple(figures),
            problem="" if name else _NO_NAME,
        )
    )


def _figure(
    grid: Grid, use: FormUse, cell: NamedCell, form_year: int | None, calendar: NamedYears
) -> ReadFigure:
    assert cell.use is not None  # noqa: S101 - only figures come here
    text = words_in(grid, cell)
    empty = ReadFigure(use=cell.use, words=text, address=cell.address, year=year_of(cell, form_year))
    above = _year_above(grid, use, cell, calendar) if cell.address in use.dated else None
    if above is not None and above != empty.year:
        return replace(empty, problem=OTHER_YEAR.format(above, empty.year))
    return with_standing(figure_of(empty, text, calendar), f"{_words_beside(grid, use, cell)} {text}")


def _words_beside(grid: Grid, use: FormUse, cell: NamedCell) -> str:
    """Return the words left of a figure and above it that say what it is: 実績（単年度）, 新規件数, 見込."""
    place = cell_at(cell.address)
    if place is None:
        return ""
    row, column = place
    named_cells = {at for one in use.cells if (at := cell_at(one.address)) is not None}
    left = ((row, at) for at in range(min(column, grid.width) - 1, -1, -1))
    above = ((at, column) for at in range(min(row, grid.height) - 1, -1, -1))
    found = (next((one for one in way if _is_label(grid, one, named_cells)), None) for way in (left, above))
    return " ".join(grid.words_at(*one) for one in found if one is not None)


# --- proposing ---


def propose_cells(grid: Grid, calendar: NamedYears) -> list[NamedCell]:
    """Return which cells seem to say what: right of their titles, and under years beside 目標 and 実績."""
    found: dict[str, NamedCell] = {}
    number = 0
    heads: dict[int, int] = {}
    for row in range(grid.height):
        years = _years_of(grid, row, calendar)
        if len(years) > 1:
            heads = years
            continue
        label = next((text for text in grid.cells[row] if text), "")
        use = use_of_label(label)
        if heads and use is not None and _has_figures_below(grid, row, heads):
            for column, year in heads.items():
                place = address_of_cell(row, column)
                found[place] = NamedCell(place, use.value, max(number, 1), str(year))
            continue
        for column in range(grid.width):
            titled = _titled(grid, row, column)
            if titled is None or address_of_cell(row, column) in found:  # a name may read like a title
                continue
            item, place = titled
            number += item == Use.NAME
            of = WHOLE if item in _OF_THE_FORM else max(number, 1)
            found.setdefault(place, NamedCell(place, item, of, ""))
    return _relative(list(found.values()), grid, calendar)


def _years_of(grid: Grid, row: int, calendar: NamedYears) -> dict[int, int]:
    found = {}
    for column, text in enumerate(grid.cells[row]):
        year = year_only(text, calendar) if text else None
        if year is not None:
            found[column] = year.year
    return found


def _has_figures_below(grid: Grid, row: int, heads: Mapping[int, int]) -> bool:
    return any(grid.width > column for column in heads) and row > 0


def _titled(grid: Grid, row: int, column: int) -> tuple[str, str] | None:
    """Return what a title announces, and the cell right of it."""
    words = compact(grid.cells[row][column])
    if not words:
        return None
    item = _item_of(words)
    right = max(one[1] for one in _merged_with(grid, (row, column))) + 1
    return (item, address_of_cell(row, right)) if item is not None and right < grid.width else None


def _item_of(title: str) -> str | None:
    """Return what a title announces that is no figure."""
    if _YEAR_TITLE.fullmatch(title):
        return FORM_YEAR
    use = use_by_words(title)
    return use.value if use is not None and use.value in ITEMS and use not in FIGURES else None


def _relative(cells: list[NamedCell], grid: Grid, calendar: NamedYears) -> list[NamedCell]:
    """Count years from that of the form, where one of its cells says it: so next year's form is read as well."""
    use = FormUse(tuple(cells))
    try:
        year = _form_year(grid, use, calendar)
    except ValueError:
        return cells
    if year is None:
        return cells
    return [
        NamedCell(one.address, one.item, one.number, f"y{int(one.year) - year:+d}") if one.year else one
        for one in cells
    ]


def cell_typed(address: str, item: str, number: str, year: str) -> NamedCell | None:
    """Return a line of the page as it was typed; None for an empty one. Raises ValueError for what is none."""
    if not address.strip() and not item:
        return None
    place = cell_at(address)
    if place is None:
        raise ValueError(f"「{address.strip()[:20]}」はセルの番地ではありません（例：C5）。")
    if item not in ITEMS:
        raise ValueError(f"セル{address_of_cell(*place)}：何のセルかを選んでください。")
    is_year = (
        year.isascii() and year.isdigit() and FIRST_YEAR <= int(year[:4]) <= LAST_YEAR and len(year) == 4
    )
    said = year if is_year or RELATIVE.fullmatch(year) else ""
    of = number_in(number, digits=len(str(MOST_INDICATORS))) or WHOLE
    return NamedCell(address_of_cell(*place), item, of, said)
