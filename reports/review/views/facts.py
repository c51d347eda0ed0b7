"""The facts of a report beside its words: taken, corrected, refused, one after the other or many at once."""

from functools import partial
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from desk.page.refusals import whole_number
from desk.page.taking import (
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
from reports.review.actions.deciding import accept_all, correct, decide, open_facts
from reports.review.forms import LABELS, FactForm
from reports.review.models import ReportFact
from reports.review.page import ReportPageAsked, report_asked
from reports.review.scorecards import Review, page_of
from store.actions.history import last_change
from store.actions.rows import RefusedError

GONE: Final = "この値は、この報告書にありません。ページを開き直してください。"
State = ReportFact.State
MEANT: Final = {"reject": str(State.REJECTED.label), "reopen": str(State.OPEN.label)}


@form_page(labels=LABELS)
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a fact beside the words where it stands; what is posted decides it, or all that are sound."""
    asked = report_asked(request, pk, decides=request.method == "POST")
    if request.method != "POST":
        return show(asked, opened(request, asked.person))
    many = request.POST.get("do") in {"group", "sound"}
    act = partial(decide_many if many else decide_one, asked)
    return take(request, asked.person, act, partial(show, asked), is_versioned=not many)


def decide_one(asked: ReportPageAsked, version: int) -> Done:
    """Take a fact as it stands or as it was corrected, or refuse it, and go on to the next that is open."""
    sent = asked.request.POST
    fact = asked.report.facts.filter(pk=whole_number(sent.get("row"))).first()
    if fact is None:
        raise RefusedError(GONE)
    if sent.get("do") in {"reject", "reopen"}:
        state = State.REJECTED if sent["do"] == "reject" else State.OPEN
        decide(fact, state, version=version, by=asked.by)
    else:
        form = FactForm(fact, sent)
        if not form.is_valid():
            raise FaultyFormError(form)
        if instead := form.instead():
            correct(fact, instead, version=version, by=asked.by)
        else:
            decide(fact, State.ACCEPTED, version=version, by=asked.by)
    return Done(next_address(asked, fact), f"{fact}：{fact.get_decision_display()}")


def decide_many(asked: ReportPageAsked, _: int) -> Done:
    """Take all that is likely at least: of one indicator, or of the whole report."""
    owner = asked.request.POST.get("target", "") if asked.request.POST["do"] == "group" else ""
    done = accept_all(open_facts(asked.report, owner, sound=True), by=asked.by)
    return Done(asked.report.get_absolute_url(), f"おおむね確かな値を{done}件、まとめて採用しました。")


def next_address(asked: ReportPageAsked, fact: ReportFact) -> str:
    """Return where the next open fact is decided, or the report itself where there is none."""
    following = Review(asked.report, str(fact.pk)).next_open()
    address = asked.report.get_absolute_url()
    return f"{address}?fact={following.pk}" if following is not None else address


def show(asked: ReportPageAsked, fate: Fate) -> HttpResponse:
    """Show the report with one of its facts, and the page where it stands."""
    request = asked.request
    typed = fate.typed.get("row") if fate.typed is not None else None
    review = Review(asked.report, str(typed or request.GET.get("fact", "")))
    number = whole_number(request.GET.get("page") or "0") or (review.fact.page if review.fact else 0) or 1
    fact = review.fact
    form = FactForm(fact, fate.typed) if fact and fate.typed is not None else FactForm(fact) if fact else None
    conflict = None
    if fate.kind is FateKind.STALE:
        conflict = conflict_over(fact, asked.person, last_change(fact), differences_of(fact, fate.typed))
    context = {
        "scope": None,
        "report": asked.report,
        "review": review,
        "page": page_of(asked.report, number, fact),
        "form": fate.form or form,
        "may_decide": asked.may_decide,
        "load": asked.report.load,
        **fate.context(fact.version if fact else 0, conflict),
    }
    return render(request, "reports/review/report.html", context, status=fate.status)


def differences_of(fact: ReportFact | None, typed: QueryDict | None) -> list[Difference]:
    """Return mine beside theirs: the decision, and every field that was typed otherwise."""
    if fact is None or typed is None:
        return []
    mine = MEANT.get(typed.get("do", ""), str(State.ACCEPTED.label))
    told = [Difference(label, *words) for label, words in FactForm(fact).beside(typed).items()]
    return [Difference("確認の結果", mine, str(fact.get_decision_display())), *told]


@form_page
def report_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the draft with every decision, as load_report takes it."""
    asked = report_asked(request, pk, decides=True)
    response = JsonResponse(asked.report.reviewed(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="report-{asked.report.pk}.draft.json"'
    return response


def back_to(asked: ReportPageAsked, name: str) -> str:
    return reverse(f"reports:{name}", args=(asked.report.pk,))
