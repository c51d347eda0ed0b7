"""The rules of a profile, read for a cycle."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from evaluations.cycles.rules import direction_profile, progress_profile
from evaluations.judgement.direction import REFERENCE_DIRECTION
from evaluations.judgement.progress_rules import REFERENCE_PROGRESS
from indicators.models import RatingScale, RuleProfile
from tests.factories import make_cycle, make_evaluation, make_indicator, make_node, make_period, make_profile

pytestmark = pytest.mark.django_db


def test_a_profile_without_rules_judges_by_those_of_the_reference():
    profile = make_profile(progress_rules=[], direction_rules=[])
    assert progress_profile(profile).rules == REFERENCE_PROGRESS.rules
    assert direction_profile(profile).rules == REFERENCE_DIRECTION.rules


def test_the_pages_of_a_profile_without_rules_open():
    node = make_node(period=make_period())
    profile = make_profile(progress_rules=[], direction_rules=[])
    make_evaluation(node=node, cycle=make_cycle(period=node.period, profile=profile))
    make_indicator(node=node, targets={2022: 5}, results={2022: 6})
    assert Client().get(node.get_absolute_url()).status_code == 200


def test_the_published_rules_of_two_cities_are_loaded_and_judge_a_cycle():
    call_command("loaddata", "rule_profiles", verbosity=0)
    call_command("loaddata", "rule_profiles", verbosity=0)
    assert RuleProfile.objects.count() == 4
    profile = RuleProfile.objects.get(key="fukuoka-health")
    goals = RatingScale.objects.get(key="fukuoka-health-goal")
    cycle = make_cycle(profile=profile, progress_scale=goals)
    cycle.full_clean()
    evaluation = make_evaluation(cycle=cycle, node=make_node(period=cycle.period), progress="C")
    evaluation.full_clean()
    assert str(evaluation.progress) == "C やや遅れている"
    assert progress_profile(profile).rules[0].when == "people_decide"


@pytest.mark.parametrize(
    ("field", "rows", "said"),
    [
        pytest.param(
            "attainment_rules",
            [{"when": "reached", "then": "a"}],
            "に当たる行がありません",
            id="a gap of classes",
        ),
        pytest.param(
            "progress_rules",
            [{"when": "otherwise", "then": "A"}, {"when": "all", "classes": ["a"], "then": "A"}],
            "2行目",
            id="a row of the progress in vain",
        ),
        pytest.param(
            "direction_rules",
            [{"progress": "A", "when": "always", "then": "Ⅰ"}],
            "進捗状況がBで、",
            id="a progress without a direction",
        ),
    ],
)
def test_a_profile_with_a_fault_is_not_valid_wherever_it_is_saved(field, rows, said):
    profile = make_profile()
    setattr(profile, field, rows)
    with pytest.raises(ValidationError) as refused:
        profile.full_clean()
    assert any(said in one for one in refused.value.message_dict[field])
