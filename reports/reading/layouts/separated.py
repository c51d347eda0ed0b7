"""Tables as programs write them, cells parted by signs and perhaps quoted: a head once, then a row for each record."""

import csv
from collections.abc import Iterator, Sequence
from typing import Final

from reports.reading.delimited import Row, tables_of
from reports.reading.documents import Document, Line
from reports.reading.facts import Harvest
from reports.reading.layouts.records import readings_of_rows
from reports.reading.rows_of_objects import legend_in, objects_of
from reports.reading.years import NamedYears

_FEWEST_SIGNS: Final = 2
_FEWEST_ROWS: Final = 2
_SIGNS: Final = (",", ";")
_DIVIDING: Final = ("|",)
_QUOTE: Final = '"'
_MOST_LINES: Final = 12  # of one row


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read the rows below a head that names an indicator and a role, if as good as all of them have figures."""
    return _read(document, calendar, taken, _SIGNS)


def read_divided(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read rows of cells divided by 「|」 in the same way: other readers of such tables may know more of them."""
    return _read(document, calendar, taken, _DIVIDING)


def _read(document: Document, calendar: NamedYears, taken: set[int], signs: Sequence[str]) -> Harvest:
    harvest = Harvest()
    lines = [one for one in document.lines if one.number not in taken]
    legend = legend_in(lines)
    for sign in signs:
        for table in tables_of(list(_parted(lines, sign)), calendar):
            found = readings_of_rows(objects_of(table, legend, calendar), calendar)
            if len(found) < _FEWEST_ROWS:
                continue
            harvest.readings += found
            harvest.lines |= {line.number for row in (*table.heads, *table.rows) for line in row.lines}
    return harvest


def _parted(lines: Sequence[Line], sign: str) -> Iterator[Row]:
    """Yield the lines that a sign parts into cells; what is quoted is one cell, also over several lines."""
    for text, run in _whole_lines([one for one in lines if one.text.strip()]):
        if text.count(sign) < _FEWEST_SIGNS:
            yield Row(("",), run[0], tuple(run))  # which ends what stands above it
            continue
        cells = next(csv.reader([text.strip("\r\n\ufeff")], delimiter=sign, skipinitialspace=True))
        yield Row(tuple(cell.strip() for cell in cells), run[0], tuple(run))


def _whole_lines(lines: Sequence[Line]) -> Iterator[tuple[str, list[Line]]]:
    """Yield lines, those together in which a quotation goes on."""
    run: list[Line] = []
    for line in lines:
        run.append(line)
        is_open = sum(one.text.count(_QUOTE) for one in run) % 2
        if is_open and len(run) < _MOST_LINES:
            continue
        if is_open:
            yield from ((one.text, [one]) for one in run)
        else:
            yield " ".join(one.text for one in run), run
        run = []
    yield from ((one.text, [one]) for one in run)
