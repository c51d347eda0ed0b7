"""One figure: asked for, understood, explained where it must be, and handed in; then on to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import once, parking
from accounts.actions import Actor, StaleRow
from accounts.models import Change, Person
from accounts.refusals import NotAllowedError, person_asking, says_why, whole_number
from accounts.rules import may_enter
from entry import drafts
from entry.figures.facts import facts_of, history_of, why_locked
from entry.figures.outcomes import class_of, next_owed, saved_of
from entry.figures.prefilled import prefilled
from entry.forms.figure import FigureForm, Understood, fields_of, read
from entry.forms.typed import in_words, said_in, typed_texts
from entry.grid.explaining import reasons_to_explain, with_figure
from entry.lists.in_charge import in_charge
from entry.owed import Owed, Rounds, may_see
from entry.views.drafting import takes_drafts
from entry.workbooks.taking import last_changes, post_used
from indicators.actions import EnteredFigure, RefusedError, enter_result, figure_of
from indicators.calculation import explain
from indicators.calculation.typed import TypedError
from indicators.models import Indicator, Result
from policies.fiscal_year import FiscalYear, FiscalYearError

NOT_ENTERING = "実績値を入力できるのは、その指標の所管課の担当者・課長と事務局だけです。"
RESTORED = "入力した内容を復元しました。まだ保存していません。確かめてから「保存して次へ」を押してください。"
NOT_RESTORED = "預かっていた入力の内容は、保存されたか期限が切れたため残っていません。"


@dataclass(frozen=True, slots=True)
class Page:
    """One figure as one person has it before them today."""

    request: HttpRequest
    person: Person
    item: Owed
    today: date

    @property
    def address(self) -> str:
        return reverse("entry:figure", args=(self.item.indicator.pk, self.item.year.year))

    @property
    def locked(self) -> str:
        return why_locked(self.item, self.today)

    @property
    def parked_key(self) -> str | None:
        """The key of what was typed before the login: from the address, then from the form itself."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        return sent.get(parking.PARAMETER)

    def afresh(self) -> "Page":
        """Return the same page with the figure as it is now."""
        return replace(
            self, item=item_of(self.person, self.item.indicator.pk, self.item.year.year, self.today)
        )


def draft_path(person: Person, today: date, chosen: Mapping[str, Any], pk: int, year: int) -> str:
    """Return where drafts of the figure's form are kept, if the person may enter it."""
    if not may_enter(person, item_of(person, pk, year, today), today):
        raise NotAllowedError(NOT_ENTERING)
    return reverse("entry:figure", args=(pk, year))


