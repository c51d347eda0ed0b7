"""One record, stored or about to be, as one person has it before them: what may be chosen, and where it belongs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import person_asking
from accounts.models import Person
from desk.page.refusals import NotAllowedError
from entry.record.forms import Choices
from entry.record.scorecards.keepers import (
    NOT_KEEPING,
    RecordKeeper,
    answering_for,
    answering_for_indicator,
    nodes_kept,
    with_keepers,
)
from entry.record.scorecards.ledgers import Record, why_fixed
from entry.record.scorecards.records import fixed_links, indicators_kept
from indicators.models import Indicator
from policies.fiscal_year import FiscalYear
from policies.models import PolicyNode
from projects.actions import ProjectFacts, facts_of
from projects.models import LeadingProject


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One record, stored or about to be, as one person has it before them; `back` is the ledger it belongs to."""

    request: HttpRequest
    keeper: RecordKeeper
    choices: Choices
    project: LeadingProject | None
    initial: ProjectFacts
    back: str
    locked: str

    @property
    def person(self) -> Person:
        return self.keeper.person

    @property
    def as_records(self) -> list[Record]:
        """The stored record as a line of a list, without a link to the form."""
        return [Record(self.project, may_change=False)] if self.project else []

    @property
    def version(self) -> int:
        return self.project.version if self.project else 0


def new_page(
    request: HttpRequest, keeper: RecordKeeper, indicator: Indicator, year: FiscalYear
) -> RecordPage:
    """Return the page of a record that is to be made."""
    initial = ProjectFacts(
        node=indicator.node,
        name="",
        standing=LeadingProject.Standing.RUNNING,
        first_year=year,
        counting_year=year,
        indicators=[indicator],
    )
    choices = choices_for(keeper, indicator.node, None)
    back = reverse("entry:ledger", args=(indicator.pk, year.year))
    return RecordPage(request, keeper, choices, None, initial, back, why_fixed(keeper, indicator.node, year))


def stored_page(request: HttpRequest, pk: int) -> RecordPage:
    """Return the page of a record; 404 for who may not see it unconfirmed, 403 for who may only see it."""
    person, today = person_asking(request), timezone.localdate()
    row = project_of(person, pk, today)
    keeper = RecordKeeper(person, today, row.node.period.plan.local_government_code)
    facts = facts_of(row)
    locked = why_fixed(keeper, row.node, facts.counting_year)
    return RecordPage(
        request, keeper, choices_for(keeper, row.node, row), row, facts, ledger_of(facts, keeper), locked
    )


def project_of(person: Person, pk: int, today: date) -> LeadingProject:
    """Return a record that the person keeps; 404 for who may not see it unconfirmed, 403 for who may only see it."""
    row = with_keepers(LeadingProject.objects.filter(pk=pk)).first()
    if row is None:
        raise Http404
    keeper = RecordKeeper(person, today, row.node.period.plan.local_government_code)
    if not keeper.sees(answering_for(row)):
        raise Http404
    if not keeper.keeps_project(row):
        raise NotAllowedError(NOT_KEEPING)
    return row


def choices_for(keeper: RecordKeeper, node: PolicyNode, project: LeadingProject | None) -> Choices:
    """Return what the person may choose for a record of that node."""
    kept = indicators_kept(keeper, node)

    def keeps(node: PolicyNode, counted: Sequence[Indicator]) -> bool:
        return keeper.keeps([node.department, *(one.department for one in counted)])

    return Choices(
        nodes=nodes_kept(keeper, kept, node),
        indicators=kept,
        fixed=fixed_links(project, kept) if project else (),
        node=node,
        keeps=keeps,
    )


def ledger_of(facts: ProjectFacts, keeper: RecordKeeper) -> str:
    """Return the ledger in which a record is found, if it counts in one that the person may see; else the list."""
    year = facts.counting_year
    for one in facts.indicators:
        period = one.node.period
        if (
            year
            and one.figure_source == Indicator.Source.PROJECTS
            and period.first <= year <= period.last
            and keeper.sees(answering_for_indicator(one))
        ):
            return reverse("entry:ledger", args=(one.pk, year.year))
    return reverse("entry:ledgers")
