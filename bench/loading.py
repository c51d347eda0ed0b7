"""What the loader of fixtures costs over writing the same rows into their table and nothing else."""

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any

from django.core.serializers.python import Serializer
from django.db import transaction

from indicators.models import Result
from store.actions.loading.reading import Entry
from store.actions.loading.undoing import Source, load_from
from store.actions.rows import Actor
from store.models import Change

ROWS = 700
ROUNDS = 5
UNWRITTEN = frozenset({"version", "entered_by"})
BY = Actor(Change.Via.COMMAND, why="bench")


def measure() -> str:
    """Load 700 results with checks and history, and put 700 results into their table, in turn."""
    rows = list(Result.objects.filter(entry_state="checked").order_by("pk")[:ROWS])
    entries = entries_of(rows)
    gc.collect()
    gc.freeze()  # as the process does that loads what was sent to a page
    rounds = [(seconds(rows, lambda: load(entries)), seconds(rows, lambda: put(rows))) for _ in range(ROUNDS)]
    ratio = median(loading / putting for loading, putting in rounds)
    return f"Loading {len(rows)} results: {ratio:.1f} × bulk_create (at most 10; was 13.8)"


def entries_of(rows: Sequence[Result]) -> list[Entry]:
    """Return the rows as a fixture has them."""
    serializer: Any = Serializer()
    found = serializer.serialize(rows, use_natural_foreign_keys=True, use_natural_primary_keys=True)
    return [
        Entry("results.json", number, one["model"], written(one["fields"]))
        for number, one in enumerate(found, 1)
    ]


def written(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that a file may carry, as JSON has them."""
    return {name: listed(value) for name, value in fields.items() if name not in UNWRITTEN}


def listed(value: Any) -> Any:
    """Return natural keys as lists."""
    return [listed(one) for one in value] if isinstance(value, tuple) else value


def load(entries: Sequence[Entry]) -> None:
    load_from(Source("results.json", "0" * 64), list(entries), by=BY, overwrite=False)


def put(rows: Sequence[Result]) -> None:
    for row in rows:
        row.pk = None
    Result.objects.bulk_create(rows)


def seconds(rows: Sequence[Result], act: Callable[[], None]) -> float:
    """Return the processor time of doing it once where the rows are not; it is undone."""
    keys = [(row.indicator_id, row.fiscal_year) for row in rows]
    with transaction.atomic():
        for indicator, year in keys:
            Result.objects.filter(indicator=indicator, fiscal_year=year).delete()
        begun = time.process_time()
        act()
        spent = time.process_time() - begun
        transaction.set_rollback(True)
    return spent
