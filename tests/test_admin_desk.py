"""The keepers' forms at the desk: nothing typed is lost, nothing is overwritten unseen, everything counts once."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, Person, Post
from desk.marks import mark_of
from desk.models import ParkedForm, SavedForm
from desk.page import parking
from indicators.models import Indicator, Target
from store.models import Change
from tests.city import CITY, OTHER_CITY, make_official, make_one_of_each, put_in_a_draft
from tests.forms_found import forms_on
from tests.test_admin import EDITABLE, address, edit, name_of, what_the_page_sends

pytestmark = pytest.mark.django_db

ORIGIN = "http://testserver"
TYPED = "四月の会議で決まったとおり、説明を書き直しました。"
RESTORED = "入力した内容を復元しました。まだ保存していません。"


@pytest.fixture
def keeper():
    return make_official("planning", username="jimukyoku", name="事務局 花子")


@pytest.fixture
def guarded(keeper):
    """A browser whose forms are looked at as a city's server does."""
    return browser_of(keeper)


@pytest.fixture
def rows():
    found = make_one_of_each(CITY)
    put_in_a_draft(found["Indicator"])
    return found


def browser_of(person):
    client = Client(enforce_csrf_checks=True, headers={"Origin": ORIGIN})
    client.force_login(person)
    return client


def sent_by(page, **fields) -> dict[str, Any]:
    """Return what a browser sends of the page's form, with what somebody typed."""
    text = page.content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', text)[-1]
    parked = re.findall(r'name="parked" value="([^"]*)"', text)
    more = {"csrfmiddlewaretoken": token} | ({"parked": parked[0]} if parked else {})
    sent: dict[str, Any] = what_the_page_sends(page)
    return sent | more | fields


def after_login(client, person, answer):
    """Log in again and go where the login leads."""
    assert answer.status_code == 302
    way = answer["Location"]
    assert way.startswith("/accounts/login/?next=")
    client.force_login(person)
    return client.get(client.get(way)["Location"])


def forms_of(page):
    text = page.content.decode()
    return [one for one in re.findall(r"<form.*?</form>", text, re.S) if 'method="post"' in one]


def values_in(page):
    return {
        bound.html_name: bound.value()
        for form in (
            page.context["adminform"].form,
            *(form for one in page.context["inline_admin_formsets"] for form in one.formset.forms),
        )
        for bound in form
    }


# --- every form ---


def test_every_form_of_the_keepers_carries_what_the_desk_needs(guarded, keeper, rows):
    for model in EDITABLE:
        row = rows[model.__name__]
        pages = [address(model, "changelist"), address(model, "add"), address(model, "change", row.pk)]
        if model is not Person:
            pages.append(address(model, "delete", row.pk))
        for path in pages:
            found = [one for one in forms_of(guarded.get(path)) if 'id="logout-form"' not in one]
            assert found, path
            for form in found:
                assert form.count('name="csrfmiddlewaretoken"') == 1, path
                assert f'name="whose" value="{mark_of(keeper)}"' in form, path
                assert 'name="once"' in form, path


def test_no_address_of_a_model_is_open_to_other_sites(guarded, rows):
    """They are exempt from Django's own check, for the door looks at the token: a page without it must not do so."""
    indicator = rows["Indicator"]
    for page in ("changelist", "add", "change", "delete", "history"):
        path = address(Indicator, page, *([indicator.pk] if page not in {"changelist", "add"} else []))
        for client in (guarded, Client(enforce_csrf_checks=True)):
            for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}):
                sent = {"change_reason": "x", "note": "外から", "row_version": "1", "once": "k" * 30}
                assert client.post(path, sent, headers=headers).status_code == 403, path
    assert not ParkedForm.objects.exists()
    assert Indicator.objects.filter(pk=indicator.pk, note="").exists()


def test_every_page_of_the_site_is_behind_the_door():
    exempt = {
        pattern.name
        for page in admin.site._registry.values()
        for pattern in page.get_urls()
        if getattr(pattern.callback, "csrf_exempt", False)
        and not hasattr(pattern.callback, "model_admin")  # what admin_view() wraps
    }
    assert exempt == set()


