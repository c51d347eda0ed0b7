"""The values of an indicator in the middle of a year: listed, and a further one registered, with or without a round."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from accounts.actions import entering_post, person_asking
from accounts.models import Department, Person
from accounts.rules import may_enter
from desk.page.refusals import NotAllowedError
from desk.page.taking import (
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
from entry.interim.forms import InterimForm
from entry.round.scorecards.owed import may_see
from indicators.actions import enter_interim
from indicators.calculation.days import day_words
from indicators.calculation.quantities import quantity
from indicators.calculation.series import Series
from indicators.models import Indicator, InterimValue
from store.actions.history import last_change
from store.actions.rows import Actor, StaleRow
from store.models import Change

NOT_ENTERING: Final = "年度途中の値を登録できるのは、その指標の所管課の担当者・課長と事務局だけです。"


@dataclass(frozen=True, slots=True)
class InterimPage:
    """The values of one indicator as one person has them before them today."""

    request: HttpRequest
    person: Person
    indicator: Indicator
    series: Series
    today: date

    @property
    def address(self) -> str:
        return reverse("entry:interim", args=(self.indicator.pk,))

    @property
    def department(self) -> Department | None:
        return self.indicator.department

    @property
    def local_government_code(self) -> str:
        return self.indicator.node.period.plan.local_government_code

    @property
    def known(self) -> list[InterimValue]:
        """All values, the latest first."""
        return list(InterimValue.objects.filter(indicator=self.indicator).order_by("-as_of"))

    def says(self, one: InterimValue | None) -> str:
        """Write a value in the indicator's unit."""
        return "" if one is None else quantity(one.value, self.series.unit, self.series.decimals)


@form_page
def interim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the values in the middle of a year with the form of a further one; sent, register it."""
    page = page_of(request, pk)
    if request.method != "POST":
        return show(page, opened(request, page.person))
    act, shown = partial(register, page), partial(show, page)
    return take(request, page.person, act, shown, is_versioned=True)


def page_of(request: HttpRequest, pk: int) -> InterimPage:
    """Return the page if the person may enter the indicator; 404 for who may not see it, 403 for who may only see."""
    person, today = person_asking(request), timezone.localdate()
    indicator = (
        Indicator.objects.filter(pk=pk)
        .select_related("node__period__plan", "department__parent__parent__parent")
        .first()
    )
    if indicator is None:
        raise Http404
    page = InterimPage(request, person, indicator, indicator.series(), today)
    if not may_see(person, page, today):
        raise Http404
    if not may_enter(person, page, today):
        raise NotAllowedError(NOT_ENTERING)
    return page


def register(page: InterimPage, version: int) -> Done:
    """Write the value; the very same that somebody else registered leaves nothing to decide."""
    form = InterimForm(page.series, page.today, page.request.POST)
    if not form.is_valid():
        raise FaultyFormError(form)
    said = form.cleaned_data
    seen = version if page.request.POST.get("seen") == said["as_of"].isoformat() else 0
    row = InterimValue(
        indicator=page.indicator, as_of=said["as_of"], value=said["value"], note=said["note"].strip()
    )
    try:
        enter_interim(row, version=seen, by=actor_for(page))
    except StaleRow as stale:
        if not says_the_same(stale, row):
            raise
    return Done(page.address, f"{day_words(row.as_of)}　{page.says(row)}を登録しました。")


def actor_for(page: InterimPage) -> Actor:
    post = entering_post(page.person, [page.department], page.local_government_code, page.today)
    return Actor(Change.Via.PAGE, page.person, post)


def says_the_same(stale: StaleRow, mine: InterimValue) -> bool:
    """Tell whether the other one registered the very same."""
    theirs = stale.current
    return isinstance(theirs, InterimValue) and (theirs.value, theirs.note) == (mine.value, mine.note)


def show(page: InterimPage, fate: Fate) -> HttpResponse:
    """Show the values as they are now, with what was typed."""
    known = page.known
    first = next((one for one in known if one.as_of == typed_day(fate)), None)
    conflict = conflict_of(page, fate, first) if fate.kind is FateKind.STALE else None
    form = fate.form or InterimForm(
        page.series, page.today, initial=fate.typed.dict() if fate.typed is not None else None
    )
    context = {
        "scope": None,
        "is_fictional": page.indicator.node.period.plan.is_fictional,
        "indicator": page.indicator,
        "form": form,
        "known": [(day_words(one.as_of), page.says(one), one) for one in known],
        "seen": first.as_of.isoformat() if conflict and first else "",
        "keep_theirs": page.address,
    }
    context |= fate.context(first.version if conflict and first else 0, conflict)
    return render(page.request, "entry/interim/interim.html", context, status=fate.status)


def typed_day(fate: Fate) -> date | None:
    """Return the day that was typed, None where none was or it is none."""
    try:
        return parse_date(fate.typed.get("as_of", "")) if fate.typed is not None else None
    except ValueError:
        return None


def conflict_of(page: InterimPage, fate: Fate, first: InterimValue | None) -> Conflict:
    """Return mine and theirs; what was typed stays for one more, conscious save."""
    form = InterimForm(page.series, page.today, fate.typed)
    form.is_valid()
    mine = quantity(form.cleaned_data.get("value"), page.series.unit, page.series.decimals)
    notes = (form.cleaned_data.get("note", ""), first.note if first else "")
    differences = [Difference("途中の値", mine, page.says(first))]
    differences += [Difference("注記", *notes)] if notes[0] != notes[1] else []
    return conflict_over(first, page.person, last_change(first), differences)
