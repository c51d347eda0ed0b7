"""A section that owes figures in an open round, and the people who are asked for them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Department, Person, Post
from indicators.models import EntryRound, Indicator
from policies.models import PolicyNode
from tests.factories import make_department, make_indicator, make_node, make_period, make_person, make_plan

DUE = date(2025, 7, 31)


@dataclass
class Section:
    """One 課 of one city with a round for FY2024, due on DUE."""

    department: Department
    node: PolicyNode
    round: EntryRound

    def owe(self, count: int = 1, **fields: Any) -> list[Indicator]:
        """Let the section owe so many figures more; each had 55件 the year before and 60件 as a target."""
        named: dict[str, Any] = {
            "results": {2022: 50, 2023: 55},
            "targets": {2024: 60},
            "department": self.department,
        }
        return [make_indicator(node=self.node, **named | fields) for _ in range(count)]

    def staff(self, role: str = "staff", *, department: Department | None = None, **fields: Any) -> Person:
        """Return somebody with a post in the section; fields of the post are named post_…"""
        post = {
            name.removeprefix("post_"): fields.pop(name) for name in list(fields) if name.startswith("post_")
        }
        person = make_person(**fields)
        Post.objects.create(person=person, role=role, department=department or self.department, **post)
        return person


def make_section(*, plan: Any = None, opens_on: date = date(2025, 6, 1), **department: Any) -> Section:
    """Return a section without people, in a city of its own or in that of the plan."""
    plan = plan or make_plan()
    code = plan.local_government_code
    unit = make_department(local_government_code=code, **department)
    node = make_node(period=plan.periods.first() or make_period(plan=plan), department=unit)
    round_, _ = EntryRound.objects.get_or_create(
        plan=plan,
        fiscal_year=2024,
        kind=EntryRound.Kind.YEARLY,
        defaults={"opens_on": opens_on, "due_on": DUE},
    )
    return Section(unit, node, round_)
