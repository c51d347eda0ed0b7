"""The sheet of a 事務事業: written, kept on the way, handed in; or read and printed by who may see it."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Person
from desk.page.refusals import NotAllowedError, says_why
from desk.page.taking import (
    NOT_SAVABLE,
    Done,
    Fate,
    FaultyFormError,
    form_page,
    opened,
    take,
)
from desk.views import STILL_TO_HAND_IN, takes_drafts
from entry.round.scorecards.owed import belongs_to
from entry.sheet.forms.conflicts import take_theirs
from entry.sheet.forms.sheet import TypedSheet, read_sheet
from entry.sheet.page import (
    SheetPage,
    facts_or_404,
    page_of,
    reading,
    refused,
    show,
)
from entry.workbook.actions.figures import post_used
from evaluations.sheets.actions import UnfinishedError, enter_sheet
from evaluations.sheets.answers import NOTHING
from evaluations.sheets.models.sheets import ProjectSheet
from store.actions.rows import Actor, RefusedError, StaleRow
from store.models import Change

NOT_WRITING = "評価シートを入力できるのは、その所管課の担当者・課長と事務局だけです。"
RESTORED = (
    "入力した内容を復元しました。まだ保存していません。"
    "確かめてから「途中保存」か「提出する」を押してください。"
)


def draft_path(person: Person, today: date, chosen: Mapping[str, Any], pk: int, year: int) -> str:
    """Return where drafts of the sheet's form are kept, if the person may write it."""
    facts = facts_or_404(person, pk, year, today)
    if not facts.may_write(person, today):
        raise NotAllowedError(NOT_WRITING)
    return facts.item.path


@form_page
@takes_drafts(draft_path, still=STILL_TO_HAND_IN)
def sheet(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Show the sheet with its form, or what stands in it to who may only read; sent, keep it or hand it in."""
    page = page_of(request, pk, year)
    if request.method != "POST":
        restored = RESTORED if page.is_writable else NOT_SAVABLE
        return show(page, opened(request, page.person, draft=page.address, restored=restored))
    if not page.may_write:
        return refused(page, read_sheet(page.facts.request, request.POST), NOT_WRITING)
    act, shown = partial(write, page), partial(show, page)
    return take(request, page.person, act, shown, is_versioned=True, draft=page.address, refused=403)


@login_required
@require_safe
@says_why
def sheet_read(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Show what stands in the sheet: to be looked through by the 課長, to be printed by everybody who may see it."""
    return reading(page_of(request, pk, year), Fate())


def write(page: SheetPage, version: int) -> Done:
    """Keep what was sent or hand it in; the very same that somebody else wrote leaves nothing to decide."""
    if page.locked:
        raise RefusedError(page.locked)
    item, hand_in = page.facts.item, "hand_in" in page.request.POST
    typed = typed_in(page, version)
    by = Actor(Change.Via.PAGE, page.person, post_used(page.person, item, page.today))
    try:
        enter_sheet(item.request, item.node, typed.answers, version=version, hand_in=hand_in, by=by)
    except UnfinishedError:
        raise FaultyFormError(typed) from None
    except StaleRow as stale:
        if not says_the_same(page.afresh(), typed, stale, hand_in=hand_in):
            raise
    return Done(address_after(page, hand_in=hand_in))


def typed_in(page: SheetPage, version: int) -> TypedSheet:
    """Return what was sent, if all of it can be read; after a conflict with what the person took over from others."""
    typed = read_sheet(page.facts.request, page.request.POST)
    if version == page.facts.item.version:
        take_theirs(page.facts, typed)
    if typed.unreadable:
        raise FaultyFormError(typed)
    return typed


def address_after(page: SheetPage, *, hand_in: bool) -> str:
    """Return where to go on: after handing in to the own list, which names the next one; else stay."""
    item = page.facts.item
    if hand_in and belongs_to(page.person, item, page.today):
        named = urlencode({"saved_sheet": f"{item.node.pk}-{item.year.year}"})
        return f"{reverse('entry:todo')}?{named}"
    return f"{page.address}?{urlencode({'saved': 'handed_in' if hand_in else 'draft'})}"


def says_the_same(page: SheetPage, typed: TypedSheet, stale: StaleRow, *, hand_in: bool) -> bool:
    """Tell whether the other one wrote the very same, so that there is nothing to decide."""
    current = stale.current
    if not isinstance(current, ProjectSheet):
        return False
    wanted = ProjectSheet.EntryState.WAITING if hand_in else current.entry_state
    stored = page.facts.stored
    return current.entry_state == wanted and all(
        said == stored.get(key, NOTHING) for key, said in typed.answers.items()
    )
