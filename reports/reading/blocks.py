"""The rows of one indicator in a divided table: which line holds targets, which results, and of which years."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from indicators.calculation.units import is_known_unit
from reports.reading.cells import Cell
from reports.reading.documents import Line
from reports.reading.facts import BASES, DERIVED, FactRole
from reports.reading.heads import Head
from reports.reading.tables import Column, Pairs, Value
from reports.reading.titles import Title
from reports.reading.years import PrintedYear

Stage = tuple[FactRole, FactRole]  # what upper and lower line hold

_SHARES = {"％", "パーセント"}


@dataclass(slots=True, kw_only=True)
class TableLine:
    """One row: its label, its years and its answers, each with the position of its cell."""

    line: Line
    width: int
    label: Title | None = None
    years: list[tuple[int, PrintedYear]] = field(default_factory=list)
    answers: list[tuple[int, Cell]] = field(default_factory=list)

    @property
    def are_rates(self) -> bool:
        figures = [entry.figure for _, cell in self.answers for entry in cell.entries]
        return bool(figures) and all(figure.unit in _SHARES for figure in figures)


@dataclass(slots=True, kw_only=True)
class IndicatorRows:
    """An indicator with all of its rows."""

    name: str
    line: Line
    unit: str = ""
    group: str = ""
    lines: list[TableLine] = field(default_factory=list)
    local: TableLine | None = None


def pairs_of(block: IndicatorRows, head: Head, stage: Stage | None, context: FactRole | None) -> list[Pairs]:
    """Return for each row of figures its columns and cells; a row that nothing places is left out."""
    told: list[Pairs] = []
    above = _local(block.local, head, context) if block.local else None
    local = above
    rows = [line for line in block.lines if line.answers and not line.years]
    roles = _roles(rows, block, head, stage)
    for line in block.lines:
        if line.years:
            local = _local(line, head, context)
            if before := _before_years(line, head):
                told.append(before)
            continue
        if not line.answers:
            continue
        at = rows.index(line)
        role = roles[at]
        columns = local if local is not None else [head.column(one) for one in head.value_positions]
        if local is not None and local is above and at == 0:
            columns = _with_dated_base(columns, head, line)
        pairs = _placed(
            line, head, columns, role=role, context=context, is_local=local is not None, is_first=at == 0
        )
        if pairs:
            told.append(pairs)
    return told


def _roles(
    rows: Sequence[TableLine], block: IndicatorRows, head: Head, stage: Stage | None
) -> list[FactRole | None]:
    """Return the role of each row of figures: what its label says, else by the order that such rows have."""
    labelled = [
        line.label.meaning if line.label and isinstance(line.label.meaning, FactRole) else None
        for line in rows
    ]
    if any(labelled) or len(rows) < 2:
        return labelled
    undated = [head.meanings.get(at) for at in head.years]
    both = stage or (
        (FactRole.TARGET, FactRole.ACTUAL) if None in undated or FactRole.TARGET in undated else None
    )
    shares = block.unit in _SHARES or rows[0].are_rates
    found: list[FactRole | None] = []
    for line in rows:
        if line.are_rates and not shares:
            found.append(FactRole.RATE)
        elif both and len([one for one in found if one is not FactRole.RATE]) < 2:
            found.append(both[len([one for one in found if one is not FactRole.RATE])])
        else:
            found.append(None if not found else FactRole.DIFFERENCE)
    return found


def _local(line: TableLine, head: Head, context: FactRole | None) -> list[Column]:
    role = line.label.meaning if line.label and isinstance(line.label.meaning, FactRole) else None
    roles = [meaning for meaning in head.meanings.values() if meaning in {FactRole.TARGET, FactRole.ACTUAL}]
    only = roles[0] if len(set(roles)) == 1 and isinstance(roles[0], FactRole) else context
    base = [cell.year.year for _, cell in line.answers if cell.year]
    if role is None and only is None and base and all(year.year > max(base) for _, year in line.years):
        only = FactRole.TARGET  # what is planned for the years after a present value
    columns = [Column(role=role or only, year=year, words=year.label) for _, year in line.years]
    if role is None and [one for one in roles if isinstance(one, FactRole)] == [
        FactRole.ACTUAL,
        FactRole.TARGET,
    ]:
        *results, last = columns
        return [*(replace(one, role=FactRole.ACTUAL) for one in results), replace(last, role=FactRole.TARGET)]
    return columns


def _with_dated_base(columns: list[Column], head: Head, line: TableLine) -> list[Column]:
    """Take the first of the years above as the baseline's, if the head has one and the row no figure without a year."""
    has_base = FactRole.BASELINE in head.meanings.values()
    if not has_base or len(line.answers) != len(columns) or line.answers[0][1].year is not None:
        return columns
    return [replace(columns[0], role=FactRole.BASELINE), *columns[1:]]


