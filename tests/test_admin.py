import copy
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin import RelatedFieldListFilter
from django.db import DatabaseError, OperationalError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import (
    Department,
    LoginAttempt,
    Person,
    Post,
)
from desk.actions.once import new_key
from entry.reminders.models import Reminder
from evaluations.publishing.models import Publication
from evaluations.rating.models.evaluation import EvaluationReason
from indicators.models import EarlierFigure, EntryRound, Indicator, RatingLevel, RatingScale, Result, Target
from kpi_tracker.middleware import DatabaseOutage
from policies.models import Plan
from store.actions.loading.values import UnfitValueError, value_for
from store.models import Change, Versioned
from tests import city
from tests.city import (
    CITY,
    ENDED,
    OTHER_CITY,
    make_official,
    make_post,
    put_in_a_draft,
)
from tests.factories import (
    make_department,
    make_indicator,
    make_node,
    make_period,
    make_person,
    make_plan,
    make_publication,
    make_target,
)
from tests.forms_found import forms_on
from tests.scenery import aside, read_only

pytestmark = pytest.mark.django_db

OURS = ("accounts", "policies", "indicators", "projects", "evaluations")
MODELS = [model for app in OURS for model in apps.get_app_config(app).get_models()]
EDITABLE = [model for model in MODELS if issubclass(model, Versioned) and model is not EarlierFigure]
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")


STORED: dict[str, dict[str, Any]] = {}  # one row of every kind of a city, while they are in the database


