"""Files of tables: every kind that is read gives the same sheet, and what is none gives a sentence."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from entry.workbook.safety import RefusedFile
from reports.jobs.actions.working import OverTime
from reports.loads.kinds import Kind, kind_of
from reports.tables.actions import opening
from reports.tables.actions.binary import shows_scaled_numbers
from reports.tables.actions.bundles import names_in
from reports.tables.actions.opening import open_table
from reports.tables.grids import UNCOMPUTED, Grid
from tests.reports.office_tables import KPI_LIST, KPI_MERGES, ods, saved, separated, sheet_of, xlsx

WORDS = [[str(cell) for cell in row] for row in KPI_LIST]
XLS = Path(__file__).with_name("kpi_list.xls")  # the same rows in the old binary format


def only(data: bytes) -> Grid:
    (grid,) = open_table(data)
    return grid


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(xlsx(KPI_LIST), id="xlsx"),
        pytest.param(XLS.read_bytes(), id="xls"),
        pytest.param(ods(KPI_LIST), id="ods"),
        pytest.param(separated(KPI_LIST).encode("cp932"), id="csv in CP932"),
        pytest.param(separated(KPI_LIST).encode(), id="csv in UTF-8"),
        pytest.param(separated(KPI_LIST).encode("utf-8-sig"), id="csv in UTF-8 with a mark"),
        pytest.param(separated(KPI_LIST, "\t").encode("utf-16"), id="tabs in UTF-16"),
        pytest.param(separated(KPI_LIST, "\t").encode("cp932"), id="tabs in CP932"),
        pytest.param(separated(KPI_LIST, "\t").replace("\r\n", "\n").encode(), id="pasted"),
    ],
)
def test_every_kind_of_file_gives_the_same_sheet(data):
    assert [list(row) for row in only(data).cells] == WORDS


def test_what_is_merged_and_hidden_and_how_numbers_are_shown_is_known():
    book, sheet = sheet_of(KPI_LIST, KPI_MERGES)
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["J"].hidden = True
    sheet["F7"], sheet["F7"].number_format = 0.531, "0.0%"
    sheet["F8"], sheet["F8"].number_format = 22.299999999999997, "0.0"
    sheet["H8"], sheet["H8"].number_format = 1234567, "#,##0,"
    sheet["G8"], sheet["I8"] = "=SUM(D6:E6)", date(2024, 3, 31)
    grid = only(saved(book))
    assert grid.spread[2][4:6] == ("令和4年度", "令和4年度")
    assert grid.spread[4] == ("施策1-1 子育ての支援",) * 10
    assert (set(grid.hidden_rows), set(grid.hidden_columns)) == ({5}, {9})
    assert (grid.cells[6][5], grid.cells[7][5]) == ("53.1％", "22.3")
    assert grid.cells[7][6:9] == (UNCOMPUTED, "1234567（千単位などで表示された値）", "2024年3月31日")


def test_hidden_sheets_are_left_out_and_quoted_cells_may_have_lines():
    book, _ = sheet_of(KPI_LIST)
    book.create_sheet("作業用").append(["秘密"])
    book["作業用"].sheet_state = "hidden"
    assert only(saved(book)).name == "一覧"
    assert only('名,値\r\n"二行\nの名",1\r\n'.encode()).cells[1] == ("二行\nの名", "1")


def archive(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in parts.items():
            zipped.writestr(name.replace("_", "."), text)
    return buffer.getvalue()


ROWS = '<table:table-row table:number-rows-repeated="1000000">{}</table:table-row>'
FAR = ROWS.format(
    '<table:table-cell table:number-columns-repeated="16000"><text:p>1</text:p></table:table-cell>'
)
WIDE = (
    '<table:table-row table:number-rows-repeated="1000"><table:table-cell table:number-columns-repeated="150">'
    "<text:p>1</text:p></table:table-cell></table:table-row>"
)
MANY = "".join(f'</table:table><table:table table:name="{at}">{WIDE}' for at in range(4))
BLANK = ROWS.format('<table:table-cell table:number-columns-repeated="16000"/>')


def merging(*areas: str) -> bytes:
    """Return a workbook that says of these areas that they are merged."""
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    return with_sheet_end(f"</sheetData><mergeCells>{merged}</mergeCells>")


def with_sheet_end(end: str) -> bytes:
    """Return a workbook whose sheet ends its cells so."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(KPI_LIST))) as book, zipfile.ZipFile(buffer, "w") as changed:
        for name in book.namelist():
            text = book.read(name)
            if name.startswith("xl/worksheets/"):
                text = text.replace(b"</sheetData>", end.encode())
            changed.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "表がありません", id="empty"),
        pytest.param(b"MZ\x90\x00", "表として読めない", id="a program named .xlsx"),
        pytest.param(b"%PDF-1.7\n", "表として読めない", id="a PDF"),
        pytest.param("一つの文だけ。".encode(), "表として読めない", id="prose"),
        pytest.param(b"<html><table>,\t", "表として読めない", id="a web page"),
        pytest.param(b"\xff\x00\x81" * 50, "表として読めない", id="noise"),
        pytest.param(b"PK\x03\x04 not", "", id="no archive at all"),
        pytest.param(xlsx(KPI_LIST)[:-200], "壊れている", id="truncated"),
        pytest.param(archive(a_txt="x"), "Excelブックではない", id="another archive"),
        pytest.param(
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "パスワード", id="encrypted"
        ),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "壊れている", id="a broken .xls"),
        pytest.param(ods(KPI_LIST)[:-100], "壊れている", id="a truncated .ods"),
        pytest.param(ods(KPI_LIST, more=FAR), "大きすぎる", id="an .ods that unfolds without end"),
        pytest.param(ods(KPI_LIST, more=MANY), "セル", id="an .ods whose sheets are too many together"),
        pytest.param(ods([["長い文" * 500] * 200] * 20), "文字が多すぎる", id="too many letters"),
        pytest.param(merging("A1:XFD1048576"), "極端に大きい", id="a merged area without end"),
        pytest.param(merging(*["A1:GR200"] * 20), "極端に大きい", id="an area merged again and again"),
        pytest.param(merging("A:XFD"), "壊れている", id="whole columns merged"),
        pytest.param(b"x" * (opening.LARGEST_FILE + 1), "5MB", id="too large"),
        pytest.param(b"1,2\n" * (opening.MOST_ROWS + 1), "大きすぎる", id="too many rows"),
        pytest.param(b"," * 500 + b"\n1", "大きすぎる", id="too many columns"),
    ],
)
def test_what_is_no_table_is_a_sentence(data, words):
    with pytest.raises(RefusedFile) as refused:
        open_table(data)
    assert words in str(refused.value)
    assert str(refused.value).endswith("。") or "）。" in str(refused.value)


