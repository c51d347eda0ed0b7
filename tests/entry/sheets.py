"""A section whose round asks for the sheets of its 事務事業: for tests of their pages."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.test import Client

from accounts.models import Person
from evaluations.sheets.actions import enter_sheet
from evaluations.sheets.amounts import AmountPlace
from evaluations.sheets.answers import Answer
from evaluations.sheets.models.forms import SheetRequest
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.actions import confirm_results
from policies.models import PolicyNode
from store.actions.rows import Actor
from store.models import Change
from tests.entry.office import YEAR, Office, client_of, make_office
from tests.factories import make_cycle, make_node, make_round, make_sheet_request

HIDDEN = re.compile(r'<input type="hidden" name="((?:version|once|base-[\w-]+))" value="([^"]*)"')
WHOLE = {
    "plan": Answer(text="相談窓口を開く。"),
    "achievement": Answer(symbol="3", text="計画どおり進んだ。"),
    "visits": Answer(number=Decimal(12)),
    "costs": Answer(
        amounts={
            AmountPlace(YEAR, "budget", "cost"): Decimal(10),
            AmountPlace(YEAR, "budget", "national"): Decimal(4),
            AmountPlace(YEAR, "budget", "general"): Decimal(6),
        }
    ),
}
TYPED = {
    "text-plan": "相談窓口を開く。",
    "symbol-achievement": "3",
    "text-achievement": "計画どおり進んだ。",
    "number-visits": "１２回",
    f"cell-costs-{YEAR}-budget-cost": "１，０００千円",
    f"cell-costs-{YEAR}-budget-national": "▲２００",
    f"cell-costs-{YEAR}-budget-general": "1200",
}


@dataclass(slots=True)
class Desk:
    """A section with the request for its sheets."""

    office: Office
    request: SheetRequest

    def owes(self, **fields: Any) -> PolicyNode:
        """Return a 事務事業 of the section, whose sheet nobody has written."""
        return make_node(**{"parent": self.office.node, "department": self.office.department} | fields)

    def written(
        self, node: PolicyNode | None = None, *, hand_in: bool = True, **answers: Any
    ) -> ProjectSheet:
        """Return the sheet of a 事務事業, written by the 担当者 and handed in."""
        node = node or self.owes()
        by = Actor(Change.Via.PAGE, self.office.staff)
        given = answers or WHOLE
        return enter_sheet(self.request, node, given, version=0, hand_in=hand_in, by=by)

    def confirmed(self, node: PolicyNode | None = None, **answers: Any) -> ProjectSheet:
        sheet = self.written(node, **answers)
        by = Actor(Change.Via.PAGE, self.office.chief)
        return confirm_results([(sheet, sheet.version)], round_=self.request.round, by=by)[0]

    def year_before(self) -> "Desk":
        """Return the same section with the request of the year before, by the same form."""
        round_ = make_round(plan=self.office.round.plan, fiscal_year=YEAR - 1)
        cycle = make_cycle(
            period=self.request.cycle.period,
            kind="yearly",
            first_year=YEAR - 1,
            last_year=YEAR - 1,
            achievement_scale=self.request.cycle.achievement_scale,
            is_published=False,
        )
        SheetRequest.objects.filter(round__fiscal_year=YEAR - 1).delete()
        request = SheetRequest.objects.create(round=round_, form=self.request.form, cycle=cycle)
        return Desk(self.office, SheetRequest.objects.with_form().get(pk=request.pk))


def make_desk(office: Office | None = None) -> Desk:
    """Return a section of a city whose round asks for sheets; the period has begun a year before the round's."""
    office = office or make_office()
    period = office.node.period
    period.first_year = YEAR - 1
    period.save(update_fields=["first_year"])
    return Desk(office, make_sheet_request(round=office.round))


def path_of(node: PolicyNode, year: int = YEAR) -> str:
    return f"/entry/sheets/{node.pk}/{year}/"


def hidden(client: Client, node: PolicyNode) -> dict[str, str]:
    """Return what the form carries unseen."""
    return dict(HIDDEN.findall(client.get(path_of(node)).content.decode()))


def client_at(person: Person) -> Any:
    """Return a browser in which that person is logged in, whose answers are looked at closely."""
    return client_of(person)


def send(person: Person | Client, node: PolicyNode, typed: dict[str, str], **more: Any) -> Any:
    """Open the form and send it with what was typed; `more` are fields that the form carries unseen."""
    client = person if isinstance(person, Client) else client_of(person)
    return client.post(path_of(node), hidden(client, node) | typed | more)


def stored(node: PolicyNode) -> Any:
    return ProjectSheet.objects.with_answers().get(node=node, cycle__first_year=YEAR)
