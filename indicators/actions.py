"""What is done with a year's figure: entered, confirmed, sent back; each is one transaction with its history."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from django.db import transaction

from accounts.actions import person_of
from indicators.calculation.asking import why_not_asked
from indicators.calculation.facts import Missing, ResultStanding
from indicators.calculation.returning import awaits_final, month_named
from indicators.calculation.schedule import KnownFrom
from indicators.models import (
    EarlierFigure,
    EntryRound,
    HandedIn,
    Indicator,
    InterimValue,
    Result,
    writers_of,
)
from policies.fiscal_year import FiscalYear, ended_words
from policies.models import Plan, PolicyNode
from store.actions.rows import (
    Actor,
    RefusedError,
    StaleRow,
    add_first,
    add_rows,
    change_row,
    delete_row,
    within_one,
)

State = HandedIn.EntryState
CHANGEABLE = frozenset({State.EMPTY, State.DRAFT, State.WAITING, State.RETURNED})
AWAITED = (
    "{}の入力は締め切られているため、{}は差し戻せません。"
    "確定値は、差戻しをしなくても所管課が入力対象一覧から入力できます。"
)
OWN = (
    "{}には自分で入力した内容があるため、確認できません。"
    "ほかの課長が確認するか、その内容を担当者が入力し直してから確認してください。"
)

PUBLISHED_INTERIM: Final = "{}の値は、すでに公開されています。直すときは、事務局に依頼してください。"

Owed = TypeVar("Owed", bound=HandedIn)

DUE_DATE_CLOSED: Final = "締め切られた入力依頼の期限は変更できません。先に再開してください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredFigure:
    """What somebody says about one indicator in one year: a figure, a text, or why there is none.

    `total_raw` and `increment_raw` are what the amounts were rounded from, "" where nothing was rounded.
    """

    total: Decimal | None = None
    increment: Decimal | None = None
    total_raw: str = ""
    increment_raw: str = ""
    standing: ResultStanding = ResultStanding.FINAL
    missing: Missing | None = None
    pending_until: str = ""
    approx: bool = False
    text_value: str = ""
    text_fulfilled: bool | None = None
    text_partly: bool = False
    footnote: str = ""
    as_of: date | None = None
    explanation: str = ""

    @property
    def says_something(self) -> bool:
        """Whether it closes the item: a figure, an answered text, or a reason why there is none."""
        return not (
            self.total is None
            and self.increment is None
            and not self.text_value
            and self.text_fulfilled is None
            and self.missing is None
        )


@within_one
def enter_result(
    indicator: Indicator,
    year: FiscalYear,
    figure: EnteredFigure,
    *,
    version: int,
    round_: EntryRound,
    by: Actor,
    again: bool,
    change_kind: str = "",
) -> Result:
    """Write what was entered and hand it to the 課長.

    `version` is that of the row the form showed, 0 if there was none. Raise StaleRow if somebody else was first
    (nothing is written), RefusedError if the round is closed, the figure is confirmed already, or nothing was said.
    Saving the same again changes nothing.

    `again` says that an answer which was not the last word (集計中, 暫定値 …) is asked for again in this round today,
    or that a figure can be known by now: where a month asks for it by itself, the round may be closed.
    `change_kind` is as what a published figure is changed, where that was asked; another figure of which nobody said it
    has none.

    Only then may a confirmed figure or one of an earlier year be replaced; what it said is kept beside it, and stays
    what others see, until the 課長 confirms the new one.
    """
    refuse_if_ended(indicator, year)
    if not figure.says_something:
        raise RefusedError("実績値を入力するか、値がない理由を選んでください。")
    row = stored_result(indicator, year)
    if row is not None and row.version != version:
        raise StaleRow(row)
    if not (again or is_replaced(row)) or not comes_by_itself(indicator, year, row, round_):
        refuse_if_closed(round_)
    again = again and row is not None and awaits_final(row.fact())
    if not again and not is_asked_in(round_, year, row):
        raise RefusedError(f"{round_}では、{year.era}の実績値は変更できません。")
    if row is None:
        return _add(indicator, year, figure, version, by=by, change_kind=change_kind)
    if again:
        return _replace(row, figure, year, round_, by=by, change_kind=change_kind)
    refuse_if_confirmed(row)
    before = figure_of(row)
    _write(row, figure, change_kind)
    if before != figure or row.entry_state != State.WAITING:
        row.entry_state, row.entered_by = State.WAITING, person_of(by)
    change_row(row, version=version, by=by)
    return row


def stored_result(indicator: Indicator, year: FiscalYear) -> Result | None:
    """Return the year's row: as with_series() has read it with the indicator, else as it is now.

    Whoever writes it compares its version once more, in the UPDATE; so a row read a moment ago serves as well.
    """
    if "results" in getattr(indicator, "_prefetched_objects_cache", {}):
        read = next((row for row in indicator.results.all() if row.fiscal_year == year.year), None)
        return copy(read)  # what is written into it is not what the caller has read
    return Result.objects.filter(indicator=indicator, fiscal_year=year.year).select_related("earlier").first()


def is_replaced(row: Result | None) -> bool:
    """Tell whether the figure waits in place of another one, which others see."""
    return row is not None and hasattr(row, "earlier")


def comes_by_itself(indicator: Indicator, year: FiscalYear, row: Result | None, round_: EntryRound) -> bool:
    """Tell whether a month asks for the figure, with or without an open round: that of its answer, or its 確定時期."""
    answers = [row, getattr(row, "earlier", None)]
    if any(one is not None and month_named(one.pending_until) is not None for one in answers):
        return True
    known = KnownFrom.read(indicator.known_from) if indicator.known_from else None
    return known is not None and known.day(year) > round_.due_on


@transaction.atomic
def enter_interim(row: InterimValue, *, version: int, by: Actor) -> InterimValue:
    """Register a value in the middle of a year; it needs no round, for nothing is judged by it.

    One of the same day is replaced by who has seen it: `version` is that which was shown, 0 for none. Else raise
    StaleRow. Raise RefusedError for one that is published already.
    """
    twins = InterimValue.objects.filter(indicator=row.indicator, as_of=row.as_of)
    stored = twins.first()
    if stored is None:
        return add_first(row, twins=twins, version=0, by=by)
    if stored.is_published:
        raise RefusedError(PUBLISHED_INTERIM.format(stored))
    if stored.version != version:
        raise StaleRow(stored)
    stored.value, stored.note = row.value, row.note
    change_row(stored, version=version, by=by)
    return stored


def is_asked_in(round_: EntryRound, year: FiscalYear, row: Result | None) -> bool:
    """Tell whether the round is about that year, or the figure is one that is being replaced in a later round."""
    if year.year == round_.fiscal_year:
        return True
    return row is not None and hasattr(row, "earlier")


def _replace(
    row: Result,
    figure: EnteredFigure,
    year: FiscalYear,
    round_: EntryRound,
    *,
    by: Actor,
    change_kind: str,
) -> Result:
    """Put the awaited figure in place of what was said so far, which is kept until the new one is confirmed."""
    if figure_of(row) == figure:
        return row
    is_kept = hasattr(row, "earlier")
    earlier = EarlierFigure.of(row)
    is_to_be_kept = earlier.was_confirmed or year.year != round_.fiscal_year or round_.is_closed
    _write(row, figure, change_kind)
    row.entry_state, row.entered_by = State.WAITING, person_of(by)
    change_row(row, version=row.version, by=by)  # first: of two at once the second is told here
    if is_to_be_kept and not is_kept:
        add_rows([earlier], by=by)
    return row


def figure_of(row: Result) -> EnteredFigure:
    """Return what a stored row says, in the shape in which it is entered."""
    return EnteredFigure(
        total=row.total,
        increment=row.increment,
        total_raw=row.total_raw,
        increment_raw=row.increment_raw,
        standing=ResultStanding(row.standing),
        missing=Missing(row.missing) if row.missing else None,
        pending_until=row.pending_until,
        approx=row.is_approximate,
        text_value=row.text_value,
        text_fulfilled=row.text_fulfilled,
        text_partly=row.text_partly,
        footnote=row.footnote,
        as_of=row.as_of,
        explanation=row.explanation,
    )


@transaction.atomic
def confirm_results(rows: Iterable[tuple[Owed, int]], *, round_: EntryRound, by: Actor) -> list[Owed]:
    """Confirm what waits for the 課長, each with the version that was shown; all of them or none.

    Raise StaleRow for one that was changed meanwhile, RefusedError for one that does not wait or of which the same
    person wrote anything (four eyes, see writers_of). One that is confirmed already is left as it is.
    """
    confirmed, left = confirm_each(rows, round_=round_, by=by)
    for _, error in left:
        raise error
    return confirmed


@transaction.atomic
def confirm_each(
    rows: Iterable[tuple[Owed, int]], *, round_: EntryRound, by: Actor
) -> tuple[list[Owed], list[tuple[Owed, StaleRow | RefusedError]]]:
    """Confirm what waits as confirm_results() does, but each by itself: one that cannot be leaves the others alone.

    Return what was confirmed now, and what was not with the error that says why. Raise RefusedError if the round is
    closed, but for figures that a month asks for by itself.
    """
    rows = list(rows)
    if not all(isinstance(row, Result) and is_late(row, round_) for row, _ in rows):
        refuse_if_closed(round_)
    rows, confirmed, left = list(rows), list[Owed](), list[tuple[Owed, StaleRow | RefusedError]]()
    writers = writers_of([row for row, _ in rows])
    for row, version in rows:
        if row.entry_state in Result.CONFIRMED_STATES:
            continue
        try:
            _confirm(
                row, version, round_, by, is_own=by.person is not None and by.person.pk in writers[row.pk]
            )
        except (StaleRow, RefusedError) as error:
            left.append((row, error))
        else:
            confirmed.append(row)
    forget_replaced([row for row in confirmed if isinstance(row, Result)], by=by)
    return confirmed, left


def is_late(row: Result, round_: EntryRound) -> bool:
    """Tell whether the figure may be handed in and confirmed after its round was closed."""
    return comes_by_itself(row.indicator, FiscalYear(row.fiscal_year), row, round_)


def _confirm(row: HandedIn, version: int, round_: EntryRound, by: Actor, *, is_own: bool) -> None:
    if isinstance(row, Result) and not is_asked_in(round_, FiscalYear(row.fiscal_year), row):
        raise RefusedError(f"{round_}では、{row}の{row.indicator}は確認できません。")
    if row.version != version:
        raise StaleRow(row)
    if row.entry_state != State.WAITING:
        raise RefusedError(f"{row.owed_name}は課長確認待ちではないため、確認できません。")
    if is_own:
        raise RefusedError(OWN.format(row.owed_name))
    row.entry_state = State.CONFIRMED
    change_row(row, version=version, by=by)


@transaction.atomic
def forget_replaced(figures: Iterable[Result], *, by: Actor) -> None:
    """Delete what stood in the place of those of the figures that are confirmed now, whoever confirmed them."""
    replaced = EarlierFigure.objects.filter(
        result__in=figures, result__entry_state__in=Result.CONFIRMED_STATES
    )
    for earlier in replaced.select_related("result__indicator__node"):
        delete_row(earlier, by=by)


@transaction.atomic
def return_result(row: Owed, *, version: int, reason: str, round_: EntryRound, by: Actor) -> Owed:
    """Send a figure or a sheet back to the section with a reason, which is asked for; a confirmed one too.

    Not an answer of a closed year that a later round asks for again: sent back, nobody could enter it any more.
    """
    refuse_if_closed(round_)
    if not reason.strip():
        raise RefusedError("差戻しの理由を入力してください。")
    if isinstance(row, Result) and not is_asked_in(round_, FiscalYear(row.fiscal_year), row):
        raise RefusedError(AWAITED.format(FiscalYear(row.fiscal_year).era, row.owed_name))
    if row.entry_state not in {State.WAITING, State.CONFIRMED, State.CHECKED}:
        raise RefusedError(f"{row.owed_name}は提出されていないため、差し戻せません。")
    row.entry_state, row.returned_reason = State.RETURNED, reason.strip()
    change_row(row, version=version, by=Actor(by.via, by.person, by.post, reason.strip()))
    return row


def asks_for_nothing(plan: Plan, year: FiscalYear) -> bool:
    """Tell whether a round about that year would ask for no figure and no sheet at all."""
    periods = plan.periods.filter(first_year__lte=year.year, last_year__gte=year.year)
    if PolicyNode.objects.filter(period__in=periods, layer__is_undertaking=True).exists():
        return False  # it may ask for their sheets
    indicators = Indicator.objects.filter(node__period__in=periods).with_series(unconfirmed_of=None)
    return all(why_not_asked(one.series(), year) is not None for one in indicators)


@transaction.atomic
def close_round(round_: EntryRound, *, version: int, by: Actor) -> EntryRound:
    """Close the round, after those who are saving in it: from then on nothing in it changes."""
    round_.is_closed = True
    change_row(round_, version=version, by=by)
    return round_


@transaction.atomic
def move_due_date(round_: EntryRound, due_on: date, *, version: int, by: Actor) -> None:
    """Ask for the figures until another day; in a closed round nothing changes.

    The same day again changes nothing; who gives a reason for it is told if somebody else has set it.
    """
    if due_on == round_.due_on and not by.why:
        return
    if round_.is_closed:
        raise RefusedError(DUE_DATE_CLOSED)
    round_.due_on = due_on
    change_row(round_, version=version, by=by)


@transaction.atomic
def reopen_round(round_: EntryRound, *, version: int, reason: str, by: Actor) -> EntryRound:
    """Open a closed round again, with a reason that is kept."""
    if not reason.strip():
        raise RefusedError("再開の理由を入力してください。")
    round_.is_closed, round_.reopened_reason = False, reason.strip()
    change_row(round_, version=version, by=Actor(by.via, by.person, by.post, reason.strip()))
    return round_


def refuse_if_ended(indicator: Indicator, year: FiscalYear) -> None:
    """Raise RefusedError for a year after the indicator's last one."""
    last = indicator.ends_in
    if last is not None and year > last:
        raise RefusedError(
            f"指標「{indicator}」は{ended_words(last)}しているため、{year.era}の値は入力できません。"
        )


