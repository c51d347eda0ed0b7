"""Tables that are turned: a row for each year, a column for each thing that is counted, names over several lines."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.assembling.rows import Piece, PrintedRow, read_cell
from reports.reading.assembling.setting import Span, spans_of, titles_above
from reports.reading.facts import Confidence, FactRole, Harvest, Reading
from reports.reading.induction.naming import is_name
from reports.reading.induction.records import is_value
from reports.reading.induction.rough_titles import rough_slot
from reports.reading.slots import Slot
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.titles import Other, meaning_of
from reports.reading.wording import compact, named, tidy
from reports.reading.years import NamedYears, PrintedYear

_FEWEST: Final = 3
_FEWEST_PIECES: Final = 2
_MOST_HEAD: Final = 6  # lines above the first year
_PAIR: Final = re.compile(r"(?P<first>[^／/]+?)[\s　]*[／/][\s　]*(?P<second>[^／/]+)")
_LEGEND: Final = re.compile(r"(?:計画|目標)値?[^\d実績]{0,4}[／/・][^\d実績]{0,3}(?:実績|決算)")
_NOTE: Final = re.compile(r"[(（][^()（）]*[)）]")
_CORNER: Final = frozenset({Other.LABEL, Other.YEAR, Other.NAME, Other.IGNORED})
_PAST: Final = re.compile(r"実績")
_AIM: Final = re.compile(r"目標|計画値")
_CAPTION: Final = re.compile(r"[\s　]*[(（【<]?[表図][\s　]*[\d０-９]")
_BESIDE_YEAR: Final = (
    (re.compile(r"基準|策定|現状"), FactRole.BASELINE),
    (re.compile(r"目標"), FactRole.TARGET),
)
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class YearRow:
    """A row that begins with a year: the role that stands beside the year, and what stands behind it."""

    row: PrintedRow
    year: PrintedYear
    role: FactRole | None
    values: tuple[Piece, ...]


def read_years_down(rows: Sequence[PrintedRow], calendar: NamedYears, *, speaks: bool) -> Harvest:
    """Read every run of at least three rows that begin with a year, where each column has a name above it."""
    harvest = Harvest()
    for begin, run in _runs(rows, calendar):
        head = rows[max(begin - _MOST_HEAD, 0) : begin]
        width, _ = Counter(len(one.values) for one in run).most_common(1)[0]
        whole = [one for one in run if len(one.values) == width]
        names, lines = _names(head, whole, width, calendar)
        if len(whole) < len(run) or not _can_be_told(names):
            continue
        found = list(_readings(whole, names, head, calendar, speaks=speaks))
        harvest.readings += found
        if found:
            harvest.lines |= lines | {one.row.line.number for one in run}
    return harvest


def _runs(rows: Sequence[PrintedRow], calendar: NamedYears) -> Iterator[tuple[int, list[YearRow]]]:
    """Yield the runs of rows that begin with years which go up, with where the first stands; notes may be between."""
    run: list[YearRow] = []
    begin = 0
    for at, row in enumerate(rows):
        told = _year_row(row, calendar)
        if told is not None and (not run or told.year.year > run[-1].year.year):
            begin = begin if run else at
            run.append(told)
        elif run and _is_note(row):
            run[-1] = replace(run[-1], role=run[-1].role or _role_beside(row.filled[0].text))
        else:
            if len(run) >= _FEWEST:
                yield begin, run
            run, begin = ([told], at) if told is not None else ([], 0)
    if len(run) >= _FEWEST:
        yield begin, run


def _is_note(row: PrintedRow) -> bool:
    return len(row.filled) == 1 and bool(_NOTE.fullmatch(row.filled[0].text))


def _role_beside(words: str) -> FactRole | None:
    return next((role for pattern, role in _BESIDE_YEAR if pattern.search(words)), None)


def _year_row(row: PrintedRow, calendar: NamedYears) -> YearRow | None:
    """Return a row that begins with a year, None if it is another or something else than figures follows."""
    pieces = _parted(row, calendar)
    if row.is_divided or len(pieces) < _FEWEST_PIECES:
        return None
    first, *values = pieces
    title = first.slot.title
    role = title.meaning if title is not None and isinstance(title.meaning, FactRole) else None
    if first.slot.year is None or (title is not None and role is None):
        return None
    is_row = all(is_value(one.slot) or _PAIR.fullmatch(one.text) for one in values)
    return YearRow(row, first.slot.year, role, tuple(values)) if is_row else None


def _parted(row: PrintedRow, calendar: NamedYears) -> list[Piece]:
    """Return the pieces of a row whose year is so long that one blank stands behind it: 令和8年度（目標） 60,000."""
    pieces = list(row.filled)
    begun, blank, rest = pieces[0].text.rpartition(" ") if pieces else ("", "", "")
    if not blank or pieces[0].slot.year is not None:
        return pieces
    year, figure = (read_cell(one.strip(), row.line, calendar) for one in (begun, rest))
    if year.year is None or not is_value(figure):
        return pieces
    end = pieces[0].end
    return [replace(pieces[0], slot=year), Piece(figure, end - len(rest), end), *pieces[1:]]


def _names(
    head: Sequence[PrintedRow], run: Sequence[YearRow], width: int, calendar: NamedYears
) -> tuple[list[str], set[int]]:
    """Return the names of so many columns from the lines above them, and these lines; the last lines count."""
    names = [""] * width
    lines: set[int] = set()
    spans = spans_of([one.row for one in run]) if all(one.row.has_places for one in run) else []
    for row in reversed(head):
        words = _words_above(row, width, spans)
        if not words:
            break
        if any(rough_slot(one, calendar).title is not None for one in words):
            return [], set()  # columns of one thing: its target, its result
        names = [f"{above}{name}" for above, name in zip(words, names, strict=True)]
        lines.add(row.line.number)
    return [named(one) for one in names], lines


def _words_above(row: PrintedRow, width: int, spans: Sequence[Span]) -> list[str]:
    """Return what a line says above each of so many columns, "" where it says nothing; none if it names none."""
    pieces = [one for one in row.filled if not _is_corner(one.text)]
    counted = sum(is_value(one.slot) for one in pieces)  # 市民1人当 is one
    is_caption = bool(_CAPTION.match(row.line.text)) or bool(_LEGEND.search(compact(row.line.text)))
    if is_caption or "。" in row.line.text or counted * 2 > len(pieces):
        return []
    if len(pieces) == width:
        return [one.text for one in pieces]
    if row.is_loose:
        parts = [one for one in row.line.text.split() if not _is_corner(one)]
        return parts if len(parts) == width else []
    if len(spans) != width or not row.has_places or all(_NOTE.fullmatch(one.text) for one in pieces):
        return []
    above = titles_above(pieces, spans)
    is_whole = len({id(one) for one in above if one is not None}) == len(pieces)
    return [one.text if one is not None else "" for one in above] if is_whole else []


def _is_corner(words: str) -> bool:
    return meaning_of(words) in _CORNER


def _can_be_told(names: Sequence[str]) -> bool:
    """Say whether columns have names of their own: none is missing, a role, or that of another."""
    told = [one for one in names if is_name(one) and not isinstance(meaning_of(one), FactRole)]
    return (
        bool(names)
        and len(told) == len(names) == len(set(names))
        and all(len(one) <= _LONGEST_NAME for one in names)
    )


def _readings(
    run: Sequence[YearRow],
    names: Sequence[str],
    head: Sequence[PrintedRow],
    calendar: NamedYears,
    *,
    speaks: bool,
) -> Iterator[Reading]:
    words = tidy(" ".join(row.line.text for row in head))
    is_pair = bool(_LEGEND.search(compact(words)))
    labelled = {one.role for one in run} & {FactRole.BASELINE, FactRole.TARGET}
    bare = FactRole.ACTUAL if labelled else _role_said(words) if speaks else None
    if not labelled and not is_pair and bare is None:
        return
    for at, name in enumerate(names):
        pairs: Pairs = []
        for one in run:
            for role, slot in _figures(one.values[at], one.role or bare, calendar, is_pair=is_pair):
                column = Column(role=role, year=one.year)
                pairs.append((column, Value(slot.cell, one.row.line)))
        told = readings_of(Row(name=name, line=run[0].row.line), facts_of(pairs, None))
        yield from (
            replace(each, facts=tuple(fact.sure(Confidence.LIKELY) for fact in each.facts)) for each in told
        )


def _role_said(words: str) -> FactRole | None:
    """Return the role that the words above a table give to all of its figures, None where they speak of two."""
    is_aim = bool(_AIM.search(words))
    if _PAST.search(words):
        return None if is_aim else FactRole.ACTUAL
    if is_aim:
        return FactRole.TARGET
    return FactRole.ACTUAL if "推移" in words else None


def _figures(
    one: Piece, role: FactRole | None, calendar: NamedYears, *, is_pair: bool
) -> Iterator[tuple[FactRole, Slot]]:
    """Yield the figure of a cell with its role; of 27.8／27.6 both, where the head says so."""
    pair = _PAIR.fullmatch(one.text.strip())
    line = one.slot.line
    if is_pair and pair is not None and line is not None:
        for which, own in (("first", FactRole.TARGET), ("second", FactRole.ACTUAL)):
            yield own, read_cell(pair[which].strip(), line, calendar)
    elif role is not None and pair is None:
        yield role, one.slot
