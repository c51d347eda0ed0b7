"""Tables between signs whose merged cells were printed once: each row in the columns of its head again.

Programs that take tables out of a file leave out what a merged cell covers, so that the lines of one indicator have
fewer cells than its first: `実績 | 101 | 104` below `相談件数 | 目標 | 90 | 100 | 110`. Every reader then meets rows of
different widths. Here such a table becomes rows of one width, the places of merged cells empty, where one way is best.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Final

from reports.reading.documents import Document, Line
from reports.reading.grid import is_rule
from reports.reading.ragged_heads import Heading, heading_of
from reports.reading.ragged_rows import placed
from reports.reading.slots import Slot, slot
from reports.reading.years import NamedYears

_FEWEST_ROWS: Final = 3
_LONGEST_GROUP: Final = 30
_MOST_ROWS: Final = 2_000


def with_whole_rows(document: Document, calendar: NamedYears) -> Document:
    """Return a document whose ragged tables have all their places; the same one where there are none."""
    lines = list(document.lines)
    for block in blocks(lines):
        cells = cells_in(block)
        if (told := _restored(cells, calendar)) != cells:
            first = block[0].number - 1
            lines[first : first + len(block)] = rewritten(block, told)
    return replace(document, lines=tuple(lines)) if tuple(lines) != document.lines else document


def cells_in(block: Sequence[Line]) -> list[list[str]]:
    """Return the cells of lines between signs, without the places outside of signs that begin and end them."""
    texts = [line.text.replace("｜", "|") for line in block]
    signed = [text for text in texts if "|" in text]
    begins = sum(text.lstrip().startswith("|") for text in signed) * 2 > len(signed)
    is_enclosed = begins and signed[0].lstrip().startswith("|")
    rows = [_cells(text, is_enclosed=is_enclosed) for text in texts]
    width = max((len(row) for row in rows if row and row[-1]), default=0)
    return [row[:-1] if row and not row[-1] and len(row) > width else row for row in rows]


def _cells(text: str, *, is_enclosed: bool) -> list[str]:
    """Return the cells of a line; none of one without signs."""
    if "|" not in text:
        return []
    if is_enclosed:
        text = text.strip().removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in text.split("|")]


def rewritten(block: Sequence[Line], rows: Sequence[Sequence[str]]) -> list[Line]:
    """Return the lines of a block with these cells, all of them between signs; lines without cells stay."""
    return [
        replace(line, text=row_of(cells)) if cells else line for line, cells in zip(block, rows, strict=True)
    ]


def row_of(cells: Sequence[str]) -> str:
    """Return cells as a line between signs; nothing for none."""
    return f"| {' | '.join(cells)} |" if cells else ""


def blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield runs of lines with signs, with the short words alone between them that can head a group of rows."""
    for is_row, run in groupby(lines, key=_is_row):
        block = list(run)
        signed = [at for at, line in enumerate(block) if _has_signs(line.text)]
        block = block[signed[0] : signed[-1] + 1] if signed else []
        if is_row and _FEWEST_ROWS <= len(block) <= _MOST_ROWS and not _is_broken(block):
            yield block


def _is_broken(block: Sequence[Line]) -> bool:
    """Say whether rows that signs enclose go over several lines: then not each of these begins and ends with one."""
    texts = [line.text.replace("｜", "|").strip() for line in block]
    opened = [text.startswith("|") for text in texts]
    return (
        opened[0]
        and texts[0].endswith("|")
        and not all(text.endswith("|") for text in texts if text[:1] == "|")
    )


def _has_signs(text: str) -> bool:
    return "|" in text or "｜" in text


def _is_row(line: Line) -> bool:
    if _has_signs(line.text):
        return not is_rule(line.text)
    words = line.text.strip()
    return 0 < len(words) <= _LONGEST_GROUP and "。" not in words and not any(map(str.isdigit, words))


def _restored(cells: list[list[str]], calendar: NamedYears) -> list[list[str]]:
    """Return the rows of a block, those of its ragged tables with all their cells."""
    if len({len(row) for row in cells if row}) == 1:
        return cells
    rows = [[slot(cell, calendar) for cell in row] for row in cells]
    headings = dict(_headings(rows))
    told = list(cells)
    for first, end in pairwise([*headings, len(rows)]):
        part, heading = rows[first:end], headings[first]
        if _is_whole(part, heading) or not (body := placed(part[heading.rows :], heading)):
            continue
        told[first:end] = [[one.text for one in row] for row in (*heading.head, *body)]
    return told


def _headings(rows: Sequence[Sequence[Slot]]) -> Iterator[tuple[int, Heading]]:
    """Yield the heads in a block, each with the row in which it begins; years printed again begin nothing."""
    at = 0
    last: Heading | None = None
    while at < len(rows):
        heading = heading_of(rows[at:])
        if heading is not None and not (last is not None and last.is_again(rows[at])):
            yield at, heading
            last = heading
        at += heading.rows if heading is not None else 1


def _is_whole(rows: Sequence[Sequence[Slot]], heading: Heading) -> bool:
    return {len(row) for row in rows if row} == {heading.width}
