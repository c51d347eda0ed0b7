"""What changed between two texts, for 見え消し: segments that stayed, were taken out, were put in; plain Python.

Japanese has no spaces, so words are runs of one kind of letter. What was taken out comes before what took its place.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from typing import Final

_SENTENCE: Final = re.compile(r"[^。．！？\n]*(?:[。．！？]+|\n)|[^。．！？\n]+")
_WORD: Final = re.compile(
    r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*|[A-Za-zＡ-Ｚａ-ｚ]+|[ァ-ヺー]+|[\u3400-\u9fff々]+|[ぁ-ゖ]+|\s+|."
)
# What is too much to be compared is shown as replaced whole, so that no page waits for it: passages of so many words,
MOST_WORDS: Final = 1_500
# and texts that say the same so often that a comparison would look at all too many pairs. Prose has a tenth of them.
MOST_PAIRS: Final = 60_000  # of sentences
PAIRS_A_WORD: Final = 30


class Mark(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text and what became of it."""

    mark: Mark
    text: str


def redline(old: str, new: str) -> list[Segment]:
    """Return the pieces of both texts in order: kept and deleted ones are `old`, kept and inserted ones are `new`.

    >>> [(str(one.mark), one.text) for one in redline("窓口を一つ開く。", "窓口を二つ開く。")]
    [('kept', '窓口を'), ('deleted', '一'), ('inserted', '二'), ('kept', 'つ開く。')]
    """
    return list(_redlined(_unified(old), _unified(new)))


@lru_cache(maxsize=128)
def _redlined(old: str, new: str) -> tuple[Segment, ...]:
    """Compare once what a page asks for in several places."""
    return tuple(_joined(_by_sentences(old, new)))


def is_changed(segments: Iterable[Segment]) -> bool:
    """Tell whether anything was taken out or put in."""
    return any(one.mark is not Mark.KEPT for one in segments)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A piece of text and the number of the change that it belongs to, None for what was kept."""

    number: int | None
    mark: Mark
    text: str


def numbered(segments: Iterable[Segment]) -> list[Numbered]:
    """Number the changes from 1 on: what was taken out and what took its place are one change."""
    found, number, inside = [], 0, False
    for one in segments:
        changed = one.mark is not Mark.KEPT
        number += changed and not inside
        inside = changed
        found.append(Numbered(number if changed else None, one.mark, one.text))
    return found


@dataclass(frozen=True, slots=True)
class NumberedChange:
    """One change: what is taken out and what is put in its place; one of the two may be empty."""

    number: int
    deleted: str
    inserted: str


def changes_of(pieces: Iterable[Numbered]) -> list[NumberedChange]:
    """Return the changes among numbered pieces, in their order.

    >>> changes_of(numbered(redline("年3回開く。", "年4回開く。")))
    [NumberedChange(number=1, deleted='3', inserted='4')]
    """
    found: dict[int, dict[Mark, str]] = {}
    for one in pieces:
        if one.number is not None:
            said = found.setdefault(one.number, {})
            said[one.mark] = said.get(one.mark, "") + one.text
    return [
        NumberedChange(number, said.get(Mark.DELETED, ""), said.get(Mark.INSERTED, ""))
        for number, said in found.items()
    ]


def apply(old: str, new: str, accepted: Collection[int]) -> str:
    """Return `old` with those of the numbered changes that were accepted, as redline() of both shows them.

    >>> apply("窓口を一つ開く。年に3回。", "窓口を二つ開く。年に4回。", {2})
    '窓口を一つ開く。年に4回。'
    """
    return "".join(one.text for one in numbered(redline(old, new)) if _stays(one, accepted))


def _stays(one: Numbered, accepted: Collection[int]) -> bool:
    if one.mark is Mark.KEPT:
        return True
    return (one.mark is Mark.INSERTED) == (one.number in accepted)


def _unified(text: str) -> str:
    """A line break is a line break, whether a browser or a file wrote it."""
    return text.replace("\r\n", "\n")


def is_same(old: str, new: str) -> bool:
    """Tell whether two texts say the same, but for line ends and space around them, which forms do not keep."""
    return _unified(old).strip() == _unified(new).strip()


def _by_sentences(old: str, new: str) -> Iterator[Segment]:
    """Compare sentence by sentence, and word by word only where sentences differ."""
    before, after = _SENTENCE.findall(old), _SENTENCE.findall(new)
    if _pairs(before, after) > MOST_PAIRS:
        yield from _between(before, after)
        return
    for mark, taken, put in _blocks(before, after):
        if mark is Mark.KEPT:
            yield Segment(Mark.KEPT, taken)
        else:
            yield from _by_words(taken, put)


def _pairs(before: Sequence[str], after: Sequence[str]) -> int:
    """Count the pairs of equal pieces: what every step of a comparison goes through."""
    there = Counter(after)
    return sum(count * there[piece] for piece, count in Counter(before).items())


def _between(before: Sequence[str], after: Sequence[str]) -> Iterator[Segment]:
    """Keep the sentences that both begin and end with, and compare as one what lies between."""
    most, start, end = min(len(before), len(after)), 0, 0
    while start < most and before[start] == after[start]:
        start += 1
    while end < most - start and before[-1 - end] == after[-1 - end]:
        end += 1
    yield from _kept("".join(before[:start]))
    yield from _by_words("".join(before[start : len(before) - end]), "".join(after[start : len(after) - end]))
    yield from _kept("".join(before[len(before) - end :]))


def _by_words(old: str, new: str) -> Iterator[Segment]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    words = len(before) + len(after)
    if (
        not (before and after)
        or max(len(before), len(after)) > MOST_WORDS
        or _pairs(before, after) > PAIRS_A_WORD * words
    ):
        yield from _replaced(old, new)
        return
    taken, put = "", ""
    for mark, one, other in _blocks(before, after):
        if mark is Mark.KEPT and not (_is_too_short(one) and (taken or put)):
            yield from _replaced(taken, put)
            taken, put = "", ""
            yield Segment(Mark.KEPT, one)
        else:
            taken, put = taken + one, put + other
    yield from _tidied(taken, put)


def _is_too_short(text: str) -> bool:
    """Tell whether a kept piece between changes would only chop them up: の, を, 、 and the like."""
    return len(text) == 1 and re.match(r"[ぁ-ゖ、，]", text) is not None


def _tidied(taken: str, put: str) -> Iterator[Segment]:
    """Say that an ending which both share was kept; a number is never cut in two."""
    shared = 0
    while shared < min(len(taken), len(put)) and taken[-1 - shared] == put[-1 - shared]:
        shared += 1
    while shared and taken[len(taken) - shared].isdigit():
        shared -= 1
    yield from _replaced(taken[: len(taken) - shared], put[: len(put) - shared])
    yield from _kept(taken[len(taken) - shared :])


def _kept(text: str) -> Iterator[Segment]:
    if text:
        yield Segment(Mark.KEPT, text)


def _replaced(old: str, new: str) -> Iterator[Segment]:
    if old:
        yield Segment(Mark.DELETED, old)
    if new:
        yield Segment(Mark.INSERTED, new)


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Mark, str, str]]:
    """Yield what is alike (twice the same text) and what differs (what stood there, what stands there now)."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        mark = Mark.KEPT if tag == "equal" else Mark.DELETED
        yield mark, "".join(before[start:end]), "".join(after[other_start:other_end])


def _joined(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Join neighbours of the same mark."""
    last: Segment | None = None
    for one in segments:
        if last is not None and last.mark is one.mark:
            last = Segment(last.mark, last.text + one.text)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last
