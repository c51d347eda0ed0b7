"""Characters as people type them, brought to one spelling; the length limit that comes before any pattern."""

import re
from typing import Final

LONGEST_TYPED: Final = 100
_LONGEST_QUOTED: Final = 20

DASHES: Final = "-‐‑‒–—―─━−ー－ｰ﹣"
# Hyphens and minus signs are one; the longer dashes and the long vowel stay: they are a sign only before a digit.
_TO_HYPHEN: Final = dict.fromkeys(map(ord, "‐‑−﹣"), "-")
# Full width to ASCII by hand, not by NFKC: that would also read ① as 1 and ² as 2.
_TO_ASCII: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_INVISIBLE: Final = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_PLAIN: Final = _TO_ASCII | _TO_HYPHEN | _INVISIBLE | {ord("ｰ"): "ー", ord("￥"): "¥"}
_SPACES: Final = re.compile(r"\s+")


def is_too_long(text: str) -> bool:
    """Say whether a text, without the spaces around it, is longer than anything a figure's cell may hold."""
    return len(text.strip()) > LONGEST_TYPED


def plain(text: str) -> str:
    """Return the text with ASCII digits and signs and single spaces; circled and raised digits stay themselves."""
    return _SPACES.sub(" ", text.translate(_PLAIN)).strip()


def shown(text: str) -> str:
    """Return what can safely be quoted in a message: one line, visible characters only, never long."""
    visible = "".join(letter if letter.isprintable() else "□" for letter in text[: _LONGEST_QUOTED + 1])
    return visible if len(visible) <= _LONGEST_QUOTED else visible[:_LONGEST_QUOTED] + "…"
