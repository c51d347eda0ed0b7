"""What somebody says to a fact of a report: yes, no, or what it says instead; and to many at once."""

from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from reports.review.models import Report, ReportFact
from reports.review.outcome import amount_of
from reports.review.slots import Role
from store.actions.rows import Actor, RefusedError, change_row, make_change, record

WORDS: Final = frozenset({Role.TARGET_TEXT, Role.ACTUAL_TEXT, Role.BASELINE_TEXT, Role.GRADE})
NAMED: Final = frozenset({Role.NODE, Role.UNDERTAKING, Role.INDICATOR, Role.PROJECT, Role.MUNICIPALITY})
NO_NUMBER: Final = "数値として読めません。数字で入れてください（例：66、37.2、-12.6）。"
NO_WORDS: Final = "空のままでは採用できません。内容を入れるか、「採用しない」を選んでください。"
State = ReportFact.State


def decide(fact: ReportFact, state: str, *, version: int, by: Actor) -> None:
    """Say yes or no to a fact as it was read, or leave it open again; raise StaleRow if somebody else was first."""
    fact.decision, fact.instead = state, None
    change_row(fact, version=version, by=by)


def correct(fact: ReportFact, instead: dict[str, Any], *, version: int, by: Actor) -> None:
    """Take a fact with other words than were read. Raise RefusedError where it would say nothing."""
    fact.decision, fact.instead = State.CORRECTED, _instead(fact, instead)
    change_row(fact, version=version, by=by)


def _instead(fact: ReportFact, typed: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, text in typed.items():
        if name == "value" and fact.role not in WORDS:
            value = amount_of(text)
            if value is None:
                raise RefusedError(NO_NUMBER)
            told[name] = int(value) if value == value.to_integral_value() else float(value)
        else:
            told[name] = text
    if not any(str(one or "").strip() for one in told.values()):
        raise RefusedError(NO_WORDS)
    return told


@transaction.atomic
def accept_all(facts: Iterable[ReportFact], *, by: Actor) -> int:
    """Say yes to what is still open of these facts, as it was read, and return to how many."""
    rows = list(
        ReportFact.objects.select_for_update().filter(pk__in=[one.pk for one in facts], decision=State.OPEN)
    )
    labels = [
        make_change(one, by, field="decision", old=State.OPEN.value, new=State.ACCEPTED.value) for one in rows
    ]
    ReportFact.objects.filter(pk__in=[one.pk for one in rows]).update(
        decision=State.ACCEPTED, version=F("version") + 1
    )
    record(labels)
    return len(rows)


def open_facts(report: Report, owner: str = "", *, sound: bool) -> list[ReportFact]:
    """Return what is open of a report, or of one indicator with its figures; `sound` leaves out what is unsure."""
    found = report.facts.filter(decision=State.OPEN)
    if owner:
        found = found.filter(owner=owner) | found.filter(path=owner)
    return list(found.exclude(confidence="unsure") if sound else found)


def settle_restatement(fact: ReportFact, choice: str, *, version: int, by: Actor) -> None:
    """Write down what becomes of a figure that the report states otherwise; nothing that is there is changed."""
    fact.restated = choice
    change_row(fact, version=version, by=by)


def sign(report: Report, name: str, now: Any, *, version: int, by: Actor) -> None:
    """Write down that somebody has compared what was loaded with the report."""
    report.signed_at, report.signed_name = now, name
    change_row(report, version=version, by=by)
