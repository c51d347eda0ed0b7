"""Heads whose cells were broken between a title and its year are one line again, each year with its title."""

import pytest

from reports.reading.broken_heads import with_whole_titles
from reports.reading.documents import from_text


@pytest.mark.parametrize(
    ("head", "whole"),
    [
        pytest.param(
            "No. 指標 目標値\n(R6) 策定時\n(H25) 直近値\n(R5) 判定 出典",
            "No. 指標 目標値(R6) 策定時(H25) 直近値(R5) 判定 出典",
            id="the target first",
        ),
        pytest.param(
            "指標名 基準値\n（平成30年度） 実績値\n（令和3年度） 目標値\n（令和7年度）",
            "指標名 基準値（平成30年度） 実績値（令和3年度） 目標値（令和7年度）",
            id="nothing behind the last",
        ),
        pytest.param(
            "指標 現状値\n(R2) 目標値\n(R7) 担当課", "指標 現状値(R2) 目標値(R7) 担当課", id="two of them"
        ),
    ],
)
def test_each_year_belongs_to_the_title_before_it(head, whole):
    lines = with_whole_titles(from_text(f"前の行\n{head}\n1 件数 10 20\n")).lines
    assert [line.text for line in lines if line.text] == ["前の行", whole, "1 件数 10 20"]


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("指標 基準値 目標値\n(H30) (R6) 備考", id="years of both titles"),
        pytest.param("指標 目標値\n(R6) 担当課", id="one alone"),
        pytest.param("件数 10\n(R6) 20\n(R7) 30", id="figures"),
    ],
)
def test_other_lines_stay(head):
    document = from_text(f"{head}\n")
    assert with_whole_titles(document) == document
