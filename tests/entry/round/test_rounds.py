"""A round is closed, opened again and given another due date by the 事務局 alone, each with its trace."""

from datetime import timedelta

import pytest
from django.utils import timezone

from desk.actions.once import new_key
from indicators.models import EntryRound
from store.models import Change
from tests.entry.office import carried, client_of, logged_in_again, make_office, planner_of
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def planner(office):
    return client_of(planner_of(office))


def address(office, verb=""):
    return f"/entry/rounds/{office.round.pk}/{verb}"


def stored():
    return EntryRound.objects.get()


def test_before_closing_the_page_says_how_many_are_missing_and_where(office, planner):
    office.owes()
    office.owes()
    office.entered("waiting")
    page = read(planner.get(address(office, "close/")))
    assert "未入力が2件あります（1所属）" in page.text
    assert f"{office.bureau} {office.department}（内線－） 2件" in page.text
    assert "課長確認待ちが1件あります" in page.text
    assert "未入力2件のまま締め切る" in page.text
    assert not stored().is_closed


def test_with_nothing_missing_the_page_says_so(office, planner):
    office.entered("checked")
    assert "すべて課長確認済です" in read(planner.get(address(office, "close/"))).text


def test_closing_twice_is_closing_once(office, planner):
    for _ in range(2):
        answer = planner.post(address(office, "close/"), {"version": 1, "once": new_key()})
        assert answer["Location"] == address(office)
    assert stored().is_closed
    change = Change.objects.get(field="is_closed")
    assert change.post.endswith("事務局")
    assert "締切済み" in read(planner.get(address(office))).one("h1").text
    assert "すでに締め切られています" in read(planner.get(address(office, "close/"))).text


def test_a_closed_round_opens_again_with_a_reason_that_is_kept(office, planner):
    EntryRound.objects.update(is_closed=True)
    answer = planner.post(address(office, "reopen/"), {"version": 1, "once": new_key(), "reason": " "})
    assert answer.status_code == 422
    assert "再開の理由を入力してください。" in read(answer).text
    assert stored().is_closed
    for _ in range(2):
        planner.post(
            address(office, "reopen/"), {"version": 1, "once": new_key(), "reason": "訂正があったため"}
        )
    assert not stored().is_closed
    assert Change.objects.get(field="is_closed").why == "訂正があったため"
    assert "訂正があったため" in read(planner.get(address(office))).text


def test_another_due_date_is_kept_with_its_reason(office, planner):
    day = timezone.localdate() + timedelta(days=60)
    planner.post(address(office), {"version": 1, "once": new_key(), "due_on": day, "why": "決算が遅れるため"})
    assert stored().due_on == day
    assert Change.objects.get(field="due_on").why == "決算が遅れるため"
    assert "残り60日" in read(planner.get(address(office))).text
    planner.post(
        address(office), {"version": 1, "once": new_key(), "due_on": day}
    )  # the second of a double click
    assert Change.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "提出期限を入力してください。"),
        ("3/4", "日付として読み取れません。"),
        ("2001-01-01", "受付開始日以後の日付にしてください。"),
        ("2026-02-30", "日付として読み取れません。"),
        ("9" * 400, "日付として読み取れません。"),
    ],
)
def test_a_due_date_that_cannot_be_is_refused_beside_the_field(office, planner, typed, said):
    before = stored().due_on
    answer = planner.post(address(office), {"version": 1, "once": new_key(), "due_on": typed})
    assert answer.status_code == 422
    assert said in read(answer).one("ul", class_="errorlist").text
    assert stored().due_on == before


def test_the_due_date_of_a_closed_round_stays(office, planner):
    EntryRound.objects.update(is_closed=True)
    before = stored().due_on
    answer = planner.post(
        address(office), {"version": 1, "once": new_key(), "due_on": before + timedelta(days=1)}
    )
    assert answer.status_code == 403
    assert "先に再開してください" in read(answer).text
    assert stored().due_on == before


@pytest.mark.parametrize("verb", ["", "close/", "reopen/"])
def test_who_saw_the_round_otherwise_is_told_who_changed_it(office, planner, verb):
    day = timezone.localdate() + timedelta(days=60)
    client_of(planner_of(office)).post(address(office), {"version": 1, "once": new_key(), "due_on": day})
    EntryRound.objects.update(is_closed=verb == "reopen/")
    before = stored()
    body = {"version": 1, "once": new_key(), "due_on": day + timedelta(days=1), "reason": "訂正"}
    answer = planner.post(address(office, verb), body)
    assert answer.status_code == 409
    page = read(answer)
    assert "が変更しました（画面）" in page.one("div", role="alert").text
    assert "2" in {one.attributes["value"] for one in page.all("input", name="version")}
    assert (stored().due_on, stored().is_closed) == (before.due_on, before.is_closed)


def test_a_round_that_has_not_begun_says_so(office, planner):
    today = timezone.localdate()
    EntryRound.objects.update(opens_on=today + timedelta(days=5))
    assert "受付前" in read(planner.get(address(office))).one("h1").text


def moved_by_another(office):
    """Let somebody else of the 事務局 give the round another due date: its version is 2 then."""
    day = timezone.localdate() + timedelta(days=60)
    client_of(planner_of(office)).post(address(office), {"version": 1, "once": new_key(), "due_on": day})
    assert stored().version == 2
    return day


