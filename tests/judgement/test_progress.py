import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.judgement.progress import (
    REFERENCE_PROGRESS,
    JudgedIndicator,
    ProgressProfile,
    suggest_progress,
)
from policies.fiscal_year import FiscalYear

R4, R5 = FiscalYear(2022), FiscalYear(2023)


def judged(symbols: str) -> list[JudgedIndicator]:
    return [
        JudgedIndicator(f"指標{place}", symbol, R5, "", owed="")
        for place, symbol in enumerate(symbols, start=1)
    ]


@pytest.mark.parametrize(
    ("symbols", "progress", "needs_explanation"),
    [
        pytest.param("a", "A", False, id="one indicator, a"),
        pytest.param("b", "B", False, id="one indicator, b"),
        pytest.param("c", "C", False, id="one indicator, c"),
        pytest.param("d", "D", False, id="one indicator, d"),
        pytest.param("aaa", "A", False, id="all a"),
        pytest.param("aab", "B", False, id="nearly all a"),
        pytest.param("ddc", "D", False, id="more than half d"),
        pytest.param("dda", "D", False, id="more than half d beside an a"),
        pytest.param("aad", "B", True, id="more than half a, with a d among them"),
        pytest.param("abd", "B", True, id="more than half a or b, with a d"),
        pytest.param("abc", "B", False, id="more than half a or b"),
        pytest.param("ad", "C", False, id="exactly half is not more than half"),
        pytest.param("ddab", "C", False, id="two of four d"),
        pytest.param("cc", "C", False, id="all c"),
        pytest.param("acd", "C", False, id="one of each"),
        pytest.param("aaaa－", "A", False, id="four of five judged"),
        pytest.param("a－", "A", False, id="exactly half judged"),
        pytest.param("a－－", None, False, id="fewer than half judged"),
        pytest.param("－", None, False, id="none judged"),
        pytest.param("", None, False, id="no indicator at all"),
    ],
)
def test_the_progress_suggested(symbols: str, progress: str | None, needs_explanation: bool) -> None:
    suggestion = suggest_progress(judged(symbols), profile=REFERENCE_PROGRESS, blocked=(), last_year=None)
    assert (suggestion.symbol, suggestion.needs_explanation) == (progress, needs_explanation)
    assert (suggestion.judged, suggestion.total) == (len(symbols.replace("－", "")), len(symbols))
    assert suggestion.sentences
    assert any("要説明" in sentence for sentence in suggestion.sentences) == needs_explanation


def test_what_cannot_be_judged_is_left_out_but_named() -> None:
    suggestion = suggest_progress(
        [*judged("aaab"), JudgedIndicator("⑤", "－", None, "集計中", owed="")],
        profile=REFERENCE_PROGRESS,
        blocked=(),
        last_year=None,
    )
    assert "5指標中4指標で判定（判定できない指標：⑤（集計中））。" in suggestion.sentences
    assert suggestion.counts == {"a": 3, "b": 1}


def test_fewer_than_half_judged_says_so() -> None:
    suggestion = suggest_progress(judged("a－－"), profile=REFERENCE_PROGRESS, blocked=(), last_year=None)
    assert suggestion.sentences[0] == (
        "判定できる成果指標が半数に満たない（3指標中1指標）ため、参考判定はありません。"
    )


def test_an_older_year_and_a_provisional_value_are_named() -> None:
    suggestion = suggest_progress(
        [
            JudgedIndicator("①", "a", R5, "", owed=""),
            JudgedIndicator("②", "a", R4, "", owed=""),
            JudgedIndicator("③", "a", R5, "暫定値", owed=""),
            JudgedIndicator("④", "a", R4, "速報値", owed=""),
        ],
        profile=REFERENCE_PROGRESS,
        blocked=(),
        last_year=None,
    )
    assert suggestion.sentences[1:] == (
        "②は令和4年度の値により判定。",
        "③は暫定値により判定。",
        "④は令和4年度の値・速報値により判定。",
    )


def test_a_cycle_whose_last_year_nobody_reported_names_the_year_that_judged() -> None:
    both_old = [JudgedIndicator("①", "a", R4, "", owed=""), JudgedIndicator("②", "a", R4, "", owed="")]
    assert (
        "①は令和4年度の値により判定。"
        not in suggest_progress(both_old, profile=REFERENCE_PROGRESS, blocked=(), last_year=None).sentences
    )
    assert (
        "判定した2指標はすべて、令和4年度の値により判定。"
        in suggest_progress(both_old, last_year=R5, profile=REFERENCE_PROGRESS, blocked=()).sentences
    )


def test_the_rule_is_told_with_its_arithmetic() -> None:
    assert suggest_progress(
        judged("aabc"), profile=REFERENCE_PROGRESS, blocked=(), last_year=None
    ).sentences == (
        "成果指標の達成状況はaが2指標・bが1指標・cが1指標で、a又はbが半数を超えるため、Bとします。",
    )


@pytest.mark.parametrize("symbols", ["a", "d", "a－－", ""])
def test_a_failed_check_blocks_the_suggestion_and_never_moves_it(symbols: str) -> None:
    suggestion = suggest_progress(
        judged(symbols),
        blocked=["令和5年度末の累計が下がっています。"],
        profile=REFERENCE_PROGRESS,
        last_year=None,
    )
    assert (suggestion.symbol, suggestion.rule, suggestion.needs_explanation) == (None, "blocked", False)
    assert "要確認：令和5年度末の累計が下がっています。" in suggestion.sentences


