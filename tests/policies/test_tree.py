"""A period's tree in memory: read once, walked without a query, and helpful about codes that it does not have."""

import pytest

from policies.models import PolicyNode
from policies.scorecards.tree import PlanTree
from tests.factories import make_node, make_period

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> PlanTree:
    """4 > 4-1, 4-2 > 4-2-1, 4-2-2 (also under 4-1) > two 事務事業 without a code; and 5."""
    period = make_period()
    top = make_node(period=period, depth=1, code="4", order=4)
    first, second = (make_node(parent=top, code=f"4-{order}", order=order) for order in (1, 2))
    measures = [make_node(parent=second, code=f"4-2-{order}", order=order) for order in (1, 2)]
    for order in (1, 2):
        make_node(parent=measures[1], code="", order=order)
    PolicyNode.objects.filter(pk=measures[1].pk).update(also_under=first)
    make_node(period=period, depth=1, code="5", order=5)
    make_node(period=make_period(), depth=1, code="9")
    return PlanTree.of(period)


def names(branches):
    return [branch.node.address for branch in branches]


def test_the_tree_stands_in_the_order_of_the_plan(tree):
    expected = ["4", "4-1", "4-2", "4-2-1", "4-2-2", "4-2-2/1", "4-2-2/2", "5"]
    assert [node.address for node in tree.nodes] == expected


def test_the_tenth_stands_after_the_ninth():
    period = make_period()
    for order in (10, 9, 2):
        make_node(period=period, depth=1, order=order)
    assert [node.code for node in PlanTree.of(period).nodes] == ["2", "9", "10"]


def test_a_tree_of_any_size_is_one_query(tree, django_assert_num_queries):
    period = tree.nodes[0].period
    with django_assert_num_queries(1):
        again = PlanTree.of(period)
        [(again.children(node), again.ancestors(node), node.layer.name) for node in again.nodes]


def test_children_and_ancestors_are_found_without_a_code_of_their_own(tree):
    node = tree.at("4-2-2/1")
    assert [one.address for one in tree.ancestors(node)] == ["4", "4-2", "4-2-2"]
    assert names(tree.children(tree.at("4-2-2"))) == ["4-2-2/1", "4-2-2/2"]
    assert names(tree.roots) == ["4", "5"]


def test_a_node_with_a_second_parent_is_listed_there_as_such_and_counted_once(tree):
    (again,) = tree.children(tree.at("4-1"))
    assert (again.node.address, again.relisted) == ("4-2-2", True)
    assert [branch.relisted for branch in tree.children(tree.at("4-2"))] == [False, False]
    assert [node.address for node in tree.below(tree.at("4-1"))] == ["4-1"]
    assert [node.address for node in tree.evaluated()] == ["4-2-1", "4-2-2"]


def test_what_is_below_is_not_what_merely_begins_alike():
    period = make_period()
    nodes = [make_node(period=period, depth=1, order=order) for order in (1, 11, 111)]
    assert PlanTree.of(period).below(nodes[0]) == [nodes[0]]


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        pytest.param(
            "4-2-9", ["4-2", "4-2-1", "4-2-2"], id="a code that there is not: the node above, its children"
        ),
        pytest.param("4-2-2/7", ["4-2-2", "4-2-2/1", "4-2-2/2"], id="a number that there is not"),
        pytest.param("4-9-9-9", ["4", "4-1", "4-2"], id="too deep"),
        pytest.param("7", ["4", "5"], id="nothing like it: the top"),
        pytest.param("", ["4", "5"], id="nothing"),
        pytest.param("x" * 10_000, ["4", "5"], id="10 KB"),
        pytest.param("-" * 10_000, ["4", "5"], id="10 KB of dashes"),
        pytest.param("\x00", ["4", "5"], id="NUL"),
        pytest.param("4-2-z", ["4-2", "4-2-1", "4-2-2"], id="a slip of the finger"),
    ],
)
def test_an_unknown_code_is_answered_with_the_nearest(tree, asked, nearest):
    assert [node.address for node in tree.nearest(asked)] == nearest


def test_at_most_five_are_offered():
    period = make_period()
    for order in range(1, 10):
        make_node(period=period, depth=1, order=order)
    assert len(PlanTree.of(period).nearest("x")) == 5


def test_a_period_without_nodes_has_no_tree():
    tree = PlanTree.of(make_period())
    assert not tree.is_recorded
    assert (tree.roots, tree.nearest("4-2-4"), tree.at("4-2-4")) == ([], [], None)
