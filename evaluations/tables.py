"""Measures and how they stand, as columns."""

import django_tables2 as tables


class StandingTable(tables.Table):
    """The measures of a period; every row is a Standing, printed by one template of ours."""

    measure = tables.Column("施策", accessor="node", order_by="node__path")
    progress = tables.Column("進捗状況", accessor="decided_progress", order_by="progress_order")
    direction = tables.Column("今後の方向性", accessor="decided_direction", order_by="direction_order")
    suggestion = tables.Column("参考判定", accessor="progress_level", order_by="suggestion_order")
    classes = tables.Column("成果指標の達成状況", accessor="class_levels", orderable=False)
    missing = tables.Column("未報告・集計中", accessor="missing_count", attrs={"cell": {"class": "num"}})
    trend = tables.Column("推移（最初の指標）", accessor="cards", orderable=False)

    caption = "施策の評価と成果指標"
    caption_hidden = True
    row_template = "evaluations/_standing_row.html"

    class Meta:
        attrs = {"class": "table--standings"}
        empty_text = "条件に合う施策はありません。"
