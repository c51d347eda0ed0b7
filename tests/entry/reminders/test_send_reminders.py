from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from entry.reminders.models import Reminder
from indicators.models import EntryRound
from kpi_tracker import env
from tests.entry.owing import DUE, make_section
from tests.kpi_tracker.test_settings import SECRET, start

SITE = "https://kpi.city.example"


@pytest.fixture
def section(db, settings):
    settings.SITE_ADDRESS = SITE
    section = make_section(name="支援課")
    section.owe()
    today = timezone.localdate()
    EntryRound.objects.update(opens_on=today - timedelta(days=30), due_on=today + timedelta(days=7))
    return section


def run(*arguments):
    out, err = StringIO(), StringIO()
    call_command("send_reminders", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_it_says_what_it_did_and_does_it_once(section):
    section.staff(email="a@x.jp")
    assert run() == ("作成 1通、送信 1通、送信待ち 0通\n", "")
    assert run() == ("作成 0通、送信 0通、送信待ち 0通\n", "")
    assert len(mail.outbox) == 1


def test_trouble_is_named_and_ends_in_exit_code_1(section):
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("send_reminders", stdout=out, stderr=err)
    assert raised.value.returncode == 1
    assert "支援課に宛先のある担当者がいません" in err.getvalue()
    assert out.getvalue() == "作成 0通、送信 0通、送信待ち 0通\n"


def test_a_dry_run_names_them_and_does_nothing(section):
    section.staff(email="a@x.jp")
    out, _ = run("--dry-run")
    assert "期限前 a@x.jp 【提出のお願い】" in out
    assert "作成する予定 1通" in out
    assert not Reminder.objects.exists()
    assert mail.outbox == []


def test_a_dry_run_can_be_of_another_day(section):
    section.staff(email="a@x.jp")
    EntryRound.objects.update(due_on=DUE, opens_on=DUE - timedelta(days=60))
    out, _ = run("--dry-run", "--today", (DUE + timedelta(days=2)).isoformat())
    assert out.startswith("期限後 a@x.jp")
    with pytest.raises(CommandError, match="--dry-run と一緒に"):
        run("--today", "2025-07-31")


def test_without_a_mail_server_it_says_what_to_set(section, settings):
    settings.EMAIL_BACKEND = env.NO_MAIL
    with pytest.raises(CommandError, match="環境変数 EMAIL_URL が設定されていない") as raised:
        run()
    assert raised.value.returncode == 2


def test_without_an_address_of_its_own_it_says_what_to_set(section, settings):
    settings.SITE_ADDRESS = ""
    with pytest.raises(CommandError, match="環境変数 SITE_ADDRESS が設定されていない") as raised:
        run()
    assert raised.value.returncode == 2


LOOK = (
    "from django.conf import settings as s;"
    "print(s.EMAIL_BACKEND.split('.')[-2], s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL,"
    " s.EMAIL_HOST_PASSWORD, s.DEFAULT_FROM_EMAIL, s.SITE_ADDRESS)"
)
FROM = {"DEFAULT_FROM_EMAIL": "kikaku@city.example"}


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        pytest.param(
            {}, "dummy  25 False False  政策進行管理 <noreply@localhost> ", id="production, nothing set"
        ),
        pytest.param(
            {"DEMO": "true", "PLAIN_HTTP": "true", "PORT": "8123"},
            "filebased  25 False False  政策進行管理 <noreply@localhost> http://127.0.0.1:8123",
            id="the demo",
        ),
        pytest.param(
            {"EMAIL_URL": "smtp+tls://kpi:p%40ss@mail.city.example", "SITE_ADDRESS": f"{SITE}/"} | FROM,
            f"smtp mail.city.example 587 True False p@ss kikaku@city.example {SITE}",
            id="a server with a password",
        ),
        pytest.param(
            {"EMAIL_URL": "smtps://mail.city.example"} | FROM,
            "smtp mail.city.example 465 False True  kikaku@city.example ",
            id="a server with TLS from the start",
        ),
    ],
)
def test_settings_come_from_the_environment(variables, expected):
    outcome = start("-c", LOOK, SECRET_KEY=SECRET, **variables)
    assert outcome.stdout.rstrip("\n") == expected, outcome.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EMAIL_URL", "mail.city.example"),
        ("EMAIL_URL", "http://mail.city.example"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtp://u:geheim@mail.city.example:port"),
        ("EMAIL_URL", "smtp://u:geheim@mail.city.example/path"),
        ("EMAIL_URL", "file:///"),
        ("DEFAULT_FROM_EMAIL", "企画調整課"),
        ("DEFAULT_FROM_EMAIL", "a@x.jp\nBcc: b@x.jp"),
        ("SITE_ADDRESS", "kpi.city.example"),
        ("SITE_ADDRESS", "http://kpi.city.example"),
        ("SITE_ADDRESS", "https://kpi.city.example/kpi"),
        ("SITE_ADDRESS", "https://kpi.city.example/?x=1"),
        ("SITE_ADDRESS", "https://user@kpi.city.example"),
        ("SITE_ADDRESS", "javascript:alert(1)"),
        ("SITE_ADDRESS", "https://[::1"),
        ("SITE_ADDRESS", "https://kpi.city.example\n/entry"),
    ],
)
def test_a_wrong_value_stops_with_one_sentence(name, value, monkeypatch, capsys):
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as stopped:
        env.mail(default_folder=None), env.sender(default="a@x.jp"), env.site_address(plain_http=False)
    said = capsys.readouterr().err
    assert stopped.value.code == 2
    assert f"環境変数 {name} " in said
    assert len(said.splitlines()) == 1
    assert "geheim" not in said


def test_a_mail_server_needs_a_sender():
    outcome = start("manage.py", "check", SECRET_KEY=SECRET, EMAIL_URL="smtp://mail.city.example")
    assert outcome.returncode == 2
    assert "DEFAULT_FROM_EMAIL に差出人のメールアドレスを設定してください" in outcome.stderr
