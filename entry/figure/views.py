"""One figure: asked for, understood, explained where it must be, and handed in; then on to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.actions import number_held_with, person_asking
from accounts.models import Person
from accounts.rules import may_enter, own_cities
from desk.actions import drafts
from desk.addresses import path_here
from desk.page.refusals import NotAllowedError, says_why
from desk.page.taking import (
    Conflict,
    Difference,
    Done,
    Fate,
    FateKind,
    FaultyFormError,
    again,
    conflict_over,
    form_page,
    opened,
    take,
)
from desk.views import STILL_TO_HAND_IN, takes_drafts
from entry.figure.forms.figure import (
    FigureForm,
    Understood,
    fields_of,
    read,
)
from entry.figure.forms.typed import in_words, said_in, typed_texts
from entry.figure.rules import reasons_to_explain, with_figure
from entry.figure.scorecards.facts import changes_of, facts_of, history_of, why_locked
from entry.figure.scorecards.outcomes import RoundsByPlan, class_of, next_owed, rounds_for, saved_of
from entry.figure.scorecards.prefilled import prefilled
from entry.round.scorecards.amending import kind_shown, kind_to_keep, told_of
from entry.round.scorecards.asked import asked_indicator, figure_asked
from entry.round.scorecards.defined import indicator_defined
from entry.round.scorecards.in_charge import in_charge
from entry.round.scorecards.judging import PageRules
from entry.round.scorecards.owed import Owed, Rounds, may_see
from entry.round.scorecards.remarks import ProjectCounts, remarks_on
from entry.workbook.actions.figures import post_used
from indicators.actions import EnteredFigure, enter_result, figure_of
from indicators.calculation import explain
from indicators.calculation.checks import Finding
from indicators.calculation.typed import TypedError
from indicators.models import Result
from policies.fiscal_year import FIRST_YEAR, LAST_YEAR, FiscalYear, FiscalYearError, ended_words
from policies.models import PlanPeriod
from store.actions.history import last_change, last_words
from store.actions.numbers import note, numbers
from store.actions.rows import Actor, RefusedError, StaleRow
from store.models import Change
from store.numbers import EVERYBODY

NOT_ENTERING = "実績値を入力できるのは、その指標の所管課の担当者・課長と事務局だけです。"
ENDED = "この指標は{}しているため、{}の実績値は入力しません。"
POSSIBLE_YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
RESTORED = "入力した内容を復元しました。まだ保存していません。確かめてから「保存して次へ」を押してください。"


@dataclass(frozen=True, slots=True)
class FigurePage:
    """One figure as one person has it before them today."""

    request: HttpRequest
    person: Person
    item: Owed
    rounds: RoundsByPlan
    today: date
    rules: PageRules

    @property
    def address(self) -> str:
        return reverse("entry:figure", args=(self.item.indicator.pk, self.item.year.year))

    @property
    def locked(self) -> str:
        return why_locked(self.item, self.today)

    def afresh(self) -> "FigurePage":
        """Return the same page with the figure as it is now."""
        note(numbers(()).get(EVERYBODY))
        item, rounds = item_of(self.person, self.item.indicator.pk, self.item.year.year, self.today)
        return replace(self, item=item, rounds=rounds)


def draft_path(person: Person, today: date, chosen: Mapping[str, Any], pk: int, year: int) -> str:
    """Return where drafts of the figure's form are kept, if the person may enter it."""
    note(number_held_with(person))
    if not enters(person, pk, year, today):
        item, _ = item_of(person, pk, year, today)  # 404 for who may not even see it
        if not may_enter(person, item, today):
            raise NotAllowedError(NOT_ENTERING)
    return reverse("entry:figure", args=(pk, year))


