"""What the keepers' pages show is what every other page would show to the same person: the rules are asked in both."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import rules
from accounts.models import Person
from accounts.scorecards import OwnedRow
from evaluations.rating.models.evaluation import Evaluation
from evaluations.redline.models import Comment, Proposal
from store.actions.rows import Actor, add_rows, delete_row
from store.models import Change, Versioned
from tests.city import CITY, OTHER_CITY, make_official, make_one_of_each, make_post
from tests.factories import make_department, make_evaluation, make_node, make_person
from tests.test_admin import MODELS, address, name_of

pytestmark = pytest.mark.django_db

Rule = Callable[[Any, Any, Any], bool]

REMARKS = {Comment, Proposal}  # what rules.may_see_remarks is about
UNCONFIRMED = {"Result", "EarlierFigure", "ProjectSheet", "SheetAnswer", "SheetAmount"}
ANYBODYS = {"Change", "LoginAttempt", "Publication"}  # each has tests of its own
FOUR = {
    "planning",
    "system",
    "planning elsewhere",
    "without limits",
}  # who differ where no department is asked about
SAID = "この数字は隣の課と合っていません"
TODAY = timezone.localdate()


def keeps(person, owned, today):
    return rules.may_administer(person, today, code=owned.local_government_code)


def rule_of(model) -> Rule:
    """Return the rule by which the other pages show such a row."""
    if model in REMARKS:
        return rules.may_see_remarks
    return rules.may_see_unconfirmed if model.__name__ in UNCONFIRMED else keeps


@pytest.fixture
def rows():
    return make_one_of_each(CITY)


def keepers(rows) -> dict[str, Person]:
    """Return everybody for whom the keepers' pages open, by a name."""
    department = rows["Department"]
    beside = make_department(local_government_code=CITY)

    def with_post(role, place):
        person = make_official("system")
        make_post(person, place, role=role)
        return Person.objects.get(pk=person.pk)

    return {
        "planning": make_official("planning"),
        "system": make_official("system"),
        "system and staff of the section": with_post("staff", department),
        "system and chief of the section": with_post("chief", department),
        "system and bureau above": with_post("bureau", department),
        "system and staff beside": with_post("staff", beside),
        "system and committee": with_post("committee", beside),
        "system and planning": with_post("planning", beside),
        "planning elsewhere": make_official("planning", OTHER_CITY),
        "without limits": make_person(is_superuser=True),
    }


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def listed(client, model, **query):
    return set(
        client.get(address(model, "changelist"), query).context["cl"].queryset.values_list("pk", flat=True)
    )


@pytest.mark.parametrize("model", [one for one in MODELS if one.__name__ not in ANYBODYS], ids=name_of)
def test_list_and_page_show_a_row_as_the_rules_say(rows, model):
    row, owned = rows[model.__name__], OwnedRow(rows["Department"], CITY)
    for name, person in keepers(rows).items():
        if model not in REMARKS and name not in FOUR:
            continue
        client = client_of(person)
        may = rule_of(model)(person, owned, TODAY)
        assert (row.pk in listed(client, model)) == may, name
        assert client.get(address(model, "change", row.pk)).status_code == (200 if may else 404), name
        assert (client.get(address(model, "history", row.pk)).status_code != 404) == may, name
        if issubclass(model, Versioned) and model.__name__ not in {"Person", "EarlierFigure"}:
            assert client.get(address(model, "delete", row.pk)).status_code == (200 if may else 404), name


def test_the_table_knows_every_page():
    known = {model for model in MODELS if model.__name__ not in ANYBODYS}
    others = {model.__name__ for model in admin.site._registry} - {model.__name__ for model in known}
    assert others == ANYBODYS | {"Reminder"}


