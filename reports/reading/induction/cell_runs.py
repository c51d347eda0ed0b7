"""Rows made of cells that stand one behind the other: heads, words with the figures behind them, columns turned."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from reports.reading.atoms import is_mark
from reports.reading.facts import FactRole
from reports.reading.induction.records import Cells, is_value, label_of, usual
from reports.reading.induction.rough_titles import rough_slot
from reports.reading.slots import Slot, slot
from reports.reading.tables import is_whole_name
from reports.reading.titles import Other
from reports.reading.years import NamedYears

_FEWEST_TITLES: Final = 2
_FEWEST_COUNTS: Final = 2
_SHORT: Final = 8  # letters of a title that is not known
_COUNT: Final = re.compile(r"\d{1,3}")


def rows_of_stream(cells: Sequence[Slot], calendar: NamedYears) -> Iterator[Cells]:
    """Yield the rows that cells behind each other make: heads, and behind them words with the figures they precede."""
    body: list[Slot] = []
    head: list[Slot] = []
    for titles in _runs(cells, calendar):
        if len(titles) >= _FEWEST_TITLES and _heads(titles, calendar):
            yield from _rows_below(head, body, calendar)
            head, body = titles, []
            yield tuple(titles)
        else:
            body += titles
    yield from _rows_below(head, body, calendar)


def _runs(cells: Sequence[Slot], calendar: NamedYears) -> Iterator[list[Slot]]:
    """Yield runs of titles and years, and what stands between them."""
    run: list[Slot] = []
    was_title = False
    told = [rough_slot(one.text, calendar).title is not None or one.is_year for one in cells]
    for at, one in enumerate(cells):
        is_title = told[at] or (
            was_title and one.is_words and len(one.text) <= _SHORT and any(told[at + 1 : at + 2])
        )
        if run and is_title is not was_title:
            yield run
            run = []
        run.append(one)
        was_title = is_title
    if run:
        yield run


def _heads(run: Sequence[Slot], calendar: NamedYears) -> bool:
    """Say whether titles head a table: two of them at least are of figures."""
    told = [rough_slot(one.text, calendar) for one in run]
    return (
        sum(
            one.is_year or (one.title is not None and isinstance(one.title.meaning, FactRole)) for one in told
        )
        > 1
    )


def _rows_below(head: Sequence[Slot], body: Sequence[Slot], calendar: NamedYears) -> Iterator[Cells]:
    """Yield the rows of what stands below a head: runs of figures, each with the words before it that are its own."""
    leads: list[list[Slot]] = [[]]
    runs: list[list[Slot]] = []
    for one in body:
        is_open = bool(runs) and len(leads) == len(runs)
        if _goes_on(one, is_open=is_open):
            if not is_open:
                runs.append([])
            runs[-1].append(one)
        elif is_open:
            leads.append([one])
        elif len(leads) > len(runs):
            leads[-1].append(one)
    behind = _words_behind(head, leads, calendar)
    for at, run in enumerate(runs):
        lead = leads[at][behind if at and len(leads[at]) > behind else 0 :]
        yield (*lead, *run)


def _goes_on(one: Slot, *, is_open: bool) -> bool:
    """Say whether a cell is of a run of figures: one itself, a mark, or behind them a year or a goal in words."""
    is_goal = one.is_words and one.cell.is_goal and not is_whole_name(one.text)
    return is_value(one) or is_mark(one.text) or (is_open and (one.is_year or is_goal))


def _words_behind(head: Sequence[Slot], leads: Sequence[Sequence[Slot]], calendar: NamedYears) -> int:
    """Return how many words stand behind the figures of a row: as the head says, else those that the first has not."""
    told = [rough_slot(one.text, calendar) for one in head]
    figures = [
        at
        for at, one in enumerate(told)
        if one.is_year or (one.title and isinstance(one.title.meaning, FactRole))
    ]
    tail = told[figures[-1] + 1 :] if figures else []
    behind = sum(one.title is not None and one.title.meaning is Other.TEXT for one in tail)
    if behind or not leads:
        return behind
    counts = [len(lead) for lead in leads[1:-1]]
    return max(usual(counts) - len(leads[0]), 0) if leads[0] and counts else 0


def without_counts(cells: Sequence[Slot]) -> list[Slot]:
    """Return cells without the numbers that count the rows: bare, before words, going up by one or staying."""
    found = [
        at
        for at, one in enumerate(cells[:-1])
        if _COUNT.fullmatch(one.text.strip())
        and cells[at + 1].is_words
        and (not at or not cells[at - 1].is_unit)
    ]
    numbers = [int(cells[at].text) for at in found]
    steps = [after - before for before, after in pairwise(numbers)]
    if len(found) < _FEWEST_COUNTS or sum(step in {0, 1} for step in steps) * 4 < len(steps) * 3:
        return list(cells)
    counted = set(found)
    return [one for at, one in enumerate(cells) if at not in counted]


def turned(cells: Sequence[Slot], calendar: NamedYears) -> list[Cells]:
    """Return the rows of columns that stand one behind the other: under each title as many cells, or nothing."""
    columns = _columns(cells, calendar)
    count = usual([len(column) for _, column in columns if len(column) > 1])
    found = [
        (title, column[:count])
        for title, column in columns
        if title and len(column) >= count and _are_alike(column[:count])
    ]
    roles = [title for title, _ in found if title.title and isinstance(title.title.meaning, FactRole)]
    if len(roles) < _FEWEST_TITLES or count < _FEWEST_TITLES:
        return []
    if not any(title.title and title.title.meaning is Other.NAME for title, _ in found):
        before = next((column for _, column in columns if len(column) >= count and _are_words(column)), None)
        if before is None:
            return []
        found = [(slot("指標", calendar), before[-count:]), *found]
    found.sort(key=lambda one: one[0] in roles)  # words before figures
    rows = [tuple(column[at] for _, column in found) for at in range(count)]
    return [tuple(title for title, _ in found), *rows]


def _columns(cells: Sequence[Slot], calendar: NamedYears) -> list[tuple[Slot | None, list[Slot]]]:
    """Return each title, with the year behind it, and the cells up to the next."""
    columns: list[tuple[Slot | None, list[Slot]]] = [(None, [])]
    for one in cells:
        told = rough_slot(one.text, calendar)
        last, below = columns[-1]
        if told.title is not None:
            columns.append((replace(told, line=one.line), []))
        elif told.is_year and last is not None and last.title and not below and last.year is None:
            whole = rough_slot(f"{last.text}({told.text.strip('()（）')})", calendar)
            columns[-1] = replace(whole, line=last.line), below
        else:
            below.append(one)
    return columns


def _are_alike(column: Sequence[Slot]) -> bool:
    """Say whether figures, or words, are all that stands in a column."""
    return _are_words(column) or all(is_value(one) for one in column)


def _are_words(column: Sequence[Slot]) -> bool:
    return all(one.is_words for one in column)


def regrouped(cells: Sequence[Slot]) -> list[Cells]:
    """Return cells as rows that begin where words, a label or years stand behind figures, or figures behind years."""
    rows: list[list[Slot]] = []
    for one in cells:
        last = rows[-1][-1] if rows else None
        if last is None or _begins(one, last):
            rows.append([])
        rows[-1].append(one)
    return [tuple(row) for row in rows]


def _begins(one: Slot, last: Slot) -> bool:
    is_open_year = one.is_year and one.text.strip()[:1] not in {"(", "（"}
    if label_of(one) is not None or (is_open_year and not last.is_year):
        return True
    if is_value(one):
        return last.is_year
    return one.is_words and (is_value(last) or last.is_year)
