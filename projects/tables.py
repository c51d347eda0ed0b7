"""Leading projects as columns."""

import django_tables2 as tables
from django.db.models import F, QuerySet

from projects.models import LeadingProject

Ordered = tuple["QuerySet[LeadingProject]", bool]


def by_year(projects: "QuerySet[LeadingProject]", field: str, *, is_descending: bool) -> Ordered:
    """Sort by a year that may be unknown: unknown comes last either way, whatever the database would do."""
    year = F(field).desc(nulls_last=True) if is_descending else F(field).asc(nulls_last=True)
    return projects.order_by(year, "node__path", "order", "pk"), True


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

    def order_counting_year(self, projects: "QuerySet[LeadingProject]", is_descending: bool) -> Ordered:
        return by_year(projects, "counting_year", is_descending=is_descending)

    def order_period(self, projects: "QuerySet[LeadingProject]", is_descending: bool) -> Ordered:
        return by_year(projects, "first_year", is_descending=is_descending)
