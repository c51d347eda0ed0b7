"""The sheet of a 事務事業: written, kept on the way, handed in; or read and printed by who may see it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from desk import drafts, once, parking
from desk.refusals import NotAllowedError, says_why, whole_number
from desk.views import takes_drafts
from entry.forms.sheet import TypedSheet, bases_of, read_sheet, texts_of
from entry.forms.sheet_conflicts import compare, take_theirs
from entry.forms.sheet_typed import said_in
from entry.owed import belongs_to
from entry.sheets.facts import last_change
from entry.views.sheet_page import Page, answer, facts_or_404, page_of, reading, refused
from entry.workbooks.taking import post_used
from evaluations.actions.sheets import UnfinishedError, enter_sheet
from evaluations.judgement.answers import NOTHING, Problem
from evaluations.models import ProjectSheet
from store.actions import Actor, RefusedError, StaleRow
from store.models import Change

NOT_WRITING = "評価シートを入力できるのは、その事務事業の所管課の担当者・課長と事務局だけです。"
RESTORED = (
    "入力した内容を復元しました。まだ保存していません。"
    "確かめてから「途中保存」か「提出する」を押してください。"
)
NOT_RESTORED = "預かっていた入力の内容は、保存されたか期限が切れたため残っていません。"


def draft_path(person: Person, today: date, chosen: Mapping[str, Any], pk: int, year: int) -> str:
    """Return where drafts of the sheet's form are kept, if the person may write it."""
    facts = facts_or_404(person, pk, year, today)
    if not facts.may_write(person, today):
        raise NotAllowedError(NOT_WRITING)
    return facts.item.path


