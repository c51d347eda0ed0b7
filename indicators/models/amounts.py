"""Exact decimal columns, what stands beside them of a figure that was rounded, and the days that a figure may name."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, Q

from indicators.calculation.rounding import Rounding, rounded
from indicators.calculation.units import is_unit
from policies.fiscal_year import FIRST_YEAR, LAST_YEAR
from store.limits import AMOUNT_DIGITS, AMOUNT_PLACES

RAW_LENGTH: Final = 30
_A_NUMBER: Final = r"\A-?[0-9]{1,11}(\.[0-9]{1,25})?\Z"


def amount(label: str, **options: Any) -> "models.DecimalField[Any, Any]":
    """Return an exact decimal column of the size that both databases keep without loss; it may be unknown."""
    return models.DecimalField(
        label, max_digits=AMOUNT_DIGITS, decimal_places=AMOUNT_PLACES, null=True, blank=True, **options
    )


def refuse_bare_unit(unit: str) -> None:
    """Refuse as a unit what would be read as part of the number before it: 36 in 「0」 is 360."""
    if unit and not is_unit(unit):
        said = f"「{unit}」は単位になりません。件・％・人のように、文字か記号のある書き方にしてください"
        raise ValidationError({"unit": f"{said}（単位がないときや不明のときは空欄）。"})


def raw(label: str) -> "models.CharField[Any, Any]":
    """Return a column for a figure as it was given, digit by digit, before it was rounded; blank where it was not.

    Nothing is calculated with it, so it is a text, the same on both databases however many decimals it has.
    """
    return models.CharField(
        label, max_length=RAW_LENGTH, blank=True, help_text="端数処理をした値が入力されたときの、元の値です。"
    )


def beside_amounts(table: str, fields: Iterable[str]) -> list[CheckConstraint]:
    """Return for each named amount the constraint that its raw figure is a number, and stands beside a rounded one."""
    return [
        CheckConstraint(
            condition=Q(**{f"{field}_raw": ""})
            | Q(**{f"{field}_raw__regex": _A_NUMBER, f"{field}__isnull": False}),
            name=f"{table}_{field}_raw_is_a_number",
            violation_error_message="端数処理の前の値は、端数処理をした値がある年度に、数字だけで書いてください（例：94.96）。",
        )
        for field in fields
    ]


def refuse_other_rounding(row: Any, indicator: Any) -> None:
    """Refuse an amount that is not what the raw figure beside it is rounded to."""
    for name in ("total", "increment"):
        value, given = getattr(row, name), getattr(row, f"{name}_raw")
        if value is None or not re.search(_A_NUMBER, given):
            continue  # nothing to hold against one another; what is no number is refused by its constraint
        right = rounded(Decimal(given), indicator.decimals, Rounding(indicator.rounding))
        if value != right:
            said = f"{given}を端数処理した値（{right}）と異なります。"
            raise ValidationError({name: f"{said}値を直すか、端数処理の前の値を空欄にしてください。"})


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
