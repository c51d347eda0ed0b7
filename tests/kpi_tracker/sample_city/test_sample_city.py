"""The invented city: the same for the same arguments, sound, and with something of everything in it."""

from collections import Counter
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from evaluations.committee.models import ReviewQuestion
from evaluations.judgement.stages import DEFAULT_STAGES
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import StageStep
from evaluations.redline.findings import EXAMPLES, check
from evaluations.redline.models import Comment, Proposal, WordingRule, rules_of_city
from evaluations.sheets.actions import carried
from evaluations.sheets.answers import problems_in
from evaluations.sheets.models.forms import SheetRequest
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.models import Result
from kpi_tracker.sample_city.city import sample_city
from policies.models import Plan
from store.models import Change

Rows = dict[str, list[dict[str, Any]]]


def rows(*, measures: int, years: int, seed: int = 1) -> Rows:
    found: Rows = {}
    for entry in sample_city(measures=measures, years=years, seed=seed):
        found.setdefault(entry.model, []).append(entry.fields)
    return found


def underway(made: Rows) -> list[dict[str, Any]]:
    return [one for one in made["evaluations.evaluation"] if one["cycle"][-1] == "current"]


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
    decided = [one for one in large["evaluations.evaluation"] if one["cycle"][-1] == "mid"]
    assert {one["progress"][1] for one in decided} == set("ABCD")
    assert {one["direction"][1] for one in decided} == set("ⅠⅡⅢⅣ")
    differing = [one for one in decided if one["difference_reason"]]
    assert 0 < len(differing) < len(decided) / 5


def test_some_numbers_are_known_half_way_and_some_of_them_published(large: Rows) -> None:
    found = large["indicators.interimvalue"]
    assert {one["as_of"] for one in found} == {"2025-09-30"}
    assert {one["is_published"] for one in found} == {True, False}
    assert len(found) < len(large["indicators.indicator"]) / 2


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


def test_two_thirds_of_the_measures_are_under_way_at_every_stage_up_to_the_decision(large: Rows) -> None:
    standing = Counter(one["stage"][-1] for one in underway(large))
    assert set(standing) == {
        "draft",
        "chief",
        "bureau",
        "check",
        "committee",
        "ruling",
        "settle",
    }
    assert 0.6 < standing.total() / 73 < 0.7
    assert min(standing[key] for key in ("draft", "chief", "bureau", "check", "committee")) >= 6


def test_the_steps_of_the_city_lead_to_where_its_evaluations_stand(large: Rows) -> None:
    places = [row.key for row in DEFAULT_STAGES]
    for one in underway(large):
        steps = [step for step in large["evaluations.stagestep"] if step["evaluation"][-1] == one["node"][-1]]
        assert [step["number"] for step in steps] == list(range(1, len(steps) + 1))
        assert [step["at"] for step in steps] == sorted(step["at"] for step in steps)
        assert [step["from_stage"] for step in steps] == ["", *(step["to_stage"] for step in steps[:-1])]
        assert steps[-1]["to_stage"] == one["stage"][-1]
        for step in steps[1:]:
            is_back = places.index(step["from_stage"]) > places.index(step["to_stage"])
            assert (step["kind"] == "back") == is_back == bool(step["reason"])


def test_nothing_is_under_way_in_a_city_that_has_reported_no_year_of_the_cycle() -> None:
    assert "evaluations.stagestep" not in rows(measures=2, years=3)


@pytest.mark.django_db
def test_what_is_under_way_in_the_city_is_what_its_pages_could_have_written() -> None:
    call_command("sample_city", measures=24, years=5, seed=1, verbosity=0)
    assert StageStep.objects.filter(evaluation__stage=None).count() == 0
    rules = rules_of_city("999999")
    for one in Proposal.objects.select_related("section", "reason"):
        (text,) = [row.body for row in [one.section] if row] + [row.text for row in [one.reason] if row]
        assert text == (one.base if one.is_open else one.result)
        assert len(check(one.base, rules, one.field)) > len(check(one.text, rules, one.field)) == 0
    assert set(Proposal.objects.values_list("state", flat=True)) == {"open", "accepted"}
    answers = Comment.objects.exclude(reply_to=None)
    assert answers.exists()
    assert not answers.exclude(reply_to__field="efforts", reply_to__section=F("section")).exists()
    asked = ReviewQuestion.objects.filter(evaluation__cycle__key="current")
    assert asked.filter(answers=None).exists()
    assert asked.exclude(answers=None).exists()
    for rated in Evaluation.objects.filter(stage__meaning__in=("ruling", "settle")):
        assert None not in (rated.progress, rated.direction, rated.profile, rated.inputs)


@pytest.mark.django_db
def test_the_city_is_marked_fictional_and_a_second_run_changes_nothing() -> None:
    call_command("sample_city", measures=10, years=6, seed=1, verbosity=0)
    plan, second = Plan.objects.order_by("pk")
    for one in (plan, second):
        assert one.is_fictional
        assert one.is_published
        assert one.shows_suggestions
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
    assert Evaluation.objects.filter(cycle__period__plan__key="999999").count() == 2


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
    assert Plan.objects.count() == 3
