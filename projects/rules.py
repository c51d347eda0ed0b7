"""Who keeps the records of projects and their count: the sections that answer for them, and the 事務局."""

from collections.abc import Iterable
from datetime import date

from accounts.rules import Role, Unit, Visitor, current_posts, holds, is_unlimited, lineage


def may_keep(person: Visitor | None, code: str, departments: Iterable[Unit | None], on: date) -> bool:
    """Tell whether the person may write what these departments of that municipality answer for.

    Their staff and 課長 may, and the 事務局, which alone keeps what no department answers for.
    """
    if is_unlimited(person) or holds(person, Role.PLANNING, code, on):
        return True
    return any(
        holds(person, role, department, on)
        for department in departments
        if department is not None
        for role in (Role.STAFF, Role.CHIEF)
    )


def may_look_at(person: Visitor | None, code: str, departments: Iterable[Unit | None], on: date) -> bool:
    """Tell whether the person may see it before anybody confirmed it: who keeps it, and the 取りまとめ above."""
    departments = list(departments)
    if may_keep(person, code, departments, on):
        return True
    bureaus = {post.department.pk for post in current_posts(person, on) if post.role == Role.BUREAU}
    return bool(bureaus) and any(
        unit.pk in bureaus for department in departments for unit in lineage(department)
    )


def is_secretariat(person: Visitor | None, code: str, on: date) -> bool:
    """Tell whether somebody acts for the whole municipality: its 事務局, or a command, which has no person."""
    return person is None or is_unlimited(person) or holds(person, Role.PLANNING, code, on)
