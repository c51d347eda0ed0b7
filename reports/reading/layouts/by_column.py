"""Tables printed column by column: all names, then under each title its figures in the order of the names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.atoms import Atom, Kind, atoms_of, is_value_title
from reports.reading.documents import Document
from reports.reading.facts import Confidence, FactRole, Harvest
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.titles import Other
from reports.reading.years import NamedYears

_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class _Titled:
    """A title, its year where that stands below it, and the figures under it."""

    title: Atom
    year: Atom | None
    figures: tuple[Atom, ...]


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read names and columns if two columns at least have as many figures, one a line, as there are names."""
    lines = [line for line in document.lines if line.number not in taken]
    atoms = atoms_of(lines, calendar)
    harvest = Harvest()
    at = 0
    while at < len(atoms):
        columns, end = _columns(atoms, at)
        names = _names(atoms[:at], len(columns[0].figures)) if len(columns) >= _FEWEST else []
        if names:
            _read(names, columns, harvest)
        at = max(end, at + 1)
    return harvest


def _columns(atoms: Sequence[Atom], at: int) -> tuple[list[_Titled], int]:
    columns: list[_Titled] = []
    while at < len(atoms) and is_value_title(atoms[at]):
        begun = at + 1
        year = atoms[begun] if begun < len(atoms) and atoms[begun].kind is Kind.YEAR else None
        begun += year is not None
        end = begun
        while end < len(atoms) and atoms[end].kind is Kind.VALUE and atoms[end].begins_line:
            end += 1
        count = end - begun
        if count < _FEWEST or (columns and count != len(columns[0].figures)):
            break
        columns.append(_Titled(atoms[at], year, tuple(atoms[begun:end])))
        at = end
    return columns, at


def _names(before: Sequence[Atom], count: int) -> list[Atom]:
    """Return the words directly before the first title, one a line, if they are as many as the figures of a column."""
    names: list[Atom] = []
    for atom in reversed(before):
        if atom.kind is not Kind.TEXT or not atom.begins_line or atom.is_sentence:
            break
        names.insert(0, atom)
    last = before[-len(names) - 1] if len(before) > len(names) else None
    titled = last is not None and last.title is not None and last.title.meaning is Other.NAME
    return names if len(names) == count and (titled or last is None or last.kind is not Kind.YEAR) else []


def _read(names: Sequence[Atom], columns: Sequence[_Titled], harvest: Harvest) -> None:
    for position, name in enumerate(names):
        pairs: Pairs = []
        for column in columns:
            figure = column.figures[position]
            title = column.title.title
            if figure.cell is not None and title is not None and isinstance(title.meaning, FactRole):
                year = column.year.year if column.year else column.title.year
                words = column.title.words
                pairs.append(
                    (Column(role=title.meaning, year=year, words=words), Value(figure.cell, figure.line))
                )
        readings = readings_of(Row(name=name.words, line=name.line), facts_of(pairs, None))
        harvest.readings += [
            replace(one, facts=tuple(fact.sure(Confidence.LIKELY) for fact in one.facts)) for one in readings
        ]
    harvest.lines |= {atom.line.number for atom in names}
    harvest.lines |= {atom.line.number for column in columns for atom in (column.title, *column.figures)}
