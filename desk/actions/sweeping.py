"""Throwing away what the desk kept and nobody needs any more: by a command and between jobs, never while one saves."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.contrib.sessions.models import Session
from django.utils import timezone

from desk.actions import drafts, once, quotas
from desk.models import ParkedForm

PARKED: Final = timedelta(hours=12)  # for so long is kept what was typed when a session ended


def sweep(now: datetime | None = None) -> Mapping[str, int]:
    """Delete what is past its time, each kind in a transaction of its own; return how many rows of each that were.

    Whoever reads such rows looks at their time as well: it changes nothing but the size of the database.
    """
    now = now or timezone.now()
    return {
        "送信済みの入力": once.forget_old(now),
        "下書き": drafts.forget_old(now),
        "預かった入力": forget_parked(now),
        "利用回数": quotas.forget_old(now),
        "終わったログイン": Session.objects.filter(expire_date__lt=now).delete()[0],
    }


def forget_parked(now: datetime) -> int:
    """Delete what was parked for longer than a day's work; return how many forms those were."""
    return ParkedForm.objects.filter(at__lt=now - PARKED).delete()[0]
