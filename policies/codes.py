"""Codes as a plan prints them: how one goes on from another, and the address that each item of a tree has by them."""

import re
import unicodedata
from typing import Final

DASHES: Final = "‐‑‒–—―−"
FULL_WIDTH: Final = dict(zip(range(0xFF01, 0xFF5F), range(0x21, 0x7F), strict=True)) | {
    ord(sign): "-" for sign in DASHES
}


def spelled(code: str) -> str:
    """Return a code as addresses spell it: full-width letters, digits and dashes as the narrow ones they stand for.

    >>> spelled("４－２－４")
    '4-2-4'
    """
    return code.strip().translate(FULL_WIDTH)


def address_of(code: str, order: int, above: str | None, *, is_repeated: bool) -> str:
    """Return an item's address: its code, where the period has that once, else its place below its parent's address.

    `above` is the parent's address; an item at the top, without one, has its code alone.

    >>> address_of("1", 3, "A", is_repeated=True)
    'A/1'
    """
    own = spelled(code)
    if own and (above is None or not is_repeated):
        return own
    return f"{above or ''}/{own or order}"


def follows(code: str, above: str) -> bool:
    """Tell whether a code begins, as it is printed, with the one above it, and a sign between: 4-2-1 with 4-2.

    >>> follows("4-21", "4-2")
    False
    """
    rest = code[len(above) :]
    return code.startswith(above) and bool(re.match(r"[\W_ー]", rest))


def continues(code: str, above: str) -> bool:
    """Tell whether a code goes on from the one above it, segment by segment: 4-2-4 from 4-2, and from Ⅳ-2 too.

    A code of one segment counts within its parent only; without a code there is nothing to go on from.
    """
    own, parents = segments(code), segments(above)
    return len(own) < 2 or (own[: len(parents)] == parents and len(own) > len(parents))


def segments(code: str) -> list[str]:
    """Split a code where it has no letter or digit; 02, ２, ② and Ⅱ are the same as 2."""
    return [_plain(part) for part in re.split(r"[\W_ー]+", code) if part]


def _plain(part: str) -> str:
    number = unicodedata.numeric(part, 0) if len(part) == 1 else 0
    return str(int(number)) if number else unicodedata.normalize("NFKC", part).lstrip("0")


def titled(sign: str, name: str) -> str:
    """Return how a node or an indicator is called: by its code or number, where it has one, and its name."""
    return f"{sign} {name}".strip()
