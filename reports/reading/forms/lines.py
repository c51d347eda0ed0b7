"""The lines of a form: heads of titles and years, rows of figures behind a label, and words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from typing import Final

from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.figures import is_unit
from reports.reading.induction.records import is_value
from reports.reading.induction.rough_titles import rough_slot
from reports.reading.slots import Slot, slot, slots_of
from reports.reading.titles import Other, Title
from reports.reading.wording import compact, tidy
from reports.reading.years import NamedYears, PrintedYear, years_in

_SIGN: Final = re.compile(r"[|｜\t]")
_LONGEST: Final = 400
_LONGEST_LABEL: Final = 13
_MOST_CELLS: Final = 60  # of one row
_FEWEST: Final = 2
_OPENING: Final = re.compile(r"^[【\[〔［<(（・○●◆◇□■\s]+|[】\]〕］>)）:：\s]+$")
_ROLE_AND_NAME: Final = re.compile(r"[【〔［\[〈<《][^】〕］\]〉>》]{2,4}[】〕］\]〉>》]\s*[^\s\d:：]{2}")
_SPAN: Final = re.compile(r"(?:及び|から|と|・|、|~)")
_BARE_YEAR: Final = re.compile(r"(?:元|\d{1,2})年度?")
_SHORT_UNIT: Final = re.compile(r"[^\d\s()（）:：。、|]{1,5}")
_INDEX: Final = re.compile(r"(?:No|NO|[^\d]*(?:指標|目標|項目|KPI|施策|事業|取組))\.?[\d０-９①-⑳]{1,3}")


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
    is_said: bool = False  # its label is said by the list that it stands in

    @property
    def role(self) -> FactRole | None:
        return self.label.meaning if self.label and isinstance(self.label.meaning, FactRole) else None


def form_lines(lines: Sequence[Line], calendar: NamedYears) -> list[FormLine]:
    """Return lines as what they are in a form; cells that have a line each are put together to heads and rows."""
    rows = [(line, _cells(line, calendar)) for line in lines if line.text.strip()]
    return [
        one
        for line, cells in _folded(rows, calendar)
        for one in _apart(_read(line, cells, calendar), calendar)
    ]


def _apart(row: FormLine, calendar: NamedYears) -> Iterator[FormLine]:
    """Yield a row for each label where figures stand behind their own: 目標値：20件 実績値：17件."""
    if row.kind is not Kind.ROW or row.label or not any(one.parts for one in row.values):
        yield row
        return
    for one in row.values:
        for role, cell in one.parts:
            label = Title(meaning=role, words=one.text)
            yield replace(row, label=label, values=(replace(one, cell=cell, parts=()),))


def _cells(line: Line, calendar: NamedYears) -> tuple[Slot, ...]:
    if len(line.text) > _LONGEST:
        return (Slot(text=line.text, cell=slot("", calendar).cell, line=line),)
    parts = [part.strip() for part in _SIGN.split(line.text.strip().strip("|｜"))]
    if len(parts) < _FEWEST:
        apart = tuple(slots_of(line, calendar))
        whole = rough_slot(line.text.strip(), calendar)
        is_one_year = len(apart) <= _FEWEST and len(years_in(tidy(line.text), calendar)) == 1
        is_title = is_one_year and role_of(whole, calendar) is not None
        return (replace(whole, line=line),) if is_title else _with_years(apart, calendar)
    return _with_years(tuple(replace(slot(part, calendar), line=line) for part in parts), calendar)


def _with_years(cells: tuple[Slot, ...], calendar: NamedYears) -> tuple[Slot, ...]:
    """Return cells that are years without their era, three at least and nothing else, as years: 元年 2年 3年."""
    shown = [compact(one.text) for one in cells if one.text]
    if len(shown) <= _FEWEST or not all(map(_BARE_YEAR.fullmatch, shown)):
        return cells
    return tuple(_year(one, calendar) if one.text else one for one in cells)


def _year(one: Slot, calendar: NamedYears) -> Slot:
    told = slot(f"{compact(one.text).removesuffix('度')}度", calendar)
    year = replace(told.year, is_calendar=not one.text.strip().endswith("度")) if told.year else None
    return replace(one, year=year, title=None, parts=())


def _folded(
    rows: Sequence[tuple[Line, tuple[Slot, ...]]], calendar: NamedYears
) -> Iterator[tuple[Line, tuple[Slot, ...]]]:
    """Yield rows; of cells with a line each, titles and years behind each other, and a label with its figures."""
    held: list[Slot] = []
    at: Line | None = None
    for place, (line, cells) in enumerate(rows):
        if len(cells) != 1:
            if at is not None:
                yield at, tuple(held)
            held, at = [], None
            yield line, cells
            continue
        following = rows[place + 1][1] if place + 1 < len(rows) else ()
        if at is not None and not _goes_on(held, cells[0], following, calendar):
            yield at, tuple(held)
            held, at = [], None
        held.append(cells[0])
        at = at or line
    if at is not None:
        yield at, tuple(held)


def _goes_on(held: Sequence[Slot], one: Slot, following: Sequence[Slot], calendar: NamedYears) -> bool:
    """Say whether a cell alone on its line belongs to the cells above it."""
    last = held[-1]
    if one.parts or last.parts or len(held) > _MOST_CELLS:
        return False
    if one.is_unit:
        return _is_label(last, calendar) or _is_title(last, Other.UNIT)
    if is_value(one):
        return is_value(last) or (_is_label(held[0], calendar) and (last.is_unit or last is held[0]))
    if not _heads(one, calendar) or any(is_value(each) for each in held):
        return False
    begins_row = _is_label(one, calendar) and one.year is None and _heads_figure(following)
    open_head = all(_heads(each, calendar) for each in held)
    titled = last.title is not None and last.year is None and role_of(last, calendar) is not None
    return open_head and (not begins_row or (titled and len(held) > 1))


def _heads_figure(following: Sequence[Slot]) -> bool:
    return len(following) == 1 and (is_value(following[0]) or following[0].is_unit)


def _heads(one: Slot, calendar: NamedYears) -> bool:
    """Say whether a cell is a title, a year, or 単位."""
    return (
        one.is_year
        or role_of(one, calendar) is not None
        or _is_title(one, Other.UNIT, Other.YEAR, Other.LABEL)
    )


def _is_title(one: Slot, *meanings: Other) -> bool:
    return one.title is not None and one.title.meaning in meanings


def role_of(one: Slot, calendar: NamedYears) -> FactRole | None:
    """Return the role that a cell names, roughly."""
    told = rough_slot(one.text, calendar) if len(one.text) <= _LONGEST_LABEL * 2 else one
    return told.title.meaning if told.title and isinstance(told.title.meaning, FactRole) else None


def _is_label(one: Slot, calendar: NamedYears) -> bool:
    return role_of(one, calendar) is not None and len(compact(one.text)) <= _LONGEST_LABEL


def label_of(one: Slot, calendar: NamedYears) -> Title | None:
    """Return the role that the words of a cell say as the label of a row: 目標値, 成果実績, 【実績】."""
    if _ROLE_AND_NAME.match(one.text.strip()):
        return None
    if _is_label(one, calendar):
        return rough_slot(one.text, calendar).title
    bare = _OPENING.sub("", one.text)
    inner = slot(bare, calendar) if bare and bare != one.text else None
    return inner.title if inner is not None and _is_label(inner, calendar) else None


def _read(line: Line, cells: tuple[Slot, ...], calendar: NamedYears) -> FormLine:
    shown = [one for one in cells if one.text]
    if len(shown) == 1 and "。" in shown[0].text:
        return FormLine(kind=Kind.WORDS, line=line, words=tuple(shown))
    return (
        _row(line, cells, calendar)
        or _head(line, cells, calendar)
        or FormLine(kind=Kind.WORDS, line=line, words=tuple(shown))
    )


def _row(line: Line, cells: tuple[Slot, ...], calendar: NamedYears) -> FormLine | None:
    """Return a line as a row: words, a label, a unit and figures; a label may be missing, or the words."""
    first = next((at for at, one in enumerate(cells) if one.text and _is_value(one)), None)
    if first is None or (len(cells) > first + 1 and _numbers(cells, first)):
        return None
    labels = [at for at in range(first) if label_of(cells[at], calendar) and not cells[at].is_year]
    at = labels[-1] if labels else None
    begin = first if at is None else at
    before = [one for one in cells[:begin] if one.text]
    between = [one for one in cells[begin + 1 : first] if one.text] if at is not None else []
    if len(between) == 1 and _is_goal(between[0], cells[first:]):
        first, between = first - 1, []
    if any(not _is_unit(one) for one in between) or any(one.is_year for one in before):
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


def _is_value(one: Slot) -> bool:
    """Say whether a figure, or what says that there is none, stands in a place; 業績指標1 is a name."""
    return is_value(one) and not _INDEX.fullmatch(compact(one.text))


def _numbers(cells: Sequence[Slot], first: int) -> bool:
    """Say whether the first figure only numbers the words behind it."""
    return first == 0 and cells[0].is_numbering and cells[1].is_words


def _is_unit(one: Slot) -> bool:
    words = compact(one.text).strip("()（）[]")
    return one.is_unit or (bool(_SHORT_UNIT.fullmatch(words)) and is_unit(words))


def _is_goal(one: Slot, figures: Sequence[Slot]) -> bool:
    """Say whether words before several figures are an aim of all years: 期間中に52,000件以上."""
    says = one.is_words and (one.cell.is_goal or any(letter.isdigit() for letter in one.text))
    return says and not _is_unit(one) and len(figures) > _FEWEST and all(map(_is_value, figures))


def _values(cells: Sequence[Slot]) -> Iterator[Slot]:
    """Yield figures up to the first words behind them; an empty place among them says that there is none."""
    end = 0
    for at, one in enumerate(cells):
        if at and one.text and not _is_value(one):
            break
        end = at + 1
    yield from cells[:end]


def _head(line: Line, cells: tuple[Slot, ...], calendar: NamedYears) -> FormLine | None:
    """Return a line as a head: two years or titles of figures at least, among few other words."""
    shown = [
        one if one.is_year else replace(rough_slot(one.text, calendar), line=one.line)
        for one in cells
        if one.text
    ]
    titles = [one for one in shown if one.year or (one.title and isinstance(one.title.meaning, FactRole))]
    if len(titles) < _FEWEST or any(len(one.text) > _LONGEST_LABEL * 2 for one in titles):
        return None
    first = next(at for at, one in enumerate(shown) if one in titles)
    words = [one for one in shown[:first] if one.is_words]
    return FormLine(kind=Kind.HEAD, line=line, words=tuple(words), titles=tuple(shown[first:]))
