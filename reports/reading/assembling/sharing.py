"""How many titles of a line stand below each of an upper one where nobody knows their places: by what they say."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from reports.reading.assembling.columns import NO_SPAN, role_of
from reports.reading.assembling.rows import Piece
from reports.reading.facts import FactRole
from reports.reading.wording import compact

_OF_ONE_YEAR: Final = re.compile(r"中間|最終|長期|短期")
_MOST: Final = 24  # titles of a line
_MOST_WAYS: Final = 2_000


def usual_shares(tops: Sequence[Piece], lower: Sequence[Piece]) -> tuple[int, ...] | None:
    """Return how many titles each of some tops has; None where more than one way could be meant."""
    if not tops or not lower:
        return None
    if all(one.slot.is_year for one in tops):
        return _in_cycles(len(tops), [compact(one.text) for one in lower])
    if any(one.slot.is_year for one in tops) or not all(one.slot.is_year for one in lower):
        return None
    return _of_years(tops, lower)


def _of_years(tops: Sequence[Piece], years: Sequence[Piece]) -> tuple[int, ...] | None:
    """Return how many years each role has: a start, and an aim behind results, have one."""
    told = [role_of(one.slot.title) for one in tops]
    last = len(told) - 1
    single = [
        role in NO_SPAN
        or (
            role is FactRole.TARGET
            and (at == last or bool(_OF_ONE_YEAR.search(tops[at].text)))
            and FactRole.ACTUAL in told
        )
        for at, role in enumerate(told)
    ]
    rest = len(years) - sum(single)
    if single.count(False) == 1 and rest >= 1:
        return tuple(1 if alone else rest for alone in single)
    return (1,) * len(tops) if len(tops) == len(years) else None


def _in_cycles(count: int, words: Sequence[str]) -> tuple[int, ...] | None:
    """Return how many titles stand below each year if they come again in one order: 決算, 決算, 計画 決算 増減.

    Of the ways in which no year has a title twice and all have them in one order, the one with the fewest kinds of
    years; None if there are several.
    """
    if not count < len(words) <= _MOST:
        return None
    cut = list(islice(_runs(count, words), _MOST_WAYS + 1))
    if len(cut) > _MOST_WAYS:
        return None
    ways = [
        shares
        for shares in cut
        if _is_ordered([words[sum(shares[:at]) : sum(shares[: at + 1])] for at in range(count)])
    ]
    kinds = {shares: len(set(_parts(shares, words))) for shares in ways}
    fewest = [shares for shares in ways if kinds[shares] == min(kinds.values())]
    return fewest[0] if len(fewest) == 1 else None


def _parts(shares: Sequence[int], words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[sum(shares[:at]) : sum(shares[: at + 1])]) for at in range(len(shares))]


def _runs(count: int, words: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """Yield the ways to cut titles into so many runs, none of which has a title twice."""
    if count == 0:
        if not words:
            yield ()
        return
    for end in range(1, len(words) - count + 2):
        if len(set(words[:end])) < end:
            return
        for rest in _runs(count - 1, words[end:]):
            yield (end, *rest)


def _is_ordered(runs: Sequence[Sequence[str]]) -> bool:
    """Say whether there is one order of the titles in which all runs have them."""
    before = {(one, each) for run in runs for at, one in enumerate(run) for each in run[at + 1 :]}
    return not any((later, earlier) in before for earlier, later in before)
