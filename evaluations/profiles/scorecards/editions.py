"""The rule profiles that somebody keeps, the cycles they can be held against, and where each edition is used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from accounts.models import Person
from accounts.rules import Role, current_posts, is_unlimited
from evaluations.cycles.models import EvaluationCycle
from indicators.models import RuleProfile

CITY_PATHS = (
    "cycles__period__plan__local_government_code",
    "evaluations__cycle__period__plan__local_government_code",
)


@dataclass(frozen=True, slots=True)
class ProfileEdition:
    """One edition and what one may know of its use: one's own cycles and decisions, and that there are others."""

    profile: RuleProfile
    cycles: Sequence[EvaluationCycle]
    is_used_elsewhere: bool
    decisions: int


@dataclass(frozen=True, slots=True)
class ProfileKeeper:
    """A person of the 事務局, and whose rules are in reach: those of `codes`, None for all."""

    person: Person
    codes: frozenset[str] | None
    today: date

    @property
    def is_keeping(self) -> bool:
        return self.codes is None or bool(self.codes)

    def cycles(self) -> QuerySet[EvaluationCycle]:
        """Return the cycles of the keeper's cities, the latest first, with all that judging by them needs."""
        cycles = EvaluationCycle.objects.with_rules().select_related("period__plan")
        if self.codes is not None:
            cycles = cycles.filter(period__plan__local_government_code__in=self.codes)
        return cycles.order_by("-last_year", "-pk")

    def profiles(self) -> QuerySet[RuleProfile]:
        """Return the profiles that the keeper's cities use, and those that no city uses yet."""
        profiles = RuleProfile.objects.all()
        if self.codes is not None:
            used = [
                RuleProfile.objects.filter(**{f"{path}__in": self.codes}).values("pk") for path in CITY_PATHS
            ]
            unused = RuleProfile.objects.filter(cycles__isnull=True, evaluations__isnull=True).values("pk")
            profiles = profiles.filter(reduce(or_, (Q(pk__in=keys) for keys in (*used, unused))))
        return profiles.select_related("attainment_scale").prefetch_related("attainment_scale__levels")

    def is_own(self, cities: frozenset[str]) -> bool:
        """Tell whether no other city would feel a change of what these cities use."""
        return self.codes is None or cities <= self.codes


def keeper_of(person: Person, today: date) -> ProfileKeeper:
    """Return what the person keeps as 事務局."""
    if is_unlimited(person):
        return ProfileKeeper(person, None, today)
    posts = current_posts(person, today)
    codes = frozenset(one.department.local_government_code for one in posts if one.role == Role.PLANNING)
    return ProfileKeeper(person, codes, today)


def editions_of(keeper: ProfileKeeper) -> list[ProfileEdition]:
    """Return every edition in reach with its use, in a number of queries that does not grow with them."""
    own = Q() if keeper.codes is None else Q(**{f"{CITY_PATHS[1]}__in": keeper.codes})
    profiles = keeper.profiles().annotate(
        decisions=Count("evaluations", filter=own & Q(evaluations__isnull=False), distinct=True)
    )
    profiles = profiles.prefetch_related("cycles__period__plan")
    return [edition_of(keeper, profile, profile.decisions) for profile in profiles]


def edition_of(keeper: ProfileKeeper, profile: RuleProfile, decisions: int) -> ProfileEdition:
    """Return the edition with as much of its use as the keeper may know; `decisions` are the keeper's own."""
    cycles = list(profile.cycles.all())
    own = [one for one in cycles if keeper.is_own(frozenset({one.period.plan.local_government_code}))]
    return ProfileEdition(profile, own, len(own) < len(cycles), decisions)
