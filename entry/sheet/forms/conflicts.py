"""Two who wrote the same sheet: what each of them changed, and which of the two answers is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from entry.sheet.forms.sheet import (
    TypedSheet,
    bases_of,
    digest_of,
    name_of,
    names_of,
    texts_of,
)
from entry.sheet.scorecards.facts import last_changes_by_label
from entry.sheet.scorecards.items import ItemView, in_words
from entry.sheet.scorecards.reading import SheetFacts
from evaluations.sheets.answers import NOTHING, Answer
from evaluations.sheets.models.forms import SheetItem
from store.models import Change


@dataclass(frozen=True, slots=True)
class AnswerDifference:
    """One item that two people answered differently: mine, theirs, who wrote theirs and when; `take` asks which."""

    label: str
    id: str
    mine: str
    theirs: str
    change: Change | None
    take: str


@dataclass(frozen=True, slots=True)
class AnswersComparison:
    """What both changed, and the labels of what only the other one did."""

    differences: Sequence[AnswerDifference]
    taken_over: Sequence[str]


def compare(facts: SheetFacts, typed: TypedSheet) -> AnswersComparison:
    """Compare what was typed with what is stored now, and let the form begin anew from there.

    What only the other one changed is put into the form; what only I changed stays as I typed it.
    """
    changes = last_changes_by_label(facts.item)
    differences, taken_over = [], []
    for view in facts.views(typed.answers):
        key, theirs = view.item.key, facts.stored.get(view.item.key, NOTHING)
        if key not in typed.answers or typed.answers[key] == theirs:
            continue
        if not typed.has_changed(key):
            put_in(facts, typed, view.item, theirs)
            taken_over.append(view.item.label)
        elif typed.bases.get(key) != digest_of(theirs):
            differences.append(difference(view, typed.answers[key], theirs, changes.get(view.item.label)))
    typed.bases = bases_of(facts.request, facts.stored)
    return AnswersComparison(differences, taken_over)


def difference(view: ItemView, mine: Answer, theirs: Answer, change: Change | None) -> AnswerDifference:
    """Put two answers to one item into words."""
    words = ["\n".join(in_words(view, one)) or "（空欄）" for one in (mine, theirs)]
    item = view.item
    return AnswerDifference(
        item.label, f"item-{item.order}", words[0], words[1], change, name_of(item, "take")
    )


def take_theirs(facts: SheetFacts, typed: TypedSheet) -> None:
    """Put what is stored in the place of what was typed, where the person chose so after a conflict."""
    for item in facts.request.form.items.all():
        if typed.texts.get(name_of(item, "take")) == "theirs" and item.key in typed.answers:
            put_in(facts, typed, item, facts.stored.get(item.key, NOTHING))


def put_in(facts: SheetFacts, typed: TypedSheet, item: SheetItem, said: Answer) -> None:
    """Let the form show that answer for one item."""
    for name in names_of(item, facts.item.year.year):
        typed.texts.pop(name, None)
    texts = texts_of(facts.request, {item.key: said})
    typed.texts |= {name: text for name, text in texts.items() if text}
    typed.answers[item.key] = said
    typed.unreadable = [one for one in typed.unreadable if one.key != item.key]
