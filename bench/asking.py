"""Requests to a running server over one connection, and the processor time that its processes spend on each."""

import http.client
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from tests.servers import Server

ROUNDS: Final = 5
SETTLING: Final = 0.003  # seconds in which a server puts away what it has answered
FORM: Final = "application/x-www-form-urlencoded"
Fields = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and what it cost the server's processes, in seconds of a processor."""

    status: int
    headers: "http.client.HTTPMessage"
    body: bytes
    cost: float = 0.0

    @property
    def content(self) -> bytes:
        """The body under the name that Django's answers have for it."""
        return self.body


@dataclass(slots=True)
class Visitor:
    """Somebody with a browser: cookies that stay, one connection, and the mark of what was seen last."""

    port: int
    cookies: Mapping[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection = field(init=False)
    seen: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def get(
        self, address: str, *, again: bool = False, headers: Mapping[str, str] = MappingProxyType({})
    ) -> Answer:
        """Ask for an address; `again`, as a browser that kept the last answer."""
        known = {"If-None-Match": self.seen[address]} if again and address in self.seen else {}
        answer = self._send("GET", address, None, {**known, **headers})
        if tag := answer.headers.get("ETag"):
            self.seen[address] = tag
        return answer

    def post(self, address: str, fields: Fields, **headers: str) -> Answer:
        """Send a form."""
        body = urlencode(fields, doseq=True).encode()
        return self._send("POST", address, body, {"Content-Type": FORM, **headers})

    def _send(self, method: str, address: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        named = {"Host": "localhost", **({"Cookie": cookies} if cookies else {}), **headers}
        self.connection.request(method, address, body, named)
        answer = self.connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())

    def close(self) -> None:
        """Let the connection go."""
        self.connection.close()


def processor_time(pids: Iterable[int]) -> float:
    """Return the seconds of a processor that all threads of these processes have had."""
    spent = 0
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            spent += int(task.read_text().split()[0])
    return spent / 1e9


def reaped_time(pid: int) -> float:
    """Return the seconds of a processor that its children had which have ended meanwhile."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Meter:
    """Reads what the server's processes have spent so far, those that were replaced included."""

    server: Server

    def read(self) -> float:
        time.sleep(SETTLING)
        first, *others = self.server.processes()
        return processor_time([first, *others]) + reaped_time(first)

    def memory(self) -> int:
        """Return the kilobytes that the largest of the processes holds."""
        sizes = [Path(f"/proc/{pid}/status").read_text() for pid in self.server.processes()]
        return max(int(one.partition("VmRSS:")[2].split()[0]) for one in sizes)
