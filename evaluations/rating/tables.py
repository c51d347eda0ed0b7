"""Measures and how they stand, as columns of pages and of files."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, Self

import django_tables2 as tables
from django.urls import get_script_prefix, reverse

from evaluations.rating.models.stages import StageStep
from evaluations.rating.scorecards.board import NOT_STARTED, BoardRow
from evaluations.rating.scorecards.briefs import Brief, number
from evaluations.rating.scorecards.earlier import Earlier
from evaluations.rating.scorecards.node import IndicatorBlock, Undertaking
from evaluations.rating.scorecards.outlines import Outline
from evaluations.rating.scorecards.overview import ClassChange, PolicyRow
from evaluations.rating.scorecards.scope import CycleScope
from exports.columns import WIDE, FileColumn, TableFile, Value, always
from exports.page import moment
from indicators.calculation.course import COURSE_WORDS
from indicators.calculation.facts import ResultStanding
from indicators.calculation.quantities import STANDING_WORDS
from indicators.charts import Sparkline
from indicators.models import RatingLevel
from indicators.scorecards import DrawnLevel, Rules, drawn_level
from indicators.tables.files import YearLine, computed_column, printed, shown_number, symbol_of, year_lines
from policies.models import PlanPeriod, PolicyNode
from policies.page import Scope
from policies.scorecards.tree import PlanTree
from policies.tables import node_columns, place_columns, saved_as, shown_columns

YEARS_OF_INDICATORS = "指標の年度ごとの目標と実績"
TO_CONFIRM = "要確認"


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
    """The measures of a period; every row is an Outline, drawn by one template of ours."""

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
    is_drawn = True

    class Meta:
        attrs = {"class": "table--standings"}

    def __init__(
        self, rows: Sequence[Outline], *, scope: Scope, exclude: Sequence[str], **options: Any
    ) -> None:
        super().__init__(rows, exclude=exclude, **options)
        self.scope, self.shows_classes = scope, "classes" not in exclude

    def said(self, one: Outline) -> "MeasureRow":
        """Return what is drawn of a measure to this reader."""
        return MeasureRow(
            address=f"{one.node.get_absolute_url()}?{self.scope.query}",
            words=str(one.node),
            progress=drawn(one.decided_progress),
            direction=drawn(one.decided_direction),
            shows_suggestions=self.scope.shows_suggestions,
            is_suggested=one.progress is not None,
            suggested_progress=drawn(one.progress_level),
            suggested_direction=drawn(one.direction_level),
            differs=one.differs,
            shows_classes=self.shows_classes,
            classes=tuple(drawn_level(level) for level in one.class_levels),
            missing=one.missing_count,
            spark=one.spark,
        )


class MeasureRow(NamedTuple):
    """What is drawn of a measure, in plain values; its address carries what the page is about."""

    address: str
    words: str
    progress: DrawnLevel | None
    direction: DrawnLevel | None
    shows_suggestions: bool
    is_suggested: bool
    suggested_progress: DrawnLevel | None
    suggested_direction: DrawnLevel | None
    differs: bool
    shows_classes: bool
    classes: tuple[DrawnLevel, ...]
    missing: int
    spark: Sparkline | None


def drawn(level: RatingLevel | None) -> DrawnLevel | None:
    """Return what is drawn of a level, where there is one."""
    return drawn_level(level) if level else None


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
    is_drawn = True

    class Meta:
        attrs = {"class": "table--compact table--board"}

    def said(self, row: BoardRow) -> "DrawnBoardRow":
        """Return what is drawn of a measure on its way."""
        standing = row.standing
        return DrawnBoardRow(
            address=evaluation_address(row.node, row.query),
            words=str(row.node),
            is_reviewed=row.is_reviewed,
            department=row.department_name,
            has_stages=row.has_stages,
            stage=row.stage_name,
            is_returned=row.is_returned,
            due_on=row.due_on,
            is_late=row.is_late,
            progress=drawn(standing.decided_progress),
            direction=drawn(standing.decided_direction),
            is_settled=row.is_settled,
            suggested_progress=drawn(standing.progress_level),
            suggested_direction=drawn(standing.direction_level),
            differs=standing.differs,
            missing=standing.missing_count,
        )


class DrawnBoardRow(NamedTuple):
    """What is drawn of a measure on its way, in plain values; its address carries what the page is about."""

    address: str
    words: str
    is_reviewed: bool
    department: str
    has_stages: bool
    stage: str
    is_returned: bool
    due_on: date | None
    is_late: bool
    progress: DrawnLevel | None
    direction: DrawnLevel | None
    is_settled: bool
    suggested_progress: DrawnLevel | None
    suggested_direction: DrawnLevel | None
    differs: bool
    missing: int


class ReturnedMeasure(Protocol):
    """A measure that was sent back."""

    @property
    def node(self) -> PolicyNode: ...
    @property
    def stage_name(self) -> str: ...
    @property
    def department_name(self) -> str: ...
    @property
    def last_step(self) -> StageStep | None: ...


class ReturnedRows:
    """What was sent back and not handed on since; each row is drawn once."""

    row_template = "evaluations/rating/_returned_row.html"

    def __init__(self, rows: Sequence[ReturnedMeasure], asked: CycleScope) -> None:
        self.rows, self.query = rows, asked.query

    def said(self, row: ReturnedMeasure) -> "DrawnReturn":
        """Return what is drawn of a measure that was sent back."""
        step = row.last_step
        return DrawnReturn(
            address=evaluation_address(row.node, self.query),
            words=str(row.node),
            department=row.department_name,
            sent_from=step.from_name if step else "",
            stage=row.stage_name,
            reason=step.reason if step else "",
            by=step.by_name if step else "",
            post=step.post if step else "",
            at=step.at if step else None,
        )


class DrawnReturn(NamedTuple):
    """What is drawn of a measure that was sent back, in plain values."""

    address: str
    words: str
    department: str
    sent_from: str
    stage: str
    reason: str
    by: str
    post: str
    at: datetime | None


def evaluation_address(node: PolicyNode, query: str) -> str:
    """Return where the evaluation of a measure is, with what links carry on."""
    return f"{_page_of(get_script_prefix(), node.address)}?{query}"


@lru_cache(maxsize=5_000)
def _page_of(prefix: str, address: str) -> str:
    """Return the page of an evaluation, where the application stands under that prefix: found once."""
    return reverse("evaluations:evaluation", args=(address,))


def level_columns(word: str, level: Callable[[Any], RatingLevel | None]) -> list[FileColumn]:
    """Return the columns of a rating: its symbol, and what that means."""

    def label(row: Any) -> Value:
        found = level(row)
        return found.label if found else ""

    return [
        FileColumn(word, lambda row: symbol_of(level(row)), 8),
        FileColumn(f"{word}の意味", label, 30),
    ]


def suggestion_columns(standing: Callable[[Any], Outline]) -> list[FileColumn]:
    """Return the columns of both 参考判定, and whether people decided otherwise."""

    def symbol(row: Any, level: RatingLevel | None) -> Value:
        if standing(row).progress is None:
            return ""
        return symbol_of(level) if standing(row).progress_level else TO_CONFIRM

    return [
        FileColumn("参考判定（進捗状況）", lambda row: symbol(row, standing(row).progress_level)),
        FileColumn("参考判定（今後の方向性）", lambda row: symbol(row, standing(row).direction_level)),
        FileColumn("参考判定との相違", lambda row: "相違" if standing(row).differs else ""),
    ]


def standings_file(
    scope: Scope, found: Iterable[Outline], rules: Rules, *, name: str = "measures"
) -> TableFile:
    """Return the measures as they stand."""
    word = scope.period.measure_word
    columns = [
        *shown_columns(scope),
        *node_columns(word, lambda one: one.node),
        *standing_columns(scope, rules),
    ]
    return TableFile(name, f"{word}の一覧", columns, list(found), saved_as(scope))


def standing_columns(scope: Scope, rules: Rules) -> list[FileColumn]:
    """Return the columns of how a measure stands; of the classes how many of its judged indicators have each."""

    def has(symbol: str) -> Callable[[Outline], Value]:
        return lambda one: Counter(level.symbol for level in one.class_levels)[symbol]

    columns = [
        *level_columns("進捗状況", lambda one: one.decided_progress),
        *level_columns("今後の方向性", lambda one: one.decided_direction),
    ]
    if scope.shows_suggestions:
        columns += suggestion_columns(lambda one: one)
    columns.append(FileColumn("判定対象の指標", lambda one: len(one.judged)))
    if rules.shows_classes:
        columns += [FileColumn(f"達成状況{symbol}の指標", has(symbol)) for symbol in rules.best_first]
    return [*columns, FileColumn("未提出の指標", lambda one: one.missing_count)]


def counts_file(
    scope: Scope,
    rows: Sequence[PolicyRow],
    levels: tuple[Sequence[RatingLevel], Sequence[RatingLevel]],
    *,
    by_suggestion: bool,
    name: str,
    title: str,
) -> TableFile:
    """Return how many measures below each of the nodes have which rating; a relisted node has none of its own.

    `levels` are those of the progress, and those of the direction where the table has them.
    """

    def unless_relisted(count: Callable[[PolicyRow], int]) -> Callable[[PolicyRow], Value]:
        return lambda row: None if row.relisted else count(row)

    def with_level(symbol: str) -> Callable[[PolicyRow], int]:
        return lambda row: row.tally.counts.get(symbol, 0)

    def directed(symbol: str) -> Callable[[PolicyRow], int]:
        return lambda row: row.directions.get(symbol, 0)

    directions = [
        FileColumn(f"今後の方向性{level.symbol}", unless_relisted(directed(level.symbol)), 8)
        for level in levels[1]
    ]
    if directions:
        directions.append(FileColumn("今後の方向性の未判定", unless_relisted(lambda row: row.undirected), 8))
    columns = [
        *shown_columns(scope),
        *node_columns("項目", lambda row: row.node),
        FileColumn("再掲", lambda row: "再掲" if row.relisted else "", 8),
        FileColumn("数えた評価", always("参考判定" if by_suggestion else "評価結果")),
        FileColumn(f"{scope.period.measure_word}の数", unless_relisted(lambda row: row.tally.total)),
        *(FileColumn(level.symbol, unless_relisted(with_level(level.symbol)), 8) for level in levels[0]),
        FileColumn("未判定", unless_relisted(lambda row: row.tally.undecided), 8),
        *directions,
        FileColumn("未提出の指標", unless_relisted(lambda row: row.missing)),
    ]
    return TableFile(name, title, columns, rows, saved_as(scope))


def briefs_file(
    scope: Scope, tree: PlanTree, rules: Rules, briefs: Sequence[Brief], *, name: str, title: str
) -> TableFile:
    """Return indicators in the year shown, each in a row of its own."""
    columns = [*shown_columns(scope), *brief_columns(tree, rules, lambda brief: brief)]
    return TableFile(name, title, columns, briefs, saved_as(scope))


def changes_file(scope: Scope, tree: PlanTree, rules: Rules, changes: Sequence[ClassChange]) -> TableFile:
    """Return the indicators whose class is another than the year before."""
    columns = [
        *shown_columns(scope),
        *brief_columns(tree, rules, lambda one: one.brief),
        FileColumn("前年度の達成状況", lambda one: symbol_of(one.before), 8),
        FileColumn("達成状況の変化", lambda one: COURSE_WORDS[one.course], 10),
    ]
    return TableFile("changes", "達成状況が変わった指標", columns, changes, saved_as(scope))


def brief_columns(tree: PlanTree, rules: Rules, brief: Callable[[Any], Brief]) -> list[FileColumn]:
    """Return the columns of an indicator in the year shown."""
    classes = [FileColumn("達成状況", lambda row: symbol_of(rules.level(brief(row).symbol)), 8)]
    return [
        *node_columns("項目", lambda row: tree.node(brief(row).node)),
        FileColumn("指標番号", lambda row: brief(row).number, 8),
        FileColumn("指標名", lambda row: brief(row).name, WIDE),
        FileColumn("判定対象", lambda row: "判定対象" if brief(row).is_judged else "補足"),
        FileColumn("単位", lambda row: brief(row).unit, 8),
        FileColumn("当該年度の目標", lambda row: number_or_none(brief(row).yearly)),
        FileColumn("判定に用いる目標（表記）", lambda row: printed(brief(row).target_text), WIDE),
        FileColumn("実績", lambda row: number_or_none(brief(row).total)),
        FileColumn("実績（文章）", lambda row: brief(row).told_words, WIDE),
        FileColumn("値の種別", lambda row: standing_words(brief(row))),
        computed_column(lambda row: brief(row).is_computed),
        FileColumn("値がない理由", lambda row: brief(row).none_words, 20),
        FileColumn("達成率（％）", lambda row: shown_number(brief(row).rate_words)),
        *(classes if rules.shows_classes else ()),
        FileColumn("注記", lambda row: brief(row).footnote, WIDE),
        FileColumn("所管課", lambda row: brief(row).department_words, 20),
    ]


def number_or_none(digits: str | None) -> Decimal | None:
    """Return the number of a brief that may not be known."""
    return None if digits is None else number(digits)


def standing_words(brief: Brief) -> str:
    """Return what kind of value the year has: 暫定値, 速報値 …; nothing for a settled one."""
    return STANDING_WORDS[ResultStanding(brief.standing)] if brief.standing else ""


def undertakings_file(scope: Scope, found: Sequence[Undertaking], *, has_contributions: bool) -> TableFile:
    """Return the 事務事業 of a measure with what people gave each."""
    word = scope.period.undertaking_word
    contributions = level_columns("貢献度", lambda one: one.contribution) if has_contributions else []
    columns = [
        *shown_columns(scope),
        *node_columns(word, lambda one: one.node),
        FileColumn("再掲", lambda one: "再掲" if one.relisted else "", 8),
        *level_columns("達成度", lambda one: one.achievement),
        *contributions,
    ]
    return TableFile("undertakings", f"{word}の一覧", columns, found, saved_as(scope))


def block_years(blocks: Iterable[IndicatorBlock]) -> list[YearLine]:
    """Return every year of indicators that stand on a page with their years side by side."""
    return [line for block in blocks for line in year_lines(block.card, block.rows)]


def cycle_columns(asked: CycleScope) -> list[FileColumn]:
    """Return the columns that say of which evaluation every row is."""
    return [
        *place_columns(asked.scope),
        FileColumn("評価の回", always(asked.cycle.key if asked.cycle else "")),
    ]


def board_file(asked: CycleScope, rows: Sequence[BoardRow]) -> TableFile:
    """Return the measures of a cycle on their way."""
    word = asked.scope.period.measure_word
    columns = [
        *cycle_columns(asked),
        *node_columns(word, lambda row: row.node),
        FileColumn("主管局", lambda row: row.bureau.name if row.bureau else "", 20),
        FileColumn("主管課", lambda row: row.department_name, 20),
        FileColumn("審議対象", lambda row: "審議対象" if row.is_reviewed else "", 10),
        FileColumn("段階", lambda row: row.stage_name if row.has_stages else "", 20),
        FileColumn("差戻し", lambda row: "差戻し" if row.is_returned else "", 8),
        FileColumn("期限", lambda row: row.due_on),
        FileColumn("期限超過", lambda row: "超過" if row.is_late else "", 8),
        *level_columns("進捗状況", lambda row: row.standing.decided_progress),
        *level_columns("今後の方向性", lambda row: row.standing.decided_direction),
        FileColumn("評価の確定", lambda row: "確定" if row.is_settled else "案", 8),
        *suggestion_columns(lambda row: row.standing),
        FileColumn("未提出の指標", lambda row: row.standing.missing_count),
    ]
    return TableFile("measures", f"{word}の評価", columns, rows, saved_as_cycle(asked))


def returned_file(asked: CycleScope, rows: Sequence[BoardRow]) -> TableFile:
    """Return what was sent back and not handed on since."""

    def step(row: BoardRow) -> StageStep:
        assert row.last_step is not None  # noqa: S101 - what is returned was sent back by a step
        return row.last_step

    word = asked.scope.period.measure_word
    columns = [
        *cycle_columns(asked),
        *node_columns(word, lambda row: row.node),
        FileColumn("主管課", lambda row: row.department_name, 20),
        FileColumn("差し戻した段階", lambda row: step(row).from_name, 20),
        FileColumn("いまの段階", lambda row: row.stage_name, 20),
        FileColumn("理由", lambda row: step(row).reason, WIDE),
        FileColumn("差し戻した人", lambda row: step(row).by_name, 20),
        FileColumn("差し戻したときの職", lambda row: step(row).post, 20),
        FileColumn("日時", lambda row: moment(step(row).at), 18),
    ]
    return TableFile("returned", f"差戻し中の{word}", columns, rows, saved_as_cycle(asked))


def steps_file(asked: CycleScope, steps: Sequence[StageStep]) -> TableFile:
    """Return who handed an evaluation on or sent it back."""
    columns = [
        *cycle_columns(asked),
        FileColumn("日時", lambda step: moment(step.at), 18),
        FileColumn("前の段階", lambda step: step.from_name or NOT_STARTED, 20),
        FileColumn("後の段階", lambda step: step.to_name, 20),
        FileColumn("種類", lambda step: "差戻し" if step.kind == StageStep.Kind.BACK else "進めた"),
        FileColumn("行った人", lambda step: step.by_name, 20),
        FileColumn("行ったときの職", lambda step: step.post, 20),
        FileColumn("理由", lambda step: step.reason, WIDE),
        FileColumn("決裁日", lambda step: step.decided_on),
        FileColumn("文書番号", lambda step: step.document_number, 20),
    ]
    return TableFile("steps", "これまでの進行", columns, steps, saved_as_cycle(asked))


def earlier_file(asked: CycleScope, earlier: Earlier) -> TableFile:
    """Return what was said in the evaluation before beside what is said now."""
    columns = [
        *cycle_columns(asked),
        FileColumn("前回の評価", always(earlier.evaluation.cycle.key)),
        FileColumn("項目", lambda line: line.label, 30),
        FileColumn("前回", lambda line: line.old, WIDE),
        FileColumn("今回", lambda line: line.new, WIDE),
        FileColumn("変化", lambda line: "変更" if line.changed else "同じ", 8),
    ]
    return TableFile("earlier", "前回の評価からの変化", columns, earlier.lines, saved_as_cycle(asked))


def saved_as_cycle(asked: CycleScope) -> str:
    """Return what the name of a file says of the evaluation it comes from: 141305-r5-mid."""
    return f"{asked.scope.plan.key}-{asked.cycle.key if asked.cycle else ''}"
