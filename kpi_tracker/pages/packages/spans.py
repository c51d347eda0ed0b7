"""Which years a package is about, and how much it leaves out because of that; its dictionary says so."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Self, TypeVar

from evaluations.cycles.models import EvaluationCycle
from kpi_tracker.pages.packages.asked import Asked
from policies.fiscal_year import FiscalYear
from policies.page import Scope

WHOLE: Final = "すべての年度"
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Span:
    """The years of a package, as officers call them (none: all there are); `left` counts what is of another year.

    Of an evaluation its targets are those of its period, for it is judged by them.
    """

    words: str
    years: Sequence[FiscalYear] | None
    of_targets: Sequence[FiscalYear] | None
    left: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, scope: Scope, asked: Asked, cycle: EvaluationCycle | None) -> Self:
        """Return the years of the period, or of the evaluation that is asked for alone."""
        if asked.period is None:
            return cls(WHOLE, None, None)
        period = scope.period.years
        own = period if cycle is None else cycle.years
        of = scope.period.name if cycle is None else cycle.name
        return cls(f"{of}の年度（{own[0].era}～{own[-1].era}）", own, period)

    def of_own_years(self, table: str, rows: Iterable[Row], year: Callable[[Row], FiscalYear]) -> list[Row]:
        """Return the rows of the table that are of these years, and count the others."""
        return self._among(self.years, table, rows, year)

    def with_targets(self, table: str, rows: Iterable[Row], year: Callable[[Row], FiscalYear]) -> list[Row]:
        """Return the targets by which these years are judged, and count the others."""
        return self._among(self.of_targets, table, rows, year)

    def said_of(self, tables: Iterable[str]) -> dict[str, str]:
        """Return by table of which years it is, and how many rows of other years are not in it."""
        return {name: self._said(name) for name in tables if name in self.left}

    def _said(self, table: str) -> str:
        if self.years is None:
            return WHOLE
        count = self.left[table]
        more = f"。ほかの年度の{count:,}行は含めていません" if count else ""
        return f"{self.words}{more}"

    def _among(
        self,
        years: Sequence[FiscalYear] | None,
        table: str,
        rows: Iterable[Row],
        year: Callable[[Row], FiscalYear],
    ) -> list[Row]:
        every = list(rows)
        found = every if years is None else [row for row in every if year(row) in years]
        self.left[table] += len(every) - len(found)
        return found
