"""A report's file to a draft; the only module here that opens one."""

from pathlib import Path

from reports.reading.documents import LARGEST_FILE, Document, UnreadableReport, from_bytes
from reports.reading.drafts import Json
from reports.reading.reader import read_document

_PDF = b"%PDF-"


def read_file(path: Path) -> Json:
    """Return the draft of a report's file. Raises OSError and UnreadableReport."""
    return read_document(document_of(path))


def document_of(path: Path) -> Document:
    """Return a file's pages and lines; its content, not its name, says what it is."""
    if path.stat().st_size > LARGEST_FILE:
        size = LARGEST_FILE // 1024 // 1024
        raise UnreadableReport(f"ファイルが大きすぎます。{size}MBまでのファイルに分けて読み込んでください。")
    content = path.read_bytes()
    if content[:1024].find(_PDF) >= 0:
        raise UnreadableReport("PDFはまだ読めません。本文をテキストとして保存したファイルを選んでください。")
    return from_bytes(content)
