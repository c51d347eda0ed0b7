import json
import logging

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from kpi_tracker.logs import JsonLines
from kpi_tracker.urls import handler500  # noqa: F401 - read by Django


def lost(request: HttpRequest) -> HttpResponse:
    raise OperationalError('connection to server at "10.1.2.3" failed')


def broken_off(request: HttpRequest) -> HttpResponse:
    raise InterfaceError("connection already closed")


def wrong(request: HttpRequest) -> HttpResponse:
    raise ValueError("SELECT secret FROM somewhere")


def remember(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = True
    return HttpResponse("seen")


urlpatterns = [
    path("lost", lost),
    path("broken-off", broken_off),
    path("wrong", wrong),
    path("remember", remember),
]


@pytest.fixture(autouse=True)
def _these_addresses(settings):
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", ["/lost", "/broken-off"])
def test_a_lost_database_is_a_page_that_says_when_to_try_again(client: Client, address: str):
    answer = client.get(address)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "ただいまデータベースに接続できません" in answer.content.decode()
    assert "10.1.2.3" not in answer.content.decode()


def test_what_was_typed_stands_on_the_page_escaped_and_without_secrets(client: Client):
    typed = {"result": "66件<b>", "reason": "前倒し", "password": "hunter2", "csrfmiddlewaretoken": "abc123"}
    typed |= {"whose": "7:mark", "once": "k" * 32}
    page = client.post("/lost", typed).content.decode()
    assert ("7:mark" in page, "k" * 32 in page) == (False, False)
    assert "66件&lt;b&gt;" in page
    assert "前倒し" in page
    assert "hunter2" not in page
    assert "abc123" not in page


def test_the_outage_is_logged_once_under_the_number_on_the_page(client: Client, caplog):
    page = client.get("/lost").content.decode()
    ours = [record for record in caplog.records if record.name == "kpi_tracker.middleware"]
    assert len(ours) == 1
    assert json.loads(JsonLines().format(ours[0]))["incident"] in page


@pytest.mark.django_db
def test_a_session_that_cannot_be_saved_is_an_outage_too(client: Client, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(SessionStore, "save", refuse)
    answer = client.get("/remember")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"


def test_another_error_is_a_500_with_an_incident_number_and_nothing_about_the_cause(client: Client, caplog):
    with caplog.at_level(logging.ERROR, logger="django.request"):
        answer = client.get("/wrong")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "SELECT" not in page
    line = json.loads(JsonLines().format(next(r for r in caplog.records if r.name == "django.request")))
    assert line["incident"] in page
    assert "SELECT secret" in line["exception"]
    assert line["path"] == "/wrong"


@pytest.mark.parametrize("address", ["/wrong", "/lost"])
def test_the_pages_for_errors_need_no_database(client: Client, address: str):
    # no django_db mark: a query would fail this test
    assert "<h1>" in client.get(address).content.decode()


def test_people_are_ours_from_the_first_migration():
    assert get_user_model()._meta.label == "accounts.Person"
