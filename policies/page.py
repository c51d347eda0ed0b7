"""What a page is about: which plan, which period, which fiscal year, and for whom; all of it from the address."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Exists, Model, OuterRef, Q, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, Person
from accounts.rules import (
    Role,
    departments_entered,
    holds,
    is_unlimited,
    may_administer,
    may_see_unconfirmed,
    own_cities,
    sees_internal,
)
from policies.fiscal_year import FiscalYear, FiscalYearError, known_year
from policies.models import KEY_SHAPE, Plan, PlanPeriod, PlanQuerySet, PolicyNode, says_something
from policies.scorecards.published import (
    Edition,
    Editions,
    OnlyPublishedError,
    editions_by_plan,
    is_outside,
)
from policies.scorecards.tree import PlanTree
from store.actions.questions import Question
from store.actions.settled import settled, shared
from store.numbers import number_of, promised_of
from store.page import relies_on

PARAMETERS = ("plan", "period", "year", "shown")
OF_TABLES = ("sort", "page", "per_page")
LONGEST_PARAMETER = 40
CONFIRMED_STATES = ("confirmed", "checked")

Departments = frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Owned:
    """A department's own things, as the rules about them ask."""

    department: Department
    local_government_code: str


@dataclass(frozen=True, slots=True)
class Scope:
    """The plan, period and year of a page, and what can be chosen instead.

    `plans` are those of its city, `published_plans` the keys of those of which something was published;
    `is_among_others` is whether the reader may open plans of other cities too.
    `years_with_results` are those of the period; `messages` say which parts of the address were not understood.
    `internal` is whether between-officers things are shown; `unconfirmed_of` are the departments whose figures are
    shown before a 課長 has confirmed them (None: of all). `was_switched` says that the address came from the switcher:
    a page that still fits answers with a clean address, one that does not with the overview. `edition` is what was
    published of the period last; `is_planning` is whether the 事務局 is asking, who may publish. `enters` are the
    departments that owe their figures by this person's hand: of them a page offers the way to enter one.
    """

    plan: Plan
    plans: Sequence[Plan]
    period: PlanPeriod
    periods: Sequence[PlanPeriod]
    year: FiscalYear
    years_with_results: frozenset[FiscalYear]
    internal: bool
    unconfirmed_of: Departments
    today: date
    messages: tuple[str, ...] = ()
    was_switched: bool = False
    edition: Edition | None = None
    is_planning: bool = False
    published_plans: frozenset[int] = frozenset()
    is_among_others: bool = False
    enters: frozenset[int] = frozenset()

    @property
    def years(self) -> tuple[FiscalYear, ...]:
        return self.period.years

    @property
    def shown(self) -> str:
        """What the switcher stood on: a period belongs to one plan, a year to one period."""
        return f"{self.plan.key}.{self.period.number}"

    @property
    def query(self) -> str:
        """The query string that links carry on, without the question mark."""
        return query_of(self.plan.key, self.period.number, self.year.year)

    @property
    def credit(self) -> str:
        """Name the source of a picture that leaves the page: 川崎市 総合計画 第3期実施計画."""
        return f"{self.plan} {self.period}"

    @property
    def sign(self) -> str:
        """Tell scopes apart that are shown different pages: all that was read, and of each row all that it says."""
        return repr([(one.name, _said(getattr(self, one.name))) for one in fields(self)])

    @property
    def shows_breakdown(self) -> bool:
        """Whether ledgers are shown: always to staff, to the public by the plan's setting."""
        return self.internal or self.plan.shows_breakdown

    @property
    def shows_suggestions(self) -> bool:
        """Whether suggestions are shown: always to staff, to the public by the plan's setting."""
        return self.internal or self.plan.shows_suggestions

    @property
    def shows_forecasts(self) -> bool:
        """Whether it is said where a figure is heading, and how far it is to a class: as with suggestions."""
        return self.internal or self.plan.shows_forecasts

    @property
    def reads_counts(self) -> bool:
        """Whether counts of projects are read with the figures: for the ledger, or because they bar a suggestion."""
        return self.shows_breakdown or self.shows_suggestions

    @property
    def words(self) -> str:
        """Say which plan, period and year is shown."""
        shown = f"{self.plan}　{self.period}（{self.period.first.era}～{self.period.last.era}）"
        return f"{shown}の{self.year.label}を表示しています。"

    @property
    def caveat(self) -> str:
        """Say why what is shown has no results; nothing where it has."""
        if self.year in self.years_with_results:
            return ""
        if not self.years_with_results:
            return "この期間の実績は、まだ登録されていません。"
        return f"この年度の実績はまだありません（最新は{max(self.years_with_results).era}）。"