def said_about(evaluation, by):
    """Let an officer say something, as the pages write it, and return the rows."""
    actor = Actor(Change.Via.PAGE, by)
    said = {"evaluation": evaluation, "field": "whole", "label": "評価の全体", "by": by, "by_name": by.name}
    comment, proposal = Comment(**said, text=SAID), Proposal(**said, base="古い", text=SAID)
    add_rows([comment], by=actor)
    add_rows([proposal], by=actor)
    gone = Comment(**said, text=f"{SAID}（消した）")
    add_rows([gone], by=actor)
    delete_row(gone, by=actor)
    return comment, proposal


def test_the_history_tells_what_was_said_to_whom_the_rules_let_read_it(rows):
    said_about(rows["Evaluation"], make_official("staff"))
    owned = OwnedRow(rows["Department"], CITY)
    for name, person in keepers(rows).items():
        client, may = client_of(person), rules.may_see_remarks(person, owned, TODAY)
        for query in (
            {"q": "隣の課"},
            {"model": "evaluations.comment"},
            {"model": "evaluations.proposal"},
            {},
        ):
            page = client.get(address(Change, "changelist"), query)
            found = [one for one in page.context["cl"].queryset if SAID in one.old + one.new]
            assert bool(found) == may, (name, query)
            assert (SAID in page.content.decode()) == may, (name, query)
        assert ("evaluations.comment" in page.content.decode()) == may, name  # the last, of everything
        for line in Change.objects.filter(new__contains=SAID):
            assert client.get(address(Change, "change", line.pk)).status_code == (200 if may else 404), name


def test_search_and_filters_tell_nobody_more_than_the_list(rows):
    said_about(rows["Evaluation"], make_official("staff"))
    owned = OwnedRow(rows["Department"], CITY)
    for name, person in keepers(rows).items():
        client, may = client_of(person), rules.may_see_remarks(person, owned, TODAY)
        for model in REMARKS:
            cycle = {"evaluation__cycle__id__exact": rows["EvaluationCycle"].pk}
            for query in ({"q": "隣の課"}, cycle):
                assert bool(listed(client, model, **query)) == may, (name, model, query)


def test_an_evaluation_is_offered_to_whom_the_rules_let_read_what_is_said_about_it(rows):
    nobodys = make_evaluation(cycle=rows["EvaluationCycle"], node=make_node(parent=rows["PolicyNode"].parent))
    Evaluation.objects.filter(pk=nobodys.pk).update()
    for name, person in keepers(rows).items():
        client = client_of(person)
        for model in REMARKS:
            form = client.get(address(model, "add")).context["adminform"].form
            offered = set(form.fields["evaluation"].queryset.values_list("pk", flat=True))
            for evaluation in (rows["Evaluation"], nobodys):
                owned = OwnedRow(evaluation.node.department, CITY)
                may = rules.may_see_remarks(person, owned, TODAY)
                assert (evaluation.pk in offered) == may, (name, evaluation)


def test_what_nobody_answers_for_is_read_by_who_keeps_the_city(rows):
    evaluation = make_evaluation(
        cycle=rows["EvaluationCycle"], node=make_node(parent=rows["PolicyNode"].parent, department=None)
    )
    comment, _ = said_about(evaluation, make_official("staff"))
    for name, person in keepers(rows).items():
        may = rules.may_see_remarks(person, OwnedRow(None, CITY), TODAY)
        assert (comment.pk in listed(client_of(person), Comment)) == may, name


def test_the_rest_of_the_history_is_still_told(rows):
    person = make_official("system")
    actor = Actor(Change.Via.PAGE, make_official("staff"))
    fields = {"local_government_code": CITY, "kind": "word", "pattern": "出来る", "preferred": "できる"}
    add_rows([type(rows["WordingRule"])(**fields)], by=actor)
    told = client_of(person).get(address(Change, "changelist"), {"q": "出来る"}).context["cl"].queryset
    assert {"pattern", "preferred"} <= {one.field for one in told}
    assert client_of(person).get(reverse("admin:index")).status_code == 200