# --- a session that ends ---


@pytest.mark.parametrize("form", ["add", "change"])
def test_a_session_that_ends_loses_nothing_of_the_row_and_of_those_below(guarded, keeper, rows, form):
    indicator = rows["Indicator"]
    path = address(Indicator, form, *([indicator.pk] if form == "change" else []))
    shown = guarded.get(path)
    below = {
        "targets-TOTAL_FORMS": "2" if form == "change" else "1",
        f"targets-{int(form == 'change')}-fiscal_year": "２０２４",
        f"targets-{int(form == 'change')}-reason": "見直しによる\n改定",
    }
    more = {"targets-0-value": "12", "results-0-footnote": TYPED} if form == "change" else {}
    sent = sent_by(shown, note=TYPED, name="", change_reason="訂正", **below, **more)
    guarded.session.flush()
    restored = after_login(guarded, keeper, guarded.post(path, sent))
    assert restored.status_code == 200
    text = restored.content.decode()
    assert RESTORED in text
    assert "errorlist" not in text
    found = values_in(restored)
    for name in ("note", "name", "change_reason", *below, *more):
        if not name.endswith("_FORMS"):
            assert found[name] == sent[name], name
    assert not Change.objects.exists()

    done = guarded.post(
        path, sent_by(restored, **{"name": indicator.name, "targets-TOTAL_FORMS": len(below) - 2 or 1})
    )
    if form == "change":
        assert done.status_code == 302
        indicator.refresh_from_db()
        assert indicator.note == TYPED
        assert not ParkedForm.objects.exists()


def test_what_was_typed_before_a_login_meets_what_somebody_else_saved_meanwhile(guarded, keeper, rows):
    indicator = rows["Indicator"]
    path = address(Indicator, "change", indicator.pk)
    sent = sent_by(guarded.get(path), note=TYPED, change_reason="訂正")
    guarded.session.flush()
    other = Client()
    other.force_login(make_official("planning"))
    edit(other, indicator, note="先の文")
    restored = after_login(guarded, keeper, guarded.post(path, sent))
    assert guarded.post(path, sent_by(restored)).status_code == 409
    indicator.refresh_from_db()
    assert indicator.note == "先の文"


def test_the_reason_of_a_deletion_survives_a_session_that_ends(guarded, keeper, rows):
    target = rows["Target"]
    path = address(Target, "delete", target.pk)
    page = guarded.get(path).content.decode()
    sent = dict(
        re.findall(r'name="(csrfmiddlewaretoken|whose|once|row_version)" (?:value|.*?value)="([^"]*)"', page)
    )
    guarded.session.flush()
    restored = after_login(guarded, keeper, guarded.post(path, sent | {"change_reason": TYPED}))
    text = restored.content.decode()
    assert RESTORED in text
    assert TYPED in text
    assert Target.objects.filter(pk=target.pk).exists()


def test_passwords_are_not_kept_and_the_page_says_so(guarded, keeper):
    person = make_official("staff")
    path = address(Person, "change", person.pk)
    sent = sent_by(guarded.get(path), email="a@city.example", new_password="あいことば一二三四")
    guarded.session.flush()
    restored = after_login(guarded, keeper, guarded.post(path, sent))
    assert values_in(restored)["email"] == "a@city.example"
    assert "パスワードは残していません" in restored.content.decode()
    assert "あいことば" not in ParkedForm.objects.get().body


def test_an_address_with_a_query_is_found_again_with_it(guarded, keeper):
    path = f"{address(Department, 'add')}?_popup=1&_to_field=id"
    sent = sent_by(guarded.get(path), name="新しい課")
    guarded.session.flush()
    answer = guarded.post(path, sent)
    restored = after_login(guarded, keeper, answer)
    assert restored.wsgi_request.GET["_popup"] == "1"
    assert values_in(restored)["name"] == "新しい課"


