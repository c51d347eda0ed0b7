from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.calculation.attainment import REFERENCE_ABCD, attain
from indicators.calculation.checks import check
from indicators.calculation.explain import derivation
from indicators.calculation.series import (
    Accumulation,
    Comparator,
    Direction,
    Missing,
    Result,
    ResultStanding,
    Series,
    TargetScope,
    contradicts,
)
from tests.calculation.cases import fy, result, seed, series, target

CUMULATIVE = Accumulation.CUMULATIVE


@pytest.mark.parametrize(
    ("results", "totals", "increments"),
    [
        pytest.param(
            [result(2022, 55, 9), result(2023, 66, 11)],
            {2020: None, 2021: 46, 2022: 55, 2023: 66, 2024: None},
            {2020: None, 2021: None, 2022: 9, 2023: 11, 2024: None},
            id="the seed: backwards from the first year published",
        ),
        pytest.param(
            [result(2022, 55), result(2023, None, 11), result(2024, None, 5)],
            {2021: None, 2022: 55, 2023: 66, 2024: 71},
            {2022: None, 2023: 11, 2024: 5},
            id="forwards from a total",
        ),
        pytest.param(
            [result(2021, None, 4), result(2022, None, 5), result(2023, 20, 6)],
            {2019: None, 2020: 5, 2021: 9, 2022: 14, 2023: 20},
            {2020: None, 2021: 4, 2022: 5, 2023: 6},
            id="backwards over several years",
        ),
        pytest.param(
            [result(2021, 40), result(2022, 50)],
            {2020: None, 2021: 40, 2022: 50},
            {2021: None, 2022: 10},
            id="an increment from two totals",
        ),
        pytest.param(
            [result(2020, 10, 3), result(2022, None, 5), result(2023, 30)],
            {2020: 10, 2021: None, 2022: None, 2023: 30},
            {2020: 3, 2021: None, 2022: 5, 2023: None},
            id="a gap makes totals unknown until the next published one",
        ),
        pytest.param(
            [result(2021, None, 4), result(2022, None, 5)],
            {2020: None, 2021: None, 2022: None},
            {2021: 4, 2022: 5},
            id="increments alone never begin at zero",
        ),
        pytest.param(
            [result(2021, 40), result(2022, None, 0), result(2023, 40, 0)],
            {2021: 40, 2022: 40, 2023: 40},
            {2022: 0, 2023: 0},
            id="an increment of zero is an increment",
        ),
        pytest.param(
            [result(2020, 10), result(2021, None, 5), result(2022, 30, 5)],
            {2020: 10, 2021: None, 2022: 30},
            {2021: 5, 2022: 5},
            id="two sides that disagree leave the total unknown",
        ),
    ],
)
def test_totals_and_increments_follow_from_the_adjacent_year_only(
    results: list[Result], totals: dict[int, int | None], increments: dict[int, int | None]
) -> None:
    told = series(accumulation=CUMULATIVE, results=tuple(results))
    assert {year: told.figure(fy(year)).total for year in totals} == totals
    assert {year: told.figure(fy(year)).increment for year in increments} == increments


def test_a_derived_total_says_what_it_was_derived_from() -> None:
    figure = seed().figure(fy(2021))
    assert figure.total == 46
    assert figure.total_is_derived
    assert figure.carried_over is None
    assert figure.derivation is not None
    assert (figure.derivation.left, figure.derivation.right) == (Decimal(55), Decimal(9))
    assert figure.derivation.sign == "\u2212"
    assert figure.derivation.source_year == fy(2022)


def test_published_figures_are_never_replaced() -> None:
    told = series(accumulation=CUMULATIVE, results=(result(2021, 40), result(2022, 50, 7)))
    figure = told.figure(fy(2022))
    assert (figure.total, figure.increment) == (Decimal(50), Decimal(7))
    assert figure.derivation is None


def test_what_was_carried_over_is_the_total_less_the_increment() -> None:
    assert [figure.carried_over for figure in seed().figures(fy(2021), fy(2024))] == [None, 46, 55, None]


