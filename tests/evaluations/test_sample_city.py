"""The invented city: the same for the same arguments, sound, and with something of everything in it."""

from collections import Counter
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Change
from evaluations.actions.sheets import carried
from evaluations.judgement.answers import problems_in
from evaluations.judgement.wording import EXAMPLES
from evaluations.models import Evaluation, ProjectSheet, SheetRequest, WordingRule
from evaluations.sample_city.city import sample_city
from indicators.calculation.attainment import attain
from indicators.models import Indicator, Result
from policies.fiscal_year import FiscalYear, years
from policies.models import Plan, PolicyNode
from projects.models import LeadingProject, ProjectCount

Rows = dict[str, list[dict[str, Any]]]


def rows(*, measures: int, years: int, seed: int = 1) -> Rows:
    found: Rows = {}
    for entry in sample_city(measures=measures, years=years, seed=seed):
        found.setdefault(entry.model, []).append(entry.fields)
    return found


@pytest.fixture(scope="module")
def large() -> Rows:
    return rows(measures=73, years=10)


def test_the_same_seed_makes_the_same_city() -> None:
    assert rows(measures=10, years=6) == rows(measures=10, years=6)


def test_another_seed_makes_other_figures() -> None:
    assert (
        rows(measures=3, years=6)["indicators.result"]
        != rows(measures=3, years=6, seed=2)["indicators.result"]
    )


def test_a_city_may_have_any_size() -> None:
    for measures, how_many_years in ((1, 2), (2, 3), (150, 5)):
        made = rows(measures=measures, years=how_many_years)
        evaluated = [node for node in made["policies.policynode"] if node["layer"][-1] == 3]
        assert len(evaluated) == measures


def test_every_rating_is_decided_somewhere(large: Rows) -> None:
    decided = large["evaluations.evaluation"]
    assert {one["progress"][1] for one in decided} == set("ABCD")
    assert {one["direction"][1] for one in decided} == set("ⅠⅡⅢⅣ")
    differing = [one for one in decided if one["difference_reason"]]
    assert 0 < len(differing) < len(decided) / 5


def test_figures_are_of_every_kind(large: Rows) -> None:
    indicators, targets, results = (large[f"indicators.{name}"] for name in ("indicator", "target", "result"))
    assert {one["direction"] for one in indicators} == {"up", "down", "keep", "range", "unknown"}
    assert {one["accumulation"] for one in indicators} == {"annual", "cumulative", "point", "average"}
    comparators = {"plain", ">=", "<=", "range", "baseline>=", "text"}
    assert {one["comparator"] for one in targets} == comparators
    assert {one.get("revision", 0) for one in targets} == {0, 1}
    standings = {"final", "provisional", "preliminary", "expected", "estimated"}
    assert {one.get("standing", "final") for one in results} == standings
    assert {one.get("missing", "") for one in results} == {"", "pending", "out_of_cycle", "not_surveyed"}
    assert {one["entry_state"] for one in results} == {"checked", "confirmed", "waiting"}
    assert any(one.get("is_approximate") for one in results)
    assert any(one.get("baseline_value") is None and one["direction"] == "up" for one in indicators)
    judged = Counter(tuple(one["node"]) for one in indicators if one["is_judged"])
    assert set(judged.values()) == {4}


def test_names_do_not_repeat(large: Rows) -> None:
    names = [node["name"] for node in large["policies.policynode"]]
    assert len(set(names)) == len(names)
    own = [one["name"] for one in large["indicators.indicator"]]
    assert len(set(own)) == len(own)


def test_the_last_year_has_targets_and_is_unreported(large: Rows) -> None:
    assert max(one["fiscal_year"] for one in large["indicators.target"]) == 2025
    assert max(one["fiscal_year"] for one in large["indicators.result"]) == 2024


def test_a_round_asks_for_the_last_year(large: Rows) -> None:
    (asked,) = large["indicators.entryround"]
    assert (asked["fiscal_year"], asked["kind"]) == (2025, "yearly")
    assert (asked["opens_on"], asked["due_on"]) == ("2026-04-20", "2026-12-18")


