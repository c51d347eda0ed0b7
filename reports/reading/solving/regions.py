"""The heads of a stream and what stands under each: runs of titles and years, and the atoms up to the next."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.induction.rough_titles import rough_slot
from reports.reading.slots import Slot
from reports.reading.solving.kinds import Gap, Kind
from reports.reading.solving.stream import Atom
from reports.reading.wording import compact, named
from reports.reading.years import NamedYears

_MOST_WORDS: Final = 3  # of which nothing is known, in a row within a head
_FEWEST: Final = 2
_MOST_ITEMS: Final = 40
_BETWEEN: Final = {Kind.EMPTY, Kind.UNIT}
_LONGEST_TITLE: Final = 24
_ABOVE: Final = 4  # atoms
_MOST_ABOVE: Final = 40  # atoms in which names may stand before the head of their figures
_UNIT: Final = re.compile(r"^[(（]?単位[:：]([^()（）、,]{1,8}?)[)）]?$")
_NUMBER: Final = re.compile(r"[\d０-９().（）ア-ン①-⑳-]{1,4}")
_SUBJECT: Final = re.compile(
    r"(?:の|に係る|に関する)?(?:目標|計画|実績|推移|状況|見込み?|と|及び|・|値|の|進捗|達成)+(?:[(（].*[)）])?$"
)


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands above a head: the words that may name all rows, their unit, and all that is said there."""

    words: str = ""
    unit: str = ""
    said: str = ""


@dataclass(slots=True)
class Region:
    """A head, what stands under it and above it."""

    head: list[Atom]
    body: list[Atom]
    caption: Caption
    above: list[Atom]

    def signature(self) -> tuple[str, ...]:
        """Return what makes two heads the same, printed again on the next page."""
        return tuple(compact(one.text) for one in self.head if one.kind in {Kind.TITLE, Kind.YEAR})


@dataclass(slots=True)
class Table:
    """Regions under heads of the same words."""

    head: list[Atom]
    bodies: list[list[Atom]] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    above: list[list[Atom]] = field(default_factory=list)


def titled(one: Atom, calendar: NamedYears) -> Slot:
    """Return what stands in a place of a head, words that no title fits by the word in them that says a role."""
    if one.kind is Kind.WORDS and len(one.text) <= _LONGEST_TITLE:
        return rough_slot(one.text, calendar)
    return one.slot


def weight(one: Atom, calendar: NamedYears) -> int:
    """Return how much of a column an atom says: its role, its year."""
    if one.kind is Kind.YEAR:
        return 1
    told = titled(one, calendar)
    if told.title is None:
        return 0
    return isinstance(told.title.meaning, FactRole) + (told.title.year is not None)


def regions_of(atoms: Sequence[Atom], calendar: NamedYears, *, fewest: int = _FEWEST) -> list[Region]:
    """Return the heads with what stands under each. `fewest` is how much a head has to say at least."""
    spans = [
        span
        for span in _runs(atoms)
        if sum(weight(one, calendar) for one in atoms[span[0] : span[1]]) >= fewest
    ]
    found = []
    for at, (start, last) in enumerate(spans):
        until = spans[at + 1][0] if at + 1 < len(spans) else len(atoms)
        end = _to_end_of_line(atoms, _without_label(atoms, start, last, until), until)
        caption = caption_of(atoms[max(start - _ABOVE, 0) : end])
        begin = spans[at - 1][1] if at else 0
        first = next(place for place in range(start, last) if weight(atoms[place], calendar))
        above = list(atoms[max(begin, start - _MOST_ABOVE) : first])
        head = _without_lines_of_names(atoms[start:end], calendar)[-_MOST_ITEMS:]
        found.append(Region(head, list(atoms[end:until]), caption, above))
    return found


def _without_lines_of_names(head: Sequence[Atom], calendar: NamedYears) -> list[Atom]:
    """Return a head without a line between years and roles that says neither: サービス種別 単位 stand over names."""
    lines: dict[int, list[Atom]] = {}
    for one in head:
        lines.setdefault(one.line.number, []).append(one)
    says = {number: any(weight(one, calendar) for one in atoms) for number, atoms in lines.items()}
    saying = [number for number, is_said in says.items() if is_said]
    dropped = {
        number
        for number, atoms in lines.items()
        if not says[number] and len(atoms) >= _FEWEST and saying and saying[0] < number < saying[-1]
    }
    return [one for one in head if one.line.number not in dropped]


