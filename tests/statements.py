"""Which tests a further database is asked: those that can tell something there which the first has not told.

On the first database it is noted, test by test, of which parts the statements were that were sent, whatever the values
in them, and which were refused, why and of whom. A further database is then sent every part, and every statement that
is none of parts (see tests/statement_parts.py), and led to every refusal, at least once, by the tests that send little
beside it, and every test whose values are odd or which opens transactions of its own. Without such a note it is sent
everything.
"""

import json
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from types import FrameType
from typing import Any, ClassVar, Final

import pytest
from django.db.backends.signals import connection_created

from tests.statement_parts import parts_of

FOLDER: Final = "TOLD_STATEMENTS"  # the variable that names where the note is; dev.py sets it
ONLY_DATABASE: Final = "--only-database"  # the option of a run on a further database
REFUSED: Final = "refused"
MANY: Final = re.compile(
    r"\((?:%s, )*%s\)(?:, \((?:%s, )*%s\))*|(?:(?: UNION ALL)? SELECT (?:%s(?:, )?)+)+|\d+"
)
OF_TRANSACTIONS: Final = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")
ROOT: Final = f"{Path(__file__).parents[1]}{os.sep}"
TELLING_NOTHING: Final = tuple(f"{one}{os.sep}" for one in ("tests", "store", ".venv", "data"))
Told = dict[str, Counter[str]]  # how often each test sent which parts of statements, by their signs


def shape_of(sql: str) -> str:
    """Return a statement without its values, their number, and the numbers in it."""
    return MANY.sub("…", sql)


def sign_of(text: str) -> str:
    """Return a short sign for a text."""
    return blake2b(text.encode(), digest_size=8).hexdigest()


@lru_cache(20_000)
def signs_of(sql: str) -> tuple[str, ...]:
    """Return a short sign for each part of which the shape of a statement is made."""
    return tuple(sign_of(part) for part in sorted(parts_of(shape_of(sql))))


def refusal_of(sql: str, why: str, places: Sequence[str]) -> str:
    """Return the sign of a refused statement: what follows a refusal is another story in every database.

    It is the story of who sent the statement, so that the same one refused elsewhere is another refusal.
    """
    return f"{REFUSED} {sign_of(' '.join((shape_of(sql), why, *places)))}"


def places_of(frame: FrameType | None) -> list[str]:
    """Return by which functions of the application the database was asked, the nearest first, three at most.

    Those by which everybody writes rows tell nothing of who it was.
    """
    found: list[str] = []
    while frame is not None and len(found) < 3:
        name = frame.f_code.co_filename
        if name.startswith(ROOT) and not name.removeprefix(ROOT).startswith(TELLING_NOTHING):
            found.append(f"{name.removeprefix(ROOT)} {frame.f_code.co_name}")
        frame = frame.f_back
    return found


class Listener:
    """Notes what every test sends to the database; a plugin of pytest, one in each worker."""

    is_deaf: ClassVar = False

    def __init__(self, folder: Path) -> None:
        self.file = folder / f"{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}.json"
        self.told: Told = {}
        self.refused: Counter[str] = Counter()
        self.sent: Counter[str] | None = None  # by the test that runs, word by word
        connection_created.connect(self._listen, weak=False)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Note what is sent while the test is set up, runs and is cleaned up."""
        self.sent, self.refused = Counter(), Counter()
        try:
            return (yield)
        finally:
            self.told[item.nodeid] = self.heard()
            self.sent = None

    def heard(self) -> Counter[str]:
        """Return how often which parts were sent, and what was refused, since the test began."""
        heard = Counter(self.refused)
        for sql, times in (self.sent or {}).items():
            if not sql.startswith(OF_TRANSACTIONS):
                for sign in signs_of(sql):
                    heard[sign] += times
        return heard

    def pytest_sessionfinish(self) -> None:
        """Write the note."""
        self.file.write_text(json.dumps(self.told))

    def _listen(self, connection: Any, **_: object) -> None:
        connection.execute_wrappers.append(self._told)

    def _told(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if self.sent is not None and not self.is_deaf:
            self.sent[str(sql)] += 1
        try:
            return execute(sql, params, many, context)
        except Exception as refusal:
            if self.sent is not None:
                self.refused[refusal_of(str(sql), str(refusal), places_of(sys._getframe()))] += 1
            raise


@contextmanager
def unheard() -> Iterator[None]:
    """Note nothing that is sent meanwhile but refusals: it is of a comparison that a further database is not asked."""
    Listener.is_deaf = True
    try:
        yield
    finally:
        Listener.is_deaf = False


@cache
def told_before() -> Told | None:
    """Return the notes that the first database left, None where there are none."""
    folder = os.environ.get(FOLDER)
    notes = sorted(Path(folder).glob("*.json")) if folder else []
    told = {test: Counter(sent) for note in notes for test, sent in json.loads(note.read_text()).items()}
    return told or None


@cache
def modules_that_asked_nothing() -> frozenset[str]:
    """Return the modules none of whose tests sent the first database anything."""
    asked: dict[str, bool] = {}
    for test, sent in (told_before() or {}).items():
        module = test.partition("::")[0]
        asked[module] = asked.get(module, False) or bool(sent)
    return frozenset(module for module, has_asked in asked.items() if not has_asked)


def worth_asking(told: Told, always: Iterable[str], perhaps: Iterable[str]) -> set[str]:
    """Return those of the tests that send what no other does, first those that send little.

    `always` are asked anyhow, and so is a test that nobody told of. What was refused is sent like everything else.
    """
    asked = {test for test in perhaps if test not in told}
    sure = {*always, *asked}
    covered = set().union(*(told.get(test, ()) for test in sure))
    chosen: list[str] = []
    for test in sorted(set(perhaps) - asked, key=lambda one: (told[one].total(), one)):
        if not told[test].keys() <= covered:
            chosen.append(test)
            covered |= told[test].keys()
    return asked | without_repeated(told, sure, chosen)


def without_repeated(told: Told, sure: Iterable[str], chosen: Iterable[str]) -> set[str]:
    """Return those of the chosen that are still needed beside each other: whole modules first, for what they share.

    Who was chosen early, because it sends little, often sends nothing beside one that must be asked for something else.
    """
    senders = Counter(sign for test in {*sure, *chosen} for sign in told.get(test, ()))
    kept = set(chosen)
    modules: dict[str, list[str]] = defaultdict(list)
    for test in sorted(kept):
        modules[test.partition("::")[0]].append(test)
    for together in (modules.values(), [[test] for test in sorted(kept)]):
        for tests in sorted(together, key=lambda some: -sum(told[one].total() for one in some)):
            own = Counter(sign for one in tests if one in kept for sign in told[one])
            if all(senders[sign] > times for sign, times in own.items()):
                kept.difference_update(tests)
                senders.subtract(own)
    return kept
