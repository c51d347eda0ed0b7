"""What a file is: known by its content, whatever it is called; what nobody reads is said at once."""

import io
import zipfile

import pytest

from reports.loads import kinds
from reports.loads.kinds import Kind, NoKind, is_book, kind_of
from tests.reports.office_tables import KPI_LIST, forms_archive, ods, xlsx

BOOK = xlsx(KPI_LIST)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(*names: str, first: bytes = b"x") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        for name in names:
            opened.writestr(name, first)
    return buffer.getvalue()


WORD = archive("[Content_Types].xml", "word/document.xml")
SHEETS = ods(KPI_LIST)
FIXTURE = b'[{"model": "policies.plan", "fields": {}}]'
RECORDS = '[{"指標名": "保育所の数", "目標値": 13}]'.encode()


def old(stream: str) -> bytes:
    return OLE + bytes(500) + stream.encode("utf-16-le") + bytes(500)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        pytest.param("表.xlsx", BOOK, Kind.TABLE, id="a workbook"),
        pytest.param("表.docx", BOOK, Kind.TABLE, id="a workbook named as a document"),
        pytest.param("表.pdf", BOOK, Kind.TABLE, id="a workbook named as a PDF"),
        pytest.param("表", SHEETS, Kind.TABLE, id="OpenDocument without a name"),
        pytest.param("文.docx", WORD, Kind.REPORT, id="a document"),
        pytest.param("文.xlsx", WORD, Kind.REPORT, id="a document named as a workbook"),
        pytest.param("文.pdf", WORD, Kind.REPORT, id="a document named as a PDF"),
        pytest.param("文.docx", WORD[:-40], Kind.REPORT, id="a document that is cut"),
        pytest.param("表.xlsx", BOOK[:-40], Kind.TABLE, id="a workbook that is cut"),
        pytest.param("表.xlsx", b"%PDF-1.7 ...", Kind.REPORT, id="a PDF named as a workbook"),
        pytest.param("表.json", b"\n%PDF-1.7 ...", Kind.REPORT, id="a PDF named as JSON"),
        pytest.param("調書.zip", forms_archive(2), Kind.BUNDLE, id="forms"),
        pytest.param("調書.xlsx", forms_archive(2), Kind.BUNDLE, id="forms named as a workbook"),
        pytest.param("色々.zip", archive("a.pdf", "b.csv"), Kind.BUNDLE, id="a table beside a paper"),
        pytest.param("空.zip", archive(), Kind.BUNDLE, id="an empty archive: whoever opens it says so"),
        pytest.param("表.xls", old("Workbook"), Kind.TABLE, id="an old workbook"),
        pytest.param("文.xls", old("WordDocument"), Kind.REPORT, id="an old document named as a workbook"),
        pytest.param("文.doc", OLE + bytes(900), Kind.REPORT, id="an old file named as a document"),
        pytest.param("表.xls", old("EncryptedPackage"), Kind.TABLE, id="a locked workbook"),
        pytest.param("計画.json", FIXTURE, Kind.FIXTURE, id="a fixture"),
        pytest.param("計画", b"\xef\xbb\xbf " + FIXTURE, Kind.FIXTURE, id="a fixture with a mark"),
        pytest.param("公開.json", RECORDS, Kind.REPORT, id="records of open data"),
        pytest.param("公開", RECORDS, Kind.REPORT, id="records without a name"),
        pytest.param("文.txt", b"[1]\nwords\n", Kind.REPORT, id="a text that begins with a bracket"),
        pytest.param("文.md", b"| a | b |\n", Kind.REPORT, id="markdown"),
        pytest.param("表.txt", b"a\tb\nc\td\n", Kind.TABLE, id="a text of tabs"),
        pytest.param("表.csv", "指標,目標\n".encode("cp932"), Kind.TABLE, id="a CSV"),
    ],
)
def test_a_file_goes_its_way_by_its_content(name: str, data: bytes, kind: Kind):
    assert kind_of(name, data) is kind


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        pytest.param("a.csv", b"", kinds.EMPTY, id="nothing"),
        pytest.param("a.pdf", b"\xef\xbb\xbf \r\n", kinds.EMPTY, id="blanks behind a mark"),
        pytest.param("a.json", b" \n" * 5_000, kinds.EMPTY, id="many blanks"),
        pytest.param("報告.pdf", b"MZ\x90\0" + bytes(99), kinds.PROGRAM, id="a program named as a PDF"),
        pytest.param("報告.txt", b"\x7fELF\2\1\1\0", kinds.PROGRAM, id="a program of another system"),
        pytest.param("写真.pdf", b"\x89PNG\r\n\x1a\n", kinds.PICTURE, id="a picture named as a PDF"),
        pytest.param("a.jpg", b"\xff\xd8\xff\xe0", kinds.PICTURE, id="a photograph"),
        pytest.param("a.bmp", b"BM\x36\0\0\1\0\0\0\0", kinds.PICTURE, id="a bitmap"),
        pytest.param("a.heic", b"\0\0\0\x18ftypheic", kinds.PICTURE, id="a photograph of a telephone"),
        pytest.param("a.zip", b"7z\xbc\xaf\x27\x1c", kinds.PACKED, id="packed by another program"),
        pytest.param("a.lzh", b"\x22\x5a-lh5-\1", kinds.PACKED, id="packed by an old program"),
        pytest.param("a.zip", archive("報告/a.pdf", "b.docx"), kinds.PAPERS, id="papers in an archive"),
        pytest.param("a.pptx", archive("[Content_Types].xml", "ppt/x.xml"), kinds.SLIDES, id="slides"),
        pytest.param("a.ppt", old("PowerPoint Document"), kinds.SLIDES, id="old slides"),
        pytest.param(
            "a.odt",
            archive("mimetype", "content.xml", first=b"application/vnd.oasis.opendocument.text"),
            kinds.OPEN_TEXT,
            id="a document of OpenDocument",
        ),
        pytest.param("a.rtf", b"{\\rtf1 x}", kinds.RICH_TEXT, id="rich text"),
        pytest.param("a.xls", b"\r\n<HTML><table>", kinds.MARKUP, id="a page of the web named as a workbook"),
        pytest.param("a.xml", b"\xef\xbb\xbf<?xml ?>", kinds.MARKUP, id="XML"),
    ],
)
def test_what_nobody_reads_is_said_in_a_sentence(name: str, data: bytes, words: str):
    with pytest.raises(NoKind) as said:
        kind_of(name, data)
    assert str(said.value) == words


def test_workbooks_are_known_by_their_content():
    files = {"一.xlsx": BOOK, "二.docx": BOOK, "三.xlsx": WORD, "四.xls": old("Workbook"), "五.xlsx": b"MZ\0"}
    assert [name for name, data in files.items() if is_book(name, data)] == ["一.xlsx", "二.docx", "四.xls"]
