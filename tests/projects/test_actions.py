"""Records and counts are written as one, by version, in open years only, and leave their history."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Post
from indicators.models import EntryRound, Indicator, Result
from policies.fiscal_year import FiscalYear
from projects.actions import (
    NameTakenError,
    ProjectFacts,
    add_project,
    change_project,
    facts_of,
    remove_project,
    report_count,
)
from projects.models import LeadingProject, ProjectCount
from store.actions.rows import Actor, RefusedError, StaleRow
from store.models import Change
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = date(2025, 6, 10)
R6, R7 = FiscalYear(2024), FiscalYear(2025)


@pytest.fixture
def indicator() -> Indicator:
    """An indicator of a section, in a city with an open round for R6."""
    node = make.make_node()
    code = node.period.plan.local_government_code
    section = make.make_department(local_government_code=code)
    rounds(node.period.plan)
    return make.make_indicator(node=node, department=section, figure_source="projects")


def rounds(plan: Any, year: int = 2024, **fields: Any) -> EntryRound:
    named = {"opens_on": TODAY - timedelta(days=9), "due_on": TODAY + timedelta(days=9)}
    return make.make_round(plan=plan, fiscal_year=year, **named | fields)


def by(indicator: Indicator, role: str = "staff", why: str = "") -> Actor:
    """Return the section's 担当者, or somebody of the 事務局."""
    person = make.make_person_in_post(role, indicator.department)
    return Actor(Change.Via.PAGE, person, Post.objects.get(person=person), why)


def facts(indicator: Indicator, **fields: Any) -> ProjectFacts:
    named: dict[str, Any] = {
        "node": indicator.node,
        "name": "EVバス",
        "counting_year": R6,
        "indicators": [indicator],
    }
    return ProjectFacts(**named | fields)


def history(row: Any) -> list[tuple[str, str, str]]:
    lines = Change.objects.filter(model=row._meta.label_lower, object_id=str(row.pk)).order_by("sequence")
    return [(line.field, line.old, line.new) for line in lines]


def test_a_new_record_is_the_last_of_its_node_and_says_everything_in_its_history(indicator):
    make.make_project(node=indicator.node, order=7)
    row = add_project(
        facts(indicator, partners="甲社\n乙大学", first_year=R6, standing="running"),
        by=by(indicator),
        on=TODAY,
    )
    assert row.order == 8
    assert facts_of(row).indicators == [indicator]
    said = history(row)
    assert {("name", "", "EVバス"), ("partners", "", "甲社\n乙大学"), ("counting_year", "", "2024")} <= set(
        said
    )
    assert said[-1] == ("indicators", "", str(indicator))
    assert Change.objects.filter(field="name").get().post.endswith("担当者")


def test_a_name_that_the_node_has_already_is_refused_in_words_and_nothing_is_written(indicator):
    other = make.make_project(node=indicator.node, name="EVバス")
    with pytest.raises(NameTakenError, match="同じ名前"):
        add_project(facts(indicator), by=by(indicator), on=TODAY)
    row = make.make_project(counts_in=indicator, name="電気バス", counting_year=2024)
    with pytest.raises(NameTakenError):
        change_project(row, facts(indicator), version=1, by=by(indicator), on=TODAY)
    assert LeadingProject.objects.exclude(pk=other.pk).get().name == "電気バス"
    assert not Change.objects.exists()


def test_record_and_indicators_change_as_one_under_one_version(indicator):
    more = make.make_indicator(node=indicator.node, figure_source="projects", name="もう一つ")
    row = make.make_project(counts_in=indicator, name="EVバス", counting_year=2024)
    change_project(
        row,
        facts(indicator, name="電気バス", indicators=[indicator, more]),
        version=1,
        by=by(indicator),
        on=TODAY,
    )
    assert {one[0] for one in history(row)} == {"name", "first_year", "indicators"}
    stale = LeadingProject.objects.get(pk=row.pk)
    with pytest.raises(StaleRow) as first:
        change_project(stale, facts(indicator, name="別名"), version=1, by=by(indicator), on=TODAY)
    assert first.value.current == row
    assert LeadingProject.objects.get().name == "電気バス"
    assert row.indicators.count() == 2


def test_somebody_who_changed_only_the_indicators_was_first_too(indicator):
    row = make.make_project(counts_in=indicator, name="EVバス", counting_year=2024)
    same = facts_of(row)
    mine = LeadingProject.objects.get()
    change_project(
        row,
        facts(indicator, indicators=[], first_year=FiscalYear(2022)),
        version=1,
        by=by(indicator),
        on=TODAY,
    )
    with pytest.raises(StaleRow):
        change_project(mine, same, version=1, by=by(indicator), on=TODAY)
    assert not row.indicators.exists()


def test_saving_the_same_again_changes_nothing(indicator):
    row = make.make_project(counts_in=indicator, counting_year=2024)
    change_project(row, facts_of(row), version=1, by=by(indicator), on=TODAY)
    assert (LeadingProject.objects.get().version, Change.objects.count()) == (1, 0)