@pytest.fixture(scope="module", autouse=True)
def _stored(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Build the rows once; some tests have more in their database than they would need."""
    with read_only(django_db_blocker):
        STORED[CITY] = city.make_one_of_each(CITY)
        yield
    STORED.clear()


@pytest.fixture
def _django_db_helper(_stored: None) -> Iterator[None]:
    with aside():
        yield


def make_one_of_each(code: str) -> dict[str, Any]:
    """Return the rows of a city as they are stored, for this test alone; another city is built."""
    return copy.deepcopy(STORED[code]) if code in STORED else city.make_one_of_each(code)


def make_top_period():
    """Return the period of a further plan of the city."""
    return make_period(plan=make_plan(local_government_code=CITY, name="もう一つの計画"))


def name_of(model):
    return model.__name__


@pytest.fixture
def keeper():
    return make_official("planning", username="jimukyoku")


@pytest.fixture
def as_keeper(client, keeper):
    client.force_login(keeper)
    return client


@pytest.fixture
def as_root(client):
    client.force_login(make_person(is_superuser=True))
    return client


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def what_the_page_sends(response):
    """Read the forms back as a browser would send them."""
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    below = [form for formset in formsets for form in (formset.management_form, *formset.forms)]
    sent: dict[str, Any] = {"once": new_key(), "whose": whose_in(response)}
    for bound in (field for form in (response.context["adminform"].form, *below) for field in form):
        value = bound.value()
        if isinstance(value, list):
            sent[bound.html_name] = [getattr(one, "pk", one) for one in value]
        elif value is not None and value is not False:
            sent[bound.html_name] = value
    return sent


def whose_in(response):
    return re.findall(r'name="whose" value="([^"]*)"', response.content.decode())[0]


def once(**sent):
    """Return what is sent with a key of its own, as every form has one."""
    return {"once": new_key()} | sent


def errors_of(response):
    """Say in a failure's message what the page objected to."""
    return response.context and {
        **response.context["adminform"].form.errors,
        "below": response.context["errors"],
    }


# --- every model ---


def test_every_model_of_ours_has_a_page():
    assert set(MODELS) <= set(admin.site._registry)


@pytest.mark.parametrize("model", [*MODELS, Reminder], ids=name_of)
def test_every_list_opens_in_japanese_and_is_searched(as_keeper, model):
    rows = make_one_of_each(CITY)
    person = rows["Person"]
    if model is Publication:
        make_publication(cycle=rows["EvaluationCycle"])
    if model is LoginAttempt:
        LoginAttempt.objects.create(at=timezone.now(), account="a", person=person, address="192.0.2.1")
    if model is Change:
        edit(as_keeper, person, name="別名")
    if model is Reminder:
        Reminder.objects.create(
            round=rows["EntryRound"], person=person, step="due", day="2025-06-30", address="a@x.jp"
        )
    page = as_keeper.get(address(model, "changelist"))
    assert page.status_code == 200
    assert page.context["cl"].result_count > 0
    title, columns = (
        page.context["cl"].title,
        re.findall(r'<div class="text">(.*?)</div>', page.content.decode()),
    )
    assert str(model._meta.verbose_name) in title
    assert len(columns) >= 2
    assert [text for text in columns if not JAPANESE.search(text)] == []
    searched = as_keeper.get(address(model, "changelist"), {"q": "見つからないはずの言葉"})
    assert searched.status_code == 200
    assert searched.context["cl"].result_count == 0


@pytest.mark.parametrize("model", EDITABLE, ids=name_of)
def test_every_row_opens_with_japanese_labels(as_keeper, model):
    rows = make_one_of_each(CITY)
    page = as_keeper.get(address(model, "change", rows[model.__name__].pk))
    assert page.status_code == 200
    form = page.context["adminform"].form
    assert form.fields
    assert [name for name, field in form.fields.items() if not JAPANESE.search(str(field.label))] == []
    assert 'style="' not in page.content.decode().split("</header>")[-1]


@pytest.mark.parametrize("model", EDITABLE, ids=name_of)
def test_every_page_to_add_opens(as_keeper, model):
    page = as_keeper.get(address(model, "add"))
    assert page.status_code == 200
    assert 'name="row_version"' not in page.content.decode()


@pytest.mark.parametrize("model", EDITABLE, ids=name_of)
def test_saving_an_unchanged_page_changes_nothing(as_keeper, model):
    row = make_one_of_each(CITY)[model.__name__]
    before = Change.objects.count()
    page = as_keeper.get(address(model, "change", row.pk))
    sent = what_the_page_sends(page) | {"change_reason": "確認"}
    response = as_keeper.post(address(model, "change", row.pk), sent)
    assert response.status_code == 302, errors_of(response)
    assert Change.objects.count() == before
    row.refresh_from_db()
    assert row.version == 1


def test_a_browsers_line_ends_change_no_text(as_keeper):
    indicator = make_one_of_each(CITY)["Indicator"]
    edit(as_keeper, indicator, method="一つ\r\n二つ")
    indicator.refresh_from_db()
    assert indicator.method == "一つ\n二つ"
    edit(as_keeper, indicator, method="一つ\r\n二つ")
    indicator.refresh_from_db()
    assert indicator.version == 2


@pytest.mark.parametrize("model", EDITABLE, ids=name_of)
def test_an_empty_form_comes_back_with_messages(as_keeper, model):
    row = make_one_of_each(CITY)[model.__name__]
    relations = {field.name for field in model._meta.fields if field.is_relation}
    for page in (address(model, "add"), address(model, "change", row.pk)):
        sent = what_the_page_sends(as_keeper.get(page))
        for kept in (set(), relations):
            empty = {name: value for name, value in sent.items() if "_FORMS" in name or name in kept}
            response = as_keeper.post(page, empty | once())
            assert response.status_code == 422
            assert response.context["adminform"].form.errors


def test_the_site_is_japanese(as_keeper):
    page = as_keeper.get(reverse("admin:index")).content.decode()
    assert "政策進行管理 管理" in page
    assert "最近行った操作" not in page


def test_no_page_loosens_the_policy(as_keeper):
    page = as_keeper.get(reverse("admin:index"))
    assert "unsafe" not in page["Content-Security-Policy"]


# --- a change ---


def edit(client, row, why="誤記の訂正", **fields):
    page = client.get(address(type(row), "change", row.pk))
    return client.post(
        address(type(row), "change", row.pk), what_the_page_sends(page) | {"change_reason": why} | fields
    )


def test_a_change_leaves_one_line_for_each_field(as_keeper, keeper):
    indicator = make_one_of_each(CITY)["Indicator"]
    assert edit(as_keeper, indicator, records_label="個票", note="注").status_code == 302
    indicator.refresh_from_db()
    assert (indicator.records_label, indicator.note, indicator.version) == ("個票", "注", 2)
    changes = list(
        Change.objects.order_by("field").values_list("field", "old", "new", "via", "who", "post", "why")
    )
    post = str(keeper.posts.get())
    assert changes == [
        ("note", "", "注", "admin", keeper.pk, post, "誤記の訂正"),
        ("records_label", "", "個票", "admin", keeper.pk, post, "誤記の訂正"),
    ]


def test_adding_is_recorded(as_keeper):
    data = {
        "local_government_code": CITY,
        "code": "A1",
        "name": "新しい課",
        "kind": "section",
        "change_reason": "機構改革",
    }
    response = as_keeper.post(address(Department, "add"), data | once())
    assert response.status_code == 302, errors_of(response)
    row = Department.objects.get(code="A1")
    counted = Counter(Change.objects.filter(object_id=row.pk).values_list("field", flat=True))
    assert counted == dict.fromkeys(("local_government_code", "code", "name", "kind"), 1)
    assert set(Change.objects.values_list("why", flat=True)) == {"機構改革"}


def test_links_are_recorded_once_and_raise_the_version(as_keeper):
    rows = make_one_of_each(CITY)
    project, indicator = rows["LeadingProject"], rows["Indicator"]
    assert edit(as_keeper, project, indicators=[indicator.pk]).status_code == 302
    change = Change.objects.get()
    assert (change.field, change.old, change.new) == ("indicators", "", str(indicator))
    project.refresh_from_db()
    assert project.version == 2


def test_a_change_needs_a_reason(as_keeper):
    indicator = make_one_of_each(CITY)["Indicator"]
    response = edit(as_keeper, indicator, why=" ", unit="人")
    assert response.status_code == 422
    assert response.context["adminform"].form.errors["change_reason"]
    indicator.refresh_from_db()
    assert indicator.unit == "件"


def test_a_stale_version_is_refused_and_what_was_typed_stays(as_keeper, client):
    indicator = make_one_of_each(CITY)["Indicator"]
    page = as_keeper.get(address(Indicator, "change", indicator.pk))
    sent = what_the_page_sends(page) | {"change_reason": "訂正", "note": "わたしの文"}
    other = Client()
    other.force_login(make_official("planning", name="課長 花子"))
    edit(other, indicator, note="ほかの人の文")
    before = Change.objects.count()
    response = as_keeper.post(address(Indicator, "change", indicator.pk), sent)
    assert response.status_code == 409
    text = response.content.decode()
    assert "ほかの人が先に変更したため" in text
    assert "課長 花子" in text
    assert [(one.label, one.mine, one.theirs) for one in response.context["conflict"].differences] == [
        ("備考", "わたしの文", "ほかの人の文")
    ]
    assert "ほかの人の文" in text
    assert response.context["adminform"].form["note"].value() == "わたしの文"
    indicator.refresh_from_db()
    assert (indicator.note, indicator.version, Change.objects.count()) == ("ほかの人の文", 2, before)
    again = what_the_page_sends(response) | {"change_reason": "訂正"}
    assert as_keeper.post(address(Indicator, "change", indicator.pk), again).status_code == 302
    indicator.refresh_from_db()
    assert indicator.note == "わたしの文"


def test_a_post_without_its_version_is_refused(as_keeper):
    indicator = make_one_of_each(CITY)["Indicator"]
    response = edit(as_keeper, indicator, note="x", row_version="")
    assert response.status_code == 422
    assert "版の番号が送られていない" in str(response.context["adminform"].form.non_field_errors())
    indicator.refresh_from_db()
    assert indicator.note == ""


def test_a_row_deleted_meanwhile_by_somebody_else_is_missing(as_keeper):
    target = make_one_of_each(CITY)["Target"]
    page = as_keeper.get(address(Target, "change", target.pk))
    Target.objects.all().delete()
    response = as_keeper.post(address(Target, "change", target.pk), what_the_page_sends(page))
    assert response.status_code == 404


@pytest.mark.parametrize("where", ["Result", "Indicator"])
def test_a_figure_that_a_keeper_confirms_takes_the_place_of_the_one_before_it(as_keeper, where):
    rows = make_one_of_each(CITY)
    EntryRound.objects.update(fiscal_year=2024)  # what no round asks for is the keepers' own
    type(rows["Result"]).objects.update(entry_state="waiting")
    name = {"Result": "entry_state", "Indicator": "results-0-entry_state"}[where]
    assert edit(as_keeper, rows[where], **{name: "returned"}).status_code == 302
    assert EarlierFigure.objects.count() == 1
    assert edit(as_keeper, rows[where], **{name: "confirmed"}).status_code == 302
    assert not EarlierFigure.objects.exists()
    assert Change.objects.filter(model="indicators.earlierfigure", field="", via="admin").count() == 1


@pytest.mark.parametrize(
    ("part", "field", "whole"),
    [
        ("SheetAnswer", "text", "sheet"),
        ("SheetAmount", "value", "sheet"),
        ("EvaluationReason", "text", "evaluation"),
        ("NarrativeSection", "body", "evaluation"),
    ],
)
def test_a_part_moves_the_version_of_the_whole_so_that_an_open_form_is_told(as_keeper, part, field, whole):
    row = make_one_of_each(CITY)[part]
    above = getattr(row, whole)
    before = above.version
    assert edit(as_keeper, row, **{field: "7"}).status_code == 302
    above.refresh_from_db()
    assert above.version == before + 1
    sent = once(row_version=row.version + 1, change_reason="誤り")
    assert as_keeper.post(address(type(row), "delete", row.pk), sent).status_code == 302
    above.refresh_from_db()
    assert above.version == before + 2


@pytest.mark.parametrize(("field", "is_kept"), [("progress", False), ("source", True)])
def test_a_rating_that_a_keeper_mends_forgets_what_it_was_decided_on(as_keeper, field, is_kept):
    evaluation = make_one_of_each(CITY)["Evaluation"]
    known = {"profile": evaluation.cycle.profile, "inputs": {"suggested_progress": "A"}}
    type(evaluation).objects.filter(pk=evaluation.pk).update(**known)
    other = evaluation.cycle.progress_scale.levels.exclude(pk=evaluation.progress_id).first()
    assert (
        edit(as_keeper, evaluation, **{field: {"progress": other.pk, "source": "訂正"}[field]}).status_code
        == 302
    )
    evaluation.refresh_from_db()
    assert (evaluation.profile, evaluation.inputs) == (
        (known["profile"], known["inputs"]) if is_kept else (None, None)
    )


# --- rows below ---


def test_rows_below_go_the_same_way(as_keeper, keeper):
    rows = make_one_of_each(CITY)
    indicator, target, result = rows["Indicator"], rows["Target"], rows["Result"]
    rows["EarlierFigure"].delete()  # a result cannot go while it waits in another's place
    put_in_a_draft(indicator)
    response = edit(
        as_keeper,
        indicator,
        **{
            "targets-0-value": "12",
            "results-0-DELETE": "on",
            "targets-TOTAL_FORMS": "2",
            "targets-1-fiscal_year": "2024",
            "targets-1-scope": "year",
            "targets-1-revision": "0",
            "targets-1-comparator": ">=",
            "targets-1-value": "9",
        },
    )
    assert response.status_code == 302, errors_of(response)
    target.refresh_from_db()
    assert (target.value, target.version) == (12, 2)
    assert not type(result).objects.exists()
    assert Target.objects.get(fiscal_year=2024).value == 9
    told = Counter((change.model, change.field) for change in Change.objects.all())
    assert told[("indicators.target", "value")] == 2  # one changed, one new
    assert told[("indicators.result", "")] == 1
    assert set(Change.objects.values_list("who", "via")) == {(keeper.pk, "admin")}


def test_a_stale_row_below_refuses_all_of_the_page(as_keeper):
    rows = make_one_of_each(CITY)
    indicator, target = rows["Indicator"], rows["Target"]
    put_in_a_draft(indicator)
    page = as_keeper.get(address(Indicator, "change", indicator.pk))
    sent = what_the_page_sends(page) | {"change_reason": "訂正", "note": "新しい", "targets-0-value": "99"}
    edit(as_keeper, target, value="50")
    response = as_keeper.post(address(Indicator, "change", indicator.pk), sent)
    assert response.status_code == 409
    assert "あなたが別の画面で先に変更したため" in response.content.decode()
    target.refresh_from_db()
    indicator.refresh_from_db()
    assert (target.value, indicator.note) == (50, "")
    (difference,) = response.context["conflict"].differences
    assert difference.label.endswith("目標値")
    assert (difference.mine, difference.theirs) == ("99", "50.0000")
    again = what_the_page_sends(response) | {"change_reason": "訂正"}
    assert as_keeper.post(address(Indicator, "change", indicator.pk), again).status_code == 302
    target.refresh_from_db()
    indicator.refresh_from_db()
    assert (target.value, indicator.note) == (99, "新しい")


# --- deleting ---


def test_deleting_asks_why_and_is_recorded(as_keeper):
    target = make_one_of_each(CITY)["Target"]
    put_in_a_draft(target.indicator)
    page = address(Target, "delete", target.pk)
    assert as_keeper.get(page).status_code == 200
    assert as_keeper.post(page, once(post="yes")).status_code == 422
    assert as_keeper.post(page, once(row_version=7, change_reason="重複")).status_code == 409
    assert Target.objects.filter(pk=target.pk).exists()
    assert as_keeper.post(page, once(row_version=1, change_reason="重複")).status_code == 302
    assert not Target.objects.filter(pk=target.pk).exists()
    assert {change.why for change in Change.objects.all()} == {"重複"}
    gone = Change.objects.latest("sequence")
    assert (gone.field, gone.old) == ("", f"{target.indicator.place} {target}")


def test_a_row_in_use_is_not_deleted(as_keeper):
    rows = make_one_of_each(CITY)
    page = as_keeper.post(
        address(Indicator, "delete", rows["Indicator"].pk), once(row_version=1, change_reason="不要")
    )
    assert page.status_code == 422
    assert "から使われているため、削除していません" in page.content.decode()
    assert Change.objects.count() == 0


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_nothing_is_deleted_in_bulk(as_keeper, model):
    row = make_one_of_each(CITY).get(model.__name__)
    data = {"action": "delete_selected", "_selected_action": [row.pk if row else 1], "post": "yes"}
    before = model._default_manager.count()
    as_keeper.post(address(model, "changelist"), data)
    assert model._default_manager.count() == before


# --- refusals that would be errors ---


def test_a_contrary_target_is_refused_unless_it_is_meant(as_keeper):
    indicator = make_indicator(node=make_node(period=make_top_period()))
    put_in_a_draft(indicator)
    target = make_target(indicator=indicator)
    response = edit(as_keeper, target, comparator="<=")
    assert response.status_code == 422
    assert "逆の条件" in str(response.context["adminform"].form.errors["comparator"])
    assert edit(as_keeper, indicator, accepts_contrary_targets="on").status_code == 302
    assert edit(as_keeper, target, comparator="<=").status_code == 302


def test_a_direction_does_not_turn_against_its_targets(as_keeper):
    indicator = make_indicator(node=make_node(period=make_top_period()))
    make_target(indicator=indicator, comparator=">=")
    response = edit(as_keeper, indicator, direction="down")
    assert response.status_code == 422
    assert "逆の条件" in str(response.context["adminform"].form.errors["direction"])


def test_rules_that_nobody_understands_are_refused(as_keeper):
    profile = make_one_of_each(CITY)["RuleProfile"]
    for field, text in (
        ("attainment_rules", '[{"when": "いつか", "then": "a"}]'),
        ("attainment_rules", "[]"),
        ("progress_rules", "[1]"),
        ("direction_rules", '{"a": 1}'),
    ):
        response = edit(as_keeper, profile, **{field: text})
        assert response.status_code == 422, (field, text)
        assert response.context["adminform"].form.errors[field]


def test_rules_by_which_a_cycle_was_published_are_not_rewritten(as_keeper):
    rows = make_one_of_each(CITY)
    profile = rows["RuleProfile"]
    rules = json.dumps(profile.attainment_rules).replace('"60"', '"70"')
    response = edit(as_keeper, profile, attainment_rules=rules)
    assert response.status_code == 422
    assert "新しい版" in str(response.context["adminform"].form.errors["attainment_rules"])
    assert edit(as_keeper, profile, name="名前だけ直す").status_code == 302
    profile.refresh_from_db()
    type(rows["EvaluationCycle"]).objects.update(is_published=False)
    assert edit(as_keeper, profile, attainment_rules=rules).status_code == 302


def test_rules_outside_the_scales_of_a_cycle_are_refused(as_keeper):
    rows = make_one_of_each(CITY)
    cycle = rows["EvaluationCycle"]
    response = edit(as_keeper, cycle, progress_scale=cycle.direction_scale.pk)
    assert response.status_code == 422
    assert "「A」" in str(response.context["adminform"].form.errors["profile"])


def test_a_rating_outside_the_scale_of_its_cycle_is_refused(as_keeper):
    rows = make_one_of_each(CITY)
    foreign = rows["RuleProfile"].attainment_scale.levels.first()
    response = edit(as_keeper, rows["Evaluation"], progress=foreign.pk)
    assert response.status_code == 422
    assert response.context["adminform"].form.errors["progress"]
    own = rows["EvaluationCycle"].progress_scale.levels.first()
    assert edit(as_keeper, rows["Evaluation"], progress=own.pk).status_code == 302


def test_what_only_the_database_refuses_becomes_a_sentence(as_keeper, monkeypatch):
    indicator = make_one_of_each(CITY)["Indicator"]
    other = make_indicator(node=indicator.node)
    monkeypatch.setattr(Indicator, "validate_constraints", lambda *_, **__: None)
    monkeypatch.setattr(Indicator, "validate_unique", lambda *_, **__: None)
    response = edit(as_keeper, indicator, number=other.number, note="打った文")
    assert response.status_code == 422
    assert "保存していません" in response.content.decode()
    assert response.context["adminform"].form["note"].value() == "打った文"


# --- the tree ---


def test_moving_a_node_takes_everything_below_along(as_keeper):
    period = make_top_period()
    first, second = make_node(period=period, depth=1), make_node(period=period, depth=1)
    measure = make_node(parent=first)
    undertaking = make_node(parent=measure, code="")
    assert (undertaking.address, undertaking.path) == ("1-1/1", "0001.0001.0001.")
    response = edit(as_keeper, measure, parent=second.pk, code="2-1")
    assert response.status_code == 302, errors_of(response)
    measure.refresh_from_db()
    undertaking.refresh_from_db()
    assert (measure.address, measure.path) == ("2-1", "0002.0001.")
    assert (undertaking.address, undertaking.path, undertaking.version) == ("2-1/1", "0002.0001.0001.", 2)
    told = set(Change.objects.filter(object_id=undertaking.pk).values_list("field", flat=True))
    assert told == {"address", "path"}


def test_a_node_does_not_move_where_it_cannot_be(as_keeper):
    period = make_top_period()
    first, second = make_node(period=period, depth=1), make_node(period=period, depth=1)
    measure = make_node(parent=first)
    for node, fields in (
        (first, {"parent": measure.pk}),
        (second, {"order": "1"}),
        (measure, {"parent": measure.pk}),
    ):
        response = edit(as_keeper, node, **fields)
        assert response.status_code == 422, fields
        assert response.context["adminform"].form.errors
    paths = period.nodes.values_list("path", flat=True)
    assert list(paths) == ["0001.", "0001.0001.", "0002."]


# --- who gets in ---


def test_without_a_login_the_site_leads_to_the_login(client):
    for page in (reverse("admin:index"), address(Indicator, "changelist"), "/admin/nothing/here/"):
        response = client.get(page)
        assert (response.status_code, response["Location"]) == (
            302,
            f"{reverse('accounts:login')}?next={page}",
        )


@pytest.mark.parametrize("role", sorted(set(Post.Role.values) - {"planning", "system"}))
def test_to_everybody_else_the_site_does_not_exist(client, role):
    client.force_login(make_official(role))
    for page in (reverse("admin:index"), address(Indicator, "changelist"), reverse("admin:login")):
        response = client.get(page, follow=page.endswith("login/"))
        assert (response.status_code == 404) or response.redirect_chain


@pytest.mark.parametrize("role", ["planning", "system"])
def test_keepers_get_in_while_they_hold_the_post(client, role):
    person = make_official(role)
    client.force_login(person)
    assert client.get(reverse("admin:index")).status_code == 200
    person.posts.update(**ENDED)
    assert client.get(reverse("admin:index")).status_code == 404


@pytest.mark.parametrize("page", ["change", "delete", "history"])
@pytest.mark.parametrize("model", EDITABLE, ids=name_of)
def test_rows_of_another_municipality_are_missing(as_keeper, model, page):
    row = make_one_of_each(OTHER_CITY)[model.__name__]
    for method in (as_keeper.get, as_keeper.post):
        assert method(address(model, page, row.pk)).status_code == 404
    row.refresh_from_db()
    assert row.version == 1


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_lists_and_choices_stop_at_the_municipality(as_keeper, as_other_keeper_rows, model):
    make_one_of_each(CITY)
    listed = as_keeper.get(address(model, "changelist")).context["cl"]
    foreign = as_other_keeper_rows.get(model.__name__)
    assert not foreign or not listed.queryset.filter(pk=foreign.pk).exists()
    for spec in listed.filter_specs:
        if isinstance(spec, RelatedFieldListFilter):
            related: Any = spec.field.related_model
            other = as_other_keeper_rows.get(related.__name__)
            assert not other or str(other.pk) not in {str(key) for key, _ in spec.lookup_choices}
    if model not in EDITABLE:
        return
    form = as_keeper.get(address(model, "add")).context["adminform"].form
    for field in [*model._meta.fields, *model._meta.many_to_many]:
        if field.is_relation and field.editable:
            other = as_other_keeper_rows.get(field.related_model.__name__)
            if field.name in form.fields and other:
                assert not form.fields[field.name].queryset.filter(pk=other.pk).exists()


@pytest.fixture
def as_other_keeper_rows():
    return make_one_of_each(OTHER_CITY)


def test_search_suggestions_stop_at_the_municipality(as_keeper, as_other_keeper_rows):
    rows = make_one_of_each(CITY)
    query = {"app_label": "indicators", "model_name": "target", "field_name": "indicator", "term": "指標"}
    found = as_keeper.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [one["id"] for one in found] == [str(rows["Indicator"].pk)]


def test_no_row_is_moved_into_another_municipality(as_keeper):
    plan = make_one_of_each(CITY)["Plan"]
    response = edit(as_keeper, plan, local_government_code=OTHER_CITY, key=OTHER_CITY)
    assert response.status_code == 422
    assert "担当していない自治体" in response.content.decode()
    data = {"local_government_code": OTHER_CITY, "code": "A1", "name": "課", "kind": "section"}
    assert as_keeper.post(address(Department, "add"), data | once()).status_code == 422
    assert Plan.objects.get().local_government_code == CITY
    assert not Department.objects.filter(code="A1").exists()


def test_a_scale_that_two_municipalities_use_is_only_shown(as_keeper):
    rows, others = make_one_of_each(CITY), make_one_of_each(OTHER_CITY)
    scale = rows["RatingScale"]
    scale.layers.add(others["Layer"])
    assert as_keeper.get(address(RatingScale, "change", scale.pk)).status_code == 200
    page = as_keeper.post(
        address(RatingScale, "change", scale.pk), {"row_version": 1, "name": "別名", "key": "k"}
    )
    assert page.status_code == 403
    assert as_keeper.get(address(RatingScale, "delete", scale.pk)).status_code == 404


def test_no_level_is_put_into_a_scale_that_others_use(as_keeper):
    rows, others = make_one_of_each(CITY), make_one_of_each(OTHER_CITY)
    shared = rows["RatingScale"]
    unused = RatingScale.objects.create(key="own", name="未使用")
    level = RatingLevel.objects.create(scale=unused, symbol="甲", order=1)
    shared.layers.add(others["Layer"])
    new = {"symbol": "乙", "label": "乙", "order": 9, "tone": "good", "shape": "circle"}
    added = as_keeper.post(address(RatingLevel, "add"), new | once(scale=shared.pk))
    for page in (added, edit(as_keeper, level, scale=shared.pk)):
        assert page.status_code == 422
        assert "選べません" in str(errors_of(page)["scale"])
    assert not shared.levels.filter(symbol__in=["甲", "乙"]).exists()
    level.refresh_from_db()
    assert level.scale == unused
    assert edit(as_keeper, level, label="変更").status_code == 302


@pytest.mark.parametrize(
    ("model", "query", "status"),
    [
        (Person, {"password__startswith": "pbkdf2"}, 400),
        (Person, {"password": "x"}, 400),
        (Person, {"name__regex": "("}, 400),
        (Person, {"posts__role__regex": "a"}, 400),
        (LoginAttempt, {"person__password__startswith": "a"}, 400),
        (LoginAttempt, {"at__gte": "2026-01-01 00:00:00+09:00"}, 200),
        (Person, {"posts__role__exact": "planning"}, 200),
        (EvaluationReason, {"evaluation__cycle__id__exact": "1"}, 200),
        (Change, {"model": "accounts.person", "object_id": "1"}, 200),
    ],
)
def test_a_list_is_filtered_only_by_what_its_filters_offer(as_keeper, model, query, status):
    assert as_keeper.get(address(model, "changelist"), query).status_code == status


@pytest.mark.parametrize(
    ("asked", "status"), [("", 400), ("rows.csv", 200), ("other.csv", 404), ("rows", 404)]
)
def test_the_file_of_a_list_is_asked_for_by_its_name(as_keeper, asked, status):
    assert as_keeper.get(address(Plan, "changelist"), {"file": asked}).status_code == status


def test_lists_of_details_stand_as_their_plan_does(as_keeper):
    period = make_top_period()
    later, first = (make_node(period=period, depth=1, order=order) for order in (2, 1))
    of_later, of_first = (make_target(indicator=make_indicator(node=node)) for node in (later, first))
    listed = as_keeper.get(address(Target, "changelist")).context["cl"].queryset
    assert [row for row in listed if row in {of_later, of_first}] == [of_first, of_later]


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_every_choice_that_a_filter_offers_opens(as_keeper, as_other_keeper_rows, model):
    make_one_of_each(CITY)
    listed = as_keeper.get(address(model, "changelist")).context["cl"]
    links = [choice["query_string"] for spec in listed.filter_specs for choice in spec.choices(listed)]
    for link in dict.fromkeys(links):
        assert as_keeper.get(address(model, "changelist") + link).status_code == 200, link


def test_a_search_of_too_many_words_is_cut_short(as_keeper):
    page = as_keeper.get(address(Indicator, "changelist"), {"q": "a " * 2000})
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("message", "status"),
    [
        pytest.param("Expression tree is too large (maximum depth 1000)", 400, id="a question too large"),
        pytest.param("user-defined function raised exception", 400, id="a broken expression"),
        pytest.param("sorry, too many clients already", 503, id="a server that is full"),
        pytest.param("database is locked", 503, id="a file in use"),
    ],
)
def test_only_a_lost_database_is_an_outage(rf, message, status):
    answer = DatabaseOutage(HttpResponse).process_exception(rf.get("/"), OperationalError(message))
    assert answer is not None
    assert answer.status_code == status


