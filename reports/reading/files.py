"""A report's file to a draft; the only module here that opens one."""

from pathlib import Path
from typing import Final

from reports.reading import pdf, word
from reports.reading.documents import (
    LARGEST_FILE,
    Document,
    UnreadableReport,
    from_bytes,
    from_printed,
    from_text,
)
from reports.reading.drafts import Json
from reports.reading.reader import read_document

LARGEST_PDF: Final = 50 * 1024 * 1024  # most of it are pictures
_BEGINNING: Final = 1024
_OLE: Final = b"\xd0\xcf\x11\xe0"  # in which Office kept its files, and keeps locked ones
_FAULTS: Final = {
    "locked": "パスワードのかかったPDFです。パスワードを外して保存し直したファイルを選んでください。",
    "broken": "PDFとして読めません。途中で切れたファイルかもしれません。もとのファイルを確かめてください。",
    "long": f"ページが多すぎます。{pdf.MOST_PAGES:,}ページまでのPDFに分けて読み込んでください。",
    "full": "一つのページに文字が多すぎます。そのページを除いたPDFを読み込んでください。",
    "heavy": "このPDFは、決められた時間とメモリでは読めません。必要なページだけのPDFを作って読み込んでください。",
}

_SAVE_AS_WORD: Final = "Wordで開き直し、.docxで保存してから選んでください。"
_FAULTS_OF_WORD: Final = {
    "broken": f"Wordの文書として読めません。途中で切れているかもしれません。{_SAVE_AS_WORD}",
    "old": f"古い形式（.docなど）か、パスワードのかかったファイルは読めません。パスワードを外し、{_SAVE_AS_WORD}",
    "full": "Wordの文書が大きすぎます。必要な部分だけの文書を作って読み込んでください。",
}


def read_file(path: Path) -> Json:
    """Return the draft of a report's file. Raises OSError and UnreadableReport."""
    return read_document(document_of(path))


def document_of(path: Path) -> Document:
    """Return a file's pages and lines; its content, not its name, says what it is."""
    size = path.stat().st_size
    with path.open("rb") as file:
        begin = file.read(_BEGINNING)
        if b"%PDF-" in begin:
            _refuse_larger(size, LARGEST_PDF)
            return _of_pdf(path)
    _refuse_larger(size, LARGEST_FILE)
    if begin.startswith(_OLE):
        raise UnreadableReport(_FAULTS_OF_WORD["old"])
    if word.is_word(path):
        return _of_word(path)
    return from_bytes(path.read_bytes())


def _refuse_larger(size: int, largest: int) -> None:
    if size > largest:
        most = largest // 1024 // 1024
        raise UnreadableReport(f"ファイルが大きすぎます。{most}MBまでのファイルに分けて読み込んでください。")


def _of_pdf(path: Path) -> Document:
    try:
        return from_printed(pdf.read_lines(path))
    except pdf.FaultyPdf as faulty:
        raise UnreadableReport(_FAULTS[str(faulty)]) from faulty


def _of_word(path: Path) -> Document:
    try:
        return from_text(word.text_of(path))
    except word.FaultyWord as faulty:
        raise UnreadableReport(_FAULTS_OF_WORD[str(faulty)]) from faulty
