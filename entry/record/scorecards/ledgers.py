"""The count reported for an indicator's year beside the records of its projects, as the pages of entry print it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from accounts.models import Department, Person
from entry.figure.scorecards.facts import count_beside_figure
from entry.record.scorecards.keepers import (
    RecordKeeper,
    codes_of,
    counted_indicators,
    records_seen,
    with_keepers,
)
from entry.record.scorecards.keepers import answering_for_indicator as answering
from entry.round.scorecards.owed import open_rounds
from indicators.models import EntryRound, Indicator
from policies.fiscal_year import FiscalYear
from policies.models import Plan, PolicyNode
from projects.actions import why_count_is_fixed, why_year_is_fixed
from projects.duplicates import Likeness, Named, duplicates_of
from projects.ledger import LedgerYear
from projects.models import LeadingProject, ProjectCount

Counts = Mapping[FiscalYear, int]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One year: what was reported (None: nothing yet) beside the records that count in it."""

    year: FiscalYear
    reported: int | None
    recorded: int

    @property
    def sentence(self) -> str:
        """報告件数11件、うち個票登録3件、未登録8件"""
        if self.reported is None:
            return f"報告件数は未入力、個票登録{self.recorded}件"
        return LedgerYear(self.year, self.reported, self.recorded).sentence()

    @property
    def is_too_much(self) -> bool:
        return self.reported is not None and self.recorded > self.reported

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done: no report, or records that are missing or too many."""
        return self.reported is None or self.reported != self.recorded


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of the list of ledgers."""

    indicator: Indicator
    round: EntryRound
    line: LedgerLine

    @property
    def department(self) -> Department | None:
        return self.indicator.department


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that look like one project, as a page names them; `where` is the address of the other one."""

    name: str
    other: str
    other_year: FiscalYear | None
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record, and whether the person may change it."""

    project: LeadingProject
    may_change: bool


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Everything the page of one indicator and year says."""

    keeper: RecordKeeper
    indicator: Indicator
    year: FiscalYear
    count: ProjectCount | None
    lines: Sequence[LedgerLine]
    records: Sequence[Record]
    undated: Sequence[Record]
    pairs: Sequence[Pair]
    difference: str
    locked: str
    count_locked: str
    may_keep: bool

    @property
    def line(self) -> LedgerLine:
        return next(line for line in self.lines if line.year == self.year)

    @property
    def label(self) -> str:
        """What the records of this indicator are called."""
        return self.indicator.records_label or "取組"


def ledger_rows(person: Person, today: date) -> list[LedgerRow]:
    """Return the ledgers of the years with an open round that the person may see, in a fixed number of queries."""
    rounds = one_a_year(open_rounds(codes_of(person, today), today))
    indicators = [
        indicator
        for indicator in counted_indicators({one.plan_id for one in rounds})
        if keeper_of(person, today, indicator).sees(answering(indicator))
    ]
    counted = Indicator.objects.filter(pk__in=[indicator.pk for indicator in indicators])
    reported, recorded = counted.reported_by_year(unconfirmed_of=None), counted.recorded_by_year()
    return [
        LedgerRow(
            indicator,
            one,
            line_of(one.year, reported.get(indicator.pk, {}), recorded.get(indicator.pk, {})),
        )
        for one in rounds
        for indicator in indicators
        if is_of(indicator, one)
    ]


def one_a_year(rounds: Iterable[EntryRound]) -> list[EntryRound]:
    """Keep the first round of each plan and year."""
    found: dict[tuple[int, int], EntryRound] = {}
    for one in rounds:
        found.setdefault((one.plan_id, one.fiscal_year), one)
    return list(found.values())


def is_of(indicator: Indicator, round_: EntryRound) -> bool:
    period = indicator.node.period
    return period.plan_id == round_.plan_id and period.first_year <= round_.fiscal_year <= period.last_year


def keeper_of(person: Person, today: date, indicator: Indicator) -> RecordKeeper:
    return RecordKeeper(person, today, indicator.node.period.plan.local_government_code)


def line_of(year: FiscalYear, reported: Counts, recorded: Counts) -> LedgerLine:
    return LedgerLine(year, reported.get(year), recorded.get(year, 0))


def ledger_page(keeper: RecordKeeper, indicator: Indicator, year: FiscalYear) -> LedgerPage:
    """Return the page, in a fixed number of queries."""
    counted = Indicator.objects.filter(pk=indicator.pk)
    reported = counted.reported_by_year(unconfirmed_of=None).get(indicator.pk, {})
    recorded = counted.recorded_by_year().get(indicator.pk, {})
    projects = list(with_keepers(indicator.projects.order_by("counting_year", "order", "pk")))
    records = [Record(project, keeper.keeps_project(project)) for project in projects]
    here = [one for one in records if one.project.counting_year == year.year]
    undated = [one for one in records if one.project.counting_year is None]
    locked = why_fixed(keeper, indicator.node, year)
    return LedgerPage(
        keeper=keeper,
        indicator=indicator,
        year=year,
        count=ProjectCount.objects.filter(indicator=indicator, fiscal_year=year.year).first(),
        lines=[line_of(one, reported, recorded) for one in years_of(indicator, reported, recorded)],
        records=here,
        undated=undated,
        pairs=pairs_among(keeper, indicator, [one.project for one in (*here, *undated)]),
        difference=difference(indicator, year, reported.get(year)),
        locked=locked,
        count_locked=locked or why_count_is_fixed(indicator, year),
        may_keep=keeper.keeps_indicator(indicator),
    )


def years_of(indicator: Indicator, *counts: Counts) -> list[FiscalYear]:
    """Return the years of the indicator's period, and those in which anything counts besides."""
    period = indicator.node.period
    return sorted({*period.years, *(year for one in counts for year in one)})


