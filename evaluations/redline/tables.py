"""The lines of a city's 用字用語, as columns."""

import django_tables2 as tables


class WordingTable(tables.Table):
    """The lines of a city's 用字用語; every row is a WordingRule, printed by one template of ours."""

    pattern = tables.Column("確認する語", order_by=("pattern", "field", "pk"))
    preferred = tables.Column("望ましい表記", order_by=("preferred", "pattern", "pk"))
    kind = tables.Column("種類", order_by=("kind", "pattern", "pk"))
    field = tables.Column("対象の文", orderable=False)
    unless_in = tables.Column("指摘しない語", orderable=False)
    note = tables.Column("説明", orderable=False)
    is_active = tables.Column("使う", order_by=("is_active", "pattern", "pk"))

    caption = "用字用語の一覧"
    caption_hidden = True
    row_template = "evaluations/redline/_wording_row.html"

    class Meta:
        attrs = {"class": "table--compact table--wording"}
        empty_text = "条件に合う行はありません。"
