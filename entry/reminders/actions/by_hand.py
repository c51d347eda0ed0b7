"""もう一度お願いする: somebody asks a department once more for what it owes, by the same outbox."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Max

from accounts.models import Department
from entry.reminders.actions.outbox import everything, waiting
from entry.reminders.actions.recipients import (
    PAUSE,
    Request,
    asking,
    rungs_by_hand,
)
from entry.reminders.models import Reminder
from indicators.models import EntryRound

CLOSED = "この入力依頼は受付中ではないため、お願いできません。"
NOTHING = "入力が残っていないため、お願いすることはありません。"
NOBODY = "宛先のある担当者も課長もいません。管理のページで、担当者とメールアドレスを登録してください。"
QUEUED = "{}へのお願いが、すでに送信待ちです。"
PAUSED = "{}には、{}にお願いしたため、今回は送りません（5日に1度までのため、{}から送れます）。"


@dataclass(slots=True)
class AskedAgain:
    """Who is asked once more, with the addresses, and in sentences who is not and why."""

    asked: list[str] = field(default_factory=list)
    not_asked: list[str] = field(default_factory=list)


@transaction.atomic
def ask_again(round_: EntryRound, department: Department, today: date) -> AskedAgain:
    """Put one mail into the outbox for each who answers for what the department has not entered yet.

    It names all that the person owes in the round. Who was asked in the last five days, or has one waiting, gets none.
    """
    locked = EntryRound.objects.select_related("plan").select_for_update(of=("self",)).get(pk=round_.pk)
    if locked.is_closed or locked.opens_on > today:
        return AskedAgain(not_asked=[CLOSED])
    owed = [one for one in everything(locked, today) if not one.is_done]
    if not any(one.department == department for one in owed):
        return AskedAgain(not_asked=[NOTHING])
    found = asking(locked, owed, today, rungs_by_hand)
    requests = [one for one in found.requests.values() if answers_for(one, department)]
    said = _write(locked, requests, today)
    if not requests:
        said.not_asked.append(NOBODY)
    return said


def answers_for(request: Request, department: Department) -> bool:
    """Tell whether the person is asked for anything of the department."""
    return any(item.department == department for item in request.items)


def _write(round_: EntryRound, requests: Sequence[Request], today: date) -> AskedAgain:
    said = AskedAgain()
    last = dict(round_.reminders.order_by().values_list("person").annotate(Max("day")))
    queued = set(waiting(round_).values_list("person", flat=True))
    for request in requests:
        name, day = name_of(request), last.get(request.person.pk)
        if request.person.pk in queued:
            said.not_asked.append(QUEUED.format(name))
        elif day is not None and today - day < PAUSE:
            said.not_asked.append(PAUSED.format(name, day_words(day), day_words(day + PAUSE)))
        else:
            request.reminder(round_, today).save()
            said.asked.append(name)
    return said


def name_of(request: Request) -> str:
    """Return who it is and where the mail goes."""
    place = request.addresses.to
    return f"{request.person}さん（{place}）"


def day_words(day: date) -> str:
    return f"{day.month}月{day.day}日"


def last_asked(round_: EntryRound, people: Sequence[int]) -> dict[int, Reminder]:
    """Return the newest mail of the round to each of these people, in one query."""
    rows = Reminder.objects.filter(round=round_, person__in=people).order_by("day", "pk")
    return {row.person_id: row for row in rows}
