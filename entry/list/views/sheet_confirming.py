"""The 課長's word about sheets: confirmed many at once, or sent back with a reason."""

from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import Person
from accounts.rules import may_see_unconfirmed
from desk.page.taking import form_page
from entry.list.scorecards.sheets_waiting import last_changes_of_sheets
from entry.list.views.confirming import Confirmable, confirm_ticked
from entry.list.views.sending_back import LABELS, Returnable, send_back_with_reason
from entry.sheet.scorecards.reading import SheetFacts, asked_for, sheet_facts_for
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.models import EntryRound
from policies.page import Owned


def sheets_asked_for(round_: EntryRound) -> QuerySet[ProjectSheet]:
    """Return the stored sheets that the round asks for."""
    rows = ProjectSheet.objects.filter(cycle__sheet_request__round=round_, node__department__isnull=False)
    return rows.select_related("node__department__parent__parent")


def facts_of(person: Person, pk: int, year: int, today: date) -> SheetFacts:
    """Return the stored sheet, read anew; 404 unless there is one and the person may see it unconfirmed."""
    request, node = asked_for(pk, year)
    if request is None or node is None or node.department is None:
        raise Http404
    if not may_see_unconfirmed(
        person, Owned(node.department, request.round.plan.local_government_code), today
    ):
        raise Http404
    facts = sheet_facts_for(request, node, today)
    if facts.item.sheet is None:
        raise Http404
    return facts


SHEETS: Final = Confirmable(
    sheets_asked_for,
    last_changes_of_sheets,
    "entry:sheets_confirm",
    "評価シート",
    "評価シートを確認できるのは、その所管課の課長だけです。",
    are_sheets=True,
)
SHEET: Final = Returnable(
    read=facts_of,
    owing=lambda facts: facts.item,
    row=lambda facts: facts.item.sheet,
    context=lambda facts: {"item": facts.item, "facts": facts},
    template="entry/list/sheet_send_back.html",
    name="評価シート",
    belongs_to="評価シート",
)


@form_page
def sheets_confirm(request: HttpRequest) -> HttpResponse:
    """Confirm the ticked sheets of one round, each that is as it was seen; the same again changes nothing."""
    return confirm_ticked(request, SHEETS)


@form_page(labels=LABELS)
def sheet_send_back(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Ask for the reason, and send the sheet back; the same again changes nothing."""
    return send_back_with_reason(request, pk, year, SHEET)
