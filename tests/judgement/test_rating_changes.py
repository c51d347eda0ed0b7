"""Why people rated a measure otherwise than before."""

from typing import Any

import pytest

from evaluations.judgement.rating_changes import Rated, rating_reasons

SCALE = tuple((symbol, f"意味{symbol}") for symbol in "ABCD")


def rated(symbol: str | None, **more: Any) -> Rated:
    fields = {"scale": SCALE, "rules": "基準（第1版）", "suggested": None, "called": "中間評価"} | more
    return Rated(symbol=symbol, **fields)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(rated("A"), rated("A", rules="ほか"), [], id="the same rating needs no reason"),
        pytest.param(rated(None), rated(None), [], id="nor do two that nobody gave"),
        pytest.param(rated("A"), rated("B"), [("decision", "")], id="people decided otherwise"),
        pytest.param(
            rated("A", suggested="A"),
            rated("B", suggested="C"),
            [("suggestion", "A→C")],
            id="the suggestion was another one",
        ),
        pytest.param(
            rated("A", suggested="B"), rated("B", suggested="B"), [("decision", "")], id="it was the same"
        ),
        pytest.param(
            rated("A", suggested="A"), rated("B"), [("decision", "")], id="of which one is not known"
        ),
        pytest.param(
            rated("A", suggested="A"),
            rated("B", suggested="C", rules="基準（第2版）"),
            [("rules", "基準（第1版）→基準（第2版）"), ("suggestion", "A→C")],
            id="other rules come first",
        ),
        pytest.param(
            rated("A"),
            rated(None, called="総括評価"),
            [("incomparable", "総括評価では未決定")],
            id="one is undecided",
        ),
        pytest.param(
            rated("A"),
            rated("A", scale=SCALE[:3]),
            [("incomparable", "区分の異なる評価による")],
            id="the scales differ",
        ),
        pytest.param(
            None, rated("A"), [("incomparable", "もう一方に対応する項目の登録がない")], id="there is but one"
        ),
    ],
)
def test_the_reasons_for_another_rating(before, after, expected):
    assert [(one.why.value, one.words) for one in rating_reasons(before, after)] == expected
