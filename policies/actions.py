"""Changes to more than one row of the plan, each a verb."""

from django.core.exceptions import ValidationError
from django.db import transaction

from policies.codes import continues, follows
from policies.models import LAST_YEAR, LONGEST_CODE, PolicyNode
from store.actions.rows import Actor, add_rows, change_row, delete_row
from store.models import Change

FIRST_BELOW = "先に下の項目のコードを直すか、続くコードにしてください。"


@transaction.atomic
def move_node(node: PolicyNode, *, version: int, by: Actor) -> list[Change]:
    """Write a changed node, and what follows for the codes below it and the addresses and paths of its period.

    Codes that begin with its own are taken along: 4-2-1 becomes 4-3-1 with 4-2; what ends takes along what hangs below
    it. All or nothing. Raise a ValidationError for a place that cannot be, with the list of codes below that would not
    go on from the one above them, and with the figures after an end; StaleRow if somebody else was first.
    """
    node.clean()
    refuse_impossible_move(node)
    others = others_of(node)
    renamed = renumber_below(node, others)
    ended = end_below(node, others)
    moved = derived_with(node, others)
    changes: list[Change] = []
    for row in in_turn(list(dict.fromkeys([node, *renamed, *ended, *moved]))):
        changes += change_row(row, version=version if row is node else row.version, by=by, is_derived=True)
    return changes


@transaction.atomic
def add_node(node: PolicyNode, *, by: Actor) -> None:
    """Add a node; where its code stands elsewhere in the period too, the address of that one follows.

    All or nothing. Raise a ValidationError for a place that cannot be.
    """
    node.clean()
    for row in derived_with(node, others_of(node)):
        change_row(row, version=row.version, by=by, is_derived=True)
    add_rows([node], by=by, is_derived=True)


@transaction.atomic
def remove_node(node: PolicyNode, *, by: Actor) -> None:
    """Delete a node; where its code stands only once in the period then, the address of that one follows."""
    period = node.period_id
    delete_row(node, by=by)
    left = list(PolicyNode.objects.filter(period=period))
    for row in in_turn(derived(left)):
        change_row(row, version=row.version, by=by, is_derived=True)


def others_of(node: PolicyNode) -> list[PolicyNode]:
    """Return the other nodes of the node's period, in the order of the plan."""
    return list(PolicyNode.objects.filter(period=node.period_id).exclude(pk=node.pk).order_by("path"))


def renumber_below(node: PolicyNode, others: list[PolicyNode]) -> list[PolicyNode]:
    """Let codes below the node that begin with its stored one begin with its new one; return the rows changed.

    Raise a ValidationError with the list of those that cannot follow.
    """
    before = PolicyNode.objects.get(pk=node.pk).code
    known, renamed, left = {node.pk: node}, [], []
    for row in others:
        above = known.get(row.parent_id or 0)
        if above is None:
            continue
        known[row.pk] = row
        printed = row.code
        if before and before != node.code and follows(printed, before):
            row.code = node.code + printed[len(before) :]
            renamed.append(row)
        if not continues(row.code, above.code) or len(row.code) > LONGEST_CODE:
            left.append(printed)
    if left:
        raise ValidationError(f"下の項目のコードが合わなくなります（{'、'.join(left)}）。{FIRST_BELOW}")
    return renamed


def end_below(node: PolicyNode, others: list[PolicyNode]) -> list[PolicyNode]:
    """Let what hangs below the node end with it; return the rows changed.

    What ended before stays so; what had ended with the node ends with it in another year, or goes on with it. Raise a
    ValidationError if something below has figures of later years.
    """
    before = PolicyNode.objects.get(pk=node.pk).ended_in
    if node.ended_in == before:
        return []
    below, changed = {node.pk}, []
    for row in others:
        if row.parent_id not in below:
            continue
        below.add(row.pk)
        went_along = row.ended_in is not None and row.ended_in == before
        if went_along or (node.ended_in is not None and (row.ended_in or LAST_YEAR) > node.ended_in):
            row.ended_in = node.ended_in
            row.refuse_impossible_end(above=node.ended_in)
            changed.append(row)
    return changed


def derived_with(node: PolicyNode, others: list[PolicyNode]) -> list[PolicyNode]:
    """Let the node and the others of its period derive address and path; return the others that moved.

    Raise a ValidationError, by name, if two would have the same.
    """
    moved = [row for row in derived([node, *others]) if row is not node]
    refuse_meeting([*others, node])
    return moved


def derived(rows: list[PolicyNode]) -> list[PolicyNode]:
    """Let all nodes of a period derive address and path, each with its parent at hand; return those that moved."""
    by_key = {row.pk: row for row in rows if row.pk}
    for row in rows:
        if row.parent_id in by_key:
            row.parent = by_key[row.parent_id]
    before = [(row.address, row.path) for row in rows]
    PolicyNode.derive(rows, PolicyNode.known_together(rows))
    return [row for row, was in zip(rows, before, strict=True) if (row.address, row.path) != was]


def refuse_meeting(rows: list[PolicyNode]) -> None:
    """Raise a ValidationError that names two of the rows at the same address or place."""
    addresses: dict[str, PolicyNode] = {}
    places: dict[str, PolicyNode] = {}
    for row in rows:
        if (other := addresses.setdefault(row.address, row)) is not row:
            raise ValidationError(row.clash_words(other))
        if (other := places.setdefault(row.path, row)) is not row:
            raise ValidationError(f"並び順が「{other}」と同じです。別の並び順にしてください。")


def in_turn(rows: list[PolicyNode]) -> list[PolicyNode]:
    """Return the rows in an order in which each finds its address free, as far as there is one."""
    held = dict(PolicyNode.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "address"))
    ordered: list[PolicyNode] = []
    while waiting := [row for row in rows if row not in ordered]:
        free = [
            row for row in waiting if row.address not in {held[one.pk] for one in waiting if one is not row}
        ]
        ordered += free or waiting
    return ordered


def refuse_impossible_move(node: PolicyNode) -> None:
    """Raise a ValidationError if the node would hang below itself, or leave behind what hangs below it."""
    if is_below(node.parent, node):
        raise ValidationError("自分自身や、自分より下の項目を上位にすることはできません。")
    children = list(PolicyNode.objects.filter(parent=node).select_related("layer"))
    if any(child.period_id != node.period_id for child in children):
        raise ValidationError("下に項目があるため、計画期間は変えられません。")
    if any(child.layer.depth <= node.layer.depth for child in children):
        raise ValidationError("下の項目より上の層を選んでください。")


def is_below(candidate: PolicyNode | None, node: PolicyNode) -> bool:
    """Tell whether the candidate is the node itself or hangs below it."""
    seen = set()
    while candidate is not None and candidate.pk not in seen:
        if candidate.pk == node.pk:
            return True
        seen.add(candidate.pk)
        candidate = candidate.parent
    return False
