"""What pages with many indicators say of each: one indicator in one year, in plain values that can be kept."""

from decimal import Decimal
from typing import Any, Final, NamedTuple

from indicators.calculation.asking import MISSING, Duty
from indicators.calculation.attainment import attain
from indicators.calculation.facts import Target, TargetScope, YearFigure
from indicators.calculation.forecast import forecast
from indicators.calculation.outlook import Outlook, outlook
from indicators.calculation.quantities import ANSWER_WORDS, PARTLY, signed_quantity, target_words
from indicators.charts import Sparkline, sparkline
from indicators.models import Result
from indicators.scorecards import NOTHING, Scorecard
from policies.fiscal_year import years
from policies.page import Scope

SPARK_YEARS: Final = 10


class Brief(NamedTuple):
    """One indicator in the year shown, beside the year before; numbers are written as their digits.

    `node` and `department` are keys. `symbol` is the class of the year and `before` that of the year before, whether or
    not the reader is shown classes. `standing` is the kind of the year's figure, "" where there is none; `latest` the
    year whose figure judges it, "" where it is its own. `missing_words` say why it is missing, "" where it is not;
    `none_words` why there is no figure. Targets: what judges the year in two parts and in one, the year's own, and that
    of the period's end.
    `severities` are those of what the checks find, for officers. `outlook` is None for who is not shown where a figure
    is heading. `is_returned` tells, as far as the reader sees it, that the year's figure was sent back.

    Lists read thousands of them, so each is one tuple, made in one step of what was kept.
    """

    pk: int
    node: int
    order: int
    address: str
    number: str
    name: str
    words: str
    kind: str
    kind_words: str
    is_judged: bool
    unit: str
    direction_words: str
    department: int | None
    department_words: str
    baseline: str | None
    baseline_year: int | None
    duty: str
    missing_words: str
    symbol: str
    before: str
    standing: str
    latest: str
    is_computed: bool
    total: str | None
    previous: str | None
    change_words: str
    result_words: str
    told_words: str
    none_words: str
    footnote: str
    explanation: str
    rate: str | None
    rate_words: str
    target_words: str
    target_note: str
    target_text: str
    yearly: str | None
    yearly_words: str
    period: str | None
    period_words: str
    period_words_with_unit: str
    outlook: str | None
    severities: list[str]
    is_returned: bool
    drawing: list[Any]

    @property
    def is_missing(self) -> bool:
        """Whether the figure is owed and not answered, or asked for again."""
        return self.duty in MISSING

    @property
    def due(self) -> Duty:
        """How the figure stands with whoever owes it."""
        return Duty(self.duty)

    @property
    def change(self) -> Decimal | None:
        """By how much the figure differs from that of the year before, None where one of them is not known."""
        return (
            None
            if self.total is None or self.previous is None
            else number(self.total) - number(self.previous)
        )

    @property
    def spark(self) -> Sparkline:
        """The course of the last years as a small line."""
        line, targets, point, sentence = self.drawing
        return Sparkline(line, targets, tuple(point) if point else None, sentence)


