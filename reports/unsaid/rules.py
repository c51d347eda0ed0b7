"""Who answers what the 事務局 asks about an indicator: whoever enters its figures, in its section."""

from datetime import date

from accounts.rules import Role, Visitor, current_posts

ANSWERING = frozenset({Role.STAFF, Role.CHIEF})


def answering_departments(person: Visitor | None, on: date) -> frozenset[int]:
    """Return the keys of the departments for whose indicators the person answers."""
    return frozenset(post.department.pk for post in current_posts(person, on) if post.role in ANSWERING)
