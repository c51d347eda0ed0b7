"""All that is owed in a round, figures and sheets, as boards count it and a list to take along names it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Final

from django.db.models import FilteredRelation, Q

from accounts.models import Department
from entry.round.scorecards.asked import AskedFigure, AskedIndicator, asked_indicators, figures_asked
from entry.round.scorecards.items import Due, ListLine, departments_of, due_in, due_of, named_with_year
from entry.round.scorecards.listed import Listed
from entry.round.scorecards.owed import Rounds
from entry.round.scorecards.sheets import (
    SheetClaim,
    sheet_named,
    sheet_request_of,
    undertakings_asked,
)
from evaluations.sheets.models.forms import SheetRequest
from indicators.models import EntryRound
from policies.codes import titled
from policies.models import PolicyNode
from policies.scorecards.tree import prefixes

SHEET: Final = ("path", "code", "name", "department", "sheet__entry_state", "sheet__returned_reason")


@dataclass(frozen=True, slots=True)
class AskedFigureLine(ListLine):
    """A figure as a line."""

    owed: AskedFigure
    due: Due
    is_sheet: ClassVar[bool] = False

    @property
    def place_words(self) -> str:
        return self.owed.indicator.place

    @property
    def name_words(self) -> str:
        return named_with_year(self.owed.indicator.title, self.owed)


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """What is written for a 事務事業, as far as boards tell."""

    entry_state: str
    returned_reason: str


@dataclass(frozen=True, slots=True)
class AskedSheet(SheetClaim):
    """A sheet that a department owes, for who counts or names it."""

    round: EntryRound
    path: str
    title: str
    department: Department | None
    written: WrittenSheet | None

    @property
    def answer(self) -> WrittenSheet | None:
        return self.written

    @property
    def entry_state(self) -> str:
        return self.written.entry_state if self.written else ""


class Above:
    """What stands above the undertakings of a period, read only where somebody asks."""

    def __init__(self, period: int) -> None:
        self.period = period

    def measure(self, path: str) -> str:
        """Return the nearest node above that is evaluated, else what stands right above; "" at the top."""
        above = [self._nodes[part] for part in prefixes(path)[1:]]
        judged = next((title for title, is_evaluated in above if is_evaluated), None)
        return judged or (above[0][0] if above else "")

    @cached_property
    def _nodes(self) -> Mapping[str, tuple[str, bool]]:
        rows = PolicyNode.objects.filter(period=self.period).order_by()
        return {
            path: (titled(code, name), is_evaluated)
            for path, code, name, is_evaluated in rows.values_list(
                "path", "code", "name", "layer__is_evaluated"
            )
        }


@dataclass(frozen=True, slots=True)
class AskedSheetLine(ListLine):
    """A sheet as a line."""

    owed: AskedSheet
    due: Due
    above: Above
    is_sheet: ClassVar[bool] = True

    @property
    def place_words(self) -> str:
        return self.above.measure(self.owed.path)

    @property
    def name_words(self) -> str:
        return sheet_named(self.owed.title)


@dataclass(frozen=True, slots=True)
class RoundRead:
    """What a round may ask of some departments on a day, read once for all that is said of it."""

    round: EntryRound
    rounds: Rounds
    indicators: Sequence[AskedIndicator]
    sheets: Sequence[AskedSheetLine]

    def lines(self) -> list[Listed]:
        """Return the figures and the sheets that are owed, in the order of the plan."""
        figures = figures_asked(self.rounds, self.round, self.indicators)
        return [*(AskedFigureLine(one, due_of(one, self.rounds.today)) for one in figures), *self.sheets]


def read_figures(round_: EntryRound, today: date, departments: Collection[int] | None) -> list[AskedFigure]:
    """Return the figures that these departments (None: all) owe in the round, in three statements."""
    known = departments_of(round_.plan.local_government_code)
    indicators = asked_indicators([round_], departments, known, again=True)
    return figures_asked(Rounds.of(round_.plan, today), round_, indicators)


def read_round(round_: EntryRound, today: date, departments: Collection[int] | None) -> RoundRead:
    """Read what the round may ask of these departments (None: all), in five statements."""
    known = departments_of(round_.plan.local_government_code)
    request = sheet_request_of(round_)
    return RoundRead(
        round_,
        Rounds.of(round_.plan, today),
        asked_indicators([round_], departments, known, again=True),
        sheets_counted(request, today, departments, known) if request else [],
    )


def everything_owed(round_: EntryRound, today: date, departments: Collection[int] | None) -> list[Listed]:
    """Return the figures and the sheets that these departments (None: all) owe in the round."""
    return read_round(round_, today, departments).lines()


def sheets_counted(
    request: SheetRequest,
    today: date,
    departments: Collection[int] | None,
    known: Mapping[int, Department],
) -> list[AskedSheetLine]:
    """Return every sheet that is owed, in the order of the plan, in one statement."""
    nodes = undertakings_asked(request)
    if departments is not None:
        nodes = nodes.filter(department__in=departments)
    own = FilteredRelation("project_sheets", condition=Q(project_sheets__cycle=request.cycle_id))
    rows = nodes.alias(sheet=own).order_by("path").values_list(*SHEET)
    due, above = due_in(request.round, today), Above(request.cycle.period_id)
    return [AskedSheetLine(sheet_in(row, request.round, known), due, above) for row in rows]


def sheet_in(row: Any, round_: EntryRound, known: Mapping[int, Department]) -> AskedSheet:
    """Return a sheet from its values."""
    path, code, name, department, state, reason = row
    written = None if state is None else WrittenSheet(state, reason)
    return AskedSheet(round_, path, titled(code, name), known.get(department or 0), written)