def test_the_round_asks_for_sheets_and_last_years_are_confirmed_for_every_measure(large: Rows) -> None:
    (asked,) = large["evaluations.sheetrequest"]
    assert asked["round"][-2:] == [2025, "yearly"]
    assert asked["cycle"][-1] == "fy2025"
    last = [one for one in large["evaluations.projectsheet"] if one["cycle"][-1] == "fy2024"]
    measures = {one["code"] for one in large["policies.policynode"] if one["layer"][-1] == 3}
    assert {one["node"][-1].partition("/")[0] for one in last} == measures
    assert {one["entry_state"] for one in last} == {"confirmed"}
    assert len(large["evaluations.sheetamount"]) == 2 * 7 * len(last)


def test_a_city_of_two_years_asks_for_sheets_though_it_has_none_of_the_year_before() -> None:
    made = rows(measures=1, years=2)
    assert len(made["evaluations.sheetrequest"]) == 1
    assert "evaluations.sheetanswer" not in made


@pytest.mark.django_db
def test_what_the_last_years_sheets_of_the_city_say_is_complete_and_adds_up() -> None:
    call_command("sample_city", measures=4, years=10, seed=1, verbosity=0)
    request = SheetRequest.objects.with_form().get()
    sheets = ProjectSheet.objects.with_answers().filter(cycle__key="fy2024")
    assert len(sheets) == 4
    questions = [item.question() for item in request.form.items.all()]
    for sheet in sheets:
        assert problems_in(questions, sheet.given(), year=2024) == []
        _, kept = carried(request, sheet.node)
        assert {"plan", "costs", "needs"} <= set(kept)


def test_the_city_keeps_our_examples_as_its_list_of_words(large: Rows) -> None:
    lines = [
        WordingRule(**{name: value for name, value in one.items() if name != "local_government_code"}).rule()
        for one in large["evaluations.wordingrule"]
    ]
    assert lines == list(EXAMPLES)


def test_some_reported_projects_have_no_record(large: Rows) -> None:
    reported = sum(one["count"] for one in large["projects.projectcount"])
    assert 0 < len(large["projects.leadingproject"]) < reported


@pytest.mark.django_db
def test_the_city_is_marked_fictional_and_a_second_run_changes_nothing() -> None:
    call_command("sample_city", measures=10, years=6, seed=1, verbosity=0)
    plan = Plan.objects.get()
    assert plan.is_fictional
    assert plan.is_published
    assert plan.shows_suggestions
    assert (plan.local_government_code, plan.first_year, plan.last_year) == ("999999", 2016, 2021)
    changes = Change.objects.count()
    Result.objects.update(printed="その後の変更")
    call_command("sample_city", measures=10, years=6, seed=1, verbosity=0)
    assert Change.objects.count() == changes


@pytest.mark.django_db
def test_other_arguments_for_an_existing_city_are_refused() -> None:
    call_command("sample_city", measures=2, years=3, seed=1, verbosity=0)
    with pytest.raises(CommandError, match="別の引数") as refused:
        call_command("sample_city", measures=3, years=3, seed=1)
    assert refused.value.returncode == 1
    assert Evaluation.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("measures", "years"), [(0, 5), (5, 1), (100_000, 5)])
def test_a_city_without_measures_or_years_could_not_be_made(measures: int, years: int) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("sample_city", measures=measures, years=years, seed=1)
    assert refused.value.returncode == 2


@pytest.mark.django_db
def test_both_cities_fit_into_one_database_in_either_order() -> None:
    call_command("sample_city", measures=2, years=4, seed=1, verbosity=0)
    call_command("loaddata", "kawasaki_4_2_4", verbosity=0)
    assert Plan.objects.count() == 2


@pytest.mark.django_db
def test_a_large_city_holds_every_class_and_no_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sample_city", measures=73, years=10, seed=1, verbosity=0)
    call_command("check_figures", plan="999999")  # raises for any 誤り
    assert "誤り" not in capsys.readouterr().out
    assert PolicyNode.objects.filter(layer__depth=3).count() == 73
    assert LeadingProject.objects.exists()
    assert ProjectCount.objects.exists()
    cycle_years = years(FiscalYear(2021), FiscalYear(2022))
    judged = Indicator.objects.with_series().filter(is_judged=True)
    series = [one.series() for one in judged]
    classes = Counter(attain(one, year).symbol for one in series for year in cycle_years)
    assert set(classes) == {"a", "b", "c", "d", "－"}
    assert min(classes.values()) > 10
