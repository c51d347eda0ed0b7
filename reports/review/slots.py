"""A draft taken apart into what somebody says yes or no to, each with its place in it; and put together again."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

Json = dict[str, Any]

NODES: Final = ("basic_policy", "policy", "measure")  # from the uppermost down


class Decision(StrEnum):
    """What somebody said to a fact."""

    OPEN = "open"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"


TAKEN: Final = frozenset({Decision.ACCEPTED, Decision.CORRECTED})


class Role(StrEnum):
    """What a fact is about; of figures the word of a draft."""

    MUNICIPALITY = "municipality"
    NODE = "node"
    UNDERTAKING = "undertaking"
    INDICATOR = "indicator"
    BASELINE = "baseline"
    BASELINE_TEXT = "baseline_text"
    PERIOD_TARGET = "period_targets"
    TARGET = "targets"
    TARGET_RANGE = "target_ranges"
    TARGET_TEXT = "target_texts"
    ANNUAL_TARGET = "annual_targets"
    ACTUAL = "actuals"
    ACTUAL_TEXT = "actual_texts"
    PERIOD_ACTUAL = "period_actuals"
    ANNUAL_ACTUAL = "annual_actuals"
    INCREMENT = "increments"
    PLANNING = "planning_value"
    INTERIM = "interim"
    FORECAST = "forecasts"
    ESTIMATE = "estimates"
    RATE = "attainment"
    GRADE = "grades"
    DIFFERENCE = "difference"
    RATING = "rating"
    PROJECT = "project"


LABELS: Final[dict[str, str]] = {
    Role.MUNICIPALITY: "自治体",
    Role.NODE: "項目",
    Role.UNDERTAKING: "事務事業",
    Role.INDICATOR: "指標",
    Role.BASELINE: "現状値（計画策定時）",
    Role.BASELINE_TEXT: "現状値（計画策定時）（文章）",
    Role.PERIOD_TARGET: "期間の目標",
    Role.TARGET: "目標",
    Role.TARGET_RANGE: "目標（範囲）",
    Role.TARGET_TEXT: "目標（文章）",
    Role.ANNUAL_TARGET: "単年度の目標",
    Role.ACTUAL: "実績",
    Role.ACTUAL_TEXT: "実績（文章）",
    Role.PERIOD_ACTUAL: "実績（年度なし）",
    Role.ANNUAL_ACTUAL: "単年度の実績",
    Role.INCREMENT: "当該年度分",
    Role.PLANNING: "参考の現状値（計画策定時）",
    Role.INTERIM: "途中の値",
    Role.FORECAST: "見込値",
    Role.ESTIMATE: "推計値",
    Role.RATE: "公表された達成率",
    Role.GRADE: "公表された区分",
    Role.DIFFERENCE: "差",
    Role.RATING: "評価",
    Role.PROJECT: "取組",
}
KEYS: Final = {"progress": "進捗状況", "direction": "今後の方向性"} | dict(
    zip(NODES, ("基本政策", "政策", "施策"), strict=True)
)  # what stands in place of a year, in words
ALONE: Final = (Role.BASELINE, Role.BASELINE_TEXT)  # one of an indicator, without years
BY_YEAR: Final = (
    *(Role.PERIOD_TARGET, Role.TARGET, Role.TARGET_RANGE, Role.TARGET_TEXT, Role.ANNUAL_TARGET),
    *(Role.ACTUAL, Role.ACTUAL_TEXT, Role.PERIOD_ACTUAL, Role.ANNUAL_ACTUAL, Role.INCREMENT, Role.PLANNING),
    *(Role.INTERIM, Role.FORECAST, Role.ESTIMATE, Role.RATE, Role.GRADE, Role.DIFFERENCE),
)
LISTS: Final = (("projects", Role.PROJECT), ("earlier_projects_named_in_the_background", Role.PROJECT))


@dataclass(frozen=True, slots=True)
class Slot:
    """One fact of a draft: where in the draft, what about, and what is said; `owner` is the path of its indicator."""

    path: str
    role: Role
    said: Json
    owner: str = ""
    key: str = ""  # the year, or the printed title where there is none

    @property
    def year(self) -> int | None:
        """The fiscal year: corrected, else as read, else none."""
        said = self.said.get("year", self.said.get("fiscal_year", self.key))
        text = str(said if said is not None else "").rstrip("'")
        return int(text) if text.isdecimal() and len(text) == 4 else None

    @property
    def day(self) -> date | None:
        """The day within a year on which a value stands: corrected, else as read; None for words that are no day."""
        try:
            return date.fromisoformat(str(self.said.get("as_of", "")))
        except ValueError:
            return None

    @property
    def measure(self) -> str:
        """The code of the 施策 of which a book of several says it; of a 施策 its own, as it was read."""
        if self.role is Role.NODE:
            read = self.said.get("read", {})
            return str((read.get("code") or self.said.get("code") or "") if self.key == NODES[-1] else "")
        return str(self.said.get("measure") or "")

    @property
    def page(self) -> int:
        return int(self._source.get("page", 0) or 0)

    @property
    def line(self) -> int:
        return int(self._source.get("line", self.said.get("line", 0)) or 0)

    @property
    def quote(self) -> str:
        return str(self._source.get("quote", ""))

    @property
    def _source(self) -> Json:
        source = self.said.get("source")
        return source if isinstance(source, dict) else {}

    @property
    def decision(self) -> Decision:
        """What was said to it; of a draft that nobody's program has read, a person has said yes by writing it."""
        if (said := self.said.get("decision")) in set(Decision):
            return Decision(said)
        return Decision.OPEN if "confidence" in self.said else Decision.ACCEPTED

    @property
    def confidence(self) -> str:
        return str(self.said.get("confidence", "certain"))


