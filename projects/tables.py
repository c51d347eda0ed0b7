"""Leading projects as columns."""

from typing import Self

import django_tables2 as tables
from django.db.models import F, QuerySet

from policies.models import PlanPeriod
from projects.models import LeadingProject

Ordered = tuple["QuerySet[LeadingProject]", bool]


def by_year(projects: "QuerySet[LeadingProject]", field: str, *, is_descending: bool) -> Ordered:
    """Sort by a year that may be unknown: unknown comes last either way, whatever the database would do."""
    year = F(field).desc(nulls_last=True) if is_descending else F(field).asc(nulls_last=True)
    return projects.order_by(year, "node__path", "order", "pk"), True


class ProjectTable(tables.Table):
    """The leading projects of a period; every row is a LeadingProject, printed by one template of ours."""

    name = tables.Column("取組名")
    node = tables.Column("項目", order_by="node__path")
    counting_year = tables.Column("件数に数える年度")
    period = tables.Column("実施期間", accessor="first_year")
    standing = tables.Column("状況")
    partners = tables.Column("連携先", orderable=False)

    caption = "取組一覧"
    caption_hidden = True
    row_template = "projects/_project_row.html"

    class Meta:
        empty_text = "条件に合う取組はありません。"
        order_by = ("-counting_year", "node")

    @classmethod
    def called(cls, projects: "QuerySet[LeadingProject]", period: PlanPeriod) -> Self:
        """Return the table with the city's names of the nodes and of the records."""
        node = tables.Column(period.measure_word, order_by="node__path")
        table = cls(projects, extra_columns=[("node", node)])
        table.caption = f"{period.records_word}一覧"
        return table

    def order_counting_year(self, projects: "QuerySet[LeadingProject]", is_descending: bool) -> Ordered:
        return by_year(projects, "counting_year", is_descending=is_descending)

    def order_period(self, projects: "QuerySet[LeadingProject]", is_descending: bool) -> Ordered:
        return by_year(projects, "first_year", is_descending=is_descending)
