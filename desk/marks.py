"""The signed mark that a form carries of whom it was rendered for."""

from typing import Any

from django.core.signing import BadSignature, Signer

from store.actions.rows import Somebody

_SIGNER = "desk.marks"
LONGEST = 100


def mark_of(person: Somebody) -> str:
    """Return the mark of that person's forms; only this site can make it."""
    return Signer(salt=_SIGNER).sign(str(person.pk))


def key_in(mark: str | None) -> Any:
    """Return the key of the person whose mark it is, None where it is none of ours."""
    if not mark or len(mark) > LONGEST:
        return None
    try:
        key = Signer(salt=_SIGNER).unsign(mark)
    except BadSignature:
        return None
    return int(key)
