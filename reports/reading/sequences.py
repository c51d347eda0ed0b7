"""Cells one behind the other cut into rows whose fields a head names: by the cheapest way that explains them all."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reports.reading.atoms import is_mark
from reports.reading.facts import DERIVED, FactRole
from reports.reading.fields import Head
from reports.reading.figure_fields import Field, Kind
from reports.reading.figures import is_unit
from reports.reading.slots import Slot
from reports.reading.wording import compact

_SKIPPED = 10
_SKIPPED_HIDDEN = 0
_MORE_WORDS = 1
_GROUP = 15
_STRANGE = 25
_WORDS: Final = {Kind.NAME, Kind.TEXT}
_BRACKETS: Final = re.compile(r"\s*[(（][^()（）]*[)）]")
_NEVER: Final = 10**9


@dataclass(frozen=True, slots=True)
class Parsed:
    """The rows of a table, and how many of its cells belong to none."""

    rows: tuple[dict[int, tuple[Slot, ...]], ...]
    strange: int


State = tuple[int, int]  # cells that are read, fields of the row that are


def parsed(cells: Sequence[Slot], head: Head, *, are_whole: bool) -> Parsed:
    """Cut cells into rows. `are_whole` cells have their fields alone; else words of one field may be several cells."""
    fields = head.fields
    label = next((at for at, one in enumerate(fields) if one.kind is Kind.LABEL and not one.is_below), None)
    costs: dict[State, int] = {(0, 0): 0}
    came: dict[State, tuple[State, str]] = {}
    for at in range(len(cells) + 1):
        for state in _in_order(at, len(fields)):
            if state in costs:
                for after, price, step in _steps(cells, fields, state, label, are_whole):
                    if costs[state] + price < costs.get(after, _NEVER):
                        costs[after] = costs[state] + price
                        came[after] = state, step
    return _walked(cells, came, (len(cells), 0))


def _in_order(at: int, width: int) -> Iterator[State]:
    """Yield the states of one place so that a row ends before the next begins there."""
    for fields in (range(1, width + 1), range(width)):
        for now in fields:
            yield at, now


def _steps(
    cells: Sequence[Slot], fields: Sequence[Field], state: State, label: int | None, are_whole: bool
) -> Iterator[tuple[State, int, str]]:
    at, now = state
    if now == len(fields):
        yield (at, 0), 0, "end"
        return
    cell = cells[at] if at < len(cells) else None
    one = fields[now]
    if cell is not None:
        yield from _takes(cells, at, fields, now, are_whole)
        if not now:
            yield (at + 1, 0), _GROUP if cell.is_words else _STRANGE, "strange"
            if label and _is_label(cell):
                yield (at, label), 0, "more of the same"
    if one.is_below and not fields[now - 1].is_below:
        yield (at, len(fields)), 0, "skip"
    elif _may_lack(one, now, fields):
        yield (at, now + 1), _SKIPPED_HIDDEN if one.is_hidden else _SKIPPED, "skip"


def _takes(
    cells: Sequence[Slot], at: int, fields: Sequence[Field], now: int, are_whole: bool
) -> Iterator[tuple[State, int, str]]:
    """Yield the ways in which a field takes one cell or more."""
    if _fits(cells[at], fields[now]):
        yield (at + 1, now + 1), 0, "take"
        end, price = at + 1, 0
        while (
            not are_whole
            and fields[now].kind in _WORDS
            and end < len(cells)
            and cells[end].is_words
            and price < 6
        ):
            end, price = end + 1, price + _MORE_WORDS
            yield (end, now + 1), price, "take"
    dated = at + 1 < len(cells) and cells[at].is_year and fields[now].role is FactRole.BASELINE
    if dated and cells[at + 1].is_figure:
        yield (at + 2, now + 1), 1, "take"


def _may_lack(one: Field, now: int, fields: Sequence[Field]) -> bool:
    if one.is_below:
        return False
    if one.is_hidden:
        return one.kind is not Kind.LABEL
    if one.kind is Kind.FIGURE:
        return one.role in DERIVED
    return one.kind is not Kind.LABEL and one.kind is not Kind.NAME


def _is_label(one: Slot) -> bool:
    return one.title is not None and isinstance(one.title.meaning, FactRole) and one.year is None


def _fits(one: Slot, target: Field) -> bool:
    """Say whether a cell can stand in a field."""
    match target.kind:
        case Kind.NUMBER:
            return one.is_numbering
        case Kind.UNIT:
            text = compact(one.text).strip("()[]")
            return not one.is_figure and not one.title and is_unit(text) and len(text) <= 6
        case Kind.LABEL:
            is_target = one.title is not None and one.title.meaning is FactRole.TARGET
            return _is_label(one) and (is_target or not target.is_below)
        case Kind.MARK:
            return is_mark(one.text) or one.is_numbering or one.is_absent
        case Kind.FIGURE:
            goal = one.is_words and one.cell.is_goal and target.role is FactRole.TARGET
            return one.is_figure or one.is_absent or goal
        case _:
            return one.is_words or (one.title is not None and not _is_label(one)) or _is_long(one)


def _is_long(one: Slot) -> bool:
    """Say whether figures stand in words: 調査対象：18歳以上の3,000人."""
    return one.is_figure and len(_BRACKETS.sub("", one.text)) > 12


def _walked(cells: Sequence[Slot], came: dict[State, tuple[State, str]], end: State) -> Parsed:
    """Return the rows on the cheapest way."""
    rows: list[dict[int, tuple[Slot, ...]]] = []
    row: dict[int, tuple[Slot, ...]] = {}
    strange, state = 0, end
    while state in came:
        before, step = came[state]
        if step == "take":
            row[before[1]] = tuple(cells[before[0] : state[0]])
        elif step == "strange":
            strange += 1
        elif step == "end":
            row = {}
            rows.append(row)
        state = before
    return Parsed(tuple(reversed(rows)), strange)
