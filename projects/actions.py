"""What is done with project records and their count; each is one transaction with its history.

A year is open while one of its rounds is. A year that no round asks for is kept by the 事務局 alone, because its
figures are published already; where every round of a year is closed nobody changes anything until one is re-opened.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from indicators.actions import refuse_if_ended
from indicators.models import EntryRound, Indicator, Result
from policies.fiscal_year import FiscalYear
from policies.models import Plan, PolicyNode
from projects.models import LeadingProject, ProjectCount
from projects.rules import is_secretariat
from store.actions.rows import (
    Actor,
    RefusedError,
    StaleRow,
    add_first,
    add_rows,
    change_row,
    delete_row,
    set_links,
)
from store.limits import LARGEST_SMALL_NUMBER

NAME_TAKEN = "ここには、同じ名前の取組がすでに登録されています。その個票を編集するか、名前を変えてください。"
CONFIRMED = (
    "{}の実績が{}のため、報告件数は変更できません。"
    "変更が必要なときは、課長又は事務局に実績の差戻しを依頼してください。"
)


class NameTakenError(RefusedError):
    """Another record of the same node bears that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFacts:
    """What somebody says about one project; `indicators` are all of those in which it counts from now on."""

    node: PolicyNode
    name: str
    summary: str = ""
    partners: str = ""
    first_year: FiscalYear | None = None
    last_year: FiscalYear | None = None
    standing: str = LeadingProject.Standing.UNKNOWN
    counting_year: FiscalYear | None = None
    indicators: Sequence[Indicator] = ()


@transaction.atomic
def add_project(facts: ProjectFacts, *, by: Actor, on: date) -> LeadingProject:
    """Write a new record, the last of its node.

    Raise NameTakenError if the node has one of that name, RefusedError if the year it counts in is not open, or if it
    counts in an indicator of another plan.
    """
    plan = facts.node.period.plan
    refuse_unless_open(plan, facts.counting_year, by=by, on=on)
    last = facts.node.projects.aggregate(last=Max("order"))["last"] or 0
    row = LeadingProject(order=min(last + 1, LARGEST_SMALL_NUMBER))
    _write(row, facts)
    _refuse_taken_name(row)
    _refuse_other_plans(row, facts)
    try:
        with transaction.atomic():
            add_rows([row], by=by)
    except IntegrityError:
        _refuse_taken_name(row)
        raise
    set_links(row, "indicators", list(facts.indicators), by=by)
    return row


@transaction.atomic
def change_project(
    row: LeadingProject, facts: ProjectFacts, *, version: int, by: Actor, on: date
) -> LeadingProject:
    """Write what is now said about the project, the indicators it counts in included, all of it or nothing.

    `version` is that of the record the form showed. Raise StaleRow if somebody else was first, NameTakenError if
    another record bears the name, RefusedError unless the year it counted in and the one it shall count in are open.
    Saving the same again changes nothing.
    """
    plan = row.node.period.plan
    stored = LeadingProject.objects.filter(pk=row.pk).first()
    if stored is None or stored.version != version:
        raise StaleRow(stored)
    for year in {_year(stored.counting_year), facts.counting_year}:
        refuse_unless_open(plan, year, by=by, on=on)
    _write(row, facts)
    _refuse_taken_name(row)
    _refuse_other_plans(row, facts)
    row.version = version
    try:
        with transaction.atomic():
            change_row(row, version=version, by=by)
    except IntegrityError:
        _refuse_taken_name(row)
        raise
    set_links(row, "indicators", list(facts.indicators), by=by)
    return row


@transaction.atomic
def remove_project(row: LeadingProject, *, version: int, reason: str, by: Actor, on: date) -> None:
    """Delete a record that was made by mistake; the reason is asked for, and history keeps all that it said.

    Raise StaleRow if somebody else changed it meanwhile, RefusedError if the year it counts in is not open.
    """
    if not reason.strip():
        raise RefusedError("削除の理由を入力してください。")
    refuse_unless_open(row.node.period.plan, _year(row.counting_year), by=by, on=on)
    row.version = version
    delete_row(row, by=replace(by, why=reason.strip()))


