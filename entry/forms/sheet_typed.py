"""What was typed into the form of a sheet: in words, and beside or in place of what somebody else wrote."""

from dataclasses import dataclass

from django.http import QueryDict

from accounts.models import Change
from entry.forms.sheet import TypedSheet, name_of, name_of_cell, read_sheet, texts_of
from entry.sheets.items import in_words
from entry.sheets.reading import SheetFacts
from evaluations.judgement.answers import NOTHING, Answer
from evaluations.models import SheetItem


@dataclass(frozen=True, slots=True)
class Difference:
    """One item that two people answered differently: mine, theirs, who wrote theirs and when; `take` asks which."""

    label: str
    id: str
    mine: str
    theirs: str
    change: Change | None
    take: str


def said_in(facts: SheetFacts, fields: QueryDict) -> list[tuple[str, str]]:
    """Return what was typed into each item in which the form says something else, in words."""
    typed = read_sheet(facts.request, fields)
    begun, unread = facts.beginning, {one.key for one in typed.unreadable}
    return [
        (view.item.label, "\n".join([*in_words(view, said), *unread_in(view.item, typed)]) or "（空欄）")
        for view in facts.views(typed.answers)
        if (said := typed.answers.get(view.item.key)) is not None
        and (view.item.key in unread or said != begun.get(view.item.key, NOTHING))
    ]


def unread_in(item: SheetItem, typed: TypedSheet) -> list[str]:
    """Return what was typed where a number belongs and cannot be read, as it was typed."""
    places = [one.place for one in typed.unreadable if one.key == item.key]
    names = [name_of_cell(item, place) if place else name_of(item, "number") for place in places]
    return [text for name in names if (text := typed.texts.get(name, ""))]


def take_theirs(facts: SheetFacts, typed: TypedSheet) -> None:
    """Put what is stored in the place of what was typed, where the person chose so after a conflict."""
    stored = facts.stored
    for item in facts.request.form.items.all():
        if typed.texts.get(name_of(item, "take")) == "theirs" and item.key in typed.answers:
            put_in(facts, typed, item.key, stored.get(item.key, NOTHING))


def put_in(facts: SheetFacts, typed: TypedSheet, key: str, said: Answer) -> None:
    """Let the form show that answer for one item."""
    items = [item for item in facts.request.form.items.all() if item.key == key]
    for name in list(typed.texts):
        if any(name == name_of(item, what) for item in items for what in ("text", "symbol", "number")) or any(
            name.startswith(f"cell-{item.key}-") for item in items
        ):
            del typed.texts[name]
    texts = texts_of(facts.request, {key: said})
    typed.texts |= {name: text for name, text in texts.items() if text}
    typed.answers[key] = said
    typed.unreadable = [one for one in typed.unreadable if one.key != key]
