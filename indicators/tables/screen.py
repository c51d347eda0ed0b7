"""The years of an indicator, and its targets with their revisions, as columns of a page."""

from typing import NamedTuple

import django_tables2 as tables

from indicators.scorecards import DrawnLevel, WrittenTarget, YearRow, drawn_level

MOST_AT_ONCE = 15
FIGURE = {"cell": {"class": "num"}}


class DrawnYear(NamedTuple):
    """What is drawn of a year, in plain values; no `level` for who is shown none."""

    label: str
    target: str
    period_target: str
    result: str
    is_computed: bool
    as_of: str
    increment: str
    rate: str
    published_rate: str
    in_period: str
    level: DrawnLevel | None
    published_class: str
    note: str
    heading: str
    footnote: str


class YearTable(tables.Table):
    """One indicator over the fiscal years; every row is a YearRow."""

    year = tables.Column("年度", accessor="label", orderable=False)
    target = tables.Column("目標", accessor="target_text", orderable=False, attrs=FIGURE)
    period_target = tables.Column("期末の目標", accessor="period_target_text", orderable=False, attrs=FIGURE)
    result = tables.Column("実績", accessor="result_text", orderable=False, attrs=FIGURE)
    increment = tables.Column("うち当該年度分", accessor="increment_text", orderable=False, attrs=FIGURE)
    rate = tables.Column("達成率", orderable=False, attrs=FIGURE)
    in_period_rate = tables.Column("期間内の増加分の率", orderable=False, attrs=FIGURE)
    level = tables.Column("達成状況", orderable=False)
    note = tables.Column("備考", accessor="note", orderable=False)

    caption = "年度ごとの目標と実績"
    caption_hidden = True
    row_template = "indicators/_year_row.html"
    is_drawn = True

    class Meta:
        empty_text = "表示する年度がありません。"

    def said(self, year: YearRow) -> DrawnYear:
        """Return what is drawn of a year to this reader."""
        return DrawnYear(
            label=year.label,
            target=year.target_text,
            period_target=year.period_target_text,
            result=year.result_text,
            is_computed=year.figure.total_is_derived,
            as_of=year.as_of_text,
            increment=year.increment_text,
            rate=year.rate_text,
            published_rate=year.published_rate_text,
            in_period=year.in_period_text,
            level=drawn_level(year.level) if "level" in self.columns.names() else None,
            published_class=year.published_class,
            note=year.note,
            heading=year.heading.words if year.heading else "",
            footnote=year.footnote,
        )

    @property
    def is_long(self) -> bool:
        """Whether there are so many years that the table scrolls in a box of its own, the latest in sight."""
        return len(self.rows) > MOST_AT_ONCE


class TargetTable(tables.Table):
    """Every target of an indicator in all its versions; every row is a WrittenTarget."""

    year = tables.Column("年度", accessor="year__label", orderable=False)
    scope = tables.Column("種別", accessor="scope_label", orderable=False)
    value = tables.Column("目標値", accessor="text", orderable=False, attrs=FIGURE)
    revision = tables.Column("版", accessor="version_label", orderable=False)
    applies = tables.Column("適用", accessor="applies_label", orderable=False)
    reason = tables.Column("変更の理由", accessor="reason", orderable=False)

    caption = "目標値とその変更"
    caption_hidden = True
    row_template = "indicators/_target_row.html"
    is_drawn = True

    class Meta:
        empty_text = "目標値は設定されていません。"

    def said(self, target: WrittenTarget) -> WrittenTarget:
        """Return what is drawn of a target: all of it."""
        return target


class InterimTable(tables.Table):
    """The values in the middle of a year; every row is a WrittenInterim."""

    day = tables.Column("時点", orderable=False)
    value = tables.Column("途中の値", accessor="text", orderable=False, attrs=FIGURE)
    note = tables.Column("注記", orderable=False)
    source = tables.Column("出典", orderable=False)
    is_published = tables.BooleanColumn(verbose_name="公開", orderable=False, yesno="公開,庁内")

    caption = "年度途中の値"
    caption_hidden = True

    class Meta:
        empty_text = "年度途中の値はありません。"
