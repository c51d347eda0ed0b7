"""Which report a page is about, and for whom; 404 for who may not see it, 403 for who may only look."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import Http404, HttpRequest
from django.utils import timezone

from accounts.actions import administering_post, person_asking
from accounts.models import Person
from desk.page.refusals import NotAllowedError
from reports.review.models import Report
from reports.review.rules import may_read_report, may_review
from store.actions.rows import Actor
from store.models import Change

ONLY_KEEPERS: Final = "報告書の値を確認して読み込めるのは、事務局とシステム管理者だけです。"


@dataclass(frozen=True, slots=True)
class ReportPageAsked:
    """A report as one person has it before them today."""

    request: HttpRequest
    person: Person
    report: Report
    today: date

    @property
    def may_decide(self) -> bool:
        return may_review(self.person, self.report.city, self.today)

    @property
    def by(self) -> Actor:
        """The person in the post by which the report is reviewed."""
        post = administering_post(self.person, [self.report.city], self.today)
        return Actor(Change.Via.REPORT, self.person, post, f"報告書「{self.report.name}」の確認")


def report_asked(request: HttpRequest, pk: int, *, decides: bool) -> ReportPageAsked:
    """Return the report if the person may see it; with `decides` only if the person may also review it."""
    person, today = person_asking(request), timezone.localdate()
    report = Report.objects.filter(pk=pk).first()
    if report is None or not may_read_report(person, report.city, today):
        raise Http404
    asked = ReportPageAsked(request, person, report, today)
    if decides and not asked.may_decide:
        raise NotAllowedError(ONLY_KEEPERS)
    return asked
