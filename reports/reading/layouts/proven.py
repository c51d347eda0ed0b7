"""Figures without any title, whose published rate proves which is the target and which the result."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from reports.reading.atoms import Atom, Kind, atoms_of
from reports.reading.documents import Document, Line
from reports.reading.facts import Confidence, FactRole, Harvest
from reports.reading.induction.rate_proofs import is_money, speaks_otherwise
from reports.reading.plans import announced_years, evaluated_year
from reports.reading.tables import Column, Row, Value, facts_of, readings_of
from reports.reading.wording import named
from reports.reading.years import NamedYears, PrintedYear

_FEWEST: Final = 2
_LIMIT: Final = Decimal("0.06")
_WHOLE: Final = Decimal(100)
_MOST_WORDS: Final = 3
_SECTION: Final = re.compile(r"^(?:[【■●○◆(]|\d+[.)]|[ⅠⅡⅢⅣⅤ])")


_ABOVE: Final = 3
_HEAD: Final = 12
_SHORT: Final = 60
_NO_TARGETS: Final = re.compile(r"予算|決算|執行|配布|回収|発送|回答|定員")


@dataclass(frozen=True, slots=True)
class _Triple:
    name: str
    values: tuple[Atom, Atom, Atom]
    first_is_target: bool | None

    @property
    def exceeds(self) -> bool:
        """Whether the rate is above 100 per cent, as that of no part is."""
        share = _figure(self.values[2])
        return share is not None and share[0] > _WHOLE


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read rows of two figures and the rate of one to the other, if two of them at least are proven by it."""
    year = evaluated_year(document, calendar)
    lines = [line for line in document.lines if line.number not in taken]
    triples = list(_triples(atoms_of(lines, calendar)))
    proven = [one.first_is_target for one in triples if one.first_is_target is not None]
    if (
        year is None
        or _names_several(document, calendar)
        or len(proven) < _FEWEST
        or len(set(proven)) != 1
        or _are_costs(lines, triples)
    ):
        return Harvest()
    harvest = Harvest()
    printed = PrintedYear(year, is_calendar=False, start=0, end=0)
    roles = (
        (FactRole.TARGET, FactRole.ACTUAL, FactRole.RATE)
        if proven[0]
        else (FactRole.ACTUAL, FactRole.TARGET, FactRole.RATE)
    )
    for triple in triples:
        pairs = [
            (Column(role=role, year=printed), Value(atom.cell, atom.line))
            for role, atom in zip(roles, triple.values, strict=True)
            if atom.cell is not None
        ]
        told = [(label, fact.sure(Confidence.CERTAIN)) for label, fact in facts_of(pairs, None)]
        harvest.readings += readings_of(Row(name=triple.name, line=triple.values[0].line), told)
        harvest.lines |= {atom.line.number for atom in triple.values}
    return harvest


def _names_several(document: Document, calendar: NamedYears) -> bool:
    """Say whether the first lines announce the results of several years: then figures may be of any."""
    head = [line for line in document.lines[:_HEAD] if len(line.text) <= _SHORT]
    return len(announced_years(head, calendar)) > 1


def _are_costs(lines: Sequence[Line], triples: Sequence[_Triple]) -> bool:
    """Say whether figures are money or parts, or the words above them say so: their rate proves no target."""
    figures = [figure for one in triples for atom in one.values if (figure := _figure(atom))]
    if is_money([unit for _, unit in figures]) or not any(one.exceeds for one in triples):
        return True
    above = triples[0].values[0].line.number
    if speaks_otherwise(one for one in lines if one.number < above):
        return True
    return any(_NO_TARGETS.search(one.text) for one in lines if above - _ABOVE <= one.number < above)


def _triples(atoms: Sequence[Atom]) -> list[_Triple]:
    found: list[_Triple] = []
    words: list[str] = []
    at = 0
    while at < len(atoms):
        if atoms[at].kind is not Kind.VALUE:
            if atoms[at].kind is Kind.TEXT:
                words = [] if _SECTION.match(atoms[at].words) else words
                words.append(atoms[at].words)
            at += 1
            continue
        end = at
        while end < len(atoms) and atoms[end].kind is Kind.VALUE:
            end += 1
        if end - at == 3 and words and (triple := _triple(words, atoms[at], atoms[at + 1], atoms[at + 2])):
            found.append(triple)
        words = []
        at = end
    return found


def _triple(words: Sequence[str], one: Atom, other: Atom, rate: Atom) -> _Triple | None:
    """Return two figures and a rate that is theirs; equal figures do not say which is the target."""
    first, second, share = (_figure(atom) for atom in (one, other, rate))
    if first is None or second is None or share is None or not first[0] or not second[0] or share[1] != "％":
        return None
    if first[1] != second[1] and "" not in {first[1], second[1]}:
        return None
    name = named("".join(words[-_MOST_WORDS:]))
    if abs(second[0] / first[0] * 100 - share[0]) <= _LIMIT:
        return _Triple(name, (one, other, rate), None if first[0] == second[0] else True)
    if abs(first[0] / second[0] * 100 - share[0]) <= _LIMIT:
        return _Triple(name, (one, other, rate), False)
    return None


def _figure(atom: Atom) -> tuple[Decimal, str] | None:
    if atom.cell is None or len(atom.cell.entries) != 1:
        return None
    figure = atom.cell.entries[0].figure
    return figure.value, figure.unit
