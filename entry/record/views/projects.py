"""One leading project: a new record, and the change of one, together with the indicators and the year it counts in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.actions import person_asking
from accounts.models import Person
from desk.actions import drafts
from desk.page.refusals import NotAllowedError, View
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
from desk.views import takes_drafts
from entry.record.forms import ProjectForm, fields_of
from entry.record.page import (
    RecordPage,
    ledger_of,
    new_page,
    project_of,
    stored_page,
)
from entry.record.scorecards.keepers import NOT_KEEPING, RecordKeeper, answering_for, answering_for_indicator
from entry.record.scorecards.ledgers import Pair, keeper_of, pairs_with
from entry.record.scorecards.records import history_of
from entry.record.views.ledgers import RESTORED, indicator_of, year_of
from indicators.models import Indicator
from policies.fiscal_year import FiscalYear
from projects.actions import NameTakenError, ProjectFacts, add_project, change_project, facts_of
from projects.duplicates import Named
from projects.models import LeadingProject
from store.actions.history import last_change
from store.actions.rows import Actor, RefusedError, StaleRow
from store.models import Change

LOOKS_LIKE = "よく似た個票があります。同じ取組なら、新しく登録せずに、その個票を編集してください。"
GONE = (
    "この個票は、先に削除されたか、あなたの担当ではありません。"
    "必要なときは、次の内容を写して新しく登録してください。"
)
NO_PLACE = "この指標と年度は見つからないか、あなたの担当ではありません。保存していません。"
LONGEST_SHOWN = 20_000


class LooksLikeError(FaultyFormError):
    """A new record looks like others, and nobody has said yet that it is another project."""

    def __init__(self, form: ProjectForm, pairs: Sequence[Pair]) -> None:
        super().__init__(form)
        self.pairs = pairs


def draft_path_of_new(person: Person, today: date, chosen: Mapping[str, Any], pk: int, year: int) -> str:
    """Return where drafts of a new record are kept, if the person may register one there."""
    place_of_new(person, today, pk, year)
    return reverse("entry:project_new", args=(pk, year))


def draft_path(person: Person, today: date, chosen: Mapping[str, Any], pk: int) -> str:
    """Return where drafts of a record are kept, if the person keeps it."""
    return reverse("entry:project", args=(project_of(person, pk, today).pk,))


def place_of_new(
    person: Person, today: date, pk: int, year: int
) -> tuple[RecordKeeper, Indicator, FiscalYear]:
    """Return in what a new record would count; 404 for who may not see it, 403 for who may only see it."""
    indicator, fiscal_year = indicator_of(pk), year_of(year)
    keeper = keeper_of(person, today, indicator)
    if not keeper.sees(answering_for_indicator(indicator)):
        raise Http404
    if not indicator.node.period.first <= fiscal_year <= indicator.node.period.last:
        raise Http404
    if not keeper.keeps_indicator(indicator):
        raise NotAllowedError(NOT_KEEPING)
    return keeper, indicator, fiscal_year


def keeps_in_view(gone: str) -> Callable[[View], View]:
    """Let what was typed stand with its labels where the record is `gone`, or is not the person's any more."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except (Http404, NotAllowedError) as error:
                if request.method != "POST":
                    raise
                if isinstance(error, NotAllowedError):
                    return in_vain(request, "403.html", str(error), 403)
                return in_vain(request, "entry/record/gone.html", gone, 404)

        return answer

    return decorate


def in_vain(request: HttpRequest, template: str, message: str, status: int) -> HttpResponse:
    """Say why nothing was saved, with what was typed."""
    context = {"scope": None, "message": message, "typed": typed_texts(request.POST)}
    return render(request, template, context, status=status)


