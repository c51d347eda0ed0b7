from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.wsgi import get_wsgi_application
from django.test import Client, RequestFactory

pytestmark = pytest.mark.django_db

ANSWERS = [
    pytest.param("/", 200, id="the overview"),
    pytest.param("/healthz", 200, id="the health of the process"),
    pytest.param("/accounts/login/", 200, id="the login"),
    pytest.param("/admin/", 302, id="a redirection"),
    pytest.param("/nowhere/", 404, id="a missing page"),
    pytest.param("/static/css/tokens.css", 200, id="a static file"),
    pytest.param("/static/nowhere.css", 404, id="a missing static file"),
]


@pytest.mark.parametrize(("address", "status"), ANSWERS)
def test_every_answer_carries_the_protecting_headers(client: Client, address: str, status: int):
    answer = client.get(address)
    answer.close()
    assert answer.status_code == status
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in answer
    assert "Server" not in answer
    assert "X-Powered-By" not in answer


def test_the_policy_lets_nothing_in_by_a_back_door(client: Client):
    policy = client.get("/healthz")["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert "unsafe" not in policy
    assert "*" not in policy
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["object-src"] == directives["frame-ancestors"] == "'none'"
    assert directives["base-uri"] == directives["form-action"] == "'self'"


def test_reading_a_public_page_sets_no_cookie(client: Client):
    assert not client.get("/").cookies


def test_what_somebody_logged_in_sees_is_stored_nowhere(client: Client):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a session"
    assert "no-store" in client.get("/")["Cache-Control"]


def test_a_form_without_its_token_is_refused_in_japanese():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"username": "x"})
    assert answer.status_code == 403
    assert "前の画面を開き直してください" in answer.content.decode()
    assert "style=" not in answer.content.decode()


def test_plotly_is_served_from_the_installed_package(client: Client):
    answer = client.get("/static/plotly/plotly.min.js")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert b"".join(answer).startswith(b"/**\n* plotly.js v")
    answer.close()


@pytest.mark.parametrize(
    "path", ["plotly/widgetbundle.js", "plotly/../__init__.py", "plotly/datasets/iris.csv.gz"]
)
def test_nothing_else_of_the_package_is_served(path: str):
    assert finders.find(path) is None


@pytest.mark.parametrize(
    "path", ["../manage.py", "../../etc/passwd", "%2e%2e/manage.py", "..%2fmanage.py", ".git/config"]
)
def test_nothing_outside_the_static_folder_is_served(client: Client, path: str):
    assert client.get(f"/static/{path}").status_code == 404


def served(address: str, method: str = "GET", **headers: str) -> tuple[dict[str, str], bytes]:
    """Return headers and body as the server gets them: the test client itself drops what follows HEAD."""
    told: dict[str, str] = {}
    asked = RequestFactory().generic(method, address, headers=headers).environ

    def begin(status: str, sent: list[tuple[str, str]], failed: Any = None) -> Callable[[bytes], object]:
        told.update(sent)
        return lambda _: None

    answer = get_wsgi_application()(asked, begin)
    body = b"".join(answer)
    answer.close()
    return told, body


@pytest.mark.parametrize(
    "address", ["/", "/accounts/login/", "/nowhere/", "/healthz", "/static/css/tokens.css"]
)
def test_head_is_answered_like_get_without_the_body(address: str):
    got, body = served(address)
    told, nothing = served(address, "HEAD")
    assert (nothing, told.get("Content-Length")) == (b"", got.get("Content-Length"))
    assert body


def test_a_page_is_compressed_and_never_of_the_same_length_twice():
    """The padding is Django's, against guessing secrets from lengths; see docs/decisions/0025."""
    answers = [served("/accounts/login/", **{"Accept-Encoding": "gzip"}) for _ in range(8)]
    assert {told["Content-Encoding"] for told, _ in answers} == {"gzip"}
    assert len({len(body) for _, body in answers}) > 1
    assert all(len(body) < len(served("/accounts/login/")[1]) / 2 for _, body in answers)
