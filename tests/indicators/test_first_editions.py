"""The first editions of the shipped profiles are written anew once, and the history says so."""

import json
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from indicators.models import RuleProfile
from store.models import Change
from tests.calculation.test_class_cases import RULES
from tests.factories import make_profile

pytestmark = pytest.mark.django_db

migration: Any = import_module("indicators.migrations.0005_rewrite_first_editions")


@pytest.mark.parametrize("key", RULES)
def test_the_rules_before_become_those_that_are_shipped_and_back(key: str) -> None:
    old, new = migration.REWRITTEN[key]
    profile = make_profile(key=key, attainment_rules=old)
    migration.rewrite(apps, None)
    profile.refresh_from_db()
    assert (profile.attainment_rules, profile.version) == (RULES[key].to_data(), 2)
    told = Change.objects.get(model="indicators.ruleprofile", field="attainment_rules")
    assert (json.loads(told.old), json.loads(told.new), told.object_id) == (old, new, str(profile.pk))
    assert "第1版" in told.why
    migration.restore(apps, None)
    profile.refresh_from_db()
    assert profile.attainment_rules == old


def test_what_a_city_has_made_of_them_stays() -> None:
    own = [{"when": "otherwise", "then": "a"}]
    make_profile(key="reference-abcd", attainment_rules=own)
    make_profile(key="reference-abcd", edition=2, attainment_rules=migration.REWRITTEN["reference-abcd"][0])
    migration.rewrite(apps, None)
    assert [one.version for one in RuleProfile.objects.all()] == [1, 1]
    assert not Change.objects.exists()
