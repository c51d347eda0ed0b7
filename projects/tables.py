"""Leading projects as columns."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, Self

import django_tables2 as tables
from django.db.models import F, QuerySet

from exports.columns import WIDE, FileColumn, TableFile, in_both_years, joined
from indicators.models import Indicator
from indicators.tables.files import indicator_columns, own_node, year_numbered
from policies.page import Scope
from policies.tables import node_columns, place_columns, saved_as
from projects.ledger import Ledger
from projects.models import LeadingProject

Ordered = tuple["QuerySet[LeadingProject]", bool]


def by_year(projects: "QuerySet[LeadingProject]", field: str, *, is_descending: bool) -> Ordered:
    """Sort by a year that may be unknown: unknown comes last either way, whatever the database would do."""
    year = F(field).desc(nulls_last=True) if is_descending else F(field).asc(nulls_last=True)
    return projects.order_by(year, "node__path", "order", "pk"), True


class DrawnProject(NamedTuple):
    """What is drawn of a leading project, in plain values; its addresses carry what the page is about."""

    address: str
    words: str
    node_address: str
    node_words: str
    counting_year: int | None
    first_year: int | None
    last_year: int | None
    standing: str
    partners: str


class ProjectTable(tables.Table):
    """The leading projects of a period; every row is a LeadingProject, drawn by one template of ours."""

    name = tables.Column("取組名")
    node = tables.Column("項目", order_by="node__path")
    counting_year = tables.Column("件数に数える年度")
    period = tables.Column("実施期間", accessor="first_year")
    standing = tables.Column("状況")
    partners = tables.Column("連携先", orderable=False)

    caption = "取組一覧"
    caption_hidden = True
    row_template = "projects/_project_row.html"
    is_drawn = True
    query = ""  # what links carry on

    class Meta:
        empty_text = "条件に合う取組はありません。"
        order_by = ("-counting_year", "node")

    @classmethod
    def called(cls, projects: "QuerySet[LeadingProject]", scope: Scope) -> Self:
        """Return the table with the city's names of the nodes and of the records."""
        node = tables.Column(scope.period.measure_word, order_by="node__path")
        table = cls(projects, extra_columns=[("node", node)])
        table.caption, table.query = f"{scope.period.records_word}一覧", scope.query
        return table

    def said(self, project: LeadingProject) -> DrawnProject:
        """Return what is drawn of a project."""
        return DrawnProject(
            address=f"{project.get_absolute_url()}?{self.query}",
            words=project.name,
            node_address=f"{project.node.get_absolute_url()}?{self.query}",
            node_words=str(project.node),
            counting_year=project.counting_year,
            first_year=project.first_year,
            last_year=project.last_year,
            standing=project.get_standing_display(),
            partners=project.partners,
        )

    def order_counting_year(self, projects: "QuerySet[LeadingProject]", is_descending: bool) -> Ordered:
        return by_year(projects, "counting_year", is_descending=is_descending)

    def order_period(self, projects: "QuerySet[LeadingProject]", is_descending: bool) -> Ordered:
        return by_year(projects, "first_year", is_descending=is_descending)


def projects_file(scope: Scope, table: ProjectTable) -> TableFile:
    """Return all records of the list in its order."""
    return records_file(scope, (row.record for row in table.rows))


def records_file(scope: Scope, projects: Iterable[LeadingProject]) -> TableFile:
    """Return leading projects, each in a row of its own."""
    columns = [*place_columns(scope), *project_columns(lambda project: project)]
    return TableFile("projects", scope.period.records_word, columns, projects, saved_as(scope))


def project_columns(project: Callable[[Any], LeadingProject]) -> list[FileColumn]:
    """Return the columns of a leading project."""
    return [
        *node_columns("項目", lambda row: project(row).node),
        FileColumn("取組名", lambda row: project(row).name, WIDE),
        FileColumn("取組キー", lambda row: project(row).uid, 38),
        *in_both_years("件数に数える年度", lambda row: year_numbered(project(row).counting_year)),
        *in_both_years("開始年度", lambda row: year_numbered(project(row).first_year)),
        *in_both_years("終了年度", lambda row: year_numbered(project(row).last_year)),
        FileColumn("状況", lambda row: project(row).get_standing_display(), 20),
        FileColumn("連携先", lambda row: joined(map(str.strip, project(row).partners.splitlines())), WIDE),
        FileColumn("概要", lambda row: project(row).summary, WIDE),
    ]


def ledgers_file(scope: Scope, ledgers: Sequence[tuple[Indicator, Ledger]]) -> TableFile | None:
    """Return what was reported beside what has a record, year by year; where that is not public, how many there are."""
    if not ledgers:
        return None
    columns = [*place_columns(scope), *indicator_columns(lambda line: line[0], own_node)]
    if not scope.shows_breakdown:
        columns.append(FileColumn("掲載件数", lambda line: line[1].recorded))
        return TableFile("ledgers", "掲載している取組の件数", columns, ledgers, saved_as(scope))
    columns += [
        *in_both_years("年度", lambda line: line[1].fiscal_year),
        FileColumn("報告件数", lambda line: line[1].reported),
        FileColumn("個票登録件数", lambda line: line[1].recorded),
        FileColumn("未登録件数", lambda line: line[1].unrecorded),
        FileColumn("報告件数を超える個票", lambda line: line[1].excess),
    ]
    rows = [(indicator, year) for indicator, ledger in ledgers for year in ledger.years]
    return TableFile("ledgers", "報告件数と個票の件数", columns, rows, saved_as(scope))
