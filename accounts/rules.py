"""Who may do what: predicates over the posts that somebody holds on a day.

A right follows from a current post, never from the account; an ended post or a closed account gives none.
Nothing here asks the clock or a database; an owned thing says its department and its municipality itself.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Protocol


class Role(StrEnum):
    """What somebody is in a department; the values are what the database stores."""

    STAFF = "staff"
    CHIEF = "chief"
    BUREAU = "bureau"
    PLANNING = "planning"
    COMMITTEE = "committee"
    SYSTEM = "system"


ADMINISTERING = frozenset({Role.PLANNING, Role.SYSTEM})


class Unit(Protocol):
    """A department: its municipality, and the department above it."""

    @property
    def pk(self) -> Any: ...
    @property
    def local_government_code(self) -> str: ...
    @property
    def parent(self) -> "Unit | None": ...


class HeldPost(Protocol):
    """A role in a department, from one day to another; None leaves the end open."""

    @property
    def role(self) -> str: ...
    @property
    def department(self) -> Unit: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


class Visitor(Protocol):
    """Whoever asks for a page, None where nobody is known; with an account also its `held_posts`."""

    @property
    def is_active(self) -> bool: ...
    @property
    def is_superuser(self) -> bool: ...


class OwnedThing(Protocol):
    """Something that a department answers for; without one, only its municipality is known."""

    @property
    def department(self) -> Unit | None: ...
    @property
    def local_government_code(self) -> str: ...


class ActingStage(Protocol):
    """A stage of something that people pass on: the role that acts there."""

    @property
    def role(self) -> str: ...


def is_current(post: HeldPost, on: date) -> bool:
    """Tell whether the post is held on that day; its first and last day count."""
    began = post.valid_from is None or post.valid_from <= on
    return began and (post.valid_to is None or on <= post.valid_to)


def current_posts(person: Visitor | None, on: date) -> Sequence[HeldPost]:
    """Return the posts that give rights on that day: none without a login or with a closed account."""
    if person is None or not person.is_active:
        return ()
    held: Iterable[HeldPost] = getattr(person, "held_posts", ())
    return [post for post in held if is_current(post, on)]


def is_unlimited(person: Visitor | None) -> bool:
    """Tell whether the person may do everything everywhere."""
    return person is not None and person.is_active and person.is_superuser


def holds(person: Visitor | None, role: Role, where: Unit | str, on: date) -> bool:
    """Tell whether the person holds the role in that department, or (a code) in that municipality."""
    return any(post.role == role and _is_in(post, where) for post in current_posts(person, on))


def _is_in(post: HeldPost, where: Unit | str) -> bool:
    if isinstance(where, str):
        return bool(post.department.local_government_code == where)
    return bool(post.department.pk == where.pk)


def may_enter_site(person: Visitor | None, code: str, on: date) -> bool:
    """Tell whether the person belongs to that municipality at all, a committee member included."""
    return is_unlimited(person) or any(_is_in(post, code) for post in current_posts(person, on))


def departments_entered(person: Visitor | None, on: date) -> frozenset[int]:
    """Return the keys of the departments whose figures the person owes: as its 担当者 or 課長."""
    roles = {Role.STAFF, Role.CHIEF}
    return frozenset(post.department.pk for post in current_posts(person, on) if post.role in roles)


def has_a_board(person: Visitor | None, on: date) -> bool:
    """Tell whether the person looks after what other departments owe: 局取りまとめ and 事務局."""
    roles = {Role.BUREAU, Role.PLANNING}
    return is_unlimited(person) or any(post.role in roles for post in current_posts(person, on))


def own_cities(person: Visitor | None, on: date) -> frozenset[str]:
    """Return the codes of the municipalities that the person belongs to, as may_enter_site() tells it."""
    return frozenset(post.department.local_government_code for post in current_posts(person, on))


def sees_internal(person: Visitor | None, code: str, on: date) -> bool:
    """Tell whether the person is staff of that municipality: for what is only between officers.

    A committee member sees none of it, unless another post makes the same person staff.
    """
    return is_unlimited(person) or any(
        _is_in(post, code) and post.role != Role.COMMITTEE for post in current_posts(person, on)
    )


def may_see_unconfirmed(person: Visitor | None, owned: OwnedThing, on: date) -> bool:
    """Tell whether a figure that no 課長 has confirmed may be shown to the person.

    It stays within the department that answers for it, the 取りまとめ of the bureaus above, and the 事務局.
    """
    if may_administer(person, on, code=owned.local_government_code):
        return True
    posts = current_posts(person, on)
    if owned.department is None or not posts:
        return False
    if any(_is_in(post, owned.department) and post.role != Role.COMMITTEE for post in posts):
        return True
    bureaus = {post.department.pk for post in posts if post.role == Role.BUREAU}
    return bool(bureaus) and any(unit.pk in bureaus for unit in lineage(owned.department))


def lineage(unit: Unit | None) -> Iterable[Unit]:
    """Yield the department and those above it, nearest first; a circle ends where it closes."""
    seen = set()
    while unit is not None and unit.pk not in seen:
        seen.add(unit.pk)
        yield unit
        unit = unit.parent


def may_enter(person: Visitor | None, owned: OwnedThing, on: date) -> bool:
    """Tell whether the person may enter a figure: staff and 課長 of its department, and the 事務局."""
    if is_unlimited(person) or holds(person, Role.PLANNING, owned.local_government_code, on):
        return True
    department = owned.department
    return department is not None and any(
        holds(person, role, department, on) for role in (Role.STAFF, Role.CHIEF)
    )


def may_confirm(
    person: Visitor | None,
    owned: OwnedThing,
    on: date,
    *,
    is_own: bool,
) -> bool:
    """Tell whether the person may confirm a figure or a sheet: its department's 課長, and not an own one.

    It is an own one for whoever wrote any of it. Nobody else may, whatever else they may do: a confirmation is the
    department's word.
    """
    if owned.department is None or is_own:
        return False
    return holds(person, Role.CHIEF, owned.department, on)


def may_act(person: Visitor | None, stage: ActingStage, owned: OwnedThing, on: date) -> bool:
    """Tell whether the person may do what a stage asks for, and pass the thing on.

    所管課: its 担当者 or 課長. 課長: the department's own. 局: the 取りまとめ of a bureau above. 事務局: its city's.
    What no department answers for, the 事務局 passes on. A confirmation is the department's or bureau's word, so
    nobody stands in for it; 委員 and システム管理者 never act.
    """
    code, department = owned.local_government_code, owned.department
    keeps = is_unlimited(person) or holds(person, Role.PLANNING, code, on)
    if stage.role not in {Role.STAFF, Role.CHIEF, Role.BUREAU, Role.PLANNING}:
        return False
    if stage.role == Role.PLANNING or department is None:
        return keeps
    if stage.role == Role.STAFF:
        return is_unlimited(person) or any(
            holds(person, role, department, on) for role in (Role.STAFF, Role.CHIEF)
        )
    if stage.role == Role.CHIEF:
        return holds(person, Role.CHIEF, department, on)
    return any(holds(person, Role.BUREAU, unit, on) for unit in lineage(department))


def may_deliberate(person: Visitor | None, assigned: Collection[Any], code: str, on: date) -> bool:
    """Tell whether the person may ask and state an opinion in their own name: a 委員 of the city to whom it is given.

    `assigned` are the keys of those it is given to; None of them means that it is given to every 委員.
    """
    if not holds(person, Role.COMMITTEE, code, on):
        return False
    return not assigned or getattr(person, "pk", None) in assigned


def may_speak_for_members(person: Visitor | None, code: str, on: date) -> bool:
    """Tell whether the person may enter what a 委員 said, marked as entered by proxy: the 事務局 alone."""
    return is_unlimited(person) or holds(person, Role.PLANNING, code, on)


def may_reply(person: Visitor | None, owned: OwnedThing, on: date) -> bool:
    """Tell whether the person may answer the committee: staff and 課長 of the department, and the 事務局."""
    return may_enter(person, owned, on)


def may_see_remarks(person: Visitor | None, owned: OwnedThing, on: date) -> bool:
    """Tell whether the person may read what officers say to each other about a text that is still being written.

    That are those who may enter it and the 取りまとめ of the bureaus above; not 委員, not システム管理者.
    """
    if may_enter(person, owned, on):
        return True
    return owned.department is not None and any(
        holds(person, Role.BUREAU, unit, on) for unit in lineage(owned.department)
    )


def may_answer_remarks(person: Visitor | None, owned: OwnedThing, on: date) -> bool:
    """Tell whether the person may answer a proposed change: staff and 課長 of the department.

    What no department answers for, the 事務局 answers for.
    """
    if owned.department is None or is_unlimited(person):
        return may_enter(person, owned, on)
    return any(holds(person, role, owned.department, on) for role in (Role.STAFF, Role.CHIEF))


def may_administer(person: Visitor | None, on: date, *, code: str | None) -> bool:
    """Tell whether the person may use the keepers' pages: for one municipality, or (None) at all."""
    if is_unlimited(person):
        return True
    codes = administered_codes(person, on)
    return bool(codes) if code is None else code in codes


def administered_codes(person: Visitor | None, on: date) -> frozenset[str]:
    """Return the municipalities whose rows the person keeps by a post."""
    return frozenset(
        post.department.local_government_code
        for post in current_posts(person, on)
        if post.role in ADMINISTERING
    )
