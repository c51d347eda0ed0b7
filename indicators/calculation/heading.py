"""Whatever judges a year: the next target, the rate towards it, and whether the year is better than the baseline."""

from dataclasses import dataclass
from decimal import Decimal

from indicators.calculation.attainment import Attainment
from indicators.calculation.comparing import Facts, gain_over
from indicators.calculation.facts import Comparator, Direction, Target, TargetScope
from indicators.calculation.quantities import DASH, quantity, target_words
from indicators.calculation.rates import rate
from indicators.calculation.reasons import rate_words
from indicators.calculation.series import Series
from policies.fiscal_year import FiscalYear


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The next target in force, the displayed rate towards it (None where there is none) and both in words.

    `gain` is by how much the year is better than the baseline (below 0: worse), None where nobody can say.
    """

    target: Target | None
    rate: Decimal | None
    gain: Decimal | None
    words: str


def heading_of(series: Series, attainment: Attainment) -> Heading | None:
    """Return where a year with a result stands on its way, by whichever profile it was judged; None without one."""
    year, result = attainment.fiscal_year, attainment.figure.judgeable
    if result is None:
        return None
    target = _coming(series, year)
    facts = Facts(
        direction=series.direction,
        target=target,
        baseline=series.baseline,
        result=result,
        last_year=series.figure(year - 1).judgeable if target and target.fiscal_year == year else None,
    )
    towards = rate(series.rate_formula, result=result, target=facts.goal, baseline=series.baseline)
    gain = gain_over(facts, series.baseline)
    said = [_target_said(series, year, target, rate_words(towards, facts, attainment.limits))]
    return Heading(
        target=target,
        rate=towards,
        gain=gain,
        words="、".join([*filter(None, said), _baseline_said(series, gain)]),
    )


def aimed_words(series: Series, year: FiscalYear) -> str:
    """Write what a year's figure is given for, with its year where that is another: 50％（令和8年度の目標）."""
    target = series.aimed_at(year)
    if target is None:
        return DASH
    words = target_words(target, series.unit, series.decimals)
    return words if target.fiscal_year == year else f"{words}（{target.fiscal_year.era}の目標）"


def _coming(series: Series, year: FiscalYear) -> Target | None:
    scopes = (TargetScope.YEAR,)
    return series.next_target(year) or series.next_target(year, scopes=scopes)


def _target_said(series: Series, year: FiscalYear, target: Target | None, towards: str) -> str:
    if target is None:
        return ""
    words = target_words(target, series.unit, series.decimals)
    named = f"「{words}」" if target.comparator is Comparator.TEXT else words
    which = "この年度の目標" if target.fiscal_year == year else "次の目標"
    return f"{which}（{target.fiscal_year.era}）{named}{f'に対し{towards}' if towards else ''}"


def _baseline_said(series: Series, gain: Decimal | None) -> str:
    if series.baseline is None:
        return "現状値（計画策定時）がないため、良くなったか比べられない"
    baseline = f"計画策定時の{quantity(series.baseline, series.unit, series.decimals)}"
    if gain is None:
        known = series.direction is not Direction.UNKNOWN
        return f"{baseline}と比べて良いか、{'目標の側' if known else '指標の向き'}が分からないため言えない"
    return f"{baseline}{'と同じ' if gain == 0 else 'より良い' if gain > 0 else 'より悪い'}"
