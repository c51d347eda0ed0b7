"""Who has not handed in how much, as a table that is taken along."""

from collections.abc import Iterator, Sequence

from exports.columns import FileColumn, TableFile, Value
from kpi_tracker.pages.season.season import OfficeRow
from policies.page import Scope
from policies.tables import saved_as, shown_columns

Line = tuple[OfficeRow, OfficeRow | None]  # a bureau, and one of its sections (None: all of it)


def offices_file(scope: Scope, offices: Sequence[OfficeRow]) -> TableFile:
    """Return a row for each bureau and for each of its sections; `scope` is of the year that the round asks for."""

    def number(place: int) -> FileColumn:
        def value(line: Line) -> Value:
            return (line[1] or line[0]).numbers[place].number

        return FileColumn(offices[0].numbers[place].words, value)

    columns = [
        *shown_columns(scope),
        FileColumn("所管局", lambda line: line[0].name, 20),
        FileColumn("所管課", lambda line: line[1].name if line[1] else "", 20),
        *(number(place) for place in range(len(offices[0].numbers))),
    ]
    return TableFile("offices", "所管別の未提出", columns, list(lines(offices)), saved_as(scope))


def lines(offices: Sequence[OfficeRow]) -> Iterator[Line]:
    """Yield each bureau, followed by its sections."""
    for bureau in offices:
        yield bureau, None
        yield from ((bureau, section) for section in bureau.sections)
