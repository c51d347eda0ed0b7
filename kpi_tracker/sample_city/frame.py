"""The frame of the invented city: its plan, periods, layers, cycles and departments."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from evaluations.committee.opinion_scale import OPINION_SCALE
from evaluations.judgement.stages import DEFAULT_STAGES
from kpi_tracker.sample_city.figures import FIRST_YEAR, Calendar
from kpi_tracker.sample_city.scales import DIRECTION, PROGRESS
from kpi_tracker.sample_city.words import Subject, Theme
from store.actions.loading.reading import Entry

CODE: Final = "999999"
CITY: Final = "あおば野市"
PLAN: Final = "あおば野市総合計画"
KEY: Final = CODE
PERIOD: Final = (KEY, 2)
MIDTERM: Final = "mid"
CURRENT: Final = "current"
MEASURES_IN_A_POLICY: Final = 4


@dataclass(slots=True)
class City:
    """The entries so far, in the order in which they can be read from top to bottom; what they made.

    `measures` is how many 施策 that was, `departments` the names by their codes.
    """

    calendar: Calendar
    rng: Random
    entries: list[Entry] = field(default_factory=list)
    measures: int = 0
    departments: dict[str, str] = field(default_factory=dict)

    def add(self, model: str, **fields: Any) -> None:
        """Append one object."""
        self.entries.append(Entry(CITY, len(self.entries) + 1, model, fields))


@dataclass(frozen=True, slots=True)
class MeasurePlace:
    """One measure and where it stands: its number in the city, its theme, its code, its section."""

    number: int
    subject: Subject
    code: str
    section: str

    @property
    def key(self) -> list[Any]:
        return [*PERIOD, self.code]


def add_plan(city: City) -> None:
    plan, calendar = [KEY], city.calendar
    city.add(
        "policies.plan",
        municipality=CITY,
        local_government_code=CODE,
        key=KEY,
        name=PLAN,
        first_year=FIRST_YEAR,
        last_year=calendar.last,
        is_published=True,
        is_fictional=True,
        shows_breakdown=True,
        shows_suggestions=True,
        shows_forecasts=True,
    )
    spans = ((FIRST_YEAR, calendar.period_start - 1), (calendar.period_start, calendar.last))
    for number, (first, last) in enumerate(spans, 1):
        name = f"第{number}期実施計画"
        city.add("policies.planperiod", plan=plan, number=number, name=name, first_year=first, last_year=last)
    for depth, name in enumerate(("基本政策", "政策", "施策", "事務事業"), 1):
        city.add(
            "policies.layer",
            period=list(PERIOD),
            depth=depth,
            name=name,
            has_indicators=depth > 1,
            is_evaluated=depth == 3,
            is_undertaking=depth == 4,
        )


def add_cycles(city: City) -> None:
    calendar = city.calendar
    decided = ("第2期中間評価", "midterm", calendar.midterm, calendar.midterm[1] < calendar.last)
    undecided = ("第2期総括評価", "final", calendar.current, False)
    for key, (name, kind, (first, last), is_published) in ((MIDTERM, decided), (CURRENT, undecided)):
        city.add(
            "evaluations.evaluationcycle",
            period=list(PERIOD),
            key=key,
            name=name,
            kind=kind,
            first_year=first,
            last_year=last,
            profile=["reference-abcd", 1],
            progress_scale=[PROGRESS],
            direction_scale=[DIRECTION],
            achievement_scale=["sample-achievement"],
            opinion_scale=[OPINION_SCALE],
            is_published=is_published,
        )
    add_stages(city)


def add_stages(city: City) -> None:
    """Put the standard stages on the cycle that is under way: a fortnight each, all within the fiscal year."""
    begun = date(city.calendar.last + 1, 10, 30)
    for order, row in enumerate(DEFAULT_STAGES, 1):
        city.add(
            "evaluations.evaluationstage",
            cycle=[*PERIOD, CURRENT],
            order=order,
            key=row.key,
            name=row.name,
            meaning=row.meaning,
            role=row.role,
            due_on=(begun + timedelta(weeks=2 * order)).isoformat(),
            only_for_reviewed=row.only_for_reviewed,
            may_send_back=row.may_send_back,
        )


def add_round(city: City) -> None:
    """Add the request to enter the figures of the last year, which nobody has reported."""
    last = city.calendar.last
    city.add(
        "indicators.entryround",
        plan=[KEY],
        fiscal_year=last,
        kind="yearly",
        opens_on=f"{last + 1}-04-20",
        due_on=f"{last + 1}-12-18",
    )


def add_departments(city: City, number: int, theme: Theme) -> list[str]:
    """Add a 局 with a 部 for every two 課, and return the codes of the 課."""
    bureau = f"{number:02d}0000"
    _add_department(city, bureau, theme.bureau, parent=None, kind="bureau", extension=f"{number}1000")
    codes = []
    for order, section in enumerate(theme.sections):
        division = f"{number:02d}{order // 2 + 1}000"
        if order % 2 == 0:
            name = section.removesuffix("課") + "部"
            extension = f"{number}{order + 1}100"
            _add_department(city, division, name, parent=bureau, kind="division", extension=extension)
        codes.append(f"{division[:3]}{order + 1}00")
        extension = f"{number}{order + 1}201"
        _add_department(city, codes[-1], section, parent=division, kind="section", extension=extension)
    return codes


def bureau_code(section: str) -> str:
    """Return the code of the 局 that a 課 belongs to."""
    return f"{section[:2]}0000"


def _add_department(city: City, code: str, name: str, *, parent: str | None, **more: str) -> None:
    city.departments[code] = name
    city.add(
        "accounts.department",
        local_government_code=CODE,
        code=code,
        name=name,
        parent=parent and [CODE, parent],
        **more,
    )


def add_node(
    city: City,
    code: str,
    name: str,
    order: int,
    *,
    parent: str | None,
    depth: int,
    department: str | None = None,
    **more: Any,
) -> None:
    city.add(
        "policies.policynode",
        period=list(PERIOD),
        layer=[*PERIOD, depth],
        parent=[*PERIOD, parent] if parent else None,
        code=code,
        order=order,
        name=name,
        department=department and [CODE, department],
        **more,
    )