def test_a_form_from_before_another_login_comes_back(guarded, rows):
    indicator = rows["Indicator"]
    path = address(Indicator, "change", indicator.pk)
    sent = sent_by(guarded.get(path), note=TYPED, change_reason="訂正")
    guarded.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    answer = guarded.post(path, sent)
    assert answer["Location"].startswith(f"{path}?parked=")
    assert values_in(guarded.get(answer["Location"]))["note"] == TYPED


def test_what_another_keeper_typed_does_not_open(guarded, keeper, rows):
    indicator = rows["Indicator"]
    path = address(Indicator, "change", indicator.pk)
    sent = sent_by(guarded.get(path), note=TYPED)
    guarded.session.flush()
    answer = guarded.post(path, sent)
    assert TYPED not in after_login(guarded, make_official("planning"), answer).content.decode()
    assert TYPED in after_login(guarded, keeper, answer).content.decode()


def test_a_list_is_only_a_list_after_a_login(guarded, keeper):
    path = address(Indicator, "changelist")
    guarded.session.flush()
    sent = {"csrfmiddlewaretoken": "x", "once": "k" * 30, "whose": mark_of(keeper)}
    assert guarded.get(f"{path}?parked=x")["Location"].startswith("/accounts/login/")
    answer = guarded.post(path, sent)
    guarded.force_login(keeper)
    back = guarded.get(guarded.get(answer["Location"])["Location"], follow=True)
    assert back.status_code == 200
    assert back.redirect_chain == [(path, 302)]


# --- a role that ends ---


@pytest.mark.parametrize("form", ["add", "change", "delete"])
def test_a_role_that_ended_meanwhile_answers_with_what_was_typed(guarded, keeper, rows, form):
    target = rows["Target"]
    path = address(Target, form, *([] if form == "add" else [target.pk]))
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', guarded.get(path).content.decode())[-1]
    keeper.posts.update(valid_to=timezone.localdate() - timedelta(days=1))
    typed = {"reason": TYPED, "comparator": ">=", "change_reason": "五月の決定", "new_password": "ひみつ"}
    sent = {"csrfmiddlewaretoken": token, "once": "k" * 30, "whose": mark_of(keeper), "row_version": "1"}
    answer = guarded.post(path, sent | typed)
    assert answer.status_code == 404
    said = dict(answer.context["typed"])
    assert said == {"改定の理由": TYPED, "条件": "以上", "理由": "五月の決定"}
    assert TYPED in answer.content.decode()
    assert not Change.objects.exists()


def test_a_role_that_ended_at_the_login_answers_with_what_was_parked(guarded, keeper, rows):
    path = address(Target, "change", rows["Target"].pk)
    sent = sent_by(guarded.get(path), reason=TYPED)
    guarded.session.flush()
    answer = guarded.post(path, sent)
    keeper.posts.update(valid_to=timezone.localdate() - timedelta(days=1))
    page = after_login(guarded, keeper, answer)
    assert page.status_code == 404
    assert TYPED in page.content.decode()


def test_a_row_that_others_use_by_now_answers_with_what_was_typed(guarded, rows):
    scale = rows["RatingScale"]
    path = address(type(scale), "change", scale.pk)
    sent = sent_by(guarded.get(path), name="新しい名前の尺度", change_reason="改称")
    scale.layers.add(make_one_of_each(OTHER_CITY)["Layer"])
    answer = guarded.post(path, sent)
    assert answer.status_code == 403
    assert "新しい名前の尺度" in answer.content.decode()


def test_rows_below_are_named_where_nothing_can_be_saved(guarded, keeper, rows):
    path = address(Indicator, "change", rows["Indicator"].pk)
    sent = sent_by(guarded.get(path), **{"targets-0-reason": TYPED})
    keeper.posts.update(valid_to=timezone.localdate() - timedelta(days=1))
    said = guarded.post(path, sent).context["typed"]
    assert ("目標値 1　改定の理由", TYPED) in said
    assert [label for label, _ in said if "row_version" in label or label == ""] == []


