"""Which of the things that are there already is meant by a name and a code: how alike they are, of a hundred."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from reports.reading.wording import compact, without_number

SAME: Final = 100
MEANT: Final = 80  # from here on it is proposed
RENAMED: Final = 5  # that a former name is less than the one of today
OTHER_CODE: Final = 15  # that is taken off where both have a code and they differ
SAME_CODE: Final = 20  # that is added where both have the same


@dataclass(frozen=True, slots=True)
class Known:
    """Something that is there: its key, its code or number, its name, and those it had before."""

    key: str
    code: str
    name: str
    former: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What is there and how alike it is; `former` is the name by which it was known where that is not today's."""

    known: Known
    score: int
    former: str = ""

    @property
    def is_meant(self) -> bool:
        return self.score >= MEANT


def alike(name: str, other: str, *, least: int = 0) -> int:
    """Return how alike two names are; blanks, widths and numbers before them do not count.

    With `least` two that cannot be so much alike are 0, and nobody compares them letter by letter.

    >>> alike("① 公園の箇所数", "公園の箇所数"), alike("公園の数", "河川の数")
    (100, 50)
    """
    one, two = _bare(name), _bare(other)
    if one == two:
        return SAME
    if least and 200 * _most_shared(one, two) < least * (len(one) + len(two)):
        return 0
    return min(SAME - 1, round(100 * SequenceMatcher(None, one, two, autojunk=False).ratio()))


@lru_cache(maxsize=8192)
def _bare(name: str) -> str:
    return compact(without_number(name))


def _most_shared(one: str, two: str) -> int:
    """Return how many letters two names can have in common at most, whatever their order."""
    shorter, longer = sorted((len(one), len(two)))
    if longer > 4 * shorter:
        return shorter  # a bound too
    return min(sum(map(set(two).__contains__, one)), sum(map(set(one).__contains__, two)))


def matches(code: str, name: str, known: Iterable[Known]) -> list[Match]:
    """Return what is there by how alike it is, the likeliest first; what is not alike at all is left out."""
    found = [_match(compact(code), name, one) for one in known]
    return sorted((one for one in found if one.score >= MEANT // 2), key=lambda one: -one.score)


def _match(code: str, name: str, one: Known) -> Match:
    score, former = alike(name, one.name), ""
    for earlier in one.former:
        if (again := alike(name, earlier) - RENAMED) > score:
            score, former = again, earlier
    own = compact(one.code)
    if code and own and score < SAME:
        score += SAME_CODE if code == own and score >= MEANT // 2 else -OTHER_CODE if code != own else 0
    return Match(one, max(0, min(SAME, score)), former)
