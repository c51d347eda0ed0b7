"""A section with its people, its bureau, its round, and what it owes: for tests of the pages about a round."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from accounts.models import Department, Person
from indicators.models import EntryRound, Indicator, Result
from policies.models import PolicyNode
from tests.factories import (
    make_department,
    make_indicator,
    make_node,
    make_person_in_post,
    make_result,
    make_round,
)
from tests.reading import read

YEAR = 2022


@dataclass(slots=True)
class Office:
    """A section of a bureau of the round's city; each figure it owes has 4 for the year before and the target 10."""

    round: EntryRound
    node: PolicyNode
    bureau: Department
    department: Department
    staff: Person
    chief: Person

    def owes(self, **fields: Any) -> Indicator:
        """Return an indicator for which nothing has been entered."""
        named: dict[str, Any] = {"targets": {YEAR: 10}, "results": {YEAR - 1: 4}, "baseline": 2}
        return make_indicator(**{"node": self.node, "department": self.department} | named | fields)

    def entered(self, state: str = "waiting", *, total: int = 5, **fields: Any) -> Result:
        """Return a figure of this section in that state, entered by its 担当者."""
        owed = self.owes(**fields)
        return make_result(
            indicator=owed, fiscal_year=YEAR, total=total, entry_state=state, entered_by=self.staff
        )

    def beside(self, **fields: Any) -> "Office":
        """Return another section of the same city and round, in a bureau of its own."""
        return make_office(round_=self.round, node=make_node(period=self.node.period), **fields)


def make_office(*, round_: EntryRound | None = None, node: PolicyNode | None = None, **fields: Any) -> Office:
    """Return a section; `fields` are those of its department."""
    node = node or make_node()
    round_ = round_ or make_round(plan=node.period.plan, fiscal_year=YEAR)
    code = round_.plan.local_government_code
    bureau = make_department(local_government_code=code, kind="bureau")
    department = make_department(**{"local_government_code": code, "parent": bureau} | fields)
    return Office(
        round=round_,
        node=node,
        bureau=bureau,
        department=department,
        staff=make_person_in_post("staff", department, name="担当 花子"),
        chief=make_person_in_post("chief", department, name="課長 太郎"),
    )


def planner_of(office: Office) -> Person:
    """Return somebody of the 事務局 of the office's city."""
    code = office.round.plan.local_government_code
    return make_person_in_post("planning", make_department(local_government_code=code))


def client_of(person: Person) -> Client:
    """Return a browser in which that person is logged in."""
    client = Client(headers={"Referer": "http://testserver/"})
    client.force_login(person)
    return client


def logged_in_again(client: Client, person: Person, answer: Any) -> Any:
    """Log in where a form was led that came after the session was over, and return the page it leads back to."""
    assert answer["Location"].startswith("/accounts/login/?next=")
    back = client.post(answer["Location"], {"username": person.username, "password": "password"})
    return client.get(back["Location"])


def carried(page: Any, name: str = "version") -> str:
    """Return what the only form of a page carries unseen under that name."""
    return str(read(page).one("input", type="hidden", name=name).attributes["value"])