@parking.keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
@says_why
@takes_drafts(draft_path)
def sheet(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Show the sheet with its form, or what stands in it to who may only read; sent, keep it or hand it in."""
    page = page_of(request, pk, year)
    if not page.facts.may_write(page.person, page.today):
        if request.method == "POST":
            raise NotAllowedError(NOT_WRITING)
        return reading(page)
    if request.method == "POST":
        return save(page)
    return reading(page, draft=offered(page)) if page.locked else show(page)


@login_required
@require_safe
@says_why
def sheet_read(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Show what stands in the sheet: to be looked through by the 課長, to be printed by everybody who may see it."""
    return reading(page_of(request, pk, year))


def show(page: Page) -> HttpResponse:
    """Show the form: with what was typed before, else with what is stored or carried on from last year."""
    facts, key = page.facts, page.parked_key
    kept = parking.parked(page.request, page.address) or drafts.restored(
        page.request, page.person, page.address
    )
    if kept is None:
        beginning = facts.beginning
        typed = TypedSheet(
            texts=texts_of(facts.request, beginning),
            answers=dict(beginning),
            bases=bases_of(facts.request, facts.stored),
        )
        problems = facts.problems(beginning) if facts.item.sheet else []
        begins = bool(facts.carried) and facts.item.sheet is None
        notice = NOT_RESTORED if key else ""
        draft = offered(page)
        return answer(page, typed, to_do=problems, notice=notice, has_carried=begins, draft=draft)
    version = kept.get("version", "")
    context: dict[str, Any] = {"restored": RESTORED, "parked": key}
    if version.isascii() and version.isdigit() and len(version) <= 18:
        context["version"] = int(version)  # what the person had seen: a change since then is a conflict
    typed = read_sheet(facts.request, kept)
    return answer(page, typed, problems=typed.unreadable, **context)


def offered(page: Page) -> drafts.FormDraft:
    """Return the draft with what it says; one that says no more than the form does is not offered."""
    draft = drafts.of_form(page.person, page.address, version=page.facts.item.version)
    if draft.offer is not None:
        draft.offer.said, draft.offer.is_restorable = said_in(page.facts, draft.offer.fields), not page.locked
        draft.offer = draft.offer if draft.offer.said else None
    return draft


def save(page: Page) -> HttpResponse:
    """Keep what was sent or hand it in; else show it again with what is wrong or was changed by somebody else."""
    sent = page.request.POST
    version, key = whole_number(sent.get("version")), once.read_key(sent.get("once"))
    if outcome := once.outcome_of(key, page.person):
        return HttpResponseRedirect(outcome)
    typed = read_sheet(page.facts.request, sent)
    if page.locked:
        return refused(page, typed, page.locked)
    if version == page.facts.item.version:
        take_theirs(page.facts, typed)
    if typed.unreadable:
        found = [*typed.unreadable, *(also_wrong(page, typed) if "hand_in" in sent else ())]
        return answer(page, typed, status=422, problems=found, version=version, parked=page.parked_key)
    return write(page, typed, version, key)


def also_wrong(page: Page, typed: TypedSheet) -> list[Problem]:
    """Return what else keeps a sheet from being handed in that has something unreadable: all is said at once."""
    unread = {one.key for one in typed.unreadable}
    return [one for one in page.facts.problems(typed.answers) if one.key not in unread]


def write(page: Page, typed: TypedSheet, version: int, key: str) -> HttpResponse:
    """Write the sheet, once, and lead on."""
    item, hand_in = page.facts.item, "hand_in" in page.request.POST
    by = Actor(Change.Via.PAGE, page.person, post_used(page.person, item, page.today))
    onward = address_after(page, hand_in=hand_in)

    def act() -> str:
        enter_sheet(item.request, item.node, typed.answers, version=version, hand_in=hand_in, by=by)
        parking.forget(page.parked_key, page.address)
        drafts.forget(page.person, page.address)
        return onward

    try:
        return HttpResponseRedirect(once.once(key, page.person, act))
    except UnfinishedError as unfinished:
        found = [*unfinished.problems, *(one for one in page.facts.problems(typed.answers) if not one.blocks)]
        return answer(page, typed, status=422, problems=found, version=version, parked=page.parked_key)
    except StaleRow as stale:
        page = page.afresh()
        if says_the_same(page, typed, stale, hand_in=hand_in):
            return HttpResponseRedirect(onward)
        return conflict(page, typed)
    except RefusedError as error:
        return refused(page.afresh(), typed, str(error))


def address_after(page: Page, *, hand_in: bool) -> str:
    """Return where to go on: after handing in to the own list, which names the next one; else stay."""
    item = page.facts.item
    if hand_in and belongs_to(page.person, item, page.today):
        named = urlencode({"saved_sheet": f"{item.node.pk}-{item.year.year}"})
        return f"{reverse('entry:todo')}?{named}"
    return f"{page.address}?{urlencode({'saved': 'handed_in' if hand_in else 'draft'})}"


def says_the_same(page: Page, typed: TypedSheet, stale: StaleRow, *, hand_in: bool) -> bool:
    """Tell whether the other one wrote the very same, so that there is nothing to decide."""
    current = stale.current
    if not isinstance(current, ProjectSheet):
        return False
    wanted = ProjectSheet.EntryState.WAITING if hand_in else current.entry_state
    stored = page.facts.stored
    return current.entry_state == wanted and all(
        said == stored.get(key, NOTHING) for key, said in typed.answers.items()
    )


def conflict(page: Page, typed: TypedSheet) -> HttpResponse:
    """Show mine and theirs; nothing was saved, and what was typed stays for one more, conscious save.

    What only the other one changed is put into the form; what only I changed stays as I typed it.
    """
    found = compare(page.facts, typed)
    context: dict[str, Any] = {
        "is_conflict": True,
        "differences": found.differences,
        "taken_over": found.taken_over,
        "first": last_change(page.facts.item),
        "parked": page.parked_key,
    }
    if page.locked:
        return refused(page, typed, page.locked, status=409, **context)
    return answer(page, typed, status=409, problems=typed.unreadable, **context)
