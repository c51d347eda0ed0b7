import json
import logging
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY, password_validation
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.forms import login as forms
from accounts.models import LoginAttempt
from desk.actions.once import new_key
from desk.addresses import address_of
from desk.models import ParkedForm
from store.actions.rows import Actor, change_row
from store.models import Change
from tests.entry.office import carried, logged_in_again, make_office
from tests.factories import make_person
from tests.reading import read

pytestmark = pytest.mark.django_db
PASSWORD = "password"  # as the factory sets it
LOGIN, LOGOUT = "/accounts/login/", "/accounts/logout/"
HOME, OFFICE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def person():
    return make_person(username="tanto")


def log_in(client, username="tanto", password=PASSWORD, address=HOME, **data):
    return client.post(LOGIN, {"username": username, "password": password} | data, REMOTE_ADDR=address)


def is_logged_in(client):
    return SESSION_KEY in client.session


def test_the_login_page_is_japanese_and_named():
    assert (reverse("accounts:login"), reverse("accounts:logout")) == (LOGIN, LOGOUT)
    page = Client().get(LOGIN).content.decode()
    assert "利用者ID" in page
    assert "パスワード" in page


def test_reading_leaves_no_cookie(client):
    assert client.get("/").status_code == 200
    assert not client.cookies


def test_a_login_gives_a_new_session_and_goes_where_the_person_was_headed(client, person):
    client.get(LOGIN)
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["session"] = fixed = session.session_key
    response = log_in(client, next="/projects/?year=2023")
    assert (response.status_code, response["Location"]) == (302, "/projects/?year=2023")
    assert is_logged_in(client)
    assert client.session.session_key != fixed


@pytest.mark.parametrize(
    "target",
    [
        *("https://evil.example/", "//evil.example", "javascript:alert(1)", "http:///x"),
        *("abc", "reports:list", "%2f%2fevil.example", "/\\evil.example", "/a\nb"),
    ],
)
def test_a_login_never_leads_to_another_site(client, person, target):
    assert log_in(client, next=target)["Location"] == reverse("policies:overview")


@pytest.mark.parametrize(
    ("username", "password", "fields"),
    [
        pytest.param("tanto", "wrong", {}, id="wrong password"),
        pytest.param("nobody", PASSWORD, {}, id="unknown name"),
        pytest.param("tanto", PASSWORD, {"is_active": False}, id="closed account"),
    ],
)
def test_every_refusal_says_the_same(client, person, username, password, fields):
    type(person).objects.update(**fields) if fields else None
    response = log_in(client, username, password)
    assert response.status_code == 200
    assert "利用者ID又はパスワードが違います。" in response.content.decode()
    assert not is_logged_in(client)


def test_a_login_needs_the_token_of_its_form(person):
    assert log_in(Client(enforce_csrf_checks=True)).status_code == 403


def test_logging_out_takes_a_post_and_ends_the_session_on_the_server(client, person):
    log_in(client)
    assert client.get(LOGOUT).status_code == 405
    assert is_logged_in(client)
    key = client.session.session_key
    assert client.post(LOGOUT).status_code == 200
    client.cookies["session"] = key
    assert not is_logged_in(client)


def test_a_session_ends_with_the_account(client, person):
    log_in(client)
    person.is_active = False
    person.save()
    assert client.get(reverse("accounts:password_change")).status_code == 302


@pytest.mark.parametrize(
    ("ago", "ends"),
    [
        pytest.param({"seen": 61 * 60}, True, id="an hour idle"),
        pytest.param({"since": 12 * 3600 + 1}, True, id="twelve hours, however busy"),
        pytest.param({"seen": 59 * 60, "since": 11 * 3600}, False, id="neither"),
    ],
)
def test_a_login_ends_after_a_time(client, person, ago, ends):
    log_in(client)
    client.get(reverse("accounts:password_change"))
    session = client.session
    for name, seconds in ago.items():
        session[name] -= seconds
    session.save()
    assert (client.get(reverse("accounts:password_change")).status_code == 302) is ends


