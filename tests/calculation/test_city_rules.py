"""The published rules of two cities, as shipped: what they say of a year, why, and how far it is to the next class.

`published` is an example or limit that the city itself states; `derived` follows from its rule.
"""

from decimal import Decimal

import pytest

from indicators.calculation.attainment import Distance, attain, distance
from indicators.calculation.explain import attainment_sentence, distance_sentence
from indicators.calculation.facts import Comparator, Direction
from tests.calculation.cases import Number, fy, judged_series, result, series, target
from tests.calculation.test_class_cases import PROFILES, rules

YEAR = fy(2023)
UP, DOWN, UNKNOWN = Direction.UP, Direction.DOWN, Direction.UNKNOWN
NAGAYO, FUKUOKA = PROFILES["nagayo-10"], PROFILES["fukuoka-health"]


@pytest.mark.parametrize(
    ("direction", "goal", "found", "symbol"),
    [
        pytest.param(UP, 100, 110, "A", id="published: ahead by 10 %"),
        pytest.param(UP, 100, 105, "B", id="published: within 10 %"),
        pytest.param(UP, 100, 90, "C", id="published: behind by 10 %"),
        pytest.param(UP, 100, "109.99", "B", id="derived: just not ahead"),
        pytest.param(UP, 100, "90.01", "B", id="derived: just not behind"),
        pytest.param(DOWN, 100, 90, "A", id="derived: less is better"),
        pytest.param(DOWN, 100, 110, "C", id="derived: more is worse"),
        pytest.param(UP, -100, -90, "A", id="derived: a share of the amount of a target below 0"),
        pytest.param(UP, 0, 5, "B", id="derived: no share of 0, but reached"),
        pytest.param(DOWN, 0, 5, "C", id="derived: no share of 0, and missed"),
        pytest.param(UP, None, 5, "－", id="derived: no plan"),
        pytest.param(UP, 100, None, "－", id="derived: no result"),
        pytest.param(UNKNOWN, 100, 120, "－", id="derived: no direction"),
    ],
)
def test_nagayo_compares_with_the_plan(
    direction: Direction, goal: Number, found: Number, symbol: str
) -> None:
    attained = attain(judged_series(direction, 50, goal, found), YEAR, period_start=None, profile=NAGAYO)
    assert attained.symbol == symbol
    assert attained.reason


@pytest.mark.parametrize(
    ("baseline", "goal", "found", "symbol"),
    [
        pytest.param(75, 80, 80, "a", id="derived: on track"),
        pytest.param(75, 80, 78, "b", id="published: 3 points up are unchanged"),
        pytest.param(75, 80, 72, "b", id="published: 3 points down are unchanged"),
        pytest.param(75, 80, "71.9", "c", id="derived: more than 3 points down"),
        pytest.param(75, 90, 79, "b", id="published: slower than needed but improving"),
        pytest.param(None, 80, 70, "c", id="derived: missed, with nothing to compare with"),
        pytest.param(75, None, 80, "－", id="derived: nothing to be on track to"),
    ],
)
def test_fukuoka_takes_three_points_of_a_survey_for_unchanged(
    baseline: Number | None, goal: Number | None, found: Number, symbol: str
) -> None:
    told = judged_series(UP, baseline, goal, found, unit="%", is_survey=True, decimals=1)
    assert attain(told, YEAR, period_start=None, profile=FUKUOKA).symbol == symbol


@pytest.mark.parametrize(
    ("unit", "is_survey"),
    [pytest.param("％", False, id="no survey"), pytest.param("人", True, id="no share")],
)
def test_three_points_are_for_surveyed_shares_alone(unit: str, is_survey: bool) -> None:
    told = judged_series(UP, 75, 80, 74, unit=unit, is_survey=is_survey)
    assert attain(told, YEAR, period_start=None, profile=FUKUOKA).symbol == "c"


def test_an_indicator_that_falls_is_improving_when_it_falls() -> None:
    told = judged_series(DOWN, 75, 60, 70, unit="％", is_survey=True)
    assert attain(told, YEAR, period_start=None, profile=FUKUOKA).symbol == "b"
    worse = judged_series(DOWN, 75, 60, "78.1", unit="％", is_survey=True)
    assert attain(worse, YEAR, period_start=None, profile=FUKUOKA).symbol == "c"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (66, "計画53件に対し24.5％進んでいる（(66−53)÷53）、その差が10％以上のため"),
        (55, "計画53件に対し3.8％進んでいる（(55−53)÷53）、差が±10％以内のため"),
        (53, "計画53件に対しちょうどである、差が±10％以内のため"),
        (40, "計画53件に対し24.5％遅れている（(40−53)÷53）、その差が10％以上のため"),
    ],
)
def test_the_reason_tells_the_plan_and_the_arithmetic(found: int, said: str) -> None:
    told = judged_series(UP, 7, 53, found)
    assert attain(told, YEAR, period_start=None, profile=NAGAYO).reason == said


