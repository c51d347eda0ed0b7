"""The invented city's second plan: a 水道ビジョン that is in nothing like the first.

One period with a target at its end alone (and some 中間), three layers with names of their own whose codes begin anew
under each parent, indicators on the lowest layer, targets of 0, a negative figure, yearly numbers of a running total.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from evaluations.committee.opinion_scale import OPINION_SCALE
from indicators.calculation.class_rules import REFERENCE_ABCD
from indicators.calculation.facts import Accumulation, TargetChoice
from kpi_tracker.sample_city.figures import FIRST_YEAR, Calendar, Fields, InventedFigures
from kpi_tracker.sample_city.frame import CITY, CODE
from kpi_tracker.sample_city.measures import MadeIndicator
from kpi_tracker.sample_city.scales import ACHIEVEMENT, DIRECTION, PROGRESS
from kpi_tracker.sample_city.verdicts import DIRECTION_REASONS, PROGRESS_REASONS, Terms, Verdict, decide
from kpi_tracker.sample_city.waterworks import DEPARTMENTS, TREE, Promise, Work
from store.actions.loading.reading import Entry, find, read

KEY: Final = f"{CODE}-suido"
PLAN: Final = "あおば野市水道ビジョン"
PERIOD: Final = (KEY, 1)
PERIOD_NAME: Final = "計画期間"
CYCLE: Final = "interim"
LAYERS: Final = ("基本方針", "重点目標", "実施事業")
PROFILE: Final = "reference-abcd-paced"
PROFILES: Final = "rule_profiles"
PACED: Final = replace(REFERENCE_ABCD, key=PROFILE, judged_by=TargetChoice.PACED)
YEARS_AFTER: Final = 2  # how long the plan goes on after the first one


class Vision:
    """The entries of the plan, in the order in which they can be read from top to bottom."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.last = calendar.last + YEARS_AFTER
        self.entries: list[Entry] = []

    def add(self, model: str, **fields: Any) -> None:
        self.entries.append(Entry(PLAN, len(self.entries) + 1, model, fields))

    def add_frame(self) -> None:
        """Add plan, period, layers, rules, departments, and what the year asks for."""
        span = {"first_year": FIRST_YEAR, "last_year": self.last}
        city = {"municipality": CITY, "local_government_code": CODE, "is_fictional": True}
        shown = dict.fromkeys(
            ("is_published", "shows_breakdown", "shows_suggestions", "shows_forecasts"), True
        )
        self.add("policies.plan", key=KEY, name=PLAN, **city, **span, **shown)
        self.add("policies.planperiod", plan=[KEY], number=1, name=PERIOD_NAME, **span)
        for depth, name in enumerate(LAYERS, 1):
            self.add(
                "policies.layer",
                period=list(PERIOD),
                depth=depth,
                name=name,
                has_indicators=depth == len(LAYERS),
                is_evaluated=depth == 2,
                is_undertaking=depth == len(LAYERS),
            )
        self.add(**profile())
        self.add_cycle()
        for code, name, parent, kind in DEPARTMENTS:
            above = parent and [CODE, parent]
            unit = {"local_government_code": CODE, "code": code, "name": name, "parent": above, "kind": kind}
            self.add("accounts.department", **unit)

    def add_cycle(self) -> None:
        """Add the evaluation of the first half, which is published, and the request for the last year."""
        first, last = self.evaluated
        self.add(
            "evaluations.evaluationcycle",
            period=list(PERIOD),
            key=CYCLE,
            name="中間評価",
            kind="midterm",
            first_year=first,
            last_year=last,
            profile=[PROFILE, 1],
            progress_scale=[PROGRESS],
            direction_scale=[DIRECTION],
            achievement_scale=[ACHIEVEMENT],
            opinion_scale=[OPINION_SCALE],
            is_published=True,
        )
        asked = self.calendar.last
        self.add(
            "indicators.entryround",
            plan=[KEY],
            fiscal_year=asked,
            kind="yearly",
            opens_on=f"{asked + 1}-06-01",
            due_on=f"{asked + 1}-12-25",
        )

    @property
    def evaluated(self) -> tuple[int, int]:
        """The first and last year of the evaluation: half of the plan, as far as it has been reported."""
        return FIRST_YEAR, min((FIRST_YEAR + self.last) // 2, self.calendar.last - 1)

    def add_tree(self) -> None:
        """Add every item with what hangs on it; codes begin anew under each parent."""
        for order, (name, goals) in enumerate(TREE, 1):
            self.add_node((str(order),), name)
            for place, (goal, works) in enumerate(goals, 1):
                codes = (str(order), str(place))
                self.add_node(codes, goal, department=works[0].section)
                made = [
                    one
                    for turn, work in enumerate(works, 1)
                    for one in self.add_work((*codes, str(turn)), work)
                ]
                self.add_evaluation(codes, goal, made)

    def add_work(self, codes: tuple[str, ...], work: Work) -> list[MadeIndicator]:
        """Add an 実施事業 with its indicators, and return these."""
        self.add_node(codes, work.name, department=work.section)
        made = [self.made(promise, order) for order, promise in enumerate(work.promises, 1)]
        for one in made:
            node = node_key(codes)
            self.add("indicators.indicator", node=node, department=[CODE, work.section], **one.fields)
            key = [*node, one.fields["number"]]
            for target in one.figures.targets:
                self.add("indicators.target", indicator=key, **target)
            for row in one.figures.results:
                self.add("indicators.result", indicator=key, entry_state="checked", **row)
        return made

    def made(self, promise: Promise, order: int) -> MadeIndicator:
        """Return the indicator with its promise and a figure for every reported year."""
        fields = promise.fields(self.calendar) | {"order": order, "number": "①②③"[order - 1]}
        found = results(promise, self.calendar, self.last - FIRST_YEAR + 1)
        return MadeIndicator(fields, InventedFigures(promise.targets(self.last), found), {})

    def add_evaluation(self, codes: tuple[str, ...], goal: str, made: Sequence[MadeIndicator]) -> None:
        """Add what was decided about a 重点目標, with its reasons."""
        verdict = self.verdict(made)
        cycle, node = [*PERIOD, CYCLE], node_key(codes)
        self.add(
            "evaluations.evaluation",
            cycle=cycle,
            node=node,
            progress=[PROGRESS, verdict.progress],
            direction=[DIRECTION, verdict.direction],
            decided_on=f"{self.evaluated[1] + 1}-10-20",
            difference_reason=verdict.difference_reason,
            profile=[PROFILE, 1],
            inputs=verdict.inputs,
        )
        said = {
            "progress": PROGRESS_REASONS[verdict.progress],
            "direction": DIRECTION_REASONS[verdict.direction],
        }
        for subject, text in said.items():
            evaluation = [*cycle, node[-1]]
            reason = {"subject": subject, "number": 1, "text": text.format(f"「{goal}」")}
            self.add("evaluations.evaluationreason", evaluation=evaluation, **reason)

    def verdict(self, made: Sequence[MadeIndicator]) -> Verdict:
        """Return both ratings as the plan's rules suggest them; no 事務事業 has been rated."""
        terms = Terms(PACED, PERIOD_NAME, FIRST_YEAR, self.last)
        return decide(0, made, (), terms, self.evaluated)

    def add_node(self, codes: tuple[str, ...], name: str, *, department: str | None = None) -> None:
        depth = len(codes)
        self.add(
            "policies.policynode",
            period=list(PERIOD),
            layer=[*PERIOD, depth],
            parent=node_key(codes[:-1]) if depth > 1 else None,
            code=codes[-1],
            order=int(codes[-1]),
            name=name,
            department=department and [CODE, department],
        )


def second_plan(years: int) -> list[Entry]:
    """Return the entries of the plan for a city of so many fiscal years, at least two; they follow the first plan's."""
    vision = Vision(Calendar(years))
    vision.add_frame()
    vision.add_tree()
    return vision.entries


def results(promise: Promise, calendar: Calendar, span: int) -> list[Fields]:
    """Return a figure for every reported year that has one; of a running total the number of the year alone."""
    name = "increment" if promise.accumulation is Accumulation.CUMULATIVE else "total"
    found = ((turn, year) for turn, year in enumerate(calendar.reported) if promise.asks(year))
    return [{"fiscal_year": year, name: promise.figure(turn, span)} for turn, year in found]


def node_key(codes: Sequence[str]) -> list[Any]:
    """Return the natural key of the item with these codes, its own last."""
    return [*PERIOD, "/".join(codes)]


def profile() -> dict[str, Any]:
    """Return the shipped profile by which years between two targets are judged."""
    entry = next(one for one in read(find(PROFILES)) if one.fields.get("key") == PROFILE)
    return {"model": entry.model} | entry.fields
