"""A table without dividing signs while it is read, and how its rows find their columns."""

from dataclasses import dataclass, field, replace

from reports.reading.atoms import Atom
from reports.reading.documents import Document
from reports.reading.facts import Fact, FactRole, Reading
from reports.reading.tables import Column, Pairs, Row, Value, fit
from reports.reading.years import NamedYears


@dataclass(slots=True, kw_only=True)
class RunningTable:
    """Where the reading stands: the head in force, the words since the last figures, and what was read."""

    document: Document
    calendar: NamedYears
    columns: list[Column] = field(default_factory=list)
    half_titled: bool = False
    words: list[Atom] = field(default_factory=list)
    current: Row | None = None
    labelled: list[tuple[Row, list[tuple[str, Fact]]]] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    before_head: int = 0
    tried: int = 0
    fitted: int = 0
    lines: set[int] = field(default_factory=set)
    seen: set[FactRole] = field(default_factory=set)
    kind: str = ""
    unit: str = ""
    is_numbered: bool = False
    row_number: int = 0
    has_units: bool = False
    caption: list[Atom] = field(default_factory=list)

    def drop_unsound(self) -> None:
        """Forget what was read under the head in force if most of its rows do not fit it, and begin to count anew."""
        if self.tried > 2 and self.fitted * 2 < self.tried:
            del self.readings[self.before_head :]
        self.before_head, self.tried, self.fitted = len(self.readings), 0, 0


def pairs_of(table: RunningTable, row: Row, *, marked: bool) -> Pairs | None:
    """Find the columns of a row: all of them, those without rates, or every second one titled."""
    if row.label is not None and len(row.values) == 1:
        return _alone(table, row)
    if not table.columns or (len(table.columns) == 1 and table.columns[0].year is None):
        return None  # one title without a year heads nothing for sure
    for columns in ways(table):
        if pairs := fit(columns, row):
            return pairs
    if table.half_titled and len(row.values) == 2 * len(table.columns):
        return [
            (column if at % 2 else replace(column, role=_other(column.role), words=""), value)
            for at, value in enumerate(row.values)
            for column in [table.columns[at // 2]]
        ]
    return _short(table, row) if marked else _ends_early(table, row)


def cut_row(columns: list[Column], values: list[Value]) -> Pairs | None:
    """Fit the last row of a text that stops in its middle: its beginning is in order, its last figure may be torn."""
    whole = values[:-1] if len(values) == len(columns) else values
    return list(zip(columns, whole, strict=False)) if 0 < len(whole) < len(columns) else None


def _alone(table: RunningTable, row: Row) -> Pairs | None:
    assert row.label is not None  # noqa: S101
    cell = row.values[0].cell
    if not (cell.year or any(entry.figure.unit for entry in cell.entries) or row.label.year):
        return None
    years = [column.year for column in table.columns if column.year]
    year = row.label.year or (years[0] if len(years) == 1 else None)
    if not isinstance(row.label.meaning, FactRole):
        return None
    column = Column(role=row.label.meaning, year=year, words=row.label.words, is_period=row.label.is_period)
    return [(column, row.values[0])]


def ways(table: RunningTable) -> list[list[Column]]:
    columns = table.columns
    without_rates = [column for column in columns if column.role is not FactRole.RATE]
    bare = [column for column in without_rates if column.role is not FactRole.DIFFERENCE]
    return [columns, without_rates, bare]


def _other(role: FactRole | None) -> FactRole:
    return FactRole.TARGET if role is FactRole.ACTUAL else FactRole.ACTUAL


def _ends_early(table: RunningTable, row: Row) -> Pairs | None:
    """Fit a row of results whose last years are not there yet."""
    yearly = [column for column in table.columns if column.role is not FactRole.BASELINE]
    ends = (
        row.label is not None
        and row.label.meaning is FactRole.ACTUAL
        and 1 < len(row.values) < len(yearly)
        and all(column.year for column in yearly)
    )
    return list(zip(yearly, row.values, strict=False)) if ends else None


def _short(table: RunningTable, row: Row) -> Pairs | None:
    """Fit a row that ends with a mark and has one figure too few: it is the target that is not there."""
    columns = [column for column in ways(table)[2] if column.role is not FactRole.TARGET]
    if len(columns) == len(ways(table)[2]) - 1 == len(row.values):
        return list(zip(columns, row.values, strict=True))
    return None
