"""The page on which packages are asked for, those that were made, and each as a file."""

from functools import partial
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.actions import person_asking
from accounts.models import Person
from desk.actions import quotas
from desk.page.limiting import limits
from desk.page.refusals import NotAllowedError
from desk.page.taking import Done, Fate, FaultyFormError, form_page, opened, take
from exports.page import passed_on
from kpi_tracker.pages.packages.asked import plans_of
from kpi_tracker.pages.packages.forms import PackageForm
from kpi_tracker.pages.packages.jobs import KIND, ask_for, file_of, may_take
from reports.jobs.models import Job
from reports.jobs.rules import may_follow
from reports.loads.actions.uploads import GoneError

SHOWN: Final = 20
NOT_YOURS: Final = (
    "データ一式を持ち出せるのは、その市の職員だけです。"
    "公開されている表は、それぞれの画面とAPIから持ち出せます。"
)
NOT_SEEN: Final = (
    "このデータ一式には、いまの所属では見られない内容が含まれるか、計画がなくなったため、受け取れません。"
    "必要なときは、もう一度作成してください。"
)
GONE: Final = "このデータ一式は、保存の期間が過ぎたため、もうありません。もう一度作成してください。"


@form_page(labels={"what": "持ち出す範囲", "audience": "内容"})
def package_list(request: HttpRequest) -> HttpResponse:
    """Show what can be taken and what was made; what is posted asks for one more."""
    person = person_asking(request)
    if not plans_of(person, timezone.localdate()):
        raise NotAllowedError(NOT_YOURS)
    if request.method != "POST":
        return show(request, person, opened(request, person))
    act, again = partial(ask, request, person), partial(show, request, person)
    return take(request, person, act, again, is_versioned=False)


def ask(request: HttpRequest, person: Person, _: int) -> Done:
    """Ask for a package, and lead to how far it is."""
    form = PackageForm(request.POST, plans_of(person, timezone.localdate()))
    if not form.is_valid():
        raise FaultyFormError(form)
    return Done(ask_for(*form.wanted(), person).get_absolute_url())


def show(request: HttpRequest, person: Person, fate: Fate) -> HttpResponse:
    """Show the form, and what the person asked for of late."""
    plans = plans_of(person, timezone.localdate())
    key = request.GET.get("plan", "")
    form = fate.form or PackageForm(fate.typed, plans, initial={"what": key})
    jobs = Job.objects.filter(person=person, kind=KIND).defer("asked")[:SHOWN]
    context = {
        "scope": None,
        "carried": urlencode({"plan": key}) if any(plan.key == key for plan in plans) else "",
        "form": form,
        "jobs": [(job, is_kept(job)) for job in jobs],
        "days": settings.UPLOAD_DAYS,
        **fate.context(0),
    }
    return render(request, "pages/packages/packages.html", context, status=fate.status)


def is_kept(job: Job) -> bool:
    """Tell whether the job made a file that is still there."""
    try:
        return job.state == Job.State.DONE and file_of(job).path.is_file()
    except GoneError:
        return False


@require_safe
@login_required
@limits(quotas.DOWNLOADS)
def package_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a package to whoever asked for it, as long as they may see what is in it."""
    person = person_asking(request)
    job = Job.objects.filter(pk=pk, kind=KIND, state=Job.State.DONE).first()
    if job is None or not may_follow(person, job.person_id, person.pk):
        raise Http404
    if not may_take(job, person):
        return render(request, "404.html", {"scope": None, "message": NOT_SEEN}, status=404)
    try:
        upload = file_of(job)
    except GoneError:
        return render(request, "404.html", {"scope": None, "message": GONE}, status=404)
    return passed_on(FileResponse(upload.path.open("rb"), as_attachment=True, filename=upload.name))
