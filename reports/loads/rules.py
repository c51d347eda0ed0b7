"""Who may load files: the keepers of a city, each for the own; what all cities share, the system's alone."""

from datetime import date

from accounts.rules import Role, Visitor, administered_codes, current_posts, is_unlimited


def may_load(person: Visitor | None, on: date) -> bool:
    """Tell whether the person may load files at all."""
    return is_unlimited(person) or bool(administered_codes(person, on))


def may_load_into(person: Visitor | None, code: str, on: date) -> bool:
    """Tell whether the person may load what belongs to that city."""
    return is_unlimited(person) or code in administered_codes(person, on)


def may_load_shared(person: Visitor | None, on: date) -> bool:
    """Tell whether the person may load what several cities use: scales, rule profiles, forms of sheets."""
    return is_unlimited(person) or any(post.role == Role.SYSTEM for post in current_posts(person, on))
