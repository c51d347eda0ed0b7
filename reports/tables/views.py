"""A table read by its headings: columns and rows named, its rows held against the plan, made into a file to load."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from desk.actions import quotas
from desk.page.taking import (
    Conflict,
    Done,
    Fate,
    FateKind,
    FaultyFormError,
    conflict_over,
    form_page,
    opened,
    take,
)
from indicators.models import Indicator
from policies.fiscal_year import FiscalYear
from policies.models import PlanPeriod
from reports.loads.actions import uploads
from reports.loads.actions.loading import Loader
from reports.loads.actions.working import new_address
from reports.loads.views import loader_of
from reports.tables.actions.entries import ForNew, Numbers, PlacedRow, as_file, entries_of
from reports.tables.actions.mappings import remember
from reports.tables.actions.working import ask_to_open
from reports.tables.forms import MappingForm, PasteForm, RowsForm
from reports.tables.models import TableMapping
from reports.tables.page import (
    MOST_ROWS,
    NEW,
    SKIPPED,
    RowBeside,
    RowsPage,
    TablePage,
    periods_for,
    rows_page,
    table_page,
)
from reports.tables.uses import NEED_A_YEAR, ROW_WORDS, USE_WORDS, Use
from store.actions.history import last_change
from store.actions.rows import RefusedError

LABELS: Final = {
    "title": "表の名前",
    "text": "貼り付けた表",
    "name": "この読み方の名前",
    "node": "指標を置く項目",
}
NO_PERIOD: Final = "読み込む先の計画期間がありません。先に、計画と計画期間を登録してください。"
NO_ROWS: Final = "読み込む指標がありません。列と行の選び方を確かめてください。"
UNREAD: Final = "読めないセルがあります。内容を確かめ、「読めないセルを除いて読み込む」を選んでください。"
MOST_PROBLEMS: Final = 50


# --- pasted ---


@form_page(labels=LABELS)
def paste(request: HttpRequest) -> HttpResponse:
    """Take a table from the clipboard."""
    loader = loader_of(request)
    if request.method != "POST":
        return show_paste(request, opened(request, loader.person))
    act, show = partial(keep_pasted, request, loader), partial(show_paste, request)
    return take(request, loader.person, act, show, is_versioned=False)


def keep_pasted(request: HttpRequest, loader: Loader, _: int) -> Done:
    """Keep what was pasted as a file, and let it be read."""
    form = PasteForm(request.POST)
    if not form.is_valid():
        raise FaultyFormError(form)
    try:
        quotas.count(quotas.UPLOADS, loader.person)
    except quotas.TooOften as refused:
        raise RefusedError(str(refused)) from None
    said = form.cleaned_data
    upload = uploads.keep(f"{said['title']}.tsv", said["text"].encode())
    return Done(ask_to_open(upload, loader.person).get_absolute_url())


def show_paste(request: HttpRequest, fate: Fate) -> HttpResponse:
    """Show where a table is pasted."""
    form = fate.form or PasteForm(initial=fate.typed.dict() if fate.typed is not None else None)
    context = {"scope": None, "form": form, **fate.context(0)}
    return render(request, "reports/paste.html", context, status=fate.status)


# --- its columns and rows ---


@form_page(labels=LABELS)
def table(request: HttpRequest, ticket: str) -> HttpResponse:
    """Show the sheet with what each column and row seems to hold; what is posted is how it is read."""
    loader = loader_of(request)
    page = table_page(request, loader, ticket, TableMapping.Kind.COLUMNS)
    if request.method != "POST":
        return show_table(request, page, opened(request, loader.person))
    act, show = partial(keep_reading, request, page, ticket), partial(show_table, request, page)
    return take(request, loader.person, act, show, is_versioned=True)


def keep_reading(request: HttpRequest, page: TablePage, ticket: str, version: int) -> Done:
    """Remember how the table is read, and lead to its rows."""
    form = MappingForm(request.POST, periods=periods_for(page.loader))
    use = page.typed_use(request.POST)
    is_valid, problems = form.is_valid(), use.problems()
    if not is_valid or problems:
        raise FaultyFormError(form, problems)
    period: PlanPeriod = form.cleaned_data["period"]
    code = period.plan.local_government_code
    name = form.cleaned_data["name"]
    try:
        mapping = remember(
            page.mapping,
            code=code,
            name=name,
            kind=TableMapping.Kind.COLUMNS,
            content=page.content(use, period),
            version=version,
            by=page.loader.by(code, f"表「{page.upload.name}」の読み方"),
        )
    except ValidationError as refused:
        raise RefusedError("\n".join(refused.messages)) from None
    return Done(reverse("reports:table_rows", args=(ticket, mapping.pk)))


def show_table(request: HttpRequest, page: TablePage, fate: Fate) -> HttpResponse:
    """Show the sheet, with selects for its columns and rows."""
    periods = periods_for(page.loader)
    use = page.typed_use(fate.typed) if fate.typed is not None else page.use
    stem = page.upload.name.rpartition(".")[0] or page.upload.name
    form = fate.form or MappingForm(
        initial=fate.typed.dict()
        if fate.typed is not None
        else {"name": page.mapping.name if page.mapping else stem, "period": _period_of(page, periods)},
        periods=periods,
    )
    rows = list(zip(range(1, MOST_ROWS + 1), page.grid.cells, use.rows, strict=False))
    context = {
        "scope": None,
        "page": page,
        "form": form,
        "columns": use.columns,
        "uses": [(one.value, words) for one, words in USE_WORDS.items()],
        "yearly": [one.value for one in (*NEED_A_YEAR, Use.BASELINE, Use.PERIOD)],
        "row_uses": [(one.value, words) for one, words in ROW_WORDS.items()],
        "rows": [(at, cells, chosen.value, at - 1 in page.grid.hidden_rows) for at, cells, chosen in rows],
        "years": page.years(),
        "refused": "" if periods else NO_PERIOD,
        **fate.context(page.mapping.version if page.mapping else 0, _conflict(page.mapping, page, fate)),
    }
    return render(request, "reports/table.html", context, status=fate.status)


def _period_of(page: TablePage, periods: list[PlanPeriod]) -> Any:
    wanted = page.remembered.options.get("period")
    known = next((one for one in periods if [*one.natural_key()] == wanted), None)
    return known or running(periods, page.loader.today)


def running(periods: Sequence[PlanPeriod], today: date) -> PlanPeriod | None:
    """Return the period in which the day lies, of the first plan that has one; else the latest."""
    year = FiscalYear.containing(today).year
    now = [one for one in periods if one.first_year <= year <= one.last_year]
    return min(now, key=lambda one: one.plan_id) if now else next(iter(periods), None)


def _conflict(mapping: TableMapping | None, page: TablePage, fate: Fate) -> Conflict | None:
    if fate.kind is not FateKind.STALE:
        return None
    return conflict_over(fate.current or mapping, page.loader.person, last_change(mapping))


# --- its rows beside the plan ---


@form_page(labels=LABELS)
def table_rows(request: HttpRequest, ticket: str, pk: int) -> HttpResponse:
    """Show the rows that were read beside the plan; what is posted becomes a file to load."""
    loader = loader_of(request)
    page = rows_page(request, loader, ticket, pk)
    if request.method != "POST":
        return show_rows(request, page, ticket, opened(request, loader.person))
    act, show = partial(make_file, request, page), partial(show_rows, request, page, ticket)
    return take(request, loader.person, act, show, is_versioned=True)


def make_file(request: HttpRequest, page: RowsPage, version: int) -> Done:
    """Make the file of what was read, remember what was chosen, and lead to what the file would change."""
    problems = page.problems
    form = RowsForm(request.POST, years=page.table.years(), has_problems=bool(problems))
    if not form.is_valid():
        raise FaultyFormError(form)
    if problems and not form.cleaned_data["accept"]:
        raise FaultyFormError(form, [UNREAD])
    beside = page.beside(request.POST)
    placed, refused = placed_rows(page, beside, form.cleaned_data["node"])
    if refused or not placed:
        raise FaultyFormError(form, refused or [NO_ROWS])
    entries = entries_of(placed, Numbers.beside(page.plan.indicators), for_new(form))
    upload = page.table.upload
    made = uploads.keep(upload.name, as_file(entries), origin=upload.origin)
    matches = dict(page.mapping.part("matches") or {})
    matches |= {
        one.row.key: [one.indicator.node.uid, one.indicator.number] for one in placed if one.indicator
    }
    remember(
        page.mapping,
        code=page.mapping.local_government_code,
        name=page.mapping.name,
        kind=page.mapping.kind,
        content=page.mapping.content | {"matches": matches},
        version=version,
        by=page.table.loader.by(page.mapping.local_government_code, f"表「{upload.name}」の読み方"),
    )
    return Done(new_address(made, page.table.loader.person))


def for_new(form: RowsForm) -> ForNew:
    """Return what was said of new indicators."""
    said = form.cleaned_data
    return ForNew(said["kind"], said["judged"] == "yes", said["baseline_year"])


def placed_rows(page: RowsPage, beside: list[RowBeside], default: str) -> tuple[list[PlacedRow], list[str]]:
    """Return the rows with their places as chosen, and what is wrong with what was chosen."""
    placed, refused, met = [], [], set[int]()
    for one in beside:
        if one.chosen == SKIPPED or not one.row.name:
            continue
        known = page.plan.indicator(int(one.chosen)) if one.chosen.isdecimal() else None
        words = one.said_node or default
        node = known.node if known else page.plan.node_at(words)
        where = f"{one.row.at + 1}行目「{one.row.name}」"
        if node is None:
            said = (
                f"「{words}」という項目が、この計画期間にありません。"
                if words
                else "置く項目が分かりません。"
            )
            refused.append(f"{where}：{said}コード（例：4-2-4）を入力してください。")
            continue
        if known is not None and known.pk in met:
            refused.append(f"{where}：指標「{known}」を、ほかの行でも選んでいます。")
        met.add(known.pk if known else 0)
        met.discard(0)
        department = page.plan.department_named(one.row.owner) or node.department
        table = page.table
        placed.append(PlacedRow(one.row, node, department, known, table.upload.name, table.grid.name))
    return placed, refused


def show_rows(request: HttpRequest, page: RowsPage, ticket: str, fate: Fate) -> HttpResponse:
    """Show the rows with what each of them may be."""
    problems = page.problems
    initial = {"kind": Indicator.Kind.OUTCOME, "judged": "yes"}
    form = fate.form or RowsForm(
        initial=fate.typed.dict() if fate.typed is not None else initial,
        years=page.table.years(),
        has_problems=bool(problems),
    )
    context = {
        "scope": None,
        "page": page,
        "ticket": ticket,
        "form": form,
        "beside": page.beside(fate.typed),
        "problems": problems[:MOST_PROBLEMS],
        "problem_count": len(problems),
        "new": NEW,
        "skipped": SKIPPED,
        **fate.context(page.mapping.version, _conflict(page.mapping, page.table, fate)),
    }
    return render(request, "reports/table_rows.html", context, status=fate.status)
