"""A throw-away database with one invented city in it, and the pages of that city that are measured."""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.urls import reverse

from indicators.models import Indicator
from policies.models import PolicyNode


@dataclass(frozen=True, slots=True)
class Page:
    """An address and what it is called in the figures."""

    name: str
    address: str


@contextlib.contextmanager
def invented_city(*, measures: int, years: int, seed: int) -> Iterator[None]:
    """Point Django at a database made for this run alone; the one that DATABASE_URL names is not touched.

    SQLite: a file in a temporary folder. PostgreSQL: a database test_NAME beside the one named, dropped at the end.
    """
    with tempfile.TemporaryDirectory(prefix="kpi-bench-") as folder:
        configured = settings.DATABASES["default"]["NAME"]
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        settings.STATIC_ROOT = str(Path(folder) / "static")
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["*.map"])
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            call_command("sample_city", measures=measures, years=years, seed=seed, verbosity=0)
            analyse()
            yield
        finally:
            connection.creation.destroy_test_db(str(configured), verbosity=0)


def analyse() -> None:
    """Let the planner know the rows, as any database does that has been running for a day."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def pages() -> list[Page]:
    """Return the pages measured: of the nodes and indicators the one with the most to show, the first of equals."""
    nodes = PolicyNode.objects.filter(layer__is_evaluated=True).annotate(load=Count("indicators"))
    node = nodes.order_by("-load", "path")[0]
    indicators = Indicator.objects.filter(is_judged=True).annotate(load=Count("results"))
    indicator = indicators.order_by("-load", "node__path", "order")[0]
    return [
        Page("overview", reverse("policies:overview")),
        Page(f"node ({node.indicators.count()} indicators)", node.get_absolute_url()),
        Page("indicator", indicator.get_absolute_url()),
        Page("overview chart", reverse("policies:overview_chart")),
        Page("indicator chart", reverse("indicators:indicator_chart", args=(indicator.pk,))),
    ]
