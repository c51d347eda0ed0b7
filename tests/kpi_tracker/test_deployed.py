"""What is shipped beside the application: what the proxy itself answers, and the units that start everything.

No application stands behind the proxy here: only something that takes a request and never answers it.
"""

import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests import machine, servers
from tests.kpi_tracker.test_shipped_servers import ask, text_of

NEEDS_NGINX = pytest.mark.skipif(
    machine.nginx() is None and not machine.in_ci(), reason="no nginx found; on Debian: apt-get install nginx"
)
UNITS = sorted(servers.DEPLOY.glob("*.service"))
TYPED = {"total": "66", "footnote": "令和5年度の確定値です。"}
BUFFERED = 128 * 1024  # bytes of a form that the proxy keeps in its memory


@contextmanager
def silent_upstream() -> Iterator[int]:
    """Take every request and answer none; yield the port."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hold() -> None:
            while True:
                try:
                    held.append(listening.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=hold, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()
    for one in held:
        one.close()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory) -> Iterator[tuple[servers.Server, Path]]:
    """The shipped proxy, that waits a second instead of thirty, and with the status of a limit that others use."""
    folder = tmp_path_factory.mktemp("proxy")
    sooner = {
        "proxy_read_timeout 30s;": "proxy_read_timeout 1s;",
        "limit_req_status 429;": "limit_req_status 503;",
        "zone=kpi_person:10m rate=10r/s": "zone=kpi_person:10m rate=1r/m",
        "zone=kpi_person burst=100 nodelay": "zone=kpi_person burst=1 nodelay",
    }
    with silent_upstream() as upstream, servers.nginx(folder, upstream, replaced=sooner) as server:
        yield server, folder


def is_whole(answer, status: int, title: str) -> None:
    """Assert that it is our own page of that status, with what every page of ours carries."""
    assert answer.status == status
    assert title in text_of(answer)
    assert f"エラー番号 {status}" in text_of(answer)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Retry-After"] == "10"
    assert "Server" not in answer.headers or "/" not in answer.headers["Server"]


@NEEDS_NGINX
def test_who_waited_in_vain_is_told_so_and_has_what_was_typed(proxy):
    server, _ = proxy
    typed = ask(server.port, "POST", "/entry/1/2023/", urlencode(TYPED))
    is_whole(typed, 504, "時間がかかりすぎています")
    assert f'data-typed="{urlencode(TYPED).replace("&", "&amp;")}"' in typed.data.decode()
    secret = ask(server.port, "POST", "/accounts/password_change/", urlencode({"old_password": "ひみつ"}))
    assert secret.status == 504
    assert "data-typed" not in secret.data.decode()


@NEEDS_NGINX
def test_a_proxy_that_cannot_keep_what_is_sent_says_so(proxy):
    server, folder = proxy
    shutil.rmtree(folder / "body")
    too_much_for_its_memory = urlencode({"footnote": "a" * 2 * BUFFERED})
    is_whole(ask(server.port, "POST", "/entry/1/2023/", too_much_for_its_memory), 500, "処理できませんでした")


@NEEDS_NGINX
def test_a_proxy_that_takes_no_more_says_when_to_come_again(proxy):
    server, _ = proxy
    flood = {"Cookie": "session=" + "a" * 32}
    with ThreadPoolExecutor(4) as office:
        answers = [*office.map(lambda _: ask(server.port, "GET", "/", **flood), range(4))]
    refused = [answer for answer in answers if answer.status == 503]
    assert refused
    is_whole(refused[0], 503, "利用できません")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None and not machine.in_ci(), reason="no systemd on this machine"
)
def test_systemd_understands_the_units(unit, tmp_path):
    here = tmp_path / unit.name
    shipped = "/srv/kpi-tracker/.venv/bin/python"
    assert shipped in unit.read_text()
    here.write_text(unit.read_text().replace(shipped, sys.executable))
    told = subprocess.run(["systemd-analyze", "verify", str(here)], capture_output=True, text=True)
    assert (told.returncode, told.stdout + told.stderr) == (0, "")
