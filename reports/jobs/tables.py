"""The table of what goes on."""

import django_tables2 as tables

from reports.jobs.models import Job


class JobTable(tables.Table):
    """What somebody asked for, the newest first; every row is a Job."""

    caption = "時間のかかる処理"

    title = tables.Column(verbose_name="内容", linkify=True, orderable=False)
    state = tables.Column(verbose_name="状態", orderable=False)
    at = tables.DateTimeColumn(verbose_name="依頼日時", format="Y年n月j日 H:i", orderable=False)
    said = tables.Column(verbose_name="結果", orderable=False, default="－")

    class Meta:
        empty_text = "ありません。"

    def render_said(self, value: str) -> str:
        return value if len(value) <= 60 else f"{value[:60]}…"

    def render_state(self, record: Job) -> str:
        percent = record.percent
        label = record.get_state_display()
        return f"{label}（{percent}％）" if record.goes_on and percent is not None else label