def _before_years(line: TableLine, head: Head) -> Pairs:
    """Return the figure that stands before the years of a row as the baseline, if the head has one."""
    at = next((at for at in head.value_positions if head.meanings.get(at) is FactRole.BASELINE), None)
    first = line.years[0][0]
    figures = [cell for position, cell in line.answers if position < first]
    if len(figures) != 1 or (at is None and figures[0].year is None):
        return []
    column = head.column(at) if at is not None else Column(role=FactRole.BASELINE)
    return [(column, Value(figures[0], line.line))]


def _placed(
    line: TableLine,
    head: Head,
    columns: list[Column],
    *,
    role: FactRole | None,
    context: FactRole | None,
    is_local: bool,
    is_first: bool,
) -> Pairs:
    cells = [cell for _, cell in line.answers]
    if not is_local and line.width == head.width:
        found = [(head.column(at), cell) for at, cell in line.answers if at in head.value_positions]
    elif (order := _in_order(columns, cells, is_first=is_first)) is not None:
        found = order
    else:
        return []
    is_mixed = len({column.role for column in columns if column.role not in BASES}) > 1
    return [
        (placed, Value(cell, line.line))
        for column, cell in found
        if (placed := _with_role(column, role, context, is_mixed=is_mixed)).role is not None
    ]


def _with_role(column: Column, role: FactRole | None, context: FactRole | None, *, is_mixed: bool) -> Column:
    """Return a column of a year with the role of its row; baselines and other titled columns keep their own."""
    if column.role in BASES and role in {None, FactRole.TARGET, FactRole.ACTUAL}:
        return column
    if is_mixed and column.role is FactRole.TARGET and role is FactRole.ACTUAL:
        return column  # a target has a column of its own among results
    if role is not None and (column.year is not None or column.role in {None, role}):
        return replace(column, role=role)
    if role is not None and column.role is FactRole.TARGET and role is FactRole.ACTUAL:
        return replace(column, role=None)
    return column if column.role is not None else replace(column, role=context)


def _in_order(
    columns: list[Column], cells: list[Cell], *, is_first: bool
) -> list[tuple[Column, Cell]] | None:
    """Find the columns of cells whose empty neighbours have vanished."""
    without_rates = [column for column in columns if column.role not in DERIVED]
    for ones in (columns, without_rates, _with_bases(without_rates, cells)):
        if len(ones) == len(cells):
            return list(zip(ones, cells, strict=True))
    if by_years := _by_years(columns, cells):
        return by_years
    yearly = [column for column in without_rates if column.role not in BASES]
    if not is_first and len(cells) == len(yearly):
        return list(zip(yearly, cells, strict=True))
    if len(cells) > len(without_rates):
        return None
    return _short(without_rates, yearly, cells, is_first=is_first)


def _with_bases(columns: list[Column], cells: list[Cell]) -> list[Column]:
    """Return the columns of years with one or two baselines before them, if a cell says by its year that it is one."""
    extra = len(cells) - len(columns)
    years = [column.year.year for column in columns if column.year]
    first = cells[0].year if cells else None
    if extra not in {1, 2} or not years or first is None or first.year >= min(years):
        return columns
    return [Column(role=FactRole.BASELINE), Column(role=FactRole.PLANNING)][:extra] + columns


def _by_years(columns: list[Column], cells: list[Cell]) -> list[tuple[Column, Cell]] | None:
    years = [column.year.year if column.year else None for column in columns]
    own = [cell.year.year if cell.year else None for cell in cells]
    if None in own or any(years.count(year) != 1 for year in own):
        return None
    return [(columns[years.index(year)], cell) for year, cell in zip(own, cells, strict=True)]


def _short(
    columns: list[Column], yearly: list[Column], cells: list[Cell], *, is_first: bool
) -> list[tuple[Column, Cell]] | None:
    """Fit a row that ends early: baselines and the final target are there, the last years are not yet."""
    if not is_first:
        return list(zip(yearly, cells, strict=False)) if all(column.year for column in yearly[:-1]) else None
    last = columns[-1]
    bases = [column for column in columns if column.role in BASES]
    results = [column for column in columns if column.role is FactRole.ACTUAL]
    regular = columns == [*bases, *results, last] and last.role is FactRole.TARGET and bool(results)
    if not regular or len(cells) < len(bases) + 1:
        return None
    middle = cells[len(bases) : -1]
    return [*zip(bases, cells, strict=False), *zip(results, middle, strict=False), (last, cells[-1])]


def unit_of(texts: Iterable[str]) -> str:
    """Return the cell that is nothing but a unit."""
    return next((text for text in texts if len(text) <= 6 and is_known_unit(text)), "")
