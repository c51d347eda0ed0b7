"""The published seed in the database, held fact by fact against what was read from the report by hand."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.direction import REFERENCE_DIRECTION
from evaluations.judgement.progress_rules import REFERENCE_PROGRESS
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason, NarrativeSection
from indicators.calculation.attainment import REFERENCE_ABCD, attain
from indicators.models import Indicator, RatingLevel, RuleProfile, Target
from policies.fiscal_year import FiscalYear
from policies.models import Plan, PlanPeriod, PolicyNode
from projects.models import LeadingProject, ProjectCount
from store.models import Change
from tests.scenery import read_only

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parent / "data"
FACTS: dict[str, Any] = json.loads((DATA / "kawasaki-4-2-4.facts.json").read_text(encoding="utf-8"))
TREE: dict[str, Any] = json.loads((DATA / "kawasaki-plan.json").read_text(encoding="utf-8"))
REPORT = (DATA / "kawasaki-4-2-4.txt").read_text(encoding="utf-8")
NUMBERS = [fact["number"] for fact in FACTS["indicators"]]


@pytest.fixture
def _django_db_helper() -> None:
    """Keep the database open from test to test: see tests/scenery.py."""


@pytest.fixture(scope="module", autouse=True)
def _kawasaki(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with read_only(django_db_blocker):
        call_command("loaddata", "kawasaki_4_2_4", verbosity=0)
        yield


def measure() -> PolicyNode:
    return PolicyNode.objects.get(code=FACTS["hierarchy"]["measure"]["code"])


def indicator(number: str) -> Indicator:
    return measure().indicators.get(number=number)


def fact(number: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in FACTS["indicators"] if one["number"] == number)
    return found


def test_loading_twice_changes_nothing() -> None:
    changes = Change.objects.count()
    call_command("loaddata", "kawasaki_4_2_4.json", verbosity=0)
    assert Change.objects.count() == changes


def test_the_plan_is_the_published_one() -> None:
    plan = Plan.objects.get()
    assert {"name": plan.municipality, "local_government_code": plan.local_government_code} == FACTS[
        "municipality"
    ]
    assert plan.is_published
    assert plan.shows_suggestions
    assert not plan.is_fictional
    periods = [
        {"number": one.number, "name": one.name, "fiscal_years": [one.first_year, one.last_year]}
        for one in PlanPeriod.objects.all()
    ]
    assert {"name": plan.name, "periods": periods} == TREE["plan"]


def test_the_whole_tree_stands_in_the_third_period_only() -> None:
    loaded = PolicyNode.objects.exclude(code="")
    assert {(one.code, one.name) for one in loaded} == {tuple(node) for node in TREE["nodes"]}
    assert {one.period.number for one in PolicyNode.objects.select_related("period")} == {3}
    assert [layer.name for layer in PlanPeriod.objects.get(number=3).layers.all()] == TREE["layers"]
    for node in loaded.select_related("parent", "layer"):
        above, _, _ = node.code.rpartition("-")
        assert (node.parent.code if node.parent else "") == above
        assert node.layer.depth == node.code.count("-") + 1


def test_names_that_want_checking_say_so() -> None:
    doubtful = {one.code for one in PolicyNode.objects.filter(source__contains="確認が必要")}
    assert doubtful == {"5-1", "5-2"}


def test_the_measure_and_what_is_above_and_below_it() -> None:
    hierarchy, node = FACTS["hierarchy"], measure()
    assert (node.name, node.direct_goal) == (
        hierarchy["measure"]["name"],
        hierarchy["measure"]["direct_goal"],
    )
    assert node.parent is not None
    assert node.parent.parent is not None
    assert (node.parent.code, node.parent.name) == (hierarchy["policy"]["code"], hierarchy["policy"]["name"])
    assert node.parent.parent.name == hierarchy["basic_policy"]["name"]
    below = [(one.code, one.address, one.name) for one in node.children.order_by("path")]
    assert below == [
        ("", f"4-2-4/{order}", one["name"]) for order, one in enumerate(hierarchy["undertakings"], 1)
    ]


def test_there_are_no_other_indicators() -> None:
    assert [one.number for one in Indicator.objects.all()] == NUMBERS


@pytest.mark.parametrize("number", NUMBERS)
def test_an_indicator_is_as_printed(number: str) -> None:
    printed, loaded = fact(number), indicator(number)
    assert loaded.name == printed["name"]
    assert loaded.get_kind_display() == printed["kind"]
    assert loaded.accumulation == printed["accumulation"]
    assert loaded.unit == printed.get("unit", "")
    assert loaded.direction == printed.get("direction", "unknown")
    assert loaded.is_judged is not printed["supplementary"]
    baseline = printed.get("baseline", {})
    assert (loaded.baseline_value, loaded.baseline_year) == (
        baseline.get("value"),
        baseline.get("fiscal_year"),
    )
    assert loaded.baseline_label == baseline.get("label", "")


@pytest.mark.parametrize("number", NUMBERS)
def test_its_figures_are_as_printed(number: str) -> None:
    printed, loaded = fact(number), indicator(number)
    results = {str(one.fiscal_year): one for one in loaded.results.all()}
    assert {year: one.total for year, one in results.items()} == values(printed, "actuals")
    increments = {year: one.increment for year, one in results.items() if one.increment is not None}
    assert increments == values(printed, "increments")
    assert {one.entry_state for one in results.values()} == {"checked"}
    yearly = loaded.targets.filter(scope="year")
    assert {str(one.fiscal_year): one.value for one in yearly} == values(printed, "targets")
    assert {one.comparator for one in yearly} == {"plain"}


@pytest.mark.parametrize("number", NUMBERS)
def test_its_period_targets_are_as_printed_with_every_revision(number: str) -> None:
    expected: dict[tuple[int, int], int] = {}
    for year, one in fact(number).get("period_targets", {}).items():
        versions = [one["value"]] if "revised_from" not in one else [one["revised_from"], one["value"]]
        expected |= {(int(year), revision): value for revision, value in enumerate(versions)}
    loaded = indicator(number).targets.filter(scope="period")
    assert {(one.fiscal_year, one.revision): one.value for one in loaded} == expected
    newest = {one.fiscal_year: one.comparator for one in loaded.order_by("revision")}
    assert all(
        newest[int(year)] == one["comparator"] for year, one in fact(number).get("period_targets", {}).items()
    )


def values(printed: Mapping[str, Any], group: str) -> dict[str, Any]:
    return {year: one["value"] for year, one in printed.get(group, {}).items()}


def test_the_revision_says_why_in_the_words_of_the_report() -> None:
    revised = Target.objects.get(fiscal_year=2025, revision=1)
    assert "※R2（2020）年度の実績値が第３期目標値を達成目前のため、目標値を変更" in revised.reason
    assert revised.applies_from is None
    assert indicator("①").target_rationale.endswith(revised.reason)


def test_the_core_makes_of_it_what_the_facts_derive() -> None:
    derived = FACTS["derived"]
    loaded = Indicator.objects.with_series(unconfirmed_of=()).get(number="①").series()
    assert loaded.figure(FiscalYear(2021)).total == derived["opening_total_2021"]
    for year in (2022, 2023):
        attainment = attain(loaded, FiscalYear(year), period_start=FiscalYear(2022), profile=REFERENCE_ABCD)
        expected = derived[f"attainment_{year}"]
        assert attainment.symbol == expected["class"]
        assert attainment.rate is not None
        assert f"{attainment.rate:.1f}" == str(expected["rate_percent"])
    assert attainment.in_period_rate is not None
    assert f"{attainment.in_period_rate:.1f}" == str(derived["in_period_increment_rate_2023_percent"])


def test_the_projects_are_the_named_ones_and_the_counts_the_printed_ones() -> None:
    named = FACTS["projects"]
    earlier = FACTS["earlier_projects_named_in_the_background"]
    loaded = {one.name: one for one in LeadingProject.objects.all()}
    assert set(loaded) == {one["name"] for one in [*named, *earlier]}
    for one in named:
        assert loaded[one["name"]].counting_year == one["fiscal_year"]
    for one in earlier:
        project = loaded[one["name"]]
        assert (project.first_year, project.last_year) == (one["first_fiscal_year"], one["last_fiscal_year"])
    assert {one.indicators.get().number for one in loaded.values()} == {"①"}
    counts = {str(one.fiscal_year): one.count for one in ProjectCount.objects.all()}
    assert counts == values(fact("①"), "increments")


def test_the_decided_ratings_are_the_published_ones() -> None:
    evaluation = Evaluation.objects.get()
    decided = {"progress": evaluation.progress, "direction": evaluation.direction}
    for name, printed in FACTS["ratings"].items():
        level = decided[name]
        assert level is not None
        assert (level.symbol, level.text) == (printed["symbol"], printed["label"])
    cycle = EvaluationCycle.objects.get()
    assert (cycle.key, cycle.name, cycle.first_year, cycle.last_year) == (
        "r5-mid",
        "第3期中間評価",
        2022,
        2023,
    )
    assert cycle.is_published


def test_nothing_is_said_that_the_report_does_not_say() -> None:
    evaluation = Evaluation.objects.get()
    assert (evaluation.profile, evaluation.inputs) == (None, None)  # how the city decided is not printed
    for one in FACTS["earlier_projects_named_in_the_background"]:
        project = LeadingProject.objects.get(name=one["name"])
        assert project.standing == LeadingProject.Standing.UNKNOWN  # its years are over: ended, or adopted?
        assert project.counting_year == project.first_year
        assert "件数に数える年度は開始年度（算出）" in project.source


def test_the_scales_are_word_for_word() -> None:
    for name, levels in TREE["rating_scales"].items():
        loaded = RatingLevel.objects.filter(scale__name=name)
        assert [[one.symbol, one.label, one.explanation] for one in loaded] == levels
    classes = RatingLevel.objects.filter(scale__key="reference-abcd")
    assert [one.symbol for one in classes] == list("abcd")
    for scale in {one.scale_id for one in RatingLevel.objects.all()}:
        looks = RatingLevel.objects.filter(scale=scale).values_list("shape", flat=True)
        assert len(set(looks)) == len(looks)


def test_the_reference_profile_holds_the_rules_of_the_core() -> None:
    profile = RuleProfile.objects.get(key="reference-abcd", edition=1)
    assert profile.attainment_rules == REFERENCE_ABCD.to_data()
    assert profile.progress_rules == REFERENCE_PROGRESS.to_data()
    assert profile.direction_rules == REFERENCE_DIRECTION.to_data()


def own_words() -> Iterator[tuple[str, str]]:
    """Yield every text that is the report's own."""
    for one in Indicator.objects.all():
        yield from (
            (f"{one} {name}", getattr(one, name)) for name in ("method", "rationale", "target_rationale")
        )
    for project in LeadingProject.objects.all():
        yield str(project), project.name
        yield str(project), project.summary
    for reason in EvaluationReason.objects.all():
        yield str(reason), reason.text
    for section in NarrativeSection.objects.all():
        yield str(section), section.heading
        yield str(section), section.body


