"""The head of a table whose merged cells were printed once, in one row or several, with all its places.

Of `指標 | 実績 | 目標` above `R2 | R3 | R4 | R9` nobody prints how far 実績 goes: the rows say how wide the table is,
the titles which of them can have years or roles below them, and these where one title ends and the next begins.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Final

from reports.reading.facts import BASES, COUNTED, DERIVED, FactRole
from reports.reading.ragged_kinds import Kind, kind_of, meaning
from reports.reading.slots import EMPTY, Slot
from reports.reading.titles import Other
from reports.reading.wording import compact

_FEWEST_TITLES: Final = 3
_FEWEST_BELOW: Final = 2
_MOST_BELOW: Final = 2  # rows below the upper titles
_OF_YEARS: Final = re.compile(r"年度|年次|期間|推移|目標|実績|計画")
_COUNTED: Final = re.compile(r"[0-9０-９]{1,2}")  # 令和2 | 3 | 4
_BESIDE: Final = frozenset({Kind.WORDS, Kind.LABEL, Kind.UNIT})
_AIMED: Final = re.compile(r"中間|最終|目標")
_SIDE: Final = frozenset({Other.NAME, Other.UNIT, Other.TEXT, Other.COST, Other.MARK, Other.IGNORED})


@dataclass(frozen=True, slots=True)
class Heading:
    """The rows of a head, each as wide as the table."""

    head: tuple[tuple[Slot, ...], ...]

    @property
    def rows(self) -> int:
        return len(self.head)

    @property
    def width(self) -> int:
        return len(self.head[0])

    def titles(self, at: int) -> list[Slot]:
        """Return what stands above a column, the upper title first."""
        return [row[at] for row in self.head if row[at].text]

    def is_again(self, row: Sequence[Slot]) -> bool:
        """Say whether a row says what the lowest row of the head says, without its empty places."""
        lowest = [one.text for one in self.head[-1] if one.text]
        return self.rows > 1 and [one.text for one in row if one.text] == lowest

    def is_of_figures(self, at: int) -> bool:
        """Say whether a role or a year stands above a column."""
        return any(one.year is not None or isinstance(meaning(one), FactRole) for one in self.titles(at))

    def is_yearly(self, at: int) -> bool:
        """Say whether a column is of a year and nothing else: no cell of it is merged over the lines of a row."""
        titles = self.titles(at)
        return bool(titles) and titles[-1].is_year and not any(map(is_start, titles))


def heading_of(rows: Sequence[Sequence[Slot]]) -> Heading | None:
    """Return the head of a table with all its places, if its first rows are one."""
    upper = tuple(rows[0])
    below = _below(rows)
    if below and not any(map(_is_said, upper)):
        return _of_several(upper, below, _widest(rows[1 + len(below) :]))
    return Heading((upper,)) if is_head(upper) else None


def _widest(body: Sequence[Sequence[Slot]]) -> list[Sequence[Slot]]:
    """Return the rows that have most cells below a head, down to the next."""
    own = list(takewhile(lambda one: not is_head(one), body))
    width = max(map(len, own), default=0)
    return [row for row in own if len(row) == width]


def is_head(row: Sequence[Slot]) -> bool:
    """Say whether a row holds titles and words alone, two of them roles or years."""
    told = [one for one in row if one.year is not None or isinstance(meaning(one), FactRole)]
    return len(row) >= _FEWEST_TITLES and len(told) >= _FEWEST_BELOW and not any(map(_is_said, row))


def is_start(one: Slot) -> bool:
    return meaning(one) in BASES


def _is_said(one: Slot) -> bool:
    return one.is_figure or one.is_absent


def _below(rows: Sequence[Sequence[Slot]]) -> list[tuple[Slot, ...]]:
    """Return the rows below the upper titles, alike wide."""
    found: list[tuple[Slot, ...]] = []
    for row in rows[1 : 1 + _MOST_BELOW]:
        if not _is_lower(row) or (found and len(row) != len(found[0])):
            break
        found.append(tuple(row))
    return found


def _is_lower(row: Sequence[Slot]) -> bool:
    """Say whether a row stands below titles: years alone, of which some may count on, or roles, or words in turn."""
    if len(row) < _FEWEST_BELOW or not all(one.text for one in row):
        return False
    years = [one for one in row if one.year is not None and one.title is None]
    if years:
        return len(years) == len(row) or (
            len(years) >= _FEWEST_BELOW and all(one in years or _COUNTED.fullmatch(one.text) for one in row)
        )
    roles = [one for one in row if one.year is None and isinstance(meaning(one), FactRole)]
    titled = [one for one in row if meaning(one) is not None]
    return len(roles) == len(row) or (bool(titled) and _turns(row) > 1)


def _turns(row: Sequence[Slot]) -> int:
    """Return how often the same words come again in the same order: 使用量 | 増減率 | 使用量 | 増減率."""
    words = [compact(one.text) for one in row]
    lengths = (length for length in range(2, len(words) // 2 + 1) if len(words) % length == 0)
    return next(
        (len(words) // length for length in lengths if words == words[:length] * (len(words) // length)), 0
    )


def _of_several(
    upper: Sequence[Slot], below: Sequence[tuple[Slot, ...]], rows: Sequence[Sequence[Slot]]
) -> Heading | None:
    """Return a head in which each title stands above its own lower ones: of several ways that which fits the rows.

    Where places are left over, the first title spans what stands beside the figures.
    """
    lower = next((row for row in below if all(one.year is not None for one in row)), below[0])
    width = max(map(len, rows), default=0)
    found: list[tuple[int, int, Heading]] = []
    for above in _ways(upper, lower):
        spans = _spans([upper[at] for at in above], lower)
        lacking = width - len(lower) - (len(upper) - len(above))
        if spans and (lacking == 0 or (lacking > 0 and above[0])):
            each = dict(zip(above, spans, strict=True)) | ({0: 1 + lacking} if lacking else {})
            heading = _spread(upper, below, above, each)
            found.append((_misfits(heading, rows), lacking, heading))
    return min(found, key=lambda one: one[:2])[2] if found else None


def _misfits(heading: Heading, rows: Sequence[Sequence[Slot]]) -> int:
    """Return how many cells of whole rows are words below a role or a year, or figures below none."""
    return sum(
        kind_of(one) in (_BESIDE if heading.is_of_figures(at) else {Kind.FIGURE}) and not one.cell.is_goal
        for row in rows
        for at, one in enumerate(row)
    )


def _ways(upper: Sequence[Slot], lower: Sequence[Slot]) -> Iterator[list[int]]:
    """Yield which titles can have these below them: those that say so (年度別), all that can, all but the start."""
    able = [at for at, one in enumerate(upper) if _has_below(one, lower)]
    saying = [at for at in able if not isinstance(meaning(upper[at]), FactRole)]
    later = [at for at in able if not is_start(upper[at])]
    ways = (able, later, saying) if able and able[-1] - able[0] == len(able) - 1 else (saying, able, later)
    yield from (way for way in ways if way)


def _has_below(one: Slot, lower: Sequence[Slot]) -> bool:
    """Say whether a title can have these below it: years below a role without one, roles or words below a year."""
    role = meaning(one)
    if any(meaning(below) is Other.YEAR for below in lower):
        return role in COUNTED
    if not any(below.year is not None for below in lower):
        is_plain = all(meaning(below) in COUNTED for below in lower)
        return one.year is not None and (role is None or (not is_plain and role is FactRole.TARGET))
    if one.year is not None or role in DERIVED or role in _SIDE:
        return False
    return isinstance(role, FactRole) or bool(_OF_YEARS.search(compact(one.text)))


def _spread(
    upper: Sequence[Slot],
    below: Sequence[Sequence[Slot]],
    above: Sequence[int],
    each: Mapping[int, int],
) -> Heading:
    """Return a head with as many places as `each` says that a title spans, those `above` over lower ones."""
    head = [list[Slot]() for _ in range(1 + len(below))]
    taken = 0
    for at, one in enumerate(upper):
        count = each.get(at, 1)
        head[0] += [one, *[EMPTY] * (count - 1)]
        for row, told in zip(below, head[1:], strict=True):
            told.extend(row[taken : taken + count] if at in above else [EMPTY] * count)
        taken += count if at in above else 0
    return Heading(tuple(map(tuple, head)))


def _spans(above: Sequence[Slot], lower: Sequence[Slot]) -> list[int]:
    """Return how many of the lower titles stand below each upper one, nothing where nobody can say."""
    if not above or len(lower) < len(above):
        return []
    is_dated = lower[0].year is not None
    if len(above) > 1 and is_start(above[0]) and is_dated:
        rest = _spans(above[1:], lower[1:])
        return [1, *rest] if rest else []
    if len(above) == 1:
        return [len(lower)]
    if not is_dated or len(above) == len(lower):
        return [len(lower) // len(above)] * len(above) if len(lower) % len(above) == 0 else []
    return _parted(lower, _ends(above, lower))


def _ends(above: Sequence[Slot], lower: Sequence[Slot]) -> list[int]:
    """Return where the years below a title end: where they begin anew, where aims begin, or where some are left out."""
    years = [one.year.year for one in lower if one.year is not None]
    wanted = len(above) - 1
    anew = [at for at, (before, year) in enumerate(pairwise(years), start=1) if year <= before]
    if anew:
        return anew if len(anew) == wanted else []
    aimed = [at for at, one in enumerate(lower) if _AIMED.search(one.text)]
    is_end = bool(aimed) and len(lower) - aimed[0] == len(aimed)
    if wanted == 1 and is_end and meaning(above[-1]) is FactRole.TARGET:
        return aimed[:1]
    gaps = [at for at, (before, year) in enumerate(pairwise(years), start=1) if year > before + 1]
    return (
        gaps[-1:]
        if wanted == 1 and meaning(above[-1]) is FactRole.TARGET
        else gaps
        if len(gaps) == wanted
        else []
    )


def _parted(lower: Sequence[Slot], ends: Sequence[int]) -> list[int]:
    places = [0, *ends, len(lower)]
    return [end - begin for begin, end in pairwise(places)] if ends and ends[0] else []
