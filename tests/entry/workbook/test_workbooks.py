"""Files before anybody looks at their figures: what is written, what is read again, what is refused."""

import io
import re
import struct
import time
import tracemalloc
import zipfile
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from entry.workbook.columns import (
    ENTERED,
    SHEET,
    FigureColumn,
    FigureLine,
    Value,
    column_named,
)
from entry.workbook.keys import Key
from entry.workbook.page.figures import csv_bytes, workbook_bytes
from entry.workbook.safety import (
    LARGEST_FILE,
    MOST_CELLS,
    RefusedFile,
    Room,
    column_letters,
    column_number,
)
from entry.workbook.scorecards.reading import FileSheet, read_sheet
from exports.formulas import guarded, unguarded
from tests.entry.archives import WORKBOOKS, edited, part, repacked, saved

RISKY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "'=1",
    "''",
    "'98年度",
    'x,"y"\n=z',
]
FIRST_SHEET = "xl/worksheets/sheet1.xml"


def line(number: int = 1, **cells: Value) -> FigureLine:
    given: dict[FigureColumn, Value] = {
        FigureColumn.KEY: f"K1-{number}-0-00000000",
        FigureColumn.MEASURE: "4-2-4 産業の振興",
        FigureColumn.INDICATOR: "① 企業数",
        FigureColumn.UNIT: "件",
    }
    named = {FigureColumn[name]: value for name, value in cells.items()}
    return FigureLine(cells=given | named, fillable=frozenset(ENTERED) - {FigureColumn.FULFILLED})


def workbook(*lines: FigureLine) -> bytes:
    return workbook_bytes("令和4年度実績の入力（年次）", "提出期限：2023年5月31日", lines or (line(),))


def texts(sheet: FileSheet, column: FigureColumn) -> list[str]:
    return [row.cells[column].text for row in sheet.rows]


def refusal(data: bytes) -> str:
    with pytest.raises(RefusedFile) as caught:
        read_sheet(data)
    return str(caught.value)


# written


def test_only_the_cells_to_fill_are_unlocked_and_no_password_is_set() -> None:
    sheet = load_workbook(io.BytesIO(workbook()))[SHEET]

    unlocked = [column_letters(cell.column or 0) for cell in sheet[5] if not cell.protection.locked]

    assert unlocked == ["G", "H", "I", "J", "K", "L", "M"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None


def test_the_choices_are_drop_downs() -> None:
    sheet = load_workbook(io.BytesIO(workbook()))[SHEET]

    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}

    assert rules["I5"] == '"確定値,暫定値,速報値,見込値,推計値"'
    assert rules["J5"] == '"集計中,調査対象年度外,調査未実施,該当なし,事業中止"'


def test_a_workbook_says_how_it_is_used_and_hides_nothing() -> None:
    book = load_workbook(io.BytesIO(workbook()))

    assert book.sheetnames == [SHEET, "使い方"]
    assert {sheet.sheet_state for sheet in book} == {"visible"}


@pytest.mark.parametrize("text", RISKY)
def test_text_in_a_workbook_is_never_a_formula(text: str) -> None:
    data = workbook(line(FOOTNOTE=text, INDICATOR=text))

    assert b"<f>" not in part(data, FIRST_SHEET)
    assert texts(read_sheet(data), FigureColumn.FOOTNOTE) == [text.strip()]


@pytest.mark.parametrize("text", RISKY)
def test_text_in_a_csv_file_is_guarded_and_comes_back_as_it_was(text: str) -> None:
    data = csv_bytes([line(FOOTNOTE=text)])

    assert not re.search(rb'(^|,|")[=+\-@\t]', data.splitlines()[1])
    assert texts(read_sheet(data), FigureColumn.FOOTNOTE) == [text.strip()]
    assert unguarded(guarded(text)) == text


def test_a_negative_number_stays_a_number() -> None:
    lines = [line(TOTAL=Decimal("-12.6"))]

    assert b",-12.6," in csv_bytes(lines)
    assert load_workbook(io.BytesIO(workbook(*lines)))[SHEET]["G5"].value == -12.6


def test_a_csv_file_is_as_excel_expects_it() -> None:
    data = csv_bytes([line(), line(2)])

    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") == 3


