"""What the preview of a workbook of 1,000 rows costs, compared with the reading library alone."""

import io
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, Final

from accounts.models import Person
from entry.figure.rules import asking_by_rules_of_pages
from entry.round.scorecards.amending import PublishedFigures
from entry.round.scorecards.owed import Owed
from entry.workbook.actions.figures import seen_items
from entry.workbook.page.figures import workbook_bytes
from entry.workbook.scorecards.lines import lines_of
from entry.workbook.scorecards.preview import preview
from entry.workbook.scorecards.reading import read_file, read_sheet
from entry.workbook.scorecards.sheets.finding import keys_in
from entry.workbook.scorecards.sheets.lines import FilledTable, filled
from entry.workbook.scorecards.sheets.owed import AnsweredSheet, seen_sheets
from entry.workbook.scorecards.sheets.preview import preview_sheets
from entry.workbook.scorecards.sheets.tables import tables_of
from evaluations.cycles.models import EvaluationCycle
from evaluations.sheets.models.forms import SheetForm, SheetItem, SheetRequest
from evaluations.sheets.models.sheets import ProjectSheet, SheetAmount, SheetAnswer
from indicators.models import EntryRound, RatingLevel
from policies.models import PolicyNode

ROWS: Final = 1000
ROUNDS: Final = 5
MEASURES: Final = 290  # some 1,000 事務事業
TEXTS: Final = 10
RATINGS: Final = 8
LINES: Final = ("事業費", "国庫支出金", "県支出金", "市債", "その他", "一般財源", "人件費", "総コスト")
SENTENCE: Final = "相談窓口を開き、利用者の声を聞きながら、関係する課と連携して取組を進めた。"


def filled_in(items: list[Owed]) -> bytes:
    """Return the workbook of these items with another figure typed into every row."""
    data = workbook_bytes("実績の入力", "", lines_of(items))
    return with_cells(data, 7, [f"{number + 1:,}" for number in range(len(items))])


def with_cells(data: bytes, column: int, values: Sequence[str]) -> bytes:
    """Return the workbook with these values down a column of its first worksheet."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    for number, value in enumerate(values, 5):
        book.worksheets[0].cell(number, column).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def reading_alone(data: bytes) -> None:
    """Read every cell of every worksheet with openpyxl as it is, and do nothing with it."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            len(row)


def seconds(work: Callable[[], object]) -> float:
    """Return how long the work takes: the median of some rounds."""
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def print_ratios(today: date) -> None:
    """Print what previews of 1,000 changed rows cost, the database included, over reading the same file alone."""
    cycle = EvaluationCycle.objects.latest("last_year")
    opens_on = today - timedelta(days=1)
    round_, _ = EntryRound.objects.get_or_create(
        plan=cycle.period.plan,
        fiscal_year=cycle.last_year,
        kind="yearly",
        defaults={"opens_on": opens_on, "due_on": today},
    )
    everybody = Person(is_superuser=True)
    print_figures(round_, everybody, today)
    make_sheets(round_, cycle)
    print_sheets(round_, everybody, today)


def print_figures(round_: EntryRound, person: Person, today: date) -> None:
    """Print the ratio of figures."""
    data = filled_in(list(seen_items(person, [round_.pk], today).values())[:ROWS])

    def whole() -> None:
        found = seen_items(person, [round_.pk], today)
        reasons = asking_by_rules_of_pages(today)
        published = PublishedFigures.of(found.values())
        preview(read_sheet(data), found, may_enter=lambda _: True, reasons=reasons, published=published)

    print_ratio("figures", data, whole)


def print_sheets(round_: EntryRound, person: Person, today: date) -> None:
    """Print what the workbook of sheets costs to write, and the ratios of its preview: a text changed in every row."""
    items = list(seen_sheets(person, [round_.pk], today).values())[:ROWS]
    for amounts in (False, True):
        tables = sheet_tables(items, amounts=amounts)
        start = time.perf_counter()
        data = workbook_bytes("評価シート", "", (), tables)
        print(f"sheets written: {time.perf_counter() - start:,.1f} s, {len(data):,} bytes")
        data = with_cells(data, 6, [f"{SENTENCE}{number}" for number in range(len(items))])

        def whole(data: bytes = data) -> None:
            found = read_file(data).tables
            nodes = {key.node for key in keys_in(found)}
            seen = seen_sheets(person, [round_.pk], today, nodes=nodes)
            preview_sheets(found, seen, may_enter=lambda _: True)

        print_ratio("sheets with amounts" if amounts else "sheets", data, whole)


