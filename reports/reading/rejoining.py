"""Rows of a divided table whose cells go on over lines, put together where all have as many signs of division."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reports.reading.documents import Line

_SIGNS: Final = re.compile(r"[|｜\t]")
_FIGURE: Final = re.compile(r"[(（約]?[▲△+−-]?\s?[\d０-９]|[-ー―─━–—‐－…]$|[RHSＲＨＳ]\d|令和|平成|目標|集計")
_MIXED: Final = 0.3
_FEWEST_ROWS: Final = 3
_FEWEST_SIGNS: Final = 2
_MOST_BETWEEN: Final = 8
_WIDEST: Final = 4  # times the signs of the line that has most
_MOSTLY: Final = 0.8
_USUAL: Final = 0.5
_ALIKE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Signed:
    """A line and how many signs of division it has."""

    line: Line
    signs: int


def regions(lines: Sequence[Signed]) -> list[list[Signed]]:
    """Return the runs of lines with signs, with the lines between them that have none and are few."""
    found: list[list[Signed]] = []
    between: list[Signed] = []
    for one in lines:
        if not one.signs:
            between.append(one)
            continue
        if found and len(between) <= _MOST_BETWEEN:
            found[-1] += [*between, one]
        else:
            found.append([one])
        between = []
    return found


def rejoined(region: Sequence[Signed]) -> list[list[Line]]:
    """Return the lines of each row, if many lines are parts of rows that all have the same number of signs."""
    counts = [one.signs for one in region if one.signs]
    most = max(counts, default=0)
    whole_lines = max((counts.count(one) for one in set(counts) if one >= _FEWEST_SIGNS), default=0)
    if whole_lines >= _USUAL * len(counts):
        return []  # most lines are rows
    ways: list[tuple[float, list[list[Line]]]] = []
    for width in range(max(most, _FEWEST_SIGNS), most * _WIDEST + 1):
        rows = _rows(region, width)
        whole = [row for row in rows if sum(one.signs for one in row) == width]
        several = sum(len(row) > 1 for row in rows)
        is_divided = len(whole) >= max(_FEWEST_ROWS, _MOSTLY * len(rows)) and several >= _USUAL * len(rows)
        if is_divided and not _are_alike(whole) and (pure := _purity([_cells(row) for row in whole])):
            ways.append((pure, [[one.line for one in row] for row in rows]))
    return max(ways, key=lambda way: way[0], default=(0.0, []))[1]


def _are_alike(rows: Sequence[Sequence[Signed]]) -> bool:
    """Say whether most rows have the same lines: then two rows of each indicator have two widths."""
    patterns = Counter(tuple(one.signs for one in row) for row in rows)
    return max(patterns.values()) >= _ALIKE * len(rows)


def _cells(row: Sequence[Signed]) -> list[str]:
    return [cell.strip() for cell in _SIGNS.split(" ".join(one.line.text for one in row))]


def _purity(rows: Sequence[Sequence[str]]) -> float:
    """Return which share of the columns has figures below figures or words below words; 0 where too few have."""
    shares = []
    for column in zip(*rows[1:], strict=True):
        filled = [cell for cell in column if cell]
        shares += [sum(bool(_FIGURE.match(cell)) for cell in filled) / len(filled)] if filled else []
    mixed = sum(_MIXED < share < 1 - _MIXED for share in shares)
    is_table = any(share >= 1 - _MIXED for share in shares) and mixed * _FEWEST_ROWS <= len(shares)
    return 1 - mixed / len(shares) if is_table else 0


def _rows(region: Sequence[Signed], width: int) -> list[list[Signed]]:
    """Cut lines into rows that each have so many signs; lines without any behind the last begin the next row.

    They go on with the last cell if a sign at the end of its line leaves it open, or if they are a bracket.
    """
    rows: list[list[Signed]] = []
    row: list[Signed] = []
    for one in region:
        has = sum(part.signs for part in row)
        if row and (has + one.signs > width or (has == width and not _goes_on(row[-1], one))):
            rows.append(row)
            row = []
        row.append(one)
    return [*rows, row] if row else rows


def _goes_on(last: Signed, one: Signed) -> bool:
    """Say whether a line belongs to the cell before it: that has nothing in it yet, or the line is a bracket."""
    if not one.signs and one.line.text.strip().startswith(("(", "（")):
        return True
    return last.signs > 0 and last.line.text.rstrip(" 　").endswith(("|", "｜", "\t"))