def test_a_baseline_is_not_a_result() -> None:
    told = series(
        accumulation=CUMULATIVE, baseline=7, baseline_year=fy(2021), results=(result(2022, None, 5),)
    )
    assert told.figure(fy(2021)).total is None
    assert [figure.fiscal_year for figure in told.known_figures()] == [fy(2022)]


def chain(*results: Result, baseline: int | None = 7, year: int | None = 2020, **more: Any) -> Series:
    return series(
        accumulation=more.pop("accumulation", CUMULATIVE),
        baseline=baseline,
        baseline_year=None if year is None else fy(year),
        results=results,
    )


@pytest.mark.parametrize(
    ("told", "totals"),
    [
        pytest.param(
            chain(result(2021, None, 5), result(2022, None, 9)), {2021: 12, 2022: 21}, id="increments alone"
        ),
        pytest.param(
            chain(result(2021, None, 5), result(2022, None, -3)),
            {2021: 12, 2022: 9},
            id="with a cancellation",
        ),
        pytest.param(chain(result(2021, None, 0)), {2021: 7}, id="nothing new"),
        pytest.param(chain(result(2022, None, 9)), {}, id="a gap after the baseline"),
        pytest.param(chain(result(2021, None, 5), result(2023, None, 9)), {2021: 12}, id="a gap further on"),
        pytest.param(
            chain(result(2021, None, 5), result(2023, 30, 9)),
            {2021: 12, 2022: 21, 2023: 30},
            id="a published total after it",
        ),
        pytest.param(chain(result(2021, None, 5), baseline=None, year=None), {}, id="no baseline"),
        pytest.param(
            chain(result(2020, 8), result(2021, None, 5)),
            {2020: 8, 2021: 13},
            id="a result of the baseline's year",
        ),
        pytest.param(chain(result(2020, None, 2), result(2021, None, 5)), {}, id="an increment of that year"),
        pytest.param(
            chain(result(2021, None, 5), accumulation=Accumulation.ANNUAL), {}, id="no running total"
        ),
    ],
)
def test_the_chain_of_increments_begins_at_the_baseline(told: Series, totals: dict[int, int]) -> None:
    assert {figure.fiscal_year.year: figure.total for figure in told.known_figures()} == totals


def test_what_follows_from_the_baseline_is_computed_and_says_from_what() -> None:
    told = chain(result(2021, None, 5), result(2022, None, 9))
    first, second = told.figure(fy(2021)), told.figure(fy(2022))
    assert (first.total_is_derived, first.increment_is_derived, first.carried_over) == (
        True,
        False,
        Decimal(7),
    )
    assert derivation(first, told) == "令和3年度末累計 12件（計画策定時（令和2年度）の7+5により算出）"
    assert derivation(second, told) == "令和4年度末累計 21件（12+9により算出）"


def test_what_a_year_added_follows_from_the_baseline_too() -> None:
    told = chain(result(2021, 12))
    figure = told.figure(fy(2021))
    assert (figure.increment, figure.increment_is_derived) == (Decimal(5), True)
    assert derivation(figure, told) == "令和3年度の新規分 5件（12−計画策定時（令和2年度）の7により算出）"


def test_a_chain_from_the_baseline_is_judged() -> None:
    told = replace(chain(result(2021, None, 5), result(2022, None, 9)), targets=(target(2022, 20),))
    assert attain(told, fy(2022), profile=REFERENCE_ABCD, period_start=fy(2021)).symbol == "a"


@pytest.mark.parametrize(
    ("results", "said"),
    [
        pytest.param(
            [result(2021, 12, 6)],
            "令和3年度の新規分6件が、累計の差5件（12−7。7は計画策定時（令和2年度）の値）と一致しません。",
            id="beside the baseline",
        ),
        pytest.param(
            [result(2021, None, 5), result(2022, 30, 9)],
            "令和4年度の新規分9件が、累計の差18件（30−12。12は計画策定時（令和2年度）の7＋令和3年度の新規分5）と一致しません。",
            id="over a chain that begins there",
        ),
    ],
)
def test_what_disagrees_with_the_chain_from_the_baseline_is_named(results: list[Result], said: str) -> None:
    findings = check(chain(*results), period_end=None, recorded={}, reported={}, until=None)
    assert [one.message for one in findings if one.code == "increment_disagrees"] == [said]


