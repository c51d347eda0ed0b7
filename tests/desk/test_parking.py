import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core.signing import Signer
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import Person
from desk import marks
from desk.actions.once import once, read_key
from desk.models import ParkedForm, SavedForm, Usage
from desk.page import parking
from desk.page.taking import Done, take
from indicators.models import Result
from tests.entry.owing import make_section
from tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

PASSWORD = "password"
ORIGIN = "http://testserver"
PATH = "/entry/1/2024/"
HERE, NEXT_DOOR, FAR_AWAY = "192.0.2.1", "192.0.2.2", "203.0.113.9"


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
    return browser_of(person)


def browser_of(person=None):
    client = Client(enforce_csrf_checks=True, headers={"Origin": ORIGIN})
    if person is not None:
        client.force_login(person)
    return client


def form_of(client, path):
    page = client.get(path).content.decode()
    found = re.findall(r'name="(csrfmiddlewaretoken|version|once|parked|whose)" value="([^"]*)"', page)
    return dict(found)


def path_of(indicator):
    return f"/entry/{indicator.pk}/2024/"


def form(**fields):
    sent = QueryDict(mutable=True)
    for name, value in fields.items():
        sent[name] = value
    return sent


def parked_key(*, path=PATH, person=None, place=HERE, browser="b", **fields):
    """Park a form, of nobody known unless a person is named, and return the key to it."""
    key = parking.park(path, form(**fields), person=person and person.pk, place=place, browser=browser)
    assert key is not None
    return key


def asking(key, person: Person | None = None, browser: str = "") -> HttpRequest:
    """Return the request for the page to which the key leads, as that person sends it from that browser."""
    request = RequestFactory().get(PATH, {} if key is None else {"parked": key})
    request.user = person or SimpleNamespace(pk=None, is_authenticated=False)  # type: ignore[assignment]
    if browser:
        request.COOKIES[settings.PARKED_COOKIE_NAME] = browser
    return request


def opened(key, person=None, browser="", path=PATH) -> Any:
    """Return what opens, as a dict, None where nothing does."""
    found = parking.parked(asking(key, person, browser), path)
    return None if found is None else found.dict()


def key_in(response):
    """Return the key of the address to which an answer leads, by way of the login or not."""
    query = parse_qs(urlsplit(response["Location"]).query)
    if "next" in query:
        query = parse_qs(urlsplit(query["next"][0]).query)
    return query["parked"][0]


def end_session(client):
    """Let the session run out as the middleware finds it with the next request."""
    session = client.session
    session["seen"] = 0
    session.save()


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
    back = f"{path}?parked={key_in(guarded.post(path, sent))}"
    guarded.force_login(Person.objects.get(username="tanto"))
    assert "66" in guarded.get(back).content.decode()
    assert guarded.post(path, form_of(guarded, back) | {"total": "66"}).status_code == 409


def test_what_does_not_say_on_which_version_it_began_meets_what_is_stored(guarded, indicator, person):
    path = path_of(indicator)
    guarded.post(path, form_of(guarded, path) | {"total": "64"})
    back = f"{path}?parked={parked_key(path=path, person=person, total='66')}"
    assert 'value="66"' in guarded.get(back).content.decode()
    late = guarded.post(path, form_of(guarded, back) | {"total": "66"})
    assert late.status_code == 409
    assert "64件" in late.content.decode()
    assert Result.objects.get(fiscal_year=2024).total == 64


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
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/"},
        {"Referer": "http://testserver.evil.example/"},
    ],
)
@pytest.mark.parametrize("is_logged_in", [True, False])
def test_a_form_from_another_site_is_refused_and_not_kept(person, indicator, headers, is_logged_in):
    guarded = Client(enforce_csrf_checks=True)
    if is_logged_in:
        guarded.force_login(person)
    response = guarded.post(path_of(indicator), {"total": "66", "version": "0"}, headers=headers)
    assert response.status_code == 403
    assert not ParkedForm.objects.exists()
    assert not Result.objects.filter(fiscal_year=2024).exists()


@pytest.mark.parametrize("is_known", [True, False])
def test_neither_tokens_nor_passwords_nor_the_key_nor_the_mark_are_kept(person, is_known):
    sent = {"total": "66", "csrfmiddlewaretoken": "t0ken", "password": "s3cret", "new_password": "s3cret"}
    mark = marks.mark_of(person)
    key = parked_key(person=person if is_known else None, **sent, parked="0ld", whose=mark)
    row = ParkedForm.objects.get()
    assert opened(key, person, "b") == {"total": "66"}
    for unkept in (key, "t0ken", "s3cret", "0ld", mark):
        assert unkept not in row.body + row.digest + row.path + row.browser


