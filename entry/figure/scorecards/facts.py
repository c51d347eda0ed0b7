"""What stands beside a figure's form: the years before, the targets, what it started from, and who changed what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from django.db import models
from django.utils.timezone import localtime

from entry.round.scorecards.claims import CONFIRMED
from entry.round.scorecards.items import (
    Due,
    due_of,
    replaced_words,
    standing_words,
)
from entry.round.scorecards.owed import Owed
from indicators.actions import CHANGEABLE
from indicators.calculation import explain
from indicators.calculation.days import basis_words, day_words, year_words
from indicators.calculation.heading import aimed_words
from indicators.calculation.published import published_words
from indicators.calculation.quantities import quantity
from indicators.calculation.series import Series
from indicators.models import HandedIn, Indicator, Result
from indicators.scorecards import (
    NOTHING,
    revision_note,
    written_figure,
    written_increment,
    written_target,
)
from policies.fiscal_year import FiscalYear
from projects.ledger import beside_the_figure
from store.actions.history import (
    MOST_LINES,
    HistoryLine,
    lines_of,
    words_of,
)
from store.models import Change

EARLIER = 3
UNSAID = frozenset({"indicator", "fiscal_year", "entered_by"})  # the page says which, and who changed it
FIELDS = {field.name: field for field in Result._meta.concrete_fields}
State = HandedIn.EntryState


@dataclass(frozen=True, slots=True)
class FigureYear:
    """One year of the figure as the page prints it."""

    year: FiscalYear
    when: str
    value: str
    increment: str
    target: str
    as_of: str


@dataclass(frozen=True, slots=True)
class FigureFacts:
    """Everything the page of one figure says besides its form."""

    item: Owed
    due: Due

    @property
    def earlier(self) -> list[FigureYear]:
        """The three years before, the latest first."""
        return [year_line(self.item, self.item.year - back) for back in range(1, EARLIER + 1)]

    @property
    def year_words(self) -> str:
        """The year by the indicator's own basis: 令和5年度, 令和5年（暦年）."""
        return year_words(self.item.series, self.item.year)

    @property
    def basis(self) -> str:
        """Which year the figures count, or on which day they stand, where that is not the fiscal year."""
        return basis_words(self.item.series)

    @property
    def as_of_words(self) -> str:
        """On which day the figure stands, where it says so."""
        return day_words(self.item.series.figure(self.item.year).as_of)

    @property
    def published(self) -> str:
        """The rate and class that the city printed."""
        return published_words(self.item.series.figure(self.item.year))

    @property
    def last(self) -> FigureYear:
        return self.earlier[0]

    @property
    def target(self) -> str:
        """The target of the year, else the next one, with what it was before it was revised."""
        series, year = self.item.series, self.item.year
        own = series.target_for(year)
        revised = revision_note(series, year, own.scope) if own else ""
        return f"{aimed_words(series, year)}{f'（{revised}）' if revised else ''}"

    @property
    def baseline(self) -> str:
        series = self.item.series
        return quantity(series.baseline, series.unit, series.decimals) if series.baseline is not None else ""

    @property
    def value(self) -> str:
        """What has been entered for the year."""
        return year_line(self.item, self.item.year).value

    @property
    def rounded(self) -> str:
        """From which figures, as they were entered, the stored ones were rounded; "" where none was."""
        row = self.item.result
        said = explain.rounding_sentences(self.item.series, row) if row else []
        return f"端数処理：{'、'.join(said)}としています。" if said else ""

    @property
    def back_title(self) -> str:
        """Why an answered figure is asked for again."""
        return f"{self.item.year.era}の値が確定する頃です"

    @property
    def back_words(self) -> str:
        """What to do with a figure that is asked for again, and what happens to what stands there now."""
        said = f"いまの入力は「{standing_words(self.item.series, self.item.year)}」です。確定値を入力してください。"
        if self.item.state in CONFIRMED:
            return f"{said}課長の確認が済むまで、ほかの所属や公開ページには、いまの値が表示されます。"
        return said

    @property
    def earlier_words(self) -> str:
        """What others see while the awaited figure waits for the 課長."""
        return earlier_words(self.item)

    @property
    def count_difference(self) -> str:
        """How the number of projects reported for the year differs from the figure entered; "" where none is."""
        indicator, year = self.item.indicator, self.item.year
        if indicator.figure_source != Indicator.Source.PROJECTS or self.item.result is None:
            return ""
        counts = indicator.project_counts.filter(fiscal_year=year.year).values_list("count", flat=True)
        return count_beside_figure(self.item.series, self.item.result, counts.first())

    @property
    def derivation(self) -> str:
        """How the total or the yearly share of the year was computed, where only the other one was entered."""
        return explain.derivation(self.item.series.figure(self.item.year), self.item.series) or ""


