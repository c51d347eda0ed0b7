"""A table read by its headings: sent or pasted, its columns and rows named."""

from collections.abc import Mapping, Sequence
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
from policies.fiscal_year import FiscalYear
from policies.models import PlanPeriod
from reports.loads.actions import uploads
from reports.loads.actions.loading import Loader
from reports.loads.views import loader_of
from reports.tables.actions.mappings import remember
from reports.tables.actions.working import ask_to_open
from reports.tables.forms import MappingForm, PasteForm
from reports.tables.models import TableMapping
from reports.tables.page.forms import FormPage
from reports.tables.page.tables import MOST_ROWS, TablePage, periods_for, table_page
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
        return show_table(request, page, ticket, opened(request, loader.person))
    act, show = partial(keep_reading, request, page, ticket), partial(show_table, request, page, ticket)
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


def show_table(request: HttpRequest, page: TablePage, ticket: str, fate: Fate) -> HttpResponse:
    """Show the sheet, with selects for its columns and rows."""
    use = page.typed_use(fate.typed) if fate.typed is not None else page.use
    rows = list(zip(range(1, MOST_ROWS + 1), page.grid.cells, use.rows, strict=False))
    context = {
        **mapping_context(page, page.remembered.options, fate),
        "ticket": ticket,
        "columns": use.columns,
        "uses": [(one.value, words) for one, words in USE_WORDS.items()],
        "yearly": [one.value for one in (*NEED_A_YEAR, Use.BASELINE, Use.PERIOD)],
        "row_uses": [(one.value, words) for one, words in ROW_WORDS.items()],
        "rows": [(at, cells, chosen.value, at - 1 in page.grid.hidden_rows) for at, cells, chosen in rows],
    }
    return render(request, "reports/table.html", context, status=fate.status)


def mapping_context(page: TablePage | FormPage, options: Mapping[str, Any], fate: Fate) -> dict[str, Any]:
    """Return what both pages of a mapping show: its form, named and placed as remembered, and what became of it."""
    periods, mapping = periods_for(page.loader), page.mapping
    stem = page.upload.name.rpartition(".")[0] or page.upload.name
    remembered = {
        "name": mapping.name if mapping else stem,
        "period": period_of(options, periods, page.loader),
    }
    initial = fate.typed.dict() if fate.typed is not None else remembered
    return {
        "scope": None,
        "page": page,
        "form": fate.form or MappingForm(initial=initial, periods=periods),
        "years": page.years(),
        "refused": "" if periods else NO_PERIOD,
        **fate.context(mapping.version if mapping else 0, conflict_of(mapping, page.loader, fate)),
    }


def period_of(options: Mapping[str, Any], periods: Sequence[PlanPeriod], loader: Loader) -> PlanPeriod | None:
    """Return the period that was chosen before, else the one that is running; of several plans a person chooses."""
    wanted = options.get("period")
    known = next((one for one in periods if [*one.natural_key()] == wanted), None)
    is_one_plan = len({one.plan_id for one in periods}) == 1
    return known or (running(periods, loader.today) if is_one_plan else None)


def running(periods: Sequence[PlanPeriod], today: date) -> PlanPeriod | None:
    """Return the period in which the day lies, of the first plan that has one; else the latest."""
    year = FiscalYear.containing(today).year
    now = [one for one in periods if one.first_year <= year <= one.last_year]
    return min(now, key=lambda one: one.plan_id) if now else next(iter(periods), None)


def conflict_of(mapping: TableMapping | None, loader: Loader, fate: Fate) -> Conflict | None:
    """Say who changed meanwhile how such files are read."""
    if fate.kind is not FateKind.STALE:
        return None
    return conflict_over(fate.current or mapping, loader.person, last_change(mapping))
