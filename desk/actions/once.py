"""A form takes effect once, however often it is sent: by a double click, or again after an answer that got lost.

What is typed on the same page after that is another form: who stops a page that is slow to come, mends a word and sends
it again is answered about the mended word.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import BadRequest
from django.db import IntegrityError, transaction
from django.http import QueryDict

from desk.marks import CARRIED, is_secret
from desk.models import SavedForm
from store.actions.numbers import moving_together
from store.actions.rows import RefusedError, Somebody

KEPT: Final = timedelta(days=30)
LONGEST_OUTCOME: Final = 500
UNDERCUT: Final = (
    "この入力が使うデータが同時に削除されたため、保存していません。ページを開き直して確かめてください。"
)
OF_ANOTHER: Final = "この入力は、ほかの人の画面から送られています。"
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{20,64}")


def new_key() -> str:
    """Return a key for a form that is about to be shown."""
    return secrets.token_urlsafe(24)


def read_key(text: str | None) -> str:
    """Return the key that a form carries; without one it is no form of ours."""
    if text is None or not _KEY.fullmatch(text):
        raise BadRequest("一回限りの鍵が読み取れません。")
    return text


def key_of(page: str, form: QueryDict) -> str:
    """Return the key under which a form counts that says just this, sent from the page with that key."""
    said = {name: texts for name, texts in form.lists() if name not in CARRIED and not is_secret(name)}
    written = json.dumps([page, sorted(said.items())])
    return hashlib.sha256(written.encode()).hexdigest()


def outcome_of(key: str, person: Somebody) -> str | None:
    """Return where the form with that key led when it was first saved by this person, None if it was not.

    For the key of a page it is empty: forms of it were saved, each under its own key. What is no key saved nothing:
    PostgreSQL does not even look for one with NUL.
    """
    if not _KEY.fullmatch(key):
        return None
    saved = SavedForm.objects.filter(key=key, person_id=person.pk)
    return saved.values_list("outcome", flat=True).first()


def counted(page: str, key: str, person: Somebody) -> str | None:
    """Return where the form with that key led, None if it has not counted; refuse one from somebody else's page."""
    found = {one.key: one for one in SavedForm.objects.filter(key__in=(page, key))}
    if any(one.person_id != person.pk for one in found.values()):
        raise BadRequest(OF_ANOTHER)
    return found[key].outcome if key in found else None


class KnownKeyError(Exception):
    """A form was saved under that key before, or one of that page."""


def once(key: str, person: Somebody, act: Callable[[], str], *, page: str = "") -> str:
    """Do what the form asks for and return the address it leads to; the second time only return that address.

    Both are one transaction: if `act` raises, nothing was done and the form may be sent again. `page` is the key of the
    page it was sent from; the forms of a page that say different things wait for the first of them. An address too long
    to be kept leads to its page without the query, each time. RefusedError is raised where all was written, and
    something it refers to is gone before the database has taken it: that it tells only at the very end.
    """
    for first in (
        (page, key) if page else (key,)
    ):  # most pages send one form, which then needs one row less to wait by
        try:
            return _taken(first, key, person, act)
        except KnownKeyError:
            if (outcome := counted(page, key, person)) is not None:
                return outcome
    raise BadRequest(OF_ANOTHER)


def _taken(first: str, key: str, person: Somebody, act: Callable[[], str]) -> str:
    """Do it under these keys: for `first` whoever sends the same at the same moment waits."""
    is_written = False
    try:
        with transaction.atomic(), moving_together():
            noted = _note(first, person, "")
            address = act()
            outcome = address if len(address) <= LONGEST_OUTCOME else address.partition("?")[0]
            if first == key:
                noted.outcome = outcome
                noted.save(update_fields=["outcome"])
            else:
                _note(key, person, outcome)
            is_written = True
    except IntegrityError:
        if is_written:
            raise RefusedError(UNDERCUT) from None
        raise
    return outcome


def _note(key: str, person: Somebody, outcome: str) -> SavedForm:
    try:
        return SavedForm.objects.create(key=key, person_id=person.pk, outcome=outcome)
    except IntegrityError:
        raise KnownKeyError(key) from None


def forget_old(now: datetime) -> int:
    """Delete what forms led to so long ago that nobody sends them again; return how many rows that were."""
    return SavedForm.objects.filter(at__lt=now - KEPT).delete()[0]
