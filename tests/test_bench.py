"""What the benchmark says of its figures."""

import pytest

from bench.kept import Kept
from bench.reporting import missed, row, verdict


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        pytest.param({"x": 2.5, "goal": 2.5}, "met", id="just met"),
        pytest.param({"x": 2.6, "goal": 2.5}, "MISSED", id="missed"),
        pytest.param(
            {"x": 1, "goal": 2, "statements": 9, "statements_goal": 8}, "MISSED", id="by statements"
        ),
        pytest.param(
            {"x": 100, "goal": None, "statements": 8, "statements_goal": 8}, "met", id="statements alone"
        ),
        pytest.param({"x": 100}, "", id="no goal"),
        pytest.param({"kb": 121, "kb_goal": 120}, "MISSED", id="over the wire"),
        pytest.param({"x": 1, "goal": 40, "lost": 0, "doubled": 0, "5xx": 0}, "met", id="a rush"),
        pytest.param({"x": 1, "goal": 40, "lost": 1}, "MISSED", id="a save was lost"),
        pytest.param({"x": 1, "5xx": 1}, "MISSED", id="somebody got a 5xx"),
    ],
)
def test_a_goal_is_met_only_with_all_that_belongs_to_it(figure, said):
    assert verdict(figure) == said
    assert list(missed({"page": figure})) == (["page"] if said == "MISSED" else [])


def test_a_letter_of_japanese_takes_two_places():
    cells = ("1", "", "", "", "", "", "")
    assert len(row(("round page", *cells))) == len(row(("施策", *cells))) + 2


def test_a_run_that_was_broken_off_goes_on_where_it_stopped(tmp_path, capsys):
    file = tmp_path / "figures.json"
    Kept(file).once("page", lambda: {"x": 1})
    again = Kept(file)
    assert again.once("page", lambda: pytest.fail("measured twice")) == {"x": 1}
    assert again.once("other", lambda: {"x": 2}) == {"x": 2}
    assert Kept(file).figures == {"page": {"x": 1}, "other": {"x": 2}}
