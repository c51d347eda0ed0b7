"""The plan held beside a table: which measure a row is about, which indicator it may be, and how sure that is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from accounts.models import Department
from indicators.calculation.units import same_unit
from indicators.models import Indicator
from policies.codes import spelled
from policies.models import PlanPeriod, PolicyNode
from reports.reading.wording import compact
from reports.review.matching import alike
from reports.tables.readout import ReadRow

SURE: Final = 90  # of a hundred: proposed as the same
POSSIBLE: Final = 55
OTHER_NODE: Final = 15  # taken off those of another node: they may be called the same and are not sure to be
SAME_NUMBER: Final = 10  # added to those of one node and one number
MOST_OFFERED: Final = 5
SHORTEST_NAME: Final = 4  # letters: less says no more than of which layer something is
_CODE: Final = re.compile(r"[0-9A-Za-zＡ-Ｚ０-９]+(?:[-－‐.．][0-9０-９]+)*")
_UNIT: Final = re.compile(r"[(（][^()（）]{1,12}[)）]$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An indicator that a row may be, and how much alike they are, of a hundred."""

    indicator: Indicator
    score: int
    is_remembered: bool = False

    @property
    def words(self) -> str:
        """What a select calls it."""
        told = "前回と同じ" if self.is_remembered else f"一致 {self.score}"
        return f"{self.indicator.place} {self.indicator.name}（{told}）"


@dataclass(frozen=True)
class PlanBeside:
    """What a table is held against: nodes that may have indicators, indicators, and the departments of the city."""

    period: PlanPeriod
    nodes: Sequence[PolicyNode]
    indicators: Sequence[Indicator]
    departments: Mapping[str, Department]
    _by_code: Mapping[str, PolicyNode] = field(default_factory=dict)
    _by_name: Mapping[str, PolicyNode] = field(default_factory=dict)

    def node_at(self, address: str) -> PolicyNode | None:
        """Return the node that is called so: by its address, its code or its name."""
        return self._by_code.get(spelled(address.strip())) or self._by_name.get(compact(address))

    def node_named(self, words: str) -> PolicyNode | None:
        """Return the node that some words are about: 「4-2-4 ICTの活用」, 「施策4-2-4」, a name; None where none is."""
        if not words.strip():
            return None
        if node := self.node_at(words):
            return node
        for match in _CODE.finditer(words):
            node = self._by_code.get(spelled(match[0]))
            if node is not None and (node.name in words or "-" in node.address or match.start() == 0):
                return node
        said = compact(words)
        return next((one for name, one in self._by_name.items() if len(name) > 3 and name in said), None)

    def department_named(self, words: str) -> Department | None:
        """Return the only department of that name that there is today."""
        return self.departments.get(compact(words)) if words else None

    def candidates(
        self, row: ReadRow, node: PolicyNode | None, remembered: Sequence[Any] | None
    ) -> list[Candidate]:
        """Return which indicators the row may be, the likeliest first."""
        if remembered and (known := self._remembered(remembered)):
            return [Candidate(known, 100, is_remembered=True)]
        scored = [Candidate(one, likeness(row, one, node)) for one in self.indicators]
        likely = [one for one in scored if one.score >= POSSIBLE]
        return sorted(likely, key=lambda one: -one.score)[:MOST_OFFERED]

    def _remembered(self, key: Sequence[Any]) -> Indicator | None:
        uid, number = key
        return next((one for one in self.indicators if [one.node.uid, one.number] == [uid, number]), None)

    def indicator(self, pk: int) -> Indicator | None:
        """Return one of its indicators."""
        return next((one for one in self.indicators if one.pk == pk), None)


def plan_beside(period: PlanPeriod, today: date) -> PlanBeside:
    """Read what the tables of a period are held against, in three queries."""
    nodes = list(
        PolicyNode.objects.filter(period=period, layer__has_indicators=True)
        .select_related("period__plan", "layer", "department")
        .order_by("path")
    )
    known = {node.pk: node for node in nodes}
    indicators = list(Indicator.objects.filter(node__in=nodes).order_by("node__path", "order"))
    for one in indicators:
        one.node = known[one.node_id]
    code = period.plan.local_government_code
    departments: dict[str, Department | None] = {}
    for department in Department.objects.filter(local_government_code=code):
        if department.valid_to is None or department.valid_to >= today:
            name = compact(department.name)
            departments[name] = None if name in departments else department
    return PlanBeside(
        period,
        nodes,
        indicators,
        {name: one for name, one in departments.items() if one is not None},
        _once((spelled(node.address), node) for node in nodes)
        | _once((spelled(node.code), node) for node in nodes if node.code),
        _once((compact(node.name), node) for node in nodes),
    )


def _once(pairs: Iterable[tuple[str, PolicyNode]]) -> dict[str, PolicyNode]:
    """Return what only one node is called."""
    found: dict[str, PolicyNode | None] = {}
    for key, node in pairs:
        found[key] = None if key in found else node
    return {key: node for key, node in found.items() if node is not None}


def likeness(row: ReadRow, indicator: Indicator, node: PolicyNode | None) -> int:
    """Return how much alike a row and an indicator are, of a hundred: by name, and by number within the same node."""
    score = alike(without_unit(row.name), without_unit(indicator.name), least=POSSIBLE - SAME_NUMBER - 1)
    is_there = node is not None and node.pk == indicator.node_id
    if is_there and row.code and compact(row.code) == compact(indicator.number):
        score += SAME_NUMBER
    if node is not None and not is_there:
        score -= OTHER_NODE
    if row.unit and indicator.unit and not same_unit(row.unit, indicator.unit):
        score -= 15
    return max(0, min(100, score))


def is_called_otherwise(words: str, node: PolicyNode) -> bool:
    """Tell whether a table calls a node to which its code led by another name: the code may be of another plan."""
    said, name = compact(_CODE.sub("", words)), compact(node.name)
    said = said.removeprefix(compact(node.layer.name))
    return len(said) >= SHORTEST_NAME and name not in compact(words) and alike(said, name) < POSSIBLE


def without_unit(name: str) -> str:
    """Return a name without the unit that is printed behind it in brackets."""
    return _UNIT.sub("", name.strip())
