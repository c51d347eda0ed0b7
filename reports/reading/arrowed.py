"""Tables whose cells arrows part, 「指標 策定時 ⇒ 現状 ⇒ 目標」 above their rows: divided by signs."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reports.reading.documents import Document
from reports.reading.facts import FactRole
from reports.reading.slots import Slot, slot
from reports.reading.titles import Title, read_title
from reports.reading.wording import ARROW, tidy
from reports.reading.years import NamedYears

_ARROW: Final = re.compile(rf"\s*{ARROW}\s*")
_FEWEST: Final = 2  # arrows, and rows
_PRESENT: Final = re.compile(r"現状値?|現況値?")


def with_arrows_divided(document: Document, calendar: NamedYears) -> Document:
    """Return a document in which the arrows of a head of roles, and of the rows below it, divide as 「|」 does."""
    lines = list(document.lines)
    for at, line in enumerate(lines):
        head = _head(line.text, calendar)
        if not head:
            continue
        rows = {
            below: row
            for below in range(at + 1, len(lines))
            if (row := _row(lines[below].text, len(head), calendar))
        }
        if len(rows) >= _FEWEST:
            lines[at] = replace(line, text=_divided(head))
            for below, row in rows.items():
                lines[below] = replace(lines[below], text=_divided(row))
    return replace(document, lines=tuple(lines)) if tuple(lines) != document.lines else document


def _divided(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(text: str) -> list[str]:
    """Return the cells of a line with two arrows or more: its first and last words may stand beside others."""
    parts = _ARROW.split(text.strip())
    if len(parts) <= _FEWEST or not all(parts):
        return []
    name, _, first = re.sub(r"[ 　\t]+", " ", parts[0]).rpartition(" ")
    last, _, rest = re.sub(r"[ 　\t]+", " ", parts[-1]).partition(" ")
    return [name, first, *parts[1:-1], last, rest]


def _head(text: str, calendar: NamedYears) -> list[str]:
    """Return the cells of a line of titles with a start, or a result, and a target; what is present is a result."""
    name, *titled, rest = _cells(text) or ("", "")
    titles = [read_title(one, calendar) for one in titled]
    roles = [one.meaning for one in titles if isinstance(one, Title)]
    if len(roles) < len(titles) or FactRole.TARGET not in roles or "。" in text:
        return []
    bases = [at for at, role in enumerate(roles) if role is FactRole.BASELINE]
    later = [_PRESENT.sub("実績", tidy(one)) if at in bases[1:] else one for at, one in enumerate(titled)]
    return [name or "指標", *later, rest]


def _row(text: str, width: int, calendar: NamedYears) -> list[str]:
    cells = _cells(text)
    figures = [slot(one, calendar) for one in cells[1:-1]]
    return cells if len(cells) == width and cells[0] and all(map(_is_said, figures)) else []


def _is_said(one: Slot) -> bool:
    return one.is_figure or one.is_absent or one.cell.is_goal
