"""Cells that stand one a line, as rows: as many cells as the head has titles, else runs of figures behind words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.induction.records import is_value
from reports.reading.induction.rough_titles import rough_slot
from reports.reading.slots import Slot, slot
from reports.reading.years import NamedYears

_BRACKET: Final = re.compile(r"[(（\[［【][^()（）]*[)）\]］】]")
_FEWEST: Final = 2
_LONGEST_WORD: Final = 12  # letters of words that may stand in place of a figure
_LONGEST_TITLE: Final = 8  # letters of a title that is not known
_LONGEST_NAME: Final = 60
_SHORTEST_CUT: Final = 8  # letters of the first line of a name that goes on in the next


@dataclass(frozen=True, slots=True)
class StreamRow:
    """The cells of a row; `is_whole` says that there is one for each title of the head."""

    cells: tuple[Slot, ...]
    is_whole: bool


def rows_of_cells(cells: Sequence[Slot], calendar: NamedYears) -> Iterator[StreamRow]:
    """Yield the rows that cells one behind the other make: heads, and what stands behind them."""
    head: list[Slot] = []
    body: list[Slot] = []
    for is_head, run in _runs(_with_years_behind(cells, calendar), calendar):
        if is_head:
            yield from _below(head, body, calendar)
            head, body = _paired(run, calendar), []
        else:
            body += run
    yield from _below(head, body, calendar)


def _with_years_behind(cells: Sequence[Slot], calendar: NamedYears) -> list[Slot]:
    """Return cells with a year in brackets put behind the title or the figure before it."""
    found: list[Slot] = []
    for one in cells:
        last = found[-1] if found else None
        is_behind = one.year is not None and bool(_BRACKET.fullmatch(one.text))
        if (
            last is not None
            and is_behind
            and (last.title is not None or is_value(last))
            and last.year is None
        ):
            found[-1] = slot(f"{last.text}{one.text}", calendar).on(last.line)
        else:
            found.append(one)
    return found


def _runs(cells: Sequence[Slot], calendar: NamedYears) -> Iterator[tuple[bool, list[Slot]]]:
    """Yield runs of titles and years that head figures, and what stands between them."""
    told = [rough_slot(one.text, calendar) for one in cells]
    titled = [(one.title is not None or one.is_year) and not is_value(one) for one in told]
    run: list[Slot] = []
    held: list[Slot] = []
    for at, one in enumerate(cells):
        unknown = bool(held) and _is_title_between(cells[at : at + 3], titled[at + 1 : at + 4])
        if titled[at] or unknown:
            held.append(one)
            continue
        if _heads(held, calendar):
            yield False, run
            yield True, held
            run, held = [], []
        run += [*held, one]
        held = []
    yield False, [*run, *held]


def _is_title_between(cells: Sequence[Slot], behind: Sequence[bool]) -> bool:
    """Say whether words, perhaps with one more of them, stand before two titles."""
    short = [one.is_words and len(one.text) <= _LONGEST_TITLE for one in cells[:2]]
    return short[0] and (behind[:2] == [True, True] or (all(short) and behind[1:3] == [True, True]))


def _heads(run: Sequence[Slot], calendar: NamedYears) -> bool:
    told = [rough_slot(one.text, calendar) for one in run]
    figures = [one for one in told if one.is_year or _role(one) is not None]
    return len(figures) >= _FEWEST


def _role(one: Slot) -> FactRole | None:
    return one.title.meaning if one.title and isinstance(one.title.meaning, FactRole) else None


def _paired(run: Sequence[Slot], calendar: NamedYears) -> list[Slot]:
    """Return titles in which each year and the role behind it are one: 令和2年度, 実績, 令和3年度, 目標."""
    told = [rough_slot(one.text, calendar) for one in run]
    years = [at for at, one in enumerate(told) if one.is_year]
    pairs = [at for at in years if at + 1 < len(told) and _is_open_role(told[at + 1])]
    if len(pairs) < _FEWEST or len(pairs) < len(years):
        return list(run)
    found: list[Slot] = []
    for at, one in enumerate(run):
        if at - 1 in pairs:
            found[-1] = replace(
                rough_slot(f"{one.text}({run[at - 1].text})", calendar), line=run[at - 1].line
            )
        else:
            found.append(one)
    return found


def _is_open_role(one: Slot) -> bool:
    return one.year is None and _role(one) in {
        FactRole.TARGET,
        FactRole.ACTUAL,
        FactRole.BASELINE,
        FactRole.FORECAST,
    }


def _below(head: Sequence[Slot], body: Sequence[Slot], calendar: NamedYears) -> Iterator[StreamRow]:
    """Yield a head and its rows: counted by its titles if that fits, else from words to words."""
    rows = _counted(head, body, calendar) if len(head) > _FEWEST else []
    if head:
        yield StreamRow(tuple(head), is_whole=bool(rows))
    yield from rows or [StreamRow(row, is_whole=False) for row in _from_words(body)]


def _counted(head: Sequence[Slot], body: Sequence[Slot], calendar: NamedYears) -> list[StreamRow]:
    """Return rows with a cell for each title, between them lines of words; none unless two fit and most is used."""
    told = [rough_slot(one.text, calendar) for one in head]
    figures = {at for at, one in enumerate(told) if one.is_year or _role(one) is not None}
    found: list[StreamRow] = []
    at = used = 0
    while at + len(head) <= len(body):
        row, later = body[at : at + len(head)], body[at + 1 : at + 1 + len(head)]
        is_early = _fits(later, figures) and _values(later, figures) > _values(row, figures)
        if is_early and len(row[0].text) >= _SHORTEST_CUT:  # a name over two lines
            name = slot(f"{row[0].text}{later[0].text}", calendar).on(row[0].line)
            found.append(StreamRow((name, *later[1:]), is_whole=True))
            at += 1 + len(head)
            used = at
        elif _fits(row, figures) and not is_early:
            found.append(StreamRow(tuple(row), is_whole=True))
            at += len(head)
            used = at
        elif body[at].is_words and (not found or found[-1].is_whole):
            found.append(StreamRow((body[at],), is_whole=False))
            at += 1
        else:
            break
    whole = sum(one.is_whole for one in found)
    rest = sum(is_value(one) for one in body[used:])
    return found if whole >= _FEWEST and rest <= len(head) else []


def _values(row: Sequence[Slot], figures: set[int]) -> int:
    return sum(is_value(row[at]) for at in figures)


def _fits(row: Sequence[Slot], figures: set[int]) -> bool:
    """Say whether words stand where no title of figures is, and figures, or a word for none, below such titles."""
    if len(row) <= max(figures, default=0):
        return False
    first = next((at for at in range(len(row)) if at not in figures), None)
    if first is None or not any(is_value(row[at]) for at in figures):
        return False
    named = row[first].is_words or row[first].is_numbering
    return named and all(_may_be_value(row[at]) for at in figures)


def _may_be_value(one: Slot) -> bool:
    """Say whether a cell may stand below a title of figures: a unit there is a row that begins a cell too early."""
    is_word = one.is_words and not one.is_unit
    return is_value(one) or (is_word and (one.cell.is_goal or len(one.text) <= _LONGEST_WORD))


def _from_words(body: Sequence[Slot]) -> Iterator[tuple[Slot, ...]]:
    """Yield rows that begin with words behind figures, or with a label."""
    row: list[Slot] = []
    has_figures = False
    for one in body:
        is_goal = one.is_words and one.cell.is_goal and has_figures
        begins = not (is_value(one) or one.is_year or one.is_unit or is_goal)
        if row and begins and has_figures:
            yield tuple(row)
            row, has_figures = [], False
        row.append(one)
        has_figures = has_figures or is_value(one)
    if row:
        yield tuple(row)