def why_fixed(keeper: RecordKeeper, node: PolicyNode, year: FiscalYear | None) -> str:
    """Say why nothing of the node's plan that counts in the year may change; "" while it may."""
    if year is None:
        return ""
    rounds = EntryRound.objects.filter(plan=node.period.plan, fiscal_year=year.year)
    return why_year_is_fixed(year, rounds, is_secretariat=keeper.is_secretariat, on=keeper.today)


def difference(indicator: Indicator, year: FiscalYear, reported: int | None) -> str:
    """Say how the reported count differs from the figure entered for the year; "" if it does not."""
    entered = Indicator.objects.filter(pk=indicator.pk).with_series(unconfirmed_of=None).get()
    result = next((row for row in entered.results.all() if row.fiscal_year == year.year), None)
    return "" if result is None else count_beside_figure(entered.series(), result, reported)


def pairs_among(keeper: RecordKeeper, indicator: Indicator, projects: Sequence[LeadingProject]) -> list[Pair]:
    """Return what among these records looks like another one of the indicator or its node, each pair once."""
    node = indicator.node
    near = Q(indicators=indicator) | Q(node__period=node.period_id, node__path__startswith=node.path)
    others = list(with_keepers(records_seen(keeper, node.period.plan).filter(near).distinct()))
    seen: set[frozenset[int | None]] = set()
    pairs = []
    for project in projects:
        for found in duplicates_of(named(project), map(named, others)):
            both = frozenset((found.one.key, found.other.key))
            if both not in seen:
                seen.add(both)
                pairs.append(pair_of(found, keeper, others))
    return pairs


def pairs_with(keeper: RecordKeeper, record: Named, plan: Plan) -> list[Pair]:
    """Return the records of the plan that look like this one, among those that the person may see."""
    others = list(with_keepers(records_seen(keeper, plan)))
    return [pair_of(found, keeper, others) for found in duplicates_of(record, map(named, others))]


def named(project: LeadingProject) -> Named:
    """Return the record as the comparison takes it."""
    return Named(project.pk, project.name, tuple(project.partners.splitlines()), project.node_id)


def pair_of(found: Likeness, keeper: RecordKeeper, among: Iterable[LeadingProject]) -> Pair:
    """Return the pair in words, with the address at which the person can look at the other one."""
    other = next(project for project in among if project.pk == found.other.key)
    return Pair(
        name=found.one.name,
        other=other.name,
        other_year=None if other.counting_year is None else FiscalYear(other.counting_year),
        where=address_of(other, keeper),
        reason=found.reason,
    )


def address_of(project: LeadingProject, keeper: RecordKeeper) -> str:
    """Return where the person can look at a record: the form, if it is the person's to keep, else its page."""
    if keeper.keeps_project(project):
        return reverse("entry:project", args=(project.pk,))
    return project.get_absolute_url()
