"""The rows that the titles and years of a head can be, and the ways in which these are the columns of records."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, groupby, pairwise
from statistics import median_low
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.solving.above import solved
from reports.reading.solving.items import Item
from reports.reading.solving.ways import EXPLAINED, MARGIN, MOST_COST, MOST_WAYS, PROVEN, Known, Places, Way

_MOST_ROWS: Final = 3
_MOST_SINGLE: Final = 5  # lines, each a row of its own
_MOST_LINES: Final = 7
_MERGED: Final = 0.3
_DROPPED: Final = 1.2
_HOPELESS: Final = MOST_COST + EXPLAINED  # for each field: what is told may cost, before figures speak for it
_MOST_PROVEN: Final = MARGIN + PROVEN


def ways_of(
    items: Sequence[Item], pattern: str, known: Known, places: Places, *, is_running: bool
) -> list[Way]:
    """Return the ways in which items are the fields of a pattern, the best first; of those that say the same, one.

    A head that runs on into the rows has no lines that could be its own. `places` are where on their lines the
    fields stand, if that is known.
    """
    found: dict[object, Way] = {}
    hopeless = _HOPELESS * len(pattern) + _MOST_PROVEN
    known = replace(known, has_years=any(one.year for one in items))
    for dropped, rows in _arrangements(items, known, is_running=is_running):
        costs = sorted(way.cost for way in found.values())
        if costs and dropped >= costs[0]:
            break
        most = costs[MOST_WAYS - 1] if len(costs) >= MOST_WAYS else hopeless
        for way in solved(rows, pattern, known, places, most=min(most, hopeless) - dropped):
            whole = replace(way, cost=way.cost + dropped)
            key = whole.said()
            if key not in found or whole.cost < found[key].cost:
                found[key] = whole
    return sorted(found.values(), key=lambda way: way.cost)


def _arrangements(
    items: Sequence[Item], known: Known, *, is_running: bool
) -> Iterator[tuple[float, tuple[tuple[Item, ...], ...]]]:
    """Yield the ways to see items in rows, from the whole head to its last part, with the price of what is left out."""
    price = 0.0
    apart = _apart(items)
    for start in range(len(items)):
        if start:
            before = items[start - 1]
            is_label = known.is_labelled and not before.year and before.role is not FactRole.BASELINE
            light = before.is_strange or is_label or start <= apart
            price += 0.05 if light else _DROPPED * (1 + bool(before.year and before.role))
        rest = items[start:]
        if price > _DROPPED * 6 or not any(one.role or one.year for one in rest):
            return
        if not rest[0].is_strange:
            for rows in _rows(rest, is_running=is_running):
                yield price + _MERGED * _merged(rows), rows


def _apart(items: Sequence[Item]) -> int:
    """Return how many items stand at the top of a page, apart from the head: more lines lie between than elsewhere."""
    steps = [after.line - one.line for one, after in pairwise(items) if after.line != one.line]
    usual = median_low(steps) if steps else 0
    wide = [
        at
        for at, (one, after) in enumerate(pairwise(items), start=1)
        if after.line - one.line > max(usual, 1) and any(each.role or each.year for each in items[at:])
    ]
    return wide[-1] if wide and len(steps) > len(wide) else 0


def _rows(items: Sequence[Item], *, is_running: bool) -> Iterator[tuple[tuple[Item, ...], ...]]:
    yield (tuple(items),)
    lines = _lines(items)
    if len(lines) > 1 and sum(len(line) > 1 for line in lines) * 3 > len(lines):
        for cuts in _cuts(len(lines[-_MOST_LINES:])):
            first = len(lines) - len(lines[-_MOST_LINES:])
            bounds = [0, *(first + cut for cut in cuts), len(lines)]
            yield tuple(
                tuple(one for line in lines[begin:end] for one in line) for begin, end in pairwise(bounds)
            )
        return
    for cut in range(1, len(items) if is_running or len(lines) > 1 else 0):
        upper, lower = tuple(items[:cut]), tuple(items[cut:])
        if not (_has_whole_title(upper) and _has_whole_title(lower)):
            yield upper, lower


def _has_whole_title(items: Sequence[Item]) -> bool:
    """Say whether some title says role and year: one above another of the kind is no second row of the head."""
    return any(one.role and one.year for one in items)


def _merged(rows: Sequence[Sequence[Item]]) -> int:
    """Return how many printed lines of several titles stand in a row behind another one."""
    count = 0
    for row in rows:
        several = [len(line) > 1 for line in _lines(row)]
        count += max(sum(several) - 1, 0)
    return count


def _cuts(count: int) -> Iterator[tuple[int, ...]]:
    for rows in range(1, min(_MOST_ROWS, count)):
        yield from combinations(range(1, count), rows)
    if _MOST_ROWS < count <= _MOST_SINGLE:
        yield tuple(range(1, count))


def _lines(items: Sequence[Item]) -> list[list[Item]]:
    return [list(run) for _, run in groupby(items, key=lambda one: one.line)]
