"""Every measure has a first row for its progress and its direction; what is not so is refused and named."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.judgement.direction import REFERENCE_DIRECTION, DirectionProfile, suggest_direction
from evaluations.judgement.progress import JudgedIndicator, suggest_progress
from evaluations.judgement.progress_rules import REFERENCE_PROGRESS, ProgressProfile
from evaluations.judgement.rule_cases import direction_faults, progress_faults

PEOPLE_P = ProgressProfile.from_data([{"when": "people_decide", "then": "要確認"}], key="", version=1)
PEOPLE_D = DirectionProfile.from_data([{"when": "people_decide", "then": "要確認"}], key="", version=1)


def progress(*rows: tuple[str, ...]) -> ProgressProfile:
    """Write rows as (condition, classes, progress) or (condition, progress)."""
    data: list[dict[str, Any]] = []
    for when, *classes, then in rows:
        data.append({"when": when, "then": then} | ({"classes": list(classes[0])} if classes else {}))
    return ProgressProfile.from_data(data, key="", version=1)


def direction(*rows: tuple[str, str, str]) -> DirectionProfile:
    return DirectionProfile.from_data(
        [dict(zip(("progress", "when", "then"), row, strict=True)) for row in rows], key="", version=1
    )


def test_the_reference_answers_everything_and_needs_every_row() -> None:
    assert progress_faults(REFERENCE_PROGRESS, "abcd", is_given=True) == ()
    assert direction_faults(REFERENCE_DIRECTION, ["要確認", "A", "D", "B", "C"], is_given=True) == ()


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        pytest.param(
            progress(("all", "a", "A"), ("more_than_half", "ab", "B")),
            "判定できた成果指標がないものに当たる行がありません。",
            id="nothing judged",
        ),
        pytest.param(
            progress(
                ("fewer_than_half_judged", "要確認"),
                ("more_than_half", "ab", "A"),
                ("more_than_half", "cd", "C"),
            ),
            "達成状況がaが1指標・cが1指標（2指標中2指標を判定）のものに当たる行がありません。",
            id="half and half",
        ),
        pytest.param(
            progress(("more_than_half", "ab", "B"), ("all", "a", "A"), ("otherwise", "C")),
            "2行目「判定できた成果指標のすべてが、選んだ区分（a）」は、1行目が先に当たるため、適用されることがありません。",
            id="the wider row first",
        ),
        pytest.param(
            progress(("all", "e", "A"), ("otherwise", "C")),
            "1行目「判定できた成果指標のすべてが、選んだ区分（e）」は、当てはまる入力がないため、",
            id="a class that no year can have",
        ),
    ],
)
def test_what_is_wrong_with_rules_of_the_progress_is_named(profile: ProgressProfile, said: str) -> None:
    assert any(one.startswith(said) for one in progress_faults(profile, "abcd", is_given=True))


@pytest.mark.parametrize(
    ("profile", "progresses", "said"),
    [
        pytest.param(
            direction(("A", "always", "Ⅰ")),
            "AB",
            "進捗状況がBで、確認事項があるものに当たる行がありません。",
            id="B",
        ),
        pytest.param(
            direction(("A", "confirmation", "Ⅱ")),
            "A",
            "進捗状況がAで、確認事項がないものに当たる行がありません。",
            id="nothing to confirm",
        ),
        pytest.param(
            direction(("A", "confirmation", "Ⅱ"), ("A", "more_than_half_poor", "Ⅳ"), ("A", "always", "Ⅰ")),
            "A",
            "2行目「進捗状況がAで、達成度4又は5が半数を超える」は、1行目が先に当たるため、",
            id="poor sheets are themselves something to confirm",
        ),
        pytest.param(
            direction(("A", "always", "Ⅰ"), ("Q", "always", "Ⅰ")),
            "A",
            "2行目「進捗状況がQで、その進捗状況なら常に」は、当てはまる入力がないため、",
            id="a progress that is never suggested",
        ),
        pytest.param(
            direction(("A", "always", "Ⅰ")),
            ["要確認"],
            "1行目「進捗状況がA",
            id="a progress that people decide",
        ),
    ],
)
def test_what_is_wrong_with_rules_of_the_direction_is_named(profile, progresses, said):
    assert any(one.startswith(said) for one in direction_faults(profile, progresses, is_given=True))


def test_rows_that_nobody_gave_may_be_in_vain_but_must_answer() -> None:
    assert direction_faults(REFERENCE_DIRECTION, "AB", is_given=False) == ()
    assert direction_faults(REFERENCE_DIRECTION, "AE", is_given=False)


def test_what_people_decide_is_never_suggested_and_says_so() -> None:
    judged = [JudgedIndicator("①", "a", None, "", owed="")]
    found = suggest_progress(judged, profile=PEOPLE_P, blocked=(), last_year=None)
    assert (found.symbol, found.rule) == (None, "people_decide")
    assert found.sentences[0] == (
        "この判定基準では、進捗状況は人が総合的に判断するため、参考判定はありません（要判断）。"
    )
    way = suggest_direction(
        None, to_confirm=["前倒し"], profile=PEOPLE_D, achievements=(), undertakings=None, blocked=()
    )
    assert (way.symbol, way.rule, way.confirmations) == (None, "people_decide", ("前倒し",))
    assert "人が総合的に判断する" in way.sentences[0]
    assert (
        progress_faults(PEOPLE_P, "abc", is_given=True)
        == direction_faults(PEOPLE_D, ["要確認"], is_given=True)
        == ()
    )


def test_a_failed_check_is_said_even_where_people_decide() -> None:
    judged = [JudgedIndicator("①", "a", None, "", owed="")]
    assert (
        "要確認：累計"
        in suggest_progress(judged, profile=PEOPLE_P, blocked=["累計"], last_year=None).sentences
    )
    assert (
        suggest_direction(
            None, profile=PEOPLE_D, blocked=["累計"], to_confirm=(), achievements=(), undertakings=None
        ).rule
        == "blocked"
    )


def test_a_stored_profile_with_a_gap_gives_no_suggestion_and_says_so() -> None:
    found = suggest_progress(
        [JudgedIndicator("①", "c", None, "", owed="")],
        profile=progress(("all", "a", "A")),
        blocked=(),
        last_year=None,
    )
    assert (found.symbol, found.rule) == (None, "no_rule")
    assert "他のいずれにも当たらないため、参考判定はありません" in found.sentences[0]


rows = st.sampled_from(
    [
        {"when": "fewer_than_half_judged", "then": "要確認"},
        {"when": "people_decide", "then": "要確認"},
        {"when": "otherwise", "then": "C"},
        *(
            {"when": when, "classes": list(of), "then": "A"}
            for when in ("all", "more_than_half")
            for of in ("a", "b", "ab", "bc", "abc", "abcd", "cd", "d")
        ),
    ]
)


@given(st.lists(rows, min_size=1, max_size=6), st.text("abcd", max_size=15), st.integers(0, 15))
def test_accepted_rules_of_the_progress_answer_every_measure(data, symbols, unjudged):
    profile = ProgressProfile.from_data(data, key="", version=1)
    counts = {one: symbols.count(one) for one in symbols}
    holding = [rule.matches(counts, len(symbols), len(symbols) + unjudged) for rule in profile.rules]
    said = progress_faults(profile, "abcd", is_given=True)
    if any(holding):
        assert not any(one.startswith(f"{holding.index(True) + 1}行目") for one in said)
    else:
        assert any("当たる行がありません" in one for one in said)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ABC"),
            st.sampled_from(["more_than_half_poor", "confirmation", "always"]),
            st.just("Ⅰ"),
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from("ABC"),
    st.sampled_from([(), (1, 2), (4, 2, 1), (4, 5)]),
)
def test_accepted_rules_of_the_direction_answer_every_measure(data, symbol, achievements):
    profile = direction(*data)
    found = suggest_direction(
        symbol, achievements=achievements, profile=profile, to_confirm=(), undertakings=None, blocked=()
    ).symbol
    has_gap = any("当たる行がありません" in one for one in direction_faults(profile, "ABC", is_given=True))
    assert found == "Ⅰ" or has_gap
