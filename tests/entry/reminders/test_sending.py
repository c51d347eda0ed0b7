import smtplib
import threading
import time
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.urls import reverse

from accounts.models import Department, Post
from entry.reminders.actions.outbox import (
    MOST_FAILURES,
    Run,
    deliver,
    due_now,
    open_rounds,
    remind,
    send,
    write,
)
from entry.reminders.models import Reminder
from indicators.models import EntryRound, Result
from tests.entry.owing import DUE, make_section
from tests.factories import make_department, make_result

pytestmark = pytest.mark.django_db
WEEK_BEFORE = DUE - timedelta(days=7)


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_ADDRESS = "https://kpi.city.example"


class RefusingServer(EmailBackend):
    """A mail server that can be reached, and then takes nothing."""

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("away")


class SlowServer(EmailBackend):
    """A mail server that takes its time, so that several runs are at it together."""

    def send_messages(self, messages):
        time.sleep(0.02)
        return super().send_messages(messages)


class AbsentServer(EmailBackend):
    """A mail server that cannot be reached."""

    def open(self):
        raise ConnectionRefusedError(111, "Connection refused")


@pytest.fixture
def server(settings):
    def choose(backend):
        name = "django.core.mail.backends.locmem.EmailBackend"
        settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}" if backend else name

    return choose


def receivers(day):
    """Run a day's reminders and return who got one, from this day alone."""
    before = len(mail.outbox)
    remind(day)
    return [message.to[0] for message in mail.outbox[before:]]


def days_with_mail(first, last):
    """Return the days from `first` to `last` days after the due date on which anything was sent, to whom."""
    sent = {day: receivers(DUE + timedelta(days=day)) for day in range(first, last + 1)}
    return {day: sorted(people) for day, people in sent.items() if people}


def test_one_mail_a_person_however_many_items():
    section = make_section()
    section.owe(12)
    section.staff(email="a@x.jp")
    assert receivers(WEEK_BEFORE) == ["a@x.jp"]
    assert "未入力　12件" in mail.outbox[0].body
    assert mail.outbox[0].body.count("昨年度の値：55件") == 5


def test_the_shared_address_gets_it_with_the_person_in_copy():
    section = make_section(shared_mail="ka@x.jp")
    section.owe()
    section.staff(email="a@x.jp")
    assert receivers(WEEK_BEFORE) == ["ka@x.jp"]
    assert mail.outbox[0].cc == ["a@x.jp"]


def test_two_posts_make_one_mail():
    section = make_section()
    other = make_section(plan=section.round.plan)
    section.owe(), other.owe()
    person = section.staff(email="a@x.jp")
    Post.objects.create(person=person, department=other.department, role="staff")
    assert receivers(WEEK_BEFORE) == ["a@x.jp"]
    assert "未入力　2件" in mail.outbox[0].body


def test_the_ladder():
    section = make_section()
    bureau = make_department(local_government_code=section.department.local_government_code)
    Department.objects.filter(pk=section.department.pk).update(parent=bureau)
    section.owe()
    for name, role, deputy in (
        ("main", "staff", False),
        ("deputy", "staff", True),
        ("chief", "chief", False),
    ):
        section.staff(role, email=f"{name}@x.jp", post_is_deputy=deputy)
    section.staff("bureau", department=bureau, email="bureau@x.jp")
    section.staff("planning", email="planning@x.jp")
    assert days_with_mail(-20, 20) == {
        -7: ["main@x.jp"],
        -1: ["main@x.jp"],
        3: ["deputy@x.jp"],
        4: ["main@x.jp"],
        7: ["chief@x.jp"],
        8: ["deputy@x.jp"],
        9: ["main@x.jp"],
        12: ["chief@x.jp"],
        13: ["deputy@x.jp"],
        14: ["bureau@x.jp", "main@x.jp"],
        17: ["chief@x.jp"],
        18: ["deputy@x.jp"],
        19: ["bureau@x.jp", "main@x.jp"],
    }


def test_a_day_on_which_nothing_ran_is_made_up_for():
    section = make_section()
    section.owe()
    section.staff(email="a@x.jp")
    assert days_with_mail(-5, -1) == {-5: ["a@x.jp"]}
    assert days_with_mail(0, 0) == {0: ["a@x.jp"]}


