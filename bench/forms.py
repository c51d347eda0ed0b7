"""The form of one figure as an official fills it in: read from its page, and sent."""

import html
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from bench.asking import Answer, Visitor
from bench.people import CSRF, Official
from entry.round.scorecards.owed import Owed
from tests.forms_found import FormFound, forms_on

EXPLAINED = "対象者が増えたため、前年度を上回った。"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that is owed, and whoever enters it."""

    owed: Owed
    official: Official

    @property
    def address(self) -> str:
        return reverse("entry:figure", args=(self.owed.indicator.pk, self.owed.round.fiscal_year))


def is_plain(owed: Owed) -> bool:
    """Tell whether one number answers it."""
    return owed.indicator.figure_source != "projects" and not any(one.text for one in owed.series.targets)


def form_of(page: str, answer: Answer) -> FormFound:
    """Return the form of the figure on its page."""
    if answer.status != 200:
        raise SystemExit(f"{page} answered {answer.status}: {answer.body[:300]!r}")
    return next(one for one in forms_on(page, answer) if "total" in one.fields or "total" in one.choices)


def filled(form: FormFound, owed: Owed, number: int) -> dict[str, list[str]]:
    """Return what is sent: a number near the last one, an explanation should one be asked for."""
    known = [one.total for one in owed.series.results if one.total is not None]
    total = (known[-1] if known else Decimal(10)) + number
    fields = {name: list(texts) for name, texts in form.fields.items()}
    fields |= {"total": [str(total)], "footnote": [f"計測 {number}"], "csrfmiddlewaretoken": [CSRF]}
    if "increment" in form.choices:
        fields["increment"] = [""]
    fields["explanation"] = [EXPLAINED]  # not on the page before it is asked for
    return fields  # the button that saves has no name


def save(visitor: Visitor, figure: Figure, number: int) -> tuple[FormFound, dict[str, list[str]]]:
    """Open the page and return the form with what would be sent: sending it is for the caller, who measures it."""
    form = form_of(figure.address, visitor.get(figure.address))
    return form, filled(form, figure.owed, number)


def draft_of(form: FormFound, fields: dict[str, list[str]]) -> tuple[str, dict[str, Any]]:
    """Return where the page's script keeps drafts, and what it sends there."""
    address = html.unescape(form.attributes["data-draft-to"])
    path = html.unescape(form.attributes["data-draft"])
    return address, {**fields, "draft_path": [path]}
