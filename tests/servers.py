"""The servers as they are shipped, started on this machine for a test or for the benchmark.

What they are started with is deploy/ itself; only addresses, certificates and folders are replaced, and a place that
is no longer there is an error.
"""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests import machine

ROOT: Final = Path(__file__).resolve().parent.parent
DEPLOY: Final = ROOT / "deploy"
SECONDS_TO_START: Final = 60
NGINX: Final = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections 2048; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: the port it listens on at 127.0.0.1, its first process, where its words are."""

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def processes(self) -> list[int]:
        """Return the numbers of its processes, the first one's first."""
        return [self.process.pid, *children_of(self.process.pid)]


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def children_of(pid: int) -> list[int]:
    """Return the processes that this one has started and that are still there."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


@contextmanager
def gunicorn(folder: Path, env: Mapping[str, str]) -> Iterator[Server]:
    """Start gunicorn with the shipped configuration."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", str(DEPLOY / "gunicorn.conf.py"), "kpi_tracker.wsgi"]
    with _running(command, folder / "gunicorn.log", port, {**env, "BIND": f"127.0.0.1:{port}"}) as server:
        yield server


@contextmanager
def waitress(folder: Path, env: Mapping[str, str], *, threads: int = 8) -> Iterator[Server]:
    """Start the embedded server as the demo does."""
    port = free_port()
    listen = [f"--listen=127.0.0.1:{port}", f"--threads={threads}", "--ident="]
    command = [sys.executable, "-m", "waitress", *listen, "kpi_tracker.wsgi:application"]
    with _running(command, folder / "waitress.log", port, env) as server:
        yield server


@contextmanager
def nginx(folder: Path, upstream: int, *, replaced: Mapping[str, str]) -> Iterator[Server]:
    """Start the proxy with the shipped files, without TLS; `replaced` says what else is different in them."""
    port, program = free_port(), machine.nginx()
    assert program is not None
    shutil.copytree(DEPLOY / "errors", folder / "kpi-errors")
    places = {
        "listen 80;\n    listen [::]:80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl http2;\n    listen [::]:443 ssl http2;": f"listen 127.0.0.1:{port};",
        "    ssl_certificate     /etc/ssl/kpi/fullchain.pem;\n": "",
        "    ssl_certificate_key /etc/ssl/kpi/privkey.pem;\n": "",
        "    ssl_protocols       TLSv1.2 TLSv1.3;\n": "",
        "server_name kpi.example.jp;": "server_name localhost;",
        "server 127.0.0.1:8000": f"server 127.0.0.1:{upstream}",
        "/etc/nginx/kpi_proxy.conf": str(folder / "kpi_proxy.conf"),
        "root /etc/nginx;": f"root {folder};",
    }
    files = {"site.conf": DEPLOY / "nginx.conf", "kpi_proxy.conf": DEPLOY / "nginx-proxy.conf"}
    texts = {name: file.read_text() for name, file in files.items()}
    for shipped, here in {**places, **replaced}.items():
        assert any(shipped in text for text in texts.values()), shipped
        texts = {name: text.replace(shipped, here) for name, text in texts.items()}
    for name, text in texts.items():
        (folder / name).write_text(text)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, user=user))
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "nginx.log")]
    with _running(command, folder / "nginx.out", port, {}, path="/kpi-errors/errors.css") as server:
        yield server


@contextmanager
def _running(
    command: list[str], log: Path, port: int, env: Mapping[str, str], *, path: str = "/healthz"
) -> Iterator[Server]:
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | env, stdout=out, stderr=subprocess.STDOUT
        )
    server = Server(port, process, log)
    try:
        _wait_for(server, path)
        yield server
    finally:
        stop(server)


def stop(server: Server) -> None:
    """End the server as systemd does, and wait for it."""
    if server.process.poll() is None:
        server.process.send_signal(signal.SIGTERM)
        try:
            server.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.process.kill()
            server.process.wait()


def _wait_for(server: Server, path: str) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and server.process.poll() is None:
        asking = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        try:
            asking.request("GET", path, headers={"Host": "localhost", "Connection": "close"})
            answer = asking.getresponse()
            answer.read()
            if answer.status == 200:
                return
        except OSError:
            time.sleep(0.05)
        finally:
            asking.close()
    raise RuntimeError(f"The server did not start:\n{server.said}")
