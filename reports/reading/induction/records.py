"""The records of a text: rows, or runs of cells, with words before the figures; and the heads between them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reports.reading.atoms import is_mark, pieces
from reports.reading.cells import UNNAMED
from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.induction.rough_titles import rough_slot, titles_in
from reports.reading.slots import Slot, put_together, slot
from reports.reading.titles import Title
from reports.reading.wording import compact
from reports.reading.years import NamedYears

_YEAR_AND_LABEL: Final = re.compile(r"([(（][^()（）]+[)）])\s*(\S+)")
_YEAR_BEHIND: Final = re.compile(r"[(（\[【].*")
_FEWEST_TITLES: Final = 2
_DERIVED: Final = re.compile(
    r"(?:基準年度?|前年度?|対基準)?(?:削減|縮減|増減|減少|増加|伸び)(?:率|量|数)(?:[（(][％%][)）])?"
)
_SCHOOL: Final = re.compile(r"[小中高]\d(?:年生?)?")
_BRACKETED: Final = re.compile(r"[(（](?:[^()（）]*\([^()]*\))?(?P<end>[^()（）]*)[)）]")
_OF_YEAR: Final = re.compile(r"[年末RHＲＨ\d]")
_FEWEST_NUMBERED: Final = 2
_LONGEST_TITLE: Final = 30
_FEWEST_COUNTS: Final = 2
_COUNT: Final = re.compile(r"\d{1,3}")
_LABELS: Final = {
    *(
        FactRole.TARGET,
        FactRole.ACTUAL,
        FactRole.RATE,
        FactRole.DIFFERENCE,
        FactRole.BASELINE,
        FactRole.FORECAST,
    )
}

Cells = tuple[Slot, ...]


@dataclass(slots=True)
class Record:
    """One row: the words before its figures, the label that says their role, the figures before and behind it."""

    lead: list[Slot]
    line: Line
    values: list[Slot] = field(default_factory=list)
    before: list[Slot] = field(default_factory=list)  # figures that stand before the label
    label: Title | None = None
    tail: list[Slot] = field(default_factory=list)
    group: str = ""
    goals: dict[int, Slot] = field(default_factory=dict)  # words in place of a figure, by where they stand

    def filled(self, count: int) -> list[Slot]:
        """Return so many figures: one that is missing is the first goal in words."""
        if len(self.values) == count - 1 and self.goals:
            at, goal = next(iter(self.goals.items()))
            return [*self.values[:at], goal, *self.values[at:]]
        return self.values


@dataclass(slots=True)
class Part:
    """A head and the records that stand behind it, or before it where it comes last."""

    head: list[Cells] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)


def parts_of(rows: Sequence[Cells], calendar: NamedYears) -> list[Part]:
    """Return the parts of a text that rows make: each head with its records."""
    parts = [Part()]
    pending: list[Slot] = []
    for printed in _with_names_of_numbers(_with_years_below(_halved(rows))):
        roughly = tuple(rough_slot(one.text, calendar).on(one.line) for one in printed)
        row = tuple(each for one in printed if one.text for each in _apart(one, calendar))
        if not row:
            continue
        if is_head(roughly, begun=bool(parts[-1].head) and not parts[-1].records):
            if parts[-1].records:
                parts.append(Part())
            parts[-1].head.append(tuple(each for one in roughly for each in titles_in(one, calendar)))
            pending = []
        elif record := record_of(row, pending, calendar):
            parts[-1].records.append(record)
            pending = []
        elif all(one.is_words for one in row):
            pending = [*pending[-1:], *row]
    return parts


def _with_names_of_numbers(rows: Sequence[Cells]) -> list[Cells]:
    """Return rows with the names that another table gives their numbers, in place of these."""
    shown = [tuple(one for one in row if one.text) for row in rows]
    named = {
        _number(row): row[1:]
        for row in reversed(shown)
        if len(row) > 1
        and row[0].is_numbering
        and row[1].is_words
        and not any(is_value(one) for one in row[1:3])
    }
    bare = {
        id(row)
        for row in shown
        if len(row) > _FEWEST_TITLES and _number(row) in named and all(is_value(one) for one in row[1:])
    }
    if len(bare) < _FEWEST_NUMBERED:
        return list(rows)
    return [(*_words_of(named[_number(row)]), *row[1:]) if id(row) in bare else row for row in shown]


def _halved(rows: Sequence[Cells]) -> list[Cells]:
    """Return the rows of two tables beside each other, whose head is printed twice, as rows of one."""
    width = next((len(row) for row in rows if _is_twice(row)), 0)
    found: list[Cells] = []
    for row in rows:
        halves = (row[: width // 2], row[width // 2 :]) if width and len(row) == width else (row,)
        found += [half for half in halves[: 1 if _is_twice(row) else None] if any(one.text for one in half)]
    return found


def _is_twice(row: Cells) -> bool:
    half = len(row) // 2
    words = [compact(one.text) for one in row]
    return half >= _FEWEST_TITLES and len(row) == 2 * half and words[:half] == words[half:] and all(words)


def _is_year_below(one: Slot) -> bool:
    """Say whether brackets hold what stands there, and end with what may be a year: (令和4(2022)年度)."""
    match = _BRACKETED.fullmatch(one.text.strip())
    return match is not None and bool(_OF_YEAR.search(match["end"]))


def _with_years_below(rows: Sequence[Cells]) -> list[Cells]:
    """Return rows with the years in brackets that stand in the next row: as many as figures, or goals, end it."""
    found: list[Cells] = []
    for row in rows:
        filled = [one for one in row if one.text]
        last = [one for one in found[-1] if one.text] if found else []
        ends = last[-len(filled) :] if filled else []
        if (
            filled
            and len(last) > len(filled)
            and all(map(_is_year_below, filled))
            and all(is_value(one) or one.cell.is_goal for one in ends)
        ):
            calendar = NamedYears(tuple(one.year.year for one in filled if one.year), ())
            whole = [
                slot(f"{one.text}{year.text}", calendar).on(one.line)
                for one, year in zip(ends, filled, strict=True)
            ]
            found[-1] = (*last[: -len(filled)], *whole)
        else:
            found.append(row)
    return found


def _number(row: Cells) -> str:
    return compact(row[0].text) if row else ""


def _words_of(cells: Cells) -> Cells:
    """Return the name and the unit of a row of words."""
    return (cells[0], *(one for one in cells[1:2] if one.is_unit))


def is_head(row: Cells, *, begun: bool) -> bool:
    """Say whether a row has titles and years and no figures."""
    if any(is_value(one) for one in row):
        return False
    titled = sum(one.title is not None or one.is_year for one in row)
    several = sum(_is_several(one) for one in row)
    long = sum(len(one.text) > _LONGEST_TITLE and not _is_several(one) for one in row)
    filled = sum(bool(one.text) for one in row)
    return titled + 2 * several >= _FEWEST_TITLES - begun and (titled + several) * 2 >= filled and not long


def _is_several(one: Slot) -> bool:
    """Say whether one place holds titles and years of several columns."""
    return len(re.findall(r"年|[RH]\d|20\d\d", one.text)) > 1 and len(one.text.split()) > 1


def _apart(one: Slot, calendar: NamedYears) -> Iterator[Slot]:
    """Yield the figures of one place that nothing tells apart but their order."""
    parts = [slot(part, calendar).on(one.line) for part in pieces_of(one)]
    if len(parts) > 1 and not one.is_year and all(_is_plain(part) for part in parts):
        yield from parts
    else:
        yield one


def _is_plain(one: Slot) -> bool:
    """Say whether one figure stands there without a label, or the sign that there is none."""
    labels = [entry.label for entry in one.cell.entries]
    return one.is_absent or (one.is_figure and not one.parts and labels in ([""], [f"{UNNAMED}1"]))


def pieces_of(one: Slot) -> list[str]:
    return [part for part in pieces(one.text) if part]


def is_value(one: Slot) -> bool:
    """Say whether a figure stands there, or the sign that there is none."""
    return (one.is_figure and not _SCHOOL.fullmatch(compact(one.text))) or one.is_absent


def label_of(one: Slot) -> Title | None:
    """Return the title of a cell that says the role of the figures behind it."""
    title = one.title
    if title is None and _DERIVED.fullmatch(one.text.strip()):
        return Title(meaning=FactRole.DIFFERENCE, words=one.text)
    return title if title and title.meaning in _LABELS and title.year is None else None


def record_of(row: Cells, pending: Sequence[Slot], calendar: NamedYears) -> Record | None:
    """Return the record that a row is, or None if no figure is in it."""
    cells = list(_as_series(_dated(_year_first(_numbered(row))), calendar))
    if not any(is_value(one) for one in cells) or cells[0].line is None:
        return None
    first = next(at for at, one in enumerate(cells) if is_value(one))
    record = Record([], cells[0].line, group=pending[-1].text if pending else "")
    for at, one in enumerate(cells):
        if is_value(one):
            record.values.append(one)
        elif (label := label_of(one)) and record.label is None:
            record.label, record.before, record.values = label, record.values, []
        elif at < first:
            record.lead.append(one)
        elif one.is_words and one.cell.is_goal and not record.tail:
            record.goals.setdefault(len(record.values), one)
        elif not is_mark(one.text):
            record.tail.append(one)
    if not record.lead and pending and record.label is None:
        record.lead, record.group = list(pending[-1:]), ""
    return record if record.values else None


def _year_first(cells: Iterator[Slot]) -> Iterator[Slot]:
    """Yield cells, a year in brackets that stands before a label by itself."""
    for one in cells:
        match = _YEAR_AND_LABEL.fullmatch(one.text)
        if match is None or one.year is None:
            yield one
            continue
        calendar = NamedYears((one.year.year,), ())
        yield from (slot(part, calendar).on(one.line) for part in match.groups())


def _as_series(cells: Iterator[Slot], calendar: NamedYears) -> Iterator[Slot]:
    """Yield cells, figures behind different labels, 小:91％ 中:73％, as one."""

    def series(held: Slot, one: Slot) -> Slot | None:
        before, here = _labels(held), _labels(one)
        if not before or not here or before & here:
            return None
        joined = slot(f"{held.text} {one.text}", calendar)
        return joined if len(joined.cell.entries) == len(before) + len(here) else None

    return put_together(cells, series)


def _labels(one: Slot) -> set[str]:
    return {entry.label for entry in one.cell.entries if entry.label and not entry.label.startswith(UNNAMED)}


def _numbered(row: Cells) -> Iterator[Slot]:
    """Yield the cells of a row without the number that stands before its words."""
    for at, one in enumerate(row):
        following = row[at + 1] if at + 1 < len(row) else None
        counts = at < 2 and one.is_numbering and following is not None and following.is_words
        if not counts and one.text:
            yield one


def _dated(cells: Iterator[Slot]) -> Iterator[Slot]:
    """Yield cells, a year put to the figure beside it: in brackets behind it, or on the side where a row has all."""
    row = list(cells)
    behind = _years_behind(row)
    at = 0
    while at < len(row):
        one, following = row[at], row[at + 1] if at + 1 < len(row) else None
        if following is not None and _is_pair(one, following, behind=behind):
            told = slot(f"{one.text}({following.text.strip('()（）')})", _calendar_of(following))
            yield replace(told, line=one.line) if told.is_figure or told.cell.is_goal else one
        elif following is not None and not behind and one.is_year and is_value(following):
            told = slot(f"{following.text}({one.text})", _calendar_of(one))
            yield replace(told, line=following.line) if told.is_figure else following
        else:
            yield one
            at += 1
            continue
        at += 2


def _years_behind(row: Sequence[Slot]) -> bool:
    """Say whether the years of a row stand behind its figures: the first figure is before the first year with one."""
    signs = [one.is_year for one in row if is_value(one) or one.is_year or one.cell.is_goal]
    while signs and signs[0] and len(signs) % 2:
        signs = signs[1:]
    return len(signs) > 1 and signs == [False, True] * (len(signs) // 2)


def _is_pair(one: Slot, following: Slot, *, behind: bool) -> bool:
    """Say whether a figure has its year in the cell behind it."""
    if not following.is_year:
        return False
    if is_value(one):
        return behind or bool(_YEAR_BEHIND.fullmatch(following.text))
    return behind and one.is_words and one.cell.is_goal


def _calendar_of(one: Slot) -> NamedYears:
    year = one.year
    assert year is not None  # noqa: S101
    return NamedYears((year.year,), ())


def usual(counts: Sequence[int]) -> int:
    """Return the number that is there most often."""
    return Counter(counts).most_common(1)[0][0] if counts else 0
