"""The table of loads."""

import django_tables2 as tables

from store.models import Load


class LoadTable(tables.Table):
    """What was loaded, the newest first; every row is a Load."""

    caption = "これまでの読込み"

    at = tables.DateTimeColumn(verbose_name="日時", format="Y年n月j日 H:i")
    name = tables.Column(verbose_name="ファイル", linkify=("reports:load", (tables.A("pk"),)))
    who_name = tables.Column(verbose_name="読み込んだ人", empty_values=(), orderable=False)
    added = tables.Column(verbose_name="追加")
    changed = tables.Column(verbose_name="変更")
    undone_at = tables.DateTimeColumn(verbose_name="取消し", format="Y年n月j日 H:i", default="－")

    class Meta:
        order_by = ("-at",)
        empty_text = "まだ何も読み込んでいません。"

    def render_who_name(self, record: Load) -> str:
        return record.who_name or f"（{record.get_via_display()}）"