def test_codes_stay_text() -> None:
    data = workbook(line(MEASURE="01", UNIT="R5"))

    assert load_workbook(io.BytesIO(data))[SHEET]["B5"].value == "01"


# read


def test_a_file_that_libreoffice_wrote_is_read() -> None:
    sheet = read_sheet((WORKBOOKS / "libreoffice.xlsx").read_bytes())

    assert [row.cells[FigureColumn.TOTAL].value for row in sheet.rows] == [66, "６６件", None, "1,234", "3/4"]
    assert sheet.rows[0].cells[FigureColumn.TOTAL].address == "G5"
    assert texts(sheet, FigureColumn.PENDING_UNTIL)[2] == "令和6年11月"
    assert texts(sheet, FigureColumn.FOOTNOTE)[3] == "=notes are text"


def test_a_formula_is_known_by_its_cell() -> None:
    sheet = read_sheet((WORKBOOKS / "libreoffice-formula.xlsx").read_bytes())

    formulas = [cell.address for row in sheet.rows for cell in row.cells.values() if cell.formula]

    assert formulas == ["G9"]


def test_columns_are_found_by_their_heading_wherever_they_are() -> None:
    book = load_workbook(io.BytesIO(workbook(line(TOTAL=Decimal(5)), line(2, TOTAL=Decimal(7)))))
    book[SHEET].insert_cols(1, 2)
    book[SHEET].insert_rows(1, 3)
    book[SHEET].insert_rows(9)
    book[SHEET]["I7"] = "実　績　値（件）"

    sheet = read_sheet(saved(book))

    assert [(cell.address, cell.text) for cell in (row.cells[FigureColumn.TOTAL] for row in sheet.rows)] == [
        ("I8", "5"),
        ("I10", "7"),
    ]


def test_a_column_that_was_deleted_is_named() -> None:
    book = load_workbook(io.BytesIO(workbook()))
    book[SHEET].delete_cols(12)

    assert read_sheet(saved(book)).absent == (FigureColumn.FOOTNOTE,)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_csv_file_is_read_in_each_encoding_of_an_office(encoding: str) -> None:
    data = csv_bytes([line(FOOTNOTE="約50、髙橋ではなく高橋", TOTAL="６６")]).decode("utf-8-sig")

    text = data.replace("髙", "高").encode(encoding)

    assert texts(read_sheet(text), FigureColumn.FOOTNOTE) == ["約50、高橋ではなく高橋"]


@pytest.mark.parametrize("heading", ["実績値", " 実績値 ", "実　績　値", "実績値(件)", "実績値（令和4年度）"])
def test_a_heading_is_known_in_its_spellings(heading: str) -> None:
    assert column_named(heading) is FigureColumn.TOTAL


def test_a_heading_that_stands_twice_is_named() -> None:
    assert refusal(edited(workbook(), {"N4": "実績値"})) == (
        "見出し「実績値」の列が2つあります（N4）。1つにしてください。"
    )


def test_a_key_is_read_only_in_its_own_form() -> None:
    assert Key.read(" K1-2-3-0a1b2c3d ") == Key(1, 2, 3, "0a1b2c3d")
    assert [Key.read(text) for text in ("", "K1-2-3", "K1-2-３-0a1b2c3d", "4-2-4")] == [None] * 4


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [column_letters(number) for number in (1, 26, 27, 702, 703, 16384)] == "A Z AA ZZ AAA XFD".split()
    assert column_number("XFD") == 16384


# refused


def archive(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def with_content(cells: bytes) -> bytes:
    sheet = part(workbook(), FIRST_SHEET)
    return repacked(workbook(), {FIRST_SHEET: re.sub(b"<sheetData>.*</sheetData>", cells, sheet, flags=re.S)})


def macro_types() -> bytes:
    return part(workbook(), "[Content_Types].xml").replace(
        b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"
    )


def with_symlink() -> bytes:
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a") as made:
        link = zipfile.ZipInfo("xl/link.xml")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    return out.getvalue()


def locked() -> bytes:
    data = bytearray(workbook())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), bytes(data)):
            data[found.start() + place] |= 1
    return bytes(data)


