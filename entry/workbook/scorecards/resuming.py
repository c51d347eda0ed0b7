"""The preview once more, from what it had packed: after a login the file itself is gone."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from entry.round.scorecards.owed import Owed
from entry.workbook.actions.figures import Accepted
from entry.workbook.actions.sheets import AcceptedSheet
from entry.workbook.scorecards.lines import state_words
from entry.workbook.scorecards.preview import (
    CLOSED,
    MAY_NOT,
    NOT_FOUND,
    Judged,
    RowOutcome,
    UploadPreview,
    differing,
)
from entry.workbook.scorecards.sheets.owed import AnsweredSheet, Key
from entry.workbook.scorecards.sheets.preview import JudgedSheet, SheetPreview
from entry.workbook.scorecards.sheets.preview import differing as differing_answers
from indicators.actions import CHANGEABLE
from indicators.calculation.explain import rounding_sentences


def figures_again(
    rows: Iterable[Accepted],
    items: Mapping[tuple[int, int], Owed],
    *,
    may_enter: Callable[[Owed], bool],
    ticked: Collection[str],
) -> UploadPreview:
    """Judge the packed figures against the rows as they are now: what moved since the file was looked at is a conflict.

    `ticked` are the ticks that were set.
    """
    judged = []
    for row in rows:
        item = items.get((row.round, row.indicator))
        if item is None:
            judged.append(Judged(0, RowOutcome.REFUSED, sentences=(NOT_FOUND,)))
            continue
        rounded = tuple(rounding_sentences(item.series, row.figure))
        one = Judged(
            0, RowOutcome.CHANGED, item, str(item.indicator), differing(item, row.figure, row.kind), rounded
        )
        if item.version != row.version:
            one = replace(one, outcome=RowOutcome.CONFLICT)
        elif why := why_not(item, may_enter=may_enter(item)):
            one = replace(one, outcome=RowOutcome.REFUSED, sentences=(why,))
        is_ticked = f"{row.round}-{row.indicator}" in ticked
        judged.append(replace(one, figure=row.figure, kind=row.kind, is_ticked=is_ticked))
    return UploadPreview(tuple(judged))


def sheets_again(
    rows: Iterable[AcceptedSheet],
    seen: Mapping[Key, AnsweredSheet],
    *,
    may_enter: Callable[[AnsweredSheet], bool],
    ticked: Collection[str],
) -> SheetPreview:
    """Judge the packed sheets against those that are there now, as figures_again() does."""
    judged = []
    for row in rows:
        item = seen.get(row.key)
        if item is None:
            judged.append(JudgedSheet("", RowOutcome.REFUSED, sentences=(NOT_FOUND,)))
            continue
        changes = differing_answers(item, row.answers, hand_in=row.hand_in)
        one = JudgedSheet("", RowOutcome.CHANGED, item, item.label, changes, answers=row.answers)
        if item.version != row.version:
            one = replace(one, outcome=RowOutcome.CONFLICT)
        elif why := why_not(item, may_enter=may_enter(item)):
            one = replace(one, outcome=RowOutcome.REFUSED, sentences=(why,))
        is_ticked = f"{row.round}-{row.node}" in ticked
        judged.append(replace(one, hand_in=row.hand_in, is_ticked=is_ticked))
    return SheetPreview(tuple(judged))


def why_not(item: Owed | AnsweredSheet, *, may_enter: bool) -> str:
    """Say why it cannot be taken in as things stand; "" if it can."""
    if item.round.is_closed:
        return CLOSED
    if not may_enter:
        return MAY_NOT
    return "" if item.state in CHANGEABLE else state_words(item.state)
