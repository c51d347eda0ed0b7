"""The rules of a profile, read for a cycle."""

import pytest
from django.test import Client

from evaluations.judgement.direction import REFERENCE_DIRECTION
from evaluations.judgement.progress_rules import REFERENCE_PROGRESS
from evaluations.rules import direction_profile, progress_profile
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
