"""The table of loads."""

from collections.abc import Iterable

import django_tables2 as tables

from exports.columns import WIDE, FileColumn, TableFile
from exports.page import moment
from store.models import Load


class LoadTable(tables.Table):
    """What was loaded, the newest first; every row is a Load."""

    caption = "これまでの読込み"
    caption_hidden = True

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


def loads_file(loads: Iterable[Load]) -> TableFile:
    """Return what was loaded, in the order of the list."""
    columns = [
        FileColumn("日時", lambda load: moment(load.at), 18),
        FileColumn("ファイル", lambda load: load.name, WIDE),
        FileColumn("読み込んだ人", lambda load: load.who_name or load.get_via_display(), 20),
        FileColumn("追加", lambda load: load.added, 8),
        FileColumn("変更", lambda load: load.changed, 8),
        FileColumn("取消しの日時", lambda load: moment(load.undone_at), 18),
        FileColumn("SHA-256", lambda load: load.sha256, 20),
    ]
    return TableFile("loads", "これまでの読込み", columns, loads)