@lru_cache(maxsize=1_000)
def query_of(plan: str, period: int, year: int) -> str:
    """Return the query string of a scope: a page with many links asks for it hundreds of times."""
    return urlencode({"plan": plan, "period": period, "year": year})


def _said(value: object) -> object:
    """Return what tells a value from another: of a row its columns, of a set its members in their order."""
    if isinstance(value, Model):
        return sorted((name, said) for name, said in vars(value).items() if not name.startswith("_"))
    if isinstance(value, frozenset):
        return sorted(value)
    return [_said(one) for one in value] if isinstance(value, list | tuple) else value


def person_of(request: HttpRequest) -> Person | None:
    """Return who is logged in, None for everybody else."""
    user: Person | AnonymousUser | None = getattr(request, "user", None)
    return user if isinstance(user, Person) else None


def readable_plans(person: Person | None, today: date) -> PlanQuerySet:
    """Return the plans this person may read, the first loaded first; one without periods has nothing to read."""
    plans = Plan.objects.filter(Exists(PlanPeriod.objects.filter(plan=OuterRef("pk"))))
    if is_unlimited(person):
        return plans
    was_published = PlanPeriod.objects.filter(plan=OuterRef("pk"), cycles__publications__isnull=False)
    own = Q(local_government_code__in=own_cities(person, today))
    return plans.filter(Q(is_published=True) | own | Exists(was_published))


def plans_as_named(
    plans: Iterable[Plan], person: Person | None, today: date, published: Editions
) -> list[Plan]:
    """Return these plans; of those of which the person reads only what was published, under its name."""
    found = list(plans)
    for plan in found:
        editions = published.get(plan.pk, ())
        if editions and is_outside(person, plan, today):
            plan.municipality, plan.name = editions[-1].municipality, editions[-1].plan
    return found


def visible_plans(person: Person | None, today: date) -> list[Plan]:
    """Return all plans this person may read, in as many queries for one city as for all of them."""
    return plans_as_named(readable_plans(person, today), person, today, editions_by_plan())


def read_scope(
    request: HttpRequest,
    *,
    about: PlanPeriod | None = None,
    of_own_city: bool = False,
    publicly: bool = False,
) -> Scope | None:
    """Read the scope from the address, or return None where there is nothing that this person may read.

    `about` is the period of the object a page shows: it decides plan and period, the address only the year.
    `publicly` reads it as everybody may, whoever asks.
    `of_own_city` leaves only the plans of the cities the person belongs to; another one in the address is none.
    Whatever answer is made of it relies on the number of the plan.
    Raise OnlyPublishedError for a plan of which something has been published, if the visitor is not of its city: this
    is where every page and the API come by.
    """
    today = timezone.localdate()
    person = None if publicly else person_of(request)
    asked = without_leftovers(
        {name: request.GET.get(name, "").strip()[:LONGEST_PARAMETER] for name in PARAMETERS}
    )
    messages: list[str] = []
    own = own_cities(person, today)

    def readable() -> PlanQuerySet:
        found = readable_plans(person, today)
        narrowed = of_own_city and not is_unlimited(person)
        return found.filter(local_government_code__in=own) if narrowed else found

    who = (is_unlimited(person), sorted(own), of_own_city)
    wanted = {"pk": about.plan_id} if about is not None else named_plan(asked["plan"])
    plans = settled(("plans", who, wanted), lambda: plans_of_city(readable(), wanted, own))
    if not plans and (about is not None or of_own_city):
        return None
    if not plans:
        plans = settled(("plans", who, {}), lambda: plans_of_city(readable(), {}, own))
    if not plans:
        return None
    published = settled(("editions", [one.pk for one in plans]), partial(editions_by_plan, plans))
    plans = plans_as_named(plans, person, today, published)
    if about is None:
        plan = choose_plan(plans, asked["plan"], messages)
    else:
        plan = next(one for one in plans if one.pk == about.plan_id)
    editions = published.get(plan.pk, ())
    if editions and is_outside(person, plan, today):
        raise OnlyPublishedError(plan)
    periods = periods_of(plan)
    unconfirmed_of = departments_seen(person, plan, today)
    internal = sees_internal(person, plan.local_government_code, today)
    own_number = number_of(plan.pk, publicly=is_as_visitors(internal, unconfirmed_of))
    relies_on(request, own_number, promised_of(plan.pk))
    results = years_with_results(plan, unconfirmed_of)
    if about is None:
        period = choose_period(periods, asked["period"], results, FiscalYear.containing(today), messages)
    else:
        period = next(one for one in periods if one.pk == about.pk)
    reported = frozenset(year for year in results.get(period.pk, ()) if period.first <= year <= period.last)
    return Scope(
        plan=plan,
        plans=plans,
        published_plans=frozenset(published),
        is_among_others=plan.is_among_others,
        period=period,
        periods=periods,
        year=choose_year(period, asked["year"], reported, messages),
        years_with_results=reported,
        internal=internal,
        unconfirmed_of=unconfirmed_of,
        today=today,
        messages=tuple(messages),
        was_switched=bool(asked["shown"]),
        is_planning=is_unlimited(person) or holds(person, Role.PLANNING, plan.local_government_code, today),
        enters=departments_entered(person, today),
        edition=next((one for one in reversed(editions) if one.period == period.pk), None),
    )


