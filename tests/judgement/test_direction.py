import json
from typing import Any

import pytest

from evaluations.judgement.direction import (
    DISCLAIMER,
    REFERENCE_DIRECTION,
    DirectionProfile,
    suggest_direction,
)

EARLY = "第3期目標63件を前倒しで達成"


@pytest.mark.parametrize(
    ("progress", "early", "achievements", "direction"),
    [
        pytest.param("A", [], [], "Ⅰ", id="A"),
        pytest.param("A", [], [1, 2, 3], "Ⅰ", id="A with good 事務事業"),
        pytest.param("A", [EARLY], [], "Ⅱ", id="A with a target reached early: the seed"),
        pytest.param("A", [], [3, 4], "Ⅱ", id="A with a 事務事業 rated 4"),
        pytest.param("A", [], [5], "Ⅱ", id="A with a 事務事業 rated 5"),
        pytest.param("B", [], [], "Ⅱ", id="B"),
        pytest.param("B", [EARLY], [5, 5], "Ⅱ", id="B with a 確認事項"),
        pytest.param("C", [], [5, 5], "Ⅲ", id="C"),
        pytest.param("D", [], [], "Ⅲ", id="D without 事務事業"),
        pytest.param("D", [], [3, 4], "Ⅲ", id="D, half of the 事務事業 poor"),
        pytest.param("D", [], [3, 4, 5], "Ⅳ", id="D, more than half of the 事務事業 poor"),
        pytest.param(None, [EARLY], [3], None, id="no progress"),
        pytest.param("Z", [], [], None, id="a progress of no rule"),
    ],
)
def test_the_direction_suggested(
    progress: str | None, early: list[str], achievements: list[int], direction: str | None
) -> None:
    suggestion = suggest_direction(
        progress,
        to_confirm=early,
        achievements=achievements,
        undertakings=None,
        profile=REFERENCE_DIRECTION,
        blocked=(),
    )
    assert suggestion.symbol == direction
    assert suggestion.sentences


def test_the_seed_names_what_to_confirm() -> None:
    suggestion = suggest_direction(
        "A",
        to_confirm=[EARLY],
        achievements=[2, 3],
        undertakings=None,
        profile=REFERENCE_DIRECTION,
        blocked=(),
    )
    assert suggestion.confirmations == (EARLY,)
    assert suggestion.sentences == ("進捗状況がAで確認事項があるため、Ⅱとします。", f"確認事項：{EARLY}")


@pytest.mark.parametrize(
    ("undertakings", "achievements", "direction", "said"),
    [
        pytest.param(6, [5], "Ⅲ", "6件中1件", id="one poor of six, the others not rated"),
        pytest.param(6, [4, 4, 5], "Ⅲ", "6件中3件", id="half"),
        pytest.param(6, [4, 4, 5, 5], "Ⅳ", "6件中4件", id="more than half"),
        pytest.param(None, [5], "Ⅳ", "1件中1件", id="not known how many there are"),
        pytest.param(0, [5], "Ⅳ", "1件中1件", id="fewer than were rated cannot be"),
    ],
)
def test_a_majority_is_one_of_all_undertakings_rated_or_not(
    undertakings: int | None, achievements: list[int], direction: str, said: str
) -> None:
    suggestion = suggest_direction(
        "D",
        achievements=achievements,
        undertakings=undertakings,
        to_confirm=(),
        profile=REFERENCE_DIRECTION,
        blocked=(),
    )
    assert suggestion.symbol == direction
    assert suggestion.confirmations == (f"達成度4又は5の事務事業が{said}",)


def test_poor_undertakings_are_counted_in_words() -> None:
    assert suggest_direction(
        "C",
        achievements=[3, 4, 5],
        to_confirm=(),
        undertakings=None,
        profile=REFERENCE_DIRECTION,
        blocked=(),
    ).confirmations == ("達成度4又は5の事務事業が3件中2件",)


@pytest.mark.parametrize("progress", ["A", "D", None])
def test_a_failed_check_blocks_the_suggestion_and_never_moves_it(progress: str | None) -> None:
    suggestion = suggest_direction(
        progress,
        to_confirm=[EARLY],
        blocked=["累計が下がっています。"],
        achievements=(),
        undertakings=None,
        profile=REFERENCE_DIRECTION,
    )
    assert (suggestion.symbol, suggestion.rule) == (None, "blocked")
    assert "要確認：累計が下がっています。" in suggestion.sentences


@pytest.mark.parametrize("achievement", [0, 6, -1])
def test_an_achievement_outside_one_to_five_is_refused(achievement: int) -> None:
    with pytest.raises(ValueError, match="達成度は1から5まで"):
        suggest_direction(
            "A",
            achievements=[achievement],
            to_confirm=(),
            undertakings=None,
            profile=REFERENCE_DIRECTION,
            blocked=(),
        )


def test_the_disclaimer_is_worded_as_agreed() -> None:
    assert (
        DISCLAIMER
        == "参考判定（数値から機械的に算出した目安です。評価結果は定性的な成果も含め総合的に判断しています。）"
    )


def test_the_reference_profile_survives_json() -> None:
    data = json.loads(json.dumps(REFERENCE_DIRECTION.to_data()))
    assert DirectionProfile.from_data(data, key="reference-abcd", version=1) == REFERENCE_DIRECTION


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param([], "行がありません", id="no rows"),
        pytest.param([{"progress": "A", "when": "maybe", "then": "Ⅰ"}], "使えません", id="an unknown word"),
        pytest.param([{"when": "always", "then": "Ⅰ"}], "progress", id="no progress"),
        pytest.param(
            [{"progress": "A", "when": "always", "then": "Ⅰ", "x": 1}],
            "知らない項目「x」",
            id="an unknown field",
        ),
    ],
)
def test_a_profile_that_makes_no_sense_is_refused_in_a_sentence(
    rows: list[dict[str, Any]], said: str
) -> None:
    with pytest.raises(ValueError, match="判定基準") as refusal:
        DirectionProfile.from_data(rows, key="", version=1)
    assert said in str(refusal.value)
