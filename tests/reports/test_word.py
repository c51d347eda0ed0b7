"""Word documents as lines: what one sees, in its order; what cannot be read is a sentence."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from reports.loads.actions.uploads import together
from reports.loads.kinds import Kind, kind_of
from reports.reading import word
from reports.reading.documents import UnreadableReport
from reports.reading.files import document_of, read_file

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def paragraph(text: str, within: str = "") -> str:
    return f"<w:p>{within}<w:r><w:t>{text}</w:t></w:r></w:p>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def table(*rows: tuple[str, ...]) -> str:
    return f"<w:tbl>{''.join(row(*map(paragraph, one)) for one in rows)}</w:tbl>"


def document(body: str, *, part: str = word.CONTENT, before: str = "") -> bytes:
    """Return a document with this body; `before` stands before its root."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        whole = f'{before}<w:document xmlns:w="{W}" xmlns:mc="{MC}"><w:body>{body}</w:body></w:document>'
        archive.writestr(part, whole)
    return buffer.getvalue()


@pytest.fixture
def lines(tmp_path):
    """Return what reads the lines of a body, each with its page."""

    def read(body: str) -> list[tuple[int, str]]:
        path = tmp_path / "x.docx"
        path.write_bytes(document(body))
        return [(one.page, one.text) for one in document_of(path).lines]

    return read


MERGED = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
BELOW = "<w:tcPr><w:vMerge/></w:tcPr>"
IN_BOX = "<w:txbxContent><w:p><w:r><w:t>囲み</w:t></w:r></w:p></w:txbxContent>"
BOX = (
    f"<w:r><mc:AlternateContent><mc:Choice>{IN_BOX}</mc:Choice>"
    f"<mc:Fallback>{IN_BOX}</mc:Fallback></mc:AlternateContent></w:r>"
)
RUBY = (
    "<w:r><w:ruby><w:rt><w:r><w:t>ひょう</w:t></w:r></w:rt>"
    "<w:rubyBase><w:r><w:t>評</w:t></w:r></w:rubyBase></w:ruby></w:r>"
)
TAKEN_OUT = "<w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del>"
FIELD = "<w:r><w:instrText>PAGE</w:instrText></w:r>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (paragraph("一") + paragraph("二"), ["一", "二"]),
        ("<w:p><w:r><w:t>一</w:t><w:br/><w:t>二</w:t><w:tab/><w:t>三</w:t></w:r></w:p>", ["一", "二\t三"]),
        (table(("指標", "値"), ("人数", "1,234")), ["| 指標 | 値 |", "| 人数 | 1,234 |"]),
        ("<w:tbl>" + row(MERGED + paragraph("目標"), paragraph("実績")) + "</w:tbl>", ["| 目標 |  | 実績 |"]),
        (
            "<w:tbl>" + row(BELOW + paragraph("上と同じ"), paragraph("12")) + "</w:tbl>",
            ["|  | 12 |"],
        ),
        ("<w:tbl>" + row(paragraph("一") + paragraph("二|三")) + "</w:tbl>", ["| 一 二｜三 |"]),
        ("<w:tbl>" + row(table(("内", "5"))) + "</w:tbl>", ["| 内 5 |"]),
        (paragraph("本文", BOX), ["囲み", "本文"]),
        (paragraph("価", RUBY), ["評価"]),
        (paragraph("新", TAKEN_OUT + FIELD), ["新"]),
    ],
)
def test_what_one_sees_is_read_in_its_order(lines, body, expected):
    assert [text for _, text in lines(body)] == expected


RENDERED = "<w:r><w:lastRenderedPageBreak/></w:r>"
BY_HAND = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def test_pages_are_those_of_the_layout_and_else_those_broken_by_hand(lines):
    both = paragraph("一") + BY_HAND + paragraph("二", RENDERED) + paragraph("三")
    assert lines(both) == [(1, "一"), (1, ""), (2, "二"), (2, "三")]
    assert lines(paragraph("一") + BY_HAND + paragraph("二")) == [(1, "一"), (1, ""), (2, "二")]


def test_figures_of_a_table_are_read_with_their_line(tmp_path):
    path = tmp_path / "x.docx"
    rows = [("講座の参加者数", "人", "3,000", "2,890"), ("図書の貸出冊数", "冊", "150,000", "141,200")]
    rows += [("施設の利用者数", "人", "60,000", "57,210")]
    head = ("指標名", "単位", "令和6年度目標値", "令和5年度実績値")
    path.write_bytes(document(paragraph("指標の状況") + table(head, *rows)))
    found = read_file(path)["indicators"]
    assert [(one["name"], one["unit"], one["actuals"]["2023"]["value"]) for one in found] == [
        (name, unit, int(value.replace(",", ""))) for name, unit, _, value in rows
    ]
    assert found[0]["targets"]["2024"]["source"] == {"page": 1, "line": 3, "quote": "3,000"}


def damaged(content: bytes) -> bytes:
    """Return the same with other bytes where what it holds begins."""
    start = content.index(word.CONTENT.encode()) + len(word.CONTENT)
    return content[:start] + b"\xff" * 8 + content[start + 8 :]


def test_a_row_holds_no_more_cells_than_are_read():
    table = word._Table()
    for _ in range(1_000):
        table.span = word.MOST_COLUMNS
        table.end_cell()
    assert len(table.cells) < 2 * word.MOST_COLUMNS


LAUGHS = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(document(paragraph("文"))[:-60], "途中で切れている", id="cut before its directory"),
        pytest.param(document("<w:p>"), "Wordの文書として読めません", id="not closed"),
        pytest.param(document(paragraph("&b;"), before=LAUGHS), "Wordの文書として読めません", id="entities"),
        pytest.param(
            document(paragraph("文"), part="xl/workbook.xml"), "文字として読めない", id="a workbook"
        ),
        pytest.param(
            document(paragraph("　" * 6_000_000)), "Wordの文書が大きすぎます", id="too many letters"
        ),
        pytest.param(document(" " * (word.LARGEST_PART + 1)), "Wordの文書が大きすぎます", id="a bomb"),
        pytest.param(document("<w:tbl><w:tr><w:tc>" * 30), "Wordの文書が大きすぎます", id="tables in tables"),
        pytest.param(document("<w:sdt>" * 600), "Wordの文書が大きすぎます", id="too deep"),
        pytest.param(document("<w:p/>" * 200_001), "Wordの文書が大きすぎます", id="lines without an end"),
        pytest.param(damaged(document(paragraph("文" * 500))), "Wordの文書として読めません", id="damaged"),
        pytest.param(b"\xd0\xcf\x11\xe0" + bytes(600), "古い形式", id="an old document, or a locked one"),
        pytest.param(document("<w:p/>"), "文字が一つもありません", id="nothing in it"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path, content, words):
    path = tmp_path / "x.docx"
    path.write_bytes(content)
    with pytest.raises(UnreadableReport, match=words):
        document_of(path)


def test_a_document_is_a_report_and_no_book_of_forms():
    content = document(paragraph("文"))
    assert kind_of("報告.DOCX", content) is Kind.REPORT
    files = [("一.docx", content), ("二.docx", content), ("三.xlsx", b"PK3"), ("四.xlsx", b"PK4")]
    assert [name for name, _ in together(files)] == ["三.xlsxほか1件.zip", "一.docx", "二.docx"]
