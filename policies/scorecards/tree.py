"""A period's tree, read in one query and walked in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

from policies.codes import spelled
from policies.models import PlanPeriod, PolicyNode
from store.actions.settled import settled, shared

MOST_NEAREST = 5
LONGEST_ADDRESS = 100


@lru_cache(maxsize=20_000)
def prefixes(path: str) -> tuple[str, ...]:
    """Return the sort paths of the node itself and of all above it, the nearest first; every list asks for them."""
    parts = path.removesuffix(".").split(".")
    return tuple("".join(f"{part}." for part in parts[:length]) for length in range(len(parts), 0, -1))


@dataclass(frozen=True, slots=True)
class Branch:
    """A node as it appears under one parent; `relisted` where that parent is its second (再掲)."""

    node: PolicyNode
    relisted: bool = False


@dataclass(frozen=True, slots=True)
class PlanTree:
    """The nodes of one period in the order of the plan (by sort path)."""

    nodes: Sequence[PolicyNode]
    _by_pk: dict[int, PolicyNode] = field(init=False, repr=False, default_factory=dict)
    _by_address: dict[str, PolicyNode] = field(init=False, repr=False, default_factory=dict)
    _children: dict[int | None, list[Branch]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for node in self.nodes:
            self._by_pk[node.pk] = node
            self._by_address[node.address] = node
            self._children.setdefault(node.parent_id, []).append(Branch(node))
        for node in self.nodes:
            if node.also_under_id is not None:
                self._children.setdefault(node.also_under_id, []).append(Branch(node, relisted=True))

    @classmethod
    def of(cls, period: PlanPeriod) -> "PlanTree":
        """Read the period's tree in one query, if it is not settled; all of one look read the same."""

        def rows() -> list[PolicyNode]:
            return list(PolicyNode.objects.filter(period=period.pk).for_tree())

        return shared(("tree", period.pk), lambda: cls(settled(("tree", period.pk), rows)))

    @classmethod
    def down_to(cls, node: PolicyNode) -> "PlanTree":
        """Read the node and those above it, for a page that needs no more than the way to it."""

        def way() -> list[PolicyNode]:
            found = PolicyNode.objects.filter(period=node.period_id, path__in=prefixes(node.path))
            return list(found.for_tree())

        return cls(settled(("way", node.pk), way))

    @property
    def is_recorded(self) -> bool:
        """Whether any node is recorded; of older periods often only the years are."""
        return bool(self.nodes)

    @property
    def roots(self) -> list[Branch]:
        return self._children.get(None, [])

    def at(self, address: str) -> PolicyNode | None:
        """Return the node at that address (`4-2-4`, `4-2-4/1`), or None.

        Full-width signs are read, and so is a code behind its parent's address where the code alone is the address.
        """
        if (node := self._by_address.get(address) or self._by_address.get(spelled(address))) is not None:
            return node
        above, _, code = spelled(address)[:LONGEST_ADDRESS].rpartition("/")
        if not above or (parent := self.at(above)) is None:
            return None
        below = (one.node for one in self.children(parent) if not one.relisted)
        return next((node for node in below if code and spelled(node.code) == code), None)

    def of_uid(self, uid: str) -> PolicyNode | None:
        """Return the node that is told by that uid, wherever it stands by now."""
        return next((node for node in self.nodes if node.uid == uid), None)

    def called(self, code: str) -> list[PolicyNode]:
        """Return the nodes with that printed code, wherever they stand; several where it starts again."""
        return [node for node in self.nodes if node.code and spelled(node.code) == spelled(code)]

    def node(self, pk: int) -> PolicyNode:
        return self._by_pk[pk]

    def children(self, node: PolicyNode) -> list[Branch]:
        """Return what stands directly under the node, relisted nodes last."""
        return self._children.get(node.pk, [])

    def ancestors(self, node: PolicyNode) -> list[PolicyNode]:
        """Return the nodes above, the top one first."""
        above: list[PolicyNode] = []
        while node.parent_id is not None:
            node = self._by_pk[node.parent_id]
            above.append(node)
        return above[::-1]

    def below(self, node: PolicyNode) -> list[PolicyNode]:
        """Return the node itself and everything under it; relisted nodes are counted under their first parent only."""
        return [one for one in self.nodes if one.path.startswith(node.path)]

    def evaluated(self, nodes: Iterable[PolicyNode] | None = None) -> list[PolicyNode]:
        """Keep the nodes on layers whose progress and direction are judged (the 施策)."""
        among = self.nodes if nodes is None else nodes
        judged = {node.layer_id: node for node in self.nodes}  # one of each layer tells for all
        layers = {key for key, node in judged.items() if node.layer.is_evaluated}
        return [node for node in among if node.layer_id in layers]

    def living(self, nodes: Iterable[PolicyNode], year: int) -> list[PolicyNode]:
        """Keep the nodes that have not ended before the year."""
        return [node for node in nodes if not node.has_ended(year)]

    def ended(self, nodes: Iterable[PolicyNode], year: int) -> list[PolicyNode]:
        """Keep the nodes that ended before the year: named on lists, counted nowhere."""
        return [node for node in nodes if node.has_ended(year)]

    def nearest(self, address: str) -> list[PolicyNode]:
        """Return nodes whose address is like the one asked for, for an error page that helps."""
        if node := self._longest_prefix(address):
            near = [node, *(branch.node for branch in self.children(node))]
        else:
            near = [
                self._by_address[one] for one in get_close_matches(address[:40], self._by_address, cutoff=0.5)
            ]
        return near[:MOST_NEAREST] or [branch.node for branch in self.roots][:MOST_NEAREST]

    def _longest_prefix(self, address: str) -> PolicyNode | None:
        shorter = address[:100].replace("/", "-")
        while "-" in shorter:
            shorter = shorter.rpartition("-")[0]
            if node := self._by_address.get(shorter):
                return node
        return None
