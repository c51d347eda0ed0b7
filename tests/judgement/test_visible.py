"""What visitors read before and after an edition: nothing disappears, or reads otherwise, without a line."""

from typing import Any

import pytest

from evaluations.publishing.visible import Changed, Sight, changed, sights_of


def content(*years: tuple[int, str, str], progress: str = "A") -> dict[str, Any]:
    said = [
        {"year": year, "label": f"R{year}", "result": words, "class": symbol} for year, words, symbol in years
    ]
    one = {"id": 7, "kind": "成果指標", "number": "①", "name": "件数", "years": said}
    node = {"uid": "u", "address": "1", "code": "1", "name": "施策", "indicators": [one], "undertakings": []}
    measure = node | {"progress": progress, "direction": ""}
    return {"cycle": {"key": "c", "name": "中間"}, "measures": [measure], "others": []}


def told(one: Changed) -> dict[str, list[tuple[str, list[str]]]]:
    return {key: [(said.place, list(said.lines)) for said in found] for key, _, _, found in one.parts}


INDICATOR = "1 施策　成果指標① 件数"


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        pytest.param(content((5, "7件", "a")), {}, id="the same"),
        pytest.param(
            content((5, "8件", "b")),
            {"other": [(INDICATOR, ["R5の実績　7件 → 8件", "R5の達成状況　a → b"])]},
            id="another figure",
        ),
        pytest.param(
            content(), {"gone": [(INDICATOR, ["R5の実績　7件", "R5の達成状況　a"])]}, id="a year that is gone"
        ),
        pytest.param(
            content((5, "集計中（令和6年11月公表予定）", "")),
            {"gone": [(INDICATOR, ["R5の実績　7件", "R5の達成状況　a"])]},
            id="a figure that is out again",
        ),
        pytest.param(
            content((5, "7件", "a"), (6, "9件", "")),
            {"new": [(INDICATOR, ["R6の実績　9件"])]},
            id="a year more",
        ),
        pytest.param(
            content((5, "7件", "a"), (6, "集計中", "")),
            {},
            id="a year of which nothing is known tells nothing",
        ),
        pytest.param(
            content((5, "7件", "a"), progress="B"),
            {"other": [("1 施策", ["進捗状況（中間）　A → B"])]},
            id="another rating",
        ),
        pytest.param(
            content((5, "7件", "a"), progress=""),
            {"gone": [("1 施策", ["進捗状況（中間）　A"])]},
            id="a rating taken back",
        ),
    ],
)
def test_what_visitors_read_otherwise_has_a_line(then: dict[str, Any], expected: dict[str, Any]) -> None:
    found = changed(sights_of(content((5, "7件", "a"))), sights_of(then))
    assert told(found) == {"gone": [], "other": [], "new": []} | expected


def test_the_lines_are_counted_and_gathered_by_their_place() -> None:
    now = {str(number): Sight(f"指標{number % 2}", f"R{number}の実績", "1件") for number in range(6)}
    found = changed(now, {})
    assert [(count, len(places)) for _, _, count, places in found.parts] == [(6, 2), (0, 0), (0, 0)]
