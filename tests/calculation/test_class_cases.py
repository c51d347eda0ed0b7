"""Every input has exactly one first row and every row can be one; what is not so is refused and named."""

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from indicators.calculation.attainment import NO_CLASS, REFERENCE_ABCD, AttainmentProfile
from indicators.calculation.class_cases import class_faults, representatives
from indicators.calculation.class_rules import CONDITIONS
from indicators.calculation.comparing import Facts
from indicators.calculation.facts import Comparator, Direction, RateFormula, Target, TargetChoice, TargetScope
from policies.fiscal_year import FiscalYear

SHIPPED = json.loads((Path(__file__).parents[2] / "fixtures/rule_profiles.json").read_text(encoding="utf-8"))
PROFILES = {
    one["fields"]["key"]: AttainmentProfile.from_data(
        one["fields"]["attainment_rules"],
        key="",
        version=1,
        judged_by=TargetChoice(one["fields"].get("judged_by", "own")),
    )
    for one in SHIPPED
    if one["model"] == "indicators.ruleprofile"
} | {"reference-abcd": REFERENCE_ABCD}
RULES = {key: profile for key, profile in PROFILES.items() if profile.judged_by is TargetChoice.OWN}


def rules(*rows: tuple[Any, ...]) -> AttainmentProfile:
    """Write rows as (condition, class) or (condition, limit, class)."""
    data = []
    for when, *limit, then in rows:
        limits = dict.fromkeys([CONDITIONS[when].takes], limit[0]) if limit else {}
        data.append({"when": when, "then": then} | limits)
    return AttainmentProfile.from_data(data, key="", version=1, judged_by=TargetChoice.OWN)


def reference_without(*conditions: str) -> AttainmentProfile:
    return AttainmentProfile.from_data(
        [row for row in REFERENCE_ABCD.to_data() if row["when"] not in conditions],
        key="",
        version=1,
        judged_by=TargetChoice.OWN,
    )


@pytest.mark.parametrize("key", PROFILES)
def test_the_shipped_rules_answer_everything_and_need_every_row(key: str) -> None:
    assert class_faults(PROFILES[key]) == ()


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        pytest.param(
            reference_without("otherwise"),
            "文字の目標を達成していない値に当たる行がありません。",
            id="a text that is not fulfilled",
        ),
        pytest.param(
            reference_without("otherwise"),
            "現状値（計画策定時）がなく、率が60％未満の値に当たる行がありません。",
            id="what was left over",
        ),
        pytest.param(
            reference_without("no_result", "no_target", "unclear", "otherwise"),
            "実績がない値に当たる行がありません。",
            id="no result",
        ),
        pytest.param(
            rules(
                ("no_result", NO_CLASS),
                ("no_target", NO_CLASS),
                ("no_lead", NO_CLASS),
                ("ahead_of_plan", 11, "A"),
                ("behind_plan", 10, "C"),
                ("near_plan", 10, "B"),
            ),
            "計画からの進みが11％未満で、計画からの遅れが10％未満で、計画との差が10％の外の値",
            id="between ten and eleven percent",
        ),
        pytest.param(
            rules(
                ("no_result", NO_CLASS),
                ("no_target", NO_CLASS),
                ("text_unanswered", NO_CLASS),
                ("direction_unknown", NO_CLASS),
                ("no_baseline", NO_CLASS),
                ("better_than_baseline", "a"),
                ("worse_than_baseline", "c"),
            ),
            "現状値（計画策定時）と同じ値に当たる行がありません。",
            id="one value alone",
        ),
        pytest.param(
            rules(
                ("no_result", NO_CLASS),
                ("no_target", NO_CLASS),
                ("direction_unknown", NO_CLASS),
                ("no_previous", NO_CLASS),
                ("unchanged_from_previous_points", 3, "b"),
                ("better_than_previous", "a"),
                ("equal_to_previous", "b"),
            ),
            "前回の値より悪い値に当たる行がありません。",
            id="worse than before",
        ),
        pytest.param(rules(("reached", "a")), "目標を達成していない値に当たる行がありません。", id="missed"),
    ],
)
def test_an_input_that_no_row_matches_is_named(profile: AttainmentProfile, said: str) -> None:
    assert any(said in one for one in class_faults(profile)), class_faults(profile)


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        pytest.param(
            rules(("rate_at_least", 60, "a"), ("rate_at_least", 80, "b"), ("otherwise", "c")),
            "2行目「達成率が80％以上」は、1行目が先に当たるため、適用されることがありません。",
            id="limits in the wrong order",
        ),
        pytest.param(
            rules(("otherwise", "a"), ("otherwise", "b")),
            "2行目「上のどの行にも当たらない」は、1行目",
            id="twice",
        ),
        pytest.param(
            rules(("people_decide", NO_CLASS), ("reached", "a")),
            "2行目「目標を達成している」は、1行目",
            id="people",
        ),
        pytest.param(
            rules(
                ("ahead_of_plan", 10, "A"),
                ("behind_plan", 10, "C"),
                ("near_plan", 10, "B"),
                ("no_lead", NO_CLASS),
                ("otherwise", "D"),
            ),
            "5行目「上のどの行にも当たらない」は、1行目・2行目・3行目・4行目が先に当たるため",
            id="hidden by several together",
        ),
        pytest.param(
            rules(("not_worse_than_previous", "a"), ("equal_to_previous", "b"), ("otherwise", "c")),
            "2行目「前回の値と同じ」は、1行目",
            id="equal is not worse",
        ),
    ],
)
def test_a_row_that_never_matches_is_named_with_what_hides_it(profile: AttainmentProfile, said: str) -> None:
    assert any(one.startswith(said) for one in class_faults(profile)), class_faults(profile)


