"""What the pages of one sheet show: its form, or what stands in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from accounts.actions import person_asking
from accounts.models import Person
from desk.actions import drafts
from desk.page.taking import Fate, FateKind, conflict_over
from entry.round.scorecards.in_charge import in_charge
from entry.sheet.forms.conflicts import compare
from entry.sheet.forms.fields import ItemField, fields_of
from entry.sheet.forms.sheet import (
    TypedSheet,
    bases_of,
    read_sheet,
    texts_of,
)
from entry.sheet.forms.typed import said_in, words_of
from entry.sheet.scorecards.facts import (
    changes_of,
    figures_beside,
    history_of,
    why_locked,
)
from entry.sheet.scorecards.items import parts_of
from entry.sheet.scorecards.reading import SheetFacts, sheet_facts
from entry.sheet.tables import files_of_sheet
from evaluations.sheets.answers import Answer, AnswerProblem
from exports.page import shown

SAVED = {
    "draft": "途中まで保存しました（入力中）。課長にはまだ提出していません。",
    "handed_in": "評価シートを提出しました。課長の確認が済むまで、所管課の外には表示されません。",
}


@dataclass(frozen=True, slots=True)
class SheetPage:
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
    def may_write(self) -> bool:
        return self.facts.may_write(self.person, self.today)

    @property
    def is_writable(self) -> bool:
        """Whether the person has a form before them."""
        return self.may_write and not self.locked

    def afresh(self) -> "SheetPage":
        """Return the same page with the sheet as it is now."""
        item = self.facts.item
        return replace(self, facts=facts_or_404(self.person, item.node.pk, item.year.year, self.today))


def page_of(request: HttpRequest, pk: int, year: int) -> SheetPage:
    person, today = person_asking(request), timezone.localdate()
    return SheetPage(request, person, facts_or_404(person, pk, year, today), today)


def facts_or_404(person: Person, pk: int, year: int, today: date) -> SheetFacts:
    facts = sheet_facts(person, pk, year, today)
    if facts is None:
        raise Http404
    return facts


def show(page: SheetPage, fate: Fate) -> HttpResponse:
    """Show the sheet as it is now: with what was typed, else with what is stored or carried on from last year."""
    if fate.kind not in {FateKind.OPENED, FateKind.RESTORED}:
        page = page.afresh()
    if fate.typed is None:
        return begun(page, fate) if page.is_writable else reading(page, fate, draft=offered(page))
    typed: TypedSheet = fate.form or read_sheet(page.facts.request, fate.typed)
    if fate.kind is FateKind.REFUSED:
        return refused(page, typed, "".join(fate.sentences), fate)
    if fate.kind is FateKind.STALE:
        return conflicting(page, typed, fate)
    if not page.is_writable:
        return reading(page, fate, typed=words_of(page.facts, typed))
    is_wrong = fate.kind is FateKind.WRONG
    return answer(page, fate, typed, problems=all_wrong(page, typed) if is_wrong else typed.unreadable)


def begun(page: SheetPage, fate: Fate) -> HttpResponse:
    """Show the form before anything is typed."""
    facts, beginning = page.facts, page.facts.beginning
    typed = TypedSheet(
        texts=texts_of(facts.request, beginning),
        answers=dict(beginning),
        bases=bases_of(facts.request, facts.stored),
    )
    to_do = facts.problems(beginning) if facts.item.sheet else []
    has_carried = bool(facts.carried) and facts.item.sheet is None
    return answer(page, fate, typed, to_do=to_do, has_carried=has_carried, draft=offered(page))


def all_wrong(page: SheetPage, typed: TypedSheet) -> list[AnswerProblem]:
    """Return all that is wrong, at once: what cannot be read, and what else keeps the sheet from being handed in."""
    known = {**page.facts.stored, **typed.answers}
    unread = {one.key for one in typed.unreadable}
    return [*typed.unreadable, *page.facts.problems(known, unread)]


def conflicting(page: SheetPage, typed: TypedSheet, fate: Fate) -> HttpResponse:
    """Show mine and theirs; nothing was saved, and what was typed stays for one more, conscious save.

    What only the other one changed is put into the form; what only I changed stays as I typed it.
    """
    typed_words = words_of(page.facts, typed)
    found, item = compare(page.facts, typed), page.facts.item
    context: dict[str, Any] = {
        "conflict": conflict_over(item.sheet, page.person, changes_of(item).last()),
        "differences": found.differences,
        "taken_over": found.taken_over,
    }
    if not page.is_writable:
        return reading(page, fate, refusal=page.locked, typed=typed_words, **context)
    return answer(page, fate, typed, problems=typed.unreadable, **context)


def offered(page: SheetPage) -> drafts.FormDraft | None:
    """Return the draft with what it says, to who may write; one that says no more than the form does is not offered."""
    if not page.may_write:
        return None
    draft = drafts.of_form(page.person, page.address, version=page.facts.item.version)
    if draft.offer is not None:
        draft.offer.said, draft.offer.is_restorable = said_in(page.facts, draft.offer.fields), not page.locked
        draft.offer = draft.offer if draft.offer.said else None
    return draft


def refused(page: SheetPage, typed: TypedSheet, sentence: str, fate: Fate | None = None) -> HttpResponse:
    """Show the sheet without its form, why it cannot be changed, and what was typed in vain."""
    fate = fate or Fate(kind=FateKind.REFUSED, status=403)
    return reading(page, fate, refusal=sentence, typed=words_of(page.facts, typed))


def answer(
    page: SheetPage,
    fate: Fate,
    typed: TypedSheet,
    *,
    problems: Iterable[AnswerProblem] = (),
    to_do: Iterable[AnswerProblem] = (),
    **more: Any,
) -> HttpResponse:
    """Render the form. `problems` are said as errors; `to_do` is what is to be done before it can be handed in."""
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
        "draft": drafts.of_form(page.person, page.address, version=facts.item.version, is_untouched=False),
        **common(page, fate),
    }
    return shown(page.request, "entry/sheet/sheet.html", context | more, fate.status)


def parts_with(fields: list[ItemField]) -> list[tuple[str, int, list[ItemField]]]:
    """Put the fields under the headings of the form."""
    by_item = {field.item.pk: field for field in fields}
    parts = parts_of(field.view for field in fields)
    return [(part.name, part.number, [by_item[view.item.pk] for view in part.views]) for part in parts]


def linked(fields: list[ItemField], problems: Iterable[AnswerProblem]) -> list[tuple[str, str]]:
    """Return what is wrong with a link to where it is."""
    by_key = {field.item.key: field for field in fields}
    return [(by_key[one.key].address_of(one), one.sentence) for one in problems]


def reading(page: SheetPage, fate: Fate, **more: Any) -> HttpResponse:
    """Render what stands in the sheet, without a form."""
    facts = page.facts
    context = {
        "parts": parts_of(facts.views(facts.stored)),
        "may_write": page.is_writable,
        "may_confirm": facts.may_confirm(page.person, page.today),
        "is_own": facts.is_own(page.person, page.today),
        **common(page, fate),
    }
    return shown(page.request, "entry/sheet/sheet_read.html", context | more, fate.status)


def common(page: SheetPage, fate: Fate) -> dict[str, Any]:
    """Return what both pages say."""
    item = page.facts.item
    figures, history = figures_beside(item, page.person, page.today), history_of(item)
    return {
        "scope": None,
        "is_fictional": item.round.plan.is_fictional,
        "item": item,
        "facts": page.facts,
        "locked": page.locked,
        "in_charge": in_charge(item.department, page.today),
        "figures": figures,
        "history": history,
        "files": files_of_sheet(page.facts, figures, history),
        "saved": SAVED.get(page.request.GET.get("saved", ""), ""),
        **fate.context(item.version),
    }
