"""Who answers for what a department owes: 主担当 and 副担当 by name, then the 課長."""

from dataclasses import dataclass
from datetime import date

from accounts.models import Department, Post
from accounts.rules import Role
from store.actions.settled import settled

ROLES = (Role.STAFF, Role.CHIEF)


@dataclass(frozen=True, slots=True)
class InCharge:
    """Who answers in one department today: 主担当 川崎花子、課長 幸太郎; no words where nobody does."""

    department: Department
    words: str


def position_of(post: Post) -> str:
    """Return what somebody is in the section."""
    if post.role == Role.CHIEF:
        return "課長"
    return "副担当" if post.is_deputy else "主担当"


def posts_in_charge(department: Department, today: date) -> list[Post]:
    """Return who enters and who confirms in the department today, the 主担当 first, in one query."""
    rows = Post.objects.filter(department=department, role__in=ROLES, person__is_active=True)
    found = rows.current(today).select_related("person").order_by("pk")
    posts = settled(("posts in charge", department.pk, today), lambda: list(found))
    return sorted(posts, key=lambda post: (post.role == Role.CHIEF, post.is_deputy))


def in_charge(department: Department | None, today: date) -> InCharge | None:
    """Return who enters and who confirms in the department today; None where nobody answers for it."""
    if department is None:
        return None

    def read() -> str:
        return "、".join(f"{position_of(post)} {post.person}" for post in posts_in_charge(department, today))

    return InCharge(department, settled(("in charge", department.pk, today), read))