@form_page
@keeps_in_view(NO_PLACE)
@takes_drafts(draft_path_of_new)
def project_new(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Ask for a project that counts in the indicator and year; sent, register it."""
    person, today = person_asking(request), timezone.localdate()
    return answer(new_page(request, *place_of_new(person, today, pk, year)))


@form_page
@keeps_in_view(GONE)
@takes_drafts(draft_path)
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a record with its form; sent, change it. What was typed for one that is gone is shown once more."""
    return answer(stored_page(request, pk))


def answer(page: RecordPage) -> HttpResponse:
    """Show the form, or take what was sent."""
    request, path = page.request, page.request.path
    if request.method != "POST":
        restored = NOT_SAVABLE if page.locked else RESTORED
        return show(page, opened(request, page.person, draft=path, restored=restored))
    act, shown = partial(write, page), partial(show, page)
    return take(request, page.person, act, shown, is_versioned=True, draft=path, refused=403)


def write(page: RecordPage, version: int) -> Done:
    """Write the record and lead back to its ledger; the very same that somebody else said leaves nothing to decide."""
    if page.locked:
        raise RefusedError(page.locked)
    form = checked(page)
    facts = form.facts()
    by, today = actor_for(page, facts), page.keeper.today
    try:
        if page.project is None:
            add_project(facts, by=by, on=today)
        else:
            change_project(page.project, facts, version=version, by=by, on=today)
    except NameTakenError as taken:
        form.add_error("name", str(taken))
        raise FaultyFormError(form) from None
    except StaleRow as stale:
        current = stale.current
        if not isinstance(current, LeadingProject) or not same(facts_of(current), facts):
            raise
    said = " ".join([f"「{facts.name}」を保存しました。", *form.warnings])
    return Done(ledger_of(facts, page.keeper), said)


def checked(page: RecordPage) -> ProjectForm:
    """Return the form as it was sent, if nothing in it is wrong and nothing of a new record looks like another one."""
    form = ProjectForm(page.choices, page.request.POST)
    if not form.is_valid():
        raise FaultyFormError(form)
    if page.project is None and not form.cleaned_data["separate"]:
        facts = form.facts()
        record = Named(None, facts.name, tuple(facts.partners.splitlines()), facts.node.pk)
        if pairs := pairs_with(page.keeper, record, facts.node.period.plan):
            raise LooksLikeError(form, pairs)
    return form


def actor_for(page: RecordPage, facts: ProjectFacts) -> Actor:
    """Return the person in the post by which this record is theirs to keep."""
    departments = answering_for(page.project) if page.project else [facts.node.department]
    post = page.keeper.post([*departments, *(one.department for one in facts.indicators)])
    return Actor(Change.Via.PAGE, page.person, post)


def same(one: ProjectFacts, other: ProjectFacts) -> bool:
    """Tell whether two people said the very same, so that there is nothing to decide."""
    keys = [{indicator.pk for indicator in facts.indicators} for facts in (one, other)]
    return keys[0] == keys[1] and replace(one, indicators=()) == replace(other, indicators=())


def show(page: RecordPage, fate: Fate) -> HttpResponse:
    """Show the record as it is now: with what was typed, else with what is known of it."""
    conflict = conflict_of(page, fate) if fate.kind is FateKind.STALE else None
    if page.project is not None and fate.kind not in {FateKind.OPENED, FateKind.RESTORED}:
        page = stored_page(page.request, page.project.pk)
    is_refused = fate.kind is FateKind.REFUSED
    form, pairs = form_of(page, fate), getattr(fate.error, "pairs", ())
    form.focus("separate" if pairs else "name")
    context = {
        "scope": None,
        "is_fictional": page.choices.node.period.plan.is_fictional,
        "page": page,
        "form": form,
        "pairs": pairs,
        "looks_like": LOOKS_LIKE,
        "refusal": "".join(fate.sentences) if is_refused else "",
        "typed": typed_texts(fate.typed) if fate.typed is not None and (is_refused or page.locked) else [],
        "history": history_of(page.project),
        "draft": offered(page, fate),
        "keep_theirs": "" if page.locked else page.request.path,
        "is_locked": bool(page.locked),
    }
    context |= fate.context(page.version, conflict)
    return render(page.request, "entry/record/project.html", context, status=fate.status)


def form_of(page: RecordPage, fate: Fate) -> ProjectForm:
    """Return the form with what was typed, as it was checked where it was; else with what is known."""
    if fate.form is not None:
        form: ProjectForm = fate.form
        return form
    if fate.typed is None:
        return ProjectForm(page.choices, initial=fields_of(page.initial))
    if fate.kind is FateKind.STALE:
        return ProjectForm(page.choices, fate.typed)
    said: dict[str, Any] = {**fate.typed.dict(), "indicators": fate.typed.getlist("indicators")}
    return ProjectForm(page.choices, initial=said)


def offered(page: RecordPage, fate: Fate) -> drafts.FormDraft:
    """Return the draft that can be taken up again, with what it says."""
    path, is_untouched = page.request.path, fate.typed is None
    draft = drafts.of_form(page.person, path, version=page.version, is_untouched=is_untouched)
    if draft.offer is not None:
        draft.offer.said, draft.offer.is_restorable = typed_texts(draft.offer.fields), not page.locked
    return draft


def conflict_of(page: RecordPage, fate: Fate) -> Conflict:
    """Return mine and theirs; what was typed stays for one more, conscious save. Raise Http404 if theirs is gone."""
    if not isinstance(fate.current, LeadingProject):
        raise Http404
    form = ProjectForm(page.choices, fate.typed)  # by the choices with which it was found to be right
    form.full_clean()
    mine, theirs = words_of(form.facts()), words_of(facts_of(fate.current))
    differences = [
        Difference(label, mine[label], theirs[label]) for label in mine if mine[label] != theirs[label]
    ]
    return conflict_over(fate.current, page.person, last_change(fate.current), differences)


def words_of(facts: ProjectFacts) -> dict[str, str]:
    """Return what is said about a project, by the label of its field."""
    said = fields_of(facts)
    said |= {
        "node": str(facts.node),
        "indicators": "、".join(sorted(map(str, facts.indicators))),
        "standing": LeadingProject.Standing(facts.standing).label,
    }
    return {label_of(name): said[name] for name in ProjectForm.base_fields if name in said}


def label_of(name: str) -> str:
    """Return what the page calls the field."""
    return str(ProjectForm.base_fields[name].label).removesuffix("（必須）")


def typed_texts(sent: QueryDict) -> list[tuple[str, str]]:
    """Return what was typed, to be copied where it cannot be saved."""
    names = ("name", "counting_year", "summary", "partners", "first_year", "last_year")
    said = [(label_of(name), text[:LONGEST_SHOWN]) for name in names if (text := sent.get(name, ""))]
    standing = dict(LeadingProject.Standing.choices).get(sent.get("standing", ""))
    return [*said, (label_of("standing"), str(standing))] if standing else said
