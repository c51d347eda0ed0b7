"""What saving a figure did, and which figure comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from accounts.actions import ENTERING
from accounts.models import Person
from accounts.rules import current_posts
from entry.round.scorecards.judging import PageRules, judged
from entry.round.scorecards.owed import (
    Owed,
    Rounds,
    belongs_to,
    late_in,
    of_round,
    open_rounds,
    owed_in,
    plans_with_late,
)
from indicators.calculation import explain
from indicators.calculation.attainment import NO_CLASS
from indicators.calculation.quantities import quantity
from indicators.calculation.series import Series
from indicators.models import RatingLevel
from indicators.scorecards import written_figure, written_increment


@dataclass(frozen=True, slots=True)
class SavedFigure:
    """A figure that was handed in, as the next page reports it."""

    item: Owed
    level: RatingLevel
    reason: str

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
    return rules.level(attainment.symbol), reason


def next_owed(person: Person, done: Owed, today: date) -> Owed | None:
    """Return the figure to go on with after this one: the next of the person's own that is not done, in plan order.

    After the last one comes the first again; None when nothing is left.
    """
    if not belongs_to(person, done, today):
        return None
    owed = own_items(person, today)
    place = next((place for place, one in enumerate(owed) if is_same(one, done)), -1)
    in_turn = [*owed[place + 1 :], *owed[: max(place, 0)]]
    return next((one for one in in_turn if not one.is_done), None)


def own_items(person: Person, today: date) -> Sequence[Owed]:
    """Return what the person's own sections owe in the rounds that are open, the round due first at the front."""
    posts = [post for post in current_posts(person, today) if post.role in ENTERING]
    departments = {post.department.pk for post in posts}
    codes = {post.department.local_government_code for post in posts}
    rounds = open_rounds(codes, today)
    rounds.sort(key=lambda one: (one.due_on, one.pk))
    owed = (
        owed_in(one, of_round(one, departments, again=True), Rounds.of(one.plan, today)) for one in rounds
    )
    late = (late_in(plan, today, departments) for plan in plans_with_late(codes, departments))
    return [item for items in (*owed, *late) for item in items]


def is_same(one: Owed, other: Owed) -> bool:
    """Tell whether two are the same figure of the same round."""
    return (one.round.pk, one.indicator.pk, one.year) == (other.round.pk, other.indicator.pk, other.year)
