"""What was typed into the form of a sheet, in words."""

from django.http import QueryDict

from entry.sheet.forms.sheet import (
    TypedSheet,
    name_of,
    name_of_cell,
    read_sheet,
)
from entry.sheet.scorecards.items import in_words
from entry.sheet.scorecards.reading import SheetFacts
from evaluations.sheets.answers import NOTHING
from evaluations.sheets.models.forms import SheetItem


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


def words_of(facts: SheetFacts, typed: TypedSheet) -> list[tuple[str, str]]:
    """Return what the person changed, item by item in words, to be copied where it cannot be saved."""
    said = [
        (view.item.label, "\n".join([*in_words(view, typed.answers[key]), *unread_in(view.item, typed)]))
        for view in facts.views(typed.answers)
        if (key := view.item.key) in typed.answers and typed.has_changed(key)
    ]
    return [one for one in said if one[1]]


def unread_in(item: SheetItem, typed: TypedSheet) -> list[str]:
    """Return what was typed where a number belongs and cannot be read, as it was typed."""
    places = [one.place for one in typed.unreadable if one.key == item.key]
    names = [name_of_cell(item, place) if place else name_of(item, "number") for place in places]
    return [text for name in names if (text := typed.texts.get(name, ""))]
