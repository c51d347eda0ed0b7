"""Exact decimal columns, and the days that a figure may name."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from policies.fiscal_year import FIRST_YEAR, LAST_YEAR
from store.limits import AMOUNT_DIGITS, AMOUNT_PLACES


def amount(label: str, **options: Any) -> "models.DecimalField[Any, Any]":
    """Return an exact decimal column of the size that both databases keep without loss; it may be unknown."""
    return models.DecimalField(
        label, max_digits=AMOUNT_DIGITS, decimal_places=AMOUNT_PLACES, null=True, blank=True, **options
    )


def refuse_far_day(day: date | None) -> None:
    """Raise ValidationError for a day before the first or after the last year that pages can write."""
    if day is not None and not FIRST_YEAR < day.year <= LAST_YEAR:
        raise ValidationError(f"{FIRST_YEAR + 1}年から{LAST_YEAR}年までの日付にしてください。")


def refuse_far_as_of(day: date | None) -> None:
    """Do so for the field of a row."""
    try:
        refuse_far_day(day)
    except ValidationError as error:
        raise ValidationError({"as_of": error.messages}) from None