def is_as_visitors(internal: bool, unconfirmed_of: Departments) -> bool:
    """Tell whether somebody is shown what everybody is, and nothing more."""
    return not internal and unconfirmed_of == frozenset()


def number_read(scope: Scope) -> str:
    """Return the number that tells whether anything changed that this reader is shown of the plan."""
    return number_of(scope.plan.pk, publicly=is_as_visitors(scope.internal, scope.unconfirmed_of))


def named_plan(asked: str) -> dict[str, Any]:
    """Return the condition of the plan asked for by its key, if one is: what cannot be a key is that of none."""
    if not asked:
        return {}
    return {"key": asked} if re.fullmatch(KEY_SHAPE, asked) else {"pk__in": ()}


def plans_of_city(readable: PlanQuerySet, wanted: Mapping[str, Any], own: Collection[str]) -> list[Plan]:
    """Return the readable plans of the city whose plan is wanted, in one query however many cities there are.

    Where no plan is wanted, of the person's own city that was loaded first, else of the first city.
    """
    others = readable.exclude(local_government_code=OuterRef("local_government_code"))
    chosen = readable.filter(**wanted)
    if own and not wanted:
        chosen = chosen.order_by(Case(When(local_government_code__in=own, then=0), default=1), "pk")
    city = chosen.values("local_government_code")[:1]
    found = readable.filter(local_government_code__in=city)
    return list(found.annotate(is_among_others=Exists(others)))  # type: ignore[no-redef] # said on the model


def periods_of(plan: Plan) -> list[PlanPeriod]:
    """Return the periods of a plan with what the city calls its layers, in one query, if they are not settled."""
    periods = settled(
        ("periods", plan.pk), lambda: list(PlanPeriod.objects.filter(plan=plan.pk).with_words())
    )
    for period in periods:
        period.plan = plan
    return periods


def without_leftovers(asked: dict[str, str]) -> dict[str, str]:
    """Drop the period of another plan and the year of another period, which the switcher sends along."""
    plan, _, period = asked["shown"].partition(".")
    if asked["shown"] and asked["plan"] != plan:
        return asked | {"period": "", "year": ""}
    if asked["shown"] and asked["period"] != period:
        return asked | {"year": ""}
    return asked


def departments_seen(person: Person | None, plan: Plan, today: date) -> Departments:
    """Return the keys of the departments whose unconfirmed figures this person may see; None is all of the city."""
    code = plan.local_government_code
    if may_administer(person, today, code=code):
        return None
    if not sees_internal(person, code, today):
        return frozenset()
    within = Department.objects.filter(local_government_code=code)
    departments = settled(
        ("lines of departments", code), lambda: list(within.select_related("parent__parent__parent"))
    )
    return frozenset(
        department.pk
        for department in departments
        if may_see_unconfirmed(person, Owned(department, code), today)
    )


def departments_of(local_government_code: str) -> list[Department]:
    """Return all departments of a city, in one query, if they are not settled."""
    own = Department.objects.filter(local_government_code=local_government_code).order_by("pk")
    return settled(("departments", local_government_code), lambda: list(own))


def years_with_results(plan: Plan, unconfirmed_of: Departments) -> Mapping[int, set[FiscalYear]]:
    """Return, by period, the fiscal years for which a figure may be seen, in one query for all of one look."""

    def read() -> Mapping[int, set[FiscalYear]]:
        found: dict[int, set[FiscalYear]] = {}
        for period, year in years_asked(unconfirmed_of).ask(plan.pk):
            found.setdefault(period, set()).add(known_year(year))
        return found

    return shared(("years with results", plan.pk, unconfirmed_of), read)


