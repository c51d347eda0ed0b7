"""もう一度お願いする: 局取りまとめ and 事務局 ask a department once more, by a button on its page of the board."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.posts import person_asking
from desk.refusals import says_why, whole_number
from entry.mail import can_send
from entry.sending.by_hand import ask_again
from entry.views.board import chosen, department_looked_after

NO_MAIL = "メールを送る設定がないため、お願いを送れません。「依頼文をコピー」をお使いください。"
QUEUED = "お願いを送信待ちに入れました（{}通）：{}。次の自動送信のときに送られます。"


@login_required
@require_POST
@says_why
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Put reminders for what the department has not entered into the outbox; say who is asked, and who not and why."""
    person, today = person_asking(request), timezone.localdate()
    department, rounds = department_looked_after(person, pk, today)
    round_ = chosen(rounds, str(whole_number(request.POST.get("round"))))
    if department.local_government_code != round_.plan.local_government_code:
        raise Http404
    onward = f"{reverse('entry:board_department', args=(pk,))}?{urlencode({'round': round_.pk})}"
    if not can_send():
        messages.error(request, NO_MAIL)
        return HttpResponseRedirect(onward)
    said = ask_again(round_, department, today)
    if said.asked:
        messages.success(request, QUEUED.format(len(said.asked), "、".join(said.asked)))
    for sentence in said.not_asked:
        messages.warning(request, sentence)
    return HttpResponseRedirect(onward)