def test_groups_which_mean_nothing_here_have_no_page(as_root):
    assert as_root.get("/admin/auth/group/").status_code == 404


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u2028", "\x1b", "\x7f", "\r"])
def test_a_sign_that_nobody_sees_is_refused_by_name(as_keeper, sign):
    indicator = make_one_of_each(CITY)["Indicator"]
    page = edit(as_keeper, indicator, name=f"参{sign}加者")
    assert page.status_code == 422
    assert f"U+{ord(sign):04X}" in str(errors_of(page)["name"])
    with pytest.raises(UnfitValueError, match=re.escape(f"U+{ord(sign):04X}")):
        value_for(Indicator._meta.get_field("name"), f"参{sign}加者")
    assert edit(as_keeper, indicator, note="一行目\r\n二行目\t終").status_code == 302


def test_who_is_without_limits_sees_everything(as_root):
    for code in (CITY, OTHER_CITY):
        row = make_one_of_each(code)["Indicator"]
        assert as_root.get(address(Indicator, "change", row.pk)).status_code == 200


# --- people ---


def test_a_password_is_set_hashed_and_never_shown(as_keeper):
    person = make_official("staff")
    hashed = person.password
    page = as_keeper.get(address(Person, "change", person.pk))
    assert hashed not in page.content.decode()
    new = "あたらしい合言葉の文"
    response = edit(as_keeper, person, new_password=new, new_password_again=new)
    assert response.status_code == 302, errors_of(response)
    person.refresh_from_db()
    assert person.check_password(new)
    change = Change.objects.get()
    assert change.field == "password"
    assert person.password not in f"{change.old}{change.new}"


