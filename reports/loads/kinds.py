"""What a file is that somebody sent: by its content, and by its name only where the content leaves it open."""

import re
import struct
import zipfile
from collections.abc import Iterable
from enum import Enum, auto
from io import BytesIO
from typing import Final

_BEGINNING: Final = 4_096  # bytes by which one knows most files
_PDF: Final = b"%PDF-"
_PDF_WITHIN: Final = 1_024
_BOMS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ARCHIVE: Final = b"PK"
_DIRECTORY: Final = b"PK\x05\x06"
LARGEST_DIRECTORY: Final = 512 * 1024  # bytes: of some thousand names
_OLE: Final = b"\xd0\xcf\x11\xe0"  # in which Office kept its files, and keeps locked ones
_PROGRAMS: Final = (b"MZ", b"\x7fELF")
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_PACKED: Final = (b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b\x08")
_LHA: Final = re.compile(rb".{2}-lh.-", re.DOTALL)
_BITMAP: Final = re.compile(rb"BM.{4}\0{4}", re.DOTALL)
_NEWER_PICTURE: Final = re.compile(rb"RIFF.{4}WEBP|.{4}ftyp(?:hei|mif|avi)", re.DOTALL)
_MARKUP: Final = re.compile(rb"<(?:!doctype|html|\?xml|table|!--)", re.IGNORECASE)
_FIXTURE: Final = re.compile(rb'"model"\s*:')
_OF_OFFICE: Final = {"[content_types].xml", "mimetype", "meta-inf/manifest.xml", "word/document.xml"}
_WORDS: Final = (".docx", ".docm", ".doc")
_TABLES: Final = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv")
_PAPERS: Final = (".pdf", *_WORDS, ".txt", ".md", ".json")

_SAVE_AGAIN: Final = "もとのファイルを開いて内容を確かめ、保存し直してから選んでください。"
EMPTY: Final = f"中身のない（文字が一つもない）ファイルです。{_SAVE_AGAIN}"
PROGRAM: Final = (
    "文書や表ではなく、プログラム（実行ファイル）です。名前に心当たりがないときは開かず、"
    "報告書や表のファイルを選び直してください。"
)
PICTURE: Final = (
    "画像のファイルのため、文字を読み取れません。"
    "文字認識（OCR）をしたPDFか、もとの文書・表計算のファイルを選んでください。"
)
PACKED: Final = (
    "この形式の圧縮ファイルは開けません。展開して、中のファイルを選んでください（一度にいくつでも選べます）。"
)
PAPERS: Final = (
    "圧縮ファイルの中に、表がありません（文書が入っています）。"
    "展開して、中のPDF・Word・テキストを選んでください（一度にいくつでも選べます）。"
)
SLIDES: Final = "PowerPointのファイルは読めません。PDFとして保存し、そのPDFを選んでください。"
OPEN_TEXT: Final = (
    "OpenDocumentの文書・スライドは読めません。Word（.docx）かPDFで保存し、そのファイルを選んでください。"
)
RICH_TEXT: Final = "リッチテキスト（.rtf）は読めません。Word（.docx）で保存し、そのファイルを選んでください。"
MARKUP: Final = (
    "WebページやXMLの形のファイルは読めません。Excelで開けるものは「Excelブック（.xlsx）」で保存して選んでください。"
    "画面の表は、範囲をコピーして「表を貼り付ける」で入れられます。"
)


class Kind(Enum):
    """Which way a file goes."""

    FIXTURE = auto()
    REPORT = auto()
    TABLE = auto()
    BUNDLE = auto()  # many files in one archive


class NoKind(Exception):
    """Nobody here reads such a file; str() is one sentence that says what it is and what to do."""


def kind_of(name: str, data: bytes) -> Kind:
    """Return which way a file goes. Raise NoKind for what is plainly none that is read here.

    Whether it can be read in the end is for whoever opens it.
    """
    begin, name = data[:_BEGINNING], name.lower()
    if not without_bom(begin).strip() and not without_bom(data).strip():
        raise NoKind(EMPTY)
    _refuse_strange(begin)
    if begin.startswith(_ARCHIVE):
        return _archived(name, data)
    if begin.startswith(_OLE):
        return _of_old_office(name, data)
    if _PDF in begin[:_PDF_WITHIN]:
        return Kind.REPORT
    return _of_text(name, without_bom(begin), data)


def is_book(name: str, data: bytes) -> bool:
    """Tell whether a file is a workbook: several that are sent at once are forms of one kind."""
    try:
        return data.startswith((_ARCHIVE, _OLE)) and kind_of(name, data) is Kind.TABLE
    except NoKind:
        return False


def without_bom(data: bytes) -> bytes:
    """Return what stands behind the mark by which some texts begin."""
    return next((data[len(mark) :] for mark in _BOMS if data.startswith(mark)), data)


def _refuse_strange(begin: bytes) -> None:
    text = without_bom(begin).lstrip()
    for words, is_so in (
        (PROGRAM, begin.startswith(_PROGRAMS) and b"\0" in begin),
        (PICTURE, begin.startswith(_PICTURES) or _BITMAP.match(begin) or _NEWER_PICTURE.match(begin)),
        (PACKED, begin.startswith(_PACKED) or _LHA.match(begin)),
        (RICH_TEXT, text.startswith(b"{\\rtf")),
        (MARKUP, _MARKUP.match(text)),
    ):
        if is_so:
            raise NoKind(words)


def _archived(name: str, data: bytes) -> Kind:
    """Return what an archive is; of one that is cut its name says for what it was meant."""
    if is_endless(data):
        return Kind.BUNDLE  # whoever opens it says so
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = [one.filename.lower() for one in archive.infolist() if not one.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        return Kind.REPORT if name.endswith(_WORDS) else Kind.TABLE
    if _OF_OFFICE & {*parts}:
        return _of_office(parts, data[:200])
    if any(one.endswith(_PAPERS) for one in parts) and not any(one.endswith(_TABLES) for one in parts):
        raise NoKind(PAPERS)
    return Kind.BUNDLE


def _of_office(parts: Iterable[str], begin: bytes) -> Kind:
    folders = {one.partition("/")[0] for one in parts}
    if "ppt" in folders:
        raise NoKind(SLIDES)
    if re.search(rb"vnd\.oasis\.opendocument\.(?!spreadsheet)", begin):
        raise NoKind(OPEN_TEXT)
    return Kind.REPORT if "word" in folders and "xl" not in folders else Kind.TABLE


def _of_old_office(name: str, data: bytes) -> Kind:
    streams = {word: word.encode("utf-16-le") in data for word in ("WordDocument", "PowerPoint", "Workbook")}
    if streams["PowerPoint"] and not streams["Workbook"]:
        raise NoKind(SLIDES)
    is_word = streams["WordDocument"] or name.endswith(_WORDS)
    return Kind.REPORT if is_word and not streams["Workbook"] else Kind.TABLE


def is_endless(data: bytes) -> bool:
    """Tell from what an archive says of its own directory that nobody should read that."""
    place = data.rfind(_DIRECTORY)
    return 0 <= place <= len(data) - 22 and struct.unpack_from("<I", data, place + 12)[0] > LARGEST_DIRECTORY


def _of_text(name: str, begin: bytes, data: bytes) -> Kind:
    """Return what a text is: a fixture says of which models it is; a text without tabs is no table."""
    is_plain = name.endswith((".txt", ".md", ".pdf", *_WORDS))
    if name.endswith(".json") or (begin.lstrip()[:1] in {b"[", b"{"} and not is_plain):
        return Kind.FIXTURE if _FIXTURE.search(data) else Kind.REPORT
    lines = [line for line in begin.splitlines()[:-1] if line.strip()]
    has_tabs = sum(b"\t" in line for line in lines) * 2 > len(lines)
    return Kind.REPORT if is_plain and not (name.endswith(".txt") and has_tabs) else Kind.TABLE