def many_entries() -> bytes:
    return archive({f"{number}.xml": b"" for number in range(3_000)}, zipfile.ZIP_STORED)


def hidden_count() -> bytes:
    """An archive whose end record claims fewer entries than its directory holds."""
    data = bytearray(many_entries())
    place = data.rfind(b"PK\x05\x06")
    struct.pack_into("<HH", data, place + 8, 10, 10)
    struct.pack_into("<I", data, place + 12, 500)
    return bytes(data)


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "a"><!ENTITY b "&a;&a;">]><x>&b;</x>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(lambda: b"", "ファイルが空です", id="empty"),
        pytest.param(lambda: b"a" * (LARGEST_FILE + 1), "5MB", id="too large"),
        pytest.param(lambda: workbook()[:3000], "途中で切れている", id="truncated"),
        pytest.param(lambda: b"PK\x05\x06" + b"\0" * 18, "途中で切れている", id="an archive of nothing"),
        pytest.param(many_entries, "極端に大きい", id="thousands of entries"),
        pytest.param(hidden_count, "極端に大きい", id="entries that the end record hides"),
        pytest.param(lambda: repacked(workbook(), {"../x.xml": b"<x/>"}), "正しくない名前", id="a way up"),
        pytest.param(lambda: repacked(workbook(), {"/x.xml": b"<x/>"}), "正しくない名前", id="from the root"),
        pytest.param(
            lambda: repacked(workbook(), {"xl/a.zip": b"PK"}), "埋め込まれた", id="an archive inside"
        ),
        pytest.param(
            lambda: repacked(workbook(), {"xl/embeddings/a.bin": b"x"}),
            "埋め込まれた",
            id="an embedded object",
        ),
        pytest.param(with_symlink, "リンク", id="a symbolic link"),
        pytest.param(locked, "パスワード付き", id="encrypted"),
        pytest.param(lambda: repacked(workbook(), {"xl/vbaProject.bin": b"x"}), "マクロ", id="a macro"),
        pytest.param(
            lambda: repacked(workbook(), {"[Content_Types].xml": macro_types()}),
            "マクロ",
            id="xlsm by its type",
        ),
        pytest.param(
            lambda: repacked(workbook(), {"xl/externalLinks/externalLink1.xml": b"<x/>"}),
            "外部のファイルへのリンク",
            id="a link to another file",
        ),
        pytest.param(
            lambda: repacked(workbook(), {"xl/workbook.bin": b"x"}), "バイナリ形式（.xlsb）", id="xlsb"
        ),
        pytest.param((WORKBOOKS / "libreoffice.xls").read_bytes, "古い形式（.xls）", id="xls"),
        pytest.param((WORKBOOKS / "libreoffice.ods").read_bytes, "OpenDocument", id="ods"),
        pytest.param(
            lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "パスワード付き",
            id="a workbook with a password",
        ),
        pytest.param(lambda: b"\xef\xbb\xbf <html><table></table>", "HTML", id="html"),
        pytest.param(lambda: b"%PDF-1.7", "PDF", id="pdf"),
        pytest.param(
            lambda: archive({"word/document.xml": b"<x/>"}), "Excelブックではない", id="another document"
        ),
        pytest.param(lambda: repacked(workbook(), {"xl/styles.xml": ENTITIES}), "実体宣言", id="entities"),
        pytest.param(
            lambda: repacked(workbook(), {"docProps/core.xml": OUTSIDE}), "実体宣言", id="an outer entity"
        ),
        pytest.param(
            lambda: repacked(workbook(), {FIRST_SHEET: ENTITIES}), "実体宣言", id="entities in a sheet"
        ),
        pytest.param(lambda: repacked(workbook(), {FIRST_SHEET: b"<x"}), "壊れている", id="broken xml"),
        pytest.param(
            lambda: repacked(workbook(), {"xl/styles.xml": b"<x/>"}), "読み取れない", id="no such styles"
        ),
        pytest.param(
            lambda: saved(Workbook()), "見出し「管理番号」「実績値」", id="a workbook of something else"
        ),
        pytest.param(lambda: b"a,b\r\n1,2\r\n", "見出し「管理番号」「実績値」", id="a csv of something else"),
        pytest.param(lambda: "あ".encode("utf-16"), "UTF-16", id="utf-16"),
        pytest.param(lambda: b"a,\0", "文字ではない", id="a zero byte"),
        pytest.param(lambda: b"\x81\xff\xfd", "文字コード", id="no encoding"),
        pytest.param(lambda: b"," * 5_000, "読み込める範囲", id="thousands of columns"),
        pytest.param(
            lambda: csv_bytes([line()]) + b"\r\n" * 26_000, "読み込める範囲", id="thousands of rows"
        ),
        pytest.param(lambda: b'"' + b"a" * 2_000_000, "読み取れない行", id="a line without end"),
    ],
)
def test_a_file_that_is_not_safe_or_not_ours_is_refused_in_one_sentence(data, says: str) -> None:
    sentence = refusal(data())

    assert says in sentence
    assert sentence.endswith("。")