def test_without_a_main_officer_the_next_is_asked():
    section = make_section()
    section.owe()
    section.staff("chief", email="chief@x.jp")
    assert receivers(WEEK_BEFORE) == ["chief@x.jp"]


def test_whose_figures_nobody_can_be_asked_for_is_said():
    section = make_section(name="支援課")
    section.owe(3)
    section.staff(email="")
    run = remind(WEEK_BEFORE)
    assert mail.outbox == []
    assert "支援課に宛先のある担当者がいません（未入力3件）" in run.troubles[0]


@pytest.mark.parametrize(
    "left",
    [
        pytest.param({"is_active": False}, id="the account was closed"),
        pytest.param({"post_valid_to": WEEK_BEFORE - timedelta(days=1)}, id="the post ended"),
        pytest.param({"post_valid_from": WEEK_BEFORE + timedelta(days=1)}, id="the post has not begun"),
    ],
)
def test_nothing_goes_to_anybody_who_left(left):
    section = make_section()
    section.owe()
    section.staff(email="gone@x.jp", **left)
    section.staff(email="here@x.jp")
    assert receivers(WEEK_BEFORE) == ["here@x.jp"]


@pytest.mark.parametrize("state", ["waiting", "confirmed", "checked"])
def test_nothing_is_asked_that_is_done(state):
    section = make_section()
    done, open_ = section.owe(2)
    make_result(indicator=done, fiscal_year=2024, entry_state=state)
    section.staff(email="a@x.jp")
    remind(WEEK_BEFORE)
    assert "未入力　1件" in mail.outbox[0].body
    make_result(indicator=open_, fiscal_year=2024, entry_state=state)
    assert receivers(DUE + timedelta(days=30)) == []


def test_what_was_sent_back_is_asked_for_and_marked():
    section = make_section()
    (indicator,) = section.owe()
    make_result(indicator=indicator, fiscal_year=2024, entry_state=Result.EntryState.RETURNED)
    section.staff(email="a@x.jp")
    remind(WEEK_BEFORE)
    assert "※差戻し" in mail.outbox[0].body


def test_nothing_is_sent_for_a_closed_round_or_one_that_has_not_opened():
    section = make_section()
    section.owe()
    section.staff(email="a@x.jp")
    EntryRound.objects.update(is_closed=True)
    assert receivers(WEEK_BEFORE) == []
    EntryRound.objects.update(is_closed=False, opens_on=DUE)
    assert receivers(WEEK_BEFORE) == []


def test_nobody_of_another_city_is_asked():
    section = make_section()
    section.owe()
    section.staff(email="a@x.jp")
    elsewhere = make_department(local_government_code="888888")
    Department.objects.filter(pk=section.department.pk).update(parent=elsewhere)
    section.staff("bureau", department=elsewhere, email="elsewhere@x.jp")
    assert receivers(DUE + timedelta(days=15)) == ["a@x.jp"]


def test_run_twice_it_sends_once():
    section = make_section()
    section.owe()
    section.staff(email="a@x.jp")
    assert (receivers(WEEK_BEFORE), receivers(WEEK_BEFORE)) == (["a@x.jp"], [])
    assert Reminder.objects.count() == 1


def test_the_link_of_one_figure_leads_to_it_after_the_login(client):
    section = make_section()
    (indicator,) = section.owe()
    section.staff(email="a@x.jp")
    remind(WEEK_BEFORE)
    path = reverse("entry:figure", args=(indicator.pk, 2024))
    assert f"https://kpi.city.example{path}\n" in mail.outbox[0].body
    for ask in (client.get, client.head):  # a mail scanner opens it first
        answer = ask(path)
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            f"{reverse('accounts:login')}?next={path}",
        )
    assert not Result.objects.filter(fiscal_year=2024).exists()


def test_the_link_of_several_figures_leads_to_the_list():
    section = make_section()
    section.owe(2)
    section.staff(email="a@x.jp")
    remind(WEEK_BEFORE)
    assert f"https://kpi.city.example{reverse('entry:todo')}\n" in mail.outbox[0].body


