"""What a head calls the start is the start of rows that have none, also if a reader took it for a result."""

from dataclasses import replace

import pytest

from reports.reading.called_starts import with_called_starts
from reports.reading.documents import from_text
from reports.reading.facts import FactRole
from reports.reading.wording import tidy
from reports.reading.years import calendar_of
from tests.reports.doubted import told

ROWS = "立地件数 : 34 41 50\n企業数 : 12 38 80\n宿泊者数 : 410 402 450\n"
COLUMNS = "a2021 a2023 t2026"


def starts(head: str, rows: str = ROWS, columns: str = COLUMNS) -> list[int | None]:
    document = from_text(f"{head}\n{rows}")
    readings = with_called_starts(document, told(rows, columns), calendar_of(tidy(document.text())))
    return [next(iter(one.of(FactRole.BASELINE)), None) for one in readings]


@pytest.mark.parametrize(
    ("head", "year"),
    [
        pytest.param("指標名 策定時（R3） 実績値（R5） 目標値（R8）", 2021, id="in its bracket"),
        pytest.param(
            "指標名 方向 策定時\n（R3） 実績値\n（R5） 目標値\n（R8） 所管", 2021, id="broken over lines"
        ),
        pytest.param("指標名 R3(基準) R5 R8", 2021, id="behind its year"),
        pytest.param("指標名 | 基準値 R3 | 実績値 R5 | 目標値 R8", 2021, id="parted by signs"),
        pytest.param("指標名 実績値（R3） 実績値（R5） 目標値（R8）", None, id="a result"),
        pytest.param("指標名 策定時 R1 R3 R5 R8", None, id="another year is the start"),
        pytest.param("策定時（R3）には34件でした。", None, id="a sentence is no head"),
        pytest.param("策定時（R3）\n実績値（R3）", None, id="both"),
    ],
)
def test_the_year_of_a_start_is_called_so_by_a_head(head, year):
    assert starts(head) == [year] * 3


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        pytest.param("".join(ROWS.splitlines(keepends=True)[:2]), COLUMNS, id="two rows"),
        pytest.param(ROWS, "a2019 a2021 t2026", id="results before it"),
        pytest.param(ROWS, "a2021 t2021 t2026", id="an aim of its year"),
    ],
)
def test_results_stay_where_they_can_be_no_start(rows, columns):
    assert not any(starts("指標名 策定時（R3） 実績値（R5） 目標値（R8）", rows, columns))


def test_a_row_has_one_start_only():
    assert starts("指標名 策定時（R3）", columns="b2018 a2021 t2026") == [2018] * 3


@pytest.mark.parametrize(
    ("said", "columns", "year"),
    [
        pytest.param("計画期間は令和4年度から令和8年度まで", "a2020 t2026", 2020, id="before the plan"),
        pytest.param("計画期間 令和4年度～令和8年度", "a2021 t2024 t2026", 2021, id="two aims"),
        pytest.param("計画期間は令和4年度から令和8年度まで", "a2022 t2026", None, id="of its first year"),
        pytest.param("計画期間は令和4年度から令和8年度まで", "a2020 a2021 t2026", None, id="two results"),
        pytest.param("計画期間は令和4年度から令和8年度まで", "a2020 t2021", None, id="an aim before it"),
        pytest.param("次の指標", "a2020 t2026", None, id="no plan"),
    ],
)
def test_the_only_results_are_starts_if_they_are_before_the_plan(said, columns, year):
    assert starts(said, columns=columns) == [year] * 3


def test_results_in_words_alone_are_no_start():
    document = from_text("指標名 策定時（R3） 実績値（R5）\n計画の策定 : 実施 実施\n")
    calendar = calendar_of(tidy(document.text()))
    [counted] = told("計画の策定 : 34 41\n", "a2021 a2023")
    worded = replace(counted, facts=tuple(replace(fact, value=None, text="実施") for fact in counted.facts))
    assert with_called_starts(document, [worded], calendar) == [worded]
