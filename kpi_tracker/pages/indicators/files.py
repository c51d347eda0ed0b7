"""The columns of the list of indicators as it is taken along: tidy, numbers as numbers, years both ways."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from indicators.calculation.attainment import NO_CLASS
from indicators.calculation.facts import Target, TargetScope
from indicators.calculation.quantities import ANSWER_WORDS, MINUS, PARTLY, STANDING_WORDS, target_words
from indicators.scorecards import NOTHING
from kpi_tracker.pages.indicators.lines import IndicatorLine, Listing
from kpi_tracker.pages.table_files import FileColumn, Value, always
from policies.page import Scope

WIDE: Final = 40


def titled(scope: Scope) -> str:
    """Name the sheet: 指標一覧 R5."""
    return f"指標一覧 {scope.year.short}"


def columns(listing: Listing) -> Sequence[FileColumn]:
    """Return the columns that this reader sees, in their order."""
    scope = listing.scope
    found = [
        FileColumn("計画", always(scope.plan.key)),
        FileColumn("期", always(scope.period.number), 6),
        FileColumn("年度（西暦）", lambda line: line.card.year.year),
        FileColumn("年度（和暦）", lambda line: line.card.year.era),
        FileColumn("層", lambda line: line.node.layer.name),
        FileColumn("項目コード", lambda line: line.node.code),
        FileColumn("項目名", lambda line: line.node.name, WIDE),
        FileColumn("指標番号", lambda line: line.indicator.number, 8),
        FileColumn("指標名", lambda line: line.indicator.name, WIDE),
        FileColumn("指標分類", lambda line: line.indicator.get_kind_display()),
        FileColumn("判定対象", lambda line: "判定対象" if line.indicator.is_judged else "補足"),
        FileColumn("単位", lambda line: line.indicator.unit, 8),
        FileColumn("目標の向き", lambda line: line.indicator.get_direction_display()),
        FileColumn("現状値（計画策定時）", lambda line: line.indicator.baseline_value),
        FileColumn("現状値（計画策定時）の年度（西暦）", lambda line: line.indicator.baseline_year),
        FileColumn("前年度の実績", lambda line: line.card.series.figure(line.card.year - 1).total),
        FileColumn("実績", lambda line: line.card.attainment.figure.total),
        FileColumn("実績（文章）", _in_words, WIDE),
        FileColumn("前年度からの増減", lambda line: line.change),
        FileColumn("値の種別", _standing),
        FileColumn("値がない理由", _why_none),
        FileColumn("当該年度の目標", lambda line: _number(_yearly(line))),
        FileColumn("当該年度の目標（表記）", lambda line: _words(line, _yearly(line)), WIDE),
        FileColumn("期間目標", lambda line: _number(line.card.period_target)),
        FileColumn("期間目標（表記）", lambda line: _words(line, line.card.period_target), WIDE),
        FileColumn("期間目標の年度（西暦）", lambda line: line.card.period.last.year),
        FileColumn("達成率（％）", _rate),
    ]
    if listing.rules.shows_classes:
        found += [
            FileColumn("達成状況", lambda line: _symbol(line.card.level.symbol), 8),
            FileColumn("前年度の達成状況", lambda line: _symbol(line.before.symbol), 8),
            FileColumn("達成状況の変化", lambda line: line.course_text, 10),
        ]
    if scope.shows_forecasts:
        found.append(FileColumn("期間目標への見込み", lambda line: line.outlook_text))
    return [
        *found,
        FileColumn("所管局", _bureau, 20),
        FileColumn("所管課", lambda line: line.department.name if line.department else "", 20),
    ]


def _standing(line: IndicatorLine) -> Value:
    figure = line.card.attainment.figure
    return STANDING_WORDS[figure.standing] if figure.total is not None and figure.standing else ""


def _in_words(line: IndicatorLine) -> Value:
    """What was reported in words; of a text target that was only answered, how."""
    figure = line.card.attainment.figure
    if figure.text_value or figure.text_fulfilled is None:
        return figure.text_value
    return PARTLY if figure.text_partly else ANSWER_WORDS[figure.text_fulfilled]


def _why_none(line: IndicatorLine) -> Value:
    """Why there is no figure, as pages say it: of what is owed, and of what nobody waits for."""
    card, figure = line.card, line.card.attainment.figure
    if card.is_missing:
        return card.missing_words
    is_there = figure.total is not None or figure.is_only_words
    return "" if is_there or card.result_text == NOTHING else card.result_text


def _rate(line: IndicatorLine) -> Value:
    """The rate as pages show it, as a number: never on the other side of a limit than it is.

    What they say behind it (未満のため未達) is told by the class.
    """
    number, _, _ = line.card.attainment.rate_words.partition("％")
    return Decimal(number.replace(",", "").replace(MINUS, "-")) if number else None


def _yearly(line: IndicatorLine) -> Target | None:
    return line.card.series.target(line.card.year, TargetScope.YEAR)


def _number(target: Target | None) -> Decimal | None:
    return target.value if target else None


def _words(line: IndicatorLine, target: Target | None) -> str:
    return target_words(target, "", line.card.series.decimals) if target else ""


def _symbol(symbol: str) -> str:
    return "" if symbol == NO_CLASS else symbol


def _bureau(line: IndicatorLine) -> str:
    return line.units[-1].name if len(line.units) > 1 else ""
