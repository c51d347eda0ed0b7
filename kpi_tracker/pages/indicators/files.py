"""The columns of the list of indicators as it is taken along: tidy, numbers as numbers, years both ways."""

from collections.abc import Sequence
from decimal import Decimal

from exports.columns import WIDE, FileColumn, in_both_years
from indicators.calculation.facts import Target, TargetScope
from indicators.calculation.quantities import target_words
from indicators.tables.files import in_words, shown_number, standing_of, symbol_of, why_missing
from kpi_tracker.pages.indicators.lines import IndicatorLine, Listing
from policies.page import Scope
from policies.tables import shown_columns


def titled(scope: Scope) -> str:
    """Name the sheet: 指標一覧 R5."""
    return f"指標一覧 {scope.year.short}"


def columns(listing: Listing) -> Sequence[FileColumn]:
    """Return the columns that this reader sees, in their order."""
    scope = listing.scope
    found = [
        *shown_columns(scope),
        FileColumn("層", lambda line: line.node.layer.name),
        FileColumn("項目コード", lambda line: line.node.code),
        FileColumn("項目名", lambda line: line.node.name, WIDE),
        FileColumn("指標番号", lambda line: line.indicator.number, 8),
        FileColumn("指標名", lambda line: line.indicator.name, WIDE),
        FileColumn("指標分類", lambda line: line.indicator.get_kind_display()),
        FileColumn("判定対象", lambda line: "判定対象" if line.indicator.is_judged else "補足"),
        FileColumn("単位", lambda line: line.indicator.unit, 8),
        FileColumn("目標の向き", lambda line: line.indicator.get_direction_display()),
        FileColumn("計画策定時の値", lambda line: line.indicator.baseline_value),
        *in_both_years("計画策定時の年度", lambda line: line.card.series.baseline_year),
        FileColumn("前年度の実績", lambda line: line.card.series.figure(line.card.year - 1).total),
        FileColumn("実績", lambda line: line.card.attainment.figure.total),
        FileColumn("実績（文章）", lambda line: in_words(line.card.attainment.figure), WIDE),
        FileColumn("前年度からの増減", lambda line: line.change),
        FileColumn("値の種別", lambda line: standing_of(line.card.attainment.figure)),
        FileColumn("値がない理由", lambda line: why_missing(line.card)),
        FileColumn("当該年度の目標", lambda line: _number(_yearly(line))),
        FileColumn("当該年度の目標（表記）", lambda line: _words(line, _yearly(line)), WIDE),
        FileColumn("期間目標", lambda line: _number(line.card.period_target)),
        FileColumn("期間目標（表記）", lambda line: _words(line, line.card.period_target), WIDE),
        *in_both_years("期間目標の年度", lambda line: line.card.period.last),
        FileColumn("達成率（％）", lambda line: shown_number(line.card.attainment.rate_words)),
    ]
    if listing.rules.shows_classes:
        found += [
            FileColumn("達成状況", lambda line: symbol_of(line.card.level), 8),
            FileColumn("前年度の達成状況", lambda line: symbol_of(line.before), 8),
            FileColumn("達成状況の変化", lambda line: line.course_text, 10),
        ]
    if scope.shows_forecasts:
        found.append(FileColumn("期間目標への見込み", lambda line: line.outlook_text))
    return [
        *found,
        FileColumn("所管局", _bureau, 20),
        FileColumn("所管課", lambda line: line.department.name if line.department else "", 20),
    ]


def _yearly(line: IndicatorLine) -> Target | None:
    return line.card.series.target(line.card.year, TargetScope.YEAR)


def _number(target: Target | None) -> Decimal | None:
    return target.value if target else None


def _words(line: IndicatorLine, target: Target | None) -> str:
    return target_words(target, "", line.card.series.decimals) if target else ""


def _bureau(line: IndicatorLine) -> str:
    return line.units[-1].name if len(line.units) > 1 else ""
