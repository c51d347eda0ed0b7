"""Leading projects as columns."""

import django_tables2 as tables


class ProjectTable(tables.Table):
    """The leading projects of a period; every row is a LeadingProject, printed by one template of ours."""

    name = tables.Column("取組名")
    node = tables.Column("施策", order_by="node__path")
    counting_year = tables.Column("件数に数える年度")
    period = tables.Column("実施期間", accessor="first_year")
    standing = tables.Column("状況")
    partners = tables.Column("連携先", orderable=False)

    caption = "リーディングプロジェクト一覧"
    caption_hidden = True
    row_template = "projects/_project_row.html"

    class Meta:
        empty_text = "条件に合う取組はありません。"
        order_by = ("-counting_year", "node")
