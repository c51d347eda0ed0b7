"""Rows of measuring as the calculation core gets them, and what the database and the forms refuse."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from indicators.calculation.facts import Accumulation, Comparator, Direction, Missing, RateFormula
from indicators.models import Indicator, Result, RuleProfile, Target
from policies.fiscal_year import FiscalYear
from tests.factories import (
    make_indicator,
    make_node,
    make_period,
    make_plan,
    make_profile,
    make_project,
    make_project_count,
    make_result,
    make_round,
    make_sheet_request,
    make_target,
)

pytestmark = pytest.mark.django_db


def loaded(indicator, **seen):
    return Indicator.objects.with_series(**{"unconfirmed_of": ()} | seen).get(pk=indicator.pk)


def test_an_indicator_hands_everything_to_the_core():
    indicator = make_indicator(
        name="甲",
        unit="人",
        decimals=1,
        direction="down",
        accumulation="cumulative",
        rate_formula="F3",
        baseline=Decimal("7.5"),
        targets={2023: 6},
        results={2022: Decimal("7.25")},
    )
    make_target(indicator=indicator, fiscal_year=2025, scope="period", comparator="range", value=1, upper=2)
    make_result(indicator=indicator, fiscal_year=2023, missing="pending", pending_until="令和6年11月")
    series = loaded(indicator).series()
    assert (series.name, series.unit, series.decimals) == ("甲", "人", 1)
    assert (series.direction, series.accumulation) == (Direction.DOWN, Accumulation.CUMULATIVE)
    assert series.rate_formula is RateFormula.F3
    assert (series.baseline, series.baseline_year) == (Decimal("7.5"), FiscalYear(2021))
    assert [(one.fiscal_year.year, one.comparator) for one in series.targets] == [
        (2023, Comparator.PLAIN),
        (2025, Comparator.RANGE),
    ]
    first, second = series.results
    assert (first.total, second.missing, second.pending_until) == (
        Decimal("7.25"),
        Missing.PENDING,
        "令和6年11月",
    )


def test_zero_is_a_figure_and_an_empty_row_is_nothing():
    indicator = make_indicator(results={2022: 0})
    make_result(indicator=indicator, fiscal_year=2023, total=None)
    assert [(one.fiscal_year.year, one.total) for one in loaded(indicator).series().results] == [(2022, 0)]


@pytest.mark.parametrize("state", Result.EntryState.values)
def test_unless_somebody_may_see_more_only_confirmed_results_are_loaded(state):
    indicator = make_indicator()
    make_result(indicator=indicator, entry_state=state)
    assert len(loaded(indicator).series().results) == (state in {"confirmed", "checked"})
    assert len(loaded(indicator, unconfirmed_of=None).series().results) == 1


def test_loading_costs_as_much_for_one_indicator_as_for_many(django_assert_num_queries):
    for _ in range(5):
        make_indicator(targets={2022: 5, 2023: 6}, results={2022: 5})
    with django_assert_num_queries(3):
        [indicator.series() for indicator in Indicator.objects.with_series(unconfirmed_of=())]


def test_reported_and_recorded_projects_are_counted_by_indicator_and_year(django_assert_num_queries):
    indicator, other = make_indicator(results={2023: 11}), make_indicator(results={2023: 0})
    for year in (2022, 2022, 2023, None):
        make_project(counts_in=indicator, counting_year=year, name=f"{year} {make_node().pk}")
    make_project_count(indicator=indicator, fiscal_year=2023, count=11)
    make_project_count(indicator=other, fiscal_year=2023, count=0)
    with django_assert_num_queries(2):
        recorded = Indicator.objects.recorded_by_year()
        reported = Indicator.objects.reported_by_year(unconfirmed_of=())
    assert recorded == {indicator.pk: {FiscalYear(2022): 2, FiscalYear(2023): 1}}
    assert reported == {indicator.pk: {FiscalYear(2023): 11}, other.pk: {FiscalYear(2023): 0}}


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"comparator": "range", "value": 5}, id="a range without its upper end"),
        pytest.param({"comparator": "range", "value": 5, "upper": 4}, id="a range upside down"),
        pytest.param({"comparator": "text", "value": None, "text": ""}, id="a text without words"),
        pytest.param({"comparator": "text", "value": 5, "text": "策定"}, id="a text with a number"),
        pytest.param({"comparator": "baseline>=", "value": 5}, id="as good as now, with a number"),
        pytest.param({"comparator": ">=", "value": None}, id="at least nothing"),
        pytest.param({"comparator": ">=", "value": 5, "upper": 6}, id="two numbers"),
    ],
)
def test_a_target_has_what_its_comparator_needs(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_target(**fields)


def test_a_result_is_a_figure_or_a_reason():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_result(missing="pending", total=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_result(missing="pending", text_value="策定した")


def test_a_baseline_has_a_year():
    indicator = make_indicator()
    with pytest.raises(IntegrityError), transaction.atomic():
        Indicator.objects.filter(pk=indicator.pk).update(baseline_value=7)


@pytest.mark.parametrize(("direction", "comparator"), [("up", "<="), ("down", ">=")])
def test_a_target_against_the_direction_is_refused_unless_it_is_meant(direction, comparator):
    indicator = make_indicator(direction=direction)
    target = make_target(indicator=indicator, comparator=comparator)
    with pytest.raises(ValidationError, match="逆の条件"):
        target.clean()
    indicator.accepts_contrary_targets = True
    target.clean()


def test_a_yearly_share_belongs_to_a_running_total():
    with pytest.raises(ValidationError, match="累計の指標だけ"):
        make_result(increment=3).clean()
    make_result(indicator=make_indicator(accumulation="cumulative"), increment=3).clean()


def test_no_indicator_hangs_where_the_layer_has_none():
    node = make_node(period=make_period(), depth=1)
    with pytest.raises(ValidationError, match="指標を置けません"):
        make_indicator(node=node).clean()


@pytest.mark.parametrize(
    "rules", [[{"when": "月が出たら", "then": "a"}], {"when": 1}, [], "a", [{"then": "a"}]]
)
def test_rules_that_nobody_understands_are_refused(rules):
    profile = make_profile()
    profile.attainment_rules = rules
    with pytest.raises(ValidationError) as refused:
        profile.clean()
    assert set(refused.value.message_dict) == {"attainment_rules"}


@pytest.mark.parametrize("model", [Indicator, Target, Result, RuleProfile])
def test_a_row_is_found_by_its_natural_key(model):
    indicator = make_indicator(targets={2022: 5}, results={2022: 5})
    make_profile()
    row = indicator if model is Indicator else model.objects.get()
    assert model.objects.get_by_natural_key(*row.natural_key()) == row


def test_a_round_and_a_cycle_that_asks_for_sheets_stay_with_their_plan():
    request, other = make_sheet_request(), make_period(plan=make_plan(key="999998"))
    round_, cycle = request.round, request.cycle
    round_.plan = other.plan
    with pytest.raises(ValidationError, match="別の計画へは移せません"):
        round_.clean()
    round_.refresh_from_db()
    round_.fiscal_year += 1
    with pytest.raises(ValidationError, match="年度を変えられません"):
        round_.clean()
    cycle.period = other
    with pytest.raises(ValidationError, match="別の計画期間へは移せません"):
        cycle.clean()
    alone = make_round(plan=other.plan)
    alone.fiscal_year += 1
    alone.clean()
