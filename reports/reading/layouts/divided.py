"""Indicator tables whose cells are divided by 「|」 or tabs: heads, then one or more rows for each indicator."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from reports.reading.atoms import pieces
from reports.reading.blocks import IndicatorRows, TableLine, pairs_of
from reports.reading.cells import read_printed
from reports.reading.divided_lines import begins_figures, in_columns, line_of, unit_of_row
from reports.reading.documents import Document
from reports.reading.facts import Confidence, Fact, FactRole, Harvest, Reading
from reports.reading.grid import DividedRow, caption_of, context_of, grids
from reports.reading.heads import (
    Head,
    asked_by_stage,
    head_of,
    is_filled,
    under,
    with_one_baseline,
    with_results,
    with_spans,
    with_year_of_base,
    year_only,
)
from reports.reading.joining import whole_titles
from reports.reading.layouts.turned import years_down
from reports.reading.layouts.untitled import untitled
from reports.reading.tables import Row, facts_of, own_name, readings_of
from reports.reading.titles import Other, read_title
from reports.reading.upright import upright
from reports.reading.wording import compact
from reports.reading.years import NamedYears

_GENERIC: Final = re.compile(r"数値|値|数|実績|目標|\d+")
_NUMBERING: Final = re.compile(r"[\d.()（）-]+|[①-⑳]|[ア-ン]|[(（]?[ⅠⅡⅢⅣⅤ]+[)）]?")
_SECTION: Final = re.compile(r"第?\d+|[(（]|[ⅠⅡⅢⅣⅤ【■●○◆]")

Told = list[tuple[str, Fact]]


@dataclass(slots=True, kw_only=True)
class _State:
    """Where the reading of one table stands."""

    caption: str
    stage: tuple[FactRole, FactRole] | None
    head: Head | None = None
    usual: dict[int, int] = field(default_factory=dict)
    group: str = ""
    blocks: list[tuple[IndicatorRows, Head]] = field(default_factory=list)
    local: TableLine | None = None


@dataclass(frozen=True, slots=True)
class _Above:
    """What stands above a table: the head that titles it, the years below that, and the words."""

    head: Head | None
    local: TableLine | None
    words: str


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read every divided table that says which of its columns are baselines, targets and results."""
    harvest = Harvest()
    tables = [upright(rows, calendar) for rows in grids(document)]
    every = [row for rows in tables for row in rows]
    if all(_lines(row) & taken for row in every):
        return harvest
    usual = _usual(every, calendar)
    carried: Head | None = None
    unread: list[DividedRow] = []
    for rows in tables:
        caption = caption_of(document, rows[0].line)
        plain = _plain_head(document, rows[0], calendar) if carried is None else None
        state = _table(rows, every, usual, calendar, plain or _Above(carried, None, caption))
        if any(_lines(row) & taken for row in rows):
            carried = state.head or carried  # its titles may be those of a table further down
            continue
        readings = years_down(rows, caption, document, calendar) or _readings(state)
        if not readings and state.head is None:
            unread += rows
        if readings:
            harvest.readings += readings
            harvest.lines |= {number for row in rows for number in _lines(row)}
        carried = state.head or carried
    if readings := untitled(unread, calendar):
        harvest.readings += readings
        harvest.lines |= {number for row in unread for number in _lines(row)}
    harvest.readings = _judged(harvest.readings)
    return harvest


def _lines(row: DividedRow) -> set[int]:
    return {line.number for line in row.lines}


def _judged(readings: list[Reading]) -> list[Reading]:
    sure = Confidence.LIKELY if len(readings) > 1 else Confidence.UNSURE
    return [replace(one, facts=tuple(fact.sure(sure) for fact in one.facts)) for one in readings]


def _plain_head(document: Document, row: DividedRow, calendar: NamedYears) -> _Above | None:
    """Return the head that stands above a table as a line without dividing signs, if it names two roles or more."""
    above = document.lines[max(row.line.number - 4, 0) : row.line.number - 1]
    local: TableLine | None = None
    for line in reversed(above):
        cells = whole_titles(list(pieces(line.text)), calendar)
        head = head_of(cells, calendar) if 2 < len(cells) < 30 else None
        roles = (
            [meaning for meaning in head.meanings.values() if isinstance(meaning, FactRole)] if head else []
        )
        if head is not None and len(roles) + len(head.years) >= 2 and roles:
            words = " ".join(one.text for one in above)
            return _Above(with_one_baseline(with_results(head)), local, words)
        if head is not None and not head.meanings:
            local = TableLine(line=line, width=len(cells), years=sorted(head.years.items()))
    return None


def _table(
    rows: Sequence[DividedRow],
    every: Sequence[DividedRow],
    usual: dict[int, int],
    calendar: NamedYears,
    above: _Above,
) -> _State:
    caption, carried = above.words, above.head
    words = caption + " ".join(cell for row in rows[:3] for cell in row.cells)
    state = _State(caption=caption, stage=asked_by_stage(words), usual=usual)
    if carried and not any(head_of(row.cells, calendar) for row in rows):
        state.head = carried  # titles are printed once for several tables
        state.local = above.local
    elif _has_years_below_names(rows, calendar):
        state.head = Head()
    was_head = False
    for position, row in enumerate(rows):
        if _gives_years(row, state, calendar):
            continue
        head = head_of(row.cells, calendar)
        if head is not None and _names_indicator(head, rows[position + 1 :], calendar):
            state.head = state.head or Head()
            head = None
        if head is not None:
            if _is_local(state.head, head):
                state.local = TableLine(line=row.line, width=len(row.cells), years=sorted(head.years.items()))
                continue
            state.local = None
            joined = _joined(state.head, head, was_head=was_head, carried=carried)
            state.head = with_one_baseline(with_results(with_spans(with_year_of_base(joined))))
            was_head, state.group = True, ""
        elif state.head is not None:
            _body(row, state, state.head, every, calendar)
            was_head = False
    return state


