"""What 304 pages of slides cost beside what the PDF library alone needs for their text: python -m bench.long_pdf.

The slides are those of sixteen 施策, one behind the other, as committees get them. Processor time, children's too.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pypdfium2

from reports.reading.files import document_of
from reports.reading.reader import read_document
from tests.reports.slides import SEED_TEXT, seed_pdf

MEASURES: Final = 16
GOAL: Final = 2.0


def main() -> int:
    """Print the costs of lines and of the draft, and their share in all; exit code 1 if the goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.pdf"
        pages = _write(path)
        bare = min(_seconds(lambda: _text_alone(path)) for _ in range(3))
        lines = min(_seconds(lambda: document_of(path)) for _ in range(3))
        document = document_of(path)
        draft = min(_seconds(lambda: read_document(document)) for _ in range(3))
    ratio = (lines + draft) / bare
    said = f"lines × {lines / bare:.2f}, draft × {draft / bare:.2f}, together × {ratio:.2f} of the library's text"
    print(f"{pages} pages: {said} (goal × {GOAL:g})")
    return int(ratio > GOAL * 1.1)  # a tenth is the noise of a machine that others use


def _write(path: Path) -> int:
    """Write the slides of sixteen 施策 and return how many pages they are."""
    text = SEED_TEXT.read_text(encoding="utf-8")
    book = pypdfium2.PdfDocument.new()
    parts = [pypdfium2.PdfDocument(seed_pdf(_of_measure(text, number))) for number in range(1, MEASURES + 1)]
    for part in parts:
        book.import_pages(part)
    book.save(path)
    return len(book)


def _of_measure(text: str, number: int) -> str:
    name = f"架空の事業その{number}の推進"
    named = text.replace("施策４-２-４ スマートシティの推進", f"施策３-１-{number} {name}")
    return named.replace("スマートシティの推進施策(３層)", f"{name}施策(３層)")


def _text_alone(path: Path) -> None:
    for page in pypdfium2.PdfDocument(path):
        text = page.get_textpage()
        text.get_text_bounded()
        text.close()
        page.close()


def _seconds(work: Callable[[], object]) -> float:
    before = os.times()
    work()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


if __name__ == "__main__":
    raise SystemExit(main())
