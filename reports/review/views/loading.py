"""What becomes of a reviewed report: loaded like any file, held against what came out, its figures found again."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.actions import person_asking
from desk.page.refusals import whole_number
from desk.page.taking import Done, Fate, FateKind, conflict_over, form_page, opened, take
from exports.page import files_of, shown
from indicators.models import Indicator, Result, Target
from reports.loads.actions.working import new_address
from reports.review.actions.comparing import comparison_of
from reports.review.actions.deciding import settle_restatement, sign
from reports.review.actions.placing import goes_to
from reports.review.actions.preparing import prepare, what_becomes_of
from reports.review.models import Report, ReportFact
from reports.review.outcome import Loadable, Unheld, row_name
from reports.review.page import ReportPageAsked, report_asked
from reports.review.rules import may_read_report
from reports.review.scorecards import what_of
from reports.review.slots import Role
from reports.review.tables import comparison_files
from store.actions.history import last_change
from store.actions.rows import RefusedError
from store.limits import number_in

ROWS: Final[dict[str, Any]] = {"result": Result, "target": Target, "indicator": Indicator}
CalledFact = tuple[ReportFact | None, str]
GONE: Final = "この値は、この報告書にありません。ページを開き直してください。"
SETTLED: Final = "改定値の扱いを記録しました。登録済みの値は変えていません。"


@form_page
def report_load(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would be loaded, what is stated otherwise and what has no place; what is posted goes on to the load."""
    asked = report_asked(request, pk, decides=True)
    if request.method != "POST":
        return show_load(asked, opened(request, asked.person))
    settles = request.POST.get("do") == "restated"
    act = partial(settle if settles else go_on, asked)
    return take(request, asked.person, act, partial(show_load, asked), is_versioned=True)


def go_on(asked: ReportPageAsked, version: int) -> Done:
    """Make the file that loads what was taken, and lead to what it would change."""
    upload = prepare(asked.report, version=version, by=asked.by)
    return Done(new_address(upload, asked.person))


def settle(asked: ReportPageAsked, version: int) -> Done:
    """Write down what becomes of a figure that the report states otherwise."""
    sent = asked.request.POST
    fact = asked.report.facts.filter(pk=whole_number(sent.get("row"))).first()
    if fact is None or sent.get("restated") not in set(ReportFact.Restatement.values):
        raise RefusedError(GONE)
    settle_restatement(fact, str(sent["restated"]), version=version, by=asked.by)
    return Done(f"{reverse('reports:report_load', args=(asked.report.pk,))}#restated", SETTLED)


def show_load(asked: ReportPageAsked, fate: Fate) -> HttpResponse:
    """Show what becomes of the report as things stand."""
    report = asked.report
    report.refresh_from_db()
    found: Loadable | None = None
    problem = ""
    try:
        found = what_becomes_of(report)
    except RefusedError as refused:
        problem = str(refused)
    facts = {fact.path: fact for fact in report.facts.all()}
    settled = settled_in(asked, fate)
    changed = settled or report
    conflict = None
    if fate.kind is FateKind.STALE:
        conflict = conflict_over(changed, asked.person, last_change(changed))
    context = {
        "scope": None,
        "report": report,
        "settled": settled.pk if settled else None,
        "settled_as": fate.typed.get("restated", "") if fate.typed is not None else "",
        "found": found,
        "problem": problem,
        "restated": [(one, facts[one.slot.path]) for one in found.restated] if found else [],
        "unheld": by_reason(found.unheld, facts) if found else {},
        "unheld_count": len(found.unheld) if found else 0,
        "open_count": sum(fact.is_open for fact in facts.values()),
        "choices": ReportFact.Restatement.choices,
        "load": report.load,
        **fate.context(changed.version, conflict),
    }
    return render(asked.request, "reports/review/load.html", context, status=fate.status)


def by_reason(unheld: Iterable[Unheld], facts: Mapping[str, ReportFact]) -> dict[str, list[CalledFact]]:
    """Return what cannot be loaded by why, each fact with what to call it."""
    found: dict[str, list[CalledFact]] = {}
    for one in unheld:
        found.setdefault(one.reason, []).append(called(one.slot.path, facts))
    return found


def called(path: str, facts: Mapping[str, ReportFact]) -> CalledFact:
    """Return a fact and what to call it: its indicator, the year and the kind."""
    fact = facts.get(path)
    if fact is None:
        return None, ""
    owner = fact if fact.role == Role.INDICATOR else facts.get(fact.owner)
    name = owner.told.get("name", "") if owner is not None else ""
    return fact, f"{name} {what_of(fact)}".strip()


def settled_in(asked: ReportPageAsked, fate: Fate) -> ReportFact | None:
    """Return the fact whose restatement was settled by the form that is shown again, None where it was another form."""
    if fate.typed is None or fate.typed.get("do") != "restated":
        return None
    return asked.report.facts.filter(pk=number_in(fate.typed.get("row")) or 0).first()


@form_page
def report_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was loaded beside what the report says; what is posted says that somebody has compared them."""
    asked = report_asked(request, pk, decides=True)
    if request.method != "POST":
        return show_check(asked, opened(request, asked.person))
    return take(
        request, asked.person, partial(sign_off, asked), partial(show_check, asked), is_versioned=True
    )


def sign_off(asked: ReportPageAsked, version: int) -> Done:
    """Keep who has compared them, and when."""
    sign(asked.report, asked.person.name, timezone.now(), version=version, by=asked.by)
    return Done(reverse("reports:report_check", args=(asked.report.pk,)), "突合の結果を確認しました。")


def show_check(asked: ReportPageAsked, fate: Fate) -> HttpResponse:
    """Show the comparison."""
    report = asked.report
    report.refresh_from_db()
    comparison, problem = None, ""
    try:
        comparison = comparison_of(report, asked.today)
    except RefusedError as refused:
        problem = str(refused)
    conflict = None
    if fate.kind is FateKind.STALE:
        conflict = conflict_over(report, asked.person, last_change(report))
    context = {
        "scope": None,
        "report": report,
        "comparison": comparison,
        "files": files_of(*comparison_files(report, comparison)) if comparison else {},
        "problem": problem,
        **fate.context(report.version, conflict),
    }
    return shown(asked.request, "reports/review/check.html", context, status=fate.status)


@login_required
def figure_source(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Lead from a figure to the words of the report where it stands."""
    person, today = person_asking(request), timezone.localdate()
    row = ROWS[kind].objects.filter(pk=pk).first() if kind in ROWS else None
    if row is None:
        raise Http404
    name = row_name(row._meta.label_lower, row.natural_key()[1:])
    period = (row if isinstance(row, Indicator) else row.indicator).node.period
    city = period.plan.local_government_code
    if not may_read_report(person, city, today):
        raise Http404
    for report in Report.objects.of_cities({city}).defer("draft"):  # megabytes, each
        path = report.facts_loaded.get(name) if goes_to(report, period) else None
        if path and (fact := report.facts.filter(path=path).first()):
            return HttpResponseRedirect(f"{report.get_absolute_url()}?fact={fact.pk}")
    raise Http404