def test_every_text_is_the_reports_own_word_for_word() -> None:
    printed = "".join(REPORT.split())
    for where, text in own_words():
        for line in filter(None, text.split("\n")):
            assert "".join(line.split()) in printed or is_set_in_two_columns(line), (where, line)


def is_set_in_two_columns(line: str) -> bool:
    """Allow for text that the report prints around another column: every half of the line must be there."""
    words = "".join(line.split())
    printed = "".join(REPORT.split())
    return any(words[:cut] in printed and words[cut:] in printed for cut in range(4, len(words) - 3))


def test_the_narrative_has_all_four_parts_in_the_order_of_the_report() -> None:
    kinds = [one.kind for one in NarrativeSection.objects.order_by("order")]
    assert sorted(set(kinds), key=kinds.index) == ["background", "efforts", "outcome", "summary"]
    assert kinds == sorted(kinds, key=["background", "efforts", "outcome", "summary"].index)
    reasons = EvaluationReason.objects.values_list("subject", "number")
    assert sorted(reasons) == [("direction", 1), ("direction", 2), ("progress", 1), ("progress", 2)]


def test_every_row_of_the_report_says_where_it_stands() -> None:
    for model in (
        Indicator,
        Target,
        LeadingProject,
        ProjectCount,
        Evaluation,
        EvaluationReason,
        NarrativeSection,
    ):
        sources = model.objects.values_list("source", flat=True)
        assert all("kawasaki-4-2-4.txt" in source and "行" in source for source in sources), model
