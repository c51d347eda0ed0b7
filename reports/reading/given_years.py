"""The years that a document gives once for all its figures: of the start, of the results, of the aim."""

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from typing import Final, Self

from reports.reading.documents import Document
from reports.reading.facts import Confidence, Fact, FactRole, Reading
from reports.reading.plans import evaluated_year, start_year, target_year, year_of_all_aims, year_of_the_rest
from reports.reading.wording import tidy
from reports.reading.years import NamedYears, PrintedYear, years_in

_HEADING: Final = re.compile(r"状況|一覧|推移|結果")
_BRACKETS: Final = re.compile(r"\(([^()]*)\)(?!に?対する)")


@dataclass(frozen=True, slots=True)
class GivenYears:
    """The one year of all starts, of all results and of all aims, as far as a document gives them."""

    start: PrintedYear | None
    result: int | None
    aim: PrintedYear | None
    aim_of_all: PrintedYear | None
    calendar: NamedYears

    @classmethod
    def by(cls, document: Document, calendar: NamedYears, readings: Iterable[Reading]) -> Self:
        """Return the years that a document gives; where some starts have their own, only what it says of the rest."""
        own = {fact.year for one in readings for fact in one.facts if fact.role is FactRole.BASELINE}
        return cls(
            (start_year(document, calendar) if own == {None} else None)
            or year_of_the_rest(document, calendar),
            evaluated_year(document, calendar),
            target_year(document, calendar),
            year_of_all_aims(document, calendar),
            calendar,
        )

    def to(self, reading: Reading) -> Reading:
        """Return a reading whose figures without a year have the one that the document gives for all like them."""
        results = [fact for fact in reading.facts if fact.role is FactRole.ACTUAL]
        is_only = len(results) == 1 and results[0].value is not None
        aims = [fact for fact in reading.facts if fact.role is FactRole.TARGET]
        beside = {fact.year for fact in results} if len(aims) == 1 else set()
        facts = [self._with_aim_of_all(self._of(fact, is_only=is_only), beside) for fact in reading.facts]
        return replace(reading, facts=tuple(self._named(fact, reading.name) for fact in facts))

    def _with_aim_of_all(self, fact: Fact, beside: Set[int | None]) -> Fact:
        """Return the only aim of a row, dated like a result beside it, in the year that is said of all aims."""
        is_other = self.aim_of_all is not None and fact.year != self.aim_of_all.year
        if self.aim_of_all and is_other and fact.role is FactRole.TARGET and fact.year in beside:
            return _in_year(fact, self.aim_of_all).sure(Confidence.UNSURE)
        return fact

    def _named(self, fact: Fact, name: str) -> Fact:
        """Return a start without a year with the only one in a bracket of its name: 健康寿命（平成28年）."""
        if fact.role is not FactRole.BASELINE or fact.year is not None or _HEADING.search(name):
            return fact
        years = [year for words in _BRACKETS.findall(tidy(name)) for year in years_in(words, self.calendar)]
        return _in_year(fact, years[0]) if len(years) == 1 else fact

    def _of(self, fact: Fact, *, is_only: bool) -> Fact:
        if fact.year is not None:
            return fact
        if fact.role is FactRole.ACTUAL and is_only and self.result is not None:
            return replace(fact, year=self.result)
        if fact.role is FactRole.BASELINE and self.start is not None:
            return _in_year(fact, self.start)
        if (
            fact.role is FactRole.TARGET
            and self.aim is not None
            and not fact.is_period
            and "毎" not in fact.label
        ):
            return _in_year(fact, self.aim).sure(Confidence.UNSURE)  # of several plans it may be another's
        return fact


def _in_year(fact: Fact, year: PrintedYear) -> Fact:
    return replace(fact, year=year.year, is_calendar=year.is_calendar)


def with_given_start(readings: Iterable[Reading], start: int | None) -> list[Reading]:
    """Return readings without a start, but with an aim, whose first result is of the year of all starts: it is theirs.

    A table that says 2013年度 alone above it leaves to the text that this is the year from which all is counted.
    """
    return [_with_start(one, start) for one in readings]


def _with_start(reading: Reading, start: int | None) -> Reading:
    roles = {fact.role for fact in reading.facts}
    years = [fact.year for fact in reading.facts if fact.role is FactRole.ACTUAL and fact.year is not None]
    if FactRole.BASELINE in roles or FactRole.TARGET not in roles or len(years) < 2 or min(years) != start:
        return reading
    return reading.called(FactRole.ACTUAL, FactRole.BASELINE, {start})
