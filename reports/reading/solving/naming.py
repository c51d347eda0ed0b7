"""Which of the words before the figures of a record are its name, its group and its unit."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.figures import is_unit
from reports.reading.solving.kinds import Gap, Kind
from reports.reading.solving.records import Record
from reports.reading.solving.regions import Caption, titled
from reports.reading.solving.stream import Atom
from reports.reading.tables import is_whole_name
from reports.reading.titles import Title, read_title
from reports.reading.wording import compact, named
from reports.reading.years import NamedYears

_PART: Final = re.compile(r"^[（(]?(?:うち|内)")
_BRACKET: Final = re.compile(r"^[(（].*[)）]$")
_SHORT: Final = 8
_LABELS: Final = {
    FactRole.TARGET,
    FactRole.ACTUAL,
    FactRole.RATE,
    FactRole.DIFFERENCE,
    FactRole.FORECAST,
    FactRole.BASELINE,
}
_SAID: Final = re.compile(r"[（(、,・ 　](?P<role>(?:目標|計画|実績|見込)値?)[)）]$")
_LOOSE_END: Final = re.compile(r"[のとをにがはでやもへるた・、,]$")
_LOOSE_BEGIN: Final = re.compile(r"[ぁ-ん)）]")
_UNIT_SIZE: Final = 4
_OFTEN: Final = 2
_FEWEST_ALIKE: Final = 3
_MOST_PIECES: Final = 3


@dataclass(frozen=True, slots=True)
class Named:
    """What a record is called; its label says the role of its figures."""

    name: str
    group: str
    unit: str
    label: Title | None


Labels = dict[str, Title]


def labels_of(records: Sequence[Record], calendar: NamedYears) -> Labels:
    """Return the words that say the role of the figures behind them: titles, or words read so that come again."""
    last = [one for record in records if (one := _last_word(record)) is not None]
    often = Counter(one.text for one in last)
    found: Labels = {}
    for one in last:
        told = one.slot.title
        if told is None and often[one.text] >= _FEWEST_ALIKE:
            told = titled(one, calendar).title
        if told is None and (said := _SAID.search(one.text)):
            told = read_title(said["role"], calendar)
        if told is not None and told.meaning in _LABELS and told.year is None:
            found[one.text] = told
    return found


def label_of(record: Record, labels: Labels) -> Title | None:
    """Return the title that stands last before the figures and says their role."""
    last = _last_word(record)
    return labels.get(last.text) if last is not None else None


def _last_word(record: Record) -> Atom | None:
    words = [one for one in record.lead if one.kind in {Kind.TITLE, Kind.WORDS}]
    return words[-1] if words else None


def names_of(printed: Sequence[Record], caption: Caption, labels: Labels, *, has_units: bool) -> list[Named]:
    """Return what each record is called; names hold on over the rows of their labels, and over parts (うち…)."""
    records = _without_tails(printed)
    units = _short_words(records, has_units=has_units)
    repeated = Counter(_last(record, units, labels) for record in records)
    begins = _first_label(records, units, labels)
    found: list[Named] = []
    name, group, unit, whole = caption.words if labels else "", "", caption.unit, ""
    for record in records:
        label = label_of(record, labels)
        pieces = _pieces(record, units, skip=label is not None)
        own_unit = _unit(record, units)
        if pieces and label is not None and found and _goes_on_below(label, begins):
            name = f"{name}{_joined(pieces, record.first.line)[0]}"
            found[-1] = replace(found[-1], name=name)
        elif pieces:
            above = group
            name, group = _joined(pieces, record.first.line)
            if len(pieces) == 1 and is_whole_name(above) and not is_whole_name(name):
                group = above
            unit = own_unit or caption.unit
        elif not labels:
            name = group = unit = ""
        if _PART.match(name) and whole:
            group = whole
        elif repeated[name] < _OFTEN:
            whole = name
        found.append(Named(name, group, own_unit or unit, label))
    return (
        found if labels else _in_cycles(found, {name for name, count in repeated.items() if count >= _OFTEN})
    )


def _in_cycles(names: Sequence[Named], again: set[str]) -> list[Named]:
    """Return names, those that come again and again (男性, 女性) with the group that one of each cycle has.

    Where none has a group, the name before the cycle is it.
    """
    found: list[Named] = []
    cycle: list[Named] = []
    own = ""
    for one in names:
        if cycle and (one.name not in again or one.name in {each.name for each in cycle}):
            found += _with_group(cycle, own)
            cycle = []
        if one.name in again:
            cycle.append(one)
        else:
            found.append(one)
            own = one.name or own
    return [*found, *_with_group(cycle, own)]


def _with_group(cycle: Sequence[Named], own: str) -> list[Named]:
    group = next((one.group for one in cycle if one.group), own)
    return [replace(one, group=one.group or group) for one in cycle]


def _first_label(records: Sequence[Record], units: set[str], labels: Labels) -> object:
    """Return what the label says with which nearly all names stand on a line, if they do."""
    named_rows = [
        label.meaning
        for record in records
        if (label := label_of(record, labels)) is not None and _pieces(record, units, skip=True)
    ]
    often = Counter(named_rows).most_common(1)
    return often[0][0] if often and often[0][1] * 4 >= len(named_rows) * 3 else None


def _goes_on_below(label: Title, begins: object) -> bool:
    """Say whether words beside a label are the rest of the name above: names begin beside another label."""
    return begins is not None and label.meaning is not begins


def _without_tails(records: Sequence[Record]) -> list[Record]:
    """Return records without the words that stand behind the figures of the record before, on the same line."""
    found = list(records[:1])
    for before, one in pairwise(records):
        line = [each for each in before.fields if each is not None][-1].line
        at = next((at for at, each in enumerate(one.lead) if each.line is not line), len(one.lead))
        lead = one.lead[at:] if one.first.line is not line else one.lead
        found.append(replace(one, lead=lead))
    return found


def _short_words(records: Sequence[Record], *, has_units: bool) -> set[str]:
    """Return the words that stand last before figures so often that they are units."""
    if not has_units:
        return set()
    last = Counter(
        one.text
        for record in records
        for one in record.lead[-1:]
        if one.kind in {Kind.WORDS, Kind.TITLE} and len(record.lead) > 1
    )
    return {
        word for word, count in last.items() if count >= _OFTEN and len(word) <= _UNIT_SIZE and is_unit(word)
    }


def _unit(record: Record, units: set[str]) -> str:
    told = [one.text for one in record.lead[1:] if one.kind is Kind.UNIT or one.text in units]
    return compact(told[-1]).strip("()（）[]") if told else ""


def _pieces(record: Record, units: set[str], *, skip: bool) -> list[Atom]:
    """Return the words of a record that are no unit and no label, from the last that is no number on."""
    label = _last_word(record) if skip else None
    return [
        one
        for at, one in enumerate(record.lead)
        if (one.kind in {Kind.WORDS, Kind.TITLE, Kind.FIGURE} or _is_word(one, record.lead[at + 1 :]))
        and not (at and one.text in units)
        and not (one is label and not _SAID.search(one.text))
        and not (one.kind is Kind.FIGURE and (not at or one.gap is Gap.LINE) and len(one.text) <= 2)
    ]


def _is_word(one: Atom, behind: Sequence[Atom]) -> bool:
    """Say whether what could be a unit is a part of the name: the unit stands behind it."""
    return one.kind is Kind.UNIT and any(other.kind is Kind.UNIT for other in behind)


def _last(record: Record, units: set[str], labels: Labels) -> str:
    pieces = _pieces(record, units, skip=label_of(record, labels) is not None)
    return _joined(pieces, record.first.line)[0] if pieces else ""


def _joined(pieces: Sequence[Atom], row_line: Line) -> tuple[str, str]:
    """Return the name that the last words are, with those before them that it goes on from, and the group above."""
    at = len(pieces) - 1
    while at and len(pieces) - at < _MOST_PIECES and _goes_on(pieces[at - 1], pieces[at:], row_line):
        at -= 1
    name = named(_SAID.sub("", "".join(one.text for one in pieces[at:])))
    name = f"{name}）" if name.count("（") > name.count("）") else name
    return name, named(pieces[at - 1].text) if at else ""


def _goes_on(before: Atom, pieces: Sequence[Atom], row_line: Line) -> bool:
    """Say whether words go on from the piece before them: a bracket, a part of a line, the rest of a broken name."""
    first, whole = pieces[0], compact("".join(one.text for one in pieces))
    is_cell = first.is_divided or first.line is not row_line
    if _BRACKET.match(first.text) or _is_open(before.text) or (first.gap is Gap.BLANK and is_cell):
        return True
    if first.gap is Gap.BLANK:
        return before.kind is Kind.FIGURE or not (is_whole_name(whole) or is_whole_name(before.text))
    if first.gap is not Gap.LINE:
        return False
    if _LOOSE_END.search(before.text) or _LOOSE_BEGIN.match(first.text):
        return True
    is_short = not is_whole_name(whole) or len(whole) < _SHORT // 2
    return pieces[-1].line is not row_line and not is_whole_name(before.text) and is_short


def _is_open(text: str) -> bool:
    return sum(text.count(sign) for sign in "（(") > sum(text.count(sign) for sign in "）)")