@form_page
@takes_drafts(draft_path, still=STILL_TO_HAND_IN)
def figure(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Show one owed figure with its form; sent, hand it in and go on to the next."""
    page = page_of(request, pk, year)
    if request.method != "POST":
        return show(page, opened(request, page.person, draft=page.address, restored=RESTORED))
    if "only_read" in request.POST:
        return show(page, again(request, page.person, FateKind.ASKED))
    act, shown = partial(hand_in, page), partial(show, page)
    return take(request, page.person, act, shown, is_versioned=True, draft=page.address, refused=403)


@login_required
@require_safe
@says_why
def understood(request: HttpRequest, pk: int, year: int) -> JsonResponse:
    """Say how a typed amount is understood (`text`, in `field` total or increment); nothing is written."""
    page = page_of(request, pk, year)
    field = "increment" if request.GET.get("field") == "increment" else "total"
    return JsonResponse(reading(page, field, request.GET.get("text", "")))


def page_of(request: HttpRequest, pk: int, year: int) -> FigurePage:
    """Return the page if the person may enter the figure; 404 for who may not see it, 403 for who may only see it."""
    person, today = person_asking(request), timezone.localdate()
    note(number_held_with(person))  # definitions, rounds and rules are settled while it stands
    item, rounds = item_of(person, pk, year, today)
    if not may_enter(person, item, today):
        raise NotAllowedError(NOT_ENTERING)
    if item.series.ended_in is not None and item.series.has_ended(item.year):
        raise NotAllowedError(ENDED.format(ended_words(item.series.ended_in), item.year.era))
    rules = PageRules(today)
    rules.of(item)  # whoever opens a form sends it: what is asked of the database then is known already
    return FigurePage(request, person, item, rounds, today, rules)


def item_of(person: Person, pk: int, year: int, today: date) -> tuple[Owed, RoundsByPlan]:
    """Return the figure as its round asks for it, read anew, with the rounds; 404 unless the person may see it."""
    try:
        fiscal_year = FiscalYear(year)
    except FiscalYearError:
        raise Http404 from None
    indicator = indicator_defined(pk)
    if indicator is None or not is_of(indicator.node.period, fiscal_year):
        raise Http404
    plan = indicator.node.period.plan
    by_plan = rounds_for(person, plan, today)
    rounds = by_plan.get(plan.pk)
    result = next((row for row in indicator.results.all() if row.fiscal_year == fiscal_year.year), None)
    round_ = rounds.round_of(fiscal_year.year, result) if rounds else None
    if rounds is None or round_ is None:
        raise Http404
    item = rounds.owed(round_, indicator, indicator.series(), result)
    if not may_see(person, item, today):
        raise Http404
    return item, by_plan


def is_of(period: PlanPeriod, year: FiscalYear) -> bool:
    """Tell whether the year is one of the period."""
    return period.first_year <= year.year <= period.last_year


def enters(person: Person, pk: int, year: int, today: date) -> bool:
    """Tell whether the person may enter a figure that is asked for, from little: a draft is kept every ten seconds."""
    own = {post.department.pk: post.department for post in person.current_posts}
    indicator = asked_indicator(pk, year, own) if year in POSSIBLE_YEARS else None
    if indicator is None:
        return False
    rounds = Rounds.of_cities(own_cities(person, today), today).get(indicator.plan)
    row = indicator.answers.get(year)
    round_ = rounds.round_of(year, row) if rounds else None
    if rounds is None or round_ is None:
        return False
    return may_enter(person, figure_asked(rounds, round_, indicator, row), today)


def hand_in(page: FigurePage, version: int) -> Done:
    """Write the figure and lead on; the very same that somebody else handed in leaves nothing to decide."""
    item = page.item
    if page.locked:
        raise RefusedError(page.locked)
    form = checked(page, form_with(page, page.request.POST))
    if form.errors:
        raise FaultyFormError(form)
    said = form.figure()
    kind = kind_to_keep(item, form.told, form.kind_of_change, said)
    by = Actor(Change.Via.PAGE, page.person, post_used(page.person, item, page.today))
    try:
        enter_result(
            item.indicator,
            item.year,
            said,
            version=version,
            round_=item.round,
            by=by,
            again=item.is_back,
            change_kind=kind,
        )
    except StaleRow as stale:
        if not says_the_same(stale, said, kind):
            raise
    return Done(address_after(page))


def checked(page: FigurePage, form: FigureForm) -> FigureForm:
    """Return the form with everything that is wrong or asked for."""
    if form.is_valid():
        form.ask_month(page.today)
    if not form.errors:
        figure = form.figure()
        form.ask(reasons_to_explain(page.item, figure, page.rules))
        form.ask_kind(figure)
    return form


def address_after(page: FigurePage) -> str:
    """Return where to go on after saving: the next figure of the person, else the list; who has none stays."""
    person, item = page.person, page.item
    following = next_owed(person, item, page.rounds, page.today)
    if following is not None:
        address = reverse("entry:figure", args=(following.indicator.pk, following.year.year))
    elif post := post_used(person, item, page.today):
        address = reverse("entry:todo") if post.department == item.department else page.address
    else:
        address = page.address
    saved = f"{item.indicator.pk}-{item.year.year}"
    return f"{address}?{urlencode({'saved': saved})}"


def saved_before(request: HttpRequest, person: Person, today: date) -> Any:
    """Return what the page must say about the figure that was handed in just before, if its address names one."""
    pk, _, year = request.GET.get("saved", "")[:30].partition("-")
    if not all(part.isascii() and part.isdigit() for part in (pk, year)):
        return None
    try:
        item, _ = item_of(person, int(pk), int(year), today)
        return saved_of(item, today)
    except Http404:
        return None


def says_the_same(stale: StaleRow, said: EnteredFigure, kind: str) -> bool:
    """Tell whether the other one handed in the very same, so that there is nothing to decide."""
    current = stale.current
    if not isinstance(current, Result) or current.entry_state != Result.EntryState.WAITING:
        return False
    return figure_of(current) == said and kind in {"", current.change_kind}


def show(page: FigurePage, fate: Fate) -> HttpResponse:
    """Show the figure as it is now: with what was typed, else with what is known of it."""
    if fate.kind not in {FateKind.OPENED, FateKind.RESTORED}:
        page = page.afresh()
    item, is_refused = page.item, fate.kind is FateKind.REFUSED
    known, changes = prefilled(item), changes_of(item)
    form = form_of(page, fate, known.figure)
    form.focus()
    conflict = conflict_of(page, fate) if fate.kind is FateKind.STALE else None
    context = {
        "scope": None,
        "is_fictional": item.round.plan.is_fictional,
        "item": item,
        "facts": facts_of(item, page.today),
        "in_charge": in_charge(item.department, page.today),
        "form": form,
        "back": path_here(page.request.GET.get("next", "")),
        "source": known.source if fate.typed is None else "",
        "locked": page.locked,
        "refusal": "".join(fate.sentences) if is_refused else "",
        "typed": typed_texts(fate.typed) if fate.typed is not None and (is_refused or page.locked) else [],
        "history": history_of(item, changes),
        "last_change": last_words(changes[0] if changes else None),
        "remarks": remarks_of(page) if item.result else (),
        "saved": saved_before(page.request, page.person, page.today),
        "draft": offered(page, fate),
        "save_label": "自分の入力で保存して次へ" if conflict else "",
        "keep_theirs": page.address,
        "is_locked": bool(page.locked),
    }
    return render(
        page.request,
        "entry/figure/figure.html",
        context | fate.context(item.version, conflict),
        status=fate.status,
    )


def remarks_of(page: FigurePage) -> Sequence[Finding]:
    """Return all that the checks say about the stored figure."""
    item = page.item
    return remarks_on(item, page.rules.of(item), ProjectCounts.of([item]))


def form_of(page: FigurePage, fate: Fate, known: EnteredFigure) -> FigureForm:
    """Return the form with what was typed, as it was checked where it was sent; else with what is known."""
    if fate.form is not None:
        form: FigureForm = fate.form
        return form
    if fate.typed is None:
        return form_with(page, initial=fields_of(page.item, known))
    if fate.kind is FateKind.ASKED:
        return checked(page, form_with(page, fate.typed))
    if fate.kind is FateKind.STALE:
        return form_with(page, fate.typed)
    return form_with(page, initial=fate.typed.dict())


def form_with(page: FigurePage, data: QueryDict | None = None, *, initial: Any = None) -> FigureForm:
    """Return the form with what was sent or what it begins with; of a published figure as what it is changed."""
    told = told_of(page.item)
    if initial is not None and told is not None:
        initial = {"change_kind": kind_shown(page.item, told), **initial}
    return FigureForm(page.item, data, initial=initial, told=told)


def offered(page: FigurePage, fate: Fate) -> drafts.FormDraft:
    """Return the draft that can be taken up again, with what it says."""
    draft = drafts.of_form(
        page.person, page.address, version=page.item.version, is_untouched=fate.typed is None
    )
    if draft.offer is not None:
        draft.offer.said, draft.offer.is_restorable = said_in(draft.offer.fields), not page.locked
    return draft


def conflict_of(page: FigurePage, fate: Fate) -> Conflict:
    """Return mine and theirs; what was typed stays for one more, conscious save."""
    item, row = page.item, page.item.result
    form = form_with(page, fate.typed)
    form.is_valid()
    mine = {**fields_of(item, form.figure()), "change_kind": form.kind_of_change}
    theirs = fields_of(item, figure_of(row) if row else EnteredFigure())
    theirs["change_kind"] = row.change_kind if row else ""
    differences = [
        Difference(
            str(form[name].label), in_words(form, name, mine[name]), in_words(form, name, theirs[name])
        )
        for name in form.fields
        if mine[name] != theirs[name]
    ]
    return conflict_over(row, page.person, last_change(row), differences)


def reading(page: FigurePage, field: str, text: str) -> dict[str, Any]:
    """Return how the text is understood, and the other one of total and yearly share that follows from it."""
    try:
        typed = read(page.item, text)
    except TypedError as error:
        return said_of(Understood(error=str(error)))
    found = said_of(Understood(typed.understood, typed.notes))
    if typed.value is None:
        return found
    is_total = field == "total"
    series = with_figure(
        page.item, EnteredFigure(total=typed.value) if is_total else EnteredFigure(increment=typed.value)
    )
    found["follows"] = explain.derivation(series.figure(page.item.year), series) or ""
    if settings.ENTRY_SHOWS_CLASS_WHILE_TYPING:
        level, reason = class_of(page.item, series, page.today)
        found["level"] = f"{level.symbol}{reason}"
    return found


def said_of(one: Understood) -> dict[str, Any]:
    """Return it as JSON."""
    return {"understood": one.text, "notes": list(one.notes), "error": one.error}