@parking.keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
@takes_drafts(draft_path)
def figure(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Show one owed figure with its form; sent, hand it in and go on to the next."""
    page = page_of(request, pk, year)
    return save(page) if request.method == "POST" else show(page)


@login_required
@require_safe
@says_why
def understood(request: HttpRequest, pk: int, year: int) -> JsonResponse:
    """Say how a typed amount is understood (`text`, in `field` total or increment); nothing is written."""
    page = page_of(request, pk, year)
    field = "increment" if request.GET.get("field") == "increment" else "total"
    return JsonResponse(reading(page, field, request.GET.get("text", "")))


def page_of(request: HttpRequest, pk: int, year: int) -> Page:
    """Return the page if the person may enter the figure; 404 for who may not see it, 403 for who may only see it."""
    person, today = person_asking(request), timezone.localdate()
    item = item_of(person, pk, year, today)
    if not may_enter(person, item, today):
        raise NotAllowedError(NOT_ENTERING)
    return Page(request, person, item, today)


def item_of(person: Person, pk: int, year: int, today: date) -> Owed:
    """Return the figure as its round asks for it, read anew; 404 unless the person may see it unconfirmed."""
    try:
        fiscal_year = FiscalYear(year)
    except FiscalYearError:
        raise Http404 from None
    within = {"node__period__first_year__lte": year, "node__period__last_year__gte": year}
    indicators = Indicator.objects.filter(pk=pk, **within).with_series(unconfirmed_of=None)
    indicator = indicators.select_related("node__period__plan", "department__parent__parent__parent").first()
    if indicator is None:
        raise Http404
    rounds = Rounds.of(indicator.node.period.plan, today)
    result = next((row for row in indicator.results.all() if row.fiscal_year == fiscal_year.year), None)
    round_ = rounds.round_of(fiscal_year.year, result)
    if round_ is None:
        raise Http404
    item = rounds.owed(round_, indicator, indicator.series(), result)
    if not may_see(person, item, today):
        raise Http404
    return item


def show(page: Page) -> HttpResponse:
    """Show the figure: with what was typed before a login, else with what is known of it."""
    known, key = prefilled(page.item), page.parked_key
    kept = parking.parked(key, page.address) or drafts.restored(page.request, page.person, page.address)
    if kept is None:
        form = FigureForm(page.item, initial=fields_of(page.item, known.figure))
        notice = NOT_RESTORED if key else ""
        return answer(page, form, notice=notice, source=known.source, draft=offered(page))
    form = FigureForm(page.item, initial=dict(kept.items()))
    version = kept.get("version", "")
    context: dict[str, Any] = {"restored": RESTORED, "parked": key, "typed": typed_texts(kept)}
    if version.isascii() and version.isdigit() and len(version) <= 18:
        context["version"] = int(version)  # what the person had seen: a change since then is a conflict
    return answer(page, form, **context)


def offered(page: Page) -> drafts.FormDraft:
    """Return the draft that can be taken up again, with what it says."""
    draft = drafts.of_form(page.person, page.address, version=page.item.version)
    if draft.offer is not None:
        draft.offer.said, draft.offer.is_restorable = said_in(draft.offer.fields), not page.locked
    return draft


def save(page: Page) -> HttpResponse:
    """Hand in what was sent, or show it again with what is wrong, asked for, or was changed by somebody else."""
    sent = page.request.POST
    version, key = whole_number(sent.get("version")), once.read_key(sent.get("once"))
    if outcome := once.outcome_of(key, page.person):
        return HttpResponseRedirect(outcome)
    if page.locked:
        return refused(page, page.locked)
    form = FigureForm(page.item, sent)
    if form.is_valid():
        form.ask_month(page.today)
    if not form.errors:
        form.ask(reasons_to_explain(page.item, form.figure()))
    if form.errors or "only_read" in sent:
        status = 422 if form.errors else 200
        return answer(page, form, status=status, version=version, once=key, parked=page.parked_key)
    return hand_in(page, form, version, key)


def hand_in(page: Page, form: FigureForm, version: int, key: str) -> HttpResponse:
    """Write the figure, once, and lead on."""
    item, said = page.item, form.figure()
    by = Actor(Change.Via.PAGE, page.person, post_used(page.person, item, page.today))
    onward = address_after(page)

    def act() -> str:
        enter_result(
            item.indicator, item.year, said, version=version, round_=item.round, by=by, again=item.is_back
        )
        parking.forget(page.parked_key, page.address)
        drafts.forget(page.person, page.address)
        return onward

    try:
        return HttpResponseRedirect(once.once(key, page.person, act))
    except StaleRow as stale:
        return HttpResponseRedirect(onward) if says_the_same(stale, said) else conflict(page, form)
    except RefusedError as error:
        return refused(page.afresh(), str(error))


def address_after(page: Page) -> str:
    """Return where to go on after saving: the next figure of the person, else the list; who has none stays."""
    person, item = page.person, page.item
    following = next_owed(person, item, page.today)
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
        return saved_of(item_of(person, int(pk), int(year), today), today)
    except Http404:
        return None


def says_the_same(stale: StaleRow, said: EnteredFigure) -> bool:
    """Tell whether the other one handed in the very same, so that there is nothing to decide."""
    current = stale.current
    if not isinstance(current, Result) or current.entry_state != Result.EntryState.WAITING:
        return False
    return figure_of(current) == said


def conflict(page: Page, form: FigureForm) -> HttpResponse:
    """Show mine and theirs; nothing was saved, and what was typed stays for one more, conscious save."""
    page = page.afresh()
    theirs = fields_of(page.item, figure_of(page.item.result) if page.item.result else EnteredFigure())
    mine = fields_of(page.item, form.figure())
    pk = page.item.result.pk if page.item.result else 0
    context = {
        "differences": [
            (form[name].label, in_words(form, name, mine[name]), in_words(form, name, theirs[name]))
            for name in form.fields
            if mine[name] != theirs[name]
        ],
        "first": last_changes([pk]).get(pk),
        "template": "entry/conflict.html",
        "save_label": "自分の入力で保存して次へ",
        "parked": page.parked_key,
        "typed": typed_texts(page.request.POST),
    }
    return answer(page, form, status=409, **context)


def refused(page: Page, sentence: str) -> HttpResponse:
    """Show the figure without its form, why it cannot be changed, and what was typed in vain."""
    form = FigureForm(page.item, page.request.POST)
    return answer(page, form, status=403, refusal=sentence, typed=typed_texts(page.request.POST))


def answer(page: Page, form: FigureForm, *, status: int = 200, **more: Any) -> HttpResponse:
    """Render the page; the form carries the version and the key that make a save count once."""
    item = page.item
    form.focus()
    context = {
        "scope": None,
        "is_fictional": item.round.plan.is_fictional,
        "item": item,
        "facts": facts_of(item, page.today),
        "in_charge": in_charge(item.department, page.today),
        "form": form,
        "locked": page.locked,
        "history": history_of(item),
        "version": item.version,
        "once": once.new_key(),
        "saved": saved_before(page.request, page.person, page.today),
        "draft": drafts.of_form(page.person, page.address, is_untouched=False),
    }
    template = more.pop("template", "entry/figure.html")
    return render(page.request, template, context | more, status=status)


def reading(page: Page, field: str, text: str) -> dict[str, Any]:
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
