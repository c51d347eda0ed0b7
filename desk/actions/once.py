"""A form takes effect once, however often it is sent: by a double click, or again after an answer that got lost."""

import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.core.exceptions import BadRequest
from django.db import IntegrityError, transaction
from django.utils import timezone

from desk.models import SavedForm
from store.actions.rows import Somebody

KEPT: Final = timedelta(days=30)
LONGEST_OUTCOME: Final = 500
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{20,64}")


def new_key() -> str:
    """Return a key for a form that is about to be shown."""
    return secrets.token_urlsafe(24)


def read_key(text: str | None) -> str:
    """Return the key that a form carries; without one it is no form of ours."""
    if text is None or not _KEY.fullmatch(text):
        raise BadRequest("一回限りの鍵が読み取れません。")
    return text


def outcome_of(key: str, person: Somebody) -> str | None:
    """Return where the form with that key led when it was first saved by this person, None if it was not."""
    saved = SavedForm.objects.filter(key=key, person_id=person.pk)
    return saved.values_list("outcome", flat=True).first()


def once(key: str, person: Somebody, act: Callable[[], str]) -> str:
    """Do what the form asks for and return the address it leads to; the second time only return that address.

    Both are one transaction: if `act` raises, nothing was done and the form may be sent again. An address too long to
    be kept leads to its page without the query, each time.
    """
    try:
        with transaction.atomic():
            form = SavedForm.objects.create(key=key, person_id=person.pk, outcome="")
            address = act()
            form.outcome = address if len(address) <= LONGEST_OUTCOME else address.partition("?")[0]
            form.save(update_fields=["outcome"])
            SavedForm.objects.filter(at__lt=timezone.now() - KEPT).delete()
            return form.outcome
    except IntegrityError:
        outcome = outcome_of(key, person)
        if outcome is not None:
            return outcome
        if SavedForm.objects.filter(key=key).exists():
            raise BadRequest("この入力は、ほかの人の画面から送られています。") from None
        raise
