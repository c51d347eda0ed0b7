"""Measures and how they stand, as columns."""

from collections.abc import Sequence
from typing import Any, Self

import django_tables2 as tables

from policies.models import PlanPeriod


class MeasureTable(tables.Table):
    """A table of measures, which are called as the city calls them."""

    caption_words = "{}の評価"

    @classmethod
    def called(cls, rows: Sequence[Any], period: PlanPeriod, **options: Any) -> Self:
        """Return the table with the city's name of the layer whose progress is judged."""
        word = period.measure_word
        measure = tables.Column(word, accessor="node", order_by="node__path")
        empty = f"条件に合う{word}はありません。"
        table = cls(rows, extra_columns=[("measure", measure)], empty_text=empty, **options)
        table.caption = cls.caption_words.format(word)
        return table


class StandingTable(MeasureTable):
    """The measures of a period; every row is an Outline, printed by one template of ours."""

    measure = tables.Column("項目", accessor="node", order_by="node__path")
    progress = tables.Column("進捗状況", accessor="decided_progress", order_by="progress_order")
    direction = tables.Column("今後の方向性", accessor="decided_direction", order_by="direction_order")
    suggestion = tables.Column("参考判定", accessor="progress_level", order_by="suggestion_order")
    classes = tables.Column("成果指標の達成状況", accessor="class_levels", orderable=False)
    missing = tables.Column("未提出", accessor="missing_count", attrs={"cell": {"class": "num"}})
    trend = tables.Column("推移（最初の指標）", accessor="judged", orderable=False)

    caption_words = "{}の評価と成果指標"
    caption_hidden = True
    row_template = "evaluations/rating/_standing_row.html"

    class Meta:
        attrs = {"class": "table--standings"}


class EvaluationTable(MeasureTable):
    """The measures of a cycle on their way; every row is a Row of the board."""

    measure = tables.Column("項目", accessor="node", order_by="node__path")
    department = tables.Column("主管課", order_by="department_order")
    stage = tables.Column("段階", order_by="stage_order")
    due = tables.Column("期限", accessor="due_on", order_by="due_order")
    progress = tables.Column("進捗状況", accessor="standing", order_by="standing__progress_order")
    direction = tables.Column("方向性", accessor="standing", order_by="standing__direction_order")
    suggestion = tables.Column("参考判定", accessor="standing", order_by="suggestion_order")
    missing = tables.Column(
        "未提出", accessor="standing", order_by="standing__missing_count", attrs={"cell": {"class": "num"}}
    )

    caption_words = "{}の評価の進み具合"
    caption_hidden = True
    row_template = "evaluations/rating/_board_row.html"

    class Meta:
        attrs = {"class": "table--compact table--board"}