@transaction.atomic
def report_count(
    indicator: Indicator, year: FiscalYear, count: int, *, version: int, by: Actor, on: date
) -> ProjectCount:
    """Write how many new projects are reported for the year.

    `version` is that of the count the form showed, 0 if there was none. Raise StaleRow if somebody else was first,
    RefusedError if the year is not open or its figure is confirmed: the count is as public as the figure.
    Saving the same again changes nothing.
    """
    refuse_unless_open(indicator.node.period.plan, year, by=by, on=on)
    refuse_if_ended(indicator, year)
    if refusal := why_count_is_fixed(indicator, year):
        raise RefusedError(refusal)
    row = ProjectCount.objects.filter(indicator=indicator, fiscal_year=year.year).first()
    if row is None:
        return _add_count(indicator, year, count, version, by)
    row.count = count
    change_row(row, version=version, by=by)
    return row


def refuse_unless_open(plan: Plan, year: FiscalYear | None, *, by: Actor, on: date) -> None:
    """Raise RefusedError if nothing that counts in the year may change; asked anew, for rounds open and close.

    Until the transaction ends nobody closes one of its rounds.
    """
    if year is None:
        return
    rounds = EntryRound.objects.filter(plan=plan, fiscal_year=year.year).held()
    secretariat = is_secretariat(by.person, plan.local_government_code, on)
    if refusal := why_year_is_fixed(year, rounds, is_secretariat=secretariat, on=on):
        raise RefusedError(refusal)


def why_year_is_fixed(
    year: FiscalYear, rounds: Iterable[EntryRound], *, is_secretariat: bool, on: date
) -> str:
    """Say why nothing that counts in the year may change, given its rounds, and what to do; "" while it may."""
    rounds = list(rounds)
    if not rounds:
        said = f"{year.era}には入力依頼がないため、個票と報告件数を変更できるのは事務局だけです。"
        return "" if is_secretariat else f"{said}変更が必要なときは、事務局に依頼してください。"
    unclosed = [one for one in rounds if not one.is_closed]
    if any(one.opens_on <= on for one in unclosed):
        return ""
    if unclosed:
        first = min(unclosed, key=lambda one: one.opens_on)
        day = f"{first.opens_on.year}年{first.opens_on.month}月{first.opens_on.day}日"
        return f"{first}の受付は、{day}に始まります。それまでは変更できません。"
    return f"{rounds[0]}は締め切られました。変更が必要なときは、事務局に再開を依頼してください。"


def why_count_is_fixed(indicator: Indicator, year: FiscalYear) -> str:
    """Say why the reported count may not change because of the figure of the same year; "" while it may."""
    result = Result.objects.filter(
        indicator=indicator, fiscal_year=year.year, entry_state__in=Result.CONFIRMED_STATES
    ).first()
    return CONFIRMED.format(year.era, result.get_entry_state_display()) if result else ""


def facts_of(row: LeadingProject) -> ProjectFacts:
    """Return what a stored record says, in the shape in which it is entered."""
    return ProjectFacts(
        node=row.node,
        name=row.name,
        summary=row.summary,
        partners=row.partners,
        first_year=_year(row.first_year),
        last_year=_year(row.last_year),
        standing=row.standing,
        counting_year=_year(row.counting_year),
        indicators=list(row.indicators.all()),
    )


def _write(row: LeadingProject, facts: ProjectFacts) -> None:
    row.node, row.name, row.summary, row.partners = facts.node, facts.name, facts.summary, facts.partners
    row.first_year = facts.first_year.year if facts.first_year else None
    row.last_year = facts.last_year.year if facts.last_year else None
    row.counting_year = facts.counting_year.year if facts.counting_year else None
    row.standing = facts.standing


def _year(year: int | None) -> FiscalYear | None:
    return None if year is None else FiscalYear(year)


def _refuse_taken_name(row: LeadingProject) -> None:
    if LeadingProject.objects.filter(node=row.node, name=row.name).exclude(pk=row.pk).exists():
        raise NameTakenError(NAME_TAKEN)


def _refuse_other_plans(row: LeadingProject, facts: ProjectFacts) -> None:
    counted = Indicator.objects.filter(pk__in=[one.pk for one in facts.indicators])
    try:
        row.clean_links("indicators", list(counted.select_related("node__period__plan")))
    except ValidationError as refused:
        raise RefusedError("".join(refused.messages)) from None


def _add_count(indicator: Indicator, year: FiscalYear, count: int, version: int, by: Actor) -> ProjectCount:
    row = ProjectCount(indicator=indicator, fiscal_year=year.year, count=count)
    twins = ProjectCount.objects.filter(indicator=indicator, fiscal_year=year.year)
    return add_first(row, twins=twins, version=version, by=by)
