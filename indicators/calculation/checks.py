"""What looks wrong, or worth a look, in a series (数値チェック); it names, it never mends."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Final

from indicators.calculation.comparing import Facts, is_reached
from indicators.calculation.facts import (
    RELATIVE,
    Comparator,
    Direction,
    Result,
    Target,
    TargetScope,
    YearFigure,
)
from indicators.calculation.findings import Finding, Severity
from indicators.calculation.quantities import quantity, target_words
from indicators.calculation.reconciliation import forward_totals, total_before
from indicators.calculation.series import Series
from indicators.calculation.unlikely import total_of, unlikely_figures
from policies.fiscal_year import FiscalYear

SAME_YEARS: Final = 3
TOO_MANY_RECORDS: Final = "too_many_records"

__all__ = ["TOO_MANY_RECORDS", "Finding", "Severity", "check", "early_target"]


def check(
    series: Series,
    *,
    period_end: FiscalYear | None,
    recorded: Mapping[FiscalYear, int],
    reported: Mapping[FiscalYear, int],
    until: FiscalYear | None,
) -> tuple[Finding, ...]:
    """Return everything found, gravest first, then by year.

    `period_end` narrows the look at period targets to that one; `recorded` and `reported` are the project
    records and the reported counts of each year. With `until` all is seen from that year: neither a later
    result, record or count nor a target in force only later is looked at. (A later year's target that is in
    force already may still be found behind the results.)
    """
    seen = series if until is None else series.until(until)
    findings = [
        *_targets_without_side(seen),
        *_increments_that_disagree(seen),
        *_falling_totals(seen),
        *_too_many_records(seen, recorded, reported, until),
        *unlikely_figures(seen),
        *_targets_behind_results(seen, until),
        *_targets_eased_late(seen, until),
        *_targets_of_one_year(seen),
        *_early_targets(seen, period_end, until),
        *_same_values(seen),
    ]
    return gravest_first(findings)


def gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings in the order in which they are read: the gravest first, then by year."""
    order = list(Severity)
    return tuple(sorted(findings, key=lambda one: (order.index(one.severity), _year_number(one.fiscal_year))))


def early_target(series: Series, *, period_end: FiscalYear, as_of: FiscalYear | None) -> Target | None:
    """Return the period's target if the last result before the period's end has reached it already.

    Results after `as_of` are not looked at (None: all are). Only for indicators that are to rise or fall: what is
    to be kept is "reached" from the first day, and so is the limit of a running total that is to stay low.
    """
    seen = series if as_of is None else series.until(as_of)
    before = [
        figure
        for figure in seen.known_figures()
        if figure.fiscal_year < period_end and figure.judgeable is not None
    ]
    if not before or series.direction in {Direction.KEEP, Direction.RANGE}:
        return None
    last = before[-1]
    target = series.target(period_end, TargetScope.PERIOD, as_of=as_of or period_end)
    if target is None or target.comparator in RELATIVE | {Comparator.TEXT, Comparator.RANGE}:
        return None
    facts = Facts(direction=series.direction, target=target, baseline=series.baseline, result=last.total)
    stays_low = series.is_cumulative and facts.good_sign == -1
    return target if is_reached(facts) and not stays_low else None


def _targets_without_side(series: Series) -> Iterator[Finding]:
    """Name mere numbers for what is to be kept: nobody can tell from them on which side the danger lies."""
    if series.direction is not Direction.KEEP:
        return
    for target in series.targets:
        if target.comparator is Comparator.PLAIN:
            year = target.fiscal_year
            yield Finding(
                Severity.ERROR,
                "kept_without_side",
                year,
                f"{year.era}の目標{target_words(target, series.unit, series.decimals)}は数値だけで、維持する側"
                "（以上・以下・ちょうど）が登録されていないため、判定できません。",
            )


def _targets_eased_late(series: Series, until: FiscalYear | None) -> Iterator[Finding]:
    """Name targets that were eased when their year was over: they do not judge it."""
    for target in series.targets:
        year = target.fiscal_year
        in_force = series.target(year, target.scope, as_of=max(year, until or year))
        if in_force is None or in_force.revision >= target.revision or (until and until < year):
            continue
        if series.is_eased_late(target, in_force, max(year, until or year)):
            old, new = (target_words(one, series.unit, series.decimals) for one in (in_force, target))
            yield Finding(
                Severity.WARNING,
                "eased_late",
                year,
                f"{year.era}の目標は、年度の終了後に（又は決定日と適用年度が不明のまま）{old}から{new}に"
                "緩められているため、変更前の目標で判定しています。",
            )


