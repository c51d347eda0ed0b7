"""The reported count of a year beside the records of its projects: listed, one by one, and entered in its place."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.posts import person_asking
from desk import once, parking
from desk.refusals import NotAllowedError, says_why, whole_number
from entry.figures.keeping import answering_for_indicator, counted_indicators
from entry.figures.ledgers import LedgerPage, keeper_of, ledger_page, ledger_rows
from entry.figures.records import history_of, last_change
from entry.forms.project import CountForm
from indicators.models import Indicator
from policies.fiscal_year import FiscalYear, FiscalYearError
from projects.actions import report_count
from projects.models import ProjectCount
from store.actions import Actor, RefusedError, StaleRow
from store.models import Change

NOT_KEEPING = "個票と報告件数を変更できるのは、指標の所管課又は施策の主管課の担当者・課長と、事務局だけです。"
RESTORED = "入力した内容を復元しました。まだ保存していません。確かめてから保存してください。"
NOT_RESTORED = "預かっていた入力の内容は、保存されたか期限が切れたため残っていません。"


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
    }
    return render(request, "entry/projects/ledgers.html", context)


@parking.keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
def ledger(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Show the count of a year beside its records; sent, write the count."""
    page = page_of(request, pk, year)
    if request.method != "POST":
        return show(request, page)
    if not page.may_keep:
        raise NotAllowedError(NOT_KEEPING)
    return save(request, page)


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


def show(request: HttpRequest, page: LedgerPage) -> HttpResponse:
    """Show the page; the form holds what was typed before a login, else what was reported."""
    key = request.GET.get(parking.PARAMETER)
    kept = parking.parked(request, address(page))
    if kept is None:
        return answer(request, page, stored_form(page), notice=NOT_RESTORED if key else "")
    form = CountForm(initial={"count": kept.get("count", "")}, stored=page.count is not None)
    more: dict[str, Any] = {"restored": RESTORED, "parked": key}
    version = kept.get("version", "")
    if version.isascii() and version.isdigit() and len(version) <= 18:
        more["version"] = int(version)  # what the person had seen: a change since then is a conflict
    return answer(request, page, form, **more)


def stored_form(page: LedgerPage) -> CountForm:
    return CountForm(initial={"count": page.count.count if page.count else ""}, stored=page.count is not None)


def save(request: HttpRequest, page: LedgerPage) -> HttpResponse:
    """Write the count once, or show it again with what is wrong or was changed by somebody else."""
    sent, person = request.POST, page.keeper.person
    version, key = whole_number(sent.get("version")), once.read_key(sent.get("once"))
    if outcome := once.outcome_of(key, person):
        return HttpResponseRedirect(outcome)
    form = CountForm(sent, stored=page.count is not None)
    if page.count_locked:
        return refused(request, page, page.count_locked)
    if not form.is_valid():
        return answer(request, page, form, status=422, version=version, once=key)
    count, by = form.cleaned_data["count"], actor_for(page)

    def act() -> str:
        report_count(page.indicator, page.year, count, version=version, by=by, on=page.keeper.today)
        parking.forget(sent.get(parking.PARAMETER), address(page))
        return address(page)

    try:
        outcome = once.once(key, person, act)
    except StaleRow as stale:
        if not (isinstance(stale.current, ProjectCount) and stale.current.count == count):
            return conflict(request, page, form)
        outcome = address(page)
    except RefusedError as error:
        return refused(request, afresh(page), str(error))
    messages.success(request, f"{page.year.era}の報告件数を{count}件として保存しました。")
    return HttpResponseRedirect(outcome)


def actor_for(page: LedgerPage) -> Actor:
    post = page.keeper.post(answering_for_indicator(page.indicator))
    return Actor(Change.Via.PAGE, page.keeper.person, post)


def afresh(page: LedgerPage) -> LedgerPage:
    """Return the page with everything as it is now."""
    return ledger_page(page.keeper, page.indicator, page.year)


def conflict(request: HttpRequest, page: LedgerPage, form: CountForm) -> HttpResponse:
    """Show mine and theirs; nothing was saved, and what was typed stays for one more, conscious save."""
    page = afresh(page)
    context = {
        "mine": form.cleaned_data["count"],
        "theirs": page.count,
        "first": last_change(page.count) if page.count else None,
        "is_conflict": True,
    }
    return answer(request, page, form, status=409, **context)


def refused(request: HttpRequest, page: LedgerPage, sentence: str) -> HttpResponse:
    """Show the page with why the count cannot be changed, and what was typed in vain."""
    typed = [("報告件数", request.POST.get("count", "")[:200])]
    return answer(request, page, stored_form(page), status=403, refusal=sentence, typed=typed)


def address(page: LedgerPage) -> str:
    return reverse("entry:ledger", args=(page.indicator.pk, page.year.year))


def answer(
    request: HttpRequest, page: LedgerPage, form: CountForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Render the page; the form carries the version and the key that make a save count once."""
    context = {
        "scope": None,
        "is_fictional": page.indicator.node.period.plan.is_fictional,
        "page": page,
        "form": form,
        "version": page.count.version if page.count else 0,
        "once": once.new_key(),
        "parked": request.POST.get(parking.PARAMETER),
        "history": history_of(page.count),
    }
    return render(request, "entry/projects/ledger.html", context | more, status=status)
