"""How one thing stands that a round asks of a department, whatever its rows were read as."""

from calendar import monthrange
from datetime import date
from typing import Protocol

from accounts.models import Department
from indicators.calculation import facts
from indicators.calculation.returning import awaits_final
from indicators.calculation.schedule import Schedule
from indicators.models import EntryRound, HandedIn
from policies.fiscal_year import FiscalYear

State = HandedIn.EntryState
UNFINISHED = frozenset({State.EMPTY, State.DRAFT, State.RETURNED})
CONFIRMED = frozenset({State.CONFIRMED, State.CHECKED})
ANSWERED = frozenset({State.WAITING, State.CONFIRMED, State.CHECKED})


class Reasoned(Protocol):
    """What was handed in and may be sent back, with the reason."""

    @property
    def returned_reason(self) -> str: ...


class Owing(Protocol):
    """What a round asks of a department, whatever it is: a figure, or the sheet of a 事務事業."""

    @property
    def answer(self) -> Reasoned | None: ...
    @property
    def round(self) -> EntryRound: ...
    @property
    def year(self) -> FiscalYear: ...
    @property
    def department(self) -> Department | None: ...
    @property
    def local_government_code(self) -> str: ...
    @property
    def state(self) -> State: ...
    @property
    def is_done(self) -> bool: ...
    @property
    def is_confirmed(self) -> bool: ...
    @property
    def comes_back(self) -> bool: ...
    @property
    def asked_from(self) -> date | None: ...
    @property
    def is_back(self) -> bool: ...
    @property
    def is_of_round(self) -> bool: ...
    @property
    def due_on(self) -> date: ...


class Awaited(Protocol):
    """What a year said before, as far as it decides what is still asked."""

    @property
    def pending_until(self) -> str: ...


class Answered(Protocol):
    """What stands in a year's row, as far as it decides what is still asked: a Result, or its values."""

    @property
    def fiscal_year(self) -> int: ...
    @property
    def entry_state(self) -> str: ...
    @property
    def pending_until(self) -> str: ...
    @property
    def returned_reason(self) -> str: ...
    def fact(self) -> facts.Result: ...


class Claim:
    """How one figure stands that a round asks of a department, whatever its rows were read as.

    Mostly the year is that of the round. An answer that was not the last word (集計中, 暫定値 …) is asked for again
    `asked_from` a day on, in a later round too if its own is closed.
    """

    __slots__ = ()

    round: EntryRound
    own_year: FiscalYear | None
    asked_from: date | None

    @property
    def answer(self) -> Answered | None:
        """What has been entered for the year."""
        raise NotImplementedError

    @property
    def schedule(self) -> Schedule:
        """For which years the figure is asked, and from when on it can be known."""
        raise NotImplementedError

    @property
    def year(self) -> FiscalYear:
        return self.own_year or self.round.year

    @property
    def is_of_round(self) -> bool:
        """Whether the round is about this very year."""
        return self.year == self.round.year

    @property
    def is_back(self) -> bool:
        """Whether it has been answered, and is asked for again now."""
        return self.asked_from is not None

    @property
    def due_on(self) -> date:
        """Until when it is asked for: what came back or can be known late, not before the end of its month."""
        known = self.schedule.known_from
        begun = self.asked_from or (known.day(self.year) if known else None)
        return max(self.round.due_on, end_of_month(begun)) if begun else self.round.due_on

    @property
    def local_government_code(self) -> str:
        return self.round.plan.local_government_code

    @property
    def state(self) -> State:
        return State(self.answer.entry_state) if self.answer else State.EMPTY

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do for the section."""
        return self.state not in UNFINISHED and not self.is_back

    @property
    def is_confirmed(self) -> bool:
        """Whether nothing is left to do for anybody."""
        return self.state in CONFIRMED and not self.is_back

    @property
    def is_waiting(self) -> bool:
        """Whether it is the 課長's turn."""
        return self.state == State.WAITING and not self.is_back

    @property
    def comes_back(self) -> bool:
        """Whether the answer is not the last word: 集計中, 暫定値 and the like."""
        return self.answer is not None and awaits_final(self.answer.fact())

    @property
    def is_late(self) -> bool:
        """Whether it is asked for, or waits for the 課長, although its round is closed."""
        known, earlier = self.schedule.known_from, earlier_of(self.answer)
        was_awaited = earlier is not None and bool(earlier.pending_until)
        comes = was_awaited or (known is not None and known.day(self.year) > self.round.due_on)
        return self.round.is_closed and (self.is_back or (self.is_waiting and comes))


def earlier_of(result: Answered | None) -> Awaited | None:
    """Return what stood there before, while another figure waits in its place."""
    return getattr(result, "earlier", None)


def end_of_month(day: date) -> date:
    """Return the last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])
