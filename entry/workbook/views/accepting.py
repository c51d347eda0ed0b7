"""The last step of an upload: the ticked rows are taken in, and a page says what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Person
from entry.round.scorecards.owed import Owed
from entry.workbook.actions.figures import Accepted, Taken, seen_items, take_in
from entry.workbook.actions.sheets import (
    AcceptedSheet,
    TakenSheets,
    accepted_sheets,
    foreign_among,
    take_in_sheets,
)
from entry.workbook.forms import Parcel
from entry.workbook.scorecards.preview import MAY_NOT
from entry.workbook.scorecards.sheets.owed import AnsweredSheet
from entry.workbook.views.downloading import any_fictional, rounds_for
from entry.workbook.views.workbook_sheets import said_of
from indicators.models import Indicator
from policies.models import PolicyNode

MOST_NAMED: Final = 10  # a SavedForm keeps an address of 500 characters
OUTCOME_SALT: Final = "entry.upload.outcome"


@dataclass(frozen=True, slots=True)
class AcceptedNow:
    """The rows that were ticked, and what they are about as it stands: read before the transaction that writes."""

    today: date
    rows: Sequence[Accepted]
    items: Mapping[tuple[int, int], Owed]
    sheets: Sequence[AcceptedSheet]
    sheet_items: Mapping[tuple[int, int], AnsweredSheet]


def accepted_now(person: Person, parcel: Parcel, ticked: set[str]) -> AcceptedNow:
    """Return what was ticked with what of it this person may see today."""
    today = timezone.localdate()
    rows = [row for row in parcel.rows if f"accept-{row.round}-{row.indicator}" in ticked]
    sheets = [row for row in parcel.sheets if f"sheet-{row.round}-{row.node}" in ticked]
    named = {row.indicator for row in rows}
    return AcceptedNow(
        today,
        rows,
        seen_items(person, {row.round for row in rows}, today, indicators=named),
        sheets,
        accepted_sheets(sheets, person, today),
    )


def taken_address(person: Person, parcel: Parcel, now: AcceptedNow) -> str:
    """Take in the ticked rows and return the address of the page that says what became of them."""
    by: Any = {"person": person, "today": now.today}
    chosen, sheets = now.rows, now.sheets
    taken, kept = Taken(), TakenSheets()
    if foreign_among(sheets, now.sheet_items, **by):
        taken.refused = {row.indicator: MAY_NOT for row in chosen}
        kept.refused = {row.node: MAY_NOT for row in sheets}
    else:
        taken = take_in(chosen, now.items, **by)
        kept = take_in_sheets(sheets, now.sheet_items, **by)
    conflicts = [*parcel.conflicts, *taken.conflicts]
    named = conflicts[:MOST_NAMED]
    said = {
        "done": len(taken.done),
        "left": len(parcel.rows) - len(chosen),
        "conflict": len(conflicts),
        "conflicts": named,
        "refused": len(taken.refused),
        "person": person.pk,
    }
    if parcel.sheets or parcel.sheet_conflicts:
        said["sheets"] = said_of(parcel, sheets, kept, most_named=MOST_NAMED - len(named))
    return f"{reverse('entry:taken_in')}?of={signing.dumps(said, salt=OUTCOME_SALT, compress=True)}"


@require_safe
@login_required
def taken_in(request: HttpRequest) -> HttpResponse:
    """Say how many rows were taken in, and which were not because somebody else was first."""
    try:
        said = signing.loads(request.GET.get("of", ""), salt=OUTCOME_SALT)
    except signing.BadSignature:
        raise Http404("この結果は見つかりません。") from None
    person = cast(Person, request.user)
    if said["person"] != person.pk:
        raise Http404("この結果は見つかりません。")
    years = dict(said["conflicts"])
    rows = Indicator.objects.filter(pk__in=years).order_by("node__path", "order")
    named = [(row, years[row.pk]) for row in rows]
    sheets = said.get("sheets", {})
    nodes = list(PolicyNode.objects.filter(pk__in=sheets.get("conflicts", ())).order_by("path"))
    context = {
        "scope": None,
        "is_fictional": any_fictional(rounds_for(person)),
        "said": said,
        "named": named,
        "unnamed": said["conflict"] - len(named),
        "nodes": nodes,
        "unnamed_nodes": sheets.get("conflict", 0) - len(nodes),
    }
    return render(request, "entry/workbook/taken_in.html", context)