def slots(draft: Json) -> Iterator[Slot]:
    """Yield every fact of a draft, an indicator before its figures."""
    if isinstance(told := draft.get("municipality"), dict):
        yield Slot("municipality", Role.MUNICIPALITY, told)
    for at, told in enumerate(draft.get("nodes", [])):
        yield Slot(f"nodes/{at}", Role.NODE, told, key=str(told.get("layer", "")))
    yield from _tree(draft.get("hierarchy", {}))
    for at, one in enumerate(draft.get("indicators", [])):
        yield from _indicator(f"indicators/{at}", one)
    for kind, told in draft.get("ratings", {}).items():
        if isinstance(told, dict) and "symbol" in told:
            yield Slot(f"ratings/{kind}", Role.RATING, told, key=kind)
    for at, told in enumerate(draft.get("measure_ratings", [])):
        yield Slot(f"measure_ratings/{at}", Role.RATING, told, key=str(told.get("kind", "")))
    for name, role in LISTS:
        for at, told in enumerate(draft.get(name, [])):
            yield Slot(f"{name}/{at}", role, told)


def _tree(hierarchy: Json) -> Iterator[Slot]:
    for name in NODES:
        if isinstance(told := hierarchy.get(name), dict):
            yield Slot(f"hierarchy/{name}", Role.NODE, told, key=name)
    for at, told in enumerate(hierarchy.get("undertakings", [])):
        yield Slot(f"hierarchy/undertakings/{at}", Role.UNDERTAKING, told)


def _indicator(path: str, one: Json) -> Iterator[Slot]:
    figures = {*ALONE, *BY_YEAR}
    yield Slot(path, Role.INDICATOR, {key: value for key, value in one.items() if key not in figures})
    for role in ALONE:
        if isinstance(told := one.get(role), dict):
            yield Slot(
                f"{path}/{role}", role, told, path, str(told.get("fiscal_year", told.get("label", "")))
            )
    for role in BY_YEAR:
        found = one.get(role)
        for key, told in found.items() if isinstance(found, dict) else ():
            said = told if isinstance(told, dict) else {"value": told}
            yield Slot(f"{path}/{role}/{key}", role, said, path, key)


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody said to one fact: yes, no, or what it says instead."""

    decision: Decision
    instead: Mapping[str, Any]


def with_decisions(draft: Json, said: Mapping[str, Decided]) -> Json:
    """Return a draft in which every fact carries what was said to it; what was read before stays beside it."""
    told = deepcopy(draft)
    for slot in list(slots(told)):
        one = said.get(slot.path)
        if one is None or one.decision is Decision.OPEN:
            continue
        target = _at(told, slot.path)
        target["decision"] = one.decision.value
        if one.instead:
            target["read"] = {key: slot.said.get(key) for key in one.instead}
            target.update(one.instead)
    return told


def _at(draft: Json, path: str) -> Json:
    """Return the place of a fact, which becomes an object where it was a bare number."""
    current: Any = draft
    steps = path.split("/", 3)
    for step in steps[:-1]:
        current = current[int(step)] if isinstance(current, list) else current[step]
    last: Any = int(steps[-1]) if isinstance(current, list) else steps[-1]
    if not isinstance(current[last], dict):
        current[last] = {"value": current[last]}
    found: Json = current[last]
    return found
