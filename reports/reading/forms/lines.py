"""The lines of a form: heads of titles and years, rows of figures behind a label, and words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from typing import Final

from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.forms.cell_rows import (
    LONGEST_LABEL,
    Cells,
    cell_rows,
    is_of_year,
    is_short_unit,
    label_of,
    stands_for_figure,
)
from reports.reading.induction.rough_titles import rough_slot
from reports.reading.slots import Slot
from reports.reading.titles import Title
from reports.reading.wording import compact, tidy
from reports.reading.years import NamedYears, PrintedYear, years_in

_FEWEST: Final = 2
_SPAN: Final = re.compile(r"(?:及び|から|と|・|、|~)")


class Kind(StrEnum):
    """What a line of a form is."""

    HEAD = auto()
    ROW = auto()
    WORDS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLine:
    """One line: the words before its label or figures, the label, the figures; or the titles of a head."""

    kind: Kind
    line: Line
    words: tuple[Slot, ...] = ()
    label: Title | None = None
    values: tuple[Slot, ...] = ()
    titles: tuple[Slot, ...] = ()
    unit: str = ""
    tail_year: PrintedYear | None = None  # that the words behind a single figure begin with
    says_role: bool = False  # its name, or the list that it stands in, says its label

    @property
    def is_said(self) -> bool:
        """Whether it is the row of a list: no head above it says the year of its figure."""
        return self.says_role and len(self.values) == 1

    @property
    def role(self) -> FactRole | None:
        return self.label.meaning if self.label and isinstance(self.label.meaning, FactRole) else None


def form_lines(lines: Sequence[Line], calendar: NamedYears) -> list[FormLine]:
    """Return lines as what they are in a form; cells that have a line each are put together to heads and rows."""
    return [
        one
        for line, cells in cell_rows(lines, calendar)
        for one in (list(_of_year(line, cells, calendar)) or _apart(_read(line, cells, calendar), calendar))
    ]


def _of_year(line: Line, cells: Cells, calendar: NamedYears) -> Iterator[FormLine]:
    """Yield a row for each label of a line that says them of one year: 令和3年度 計画 20 実績 9 達成率 45.0."""
    shown = [one for one in cells if one.text]
    year, told = (shown[0], shown[1:]) if shown else (None, [])
    labels, values = told[::2], told[1::2]
    if year is None or not year.is_year or len(labels) != len(values) or len(labels) < _FEWEST:
        return
    titles = [label_of(one, calendar) for one in labels]
    if not all(titles) or not all(map(stands_for_figure, values)):
        return
    for title, one in zip(titles, values, strict=True):
        if title is not None:
            yield FormLine(kind=Kind.ROW, line=line, label=replace(title, year=year.year), values=(one,))


def _apart(row: FormLine, calendar: NamedYears) -> Iterator[FormLine]:
    """Yield a row for each label where figures stand behind their own: 目標値：20件 実績値：17件."""
    if row.kind is not Kind.ROW or row.label or not any(one.parts for one in row.values):
        yield row
        return
    for one in row.values:
        for role, cell in one.parts:
            label = Title(meaning=role, words=one.text)
            yield replace(row, label=label, values=(replace(one, cell=cell, parts=()),))


def _read(line: Line, cells: Cells, calendar: NamedYears) -> FormLine:
    shown = [one for one in cells if one.text]
    if len(shown) == 1 and "。" in shown[0].text:
        return FormLine(kind=Kind.WORDS, line=line, words=tuple(shown))
    return (
        _row(line, cells, calendar)
        or _head(line, cells, calendar)
        or FormLine(kind=Kind.WORDS, line=line, words=tuple(shown))
    )


def _row(line: Line, cells: Cells, calendar: NamedYears) -> FormLine | None:
    """Return a line as a row: words, a label, a unit and figures; a label may be missing, or the words."""
    first = next((at for at, one in enumerate(cells) if one.text and stands_for_figure(one)), None)
    if first is None or (len(cells) > first + 1 and _numbers(cells, first)):
        return None
    labels = [at for at in range(first) if label_of(cells[at], calendar) and not cells[at].is_year]
    at = labels[-1] if labels else None
    begin = first if at is None else at
    before = [one for one in cells[:begin] if one.text]
    between = [one for one in cells[begin + 1 : first] if one.text] if at is not None else []
    if len(between) == 1 and _is_goal(between[0], cells[first:]):
        first, between = first - 1, []
    if any(not is_short_unit(one) for one in between) or any(one.is_year for one in before):
        return None
    if any(one.title and isinstance(one.title.meaning, FactRole) for one in before) and at is None:
        return None
    while first > begin + 1 and not cells[first - 1].text and at is not None:
        first -= 1  # empty places of a divided row
    values = list(_values(cells[first:]))
    if not any(one.is_figure for one in values) and at is None:
        return None
    units = [one for one in before[1:] if one.is_unit] + between
    label = label_of(cells[at], calendar) if at is not None else None
    year = _tail_year(cells[first + len(values) :], calendar) if len(values) == 1 else None
    if label is not None and label.year is None and values[0].cell.year is None:
        label = replace(label, year=year)
    return FormLine(
        kind=Kind.ROW,
        line=line,
        words=tuple(one for one in before if not (one.is_unit and one in before[1:])),
        label=label,
        values=tuple(values),
        unit=compact(units[-1].text).strip("()（）[]") if units else "",
        tail_year=year,
    )


def _tail_year(tail: Sequence[Slot], calendar: NamedYears) -> PrintedYear | None:
    """Return the year that words behind a figure begin with, the last of a span: 令和3年度及び令和4年度の累計."""
    words = tidy(tail[0].text) if tail else ""
    years = years_in(words, calendar)
    if not years or years[0].start:
        return None
    last = years[0]
    for one in years[1:]:
        last = one if _SPAN.fullmatch(words[last.end : one.start]) else last
    return last


def _numbers(cells: Sequence[Slot], first: int) -> bool:
    """Say whether the first figure only numbers the words behind it."""
    return first == 0 and cells[0].is_numbering and cells[1].is_words


def _is_goal(one: Slot, figures: Sequence[Slot]) -> bool:
    """Say whether words before several figures are an aim of all years: 期間中に52,000件以上."""
    says = one.is_words and (one.cell.is_goal or any(letter.isdigit() for letter in one.text))
    return says and not is_short_unit(one) and len(figures) > _FEWEST and all(map(stands_for_figure, figures))


def _values(cells: Sequence[Slot]) -> Iterator[Slot]:
    """Yield figures up to the first words behind them; an empty place among them says that there is none."""
    end = 0
    for at, one in enumerate(cells):
        if at and one.text and not stands_for_figure(one):
            break
        end = at + 1
    yield from cells[:end]


def _head(line: Line, cells: Cells, calendar: NamedYears) -> FormLine | None:
    """Return a line as a head: two years or titles of figures at least, among few other words."""
    shown = [
        one if is_of_year(one) else rough_slot(one.text, calendar).on(one.line) for one in cells if one.text
    ]
    titles = [one for one in shown if one.year or (one.title and isinstance(one.title.meaning, FactRole))]
    if all(is_of_year(one) for one in shown) and titles:
        return FormLine(kind=Kind.HEAD, line=line, titles=tuple(shown))
    if len(titles) < _FEWEST or any(len(one.text) > LONGEST_LABEL * 2 for one in titles):
        return None
    first = next(at for at, one in enumerate(shown) if one in titles)
    words = [one for one in shown[:first] if one.is_words]
    return FormLine(kind=Kind.HEAD, line=line, words=tuple(words), titles=tuple(shown[first:]))