def test_a_weak_or_mistyped_password_is_refused(as_keeper):
    person = make_official("staff")
    for first, second in (("short", "short"), ("あたらしい合言葉の文", "ちがう合言葉の文")):
        assert edit(as_keeper, person, new_password=first, new_password_again=second).status_code == 422
    before = person.password
    person.refresh_from_db()
    assert person.password == before


def test_a_new_person_can_log_in_only_with_a_password(as_keeper):
    department = make_department(local_government_code=CITY)
    data = {
        "username": "new",
        "name": "新人",
        "is_active": "on",
        "posts-TOTAL_FORMS": "1",
        "posts-INITIAL_FORMS": "0",
        "posts-0-department": department.pk,
        "posts-0-role": "staff",
    }
    response = as_keeper.post(address(Person, "add"), data | once())
    assert response.status_code == 302, errors_of(response)
    person = Person.objects.get(username="new")
    assert not person.has_usable_password()
    assert person.posts.get().department == department
    assert Change.objects.filter(model="accounts.post").exists()


def test_only_who_is_without_limits_makes_others_so(as_keeper):
    person = make_official("staff")
    assert edit(as_keeper, person, is_superuser="on").status_code == 302
    person.refresh_from_db()
    assert not person.is_superuser


@pytest.mark.parametrize("kind", ["without limits", "also serves elsewhere", "once served elsewhere"])
def test_nobody_with_a_wider_reach_is_within_a_keepers(as_keeper, kind):
    person = make_official("staff", is_superuser=kind == "without limits")
    if "elsewhere" in kind:
        elsewhere = make_department(local_government_code=OTHER_CITY)
        make_post(person, elsewhere, **ENDED if kind.startswith("once") else {})
    assert as_keeper.get(address(Person, "change", person.pk)).status_code == 404