# --- a conflict ---


def test_an_invalid_field_keeps_the_version_on_which_the_form_began(guarded, rows):
    indicator, target = rows["Indicator"], rows["Target"]
    path = address(Indicator, "change", indicator.pk)
    sent = sent_by(guarded.get(path), note=TYPED, **{"targets-0-value": "7"})  # without a reason
    other = Client()
    other.force_login(make_official("planning"))
    edit(other, indicator, note="先の文")
    edit(other, target, value="50")
    wrong = guarded.post(path, sent)
    assert wrong.status_code == 422
    assert (values_in(wrong)["row_version"], values_in(wrong)["targets-0-row_version"]) == ("1", "1")
    late = guarded.post(path, sent_by(wrong, change_reason="訂正"))
    assert late.status_code == 409
    told = {one.label: (one.mine, one.theirs) for one in late.context["conflict"].differences}
    assert told["備考"] == (TYPED, "先の文")
    assert len(told) == 2
    assert (values_in(late)["row_version"], values_in(late)["targets-0-row_version"]) == ("2", "2")
    assert guarded.post(path, sent_by(late)).status_code == 302
    indicator.refresh_from_db()
    target.refresh_from_db()
    assert (indicator.note, target.value) == (TYPED, 7)


@pytest.mark.parametrize("is_own", [True, False])
def test_a_conflict_says_who_and_when(guarded, keeper, rows, is_own):
    target = rows["Target"]
    path = address(Target, "change", target.pk)
    sent = sent_by(guarded.get(path), value="7", change_reason="訂正")
    other = Client()
    other.force_login(keeper if is_own else make_official("planning", name="係長 次郎"))
    edit(other, target, value="50")
    late = guarded.post(path, sent)
    text = unescape(late.content.decode())
    assert late.status_code == 409
    assert ("あなた自身が別の画面で変更しました" in text) == is_own
    assert ("係長 次郎" in text) == (not is_own)
    saved_at = timezone.localtime(Change.objects.latest("sequence").at)
    assert f"{saved_at:%H:%M}" in late.context["conflict"].said
    at = [(one.mine, one.theirs) for one in late.context["conflict"].differences]
    assert at == [("7", "50.0000")]


def test_a_deletion_of_what_somebody_changed_says_who_and_what_it_is_now(guarded, rows):
    target = rows["Target"]
    path = address(Target, "delete", target.pk)
    page = guarded.get(path)
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', page.content.decode())[-1]
    sent = {"csrfmiddlewaretoken": token, "row_version": "1", "change_reason": TYPED}
    other = Client()
    other.force_login(make_official("planning", name="係長 次郎"))
    edit(other, target, value="50")
    late = guarded.post(path, sent | {"once": "a" * 30})
    assert late.status_code == 409
    for told in ("係長 次郎", "50", TYPED, 'name="row_version" value="2"'):
        assert told in late.content.decode()
    done = guarded.post(path, sent | {"once": "b" * 30, "row_version": "2"})
    assert done.status_code == 302
    assert not Target.objects.filter(pk=target.pk).exists()


def test_a_deletion_that_does_not_say_on_which_version_it_began_deletes_nothing(guarded, keeper, rows):
    target = rows["Target"]
    path = address(Target, "delete", target.pk)
    sent = QueryDict(mutable=True)
    sent["change_reason"] = TYPED
    back = f"{path}?parked={parking.park(path, sent, person=keeper.pk)}"
    (form,) = [one for one in forms_on(path, guarded.get(back)) if one.kind == "admin delete"]
    assert form.fields["change_reason"] == [TYPED]
    assert guarded.post(path, form.fields).status_code == 422
    assert Target.objects.filter(pk=target.pk).exists()


