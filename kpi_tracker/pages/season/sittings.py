"""What a 委員 has to see to: what is before the committee, what nobody said of it yet, and what the city answered."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.models import Person
from accounts.rules import Role, holds
from evaluations.committee.scorecards.sitting import Sitting, SittingRow, read_sitting
from evaluations.judgement.stages import Meaning
from evaluations.rating.models.stages import ordered
from evaluations.rating.scorecards.scope import CycleScope, visible_cycles
from kpi_tracker.pages.season.numbers import LinkedNumber, NumberGroup
from policies.page import Scope, person_of
from store.numbers import number_of
from store.page import relies_on


def sits(scope: Scope, person: Person | None) -> bool:
    """Tell whether the person is a 委員 of the plan's city."""
    return holds(person, Role.COMMITTEE, scope.plan.local_government_code, scope.today)


def relies_on_sittings(request: HttpRequest, scope: Scope) -> None:
    """Say that a page that shows a 委員 what is before them hangs from more than what visitors are shown."""
    if sits(scope, person_of(request)):
        relies_on(request, number_of(scope.plan.pk, publicly=False))


def own_sittings(scope: Scope, person: Person | None) -> list[NumberGroup]:
    """Return what of each cycle that is not published yet is before the person; nothing for who is no 委員."""
    if person is None or not sits(scope, person):
        return []
    groups = []
    for cycle in visible_cycles(scope, person):
        if cycle.is_published:
            continue
        inner = replace(scope, internal=True, year=cycle.last)
        asked = CycleScope(person, inner, cycle, [cycle], ordered(cycle.stages.all()), is_staff=False)
        sitting = read_sitting(asked)
        if sitting.reviewed:
            groups.append(sitting_group(asked, sitting))
    return groups


def sitting_group(asked: CycleScope, sitting: Sitting) -> NumberGroup:
    """Return the numbers of one cycle, of the measures on which the person may speak."""
    own = sitting.given_to(asked.person.pk)
    mine = {"mine": "1"} if own != sitting.reviewed else {}

    def number(words: str, what: dict[str, str], *, is_urgent: bool = False) -> LinkedNumber:
        chosen = urlencode(mine | what)
        address = f"{reverse('evaluations:committee')}?{asked.query}{'&' * bool(chosen)}{chosen}"
        return LinkedNumber(words, len(sitting.listed(mine | what, asked.person.pk)), address, is_urgent)

    numbers = [
        number("あなたの担当" if mine else "審議対象", {}),
        number("意見が未記録", {"lacks": "opinion"}, is_urgent=True),
        number("質問への回答あり", {"has": "answer"}),
        number("回答待ちの質問あり", {"lacks": "answer"}),
        number("意見への市の対応あり", {"has": "response"}),
    ]
    return NumberGroup(f"{asked.cycle}の委員会審議", numbers, dates_of(asked, own))


def dates_of(asked: CycleScope, rows: Sequence[SittingRow]) -> str:
    """Say when the committee meets next about them, else when it met last, and of when the newest answer is."""
    held = sorted({row.review.held_on for row in rows if row.review and row.review.held_on})
    ahead = [day for day in held if day >= asked.today]
    said = []
    if ahead:
        said.append(f"次の審議日は{ahead[0].month}月{ahead[0].day}日です。")
    elif held:
        said.append(f"最後の審議日は{held[-1].month}月{held[-1].day}日でした。")
    answers = [localdate(row.answered_at) for row in rows if row.answered_at]
    if answers:
        said.append(f"最新の回答は{max(answers).month}月{max(answers).day}日です。")
    due = [stage.due_on for stage in asked.stages if stage.meaning == Meaning.COMMITTEE and stage.due_on]
    if due:
        said.append(f"委員会審議の期限は{due[0].month}月{due[0].day}日です。")
    return "".join(said)