def _targets_of_one_year(series: Series) -> Iterator[Finding]:
    """Name years whose own target asks for something else than the period's, which judges them."""
    for year in sorted({target.fiscal_year for target in series.targets}):
        own, judging = series.target(year, TargetScope.YEAR), series.target_for(year)
        if own is None or judging is None or judging.scope is TargetScope.YEAR:
            continue
        said = [target_words(one, series.unit, series.decimals) for one in (own, judging)]
        if (own.value, own.upper, own.text) != (judging.value, judging.upper, judging.text):
            yield Finding(
                Severity.WARNING,
                "two_targets",
                year,
                f"{year.era}の年度の目標{said[0]}と期末・中間の目標{said[1]}が異なります。"
                "期末・中間の目標で判定します。",
            )


def _increments_that_disagree(series: Series) -> Iterator[Finding]:
    if not series.is_cumulative:
        return
    results = {result.fiscal_year: result for result in series.results}
    totals = forward_totals(results, start=series.chain_start)
    for year, result in sorted(results.items()):
        before = total_before(totals, year)
        if result.total is None or result.increment is None or before is None:
            continue
        if before + result.increment != result.total:
            yield Finding(
                Severity.ERROR,
                "increment_disagrees",
                year,
                f"{year.era}の新規分{_added(series, result.increment)}が、累計の差"
                f"{_added(series, result.total - before)}（{_number(series, result.total)}−"
                f"{_number(series, before)}{_added_up(series, results, before, year.previous)}）と一致しません。",
            )


def _added_up(series: Series, results: Mapping[FiscalYear, Result], total: Decimal, year: FiscalYear) -> str:
    """Say from which years a total that is published nowhere was added up, or that it is the baseline."""
    added: list[str] = []
    while year in results and results[year].total is None:
        added.insert(0, f"{year.era}の新規分{quantity(results[year].increment, '', series.decimals)}")
        year = year.previous
    if year in results:
        first = f"{year.era}末累計{quantity(results[year].total, '', series.decimals)}"
        return f"。{_number(series, total)}は{'＋'.join([first, *added])}" if added else ""
    start = f"計画策定時（{year.era}）の"
    if not added:
        return f"。{_number(series, total)}は{start}値"
    first = f"{start}{quantity(series.baseline, '', series.decimals)}"
    return f"。{_number(series, total)}は{'＋'.join([first, *added])}"


def _falling_totals(series: Series) -> Iterator[Finding]:
    """Name running totals that fall: a mistake, but for a cancellation that is declared as one."""
    if not series.is_cumulative:
        return
    for earlier, later in pairwise(series.known_figures()):
        if total_of(later) >= total_of(earlier):
            continue
        year = later.fiscal_year
        falls = f"{year.era}末の累計{_amount(series, total_of(later))}が、"
        falls += f"{earlier.fiscal_year.era}末の累計{_amount(series, total_of(earlier))}を下回っています。"
        if _is_declared(series, earlier, later):
            said = f"{falls}新規分{_added(series, later.increment)}と注記のある取消しです。注記を確認してください。"
            yield Finding(Severity.WARNING, "declared_cancellation", year, said)
        else:
            way_out = "取消しのときは、差に当たるマイナスの新規分と注記を入力してください。"
            yield Finding(Severity.ERROR, "falling_total", year, falls + way_out)


def _is_declared(series: Series, earlier: YearFigure, later: YearFigure) -> bool:
    """Say whether a fall was published as what it is: a negative increment that agrees, and a 注記."""
    result = series.result(later.fiscal_year)
    if result is None or result.increment is None or not result.footnote.strip():
        return False
    is_next = later.fiscal_year - earlier.fiscal_year == 1
    return is_next and total_of(earlier) + result.increment == total_of(later)