def test_a_server_that_is_away_delays_and_never_doubles(server):
    section = make_section()
    section.owe()
    section.staff(email="a@x.jp")
    server(AbsentServer)
    for _ in range(MOST_FAILURES + 1):
        run = remind(WEEK_BEFORE)
        assert (run.sent, run.waiting) == (0, 1)
        assert "メールサーバーに接続できません" in run.troubles[0]
    server(None)
    assert (receivers(WEEK_BEFORE), receivers(WEEK_BEFORE)) == (["a@x.jp"], [])


def test_an_outage_of_many_days_ends_in_one_mail_of_that_day(server):
    section = make_section()
    section.owe()
    section.staff(email="a@x.jp")
    server(AbsentServer)
    for day in range(-7, 3):
        remind(DUE + timedelta(days=day))
    server(None)
    assert days_with_mail(3, 8) == {3: ["a@x.jp"], 8: ["a@x.jp"]}
    assert "3日超過" in mail.outbox[0].body


def test_what_was_done_or_closed_while_the_mail_waited_is_withdrawn(server):
    section = make_section()
    (indicator,) = section.owe()
    person = section.staff(email="a@x.jp")
    server(AbsentServer)
    remind(WEEK_BEFORE)
    server(None)
    person.is_active = False
    person.save()
    run = Run()
    deliver(run, WEEK_BEFORE)
    assert (run.sent, mail.outbox) == (0, [])
    person.is_active = True
    person.save()
    make_result(indicator=indicator, fiscal_year=2024, entry_state="waiting")
    assert receivers(WEEK_BEFORE) == []
    assert not Reminder.objects.exists()


def test_a_mail_that_is_refused_again_and_again_is_given_up_and_said(server):
    section = make_section()
    section.owe()
    section.staff(email="a@x.jp")
    server(RefusingServer)
    troubles = [remind(WEEK_BEFORE).troubles for _ in range(MOST_FAILURES + 1)]
    assert ["a@x.jp へ送れません" in said[0] for said in troubles[:-1]] == [True] * MOST_FAILURES
    assert "送信をあきらめました" in troubles[MOST_FAILURES - 1][0]
    assert troubles[-1] == []
    server(None)
    assert receivers(WEEK_BEFORE) == []
    assert receivers(WEEK_BEFORE + timedelta(days=6)) == ["a@x.jp"]  # the next one is tried anew


def test_a_server_that_takes_nothing_is_not_asked_a_thousand_times(server):
    section = make_section()
    section.owe()
    for number in range(10):
        section.staff(email=f"a{number}@x.jp")
    server(RefusingServer)
    run = remind(WEEK_BEFORE)
    assert sum(Reminder.objects.values_list("failures", flat=True)) == 3
    assert (run.written, run.waiting) == (10, 10)


def test_writing_costs_the_same_queries_however_many_are_asked(django_assert_max_num_queries):
    section = make_section()
    section.owe(30)
    for number in range(20):
        section.staff(email=f"a{number}@x.jp")
    with django_assert_max_num_queries(16):
        write(section.round, WEEK_BEFORE)
    assert Reminder.objects.count() == 20


def test_a_rehearsal_writes_nothing():
    section = make_section()
    section.owe()
    section.staff(email="a@x.jp")
    _, due = due_now(section.round, WEEK_BEFORE)
    assert [reminder.address for reminder in due] == ["a@x.jp"]
    assert not Reminder.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_each_mail_once(server):
    server(SlowServer)
    section = make_section()
    section.owe()
    for number in range(20):
        section.staff(email=f"a{number}@x.jp")
    start, faults = threading.Barrier(4), []

    def one_run():
        try:
            start.wait(timeout=30)
            remind(WEEK_BEFORE)
        except Exception as error:  # noqa: BLE001 - the test says which
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one_run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        f"a{number}@x.jp" for number in range(20)
    )


def test_a_mail_that_another_run_has_taken_is_left_to_it():
    section = make_section()
    section.owe()
    section.staff(email="a@x.jp")
    write(section.round, WEEK_BEFORE)
    seen_by_both = Reminder.objects.get()
    answers = [send(seen_by_both, mail.get_connection(), WEEK_BEFORE) for _ in range(2)]
    assert answers == ["", None]
    assert len(mail.outbox) == 1


def test_open_rounds_are_those_of_the_day():
    section = make_section(opens_on=date(2025, 7, 1))
    assert list(open_rounds(date(2025, 6, 30))) == []
    assert list(open_rounds(date(2025, 7, 1))) == [section.round]
