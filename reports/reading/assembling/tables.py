"""Tables put together from heads and rows: each row finds its columns by itself, one that does not is left out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from indicators.calculation.units import is_known_unit
from reports.reading.assembling.columns import Headed, is_head
from reports.reading.assembling.fitting import columns_of, count_of, with_evaluated_year, with_spans
from reports.reading.assembling.middles import with_middles
from reports.reading.assembling.naming import names_of_turns
from reports.reading.assembling.records import (
    Record,
    Stages,
    in_turn,
    record_of,
    turns,
    unit_before,
)
from reports.reading.assembling.rows import PrintedRow
from reports.reading.confidence import agrees_with_rate
from reports.reading.facts import ASIDE, Confidence, FactRole, Harvest, Reading
from reports.reading.figures import SHARES
from reports.reading.induction.naming import cell_of, is_name
from reports.reading.induction.records import is_value
from reports.reading.plans import spans_in
from reports.reading.tables import Pairs, Row, Value, facts_of, readings_of
from reports.reading.wording import compact, tidy
from reports.reading.years import NamedYears

_FEWEST_SURE: Final = 3
_FEWEST: Final = 2
_CAPTION: Final = 4  # rows above a head
_MOST_COUNTS: Final = 5
_UNIT: Final = re.compile(r"単位:?\s*([^()\s]{1,10})")
_BESIDE: Final = re.compile(r"[(（][^()（）]*[)）]|単位[:：].*")  # of a caption: its unit, its day
_HEADING: Final = re.compile(
    r"^(?:#+|[(（]?[\d０-９]{1,2}[)）.．、]?|[○●◆■◇□▼・①-⑳])[\s　]*(?:[(（][\d０-９]{1,2}[)）])?[\s　]*"
)
_NO_NAME: Final = re.compile(
    r"^(?:未|一部)?達成$|^(?:概ね|おおむね)?順調$|^遅れ$|ます$|です$|ました|ページ$|^[^\w]*$"
)
_BRACKETS: Final = re.compile(r"[(（][^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*[)）]")
_SIGNS: Final = re.compile(r"[\d\s()（）.,]")
_LONGEST_UNIT: Final = 5
_COSTS: Final = re.compile(r"インプット情報|財務情報|コスト情報|事業費の(?:推移|内訳)|投入コスト")
_AIM: Final = re.compile(r"目標値|数値目標|計画値")
_RESULT: Final = re.compile(r"実績|推移")
_PLANNED: Final = re.compile(r"予算|見込|推計|計画|予定|想定|歳入|歳出")
_FEWEST_PAST: Final = 3
_AIMS: Final = frozenset({FactRole.TARGET, FactRole.BASELINE})


@dataclass(slots=True)
class Table:
    """A head, the rows behind it up to the next head, and what stands above."""

    head: list[PrintedRow]
    rows: list[PrintedRow] = field(default_factory=list)
    above: list[PrintedRow] = field(default_factory=list)
    evaluated: int | None = None  # the year that the document evaluates
    spans: dict[int, int] = field(default_factory=dict)  # the last of so many years that were named above

    def span(self) -> range:
        """Return the lines from the head to the last row."""
        return range(self.head[0].line.number, [*self.head, *self.rows][-1].line.number + 1)

    def caption(self) -> str:
        return tidy(" ".join(row.line.text for row in self.above))

    def title(self) -> str:
        """Return the words directly above the head, without a number or the kind of an indicator."""
        above = [one.text for row in self.above[-1:] for one in row.filled if not _BESIDE.fullmatch(one.text)]
        return _HEADING.sub("", above[-1]).strip() if above else ""


def tables_in(rows: Sequence[PrintedRow], calendar: NamedYears, evaluated: int | None) -> Iterator[Table]:
    """Yield each head with the rows behind it; a head of other words than titles ends the table before it."""
    table: Table | None = None
    spans: dict[int, int] = {}
    for at, row in enumerate(rows):
        spans |= {last - first + 1: last for first, last in spans_in(tidy(row.line.text), calendar)}
        begun = table is not None and _is_open(table)
        if is_head(row, calendar, begun=begun):
            if table is not None and begun:
                table.rows.clear()
            if table is None or table.rows:
                if table is not None:
                    yield table
                table = Table(
                    [],
                    above=list(rows[max(at - _CAPTION, 0) : at]),
                    evaluated=evaluated,
                    spans=dict(spans),
                )
            table.head.append(row)
        elif table is not None and _ends(row, table):
            yield table
            table = None
        elif table is not None:
            table.rows.append(row)
    if table is not None:
        yield table


def _is_open(table: Table) -> bool:
    """Say whether a head may go on: behind it stands nothing, or one line without figures."""
    return len(table.rows) <= 1 and not any(is_value(one.slot) for row in table.rows for one in row.filled)


def _ends(row: PrintedRow, table: Table) -> bool:
    """Say whether a row heads another table in words that are not known."""
    if not row.is_divided or any(is_value(one.slot) for one in row.filled):
        return False
    width = len(row.pieces)
    return width != len(table.head[-1].pieces) and len(row.filled) == width > _FEWEST


def read_table(table: Table, calendar: NamedYears, stages: Stages | None, *, speaks: bool) -> Harvest:
    """Read the indicators of a table, none if its head gives no columns or too few rows fit them."""
    harvest = Harvest()
    if _COSTS.search(table.caption()):
        return harvest
    for divided in (True, False):
        rows = [row for row in table.rows if row.is_divided is divided]
        if rows and (found := _read(table, rows, calendar, stages, divided=divided, speaks=speaks)):
            harvest.readings += found
    harvest.lines = {fact.place.line for one in harvest.readings for fact in one.facts}
    harvest.lines |= {row.line.number for row in table.head if harvest.readings}
    return harvest


def _read(
    table: Table,
    rows: Sequence[PrintedRow],
    calendar: NamedYears,
    stages: Stages | None,
    *,
    divided: bool,
    speaks: bool,
) -> list[Reading]:
    fitted = columns_of(table.head, rows, calendar, divided=divided)
    figures = with_spans(fitted.figures, table.spans)
    fitted = replace(fitted, figures=with_evaluated_year(figures, table.evaluated))
    columns, by_place = fitted.figures, fitted.by_place
    if not columns:
        return []
    if by_place:
        width = max(len(row.pieces) for row in table.head)
        rows = [row for row in rows if len(row.pieces) <= width]
    given = in_turn(rows, stages)
    told: list[tuple[PrintedRow, Record | None]] = [
        (row, record_of(row, fitted, calendar, given.get(row.line.number))) for row in rows
    ]
    told = with_middles(told, fitted)
    with_figures = [row for row in rows if count_of(row) >= _FEWEST]
    records = [record for _, record in told if record is not None]
    if not records or len(records) * 2 < len(with_figures):
        return []
    groups = [list(turn) for turn in turns(records)]
    names = names_of_turns(table.head, told, groups, calendar, title=table.title(), by_place=by_place)
    roles = {column.role for column in columns} | {record.role for record in records}
    bare = _role_of_bare(columns, records, table)
    if not _is_measured(roles | {bare}, speaks=speaks):
        return []
    readings = [
        reading
        for group, (name, above) in zip(groups, names, strict=True)
        for reading in _readings(group, name, above, bare, _unit_above(table))
    ]
    agreeing = [one for reading in readings for one in agrees_with_rate(reading)]
    if len(agreeing) >= _FEWEST and sum(agreeing) * 2 < len(agreeing):
        return []
    sure = (
        Confidence.LIKELY
        if len(groups) >= _FEWEST_SURE and len(records) * 4 >= len(with_figures) * 3
        else Confidence.UNSURE
    )
    return [
        replace(one, facts=tuple(fact.sure(sure) for fact in one.facts)) for one in _put_together(readings)
    ]


def _put_together(readings: Sequence[Reading]) -> list[Reading]:
    """Return readings with those of one name behind each other, a row for each year, as one."""
    found: list[Reading] = []
    for one in readings:
        last = found[-1] if found else None
        if last is not None and last.name == one.name and not _marks(last) & _marks(one):
            found[-1] = replace(last, facts=(*last.facts, *one.facts))
        else:
            found.append(one)
    return found


def _marks(reading: Reading) -> set[tuple[FactRole, int | None]]:
    return {(fact.role, fact.year) for fact in reading.facts}


def _is_measured(roles: set[FactRole | None], *, speaks: bool) -> bool:
    """Say whether something is promised: a target, or results in a document that speaks of targets."""
    return FactRole.TARGET in roles or (speaks and FactRole.ACTUAL in roles)


def _role_of_bare(columns: Sequence[Headed], records: Sequence[Record], table: Table) -> FactRole | None:
    """Return the role of years that no title covers and no label of a row names."""
    roles = {column.role for column in columns}
    labelled = sum(record.role is not None for record in records)
    if all(column.role is not None for column in columns) or labelled * 2 >= len(records):
        return None
    if roles & _AIMS:
        return FactRole.ACTUAL
    words = compact(table.caption())
    is_aim, is_result = bool(_AIM.search(words)), bool(_RESULT.search(words))
    if is_aim is not is_result:
        return FactRole.TARGET if is_aim else FactRole.ACTUAL
    years = [column.year.year for column in columns if column.year is not None]
    is_past = bool(years) and max(years) <= (table.evaluated or 0) and len(years) >= _FEWEST_PAST
    return FactRole.ACTUAL if is_past and not _PLANNED.search(words) else None


def _readings(
    group: Sequence[Record], name: str, above: str, bare: FactRole | None, unit: str
) -> Iterator[Reading]:
    if not is_name(name) or not _can_be_counted(name):
        return
    pairs: Pairs = []
    for record in group:
        for column, one in record.pairs:
            role = _role(column, record, bare)
            if role is not None:
                pairs.append(
                    (replace(column.column(), role=role), Value(cell_of(one), one.line or record.line))
                )
    if not _is_counted_alike(pairs):
        return
    own = next(filter(None, map(unit_before, group)), "") or ("" if _has_unit(pairs) else unit)
    row = Row(name=name, line=group[0].line, unit=own)
    yield from readings_of(row, facts_of(pairs, None), above)


def _can_be_counted(name: str) -> bool:
    """Say whether words name something: no sentence, no grade, no unit alone."""
    bare = _BRACKETS.sub("", name)
    words = _SIGNS.sub("", name)
    is_unit = is_known_unit(words) or (len(words) <= _LONGEST_UNIT and "/" in words)
    return bool(words) and not is_unit and "。" not in bare and not _NO_NAME.search(name)


def _role(column: Headed, record: Record, bare: FactRole | None) -> FactRole | None:
    """Return the role of a figure: its column's, else its label's; a baseline among labelled rows is one once."""
    if column.role is None and column.meaning is not None and column.year is None:
        return None
    if record.role is None or (record.is_stage and column.role is not None):
        return column.role or bare
    if column.role is None:
        return record.role
    if column.role is FactRole.BASELINE:
        return FactRole.BASELINE if record.role in {FactRole.ACTUAL, FactRole.TARGET} else None
    return column.role if column.role is record.role else None


def _is_counted_alike(pairs: Pairs) -> bool:
    """Say whether figures that are no rates are shares all or none."""
    units = [
        entry.figure.unit
        for column, value in pairs
        if column.role not in ASIDE
        for entry in value.cell.entries
        if entry.figure.unit
    ]
    return len({one in SHARES for one in units}) < _FEWEST


def _has_unit(pairs: Pairs) -> bool:
    return any(entry.figure.unit for _, value in pairs for entry in value.cell.entries)


def _unit_above(table: Table) -> str:
    match = _UNIT.search(table.caption())
    return match[1] if match and is_known_unit(match[1]) else ""
