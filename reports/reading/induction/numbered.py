"""Records of which each begins with its number, and what stands behind it up to the next: 1-1, 1-2, 2-1."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.documents import Line
from reports.reading.induction.records import Cells
from reports.reading.slots import Slot, slot, slots_of
from reports.reading.wording import compact, named, tidy
from reports.reading.years import NamedYears, with_eras

_NUMBER: Final = re.compile(
    r"[|｜\s]*\(?(?P<number>\d{1,3}(?:[-.]\d{1,3}){0,2})[).]?(?:[|｜\s]+(?P<rest>.*))?", re.DOTALL
)
_SIGN: Final = re.compile(r"[|｜\t]")
_WORDS: Final = re.compile(r"[㐀-鿿々ァ-ヶ]{2}|[ぁ-ん]{3}")
_COUNTED: Final = re.compile(r"[率数量額]\)?$")  # ends a name that is broken over two lines
_MOST_STARTS: Final = 8
_LARGEST_STEP: Final = 2  # a record between may be lost
_LONGEST_LINE: Final = 600


@dataclass(frozen=True, slots=True)
class Numbered:
    """One record: its number, the line of it, and the cells behind it, each with its line."""

    number: str
    line: Line
    cells: Cells


def numbered(lines: Sequence[Line], calendar: NamedYears, *, by_blanks: bool) -> list[Numbered]:
    """Return the records of the longest run of lines whose numbers go up; the last one ends with the lines.

    With `by_blanks` every blank parts cells, else wide ones where a line has any.
    """
    starts = _longest(list(_starts(lines)))
    if not starts:
        return []
    ends = [*(at for at, _, _ in starts[1:]), len(lines)]
    found: list[Numbered] = []
    for (at, number, rest), end in zip(starts, ends, strict=True):
        cells = list(cells_of(lines[at], rest, calendar, by_blanks=by_blanks))
        for line in lines[at + 1 : end]:
            cells += cells_of(line, line.text, calendar, by_blanks=by_blanks)
        found.append(Numbered(number, lines[at], tuple(cells)))
    return found


def name_and_unit(record: Numbered, values: int) -> tuple[str, str]:
    """Return the words between the number and the first of the values, the last of which may be a unit."""
    words = [one for one in record.cells[:values] if one.is_words]
    is_unit = len(words) > 1 and words[-1].is_unit and not _COUNTED.search(compact(words[-1].text))
    unit = compact(words.pop().text).strip("()") if is_unit else ""
    return named(" ".join(one.text for one in words)), unit


_Start = tuple[int, str, str]


def _starts(lines: Sequence[Line]) -> Iterator[_Start]:
    """Yield where a number stands with words behind it, in its line or the next."""
    for at, line in enumerate(lines):
        match = _NUMBER.fullmatch(tidy(line.text) if "\t" not in line.text else line.text)
        if match is None:
            continue
        rest = (match["rest"] or "").strip()
        following = rest or (lines[at + 1].text if at + 1 < len(lines) else "")
        if _WORDS.search(following[:12]) and "年" not in following[:4]:
            yield at, match["number"], rest


def _longest(starts: Sequence[_Start]) -> list[_Start]:
    best: list[_Start] = []
    for first in range(min(len(starts), _MOST_STARTS)):
        run = [starts[first]]
        for one in starts[first + 1 :]:
            if _follows(run[-1][1], one[1]):
                run.append(one)
        best = run if len(run) > len(best) else best
    return best


def _follows(before: str, after: str) -> bool:
    one, other = ([int(part) for part in re.split(r"[-.]", number)] for number in (before, after))
    if len(one) != len(other):
        return False
    at = next((at for at in range(len(one)) if one[at] != other[at]), None)
    if at is None or not 0 < other[at] - one[at] <= _LARGEST_STEP:
        return False
    return all(
        part <= _LARGEST_STEP or part == one[at + 1 + step] + 1 for step, part in enumerate(other[at + 1 :])
    )


def cells_of(line: Line, text: str, calendar: NamedYears, *, by_blanks: bool) -> Iterator[Slot]:
    """Yield the cells of what is left of a line, each with the line."""
    if len(text) > _LONGEST_LINE:
        return
    if by_blanks:
        words = re.sub(r"(?<=\() | (?=\))", "", tidy(_SIGN.sub(" ", text)))
        parts = with_eras(words.split(" "))
    else:
        parts = [part.strip() for part in _SIGN.split(text)]
        if len(parts) < 2:
            for one in slots_of(replace(line, text=text), calendar):
                yield replace(one, line=line)
            return
    for part in parts:
        if part:
            yield slot(part, calendar).on(line)
