"""What is read of a document is read of it printed otherwise too: by other words, years, blanks, page numbers."""

import json
from pathlib import Path
from typing import Final

import pytest

from reports.reading.documents import from_text
from reports.reading.present import present_year
from reports.reading.reader import read_document
from reports.reading.scoring import Score, score
from reports.reading.wording import tidy
from reports.reading.years import calendar_of
from tests.reports.printed_otherwise import WAYS, printed_otherwise

DOCUMENTS: Final = sorted((Path(__file__).parent / "documents").glob("*.txt"))
GOAL: Final = (0.98, 0.95)  # precision; of the facts that are read of the documents as they are

# Ways in which less is read so far: the least that is reached now. Whoever mends a reader raises them.
REACHED: Final = {
    "cells a line": (0.79, 0.62),
    "one line": (0.88, 0.73),
}


def read(path: Path, text: str) -> Score:
    return score(
        read_document(from_text(text)), json.loads(path.with_suffix(".expected.json").read_text("utf-8"))
    )


@pytest.fixture(scope="module")
def as_they_are() -> dict[Path, Score]:
    return {path: read(path, path.read_text("utf-8")) for path in DOCUMENTS}


@pytest.mark.parametrize("way", sorted(WAYS))
def test_what_is_read_is_read_of_another_print_too(way, as_they_are):
    before, otherwise = Score(), Score()
    for path in DOCUMENTS[sorted(WAYS).index(way) % 2 :: 2]:  # each is read in every second way
        other = printed_otherwise(path.read_text("utf-8"), way)
        if other is not None:
            before += as_they_are[path]
            otherwise += read(path, other)
    precision, share = REACHED.get(way, GOAL)
    assert (otherwise.precision or 0) >= precision
    assert otherwise.right.total() >= share * before.right.total()


def test_empty_cells_between_tabs_are_no_table():
    table = "指標\tR3実績\tR5目標\n{}\t120\t100\n"
    text = table.format("ごみ排出量") + "\n本文です。\n\t\t\n\n" + table.format("資源の量")
    assert [one["name"] for one in read_document(from_text(text))["indicators"]] == ["ごみ排出量", "資源の量"]


@pytest.mark.parametrize(
    "year",
    [
        pytest.param("令和4(2022)年度", id="western within"),
        pytest.param("令和4年度（2022年度）", id="western behind"),
        pytest.param("２０２２年度（令和４年度）", id="era behind, wide"),
        pytest.param("R4(2022)", id="a letter"),
    ],
)
def test_a_year_may_be_printed_twice(year):
    rows = "受診率（％）    41.2    45.0\n参加者数（人）   120   150\n"
    text = f"指標        基準値(H30)   {year}実績\n{rows}"
    told = read_document(from_text(text))["indicators"]
    assert [(one["name"], list(one["actuals"])) for one in told] == [
        ("受診率（％）", ["2022"]),
        ("参加者数（人）", ["2022"]),
    ]


def test_two_years_in_brackets_stay_two():
    text = "指標  基準値  目標値(令和8年度)\n受診率（％）  41.2(令和2年度)  60.0\n参加率（％）  12.0(2021年度)  20.0\n"
    told = read_document(from_text(text))["indicators"]
    assert [one["baseline"]["fiscal_year"] for one in told] == [2020, 2021]


def test_tabs_divide_as_signs_do():
    rows = [
        ("指標", "区分", "基準値", "R2", "R3"),
        ("受診率（％）", "目標値", "－", "50", "55"),
        ("", "実績値", "41.2", "48.0", "51.5"),
        ("参加者数（人）", "目標値", "－", "500", "600"),
        ("", "実績値", "412", "488", "655"),
    ]
    for sign in ("|", " | ", "\t"):
        told = read_document(from_text("\n".join(sign.join(row) for row in rows) + "\n"))["indicators"]
        assert [(one["name"], list(one["targets"]), list(one["actuals"])) for one in told] == [
            ("受診率（％）", ["2020", "2021"], ["2020", "2021"]),
            ("参加者数（人）", ["2020", "2021"], ["2020", "2021"]),
        ]


def test_what_a_sentence_says_was_counted_is_no_promise():
    story = "本計画は、平成30年3月に策定し、令和元年10月に見直しました。\n\n"
    told = (
        "町では、健診の受診率を令和5年度までに60％とする目標を掲げました。"
        "健診の受診率は、平成30年度の28.4％から令和5年度には35.1％に増えました。\n"
    )
    for text in (told, story + told):
        [one] = read_document(from_text(text))["indicators"]
        assert "2023" in one["targets"]
        assert "2023" in one["actuals"]


def test_years_behind_as_many_figures_are_one_each():
    years = "（R2年度） （R4年度） （R8年度）"
    rows = f"受診率 ％ 41.2 45.0 60.0 {years} 参加者数 人 120 150 200 {years}"
    told = read_document(from_text(f"指標名 単位 基準値 実績値 目標値 {rows}\n"))["indicators"]
    assert [
        (one["name"], one["baseline"]["fiscal_year"], list(one["actuals"]), list(one["targets"]))
        for one in told
    ] == [("受診率", 2020, ["2022"], ["2026"]), ("参加者数", 2020, ["2022"], ["2026"])]


@pytest.mark.parametrize(
    ("words", "year"),
    [
        pytest.param("成果指標の推移（令和5年度末現在）\n", 2023, id="as of the end of a year"),
        pytest.param(
            "令和5年度の実績\n\n計画の策定経過\n令和7年3月 計画の公表\n", 2023, id="what happened is no date"
        ),
        pytest.param("令和6年8月5日 作成\n\n令和8年度現在の目標は5件です。\n", 2024, id="an aim"),
    ],
)
def test_when_a_document_was_written(words, year):
    document = from_text(words)
    assert present_year(document, calendar_of(tidy(words))) == year