def test_empty_cells_that_are_repeated_without_end_are_nothing():
    assert [list(row) for row in only(ods(KPI_LIST, more=BLANK)).cells] == WORDS


def test_shares_are_read_as_an_open_document_shows_them():
    share = '<table:table-cell office:value-type="percentage" office:value="{}"><text:p>?</text:p></table:table-cell>'
    cells = "".join(map(share.format, (0.125, 1)))
    grid = only(ods(KPI_LIST, more=f"<table:table-row>{cells}</table:table-row>"))
    assert grid.cells[-1][:2] == ("12.5％", "100％")
    assert grid.cells[5][3] == "10"


def test_an_old_workbook_whose_numbers_are_shown_otherwise_is_not_read():
    data = bytearray(XLS.read_bytes())
    assert not shows_scaled_numbers(bytes(data))
    at = -1
    while (at := data.find(b"\xe0\x00\x14\x00", at + 1)) >= 0:
        data[at + 6 : at + 8] = b"\x09\x00"  # each cell shows 0%
    with pytest.raises(RefusedFile, match=r"「Excelブック（\.xlsx）」で保存"):
        open_table(bytes(data))


def test_commas_in_numbers_do_not_separate_what_was_pasted():
    pasted = "指標名\tR5実績\n予算\t1,234,567,890\n人口\t1,234,567\n"
    assert only(pasted.encode()).cells[1] == ("予算", "1,234,567,890")


def test_a_file_that_takes_too_long_is_not_taken_for_a_broken_one(monkeypatch):
    def endless(*_):
        raise OverTime

    monkeypatch.setattr(opening, "_worksheet", endless)
    with pytest.raises(OverTime):
        open_table(xlsx(KPI_LIST))


def test_a_sign_that_no_database_keeps_is_left_out():
    assert only("名,値\nA\0B,1\n".encode("utf-16")).cells[1] == ("AB", "1")


def test_an_archive_of_endless_names_is_refused_before_they_are_read(monkeypatch):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        for at in range(9_000):
            zipped.writestr(f"{at:020}", b"")
    monkeypatch.setattr(zipfile.ZipFile, "namelist", None)
    assert kind_of("a.zip", buffer.getvalue()) is Kind.BUNDLE, "a job opens it, and says why not"
    with pytest.raises(RefusedFile, match="500個まで"):
        names_in(buffer.getvalue())


def test_a_formula_whose_result_is_an_empty_text_is_an_empty_cell():
    row = '<row r="20"><c r="A20" t="str"><f>IF(TRUE,"","")</f><v></v></c><c r="B20"><f>1+1</f></c></row>'
    assert only(with_sheet_end(f"{row}</sheetData>")).cells[-1][:2] == ("", UNCOMPUTED)


def test_what_is_hidden_in_an_open_document_is_known():
    cell = '<table:table-cell office:value-type="string"{}><text:p>1</text:p></table:table-cell>'
    row = f"<table:table-row{{}}>{cell.format('')}</table:table-row>"
    hidden, seen = row.format(' table:visibility="collapse"'), row.format("")
    sheet = '</table:table><table:table table:name="別"><table:table-column/>'
    sheet += '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    repeated = cell.format(' table:number-columns-repeated="4"')
    wide = f"<table:table-row>{repeated}</table:table-row>"
    first, second = open_table(ods(KPI_LIST, more=f"{hidden}{seen}{sheet}{wide}"))
    assert (sorted(first.hidden_rows), sorted(first.hidden_columns)) == ([len(KPI_LIST)], [])
    assert (sorted(second.hidden_rows), sorted(second.hidden_columns)) == ([], [1, 2])
