"""One leading project: a new record, and the change of one, together with the indicators and the year it counts in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Person
from accounts.posts import person_asking
from desk import drafts, once, parking
from desk.refusals import NotAllowedError, says_why, whole_number
from desk.views import takes_drafts
from entry.figures.keeping import Keeper, answering_for, answering_for_indicator
from entry.figures.ledgers import keeper_of, pairs_with
from entry.figures.records import history_of, last_change
from entry.forms.project import ProjectForm, fields_of
from entry.views.ledgers import NOT_KEEPING, NOT_RESTORED, RESTORED, indicator_of, year_of
from entry.views.project_page import Page, ledger_of, new_page, project_of, stored_page
from indicators.models import Indicator
from policies.fiscal_year import FiscalYear
from projects.actions import NameTakenError, ProjectFacts, add_project, change_project, facts_of
from projects.duplicates import Named
from projects.models import LeadingProject
from store.actions import Actor, RefusedError, StaleRow
from store.models import Change

LOOKS_LIKE = "よく似た個票があります。同じ取組なら、新しく登録せずに、その個票を編集してください。"
LONGEST_SHOWN = 20_000


def draft_path_of_new(person: Person, today: date, chosen: Mapping[str, Any], pk: int, year: int) -> str:
    """Return where drafts of a new record are kept, if the person may register one there."""
    place_of_new(person, today, pk, year)
    return reverse("entry:project_new", args=(pk, year))


def draft_path(person: Person, today: date, chosen: Mapping[str, Any], pk: int) -> str:
    """Return where drafts of a record are kept, if the person keeps it."""
    return reverse("entry:project", args=(project_of(person, pk, today).pk,))


def place_of_new(person: Person, today: date, pk: int, year: int) -> tuple[Keeper, Indicator, FiscalYear]:
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


@parking.keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
@takes_drafts(draft_path_of_new)
def project_new(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Ask for a project that counts in the indicator and year; sent, register it."""
    person, today = person_asking(request), timezone.localdate()
    page = new_page(request, *place_of_new(person, today, pk, year))
    return save(page) if request.method == "POST" else show(page)


