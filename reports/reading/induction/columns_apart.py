"""Tables whose columns were printed apart: names with numbers, and elsewhere the figures of all of them in their order.

The first name has the first figures. What stands directly behind a name is its own; later figures are of the first
name that still lacks some and is counted in their unit.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from indicators.calculation.units import scaled
from reports.reading.counted import may_count
from reports.reading.documents import Line
from reports.reading.facts import COUNTED, Confidence, FactRole, Reading
from reports.reading.figures import is_unit
from reports.reading.induction.head_ways import Columns, titles_of, ways
from reports.reading.induction.naming import cell_of, is_name
from reports.reading.induction.rough_titles import rough_slot
from reports.reading.slots import Slot, slot
from reports.reading.tables import Row, Value, facts_of, readings_of
from reports.reading.wording import named, tidy
from reports.reading.years import NamedYears

_FEWEST: Final = 3
_FEWEST_COLUMNS: Final = 2
_NUMBER: Final = re.compile(r"\d{1,2}")
_MARKED: Final = re.compile(r"(?P<mark>[①-⑳]|[ⅠⅡⅢⅣⅤ]-\d{1,2}|\(\d{1,2}\))(?P<rest>.*)")
_PART: Final = re.compile(r"・(?P<rest>.+)")
_ENDS: Final = re.compile(r"^[※【]|。|^\(?注|^P?\d+/\d+$")
_WORD: Final = re.compile(r"[^\d\s(（]{2}")
_BOUND: Final = re.compile(r"(?:以上|以下|未満)$")
_NOTE: Final = re.compile(r"※\d{1,2}$")
_ABSENT: Final = re.compile(r"調査なし|未調査|未実施")
_LONGEST_UNIT: Final = 6


@dataclass(slots=True)
class _Item:
    """A name and the figures that are its."""

    words: list[str]
    line: Line | None
    values: list[Slot] = field(default_factory=list)
    is_whole: bool = False  # its parts (・) have the figures
    is_marked: bool = False  # by a sign, ①, and not by a number alone

    @property
    def unit(self) -> str:
        return next((unit for one in self.values if (unit := _unit(one))), "")


@dataclass(slots=True)
class _Table:
    """A head, the names before or behind it, and the figures behind it."""

    titles: list[Slot]
    items: list[_Item] = field(default_factory=list)
    loose: list[Slot] = field(default_factory=list)  # figures before the first name
    late: list[Slot] = field(default_factory=list)  # figures behind names that have others, or all they need
    is_named_before: bool = False


def with_columns_apart(lines: Sequence[Line], calendar: NamedYears) -> list[Reading]:
    """Return the indicators of tables in which each name finds as many figures as there are columns."""
    cells = list(_cells(lines, calendar))
    return [reading for table in _tables(cells) for reading in _read(table)]


def _cells(lines: Sequence[Line], calendar: NamedYears) -> Iterator[Slot]:
    """Yield the words of lines; a number with its unit is one."""
    for line in lines:
        words = tidy(line.text).split()
        units = {after for one, after in pairwise(words) if _is_bare(one) and words.count(after) > 1}
        at = 0
        while at < len(words):
            has_unit = at + 1 < len(words) and _is_bare(words[at]) and _is_unit(words[at + 1], units)
            text = words[at] + words[at + 1] if has_unit else words[at]
            at += 2 if has_unit else 1
            one = slot(text, calendar)
            title = rough_slot(text, calendar) if not one.is_figure and not one.is_year else one
            yield replace(title if _role(title) else one, line=line)


def _is_bare(word: str) -> bool:
    return bool(re.fullmatch(r"[▲△-]?\d[\d,.]*", word))


def _is_unit(word: str, often: set[str]) -> bool:
    bare = _BOUND.sub("", word)
    return is_unit(bare) or (word in often and len(word) <= _LONGEST_UNIT and bool(_WORD.match(word)))


def _role(one: Slot) -> FactRole | None:
    title = one.title
    return title.meaning if title and title.meaning in COUNTED else None  # type: ignore[return-value]


def _is_value(one: Slot) -> bool:
    return one.is_figure or one.is_absent or bool(_ABSENT.fullmatch(one.text))


def _tables(cells: Sequence[Slot]) -> Iterator[_Table]:
    """Yield each head with what stands behind it up to the next, and with the names before it where none do."""
    at, begin = 0, 0
    while at < len(cells):
        end = at
        while end < len(cells) and (_role(cells[end]) or cells[end].is_year):
            end += 1
        roles = {_role(one) for one in cells[at:end]} - {None}
        if FactRole.TARGET not in roles or len(roles) < _FEWEST_COLUMNS:
            at = max(end, at + 1)
            continue
        table = _Table(list(cells[at:end]))
        until = _take(table, cells, end)
        if sum(one.is_marked for one in table.items) >= _FEWEST:  # numbers head groups of them
            table = _Table(list(cells[at:end]))
            until = _take(table, cells, end, are_numbered=False)
        if not table.items:
            before = _Table([])
            _take(before, cells, begin, until=at)
            table.items, table.is_named_before = before.items, True
        begin = at = max(until, end)
        yield table


def _take(
    table: _Table, cells: Sequence[Slot], at: int, until: int | None = None, *, are_numbered: bool = True
) -> int:
    """Put names and figures into a table, and return where it ends."""
    number = 0
    last: _Item | None = None
    has_left = False  # figures behind the last name are of others by now
    stop = len(cells) if until is None else until
    while at < stop:
        one = cells[at]
        following = cells[at + 1] if at + 1 < stop else None
        name = _begun(one, following, number)
        is_heading = not are_numbered and _heads_words(one, following)
        if until is None and (_ENDS.search(one.text) or _role(one)):
            break
        if is_heading:
            last = None
        elif name is not None:
            is_part = bool(_PART.fullmatch(one.text))
            number = number if is_part else number + 1
            last, has_left = _item(table, name, one, is_part=is_part), False
        elif _is_value(one) and last is None:
            table.loose.append(one)
        elif _is_value(one) and last is not None:
            has_left = has_left or bool(last.values and not _agrees(last, one))
            (table.late if has_left else last.values).append(one)
        elif last is not None and not last.values and not one.is_year:
            last.words.append(one.text)
        at += 1
    return at


def _begun(one: Slot, following: Slot | None, number: int) -> str | None:
    """Return what a name begins with behind its mark: ① or the next number, or ・ of a part."""
    if match := _MARKED.fullmatch(one.text) or _PART.fullmatch(one.text):
        return match["rest"]
    is_next = _heads_words(one, following) and int(one.text) == number + 1
    return "" if is_next else None


def _heads_words(one: Slot, following: Slot | None) -> bool:
    is_number = bool(_NUMBER.fullmatch(one.text)) and one.text.isascii()
    return is_number and following is not None and bool(_WORD.match(following.text))


def _item(table: _Table, name: str, one: Slot, *, is_part: bool) -> _Item:
    words = [name] if name else []
    wholes = [each for each in table.items if each.words[:1] != ["・"]]
    if is_part and wholes:
        whole = wholes[-1]
        whole.is_whole = True
        words = ["・", *whole.words, " ", *words]
    item = _Item(words, one.line, is_marked=bool(_MARKED.fullmatch(one.text)))
    table.items.append(item)
    return item


def _unit(one: Slot) -> str:
    entry = one.cell.entries[0] if len(one.cell.entries) == 1 else None
    return scaled(entry.figure.unit).base if entry and entry.figure.unit else ""


def _agrees(item: _Item, one: Slot) -> bool:
    units = {item.unit, _unit(one)} - {""}
    return len(units) < _FEWEST_COLUMNS


def _read(table: _Table) -> list[Reading]:
    items = [one for one in table.items if not one.is_whole]
    values = [*table.loose, *table.late, *(value for one in items for value in one.values)]
    width, rest = divmod(len(values), len(items)) if items else (0, 0)
    if len(items) < _FEWEST or width < _FEWEST_COLUMNS or rest:
        return []
    _open_last(table, items, width)
    found = ways(titles_of([table.titles]), width, None)
    if len(found) != 1 or not _shared_out(table, items, width):
        return []
    if not all(_is_sound(one) for one in items):
        return []
    return [reading for one in items for reading in _reading(one, found[0])]


def _open_last(table: _Table, items: Sequence[_Item], width: int) -> None:
    """Take the figures behind the last name for those of all, where no other has any and it has too many."""
    *others, last = items
    if not table.loose and not any(one.values for one in others) and len(last.values + table.late) > width:
        table.loose, table.late, last.values = [*last.values, *table.late], [], []


def _shared_out(table: _Table, items: Sequence[_Item], width: int) -> bool:
    """Give each name the figures it lacks, and say whether all have as many as there are columns."""
    bare = [one for one in items if not one.values]
    if len(table.loose) != width * len(bare):
        return False
    for at, one in enumerate(bare):
        one.values = table.loose[at * width : (at + 1) * width]
    for value in table.late:
        lacking = next((one for one in items if len(one.values) < width and _agrees(one, value)), None)
        if lacking is None:
            return False
        lacking.values.append(value)
    return all(len(one.values) == width for one in items)


def _is_sound(item: _Item) -> bool:
    units = {_unit(one) for one in item.values} - {""}
    name = _name(item)
    return (
        len(units) <= 1 and is_name(name) and all(may_count(name, unit.partition("/")[0]) for unit in units)
    )


def _name(item: _Item) -> str:
    return " ".join(_group_and_name(item)).strip()


def _group_and_name(item: _Item) -> tuple[str, str]:
    """Return what a part is a part of, and the name: nothing and the name of what is none."""
    words = item.words[1:] if item.words[:1] == ["・"] else item.words
    before, _, part = _NOTE.sub("", "".join(words)).partition(" ")
    return (named(before), named(part)) if part else ("", named(before))


def _reading(item: _Item, columns: Columns) -> list[Reading]:
    if item.line is None:
        return []
    pairs = [
        (column, Value(cell_of(one), one.line or item.line))
        for column, one in zip(columns, item.values, strict=True)
        if column is not None
    ]
    told = [(label, fact.sure(Confidence.LIKELY)) for label, fact in facts_of(pairs, None)]
    group, name = _group_and_name(item)
    return readings_of(Row(name=name, line=item.line), told, group)
