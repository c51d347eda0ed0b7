"""Who sees a job: whoever asked for it, and who may do everything."""

from accounts.rules import Visitor, is_unlimited


def may_follow(person: Visitor | None, asked_by: object, own: object) -> bool:
    """Tell whether the person may see how far a job is, and cancel it; both are keys of persons."""
    return is_unlimited(person) or asked_by == own
