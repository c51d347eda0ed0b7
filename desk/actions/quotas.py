"""How often one person may do what costs the server much: counted in the database, for all workers together."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from desk.models import Usage
from store.actions.rows import Somebody

UPLOADS: Final = "upload"
DOWNLOADS: Final = "download"
DRAFTS: Final = "draft"
OLD: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quota:
    """At most so many times in so many minutes."""

    most: int
    minutes: int


class TooOften(Exception):
    """The person has done this too often; `wait` is after how many seconds it is possible again, str() says so."""

    def __init__(self, wait: int) -> None:
        minutes = ceil(wait / 60)
        super().__init__(
            f"短い時間に何度も行われたため、受け付けていません。{minutes}分ほどたってから、もう一度お試しください。"
        )
        self.wait = wait


def quota_of(kind: str) -> Quota:
    """Return what the settings allow."""
    most, minutes = settings.ENTRY_QUOTAS[kind]
    return Quota(most, minutes)


def count(kind: str, person: Somebody, now: datetime | None = None) -> None:
    """Count one more time; raise TooOften beyond what is allowed in the running span.

    The count is its own transaction, so that an attempt that fails afterwards was one all the same.
    """
    now = now or timezone.now()
    quota = quota_of(kind)
    since = _span(now, quota.minutes)
    rows = Usage.objects.filter(person_id=person.pk, kind=kind, since=since)
    if rows.filter(count__lt=quota.most).update(count=F("count") + 1):
        return  # as nearly always: one statement
    if _add_one(kind, person, since) > quota.most:
        end = since + timedelta(minutes=quota.minutes)
        raise TooOften(max(1, ceil((end - now).total_seconds())))


def forget_old(now: datetime) -> int:
    """Delete the counts of spans that are long over; return how many those were."""
    return Usage.objects.filter(since__lt=now - OLD).delete()[0]


def _span(now: datetime, minutes: int) -> datetime:
    """Return the beginning of the span in which the moment lies; spans follow one another without gaps."""
    seconds = minutes * 60
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


def _add_one(kind: str, person: Somebody, since: datetime) -> int:
    rows = Usage.objects.filter(person_id=person.pk, kind=kind, since=since)
    if not rows.update(count=F("count") + 1):
        try:
            with transaction.atomic():
                Usage.objects.create(person_id=person.pk, kind=kind, since=since, count=1)
        except IntegrityError:  # another worker was first
            rows.update(count=F("count") + 1)
    return rows.values_list("count", flat=True).first() or 1
