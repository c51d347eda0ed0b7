"""Invented targets and results of one indicator: a line that was planned, and what became of it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any, Final

from indicators.calculation.facts import (
    Accumulation,
    Comparator,
    Direction,
    Missing,
    RateFormula,
    Result,
    ResultStanding,
    Target,
    TargetScope,
)
from indicators.calculation.series import Series
from policies.fiscal_year import FiscalYear

Fields = dict[str, Any]
FIRST_YEAR: Final = 2016
TURNING: Final = 0.35


@dataclass(frozen=True, slots=True)
class Calendar:
    """The years of the city: two plan periods, the last year of which nobody has reported."""

    years: int

    @property
    def last(self) -> int:
        return FIRST_YEAR + self.years - 1

    @property
    def period_start(self) -> int:
        """The first year of the second period, in which the tree and its indicators stand."""
        return FIRST_YEAR + self.years // 2

    @property
    def baseline(self) -> int:
        return FIRST_YEAR - 1

    @property
    def reported(self) -> range:
        return range(FIRST_YEAR, self.last)

    @property
    def midterm(self) -> tuple[int, int]:
        """The years of the cycle that was decided and published."""
        return self.period_start, self.period_start + max((self.last - self.period_start) // 2 - 1, 0)

    @property
    def current(self) -> tuple[int, int]:
        """The years of the cycle nobody has decided yet."""
        return min(self.midterm[1] + 1, self.last), self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What kind of quantity it is: where it began, where it is to go, how it is read."""

    direction: Direction
    accumulation: Accumulation
    comparator: Comparator
    unit: str
    decimals: int
    baseline: float
    goal: float
    upper: float | None = None
    every: int = 1
    phase: int = 0


@dataclass(slots=True)
class InventedFigures:
    """The targets and results of one indicator, as fields of their rows."""

    targets: list[Fields] = field(default_factory=list)
    results: list[Fields] = field(default_factory=list)

    def series(self, indicator: Fields) -> Series:
        """Return what the calculation core makes of them."""
        baseline = indicator.get("baseline_value")
        return Series(
            name=indicator["name"],
            unit=indicator["unit"],
            decimals=indicator["decimals"],
            direction=Direction(indicator["direction"]),
            accumulation=Accumulation(indicator["accumulation"]),
            rate_formula=RateFormula(indicator["rate_formula"]),
            baseline=baseline,
            baseline_year=None if baseline is None else FiscalYear(indicator["baseline_year"]),
            targets=tuple(_target(row) for row in self.targets),
            results=tuple(_result(row) for row in self.results),
        )


def promise(shape: Shape, calendar: Calendar, *, revised: bool) -> list[Fields]:
    """Return a target for every year: 以上 or 以下 at the period ends, bare numbers between."""
    ends = (calendar.period_start - 1, calendar.last)
    rows = []
    for year in range(FIRST_YEAR, calendar.last + 1):
        is_end = year in ends
        row: Fields = {
            "fiscal_year": year,
            "scope": (TargetScope.PERIOD if is_end else TargetScope.YEAR).value,
        }
        rows.append(row | _demand(shape, planned(shape, calendar, year), is_end=is_end))
    if revised and shape.direction is Direction.UP:
        _revise(rows[-1], rows, shape, calendar)
    return rows


def planned(shape: Shape, calendar: Calendar, year: int) -> float:
    """Return the value that was planned for a year: a straight line from the baseline to the goal."""
    share = (year - calendar.baseline) / calendar.years
    return shape.baseline + (shape.goal - shape.baseline) * share


def _demand(shape: Shape, value: float, *, is_end: bool) -> Fields:
    if shape.comparator in {Comparator.KEEP_OR_MORE, Comparator.KEEP_OR_LESS}:
        return {"comparator": shape.comparator.value}
    if shape.comparator is Comparator.RANGE:
        return {
            "comparator": Comparator.RANGE.value,
            "value": rounded(shape.goal, shape),
            "upper": rounded(shape.upper or shape.goal, shape),
        }
    is_kept = shape.direction is Direction.KEEP
    if is_kept:
        value = shape.goal
    comparator = shape.comparator if is_end or is_kept else Comparator.PLAIN
    return {"comparator": comparator.value, "value": rounded(value, shape)}


def _revise(newest: Fields, rows: list[Fields], shape: Shape, calendar: Calendar) -> None:
    """Let the goal stand as it is, and put before it a lower one, which was promised first."""
    first = shape.baseline + (shape.goal - shape.baseline) * 0.6
    rows.insert(len(rows) - 1, newest | {"value": rounded(first, shape), "revision": 0})
    newest |= {
        "revision": 1,
        "applies_from": calendar.period_start,
        "decided_on": date(calendar.period_start, 3, 25).isoformat(),
        "reason": "前の期の実績が目標値に近づいたため、第2期実施計画の策定時に目標値を引き上げました。",
    }


def outcome(shape: Shape, wanted: str, calendar: Calendar, rng: Random) -> list[Fields]:
    """Return a result for every reported year that leads to about the wanted class in the second period."""
    if shape.accumulation is Accumulation.CUMULATIVE:
        rows = _running_total(shape, wanted, calendar, rng)
    else:
        turned = _turned(wanted, rng)
        classes = {year: turned if year == calendar.last - 1 else wanted for year in calendar.reported}
        rows = [_one_year(shape, classes[year], calendar, year, rng) for year in calendar.reported]
    _unsettle(rows, calendar, rng, shape)
    return rows


