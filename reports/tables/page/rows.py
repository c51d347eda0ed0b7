"""What was read of tables and forms, beside the plan: where each row belongs, and which indicator it may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.http import QueryDict

from indicators.models import Indicator
from policies.fiscal_year import FiscalYear
from policies.models import PolicyNode
from reports.loads.actions.loading import Loader
from reports.loads.actions.uploads import Upload
from reports.tables.actions.entries import lone_shares
from reports.tables.models import TableMapping
from reports.tables.readout import ReadRow
from reports.tables.scorecards import SURE, Candidate, PlanBeside, is_called_otherwise
from reports.tables.surveys import Every, every_of

NEW, SKIPPED = "new", "skip"
MOST_ROWS: Final = 1000  # two fields each, on one page
TOO_MANY: Final = (
    "指標が{:,}件を超えるため、残りの{:,}件は読み込みません。ファイルを分けて読み込んでください。"
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that was read, and the file and sheet in which it stands."""

    row: ReadRow
    file: str
    sheet: str


@dataclass(frozen=True, slots=True)
class RowBeside:
    """A row that was read, where it seems to belong, and which indicator it may be; `at` numbers the rows of a page.

    `every` is how often its words say that it is measured, `is_every` whether a new indicator is to be asked for so.
    """

    at: int
    source: SheetRow
    place: PolicyNode | None  # what is called as the page says
    called: str  # what the table calls it, where that is not its name
    candidates: Sequence[Candidate]
    owner_is_unknown: bool
    said_node: str
    said_match: str
    every: Every | None
    is_every: bool

    @property
    def row(self) -> ReadRow:
        return self.source.row

    @property
    def direction(self) -> str:
        """Which way is better, in words, and what the table says of it; "" where it says nothing."""
        said = self.row.direction_words
        return f"目標の向き {Indicator.Direction(self.row.direction).label}（{said}）" if said else ""

    @property
    def chosen(self) -> str:
        """What is chosen: an indicator's key, a new one, or to leave it out."""
        if self.said_match:
            return self.said_match
        first = next(iter(self.candidates), None)
        is_sure = first is not None and (first.is_remembered or first.score >= SURE)
        return str(first.indicator.pk) if first is not None and is_sure else NEW


@dataclass
class RowsPage:
    """The rows of a file, or of many, beside the plan. `refused` says which files could not be read, and why."""

    loader: Loader
    upload: Upload
    mapping: TableMapping
    plan: PlanBeside
    rows: Sequence[SheetRow]
    years: Sequence[FiscalYear]
    back: str
    refused: Sequence[str] = field(default=())
    file_count: int = 1
    left_out: int = 0

    @property
    def is_of_many(self) -> bool:
        return self.file_count > 1

    @cached_property
    def problems(self) -> list[str]:
        """Say what cannot be read, cell by cell, and that there is too much for one page."""
        found = [TOO_MANY.format(MOST_ROWS, self.left_out)] if self.left_out else []
        for one in self.rows:
            said = [*one.row.problems, *lone_shares([one.row])]
            found += [f"{one.file} {problem}" if self.is_of_many else problem for problem in said]
        return found

    def beside(self, typed: QueryDict | None) -> list[RowBeside]:
        """Return the rows with what is proposed, or was typed, of each."""
        matches: Mapping[str, Any] = self.mapping.part("matches") or {}
        return [self._beside(at, one, typed, matches) for at, one in enumerate(self.rows)]

    def _beside(
        self, at: int, one: SheetRow, typed: QueryDict | None, matches: Mapping[str, Any]
    ) -> RowBeside:
        row = one.row
        node = self.plan.node_named(row.node) or self.plan.node_named(row.group)
        said_node = typed.get(f"node-{at}", "") if typed is not None else (node.address if node else "")
        place, words = self.plan.node_at(said_node), row.node or row.group
        return RowBeside(
            at,
            one,
            place,
            words if place is not None and is_called_otherwise(words, place) else "",
            self.plan.candidates(row, node, matches.get(row.key)),
            bool(row.owner) and self.plan.department_named(row.owner) is None,
            said_node,
            typed.get(f"match-{at}", "") if typed is not None else "",
            every_of(row),
            typed is None or f"every-{at}" in typed,
        )
