"""A deleted row is gone; what it said stays in the history, with the name by which it can still be told."""

from decimal import Decimal

import pytest

from indicators.models import Result
from projects.models import LeadingProject
from store.actions.rows import Actor, delete_row
from store.models import Change
from tests.factories import make_indicator, make_node, make_project, make_result, make_target

pytestmark = pytest.mark.django_db
BY = Actor(Change.Via.COMMAND)


def test_a_deleted_row_leaves_all_that_it_said():
    node = make_node(code="4-2-4")
    result = make_result(indicator=make_indicator(node=node, number="①"), fiscal_year=2023, total=66)
    owner = f"indicators.indicator:{result.indicator.pk}"
    result.total = Decimal(67)  # what a form was about to write: the history keeps what was there
    delete_row(result, by=BY)
    assert not Result.objects.exists()
    said = {one.field: one.old for one in Change.objects.all()}
    assert Decimal(said.pop("total")) == 66
    assert said == {
        "": "4-2-4 ① 令和5(2023)年度",
        "indicator": "① 指標1",
        "fiscal_year": "2023",
        "standing": "final",
        "is_approximate": "False",
        "text_partly": "False",
        "entry_state": "checked",
    }
    changes = Change.objects.order_by("sequence")
    assert {(one.object_label, one.owner, one.new) for one in changes} == {
        ("4-2-4 ① 令和5(2023)年度", owner, "")
    }
    assert [one.label for one in changes][-1] == "削除"


def test_a_deleted_target_is_told_from_the_other_revisions():
    indicator = make_indicator(node=make_node(code="4-2-4"), number="①")
    for revision, value in enumerate((40, 63)):
        make_target(indicator=indicator, fiscal_year=2025, scope="period", revision=revision, value=value)
    delete_row(indicator.targets.get(revision=1), by=BY)
    gone = Change.objects.get(field="")
    assert gone.object_label == "4-2-4 ① R7 期末の目標 改定1"
    assert Decimal(Change.objects.get(field="value").old) == 63


def test_a_deleted_project_leaves_the_indicators_in_which_it_counted():
    project = make_project(counts_in=make_indicator(number="①", name="件数"))
    delete_row(project, by=BY)
    line = Change.objects.get(field="indicators")
    assert (line.old, line.new, line.label) == ("① 件数", "", "件数を数える指標")
    assert not LeadingProject.objects.exists()