def brief_of(card: Scorecard, scope: Scope) -> Brief:
    """Return in plain values what the scorecard says to the reader of the scope."""
    indicator, attainment, series = card.indicator, card.attainment, card.series
    figure, previous = attainment.figure, series.figure(card.year - 1)
    before = attain(series, card.year - 1, profile=card.profile, period_start=card.period.first)
    judged, note = card.judged_target
    yearly, period = series.target(card.year, TargetScope.YEAR), card.period_target
    heading = outlook_shown(card, scope)
    return Brief(
        pk=indicator.pk,
        node=indicator.node_id,
        order=indicator.order,
        address=indicator.get_absolute_url(),
        number=indicator.number,
        name=indicator.name,
        words=str(indicator),
        kind=indicator.kind,
        kind_words=indicator.get_kind_display(),
        is_judged=indicator.is_judged,
        unit=indicator.unit,
        direction_words=indicator.get_direction_display(),
        department=indicator.department_id,
        department_words=str(indicator.department or ""),
        baseline=digits(indicator.baseline_value),
        baseline_year=indicator.baseline_year,
        duty=card.duty.value,
        missing_words=card.missing_words if card.is_missing else "",
        symbol=attainment.symbol,
        before=before.symbol,
        standing=figure.standing.value if figure.total is not None and figure.standing else "",
        latest=attainment.judged.fiscal_year.era if attainment.is_older_figure else "",
        is_computed=figure.total_is_derived,
        total=digits(figure.total),
        previous=digits(previous.total),
        change_words=change_words(card, figure, previous),
        result_words=card.result_text,
        told_words=told_words(figure),
        none_words=none_words(card),
        footnote=card.footnote,
        explanation=explanation(card),
        rate=digits(attainment.rate),
        rate_words=attainment.rate_words,
        target_words=judged,
        target_note=note,
        target_text=card.target_text,
        yearly=digits(yearly.value if yearly else None),
        yearly_words=unitless(card, yearly),
        period=digits(period.value if period else None),
        period_words=unitless(card, period),
        period_words_with_unit=card.period_target_text,
        outlook=heading.value if heading else None,
        severities=[*dict.fromkeys(one.severity.value for one in card.findings)] if scope.internal else [],
        is_returned=is_returned(card),
        drawing=drawing_of(card),
    )


def number(text: str) -> Decimal:
    """Return the number that is written so."""
    return Decimal(text)


def digits(value: Decimal | None) -> str | None:
    """Return a number as its digits."""
    return None if value is None else str(value)


def change_words(card: Scorecard, figure: YearFigure, previous: YearFigure) -> str:
    """Return by how much the figure differs from that of the year before, in the unit of differences."""
    if figure.total is None or previous.total is None:
        return ""
    return signed_quantity(figure.total - previous.total, card.series.difference_unit, card.series.decimals)


def told_words(figure: YearFigure) -> str:
    """Return what was reported in words; of a text target that was only answered, how."""
    if figure.text_value or figure.text_fulfilled is None:
        return figure.text_value
    return PARTLY if figure.text_partly else ANSWER_WORDS[figure.text_fulfilled]


def none_words(card: Scorecard) -> str:
    """Return why there is no figure, as pages say it: of what is owed, and of what nobody waits for."""
    if card.is_missing:
        return card.missing_words
    figure = card.attainment.figure
    is_there = figure.total is not None or figure.is_only_words
    return "" if is_there or card.result_text == NOTHING else card.result_text


def explanation(card: Scorecard) -> str:
    """Return what the section wrote about the year's figure, for officers alone.

    What waits in place of a confirmed figure keeps its words to itself.
    """
    shown = (one for one in card.indicator.results.all() if not one.shows_earlier)
    return next((one.explanation for one in shown if one.fiscal_year == card.year.year), "")


def unitless(card: Scorecard, target: Target | None) -> str:
    """Return a target as tables with a column for the unit write it."""
    return target_words(target, "", card.series.decimals) if target else ""


def outlook_shown(card: Scorecard, scope: Scope) -> Outlook | None:
    """Return where the indicator is heading; None for who is not shown it."""
    if not scope.shows_forecasts:
        return None
    period = scope.period
    drawn = forecast(card.series, period_start=period.first, period_end=period.last, as_of=scope.year)
    return outlook(card.series, drawn, as_of=scope.year)


def is_returned(card: Scorecard) -> bool:
    """Tell whether the figure of the year was sent back to its section, as far as this reader sees it."""
    shown = (one for one in card.indicator.results.all() if one.fiscal_year == card.year.year)
    return any(one.entry_state == Result.EntryState.RETURNED and not one.shows_earlier for one in shown)


def drawing_of(card: Scorecard) -> list[Any]:
    """Return the course of an indicator's last years as a small line in plain values, for tables."""
    known = [figure.fiscal_year for figure in card.series.known_figures()]
    first = max(min([*known, card.year]), card.year - (SPARK_YEARS - 1))
    drawn = sparkline(card.series, years(first, card.year))
    return [drawn.line, drawn.targets, list(drawn.point) if drawn.point else None, drawn.sentence]
