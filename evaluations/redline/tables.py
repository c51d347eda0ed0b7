"""The lines of a city's 用字用語, and what is open about the texts of a cycle, as columns of pages and of files."""

from collections.abc import Iterable, Sequence

import django_tables2 as tables

from evaluations.rating.scorecards.scope import CycleScope
from evaluations.rating.tables import cycle_columns, saved_as_cycle
from evaluations.redline.models import WordingRule
from evaluations.redline.scorecards.open_points import OpenMeasure, OpenPoints
from exports.columns import WIDE, FileColumn, TableFile, always, joined
from exports.page import moment
from policies.tables import node_columns


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


def wording_file(asked: CycleScope, rules: Iterable[WordingRule]) -> TableFile:
    """Return the lines of the list, in its order."""
    columns = [
        FileColumn("全国地方公共団体コード", always(asked.code)),
        FileColumn("確認する語", lambda rule: rule.pattern, 30),
        FileColumn("望ましい表記", lambda rule: rule.preferred, 30),
        FileColumn("種類", lambda rule: rule.get_kind_display(), 20),
        FileColumn("字数の上限", lambda rule: rule.longest),
        FileColumn("対象の文", lambda rule: rule.get_field_display() if rule.field else "すべての文", 20),
        FileColumn("指摘しない語", lambda rule: rule.unless_in, 30),
        FileColumn("説明", lambda rule: rule.note, WIDE),
        FileColumn("使う", lambda rule: "使う" if rule.is_active else "使わない", 10),
    ]
    return TableFile("wording", "用字用語", columns, rules, asked.code)


def open_files(asked: CycleScope, points: OpenPoints, measures: Sequence[OpenMeasure]) -> list[TableFile]:
    """Return what is open: by measure, what was sent back, each proposal, each comment."""
    word, about = asked.scope.period.measure_word, saved_as_cycle(asked)
    place = [
        *cycle_columns(asked),
        *node_columns(word, lambda row: row.node),
        FileColumn("主管課", lambda row: row.department_name, 20),
    ]
    said_place = [
        *cycle_columns(asked),
        *node_columns(word, lambda pair: pair[0].node),
        FileColumn("主管課", lambda pair: pair[0].department_name, 20),
        FileColumn("対象", lambda pair: pair[1].label, 30),
    ]
    said_by = [
        FileColumn("書いた人", lambda pair: pair[1].by_name, 20),
        FileColumn("書いたときの職", lambda pair: pair[1].post, 20),
        FileColumn("日時", lambda pair: moment(pair[1].at), 18),
    ]
    counts = [
        FileColumn("段階", lambda row: row.stage_name, 20),
        FileColumn("差戻し", lambda row: "差戻し" if row.is_returned else "", 8),
        FileColumn("提案の数", lambda row: len(row.proposals), 8),
        FileColumn("コメントの数", lambda row: len(row.comments), 8),
        FileColumn("用字用語の指摘の数", lambda row: row.found, 8),
    ]
    sent_back = [
        FileColumn("差し戻した段階", lambda row: row.last_step.from_name, 20),
        FileColumn("いまの段階", lambda row: row.stage_name, 20),
        FileColumn("理由", lambda row: row.last_step.reason, WIDE),
        FileColumn("差し戻した人", lambda row: row.last_step.by_name, 20),
        FileColumn("日時", lambda row: moment(row.last_step.at), 18),
    ]
    proposed = [
        FileColumn("削除", lambda pair: joined(one.deleted for one in pair[1].changes), WIDE),
        FileColumn("追加", lambda pair: joined(one.inserted for one in pair[1].changes), WIDE),
    ]
    commented = [
        FileColumn("コメント", lambda pair: pair[1].text, WIDE),
        FileColumn("返信の数", lambda pair: pair[1].answered, 8),
    ]
    return [
        TableFile("measures", f"{word}ごとの状況", [*place, *counts], measures, about),
        TableFile("returned", f"差戻し中の{word}", [*place, *sent_back], points.returned, about),
        TableFile("proposals", "未回答の提案", [*said_place, *proposed, *said_by], points.proposals, about),
        TableFile(
            "comments", "未解決のコメント", [*said_place, *commented, *said_by], points.comments, about
        ),
    ]
