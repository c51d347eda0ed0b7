"""The signed mark that a form carries of whom it was rendered for, and which of its fields are never kept."""

from typing import Any, Final

from django.core.signing import BadSignature, Signer

from store.actions.rows import Somebody

_SIGNER = "desk.marks"
LONGEST = 100
WHOSE: Final = "whose"  # the field that carries the mark
ONCE: Final = "once"  # the field with the key of the page, which makes its form count once
OPENED: Final = "opened"  # the field that says when the page was made, in microseconds
CARRIED: Final = frozenset({ONCE, OPENED, "parked", WHOSE})  # by every form, beside its token and its version
SECRETS: Final = ("csrf", "password", "token", "secret")  # in the name of a field, in capitals too


def is_secret(name: str) -> bool:
    """Tell whether what stands in the field of that name is kept and repeated nowhere."""
    return any(word in name.lower() for word in SECRETS)


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