def test_hidden_sheets_are_refused_by_name() -> None:
    book = load_workbook(io.BytesIO(workbook()))
    book.create_sheet("控え").sheet_state = "veryHidden"

    assert "非表示のシート（控え）" in refusal(saved(book))


def bomb() -> bytes:
    """117 MB of XML in a few hundred kilobytes."""
    row = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    return with_content(b"<sheetData>" + row * 3_000_000 + b"</sheetData>")


def far_cell() -> bytes:
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return with_content(b"<sheetData>" + cell + b"</sheetData>")


def thin_and_wide() -> bytes:
    """25,000 rows of one cell, and one cell in column GR: reading it walks through five million cells."""
    rows = [f'<row r="{number}"><c r="A{number}"><v>{number}</v></c></row>' for number in range(1, 25_000)]
    return with_content(
        f'<sheetData>{"".join(rows)}<row r="25000"><c r="GR25000"><v>1</v></c></row></sheetData>'.encode()
    )


def same_sheet_again() -> bytes:
    book = part(workbook(), "xl/workbook.xml").decode()
    sheet = re.search(r"<sheet [^>]*/>", book)
    assert sheet
    return repacked(workbook(), {"xl/workbook.xml": book.replace(sheet[0], sheet[0] * 2_000).encode()})


def thousands_of_styles() -> bytes:
    styles = part(workbook(), "xl/styles.xml").decode()
    xf = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    many = re.sub(r"<cellXfs.*</cellXfs>", f"<cellXfs>{xf * 60_000}</cellXfs>", styles, flags=re.DOTALL)
    return repacked(
        workbook(),
        {"xl/styles.xml": many.encode()},
    )


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (bomb, "極端に大きい"),
        (far_cell, "セルXFD1048576"),
        (thin_and_wide, "25,000行×200列"),
        (same_sheet_again, "極端に大きい"),
        (thousands_of_styles, "極端に大きい"),
    ],
)
def test_a_bomb_is_refused_at_once_and_without_memory(make, says: str) -> None:
    data = make()
    assert len(data) < 500_000
    tracemalloc.start()
    try:
        start = time.process_time()

        sentence = refusal(data)

        assert time.process_time() - start < 1
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
    assert says in sentence


def test_tables_share_the_room_of_one_file() -> None:
    room = Room()
    room.take(20_000, 12)
    room.allow(MOST_CELLS // 100 - 2_400, 100)
    with pytest.raises(RefusedFile, match="20,000行×12列"):
        room.take(20_000, 12)


def test_a_csv_file_has_as_much_room() -> None:
    assert "行×200列" in refusal(csv_bytes([line()]) + b"1\r\n" * 2_000 + b"," * 199)


def test_each_sheet_is_read_as_far_as_it_reaches_itself() -> None:
    book = load_workbook(io.BytesIO(workbook()))
    book.create_sheet("長い表")["A20000"] = 1
    book.create_sheet("広い表")["GR1"] = 1

    assert len(read_sheet(saved(book)).rows) == 1


def test_a_format_without_content_far_away_is_no_harm() -> None:
    sheet = part(workbook(), FIRST_SHEET)
    far = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'

    data = repacked(workbook(), {FIRST_SHEET: sheet.replace(b"</sheetData>", far)})

    assert len(read_sheet(data).rows) == 1
