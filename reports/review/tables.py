"""The table of reports that were read."""

import django_tables2 as tables
from django.db.models import Count, Q

from reports.loads.actions.loading import Loader
from reports.review.models import Report, ReportFact
from reports.review.scorecards import reports_for


def report_table(loader: Loader) -> "ReportTable | None":
    """Return the reports that the person reviews, None where there are none."""
    waiting = Count("facts", filter=Q(facts__decision=ReportFact.State.OPEN))
    found = reports_for(loader.person, loader.today).annotate(open_count=waiting)
    return ReportTable(found, prefix="reports-") if found.exists() else None


class ReportTable(tables.Table):
    """What was read, the newest first; every row is a Report."""

    caption = "読み取った報告書"

    name = tables.Column(verbose_name="報告書", linkify=True)
    at = tables.DateTimeColumn(verbose_name="読み取った日時", format="Y年n月j日 H:i")
    page_count = tables.Column(verbose_name="ページ")
    open_count = tables.Column(verbose_name="未確認の値", orderable=False)
    signed_at = tables.DateTimeColumn(verbose_name="突合の確認", format="Y年n月j日", default="－")

    class Meta:
        model = Report
        fields = ("name", "at", "page_count", "open_count", "signed_at")
        orderable = False
        empty_text = "まだ報告書を読み取っていません。"