def test_too_many_failures_are_refused_before_the_password_is_hashed(client, person, monkeypatch):
    for _ in range(forms.MOST_FOR_ACCOUNT_FROM_ONE_PLACE):
        assert log_in(client, password="wrong").status_code == 200
    monkeypatch.setattr("django.contrib.auth.forms.authenticate", lambda *_, **__: pytest.fail("hashed"))
    for _ in range(1000 // 50):
        response = log_in(client)
        assert response.status_code == 429
        assert "受け付けていません" in response.content.decode()
    assert LoginAttempt.objects.count() == forms.MOST_FOR_ACCOUNT_FROM_ONE_PLACE


def test_a_correct_login_from_elsewhere_still_works(client, person):
    for _ in range(forms.MOST_FOR_ACCOUNT_FROM_ONE_PLACE + 3):
        log_in(client, password="wrong")
    log_in(client, address=OFFICE)
    assert is_logged_in(client)


def test_another_way_to_write_the_name_is_the_same_account(client, person):
    for name in ("tanto", "TANTO", "ｔａｎｔｏ", "Tanto", "tanto"):
        log_in(client, name, "wrong")
    assert log_in(client).status_code == 429


def test_one_place_that_tries_many_accounts_is_refused(client, person):
    fail("account", HOME, forms.MOST_FROM_ONE_PLACE, spread=True)
    assert log_in(client).status_code == 429
    assert log_in(client, address=OFFICE).status_code == 302


def fail(username, address, times, *, spread=False, at=None):
    LoginAttempt.objects.bulk_create(
        LoginAttempt(
            at=at or timezone.now(),
            account=forms.digest(f"{username}{number}" if spread else username),
            address=address.format(number),
        )
        for number in range(times)
    )


@pytest.mark.parametrize(
    ("username", "times"),
    [
        pytest.param("tanto", forms.MOST_FOR_ACCOUNT, id="one account, from many places"),
        pytest.param("other", forms.MOST_ANYWHERE, id="all accounts, from many places"),
    ],
)
def test_a_wide_attack_leaves_the_usual_place_open(client, person, username, times):
    log_in(client, address=OFFICE)
    client.logout()
    fail(username, "10.0.{}.1", times, spread=username == "other")
    assert log_in(client, address=HOME).status_code == 429
    assert log_in(client, address=OFFICE).status_code == 302


@pytest.mark.parametrize("spread", [False, True], ids=["the owner's name", "other names"])
def test_failures_at_the_same_address_leave_the_usual_owner_in(client, person, spread):
    log_in(client, address=OFFICE)
    client.logout()
    limit = forms.MOST_FROM_ONE_PLACE if spread else forms.MOST_FOR_ACCOUNT_FROM_ONE_PLACE
    fail("tanto", OFFICE, limit, spread=spread)
    assert log_in(client, address=OFFICE).status_code == 302


def test_the_usual_place_has_a_limit_too_and_is_nobody_elses(client, person, monkeypatch):
    make_person(username="newcomer")
    log_in(client, address=OFFICE)
    client.logout()
    fail("tanto", OFFICE, forms.MOST_FOR_ACCOUNT_AT_ITS_USUAL_PLACE)
    fail("other", OFFICE, forms.MOST_FROM_ONE_PLACE, spread=True)
    monkeypatch.setattr("django.contrib.auth.forms.authenticate", lambda *_, **__: pytest.fail("hashed"))
    assert log_in(client, address=OFFICE).status_code == 429
    assert log_in(client, "newcomer", address=OFFICE).status_code == 429


def test_an_office_in_which_many_got_in_may_err_more_often(client, person):
    newcomers = range(forms.MOST_FROM_ONE_PLACE)
    fail("colleague", OFFICE, 2 * len(newcomers) - 1, spread=True)
    assert log_in(client, address=OFFICE).status_code == 429
    LoginAttempt.objects.bulk_create(
        LoginAttempt(at=timezone.now(), account=f"{number}", address=OFFICE, succeeded=True)
        for number in newcomers
    )
    assert log_in(client, address=OFFICE).status_code == 302


def test_no_lock_outlasts_the_window(client, person):
    fail("tanto", HOME, 1000, at=timezone.now() - forms.WINDOW - timedelta(seconds=1))
    assert log_in(client).status_code == 302


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        pytest.param(0, "203.0.113.9", HOME, id="nothing is believed by default"),
        pytest.param(1, "203.0.113.9, 198.51.100.7", OFFICE, id="only what our own proxy wrote"),
        pytest.param(2, "198.51.100.7", HOME, id="too short for the hops"),
        pytest.param(1, "<script>", "unknown", id="not an address"),
        pytest.param(1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", id="a whole household"),
        pytest.param(1, "::ffff:198.51.100.7", OFFICE, id="IPv4 in IPv6"),
    ],
)
def test_a_forged_address_opens_no_new_bucket(rf, settings, hops, forwarded, expected):
    settings.TRUSTED_PROXY_HOPS = hops
    request = rf.post(LOGIN, REMOTE_ADDR=HOME, HTTP_X_FORWARDED_FOR=forwarded)
    assert address_of(request) == expected


