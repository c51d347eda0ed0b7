"""The invented city's second plan: what makes it unlike the first, and that its own rules judge it."""

from collections import Counter
from typing import Any

import pytest
from django.core.management import call_command

from evaluations.rating.models.evaluation import Evaluation
from indicators.calculation.facts import TargetScope
from indicators.models import Indicator, Result, Target
from kpi_tracker.sample_city.vision import KEY, LAYERS, PROFILE, second_plan
from policies.models import PolicyNode


def of_model(years: int, model: str) -> list[dict[str, Any]]:
    return [one.fields for one in second_plan(years) if one.model == model]


@pytest.mark.parametrize("years", [2, 3, 10, 50])
def test_it_has_any_number_of_years_and_is_the_same_each_time(years):
    said = [[(one.model, one.fields) for one in second_plan(years)] for _ in range(2)]
    assert said[0] == said[1]
    assert of_model(years, "indicators.indicator")


def test_it_promises_a_figure_for_its_end_alone_and_some_on_the_way():
    scopes = Counter(one["scope"] for one in of_model(10, "indicators.target"))
    assert set(scopes) == {TargetScope.PERIOD.value, TargetScope.MID.value}
    assert scopes[TargetScope.PERIOD.value] == len(of_model(10, "indicators.indicator"))


def test_it_promises_nothing_less_than_none_at_all():
    targets = of_model(10, "indicators.target")
    assert sum(one["value"] == 0 for one in targets) == 2
    assert any(one["total"] < 0 for one in of_model(10, "indicators.result") if "total" in one)


def test_its_indicators_stand_on_its_lowest_layer_alone():
    layers = of_model(10, "policies.layer")
    assert [one["name"] for one in layers if one["has_indicators"]] == [LAYERS[-1]]
    assert {len(one["node"][-1].split("/")) for one in of_model(10, "indicators.indicator")} == {3}


def test_its_codes_begin_anew_under_each_parent():
    codes = Counter(one["code"] for one in of_model(10, "policies.policynode"))
    assert codes["1"] > 3


@pytest.fixture
def city(db):
    call_command("sample_city", measures=2, years=10, seed=1, verbosity=0)


def test_it_stands_beside_the_first_and_is_judged_by_its_own_rules(city):
    decided = Evaluation.objects.filter(cycle__period__plan__key=KEY)
    assert set(decided.values_list("profile__key", flat=True)) == {PROFILE}
    assert decided.filter(progress__isnull=False).count() == decided.count() == 5
    addresses = PolicyNode.objects.filter(period__plan__key=KEY, layer__depth=3)
    assert set(addresses.values_list("address", flat=True)) >= {"1/1/1", "2/1/2"}


def test_a_running_total_is_reported_by_its_yearly_numbers(city):
    pipes = Indicator.objects.get(node__period__plan__key=KEY, accumulation="cumulative")
    assert not Result.objects.filter(indicator=pipes, total__isnull=False).exists()
    assert Target.objects.get(indicator=pipes).value == 3600


def test_a_survey_is_asked_for_by_a_list_of_years_and_owes_nothing_between(city):
    survey = Indicator.objects.get(node__period__plan__key=KEY, asked="listed")
    assert survey.asked_years == "平成29年度、令和2年度、令和5年度"
    assert list(survey.results.values_list("fiscal_year", flat=True)) == [2017, 2020, 2023]