def test_a_yearly_figure_has_no_increment() -> None:
    told = series(totals={2022: 5, 2023: 9})
    assert told.figure(fy(2023)).total == 9
    assert told.figure(fy(2023)).increment is None


@pytest.mark.parametrize("missing", list(Missing))
def test_a_reason_why_there_is_no_figure_is_kept(missing: Missing) -> None:
    told = series(results=(result(2023, missing=missing, pending_until="令和6年11月"),))
    figure = told.figure(fy(2023))
    assert (figure.total, figure.missing, figure.pending_until) == (None, missing, "令和6年11月")
    assert told.last_result_year(fy(2020), fy(2025)) is None


def test_a_year_nobody_mentions_is_unreported() -> None:
    assert series().figure(fy(2023)).missing is Missing.UNREPORTED


@pytest.mark.parametrize(
    ("row", "reported"),
    [
        pytest.param(result(2023, 0), True, id="zero"),
        pytest.param(result(2023, None, 5), True, id="a new amount alone"),
        pytest.param(result(2023, text_value="策定済"), True, id="a text"),
        pytest.param(result(2023, text_fulfilled=True), True, id="an answer alone"),
        pytest.param(result(2023, missing=Missing.PENDING), True, id="a reason"),
        pytest.param(result(2023, missing=Missing.UNREPORTED), False, id="known to be unreported"),
        pytest.param(result(2023), False, id="an empty row"),
        pytest.param(result(2024, 9, 4), False, id="a total that only follows from the next year"),
    ],
)
@pytest.mark.parametrize("accumulation", [CUMULATIVE, Accumulation.ANNUAL])
def test_whether_anything_was_reported_for_a_year_is_told(
    accumulation: Accumulation, row: Result, *, reported: bool
) -> None:
    assert series(accumulation=accumulation, results=(row,)).figure(fy(2023)).is_reported is reported


def test_a_text_has_no_number_and_is_not_unreported() -> None:
    figure = series(results=(result(2023, text_value="策定済"),)).figure(fy(2023))
    assert (figure.total, figure.missing, figure.text_value) == (None, Missing.NOT_APPLICABLE, "策定済")


def test_a_derived_total_is_as_settled_as_the_least_settled_figure_behind_it() -> None:
    told = series(
        accumulation=CUMULATIVE,
        results=(
            result(2021, 40, standing=ResultStanding.PROVISIONAL),
            result(2022, None, 5, approx=True),
            result(2023, None, 6),
        ),
    )
    assert told.figure(fy(2023)).standing is ResultStanding.PROVISIONAL
    assert told.figure(fy(2023)).approx


def test_two_results_of_one_year_are_refused() -> None:
    with pytest.raises(ValueError, match="同じ年度"):
        series(results=(result(2023, 1), result(2023, 2)))


def test_zero_is_a_result() -> None:
    told = series(totals={2023: 0})
    assert told.figure(fy(2023)).total == 0
    assert told.last_result_year(fy(2020), fy(2025)) == fy(2023)


def test_the_last_year_with_a_result_is_looked_for_within_the_span() -> None:
    assert seed().last_result_year(fy(2022), fy(2025)) == fy(2023)
    assert seed().last_result_year(fy(2018), fy(2021)) is None


def test_the_first_year_there_is_has_no_year_before_it() -> None:
    told = series(accumulation=CUMULATIVE, results=(result(1926, 5, 5), result(1927, None, 2)))
    assert told.figure(fy(1927)).total == 7


def test_a_year_is_judged_by_its_own_target_else_by_the_period_end_of_that_year() -> None:
    told = series(
        targets=(target(2023, 5), target(2025, 9, TargetScope.PERIOD), target(2021, 3, TargetScope.PERIOD))
    )
    assert [t and t.value for t in map(told.target_for, map(fy, (2021, 2022, 2023, 2024, 2025)))] == [
        3,
        None,
        5,
        None,
        9,
    ]


