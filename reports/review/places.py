"""Where a reviewed draft goes: its plan and period, its nodes and indicators, be they there already or new."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

LAYERS: Final = {"basic_policy": "基本政策", "policy": "政策", "measure": "施策", "undertaking": "事務事業"}


class RowsLoaded(NamedTuple):
    """Which fact of a report each row is from, by what the row was called then, and which rows its loads have added.

    Of those (model, key) are known: what is called so now may be another row.
    """

    facts: Mapping[str, str]
    added: frozenset[tuple[str, object]]


NOTHING_LOADED: Final = RowsLoaded({}, frozenset())


def layer_said(depth: int, name: str, count: int) -> dict[str, object]:
    """Return what is said of a new layer, the depth-th of so many: what is measured and judged on it, by its name."""
    return {
        "depth": depth,
        "name": name,
        "has_indicators": depth > 1 or count == 1,
        "is_evaluated": name.endswith("施策"),
        "is_undertaking": "事業" in name,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPlace:
    """The plan: by its key where it is there, else what is to be made."""

    key: str = ""
    municipality: str = ""
    code: str = ""
    name: str = ""
    first_year: int = 0
    last_year: int = 0

    @property
    def is_new(self) -> bool:
        return not self.key

    @property
    def root(self) -> list[str]:
        """How references in a file begin."""
        return [self.code, self.name] if self.is_new else [self.key]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodPlace:
    """The period, with the names of its layers from the uppermost down."""

    number: int
    name: str
    first_year: int
    last_year: int
    layers: tuple[str, ...]
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NodePlace:
    """A node: by its address where it is there, else what is to be made; parents come first."""

    address: str
    is_new: bool
    code: str = ""
    name: str = ""
    depth: int = 0
    parent: str = ""  # an address
    order: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTarget:
    """A target that is there, in its latest version."""

    value: Decimal | None
    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredResult:
    """What is there of a year."""

    total: Decimal | None
    increment: Decimal | None
    text: str
    rate: Decimal | None
    grade: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredInterim:
    """A value within a year that is there."""

    value: Decimal | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredIndicator:
    """An indicator that is there, with what its figures say."""

    pk: int
    node: str
    number: str
    name: str
    unit: str
    accumulation: str
    baseline_year: int | None
    baseline_value: Decimal | None
    targets: Mapping[tuple[int, str], StoredTarget]  # by year and scope
    results: Mapping[int, StoredResult]
    interim: Mapping[date, StoredInterim] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CyclePlace:
    """An evaluation cycle of the period, and the symbols that each of its scales has."""

    key: str
    scales: Mapping[str, tuple[str, frozenset[str]]]  # progress and direction: key of the scale, its symbols


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Where everything of a draft goes.

    An indicator that is not among `indicators` is new, and stands on its own of `homes`, else on the node `home`;
    so do ratings and projects.
    """

    document: str
    plan: PlanPlace
    period: PeriodPlace
    nodes: Mapping[str, NodePlace]  # by the path in the draft
    home: str  # an address
    indicators: Mapping[str, StoredIndicator] = field(default_factory=dict)
    homes: Mapping[str, str] = field(default_factory=dict)  # of what stands elsewhere, by path
    taken_numbers: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # of the indicators of each home
    projects: frozenset[tuple[str, str]] = frozenset()  # of all homes: address and name
    evaluated: frozenset[str] = frozenset()  # addresses of what the cycle has an evaluation of
    cycle: CyclePlace | None = None  # None: the period has none, or it is not said which of several
    cycle_count: int = 0

    def home_of(self, path: str) -> str:
        """Return the address of the node on which something new stands, "" where nobody has said."""
        return self.homes.get(path, self.home)

    def key(self, *parts: object) -> list[object]:
        """Return the natural key of something of the period."""
        return [*self.plan.root, self.period.number, *parts]
