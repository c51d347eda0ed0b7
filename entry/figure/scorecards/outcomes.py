"""What saving a figure did, and which figure comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast
from urllib.parse import urlencode

from accounts.actions import ENTERING
from accounts.models import Department, Person
from accounts.rules import current_posts, own_cities
from entry.round.scorecards.asked import AskedFigure, AskedIndicator, asked_indicators, figures_asked
from entry.round.scorecards.items import named_with_year
from entry.round.scorecards.judging import PageRules, judged
from entry.round.scorecards.owed import Owed, Rounds, belongs_to
from indicators.calculation import explain
from indicators.calculation.attainment import NO_CLASS
from indicators.calculation.quantities import quantity
from indicators.calculation.series import Series
from indicators.models import RatingLevel
from indicators.scorecards import written_figure, written_increment
from policies.models import Plan

RoundsByPlan = Mapping[int, Rounds]


@dataclass(frozen=True, slots=True)
class SavedFigure:
    """A figure that was handed in, as the next page reports it."""

    item: Owed
    level: RatingLevel
    reason: str

    @property
    def name(self) -> str:
        return named_with_year(str(self.item.indicator), self.item)

    @property
    def value(self) -> str:
        series = self.item.series
        figure = series.figure(self.item.year)
        words = written_figure(series, figure)
        if figure.total is None:
            return f"「{words}」"
        return f"累計{words}" if series.is_cumulative else words

    @property
    def remarks(self) -> list[str]:
        """The class, the yearly share and the difference from last year, as far as there are any."""
        series, year = self.item.series, self.item.year
        figure, before = series.figure(year), series.figure(year.previous)
        said = []
        if figure.total is not None or figure.text_fulfilled is not None:
            said.append(f"達成状況 {self.level.symbol}{self.reason}")
        if increment := written_increment(series, figure):
            said.append(f"当該年度分{increment}")
        elif figure.total is not None and before.total is not None:
            change = figure.total - before.total
            sign = "＋" if change >= 0 else ""
            said.append(f"前年度から{sign}{quantity(change, series.difference_unit, series.decimals)}")
        row = self.item.result
        return [*said, *(explain.rounding_sentences(series, row) if row else ())]

    @property
    def derivation(self) -> str:
        return explain.derivation(self.item.series.figure(self.item.year), self.item.series) or ""

    @property
    def chart_address(self) -> str:
        """Where the figure stands in its chart."""
        period = self.item.indicator.node.period
        query = urlencode({"plan": period.plan.key, "period": period.number, "year": self.item.year.year})
        return f"{self.item.indicator.get_absolute_url()}?{query}#course"


def saved_of(item: Owed, today: date) -> SavedFigure | None:
    """Return what is to be said about a figure that was just handed in; nothing if it was not."""
    if item.result is None or not item.is_done:
        return None
    level, reason = class_of(item, item.series, today)
    return SavedFigure(item, level, reason)


def class_of(item: Owed, series: Series, today: date) -> tuple[RatingLevel, str]:
    """Return the class that the year has in this series, and in brackets why there is none."""
    rules = PageRules(today).of(item)
    attainment = judged(item, series, item.year, rules)
    reason = f"（{attainment.reason}）" if attainment.symbol == NO_CLASS else ""
    return rules.level_of(attainment), reason


def next_owed(person: Person, done: Owed, rounds: RoundsByPlan, today: date) -> AskedFigure | None:
    """Return the figure to go on with after this one: the next of the person's own that is not done, in plan order.

    After the last one comes the first again; None when nothing is left. `rounds` are those of the person's cities.
    """
    if not belongs_to(person, done, today):
        return None
    owed = own_items(person, rounds, today)
    place = next((place for place, one in enumerate(owed) if is_same(one, done)), -1)
    in_turn = [*owed[place + 1 :], *owed[: max(place, 0)]]
    return next((one for one in in_turn if not one.is_done), None)


def rounds_for(person: Person, plan: Plan, today: date) -> RoundsByPlan:
    """Return the rounds of the plan's city and of those in which the person enters, by plan, in one query."""
    return Rounds.of_cities({plan.local_government_code, *own_cities(person, today)}, today)


def own_items(person: Person, rounds: RoundsByPlan, today: date) -> Sequence[AskedFigure]:
    """Return what the person's own sections owe in the rounds that are open, the round due first at the front.

    Then what a month asks for by itself under a round that is closed. In one query.
    """
    posts = [post for post in current_posts(person, today) if post.role in ENTERING]
    departments = {post.department.pk: cast(Department, post.department) for post in posts}
    codes = {post.department.local_government_code for post in posts}
    plans = {pk: one for pk, one in rounds.items() if one.rounds[0].plan.local_government_code in codes}
    known = [round_ for one in plans.values() for round_ in one.rounds]
    if not known or not departments:
        return []
    indicators: dict[int, list[AskedIndicator]] = {}
    for indicator in asked_indicators(known, set(departments), departments, again=True):
        indicators.setdefault(indicator.plan, []).append(indicator)
    open_ones = sorted(
        (one for one in known if plans[one.plan_id].is_open(one)), key=lambda one: (one.due_on, one.pk)
    )
    closed = sorted(
        (one for one in known if one.is_closed), key=lambda one: one.plan_id
    )  # of each plan in its order
    return [
        figure
        for round_ in (*open_ones, *closed)
        for figure in figures_asked(plans[round_.plan_id], round_, indicators.get(round_.plan_id, ()))
        if not round_.is_closed or figure.is_late
    ]


def is_same(one: AskedFigure, other: Owed) -> bool:
    """Tell whether two are the same figure of the same round."""
    return (one.round.pk, one.indicator.pk, one.year) == (other.round.pk, other.indicator.pk, other.year)