def test_nobody_is_deleted(as_keeper):
    person = make_official("staff")
    for method in (as_keeper.get, as_keeper.post):
        assert method(address(Person, "delete", person.pk)).status_code == 404


# --- history ---


@pytest.fixture
def change(as_keeper):
    indicator = make_one_of_each(CITY)["Indicator"]
    edit(as_keeper, indicator, note="一")
    return Change.objects.get()


@pytest.mark.parametrize("model", [Change, LoginAttempt], ids=name_of)
def test_records_are_not_written_by_anybody(as_root, model):
    assert as_root.get(address(model, "add")).status_code == 403
    assert as_root.post(address(model, "add"), {}).status_code == 403


def test_the_history_is_read_only_even_for_who_is_without_limits(change, client):
    client.force_login(make_person(is_superuser=True))
    page = address(Change, "change", change.pk)
    assert client.get(page).status_code == 200
    assert client.post(page, {"why": "なかったことに"}).status_code == 403
    assert client.post(address(Change, "delete", change.pk), {"post": "yes"}).status_code == 403
    assert Change.objects.get().why == "誤記の訂正"


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(lambda _: Change.objects.update(why="x"), id="update"),
        pytest.param(lambda change: change.save(), id="save"),
        pytest.param(lambda change: change.delete(), id="delete"),
        pytest.param(lambda _: Change.objects.all()._raw_delete("default"), id="raw delete"),
        pytest.param(lambda _: run_sql("UPDATE accounts_change SET why = 'x'"), id="UPDATE"),
        pytest.param(lambda _: run_sql("DELETE FROM accounts_change"), id="DELETE"),
    ],
)
def test_the_database_itself_guards_the_history(change, attempt):
    with pytest.raises(DatabaseError), transaction.atomic():
        attempt(change)
    assert Change.objects.get().why == "誤記の訂正"


