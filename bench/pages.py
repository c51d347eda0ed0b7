"""What is measured, with the goals: pages of one city, by who asks and by what has happened since the last look."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from bench import people
from bench.people import Official
from evaluations.cycles.models import EvaluationCycle
from indicators.models import EntryRound, Indicator, Result
from policies.models import Plan, PolicyNode
from store.actions.rows import Actor, change_row
from store.models import Change


class Since(Enum):
    """What has happened since the page was last looked at."""

    NOTHING = "unchanged"
    ONE_FIGURE = "one figure changed"


@dataclass(frozen=True, slots=True)
class Page:
    """One line of the table; a goal is in empty views, statements are counted in this process."""

    name: str
    address: str
    since: Since
    goal: float | None = None
    statements: int | None = None
    who: Official | None = None
    was: str = ""


@dataclass(slots=True)
class City:
    """The invented city as it is measured: its plan, its officials, and a figure that can be changed."""

    plan: Plan
    planning: Official
    staff: Official
    round: EntryRound
    node: PolicyNode
    indicator: Indicator
    changes: int = 0

    def change_a_figure(self) -> None:
        """Write another confirmed figure: what every kept page of the plan has to notice, visitors' pages too."""
        seen = Result.objects.filter(indicator=self.indicator, total__isnull=False, entry_state="checked")
        row = seen.order_by("-fiscal_year")[0]
        self.changes += 1
        row.total += 1 if self.changes % 2 else -1
        change_row(row, version=row.version, by=Actor(Change.Via.COMMAND, why="bench"))


def the_city() -> City:
    """Return the first plan with the node and the indicator that have most to show, and officials for the run."""
    plan = Plan.objects.order_by("pk")[0]
    nodes = PolicyNode.objects.filter(period__plan=plan, layer__is_evaluated=True)
    node = nodes.annotate(load=Count("indicators")).order_by("-load", "path")[0]
    indicators = Indicator.objects.filter(node=node, is_judged=True).annotate(load=Count("results"))
    round_ = EntryRound.objects.filter(plan=plan, is_closed=False).order_by("pk")[0]
    section = people.departments_that_owe(plan)[0]
    return City(
        plan=plan,
        planning=people.planning_of(plan),
        staff=people.staff_of(section),
        round=round_,
        node=node,
        indicator=indicators.order_by("-load", "order")[0],
    )


def pages(city: City, opens: Callable[[Page], bool]) -> list[Page]:
    """Return the lines of the table that are single GETs; `opens` says which address there is."""
    unchanged, changed = Since.NOTHING, Since.ONE_FIGURE
    plan, office = city.planning, city.staff
    overview = reverse("policies:overview")
    figure = reverse("entry:figure", args=(city.indicator.pk, city.round.fiscal_year))
    found: list[Page | None] = [
        Page("overview, anonymous", overview, unchanged, 2.5, 1, was="802 + 579"),
        Page("overview, logged in", overview, unchanged, 25, 8, was="800", who=plan),
        Page("overview, anonymous", overview, changed, 150, 12, was="802"),
        Page("overview, logged in", overview, changed, 150, 12, was="800", who=plan),
        Page("indicator", city.indicator.get_absolute_url(), changed, 25, 8, was="83"),
        Page("indicator's chart data", chart_of(city.indicator), changed, 6, 5, was="30"),
        Page("施策", city.node.get_absolute_url(), changed, 45, 12, was="121–154"),
        Page("施策", city.node.get_absolute_url(), unchanged, None, None),
        Page("projects, list of 50", reverse("projects:project_list"), changed, 40, None, was="68–88"),
        Page("indicators, list of 50", "/indicators/", changed, 40, None),
        Page("indicators, list of 200 (the longest)", "/indicators/?per_page=200", changed, 110, None),
        Page("indicators, file of all", "/indicators.csv", changed, None, None),
        Page("heat map", reverse("policies:heat_map"), changed, None, None),
        Page("comparison of two years", reverse("policies:compare"), changed, None, None),
        Page("comparison of two years", reverse("policies:compare"), changed, None, None, who=plan),
        Page("search", f"{reverse('policies:search')}?{SEARCHED}", changed, None, None),
        Page("evaluations board", reverse("evaluations:board"), unchanged, 80, None, was="905", who=plan),
        Page("evaluations board", reverse("evaluations:board"), changed, 80, None, was="905", who=plan),
        Page("entry board", reverse("entry:board"), unchanged, 60, None, was="796", who=plan),
        Page(
            "round page",
            reverse("entry:round", args=(city.round.pk,)),
            unchanged,
            40,
            None,
            was="793",
            who=plan,
        ),
        Page("未提出一覧.xlsx", reverse("entry:missing"), unchanged, 200, None, was="1,088", who=plan),
        Page(
            "workbook of one section", reverse("entry:workbook"), unchanged, 150, None, was="888", who=office
        ),
        Page("entry list of one section", reverse("entry:todo"), unchanged, None, None, who=office),
        Page("figure form", figure, unchanged, 25, None, was="48", who=office),
        publish_preview(city, opens),
        Page("API nodes", "/api/v1/nodes", changed, None, 8, was="357 statements"),
        Page("API measures", "/api/v1/measures", changed, None, 8, was="94 statements"),
    ]
    return [page for page in found if page is not None and opens(page)]


SEARCHED = urlencode({"q": "率"})


def chart_of(indicator: Indicator) -> str:
    return reverse("indicators:indicator_chart", args=(indicator.pk,))


def publish_preview(city: City, opens: Callable[[Page], bool]) -> Page | None:
    """Return the preview of the first cycle that can be published; None where there is none."""
    cycles: Any = EvaluationCycle.objects.filter(period__plan=city.plan).order_by("pk")
    for cycle in cycles:
        address = reverse("evaluations:publish", args=(cycle.key,))
        page = Page("publish preview", address, Since.NOTHING, 300, None, who=city.planning, was="3,226")
        if opens(page):
            return page
    return None