def facts_of(item: Owed, today: date) -> FigureFacts:
    return FigureFacts(item, due_of(item, today))


def earlier_words(item: Owed) -> str:
    """Say what stood there before, and who sees it while the new figure waits."""
    if item.earlier is None:
        return ""
    said = f"差替え前の値は「{replaced_words(item)}」です。"
    if item.earlier.was_confirmed:
        return f"{said}課長の確認が済むまで、ほかの所属や公開ページにはこの値が表示されます。"
    return said


def year_line(item: Owed, year: FiscalYear) -> FigureYear:
    """Return one year; a year nobody reported is a dash."""
    series = item.series
    figure = series.figure(year)
    known = figure.total is not None or series.result(year) is not None
    return FigureYear(
        year=year,
        when=year_words(series, year),
        value=written_figure(series, figure) if known else NOTHING,
        increment=written_increment(series, figure),
        target=written_target(series, series.target_for(year)),
        as_of=day_words(figure.as_of),
    )


def count_beside_figure(series: Series, result: Result, reported: int | None) -> str:
    """Say how a reported number of projects differs from the figure entered for the year; nothing is made equal.

    Of a running total the share of the year counts: as entered, else as it follows from the totals.
    """
    if not series.is_cumulative:
        return beside_the_figure(reported, result.total, "")
    if result.increment is not None:
        return beside_the_figure(reported, result.increment, "当該年度分")
    share = series.figure(FiscalYear(result.fiscal_year)).increment
    return beside_the_figure(reported, share, "累計から計算した当該年度分")


def why_locked(item: Owed, today: date) -> str:
    """Say why the figure cannot be changed and what to do about it; nothing while it can."""
    if item.round.is_closed and not item.is_late:
        return f"{item.round}は締め切られました。変更が必要なときは、事務局に再開を依頼してください。"
    if item.round.opens_on > today:
        return f"{item.round}の受付は、{japanese_day(item.round.opens_on)}に始まります。"
    if item.state in CHANGEABLE or item.is_back:
        return ""
    return (
        f"{confirmed_by(item)}変更できません。変更が必要なときは、課長又は事務局に差戻しを依頼してください。"
    )


def confirmed_by(item: Owed) -> str:
    """Say who confirmed the figure and when, as the reason for what follows."""
    rows = recorded(item).filter(field="entry_state", new__in=(State.CONFIRMED, State.CHECKED))
    change = rows.order_by("-sequence").first()
    if change is None:
        return f"{item.state.label}のため、"
    day = japanese_day(localtime(change.at).date())
    return f"{change.who_name or change.get_via_display()}が{day}に確認したため（{item.state.label}）、"


def japanese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def recorded(item: Owed) -> "models.QuerySet[Change]":
    """Return the history of the stored figure."""
    key = str(item.result.pk) if item.result else ""
    return Change.objects.filter(model=Result._meta.label_lower, object_id=key)


def changes_of(item: Owed) -> Sequence[Change]:
    """Return the lines of history of the stored figure, the newest first, in one query."""
    return list(recorded(item).order_by("-sequence")[:MOST_LINES]) if item.result else []


def history_of(item: Owed, changes: Iterable[Change]) -> Sequence[HistoryLine]:
    """Return in words what these changes say that the page does not say elsewhere."""
    said = [one for one in changes if one.field not in UNSAID and (one.old, one.new) != ("", "False")]
    return lines_of(said, words=partial(with_unit, item))


def with_unit(item: Owed, change: Change, text: str) -> str:
    """Return a recorded amount with the indicator's unit, any other value in the words of its field."""
    said = words_of(change, text)
    if not said or not isinstance(FIELDS.get(change.field), models.DecimalField):
        return said
    return quantity(Decimal(said), item.series.unit, item.series.decimals)