def test_a_tolerance_in_points_makes_a_difference_only_where_it_reaches_beyond_the_row_before() -> None:
    narrow, wide = (
        rules(
            ("unchanged_from_baseline_points", 3, "b"),
            ("unchanged_from_baseline_points", points, "c"),
            ("otherwise", "－"),
        )
        for points in (2, 4)
    )
    assert any(one.startswith("2行目") for one in class_faults(narrow))
    assert class_faults(wide) == ()


numbers = st.decimals(-200, 200, places=1) | st.sampled_from([Decimal(one) for one in (0, 97, 100, 103, 110)])
targets = st.builds(
    Target,
    fiscal_year=st.just(FiscalYear(2023)),
    scope=st.just(TargetScope.YEAR),
    comparator=st.sampled_from(Comparator),
    value=numbers | st.none(),
    upper=numbers | st.none(),
)


@st.composite
def inputs(draw: st.DrawFn) -> Facts:
    """Draw any input that can be: without a total there is no result, and only a running total starts from one."""
    cumulative, lacks_total = draw(st.booleans()), draw(st.integers(0, 9)) == 0
    fulfilled = draw(st.none() | st.booleans())
    return Facts(
        direction=draw(st.sampled_from(Direction)),
        target=draw(targets | st.none()),
        baseline=draw(numbers | st.none()),
        result=None if lacks_total else draw(numbers | st.none()),
        previous=draw(numbers | st.none()),
        last_year=draw(numbers | st.none()),
        start=draw(numbers | st.none()) if cumulative else None,
        is_cumulative=cumulative,
        lacks_total=lacks_total,
        text_fulfilled=fulfilled,
        text_partly=fulfilled is False and draw(st.booleans()),
        is_surveyed_share=not cumulative and draw(st.booleans()),
        is_due=draw(st.booleans()),
        displayed=draw(st.sampled_from([RateFormula.NONE, RateFormula.F8])),
    )


facts = inputs()


@st.composite
def profiles(draw: st.DrawFn) -> AttainmentProfile:
    rows = []
    for when in draw(st.lists(st.sampled_from(sorted(CONDITIONS)), min_size=1, max_size=5)):
        takes = CONDITIONS[when].takes
        limit = {takes: draw(st.sampled_from(["3", "10", "60", "100", "110"]))} if takes else {}
        rows.append({"when": when, "then": "－" if when == "people_decide" else "a"} | limit)
    rows.append({"when": "otherwise", "then": "－"})
    return AttainmentProfile.from_data(
        rows[: draw(st.integers(1, len(rows)))], key="", version=1, judged_by=TargetChoice.OWN
    )


some = st.lists(facts, min_size=30, max_size=30)  # drawn only for rules about which something was said


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(profiles(), st.data())
def test_accepted_rules_answer_every_input(profile: AttainmentProfile, data: st.DataObject) -> None:
    said = class_faults(profile)
    assume(not any("当たる行がありません" in one for one in said))
    for one in data.draw(some):
        assert any(rule.holds(one) for rule in profile.rules), one


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(profiles(), st.data())
def test_a_row_called_unreachable_is_never_the_first_to_hold(
    profile: AttainmentProfile, data: st.DataObject
) -> None:
    dead = {int(one.split("行目")[0]) for one in class_faults(profile) if "適用されることが" in one}
    for one in data.draw(some) if dead else ():
        first = next((place for place, rule in enumerate(profile.rules, 1) if rule.holds(one)), 0)
        assert first not in dead, one


@cache
def known_combinations(key: str) -> frozenset[tuple[bool, ...]]:
    profile = PROFILES[key]
    return frozenset(tuple(rule.holds(one) for rule in profile.rules) for one in representatives(profile))


@pytest.mark.parametrize("key", RULES)
@given(one=facts)
def test_the_representatives_stand_for_every_input(key: str, one: Facts) -> None:
    """Whatever combination of rows an input fulfils, one of the representatives fulfils the same."""
    assert tuple(rule.holds(one) for rule in PROFILES[key].rules) in known_combinations(key)