@pytest.mark.parametrize("is_known", [True, False])
def test_what_is_parked_opens_on_its_own_page_only_and_not_for_ever(person, is_known):
    owner = person if is_known else None
    key = parked_key(person=owner, total="66")
    assert opened(key, person, "b") == {"total": "66"}
    assert opened(key, person, "b", path="/entry/2/2024/") is None
    for other in (key + "x", "k" * 10_000, "\x00", "", None):
        assert opened(other, person, "b") is None
    ParkedForm.objects.update(at=timezone.now() - parking.LIFETIME - timedelta(seconds=1))
    assert opened(key, person, "b") is None
    parked_key(person=owner, total="67")
    assert ParkedForm.objects.count() == 1


def test_nothing_is_parked_or_looked_for_at_an_address_with_nul(person):
    key, strange = parked_key(person=person, total="66"), "/entry/\0/2024/"
    assert parking.park(strange, QueryDict("total=66"), person=person.pk) is None
    assert opened(key, person, path=strange) is None
    assert not parking.is_typed_kept(f"{strange}?{parking.PARAMETER}={key}")


def test_what_is_parked_for_a_person_opens_for_nobody_else(section, person):
    key = parked_key(person=person, total="66")
    assert opened(key, person) == {"total": "66"}
    for other in (section.staff(), section.staff(is_superuser=True), None):
        for browser in ("", "b"):
            assert opened(key, other, browser) is None


def test_what_a_stranger_sent_opens_only_in_the_browser_that_sent_it(person):
    key = parked_key(browser="b", total="66")
    assert opened(key, person, "b") == {"total": "66"}
    for browser in ("", "c", "\ud800"):
        assert opened(key, person, browser) is None
    nowhere = parked_key(browser="", total="66")
    assert opened(nowhere, person, "") is None


def test_what_nobody_could_read_again_is_not_parked():
    for path, sent in (
        (PATH, form(footnote="あ" * 100_001)),
        ("/" * 501, form(total="66")),
        (PATH, form(csrfmiddlewaretoken="t", whose="1:x", parked="k")),
    ):
        assert parking.park(path, sent, place=HERE, browser="b") is None
    assert not ParkedForm.objects.exists()


@pytest.mark.parametrize("is_logged_in", [True, False])
def test_what_is_too_long_to_be_parked_stands_on_the_answer(person, indicator, is_logged_in):
    guarded, path, text = browser_of(person), path_of(indicator), "長い説明です。" * 15_000
    sent = form_of(guarded, path) | {"total": "66", "footnote": text}
    if is_logged_in:
        guarded.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    else:
        guarded.session.flush()
    answer = guarded.post(path, sent)
    said = answer.content.decode()
    assert answer.status_code == 413
    assert "お預かりもできません" in said
    assert text[:20_000] in said
    assert not ParkedForm.objects.exists()


# floods


def filled(monkeypatch, *, person=10_000_000, address=10_000_000, strangers=10_000_000, row=0):
    """Set how many characters there is room for."""
    monkeypatch.setattr(parking, "ROOM_OF_A_PERSON", person)
    monkeypatch.setattr(parking, "ROOM_OF_AN_ADDRESS", address)
    monkeypatch.setattr(parking, "ROOM_OF_STRANGERS", strangers)
    monkeypatch.setattr(parking, "ROW", row)


SMALL = len('{"total": ["0"]}') + len(PATH)  # what a form with a figure of one sign takes


def test_strangers_who_send_forms_without_end_push_out_only_their_own_oldest(monkeypatch, person):
    filled(monkeypatch, address=4 * SMALL, strangers=5 * SMALL)
    officer = parked_key(person=person, place=FAR_AWAY, total="1")
    here, neighbour = parked_key(place=HERE, total="2"), parked_key(place=NEXT_DOOR, total="3")
    flood = [parked_key(place=FAR_AWAY, total=str(number)) for number in range(9)]
    assert [key for key in flood if opened(key, None, "b")] == flood[-3:]
    elsewhere = parked_key(place="203.0.113.2", total="4")
    assert [key for key in flood if opened(key, None, "b")] == flood[-2:]
    assert opened(officer, person) == {"total": "1"}
    for key in (here, neighbour, elsewhere):
        assert opened(key, None, "b") is not None
    assert sum(ParkedForm.objects.filter(person=None).values_list("size", flat=True)) <= 5 * SMALL


