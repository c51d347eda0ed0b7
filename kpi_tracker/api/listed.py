"""The rows of the lists as everybody may see them; all rows of a list are judged once while nobody writes.

Narrowed, sorted or taken away whole a list asks for all of them, in countless ways of asking.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.models.evaluation import EvaluationReason
from evaluations.rating.scorecards.outlines import places_below
from evaluations.rating.scorecards.standings import cycle_shown, standings
from indicators.models import Indicator, IndicatorQuerySet
from indicators.scorecards import asking_in, rules_of_page, scorecards
from kpi_tracker.api import answers, schemas
from kpi_tracker.api.paging import PartOfList, in_chunks, in_parts
from kpi_tracker.api.scope import place
from policies.models import PolicyNode
from policies.page import Scope, departments_of, number_read
from policies.scorecards.tree import PlanTree
from store.page import kept_data, kept_parts

WHOLE: Final = {"page": 1, "pages": 1, "count": 0, "next": None}  # of a list that is narrowed afterwards


def standing(scope: Scope, tree: PlanTree, part: PartOfList) -> schemas.Measures:
    """Return these measures as they stand: each is judged once while nobody writes what it follows from."""
    cycle, keys = cycle_shown(scope), [str(node.pk) for node in part.rows]
    found = kept_parts(
        f"api measures {scope.today} {scope.period.pk} {scope.year.year} {keys}",
        number_read(scope),
        places_below(tree, part.rows),
        partial(read_measures, scope, tree, cycle),
    )
    return schemas.Measures(
        **place(scope),
        **part.said,
        year=scope.year.year,
        cycle=answers.cycle(cycle),
        measures=[schemas.Measure(**found[key]) for key in keys],
    )


def read_measures(
    scope: Scope, tree: PlanTree, cycle: EvaluationCycle | None, keys: Collection[str]
) -> Mapping[str, Any]:
    """Let the engine say how these measures stand, in a number of queries that does not grow with them."""
    nodes = [tree.node(int(key)) for key in keys]
    departments = {one.pk: one for one in departments_of(scope.plan.local_government_code)}
    for node in nodes:
        node.department = departments.get(node.department_id or 0)
    found = standings(scope, tree, nodes, cycle)
    decided = [one.evaluation.pk for one in found if one.evaluation]
    reasons: dict[int, list[EvaluationReason]] = {}
    for reason in EvaluationReason.objects.filter(evaluation__in=decided) if decided else ():
        reasons.setdefault(reason.evaluation_id, []).append(reason)
    return {str(one.node.pk): answers.measure(scope, one, reasons).model_dump(mode="json") for one in found}


def all_measures(scope: Scope, tree: PlanTree) -> Iterator[schemas.Measure]:
    """Yield all 施策, some hundred at a time: narrowed and sorted in countless ways they are the same."""
    for nodes in in_parts(tree.evaluated()):
        yield from standing(scope, tree, PartOfList(nodes, WHOLE)).measures


def indicators_of(scope: Scope) -> IndicatorQuerySet:
    """Return the indicators of the period as everybody may see them, in the order of the plan."""
    rows = Indicator.objects.filter(node__period=scope.period).order_by("node__path", "order", "pk")
    return rows.with_series(unconfirmed_of=scope.unconfirmed_of)


def all_briefs(scope: Scope, below: PolicyNode | None) -> Iterator[schemas.IndicatorBrief]:
    """Yield all indicators (those on the node and below it, if one is given), judged once while nobody writes.

    Some hundred are read at a time, and each hundred is kept.
    """

    def judged(rows: Iterable[Indicator]) -> list[Any]:
        return [one.model_dump(mode="json") for one in briefs(scope, rows)]

    top = below.path if below else ""
    under = {one.address for one in PlanTree.of(scope.period).nodes if one.path.startswith(top)}
    for number, rows in enumerate(in_chunks(indicators_of(scope))):
        name = f"api indicators {scope.today} {scope.period.pk} {scope.year.year} {number}"
        for said in kept_data(name, [number_read(scope)], partial(judged, rows)):
            if said["node"] in under:
                yield schemas.IndicatorBrief(**said)


def briefs(scope: Scope, rows: Iterable[Indicator]) -> list[schemas.IndicatorBrief]:
    """Return these indicators in the year, as everybody may see them."""
    cards = scorecards(
        rows,
        year=scope.year,
        period=scope.period,
        rules=rules_of_page(scope),
        on=asking_in(scope),
        recorded={},  # for checks, of which nothing is said here
        reported={},
    )
    return [answers.brief(card, card.indicator.node.address) for card in cards]
