"""Who may see a report that is reviewed, and who decides about it."""

from datetime import date

from accounts.rules import Visitor, administered_codes, is_unlimited, sees_internal


def may_review(person: Visitor | None, city: str, on: date) -> bool:
    """Tell whether the person may say yes and no to what a report of that city says, and load it."""
    return is_unlimited(person) or city in administered_codes(person, on)


def may_read_report(person: Visitor | None, city: str, on: date) -> bool:
    """Tell whether the person may see what a report says beside the words that stand there: staff of its city."""
    return sees_internal(person, city, on)