def test_an_address_has_a_share_and_loses_its_oldest(monkeypatch):
    filled(monkeypatch, address=3 * SMALL)
    keys = [parked_key(total=str(number)) for number in range(5)]
    assert [key for key in keys if opened(key, None, "b")] == keys[-3:]


def test_a_person_has_a_share_wherever_the_forms_come_from_and_loses_the_oldest(monkeypatch, section, person):
    filled(monkeypatch, person=2 * SMALL)
    colleague = section.staff()
    other = parked_key(person=colleague, total="9")
    places = (HERE, NEXT_DOOR, FAR_AWAY, HERE)
    keys = [parked_key(person=person, place=place, total=str(n)) for n, place in enumerate(places)]
    assert [key for key in keys if opened(key, person)] == keys[-2:]
    assert opened(other, colleague) == {"total": "9"}


def test_a_long_form_takes_the_room_of_several(monkeypatch):
    filled(monkeypatch, address=6 * SMALL)
    keys = [parked_key(total=str(number)) for number in range(6)]
    long = parked_key(total="9" * (2 * SMALL + 1))
    assert [key for key in keys if opened(key, None, "b")] == keys[-3:]
    assert opened(long, None, "b") is not None


def test_many_forms_of_few_signs_fill_the_room_too(monkeypatch):
    """A row costs the same whatever it says, and the address is the sender's to choose as well."""
    monkeypatch.setattr(parking, "ROOM_OF_AN_ADDRESS", 20_000)
    for number in range(60):
        parked_key(path="/" + "p" * 400, total=str(number))
    assert ParkedForm.objects.count() <= 22
    assert ParkedForm.objects.count() >= 10


# whose it is


@pytest.fixture
def typed(guarded, indicator):
    """What the officer sends, with the mark of the page, and where."""
    path = path_of(indicator)
    return path, form_of(guarded, path) | {"total": "66"}


def owners():
    return list(ParkedForm.objects.order_by("at").values_list("person", "place"))


def test_a_form_belongs_to_whom_its_mark_names_wherever_it_comes_from(guarded, typed, person):
    path, sent = typed
    guarded.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    guarded.post(path, sent)
    guarded.session.flush()
    guarded.post(path, sent)
    browser_of().post(path, sent)
    assert owners() == [(person.pk, "")] * 3


def test_without_a_mark_a_session_that_ends_with_the_form_says_whose_it_was(guarded, typed, person):
    path, sent = typed
    del sent["whose"]
    end_session(guarded)
    first = guarded.post(path, sent)
    second = guarded.post(path, sent)
    assert owners() == [(person.pk, ""), (None, "127.0.0.1")]
    assert [settings.PARKED_COOKIE_NAME in one.cookies for one in (first, second)] == [False, True]
    guarded.force_login(person)
    assert guarded.get(f"{path}?parked={key_in(first)}").context["form"]["total"].value() == "66"


def test_a_mark_goes_before_the_session_that_ends(guarded, typed, section):
    path, sent = typed
    other = section.staff()
    end_session(guarded)
    guarded.post(path, sent | {"whose": marks.mark_of(other)})
    assert owners() == [(other.pk, "")]


def test_a_form_without_a_mark_takes_the_room_of_where_it_came_from(guarded, typed, settings):
    path, sent = typed
    del sent["whose"]
    guarded.session.flush()
    away = {"X-Forwarded-For": "198.51.100.7"}
    guarded.post(path, sent, headers=away)
    settings.TRUSTED_PROXY_HOPS = 1
    guarded.post(path, sent, headers=away)
    assert owners() == [(None, "127.0.0.1"), (None, "198.51.100.7")]


def forged(person):
    """Return marks that nobody of ours has made, and one of somebody who is no longer there."""
    real = marks.mark_of(person)
    return [
        str(person.pk),
        f"{person.pk}:",
        f"{person.pk}:{'x' * 43}",
        real[:-1],
        f"{person.pk + 1}{real[real.index(':') :]}",
        Signer(salt="desk").sign(str(person.pk)),
        Signer(key="another", salt="desk.marks").sign(str(person.pk)),
        Signer(salt="desk.marks").sign(str(10**6)),
        real + " " * 200,
        "\x00",
    ]


def test_a_forged_mark_is_no_mark(guarded, typed, person):
    path, sent = typed
    guarded.session.flush()
    all_forged = forged(person)
    for mark in all_forged:
        guarded.post(path, sent | {"whose": mark})
    assert owners() == [(None, "127.0.0.1")] * len(all_forged)


