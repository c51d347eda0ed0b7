"""The reported count of a year beside the records of its projects: listed, one by one, and entered in its place."""

from collections.abc import Sequence
from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.actions import person_asking
from desk.page.refusals import NotAllowedError
from desk.page.taking import (
    NOT_SAVABLE,
    Conflict,
    Difference,
    Done,
    Fate,
    FateKind,
    FaultyFormError,
    conflict_over,
    form_page,
    opened,
    take,
)
from entry.record.forms import CountForm
from entry.record.scorecards.keepers import NOT_KEEPING, answering_for_indicator, counted_indicators
from entry.record.scorecards.ledgers import (
    LedgerPage,
    keeper_of,
    ledger_page,
    ledger_rows,
)
from entry.record.scorecards.records import history_of
from entry.record.tables import ledgers_file, records_file, years_file
from exports.page import Files, files_of, shown
from indicators.models import Indicator
from indicators.tables.files import history_file
from policies.fiscal_year import FiscalYear, FiscalYearError
from projects.actions import report_count
from projects.models import ProjectCount
from store.actions.history import HistoryLine, last_change
from store.actions.rows import Actor, RefusedError, StaleRow
from store.models import Change

RESTORED = "入力した内容を復元しました。まだ保存していません。確かめてから保存してください。"


@login_required
@require_safe
def ledgers(request: HttpRequest) -> HttpResponse:
    """List the counts and records of the years that are open, for who keeps them or may look at them."""
    rows = ledger_rows(person_asking(request), timezone.localdate())
    context = {
        "scope": None,
        "is_fictional": any(row.round.plan.is_fictional for row in rows),
        "rows": rows,
        "open": sum(row.line.is_open for row in rows),
        "files": files_of(ledgers_file(rows) if rows else None),
    }
    return shown(request, "entry/record/ledgers.html", context)


@form_page
def ledger(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Show the count of a year beside its records; sent, write the count."""
    page = page_of(request, pk, year)
    person = page.keeper.person
    if request.method != "POST":
        restored = RESTORED if is_writable(page) else NOT_SAVABLE
        return show(request, page, opened(request, person, restored=restored))
    if not page.may_keep:
        raise NotAllowedError(NOT_KEEPING)
    act, again = partial(write, request, page), partial(show, request, page)
    return take(request, person, act, again, is_versioned=True, refused=403)


def page_of(request: HttpRequest, pk: int, year: int) -> LedgerPage:
    """Return the page as it is now; 404 unless the person may see the count before anybody confirmed it."""
    person, today = person_asking(request), timezone.localdate()
    indicator, fiscal_year = indicator_of(pk), year_of(year)
    keeper = keeper_of(person, today, indicator)
    if not keeper.sees(answering_for_indicator(indicator)):
        raise Http404
    if not indicator.node.period.first <= fiscal_year <= indicator.node.period.last:
        raise Http404
    return ledger_page(keeper, indicator, fiscal_year)


def indicator_of(pk: int) -> Indicator:
    """Return an indicator that is counted from projects, with all that the pages read of its place; else 404."""
    indicator = counted_indicators(None).filter(pk=pk).first()
    if indicator is None:
        raise Http404
    return indicator


def year_of(year: int) -> FiscalYear:
    try:
        return FiscalYear(year)
    except FiscalYearError:
        raise Http404 from None


def is_writable(page: LedgerPage) -> bool:
    """Tell whether the page has a form for the count."""
    return page.may_keep and not page.count_locked


def write(request: HttpRequest, page: LedgerPage, version: int) -> Done:
    """Write the count; the very same that somebody else reported leaves nothing to decide."""
    if page.count_locked:
        raise RefusedError(page.count_locked)
    form = CountForm(request.POST, stored=page.count is not None)
    if not form.is_valid():
        raise FaultyFormError(form)
    count = form.cleaned_data["count"]
    try:
        report_count(
            page.indicator, page.year, count, version=version, by=actor_for(page), on=page.keeper.today
        )
    except StaleRow as stale:
        if not (isinstance(stale.current, ProjectCount) and stale.current.count == count):
            raise
    return Done(address(page), f"{page.year.era}の報告件数を{count}件として保存しました。")


def actor_for(page: LedgerPage) -> Actor:
    post = page.keeper.post(answering_for_indicator(page.indicator))
    return Actor(Change.Via.PAGE, page.keeper.person, post)


def address(page: LedgerPage) -> str:
    return reverse("entry:ledger", args=(page.indicator.pk, page.year.year))


def show(request: HttpRequest, page: LedgerPage, fate: Fate) -> HttpResponse:
    """Show the page as it is now: with what was typed, else with what was reported."""
    if fate.kind not in {FateKind.OPENED, FateKind.RESTORED}:
        page = ledger_page(page.keeper, page.indicator, page.year)
    is_refused, may_write = fate.kind is FateKind.REFUSED, is_writable(page)
    conflict = conflict_of(page, fate) if fate.kind is FateKind.STALE else None
    history = history_of(page.count)
    context = {
        "scope": None,
        "is_fictional": page.indicator.node.period.plan.is_fictional,
        "page": page,
        "form": form_of(page, fate),
        "refusal": "".join(fate.sentences) if is_refused else "",
        "typed": typed_in(fate) if is_refused or not may_write else [],
        "history": history,
        "files": ledger_files(page, history),
        "keep_theirs": address(page) if may_write else "",
        "is_locked": not may_write,
    }
    context |= fate.context(page.count.version if page.count else 0, conflict)
    return shown(request, "entry/record/ledger.html", context, status=fate.status)


def ledger_files(page: LedgerPage, history: Sequence[HistoryLine]) -> Files:
    """Return the tables of one ledger."""
    about = f"{page.indicator.pk}-{page.year.year}"
    return files_of(years_file(page), records_file(page), history_file(history, about))


def form_of(page: LedgerPage, fate: Fate) -> CountForm:
    """Return the form with what was typed, as it was checked where it was; else with what was reported."""
    if fate.form is not None:
        form: CountForm = fate.form
        return form
    reported = page.count.count if page.count else ""
    said = reported if fate.typed is None else fate.typed.get("count", "")
    return CountForm(initial={"count": said}, stored=page.count is not None)


def typed_in(fate: Fate) -> list[tuple[str, str]]:
    """Return what was typed, to be copied where it cannot be saved."""
    count = fate.typed.get("count", "")[:200] if fate.typed is not None else ""
    return [("報告件数", count)] if count else []


def conflict_of(page: LedgerPage, fate: Fate) -> Conflict:
    """Return mine and theirs; what was typed stays for one more, conscious save."""
    form = CountForm(fate.typed)
    mine = f"{form.cleaned_data['count']}件" if form.is_valid() else ""
    theirs = f"{page.count.count}件" if page.count else "（未入力）"
    difference = Difference("報告件数", mine, theirs)
    return conflict_over(page.count, page.keeper.person, last_change(page.count), [difference])
