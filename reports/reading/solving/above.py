"""Rows of a head above the fields of a pattern: every way in which its titles can stand there, the cheapest first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from reports.reading.facts import ASIDE, COUNTED, FactRole
from reports.reading.solving.items import Item
from reports.reading.solving.objections import (
    against,
    beside_start,
    column_of,
    unmet,
    with_one_start,
    with_roles,
)
from reports.reading.solving.ways import Columns, Known, Places, Way
from reports.reading.tables import Column

_BEAM: Final = 32
_NOTHING: Final = 0.2  # of a row stands above a field where another row has a title
_BEGINS_BELOW: Final = 0.3  # what is printed first stands above a later field than what is printed behind it
_MOMENT: Final = re.compile(r"直近|最新|現在")  # what one year has
_LEFT_OVER: Final = 3.0  # a title without a field
_OVER_MANY: Final = 0.1
_NEAR: Final = 4.0  # columns of half width

Spans = tuple[tuple[int, int], ...]  # first and last field below each item, or items that are one title
Option = tuple[float, int, tuple[Item, ...], bool]  # its price, where the row is then, what is above, goes on


@dataclass(frozen=True, slots=True)
class _State:
    """A beginning of the columns: how far each row is read, what spans, how long the spans were."""

    cost: float
    at: tuple[int, ...]
    open: tuple[tuple[Item, ...], ...]
    spans: tuple[Spans, ...]
    columns: Columns


def solved(
    rows: Sequence[Sequence[Item]], pattern: str, known: Known, places: Places, *, most: float
) -> list[Way]:
    """Return the ways in which rows of a head stand above the fields of a pattern, none that costs more than `most`."""
    needed = max(sum(not one.is_strange for one in row) for row in rows)
    if needed > len(pattern) * 3:
        return []
    nothing: tuple[tuple[Item, ...], ...] = tuple(() for _ in rows)
    beam = [_State(0.0, tuple(0 for _ in rows), nothing, tuple(() for _ in rows), ())]
    ahead = [_ahead(row) for row in rows]
    for number, letter in enumerate(pattern, start=1):
        following = [
            after for state in beam for after in _next(state, rows, letter, places, known, most=most)
        ]
        beam = _cheapest(following, ahead, len(pattern) - number)
    return [way for state in beam if (way := _finished(state, rows, places, known)) is not None]


def _ahead(row: Sequence[Item]) -> list[int]:
    """Return for each place of a row how many fields the titles from there on need at least."""
    found = [0]
    roles = years = 0
    for one in reversed(row):
        roles += one.role is not None and one.role not in ASIDE and not one.is_mark
        years += one.is_pure_year
        found.append(max(roles, years))
    return found[::-1]


def _cheapest(states: Sequence[_State], ahead: Sequence[Sequence[int]], left: int) -> list[_State]:
    """Return the cheapest states, of those that say the same and go on alike one.

    What no field will be left for (`ahead` of each row) counts already: else those that leave most for later win.
    """
    found: dict[object, _State] = {}

    def price(state: _State) -> float:
        over = sum(max(needed[at] - left, 0) for needed, at in zip(ahead, state.at, strict=True))
        return state.cost + _LEFT_OVER * over

    for one in sorted(states, key=price):
        said = tuple((each.role, each.year and each.year.year) if each else None for each in one.columns)
        found.setdefault((one.at, one.open, said), one)
        if len(found) == _BEAM:
            break
    return list(found.values())


def _options(row: Sequence[Item], at: int, held: tuple[Item, ...], *, is_above: bool) -> Iterator[Option]:
    """Yield what of one row can stand above a field: nothing, what stood above the last one, the next items."""
    if is_above and at == len(row) and held and all(one.is_strange for one in held):
        yield _OVER_MANY, at, held, True  # what says nothing stands above all the rest
        return
    yield 0.0, at, (), False
    if held:
        yield _price_of_going_on(held, is_above=is_above), at, held, True
    price = 0.0
    while at < len(row):
        one = row[at]
        yield price, at + 1, (one,), False
        for count in (2, 3):
            if at + count <= len(row) and _belong_together(row[at : at + count]):
                yield price + 0.3 * (count - 1), at + count, tuple(row[at : at + count]), False
        if not (one.is_strange or (one.is_mark and not one.role) or one.is_year_title):
            return
        at, price = at + 1, price + (0.3 if one.is_strange else 0.8)


def _belong_together(items: Sequence[Item]) -> bool:
    """Say whether items behind each other can be one title: a role and its year, words and their role."""
    roles = sum(one.role is not None for one in items)
    years = sum(one.year is not None for one in items)
    others = sum(one.is_mark or one.is_year_title for one in items)
    return roles <= 1 and years <= 1 and roles + years > 0 and not others


def _is_above(rows: Sequence[Sequence[Item]], number: int) -> bool:
    """Say whether a row is printed as one, above another."""
    row = rows[number]
    return number + 1 < len(rows) and row[0].line == row[-1].line < rows[number + 1][0].line


def _price_of_going_on(held: Sequence[Item], *, is_above: bool) -> float:
    """Return what it costs that a title stands above another field too: words that say nothing do in upper rows."""
    role = next((one.role for one in held if one.role), None)
    year = any(one.year for one in held)
    if (role and year) or any(one.is_mark for one in held):
        return 4.0
    if any(one.is_strange for one in held):
        return _OVER_MANY if all(one.is_strange for one in held) and is_above else 4.0
    if role is not None and any(_MOMENT.search(one.words) for one in held):
        return 2.5
    return {FactRole.BASELINE: 2.5, FactRole.DIFFERENCE: 1.5}.get(role, 0.3) if role else 0.3


def _next(
    state: _State, rows: Sequence[Sequence[Item]], letter: str, places: Places, known: Known, *, most: float
) -> Iterator[_State]:
    every = [
        tuple(_options(row, at, held, is_above=_is_above(rows, number)))
        for number, (row, at, held) in enumerate(zip(rows, state.at, state.open, strict=True))
    ]
    for chosen in product(*every):
        begun = state.cost + sum(cost for cost, _, _, _ in chosen)
        if begun > most or (chosen and all(goes_on for _, _, _, goes_on in chosen)):
            continue
        above = tuple(one for _, _, items, _ in chosen for one in items)
        column, price = column_of(above, letter, known, is_dated=len(state.columns) in known.dated)
        column = beside_start(state.columns, column)
        if above and not all(items for _, _, items, _ in chosen):
            price += _NOTHING + _leaves_year(chosen, state.open, column)
            price += _BEGINS_BELOW * (not state.columns and not chosen[0][2])
        price += against(state.columns, column, known)
        if begun + price > most:
            continue
        spans, uneven = _spans(state, chosen, places)
        yield _State(
            begun + price + uneven,
            tuple(at for _, at, _, _ in chosen),
            tuple(items for _, _, items, _ in chosen),
            spans,
            (*state.columns, column),
        )


def _leaves_year(chosen: Sequence[Option], held: Sequence[tuple[Item, ...]], column: Column | None) -> float:
    """Return what it costs that a column does not stand below the year beside it, which could go on."""
    if column is None or column.role in {None, FactRole.BASELINE} or column.year is not None:
        return 0.0
    could = any(
        before and before[0].is_pure_year and not items
        for (_, _, items, _), before in zip(chosen, held, strict=True)
    )
    return (0.3 if column.role in ASIDE else 0.8) if could else 0.0


def _spans(state: _State, chosen: Sequence[Option], places: Places) -> tuple[tuple[Spans, ...], float]:
    """Return above which fields each item stands now, and what speaks against those that end."""
    found, price, now = [], 0.0, len(state.columns)
    for spans, (_, _, items, goes_on), held in zip(state.spans, chosen, state.open, strict=True):
        if goes_on:
            found.append((*spans[:-1], (spans[-1][0], now)))
            continue
        price += _against_span(held, spans, places) if held else 0.0
        found.append((*spans, (now, now)) if items else spans)
    return tuple(found), price


def _against_span(held: Sequence[Item], spans: Spans, places: Places) -> float:
    """Return what it costs that a title does not stand above its fields, or years above unlike numbers of them."""
    first, last = spans[-1]
    price = 0.0
    if len(spans) > 1 and held[0].is_pure_year and last - first != spans[-2][1] - spans[-2][0]:
        price += 0.6
    column = held[0].column
    if column is None or first not in places:
        return price
    if held[0].is_in_cell:
        return price + min(abs(column - places[first]), 1.0)
    middle = (places[first] + places[last]) / 2
    return price + min(max(abs(column - middle) - _NEAR, 0.0) * 0.1, 1.0)


def _finished(state: _State, rows: Sequence[Sequence[Item]], places: Places, known: Known) -> Way | None:
    """Return a way with the price of what is left of its rows, years without a role as what they are then."""
    cost = state.cost + sum(
        _against_span(held, spans, places)
        for held, spans in zip(state.open, state.spans, strict=True)
        if held
    )
    for row, at in zip(rows, state.at, strict=True):
        for one in row[at:]:
            light = one.is_strange or (one.is_mark and not one.role) or one.is_year_title
            cost += 0.1 if light else 1.0 if one.role in ASIDE else _LEFT_OVER
    said = with_one_start(state.columns)
    columns = with_roles(said, known)
    if columns is None:
        return None
    told = [one for one in columns if one is not None and (one.role in COUNTED or known.is_labelled)]
    return Way(columns, cost + unmet(columns, said, known)) if told else None