def _has_years_below_names(rows: Sequence[DividedRow], calendar: NamedYears) -> bool:
    """Say whether a table without a head has rows with a name and years, and the figures in the rows below them."""
    if any(head_of(row.cells, calendar) for row in rows):
        return False
    return any(
        sum(year_only(cell, calendar) is not None for cell in row.cells) > 1
        and year_only(row.cells[0], calendar) is None
        and read_printed(following.cells[0], calendar).has_figure
        for row, following in pairwise(rows)
    )


def _names_indicator(head: Head, following: Sequence[DividedRow], calendar: NamedYears) -> bool:
    """Say whether a row of years has a name in it and no head: the figures below have no name of their own."""
    words = head.filled - set(head.words)
    if head.meanings or len(words) != 1 or not following:
        return False
    first = read_printed(following[0].cells[0], calendar) if following[0].cells else None
    return first is not None and first.has_figure and begins_figures(following[0], first, calendar)


def _is_local(before: Head | None, head: Head) -> bool:
    """Say whether a row of years gives those of the rows below it, in a table whose roles are said already."""
    return before is not None and before.has_roles and not head.meanings and 0 in head.years


def _joined(before: Head | None, head: Head, *, was_head: bool, carried: Head | None) -> Head:
    """Return a head together with the one above it, or with an earlier one of its width if it is of years alone."""
    if before and (was_head or (not head.has_roles and before.width == head.width)):
        return under(before, head)
    if carried and carried.width == head.width and not head.has_roles:
        return under(carried, head)
    return head


def _usual(rows: Sequence[DividedRow], calendar: NamedYears) -> dict[int, int]:
    """Return how many words stand before the figures in most rows: one more begins a group."""
    counts: dict[int, Counter[int]] = {}
    for row in rows:
        cells = [read_printed(cell, calendar) for cell in row.cells]
        first = next((at for at, cell in enumerate(cells) if is_filled(cell) and at), None)
        if first is not None:
            counts.setdefault(sum(is_filled(cell) for cell in cells), Counter())[first] += 1
    return {answers: min(found, key=lambda at: (-found[at], at)) for answers, found in counts.items()}


# --- rows ---------------------------------------------------------------------------------------------------


def _body(
    row: DividedRow, state: _State, head: Head, every: Sequence[DividedRow], calendar: NamedYears
) -> None:
    if len(row.filled) == 1 and row.cells[0] and len(row.cells) > 1:
        state.group = "" if _SECTION.match(row.cells[0]) else row.cells[0]
        return
    last = state.blocks[-1][0] if state.blocks else None
    line, texts = line_of(row, head, every, calendar)
    name = _name(row, line, texts, head, state)
    if not (line.years or state.local or (not name and last and any(one.years for one in last.lines))):
        line.answers = in_columns(line, head, every, calendar)
    if name and not (last and last.name == name and line.label):
        printed = unit_of_row(row, texts, head)
        block = IndicatorRows(name=name, line=row.line, unit=printed, group=state.group, local=state.local)
        state.blocks.append((block, head))
        last = block
    if last is not None and (line.answers or line.years):
        last.lines.append(line)


def _name(row: DividedRow, line: TableLine, texts: dict[int, str], head: Head, state: _State) -> str:
    """Return the row's name: in the column of names, else the words that stand where names usually do."""
    first = min([at for at, _ in line.answers] + [at for at, _ in line.years], default=len(row.cells))
    before = [at for at in sorted(texts) if at < first and not _NUMBERING.fullmatch(compact(texts[at]))]
    if not before:
        return ""
    named_at = head.name_position
    if len(row.cells) == head.width and named_at in before:
        at = named_at
    else:
        others = {one for one, meaning in head.meanings.items() if isinstance(meaning, Other)}
        same = len(row.cells) == head.width
        extra = first - state.usual.get(len(line.answers), first)
        allowed = [one for one in before if one >= extra and not (same and one in others)] or before
        at = allowed[0]
    name = texts[at]
    return state.caption or name if _GENERIC.fullmatch(compact(name)) else name


def _gives_years(row: DividedRow, state: _State, calendar: NamedYears) -> bool:
    """Take a row of years below figures (時点 | H22 | R2 | R3) as the years of their columns."""
    years = {at: year for at, cell in enumerate(row.cells) if (year := year_only(cell, calendar))}
    title = read_title(row.cells[0], calendar) if row.cells else None
    if len(years) < 2 or title is None or title.meaning is not Other.YEAR or not state.blocks:
        return False
    block, head = state.blocks[-1]
    state.blocks[-1] = (block, replace(head, years=head.years | years))
    return True


# --- readings -------------------------------------------------------------------------------------------------


def _readings(state: _State) -> list[Reading]:
    """Return the indicators of a table, with names that are not glued to those of the following rows."""
    context = context_of(state.caption)
    names = [block.name for block, _ in state.blocks]
    found: list[Reading] = []
    rows = placed = 0
    for at, (block, head) in enumerate(state.blocks):
        row = Row(name=own_name(block.name, names[at + 1 :]), line=block.line, unit=block.unit)
        told: Told = []
        rows += sum(bool(line.answers) for line in block.lines)
        for pairs in pairs_of(block, head, state.stage, context):
            told += list(facts_of(pairs, None))
            placed += 1
        found += readings_of(row, told, block.group)
    if len(found) > 1 and len({one.name for one in found}) == 1:
        return []  # the rows are of several indicators, and their names stand elsewhere
    return found if placed * 2 >= rows else []  # where most rows do not fit their head, it is another table's
