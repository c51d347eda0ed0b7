"""When a figure must be explained: its class falls, it moves the wrong way, or a check objects."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from entry.round.scorecards.judging import PageRules, Reasons
from entry.round.scorecards.owed import Owed
from indicators.actions import EnteredFigure
from indicators.calculation import facts
from indicators.calculation.checks import Finding, Severity, check
from indicators.calculation.comparing import Facts
from indicators.calculation.quantities import quantity
from indicators.calculation.series import Series
from policies.fiscal_year import FiscalYear

NOUGHT = "これまで0だった年度はありませんが、0で間違いありませんか。"
GRAVE = frozenset({Severity.ERROR, Severity.WARNING})


def asking_by_rules_of_pages(today: date) -> Reasons:
    """Return reasons_to_explain() by the rules of each figure's pages, read once however many are asked about."""
    known = PageRules(today)
    return lambda owed, figure: reasons_to_explain(owed, figure, known)


def reasons_to_explain(owed: Owed, figure: EnteredFigure, rules: PageRules) -> list[str]:
    """Return why this figure must be explained, each in a sentence; nothing for one that is as one expects.

    `rules` are those by which the pages judge the year: the class falls where they show one further down their scale.
    """
    series, year = with_figure(owed, figure), owed.year
    now, before = series.figure(year), series.figure(year.previous)
    if now.total is None:
        return []
    known = {(finding.code, finding.fiscal_year) for finding in found_in(owed.series)}
    reasons = [
        finding.message
        for finding in found_in(series)
        if finding.severity in GRAVE
        and finding.fiscal_year == year
        and (finding.code, finding.fiscal_year) not in known
    ]
    if is_first_nought(owed.series, now.total, year):
        reasons.append(NOUGHT)
    if before.total is not None and worsens(series, year, now.total - before.total):
        written = quantity(before.total, series.unit, series.decimals)
        reasons.append(
            f"昨年度（{written}）より{'下がって' if now.total < before.total else '上がって'}います。"
        )
    last, this = (rules.judged(owed, series, one).symbol for one in (year.previous, year))
    if this != last and rules.of(owed).is_worse(this, than=last):
        reasons.append("達成状況の区分が昨年度より下がっています。")
    return reasons


def is_first_nought(series: Series, total: Decimal, year: FiscalYear) -> bool:
    """Tell whether the figure is 0 although it never was, not even before the plan, and no target asks for it."""
    before = [one.total for one in series.known_figures() if one.fiscal_year < year]
    before += [] if series.baseline is None else [series.baseline]
    target = series.aimed_at(year)
    is_aimed_at = target is not None and target.value == 0
    return total == 0 and bool(before) and 0 not in before and not is_aimed_at


def found_in(series: Series) -> tuple[Finding, ...]:
    """Return what the figures of the series themselves tell; counts of projects are looked at elsewhere."""
    return check(series, period_end=None, recorded={}, reported={}, until=None)


def worsens(series: Series, year: FiscalYear, change: Decimal) -> bool:
    """Tell whether a change goes to the worse side; of 維持 the target says which that is, and nobody of a range."""
    better = Facts(direction=series.direction, target=series.aimed_at(year)).good_sign
    return better is not None and change * better < 0


def with_figure(owed: Owed, figure: EnteredFigure) -> Series:
    """Return the series as it would be with this figure."""
    stored = owed.series.result(owed.year)
    result = facts.Result(
        fiscal_year=owed.year,
        footnote=figure.footnote,
        as_of=figure.as_of,
        published_rate=stored.published_rate if stored else None,
        published_class=stored.published_class if stored else "",
        total=figure.total,
        increment=figure.increment,
        standing=figure.standing,
        missing=figure.missing,
        approx=figure.approx,
        text_value=figure.text_value,
        text_fulfilled=figure.text_fulfilled,
        text_partly=figure.text_partly,
    )
    others = tuple(one for one in owed.series.results if one.fiscal_year != owed.year)
    return replace(owed.series, results=(*others, result))
