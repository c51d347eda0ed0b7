"""How far a search reaches: which plans somebody may read, as they stand or as they were published, and their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Person
from accounts.rules import is_unlimited, own_cities
from kpi_tracker.pages.search.entries import Data, data_of, names_of, plan_entries, projects_of
from kpi_tracker.pages.search.found import Here
from kpi_tracker.pages.search.published import latest_editions, published_names
from policies.models import Plan
from policies.page import (
    Departments,
    Scope,
    is_as_visitors,
    person_of,
    plans_as_named,
    plans_of_city,
    read_scope,
    readable_plans,
)
from policies.scorecards.published import OnlyPublishedError, editions_by_plan, is_outside
from store.numbers import number_of
from store.page import kept_data

PLANS_AT_ONCE: Final = 20


@dataclass(frozen=True, slots=True)
class City:
    """The city of the page from which somebody searches: its plans that they may read, and what of them.

    `scope` is None where the page's plan is read only as it was published.
    """

    scope: Scope | None
    plan: Plan
    plans: Sequence[Plan]
    person: Person | None
    today: date

    @property
    def code(self) -> str:
        return self.plan.local_government_code

    @property
    def here(self) -> Here:
        if self.scope is None:
            return Here(self.plan.key, 0, f"plan={self.plan.key}")
        return Here(self.plan.key, self.scope.period.number, self.scope.query)

    def sources(self) -> list[Data]:
        """Return all that may be found of the city."""
        scope = self.scope
        internal, unconfirmed_of = (
            (False, frozenset[int]()) if scope is None else (scope.internal, scope.unconfirmed_of)
        )
        return [
            plans_data(self.plans),
            *of_plans(self.plans, self.person, self.today, unconfirmed_of, internal=internal),
        ]


@dataclass(frozen=True, slots=True)
class Others:
    """Some of the plans of the other cities, in their order: `first` to `last` of `count`."""

    plans: Sequence[Plan]
    batch: int
    batches: int
    first: int
    last: int
    count: int


def read_city(request: HttpRequest) -> City | None:
    """Read from the address in which city somebody searches; None where there is nothing that they may read."""
    person, today = person_of(request), timezone.localdate()
    try:
        scope = read_scope(request)
    except OnlyPublishedError as error:
        return published_city(error.plan, person, today)
    return None if scope is None else City(scope, scope.plan, scope.plans, person, today)


def published_city(plan: Plan, person: Person | None, today: date) -> City:
    """Return the city of a plan of which this person reads only what was published."""
    found = plans_of_city(readable_plans(person, today), {"pk": plan.pk}, own_cities(person, today))
    plans = plans_as_named(found, person, today, editions_by_plan(found))
    return City(None, next(one for one in plans if one.pk == plan.pk), plans, person, today)


def read_others(city: City, asked: str) -> Others | None:
    """Return the plans of other cities of that batch, the first one where the address names none; None without any."""
    readable = readable_plans(city.person, city.today).exclude(local_government_code=city.code)
    count = readable.count()
    if not count:
        return None
    batches = -(-count // PLANS_AT_ONCE)
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < len("12345") else 1
    batch = min(max(number, 1), batches)
    first = (batch - 1) * PLANS_AT_ONCE
    plans = list(readable.order_by("pk")[first : first + PLANS_AT_ONCE])
    named = plans_as_named(plans, city.person, city.today, editions_by_plan(plans))
    return Others(named, batch, batches, first + 1, first + len(plans), count)


def sources_of(others: Others, city: City) -> list[Data]:
    """Return what may be found of the other cities' plans: what is confirmed, unless the person may see all."""
    sees_all = is_unlimited(city.person)
    unconfirmed_of: Departments = None if sees_all else frozenset()
    return [
        plans_data(others.plans),
        *of_plans(others.plans, city.person, city.today, unconfirmed_of, internal=sees_all),
    ]


def plans_data(plans: Sequence[Plan]) -> Data:
    """Return the plans themselves as what may be found."""
    found = list(plan_entries(plans))
    return data_of((part for part, _ in found), (entry for _, entry in found))


def of_plans(
    plans: Sequence[Plan], person: Person | None, today: date, unconfirmed_of: Departments, *, internal: bool
) -> list[Data]:
    """Return what may be found of the plans, kept until somebody writes it: as they stand, or as published."""
    published = editions_by_plan(plans)
    only_published = [one for one in plans if one.pk in published and is_outside(person, one, today)]
    live = [one.pk for one in plans if one not in only_published]
    shown = "all" if unconfirmed_of is None else ",".join(map(str, sorted(unconfirmed_of)))
    publicly = is_as_visitors(internal, unconfirmed_of)
    numbers = [number_of(pk, publicly=publicly) for pk in live]
    found = (
        [
            *(kept_data(f"search names {pk}", (), partial(names_of, [pk])) for pk in live),
            kept_data(f"search projects {live} {shown}", numbers, lambda: projects_of(live, unconfirmed_of)),
        ]
        if live
        else []
    )
    if only_published:
        editions = latest_editions(only_published)
        what = f"search editions {[(one.pk, one.sha256) for one in editions]}"
        found.append(kept_data(what, (), lambda: published_names(editions)))
    return found