def test_logins_and_failures_are_recorded_without_what_was_typed(client, person, caplog):
    caplog.set_level(logging.INFO, "accounts.login")
    log_in(client, "my secret password", "x")
    log_in(client, password="wrong")
    log_in(client)
    recorded = list(LoginAttempt.objects.order_by("pk").values_list("person", "address", "succeeded"))
    assert recorded == [(None, HOME, False), (person.pk, HOME, False), (person.pk, HOME, True)]
    assert len(caplog.messages) == 3
    assert "secret" not in caplog.text
    assert not LoginAttempt.objects.filter(account__contains="secret").exists()


@pytest.mark.parametrize(
    "password",
    [
        "川崎市2026",
        "kawasaki2026",
        "Kawasaki-R8!",
        "川崎市令和8年度",
        "川崎市令和８年度役所",
        "password123",
        "2026年度-kawasaki",
        "1234567890",
        "tanto12345",
        "みじかい",
    ],
)
def test_a_weak_password_is_refused(person, password):
    with pytest.raises(ValidationError):
        password_validation.validate_password(password, person)


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("長" * 64, id="64 characters"),
        pytest.param("aé漢" * 42 + "終り", id="128 characters"),
        pytest.param(" 前後に 空白のある　合言葉です ", id="spaces"),
        pytest.param("ＦｕｌｌＷｉｄｔｈ　全角の合言葉", id="full width"),
    ],
)
def test_a_long_or_japanese_password_is_taken_and_checked_as_typed(client, person, password):
    log_in(client)
    address = reverse("accounts:password_change")
    data = {"version": 1, "once": new_key(), "old_password": PASSWORD}
    data |= {"new_password": password, "new_password_again": password}
    assert client.post(address, data).status_code == 302
    assert is_logged_in(client)
    person.refresh_from_db()
    assert person.check_password(password)
    assert not person.check_password(password.strip() + "x")
    assert person.version == 2
    change = Change.objects.get()
    assert (change.field, change.who_id, password in change.new) == ("password", person.pk, False)


@pytest.mark.parametrize(
    "password", ["k7Q9x2Lm4Tz8", "Tr0ub4dor&3xyz", "r6fg-66qz-ayqm", "ことばは元の鞘に収まる"]
)
def test_a_random_password_or_one_of_many_words_is_taken(person, password):
    password_validation.validate_password(password, person)


def test_a_password_with_nul_is_refused_by_the_form(client, person):
    assert log_in(client, password="a\x00b").status_code == 200


def test_the_own_password_changes_only_with_the_old_one(client, person):
    log_in(client)
    data = {
        "version": 1,
        "once": new_key(),
        "old_password": "wrong",
        "new_password": "まったく新しい合言葉",
        "new_password_again": "まったく新しい合言葉",
    }
    page = client.post(reverse("accounts:password_change"), data)
    assert "現在のパスワードが違います。" in page.content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


