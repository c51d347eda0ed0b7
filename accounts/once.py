"""A form takes effect once, however often it is sent: by a double click, or again after an answer that got lost."""

import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import BadRequest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.models import Person

KEPT: Final = timedelta(days=30)
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{20,64}")


def new_key() -> str:
    """Return a key for a form that is about to be shown."""
    return secrets.token_urlsafe(24)


def read_key(text: str | None) -> str:
    """Return the key that a form carries; without one it is no form of ours."""
    if text is None or not _KEY.fullmatch(text):
        raise BadRequest("一回限りの鍵が読み取れません。")
    return text


def outcome_of(key: str, person: Person) -> str | None:
    """Return where the form with that key led when it was first saved by this person, None if it was not."""
    return saved_forms().filter(key=key, person=person).values_list("outcome", flat=True).first()


def once(key: str, person: Person, act: Callable[[], str]) -> str:
    """Do what the form asks for and return the address it leads to; the second time only return that address.

    Both are one transaction: if `act` raises, nothing was done and the form may be sent again.
    """
    try:
        with transaction.atomic():
            form = saved_forms().create(key=key, person=person, outcome="")
            form.outcome = act()
            form.save(update_fields=["outcome"])
            saved_forms().filter(at__lt=timezone.now() - KEPT).delete()
            return str(form.outcome)
    except IntegrityError:
        outcome = outcome_of(key, person)
        if outcome is not None:
            return outcome
        if saved_forms().filter(key=key).exists():
            raise BadRequest("この入力は、ほかの人の画面から送られています。") from None
        raise


def saved_forms() -> "models.Manager[Any]":
    """Return the forms that were saved; they are kept in a table of the app above, where forms began."""
    return apps.get_model("entry", "SavedForm")._default_manager
