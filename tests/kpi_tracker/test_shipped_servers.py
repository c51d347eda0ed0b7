"""gunicorn and nginx as they are shipped: nobody is kept out, and what goes wrong is said in Japanese.

No test of TLS, and ten times the speed at which logins are let through: everything else is deploy/.
"""

import http.client
import os
import re
import shutil
import signal
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection

from accounts.models import Person
from tests import machine, servers
from tests.reading import read_text

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        machine.nginx() is None and not machine.in_ci(),
        reason="no nginx found; on Debian: apt-get install nginx",
    ),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="what the proxy does depends on no database"),
]
PASSWORD = "みんなで進める、進行管理です"
OFFICE = 300
STALLED = 40


@pytest.fixture
def _django_db_helper() -> None:
    """No test here opens the database itself; see tests/scenery.py."""


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[SimpleNamespace]:
    """Both servers, on a copy of the empty test database with an office of people in it."""
    folder = tmp_path_factory.mktemp("served")
    with ExitStack() as open_until_the_end:
        database = folder / "served.sqlite3"
        with django_db_blocker.unblock():
            put_an_office_into(database)
        env = {
            "ALLOWED_HOSTS": "localhost",
            "BEHIND_PROXY": "true",
            "DATABASE_URL": f"sqlite:///{database}",
            "DJANGO_SETTINGS_MODULE": "tests.served_settings",
            "PLAIN_HTTP": "true",
            "WEB_CONCURRENCY": "2",
        }
        application = open_until_the_end.enter_context(servers.gunicorn(folder, env))
        faster = {"zone=kpi_login:10m rate=6r/s": "zone=kpi_login:10m rate=60r/s"}
        proxy = open_until_the_end.enter_context(servers.nginx(folder, application.port, replaced=faster))
        yield SimpleNamespace(application=application, proxy=proxy, port=proxy.port)


def put_an_office_into(database: Path) -> None:
    """Copy the test database, and let everybody log in who is in the office."""
    connection.close()
    usual = connection.settings_dict["NAME"]
    shutil.copy(usual, database)
    connection.settings_dict["NAME"] = str(database)
    try:
        password = make_password(PASSWORD, hasher="md5")
        Person.objects.bulk_create(
            Person(username=f"officer{number}", name="職員", password=password) for number in range(OFFICE)
        )
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def ask(port: int, method: str, path: str, body: str | None = None, **headers: str):
    """Return status, headers and text of one answer over a connection of its own."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    if body is not None:
        named |= {"Content-Type": "application/x-www-form-urlencoded"}
    asking.request(method, path, body, {"Host": "localhost", **named})
    answer = asking.getresponse()
    data = answer.read()
    asking.close()
    return SimpleNamespace(status=answer.status, headers=answer.headers, data=data)


def text_of(answer) -> str:
    return read_text(answer.data.decode()).text


@pytest.fixture(scope="module")
def token(site) -> tuple[str, str]:
    """The cookie and the field by which the login's form is known."""
    answer = ask(site.port, "GET", "/accounts/login/")
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.data.decode())
    assert found
    return cookie, found[1]


@pytest.fixture
def _stalled(site) -> Iterator[None]:
    """Clients that begin a request and never end it."""
    begun = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(STALLED)]
    for number, one in enumerate(begun):
        head = "POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\n"
        one.sendall((head + ("Content-Length: 999\r\n\r\nx" if number % 2 else "X-Slow: ")).encode())
    yield
    for one in begun:
        one.close()


@pytest.mark.usefixtures("_stalled")
def test_an_office_logs_in_from_one_address_beside_stalled_clients(site, token):
    cookie, field = token

    def log_in(number: int) -> int:
        form = {"username": f"officer{number}", "password": PASSWORD, "csrfmiddlewaretoken": field}
        return int(ask(site.port, "POST", "/accounts/login/", urlencode(form), Cookie=cookie).status)

    with ThreadPoolExecutor(OFFICE) as office:
        begun = time.monotonic()
        answers = Counter(office.map(log_in, range(OFFICE)))

    assert answers == {302: OFFICE}
    assert time.monotonic() - begun < 60


def takes_a_place(application: servers.Server, ended: int, *, of: int) -> None:
    """Wait until that process has ended and another stands in its place, however busy the machine is."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        found = application.processes()
        if ended not in found and len(found) == of:
            return
        time.sleep(0.05)
    raise AssertionError(f"nobody takes its place:\n{application.said}")


def test_a_worker_starts_under_load_and_nobody_notices(site):
    _, *workers = site.application.processes()
    end = time.monotonic() + 2

    def ask_on(_: int) -> Counter[int]:
        seen: Counter[int] = Counter()
        while time.monotonic() < end:
            seen[ask(site.port, "GET", "/accounts/login/").status] += 1
        return seen

    with ThreadPoolExecutor(6) as office:
        asking = office.map(ask_on, range(6))
        time.sleep(0.3)
        os.kill(workers[0], signal.SIGTERM)
        seen = sum(asking, Counter())

    assert set(seen) == {200}
    takes_a_place(site.application, workers[0], of=len(workers) + 1)
    assert "TIMEOUT" not in site.application.said
    assert "SIGKILL" not in site.application.said


def test_pages_are_compressed_and_their_headers_pass(site):
    answer = ask(site.port, "GET", "/accounts/login/", Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert ask(site.port, "HEAD", "/accounts/login/").data == b""


def test_one_person_who_asks_too_often_is_told_so_and_alone(site):
    flood = {"Cookie": "session=" + "a" * 32}

    with ThreadPoolExecutor(8) as office:
        answers = [*office.map(lambda _: ask(site.port, "GET", "/healthz", **flood), range(180))]

    refused = [answer for answer in answers if answer.status == 429]
    assert refused
    assert "混み合っています" in text_of(refused[0])
    assert refused[0].headers["Retry-After"] == "10"
    assert ask(site.port, "GET", "/healthz", Cookie="session=" + "b" * 32).status == 200


def test_too_large_a_file_is_refused_in_words(site):
    answer = ask(site.port, "POST", "/entry/upload/", "", Content_Length=str(11 * 1024 * 1024))
    assert answer.status == 413
    assert "大きすぎます" in text_of(answer)


def test_what_was_typed_is_shown_while_the_application_is_away(site):
    """The last one: it ends the application."""
    servers.stop(site.application)

    typed = ask(site.port, "POST", "/entry/1/2023/", urlencode({"total": "66", "footnote": 'これは"注記"'}))
    secret = ask(site.port, "POST", "/accounts/login/", urlencode({"username": "a", "password": PASSWORD}))
    read = ask(site.port, "GET", "/")

    assert [typed.status, secret.status, read.status] == [502, 502, 502]
    assert "ただいま利用できません" in text_of(read)
    assert 'data-to="/entry/1/2023/"' in typed.data.decode()
    assert (
        f'data-typed="{urlencode({"total": "66", "footnote": "これは" + chr(34) + "注記" + chr(34)})}"'.replace(
            "&", "&amp;"
        )
        in typed.data.decode()
    )
    assert "data-typed" not in secret.data.decode()
    assert "data-typed" not in read.data.decode()
    assert "unsafe" not in read.headers["Content-Security-Policy"]
    for asset in ("errors.css", "resend.js"):
        assert ask(site.port, "GET", f"/kpi-errors/{asset}").status == 200
