"""Which way is better, where a table says so in a column of its own; figures never say it."""

import re
from collections.abc import Collection
from typing import Final

from indicators.calculation.facts import Comparator, Direction
from reports.reading.wording import compact

_SIDES: Final = frozenset({Comparator.AT_LEAST.value, Comparator.AT_MOST.value, Comparator.EXACTLY.value})
_BETTER: Final = r"(?:方|ほう|ほど)?が?(?:良|よ|望まし)い"
_ARROWS: Final = (
    (Direction.UP, re.compile("[↑↗⬆⇧]")),
    (Direction.DOWN, re.compile("[↓↘⬇⇩]")),
    (Direction.KEEP, re.compile("[→⇒➡]")),
)  # no ▲ and no dash: in figures they are negative, or nothing
_WORDS: Final = (
    (
        Direction.UP,
        re.compile(
            rf"増|増加(?:させる)?|増(?:やす|える)|上昇|上(?:げる|がる)|向上|アップ|プラス|(?:高|多|大き|長)い?(?:{_BETTER})?"
        ),
    ),
    (
        Direction.DOWN,
        re.compile(
            rf"減|減少(?:させる)?|減(?:らす|る)|下降|下(?:げる|がる)|低下|低減|抑制|ダウン|マイナス|(?:低|少な|小さ|短)い?(?:{_BETTER})?"
        ),
    ),
    (Direction.KEEP, re.compile(r"(?:現状)?維持(?:する)?|横ばい")),
    (Direction.RANGE, re.compile(r"範囲(?:内|に収める)?")),
)
_BRACKETS: Final = re.compile(r"[()（）]")


def direction_said(text: str, comparators: Collection[str] = ()) -> Direction:
    """Return which way a cell says is better, UNKNOWN where it says nothing that is clear.

    What is to be kept needs a side: it counts only where every target beside it has one.

    >>> direction_said("↑"), direction_said("減少"), direction_said("－")
    (<Direction.UP: 'up'>, <Direction.DOWN: 'down'>, <Direction.UNKNOWN: 'unknown'>)
    >>> direction_said("維持"), direction_said("維持", ["<="])
    (<Direction.UNKNOWN: 'unknown'>, <Direction.KEEP: 'keep'>)
    """
    told = _told(_BRACKETS.sub("", compact(text)))
    said = told.pop() if len(told) == 1 else Direction.UNKNOWN
    if said is Direction.KEEP and not (comparators and set(comparators) <= _SIDES):
        return Direction.UNKNOWN
    return said


def _told(words: str) -> set[Direction]:
    """Return every direction that arrows and words name; UNKNOWN among them where a word is none."""
    told = {one for one, pattern in _ARROWS if pattern.search(words)}
    for _, pattern in _ARROWS:
        words = pattern.sub("", words)
    if words:
        told.add(next((one for one, pattern in _WORDS if pattern.fullmatch(words)), Direction.UNKNOWN))
    return told
