"""Blocks of figures printed apart from their titles: which belong together is proven by sums over every year."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final

from reports.reading.atoms import Atom, Kind, atoms_of
from reports.reading.documents import Document
from reports.reading.facts import Confidence, FactRole, Harvest
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.years import NamedYears, PrintedYear

_FEWEST_YEARS: Final = 5
_MOST_PARTS: Final = 4
_MOST_BLOCKS: Final = 16
_PLANNED: Final = ("計画", "目標")

NumberBlock = tuple[Atom, ...]


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read blocks of as many figures as a run of bare years, if one block is the sum of others in every year."""
    harvest = Harvest()
    atoms = atoms_of([line for line in document.lines if line.number not in taken], calendar)
    runs = list(_runs(atoms))
    years = next((years for run in runs if (years := _years(run, calendar))), [])
    if not years:
        return harvest
    blocks = [block for run in runs for block in _blocks(run, len(years))][1:][:_MOST_BLOCKS]
    found = _summed(blocks)
    title = next((line.text.strip() for line in document.lines if line.text.strip()), "")
    role = FactRole.TARGET if any(word in document.text() for word in _PLANNED) else FactRole.ACTUAL
    for position, block in enumerate(found, start=1):
        words = "合計" if position == len(found) else str(position)
        harvest.lines |= {atom.line.number for atom in block}
        pairs: Pairs = [
            (Column(role=role, year=year), Value(atom.cell, atom.line))
            for year, atom in zip(years, block, strict=True)
            if atom.cell is not None
        ]
        told = [(label, fact.sure(Confidence.CERTAIN)) for label, fact in facts_of(pairs, None)]
        harvest.readings += readings_of(Row(name=f"{title} {words}", line=block[0].line), told)
    return harvest


def _runs(atoms: Sequence[Atom]) -> Iterator[list[Atom]]:
    run: list[Atom] = []
    for atom in atoms:
        if _number(atom) is not None:
            run.append(atom)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _number(atom: Atom) -> Decimal | None:
    """Return a whole number without a unit, or None."""
    if atom.kind is not Kind.VALUE or atom.cell is None or len(atom.cell.entries) != 1:
        return None
    entry = atom.cell.entries[0]
    plain = not entry.figure.unit and not entry.label and entry.figure.value % 1 == 0
    return entry.figure.value if plain else None


def _years(run: Sequence[Atom], calendar: NamedYears) -> list[PrintedYear]:
    """Return the bare years that a run of numbers begins with: each one more than the one before."""
    count = 1
    while count < len(run) and _number(run[count]) == (_number(run[count - 1]) or 0) + 1:
        count += 1
    first = calendar.of_bare(int(_number(run[0]) or 0)) if count >= _FEWEST_YEARS else None
    if first is None or not 0 < (_number(run[0]) or 0) < 100:
        return []
    return [PrintedYear(first + at, is_calendar=False, start=0, end=0) for at in range(count)]


def _blocks(run: Sequence[Atom], size: int) -> list[NumberBlock]:
    if len(run) % size:
        return []
    return [tuple(run[at : at + size]) for at in range(0, len(run), size)]


def _summed(blocks: Sequence[NumberBlock]) -> list[NumberBlock]:
    """Return the most blocks of which the last is the sum of the others in every year, or none."""
    figures = [[_number(atom) or Decimal(0) for atom in block] for block in blocks]
    candidates = [at for at, values in enumerate(figures) if all(value > 0 for value in values)]
    for count in range(min(_MOST_PARTS, len(candidates) - 1), 1, -1):
        for parts in combinations(candidates, count):
            sums = [sum(values) for values in zip(*(figures[at] for at in parts), strict=True)]
            total = next((at for at in candidates if at not in parts and figures[at] == sums), None)
            if total is not None:
                return [*(blocks[at] for at in parts), blocks[total]]
    return []
