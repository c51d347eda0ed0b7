"""Heads whose years lack their era, or whose brackets have marks of notes behind them, as they can be read."""

import pytest

from reports.reading.bare_heads import with_plain_heads
from reports.reading.documents import from_text
from reports.reading.wording import tidy
from reports.reading.years import calendar_of

PLAN = "計画期間 令和2年4月1日から令和6年4月1日まで"


def plain(said: str, head: str) -> str:
    document = from_text(f"{said}\n{head}\n")
    return with_plain_heads(document, calendar_of(tidy(document.text()))).lines[1].text


@pytest.mark.parametrize(
    ("said", "head", "expected"),
    [
        pytest.param(PLAN, "区 分 2年 3年 4年 5年 増減", "区 分 R2年 R3年 R4年 R5年 増減", id="blanks"),
        pytest.param(PLAN, "区分 | 4年 | 5年 | 6年 |", "区分 | R4年 | R5年 | R6年 |", id="signs"),
        pytest.param(
            "平成24年から平成29年まで",
            "部門　25年　26年　27年",
            "部門　H25年　H26年　H27年",
            id="another era",
        ),
        pytest.param(PLAN, "学年 1年 2年 3年 4年", None, id="classes of a school"),
        pytest.param(PLAN, "区分 7年 8年 9年", None, id="not among the years that are named"),
        pytest.param(PLAN, "区分 2年 4年 6年", None, id="not one after the other"),
        pytest.param(PLAN, "区分 2年 3年", None, id="two"),
        pytest.param("平成30年から令和4年まで", "区分 2年 3年 4年", None, id="two eras"),
        pytest.param("計画", "区分 2年 3年 4年", None, id="no year is named"),
        pytest.param(PLAN, "耐用年数は2年 3年 4年です。", None, id="a sentence"),
    ],
)
def test_years_that_count_on_have_the_era_of_the_document(said, head, expected):
    assert plain(said, head) == (expected or head)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param("( H30) ※ 1 ( R22) ※ 2 ( R12)", "( H30) ( R22) ( R12)", id="with blanks"),
        pytest.param("現状値（R3）※1 | 目標値（R8）*2", "現状値（R3） | 目標値（R8）", id="glued"),
        pytest.param("※1 住民基本台帳による", None, id="the note itself"),
        pytest.param("面積(ha) * 12.5", None, id="a figure"),
        pytest.param("人口(人)※1を基に算出", None, id="words go on"),
    ],
)
def test_marks_of_notes_behind_brackets_are_left_out(head, expected):
    assert plain(PLAN, head) == (expected or head)