KEPT = "時間が過ぎました。入力した内容は残っています。"
NOTHING_DONE = "まだ何も変更していません"
PROTECTED = "このページを開くには、ログインが必要です。"


def said_at_the_login(client, answer):
    page = read(client.get(answer["Location"])).text
    return [sentence for sentence in (KEPT, NOTHING_DONE, PROTECTED) if sentence in page]


def test_the_login_says_that_what_was_typed_is_kept_only_where_it_is(client):
    office = make_office()
    row = office.entered()
    sent = {"version": 1, "once": new_key(), "reason": "長く考えた理由"}
    answer = client.post(reverse("entry:send_back", args=(row.indicator_id, row.fiscal_year)), sent)
    assert said_at_the_login(client, answer) == [KEPT]
    wrong = client.post(answer["Location"], {"username": "nobody", "password": "wrong"})
    assert KEPT in wrong.content.decode()
    assert "長く考えた理由" not in wrong.content.decode()
    ParkedForm.objects.update(at=timezone.now() - timedelta(hours=13))
    assert said_at_the_login(client, answer) == [NOTHING_DONE]
    ticks = client.post(reverse("entry:confirm"), {"round": office.round.pk, "row": f"{row.pk}-1"})
    assert said_at_the_login(client, ticks) == [KEPT]


def test_a_button_or_a_page_that_leads_to_the_login_promises_nothing_of_what_was_typed(client):
    office = make_office()
    closing = reverse("entry:round_close", args=(office.round.pk,))
    answer = client.post(closing, {"version": 1, "once": new_key()})
    assert said_at_the_login(client, answer) == [NOTHING_DONE]
    assert said_at_the_login(client, client.get(closing)) == [PROTECTED]
    for address in ("", "?next=/", "?next=https://evil.example/?parked=x"):
        assert said_at_the_login(client, {"Location": LOGIN + address}) == []


NEW = {
    "old_password": PASSWORD,
    "new_password": "まったく新しい合言葉",
    "new_password_again": "まったく新しい合言葉",
}


def change_password(client, **fields):
    return client.post(reverse("accounts:password_change"), {"version": 1, "once": new_key()} | NEW | fields)


def test_an_account_changed_meanwhile_is_a_conflict_and_the_password_stays(client, person):
    log_in(client)
    person.name = "別の名"
    change_row(person, version=1, by=Actor(Change.Via.ADMIN, make_person(name="管理 次郎")))
    answer = change_password(client)
    assert answer.status_code == 409
    assert "管理 次郎" in read(answer).text
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert "まったく新しい合言葉" not in answer.content.decode()
    assert change_password(client, version=carried(answer)).status_code == 302


def test_a_password_that_was_wrong_keeps_the_version_on_which_it_was_begun(client, person):
    log_in(client)
    type(person).objects.update(version=2)
    assert change_password(client, version=1).status_code == 409
    answer = change_password(client, version=2, old_password="wrong")
    assert (answer.status_code, carried(answer)) == (422, "2")


def test_the_same_change_of_password_counts_once(client, person):
    log_in(client)
    for _ in range(2):
        assert change_password(client, once="k" * 32)["Location"] == reverse("policies:overview")
    assert Change.objects.filter(field="password").count() == 1


def test_a_password_form_that_outlived_its_session_loses_nothing_but_the_passwords(client, person):
    answer = change_password(client)
    assert said_at_the_login(client, answer) == [NOTHING_DONE]
    (parked,) = ParkedForm.objects.all()
    assert json.loads(parked.body).keys() == {"version", "once"}
    type(person).objects.update(version=2)
    page = logged_in_again(client, person, answer)
    assert "まだ変更していません" in read(page).text
    assert carried(page) == "1"
    assert change_password(client, version=carried(page)).status_code == 409