def sheet_tables(items: Sequence[AnsweredSheet], *, amounts: bool) -> list[FilledTable]:
    """Return the table of the sheets, and if wanted that of their amounts."""
    tables = tables_of(items[0].request)
    return [filled(table, items) for table in (tables if amounts else tables[:1])]


def print_ratio(what: str, data: bytes, whole: Callable[[], None]) -> None:
    """Print what the whole work takes over reading the file alone."""
    alone, all_of_it = seconds(lambda: reading_alone(data)), seconds(whole)
    print(
        f"workbook of {what}: preview {all_of_it * 1000:,.0f} ms, reading library alone "
        f"{alone * 1000:,.0f} ms, ratio {all_of_it / alone:.1f}"
    )


def make_sheets(round_: EntryRound, cycle: EvaluationCycle) -> None:
    """Ask for sheets of twenty items in the round, and fill in every one."""
    form = SheetForm.objects.create(key="bench", name="評価シート")
    items = [
        SheetItem(form=form, order=order, key=f"item-{order}", **kind)
        for order, kind in enumerate(kinds(cycle), 1)
    ]
    SheetItem.objects.bulk_create(items)
    # a round asks for sheets once; this one asks for ours
    SheetRequest.objects.update_or_create(round=round_, defaults={"form": form, "cycle": cycle})
    ProjectSheet.objects.filter(cycle=cycle).update(form=form, entry_state="waiting")
    nodes = PolicyNode.objects.filter(period=cycle.period, layer__is_undertaking=True)
    without = nodes.exclude(project_sheets__cycle=cycle)
    ProjectSheet.objects.bulk_create(
        ProjectSheet(cycle=cycle, node=node, form=form, entry_state="waiting") for node in without
    )
    sheets = ProjectSheet.objects.filter(cycle=cycle)
    level = RatingLevel.objects.filter(scale=cycle.achievement_scale_id)[0]
    SheetAnswer.objects.bulk_create(
        SheetAnswer(
            sheet=sheet,
            item=item,
            text=SENTENCE * 2 if item.kind != "number" else "",
            level=level if item.kind == "rating" else None,
            number=12 if item.kind == "number" else None,
        )
        for sheet in sheets
        for item in items
        if item.kind != "amounts"
    )
    SheetAmount.objects.bulk_create(
        SheetAmount(sheet=sheet, item=items[-1], value=1234, **place)
        for sheet in sheets
        for place in places(round_.fiscal_year)
    )


def kinds(cycle: EvaluationCycle) -> list[dict[str, Any]]:
    """Return the items of the form: texts, ratings with reasons, a number, a table of amounts."""
    texts = [{"part": "Plan", "label": f"取組{number}", "longest": 400} for number in range(TEXTS)]
    ratings = [
        {
            "part": "Check",
            "label": f"評価{number}",
            "kind": "rating",
            "scale": cycle.achievement_scale,
            "asks_reason": True,
        }
        for number in range(RATINGS)
    ]
    columns = [{"key": "budget", "label": "予算額"}, {"key": "settled", "label": "決算額"}]
    lines = [{"key": f"line-{number}", "label": label} for number, label in enumerate(LINES)]
    layout = {"years": [-1, 0], "columns": columns, "lines": lines}
    return [
        *texts,
        *ratings,
        {"part": "Do", "label": "回数", "kind": "number", "unit": "回"},
        {"part": "Do", "label": "予算と決算", "kind": "amounts", "layout": layout},
    ]


def places(year: int) -> list[dict[str, Any]]:
    """Return every cell of the table of amounts."""
    return [
        {"fiscal_year": year + distance, "column": column, "line": f"line-{number}"}
        for number in range(len(LINES))
        for distance in (-1, 0)
        for column in ("budget", "settled")
    ]
