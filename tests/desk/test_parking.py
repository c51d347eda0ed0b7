import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from accounts.models import LoginAttempt
from desk import parking
from desk.models import ParkedForm
from desk.once import once, read_key
from indicators.models import Result
from tests.entry.owing import make_section

pytestmark = pytest.mark.django_db

PASSWORD = "password"
ORIGIN = "http://testserver"
HALL = "usual:192.0.2.1"


@pytest.fixture
def section():
    return make_section()


@pytest.fixture
def indicator(section):
    return section.owe()[0]


@pytest.fixture
def person(section):
    return section.staff(username="tanto")


@pytest.fixture
def guarded(person):
    """A browser whose forms are looked at as a city's server does."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    return client


def form_of(client, path):
    page = client.get(path).content.decode()
    found = re.findall(r'name="(csrfmiddlewaretoken|version|once|parked)" value="([^"]*)"', page)
    return dict(found)


def path_of(indicator):
    return f"/entry/{indicator.pk}/2024/"


def parked_key(path="/entry/1/2024/", *, place=HALL, **fields):
    """Park a form and return the key to it."""
    key = parking.park(path, form(**fields), place=place)
    assert key is not None
    return key


def form(**fields):
    sent = QueryDict(mutable=True)
    for name, value in fields.items():
        sent[name] = value
    return sent


def test_a_form_sent_after_the_session_was_over_comes_back_after_the_login(guarded, indicator):
    path = path_of(indicator)
    sent = form_of(guarded, path) | {"total": "６６件", "footnote": "台帳による\n2行目", "approx": "on"}
    guarded.session.flush()
    response = guarded.post(path, sent)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=")
    assert Result.objects.filter(fiscal_year=2024).count() == 0

    login = guarded.get(response["Location"]).content.decode()
    ask = dict(re.findall(r'name="(csrfmiddlewaretoken|next)" value="([^"]*)"', login))
    back = guarded.post("/accounts/login/", ask | {"username": "tanto", "password": PASSWORD})["Location"]
    assert back.startswith(f"{path}?parked=")
    page = guarded.get(back)
    text = page.content.decode()
    assert "まだ保存していません" in text
    assert page.context["form"]["total"].value() == "６６件"
    assert page.context["form"]["footnote"].value() == "台帳による\n2行目"
    assert re.search(r'name="approx"[^>]*checked', text)

    saved = guarded.post(path, form_of(guarded, back) | {"total": "６６件", "footnote": "台帳による"})
    assert saved.status_code == 302
    assert Result.objects.get(fiscal_year=2024).total == 66
    assert not ParkedForm.objects.exists()
    assert "残っていません" in guarded.get(back).content.decode()


def test_what_was_typed_meets_what_somebody_else_saved_meanwhile(guarded, indicator, section):
    path = path_of(indicator)
    sent = form_of(guarded, path) | {"total": "66"}
    person = section.staff()
    other = Client()
    other.force_login(person)
    other.post(path, form_of(other, path) | {"total": "64"})
    guarded.session.flush()
    next_page = guarded.post(path, sent)["Location"]
    guarded.force_login(section.staff())
    (key,) = re.findall(r"parked%3D([\w-]+)", next_page)
    back = f"{path}?parked={key}"
    assert guarded.post(path, form_of(guarded, back) | {"total": "66"}).status_code == 409


def test_a_form_from_before_another_login_comes_back_with_what_was_typed(guarded, indicator, person):
    path = path_of(indicator)
    old = form_of(guarded, path) | {"total": "66"}
    guarded.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32  # what a login in another tab does
    response = guarded.post(path, old, headers={"Origin": ORIGIN})
    assert response["Location"].startswith(f"{path}?parked=")
    page = guarded.get(response["Location"])
    assert page.context["form"]["total"].value() == "66"
    assert not Result.objects.filter(fiscal_year=2024).exists()


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://evil.example"}, {"Referer": "https://evil.example/"}]
)
@pytest.mark.parametrize("is_logged_in", [True, False])
def test_a_form_from_another_site_is_refused_and_not_kept(guarded, indicator, headers, is_logged_in):
    if not is_logged_in:
        guarded.logout()
    response = guarded.post(path_of(indicator), {"total": "66", "version": "0"}, headers=headers)
    assert response.status_code == 403
    assert not ParkedForm.objects.exists()
    assert not Result.objects.filter(fiscal_year=2024).exists()


def test_neither_tokens_nor_passwords_nor_the_key_itself_are_kept():
    key = parked_key(
        total="66", csrfmiddlewaretoken="t0ken", password="s3cret", new_password="s3cret", parked="old"
    )
    row = ParkedForm.objects.get()
    kept = parking.parked(key, "/entry/1/2024/")
    assert kept is not None
    assert kept.dict() == {"total": "66"}
    for unkept in (key, "t0ken", "s3cret", "old"):
        assert unkept not in row.body + row.digest + row.path


def test_what_is_parked_opens_on_its_own_page_only_and_not_for_ever():
    key = parked_key(total="66")
    assert parking.parked(key, "/entry/2/2024/") is None
    assert parking.parked(key + "x", "/entry/1/2024/") is None
    assert parking.parked("k" * 10_000, "/entry/1/2024/") is None
    assert parking.parked(None, "/entry/1/2024/") is None
    ParkedForm.objects.update(at=timezone.now() - parking.LIFETIME - timedelta(seconds=1))
    assert parking.parked(key, "/entry/1/2024/") is None
    parked_key(total="67")
    assert ParkedForm.objects.count() == 1


def test_what_nobody_could_read_again_is_not_parked():
    for path, sent in (
        ("/entry/1/2024/", form(footnote="あ" * 100_001)),
        ("/" * 501, form(total="66")),
        ("/entry/1/2024/", form(csrfmiddlewaretoken="t")),
    ):
        assert parking.park(path, sent, place=HALL) is None
    assert not ParkedForm.objects.exists()


def test_strangers_who_send_forms_without_end_push_out_only_their_own_oldest(monkeypatch):
    monkeypatch.setattr(parking, "MOST_FROM_AN_ADDRESS", 4)
    monkeypatch.setattr(parking, "MOST_OF_STRANGERS", 5)
    officer = parked_key(place="person:7", total="66")
    hall = parked_key(place=HALL, total="67")
    neighbour = parked_key(place="stranger:203.0.113.1", total="68")
    flood = [parked_key(place="stranger:203.0.113.9", total=str(number)) for number in range(9)]
    elsewhere = parked_key(place="stranger:203.0.113.2", total="69")
    kept = [key for key in flood if parking.parked(key, "/entry/1/2024/")]
    assert kept == flood[-3:]
    for key in (officer, hall, neighbour, elsewhere):
        assert parking.parked(key, "/entry/1/2024/") is not None


def test_a_person_and_an_address_of_ours_have_a_share_each_and_lose_their_oldest(monkeypatch):
    monkeypatch.setattr(parking, "MOST_OF_A_PERSON", 2)
    monkeypatch.setattr(parking, "MOST_FROM_AN_ADDRESS", 3)
    for place, most in (("person:7", 2), (HALL, 3)):
        keys = [parked_key(place=place, total=str(number)) for number in range(5)]
        assert [key for key in keys if parking.parked(key, "/entry/1/2024/")] == keys[-most:]


def test_a_form_takes_the_room_of_whoever_sent_it(guarded, indicator, person, settings):
    """A session that ends with the form still says whose it was; after that only the address does."""
    path = path_of(indicator)
    sent = form_of(guarded, path) | {"total": "66"}
    guarded.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    guarded.post(path, sent, headers={"Origin": ORIGIN})
    guarded.get(path)
    session = guarded.session
    session["seen"] = 0
    session.save()
    guarded.post(path, sent, headers={"Origin": ORIGIN})
    away = {"Origin": ORIGIN, "X-Forwarded-For": "198.51.100.7"}
    guarded.post(path, sent, headers=away)
    LoginAttempt.objects.create(
        at=timezone.now(), account="a", person=person, address="127.0.0.1", succeeded=True
    )
    guarded.post(path, sent, headers=away)
    settings.TRUSTED_PROXY_HOPS = 1
    guarded.post(path, sent, headers=away)
    assert list(ParkedForm.objects.order_by("at").values_list("place", flat=True)) == [
        f"person:{person.pk}",
        f"person:{person.pk}",
        "stranger:127.0.0.1",
        "usual:127.0.0.1",
        "stranger:198.51.100.7",
    ]


def test_somebody_who_may_not_enter_the_figure_does_not_see_what_was_typed(indicator):
    key = parked_key(path_of(indicator), total="66778899")
    stranger = Client()
    stranger.force_login(make_section().staff())
    response = stranger.get(f"{path_of(indicator)}?parked={key}")
    assert response.status_code == 404
    assert "66778899" not in response.content.decode()


def test_what_fails_may_be_sent_again_and_then_counts_once(person):
    key = "k" * 32
    done: list[int] = []

    def fail() -> str:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - raised above
        once(key, person, fail)

    def act() -> str:
        done.append(1)
        return "/entry/"

    for _ in range(2):
        assert once(key, person, act) == "/entry/"
    assert done == [1]
    assert read_key(key) == key
