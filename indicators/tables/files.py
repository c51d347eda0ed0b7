"""Indicators, their years, their targets with their revisions and their history, as columns of files."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from exports.columns import WIDE, FileColumn, TableFile, Value, in_both_years
from exports.page import moment
from indicators.calculation.attainment import NO_CLASS
from indicators.calculation.days import year_of
from indicators.calculation.facts import Target, TargetScope, YearFigure
from indicators.calculation.quantities import (
    ANSWER_WORDS,
    MINUS,
    PARTLY,
    STANDING_WORDS,
    target_words,
)
from indicators.calculation.series import Series
from indicators.models import Indicator, InterimValue, RatingLevel
from indicators.models import Target as TargetRow
from indicators.scorecards import (
    NOTHING,
    Scorecard,
    WrittenTarget,
    YearRow,
    own_aim,
    written_targets,
)
from policies.fiscal_year import FiscalYear
from policies.models import PolicyNode
from policies.page import Scope
from policies.scorecards.tree import PlanTree
from policies.tables import node_columns, place_columns, saved_as
from store.actions.history import HistoryLine

NodeOf = Callable[[Indicator], PolicyNode]


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year of one indicator, as a file tells it."""

    card: Scorecard
    row: YearRow

    @property
    def figure(self) -> YearFigure:
        return self.row.figure

    @property
    def target(self) -> Target | None:
        return self.card.series.target(self.row.year, TargetScope.YEAR)

    @property
    def aim(self) -> Target | None:
        return own_aim(self.card.series, self.row.year)


def year_lines(card: Scorecard, rows: Iterable[YearRow]) -> list[YearLine]:
    """Return the years of an indicator."""
    return [YearLine(card, row) for row in rows]


def years_file(scope: Scope, lines: Sequence[YearLine], node: NodeOf, *, name: str, title: str) -> TableFile:
    """Return the years of indicators, each year in a row of its own; `node` says where an indicator hangs."""
    classes = [FileColumn("達成状況", lambda line: symbol_of(line.row.level), 8)]
    columns = [
        *place_columns(scope),
        *indicator_columns(lambda line: line.card.indicator, node),
        *in_both_years("年度", lambda line: line.row.year),
        *target_columns("目標", lambda line: line.target, lambda line: line.card.series),
        *target_columns("期末の目標", lambda line: line.aim, lambda line: line.card.series),
        *figure_columns(lambda line: line.figure),
        FileColumn("値がない理由", lambda line: why_none(line.figure, line.row.result_text), 20),
        FileColumn("うち当該年度分", lambda line: line.figure.increment if line.row.increment_text else None),
        FileColumn("達成率（％）", lambda line: shown_number(line.row.rate_text)),
        FileColumn("期間内の増加分の率（％）", lambda line: shown_number(line.row.in_period_text)),
        *(classes if any(line.card.shows_class for line in lines) else ()),
        FileColumn("備考", lambda line: line.row.note, WIDE),
        FileColumn(
            "次の目標に対する状況", lambda line: line.row.heading.words if line.row.heading else "", WIDE
        ),
    ]
    return TableFile(name, title, columns, lines, saved_as(scope))


def own_node(indicator: Indicator) -> PolicyNode:
    """Return the node that was read with the indicator; of many, their tree knows it without a statement for each."""
    return indicator.node


def node_in(tree: PlanTree) -> NodeOf:
    """Return how a tree tells where an indicator hangs."""
    return lambda indicator: tree.node(indicator.node_id)


def indicator_columns(indicator: Callable[[Any], Indicator], node: NodeOf) -> list[FileColumn]:
    """Return the columns that say which indicator a row is about, and in which unit its figures are."""
    return [
        *node_columns("項目", lambda row: node(indicator(row))),
        FileColumn("指標番号", lambda row: indicator(row).number, 8),
        FileColumn("指標名", lambda row: indicator(row).name, WIDE),
        FileColumn("指標キー", lambda row: indicator(row).uid, 38),
        FileColumn("判定対象", lambda row: "判定対象" if indicator(row).is_judged else "補足"),
        FileColumn("単位", lambda row: indicator(row).unit, 8),
    ]


def target_columns(
    word: str, target: Callable[[Any], Target | None], series: Callable[[Any], Series]
) -> list[FileColumn]:
    """Return a target as a number, and as it is printed but for its unit."""

    def number(row: Any) -> Value:
        found = target(row)
        return found.value if found else None

    def words(row: Any) -> Value:
        found = target(row)
        return target_words(found, "", series(row).decimals) if found else ""

    return [FileColumn(word, number), FileColumn(f"{word}（表記）", words, WIDE)]


def figure_columns(figure: Callable[[Any], YearFigure]) -> list[FileColumn]:
    """Return the columns of a year's figure and of all that is printed beside it."""
    return [
        FileColumn("実績", lambda row: figure(row).total),
        FileColumn("実績（文章）", lambda row: in_words(figure(row)), WIDE),
        FileColumn("値の種別", lambda row: standing_of(figure(row))),
        computed_column(lambda row: figure(row).total_is_derived),
        FileColumn("公表された達成率（％）", lambda row: figure(row).published_rate),
        FileColumn("公表された区分", lambda row: figure(row).published_class),
        FileColumn("時点", lambda row: figure(row).as_of),
        FileColumn("注記", lambda row: figure(row).footnote, WIDE),
    ]


