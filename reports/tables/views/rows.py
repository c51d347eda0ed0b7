"""What was read of tables and forms held against the plan; what is posted becomes a file to load."""

from functools import partial
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from desk.page.taking import Done, Fate, FaultyFormError, form_page, opened, take
from indicators.calculation.units import is_other_unit, unit_differs
from indicators.models import Indicator
from reports.loads.actions import uploads
from reports.loads.actions.working import new_address
from reports.loads.views import loader_of
from reports.tables.actions.entries import ForNew, Numbers, PlacedRow, as_file, entries_of
from reports.tables.actions.mappings import remember
from reports.tables.actions.working import kept_forms, kept_grids
from reports.tables.formcells import FormUse
from reports.tables.forms import RowsForm
from reports.tables.models import TableMapping
from reports.tables.page.forms import read_forms
from reports.tables.page.rows import MOST_ROWS, NEW, SKIPPED, RowBeside, RowsPage, SheetRow
from reports.tables.page.tables import (
    TablePage,
    kept,
    mapping_of,
    period_kept,
    sheet_named,
    upload_of,
    years_around,
)
from reports.tables.readout import read_rows
from reports.tables.scorecards import plan_beside
from reports.tables.views.tables import conflict_of
from store.limits import number_in

LABELS: Final = {"node": "指標を置く項目"}
NO_ROWS: Final = "読み込む指標がありません。前の画面の選び方を確かめてください。"
NO_TOTAL: Final = (
    "表の実績は単年度分ですが、登録済みの指標は累計です。累計の列があればそちらを実績に選び、なければこの行は読み込まずに、"
    "入力の画面の「うち当該年度分」に入れてください。"
)
OTHER_UNIT: Final = "表の数値を登録済みの単位に直すか、対応を選び直してください。"
UNREAD: Final = "読めないセルがあります。内容を確かめ、「読めないセルを除いて読み込む」を選んでください。"
MOST_PROBLEMS: Final = 50


@form_page(labels=LABELS)
def table_rows(request: HttpRequest, ticket: str, pk: int) -> HttpResponse:
    """Show the rows of a table beside the plan."""
    return answer(request, rows_of_table(request, ticket, pk))


@form_page(labels=LABELS)
def form_rows(request: HttpRequest, ticket: str, pk: int) -> HttpResponse:
    """Show the indicators of all forms beside the plan, and which files are none of this kind."""
    return answer(request, rows_of_forms(request, ticket, pk))


def rows_of_table(request: HttpRequest, ticket: str, pk: int) -> RowsPage:
    """Return the rows of a sheet as the mapping reads it; raise Http404 where one of them is not there."""
    loader = loader_of(request)
    mapping, upload = mapping_of(pk, loader, TableMapping.Kind.COLUMNS), upload_of(ticket, loader)
    grids = kept(upload, kept_grids)
    table = TablePage(loader, upload, grids, sheet_named(mapping, grids), [], mapping)
    read = read_rows(table.grid, table.use, table.calendar)
    return RowsPage(
        loader,
        upload,
        mapping,
        plan_beside(period_kept(mapping, loader), loader.today),
        [SheetRow(one, upload.name, table.grid.name) for one in read[:MOST_ROWS]],
        table.years(),
        f"{reverse('reports:table', args=(ticket,))}?sheet={table.at}&mapping={pk}",
        left_out=max(0, len(read) - MOST_ROWS),
    )


def rows_of_forms(request: HttpRequest, ticket: str, pk: int) -> RowsPage:
    """Return what all forms say as the mapping reads them; raise Http404 where one of them is not there."""
    loader = loader_of(request)
    mapping, upload = mapping_of(pk, loader, TableMapping.Kind.CELLS), upload_of(ticket, loader)
    files = kept(upload, kept_forms)
    rows, refused = read_forms(files, FormUse.from_kept(mapping.content))
    return RowsPage(
        loader,
        upload,
        mapping,
        plan_beside(period_kept(mapping, loader), loader.today),
        rows[:MOST_ROWS],
        years_around([], loader),
        f"{reverse('reports:forms', args=(ticket,))}?mapping={pk}",
        refused,
        len(files),
        max(0, len(rows) - MOST_ROWS),
    )


