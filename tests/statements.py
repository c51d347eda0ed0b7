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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from time import process_time
from types import FrameType
from typing import Any, ClassVar, Final

import pytest
from django.db.backends.signals import connection_created

from tests.statement_parts import parts_of

FOLDER: Final = "TOLD_STATEMENTS"  # the variable that names where the note is; dev.py sets it
WORKER: Final = "TEST_WORKER"  # the variable that says to one of several processes which one it is
ONLY_DATABASE: Final = "--only-database"  # the option of a run on a further database
REFUSED: Final = "refused"
MANY: Final = re.compile(
    r"\((?:%s, )*%s\)(?:, \((?:%s, )*%s\))*|(?:(?: UNION ALL)? SELECT (?:%s(?:, )?)+)+|\d+"
)
OF_TRANSACTIONS: Final = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")
ROOT: Final = f"{Path(__file__).parents[1]}{os.sep}"
TELLING_NOTHING: Final = tuple(f"{one}{os.sep}" for one in ("tests", "store", ".venv", "data"))
OF_TESTS: Final = (f"tests{os.sep}", f"bench{os.sep}")
# of others, and what anybody's statements pass through
OF_NOBODY: Final = tuple(
    one.replace("/", os.sep)
    for one in (".venv/", "tests/statements.py", "tests/standing.py", "kpi_tracker/room.py")
)


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


def is_sent_by_the_application(frame: FrameType | None) -> bool:
    """Tell whether the nearest of ours who sends the statement is the application, and not what tests say themselves.

    A further database is asked what the application asks: what tests put there, count and look up belongs to them.
    """
    while frame is not None:
        if (is_its := is_of_the_application(frame.f_code.co_filename)) is not None:
            return is_its
        frame = frame.f_back
    return False


@cache
def is_of_the_application(file: str) -> bool | None:
    """Tell whether a file is the application's, or of the tests; None where it is neither's, or only passes on."""
    place = file.removeprefix(ROOT)
    return None if place == file or place.startswith(OF_NOBODY) else not place.startswith(OF_TESTS)


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted of a test: which parts of statements it sent, by their signs, and the processor time it took."""

    sent: Counter[str]
    set_up: float
    seconds: float  # without the set-up
    has_asked: bool  # anything at all, also by itself


class Listener:
    """Notes what every test sends to the database; a plugin of pytest, one in each worker."""

    is_deaf: ClassVar = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.noted: dict[str, Noted] = {}
        self.refused: Counter[str] = Counter()
        self.sent: Counter[str] | None = None  # by the test that runs, word by word
        self.has_asked, self.set_up = False, 0.0
        connection_created.connect(self._listen, weak=False)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Note what is sent while the test is set up, runs and is cleaned up."""
        self.sent, self.refused = Counter(), Counter()
        self.has_asked, self.set_up = False, 0.0
        begun = process_time()
        try:
            return (yield)
        finally:
            seconds = process_time() - begun - self.set_up
            self.noted[item.nodeid] = Noted(self.heard(), self.set_up, seconds, self.has_asked)
            self.sent = None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self) -> Iterator[None]:
        """Note what it takes to set the test up: of the first of a module that is what all of them look at."""
        begun = process_time()
        try:
            return (yield)
        finally:
            self.set_up = process_time() - begun

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
        note = {test: (one.sent, one.set_up, one.seconds, one.has_asked) for test, one in self.noted.items()}
        (self.folder / f"{os.environ.get(WORKER, 'alone')}.json").write_text(json.dumps(note))

    def _listen(self, connection: Any, **_: object) -> None:
        connection.execute_wrappers.append(self._told)

    def _told(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        self.has_asked = True
        if self.sent is not None and not self.is_deaf and is_sent_by_the_application(sys._getframe()):
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
def noted_before() -> dict[str, Noted] | None:
    """Return the notes that the first database left, None where there are none."""
    folder = os.environ.get(FOLDER)
    notes = sorted(Path(folder).glob("*.json")) if folder else []
    found = [pair for note in notes for pair in json.loads(note.read_text()).items()]
    return {test: Noted(Counter(sent), *rest) for test, (sent, *rest) in found} or None


@cache
def modules_that_asked_nothing() -> frozenset[str]:
    """Return the modules none of whose tests sent the first database anything."""
    asked: dict[str, bool] = {}
    for test, one in (noted_before() or {}).items():
        asked[module_of(test)] = asked.get(module_of(test), False) or one.has_asked
    return frozenset(module for module, has_asked in asked.items() if not has_asked)


def module_of(test: str) -> str:
    """Return in which module a test is."""
    return test.partition("::")[0]


def worth_asking(noted: Mapping[str, Noted], always: Iterable[str], perhaps: Iterable[str]) -> set[str]:
    """Return those of the tests that send what no other does, first those that take little.

    `always` are asked anyhow, and so is a test of which nothing was noted. What was refused is sent like everything
    else.
    """
    asked = {test for test in perhaps if test not in noted}
    sure = [noted[test].sent for test in always if test in noted]
    covered = set().union(*sure)
    costs = costs_of(noted)
    chosen: list[str] = []
    for test in sorted(set(perhaps) - asked, key=lambda one: (costs[one], one)):
        if not noted[test].sent.keys() <= covered:
            chosen.append(test)
            covered |= noted[test].sent.keys()
    return asked | without_repeated(noted, sure, chosen)


def costs_of(noted: Mapping[str, Noted]) -> dict[str, float]:
    """Return what it costs to ask each test, with what its module builds for all: whichever is first waits for it."""
    scenery: dict[str, float] = {}
    for test, one in noted.items():
        scenery[module_of(test)] = max(scenery.get(module_of(test), 0.0), one.set_up)
    return {test: one.seconds + scenery[module_of(test)] for test, one in noted.items()}


def without_repeated(
    noted: Mapping[str, Noted], sure: Iterable[Counter[str]], chosen: Iterable[str]
) -> set[str]:
    """Return those of the chosen that are still needed beside each other: whole modules first, for what they share.

    Who was chosen early, because it takes little, often sends nothing beside one that must be asked for something else.
    """
    kept, costs = set(chosen), costs_of(noted)
    senders = Counter(sign for sent in (*sure, *(noted[test].sent for test in kept)) for sign in sent)
    modules: dict[str, list[str]] = defaultdict(list)
    for test in sorted(kept):
        modules[module_of(test)].append(test)
    for together in (modules.values(), [[test] for test in sorted(kept)]):
        for tests in sorted(together, key=lambda some: -sum(costs[one] for one in some)):
            own = Counter(sign for one in tests if one in kept for sign in noted[one].sent)
            if all(senders[sign] > times for sign, times in own.items()):
                kept.difference_update(tests)
                senders.subtract(own)
    return kept