def computed_column(is_computed: Callable[[Any], bool]) -> FileColumn:
    """Return the column that tells a figure that is published nowhere from one that is."""
    return FileColumn("算出による値", lambda row: "算出" if is_computed(row) else "", 8)


def in_words(figure: YearFigure) -> Value:
    """Return what was reported in words; of a text target that was only answered, how."""
    if figure.text_value or figure.text_fulfilled is None:
        return figure.text_value
    return PARTLY if figure.text_partly else ANSWER_WORDS[figure.text_fulfilled]


def standing_of(figure: YearFigure) -> Value:
    """Return what kind of value it is: 暫定値, 速報値 …; nothing for a settled one."""
    return STANDING_WORDS[figure.standing] if figure.total is not None and figure.standing else ""


def why_none(figure: YearFigure, text: str) -> Value:
    """Return why there is no figure, which pages print in its place."""
    return "" if figure.total is not None or figure.is_only_words else printed(text)


def shown_number(words: str) -> Decimal | None:
    """Return a rate as pages show it, as a number: never on the other side of a limit than it is.

    What they say behind it (未満のため未達) is told by the class.

    >>> shown_number("1,234.6％（未達）")
    Decimal('1234.6')
    """
    number, _, _ = words.partition("％")
    return Decimal(number.replace(",", "").replace(MINUS, "-")) if number else None


def printed(text: str) -> str:
    """Return what pages print, without the dash for nothing."""
    return "" if text == NOTHING else text


def symbol_of(level: RatingLevel | None) -> str:
    """Return the symbol of a rating, nothing where there is none."""
    return "" if level is None or level.symbol == NO_CLASS else level.symbol


def targets_file(scope: Scope, card: Scorecard, node: NodeOf) -> TableFile:
    """Return every version of every target of the indicator."""

    def fact(pair: tuple[TargetRow, WrittenTarget]) -> TargetRow:
        return pair[0]

    def written(pair: tuple[TargetRow, WrittenTarget]) -> WrittenTarget:
        return pair[1]

    columns = [
        *place_columns(scope),
        *indicator_columns(lambda _: card.indicator, node),
        *in_both_years("年度", lambda pair: written(pair).year),
        FileColumn("種別", lambda pair: written(pair).scope_label),
        FileColumn("条件", lambda pair: fact(pair).get_comparator_display()),
        FileColumn("目標値", lambda pair: fact(pair).value),
        FileColumn("目標値の上限", lambda pair: fact(pair).upper),
        FileColumn("文章の目標", lambda pair: fact(pair).text, WIDE),
        FileColumn("概数", lambda pair: "概数" if fact(pair).is_approximate else ""),
        FileColumn("改定番号", lambda pair: fact(pair).revision, 8),
        FileColumn("適用", lambda pair: written(pair).applies_label, WIDE),
        *in_both_years("適用開始年度", lambda pair: year_numbered(fact(pair).applies_from)),
        FileColumn("決定日", lambda pair: fact(pair).decided_on),
        FileColumn("変更の理由", lambda pair: written(pair).reason, WIDE),
    ]
    rows = list(zip(card.indicator.targets.all(), written_targets(card), strict=True))
    return TableFile("targets", "目標値とその変更", columns, rows, saved_as(scope))


def year_numbered(number: int | None) -> FiscalYear | None:
    """Return a year that may be unknown, from how the database keeps it."""
    return FiscalYear(number) if number else None


def interim_file(
    scope: Scope, card: Scorecard, values: Sequence[InterimValue], node: NodeOf
) -> TableFile | None:
    """Return the values in the middle of a year, None where there are none."""
    columns = [
        *place_columns(scope),
        *indicator_columns(lambda _: card.indicator, node),
        *in_both_years("年度", lambda one: year_of(card.series, one.as_of)),
        FileColumn("時点", lambda one: one.as_of),
        FileColumn("途中の値", lambda one: one.value),
        FileColumn("注記", lambda one: one.note, WIDE),
        FileColumn("出典", lambda one: one.source, WIDE),
        FileColumn("公開", lambda one: "公開" if one.is_published else "庁内"),
    ]
    return TableFile("interim", "年度途中の値", columns, values, saved_as(scope)) if values else None


def history_file(lines: Sequence[HistoryLine], about: str) -> TableFile:
    """Return who changed what, the newest first; a moment is told in Japan's time."""
    columns = [
        FileColumn("日時", lambda line: moment(line.at), 18),
        FileColumn("対象", lambda line: line.about, WIDE),
        FileColumn("項目", lambda line: line.label, 20),
        FileColumn("変更前", lambda line: line.old, WIDE),
        FileColumn("変更後", lambda line: line.new, WIDE),
        FileColumn("変更した人", lambda line: line.name or line.via, 20),
        FileColumn("変更したときの職", lambda line: line.post, 20),
        FileColumn("理由", lambda line: line.why, WIDE),
    ]
    return TableFile("history", "変更履歴", columns, lines, about)
