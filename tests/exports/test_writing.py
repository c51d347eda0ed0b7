"""Tables as files: one row of headings, numbers as numbers, no text that is run, and as little memory for many rows."""

import csv
import tracemalloc
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import islice
from operator import itemgetter
from tempfile import TemporaryFile
from typing import Any

import pytest
from openpyxl import load_workbook

from exports.columns import FileColumn, TableFile, in_both_years
from exports.formulas import guarded
from exports.page import as_file
from exports.writing import csv_blocks, csv_text, sheet_title, write_workbook
from policies.fiscal_year import FiscalYear

RISKY = ("=1+1", "+81", "-5件", "@SUM(A1)", "\tx", "\rx", "＝1", "＋1", "－", "＠x", "'=1+1")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (Decimal("-12.50"), "-12.5"),
        (Decimal("1E+3"), "1000"),
        (0, "0"),
        (date(2026, 3, 31), "2026-03-31"),
        ("12.50", "12.50"),
        *((text, f"'{text}") for text in RISKY),
    ],
)
def test_a_value_is_written_so(value, written):
    assert csv_text(value) == written


@pytest.mark.parametrize("text", RISKY)
def test_no_text_is_run_by_a_spreadsheet(text):
    file = BytesIO()
    write_workbook(file, [TableFile("t", "表", [FileColumn("文", lambda row: row)], [text])])
    cell = load_workbook(file).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert cell.value.strip() == text.strip()
    assert guarded(text).startswith("'")


def test_equal_cells_are_written_wherever_they_stand_and_signs_that_hide_a_formula_reveal_none():
    day, texts = date(2026, 3, 31), ["\x00=1+1", "同じ", "#N/A", "=1+1", "", "同じ"]
    columns = [FileColumn(str(place), itemgetter(place)) for place in range(len(texts) + 2)]
    rows = [[*texts, day, number] for number in range(3)]
    file = BytesIO()
    write_workbook(file, [TableFile("t", "表", columns, rows)])
    _, *read = load_workbook(file).worksheets[0].iter_rows()
    for number, cells in enumerate(read):
        assert [cell.value for cell in cells[:6]] == ["=1+1", "同じ", "#N/A", "=1+1", None, "同じ"]
        assert {cell.data_type for cell in cells[:4]} == {"s"}
        assert [cells[6].value.date(), cells[7].value] == [day, number]  # type: ignore[union-attr]
    assert len(read) == 3


@pytest.mark.parametrize("word", [*RISKY, "施\x0b策"])
def test_a_heading_is_run_no_more_than_a_cell(word):
    """Headings are made of what a city calls its layers."""
    file = BytesIO()
    write_workbook(file, [TableFile("t", "表", [FileColumn(f"{word}コード", lambda row: row)], ["1"])])
    cell = load_workbook(file).worksheets[0]["A1"]
    assert cell.data_type == "s"
    (heading, _), *_ = csv.reader(
        StringIO(b"".join(csv_blocks([word, "x"], [])).decode("utf-8-sig"), newline="")
    )
    assert heading == guarded(word)


def test_numbers_and_days_are_no_texts_in_a_workbook() -> None:
    columns = [FileColumn("数", lambda row: Decimal("-1.5")), FileColumn("日", lambda row: date(2026, 3, 31))]
    file = BytesIO()
    write_workbook(file, [TableFile("t", "表", columns, [0])])
    number: Any
    day: Any
    number, day = load_workbook(file).worksheets[0][2]
    assert number.value == -1.5
    assert day.is_date
    assert day.value.date() == date(2026, 3, 31)


def test_a_year_is_told_both_ways_and_an_unknown_one_not():
    western, era = in_both_years("年度", lambda row: row)
    assert [western.heading, era.heading] == ["年度（西暦）", "年度（和暦）"]
    assert [western.value(FiscalYear(2019)), era.value(FiscalYear(2019))] == [2019, "令和元年度"]
    assert [western.value(None), era.value(None)] == [None, ""]


def test_texts_with_signs_of_the_format_come_back_whole():
    texts = ["a,b", 'say "x"', "two\nlines", "全角，"]
    content = b"".join(csv_blocks(["文"], ([text] for text in texts)))
    assert content.startswith(b"\xef\xbb\xbf")
    assert [row[0] for row in csv.reader(StringIO(content.decode("utf-8-sig"), newline=""))] == ["文", *texts]


def test_ten_thousand_rows_go_out_as_they_come():
    made = []

    def rows():
        for number in range(10_000):
            made.append(number)
            yield [number, "あ" * 100]

    answer: Any = as_file(csv_blocks(["数", "文"], rows()), "t.csv", "text/csv")
    assert answer.streaming
    blocks = iter(answer.streaming_content)
    assert len(list(islice(blocks, 2))) == 2
    assert len(made) < 2_000
    assert b"".join(blocks).count(b"\r\n") + 1_001 == 10_001


def test_a_large_workbook_takes_no_more_memory_than_its_bytes():
    columns = [FileColumn(f"列{at}", lambda row: row) for at in range(5)]
    with TemporaryFile() as file:
        tracemalloc.start()
        write_workbook(file, [TableFile("t", "表", columns, range(5_000))])
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert file.tell() > 50_000
    assert most < 20_000_000


def test_names_of_sheets_are_short_allowed_and_different():
    names: list[str] = []
    for name in ("=[本]:*?/\\局" + "長" * 40, "", "市民局", "市民局", "'"):
        names.append(sheet_title(name, names))
    assert len(set(names)) == 5
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
