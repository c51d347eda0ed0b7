"""Which project-counted indicators, records and places in the plan somebody keeps or may look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from accounts.actions import ENTERING, entering_post
from accounts.models import Department, Person, Post
from accounts.rules import Role, current_posts, is_unlimited
from indicators.models import Indicator
from policies.models import Plan, PolicyNode
from policies.page import departments_seen
from projects.models import LeadingProject
from projects.rules import is_secretariat, may_keep, may_look_at
from store.actions.settled import settled

NOT_KEEPING = "個票と報告件数を変更できるのは、指標の所管課又は主管課の担当者・課長と、事務局だけです。"

PROJECTS = Indicator.Source.PROJECTS
ABOVE = "parent__parent__parent"


@dataclass(frozen=True, slots=True)
class RecordKeeper:
    """Somebody today, before the records of one municipality."""

    person: Person
    today: date
    code: str

    @property
    def is_secretariat(self) -> bool:
        return is_secretariat(self.person, self.code, self.today)

    @property
    def own(self) -> set[int]:
        """The keys of the departments whose records and counts the person keeps as 担当者 or 課長."""
        return own_departments(self.person, self.today)

    def keeps(self, departments: Iterable[Department | None]) -> bool:
        return may_keep(self.person, self.code, departments, self.today)

    def sees(self, departments: Iterable[Department | None]) -> bool:
        return may_look_at(self.person, self.code, departments, self.today)

    def keeps_project(self, project: LeadingProject) -> bool:
        return self.keeps(answering_for(project))

    def keeps_indicator(self, indicator: Indicator) -> bool:
        return self.keeps(answering_for_indicator(indicator))

    def post(self, departments: Iterable[Department | None]) -> Post | None:
        """Return the post by which the person acts: one in these departments before that of the 事務局."""
        return entering_post(self.person, departments, self.code, self.today)


def own_departments(person: Person, today: date) -> set[int]:
    """Return the keys of the departments in which the person is 担当者 or 課長."""
    return {post.department.pk for post in current_posts(person, today) if post.role in ENTERING}


def answering_for_indicator(indicator: Indicator) -> list[Department | None]:
    """Return who answers for the records and the count of an indicator: its 所管課, and the 主管課 of its node."""
    return [indicator.department, indicator.node.department]


def answering_for(project: LeadingProject) -> list[Department | None]:
    """Return who answers for a record: the 所管課 of each indicator it counts in, and the 主管課 of its node."""
    return [*(one.department for one in project.indicators.all()), project.node.department]


def counted_indicators(plans: Iterable[int] | None) -> "QuerySet[Indicator]":
    """Return the indicators of these plans (None: of all) that are counted from projects, in the order of the plan."""
    rows = Indicator.objects.filter(figure_source=PROJECTS)
    if plans is not None:
        rows = rows.filter(node__period__plan__in=plans)
    above = (f"department__{ABOVE}", f"node__department__{ABOVE}", "node__period__plan")
    return rows.select_related(*above).order_by("node__period__number", "node__path", "order")


def has_counted_indicators(person: Person, today: date) -> bool:
    """Tell whether the person keeps the records of any indicator, for a link that is shown to nobody else."""
    own = own_departments(person, today)
    mine = Q(department__in=own) | Q(node__department__in=own)
    found = Indicator.objects.filter(mine, figure_source=PROJECTS)
    return bool(own) and settled(("counted", sorted(own)), found.exists)


def with_keepers(rows: "QuerySet[LeadingProject]") -> "QuerySet[LeadingProject]":
    """Fetch what answering_for() reads, in two queries however many records there are."""
    above = (f"department__{ABOVE}", "node__period__plan", "node__department")
    counted = Prefetch("indicators", queryset=Indicator.objects.select_related(*above))
    return rows.select_related(f"node__department__{ABOVE}", "node__period__plan").prefetch_related(counted)


def records_seen(keeper: RecordKeeper, plan: Plan) -> "QuerySet[LeadingProject]":
    """Return the records of the plan that the person may see: as elsewhere, and all that the person keeps."""
    rows = LeadingProject.objects.filter(node__period__plan=plan)
    seen = departments_seen(keeper.person, plan, keeper.today)
    if seen is not None:
        own = keeper.own
        kept = (
            Q(indicators__department__in=own)
            | Q(indicators__node__department__in=own)
            | Q(node__department__in=own)
        )
        rows = rows.filter(Q(pk__in=rows.shown_with(seen).values("pk")) | kept).distinct()
    return rows


def nodes_kept(keeper: RecordKeeper, kept: Sequence[Indicator], node: PolicyNode) -> list[PolicyNode]:
    """Return the places in the period of `node` under which the person may put a record, in the order of the plan.

    Those of the indicators the person keeps, and those whose 主管課 the person is in; for the 事務局 all 施策.
    """
    more = Q(layer__is_evaluated=True) if keeper.is_secretariat else Q(department__in=keeper.own)
    keys = {indicator.node_id for indicator in kept} | {node.pk}
    rows = PolicyNode.objects.filter(Q(pk__in=keys) | more, period=node.period)
    return list(rows.select_related("department", "period__plan").order_by("path"))


def codes_of(person: Person, today: date) -> set[str]:
    """Return the municipalities in which the person may have records to keep or to look at."""
    if is_unlimited(person):
        return set(Plan.objects.values_list("local_government_code", flat=True))
    roles = ENTERING | {Role.BUREAU, Role.PLANNING}
    return {
        post.department.local_government_code for post in current_posts(person, today) if post.role in roles
    }
