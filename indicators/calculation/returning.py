"""Answers that are not the last word, and the day from which the figure is asked for again."""

from datetime import date
from typing import Final

from indicators.calculation.facts import Missing, Result, ResultStanding
from policies.fiscal_year import FiscalYearError, read_month

# Each of these words announces a 確定値. 推計値 announces none: it is often the best there will ever be.
AWAITING: Final = frozenset({ResultStanding.PROVISIONAL, ResultStanding.PRELIMINARY, ResultStanding.EXPECTED})


def awaits_final(answer: Result) -> bool:
    """Tell whether the answer says itself that another will follow: 集計中, 暫定値, 速報値, 見込値.

    推計値 does so only where somebody named the month in which it will be replaced.
    """
    if answer.missing is not None:
        return answer.missing is Missing.PENDING
    if not answer.is_reported:
        return False
    if answer.standing is ResultStanding.ESTIMATED:
        return month_named(answer.pending_until) is not None
    return answer.standing in AWAITING


def asked_again_from(answer: Result, *, next_opening: date | None) -> date | None:
    """Return the first day on which the figure is owed again: of the month named, else when the next round opens.

    None where the answer is the last word, or where nobody can tell yet. A month that cannot be read counts as none.
    """
    if not awaits_final(answer):
        return None
    return month_named(answer.pending_until) or next_opening


def month_named(text: str) -> date | None:
    """Return the first day of the month, None where none is named that can be read."""
    try:
        return read_month(text) if text else None
    except FiscalYearError:
        return None