def _too_many_records(
    series: Series,
    recorded: Mapping[FiscalYear, int],
    reported: Mapping[FiscalYear, int],
    until: FiscalYear | None,
) -> Iterator[Finding]:
    for year in sorted(set(recorded) & set(reported)):
        if recorded[year] > reported[year] and (until is None or year <= until):
            unit = series.unit or "件"
            yield Finding(
                Severity.ERROR,
                TOO_MANY_RECORDS,
                year,
                f"{year.era}の個票登録{recorded[year]}{unit}が、報告件数{reported[year]}{unit}を上回っています。",
            )


def _targets_behind_results(series: Series, until: FiscalYear | None) -> Iterator[Finding]:
    for target in series.targets:
        since = _since(target)
        if since is None or target is not _newest(series, target, until) or target.value is None:
            continue
        before = [figure for figure in series.known_figures() if figure.fiscal_year < since]
        if before and _is_behind(series.direction, target, total_of(before[-1])):
            yield Finding(
                Severity.WARNING,
                "target_behind_result",
                target.fiscal_year,
                f"{target.fiscal_year.era}の目標{target_words(target, series.unit, series.decimals)}は、"
                f"その前の{before[-1].fiscal_year.era}の実績{_amount(series, total_of(before[-1]))}より"
                f"{'低い' if series.direction is Direction.UP else '高い'}値です。",
            )


def _since(target: Target) -> FiscalYear | None:
    """Return the year from which a target applied: as stated, as decided, else its own; unknown for a period's."""
    if target.applies_from is not None or target.decided_on is None:
        return target.applies_from or (target.fiscal_year if target.scope is TargetScope.YEAR else None)
    return min(FiscalYear.containing(target.decided_on), target.fiscal_year)


def _newest(series: Series, target: Target, until: FiscalYear | None) -> Target | None:
    """Return the newest version of a target, or the one in force in `until`."""
    if until is None:
        return series.revisions(target.fiscal_year, target.scope)[-1]
    return series.target(target.fiscal_year, target.scope, as_of=until)


def _is_behind(direction: Direction, target: Target, result: Decimal) -> bool:
    if target.value is None or target.comparator in RELATIVE | {Comparator.TEXT, Comparator.RANGE}:
        return False
    if direction is Direction.UP:
        return target.value < result
    return direction is Direction.DOWN and target.value > result


def _early_targets(
    series: Series, period_end: FiscalYear | None, until: FiscalYear | None
) -> Iterator[Finding]:
    ends = {target.fiscal_year for target in series.targets if target.scope is TargetScope.PERIOD}
    for end in sorted(ends if period_end is None else ends & {period_end}):
        target = early_target(series, period_end=end, as_of=until)
        if target is None or series.figure(end).total is not None:
            continue
        last = [figure for figure in series.known_figures() if figure.fiscal_year < end][-1]
        yield Finding(
            Severity.INFO,
            "early_target",
            last.fiscal_year,
            f"{end.era}の期間目標{target_words(target, series.unit, series.decimals)}を、"
            f"{last.fiscal_year.era}の実績{_amount(series, total_of(last))}で前倒しで達成しています。",
        )


def _same_values(series: Series) -> Iterator[Finding]:
    """One finding for each run of equal values in consecutive years, at its last year."""
    run: list[YearFigure] = []
    for figure in (*series.known_figures(), None):
        if (
            figure
            and run
            and total_of(figure) == total_of(run[-1])
            and figure.fiscal_year - run[-1].fiscal_year == 1
        ):
            run.append(figure)
            continue
        if len(run) >= SAME_YEARS:
            yield Finding(
                Severity.INFO,
                "same_value",
                run[-1].fiscal_year,
                f"{run[0].fiscal_year.era}から{len(run)}か年度続けて同じ値"
                f"（{_amount(series, total_of(run[-1]))}）です。",
            )
        run = [figure] if figure else []


def _amount(series: Series, value: Decimal) -> str:
    return quantity(value, series.unit, series.decimals)


def _added(series: Series, value: Decimal | None) -> str:
    """Write what lies between two totals: of percentages in ポイント."""
    return quantity(value, series.difference_unit, series.decimals)


def _number(series: Series, value: Decimal) -> str:
    return quantity(value, "", series.decimals)


def _year_number(year: FiscalYear | None) -> int:
    return 0 if year is None else year.year