def refuse_if_confirmed(row: HandedIn) -> None:
    """Raise RefusedError once a 課長 has confirmed what the section handed in."""
    if row.entry_state not in CHANGEABLE:
        raise RefusedError(
            f"{State(row.entry_state).label}のため変更できません。変更が必要なときは、課長又は事務局に差戻しを依頼してください。"
        )


def refuse_if_closed(round_: EntryRound) -> None:
    """Raise RefusedError if the round is closed; it is asked anew, because it may have been closed since the page.

    Until the transaction ends nobody closes it: what is saved comes before the closing, or is refused.
    """
    if any(one.is_closed for one in EntryRound.objects.filter(pk=round_.pk).held()):
        raise RefusedError(
            f"{round_}は締め切られました。変更が必要なときは、事務局に再開を依頼してください。"
        )


def _add(
    indicator: Indicator,
    year: FiscalYear,
    figure: EnteredFigure,
    version: int,
    *,
    by: Actor,
    change_kind: str,
) -> Result:
    row = Result(
        indicator=indicator, fiscal_year=year.year, entry_state=State.WAITING, entered_by=person_of(by)
    )
    _write(row, figure, change_kind)
    twins = Result.objects.filter(indicator=indicator, fiscal_year=year.year)
    return add_first(row, twins=twins, version=version, by=by)


def _write(row: Result, figure: EnteredFigure, change_kind: str) -> None:
    if change_kind or figure_of(row) != figure:
        row.change_kind = change_kind
    row.total, row.increment = figure.total, figure.increment
    row.total_raw, row.increment_raw = figure.total_raw, figure.increment_raw
    row.standing = figure.standing.value
    row.missing = figure.missing.value if figure.missing else ""
    row.pending_until = figure.pending_until
    row.is_approximate = figure.approx
    row.text_value, row.text_fulfilled = figure.text_value, figure.text_fulfilled
    row.text_partly = figure.text_partly
    row.footnote, row.explanation = figure.footnote, figure.explanation
    row.as_of = figure.as_of
