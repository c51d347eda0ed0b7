"""The page of one job: how far it is, what became of it; what is posted cancels it."""

from functools import partial
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from accounts.actions import person_asking
from desk.page.taking import Done, Fate, form_page, opened, take
from reports.jobs.actions.asking import cancel, nobody_works
from reports.jobs.models import Job
from reports.jobs.rules import may_follow

ONLY_ASKS: Final = "ask"  # a script looks whether it has ended: what it said is for the person's next page
SECONDS: Final = 2  # after which a browser asks again


@form_page
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the job while it goes on, and lead to what it led to, with what it said; what is posted cancels it."""
    person = person_asking(request)
    job = Job.objects.filter(pk=pk).first()
    if job is None or not may_follow(person, job.person_id, person.pk):
        raise Http404
    if request.method != "POST":
        if job.state == Job.State.DONE and job.address and ONLY_ASKS not in request.GET:
            messages.success(request, job.said)
            return HttpResponseRedirect(job.address)
        return show_job(request, job, opened(request, person))
    act, show = partial(stop, job), partial(show_job, request, job)
    return take(request, person, act, show, is_versioned=False)


def stop(job: Job, _: int) -> Done:
    """Cancel it."""
    cancel(job)
    job.refresh_from_db()
    said = "中止しました。" if not job.goes_on else "中止を依頼しました。区切りのよいところで止まります。"
    return Done(job.get_absolute_url(), said if job.is_cancelled else "")


def show_job(request: HttpRequest, job: Job, fate: Fate) -> HttpResponse:
    """Show it; while it goes on the page asks again by itself, by a script or without any."""
    job.refresh_from_db()
    context = {
        "scope": None,
        "job": job,
        "seconds": SECONDS,
        "nobody_works": job.goes_on and nobody_works(),
        **fate.context(0),
    }
    return render(request, "reports/job.html", context, status=fate.status)
