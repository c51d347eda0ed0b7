"""What files do not say: one screen for many indicators, and the page on which a section confirms its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.actions import entering_post, person_asking
from accounts.models import Person
from desk.page.refusals import NotAllowedError
from desk.page.taking import Conflict, Done, Fate, FateKind, FaultyFormError, form_page, opened, take
from policies.models import PlanPeriod
from reports.loads.actions.loading import Loader
from reports.loads.views import loader_of
from reports.tables.page.tables import periods_for
from reports.tables.views.tables import running
from reports.unsaid.actions.settling import answer, ask_sections, settle, typed_of
from reports.unsaid.forms import RemarkForm
from reports.unsaid.rules import answering_departments
from reports.unsaid.scorecards import MOST, UnsaidIndicator, questions_for, stored_words, unsaid_of
from reports.unsaid.settings_said import CHOICES, FIELD_WORDS, Settings, settings_of
from store.actions.rows import Actor
from store.limits import number_in
from store.models import Change

NOTHING_TAKEN: Final = "保存する指標の「確かめた」に印を付けてください。"
ONLY_SECTIONS: Final = "設定の確認に答えられるのは、所管課の担当者と課長だけです。"
MEANWHILE: Final = (
    "表示した後に、次の指標の設定が変わりました。今の設定を確かめて、もう一度保存してください。"
)
WHY: Final = "ファイルにない設定の確認"
SELECTS: Final = ("direction", "accumulation", "asked", "decimals")


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A row of the screen: what is typed or proposed of one indicator, and whether somebody has taken it."""

    one: UnsaidIndicator
    said: Settings
    is_taken: bool
    version: int

    @property
    def stored(self) -> Mapping[str, str]:
        return stored_words(self.one)

    @property
    def selects(self) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
        """The fields with choices: name, label, what is chosen, the choices."""
        return [
            (name, FIELD_WORDS[name], getattr(self.said, name), list(CHOICES[name].items()))
            for name in SELECTS
        ]


# --- the 事務局 ---


@form_page
def unsaid(request: HttpRequest) -> HttpResponse:
    """Show the indicators of which something is not said, with proposals; what is taken is written, or asked."""
    loader = loader_of(request)
    period = chosen_period(request, loader)
    if request.method != "POST":
        return show_unsaid(request, loader, period, opened(request, loader.person))
    act, show = partial(act_on, request, loader, period), partial(show_unsaid, request, loader, period)
    return take(request, loader.person, act, show, is_versioned=False)


def chosen_period(request: HttpRequest, loader: Loader) -> PlanPeriod:
    """Return the period that the address names, else the running one; raise Http404 where it is not theirs."""
    periods = periods_for(loader)
    asked = request.GET.get("in")
    found = running(periods, loader.today) if asked is None else _named(periods, asked)
    if found is None:
        raise Http404
    return found


def _named(periods: Sequence[PlanPeriod], asked: str) -> PlanPeriod | None:
    return next((one for one in periods if str(one.pk) == asked), None)


def act_on(request: HttpRequest, loader: Loader, period: PlanPeriod, _: int) -> Done:
    """Write what was taken, or ask the sections."""
    typed = request.POST
    keys = [key for text in typed.getlist("take") if (key := number_in(text)) is not None]
    taken = [
        (one, settings_of(typed_of(typed, one.indicator.pk, [*FIELD_WORDS])))
        for one in unsaid_of(period, only=keys)
    ]
    problems = [said for one, settings in taken for said in settings.problems(f"「{one.indicator}」")]
    if problems or not taken:
        raise FaultyFormError(None, problems or [NOTHING_TAKEN])
    by = loader.by(period.plan.local_government_code, WHY)
    address = f"{reverse('reports:unsaid')}?in={period.pk}"
    if typed.get("do") == "ask":
        return Done(address, f"{ask_sections(taken, by=by)}件の確認を、所管課に依頼しました。")
    count = settle([(*pair, version_of(typed, pair[0].indicator.pk)) for pair in taken], by=by)
    return Done(address, f"{len(taken)}件を確かめ、{count}件の設定を変えました。")


def version_of(typed: QueryDict, pk: int) -> int:
    """Return on which version of an indicator a row began; 0 where that is not said."""
    return number_in(typed.get(f"version_{pk}")) or 0


def show_unsaid(request: HttpRequest, loader: Loader, period: PlanPeriod, fate: Fate) -> HttpResponse:
    """Show the first of them."""
    found = unsaid_of(period)
    found += settled_meanwhile(period, found, fate)
    context = {
        "scope": None,
        "periods": periods_for(loader),
        "period": period,
        "rows": [row_of(one, fate) for at, one in enumerate(found) if at < MOST or is_typed(one, fate)],
        "count": len(found),
        "answers_at": request.build_absolute_uri(reverse("reports:questions")),
        **fate.context(0, conflict_of(fate)),
    }
    return render(request, "reports/unsaid.html", context, status=fate.status)


