"""What was typed into the form of a figure, in words: to be copied where it cannot be saved, to be seen in a draft."""

from typing import Any, Final

from django.http import QueryDict

from entry.figure.forms.figure import AMOUNTS, FigureForm
from indicators.calculation.facts import ResultStanding

TEXTS: Final = {
    **dict.fromkeys(("total", "increment", "text_value", "pending_until", "as_of"), 200),
    **dict.fromkeys(("footnote", "explanation"), 20_000),
}
CHOICES: Final = ("text_fulfilled", "missing", "standing", "change_kind")
_USUAL: Final = frozenset({"", ResultStanding.FINAL.value})


def typed_texts(sent: QueryDict) -> list[tuple[str, str]]:
    """Return what was typed, with the label of each field."""
    found = ((label_of(name), sent.get(name, "")[:longest]) for name, longest in TEXTS.items())
    return [(label, text) for label, text in found if text]


def said_in(sent: QueryDict) -> list[tuple[str, str]]:
    """Return what was typed and what was chosen, but for what is chosen before anybody does anything."""
    chosen = [(name, sent.get(name, "")) for name in CHOICES]
    words = [(label_of(name), word_of(name, value)) for name, value in chosen if value not in _USUAL]
    return [*typed_texts(sent), *words]


def label_of(name: str) -> str:
    """Return what the page calls the field."""
    return str(FigureForm.base_fields[name].label)


def word_of(name: str, value: str) -> str:
    """Return a choice as the page says it."""
    choices: dict[str, str] = dict(getattr(FigureForm.base_fields[name], "choices", ()))
    return str(choices.get(value, value))


def in_words(form: FigureForm, name: str, value: Any) -> str:
    """Return a value as the form shows it to the person: a choice by its word."""
    choices: dict[Any, str] = dict(getattr(form.fields[name], "choices", ()))
    if isinstance(value, bool):
        return "あり" if value else "なし"
    if name in AMOUNTS:
        return f"{value}{form.item.series.unit}" if value else ""
    return str(choices.get(value, value))
