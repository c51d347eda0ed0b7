"""One sheet with everything that is known of it: what is stored, what last year's says, what is carried on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from accounts.models import Person
from accounts.rules import Role, holds, may_confirm, may_enter
from entry.round.scorecards.items import Due, State, due_in
from entry.round.scorecards.owed import may_see
from entry.round.scorecards.sheets import OwedSheet
from entry.sheet.scorecards.items import ItemView, views_of
from evaluations.sheets.actions import (
    asked_alike,
    carried,
    comparable,
    sheet_for,
)
from evaluations.sheets.answers import Answer, AnswerProblem, problems_in
from evaluations.sheets.models.forms import SheetRequest
from indicators.models import writers_of
from policies.models import PolicyNode, living_in


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What a page says about one sheet; `carried` is what a sheet that nobody has written yet begins with."""

    item: OwedSheet
    due: Due
    stored: Mapping[str, Answer]
    before: Mapping[str, Answer]
    carried: Mapping[str, Answer]
    asked: frozenset[str]
    writers: frozenset[int]

    @property
    def request(self) -> SheetRequest:
        return self.item.request

    @property
    def beginning(self) -> Mapping[str, Answer]:
        """What the form shows before anything is typed."""
        return self.stored if self.item.sheet else self.carried

    @property
    def measure(self) -> PolicyNode | None:
        return self.item.node.parent

    @property
    def earlier_name(self) -> str:
        """What last year's sheet is called: 令和5年度のシート; nothing where there is none to compare with."""
        earlier = self.item.earlier
        return f"{earlier.cycle.last.era}のシート" if earlier and self.asked else ""

    def views(self, answers: Mapping[str, Answer]) -> list[ItemView]:
        """Return the items of the form with these answers, each beside last year's."""
        return views_of(self.request, answers, self.before, self.asked)

    def problems(self, answers: Mapping[str, Answer], unread: Collection[str] = ()) -> list[AnswerProblem]:
        """Return what would keep a sheet with these answers from being handed in, and what should be looked at.

        `unread` are the keys of what was typed but cannot be read.
        """
        questions = [item.question() for item in self.request.form.items.all()]
        return problems_in(questions, answers, year=self.item.year.year, unread=unread)

    def may_write(self, person: Person, today: date) -> bool:
        return may_enter(person, self.item, today)

    def may_confirm(self, person: Person, today: date) -> bool:
        """Tell whether the sheet waits for this person's word."""
        waits = self.item.state == State.WAITING and not self.item.round.is_closed
        return waits and may_confirm(person, self.item, today, is_own=person.pk in self.writers)

    def is_own(self, person: Person, today: date) -> bool:
        """Tell whether a 課長 wrote any of it, so that another one has to confirm it."""
        department = self.item.department
        is_chief = department is not None and holds(person, Role.CHIEF, department, today)
        return is_chief and person.pk in self.writers


def sheet_facts(person: Person, pk: int, year: int, today: date) -> SheetFacts | None:
    """Return the sheet of a 事務事業 as its round asks for it, read anew; None unless the person may see it."""
    request, node = asked_for(pk, year)
    if request is None or node is None:
        return None
    if not may_see(person, OwedSheet(request, node, None), today):
        return None
    return sheet_facts_for(request, node, today)


def sheet_facts_for(request: SheetRequest, node: PolicyNode, today: date) -> SheetFacts:
    """Return the sheet of the 事務事業 with all that is known of it, in a fixed number of queries."""
    stored = sheet_for(request, node, version=None)
    earlier, kept = carried(request, node)
    is_stored = stored.pk is not None
    return SheetFacts(
        item=OwedSheet(request, node, stored if is_stored else None, earlier),
        due=due_in(request.round, today),
        stored=stored.given() if is_stored else {},
        before=comparable(request, earlier),
        carried=kept,
        asked=asked_alike(request, earlier),
        writers=writers_of([stored])[stored.pk] if is_stored else frozenset(),
    )


def asked_for(pk: int, year: int) -> tuple[SheetRequest | None, PolicyNode | None]:
    """Return which round's form asks for the sheet of that 事務事業 in that year: an open one before a closed one."""
    nodes = PolicyNode.objects.filter(
        living_in(year),
        pk=pk,
        layer__is_undertaking=True,
        period__first_year__lte=year,
        period__last_year__gte=year,
    )
    node = nodes.select_related(
        "period__plan", "layer", "parent", "department__parent__parent__parent"
    ).first()
    if node is None:
        return None, None
    requests = SheetRequest.objects.with_form().filter(cycle__period=node.period_id, round__fiscal_year=year)
    return requests.order_by("round__is_closed", "round__opens_on", "round__kind").first(), node
