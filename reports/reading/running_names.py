"""Whose the figures of a running table are: the words before them as a name, without sources and explanations."""

import re
from typing import Final

from reports.reading.atoms import Atom
from reports.reading.running_heads import SECTION
from reports.reading.running_table import RunningTable
from reports.reading.tables import Row, Value
from reports.reading.titles import Title
from reports.reading.wording import compact, named

_SOURCE: Final = re.compile(r"(?:統計|アンケート|調査|調べ|課|白書|部|集計)$")
_EXPLANATION: Final = re.compile(r"^(?:説明|指標の考え方|算出方法|指標の説明|\(?指標の説明\)?|備考|※|注)")
_LONGEST_NAME: Final = 4  # pieces


def row_of(first: Atom, table: RunningTable, label: Title | None, values: list[Value]) -> Row:
    name = _name(table, first)
    if not name and table.caption and table.current is None:
        name = named(table.caption[0].words)  # the name stands above the head
    if (
        label is not None
        and table.current is not None
        and (not name or _explains(table) or _goes_on(label, table))
    ):
        name = table.current.name
    return Row(name=name, line=first.line, values=values, label=label, kind=table.kind, unit=table.unit)


def _goes_on(label: Title, table: RunningTable) -> bool:
    """Say whether a labelled line still belongs to the indicator before: its label is another than the first one's."""
    return (
        bool(table.labelled)
        and table.labelled[0][0].label is not None
        and table.labelled[0][0].label.meaning is not label.meaning
    )


def _explains(table: RunningTable) -> bool:
    return any(_EXPLANATION.match(compact(atom.words)) for atom in table.words)


def _name(table: RunningTable, first: Atom) -> str:
    """Return the words since the last figures as a name: without sources, sections and explanations."""
    words = [atom.words for atom in _own_words(table, first)]
    if table.has_units and len(words) > 1 and len(words[-1]) <= 4:
        table.unit = words.pop()
    while len(words) > 1 and _SOURCE.search(words[-1]):
        words.pop()
    kept: list[str] = []
    for word in words:
        if SECTION.match(word) and len(word) > 3:
            kept = []
        kept.append(word)
    return named(" ".join(kept[-_LONGEST_NAME:]))


def _own_words(table: RunningTable, first: Atom) -> list[Atom]:
    """Return the words of a name: those on the figures' own line if it begins with words, else all."""
    own = [atom for atom in table.words if atom.line is first.line]
    if (
        own
        and own[0].begins_line
        and len("".join(atom.words for atom in own)) > 2
        and not _EXPLANATION.match(own[0].words)
    ):
        return own
    return table.words