def test_what_was_typed_about_a_row_below_that_is_gone_becomes_a_new_one(guarded, rows):
    indicator, target = rows["Indicator"], rows["Target"]
    path = address(Indicator, "change", indicator.pk)
    sent = sent_by(guarded.get(path), change_reason="訂正", **{"targets-0-value": "7"})
    other = Client()
    other.force_login(make_official("planning", name="係長 次郎"))
    gone = {"row_version": 1, "change_reason": "重複", "once": "c" * 30}
    assert other.post(address(Target, "delete", target.pk), gone).status_code == 302
    late = guarded.post(path, sent)
    assert late.status_code == 409
    assert "係長 次郎" in late.content.decode()
    assert [one.theirs for one in late.context["conflict"].differences] == ["（削除されています）"]
    assert guarded.post(path, sent_by(late)).status_code == 302
    assert indicator.targets.get().value == 7


def test_a_row_below_that_nobody_touched_is_not_written_and_keeps_what_others_wrote(guarded, rows):
    indicator, target = rows["Indicator"], rows["Target"]
    path = address(Indicator, "change", indicator.pk)

    def sent_from(answer, **typed):
        (form,) = [one for one in forms_on(path, answer) if one.kind == "admin change"]
        token = {"csrfmiddlewaretoken": sent_by(answer)["csrfmiddlewaretoken"]}
        return form.fields | token | {name: [text] for name, text in typed.items()}

    sent = sent_from(guarded.get(path), note=TYPED, change_reason="訂正")
    touched = sent_from(guarded.get(path), change_reason="訂正", **{"targets-0-reason": TYPED})
    other = Client()
    other.force_login(make_official("planning"))
    edit(other, target, value="50")
    edit(other, indicator, note="先の文")
    late = guarded.post(path, sent)
    assert late.status_code == 409
    assert [one.label for one in late.context["conflict"].differences] == ["備考"]
    assert guarded.post(path, sent_from(late)).status_code == 302
    indicator.refresh_from_db()
    target.refresh_from_db()
    assert (indicator.note, target.value, target.version) == (TYPED, 50, 2)

    # where something of the row was touched, all in which it differs from theirs is shown before it is written
    late = guarded.post(path, touched)
    told = {one.label.rpartition("　")[2] for one in late.context["conflict"].differences}
    assert told == {"備考", "目標値", "改定の理由"}


def test_a_row_below_that_both_delete_is_no_conflict(guarded, rows):
    indicator, target = rows["Indicator"], rows["Target"]
    path = address(Indicator, "change", indicator.pk)
    more = {"targets-0-DELETE": "on", "note": TYPED}
    sent = sent_by(guarded.get(path), change_reason="訂正", **more)
    Target.objects.filter(pk=target.pk).delete()
    assert guarded.post(path, sent).status_code == 302
    indicator.refresh_from_db()
    assert indicator.note == TYPED


# --- once ---