def _turned(wanted: str, rng: Random) -> str:
    """Return the class of the newest year: mostly the same, for one indicator in three a better or worse one."""
    order = "abcd"
    if wanted not in order or rng.random() > TURNING:
        return wanted
    return order[max(0, min(order.index(wanted) + rng.choice((-1, 1)), len(order) - 1))]


def _one_year(shape: Shape, wanted: str, calendar: Calendar, year: int, rng: Random) -> Fields:
    row: Fields = {"fiscal_year": year, "entry_state": "checked"}
    if (calendar.period_start - year + shape.phase) % shape.every:
        return row | {"missing": Missing.OUT_OF_CYCLE.value}
    share = min((year - calendar.baseline) / (calendar.period_start - calendar.baseline), 1.0)
    step = abs(shape.goal - shape.baseline) / calendar.years
    aim = _aim(shape, wanted, planned(shape, calendar, year), step, rng)
    value = shape.baseline + (aim - shape.baseline) * share
    if shape.unit == "％":
        value = min(value, 100.0)
    return row | {"total": rounded(max(value, 0), shape)}


def _aim(shape: Shape, wanted: str, target: float, step: float, rng: Random) -> float:
    """Return a result of the wanted class for a year with that target, the next one being a step further."""
    base = shape.baseline
    if shape.direction is Direction.RANGE:
        upper = shape.upper or shape.goal
        inside = rng.uniform(shape.goal, upper)
        near = shape.goal - (shape.goal - base) * rng.uniform(0.2, 0.9)
        return {"a": inside, "b": near}.get(wanted, base - rng.uniform(4, 9))
    good = -1 if shape.direction is Direction.DOWN else 1
    if shape.direction is Direction.KEEP:
        target = shape.goal
    match wanted:
        case "a":
            return target + good * max(step, target * 0.002) * rng.uniform(0.05, 0.75)
        case "b":
            return base + (target - base) * rng.uniform(0.35, 0.85)
        case "c" if good > 0:
            return min(base, target) * rng.uniform(0.86, 0.95)
        case "c":
            return base * rng.uniform(1.05, 1.14)
        case _:
            missed = rng.uniform(0.44, 0.54)
            return target * missed if good > 0 else target / missed


def _running_total(shape: Shape, wanted: str, calendar: Calendar, rng: Random) -> list[Fields]:
    """A running total cannot fall below its start: it leads its plan (a) or lags behind it (b)."""
    pace = rng.uniform(1.02, 1.3) if wanted == "a" else rng.uniform(0.45, 0.85)
    rows: list[Fields] = []
    before = round(shape.baseline)
    for year in calendar.reported:
        plan = planned(shape, calendar, year) - shape.baseline
        total = max(round(shape.baseline + plan * pace + (0.5 if wanted == "a" else 0)), before)
        rows.append(
            {
                "fiscal_year": year,
                "entry_state": "checked",
                "total": Decimal(total),
                "increment": Decimal(total - before),
            }
        )
        before = total
    return rows


def _unsettle(rows: list[Fields], calendar: Calendar, rng: Random, shape: Shape) -> None:
    """Let some figures be as they are in life: late, provisional, approximate, waiting for the 課長."""
    newest = calendar.last - 1
    for row in rows:
        chance = rng.random()
        if "total" not in row:
            continue
        if row["fiscal_year"] == newest:
            _as_new(row, chance, calendar)
            row["entry_state"] = rng.choices(("checked", "confirmed", "waiting"), (6, 3, 2))[0]
        elif shape.accumulation is Accumulation.CUMULATIVE:
            continue
        elif chance < 0.03 and row["fiscal_year"] < calendar.period_start:
            del row["total"]
            row["missing"] = Missing.NOT_SURVEYED.value
            row["footnote"] = "集計方法の見直しのため、この年度は調査していません。"
        elif chance < 0.06:
            row |= {"is_approximate": True, "footnote": "推計を含む概数です。"}


def _as_new(row: Fields, chance: float, calendar: Calendar) -> None:
    if chance < 0.10:
        for name in ("total", "increment"):
            row.pop(name, None)
        until = FiscalYear(calendar.last)
        row |= {"missing": Missing.PENDING.value, "pending_until": f"{until.era.removesuffix('年度')}年11月"}
    elif chance < 0.35:
        choices = (
            ResultStanding.PROVISIONAL,
            ResultStanding.PRELIMINARY,
            ResultStanding.EXPECTED,
            ResultStanding.ESTIMATED,
        )
        row["standing"] = choices[int(chance * 100) % len(choices)].value


def rounded(value: float, shape: Shape) -> Decimal:
    """Return the value with the decimals of the indicator."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-shape.decimals))


def _target(row: Fields) -> Target:
    applies_from = row.get("applies_from")
    return Target(
        fiscal_year=FiscalYear(row["fiscal_year"]),
        scope=TargetScope(row["scope"]),
        comparator=Comparator(row["comparator"]),
        value=row.get("value"),
        upper=row.get("upper"),
        text=row.get("text", ""),
        revision=row.get("revision", 0),
        applies_from=None if applies_from is None else FiscalYear(applies_from),
    )


def _result(row: Fields) -> Result:
    missing = row.get("missing")
    return Result(
        fiscal_year=FiscalYear(row["fiscal_year"]),
        total=row.get("total"),
        increment=row.get("increment"),
        standing=ResultStanding(row.get("standing", ResultStanding.FINAL)),
        missing=None if missing is None else Missing(missing),
        text_value=row.get("text_value", ""),
        text_fulfilled=row.get("text_fulfilled"),
    )
