"""The columns of the list of indicators as it is taken along: tidy, numbers as numbers, years both ways."""

from collections.abc import Sequence

from evaluations.rating.tables import number_or_none, standing_words
from exports.columns import WIDE, FileColumn, always, in_both_years
from indicators.tables.files import computed_column, shown_number, symbol_of, year_numbered
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
        FileColumn("指標番号", lambda line: line.brief.number, 8),
        FileColumn("指標名", lambda line: line.brief.name, WIDE),
        FileColumn("指標分類", lambda line: line.brief.kind_words),
        FileColumn("判定対象", lambda line: "判定対象" if line.brief.is_judged else "補足"),
        FileColumn("単位", lambda line: line.brief.unit, 8),
        FileColumn("目標の向き", lambda line: line.brief.direction_words),
        FileColumn("現状値（計画策定時）", lambda line: number_or_none(line.brief.baseline)),
        *in_both_years("現状値（計画策定時）の年度", lambda line: year_numbered(line.brief.baseline_year)),
        FileColumn("前年度の実績", lambda line: number_or_none(line.brief.previous)),
        FileColumn("実績", lambda line: number_or_none(line.brief.total)),
        FileColumn("実績（文章）", lambda line: line.brief.told_words, WIDE),
        FileColumn("前年度からの増減", lambda line: line.brief.change),
        FileColumn("値の種別", lambda line: standing_words(line.brief)),
        computed_column(lambda line: line.brief.is_computed),
        FileColumn("値がない理由", lambda line: line.brief.none_words),
        FileColumn("当該年度の目標", lambda line: number_or_none(line.brief.yearly)),
        FileColumn("当該年度の目標（表記）", lambda line: line.brief.yearly_words, WIDE),
        FileColumn("期間目標", lambda line: number_or_none(line.brief.period)),
        FileColumn("期間目標（表記）", lambda line: line.brief.period_words, WIDE),
        *in_both_years("期間目標の年度", always(scope.period.last)),
        FileColumn("達成率（％）", lambda line: shown_number(line.brief.rate_words)),
    ]
    if listing.rules.shows_classes:
        found += [
            FileColumn("達成状況", lambda line: symbol_of(line.level), 8),
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


def _bureau(line: IndicatorLine) -> str:
    return line.units[-1].name if len(line.units) > 1 else ""
