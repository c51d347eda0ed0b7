"""Tables framed with drawn lines, ┌─┬─┐ and │: their rows divided by signs as others are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.documents import Document, Line

_SIDE: Final = re.compile(r"[│┃║]")
_RULE: Final = re.compile(r"[\s　─━═│┃║┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬┠┨┯┷┿┝┥╂]+")
_JOINT: Final = re.compile(r"[│┃║┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬┠┨┯┷┿┝┥╂|]")
_DRAWN: Final = re.compile(r"[─━═]+")
_FIGURE: Final = re.compile(r"^[約▲△+−-]?\s?[\d０-９]")
_LABEL: Final = re.compile(r"(?:目標|計画|実績|決算|見込)(?:値|数|額)?|達成率")
_FEWEST: Final = 3

Cells = list[str]


def without_frames(document: Document) -> Document:
    """Return a document whose drawn sides are signs that divide, and whose drawn rules are empty lines.

    What stands between two rules is one row where no column has two figures below each other: its cells go on over
    lines. A rule under some columns only ends the cells above it; those beside it go on.
    """
    if sum(bool(_SIDE.search(line.text)) for line in document.lines) < _FEWEST:
        return document
    lines = list(document.lines)
    for table in _tables(lines):
        for at, text in _rows(table):
            lines[at] = replace(lines[at], text=text)
    return replace(document, lines=tuple(replace(line, text=_line(line.text)) for line in lines))


def _line(text: str) -> str:
    """Return a line with signs in place of drawn sides.

    >>> _line("│　計画　│　12　│")
    '|　計画　|　12　|'
    >>> _line("├──┼──┤")
    ''
    """
    return "" if _RULE.fullmatch(text) else _SIDE.sub("|", text)


def _tables(lines: Sequence[Line]) -> Iterator[list[tuple[int, Cells]]]:
    """Yield the runs of lines that frames divide into as many cells each, with where they stand."""
    table: list[tuple[int, Cells]] = []
    for at, line in enumerate(lines):
        cells = [part.strip() for part in _JOINT.split(line.text.strip())[1:-1]]
        is_part = bool(_SIDE.search(line.text)) or (bool(cells) and bool(_RULE.fullmatch(line.text)))
        if table and (not is_part or len(cells) != len(table[0][1])):
            yield table
            table = []
        if is_part and cells:
            table.append((at, cells))
    if table:
        yield table


def _rows(table: Sequence[tuple[int, Cells]]) -> Iterator[tuple[int, str]]:
    """Yield the texts of lines that are told otherwise than printed: rows on their first line with a figure."""
    band: list[tuple[int, Cells]] = []
    for at, cells in [*table, (-1, ["─"])]:
        if any(_DRAWN.fullmatch(cell) for cell in cells):
            beside = [("" if _DRAWN.fullmatch(cell) else cell) for cell in cells]
            goes_on = any(beside)
            if band and (goes_on or _is_one(band)):
                yield from _joined([*band, (at, beside)] if goes_on else band)
            elif goes_on:
                yield at, ""
            band = []
        else:
            band.append((at, cells))


def _is_one(band: Sequence[tuple[int, Cells]]) -> bool:
    """Say whether lines are one row: several, none of the lower ones has a label, no column figures in two of them."""
    columns = list(zip(*(cells for _, cells in band), strict=True))
    is_labelled = any(_LABEL.fullmatch("".join(cell.split())) for _, cells in band[1:] for cell in cells)
    return (
        len(band) > 1
        and not is_labelled
        and all(sum(bool(_FIGURE.match(cell)) for cell in column) <= 1 for column in columns)
    )


def _joined(band: Sequence[tuple[int, Cells]]) -> Iterator[tuple[int, str]]:
    """Yield the row that the lines of a band are, on the line with most figures, and the others as empty."""
    columns = zip(*(cells for _, cells in band), strict=True)
    texts = ["".join(column) for column in columns]
    first = max(band, key=lambda one: sum(bool(_FIGURE.match(cell)) for cell in one[1]))[0]
    for at, _ in band:
        yield at, f"|{'|'.join(f' {text} ' for text in texts)}|" if at == first else ""
