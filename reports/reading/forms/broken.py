"""Lines of narrow cells that were broken inside a word, put together: 令和元年 / 度, 件数（計画 / 値）, 5件以 / 上."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reports.reading.documents import Line
from reports.reading.wording import tidy

_YEAR: Final = re.compile(r"(?:元|\d)年$")
_BOUND: Final = re.compile(r"\S以$")
_REST_OF_BOUND: Final = re.compile(r"[上下内]")
_PARTICLE: Final = re.compile(r"[にをはのがで](?=\s)")
_LONGEST: Final = 30  # what is left of a cell


def whole_lines(lines: Sequence[Line]) -> list[Line]:
    """Return lines in which what can only be the rest of the line above stands behind it, without a blank."""
    found: list[Line] = []
    for line in lines:
        text = line.text.strip()
        if not text:
            continue
        if found and len(text) <= _LONGEST and _goes_on(tidy(found[-1].text), tidy(text)):
            found[-1] = replace(found[-1], text=found[-1].text.rstrip() + text)
        else:
            found.append(line)
    return found


def _goes_on(above: str, text: str) -> bool:
    if len(above) > _LONGEST * 2:
        return False
    if text == "度":
        return bool(_YEAR.search(above))
    if _BOUND.search(above) and _REST_OF_BOUND.fullmatch(text):
        return True
    is_open = above.count("(") == above.count(")") + 1
    closes = text.count(")") == text.count("(") + 1
    begins = bool(_PARTICLE.match(text)) and not above.endswith(("。", ")"))
    return begins or (is_open and closes)
