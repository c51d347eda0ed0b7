"""Figures of years that a document announces as aims, 年度別の目標値, though no title of theirs says so."""

import re
from collections.abc import Sequence
from typing import Final

from reports.reading.facts import FactRole, Reading
from reports.reading.wording import compact

_ANNOUNCED: Final = re.compile(
    r"(?:年度別|各年度|毎年度|年次別|年度ごと)の?(?:数値)?目標|目標(?:値|数値)の推移|年次目標"
)
_COUNTED: Final = re.compile(r"実績|最新|直近|確定値|評価値|結果|実測|現在値")


def announces_aims(text: str) -> bool:
    """Say whether a document announces the aims of each year and speaks of nothing that was counted."""
    words = compact(text)
    return bool(_ANNOUNCED.search(words)) and not _COUNTED.search(words)


def with_announced_aims(readings: Sequence[Reading]) -> list[Reading]:
    """Return readings of which all that was told as results is what their document announces: aims.

    Where some of them have a title that calls them aims, the others are what it does not call so.
    """
    if any(one.of(FactRole.TARGET) for one in readings):
        return list(readings)
    return [one.called(FactRole.ACTUAL, FactRole.TARGET, set(one.of(FactRole.ACTUAL))) for one in readings]
