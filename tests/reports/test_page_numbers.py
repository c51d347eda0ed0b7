"""Page numbers between the rows of a table are no figures of it; a table's own numbers stay."""

import pytest

from reports.reading.documents import from_text
from reports.reading.page_numbers import without_page_numbers
from reports.reading.reader import read_document

ROWS = ["会員数", "310", "340", "登録者数", "81", "90", "見学者数", "1,210", "1,310"]


def left(text: str) -> list[str]:
    return [line.text for line in without_page_numbers(from_text(text)).lines if line.text.strip()]


@pytest.mark.parametrize(
    "number", ["- 12 -", "－１２－", "— 12 —", "12ページ", "P.12", "p 12", "12/40", "12 / 40 ページ"]
)
def test_a_number_in_signs_is_of_a_page(number):
    assert left("\n".join(["表", *ROWS, number, *ROWS])) == ["表", *ROWS, *ROWS]


@pytest.mark.parametrize("figure", ["12", "-12", "▲12", "－", "12 件", "- 12 - 3", "12/40 件"])
def test_a_figure_is_none(figure):
    text = "\n".join(["表", *ROWS, figure, *ROWS])
    assert left(text) == text.splitlines()


def test_rows_of_absent_figures_stay():
    rows = ["－ 12 －", "－ 15 －", "－ 18 －"]
    assert left("\n".join(["表", *rows, "計"])) == ["表", *rows, "計"]


def test_bare_numbers_that_rise_with_the_pages_are_theirs():
    assert left("表\n310\n3\f続き\n340\n4\f続き\n360\n5") == ["表", "310", "続き", "340", "続き", "360"]
    assert left("表\n310\n3\f続き\n340\n9\f続き\n360\n5") == [
        "表",
        "310",
        "3",
        "続き",
        "340",
        "9",
        "続き",
        "360",
        "5",
    ]


def test_a_table_goes_on_behind_a_page_number():
    cells = "指標\n基準値\n令和元年度\n目標値\n令和7年度\n{}\n"
    plain = cells.format("\n".join(ROWS))
    paged = cells.format("\n".join([*ROWS[:4], "- 3 -", *ROWS[4:]]))
    told = [
        [
            (one["name"], one["baseline"]["value"], one["targets"]["2025"]["value"])
            for one in read_document(from_text(text))["indicators"]
        ]
        for text in (plain, paged)
    ]
    assert len(told[0]) == 3
    assert told[0] == told[1]
