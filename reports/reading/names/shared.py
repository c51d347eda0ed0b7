"""Names whose halves stand beside their parts: 「…と答えた児 小 8.4」 over 「童生徒の割合 中 21.7」."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from reports.reading.facts import Reading
from reports.reading.names.halves import is_loose, words_with_blanks
from reports.reading.names.parts import is_part_name
from reports.reading.names.printed import Printed
from reports.reading.tables import is_whole_name
from reports.reading.wording import compact, named

_COLUMNS: Final = 3  # rows in which what stands first is not the name


def with_shared_halves(readings: Sequence[Reading], printed: Printed) -> dict[int, str]:
    """Return the names of two rows whose first cells are the halves of one, each with the part beside it."""
    found: dict[int, str] = {}
    cells = {at: _cells(one, printed) for at, one in enumerate(readings)}
    for at, below in pairwise(range(len(readings))):
        (first, part), (second, other) = cells[at], cells[below]
        lines = readings[below].place.line - readings[at].place.line
        are_parts = is_part_name(part) and is_part_name(other) and part != other
        if lines != 1 or not (first and second and are_parts) or is_whole_name(first):
            continue
        if is_whole_name(name := named(first + second)):
            found |= {at: f"{name} {part}", below: f"{name} {other}"}
    return found


def behind_measures(readings: Sequence[Reading], printed: Printed) -> dict[int, str]:
    """Return the names of rows that begin with the cell of a measure: 「住宅の耐震化 | 耐震化率」 without any sign.

    In some rows at least, what stands behind a blank says what is counted, each time otherwise, and what stands before
    it does not.
    """
    cells = {at: _cells(one, printed) for at, one in enumerate(readings)}
    found = {
        at: name
        for at, (measure, name) in cells.items()
        if measure
        and is_whole_name(name)
        and not is_whole_name(measure)
        and not is_loose(name)
        and compact(readings[at].name) == compact(measure + name)
    }
    return found if len(found) >= _COLUMNS and len(set(found.values())) == len(found) else {}


def _cells(reading: Reading, printed: Printed) -> tuple[str, str]:
    """Return the words before the figures of a row as two: what stands before the last blank, and behind it."""
    text = printed.texts.get(reading.place.line, "")
    words = "" if re.search(r"[|｜\t]", text) else words_with_blanks(text)
    first, last = ["", "", *re.split(r"[ 　]+", words.strip())][-2:]
    before = words[: len(words) - len(last)].strip()
    return (named(before), last) if first else ("", last)
