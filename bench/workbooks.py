"""What the preview of a workbook of 1,000 rows costs, compared with the reading library alone."""

import io
import statistics
import time
from collections.abc import Callable
from typing import Final

from entry.grid.explaining import reasons_to_explain
from entry.owed import Owed
from entry.workbooks.lines import lines_of
from entry.workbooks.preview import preview
from entry.workbooks.reading import read_sheet
from entry.workbooks.taking import seen_items
from entry.workbooks.writing import workbook_bytes

ROWS: Final = 1000
ROUNDS: Final = 5


def filled_in(items: list[Owed]) -> bytes:
    """Return the workbook of these items with another figure typed into every row."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(workbook_bytes("実績の入力", "", lines_of(items))))
    for number in range(len(items)):
        book.worksheets[0].cell(5 + number, 7).value = f"{number + 1:,}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def reading_alone(data: bytes) -> None:
    """Read every cell with openpyxl as it is, and do nothing with it."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True)
    for row in book.worksheets[0].iter_rows(values_only=True):
        len(row)


def seconds(work: Callable[[], object]) -> float:
    """Return how long the work takes: the median of some rounds."""
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def print_ratio() -> None:
    """Print what a preview of 1,000 changed rows costs, the database included, over reading the file alone.

    Needs a database with one round, of a city in which the first superuser sees at least so many figures.
    """
    from django.utils import timezone

    from accounts.models import Person
    from indicators.models import EntryRound

    today, round_ = timezone.localdate(), EntryRound.objects.latest("pk")
    person = Person.objects.filter(is_superuser=True).first() or Person(is_superuser=True)
    items = list(seen_items(person, [round_.pk], today).values())[:ROWS]
    data = filled_in(items)

    def whole() -> None:
        found = seen_items(person, [round_.pk], today)
        preview(read_sheet(data), found, may_enter=lambda _: True, reasons=reasons_to_explain)

    alone, all_of_it = seconds(lambda: reading_alone(data)), seconds(whole)
    print(
        f"workbook of {len(items):,} rows: preview {all_of_it * 1000:,.0f} ms, reading library alone "
        f"{alone * 1000:,.0f} ms, ratio {all_of_it / alone:.1f}"
    )
