"""The names of what is counted: from the column of names, held on where it is empty, or from the row above."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from reports.reading.assembling.records import Record, name_titles, words_of
from reports.reading.assembling.rows import Piece, PrintedRow
from reports.reading.induction.naming import with_places
from reports.reading.induction.records import is_value
from reports.reading.tables import is_whole_name
from reports.reading.titles import Other
from reports.reading.wording import compact, named, without_number
from reports.reading.years import NamedYears

_NO_NAMES: Final = frozenset({Other.UNIT, Other.IGNORED, Other.MARK, Other.COST})
_INDICATOR: Final = re.compile(r"指標|KPI|項目|目標(?:項目|指標)")
_PART: Final = re.compile(r"区分|対象|種別|内訳|性別|年齢|地区|施設")
_LONGEST: Final = 60

Told = Sequence[tuple[PrintedRow, Record | None]]


def names_of_turns(
    head: Sequence[PrintedRow],
    told: Told,
    groups: Sequence[Sequence[Record]],
    calendar: NamedYears,
    *,
    title: str,
    by_place: bool,
) -> list[tuple[str, str]]:
    """Return for each group of records its name, and what stands above it; `title` stands above the whole table."""
    above = _above(told)
    places = _places(head, groups, calendar) if by_place else None
    found: list[tuple[str, str]] = []
    held: dict[int, str] = {}
    last = title
    line: list[Piece] = []
    often = _often(groups)
    for group in groups:
        heading = next((above[id(record)] for record in group if above[id(record)]), "")
        name = _by_place(group, places, held) if places is not None else _joined(group, line, often)
        if not name and (group[0].role is not None or len(groups) == 1):
            name = heading or last
        last = name if group[0].role is not None and name != title else last
        found.append((named(without_number(name)), heading if heading != name else ""))
    return with_places(found)


def _above(told: Told) -> dict[int, str]:
    """Return for each record the words that stand alone in the row above it."""
    found: dict[int, str] = {}
    pending = ""
    for row, record in told:
        if record is not None:
            found[id(record)] = pending
            pending = ""
        elif (
            len(row.filled) == 1 and not is_value(row.filled[0].slot) and len(row.filled[0].text) <= _LONGEST
        ):
            pending = row.filled[0].text
    return found


def _places(
    head: Sequence[PrintedRow], groups: Sequence[Sequence[Record]], calendar: NamedYears
) -> tuple[int, list[int]]:
    """Return the place of names, and those of parts behind it: 男性, 小学校."""
    width = max(len(record.lead) for group in groups for record in group)
    titles = name_titles(head, width, calendar)
    words = {at: _column(head, at) for at in range(width)}
    shown = [
        at
        for at in range(width)
        if titles.get(at) not in _NO_NAMES
        and not (titles.get(at) is Other.TEXT and not _PART.search(words[at]))
        and any(_text(record, at) for group in groups for record in group)
    ]
    named_so = [at for at in shown if _INDICATOR.search(words[at])]
    name = named_so[-1] if named_so else _likeliest(shown, groups)
    return name, [at for at in shown if at > name]


def _column(head: Sequence[PrintedRow], at: int) -> str:
    return "".join(compact(row.pieces[at].text) for row in head if at < len(row.pieces))


def _likeliest(shown: Sequence[int], groups: Sequence[Sequence[Record]]) -> int:
    """Return the place whose words say most often what is counted and differ from each other."""

    def likeness(at: int) -> float:
        words = [_text(record, at) for group in groups for record in group[:1]]
        told = [one for one in words if one]
        whole = sum(is_whole_name(one) for one in told)
        return (whole + len(set(told))) / max(len(words), 1)

    return max(shown, key=lambda at: (likeness(at), at), default=0)


def _text(record: Record, at: int) -> str:
    if at >= len(record.lead):
        return ""
    one = record.lead[at]
    return one.text if one in words_of(record) else ""


def _by_place(group: Sequence[Record], places: tuple[int, list[int]], held: dict[int, str]) -> str:
    """Return the name of a group by its places; a place that is empty has what stands above it."""
    at, parts = places
    own = {one: next(filter(None, (_text(record, one) for record in group)), "") for one in (at, *parts)}
    if own[at]:
        held.clear()
        held[at] = own[at]
    for one in parts:
        if own[one]:
            held[one] = own[one]
    return " ".join(filter(None, [held.get(at, ""), *(held.get(one, "") for one in parts)]))


def _often(groups: Sequence[Sequence[Record]]) -> set[str]:
    """Return the words that stand last before the figures again and again: parts of what is named before them."""
    last = Counter(compact(words[-1].text) for group in groups if (words := words_of(group[0])))
    return {word for word, count in last.items() if count > 1}


def _joined(group: Sequence[Record], held: list[Piece], often: set[str]) -> str:
    """Return the words of a group as they stand; a part alone, or what is set further right, is of those above."""
    if any(record.is_stage for record in group) or sum(bool(words_of(record)) for record in group) > 1:
        parts = [one.text for record in group for one in words_of(record)]
        return " ".join(dict.fromkeys(parts))
    words = next(filter(None, map(words_of, group)), [])
    if not words:
        return ""
    if len(words) == 1 < len(held) and compact(words[0].text) in often:
        held[:] = [*held[:-1], words[0]]
        return " ".join(one.text for one in held)
    is_set = words[0].end - words[0].start > 1
    kept = [one for one in held if one.end <= words[0].start] if is_set and words[0].start else []
    held[:] = [*kept, *words]
    return " ".join(one.text for one in held)
