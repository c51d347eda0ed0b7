"""What the words at the head of columns and rows mean."""

import pytest

from reports.reading.facts import FactRole
from reports.reading.titles import Other, read_title
from reports.reading.years import NamedYears

NONE = NamedYears((), ())


@pytest.mark.parametrize(
    ("words", "meaning", "year"),
    [
        ("基準値（2022年度）", FactRole.BASELINE, 2022),
        ("計画策定時の数値", FactRole.BASELINE, None),
        ("第１期策定時", FactRole.BASELINE, None),
        ("現 状 値", FactRole.BASELINE, None),
        ("平成25年度（基準年度）", FactRole.BASELINE, 2013),
        ("令和７年度目標", FactRole.TARGET, 2025),
        ("最終目標値", FactRole.TARGET, None),
        ("R4実績", FactRole.ACTUAL, 2022),
        ("最新値", FactRole.ACTUAL, None),
        ("評価値", FactRole.ACTUAL, None),
        ("目標達成率（％）", FactRole.RATE, None),
        ("達成度 B/A", FactRole.RATE, None),
        ("前年比", FactRole.DIFFERENCE, None),
        ("トレンド値（H47）", FactRole.ESTIMATE, 2035),
        ("目標値の考え方", Other.TEXT, None),
        ("H24予算", Other.COST, 2012),
        ("指標名", Other.NAME, None),
        ("目標・実績", Other.LABEL, None),
    ],
)
def test_a_title_has_a_meaning_and_a_year(words, meaning, year):
    title = read_title(words, NONE)
    assert title is not None
    assert (title.meaning, title.year.year if title.year else None) == (meaning, year)


@pytest.mark.parametrize(
    "words",
    [
        "人口の社会増減",
        "目標達成企業数",
        "事業の概要説明会の開催回数",
        "予算書の閲覧件数",
        "担当者研修の受講者数",
    ],
)
def test_the_name_of_an_indicator_is_no_title(words):
    assert read_title(words, NONE) is None
