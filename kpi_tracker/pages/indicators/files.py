"""The columns of the list of indicators as it is taken along: tidy, numbers as numbers, years both ways."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from indicators.calculation.attainment import NO_CLASS
from indicators.calculation.facts import ResultStanding
from indicators.calculation.quantities import MINUS, STANDING_WORDS
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
        FileColumn("年度（西暦）", always(scope.year.year)),
        FileColumn("年度（和暦）", always(scope.year.era)),
        FileColumn("層", lambda line: line.node.layer.name),
        FileColumn("項目コード", lambda line: line.node.code),
        FileColumn("項目名", lambda line: line.node.name, WIDE),
        FileColumn("指標番号", lambda line: line.brief.number, 8),
        FileColumn("指標名", lambda line: line.brief.name, WIDE),
        FileColumn("指標分類", lambda line: line.brief.kind_words),
        FileColumn("判定対象", lambda line: "判定対象" if line.brief.is_judged else "補足"),
        FileColumn("単位", lambda line: line.brief.unit, 8),
        FileColumn("目標の向き", lambda line: line.brief.direction_words),
        FileColumn("現状値（計画策定時）", lambda line: _number(line.brief.baseline)),
        FileColumn("現状値（計画策定時）の年度（西暦）", lambda line: line.brief.baseline_year),
        FileColumn("前年度の実績", lambda line: _number(line.brief.previous)),
        FileColumn("実績", lambda line: _number(line.brief.total)),
        FileColumn("実績（文章）", lambda line: line.brief.told_words, WIDE),
        FileColumn("前年度からの増減", lambda line: line.brief.change),
        FileColumn("値の種別", _standing),
        FileColumn("値がない理由", lambda line: line.brief.none_words),
        FileColumn("当該年度の目標", lambda line: _number(line.brief.yearly)),
        FileColumn("当該年度の目標（表記）", lambda line: line.brief.yearly_words, WIDE),
        FileColumn("期間目標", lambda line: _number(line.brief.period)),
        FileColumn("期間目標（表記）", lambda line: line.brief.period_words, WIDE),
        FileColumn("期間目標の年度（西暦）", always(scope.period.last.year)),
        FileColumn("達成率（％）", _rate),
    ]
    if listing.rules.shows_classes:
        found += [
            FileColumn("達成状況", lambda line: _symbol(line.level.symbol), 8),
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
    return STANDING_WORDS[ResultStanding(line.brief.standing)] if line.brief.standing else ""


def _rate(line: IndicatorLine) -> Value:
    """The rate as pages show it, as a number: never on the other side of a limit than it is.

    What they say behind it (未満のため未達) is told by the class.
    """
    number, _, _ = line.brief.rate_words.partition("％")
    return Decimal(number.replace(",", "").replace(MINUS, "-")) if number else None


def _number(digits: str | None) -> Decimal | None:
    return None if digits is None else Decimal(digits)


def _symbol(symbol: str) -> str:
    return "" if symbol == NO_CLASS else symbol


def _bureau(line: IndicatorLine) -> str:
    return line.units[-1].name if len(line.units) > 1 else ""
