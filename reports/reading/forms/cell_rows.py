"""The cells of a form's lines: years, titles and figures; those with a line each put together to rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.figures import is_unit
from reports.reading.forms.broken import whole_lines
from reports.reading.induction.records import is_value
from reports.reading.induction.rough_titles import rough_slot
from reports.reading.slots import Slot, slot, slots_of
from reports.reading.titles import Other, Title
from reports.reading.wording import compact, tidy
from reports.reading.years import NamedYears, years_in

LONGEST_LABEL: Final = 13
_SIGN: Final = re.compile(r"[|｜\t]")
_LONGEST: Final = 400
_MOST_CELLS: Final = 60  # of one row
_FEWEST: Final = 2
_OPENING: Final = re.compile(r"^[【\[〔［<(（・○●◆◇□■\s]+|[】\]〕］>)）:：\s]+$")
_ROLE_AND_NAME: Final = re.compile(r"[【〔［\[〈<《][^】〕］\]〉>》]{2,4}[】〕］\]〉>》]\s*[^\s\d:：]{2}")
_NAME_AND_ROLE: Final = re.compile(r"[^\s\d]{4}[(（](?:計画|目標|実績)値?[)）]$")
_BARE_YEAR: Final = re.compile(r"(?:元|\d{1,2})年度?")
_SHORT_UNIT: Final = re.compile(r"[^\d\s()（）:：。、|]{1,5}")
_INDEX: Final = re.compile(r"(?:No|NO|[^\d]*(?:指標|目標|項目|KPI|施策|事業|取組))\.?[\d０-９①-⑳]{1,3}")

Cells = tuple[Slot, ...]


def cell_rows(lines: Sequence[Line], calendar: NamedYears) -> Iterator[tuple[Line, Cells]]:
    """Yield the cells of each line; of such that have a line each, a head or a label with its figures is one row."""
    return _folded([(line, _cells(line, calendar)) for line in whole_lines(lines)], calendar)


def _cells(line: Line, calendar: NamedYears) -> Cells:
    if len(line.text) > _LONGEST:
        return (Slot(text=line.text, cell=slot("", calendar).cell, line=line),)
    parts = [part.strip() for part in _SIGN.split(line.text.strip().strip("|｜"))]
    if len(parts) < _FEWEST:
        apart = tuple(slots_of(line, calendar))
        whole = rough_slot(line.text.strip(), calendar)
        is_one_year = len(apart) <= _FEWEST and len(years_in(tidy(line.text), calendar)) == 1
        is_title = is_one_year and role_of(whole, calendar) is not None
        return (replace(whole, line=line),) if is_title else _with_years(apart, calendar)
    return _with_years(tuple(slot(part, calendar).on(line) for part in parts), calendar)


def _with_years(cells: Cells, calendar: NamedYears) -> Cells:
    """Return cells that are years without their era, three at least and nothing else, as years: 元年 2年 3年.

    A year in front of each figure, and 年度 behind a blank, are put to it.
    """
    cells = _with_figures(_with_ends(cells, calendar), calendar)
    shown = [compact(one.text) for one in cells if one.text]
    if len(shown) <= _FEWEST or not all(map(_BARE_YEAR.fullmatch, shown)):
        return cells
    return tuple(_year(one, calendar) if one.text else one for one in cells)


def _with_ends(cells: Cells, calendar: NamedYears) -> Cells:
    """Return cells of which each second is 年度 put together: － 年度 7 年度 below the titles of two aims."""
    pairs = list(zip(cells[::2], cells[1::2], strict=False))
    is_so = len(cells) == 2 * len(pairs) and bool(pairs) and all(end.text == "年度" for _, end in pairs)
    if not is_so or not all(is_value(one) or one.is_numbering for one, _ in pairs):
        return cells
    told = [slot(f"{compact(one.text)}年度", calendar).on(one.line) for one, _ in pairs]
    title = Title(meaning=Other.YEAR, words="年度")
    return tuple(one if one.is_year else replace(one, title=title, parts=()) for one in told)


def _with_figures(cells: Cells, calendar: NamedYears) -> Cells:
    """Return years and figures in turn as figures with their years: 令和3年度 36.4％ 令和4年度 39.9％."""
    first = next((at for at, one in enumerate(cells) if one.is_year), len(cells))
    years, figures = cells[first::2], cells[first + 1 :: 2]
    in_turn = (
        len(years) == len(figures)
        and all(one.is_year for one in years)
        and all(map(stands_for_figure, figures))
    )
    if len(years) < _FEWEST or not in_turn:
        return cells
    joined = [
        slot(f"{year.text} {one.text}", calendar).on(one.line)
        for year, one in zip(years, figures, strict=True)
        if one.is_figure
    ]
    return (*cells[:first], *joined) if all(one.cell.year for one in joined) else cells


def _year(one: Slot, calendar: NamedYears) -> Slot:
    told = slot(f"{compact(one.text).removesuffix('度')}度", calendar)
    year = replace(told.year, is_calendar=not one.text.strip().endswith("度")) if told.year else None
    return replace(one, year=year, title=None, parts=())


def _folded(rows: Sequence[tuple[Line, Cells]], calendar: NamedYears) -> Iterator[tuple[Line, Cells]]:
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
        return _is_label(last, calendar) or is_title(last, Other.UNIT)
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
    """Say whether a cell is a title, a year, or 単位; 使用量の削減率 is a name, though it speaks of a difference."""
    role = role_of(one, calendar)
    return (
        one.is_year
        or (role is not None and not (role is FactRole.DIFFERENCE and one.title is None))
        or is_title(one, Other.UNIT, Other.YEAR, Other.LABEL)
    )


def is_title(one: Slot, *meanings: Other) -> bool:
    return one.title is not None and one.title.meaning in meanings


def role_of(one: Slot, calendar: NamedYears) -> FactRole | None:
    """Return the role that a cell names, roughly."""
    told = rough_slot(one.text, calendar) if len(one.text) <= LONGEST_LABEL * 2 else one
    return told.title.meaning if told.title and isinstance(told.title.meaning, FactRole) else None


def _is_label(one: Slot, calendar: NamedYears) -> bool:
    return role_of(one, calendar) is not None and len(compact(one.text)) <= LONGEST_LABEL


def label_of(one: Slot, calendar: NamedYears) -> Title | None:
    """Return the role that the words of a cell say as the label of a row: 目標値, 成果実績, 【実績】."""
    if _ROLE_AND_NAME.match(one.text.strip()) or _NAME_AND_ROLE.search(one.text):
        return None
    if _is_label(one, calendar):
        return rough_slot(one.text, calendar).title
    bare = _OPENING.sub("", one.text)
    inner = slot(bare, calendar) if bare and bare != one.text else None
    return inner.title if inner is not None and _is_label(inner, calendar) else None


def stands_for_figure(one: Slot) -> bool:
    """Say whether a figure, or what says that there is none, stands in a place; 業績指標1 is a name."""
    return is_value(one) and not _INDEX.fullmatch(compact(one.text))


def is_short_unit(one: Slot) -> bool:
    words = compact(one.text).strip("()（）[]")
    return one.is_unit or (bool(_SHORT_UNIT.fullmatch(words)) and is_unit(words))


def is_of_year(one: Slot) -> bool:
    """Say whether a cell is a year, or stands where one would: －年度."""
    return one.is_year or (one.text.endswith("年度") and is_title(one, Other.YEAR))