def test_a_second_click_makes_no_twin(guarded):
    path = address(Department, "add")
    fields = {"local_government_code": CITY, "code": "A1", "name": "新しい課", "kind": "section"}
    sent = sent_by(guarded.get(path), **fields)
    first, second = guarded.post(path, sent), guarded.post(path, sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert Department.objects.filter(name="新しい課").count() == 1
    person = make_official("staff")
    post = {"person": person.pk, "department": Department.objects.get(code="A1").pk, "role": "staff"}
    ended = {"valid_from": "2020-04-01", "valid_to": "2021-03-31"}
    sent = sent_by(guarded.get(address(Post, "add")), **post, **ended)
    for _ in range(2):
        assert guarded.post(address(Post, "add"), sent).status_code == 302
    assert person.posts.filter(valid_to__isnull=False).count() == 1


def test_a_second_click_changes_and_deletes_nothing_more(guarded, rows):
    target = rows["Target"]
    path = address(Target, "change", target.pk)
    sent = sent_by(guarded.get(path), value="7", change_reason="訂正")
    first, second = guarded.post(path, sent), guarded.post(path, sent)
    assert first["Location"] == second["Location"]
    target.refresh_from_db()
    assert target.version == 2
    gone = {"row_version": "2", "change_reason": "重複", "once": "d" * 30, "whose": sent["whose"]}
    gone["csrfmiddlewaretoken"] = sent["csrfmiddlewaretoken"]
    path = address(Target, "delete", target.pk)
    first, second = guarded.post(path, gone), guarded.post(path, gone)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert Change.objects.filter(field="", object_id=target.pk).count() == 1


@pytest.mark.parametrize(
    ("button", "leads"),
    [("_save", r"/admin/accounts/department/$"), ("_continue", r"/\d+/change/$"), ("_addanother", r"/add/$")],
)
def test_the_buttons_lead_where_they_say_each_time(guarded, button, leads):
    path = address(Department, "add")
    fields = {"local_government_code": CITY, "code": "A1", "name": "新しい課", "kind": "section", button: "1"}
    sent = sent_by(guarded.get(path), **fields)
    answers = [guarded.post(path, sent)["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert re.search(leads, answers[0])
    page = guarded.get(answers[0]).content.decode()
    assert "新しい課" in page
    row = Department.objects.get(code="A1")
    path = address(Department, "change", row.pk)
    sent = sent_by(guarded.get(path), name="改めた課", change_reason="改称", **{button: "1"})
    assert re.search(leads, guarded.post(path, sent)["Location"])


@pytest.mark.parametrize("form", ["add", "change"])
def test_a_popup_tells_the_page_that_opened_it_each_time(guarded, form):
    row = Department.objects.create(local_government_code=CITY, code="A0", name="課")
    path = address(Department, form, *([] if form == "add" else [row.pk])) + "?_popup=1&_to_field=id"
    fields = {"local_government_code": CITY, "code": "A1", "name": "新しい課", "kind": "section"}
    popup = {"_popup": "1", "_to_field": "id", "change_reason": "改称"}
    sent = sent_by(guarded.get(path), **fields, **popup)
    for _ in range(2):
        answer = guarded.post(path, sent, follow=True)
        row = Department.objects.get(code="A1")
        told = unescape(answer.content.decode())
        assert f'"value": "{row.pk}"' in told
        assert ('"action": "change"' in told) == (form == "change")


def test_an_address_too_long_to_be_kept_leads_to_the_plain_list(guarded):
    path = f"{address(Department, 'add')}?_changelist_filters={'q%3D' + 'x' * 600}"
    fields = {"local_government_code": CITY, "code": "A1", "name": "新しい課", "kind": "section"}
    answer = guarded.post(path, sent_by(guarded.get(path), **fields))
    assert answer["Location"] == address(Department, "changelist")


def test_a_form_without_its_key_shows_what_was_typed(guarded, rows):
    path = address(Target, "change", rows["Target"].pk)
    sent = sent_by(guarded.get(path), reason=TYPED)
    del sent["once"]
    answer = guarded.post(path, sent)
    assert answer.status_code == 400
    assert TYPED in answer.content.decode()
    assert not SavedForm.objects.exists()


@pytest.mark.parametrize("model", EDITABLE, ids=name_of)
def test_what_is_restored_says_no_fault_and_saves_nothing(guarded, keeper, rows, model):
    path = address(model, "change", rows[model.__name__].pk)
    sent = sent_by(guarded.get(path), change_reason=TYPED)
    guarded.session.flush()
    restored = after_login(guarded, keeper, guarded.post(path, sent))
    assert restored.status_code == 200
    assert TYPED in restored.content.decode()
    assert "errorlist" not in restored.content.decode()
    assert as_text(sent_by(restored), sent) == as_text(sent, sent)
    assert not Change.objects.exists()


def as_text(fields, names):
    """Return what these fields send, without what is another one with every page."""
    unseen = {"once", "csrfmiddlewaretoken"}
    many = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
    return {name: [*map(str, many[name])] for name in names if name in many and name not in unseen}


def test_the_start_page_of_the_site_and_what_is_not_there_ask_for_a_login():
    for path in (reverse("admin:index"), "/admin/nothing/here/"):
        assert Client().get(path)["Location"] == f"/accounts/login/?next={path}"
