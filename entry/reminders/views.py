"""もう一度お願いする: 局取りまとめ and 事務局 ask a department once more, by a button on its page of the board."""

from functools import partial
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from accounts.actions import person_asking
from accounts.models import Department
from desk.page.refusals import whole_number
from desk.page.taking import (
    Done,
    Fate,
    form_page,
    opened,
    take,
)
from entry.board.views import chosen, department_looked_after
from entry.reminders.actions.by_hand import ask_again
from entry.reminders.actions.mail import can_send
from indicators.models import EntryRound
from store.actions.rows import RefusedError

NO_MAIL = "メールを送る設定がないため、お願いを送れません。「依頼文をコピー」をお使いください。"
QUEUED = "お願いを送信待ちに入れました（{}通）：{}。次の自動送信のときに送られます。"
NOT_YET: Final = (
    "ログインの有効時間が過ぎたため、お願いはまだ送信待ちに入れていません。もう一度押してください。"
)


@form_page
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Put reminders for what the department has not entered into the outbox; say who is asked, and who not and why.

    Opened without its form, as after a login, lead to the page with the button.
    """
    person, today = person_asking(request), timezone.localdate()
    department, rounds = department_looked_after(person, pk, today)
    if request.method != "POST":
        return lead_back(request, department, opened(request, person, restored=NOT_YET))
    round_ = chosen(rounds, str(whole_number(request.POST.get("round"))))
    if department.local_government_code != round_.plan.local_government_code:
        raise Http404
    act, shown = partial(ask, department, round_), partial(lead_back, request, department)
    return take(request, person, act, shown, is_versioned=False)


def ask(department: Department, round_: EntryRound, version: int) -> Done:
    """Ask everybody who answers for something that is owed; the form has no version, so it is 0."""
    onward = board_address(department, str(round_.pk))
    if not can_send():
        raise RefusedError(NO_MAIL)
    said = ask_again(round_, department, timezone.localdate())
    asked = QUEUED.format(len(said.asked), "、".join(said.asked)) if said.asked else ""
    return Done(onward, asked, warnings=said.not_asked)


def lead_back(request: HttpRequest, department: Department, fate: Fate) -> HttpResponse:
    """Lead to the page with the button, of the round that was meant; say that nobody was asked yet."""
    if fate.notice:
        messages.warning(request, fate.notice)
    for sentence in fate.sentences:
        messages.error(request, sentence)
    meant = fate.typed.get("round", "") if fate.typed is not None else ""
    return HttpResponseRedirect(board_address(department, meant))


def board_address(department: Department, round_: str) -> str:
    """Return the address of the page on which the department stands in that round, without one in the newest."""
    address = reverse("entry:board_department", args=(department.pk,))
    return f"{address}?{urlencode({'round': round_})}" if round_ else address
