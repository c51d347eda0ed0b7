from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Department, Person
from entry.reminders.actions.mail import (
    Addresses,
    MailLine,
    MailText,
    addresses,
    message,
    one_line,
)
from entry.reminders.models import Reminder

DUE = date(2025, 7, 31)


def make_text(**fields):
    named: dict[str, Any] = {
        "addressee": "第1課 職員1",
        "round_name": "令和6年度実績の入力（年次）",
        "lead": "提出期限が近づいています。",
        "due_on": DUE,
        "today": DUE - timedelta(days=7),
        "lines": [MailLine(indicator="4-2-4 ① 支援件数", last_year="55件")],
        "link": "https://kpi.city.example/entry/",
    }
    return MailText(**named | fields)


@pytest.mark.parametrize(
    ("own", "shared", "expected"),
    [
        pytest.param(
            "a@x.jp", "ka@x.jp", Addresses("ka@x.jp", "a@x.jp"), id="the shared one, a copy to oneself"
        ),
        pytest.param("a@x.jp", "", Addresses("a@x.jp"), id="one's own"),
        pytest.param("", "ka@x.jp", Addresses("ka@x.jp"), id="the shared one alone"),
        pytest.param("ka@x.jp", "ka@x.jp", Addresses("ka@x.jp"), id="both the same"),
        pytest.param("", "", None, id="none"),
        pytest.param("a@x.jp\nBcc: b@x.jp", "", None, id="a header in an address"),
        pytest.param("a@x.jp, b@x.jp", "", None, id="two addresses in one"),
    ],
)
def test_addresses(own, shared, expected):
    assert addresses(Person(email=own), Department(shared_mail=shared)) == expected


def test_the_mail_says_what_is_owed_until_when_and_where():
    text = make_text()
    assert text.subject() == "【提出のお願い】令和6年度実績の入力（年次）　1件（期限：7月31日（木））"
    body = text.body()
    for words in (
        "第1課 職員1 様",
        "未入力　1件",
        "7月31日（木）（あと7日）",
        "4-2-4 ① 支援件数",
        "昨年度の値：55件",
    ):
        assert words in body
    assert "https://kpi.city.example/entry/\n" in body


@pytest.mark.parametrize(
    ("days", "words"),
    [(-1, "あと1日"), (0, "本日まで"), (3, "3日超過")],
    ids=["the day before", "the day itself", "late"],
)
def test_the_mail_says_how_long_there_is(days, words):
    text = make_text(today=DUE + timedelta(days=days))
    assert f"7月31日（木）（{words}）" in text.body()
    assert ("超過" in text.subject()) == (days > 0)


def test_of_many_figures_five_are_named_and_the_others_counted():
    lines = [MailLine(indicator=f"指標{number}", last_year="55件") for number in range(1, 13)]
    body = make_text(lines=lines).body()
    assert "未入力　12件" in body
    assert "指標5\n" in body
    assert "指標6" not in body
    assert "ほか7件" in body


def test_names_are_shown_as_they_are_and_never_run():
    evil = "{{ settings.SECRET_KEY }}{% now 'Y' %}{0.__class__}<b>&amp;"
    text = make_text(round_name=evil, lines=[MailLine(indicator=evil, last_year=evil)])
    assert evil in text.body()
    assert evil in text.subject()


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"], ids=repr)
def test_a_name_with_a_line_break_makes_no_header(break_, settings):
    settings.SITE_ADDRESS = "https://kpi.city.example"
    subject = make_text(round_name=f"入力{break_}Bcc: evil@example.jp").subject()
    mail = message(Reminder(pk=7, subject=subject, body="本文", address="a@x.jp", copy_to="b@x.jp")).message()
    assert subject.splitlines() == [subject]
    assert mail["Bcc"] is None
    assert (mail["To"], mail["Cc"]) == ("a@x.jp", "b@x.jp")
    assert mail.as_string().count("\nSubject:") + mail.as_string().startswith("Subject:") == 1


def test_signs_that_hide_or_turn_text_are_left_out():
    assert one_line("a\u202eb\u200bc\td") == "a b c d"


def test_a_long_name_is_cut():
    assert one_line("長" * 500) == "長" * 119 + "…"
    assert len(make_text(round_name="長" * 500).subject()) == 200


def test_a_second_sending_of_the_same_reminder_can_be_recognised(settings):
    settings.SITE_ADDRESS = "https://kpi.city.example"
    reminder = Reminder(pk=7, round_id=3, subject="件名", body="本文", address="a@x.jp")
    first, second = (message(reminder).message()["Message-ID"] for _ in range(2))
    assert first == second == "<reminder-3-7@kpi.city.example>"
