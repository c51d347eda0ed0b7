"""What a page about evaluations is about: which cycle of which plan, its stages, and who is asking."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from accounts.actions import stage_post
from accounts.models import Department, Person, Post
from accounts.rules import ActingStage, Role, holds, is_unlimited, may_act, sees_internal
from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.stages import Meaning
from evaluations.rating.models.evaluation import Evaluation, EvaluationQuerySet
from evaluations.rating.models.stages import EvaluationStage, ordered
from policies.models import PolicyNode
from policies.page import Scope, person_of, read_scope
from store.actions.settled import settled

LONGEST_KEY = 50


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers for an evaluation, as the rules ask: the 主管課 of its measure, if there is one."""

    department: Department | None
    local_government_code: str


@dataclass(frozen=True, slots=True)
class OfPlanning:
    """What only the 事務局 does, at whatever stage."""

    role: str = Role.PLANNING.value


@dataclass(frozen=True, slots=True)
class OfSection:
    """What the 所管課 does, at whatever stage."""

    role: str = Role.STAFF.value


@dataclass(frozen=True, slots=True)
class OfBureau:
    """What the 取りまとめ of a bureau above does, at whatever stage."""

    role: str = Role.BUREAU.value


@dataclass(frozen=True, slots=True)
class CycleScope:
    """The cycle of a page with its stages, and the scope it lies in; the year shown is the cycle's last.

    Without a cycle none has been opened that the person may see. `is_staff` is False for a 委員, who reads only.
    """

    person: Person
    scope: Scope
    cycle: EvaluationCycle | None
    cycles: Sequence[EvaluationCycle]
    stages: Sequence[EvaluationStage]
    is_staff: bool

    @property
    def code(self) -> str:
        return self.scope.plan.local_government_code

    @property
    def today(self) -> date:
        return self.scope.today

    @property
    def query(self) -> str:
        """The query string that links between these pages carry on."""
        if self.cycle is None:
            return self.scope.query
        return f"{self.scope.query}&{urlencode({'cycle': self.cycle.key})}"

    @property
    def keeps(self) -> bool:
        """Whether the person is of the 事務局."""
        return is_unlimited(self.person) or holds(self.person, Role.PLANNING, self.code, self.today)

    @property
    def first_stage(self) -> EvaluationStage | None:
        return self.stages[0] if self.stages else None

    def evaluations(self) -> EvaluationQuerySet:
        """Return the cycle's evaluations that the person may see: staff all, 委員 those that came before them."""
        found = Evaluation.objects.filter(cycle=self.cycle)
        if self.is_staff:
            return found
        committee = next((one for one in self.stages if one.meaning == Meaning.COMMITTEE), None)
        if committee is None:
            return found.for_everybody() if self.cycle and self.cycle.is_published else found.none()
        return found.filter(stage__order__gte=committee.order)

    def answering(self, node: PolicyNode) -> Answering:
        """Return who answers for the measure."""
        departments = Department.objects.select_related("parent__parent__parent")
        department = departments.filter(pk=node.department_id).first() if node.department_id else None
        return Answering(department, self.code)

    def answering_all(self, nodes: Iterable[PolicyNode]) -> dict[int, Answering]:
        """Return who answers for each of the measures, in one query."""
        keys = {node.pk: node.department_id for node in nodes}
        asked = sorted({key for key in keys.values() if key is not None})
        lines = Department.objects.select_related("parent__parent__parent")
        rows = settled(("departments answering", asked), lambda: list(lines.filter(pk__in=asked)))
        found = {one.pk: one for one in rows}
        return {pk: Answering(found.get(key or 0), self.code) for pk, key in keys.items()}

    def may_act(self, stage: ActingStage | None, owned: Answering) -> bool:
        """Tell whether the person may do what the stage asks for."""
        return stage is not None and may_act(self.person, stage, owned, self.today)

    def post_for(self, stage: ActingStage, owned: Answering) -> Post | None:
        """Return the post in which the person does what the stage asks for; somebody with all rights needs none."""
        return stage_post(self.person, stage, owned, self.today)


