"""JSON by other hands: keys in any case and language, years in keys, beside, inside, in lists or maps."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from tests.reports.renderings import YEARS
from tests.reports.strange_hands import Fact, Facts, Hand, Measured, expected

_KEYS: Final = {
    "snake": {
        "name": ("name", "indicator_name", "kpi", "title", "indicator"),
        "base": ("baseline", "base_value", "initial"),
        "target": ("target", "goal", "target_value"),
        "actual": ("actual", "result", "actual_value"),
        "year": ("year", "fiscal_year"),
        "unit": ("unit",),
    },
    "camel": {
        "name": ("name", "indicatorName", "kpiName"),
        "base": ("baseline", "baseValue"),
        "target": ("target", "targetValue", "goal"),
        "actual": ("actual", "actualValue", "result"),
        "year": ("year", "fiscalYear"),
        "unit": ("unit",),
    },
    "japanese": {
        "name": ("指標名", "指標", "名称", "KPI"),
        "base": ("基準値", "現状値"),
        "target": ("目標値", "目標"),
        "actual": ("実績値", "実績"),
        "year": ("年度",),
        "unit": ("単位",),
    },
}


@dataclass(frozen=True, slots=True)
class Writer:
    """How one program writes objects: the words of its keys, and figures as numbers or as texts."""

    told: Hand
    keys: dict[str, str]
    suffix: str
    is_text: bool

    @property
    def is_japanese(self) -> bool:
        return self.keys["year"] == "年度"

    def put(self, one: Measured, value: float | None) -> Any:
        return None if value is None else self.told.value(one, value) if self.is_text else value

    def many(self, key: str) -> str:
        return key + "s" if key.isascii() else key

    def dated(self, word: str, year: int) -> str:
        """A key with its year: R5目標値, target_2023, target_r5_text."""
        if self.is_japanese:
            return f"{self.told.year(year)}{word}"
        is_western = self.told.one_of("year key", "western", "era") == "western"
        return f"{word}_{year if is_western else YEARS['era letter'](year).lower()}{self.suffix}"

    def base(self, one: Measured) -> Facts:
        return {
            self.keys["base"]: {
                self.keys["year"]: self.told.year(one.base_year),
                "value": self.put(one, one.base),
            }
        }

    def results(self, one: Measured) -> list[tuple[int, Any]]:
        return [(year, self.put(one, one.actuals.get(year))) for year in self.told.years]

    def aims(self, one: Measured) -> list[tuple[int, Any]]:
        return [(year, self.put(one, value)) for year, value in one.targets.items()]


Shape = Callable[[Writer, Measured], Facts]


def flat(to: Writer, one: Measured) -> Facts:
    base, year = to.keys["base"], "年度" if to.is_japanese else "_year"
    told = {base + to.suffix: to.put(one, one.base), base + year: to.told.year(one.base_year)}
    told |= {to.dated(to.keys["target"], year): value for year, value in to.aims(one)}
    return told | {to.dated(to.keys["actual"], year): value for year, value in to.results(one)}


def map_by_year(to: Writer, one: Measured) -> Facts:
    known = {str(year): value for year, value in to.results(one) if value is not None}
    return to.base(one) | {
        to.keys["target"]: {str(year): value for year, value in to.aims(one)},
        to.keys["actual"]: known,
    }


def list_by_year(to: Writer, one: Measured) -> Facts:
    pairs = zip(to.aims(one), to.results(one), strict=True)
    rows = [
        {to.keys["year"]: to.told.year(year), to.keys["target"]: aim, to.keys["actual"]: result}
        for (year, aim), (_, result) in pairs
    ]
    return to.base(one) | {to.told.word("series", "values", "data", "yearly"): rows}


def years_as_keys(to: Writer, one: Measured) -> Facts:
    pairs = zip(to.aims(one), to.results(one), strict=True)
    years = {
        to.told.year(year): {to.keys["target"]: aim, to.keys["actual"]: result}
        for (year, aim), (_, result) in pairs
    }
    return to.base(one) | {to.told.word("values", "yearly", "推移"): years}


def list_by_role(to: Writer, one: Measured) -> Facts:
    value = to.told.one_of("value key", "value", "amount", "値")
    known = [pair for pair in to.results(one) if pair[1] is not None]
    return to.base(one) | {
        to.many(to.keys[kind]): [
            {to.keys["year"]: to.told.year(year), value: figure} for year, figure in pairs
        ]
        for kind, pairs in (("target", to.aims(one)), ("actual", known))
    }


def parallel(to: Writer, one: Measured) -> Facts:
    return {
        to.many(to.keys["year"]): to.told.years,
        to.many(to.keys["target"]): [value for _, value in to.aims(one)],
        to.many(to.keys["actual"]): [value for _, value in to.results(one)],
    }


def nested(to: Writer, one: Measured) -> Facts:
    last = to.told.years[-1]
    return {
        to.keys["base"]: to.told.dated(to.told.value(one, one.base), one.base_year),
        to.keys["target"]: to.told.dated(to.told.value(one, one.targets[last]), last),
    }


def latest(to: Writer, one: Measured) -> Facts:
    join, now, last = "" if to.is_japanese else "_", max(one.actuals), to.told.years[-1]
    words = ("最新値", "最新値年度") if to.is_japanese else ("latest_value", "latest_year")
    return {
        to.keys["base"] + join + to.keys["year"]: to.told.year(one.base_year),
        to.keys["base"]: to.put(one, one.base),
        words[0]: to.put(one, one.actuals[now]),
        words[1]: to.told.year(now),
        to.keys["target"] + join + to.keys["year"]: to.told.year(last),
        to.keys["target"]: to.put(one, one.targets[last]),
    }


def year_first(to: Writer, one: Measured) -> Facts:
    def key(year: int, word: str) -> str:
        era = YEARS["era letter"](year)
        return f"{era}{word}" if to.is_japanese else f"{era.lower()}_{word}"

    told = {key(year, to.keys["target"]): value for year, value in to.aims(one)}
    return told | {
        key(year, to.keys["actual"]): value for year, value in to.results(one) if value is not None
    }


def bare_years(to: Writer, one: Measured) -> Facts:
    last = to.told.years[-1]
    told = {
        (to.told.year(year) if to.is_japanese else f"fy{year}"): value
        for year, value in to.results(one)
        if value is not None and year != last
    }
    aim = f"{to.told.year(last)}{to.keys['target']}" if to.is_japanese else f"{to.keys['target']}_fy{last}"
    return told | {aim: to.put(one, one.targets[last])}


def series(to: Writer, one: Measured) -> Facts:
    """Results by year under a key of no role, and the target."""
    last, key = to.told.years[-1], to.told.word("series", "values", "推移")
    known = [(year, value) for year, value in to.results(one) if value is not None and year != last]
    aim = f"{to.told.year(last)}{to.keys['target']}" if to.is_japanese else f"{to.keys['target']}_{last}"
    if to.told.one_of("series", "map", "list") == "map":
        told: Facts = {key: {to.told.year(year): value for year, value in known}}
    else:
        told = {key: [{to.keys["year"]: to.told.year(year), "value": value} for year, value in known]}
    return told | {aim: to.put(one, one.targets[last])}


def long(to: Writer, one: Measured) -> Facts:
    """An object for each year, the name in each of them."""
    pairs = zip(to.aims(one), to.results(one), strict=True)
    lines = [
        {to.keys["year"]: year, to.keys["target"]: aim, to.keys["actual"]: result}
        for (year, aim), (_, result) in pairs
    ]
    return {"lines": lines}


def kinds(to: Writer, one: Measured) -> Facts:
    """An object for each figure, a word saying its role."""
    kind = to.told.one_of("kind key", "type", "kind", "区分")
    value = "値" if to.is_japanese else "value"
    known = [pair for pair in to.results(one) if pair[1] is not None]
    lines = [
        {to.keys["year"]: to.told.year(year), kind: to.keys[role], value: figure}
        for role, pairs in (("target", to.aims(one)), ("actual", known))
        for year, figure in pairs
    ]
    return {"lines": lines}


def numbered(to: Writer, one: Measured) -> Facts:
    """Keys with the number of the indicator, for several of them in one object."""
    number = to.told.found.index(one) + 1
    prefix = f"指標{number}_" if to.is_japanese else f"indicator{number}_"
    told: Facts = {prefix + ("名称" if to.is_japanese else "name"): one.name}
    told[prefix + ("単位" if to.is_japanese else "unit")] = one.unit
    for role, pairs in (("target", to.aims(one)), ("actual", to.results(one))):
        told |= {
            prefix
            + (f"{to.told.year(year)}{to.keys[role]}" if to.is_japanese else f"{to.keys[role]}_{year}"): value
            for year, value in pairs
            if value is not None
        }
    return told


SHAPES: Final[dict[str, Shape]] = {
    one.__name__: one
    for one in (
        flat, map_by_year, list_by_year, years_as_keys, list_by_role, parallel, nested, latest, year_first,
        bare_years, series, long, kinds, numbered,
    )
}  # fmt: skip
_WITHOUT_BASE: Final = {"parallel", "year_first", "bare_years", "series", "long", "kinds", "numbered"}


def facts_in(shape: str, told: Hand, one: Measured) -> list[Fact]:
    """Return the facts that a shape has room for."""
    last, now = told.years[-1], max(one.actuals)
    base: list[Fact] = [] if shape in _WITHOUT_BASE else [("baseline", str(one.base_year), one.base)]
    aims = {last: one.targets[last]} if shape in {"nested", "latest", "bare_years", "series"} else one.targets
    results = {"nested": {}, "latest": {now: one.actuals[now]}}.get(shape, one.actuals)
    if shape in {"bare_years", "series"}:
        results = {year: value for year, value in results.items() if year != last}
    found: list[Fact] = [("targets", str(year), value) for year, value in aims.items()]
    return [*base, *found, *(("actuals", str(year), value) for year, value in results.items())]


def records(told: Hand) -> tuple[str, list[Facts]]:
    """JSON by anybody."""
    case = told.one_of("keys", *_KEYS)
    shape = told.one_of("shape", *SHAPES)
    told.traits["unit"] = told.word("value", "column")
    suffix = told.one_of("suffix", "", "_value", "_original", "_text") if case == "snake" else ""
    keys = {key: told.word(*words) for key, words in _KEYS[case].items()}
    to = Writer(told, keys, suffix, is_text=told.one_of("amounts", "numbers", "texts") == "texts")
    told.found = told.found[:4] if shape == "numbered" else told.found
    number = told.one_of("id key", "id", "no", "番号")
    rows = []
    for at, one in enumerate(told.found, 1):
        row = SHAPES[shape](to, one)
        named = {keys["name"]: one.name, keys["unit"]: one.unit}
        lines = row.get("lines")
        rows += [named | line for line in lines] if lines else [{number: at} | named | row]
    facts = [expected(one.name, facts_in(shape, told, one)) for one in told.found]
    if shape == "numbered":
        rows = [{"事業名" if to.is_japanese else "project": "まちづくり事業"} | _numbered_keys(rows)]
    return _written(to, rows), facts


def _numbered_keys(rows: list[Facts]) -> Facts:
    return {
        key: value for row in rows for key, value in row.items() if key.startswith(("indicator", "指標"))
        and any(letter.isdigit() for letter in key)
    }  # fmt: skip


def _written(to: Writer, rows: list[Facts]) -> str:
    """Write the objects as a list, under a key, below their policies, or as titles and rows."""
    told = to.told
    way = told.one_of("root", "list", "object", "children", "columns", "lines")
    alike = len({tuple(row) for row in rows}) == 1
    flat_only = not any(isinstance(value, list | dict) for row in rows for value in row.values())
    whole: Any = rows if way == "list" else {"title": "数値目標一覧", "items": rows}
    if way == "columns" and alike and flat_only and len(rows) > 1:
        whole = {"columns": list(rows[0]), "rows": [list(row.values()) for row in rows]}
    if way == "children" and len(rows) > 1 and told.traits["shape"] not in {"long", "kinds", "numbered"}:
        name, key = ("施策名", "成果指標") if to.is_japanese else ("policy", "indicators")
        half = len(rows) // 2
        parts = (("安心のまち", rows[:half]), ("学びのまち", rows[half:]))
        whole = [{name: group, key: part} for group, part in parts]
    if way == "lines":
        return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    text = json.dumps(whole, ensure_ascii=False, indent=told.random.choice((None, 1, 2)))
    ways = {
        "plain": text,
        "titled": f"# 数値目標\n{text}",
        "fenced": f"```json\n{text}\n```",
        "comma": f"{text},",
    }
    return ways[told.one_of("around", *ways)]
