"""The attainment rates in use among cities, by name; percentages, neither rounded nor capped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from indicators.calculation.facts import RateFormula

HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateInput:
    """What a rate may be made of: x actual, t target, b baseline, and the share of the time that is over."""

    x: Decimal
    t: Decimal
    b: Decimal | None = None
    elapsed: Fraction | None = None


def rate(
    formula: RateFormula,
    *,
    result: Decimal | None,
    target: Decimal | None,
    baseline: Decimal | None = None,
    elapsed: Fraction | None = None,
) -> Decimal | None:
    """Return a 達成率 in percent, or None where the formula does not exist for these figures.

    F1 x/t · F2 t/x · F3 x/t of a lower-is-better figure, as some cities print it · F4 (x−b)/(t−b) ·
    F5 x/t of the period's total · F6 x/(t × elapsed) · F7 (x−b)/(t−b)/elapsed: 100 is "as far as the time" ·
    F8 2 − x/t of a lower-is-better figure, as 東京都水道局 prints it. F1 and F2 exist for t > 0 and x ≥ 0 (F2: x > 0)
    only, F8 for t > 0.

    >>> rate(RateFormula.F1, result=Decimal(66), target=Decimal(48))
    Decimal('137.5')
    >>> rate(RateFormula.F1, result=Decimal(66), target=Decimal(0)) is None
    True
    """
    if result is None or target is None or formula is RateFormula.NONE:
        return None
    return _FORMULAS[formula](RateInput(x=result, t=target, b=baseline, elapsed=elapsed))


def _of_target(given: RateInput) -> Decimal | None:
    return given.x * HUNDRED / given.t if given.t > 0 and given.x >= 0 else None


def _of_result(given: RateInput) -> Decimal | None:
    return given.t * HUNDRED / given.x if given.t > 0 and given.x > 0 else None


def _of_change(given: RateInput) -> Decimal | None:
    if given.b is None or given.t == given.b:
        return None
    return (given.x - given.b) * HUNDRED / (given.t - given.b)


def _of_remainder(given: RateInput) -> Decimal | None:
    return 2 * HUNDRED - given.x * HUNDRED / given.t if given.t > 0 else None


def _of_paced_target(given: RateInput) -> Decimal | None:
    return _per_elapsed(_of_target(given), given.elapsed)


def _of_elapsed_share(given: RateInput) -> Decimal | None:
    return _per_elapsed(_of_change(given), given.elapsed)


def _per_elapsed(percent: Decimal | None, elapsed: Fraction | None) -> Decimal | None:
    if percent is None or elapsed is None or elapsed <= 0:
        return None
    return percent * elapsed.denominator / elapsed.numerator


_FORMULAS: Final[Mapping[RateFormula, Callable[[RateInput], Decimal | None]]] = {
    RateFormula.F1: _of_target,
    RateFormula.F2: _of_result,
    RateFormula.F3: _of_target,
    RateFormula.F4: _of_change,
    RateFormula.F5: _of_target,
    RateFormula.F6: _of_paced_target,
    RateFormula.F7: _of_elapsed_share,
    RateFormula.F8: _of_remainder,
}
