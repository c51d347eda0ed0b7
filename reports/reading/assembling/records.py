"""The rows under a head as records: the words before the figures, the label that says a role, and the figures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reports.reading.assembling.columns import Headed
from reports.reading.assembling.labels import label_of
from reports.reading.assembling.pairing import FigureColumns, first_value, in_place, label_at, pairs_of
from reports.reading.assembling.rows import Piece, PrintedRow
from reports.reading.atoms import is_mark
from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.induction.records import is_value
from reports.reading.induction.rough_titles import rough_slot
from reports.reading.slots import EMPTY, Slot, slot
from reports.reading.titles import Other
from reports.reading.wording import compact
from reports.reading.years import NamedYears

_BEHIND: Final = re.compile(
    r"(?P<name>.*(?:[^\s(（・:：](?=[\s　・:：(（])|[)）]))[\s　・:：(（]*"
    r"(?P<label>(?:目標|計画|実績|決算|見込|達成率)(?:値|数|額|量)?)[)）]?(?P<unit>[(（][^()（）]*[)）])?"
)
_NUMBER: Final = re.compile(
    r"(?:№|No\.?)?[\s　]*"
    r"(?:\d{1,3}(?:[-.－]\d{1,2})*|[(（]\d{1,2}[)）]|[①-⑳]|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨ]|[ア-ン]|[A-Z]?-?\d{1,2})[.．]?"
)
_FEWEST: Final = 2
_TITLES: Final = frozenset({"指標", "KPI", "項目"})  # printed before the number of each
_NOTHING: Final = re.compile(r"[-－―‐ー–—〃″]*")


Stages = tuple[FactRole, FactRole]  # of the upper and the lower line


@dataclass(slots=True)
class Record:
    """One row of figures: the words before them, its label, and its figures each with its column."""

    line: Line
    lead: list[Piece]
    role: FactRole | None
    pairs: list[tuple[Headed, Slot]] = field(default_factory=list)
    unit: str = ""
    is_stage: bool = False


def record_of(
    row: PrintedRow, columns: FigureColumns, calendar: NamedYears, given: FactRole | None
) -> Record | None:
    """Return the record that a row is, None if it has no figures or does not fit the columns.

    `given` is the role that the document gives to a line that has no label.
    """
    if "。" in row.line.text and not columns.by_place:
        return None
    row = in_place(row, columns)
    begin = columns.begin if columns.by_place else first_value(row)
    lead = [one for one in row.pieces[:begin] if columns.by_place or one.text]
    record = _labelled(Record(row.line, lead, None), calendar, by_place=columns.by_place)
    if record.role is None and given is not None:
        record.role, record.is_stage = given, True
    label = label_at(row) if record.role is None and not columns.by_place else None
    if label is not None:
        record.role = label_of(row.pieces[label].text)
    record.pairs = pairs_of(row, columns, record.role, label)
    return record if any(is_value(one) and one.is_figure for _, one in record.pairs) else None


def _labelled(record: Record, calendar: NamedYears, *, by_place: bool) -> Record:
    """Return a record whose label is taken out of the words before its figures."""
    for at in range(len(record.lead) - 1, -1, -1):
        one = record.lead[at]
        if one.text and (role := label_of(one.text)) is not None and (by_place or at == len(record.lead) - 1):
            record.role = role
            inner = re.search(r"[(（](?:単位[:：]?)?([^()（）]*)[)）]", one.text)
            record.unit = inner[1] if inner and slot(inner[1], calendar).is_unit else ""
            rest = record.lead[at + 1 :]
            record.lead = (
                [*record.lead[:at], replace(one, slot=EMPTY), *rest]
                if by_place
                else [*record.lead[:at], *rest]
            )
            return record
    if record.lead and (match := _BEHIND.fullmatch(record.lead[-1].text)):
        record.role = label_of(match["label"])
        words = f"{match['name']}{match['unit'] or ''}"
        record.lead[-1] = replace(record.lead[-1], slot=slot(words, calendar).on(record.line))
    return record


def in_turn(rows: Sequence[PrintedRow], stages: Stages | None) -> dict[int, FactRole]:
    """Return the roles of an upper and a lower line in turn for rows of figures, by line, where none has a label."""
    shown = [row for row in rows if sum(is_value(one.slot) for one in row.filled) >= _FEWEST]
    if stages is None or any(label_of(one.text) is not None for row in shown for one in row.filled):
        return {}
    return {row.line.number: stages[at % 2] for at, row in enumerate(shown)}


def words_of(record: Record) -> list[Piece]:
    """Return the words before the figures: no numbers of rows, marks, units, years, or signs for nothing."""
    return [
        one
        for one in record.lead
        if one.text
        and not (
            _NUMBER.fullmatch(one.text.strip())
            or _NOTHING.fullmatch(one.text.strip())
            or one.slot.is_unit
            or one.slot.is_year
            or is_mark(one.text)
            or compact(one.text) in _TITLES
            or is_value(one.slot)
        )
    ]


def unit_before(record: Record) -> str:
    """Return the unit that stands in a cell of its own before the figures."""
    units = [compact(one.text).strip("()（）[]") for one in record.lead if one.slot.is_unit]
    return record.unit or (units[-1] if units else "")


def turns(records: Sequence[Record]) -> Iterator[list[Record]]:
    """Yield the records of one thing that is counted: those between which no label comes again and no name changes."""
    first = _first_of_turns(records)
    turn: list[Record] = []
    for one in records:
        if turn and (one.role is first if first is not None else _is_new(turn, one)):
            yield turn
            turn = []
        turn.append(one)
    if turn:
        yield turn


def _first_of_turns(records: Sequence[Record]) -> FactRole | None:
    """Return the label with which every turn begins, if the same labels come again and again in their order."""
    roles = [one.role for one in records]
    first = roles[0] if roles else None
    begins = [at for at, role in enumerate(roles) if role is first]
    if first is None or len(begins) < _FEWEST or None in roles:
        return None
    cycles = {tuple(roles[at:end]) for at, end in zip(begins, [*begins[1:], len(roles)], strict=True)}
    return (
        first
        if all(len(one) > 1 and len(set(one)) == len(one) for one in cycles) and len(cycles) <= _FEWEST
        else None
    )


def _is_new(turn: Sequence[Record], one: Record) -> bool:
    if one.role is None or turn[-1].role is None:
        return True
    if one.role in {each.role for each in turn}:
        return True
    if one.is_stage:
        return False
    own = [each.text for each in words_of(one)]
    before = [each.text for record in turn for each in words_of(record)]
    return bool(own) and bool(before) and not set(map(compact, own)) <= set(map(compact, before))


def name_titles(head: Sequence[PrintedRow], width: int, calendar: NamedYears) -> dict[int, Other | None]:
    """Return for each place of divided rows what the head says that is no figure: names, units, text."""
    found: dict[int, Other | None] = {}
    for row in head:
        for at, one in enumerate(row.pieces[:width]):
            title = rough_slot(one.text, calendar).title
            if one.text:
                found[at] = title.meaning if title is not None and isinstance(title.meaning, Other) else None
    return found