def settled_meanwhile(
    period: PlanPeriod, found: Sequence[UnsaidIndicator], fate: Fate
) -> list[UnsaidIndicator]:
    """Return the indicators of which something was typed though nothing is open any more: somebody was first."""
    known = {one.indicator.pk for one in found}
    missing = [key for key in typed_keys(fate) if key not in known]
    return unsaid_of(period, only=missing) if missing else []


def typed_keys(fate: Fate) -> set[int]:
    """Return the keys of the indicators of which a page sent something."""
    names = fate.typed or ()
    keys = (number_in(name.partition("-")[2]) for name in names if name.startswith("direction-"))
    return {key for key in keys if key is not None}


def is_typed(one: UnsaidIndicator, fate: Fate) -> bool:
    """Tell whether something of the indicator was typed: it stays on the page."""
    return one.indicator.pk in typed_keys(fate)


def row_of(one: UnsaidIndicator, fate: Fate) -> SettingRow:
    """Return a row as it was typed, else as it is proposed."""
    pk, typed = one.indicator.pk, fate.typed
    version = fate.begun(f"version_{pk}", one.indicator.version)
    if typed is None or f"direction-{pk}" not in typed:
        return SettingRow(one, one.proposed, is_taken=False, version=one.indicator.version)
    said = settings_of(typed_of(typed, pk, [*FIELD_WORDS]))
    return SettingRow(one, said, is_taken=str(pk) in typed.getlist("take"), version=version)


def conflict_of(fate: Fate) -> Conflict | None:
    """Say that somebody was first."""
    return Conflict(MEANWHILE, is_own=False) if fate.kind is FateKind.STALE else None


# --- the sections ---


def section_of(request: HttpRequest) -> tuple[Person, frozenset[int]]:
    """Return who answers, and for which departments; refuse everybody else."""
    person = person_asking(request)
    departments = answering_departments(person, timezone.localdate())
    if not departments:
        raise NotAllowedError(ONLY_SECTIONS)
    return person, departments


@form_page
def questions(request: HttpRequest) -> HttpResponse:
    """List what the person's sections are asked."""
    _, departments = section_of(request)
    found = questions_for(departments)
    return render(request, "reports/questions.html", {"scope": None, "found": found})


@form_page(labels={"remark": "説明"})
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is asked of one indicator; what is posted is the section's answer."""
    person, departments = section_of(request)
    one = next(
        (each for each in questions_for(departments) if each.question and each.question.pk == pk), None
    )
    if one is None:
        raise Http404
    if request.method != "POST":
        return show_question(request, one, opened(request, person))
    act, show = partial(keep_answer, request, one, person), partial(show_question, request, one)
    return take(request, person, act, show, is_versioned=True)


def keep_answer(request: HttpRequest, one: UnsaidIndicator, person: Person, version: int) -> Done:
    """Keep the section's answer."""
    form = RemarkForm(request.POST)
    said = settings_of(typed_of(request.POST, one.indicator.pk, [*FIELD_WORDS]))
    problems = said.problems(f"「{one.indicator}」")
    if not form.is_valid() or problems:
        raise FaultyFormError(form, problems)
    assert one.question is not None  # noqa: S101 - the page is about it
    indicator = one.indicator
    code = indicator.node.period.plan.local_government_code
    post = entering_post(person, [indicator.department], code, timezone.localdate())
    by = Actor(Change.Via.PAGE, person, post)
    answer(one.question, said, form.cleaned_data["remark"], version=version, person=person, by=by)
    return Done(reverse("reports:questions"), f"「{indicator}」の設定を回答しました。")


def show_question(request: HttpRequest, one: UnsaidIndicator, fate: Fate) -> HttpResponse:
    """Show the question with what is proposed."""
    row = row_of(one, fate)
    asked = one.question
    assert asked is not None  # noqa: S101 - the page is about it
    if fate.typed is None:
        said = settings_of({name: asked.value_of(name) for name in FIELD_WORDS})
        row = SettingRow(one, said, is_taken=False, version=asked.version)
    initial: dict[str, Any] = fate.typed.dict() if fate.typed is not None else {"remark": asked.remark}
    context = {
        "scope": None,
        "row": row,
        "form": fate.form or RemarkForm(initial=initial),
        **fate.context(asked.version, conflict_of(fate)),
    }
    return render(request, "reports/question.html", context, status=fate.status)
