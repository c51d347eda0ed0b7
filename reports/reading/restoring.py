"""Rows whose empty places were not printed, put back into the columns of their head where only one way fits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from reports.reading.axes import GridRow
from reports.reading.columns import (
    Columns,
    Places,
    heads,
    is_base,
    is_label,
    meaning_of_slot,
    role_at,
    shape_of,
    year_at,
)
from reports.reading.facts import FactRole
from reports.reading.slots import EMPTY, Slot
from reports.reading.titles import Meaning, Other

_LATE: Final = {FactRole.ACTUAL, FactRole.RATE}
_ASIDE: Final = {FactRole.RATE, FactRole.DIFFERENCE, Other.COST, Other.MARK}


def restored(rows: Sequence[GridRow], *, is_run: bool) -> list[GridRow]:
    """Return the rows of a table with all their places, or nothing if its head or one of them does not fit.

    In a run of cells, one after the other, two rows of a head are printed as one.
    """
    head, body = _divided(rows)
    if not head or not body:
        return []
    shape = shape_of(body)
    for columns in heads(head, shape, is_run=is_run):
        if not columns.figures:
            continue
        if (kept := _all_placed(body, columns)) is not None:
            return [*(GridRow(tuple(one), rows[0].line) for one in columns.head), *kept]
    return []


def _all_placed(body: Sequence[GridRow], columns: Columns) -> list[GridRow] | None:
    """Return the rows in their places without those that are no indicator's, or None as soon as one does not fit."""
    kept: list[GridRow] = []
    for row in body:
        if (places := _placed(row, columns)) is not None:
            kept.append(GridRow(tuple(places), row.line))
        elif not _is_aside(row):
            return None
    return kept


def _is_aside(row: GridRow) -> bool:
    """Say whether a row holds what is no indicator's: rates, costs or marks."""
    meanings = {meaning_of_slot(one) for one in row.slots if one.title is not None}
    return bool(meanings & _ASIDE)


def _divided(rows: Sequence[GridRow]) -> tuple[list[Places], list[GridRow]]:
    """Divide rows into those of the head, without words that stand alone above it, and those of the body."""
    filled = [GridRow(tuple(one for one in row.slots if one.text), row.line) for row in rows]
    filled = [row for row in filled if row.slots]
    first = next(
        (at for at, row in enumerate(filled) if any(one.is_figure or one.is_absent for one in row.slots)), 0
    )
    head = [list(row.slots) for row in filled[:first]]
    while head and len(head[0]) == 1:
        head = head[1:]
    groups = [row for row in filled[:first] if len(row.slots) == 1 and head and row.slots[0] in head[-1]]
    return (head[:-1] if groups else head), [*groups, *filled[first:]]


# --- rows ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Sorted:
    """The cells of a row by what they are; what has one place only stands in it already."""

    found: Places
    answers: Places = field(default_factory=list)
    words: Places = field(default_factory=list)
    notes: Places = field(default_factory=list)


def _placed(row: GridRow, columns: Columns) -> Places | None:
    """Return a row with all its places, or None if its figures fit the columns in no way or in several."""
    told = _Sorted([EMPTY] * columns.width)
    if len(row.slots) == 1 and row.slots[0].is_words:
        told.found[columns.names[-1] if columns.names else 0] = row.slots[0]
        return told.found
    if not all(_sort(one, told, columns) for one in row.slots):
        return None
    extra = len(told.words) - len(columns.names)
    if extra > 0 and len(told.answers) < len(columns.figures):
        return None  # one of the words may stand in place of a figure
    for at, one in zip(reversed(columns.names), reversed(told.words), strict=False):
        told.found[at] = one
    for at, one in zip(columns.notes, told.notes, strict=False):
        told.found[at] = one
    places = _places(told.answers, columns, bool(told.words), told.found)
    if places is None:
        return None if told.answers else told.found
    for at, one in zip(places, told.answers, strict=True):
        told.found[at] = one
    return told.found


def _sort(one: Slot, told: _Sorted, columns: Columns) -> bool:
    """Put a cell where it belongs; False for years and roles that only a part of the row would have."""
    if (place := _only_place(one, told, columns)) is not None:
        told.found[place] = one
    elif (
        one.is_figure
        or one.is_absent
        or (one.cell.is_goal and _may_answer(told.answers, told.words, columns))
    ):
        told.answers.append(one)
    elif one.year is not None or is_label(one):
        return False
    else:
        (told.notes if told.answers else told.words).append(one)
    return True


