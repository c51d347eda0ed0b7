"""Tables whose rows have labels, target and result, under years that their head names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.confidence import agrees_with_rate
from reports.reading.facts import Confidence, FactRole, Reading
from reports.reading.figure_fields import heads_figures, role_of_title
from reports.reading.induction.head_ways import Titles, titles_of
from reports.reading.induction.naming import cell_of, is_name, names_of, unit_of
from reports.reading.induction.records import Part, Record
from reports.reading.slots import Slot
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of

_FEWEST: Final = 2
_FEWEST_SURE: Final = 3


def labelled(part: Part, *, are_cells: bool) -> list[Reading]:
    """Return the indicators of records whose labels say the roles, under years."""
    records = _with_bases(part.records)
    for begin in range(len(part.head)):
        titles = titles_of(part.head[begin:])
        own = [one for one in titles.figures if heads_figures(one)]
        years = [one for one in own if one.is_year]
        bases = [one for one in own if role_of_title(one) is FactRole.BASELINE]
        aims = [one for one in own if role_of_title(one) is FactRole.TARGET]
        if len(years) >= _FEWEST:
            found = list(_labelled(records, titles, _Heads(years, bases, aims), are_cells=are_cells))
            sure = Confidence.LIKELY if len(found) >= _FEWEST_SURE else Confidence.UNSURE
            agreeing = [one for reading in found for one in agrees_with_rate(reading)]
            if found and not (len(agreeing) >= _FEWEST and sum(agreeing) * 2 < len(agreeing)):
                return [replace(one, facts=tuple(fact.sure(sure) for fact in one.facts)) for one in found]
    return []


def _with_bases(records: Sequence[Record]) -> list[Record]:
    """Return records in which figures that stand alone before a label belong to the record of that label."""
    found: list[Record] = []
    for record in records:
        last = found[-1] if found else None
        if last is not None and last.label is None and record.label is not None and not record.lead:
            found[-1] = replace(record, lead=last.lead, before=last.values, group=last.group, line=last.line)
        else:
            found.append(record)
    return found


@dataclass(frozen=True, slots=True)
class _Heads:
    """The titles of the years, of baselines and of a target that has a column of its own."""

    years: Sequence[Slot]
    bases: Sequence[Slot]
    aims: Sequence[Slot]


def _labelled(
    records: Sequence[Record], titles: Titles, heads: _Heads, *, are_cells: bool
) -> Iterator[Reading]:
    blocks = list(_blocks(records))
    named = [
        next((one for one in block if one.lead), block[0]) for block in blocks
    ]  # the name may stand between
    names = names_of(named, titles, are_cells=are_cells)
    fitting = 0
    read: list[Reading] = []
    for block, (name, group) in zip(blocks, names, strict=True):
        pairs = _block_pairs(block, heads)
        fitting += bool(pairs)
        if pairs and is_name(name or block[0].group):
            unit = next(filter(None, map(unit_of, block)), "")
            row = Row(name=name or block[0].group, line=block[0].line, unit=unit)
            read += readings_of(row, facts_of(pairs, None), group if name else "")
    if fitting * 3 >= len(blocks) * 2:
        yield from read


def _blocks(records: Sequence[Record]) -> Iterator[list[Record]]:
    """Yield the records of one indicator: until a label comes again."""
    block: list[Record] = []
    for record in records:
        label = record.label.meaning if record.label else None
        if block and (label is None or label in {one.label.meaning for one in block if one.label}):
            yield block
            block = []
        block.append(record)
    if block:
        yield block


def _block_pairs(block: Sequence[Record], heads: _Heads) -> Pairs:
    """Return the figures of one indicator with their columns, or nothing where one of its rows does not fit."""
    longest = max(len(record.values) for record in block)
    extra = longest - len(heads.years)
    if extra not in {0, len(heads.bases), len(heads.aims)}:
        return []
    is_ahead = bool(extra) and extra == len(heads.bases) and not any(record.before for record in block)
    pairs: Pairs = []
    for record in block:
        if record.label is None or not isinstance(record.label.meaning, FactRole):
            return []
        based = is_ahead and len(record.values) == longest
        before = record.values[:extra] if based else record.before
        pairs += _row_pairs(
            record, record.label.meaning, before, record.values[extra if based else 0 :], heads
        )
    return pairs


def _row_pairs(
    record: Record, role: FactRole, before: Sequence[Slot], values: Sequence[Slot], heads: _Heads
) -> Pairs:
    """Return the figures of one row: those of baselines, of the years, and of the target behind them."""
    told = list(zip(heads.years, values, strict=False))
    pairs = _pairs(role, told, record)
    if len(before) == len(heads.bases):
        pairs += _pairs(FactRole.BASELINE, list(zip(heads.bases, before, strict=True)), record)
    behind = values[len(heads.years) :]
    if role is FactRole.TARGET:
        pairs += _pairs(role, list(zip(heads.aims, behind, strict=False)), record)
    return pairs


def _pairs(role: FactRole, told: Sequence[tuple[Slot, Slot]], record: Record) -> Pairs:
    return [
        (Column(role=role, year=title.year, words=title.text), Value(cell_of(one), one.line or record.line))
        for title, one in told
    ]
