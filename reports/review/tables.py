"""The table of reports that were read."""

import django_tables2 as tables
from django.db.models import Count, Q

from exports.columns import WIDE, FileColumn, TableFile
from exports.page import moment
from reports.loads.actions.loading import Loader
from reports.review.actions.comparing import Comparison
from reports.review.models import Report, ReportFact
from reports.review.scorecards import reports_for


def report_table(loader: Loader) -> "ReportTable | None":
    """Return the reports that the person reviews, None where there are none."""
    waiting = Count("facts", filter=Q(facts__decision=ReportFact.State.OPEN))
    found = reports_for(loader.person, loader.today).annotate(open_count=waiting).order_by("-pk")
    return ReportTable(found, prefix="reports-") if found.exists() else None


class ReportTable(tables.Table):
    """What was read, the newest first; every row is a Report."""

    caption = "読み取った報告書"
    file_name = "reports"

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

    def as_file(self) -> TableFile:
        """Return the same reports as they are taken along."""
        columns = [
            FileColumn("報告書", lambda report: report.name, WIDE),
            FileColumn("読み取った日時", lambda report: moment(report.at), 18),
            FileColumn("ページ数", lambda report: report.page_count, 8),
            FileColumn("未確認の値の数", lambda report: report.open_count, 8),
            FileColumn("突合の確認の日時", lambda report: moment(report.signed_at), 18),
        ]
        return TableFile(self.file_name, self.caption, columns, [row.record for row in self.rows])


def comparison_files(report: Report, comparison: Comparison) -> list[TableFile]:
    """Return what a report says beside what is stored: by kind, and the classes that were published beside ours."""
    kinds = [
        FileColumn("種類", lambda row: row.name, 20),
        FileColumn("報告書", lambda row: row.told),
        FileColumn("採用", lambda row: row.taken),
        FileColumn("登録済みと一致", lambda row: row.stored),
        FileColumn("異なる", lambda row: row.differing),
        FileColumn("載せられない", lambda row: row.unheld),
        FileColumn("読み込んでいない", lambda row: row.waiting),
    ]
    classes = [
        FileColumn("区分", lambda row: row[0]),
        FileColumn("公表", lambda row: row[1]),
        FileColumn("本システム", lambda row: row[2]),
    ]
    about = str(report.pk)
    return [
        TableFile("kinds", "報告書の値と登録済みの値", kinds, comparison.kinds, about),
        TableFile("classes", "公表された区分と本システムの区分", classes, comparison.classes, about),
    ]
