"""What was published of each plan, and who reads nothing else of it; the rows belong to the app of cycles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import Person
from accounts.rules import may_enter_site
from policies.models import Plan


@dataclass(frozen=True, slots=True)
class Edition:
    """The latest published edition of a cycle, as what is published calls itself."""

    period: int
    plan_key: str
    cycle: str
    number: int
    municipality: str
    plan: str
    cycle_name: str

    @property
    def label(self) -> str:
        """Say which edition of what: 第3期中間評価 公表版 第1版."""
        return f"{self.cycle_name} 公表版 第{self.number}版"

    @property
    def address(self) -> str:
        return reverse("published:edition", args=(self.plan_key, self.cycle, self.number))


class OnlyPublishedError(Exception):
    """Of this plan the visitor reads only what was published, on the pages under /published/."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(f"{plan}は、公表版だけを公開しています。")
        self.plan = plan


Editions = Mapping[int, Sequence[Edition]]


def editions_by_plan(plans: Iterable[Plan] | None = None) -> Editions:
    """Return the latest edition of every published cycle by plan (None: all), the last cycle last, in one query."""
    among = Plan.objects.all() if plans is None else Plan.objects.filter(pk__in=[plan.pk for plan in plans])
    way = "periods__cycles__publications__"
    names = ("plan_key", "cycle_key", "edition", "municipality", "plan_name")
    rows = (
        among.filter(**{f"{way}isnull": False})
        .order_by("periods__cycles__last_year", "periods__cycles", f"{way}edition")
        .values_list(
            "pk",
            "periods",
            "periods__cycles",
            *(way + name for name in names),
            "periods__cycles__name",
        )
    )
    latest: dict[int, dict[int, Edition]] = {}
    for plan, period, cycle, *said in rows:
        latest.setdefault(plan, {})[cycle] = Edition(period, *said)
    return {plan: list(cycles.values()) for plan, cycles in latest.items()}


def is_outside(person: Person | None, plan: Plan, today: date) -> bool:
    """Tell whether somebody does not belong to the plan's city: such a visitor reads what was published of it."""
    return not may_enter_site(person, plan.local_government_code, today)
