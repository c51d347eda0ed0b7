"""A round is closed, opened again and given another due date by the 事務局 alone, each with its trace."""

from datetime import timedelta

import pytest
from django.utils import timezone

from indicators.models import EntryRound
from store.models import Change
from tests.entry.office import client_of, make_office, planner_of
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
        answer = planner.post(address(office, "close/"), {"version": 1})
        assert answer["Location"] == address(office)
    assert stored().is_closed
    change = Change.objects.get(field="is_closed")
    assert change.post.endswith("事務局")
    assert "締切済み" in read(planner.get(address(office))).one("h1").text
    assert "すでに締め切られています" in read(planner.get(address(office, "close/"))).text


def test_a_closed_round_opens_again_with_a_reason_that_is_kept(office, planner):
    EntryRound.objects.update(is_closed=True)
    answer = planner.post(address(office, "reopen/"), {"version": 1, "reason": " "})
    assert answer.status_code == 400
    assert "再開の理由を入力してください。" in read(answer).text
    assert stored().is_closed
    for _ in range(2):
        planner.post(address(office, "reopen/"), {"version": 1, "reason": "訂正があったため"})
    assert not stored().is_closed
    assert Change.objects.get(field="is_closed").why == "訂正があったため"
    assert "訂正があったため" in read(planner.get(address(office))).text


def test_another_due_date_is_kept_with_its_reason(office, planner):
    day = timezone.localdate() + timedelta(days=60)
    planner.post(address(office), {"version": 1, "due_on": day, "why": "決算が遅れるため"})
    assert stored().due_on == day
    assert Change.objects.get(field="due_on").why == "決算が遅れるため"
    assert "残り60日" in read(planner.get(address(office))).text
    planner.post(address(office), {"version": 1, "due_on": day})  # the second of a double click
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
    answer = planner.post(address(office), {"version": 1, "due_on": typed})
    assert answer.status_code == 400
    assert said in read(answer).one("ul", class_="errorlist").text
    assert stored().due_on == before


def test_the_due_date_of_a_closed_round_stays(office, planner):
    EntryRound.objects.update(is_closed=True)
    before = stored().due_on
    answer = planner.post(address(office), {"version": 1, "due_on": before + timedelta(days=1)})
    assert answer.status_code == 403
    assert "先に再開してください" in read(answer).text
    assert stored().due_on == before


@pytest.mark.parametrize("verb", ["", "close/", "reopen/"])
def test_who_saw_the_round_otherwise_is_told_who_changed_it(office, planner, verb):
    day = timezone.localdate() + timedelta(days=60)
    client_of(planner_of(office)).post(address(office), {"version": 1, "due_on": day})
    EntryRound.objects.update(is_closed=verb == "reopen/")
    before = stored()
    body = {"version": 1, "due_on": day + timedelta(days=1), "reason": "訂正"}
    answer = planner.post(address(office, verb), body)
    assert answer.status_code == 409
    page = read(answer)
    assert "さんが変更しました" in page.one("div", role="alert").text
    assert "2" in {one.attributes["value"] for one in page.all("input", name="version")}
    assert (stored().due_on, stored().is_closed) == (before.due_on, before.is_closed)


def test_a_round_that_has_not_begun_says_so(office, planner):
    today = timezone.localdate()
    EntryRound.objects.update(opens_on=today + timedelta(days=5))
    assert "受付前" in read(planner.get(address(office))).one("h1").text
