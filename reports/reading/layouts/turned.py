"""Divided tables whose rows are years: a column for each indicator, or the targets and results of one."""

from collections.abc import Sequence
from typing import Final

from reports.reading.cells import read_printed
from reports.reading.documents import Document
from reports.reading.facts import DERIVED, FactRole, Reading
from reports.reading.grid import DividedRow
from reports.reading.heads import year_only
from reports.reading.layouts.by_years import before_plan, role_in
from reports.reading.plans import plan_years
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.titles import Other, read_title
from reports.reading.years import NamedYears, PrintedYear

_FEWEST: Final = 3


def years_down(
    rows: Sequence[DividedRow], caption: str, document: Document, calendar: NamedYears
) -> list[Reading]:
    """Return the indicators of a table with at least three rows that begin with a year; of another, nothing."""
    dated = [(row, year) for row in rows if row.cells and (year := year_only(row.cells[0], calendar))]
    width = max((len(row.cells) for row, _ in dated), default=0)
    dated = [(row, year) for row, year in dated if len(row.cells) == width > 1]
    heads = [row for row in rows if row.line.number < dated[0][0].line.number] if dated else []
    head = next((row for row in reversed(heads) if len(row.cells) in {width, width - 1}), None)
    answers = all(
        read_printed(cell, calendar).is_answer for row, _ in dated for cell in row.cells[1:] if cell
    )
    if len(dated) < _FEWEST or head is None or not answers:
        return []
    titles = head.cells if len(head.cells) == width else ("", *head.cells)
    words = " ".join([caption, *(" ".join(row.cells) for row in heads if row is not head)])
    roles = [_role(title, calendar) for title in titles]
    if any(roles):
        return _one(titles, roles, dated, words, calendar)
    role = role_in(words)
    return _many(titles, role, dated, document, calendar) if role else []


def _role(title: str, calendar: NamedYears) -> FactRole | None:
    read = read_title(title, calendar)
    return read.meaning if read and isinstance(read.meaning, FactRole) else None


def _one(
    titles: Sequence[str],
    roles: Sequence[FactRole | None],
    dated: Sequence[tuple[DividedRow, PrintedYear]],
    words: str,
    calendar: NamedYears,
) -> list[Reading]:
    pairs: Pairs = []
    for row, year in dated:
        pairs += [
            (Column(role=role, year=year), Value(read_printed(cell, calendar), row.line))
            for role, cell in zip(roles, row.cells, strict=True)
            if role is not None and cell
        ]
    name = words.strip()
    return readings_of(Row(name=name, line=dated[0][0].line), facts_of(pairs, None)) if name else []


def _many(
    titles: Sequence[str],
    role: FactRole,
    dated: Sequence[tuple[DividedRow, PrintedYear]],
    document: Document,
    calendar: NamedYears,
) -> list[Reading]:
    span = plan_years(document, calendar)
    found: list[Reading] = []
    for at, title in enumerate(titles):
        meaning = read.meaning if (read := read_title(title, calendar)) else None
        if not at or not title or isinstance(meaning, Other) or meaning in DERIVED:
            continue
        pairs: Pairs = [
            (
                Column(role=role, year=year),
                Value(read_printed(row.cells[at], calendar), row.line),
            )
            for row, year in dated
            if row.cells[at]
        ]
        told = [(label, before_plan(fact, span)) for label, fact in facts_of(pairs, None)]
        found += readings_of(Row(name=title, line=dated[0][0].line), told)
    return found