def _only_place(one: Slot, told: _Sorted, columns: Columns) -> int | None:
    """Return the column of labels, years or units for what is one, if nothing stands there yet."""
    if columns.label is not None and one.title is not None and told.found[columns.label] is EMPTY:
        return columns.label
    if one.is_year:
        return next((at for at in columns.years if told.found[at] is EMPTY), None)
    is_unit = one.is_unit and not told.answers and bool(told.words)
    return columns.unit if is_unit else None


def _may_answer(answers: Places, words: Places, columns: Columns) -> bool:
    """Say whether words can stand in place of a figure: behind one, or behind a whole name where a target is first."""
    begun = role_at(columns.figures[0], columns) is FactRole.TARGET and len(words) >= len(columns.names)
    return (bool(answers) or begun) and len(answers) < len(columns.figures)


def _places(answers: Places, columns: Columns, has_name: bool, found: Places) -> list[int] | None:
    """Return the columns of the figures of a row, if all are there, or if it can only be its end that is missing."""
    if len(answers) == len(columns.figures):
        return columns.figures
    if own := _by_own_years(answers, columns):
        return own
    label = meaning_of_slot(found[columns.label]) if columns.label is not None else None
    if _begins_with_base(answers, columns):
        return _ends_early(answers, columns) if has_name and label in {None, FactRole.ACTUAL} else None
    if (not has_name or label is not None) and (wanted := _without_base(answers, columns)):
        return wanted
    if places := _without_last_results(answers, columns, label):
        return places
    return _ends_early(answers, columns) if has_name and label is None else None


def _without_base(answers: Places, columns: Columns) -> list[int] | None:
    """Return the columns of years if a row has as many figures, with or without rates: its baseline stands above."""
    yearly = [at for at in columns.figures if not is_base(at, columns)]
    ways = (yearly, [at for at in yearly if role_at(at, columns) is not FactRole.RATE])
    return next((one for one in ways if len(answers) == len(one) < len(columns.figures)), None)


def _without_last_results(answers: Places, columns: Columns, label: Meaning | None) -> list[int] | None:
    """Return the first columns for a row whose last results are not there yet."""
    every = columns.figures
    yearly = [at for at in every if not is_base(at, columns)]
    missing = {role_at(at, columns) for at in every[len(answers) :]}
    if answers and FactRole.ACTUAL in missing <= _LATE and role_at(every[0], columns) is FactRole.TARGET:
        return every[: len(answers)]
    of_one_role = len({role_at(at, columns) for at in yearly}) == 1 and all(
        year_at(at, columns) for at in yearly
    )
    ends = label is FactRole.ACTUAL and of_one_role and len(answers) < len(yearly)
    return yearly[: len(answers)] if ends else None


def _begins_with_base(answers: Places, columns: Columns) -> bool:
    """Say whether the first figure is older than the years of the columns, so that it is the baseline."""
    years = [year for at in columns.figures if not is_base(at, columns) and (year := year_at(at, columns))]
    own = answers[0].cell.year if answers else None
    has_base = any(is_base(at, columns) for at in columns.figures)
    return has_base and own is not None and bool(years) and own.year < min(years)


def _by_own_years(answers: Places, columns: Columns) -> list[int] | None:
    own = [one.cell.year.year if one.cell.year else None for one in answers]
    years = {at: year_at(at, columns) for at in columns.figures}
    found = [[at for at, year in years.items() if year == wanted] for wanted in own]
    return [ones[0] for ones in found] if None not in own and all(len(ones) == 1 for ones in found) else None


def _ends_early(answers: Places, columns: Columns) -> list[int] | None:
    """Return the columns of baselines, the first results and the final target, where the last results are missing."""
    every = columns.figures
    bases = [at for at in every if is_base(at, columns)]
    middle = [at for at in every if at not in bases][:-1]
    last = every[-1]
    results = all(role_at(at, columns) in {FactRole.ACTUAL, None} and year_at(at, columns) for at in middle)
    if (
        not results
        or role_at(last, columns) is not FactRole.TARGET
        or len(answers) <= len(bases) + 1
        or not middle
    ):
        return None
    if every[: len(bases)] != bases or len(answers) > len(every):
        return None
    return [*bases, *middle[: len(answers) - len(bases) - 1], last]
