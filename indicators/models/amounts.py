"""Exact decimal columns."""

from typing import Any

from django.db import models

from store.limits import AMOUNT_DIGITS, AMOUNT_PLACES


def amount(label: str, **options: Any) -> "models.DecimalField[Any, Any]":
    """Return an exact decimal column of the size that both databases keep without loss; it may be unknown."""
    return models.DecimalField(
        label, max_digits=AMOUNT_DIGITS, decimal_places=AMOUNT_PLACES, null=True, blank=True, **options
    )