@pytest.mark.parametrize(
    ("as_of", "value"),
    [
        pytest.param(2021, 40, id="the original before the revision applied"),
        pytest.param(2022, 63, id="the revision from the year it applies"),
        pytest.param(None, 63, id="in the year itself"),
    ],
)
def test_the_revision_in_force_is_the_target(as_of: int | None, value: int) -> None:
    found = seed().target(fy(2025), TargetScope.PERIOD, as_of=fy(as_of) if as_of else None)
    assert found is not None
    assert found.value == value


def test_the_original_stays_visible() -> None:
    assert [version.value for version in seed().revisions(fy(2025), TargetScope.PERIOD)] == [40, 63]


def test_a_target_that_applies_later_is_not_in_force_yet() -> None:
    told = series(targets=(target(2025, 9, applies_from=fy(2024)),))
    assert told.target_for(fy(2025), as_of=fy(2023)) is None


def test_a_contradictory_pair_of_direction_and_comparator_is_told() -> None:
    assert contradicts(Direction.UP, Comparator.AT_MOST)
    assert contradicts(Direction.DOWN, Comparator.KEEP_OR_MORE)
    assert not contradicts(Direction.UP, Comparator.PLAIN)
    assert not contradicts(Direction.KEEP, Comparator.AT_MOST)


@st.composite
def partly_published(draw: st.DrawFn) -> tuple[dict[int, int], list[Result]]:
    """A true history of running totals, and what a city chose to publish of it."""
    amounts = draw(st.lists(st.integers(0, 100), min_size=1, max_size=12))
    total, truth, published = draw(st.integers(0, 1000)), {}, []
    for year, amount in enumerate(amounts, start=2010):
        total += amount
        truth[year] = total
        shown = draw(st.sampled_from(["both", "total", "increment", "nothing"]))
        if shown != "nothing":
            published.append(
                result(
                    year,
                    None if shown == "increment" else total,
                    None if shown == "total" else amount,
                )
            )
    return truth, published


@given(partly_published())
def test_increments_and_totals_always_reconcile(history: tuple[dict[int, int], list[Result]]) -> None:
    truth, published = history
    told = series(accumulation=CUMULATIVE, results=tuple(published))
    for year in truth:
        figure, before = told.figure(fy(year)), told.figure(fy(year - 1))
        assert figure.total in {None, truth[year]}
        if None not in (figure.total, figure.increment, before.total):
            assert before.total + figure.increment == figure.total  # type: ignore[operator]
    assert not [
        finding
        for finding in check(told, period_end=None, recorded={}, reported={}, until=None)
        if finding.code == "increment_disagrees"
    ]


@given(partly_published(), st.data())
def test_a_hidden_figure_is_found_again_or_unknown_never_another(
    history: tuple[dict[int, int], list[Result]], data: st.DataObject
) -> None:
    truth, published = history
    told = series(accumulation=CUMULATIVE, results=tuple(published))
    kept = [one for one in published if data.draw(st.booleans())]
    less = series(accumulation=CUMULATIVE, results=tuple(kept))
    for year in truth:
        known = less.figure(fy(year)).total
        assert known is None or known == told.figure(fy(year)).total


def test_results_may_be_given_in_any_order() -> None:
    forwards = series(accumulation=CUMULATIVE, results=(result(2022, 55, 9), result(2023, None, 11)))
    backwards = series(accumulation=CUMULATIVE, results=(result(2023, None, 11), result(2022, 55, 9)))
    assert forwards.figures(fy(2020), fy(2024)) == backwards.figures(fy(2020), fy(2024))
    assert [figure.total for figure in backwards.known_figures()] == [Decimal(46), Decimal(55), Decimal(66)]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(TargetScope)),
            st.integers(2021, 2024),
            st.none() | st.integers(2020, 2026),
            st.integers(1, 100),
        ),
        max_size=6,
    ),
    st.integers(2020, 2025),
)
def test_a_year_has_a_target_where_it_can_be_judged_by_one(
    promised: list[tuple[TargetScope, int, int | None, int]], year: int
) -> None:
    versions = [
        target(of, value, scope, revision=number, applies_from=None if since is None else fy(since))
        for number, (scope, of, since, value) in enumerate(promised, 1)
    ]
    told = series(targets=tuple(versions))
    assert told.has_target(fy(year)) == (told.target_for(fy(year)) is not None)
