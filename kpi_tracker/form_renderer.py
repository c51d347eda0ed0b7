"""How the fields of forms are drawn: a field that says the same is drawn once.

A form of a dozen fields is forty small templates, and half of them say what they said to everybody else.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString

LONGEST: Final = 200  # characters: what somebody wrote at length nobody else will write
MOST_CHOICES: Final = 20  # of hundreds each drawing would hold a megabyte or two
PLAIN: Final = (str, SafeString, int, float, bool, type(None))


class NotPlainError(Exception):
    """Something of which two that look alike need not be drawn alike."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A widget to be drawn; two are the same if all that is said to their template is."""

    template_name: str
    said: Hashable
    renderer: DjangoTemplates = field(compare=False)
    context: Mapping[str, Any] = field(compare=False)


class FieldsDrawnOnce(DjangoTemplates):
    """Django's renderer, which keeps in the process what it has drawn of widgets."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Draw a widget once for all of whom the same is said; all else as Django does."""
        if context.keys() == {"widget"} and choices_in(context["widget"]) <= MOST_CHOICES:
            try:
                return _drawn(Asked(template_name, plain(context["widget"]), self, context))
            except NotPlainError:
                pass
        return super().render(template_name, context, request)


def choices_in(widget: Mapping[str, Any]) -> int:
    """Return how many choices a widget offers."""
    return sum(len(choices) for _, choices, _ in widget.get("optgroups", ()))


@lru_cache(maxsize=3_000)
def _drawn(asked: Asked) -> str:
    return DjangoTemplates.render(asked.renderer, asked.template_name, dict(asked.context))


def plain(value: object) -> Hashable:
    """Return what tells the value from every other one, its type too: a safe text is not one that looks like it."""
    if isinstance(value, Promise):
        value = str(value)
    if type(value) in PLAIN:
        if isinstance(value, str) and len(value) > LONGEST:
            raise NotPlainError
        return type(value), value
    if type(value) is dict:
        return dict, *((plain(key), plain(one)) for key, one in value.items())
    if type(value) in (list, tuple):
        return type(value), *map(plain, value)  # type: ignore[call-overload]
    raise NotPlainError
