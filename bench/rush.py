"""The last hours of a round: 300 officials at once, with a journal of every save that was acknowledged.

Nothing that the journal has may be missing afterwards, nothing may be there twice, and nobody is answered by a 5xx.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from django.urls import reverse

from bench import forms, people
from bench.asking import ROUNDS, Answer, Meter, Visitor
from bench.entering import figures
from bench.forms import Figure
from bench.kept import Kept
from bench.page_costs import EMPTY_EACH, mean_cost
from bench.pages import City, the_city
from bench.urls import EMPTY
from indicators.models import Result
from store.models import Change
from tests.servers import Server

SECONDS = 60.0
LEAST = 1500  # requests: a crowded machine goes on until then, for the first ones of each worker cost more than others
LONGEST = 600.0
SECONDS_EMPTY = 8.0
SESSIONS = 300
AT_ONCE = 12
# of a hundred requests 55 open a form: 30 of these for what is then saved or kept
MIX = {"form": 25, "save": 15, "autosave": 15, "list": 8, "dashboard": 5, "workbook": 2}


@dataclass(slots=True)
class Journal:
    """What was acknowledged, by figure, and what was answered."""

    saves: dict[int, list[str]] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, list[float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, status: int, seconds: float) -> None:
        with self.lock:
            self.answers[f"{what} {status}"] += 1
            self.slowest.setdefault(what, []).append(seconds)

    def acknowledge(self, indicator: int, mark: str) -> None:
        with self.lock:
            self.saves.setdefault(indicator, []).append(mark)


@dataclass(slots=True)
class Seat:
    """One session: an official with a figure of the own section, and how often it was saved."""

    figure: Figure
    busy: threading.Lock = field(default_factory=threading.Lock)
    saves: int = 0


def measure(server: Server, kept: Kept) -> None:
    """Measure how fast the mix is answered, in empty views by the same clients."""
    kept.once("rush", lambda: rushed(server, the_city(), SECONDS, least=LEAST))


def rushed(
    server: Server,
    city: City,
    seconds: float,
    *,
    least: int = 0,
    begins_at: int = 0,
    meanwhile: AbstractContextManager[object] | None = None,
) -> dict[str, Any]:
    """Let everybody work for so long, and for `least` requests, and hold the journal against the database.

    `meanwhile` is what goes on beside their work: it begins when all have sat down and an empty view has been measured.
    `begins_at` is after which number the saves of a figure are counted, so that those of two runs can be told apart.
    """
    seats = [Seat(figure, saves=begins_at) for figure in seated(city, again=bool(begins_at))]
    meter, journal, nobody = Meter(server), Journal(), Visitor(server.port)
    empty = min(mean_cost(meter, lambda: nobody.get(EMPTY), EMPTY_EACH) for _ in range(ROUNDS))
    nobody.close()
    empties = rate(server, [lambda visitor: visitor.get(EMPTY)] * AT_ONCE, SECONDS_EMPTY)

    def is_over() -> bool:
        took = time.monotonic() - begun
        return took >= LONGEST or (took >= seconds and journal.answers.total() >= least)

    threads = [
        threading.Thread(target=work, args=(server, seats, journal, is_over, number))
        for number in range(AT_ONCE)
    ]
    with meanwhile or nullcontext():
        begun, before = time.monotonic(), meter.read()
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        took, spent = time.monotonic() - begun, meter.read() - before
    answered = sum(journal.answers.values()) / took
    return {
        "x": round(spent / sum(journal.answers.values()) / empty, 1),
        "goal": 40,
        "was": "113",
        "per_second": round(answered, 1),
        "empty_per_second": round(empties, 1),
        "x_processor": round(spent / sum(journal.answers.values()) / empty, 1),
        "cores": round(
            spent / took, 2
        ),  # that the server had: on a crowded machine only x_processor means anything
        "answers": dict(sorted(journal.answers.items())),
        "p95_s": {
            what: round(sorted(times)[int(len(times) * 0.95)], 2) for what, times in journal.slowest.items()
        },
        "longest_save_s": round(max(journal.slowest.get("save", [0.0])), 2),
        **verified(journal, city.round.fiscal_year),
    }


def seated(city: City, *, again: bool) -> list[Figure]:
    """Return a figure for each of the sessions, of different people; `again` those too that were saved before."""
    found: list[Figure] = []
    for figure in figures(city, again=again):
        department = figure.official.person.posts.get().department
        found.append(Figure(figure.owed, people.staff_of(department, len(found))))
        if len(found) == SESSIONS:
            break
    return found


def rate(server: Server, asking: list[Any], seconds: float) -> float:
    """Return how many requests a second these clients have answered together."""
    counts, end = [0] * len(asking), time.monotonic() + seconds

    def ask(number: int) -> None:
        visitor = Visitor(server.port)
        while time.monotonic() < end:
            asking[number](visitor)
            counts[number] += 1
        visitor.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(asking))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sum(counts) / seconds


def work(
    server: Server, seats: list[Seat], journal: Journal, is_over: Callable[[], bool], number: int
) -> None:
    """Be one official after the other until it is over."""
    chance, visitor = random.Random(number), Visitor(server.port)  # noqa: S311 - to be repeated
    while not is_over():
        seat = chance.choice(seats)
        (what,) = chance.choices([*MIX], [*MIX.values()])
        if not seat.busy.acquire(blocking=False):
            continue
        visitor.cookies = seat.figure.official.cookies
        try:
            ask(visitor, seat, what, journal)
        finally:
            seat.busy.release()
    visitor.close()


ADDRESSES: Final = {"list": "entry:todo", "dashboard": "policies:overview", "workbook": "entry:workbook"}


def ask(visitor: Visitor, seat: Seat, what: str, journal: Journal) -> None:
    """Do one thing as that official, and note how each request was answered."""
    if what in ADDRESSES:
        timed(journal, what, partial(visitor.get, reverse(ADDRESSES[what])))
        return
    page = timed(journal, "form", partial(visitor.get, seat.figure.address))
    if what == "form" or page.status != 200:
        return
    seat.saves += 1
    form = forms.form_of(seat.figure.address, page)
    fields = forms.filled(form, seat.figure.owed, seat.saves)
    if what == "autosave":
        keep = partial(visitor.post, *forms.draft_of(form, fields), Accept="application/json")
        timed(journal, what, keep)
    elif timed(journal, what, partial(visitor.post, form.action, fields)).status == 302:
        journal.acknowledge(seat.figure.owed.indicator.pk, fields["footnote"][0])


def timed(journal: Journal, what: str, act: Callable[[], Answer]) -> Answer:
    """Send one request and note it."""
    begun = time.monotonic()
    answer = act()
    journal.note(what, answer.status, time.monotonic() - begun)
    return answer


def verified(journal: Journal, year: int) -> dict[str, Any]:
    """Hold the journal against the figures and their history: each save is there once, the last one stands."""
    lost = doubled = 0
    for indicator, saves in journal.saves.items():
        row = Result.objects.get(indicator=indicator, fiscal_year=year)
        told = Change.objects.filter(model="indicators.result", object_id=str(row.pk), field="footnote")
        times = Counter(told.values_list("new", flat=True))
        lost += sum(times[one] == 0 for one in saves) + (row.footnote != saves[-1])
        doubled += sum(times[one] > 1 for one in saves)
    server_errors = sum(times for what, times in journal.answers.items() if int(what.split()[-1]) >= 500)
    saved = sum(map(len, journal.saves.values()))
    return {"acknowledged": saved, "lost": lost, "doubled": doubled, "5xx": server_errors}