@parking.keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
@takes_drafts(draft_path)
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a record with its form; sent, change it. What was typed for one that is gone is shown once more."""
    if request.method != "POST":
        return show(stored_page(request, pk))
    try:
        return save(stored_page(request, pk))
    except Http404:
        context = {"scope": None, "typed": typed_texts(request.POST)}
        return render(request, "entry/projects/gone.html", context, status=404)


def show(page: Page) -> HttpResponse:
    """Show the form: with what was typed before a login, else with what is known."""
    key = page.parked_key
    path = page.request.path
    kept = parking.parked(page.request, path) or drafts.restored(page.request, page.person, path)
    if kept is None:
        form = ProjectForm(page.choices, initial=fields_of(page.initial))
        return answer(page, form, notice=NOT_RESTORED if key else "", draft=offered(page))
    typed: dict[str, Any] = {**kept.dict(), "indicators": kept.getlist("indicators")}
    more: dict[str, Any] = {"restored": RESTORED, "parked": key, "typed": typed_texts(kept)}
    version = kept.get("version", "")
    if version.isascii() and version.isdigit() and len(version) <= 18:
        more["version"] = int(version)  # what the person had seen: a change since then is a conflict
    return answer(page, ProjectForm(page.choices, initial=typed), **more)


def offered(page: Page) -> drafts.FormDraft:
    """Return the draft that can be taken up again, with what it says."""
    draft = drafts.of_form(page.person, page.request.path, version=page.version)
    if draft.offer is not None:
        draft.offer.said, draft.offer.is_restorable = typed_texts(draft.offer.fields), not page.locked
    return draft


def save(page: Page) -> HttpResponse:
    """Write what was sent, or show it again with what is wrong, looks like another, or was changed meanwhile."""
    sent = page.request.POST
    version, key = whole_number(sent.get("version")), once.read_key(sent.get("once"))
    if outcome := once.outcome_of(key, page.person):
        return HttpResponseRedirect(outcome)
    if page.locked:
        return refused(page, page.locked)
    form = ProjectForm(page.choices, sent)
    again: dict[str, Any] = {"version": version, "once": key, "status": 422}
    if not form.is_valid():
        return answer(page, form, **again)
    if page.project is None and not form.cleaned_data["separate"]:
        facts = form.facts()
        record = Named(None, facts.name, tuple(facts.partners.splitlines()), facts.node.pk)
        if pairs := pairs_with(page.keeper, record, facts.node.period.plan):
            return answer(page, form, pairs=pairs, **again)
    return write(page, form, version, key)


def write(page: Page, form: ProjectForm, version: int, key: str) -> HttpResponse:
    """Write the record, once, and lead back to its ledger."""
    facts = form.facts()

    def act() -> str:
        by = actor_for(page, facts)
        if page.project is None:
            add_project(facts, by=by, on=page.keeper.today)
        else:
            change_project(page.project, facts, version=version, by=by, on=page.keeper.today)
        parking.forget(page.parked_key, page.request.path)
        drafts.forget(page.person, page.request.path)
        return ledger_of(facts, page.keeper)

    try:
        outcome = once.once(key, page.person, act)
    except StaleRow as stale:
        current = stale.current
        if not isinstance(current, LeadingProject) or not same(facts_of(current), facts):
            return conflict(page, form, current)
        outcome = ledger_of(facts, page.keeper)
    except NameTakenError as error:
        form.add_error("name", str(error))
        return answer(page, form, status=422, version=version, once=key)
    except RefusedError as error:
        return refused(page, str(error))
    messages.success(page.request, " ".join([f"「{facts.name}」を保存しました。", *form.warnings]))
    return HttpResponseRedirect(outcome)


def actor_for(page: Page, facts: ProjectFacts) -> Actor:
    """Return the person in the post by which this record is theirs to keep."""
    departments = answering_for(page.project) if page.project else [facts.node.department]
    post = page.keeper.post([*departments, *(one.department for one in facts.indicators)])
    return Actor(Change.Via.PAGE, page.person, post)


def same(one: ProjectFacts, other: ProjectFacts) -> bool:
    """Tell whether two people said the very same, so that there is nothing to decide."""
    keys = [{indicator.pk for indicator in facts.indicators} for facts in (one, other)]
    return keys[0] == keys[1] and replace(one, indicators=()) == replace(other, indicators=())


def conflict(page: Page, form: ProjectForm, current: Any) -> HttpResponse:
    """Show mine and theirs; nothing was saved, and what was typed stays for one more, conscious save."""
    if not isinstance(current, LeadingProject):
        gone = "この個票は、先にほかの人が削除したため、保存していません。"
        return refused(page, gone)
    page = stored_page(page.request, current.pk)
    mine, theirs = words_of(form.facts()), words_of(page.initial)
    context = {
        "differences": [
            (label, mine[label], theirs[label]) for label in mine if mine[label] != theirs[label]
        ],
        "first": last_change(current),
        "is_conflict": True,
    }
    return answer(page, form, status=409, **context)


def words_of(facts: ProjectFacts) -> dict[str, str]:
    """Return what is said about a project, by the label of its field."""
    said = fields_of(facts)
    said |= {
        "node": str(facts.node),
        "indicators": "、".join(sorted(map(str, facts.indicators))),
        "standing": LeadingProject.Standing(facts.standing).label,
    }
    labels = {
        name: str(field.label).removesuffix("（必須）") for name, field in ProjectForm.base_fields.items()
    }
    return {label: said[name] for name, label in labels.items() if name in said}


def refused(page: Page, sentence: str) -> HttpResponse:
    """Show why the record cannot be changed, and what was typed in vain."""
    form = ProjectForm(page.choices, initial=fields_of(page.initial))
    return answer(page, form, status=403, refusal=sentence, typed=typed_texts(page.request.POST))


def typed_texts(sent: QueryDict) -> list[tuple[str, str]]:
    """Return what was typed, to be copied where it cannot be saved."""
    names = ("name", "counting_year", "summary", "partners", "first_year", "last_year")
    labels = {name: str(ProjectForm.base_fields[name].label).removesuffix("（必須）") for name in names}
    return [(labels[name], text[:LONGEST_SHOWN]) for name in names if (text := sent.get(name, ""))]


def answer(page: Page, form: ProjectForm, *, status: int = 200, **more: Any) -> HttpResponse:
    """Render the page; the form carries the version and the key that make a save count once."""
    form.focus("separate" if "pairs" in more else "name")
    context = {
        "scope": None,
        "is_fictional": page.choices.node.period.plan.is_fictional,
        "page": page,
        "form": form,
        "version": page.version,
        "once": once.new_key(),
        "parked": page.parked_key,
        "history": history_of(page.project),
        "draft": drafts.of_form(page.person, page.request.path, version=page.version, is_untouched=False),
        "looks_like": LOOKS_LIKE,
    }
    return render(page.request, "entry/projects/project.html", context | more, status=status)
