"""What is told although something speaks against it: left out where it is refuted, else told as unsure.

The checks know no layout. They look at what was told, whoever read it, beside the lines that it was told of: when a
reader meets a table that is not quite its own, it shifts columns and is sure of it. Each check is worth its place by
what it finds wrong in documents for which it was not made.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from reports.reading.documents import Document
from reports.reading.doubts.accounts import accounts
from reports.reading.doubts.aims import aims_of_nobody, aims_up_and_down
from reports.reading.doubts.beside import untold_neighbours
from reports.reading.doubts.changes import changes_nobody_aims_at, units_that_count_others
from reports.reading.doubts.columns import (
    aims_less_round_than_the_last,
    figures_that_number_rows,
    numbers_of_rows,
    strange_columns,
)
from reports.reading.doubts.dated_lines import figures_of_other_years
from reports.reading.doubts.heads import (
    lines_of_one_kind,
    results_without_their_aims,
    starts_nobody_told,
)
from reports.reading.doubts.names import names_that_are_none, results_that_are_expected
from reports.reading.doubts.rates import figures_called_rates
from reports.reading.doubts.told import Doubt, Told
from reports.reading.doubts.years import (
    results_to_come,
    second_starts,
    starts_after_results,
    starts_among_yearly,
    years_of_their_own,
)
from reports.reading.facts import Confidence, Reading
from reports.reading.plans import evaluated_year
from reports.reading.present import present_year
from reports.reading.wording import tidy
from reports.reading.years import NamedYears

Check = Callable[[Told], Iterable[Doubt]]

CHECKS: Final[dict[str, Check]] = {
    "names that are none": names_that_are_none,
    "results that are expected": results_that_are_expected,
    "years of their own": years_of_their_own,
    "results to come": results_to_come,
    "starts after results": starts_after_results,
    "second starts": second_starts,
    "starts among yearly figures": starts_among_yearly,
    "figures of other years": figures_of_other_years,
    "strange columns": strange_columns,
    "figures that number rows": figures_that_number_rows,
    "numbers of rows": numbers_of_rows,
    "aims less round than the last": aims_less_round_than_the_last,
    "lines of one kind": lines_of_one_kind,
    "results without their aims": results_without_their_aims,
    "starts nobody told": starts_nobody_told,
    "untold neighbours": untold_neighbours,
    "figures called rates": figures_called_rates,
    "accounts": accounts,
    "aims up and down": aims_up_and_down,
    "aims of nobody": aims_of_nobody,
    "changes nobody aims at": changes_nobody_aims_at,
    "units that count others": units_that_count_others,
}
OF_PLACES: Final = frozenset(
    {
        "years of their own",
        "figures of other years",
        "strange columns",
        "untold neighbours",
        "numbers of rows",
    }
)


@dataclass(frozen=True, slots=True)
class Doubts:
    """The lines and years of one document, to hold against them whatever is told of it."""

    lines: dict[int, str]
    calendar: NamedYears
    present: int | None
    checks: tuple[Check, ...]

    @classmethod
    def about(cls, document: Document, calendar: NamedYears, *, by_place: bool) -> Self:
        """Return the doubts of a document; its own year is the last that it dates, counts or evaluates.

        Where keys say of each figure what it is, no column can be shifted: its place on a line is no doubt then.
        """
        lines = {line.number: tidy(line.text) for line in document.lines}
        years = (present_year(document, calendar), evaluated_year(document, calendar))
        checks = tuple(check for name, check in CHECKS.items() if by_place or name not in OF_PLACES)
        return cls(lines, calendar, max((year for year in years if year is not None), default=None), checks)

    def unrefuted(self, readings: Sequence[Reading]) -> list[Reading]:
        """Return readings without what is refuted."""
        return self._without(readings, [one for one in self._found(readings) if one.is_refuted])

    def weighed(self, readings: Sequence[Reading]) -> list[Reading]:
        """Return readings without what is refuted, and what is doubtful as unsure."""
        found = list(self._found(readings))
        unsure = _marks((one for one in found if not one.is_refuted), readings)
        doubted = [_unsure(one, unsure[row]) if row in unsure else one for row, one in enumerate(readings)]
        return self._without(doubted, [one for one in found if one.is_refuted])

    def _found(self, readings: Sequence[Reading]) -> Iterator[Doubt]:
        told = Told(readings, self.lines, self.calendar, self.present)
        for check in self.checks:
            yield from check(told)

    def _without(self, readings: Sequence[Reading], refuted: Sequence[Doubt]) -> list[Reading]:
        gone = _marks(refuted, readings)
        kept = [
            replace(one, facts=tuple(fact for at, fact in enumerate(one.facts) if at not in gone[row]))
            if row in gone
            else one
            for row, one in enumerate(readings)
        ]
        return [one for one in kept if one.facts]


def _marks(doubts: Iterable[Doubt], readings: Sequence[Reading]) -> dict[int, set[int]]:
    """Return the facts that doubts speak of, by row."""
    found: dict[int, set[int]] = {}
    for one in doubts:
        facts = range(len(readings[one.row].facts)) if one.fact is None else [one.fact]
        found.setdefault(one.row, set()).update(facts)
    return found


def _unsure(reading: Reading, doubted: set[int]) -> Reading:
    facts = [fact.sure(Confidence.UNSURE) if at in doubted else fact for at, fact in enumerate(reading.facts)]
    return replace(reading, facts=tuple(facts))
