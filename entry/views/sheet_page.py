"""What the pages of one sheet show: its form, or what stands in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import Person
from accounts.posts import person_asking
from desk import drafts, once, parking
from entry.forms.sheet import TypedSheet
from entry.forms.sheet_fields import Field, fields_of
from entry.lists.in_charge import in_charge
from entry.sheets.facts import figures_beside, history_of, why_locked
from entry.sheets.items import in_words, parts_of
from entry.sheets.reading import SheetFacts, sheet_facts
from evaluations.judgement.answers import Answer, Problem

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


def page_of(request: HttpRequest, pk: int, year: int) -> Page:
    person, today = person_asking(request), timezone.localdate()
    return Page(request, person, facts_or_404(person, pk, year, today), today)


def facts_or_404(person: Person, pk: int, year: int, today: date) -> SheetFacts:
    facts = sheet_facts(person, pk, year, today)
    if facts is None:
        raise Http404
    return facts


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
        "draft": drafts.of_form(
            page.person, page.address, version=page.facts.item.version, is_untouched=False
        ),
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
