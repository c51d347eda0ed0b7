"""What lies before the committee, as columns of a file."""

from collections.abc import Sequence

from django.utils.timezone import localdate

from evaluations.committee.scorecards.sitting import SittingRow
from evaluations.rating.scorecards.scope import CycleScope
from evaluations.rating.tables import cycle_columns, level_columns, saved_as_cycle
from exports.columns import FileColumn, TableFile
from policies.tables import node_columns


def reviewed_file(asked: CycleScope, rows: Sequence[SittingRow]) -> TableFile:
    """Return these of the measures before the committee with what is open."""
    word = asked.scope.period.measure_word
    columns = [
        *cycle_columns(asked),
        *node_columns(word, lambda row: row.node),
        FileColumn("段階", lambda row: row.evaluation.stage.name if row.evaluation.stage else "", 20),
        FileColumn("審議日", lambda row: row.review.held_on if row.review else None),
        FileColumn("部会", lambda row: row.review.panel if row.review else "", 20),
        FileColumn("担当委員", lambda row: row.members, 30),
        FileColumn("質問の数", lambda row: row.questions, 8),
        FileColumn("未回答の数", lambda row: row.unanswered, 8),
        FileColumn("最新の回答日", lambda row: localdate(row.answered_at) if row.answered_at else None),
        *level_columns("意見", lambda row: row.opinion.level if row.opinion else None),
        FileColumn("対応状況", _status, 20),
    ]
    return TableFile("reviewed", f"審議対象の{word}", columns, rows, saved_as_cycle(asked))


def _status(row: SittingRow) -> str:
    answered = row.opinion.status if row.opinion else None
    return answered.get_status_display() if answered else ""
