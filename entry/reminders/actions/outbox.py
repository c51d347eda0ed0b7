"""The outbox: reminders are written first, then sent one by one, each once whatever happens between.

A row is taken by setting `sent_at` before the mail is handed over and given back if the server refuses it. So two runs
at once send it once, and a server that is down delays it.
"""

import smtplib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from accounts.models import Person
from entry.reminders.actions.mail import message
from entry.reminders.actions.recipients import Asking, asking, rungs_by_hand
from entry.reminders.models import Reminder
from entry.round.scorecards.owed import Owed, Rounds, late_in, may_be_late, owed_in
from entry.round.scorecards.sheets import OwedSheet, sheets_owed_in
from indicators.models import EntryRound

MOST_FAILURES = 5
FAILURES_IN_A_ROW = 3  # after which the server, not the mail, is taken to be at fault
REFUSALS = (
    OSError,
    smtplib.SMTPException,
    ValueError,
)  # ValueError: an address or header that cannot be sent


@dataclass(slots=True)
class Run:
    """What a run did, in numbers and sentences."""

    written: int = 0
    sent: int = 0
    waiting: int = 0
    troubles: list[str] = field(default_factory=list)


def open_rounds(today: date) -> QuerySet[EntryRound]:
    """Return the rounds of all municipalities in which reminders are sent on that day.

    Among them closed ones of plans in which a month may ask by itself: what of them is asked for is found later.
    """
    late = Q(is_closed=True, plan__periods__nodes__indicators__in=may_be_late(None))
    begun = EntryRound.objects.filter(Q(is_closed=False) | late, opens_on__lte=today)
    return begun.distinct().select_related("plan").order_by("pk")


def remind(today: date) -> Run:
    """Write what is due on that day, then send everything that waits; run again, it sends nothing twice."""
    run = Run()
    for round_ in open_rounds(today):
        written, found = write(round_, today)
        run.written += written
        run.troubles += unreachable_sentences(round_, found)
    deliver(run, today)
    run.waiting = outbox(today).count()
    return run


def due_now(round_: EntryRound, today: date) -> tuple[Asking, list[Reminder]]:
    """Return who is asked in the round and the mails that are due now, unsaved; asks, but writes nothing."""
    return found_due(round_, today, asking(round_, everything(round_, today), today))


def everything(round_: EntryRound, today: date) -> list[Owed | OwedSheet]:
    """Return all that the round asks for on that day: figures, what came back, and sheets.

    Of a closed round only what a month asks for by itself.
    """
    if round_.is_closed:
        return [one for one in late_in(round_.plan, today, None) if one.round == round_]
    return [*owed_in(round_, rounds=Rounds.of(round_.plan, today)), *sheets_owed_in(round_)]


def found_due(round_: EntryRound, today: date, found: Asking) -> tuple[Asking, list[Reminder]]:
    """Return the mails that are due now among what people are asked for."""
    last = dict(round_.reminders.order_by().values_list("person").annotate(Max("day")))
    queued = set(waiting(round_).values_list("person", flat=True))
    due = [
        request.reminder(round_, today)
        for pk, request in found.requests.items()
        if pk not in queued and request.is_due(today, last.get(pk))
    ]
    return found, due


@transaction.atomic
def write(round_: EntryRound, today: date) -> tuple[int, Asking]:
    """Bring the round's outbox up to date: mails that still wait are written anew or withdrawn, new ones added."""
    rounds = EntryRound.objects.select_related("plan").select_for_update(of=("self",))
    locked = rounds.filter(pk=round_.pk, is_closed=round_.is_closed).first()
    if locked is None:
        return 0, Asking({}, {})
    owed = everything(locked, today)
    found, due = found_due(locked, today, asking(locked, owed, today))
    by_hand = asking(locked, owed, today, rungs_by_hand)
    for old in waiting(locked):
        asked = by_hand if old.step == Reminder.Step.AGAIN else found
        request = asked.requests.get(old.person_id)
        untouched = waiting(locked).filter(pk=old.pk)
        if request is None or locked.reminders.filter(person=old.person_id, day__gt=old.day).exists():
            untouched.delete()
        else:
            _rewrite(untouched, request.reminder(locked, today))
    return len(Reminder.objects.bulk_create(due)), found


def _rewrite(rows: QuerySet[Reminder], new: Reminder) -> None:
    fields = ("step", "day", "address", "copy_to", "subject", "body")
    rows.update(**{name: getattr(new, name) for name in fields})


def waiting(round_: EntryRound) -> QuerySet[Reminder]:
    return round_.reminders.filter(sent_at=None, failures__lt=MOST_FAILURES)


def outbox(today: date) -> QuerySet[Reminder]:
    """Return the mails that wait: none of a round that asks for nothing, and none to anybody who left.

    It joins no table, so that an UPDATE of it asks the row itself for `sent_at` after waiting for another run.
    """
    return Reminder.objects.filter(
        sent_at=None,
        failures__lt=MOST_FAILURES,
        round__in=open_rounds(today).order_by().select_related(None).values("pk"),
        person__in=Person.objects.filter(is_active=True),
    ).order_by("failures", "pk")


def deliver(run: Run, today: date) -> None:
    """Send what waits, each mail in its own transactions; stop when the mail server does not answer."""
    pending = list(outbox(today))
    if not pending:
        return
    try:
        connection: BaseEmailBackend = get_connection()
    except ImproperlyConfigured as error:  # a folder for mails in which nothing can be written
        run.troubles.append(f"メールを送る設定が使えません（{error}）。")
        return
    in_a_row = 0
    for reminder in pending:
        if not _reaches(connection, run):
            return
        refusal = send(reminder, connection, today)
        in_a_row = in_a_row + 1 if refusal else 0
        run.sent += refusal == ""
        if refusal:
            run.troubles.append(refusal)
            connection.close()
        if in_a_row >= FAILURES_IN_A_ROW:
            run.troubles.append(f"{in_a_row}通続けて送れなかったため中断しました。残りは次の実行で送ります。")
            break
    connection.close()


def _reaches(connection: BaseEmailBackend, run: Run) -> bool:
    try:
        connection.open()
    except REFUSALS as error:
        run.troubles.append(f"メールサーバーに接続できません（{error}）。残りは次の実行で送ります。")
        return False
    return True


def send(reminder: Reminder, connection: BaseEmailBackend, today: date) -> str | None:
    """Send one mail if nobody else took it: "" when it went out, a sentence when not, None when it was taken."""
    taken = outbox(today).order_by().filter(pk=reminder.pk, failures=reminder.failures)
    if not taken.update(sent_at=timezone.now()):
        return None
    try:
        connection.send_messages([message(reminder)])
    except REFUSALS as error:
        Reminder.objects.filter(pk=reminder.pk).update(sent_at=None, failures=F("failures") + 1)
        return _failed(reminder, error)
    return ""


def _failed(reminder: Reminder, error: Exception) -> str:
    failures = reminder.failures + 1
    then = "送信をあきらめました" if failures >= MOST_FAILURES else "次の実行でもう一度送ります"
    return f"{reminder.address} へ送れません（{failures}回目、{error}）。{then}。"


def unreachable_sentences(round_: EntryRound, found: Asking) -> Iterator[str]:
    """Say whose figures nobody can be asked for, so that nobody is forgotten."""
    for name, count in found.unreachable.items():
        yield f"{round_.plan} {round_}：{name}に宛先のある担当者がいません（未入力{count}件）。"
