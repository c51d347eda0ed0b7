"""The names of labelled rows: before each of them, two in one cell, or all before the first, with their baselines."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.induction.rough_titles import rough_slot
from reports.reading.slots import Slot, put_together, slot
from reports.reading.tables import is_whole_name
from reports.reading.wording import compact, named
from reports.reading.years import NamedYears

_FEWEST: Final = 2
_MARKS: Final = re.compile(r"(?:達成|未達成|判定|達成見込み?|評価)")
_NUMBER: Final = re.compile(r"(?:\(?\d{1,3}[).．]?|[①-⑳])\s*")
_TITLE_BELOW: Final = re.compile(r"[(（](?:時期|時点|年度|単位)[)）]")
_MOST_WORDS: Final = 120  # lines of names behind each other
_LEAST_NAME: Final = 3
_UNIT_BEHIND: Final = re.compile(r"[)）]$")
_GOES_ON: Final = re.compile(r"[」）)』のをにはがでとやもれるすたーっゃゅょんァィゥェォッャュョ]")


@dataclass(slots=True)
class Line:
    """One row: its words, and the figures behind the label that says their role."""

    at: int
    words: list[Slot]
    role: FactRole | None = None
    values: list[Slot] = field(default_factory=list)
    where: str = ""  # of a row of comparison
    years: list[Slot] = field(default_factory=list)


def names_of(
    blocks: Sequence[Sequence[Line]], lines: Sequence[Line], calendar: NamedYears
) -> list[tuple[str, Slot | None]]:
    """Return the name of each block, and its baseline: in its rows, before them, or all before the first block."""
    if not blocks:
        return []
    first = blocks[0][0].at
    before = [line for line in lines if line.at < first and not line.role and not line.years]
    if listed := _listed(before, len(blocks), calendar):
        return listed
    heads = [line for line in lines if not line.role and not line.years and _is_numbered(line)]
    if len(heads) < _FEWEST:
        heads = [line for line in lines if not line.role and not line.years and _is_name(line)]
    starts = [block[0].at for block in blocks]
    found: list[tuple[str, Slot | None]] = [("", None)] * len(blocks)
    for place, head in enumerate(heads):
        end = heads[place + 1].at if place + 1 < len(heads) else lines[-1].at + 1
        own = range(bisect_right(starts, head.at), bisect_left(starts, end))
        for at, name in zip(own, _parted(head, len(own)), strict=False):
            found[at] = name, None
    return [(name or _own(block), base) for block, (name, base) in zip(blocks, found, strict=True)]


def _own(block: Sequence[Line]) -> str:
    return named(" ".join(one.text for one in block[0].words))


def _is_numbered(line: Line) -> bool:
    words = [one for one in line.words if one.is_words]
    if sum(one.is_figure for one in line.words) > 1:
        return False  # the ticks of an axis
    return (
        bool(words) and bool(_NUMBER.match(line.words[0].text)) and len(compact(words[0].text)) >= _LEAST_NAME
    )


def _is_name(line: Line) -> bool:
    return (
        bool(line.words)
        and all(one.is_words or one.is_unit for one in line.words)
        and is_whole_name(compact(line.words[-1].text))
    )


def _parted(head: Line, count: int) -> list[str]:
    """Return so many names of the words of a row, each up to a word that says what is counted."""
    words: list[str] = []
    for one in head.words:
        if _MARKS.search(one.text) or not (one.is_words or one.is_numbering):
            break
        words += one.text.split()
    words = [word for word in words if not _NUMBER.fullmatch(word)]
    if count < _FEWEST:
        return [named(" ".join(words))]
    ends = [at for at, word in enumerate(words) if is_whole_name(word) or _UNIT_BEHIND.search(word)]
    ends = [at for at in ends if at < len(words) - 1][: count - 1] or [0]
    bounds = [0, *(at + 1 for at in ends), len(words)]
    return [named(" ".join(words[start:end])) for start, end in pairwise(bounds)]


def _listed(before: Sequence[Line], count: int, calendar: NamedYears) -> list[tuple[str, Slot | None]]:
    """Return names that all stand before the first block, each with its baseline, or with all of them behind."""
    cells = list(_with_years([one for line in before for one in line.words], calendar))
    figures = [at for at, one in enumerate(cells) if one.is_figure]
    dated = [at for at in figures if cells[at].cell.year is not None]
    bases = dated if len(dated) >= count else figures  # more where the text is cut
    if len(bases) < max(count, _FEWEST) or (bases is figures and len(bases) != count):
        return []
    count = len(bases)
    begin = next(
        (at + 1 for at in range(bases[0] - 1, -1, -1) if rough_slot(cells[at].text, calendar).title), 0
    )
    apart = bases[0] + count - 1 != bases[-1]
    words = [
        [one.text for one in cells[start:end] if one.is_words and not _TITLE_BELOW.fullmatch(one.text)]
        for start, end in zip([begin, *(at + 1 for at in bases)], bases, strict=False)
    ]
    names = ["".join(part) for part in words] if apart else _whole(words[0], count)
    if len(names) != count or not all(names):
        return []
    return [(named(name), cells[at]) for name, at in zip(names, bases, strict=True)]


def _with_years(cells: Sequence[Slot], calendar: NamedYears) -> Iterator[Slot]:
    """Yield cells, the year in brackets behind a figure put to it."""

    def dated(figure: Slot, behind: Slot) -> Slot | None:
        if not figure.is_figure or behind.text.strip()[:1] not in {"(", "（"}:
            return None
        told = slot(f"{figure.text}{behind.text}", calendar)
        return told if told.is_figure else None

    return put_together(cells, dated)


def _whole(words: Sequence[str], count: int) -> list[str]:
    """Return words put together to so many names: most of them say at their end what is counted."""
    if len(words) < count or len(words) > _MOST_WORDS:
        return []

    @cache
    def best(at: int, left: int) -> tuple[int, tuple[int, ...]]:
        if left == 1:
            return _worth(words[at:]), (len(words),)
        ways = ((end, best(end, left - 1)) for end in range(at + 1, len(words) - left + 2))
        return max((_worth(words[at:end]) + worth, (end, *ends)) for end, (worth, ends) in ways)

    _, ends = best(0, count)
    return ["".join(words[start:end]) for start, end in pairwise((0, *ends))]


def _worth(words: Sequence[str]) -> int:
    """Return how much words are one name: it ends as names do, none inside does, and none begins with a particle."""
    inner = sum(is_whole_name(word) for word in words[:-1])
    return 2 * is_whole_name(words[-1]) - 2 * inner - bool(_GOES_ON.match(words[0]))
