"""The rush while large files are loaded: nobody's save is lost, and no saver waits for what the file is about.

On PostgreSQL a save waits for no load. SQLite has one lock: there a save waits until a load is written.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django.db import connection

from bench.kept import Kept
from bench.loading import BY, entries_of
from bench.pages import City, the_city
from bench.rush import rushed
from indicators.models import Result
from store.actions.loading.reading import Entry
from store.actions.loading.undoing import Source, load_from
from tests.servers import Server

SECONDS = 30.0
ROWS = 1500
BEGINS_AT = 1000  # the rush before may have saved the same figures


def measure(server: Server, kept: Kept) -> None:
    """Measure the mix with one load after the other beside it."""
    kept.once("rush beside a load", lambda: beside(server, the_city()))


@dataclass(slots=True)
class Loading:
    """Loads a large file of figures of years before again and again, with another word in each row each time."""

    entries: Sequence[Entry]
    is_over: threading.Event = field(default_factory=threading.Event)
    took: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    thread: threading.Thread = field(init=False)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        self.thread.join()

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self.go_on)

    def go_on(self) -> None:
        """Load until it is over."""
        try:
            while not self.is_over.is_set():
                begun = time.monotonic()
                load_from(Source("results.json", "0" * 64), self.next(), by=BY, overwrite=True)
                self.took.append(time.monotonic() - begun)
        except Exception as error:
            self.failed.append(repr(error))
            raise
        finally:
            connection.close()

    def next(self) -> list[Entry]:
        """Return the file as it is loaded next."""
        note = {"footnote": f"計測のための読込み {len(self.took)}"}
        return [Entry(one.file, one.number, one.model, one.fields | note) for one in self.entries]


def beside(server: Server, city: City) -> dict[str, Any]:
    """Let everybody work while files are loaded, and hold the journal against the database."""
    rows = Result.objects.filter(indicator__node__period__plan=city.plan, entry_state="checked")
    own = rows.exclude(fiscal_year=city.round.fiscal_year).order_by("pk")
    loading = Loading(entries_of(list(own[:ROWS])))
    found = rushed(server, city, SECONDS, begins_at=BEGINS_AT, meanwhile=loading)
    del found["goal"], found["was"]
    loads = {"loads": len(loading.took), "longest_load_s": round(max(loading.took, default=0.0), 2)}
    return found | loads | {"failed_loads": loading.failed}
