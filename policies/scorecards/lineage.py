"""What nodes followed, plan after plan, and what followed them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from policies.fiscal_year import FiscalYear, ended_words
from policies.models import PlanPeriod, PolicyNode
from store.actions.settled import settled

MOST_STEPS = 10


@dataclass(frozen=True, slots=True)
class Relative:
    """What a node or an indicator followed, or what followed it: its name (with the period of another) and its page."""

    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Succession:
    """Where a node or an indicator came from, and what became of it; `ended` says after which year it is no more."""

    ended: str
    before: Sequence[Relative]
    after: Sequence[Relative]

    @property
    def words(self) -> str:
        """Say it in one line: 令和5年度で終了（後継：4-2-5 新しい施策）."""
        following = f"後継：{'、'.join(one.label for one in self.after)}" if self.after else ""
        return f"{self.ended}（{following}）" if self.ended and following else self.ended or following


def said_of_end(year: int | None) -> str:
    """Say after which year something is no more; nothing while it goes on."""
    return "" if year is None else ended_words(FiscalYear(year))


def succession_of(row: Any, *, ended_in: int | None, plans: Collection[int]) -> Succession:
    """Return where a node or an indicator came from and what became of it, in two queries if that is not settled.

    `plans` are the keys of those that the reader may open: of others nothing is said.
    """
    before, after = (
        [relative_of(one, row.period.pk) for one in beside(row, end) if one.period.plan_id in plans]
        for end in ("succeeds", "successors")
    )
    return Succession(said_of_end(ended_in), before, after)


def beside(row: Any, end: str) -> list[Any]:
    """Return what a node or an indicator succeeds, or what succeeded it."""
    return settled(
        ("relatives", row._meta.label, row.pk, end),
        lambda: list(getattr(row, end).select_related(*row.label_needs)),
    )


def relative_of(one: Any, own_period: int) -> Relative:
    """Return one of them as it is named beside something of a period."""
    period = one.period
    query = urlencode({"plan": period.plan.key, "period": period.number})
    label = str(one) if period.pk == own_period else one.choice_label
    return Relative(label, f"{one.get_absolute_url()}?{query}")


@dataclass(frozen=True, slots=True)
class EndedNode:
    """A node that ended before the year of a list, and what followed it."""

    node: PolicyNode
    succession: Succession


def ended_nodes(nodes: Sequence[PolicyNode], *, plans: Collection[int]) -> list[EndedNode]:
    """Return ended nodes with what followed them, in two queries; in none where none has ended."""
    if not nodes:
        return []
    links = PolicyNode.succeeds.through._default_manager.filter(
        to_policynode__in=nodes, from_policynode__period__plan__in=plans
    )
    pairs = set(links.values_list("to_policynode", "from_policynode"))
    heirs = PolicyNode.objects.filter(pk__in={heir for _, heir in pairs}).select_related("period__plan")
    after = {node.pk: [heir for heir in heirs if (node.pk, heir.pk) in pairs] for node in nodes}
    return [
        EndedNode(
            node,
            Succession(
                said_of_end(node.ended_in),
                [],
                [relative_of(one, node.period_id) for one in after.get(node.pk, ())],
            ),
        )
        for node in nodes
    ]


@dataclass(frozen=True, slots=True)
class Lines:
    """By the key of each node of a period, the uids of those that it followed, and of those that followed it."""

    before: Mapping[int, list[str]]
    after: Mapping[int, list[str]]


def lines_of(period: PlanPeriod, *, plans: Collection[int]) -> Lines:
    """Return who follows whom in a period, as far as of these plans, in two queries."""
    links = PolicyNode.succeeds.through._default_manager
    back = links.filter(from_policynode__period=period, to_policynode__period__plan__in=plans)
    on = links.filter(to_policynode__period=period, from_policynode__period__plan__in=plans)
    return Lines(
        _by_key(back.order_by("to_policynode__uid").values_list("from_policynode", "to_policynode__uid")),
        _by_key(on.order_by("from_policynode__uid").values_list("to_policynode", "from_policynode__uid")),
    )


def _by_key(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for key, uid in pairs:
        found.setdefault(key, []).append(uid)
    return found


def lineages_of(nodes: Iterable[PolicyNode]) -> dict[int, set[int]]:
    """Return, by key, each node with all that it follows, in one query a step back; a circle ends where it closes."""
    before: dict[int, set[int]] = {one.pk: set() for one in nodes}
    asked, unread = list(before), set(before)
    for _ in range(MOST_STEPS):
        if not unread:
            break
        links = PolicyNode.succeeds.through._default_manager.filter(from_policynode__in=unread)
        for node, one in links.values_list("from_policynode", "to_policynode"):
            before.setdefault(node, set()).add(one)
        unread = set().union(*(before.get(pk, set()) for pk in unread)) - before.keys()
        before |= {pk: set() for pk in unread}
    return {pk: with_all_before(pk, before) for pk in asked}


def with_all_before(key: int, before: Mapping[int, Iterable[int]]) -> set[int]:
    """Return the key with all that lead back from it."""
    found, waiting = {key}, [key]
    while waiting:
        new = set(before.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found
