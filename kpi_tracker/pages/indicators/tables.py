"""The list of indicators as columns."""

from typing import Final

import django_tables2 as tables

NUMBERS: Final = {"cell": {"class": "num"}}


class IndicatorTable(tables.Table):
    """The indicators of a period; every row is an IndicatorLine, printed by one template of ours."""

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

    class Meta:
        attrs = {"class": "table--compact table--indicators"}
        empty_text = "条件に合う指標はありません。"
