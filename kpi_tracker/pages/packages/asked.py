"""Which package somebody asks for, and as whom its tables are read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final, Self

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, QueryDict

from accounts.models import Person
from accounts.rules import is_unlimited, sees_internal
from evaluations.cycles.models import EvaluationCycle
from kpi_tracker.pages.clocks import visible_cycles
from policies.models import Plan
from policies.page import Departments, Scope, read_scope, readable_plans
from policies.scorecards.published import OnlyPublishedError
from store.actions.rows import RefusedError

NO_SUCH: Final = "持ち出そうとした計画・期・評価の回は、もうないか、見られなくなっています。"


@dataclass(frozen=True, slots=True)
class Asked:
    """A plan by its key, one of its periods or cycles if not the whole of it, and for whose eyes.

    `is_public` holds what visitors see; else what the person sees who asks.
    """

    plan: str
    period: int | None
    cycle: str
    is_public: bool

    def words(self) -> dict[str, Any]:
        """Return it as a job keeps it."""
        return asdict(self)

    @classmethod
    def of_words(cls, kept: Mapping[str, Any]) -> Self:
        """Return what words() kept."""
        return cls(**kept)

    @property
    def name(self) -> str:
        """What the file is called: 141305-3-r5-mid-public."""
        parts = (self.plan, self.period, self.cycle, "public" if self.is_public else "internal")
        return "-".join(str(one) for one in parts if one)


def plans_of(person: Person, today: date) -> list[Plan]:
    """Return the plans of which the person sees what is for officers alone, with their periods."""
    plans = readable_plans(person, today).prefetch_related("periods").order_by("pk")
    return [
        plan
        for plan in plans
        if is_unlimited(person) or sees_internal(person, plan.local_government_code, today)
    ]


def scopes_of(asked: Asked, person: Person | None) -> Iterator[Scope]:
    """Yield the scope of each period that is asked for, as the person or as everybody may see it.

    Raise RefusedError where there is nothing (any more), and OnlyPublishedError where everybody reads editions alone.
    """
    first = _scope(asked, person, period=asked.period)
    numbers = [one.number for one in first.periods] if asked.period is None else [asked.period]
    for number in numbers:
        yield _scope(asked, person, period=number)


def seen_by(asked: Asked, person: Person | None) -> Departments:
    """Return the departments whose unconfirmed figures the person sees in it (None: all of the city)."""
    return next(scopes_of(asked, person)).unconfirmed_of


def still_sees(asked: Asked, seen: Departments, person: Person) -> bool:
    """Tell whether the person may see now what was put in while these departments' figures were seen."""
    if asked.is_public:
        return True
    try:
        now = seen_by(asked, person)
    except (RefusedError, OnlyPublishedError):
        return False
    return now is None or (seen is not None and now >= seen)


def cycles_in(scope: Scope, asked: Asked) -> Sequence[EvaluationCycle]:
    """Return the cycles of the scope's period that are asked for."""
    return [one for one in visible_cycles(scope, [scope.period]) if asked.cycle in {"", one.key}]


def at_end_of(scope: Scope, cycle: EvaluationCycle | None) -> Scope:
    """Return the scope in the last year of the cycle, in which its measures are judged."""
    return scope if cycle is None else replace(scope, year=cycle.last)


def _scope(asked: Asked, person: Person | None, *, period: int | None) -> Scope:
    request = HttpRequest()
    query = QueryDict(mutable=True)
    query.update({"plan": asked.plan} | ({} if period is None else {"period": str(period)}))
    request.GET = query  # type: ignore[assignment] # as good as an address
    request.user = person or AnonymousUser()
    try:
        scope = read_scope(request, publicly=asked.is_public)
    except OnlyPublishedError as only:
        if only.plan.key != asked.plan:  # the first plan, in the place of one that nobody sees
            raise RefusedError(NO_SUCH) from None
        raise
    if scope is None or scope.plan.key != asked.plan or (period not in {None, scope.period.number}):
        raise RefusedError(NO_SUCH)
    if not (asked.is_public or scope.internal):
        raise RefusedError(NO_SUCH)
    return scope
