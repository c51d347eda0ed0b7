"""The sheet of a 事務事業: written, kept on the way, handed in; or read and printed by who may see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import once, parking
from accounts.actions import Actor, StaleRow
from accounts.models import Change, Person
from accounts.refusals import NotAllowedError, person_asking, says_why, whole_number
from entry import drafts
from entry.forms.sheet import TypedSheet, bases_of, read_sheet, texts_of
from entry.forms.sheet_conflicts import compare, take_theirs
from entry.forms.sheet_fields import Field, fields_of
from entry.forms.sheet_typed import said_in
from entry.lists.in_charge import in_charge
from entry.owed import belongs_to
from entry.sheets.facts import figures_beside, history_of, last_change, why_locked
from entry.sheets.items import in_words, parts_of
from entry.sheets.reading import SheetFacts, sheet_facts
from entry.views.drafting import takes_drafts
from entry.workbooks.taking import post_used
from evaluations.actions.sheets import UnfinishedError, enter_sheet
from evaluations.judgement.answers import NOTHING, Answer, Problem
from evaluations.models import ProjectSheet
from indicators.actions import RefusedError

NOT_WRITING = "評価シートを入力できるのは、その事務事業の所管課の担当者・課長と事務局だけです。"
RESTORED = (
    "入力した内容を復元しました。まだ保存していません。"
    "確かめてから「途中保存」か「提出する」を押してください。"
)
NOT_RESTORED = "預かっていた入力の内容は、保存されたか期限が切れたため残っていません。"
SAVED = {
    "draft": "途中まで保存しました（入力中）。課長にはまだ提出していません。",
    "handed_in": "評価シートを提出しました。課長の確認が済むまで、所管課の外には表示されません。",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet as one person has it before them today."""

    request: HttpRequest
    person: Person
    facts: SheetFacts
    today: date

    @property
    def address(self) -> str:
        return self.facts.item.path

    @property
    def locked(self) -> str:
        return why_locked(self.facts.item, self.today)

    @property
    def parked_key(self) -> str | None:
        """The key of what was typed before the login: from the address, then from the form itself."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        return sent.get(parking.PARAMETER)

    def afresh(self) -> "Page":
        """Return the same page with the sheet as it is now."""
        item = self.facts.item
        return replace(self, facts=facts_or_404(self.person, item.node.pk, item.year.year, self.today))


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


def page_of(request: HttpRequest, pk: int, year: int) -> Page:
    person, today = person_asking(request), timezone.localdate()
    return Page(request, person, facts_or_404(person, pk, year, today), today)


def facts_or_404(person: Person, pk: int, year: int, today: date) -> SheetFacts:
    facts = sheet_facts(person, pk, year, today)
    if facts is None:
        raise Http404
    return facts


def show(page: Page) -> HttpResponse:
    """Show the form: with what was typed before, else with what is stored or carried on from last year."""
    facts, key = page.facts, page.parked_key
    kept = parking.parked(key, page.address) or drafts.restored(page.request, page.person, page.address)
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


def refused(page: Page, typed: TypedSheet, sentence: str, *, status: int = 403, **more: Any) -> HttpResponse:
    """Show the sheet without its form, why it cannot be changed, and what was typed in vain."""
    in_vain = [
        (view.item.label, "\n".join(in_words(view, typed.answers[view.item.key])))
        for view in page.facts.views(typed.answers)
        if typed.has_changed(view.item.key) and view.item.key in typed.answers
    ]
    return reading(page, status=status, refusal=sentence, typed=[one for one in in_vain if one[1]], **more)


def answer(
    page: Page,
    typed: TypedSheet,
    *,
    status: int = 200,
    problems: Iterable[Problem] = (),
    to_do: Iterable[Problem] = (),
    **more: Any,
) -> HttpResponse:
    """Render the form, which carries the version and the key that make a save count once.

    `problems` are said as errors; `to_do` is what is still to be done before the sheet can be handed in.
    """
    facts = page.facts
    known: Mapping[str, Answer] = {**facts.stored, **typed.answers}
    carried = () if facts.item.sheet else facts.carried
    wrong = list(problems)
    fields = fields_of(facts.views(known), typed, wrong, carried)
    parts = parts_with(fields)
    context = {
        "parts": parts,
        "sections": [(f"part-{number}", name) for name, number, _ in parts],
        "problems": linked(fields, [one for one in wrong if one.blocks]),
        "is_unreadable": bool(typed.unreadable),
        "to_do": linked(fields, [one for one in to_do if one.blocks]),
        "version": facts.item.version,
        "once": once.new_key(),
        "draft": drafts.of_form(page.person, page.address, is_untouched=False),
        "saved": SAVED.get(page.request.GET.get("saved", ""), ""),
        **common(page),
    }
    return render(page.request, "entry/sheet.html", context | more, status=status)


def parts_with(fields: list[Field]) -> list[tuple[str, int, list[Field]]]:
    """Put the fields under the headings of the form."""
    by_item = {field.item.pk: field for field in fields}
    parts = parts_of(field.view for field in fields)
    return [(part.name, part.number, [by_item[view.item.pk] for view in part.views]) for part in parts]


def linked(fields: list[Field], problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Return what is wrong with a link to where it is."""
    by_key = {field.item.key: field for field in fields}
    return [(by_key[one.key].address_of(one), one.sentence) for one in problems]


def reading(page: Page, *, status: int = 200, **more: Any) -> HttpResponse:
    """Render what stands in the sheet, without a form."""
    facts = page.facts
    context = {
        "parts": parts_of(facts.views(facts.stored)),
        "may_write": facts.may_write(page.person, page.today) and not page.locked,
        "may_confirm": facts.may_confirm(page.person, page.today),
        "is_own": facts.is_own(page.person, page.today),
        "saved": SAVED.get(page.request.GET.get("saved", ""), ""),
        **common(page),
    }
    return render(page.request, "entry/sheet_read.html", context | more, status=status)


def common(page: Page) -> dict[str, Any]:
    """Return what both pages say."""
    item = page.facts.item
    return {
        "scope": None,
        "is_fictional": item.round.plan.is_fictional,
        "item": item,
        "facts": page.facts,
        "locked": page.locked,
        "in_charge": in_charge(item.department, page.today),
        "figures": figures_beside(item, page.person, page.today),
        "history": history_of(item),
    }