def run_sql(statement):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_history_of_a_row_is_one_click_away(as_keeper, change):
    response = as_keeper.get(address(Indicator, "history", change.object_id), follow=True)
    assert [row.pk for row in response.context["cl"].result_list] == [change.pk]


def test_the_history_stops_at_the_municipality(change, client):
    client.force_login(make_official("planning", OTHER_CITY))
    assert client.get(address(Change, "changelist")).context["cl"].result_count == 0
    assert client.get(address(Change, "change", change.pk)).status_code == 404


@pytest.mark.parametrize(
    ("before", "after", "refused"),
    [
        pytest.param("waiting", "confirmed", "所管課の課長だけ", id="nobody stands in for the 課長"),
        pytest.param(
            "waiting", "checked", "課長が確認していない", id="nothing is checked that no 課長 confirmed"
        ),
        pytest.param("confirmed", "checked", "", id="what a 課長 confirmed is checked"),
        pytest.param("checked", "confirmed", "", id="a check is taken back"),
        pytest.param("confirmed", "returned", "", id="what was confirmed is sent back"),
    ],
)
@pytest.mark.parametrize("model", ["Result", "ProjectSheet"])
def test_a_keeper_is_no_chief(as_keeper, model, before, after, refused):
    row = make_one_of_each(CITY)[model]
    type(row).objects.filter(pk=row.pk).update(entry_state=before)
    answer = edit(as_keeper, row, entry_state=after)
    row.refresh_from_db()
    assert row.entry_state == (before if refused else after)
    if refused:
        assert refused in str(answer.context["adminform"].form.errors["entry_state"])


