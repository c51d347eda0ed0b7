"""A screenful saved as one: each row whole or not at all, good ones saved, the others kept as they were typed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from accounts.models import Person
from entry.figure.rules import asking_by_rules_of_pages
from entry.grid.scorecards.rows import GridRow, show_theirs
from entry.round.scorecards.judging import Reasons
from entry.workbook.actions.figures import post_used
from entry.workbook.columns import FigureColumn
from entry.workbook.scorecards.figures import FigureReading, texts_of
from indicators.actions import EnteredFigure, enter_result, figure_of
from indicators.models import Result
from store.actions.rows import Actor, RefusedError, StaleRow
from store.models import Change


@dataclass(slots=True)
class SavedRows:
    """What became of the rows: how many were saved, which were not, and how what was typed was understood.

    `unkept` says why the rows that were not saved are not kept as a draft either; "" where they are.
    """

    done: int = 0
    kept: list[GridRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unkept: str = ""

    @property
    def has_stale(self) -> bool:
        return any(row.theirs for row in self.kept)


@transaction.atomic
def save_rows(rows: Iterable[GridRow], *, person: Person, today: date) -> SavedRows:
    """Write what was changed; a row that is wrong, stale or refused holds up no other."""
    saved, reasons = SavedRows(), asking_by_rules_of_pages(today)
    for row in sorted(
        rows, key=lambda one: one.pk
    ):  # in one order, so that two savers never wait in a circle
        if not row.is_changed:
            continue
        if _save(row, saved, reasons, person=person, today=today):
            saved.done += 1
        else:
            saved.kept.append(row)
    return saved


def _save(row: GridRow, saved: SavedRows, reasons: Reasons, *, person: Person, today: date) -> bool:
    reading = row.reading()
    row.faults |= reading.faults
    if not row.faults:
        ask_for_explanation(row, reading.figure, reasons)
    if row.faults:
        return False
    owed = row.item.owed
    by = Actor(Change.Via.PAGE, person, post_used(person, owed, today))
    try:
        enter_result(
            owed.indicator,
            owed.year,
            reading.figure,
            version=row.version,
            round_=owed.round,
            by=by,
            again=False,
            change_kind=reading.kind,
        )
    except RefusedError as refused:
        row.problem = str(refused)
        return False
    except StaleRow as stale:
        return _says_the_same(row, stale, reading, person)
    saved.notes += [f"{owed.indicator}{note}" for note in reading.notes]
    return True


def _says_the_same(row: GridRow, stale: StaleRow, mine: FigureReading, person: Person) -> bool:
    """Tell whether the other one saved the very same; if not, show both."""
    current = stale.current if isinstance(stale.current, Result) else None
    if current is not None and says_it(current, mine):
        return True
    show_theirs(row, current, person)
    return False


def says_it(current: Result, mine: FigureReading) -> bool:
    """Tell whether a stored figure says what was typed, and is changed as the same."""
    return mine.kind in {"", current.change_kind} and texts_of(figure_of(current)) == texts_of(mine.figure)


def ask_for_explanation(row: GridRow, figure: EnteredFigure, reasons: Reasons) -> None:
    """Ask for an explanation in the row where the figure needs one and none was given."""
    if not figure.explanation and (found := reasons(row.item.owed, figure)):
        row.asks_explanation = True
        row.faults[FigureColumn.EXPLANATION] = f"{''.join(found)}理由を短く入力してください。"
