"""The packages of editions, made beforehand: one after the other while nobody waits for a job."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from django.db import InterfaceError, OperationalError, transaction
from django.utils.timezone import localtime

from evaluations.publishing.models import Publication
from evaluations.publishing.page.packages import Package, folder, latest_of_plan
from evaluations.publishing.page.pages import PublishedEdition, read_edition
from kpi_tracker.pages.packages.asked import Asked
from kpi_tracker.pages.packages.making import package_from, published_contents
from reports.jobs.actions.working import OverTime, Progress
from store.actions.numbers import move
from store.numbers import EVERYTHING

logger = logging.getLogger(__name__)
_failed: set[str] = set()  # what could not be made is tried again by the next process alone

Wanted = tuple[Package, Sequence[Publication]]


def catch_up() -> bool:
    """Make one package that is missing, and throw away those that nobody can ask for; tell whether one was made."""
    wanted = list(all_wanted())
    kept = {file.name for file in folder().glob("*.zip")}
    for name in kept.difference(package.kept_as for package, _ in wanted):
        (folder() / name).unlink(missing_ok=True)
    missing = [(package, rows) for package, rows in wanted if package.kept_as not in kept | _failed]
    return any(was_made(package, rows) for package, rows in missing)


def was_made(package: Package, rows: Sequence[Publication]) -> bool:
    """Make and keep a package, and let pages be made anew that may offer it now."""
    try:
        package.keep(package_of_editions(rows))
    except (InterfaceError, OperationalError):
        raise
    except (Exception, OverTime):
        # whatever is wrong with one, a full disk among it: the others are made, and jobs are done
        logger.exception("the package %s could not be made", package.kept_as)
        _failed.add(package.kept_as)
        return False
    with transaction.atomic():
        move(EVERYTHING)
    return True


def all_wanted() -> Iterator[Wanted]:
    """Yield the package of every edition, the newest first, and of every plan with several cycles and its periods."""
    rows = list(Publication.objects.order_by("plan_key", "-pk").without_content())
    for row in sorted(rows, key=lambda row: -row.pk):
        yield Package.of_edition(row), [row]
    for plan, _ in groupby(rows, key=lambda row: row.plan_key):
        latest = latest_of_plan(plan)
        if len(latest) > 1:
            yield Package.of_newest(latest, period=None), latest
            for number in sorted({period_of(row) for row in latest}):
                own = [row for row in latest if period_of(row) == number]
                yield Package.of_newest(own, period=number), own


def period_of(row: Publication) -> int:
    return row.cycle.period.number


def package_of_editions(rows: Sequence[Publication]) -> bytes:
    """Return the package of these editions: the same for good, and of what stood beside each when it was published."""
    found = [as_published(*row.place) for row in rows]
    asked = Asked(rows[0].plan_key, None, "", is_public=True)
    made_on = max(localtime(row.published_at).date() for row in rows)
    return package_from(asked, published_contents(found), made_on, Progress())


def as_published(plan: str, cycle: str, number: int) -> PublishedEdition:
    """Return an edition with those up to it: what was published later is no part of its package."""
    found = read_edition(plan, cycle, number)
    return replace(found, editions=[one for one in found.editions if one.edition <= number])