def test_a_record_is_removed_with_a_reason_and_history_keeps_what_it_said(indicator):
    row = make.make_project(counts_in=indicator, name="二重", counting_year=2024)
    key = row.pk
    with pytest.raises(RefusedError, match="理由"):
        remove_project(row, version=1, reason=" ", by=by(indicator), on=TODAY)
    with pytest.raises(StaleRow):
        remove_project(row, version=9, reason="二重登録", by=by(indicator), on=TODAY)
    remove_project(row, version=1, reason="二重登録", by=by(indicator), on=TODAY)
    assert not LeadingProject.objects.exists()
    lines = Change.objects.filter(object_id=str(key), why="二重登録")
    assert {"name", "indicators", ""} <= {line.field for line in lines}


def test_a_count_is_entered_changed_by_version_and_zero_is_a_count(indicator):
    row = report_count(indicator, R6, 0, version=0, by=by(indicator), on=TODAY)
    assert history(row)[-1] == ("count", "", "0")
    with pytest.raises(StaleRow) as first:
        report_count(indicator, R6, 3, version=0, by=by(indicator), on=TODAY)
    assert first.value.current == row
    report_count(indicator, R6, 11, version=1, by=by(indicator), on=TODAY)
    report_count(indicator, R6, 11, version=2, by=by(indicator), on=TODAY)
    assert ProjectCount.objects.get().count == 11
    assert history(row)[-1] == ("count", "0", "11")
    with pytest.raises(StaleRow):
        report_count(indicator, R7, 1, version=4, by=by(indicator, "planning"), on=TODAY)


@pytest.mark.parametrize("state", ["confirmed", "checked"])
def test_the_count_of_a_confirmed_figure_is_fixed_because_it_is_as_public(indicator, state):
    result = make.make_result(indicator=indicator, fiscal_year=2024, entry_state=state)
    with pytest.raises(RefusedError, match="差戻し"):
        report_count(indicator, R6, 3, version=0, by=by(indicator), on=TODAY)
    Result.objects.filter(pk=result.pk).update(entry_state="waiting")
    report_count(indicator, R6, 3, version=0, by=by(indicator), on=TODAY)


VERBS = {
    "adding": lambda indicator, actor: add_project(facts(indicator, name="新規"), by=actor, on=TODAY),
    "changing": lambda indicator, actor: change_project(
        LeadingProject.objects.get(), facts(indicator, counting_year=None), version=1, by=actor, on=TODAY
    ),
    "moving a record into the year": lambda indicator, actor: change_project(
        elsewhere(), facts(indicator), version=1, by=actor, on=TODAY
    ),
    "removing": lambda indicator, actor: remove_project(
        LeadingProject.objects.get(), version=1, reason="誤り", by=actor, on=TODAY
    ),
    "counting": lambda indicator, actor: report_count(indicator, R6, 3, version=0, by=actor, on=TODAY),
}


def elsewhere() -> LeadingProject:
    row = LeadingProject.objects.get()
    LeadingProject.objects.update(counting_year=None)
    row.counting_year = None
    return row


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("fields", "role", "refused"),
    [
        pytest.param({}, "staff", "", id="open"),
        pytest.param({"is_closed": True}, "staff", "再開を依頼", id="closed"),
        pytest.param({"is_closed": True}, "planning", "再開を依頼", id="closed, even for the 事務局"),
        pytest.param({"opens_on": TODAY + timedelta(days=1)}, "staff", "6月11日に始まります", id="not begun"),
        pytest.param(None, "staff", "事務局だけ", id="no round asks for it"),
        pytest.param(None, "planning", "", id="no round, the 事務局"),
    ],
)
def test_what_counts_in_a_year_changes_only_while_the_year_is_open(indicator, verb, fields, role, refused):
    make.make_project(counts_in=indicator, name="EVバス", counting_year=2024)
    if fields is None:
        EntryRound.objects.all().delete()
    else:
        EntryRound.objects.update(**fields)
    actor = by(indicator, role)
    if refused:
        with pytest.raises(RefusedError, match=refused):
            VERBS[verb](indicator, actor)
        assert not Change.objects.exists()
    else:
        VERBS[verb](indicator, actor)
        assert Change.objects.exists()


def test_one_open_round_is_enough_and_no_year_needs_none(indicator):
    EntryRound.objects.update(is_closed=True)
    add_project(facts(indicator, counting_year=None), by=by(indicator), on=TODAY)
    rounds(indicator.node.period.plan, kind="midterm")
    add_project(facts(indicator, name="二つ目"), by=by(indicator), on=TODAY)
    assert LeadingProject.objects.count() == 2


def test_a_command_acts_for_the_city(indicator):
    EntryRound.objects.all().delete()
    add_project(facts(indicator), by=Actor(Change.Via.COMMAND), on=TODAY)
    assert LeadingProject.objects.exists()
