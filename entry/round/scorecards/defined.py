"""The definitions of what is asked for, read once while they stand; targets and figures are read at every look."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from accounts.models import Department
from entry.round.scorecards.owed import answers_that_may_return, of_round
from indicators.models import EntryRound, Indicator
from indicators.models.indicator import with_figures, with_own_figures
from policies.models import PlanPeriod, PolicyNode
from policies.scorecards.tree import PlanTree
from store.actions.settled import settled

LINE = "parent__parent__parent"  # the departments above one


def indicator_defined(pk: int) -> Indicator | None:
    """Return an indicator as Indicator.series() and the page of a figure read it, None where there is none."""
    found = settled(("defined", pk), lambda: defined(pk))
    return None if found is None else with_own_figures(found)


def defined(pk: int) -> Indicator | None:
    """Read an indicator with its node; what many have above them is read once for all of them."""
    found = Indicator.objects.filter(pk=pk).select_related("node").order_by().first()
    if found is not None:
        periods = PlanPeriod.objects.select_related("plan")
        key = found.node.period_id
        found.node.period = settled(("period", key), lambda: periods.get(pk=key))
        found.department = department_line(found.department_id)
    return found


def department_line(pk: int | None) -> Department | None:
    """Return a department with those above it at hand."""
    lines = Department.objects.select_related(LINE)
    return None if pk is None else settled(("line", pk), lambda: lines.get(pk=pk))


def way_to(nodes: Iterable[PolicyNode]) -> Mapping[int, Sequence[PolicyNode]]:
    """Return, by its key, each of these nodes with what is above it, the top one first and the node itself last."""
    wanted = {node.pk: node.period_id for node in nodes}

    def read() -> dict[int, list[PolicyNode]]:
        periods = PlanPeriod.objects.in_bulk(set(wanted.values()))
        trees = {pk: PlanTree.of(period) for pk, period in periods.items()}
        found = ((trees[period], trees[period].node(pk)) for pk, period in wanted.items())
        return {node.pk: [*tree.ancestors(node), node] for tree, node in found}

    return settled(("way to", sorted(wanted)), read) if wanted else {}


def measure_on(way: Sequence[PolicyNode]) -> PolicyNode | None:
    """Return the 施策 to which the last node of the way belongs; None where none is above it."""
    return next((node for node in reversed(way[:-1]) if node.layer.is_evaluated), None)


def asked_of(round_: EntryRound, departments: Collection[int]) -> Sequence[Indicator]:
    """Return what of_round() does for these departments with `again`, their whole line above them at hand."""
    key = ("asked of", round_.plan_id, round_.fiscal_year, sorted(departments))
    own = settled(key, lambda: defined_in(round_, departments))
    known = {one.pk for one in own}
    again = [pk for pk in asked_again(round_, departments) if pk not in known]
    if own:
        with_figures(own, plan=round_.plan_id, unconfirmed_of=None)
    if not again:
        return own
    earlier = of_round(round_, departments, again=True, wanted=again)
    return sorted([*own, *earlier], key=lambda one: (one.node.path, one.order, one.pk))


def defined_in(round_: EntryRound, departments: Collection[int]) -> list[Indicator]:
    """Read the indicators of these departments in the periods in which the round's year lies, what is above once."""
    year = round_.fiscal_year
    periods = {
        one.pk: one
        for one in PlanPeriod.objects.filter(plan=round_.plan_id, first_year__lte=year, last_year__gte=year)
    }
    lines = {pk: department_line(pk) for pk in departments}
    rows = Indicator.objects.filter(node__period__in=periods, department__in=departments)
    found = list(rows.select_related("node").order_by("node__path", "order", "pk"))
    for one in found:
        one.node.period = periods[one.node.period_id]
        one.node.period.plan = round_.plan
        one.department = lines[one.department_id or 0]
    return found


def asked_again(round_: EntryRound, departments: Collection[int]) -> list[int]:
    """Return the indicators of these departments in the plan of which an earlier answer was not the last word."""
    owned = {"indicator__department__in": departments, "indicator__node__period__plan": round_.plan_id}
    answers = answers_that_may_return(round_.fiscal_year).filter(**owned)
    return list(answers.order_by().values_list("indicator", flat=True).distinct())
