"""How a measure stands: its indicators, the suggestion from the cycle's figures, the decision of people beside it."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from evaluations.cycles.models import EvaluationCycle
from evaluations.profiles.scorecards.moves import figures_of
from evaluations.rating.scorecards.basis import basis_of
from evaluations.rating.scorecards.outlines import read_outlines
from evaluations.rating.scorecards.overview import class_changes, class_counts
from evaluations.rating.scorecards.standings import (
    cycle_shown,
    standings,
    tally,
    work_under,
)
from evaluations.sheets.models.sheets import ProjectSheet
from policies.models import PolicyNode
from policies.page import Scope, read_scope
from policies.scorecards.tree import PlanTree
from tests.factories import (
    make_cycle,
    make_evaluation,
    make_indicator,
    make_node,
    make_project,
    make_project_count,
    make_result,
    make_scale,
    make_sheet,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def node() -> PolicyNode:
    """A measure below two other layers, beside a neighbour."""
    policy = make_node(parent=make_node(depth=1))
    make_node(parent=policy)
    return make_node(parent=policy)


def scope_of(year: int = 2023, user: object = None) -> Scope:
    request = RequestFactory().get("/", {"year": str(year)})
    request.user = user or AnonymousUser()  # type: ignore[assignment]
    scope = read_scope(request)
    assert scope is not None
    return scope


def standing_of(node: PolicyNode, year: int = 2023) -> Any:
    scope = scope_of(year)
    (found,) = standings(scope, PlanTree.of(scope.period), [node], cycle_shown(scope))
    return found


def add_indicator(node: PolicyNode, *results: int, **fields: object) -> None:
    """Add an indicator with target 5 in the first years of the period and these results."""
    years = range(2022, 2022 + len(results))
    make_indicator(
        node=node, targets=dict.fromkeys(years, 5), results=dict(zip(years, results, strict=True)), **fields
    )


def test_the_suggestion_stands_beside_the_decision_and_says_if_they_differ(node):
    make_evaluation(node=node, progress="B", direction="Ⅱ")
    add_indicator(node, 6, 6)
    standing = standing_of(node)
    assert standing.decided_progress.symbol == "B"
    assert standing.progress_level.symbol == "A"
    assert standing.is_decided
    assert standing.differs


def test_a_decision_that_follows_the_suggestion_does_not_differ(node):
    evaluation = make_evaluation(node=node, progress="A")
    add_indicator(node, 6, 6)
    suggested = standing_of(node).direction_level
    evaluation.direction = suggested
    evaluation.save()
    assert not standing_of(node).differs


def test_supplementary_indicators_do_not_judge(node):
    make_cycle(period=node.period)
    add_indicator(node, 6, 6)
    add_indicator(node, 0, 0, is_judged=False)
    standing = standing_of(node)
    assert (len(standing.cards), len(standing.supplementary)) == (1, 1)
    assert standing.progress_level.symbol == "A"


def test_figures_after_the_cycle_do_not_change_its_suggestion(node):
    make_cycle(period=node.period)
    add_indicator(node, 6, 6, 0, 0)
    assert standing_of(node, 2023).progress_level.symbol == "A"
    later = standing_of(node, 2025)
    assert later.progress_level.symbol == "A"
    assert later.cards[0].level.symbol != "a"


def test_a_wrong_figure_blocks_both_suggestions_and_is_named(node):
    make_cycle(period=node.period)
    add_indicator(node, 9, 6, accumulation="cumulative", name="下がる累計")
    standing = standing_of(node)
    assert (standing.progress_level, standing.direction_level) == (None, None)
    assert "下がる累計" in " ".join(standing.progress.sentences)


def test_more_records_than_reported_block_a_suggestion(node):
    make_cycle(period=node.period)
    add_indicator(node, 6, 6, accumulation="cumulative")
    indicator = node.indicators.get()
    make_project(counts_in=indicator, name="甲")
    make_project(counts_in=indicator, name="乙")
    counted = make_project_count(indicator=indicator, count=2)
    assert standing_of(node).progress_level is not None
    counted.count = 1
    counted.save()
    assert standing_of(node).progress_level is None


@pytest.mark.parametrize(("achievement", "changes"), [("3", False), ("5", True)])
def test_the_achievement_of_what_is_below_reaches_the_suggested_direction(node, achievement, changes):
    cycle = make_cycle(period=node.period)
    add_indicator(node, 6, 6)
    before = standing_of(node).direction
    make_sheet(cycle=cycle, node=make_node(parent=node), achievement=achievement)
    assert (standing_of(node).direction.confirmations != before.confirmations) == changes


def test_the_achievement_of_a_neighbour_does_not(node):
    cycle = make_cycle(period=node.period)
    add_indicator(node, 6, 6)
    before = standing_of(node).direction
    beside = make_node(period=node.period)
    make_sheet(cycle=cycle, node=make_node(parent=beside), achievement="5")
    assert standing_of(node).direction == before
    assert ProjectSheet.objects.count() == 1


def test_outside_every_cycle_nothing_is_suggested(node):
    add_indicator(node, 6, 6)
    standing = standing_of(node)
    assert (standing.cycle, standing.progress, standing.progress_level) == (None, None, None)
    assert (standing.progress_order, standing.suggestion_order) == (1000, 1000)


def test_the_cycle_shown_is_the_one_that_looks_at_the_year_else_the_last_before(node):
    period = node.period
    early = make_cycle(period=period, first_year=2022, last_year=2022)
    late = make_cycle(period=period, first_year=2023, last_year=2024)
    make_cycle(period=period, first_year=2022, last_year=2025, is_published=False)
    shown = [cycle_shown(scope_of(year)) for year in (2022, 2023, 2024, 2025)]
    assert shown == [early, late, late, late]


def test_of_two_cycles_over_a_year_the_one_that_began_later_is_not_preferred_to_the_wider(node):
    make_cycle(period=node.period, first_year=2022, last_year=2022)
    final = make_cycle(period=node.period, first_year=2022, last_year=2025)
    assert cycle_shown(scope_of(2022)) == final


def test_missing_figures_are_those_that_are_asked_for_and_not_answered(node):
    make_indicator(node=node, targets={2022: 5})
    answered = make_indicator(node=node, targets={2022: 5})
    make_result(indicator=answered, missing="out_of_cycle")
    make_indicator(node=node)
    make_indicator(node=node, asked="never", not_asked_reason="国の統計のため")
    make_indicator(node=make_node(parent=node), is_judged=False)
    standing = standing_of(node, 2022)
    assert (standing.missing_count, standing.duties.owed, standing.duties.answered) == (3, 3, 0)
    assert standing.duties.unasked == (("照会対象外", 1), ("調査対象年度外", 1))


def test_ratings_are_counted_by_decision_or_by_suggestion():
    level = {symbol: SimpleNamespace(symbol=symbol) for symbol in "AB"}
    measures = [
        SimpleNamespace(decided_progress=level["A"], progress_level=level["B"]),
        SimpleNamespace(decided_progress=level["A"], progress_level=None),
        SimpleNamespace(decided_progress=None, progress_level=level["B"]),
    ]
    decided = tally(measures, by_suggestion=False)  # type: ignore[arg-type]
    assert (decided.counts, decided.undecided, decided.total) == ({"A": 2}, 1, 3)
    suggested = tally(measures, by_suggestion=True)  # type: ignore[arg-type]
    assert (suggested.counts, suggested.undecided) == ({"B": 2}, 1)


def test_classes_are_counted_and_compared_with_the_year_before(node):
    add_indicator(node, 6, 0, baseline=4)
    add_indicator(node, 6, 6)
    add_indicator(node, 6)
    add_indicator(node, 6, 0, baseline=4, is_judged=False)
    scope = scope_of()
    found = read_outlines(scope, PlanTree.of(scope.period), None)
    assert class_counts(found.briefs, found.rules)["a"] == 1
    (change,) = class_changes(found.briefs, found.rules)
    assert (change.brief.order, change.before.symbol) == (1, "a")
    assert change.after.symbol != "a"


def test_judging_costs_as_many_queries_for_one_measure_as_for_many(node, django_assert_max_num_queries):
    cycle = make_cycle(period=node.period)
    nodes = [node, *(make_node(period=node.period) for _ in range(4))]
    for one in nodes:
        add_indicator(one, 6, 6)
        make_evaluation(cycle=cycle, node=one, progress="A", direction="Ⅰ")
    scope = scope_of()
    shown, tree = cycle_shown(scope), PlanTree.of(scope.period)
    costs = []
    for some in (nodes[:1], nodes):
        with django_assert_max_num_queries(12) as queries:
            for standing in standings(scope, tree, some, shown):
                assert standing.cards
                assert str(standing.decided_direction)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_one_poor_undertaking_among_many_unrated_ones_is_no_majority(node):
    cycle = make_cycle(period=node.period)
    scale = make_scale("12345", key="達成度")
    for order in range(1, 7):
        below = make_node(parent=node, code="", order=order)
        if order == 1:
            worst = scale.levels.get(symbol="5")
            ProjectSheet.objects.create(cycle=cycle, node=below, achievement=worst, entry_state="checked")
    PolicyNode.objects.filter(parent=node).update(layer=node.period.layers.get(depth=4))
    tree = PlanTree.of(node.period)
    work = work_under(cycle, tree, [tree.node(node.pk)], unconfirmed_of=())[node.pk]
    assert (work.undertakings, list(work.achievements)) == (6, [5])


def test_a_measure_above_another_is_judged_by_all_below_it_whichever_are_asked_for_with_it(node):
    node.period.layers.filter(depth=2).update(is_evaluated=True)
    cycle = make_cycle(period=node.period)
    policy = node.parent
    add_indicator(policy, 6, 6)
    add_indicator(node, 1, 1)
    work = make_node(parent=node)
    add_indicator(work, 1, 1)
    make_sheet(cycle=cycle, node=work, achievement="5")
    scope = scope_of()
    tree = PlanTree.of(scope.period)
    shown = cycle_shown(scope)
    assert shown is not None
    together = standings(scope, tree, [tree.node(policy.pk), tree.node(node.pk)], shown)
    alone = [standings(scope, tree, [tree.node(one.pk)], shown)[0] for one in (policy, node)]
    for one, other in zip(together, alone, strict=True):
        assert (one.progress, one.direction) == (other.progress, other.direction)
    found = [(one.progress.symbol, one.progress.counts) for one in together if one.progress]
    assert found == [("D", {"a": 1, "d": 2}), ("D", {"d": 2})]
    moved = figures_of(shown, scope.today)
    assert [len(moved.cards[one.pk]) for one in (policy, node)] == [3, 2]


def test_a_figure_of_a_later_year_changes_no_older_evaluation(node):
    make_cycle(period=node.period)
    add_indicator(node, 6, 8, accumulation="cumulative")
    before = standing_of(node).progress
    make_result(indicator=node.indicators.get(), fiscal_year=2024, total=3)  # a running total that falls
    assert standing_of(node).progress == before
    assert standing_of(node, 2024).progress == before
    EvaluationCycle.objects.update(last_year=2024)
    assert standing_of(node, 2024).progress.rule == "blocked"


def test_a_yearly_sheet_speaks_for_the_evaluation_of_its_years_unless_that_has_one_of_its_own(node):
    midterm = make_cycle(period=node.period)
    scale = midterm.achievement_scale
    yearly = make_cycle(
        period=node.period, kind="yearly", first_year=2023, last_year=2023, achievement_scale=scale
    )
    later = make_cycle(period=node.period, first_year=2024, last_year=2024, achievement_scale=scale)
    below = make_node(parent=node)
    tree = PlanTree.of(node.period)

    def rated():
        return list(work_under(midterm, tree, [node], unconfirmed_of=())[node.pk].achievements)

    make_sheet(cycle=later, node=below, achievement="1")
    assert rated() == []
    sheet = make_sheet(cycle=yearly, node=below, achievement="4")
    assert rated() == [4]
    ProjectSheet.objects.filter(pk=sheet.pk).update(entry_state="waiting")
    assert rated() == []
    assert list(work_under(midterm, tree, [node], unconfirmed_of=None)[node.pk].achievements) == [4]
    ProjectSheet.objects.filter(pk=sheet.pk).update(entry_state="confirmed")
    EvaluationCycle.objects.filter(pk=yearly.pk).update(is_published=False)
    assert rated() == []
    assert list(work_under(midterm, tree, [node], unconfirmed_of={1})[node.pk].achievements) == [4]
    make_sheet(cycle=midterm, node=below, achievement="2")
    assert rated() == [2]


def test_what_a_decision_is_kept_with_and_compared_by_counts_the_sheets_that_its_suggestion_counted(node):
    cycle = make_cycle(period=node.period)
    below = make_node(parent=node)
    make_sheet(cycle=cycle, node=below, achievement="5", entry_state="waiting")
    scope = replace(scope_of(), internal=True, unconfirmed_of=None)
    tree = PlanTree.of(node.period)
    (found,) = standings(scope, tree, [node], cycle)
    assert found.direction is not None
    assert "達成度4又は5" in "".join(found.direction.confirmations)
    seen = basis_of(cycle, tree, found, unconfirmed_of=scope.unconfirmed_of)
    assert seen.inputs["achievements"] == [5]
    assert basis_of(cycle, tree, found, unconfirmed_of=()).inputs["achievements"] == []
    assert list(figures_of(cycle, scope.today).work[node.pk].achievements) == [5]
