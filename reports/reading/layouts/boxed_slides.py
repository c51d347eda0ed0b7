"""Slides on which everything stands in boxes, brought to the lines that a presentation has without them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reports.reading.atoms import Kind, atoms_of, is_value_title
from reports.reading.documents import Document, Line
from reports.reading.years import NamedYears

Cells = Sequence[str]


def cells_of(line: Line) -> list[str]:
    """Return the cells of a row that dividing signs frame; none of any other line."""
    text = line.text.strip()
    return (
        [cell.strip() for cell in text[1:-1].split("|")]
        if text.startswith("|") and text.endswith("|")
        else []
    )


def unboxed(document: Document, calendar: NamedYears) -> Document:
    """Return a document without dividing signs; lines keep their numbers and places.

    Titles above their figures become titles before their figures, the cells of any other row follow each other.
    """
    return replace(document, lines=tuple(_lines(document.lines, calendar)))


def _lines(lines: Sequence[Line], calendar: NamedYears) -> Iterator[Line]:
    above: tuple[Line, Cells] | None = None
    for line in lines:
        cells = cells_of(line)
        if above is not None and _are_titled(above, (line, cells), calendar):
            for title, figure in zip(above[1], cells, strict=True):
                yield from (replace(above[0], text=title), replace(line, text=figure))
            above = None
            continue
        if above is not None:
            yield replace(above[0], text=" ".join(filter(None, above[1])))
        above = (line, cells) if cells else None
        if not cells:
            yield line
    if above is not None:
        yield replace(above[0], text=" ".join(filter(None, above[1])))


def _are_titled(above: tuple[Line, Cells], below: tuple[Line, Cells], calendar: NamedYears) -> bool:
    """Say whether a row names what stands in the row below it, and that row has no title of its own."""
    if len(above[1]) != len(below[1]):
        return False
    pairs = [pair for pair in zip(above[1], below[1], strict=True) if pair[1]]
    return len(pairs) > 1 and all(
        _is_value_title(above[0], title, calendar) and _is_figure(below[0], figure, calendar)
        for title, figure in pairs
    )


def _is_value_title(line: Line, text: str, calendar: NamedYears) -> bool:
    atoms = atoms_of([replace(line, text=text)], calendar)
    return len(atoms) == 1 and is_value_title(atoms[0])


def _is_figure(line: Line, text: str, calendar: NamedYears) -> bool:
    atoms = atoms_of([replace(line, text=text)], calendar)
    return len(atoms) == 1 and atoms[0].kind is Kind.VALUE