def test_a_forged_mark_on_a_live_session_is_as_good_as_none(guarded, typed, person):
    path, sent = typed
    for mark in forged(person)[:-3]:
        guarded.post(path, sent | {"whose": mark, "total": ""})
    assert not ParkedForm.objects.exists()
    guarded.post(path, sent | {"whose": forged(person)[1]})
    assert Result.objects.get(fiscal_year=2024).total == 66


def test_a_stranger_cannot_fill_in_an_officers_form(guarded, typed, person):
    path, sent = typed
    stranger = browser_of()
    for mark in ("", *forged(person)):
        token = form_of(stranger, "/accounts/login/") | {"whose": mark, "total": "66778899"}
        link = f"{path}?parked={key_in(stranger.post(path, token | {'version': '0'}))}"
        page = guarded.get(link)
        assert "66778899" not in page.content.decode()
        assert "残っていません" in page.content.decode()
        assert page.context["parked"] == ""
    assert guarded.post(link, sent).status_code == 302
    assert Result.objects.get(fiscal_year=2024).total == 66


def test_a_colleague_cannot_fill_in_an_officers_form(guarded, typed, section):
    path, _ = typed
    colleague = browser_of(section.staff())
    own = form_of(colleague, path) | {"total": "66778899"}
    colleague.session.flush()
    link = f"{path}?parked={key_in(colleague.post(path, own))}"
    page = guarded.get(link)
    assert "66778899" not in page.content.decode()
    assert "別の利用者として開いた画面" in page.content.decode()


def test_a_form_of_somebody_else_on_a_live_session_waits_for_its_own_person(guarded, typed, section, person):
    path, sent = typed
    colleague = section.staff()
    guarded.force_login(colleague)  # another login in another tab
    sent |= {"csrfmiddlewaretoken": form_of(guarded, path)["csrfmiddlewaretoken"]}
    answer = guarded.post(path, sent)
    assert answer["Location"].startswith(f"{path}?parked=")
    assert not Result.objects.filter(fiscal_year=2024).exists()
    page = guarded.get(answer["Location"])
    assert page.context["form"]["total"].value() != "66"
    assert "ログインし直して" in page.content.decode()
    guarded.force_login(person)
    assert guarded.get(answer["Location"]).context["form"]["total"].value() == "66"


def test_the_key_in_an_address_outlasts_one_more_login(guarded, typed, person):
    path, sent = typed
    guarded.session.flush()
    back = f"{path}?parked={key_in(guarded.post(path, sent))}"
    assert f"?parked={key_in(guarded.get(back))}" in back
    guarded.force_login(person)
    assert guarded.get(back).context["form"]["total"].value() == "66"


def test_who_may_not_enter_any_more_still_finds_what_was_typed_before_the_login(guarded, typed, person):
    path, sent = typed
    guarded.session.flush()
    back = f"{path}?parked={key_in(guarded.post(path, sent | {'footnote': '台帳による'}))}"
    person.posts.update(valid_to=timezone.localdate() - timedelta(days=1))
    guarded.force_login(person)
    page = guarded.get(back)
    assert page.status_code in {403, 404}
    assert "台帳による" in page.content.decode()
    assert "台帳による" not in guarded.get(path).content.decode()


def test_somebody_who_may_not_enter_the_figure_does_not_see_what_was_typed(indicator, section):
    outsider = make_section().staff()
    key = parked_key(path=path_of(indicator), person=section.staff(), total="66778899")
    stranger = browser_of(outsider)
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


@pytest.mark.django_db(transaction=True)
def test_what_fails_only_when_all_is_written_is_refused_in_words_and_may_be_sent_again(rf):
    person = make_person()
    sent = form(once="k" * 32, version="1", summary="書いた。")
    request = rf.post("/somewhere/", sent)
    request.user = person

    def act(version):
        Usage.objects.create(person_id=person.pk + 1_000_000, kind="x", since=timezone.now())
        return Done("/")

    answer = take(request, person, act, lambda fate: HttpResponse("".join(fate.sentences), status=fate.status),
                  is_versioned=True, refused=403)  # fmt: skip
    assert answer.status_code == 403
    assert "同時に削除された" in answer.content.decode()
    assert not SavedForm.objects.exists()
    assert not Usage.objects.exists()


def test_an_address_too_long_to_be_kept_leads_to_its_page_each_time(person):
    key = "k" * 32
    for _ in range(2):
        assert once(key, person, lambda: f"/entry/?row={'7' * 500}") == "/entry/"
