"""What a cell can be in a row of a table: a figure, a year, a label, a unit or words."""

import re
from enum import StrEnum
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.slots import Slot
from reports.reading.titles import Meaning

_LETTERS: Final = re.compile(r"[㐀-鿿々ぁ-んァ-ヶー]")
_BRACKET: Final = re.compile(r"[(（][^()（）]*[)）]")
_MOST_LETTERS: Final = 5  # beside a figure, its unit: 1人当たり県民所得 is none


class Kind(StrEnum):
    """What a cell can be in a row."""

    EMPTY = "empty"
    FIGURE = "figure"
    YEAR = "year"
    LABEL = "label"
    UNIT = "unit"
    WORDS = "words"


def kind_of(one: Slot) -> Kind:
    """Return what a cell is; a figure with more words beside it than a unit has is words."""
    if not one.text:
        return Kind.EMPTY
    if isinstance(meaning(one), FactRole):
        return Kind.LABEL
    if one.is_absent or (
        one.is_figure and len(_LETTERS.findall(_BRACKET.sub("", one.text))) <= _MOST_LETTERS
    ):
        return Kind.FIGURE
    if one.is_year:
        return Kind.YEAR
    return Kind.UNIT if one.is_unit else Kind.WORDS


def meaning(one: Slot) -> Meaning | None:
    """Return what a cell means as a title."""
    return one.title.meaning if one.title is not None else None