@lru_cache(maxsize=500)
def years_asked(unconfirmed_of: Departments) -> Question[tuple[int, int]]:
    """Return the question of years_with_results() about a plan: every page asks it."""
    said = says_something("indicators__results__")
    if unconfirmed_of is not None:
        confirmed = Q(indicators__results__entry_state__in=CONFIRMED_STATES)
        said &= confirmed | Q(indicators__department__in=unconfirmed_of)
        earlier = "indicators__results__earlier__"  # what was confirmed before, while another figure waits
        said |= says_something(earlier) & Q(**{f"{earlier}was_confirmed": True})
    entered = PolicyNode.objects.filter(said, indicators__results__isnull=False)
    years = entered.values_list("period", "indicators__results__fiscal_year").order_by().distinct()
    return Question(lambda plan: years.filter(period__plan=plan))


def choose_plan(plans: Sequence[Plan], asked: str, messages: list[str]) -> Plan:
    """Return the plan of the key asked for, else the first of them."""
    found = next((plan for plan in plans if plan.key == asked), None)
    if asked and found is None:
        messages.append(f"「{asked}」というキーの計画はないため、{plans[0]}を表示しています。")
    return found or plans[0]


def choose_period(
    periods: Sequence[PlanPeriod],
    asked: str,
    results: Mapping[int, Iterable[FiscalYear]],
    now: FiscalYear,
    messages: list[str],
) -> PlanPeriod:
    """Return the period asked for, else the one of today if it has results, else the latest that has, else the last."""
    if asked:
        number = int(asked) if re.fullmatch("[0-9]{1,4}", asked) else None
        for period in periods:
            if period.number == number:
                return period
    with_results = [period for period in periods if results.get(period.pk)]
    current = [period for period in with_results if period.first <= now <= period.last]
    chosen = (current or with_results or list(periods))[-1]
    if asked:
        messages.append(f"「{asked}」という計画期間はないため、{chosen}を表示しています。")
    return chosen


def choose_year(
    period: PlanPeriod, asked: str, reported: frozenset[FiscalYear], messages: list[str]
) -> FiscalYear:
    """Return the year asked for in any form a person may write, else the last one with a result, else the first."""
    default = max(reported, default=period.first)
    if not asked:
        return default
    try:
        reading = FiscalYear.read(asked)
    except FiscalYearError as error:
        messages.append(f"{error}　{default.label}を表示しています。")
        return default
    if not period.first <= reading.year <= period.last:
        messages.append(
            f"{reading.year.label}は{period}の年度ではないため、{default.label}を表示しています。"
        )
        return default
    if reading.warning:
        messages.append(reading.warning)
    return reading.year


def switched_away(request: HttpRequest, scope: Scope) -> str | None:
    """Return the query of another plan or period chosen in the switcher of a page that belongs to this one, or None."""
    if not scope.was_switched:
        return None
    plan, period = (request.GET.get(name, "").strip()[:LONGEST_PARAMETER] for name in ("plan", "period"))
    if plan and plan != scope.plan.key:
        return urlencode({"plan": plan})
    if period and period != str(scope.period.number):
        return urlencode({"plan": plan, "period": period})
    return None


def plans_to_name(scope: Scope) -> frozenset[int]:
    """Return the keys of the plans whose nodes may be named to the reader of a page.

    Nothing follows what is of another city. Who does not belong to the city reads only what was published of a plan
    with editions, and so nothing of it here.
    """
    if scope.internal:
        return frozenset(plan.pk for plan in scope.plans)
    open_ones = {plan.pk for plan in scope.plans if plan.is_published} - scope.published_plans
    return frozenset(open_ones | {scope.plan.pk})


def trail(scope: Scope, tree: PlanTree, node: PolicyNode, *, below: str = "") -> list[tuple[str, str]]:
    """Return the way from the overview down to the node, or to what is named as `below` it, as (label, address).

    The last step is the page itself and has no address.
    """
    top = ("概況", f"{reverse('policies:overview')}?{scope.query}")
    steps = [(str(one), f"{one.get_absolute_url()}?{scope.query}") for one in (*tree.ancestors(node), node)]
    return [top, *steps, (below, "")] if below else [top, *steps[:-1], (str(node), "")]
