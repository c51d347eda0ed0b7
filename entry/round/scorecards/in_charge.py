"""Who answers for what a department owes: 主担当 and 副担当 by name, then the 課長."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Department, Post
from accounts.rules import Role
from store.actions.settled import settled

ROLES = (Role.STAFF, Role.CHIEF)


@dataclass(frozen=True, slots=True)
class InCharge:
    """The people of one department today, the 主担当 first."""

    department: Department
    posts: Sequence[Post]

    @property
    def words(self) -> str:
        """Say who they are: 主担当 川崎花子、副担当 多摩一郎、課長 幸太郎."""
        return "、".join(f"{position_of(post)} {post.person}" for post in self.posts)


def position_of(post: Post) -> str:
    """Return what somebody is in the section."""
    if post.role == Role.CHIEF:
        return "課長"
    return "副担当" if post.is_deputy else "主担当"


def in_charge(department: Department | None, today: date) -> InCharge | None:
    """Return who enters and who confirms in the department today, in one query; None where nobody answers for it."""
    if department is None:
        return None
    rows = Post.objects.filter(department=department, role__in=ROLES, person__is_active=True)
    found = rows.current(today).select_related("person").order_by("pk")
    posts = settled(("in charge", department.pk, today), lambda: list(found))
    return InCharge(department, sorted(posts, key=lambda post: (post.role == Role.CHIEF, post.is_deputy)))
