"""もう一度お願いする: from the board, by the same outbox, never oftener than it sends by itself."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from desk.actions.once import new_key
from entry.reminders.actions.outbox import remind
from entry.reminders.models import Reminder
from indicators.models import EntryRound
from tests.entry.office import YEAR, Office, client_of, logged_in_again, make_office, planner_of
from tests.entry.sheets import make_desk
from tests.factories import make_person_in_post, make_result
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.SITE_ADDRESS = "https://kpi.city.example"


@pytest.fixture
def office() -> Office:
    office = make_office(name="福祉課")
    type(office.staff).objects.filter(pk=office.staff.pk).update(email="hanako@x.jp")
    return office


def bureau_of(office):
    return make_person_in_post("bureau", office.bureau)


def ask(person, office, round_=None):
    """Press the button, and return the page it leads to."""
    path = f"/entry/board/{office.department.pk}/remind/"
    answer = client_of(person).post(
        path, {"round": (round_ or office.round).pk, "once": new_key()}, follow=True
    )
    assert answer.status_code == 200
    return read(answer).text


def test_the_bureau_asks_once_more_and_is_told_whom(office):
    office.owes(), office.owes(), office.entered("waiting")
    page = read(client_of(bureau_of(office)).get(f"/entry/board/{office.department.pk}/"))
    assert "残り2件の「提出のお願い」" in page.text
    text = ask(bureau_of(office), office)
    assert "お願いを送信待ちに入れました（1通）：担当 花子さん（hanako@x.jp）" in text
    assert "・送信待ち" in text
    row = Reminder.objects.get()
    assert (row.step, row.sent_at) == ("again", None)
    assert "改めてお願いします" in row.body
    assert "未入力　2件" in row.body


def test_it_is_sent_by_the_next_run_whatever_the_ladder_says_and_then_rests(office):
    office.owes()
    ask(planner_of(office), office)  # thirty days before the due date: nobody is asked by the ladder
    today = timezone.localdate()
    assert remind(today).sent == 1
    assert remind(today + timedelta(days=1)).sent == 0
    assert [message.to for message in mail.outbox] == [["hanako@x.jp"]]
    office.owes()
    day = f"{today.month}月{today.day}日"
    assert f"hanako@x.jp）には、{day}にお願いしたため、今回は送りません" in ask(planner_of(office), office)
    assert Reminder.objects.count() == 1


def test_a_second_click_writes_no_second_mail(office):
    office.owes()
    ask(planner_of(office), office)
    assert "すでに送信待ちです" in ask(bureau_of(office), office)
    assert Reminder.objects.count() == 1


def test_what_is_done_meanwhile_is_no_longer_asked_for(office):
    owed = office.owes()
    ask(planner_of(office), office)
    make_result(indicator=owed, fiscal_year=YEAR, entry_state="waiting")
    assert remind(timezone.localdate()).sent == 0
    assert not Reminder.objects.exists()


def test_once_it_is_late_the_deputy_is_asked_as_well(office):
    office.owes()
    make_person_in_post("staff", office.department, is_deputy=True, email="deputy@x.jp")
    EntryRound.objects.update(due_on=timezone.localdate() - timedelta(days=4))
    text = ask(planner_of(office), office)
    assert "（2通）" in text
    assert set(Reminder.objects.values_list("address", flat=True)) == {"hanako@x.jp", "deputy@x.jp"}


def test_a_sheet_is_asked_for_like_a_figure(office):
    desk = make_desk(office)
    node = desk.owes(name="見守り支援事業")
    ask(bureau_of(office), office)
    assert f"{node.name}の評価シート" in Reminder.objects.get().body


def test_it_says_why_nobody_is_asked(office, settings):
    assert "入力が残っていないため" in ask(planner_of(office), office)
    office.owes()
    type(office.staff).objects.update(email="")
    assert "宛先のある担当者も課長もいません" in ask(planner_of(office), office)
    EntryRound.objects.update(is_closed=True)
    assert "受付中ではないため" in ask(planner_of(office), office)
    settings.SITE_ADDRESS = ""
    assert "メールを送る設定がないため" in ask(planner_of(office), office)
    assert not Reminder.objects.exists()


def test_only_who_looks_after_the_department_asks_and_a_form_without_a_round_is_refused(office):
    office.owes()
    path, sent = f"/entry/board/{office.department.pk}/remind/", {"round": office.round.pk, "once": new_key()}
    assert client_of(office.chief).post(path, sent).status_code == 403
    assert client_of(bureau_of(office.beside())).post(path, sent).status_code == 404
    assert client_of(planner_of(make_office())).post(path, sent).status_code == 404
    assert client_of(planner_of(office)).post(path).status_code == 400
    assert not Reminder.objects.exists()


def test_the_same_click_counts_once_even_when_the_mail_is_long_sent(office):
    office.owes()
    client, path = client_of(planner_of(office)), f"/entry/board/{office.department.pk}/remind/"
    sent = {"round": office.round.pk, "once": "a" * 32}
    first = client.post(path, sent)
    Reminder.objects.all().delete()
    assert client.post(path, sent)["Location"] == first["Location"]
    assert not Reminder.objects.exists()
    client.post(path, sent | {"once": "b" * 32})
    assert Reminder.objects.count() == 1


def test_after_a_login_one_is_back_before_the_button_and_told_that_nobody_was_asked(office):
    office.owes()
    person = planner_of(office)
    client, path = client_of(person), f"/entry/board/{office.department.pk}/remind/"
    client.logout()
    answer = client.post(path, {"round": office.round.pk, "once": new_key()})
    back = logged_in_again(client, person, answer)
    assert back["Location"] == f"/entry/board/{office.department.pk}/?round={office.round.pk}"
    page = read(client.get(back["Location"])).text
    assert "お願いはまだ送信待ちに入れていません" in page
    assert "もう一度お願いする" in page
    assert not Reminder.objects.exists()