ASKED_FOR = {
    "Result": ("footnote", "7"),
    "ProjectSheet": ("comment", "7"),
    "SheetAnswer": ("text", "7"),
    "SheetAmount": ("value", 7),
    "ProjectCount": ("count", 7),
    "LeadingProject": ("summary", "7"),
}


@pytest.fixture
def asked_for():
    """One row of each kind, and a round that asks for the figures and sheets of their year."""
    rows = make_one_of_each(CITY)
    EntryRound.objects.update(fiscal_year=rows["Result"].fiscal_year)
    type(rows["ProjectCount"]).objects.update(fiscal_year=rows["Result"].fiscal_year)
    type(rows["LeadingProject"]).objects.update(
        counting_year=rows["Result"].fiscal_year, first_year=None, last_year=None
    )
    rows["EarlierFigure"].delete()  # a result cannot go while it waits in another's place
    return rows


@pytest.mark.parametrize("model", ASKED_FOR)
def test_what_a_closed_round_asked_for_is_not_changed(as_keeper, asked_for, model):
    row, (field, value) = asked_for[model], ASKED_FOR[model]
    EntryRound.objects.update(is_closed=True)
    answer = edit(as_keeper, row, **{field: value})
    assert "再開してください" in str(answer.context["adminform"].form.non_field_errors())
    EntryRound.objects.update(is_closed=False)
    assert edit(as_keeper, row, **{field: value}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == value


@pytest.mark.parametrize("model", ASKED_FOR)
def test_what_a_closed_round_asked_for_is_not_deleted(as_keeper, asked_for, model):
    row = asked_for[model]
    page = address(type(row), "delete", row.pk)
    if model == "ProjectSheet":
        row.answers.all().delete()
        row.amounts.all().delete()
    row.refresh_from_db()
    sent = once(row_version=row.version, change_reason="不要")
    EntryRound.objects.update(is_closed=True)
    assert "再開してください" in as_keeper.post(page, sent).content.decode()
    assert type(row).objects.filter(pk=row.pk).exists()
    EntryRound.objects.update(is_closed=False)
    assert as_keeper.post(page, sent).status_code == 302
    assert not type(row).objects.filter(pk=row.pk).exists()


def test_a_figure_of_a_closed_round_is_not_deleted_on_the_page_of_its_indicator(as_keeper, asked_for):
    EntryRound.objects.update(is_closed=True)
    sent = {"results-0-DELETE": "on", "note": "打ちかけの備考"}
    page = edit(as_keeper, asked_for["Indicator"], **sent).content.decode()
    assert "再開してください" in page
    assert "打ちかけの備考" in page
    assert Result.objects.exists()
    EntryRound.objects.update(is_closed=False)
    assert edit(as_keeper, asked_for["Indicator"], **sent).status_code == 302
    assert not Result.objects.exists()


def test_a_figure_does_not_leave_a_closed_round_by_another_year(as_keeper, asked_for):
    row = asked_for["Result"]
    EntryRound.objects.update(is_closed=True)
    answer = edit(as_keeper, row, fiscal_year=row.fiscal_year - 1)
    assert "再開してください" in str(answer.context["adminform"].form.non_field_errors())


def test_a_figure_below_an_indicator_that_says_not_where_it_stands_is_no_fault_of_ours(as_keeper):
    page = address(Indicator, "add")
    sent = what_the_page_sends(as_keeper.get(page))
    below = {"results-TOTAL_FORMS": "1", "results-0-fiscal_year": "2023", "results-0-total": "5"}
    said = {"results-0-standing": "final", "results-0-entry_state": "checked"}
    assert as_keeper.post(page, sent | below | said).status_code == 422


def test_figures_that_no_round_asked_for_are_the_keepers_own(as_keeper):
    row = make_one_of_each(CITY)["Result"]
    EntryRound.objects.update(fiscal_year=2024)
    Result.objects.filter(pk=row.pk).update(entry_state="waiting")
    assert edit(as_keeper, row, entry_state="confirmed").status_code == 302


def test_a_keeper_types_an_amount_in_full_width_with_separators(as_keeper):
    result = make_one_of_each(CITY)["Result"]
    assert edit(as_keeper, result, total="１，２３４").status_code == 302
    result.refresh_from_db()
    assert result.total == 1234
    assert edit(as_keeper, result, total="5万").status_code == 422
    result.refresh_from_db()
    assert result.total == 1234


@pytest.mark.parametrize("text", ["１２．６", "draft", "9223372036854775808", ""])
def test_a_word_in_the_place_of_a_row_that_is_found_by_typing_is_refused(as_keeper, text):
    address = reverse("admin:policies_policynode_add")
    form = next(one for one in forms_on(address, as_keeper.get(address)) if "also_under" in one.choices)
    sent = form.fields | {"parent": text, "also_under": [text, "R5"], "department": text, "name": "施策"}
    assert as_keeper.post(address, sent).status_code == 422
