"""The rows of the lists as everybody may see them; all rows of a list are judged once while nobody writes.

Narrowed, sorted or taken away whole a list asks for all of them, in countless ways of asking.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.models.evaluation import EvaluationReason
from evaluations.rating.scorecards.outlines import places_below
from evaluations.rating.scorecards.standings import cycle_shown, standings
from indicators.models import Indicator
from indicators.scorecards import asking_in, rules_of_page, scorecards
from kpi_tracker.api import answers, schemas
from kpi_tracker.api.paging import PartOfList, in_parts
from kpi_tracker.api.scope import place
from policies.models import PolicyNode
from policies.page import Scope, departments_of, number_read
from policies.scorecards.tree import PlanTree
from store.actions.settled import settled
from store.page import kept_parts

KeyedByNode = tuple[int, int]  # the key of an indicator, and that of the node on which it hangs
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


def keys_of_indicators(scope: Scope, below: PolicyNode | None) -> list[KeyedByNode]:
    """Return the keys of the indicators of the period, or of those below a node, in the order of the plan."""
    rows = Indicator.objects.filter(node__period=scope.period).order_by("node__path", "order", "pk")
    wanted = (rows.under(below) if below else rows).values_list("pk", "node_id")
    return settled(("indicators", scope.period.pk, below and below.pk), lambda: list(wanted))


def all_briefs(scope: Scope, below: PolicyNode | None) -> Iterator[schemas.IndicatorBrief]:
    """Yield all indicators (those on the node and below it, if one is given), some hundred at a time."""
    for keys in in_parts(keys_of_indicators(scope, below)):
        yield from briefs(scope, keys)


def briefs(scope: Scope, keys: Sequence[KeyedByNode]) -> list[schemas.IndicatorBrief]:
    """Return these indicators in the year: each is judged once while nobody writes what it follows from.

    One that somebody deletes meanwhile is left out.
    """
    shown = (scope.shows_breakdown, scope.shows_suggestions, scope.shows_forecasts)
    found = kept_parts(
        f"api indicators {scope.today} {scope.period.pk} {scope.year.year} {shown} {keys}",
        number_read(scope),
        {str(pk): [str(node)] for pk, node in keys},
        partial(read_briefs, scope),
    )
    said = (found[str(pk)] for pk, _ in keys)
    return [schemas.IndicatorBrief(**one) for one in said if one is not None]


def read_briefs(scope: Scope, keys: Collection[str]) -> Mapping[str, Any]:
    """Let the engine say these indicators in the year, as everybody may see them; None of one that is gone."""
    rows = Indicator.objects.filter(pk__in=list(map(int, keys))).with_series(
        unconfirmed_of=scope.unconfirmed_of
    )
    cards = scorecards(
        rows,
        year=scope.year,
        period=scope.period,
        rules=rules_of_page(scope),
        on=asking_in(scope),
        recorded={},  # for checks, of which nothing is said here
        reported={},
    )
    said = {
        str(card.indicator.pk): answers.brief(card, card.indicator.node.address).model_dump(mode="json")
        for card in cards
    }
    return {key: said.get(key) for key in keys}
