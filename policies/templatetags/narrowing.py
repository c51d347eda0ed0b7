"""What narrows a list, in words, and the way to the same list without it."""

from dataclasses import dataclass
from typing import Any

from django import forms, template

register = template.Library()


@dataclass(frozen=True, slots=True)
class Condition:
    """One field of a search panel that narrows the list, and the address of the list without it."""

    label: str
    words: str
    without: str


@register.simple_tag(takes_context=True)
def conditions(context: template.Context, panel: forms.BaseForm | str) -> list[Condition]:
    """Return what of a panel narrows the list; a panel may say by `about` which fields say what the list is of."""
    if not isinstance(panel, forms.BaseForm) or not panel.is_bound:
        return []
    panel.is_valid()
    about = getattr(panel, "about", ())
    given = [
        (one, value)
        for one in panel.visible_fields()
        if one.name not in about and (value := panel.cleaned_data.get(one.name))
    ]
    return [
        Condition(str(one.label), in_words(one.field, value), without(context, one.name))
        for one, value in given
    ]


def in_words(field: forms.Field, value: Any) -> str:
    """Return a value as the panel offers it."""
    offered = {str(key): words for key, words in getattr(field, "choices", ())}
    return str(offered.get(str(value), value)).strip()


def without(context: template.Context, name: str) -> str:
    """Return the address of the same list without that field, from its first page on."""
    rest = context["request"].GET.copy()
    for gone in (name, "page"):
        rest.pop(gone, None)
    return f"?{rest.urlencode()}"
