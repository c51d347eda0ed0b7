"""The indicators of one invented measure: four or five of different kinds, faring as the measure does."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Final

from indicators.calculation.facts import Accumulation, Comparator, Direction, TargetScope
from indicators.calculation.series import Series
from kpi_tracker.sample_city import words
from kpi_tracker.sample_city.figures import (
    FIRST_YEAR,
    Calendar,
    Fields,
    InventedFigures,
    Shape,
    outcome,
    promise,
)
from kpi_tracker.sample_city.words import Subject

CIRCLED: Final = "①②③④⑤"
FORTUNES: Final = ("A", "B", "D", "C", "A", "B", "A", "C", "B", "B")
CLASSES: Final = {"A": "aaaa", "B": "babc", "C": "cbcd", "D": "dbdd"}
PERCENT: Final = "％"
_TOTAL: Final = f"{FIRST_YEAR - 1}年度末までの件数に、各年度の新規分を加えたもの"


@dataclass(slots=True)
class MadeIndicator:
    """An indicator with everything that hangs on it; `counts` only where it is counted from projects."""

    fields: Fields
    figures: InventedFigures
    counts: dict[int, int]

    def series(self) -> Series:
        """Return what the calculation core makes of it."""
        return self.figures.series(self.fields)


Maker = Callable[[Subject, str, int, Calendar, Random], MadeIndicator]


def make_indicators(
    subject: Subject, place: int, fortune: str, calendar: Calendar, rng: Random
) -> list[MadeIndicator]:
    """Return the judged indicators of the measure at that place, and sometimes one that only informs."""
    makers = (_own, _counted if place % 3 == 0 else _cumulative, _survey, _fourth(place, fortune))
    made = [
        maker(subject, wanted, place, calendar, rng)
        for maker, wanted in zip(makers, CLASSES[fortune], strict=True)
    ]
    if place % 2:
        made.append(_activity(subject, "a", place, calendar, rng))
    for order, one in enumerate(made, 1):
        one.fields |= {"order": order, "number": CIRCLED[order - 1]}
    return made


def make_satisfaction(name: str, calendar: Calendar, rng: Random) -> MadeIndicator:
    """Return the 市民の実感指標 of a 政策: a survey every other year that is not judged."""
    shape = _percent(Direction.UP, rng.randint(38, 61), 8, every=2, accumulation=Accumulation.POINT)
    made = _made(f"「{name}」を実感している市民の割合", shape, rng.choice("abbc"), calendar, rng)
    made.fields |= {"kind": "survey", "is_judged": False, "order": 1, "number": "①", "survey_interval": 2}
    return made


def make_activity(thing: str, calendar: Calendar, rng: Random) -> MadeIndicator:
    """Return the 活動指標 of a 事務事業."""
    shape = _amount(Direction.UP, "回", rng.randint(12, 40), 1.4)
    made = _made(f"{thing}の実施回数", shape, rng.choice("aaab"), calendar, rng)
    made.fields |= {"kind": "activity", "is_judged": False, "order": 1, "number": "①"}
    return made


def _own(subject: Subject, wanted: str, place: int, calendar: Calendar, rng: Random) -> MadeIndicator:
    direction = Direction(subject.direction)
    if subject.unit == PERCENT:
        rise = min(12.0, (99 - subject.baseline) * 0.7)
        shape = _percent(direction, subject.baseline, rise if direction is Direction.UP else -rise)
    else:
        shape = _amount(
            direction, subject.unit, subject.baseline, 1.25 if direction is Direction.UP else 0.78
        )
    return _made(subject.indicator, shape, wanted, calendar, rng, revised=place % 7 == 1)


def _cumulative(subject: Subject, wanted: str, place: int, calendar: Calendar, rng: Random) -> MadeIndicator:
    name, unit = words.CUMULATIVE[place % len(words.CUMULATIVE)]
    return _running(name.format(subject.thing), unit, wanted, calendar, rng)


def _counted(subject: Subject, wanted: str, place: int, calendar: Calendar, rng: Random) -> MadeIndicator:
    """Return a total that is counted from projects, and the number reported for each year of the period."""
    name, unit = words.PROJECTS
    made = _running(name.format(subject.thing), unit, wanted, calendar, rng)
    made.fields |= {"figure_source": "projects", "records_label": "リーディングプロジェクト"}
    made.counts = {
        row["fiscal_year"]: int(row["increment"])
        for row in made.figures.results
        if "increment" in row and row["fiscal_year"] >= calendar.period_start
    }
    return made


def _running(name: str, unit: str, wanted: str, calendar: Calendar, rng: Random) -> MadeIndicator:
    start = rng.randint(6, 18)
    shape = Shape(
        direction=Direction.UP,
        accumulation=Accumulation.CUMULATIVE,
        comparator=Comparator.AT_LEAST,
        unit=unit,
        decimals=0,
        baseline=start,
        goal=start + rng.randint(3, 6) * calendar.years,
    )
    return _made(name, shape, "a" if wanted == "a" else "b", calendar, rng, revised=start % 5 == 0)


def _survey(subject: Subject, wanted: str, place: int, calendar: Calendar, rng: Random) -> MadeIndicator:
    name = words.SURVEYS[place % len(words.SURVEYS)].format(subject.thing)
    shape = _percent(Direction.UP, rng.randint(34, 62), 10, every=2, accumulation=Accumulation.POINT)
    made = _made(name, shape, wanted, calendar, rng)
    made.fields |= {"survey_interval": 2, "method": "無作為に選んだ市民3,000人への調査（隔年）"}
    return made


def _fourth(place: int, fortune: str) -> Maker:
    """Return the kind of the fourth indicator; a measure that fares badly has one that can."""
    kinds: tuple[Maker, ...] = (_falling, _kept, _range, _rising, _kept_at_baseline, _text)
    return _falling if fortune == "D" else kinds[place % len(kinds)]


def _falling(subject: Subject, wanted: str, place: int, calendar: Calendar, rng: Random) -> MadeIndicator:
    name, unit = words.FALLING[place % 2]
    shape = _amount(Direction.DOWN, unit, rng.randint(40, 160), 0.75)
    return _made(name.format(subject.thing), shape, wanted, calendar, rng, has_baseline=place % 8 != 0)


def _rising(subject: Subject, wanted: str, place: int, calendar: Calendar, rng: Random) -> MadeIndicator:
    name, unit = words.RISING[place % 2]
    shape = _amount(Direction.UP, unit, rng.randint(80, 420), 1.35)
    return _made(name.format(subject.thing), shape, wanted, calendar, rng, has_baseline=place % 5 != 3)


def _kept(subject: Subject, wanted: str, place: int, calendar: Calendar, rng: Random) -> MadeIndicator:
    name, unit = words.KEPT[place % 2]
    base = rng.randint(86, 97) if unit == PERCENT else rng.randint(78, 90)
    shape = Shape(
        direction=Direction.KEEP,
        accumulation=Accumulation.ANNUAL,
        comparator=Comparator.AT_LEAST,
        unit=unit,
        decimals=1,
        baseline=base,
        goal=base * 0.95,
    )
    return _made(name.format(subject.thing), shape, wanted, calendar, rng)


def _kept_at_baseline(
    subject: Subject, wanted: str, place: int, calendar: Calendar, rng: Random
) -> MadeIndicator:
    name, unit = words.KEPT_AT_BASELINE[place % 2]
    base = rng.randint(20, 48)
    shape = Shape(
        direction=Direction.KEEP,
        accumulation=Accumulation.POINT,
        comparator=Comparator.KEEP_OR_MORE,
        unit=unit,
        decimals=0,
        baseline=base,
        goal=base,
    )
    return _made(name.format(subject.thing), shape, wanted, calendar, rng)


def _range(subject: Subject, wanted: str, place: int, calendar: Calendar, rng: Random) -> MadeIndicator:
    name = words.RANGES[place % 2].format(subject.thing)
    shape = Shape(
        direction=Direction.RANGE,
        accumulation=Accumulation.AVERAGE,
        comparator=Comparator.RANGE,
        unit=PERCENT,
        decimals=1,
        baseline=54,
        goal=60,
        upper=80,
    )
    return _made(name, shape, wanted, calendar, rng)


def _text(subject: Subject, wanted: str, place: int, calendar: Calendar, rng: Random) -> MadeIndicator:
    """Return a promise in words: it is answered by a person, or not yet."""
    name = words.TEXTS[place % 2].format(subject.thing)
    done = {"a": True, "b": False}.get(wanted)
    due = calendar.midterm[1]
    scope = TargetScope.PERIOD if due == calendar.last else TargetScope.YEAR
    target: Fields = {"fiscal_year": due, "scope": scope.value, "comparator": "text", "text": "策定"}
    result: Fields = {"fiscal_year": due, "entry_state": "checked", "text_value": "策定済み"}
    if done is not True:
        result["text_value"] = "骨子案を作成"
    if done is not None:
        result["text_fulfilled"] = done
    fields = _fields(name, "", 0, Direction.UNKNOWN, Accumulation.POINT) | {"rate_formula": "none"}
    return MadeIndicator(fields, InventedFigures([target], [result] if due < calendar.last else []), {})


def _activity(subject: Subject, wanted: str, place: int, calendar: Calendar, rng: Random) -> MadeIndicator:
    name, unit = words.ACTIVITIES[place // 2 % 2]
    shape = _amount(Direction.UP, unit, rng.randint(20, 60), 1.3)
    made = _made(name.format(subject.thing), shape, wanted, calendar, rng)
    made.fields |= {"kind": "activity", "is_judged": False}
    return made


def _amount(direction: Direction, unit: str, baseline: float, factor: float) -> Shape:
    return Shape(
        direction=direction,
        accumulation=Accumulation.ANNUAL,
        comparator=Comparator.AT_MOST if direction is Direction.DOWN else Comparator.AT_LEAST,
        unit=unit,
        decimals=1 if baseline < 30 else 0,
        baseline=baseline,
        goal=baseline * factor,
    )


def _percent(
    direction: Direction,
    baseline: float,
    rise: float,
    *,
    every: int = 1,
    accumulation: Accumulation = Accumulation.ANNUAL,
) -> Shape:
    return Shape(
        direction=direction,
        accumulation=accumulation,
        comparator=Comparator.AT_MOST if direction is Direction.DOWN else Comparator.AT_LEAST,
        unit=PERCENT,
        decimals=1,
        baseline=baseline,
        goal=baseline + rise,
        every=every,
        phase=int(baseline) % every,
    )


def _made(
    name: str,
    shape: Shape,
    wanted: str,
    calendar: Calendar,
    rng: Random,
    *,
    revised: bool = False,
    has_baseline: bool = True,
) -> MadeIndicator:
    fields = _fields(name, shape.unit, shape.decimals, shape.direction, shape.accumulation)
    if has_baseline:
        baseline = Decimal(str(shape.baseline)).quantize(Decimal(1).scaleb(-shape.decimals))
        fields |= {"baseline_value": baseline, "baseline_year": calendar.baseline}
    targets = promise(shape, calendar, revised=revised)
    return MadeIndicator(fields, InventedFigures(targets, outcome(shape, wanted, calendar, rng)), {})


def _fields(name: str, unit: str, decimals: int, direction: Direction, accumulation: Accumulation) -> Fields:
    return {
        "name": name,
        "kind": "outcome",
        "is_judged": True,
        "unit": unit,
        "decimals": decimals,
        "direction": direction.value,
        "accumulation": accumulation.value,
        "rate_formula": "F2" if direction is Direction.DOWN else "F1",
        "method": _TOTAL if accumulation is Accumulation.CUMULATIVE else f"{name}（所管課の集計）",
        "rationale": "施策の直接目標の達成に向けた成果を、市民に分かりやすく表すことから指標として設定する。",
        "target_rationale": "これまでの推移と今後の取組の効果を踏まえて設定する。",
        "baseline_value": None,
        "baseline_year": None,
        "baseline_label": "計画策定時",
    }
