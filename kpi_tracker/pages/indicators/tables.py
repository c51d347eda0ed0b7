"""The list of indicators as columns."""

from typing import Final, NamedTuple

import django_tables2 as tables

from indicators.charts import Sparkline
from indicators.scorecards import DrawnLevel, drawn_level
from kpi_tracker.pages.indicators.lines import IndicatorLine, Listing

NUMBERS: Final = {"cell": {"class": "num"}}


class IndicatorRow(NamedTuple):
    """What is drawn of an indicator, in plain values; addresses carry what the page is about."""

    address: str
    words: str
    is_judged: bool
    node_address: str
    node_words: str
    shows_classes: bool
    level: DrawnLevel
    before: DrawnLevel
    course: str
    course_text: str
    result: str
    is_computed: bool
    change: str
    footnote: str
    rate: str
    target: str
    target_note: str
    period: str
    period_target: str
    shows_outlook: bool
    outlook: str
    department: str
    is_missing: bool
    state: str
    spark: Sparkline


class IndicatorTable(tables.Table):
    """The indicators of a period; every row is an IndicatorLine, drawn by one template of ours."""

    indicator = tables.Column("指標", order_by="place")
    level = tables.Column("達成状況", accessor="level", order_by=("class_order", "place"))
    course = tables.Column("前年度", accessor="before", order_by=("course_order", "place"))
    result = tables.Column("実績（前年度から）", accessor="brief", orderable=False, attrs=NUMBERS)
    rate = tables.Column("達成率", accessor="brief", order_by=("rate_order", "place"), attrs=NUMBERS)
    target = tables.Column("目標", accessor="brief", orderable=False, attrs=NUMBERS)
    outlook = tables.Column("見込み", accessor="outlook_text", order_by=("outlook_order", "place"))
    department = tables.Column("所管課", order_by=("department_order", "place"))
    state = tables.Column("提出・値の種別", accessor="state_text", order_by=("state_text", "place"))
    trend = tables.Column("推移", accessor="brief", orderable=False)

    caption = "指標の一覧"
    caption_hidden = True
    row_template = "pages/indicators/_indicator_row.html"
    is_drawn = True

    class Meta:
        attrs = {"class": "table--compact table--indicators"}
        empty_text = "条件に合う指標はありません。"

    def __init__(self, rows: list[IndicatorLine], *, listing: Listing, exclude: tuple[str, ...]) -> None:
        super().__init__(rows, exclude=exclude)
        self.listing = listing

    def said(self, line: IndicatorLine) -> IndicatorRow:
        """Return what is drawn of a line to this reader."""
        scope, brief = self.listing.scope, line.brief
        return IndicatorRow(
            address=f"{brief.address}?{scope.query}",
            words=brief.words,
            is_judged=brief.is_judged,
            node_address=f"{line.node.get_absolute_url()}?{scope.query}",
            node_words=str(line.node),
            shows_classes=self.listing.rules.shows_classes,
            level=drawn_level(line.level),
            before=drawn_level(line.before),
            course=line.course or "",
            course_text=line.course_text,
            result=brief.result_words,
            is_computed=brief.is_computed,
            change=brief.change_words,
            footnote=brief.footnote,
            rate=brief.rate_words,
            target=brief.target_words,
            target_note=brief.target_note,
            period=scope.period.ordinal,
            period_target=brief.period_words_with_unit,
            shows_outlook=scope.shows_forecasts,
            outlook=line.outlook_text,
            department=str(line.department or ""),
            is_missing=brief.is_missing,
            state=line.state_text,
            spark=brief.spark,
        )
