"""Short ways to write a series, for the tables of cases."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from indicators.calculation.series import (
    Accumulation,
    Comparator,
    Direction,
    Result,
    Series,
    Target,
    TargetScope,
)
from policies.fiscal_year import FiscalYear

Number = Decimal | int | str


def fy(year: int) -> FiscalYear:
    return FiscalYear(year)


def number(value: Number | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def target(
    year: int, value: Number | None = None, scope: TargetScope = TargetScope.YEAR, **more: Any
) -> Target:
    return Target(fiscal_year=fy(year), scope=scope, value=number(value), **more)


def result(year: int, total: Number | None = None, increment: Number | None = None, **more: Any) -> Result:
    return Result(fiscal_year=fy(year), total=number(total), increment=number(increment), **more)


def series(
    direction: Direction = Direction.UP,
    accumulation: Accumulation = Accumulation.ANNUAL,
    *,
    totals: Mapping[int, Number] | None = None,
    **more: Any,
) -> Series:
    if totals is not None:
        more["results"] = tuple(result(year, total) for year, total in totals.items())
    more["baseline"] = number(more.get("baseline"))
    return Series(direction=direction, accumulation=accumulation, unit=more.pop("unit", "件"), **more)


def judged_series(
    direction: Direction,
    baseline: Number | None,
    goal: Number | None,
    found: Number | None,
    comparator: Comparator = Comparator.PLAIN,
    **more: Any,
) -> Series:
    """One year, 2023, with one target and one result."""
    return series(
        direction,
        baseline=baseline,
        targets=(target(2023, goal, comparator=comparator, upper=number(more.pop("upper", None))),),
        results=() if found is None else (result(2023, found),),
        **more,
    )


def seed() -> Series:
    """施策4-2-4 ①, as published: FY2022 55 and +9, FY2023 66 and +11."""
    return series(
        Direction.UP,
        Accumulation.CUMULATIVE,
        name="スマートシティに関連するリーディングプロジェクト実施累計件数",
        baseline=7,
        baseline_year=fy(2014),
        targets=(
            target(2017, 16, TargetScope.PERIOD, comparator=Comparator.AT_LEAST),
            target(2021, 28, TargetScope.PERIOD, comparator=Comparator.AT_LEAST),
            target(2025, 40, TargetScope.PERIOD, comparator=Comparator.AT_LEAST),
            target(
                2025,
                63,
                TargetScope.PERIOD,
                comparator=Comparator.AT_LEAST,
                revision=1,
                applies_from=fy(2022),
            ),
            target(2022, 48),
            target(2023, 53),
        ),
        results=(result(2022, 55, 9), result(2023, 66, 11)),
    )