@given(st.text("abcd－", max_size=12))
def test_the_order_of_indicators_does_not_matter(symbols: str) -> None:
    assert (
        suggest_progress(judged(symbols), profile=REFERENCE_PROGRESS, blocked=(), last_year=None).symbol
        == suggest_progress(
            judged("".join(sorted(symbols))), profile=REFERENCE_PROGRESS, blocked=(), last_year=None
        ).symbol
    )


@given(st.text("abcd", min_size=1, max_size=12))
def test_a_class_that_improves_never_lowers_the_progress(symbols: str) -> None:
    better = symbols.replace("d", "c", 1)
    now, then = (
        suggest_progress(judged(one), profile=REFERENCE_PROGRESS, blocked=(), last_year=None).symbol
        for one in (symbols, better)
    )
    assert now is not None
    assert then is not None
    assert then <= now


def test_the_reference_profile_survives_json() -> None:
    data = json.loads(json.dumps(REFERENCE_PROGRESS.to_data()))
    assert ProgressProfile.from_data(data, key="reference-abcd", version=1) == REFERENCE_PROGRESS


def test_a_profile_is_data_and_its_order_decides() -> None:
    profile = ProgressProfile.from_data(
        [{"when": "more_than_half", "classes": ["a"], "then": "A"}, {"when": "otherwise", "then": "B"}],
        key="",
        version=1,
    )
    assert [
        suggest_progress(judged(one), profile=profile, blocked=(), last_year=None).symbol
        for one in ("aab", "ab", "")
    ] == [
        "A",
        "B",
        None,
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param([], "最後の行", id="no rows"),
        pytest.param([{"when": "most", "then": "A"}], "条件「most」は使えません", id="an unknown word"),
        pytest.param([{"when": "all", "then": "A"}], "classes", id="all of what"),
        pytest.param(
            [{"when": "otherwise", "then": "A", "classes": ["a"]}], "classes", id="classes left over"
        ),
        pytest.param([{"when": "all", "classes": "a", "then": "A"}], "文字の並び", id="a word for a list"),
        pytest.param([{"when": "otherwise"}], "区分（then）がありません", id="no progress"),
        pytest.param(
            [{"when": "otherwise", "then": "C", "x": 1}], "知らない項目「x」", id="an unknown field"
        ),
        pytest.param([{"when": ["all"], "then": "A"}], "使えません", id="a list for a word"),
    ],
)
def test_a_profile_that_makes_no_sense_is_refused_in_a_sentence(
    rows: list[dict[str, Any]], said: str
) -> None:
    with pytest.raises(ValueError, match="判定基準") as refusal:
        ProgressProfile.from_data(rows, key="", version=1)
    assert said in str(refusal.value)


def owed(symbol: str, what: str) -> JudgedIndicator:
    return JudgedIndicator("⑨", symbol, R5, "", owed=what)


def test_a_figure_that_is_owed_and_not_there_blocks_the_suggestion() -> None:
    suggestion = suggest_progress(
        [*judged("aaaa"), owed("－", "未提出"), owed("－", "集計中"), owed("－", "未提出")],
        profile=REFERENCE_PROGRESS,
        blocked=(),
        last_year=R5,
    )
    assert (suggestion.symbol, suggestion.rule) == (None, "owed")
    assert suggestion.sentences[0] == "未提出2件・集計中1件のため参考判定なし。"


def test_an_earlier_year_in_place_of_an_owed_one_makes_the_suggestion_provisional() -> None:
    sure = suggest_progress(judged("aab"), profile=REFERENCE_PROGRESS, blocked=(), last_year=R5)
    unsure = suggest_progress(
        [*judged("aa"), owed("b", "未提出")], profile=REFERENCE_PROGRESS, blocked=(), last_year=R5
    )
    assert (sure.symbol, sure.is_provisional) == ("B", False)
    assert (unsure.symbol, unsure.is_provisional) == ("B", True)
    assert any(one.startswith("暫定：") and "⑨（未提出）" in one for one in unsure.sentences)


ORDER = "ABCD"


@given(st.text("abcd－", max_size=8))
def test_another_d_never_improves_a_measure(symbols: str) -> None:
    before, after = (
        suggest_progress(judged(one), profile=REFERENCE_PROGRESS, blocked=(), last_year=R5).symbol
        for one in (symbols, f"{symbols}d")
    )
    assert before is None or (after is not None and ORDER.index(after) >= ORDER.index(before))


@given(st.text("abcd", min_size=1, max_size=8), st.integers(0, 7))
def test_a_worse_class_never_improves_a_measure(symbols: str, place: int) -> None:
    place %= len(symbols)
    worse = symbols[:place] + {"a": "b", "b": "c", "c": "d", "d": "d"}[symbols[place]] + symbols[place + 1 :]
    before, after = (
        suggest_progress(judged(one), profile=REFERENCE_PROGRESS, blocked=(), last_year=R5).symbol
        for one in (symbols, worse)
    )
    assert before is not None
    assert after is not None
    assert ORDER.index(after) >= ORDER.index(before)