def answer(request: HttpRequest, page: RowsPage) -> HttpResponse:
    """Show the rows, or make the file of them."""
    person = page.loader.person
    if request.method != "POST":
        return show_rows(request, page, opened(request, person))
    act, show = partial(make_file, request, page), partial(show_rows, request, page)
    return take(request, person, act, show, is_versioned=True)


def make_file(request: HttpRequest, page: RowsPage, version: int) -> Done:
    """Make the file of what was read, remember what was chosen, and lead to what the file would change."""
    form = RowsForm(request.POST, years=page.years, has_problems=bool(page.problems))
    if not form.is_valid():
        raise FaultyFormError(form)
    if page.problems and not form.cleaned_data["accept"]:
        raise FaultyFormError(form, [UNREAD])
    placed, wrong = placed_rows(page, page.beside(request.POST), form.cleaned_data["node"])
    if wrong or not placed:
        raise FaultyFormError(form, wrong or [NO_ROWS])
    said = form.cleaned_data
    new = ForNew(said["kind"], said["judged"] == "yes", said["baseline_year"])
    entries = entries_of(placed, Numbers.beside(page.plan.indicators), new)
    made = uploads.keep(page.upload.name, as_file(entries), origin=page.upload.origin)
    remember_matches(page, placed, version)
    return Done(new_address(made, page.loader.person))


def remember_matches(page: RowsPage, placed: list[PlacedRow], version: int) -> None:
    """Keep which indicators the rows are, for next year's file."""
    mapping = page.mapping
    matches = dict(mapping.part("matches") or {})
    matches |= {
        one.row.key: [one.indicator.node.uid, one.indicator.number] for one in placed if one.indicator
    }
    code = mapping.local_government_code
    remember(
        mapping,
        code=code,
        name=mapping.name,
        kind=mapping.kind,
        content=mapping.content | {"matches": matches},
        version=version,
        by=page.loader.by(code, f"「{page.upload.name}」の読み方"),
    )


def placed_rows(page: RowsPage, beside: list[RowBeside], default: str) -> tuple[list[PlacedRow], list[str]]:
    """Return the rows with their places as chosen, and what is wrong with what was chosen."""
    placed: list[PlacedRow] = []
    wrong = []
    for one in beside:
        if one.chosen == SKIPPED or not one.row.name:
            continue
        found = placed_row(page, one, default)
        if isinstance(found, str):
            wrong.append(f"{one.source.file if page.is_of_many else ''}「{one.row.name}」：{found}")
        elif found.indicator is not None and found.indicator in [other.indicator for other in placed]:
            wrong.append(f"「{one.row.name}」：指標「{found.indicator}」を、ほかの行でも選んでいます。")
        else:
            placed.append(found)
    return placed, wrong


def placed_row(page: RowsPage, one: RowBeside, default: str) -> PlacedRow | str:
    """Return a row with the place that was chosen for it, or why it has none."""
    known = page.plan.indicator(number_in(one.chosen) or 0)
    words = one.said_node or default
    node = known.node if known else page.plan.node_at(words)
    if node is None:
        why = f"「{words}」という項目が、この計画期間にありません。" if words else "置く項目が分かりません。"
        return f"{why}コード（例：4-2-4）を入力してください。"
    if known and is_other_unit(one.row.unit, known.unit):
        return unit_differs("表", one.row.unit, "登録済み", known.unit) + OTHER_UNIT
    if known and known.accumulation == Indicator.Accumulation.CUMULATIVE and one.row.is_of_year:
        return NO_TOTAL
    department = page.plan.department_named(one.row.owner) or node.department
    every = one.every if one.is_every else None
    return PlacedRow(one.row, node, department, known, one.source.file, one.source.sheet, every)


def show_rows(request: HttpRequest, page: RowsPage, fate: Fate) -> HttpResponse:
    """Show the rows with what each of them may be."""
    initial = {"kind": Indicator.Kind.OUTCOME, "judged": "yes"}
    form = fate.form or RowsForm(
        initial=fate.typed.dict() if fate.typed is not None else initial,
        years=page.years,
        has_problems=bool(page.problems),
    )
    context = {
        "scope": None,
        "page": page,
        "form": form,
        "beside": page.beside(fate.typed),
        "problems": page.problems[:MOST_PROBLEMS],
        "problem_count": len(page.problems),
        "new": NEW,
        "skipped": SKIPPED,
        **fate.context(page.mapping.version, conflict_of(page.mapping, page.loader, fate)),
    }
    return render(request, "reports/table_rows.html", context, status=fate.status)