def caption_of(above: Sequence[Atom]) -> Caption:
    """Return the last words above a head, or in its first line, and the unit that they give for all figures."""
    units = [match[1] for one in above if (match := _UNIT.search(compact(one.text)))]
    words = [
        one.text
        for one in above
        if one.kind is Kind.WORDS and not _UNIT.search(compact(one.text)) and not _NUMBER.fullmatch(one.text)
    ]
    said = "".join(compact(one.text) for one in above if one.kind is not Kind.YEAR)
    return Caption(_SUBJECT.sub("", named(words[-1])) if words else "", units[-1] if units else "", said)


def tables_of(regions: Sequence[Region]) -> list[Table]:
    """Return regions as tables: those under the same head are one."""
    found: dict[tuple[str, ...], Table] = {}
    for one in regions:
        table = found.setdefault(one.signature(), Table(one.head))
        table.bodies.append(one.body)
        table.captions.append(one.caption)
        table.above.append(one.above)
    return list(found.values())


def _runs(atoms: Sequence[Atom]) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each run of titles and years, with few other words between."""
    at = 0
    while at < len(atoms):
        if atoms[at].kind not in {Kind.TITLE, Kind.YEAR}:
            at += 1
            continue
        end = _end_of_run(atoms, at)
        yield _with_words_before(atoms, at), end
        at = end


def _with_words_before(atoms: Sequence[Atom], start: int) -> int:
    """Return where the line begins on which a run does, if nothing but short words stands before it there."""
    at = start
    while at and atoms[at].gap is not Gap.LINE and start - at < _MOST_WORDS:
        before = atoms[at - 1]
        if before.kind not in {Kind.WORDS, *_BETWEEN} or len(before.text) > _LONGEST_TITLE:
            return start
        at -= 1
    return at if atoms[at].gap is Gap.LINE else start


def _end_of_run(atoms: Sequence[Atom], start: int) -> int:
    end, others = start + 1, 0
    for at in range(start + 1, len(atoms)):
        kind = atoms[at].kind
        if kind in {Kind.TITLE, Kind.YEAR}:
            end, others = at + 1, 0
        elif kind is Kind.WORDS:
            others += 1
        elif kind not in _BETWEEN:
            break
        if others > _MOST_WORDS:
            break
    return end


def _without_label(atoms: Sequence[Atom], start: int, end: int, until: int) -> int:
    """Return the end of a head without what begins its first row: on a line of figures, or a label that comes again."""
    end = _before_figures(atoms, start, end, until)
    while end - start > 1:
        last = atoms[end - 1]
        if last.kind is not Kind.TITLE or last.slot.title is None or last.slot.title.year is not None:
            return end
        if not _is_label(last) or not _comes_again(last, atoms[end:until]):
            return end
        end -= 1
    return end


def _before_figures(atoms: Sequence[Atom], start: int, end: int, until: int) -> int:
    """Return the end of a head without the line on which figures stand behind its last titles."""
    line = atoms[end - 1].line
    if line is atoms[start].line or not any(one.line is line and one.is_answer for one in atoms[end:until]):
        return end
    while end > start and atoms[end - 1].line is line:
        end -= 1
    return end


def _to_end_of_line(atoms: Sequence[Atom], end: int, until: int) -> int:
    """Return where the line of a head ends, if only words stand behind the last title on it."""
    at = end
    while at < until and atoms[at].gap is not Gap.LINE and at - end <= _MOST_WORDS:
        if atoms[at].kind not in {Kind.WORDS, *_BETWEEN} or len(atoms[at].text) > _LONGEST_TITLE:
            return end
        at += 1
    return at if at == until or atoms[at].gap is Gap.LINE else end


def _is_label(one: Atom) -> bool:
    return one.slot.title is not None and isinstance(one.slot.title.meaning, FactRole)


def _comes_again(one: Atom, body: Sequence[Atom]) -> bool:
    """Say whether a title stands alone before figures again further below."""
    return any(
        other.kind is Kind.TITLE and other.text == one.text and at + 1 < len(body) and body[at + 1].is_answer
        for at, other in enumerate(body)
    )