def read_cycle_scope(request: HttpRequest, key: str = "") -> CycleScope | None:
    """Read the cycle from the address (`cycle`, else by the year), or return None where there is nothing to read.

    `key` is that of a cycle whose own page this is. A plan of another city is nothing, and so is a cycle that the
    person may not see.
    """
    scope, person = read_scope(request, of_own_city=True), person_of(request)
    if scope is None or person is None:
        return None
    is_staff = sees_internal(person, scope.plan.local_government_code, scope.today)
    cycles = visible_cycles(scope, None if is_staff else person)
    asked = key or request.GET.get("cycle", "").strip()[:LONGEST_KEY]
    cycle = next((one for one in cycles if one.key == asked), None) if asked else cycle_of_year(cycles, scope)
    if asked and cycle is None:
        return None
    return CycleScope(
        person=person,
        # what a 委員 reads is what the judgement is about: all of it
        scope=replace(scope, internal=True, year=cycle.last if cycle else scope.year),
        cycle=cycle,
        cycles=cycles,
        stages=ordered(cycle.stages.all()) if cycle else (),
        is_staff=is_staff,
    )


def visible_cycles(scope: Scope, member: Person | None) -> list[EvaluationCycle]:
    """Return the period's cycles: staff (None) see all, a 委員 those with a committee and the published.

    Where 委員 are assigned to measures of a cycle, it is theirs alone: all of it, for each of them.
    """

    def of_period() -> QuerySet[EvaluationCycle]:
        found = EvaluationCycle.objects.filter(period=scope.period).with_rules()
        return found.order_by("last_year", "pk").prefetch_related("stages")

    if member is None:
        return settled(("cycles with stages", scope.period.pk), lambda: list(of_period()))
    assigned = Evaluation.objects.filter(
        cycle=OuterRef("pk"), is_reviewed=True, review__members__person__isnull=False
    )
    found = of_period().filter(
        Q(is_published=True) | Q(stages__meaning=Meaning.COMMITTEE),
        ~Exists(assigned) | Exists(assigned.filter(review__members__person=member)),
    )
    return list(found.distinct())


def cycle_of_year(cycles: Sequence[EvaluationCycle], scope: Scope) -> EvaluationCycle | None:
    """Return the latest cycle that looks at the year, else the last one before it, else any."""
    year = scope.year.year
    covering = [one for one in cycles if one.first_year <= year <= one.last_year]
    before = [one for one in cycles if one.last_year < year]
    found = covering or before or list(cycles)
    return found[-1] if found else None


def kept_cycle(person: Person, today: date, key: str, chosen: Mapping[str, Any]) -> EvaluationCycle | None:
    """Return the cycle of that key in a city whose 事務局 the person is, with its rules; None if there is none.

    `plan` and `period` of what was chosen tell cycles of the same key apart; without them it is the latest.
    """
    scales = ("profile__attainment_scale", "progress_scale", "direction_scale", "achievement_scale")
    cycles = EvaluationCycle.objects.filter(key=key).with_rules().select_related("period__plan", *scales)
    if asked := str(chosen.get("plan", "")):
        cycles = cycles.filter(period__plan__key=asked[:LONGEST_KEY])
    if asked := str(chosen.get("period", ""))[:6]:
        cycles = cycles.filter(period__number=asked) if asked.isascii() and asked.isdigit() else cycles.none()
    for cycle in cycles.order_by("-last_year", "-pk"):
        code = cycle.period.plan.local_government_code
        if is_unlimited(person) or holds(person, Role.PLANNING, code, today):
            return cycle
    return None


def plan_query(cycle: EvaluationCycle) -> str:
    """Return what an address needs beside the key to name the cycle: its plan and period."""
    return urlencode({"plan": cycle.period.plan.key, "period": cycle.period.number})
