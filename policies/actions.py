"""Changes to more than one row of the plan, each a verb."""

from django.core.exceptions import ValidationError
from django.db import transaction

from policies.models import PolicyNode
from store.actions.rows import Actor, change_row
from store.models import Change


@transaction.atomic
def move_node(node: PolicyNode, *, version: int, by: Actor) -> list[Change]:
    """Write a changed node, and the addresses and paths of everything below it that follow from the change.

    All or nothing. Raise a ValidationError for a place that cannot be, StaleRow if somebody else was first.
    """
    node.clean()
    refuse_impossible_move(node)
    changes = change_row(node, version=version, by=by)
    above = [node]
    while above:
        children = PolicyNode.objects.filter(parent__in=above).order_by("path")
        by_key = {one.pk: one for one in above}
        above = []
        for child in children:
            child.parent = by_key[child.parent_id or 0]
            if moved := change_row(child, version=child.version, by=by):
                changes += moved
                above.append(child)
    return changes


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