def test_a_lead_that_rounds_up_to_its_limit_is_not_written_as_if_it_had_reached_it() -> None:
    told = judged_series(UP, 7, 10_000, "10999.9")
    assert (
        "10.0％"
        not in attain(
            told, YEAR, period_start=None, profile=rules(("ahead_of_plan", 10, "A"), ("otherwise", "B"))
        ).reason
    )


def test_the_reason_tells_what_is_taken_for_unchanged() -> None:
    told = judged_series(UP, 75, 80, "72.5", unit="％", is_survey=True, decimals=1)
    assert attain(told, YEAR, period_start=None, profile=FUKUOKA).reason == (
        "計画策定時の75.0％から2.5ポイント悪化している（72.5−75.0）が、"
        "意識調査等の±3ポイント以内の変化は「変わらない」とみなすため"
    )


def test_the_distance_to_the_next_class_is_honest() -> None:
    behind = judged_series(UP, 7, 53, 40)
    assert distance(
        behind, attain(behind, YEAR, period_start=None, profile=NAGAYO), profile=NAGAYO
    ) == Distance(next_symbol="B", amount=Decimal(8), unit="件", sign=1)
    near = judged_series(UP, 7, 53, 55)
    assert (
        distance_sentence(
            distance(near, attain(near, YEAR, period_start=None, profile=NAGAYO), profile=NAGAYO)
        )
        == "Aまであと4件"
    )
    ahead = judged_series(UP, 7, 53, 66)
    assert distance(ahead, attain(ahead, YEAR, period_start=None, profile=NAGAYO), profile=NAGAYO) is None
    worse = judged_series(UP, 75, 80, "71.9", unit="％", is_survey=True, decimals=1)
    assert distance(
        worse, attain(worse, YEAR, period_start=None, profile=FUKUOKA), profile=FUKUOKA
    ) == Distance(next_symbol="b", amount=Decimal("0.1"), unit="ポイント", sign=1)


def test_there_is_no_way_to_a_class_that_people_choose() -> None:
    profile = rules(("reached", "－"), ("no_result", "－"), ("otherwise", "c"))
    told = judged_series(UP, 7, 53, 40)
    assert distance(told, attain(told, YEAR, period_start=None, profile=profile), profile=profile) is None


def test_the_value_before_is_the_last_one_known() -> None:
    profile = rules(
        ("no_previous", "－"),
        ("unchanged_from_previous_percent", 10, "○"),
        ("better_than_previous", "◎"),
        ("otherwise", "△"),
    )
    told = series(UP, totals={2019: 100, 2021: 120, 2023: 131}, targets=(target(2023, 200),))
    attained = {
        year: attain(told, fy(year), period_start=None, profile=profile) for year in (2019, 2021, 2023)
    }
    assert [one.symbol for one in attained.values()] == ["－", "◎", "○"]
    assert attained[2023].reason == (
        "前回の120件から11件改善している（131−120）が、±10％（12件）以内の変化は「変わらない」とみなすため"
    )


def test_a_range_is_approached_or_left() -> None:
    profile = rules(("better_than_baseline", "a"), ("equal_to_baseline", "b"), ("otherwise", "c"))
    for found, symbol in ((35, "a"), (30, "b"), (70, "b"), (29, "c")):
        told = judged_series(Direction.RANGE, 30, 40, found, Comparator.RANGE, upper=60)
        assert attain(told, YEAR, period_start=None, profile=profile).symbol == symbol


def test_what_people_choose_is_never_computed() -> None:
    told = judged_series(UP, 7, 53, 66)
    attained = attain(told, YEAR, period_start=None, profile=rules(("people_decide", "－")))
    assert (attained.symbol, attained.rule) == ("－", "people_decide")
    assert attainment_sentence(told, attained) == (
        "令和5年度の達成状況は「－」です（この判定基準では人が区分を選ぶため計算しない）。"
    )


def test_nine_years_ago_the_same_town_compared_with_the_baseline() -> None:
    """長与町 9次: S above the target, A above the baseline, B within 10 % of it, C below."""
    profile = rules(
        ("no_result", "－"),
        ("no_baseline", "－"),
        ("reached", "S"),
        ("unchanged_from_baseline_percent", 10, "B"),
        ("better_than_baseline", "A"),
        ("worse_than_baseline", "C"),
        ("otherwise", "－"),
    )
    found = [
        attain(judged_series(UP, 100, 150, one), YEAR, period_start=None, profile=profile).symbol
        for one in (150, 120, 110, 95, 89)
    ]
    assert found == ["S", "A", "B", "B", "C"]


def test_a_survey_is_known_by_its_results() -> None:
    told = series(UP, results=(result(2021, 70), result(2023, 72)), unit="%", is_survey=True)
    assert told.is_surveyed_share
    assert told.previous_total(fy(2023)) == 70
    assert told.previous_total(fy(2021)) is None