def test_a_date_that_cannot_be_keeps_the_version_on_which_it_was_begun(office, planner):
    theirs = moved_by_another(office)
    sent = {"version": 1, "once": new_key(), "due_on": "3/4", "why": "決算が遅れるため"}
    answer = planner.post(address(office), sent)
    assert (answer.status_code, carried(answer)) == (422, "1")
    mine = theirs + timedelta(days=1)
    sent |= {"version": carried(answer), "once": carried(answer, "once"), "due_on": mine}
    answer = planner.post(address(office), sent)
    page = read(answer)
    assert (answer.status_code, carried(answer), stored().due_on) == (409, "2", theirs)
    rows = page.one("table").rows
    assert ["提出期限", words(mine), words(theirs)] in rows
    assert page.one("input", name="why").attributes["value"] == "決算が遅れるため"
    sent |= {"version": carried(answer), "once": carried(answer, "once")}
    assert planner.post(address(office), sent).status_code == 302
    assert stored().due_on == mine


def words(day):
    return f"{day.year}年{day.month}月{day.day}日"


def test_a_date_and_its_reason_come_back_after_a_login_and_meet_what_changed(office):
    person = planner_of(office)
    client = client_of(person)
    client.logout()
    mine = timezone.localdate() + timedelta(days=70)
    sent = {"version": 1, "once": new_key(), "due_on": str(mine), "why": "決算が遅れるため"}
    answer = client.post(address(office), sent)
    theirs = moved_by_another(office)
    page = logged_in_again(client, person, answer)
    shown = {one: read(page).one("input", name=one).attributes["value"] for one in ("due_on", "why")}
    assert shown == {"due_on": str(mine), "why": "決算が遅れるため"}
    assert carried(page) == "1"
    again = client.post(address(office), shown | {"version": carried(page), "once": carried(page, "once")})
    assert (again.status_code, stored().due_on) == (409, theirs)


def test_a_reason_to_reopen_comes_back_after_a_login_with_its_version(office):
    EntryRound.objects.update(is_closed=True)
    person = planner_of(office)
    client = client_of(person)
    client.logout()
    answer = client.post(
        address(office, "reopen/"), {"version": 1, "once": new_key(), "reason": "訂正があったため"}
    )
    EntryRound.objects.update(version=2)
    page = logged_in_again(client, person, answer)
    assert (read(page).one("textarea").text, carried(page)) == ("訂正があったため", "1")
    sent = {"version": carried(page), "once": carried(page, "once"), "reason": "訂正があったため"}
    assert client.post(address(office, "reopen/"), sent).status_code == 409
    assert stored().is_closed


def test_a_closing_that_comes_back_after_a_login_is_of_the_round_that_was_seen(office):
    person = planner_of(office)
    client = client_of(person)
    client.logout()
    answer = client.post(address(office, "close/"), {"version": 1, "once": new_key()})
    moved_by_another(office)
    page = logged_in_again(client, person, answer)
    assert "まだ締め切っていません" in read(page).text
    assert carried(page) == "1"
    sent = {"version": carried(page), "once": carried(page, "once")}
    assert client.post(address(office, "close/"), sent).status_code == 409
    assert not stored().is_closed


def test_what_was_typed_for_a_round_that_was_closed_or_opened_meanwhile_can_be_copied(office, planner):
    EntryRound.objects.update(is_closed=True, version=2)
    sent = {"version": 1, "once": new_key(), "due_on": "2031-03-04", "why": "決算が遅れるため"}
    answer = planner.post(address(office), sent)
    labels = [one.text for one in read(answer).all("label", class_="typed-text")]
    assert (answer.status_code, labels) == (403, ["提出期限 2031-03-04", "変更の理由 決算が遅れるため"])
    reason = {"version": 2, "reason": "議会の資料のため"}
    client_of(planner_of(office)).post(address(office, "reopen/"), reason | {"once": new_key()})
    answer = planner.post(address(office, "reopen/"), reason | {"once": new_key(), "reason": "訂正のため"})
    page = read(answer)
    assert answer.status_code == 409
    assert ["再開の理由", "訂正のため", "議会の資料のため"] in page.one("table").rows
    assert page.one("label", class_="typed-text").text == "再開の理由 訂正のため"
    assert carried(answer) == str(stored().version)  # of the due date, which the page asks for now
    assert stored().reopened_reason == "議会の資料のため"


def test_each_form_of_a_round_counts_once(office, planner):
    closing = {"version": 1, "once": "a" * 32}
    assert planner.post(address(office, "close/"), closing)["Location"] == address(office)
    opening = {"version": 2, "once": "b" * 32, "reason": "訂正があったため"}
    assert planner.post(address(office, "reopen/"), opening)["Location"] == address(office)
    moving = {"version": 3, "once": "c" * 32, "due_on": timezone.localdate() + timedelta(days=9)}
    assert planner.post(address(office), moving)["Location"] == address(office)
    before = Change.objects.count()
    for verb, sent in (("close/", closing), ("reopen/", opening), ("", moving)):
        assert planner.post(address(office, verb), sent)["Location"] == address(office)
    assert (Change.objects.count(), stored().is_closed) == (before, False)


@pytest.mark.parametrize(("role", "status"), [("bureau", 403), ("committee", 404)])
def test_a_role_that_ended_while_the_form_was_open_answers_with_what_was_typed(office, role, status):
    person = planner_of(office)
    client = client_of(person)
    person.posts.update(role=role)
    for verb, label in (("", "変更の理由"), ("reopen/", "再開の理由")):
        sent = {"version": 1, "once": new_key(), "why" if not verb else "reason": "長い理由"}
        answer = client.post(address(office, verb), sent)
        assert answer.status_code == status
        assert read(answer).one("label", class_="typed-text").text == f"{label} 長い理由"
