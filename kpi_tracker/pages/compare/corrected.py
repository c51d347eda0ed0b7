"""What confirmed figures said before they were corrected, by the history."""

from collections.abc import Collection, Iterable
from decimal import Decimal, InvalidOperation

from indicators.models import Result
from store.models import Change


def figures_before_correction(results: Collection[Result]) -> dict[int, Decimal]:
    """Return, by the key of a result, the total that was confirmed last and then replaced; in one query.

    A figure that waits in place of a confirmed one (`shows_earlier`) is none: who is shown the confirmed one alone
    learns nothing of it.
    """
    shown = {str(one.pk): one for one in results if not one.shows_earlier}
    if not shown:
        return {}
    told = Change.objects.filter(
        model="indicators.result", object_id__in=list(shown), field__in=("total", "entry_state")
    ).order_by("sequence")
    found: dict[int, Decimal] = {}
    for key, replaced in replaced_totals(told.values_list("object_id", "field", "old", "new")):
        before = amount(replaced)
        if before is not None and before != shown[key].total:
            found[int(key)] = before
    return found


def replaced_totals(told: Iterable[tuple[str, str, str, str]]) -> list[tuple[str, str]]:
    """Return (key, total) of what was confirmed and then replaced, the latest of each key.

    Whether the state or the figure is written first within one save makes no difference: what is replaced for the
    first time after a confirmation is what had been confirmed.
    """
    confirmed: set[str] = set()
    found: dict[str, str] = {}
    for key, field, old, new in told:
        if field == "entry_state" and new in Result.CONFIRMED_STATES:
            confirmed.add(key)
        elif field == "total" and old and key in confirmed:
            found[key] = old
            confirmed.discard(key)
    return list(found.items())


def amount(text: str) -> Decimal | None:
    """Return a number as the history wrote it down."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
