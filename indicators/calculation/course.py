"""What became of a class from one year to the next, by the order of its scale."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final


class Course(StrEnum):
    """Better, worse or the same as the year before."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


COURSE_WORDS: Final = {Course.BETTER: "改善", Course.WORSE: "悪化", Course.SAME: "変化なし"}


def course_of(before: str, now: str, best_first: Sequence[str]) -> Course | None:
    """Return what became of a class; None where one of the two years has none, or one that the scale does not know."""
    if before not in best_first or now not in best_first:
        return None
    if before == now:
        return Course.SAME
    return Course.WORSE if best_first.index(now) > best_first.index(before) else Course.BETTER
