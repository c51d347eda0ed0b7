"""Two figures below each other in one cell, told apart by a line that says which is which: 上段は目標、下段は実績."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.cells import read_printed
from reports.reading.documents import Document, Line
from reports.reading.facts import FactRole
from reports.reading.heads import asked_by_stage
from reports.reading.ragged import blocks, cells_in, rewritten
from reports.reading.wording import comparable
from reports.reading.years import NamedYears, years_in

_AROUND: Final = 6  # lines above or below a table in which its legend stands
_FEWEST: Final = 2  # rows with such cells
_DIGIT: Final = re.compile(r"\d")
_BRACKET: Final = re.compile(r"[(（][^()（）]*[)）]")
_WORDS: Final = {FactRole.TARGET: "目標", FactRole.ACTUAL: "実績"}

Stages = tuple[FactRole, FactRole]


def with_stages_said(document: Document, calendar: NamedYears) -> Document:
    """Return a document in whose cells of two figures each stands behind its role: 目標：20人 実績：18人."""
    lines = list(document.lines)
    for block in blocks(lines):
        if stages := _legend(document.lines, block):
            before = cells_in(block)
            if (rows := _told(before, stages, calendar)) != before:
                first = block[0].number - 1
                lines[first : first + len(block)] = rewritten(block, rows)
    return replace(document, lines=tuple(lines)) if tuple(lines) != document.lines else document


def _told(rows: Sequence[list[str]], stages: Stages, calendar: NamedYears) -> list[list[str]]:
    """Return rows with their roles said, in the columns that hold pairs of figures.

    A figure alone in such a column is the upper one: what is below it is not there yet.
    """
    answers = [[list(_answers(cell, calendar)) for cell in row] for row in rows]
    pairs = Counter(at for row in answers for at, told in enumerate(row) if len(told) == len(stages))
    columns = {at for at, count in pairs.items() if count >= _FEWEST}
    return [
        [_said(told[at], stages) or cell if at in columns else cell for at, cell in enumerate(cells)]
        for cells, told in zip(rows, answers, strict=True)
    ]


def _said(answers: Sequence[str], stages: Stages) -> str:
    """Return the figures of a cell, each behind its role; nothing for other words."""
    is_told = len(answers) == len(stages) or (stages[0] is FactRole.TARGET and _has_digits(answers))
    return (
        " ".join(f"{_WORDS[role]}：{one}" for role, one in zip(stages, answers, strict=False))
        if is_told
        else ""
    )


def _has_digits(answers: Sequence[str]) -> bool:
    return len(answers) == 1 and bool(_DIGIT.search(comparable(answers[0])))


def _legend(lines: Sequence[Line], block: Sequence[Line]) -> Stages | None:
    """Return which roles stand above each other in the cells of a table, if a line in it or around it says so."""
    first, last = block[0].number - 1, block[-1].number
    near = (*lines[max(first - _AROUND, 0) : first], *lines[last : last + _AROUND])
    return next((stages for line in (*block, *near) if (stages := asked_by_stage(line.text))), None)


def _answers(cell: str, calendar: NamedYears) -> Iterator[str]:
    """Yield the figures of a cell, or the signs for none, without what stands in brackets; nothing for other words."""
    parts = _BRACKET.sub(" ", cell).split()
    answers = [one for one in parts if read_printed(one, calendar).is_answer and not years_in(one, calendar)]
    yield from answers if len(answers) == len(parts) else ()
