"""What a figure's form shows before anybody typed: what was entered before, else what the records say."""

from dataclasses import dataclass, replace
from decimal import Decimal

from entry.round.scorecards.owed import Owed
from indicators.actions import EnteredFigure, figure_of
from indicators.calculation.facts import ResultStanding
from indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class Prefilled:
    """The figure a form begins with, and a sentence that says where it comes from."""

    figure: EnteredFigure
    source: str = ""


def prefilled(item: Owed) -> Prefilled:
    """Return what is known of the figure; a figure that nobody entered and no record gives says nothing.

    Where the final figure is asked for, it is one that the form begins with.
    """
    if item.result is not None and item.result.is_entered:
        figure = figure_of(item.result)
        return Prefilled(replace(figure, standing=ResultStanding.FINAL) if item.is_back else figure)
    counted = counted_projects(item)
    if counted is None:
        return Prefilled(EnteredFigure())
    number, where = counted
    label = item.indicator.records_label or "個票"
    if not item.series.is_cumulative:
        return Prefilled(
            EnteredFigure(total=Decimal(number)), f"{label}の{where}{number}件を入れてあります。"
        )
    before = item.series.figure(item.year.previous).total
    total = None if before is None else before + number
    return Prefilled(
        EnteredFigure(total=total, increment=Decimal(number)),
        f"{label}の{where}{number}件から計算した値を入れてあります。",
    )


def counted_projects(item: Owed) -> tuple[int, str] | None:
    """Return how many projects were reported for the year, else how many have a record, and which of the two it is."""
    indicator, year = item.indicator, item.year.year
    if indicator.figure_source != Indicator.Source.PROJECTS:
        return None
    reported = indicator.project_counts.filter(fiscal_year=year).values_list("count", flat=True).first()
    if reported is not None:
        return reported, "報告件数"
    recorded = indicator.projects.filter(counting_year=year).count()
    return (recorded, "登録") if recorded else None
