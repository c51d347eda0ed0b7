"""A PDF as pages of lines, read in a process of its own: python -m reports.reading.pdf FILE writes each as JSON.

What a stranger's file does to the library (memory, time, a crash) ends there and takes nobody else along.
"""

import ctypes
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

import pypdfium2
from pypdfium2 import raw

from reports.reading.printed import SEEN_BLANK, Box, Piece, pieces_of
from reports.reading.ruled import Rules, page_lines

MOST_PAGES: Final = 1_000
MOST_LETTERS: Final = 60_000  # on one page
MOST_SHAPES: Final = 6_000  # on one page: what has more is a map or a drawing, without tables
MOST_MEMORY: Final = 640 * 1024 * 1024
MOST_SECONDS: Final = 300
_AT_ONCE: Final = 50  # pages
_CORNERS: Final = 5  # of a rectangle, the first one again
_DEEPEST: Final = 3  # forms in forms
_BLANK: Final = ord(" ")
_SEEN: Final = ord(SEEN_BLANK)
_SPECIAL: Final = {
    0: "\ufffd",
    2: "-",
}  # as the library calls a letter of unknown name, and a hyphen at a line's end

Told = tuple[int, str, tuple[float, float, float, float]]  # page, text, box as shares of the page


class FaultyPdf(ValueError):
    """No lines can be read from the PDF; the message is a word of REFUSALS."""


def read_lines(path: Path) -> Iterator[Told]:
    """Yield the lines of a PDF, page after page. Raises FaultyPdf."""
    command = [sys.executable, "-m", "reports.reading.pdf", str(path.resolve())]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8", cwd=_ROOT
    ) as child:
        assert child.stdout is not None  # noqa: S101  (it is piped)
        try:
            for line in child.stdout:
                yield from ((page, text, tuple(box)) for page, text, box in json.loads(line))
        except GeneratorExit:
            child.kill()
            raise
        _refuse(child.wait())


_ROOT: Final = Path(__file__).parents[2]
_REFUSALS: Final = {3: "locked", 4: "broken", 5: "long", 6: "full"}


def _refuse(code: int) -> None:
    if code:
        raise FaultyPdf(_REFUSALS.get(code, "heavy"))


def main(path: str) -> int:
    """Write the lines of a PDF within bounds of memory and time; the exit code says why not."""
    _bound()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        for _, lines in groupby(lines_in(Path(path)), key=itemgetter(0)):
            print(json.dumps(list(lines), ensure_ascii=False))  # noqa: T201
    except FaultyPdf as faulty:
        return next(code for code, word in _REFUSALS.items() if word == str(faulty))
    except MemoryError:
        return 1
    return 0


def _bound() -> None:
    with suppress(ImportError):  # Windows has no such bounds
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def lines_in(path: Path) -> Iterator[Told]:
    """Yield the lines of a PDF in this very process, one page in memory at a time."""
    with closing(_opened(path)) as document:
        count = len(document)
    if count > MOST_PAGES:
        raise FaultyPdf("long")
    for first in range(0, count, _AT_ONCE):  # what the library keeps of fonts goes with the document
        with closing(_opened(path)) as document:
            for number in range(first, min(first + _AT_ONCE, count)):
                yield from _page(document, number)


def _opened(path: Path) -> Any:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        raise FaultyPdf("locked" if locked else "broken") from error


def _page(document: Any, number: int) -> Iterator[Told]:
    try:
        page = document[number]
    except pypdfium2.PdfiumError as error:
        raise FaultyPdf("broken") from error
    with closing(page):
        width, height = page.get_size()
        view = View(page.get_rotation(), *page.get_cropbox())
        rules = Rules.of_boxes(_shapes(page, view))
        lines = page_lines(pieces_of(_letters(page, view), rules.standing_between()), rules)
    for line in lines:
        left, top, right, bottom = line.box
        box = (left / width, top / height, right / width, bottom / height)
        yield number + 1, line.text, tuple(round(one, 4) for one in box)


class View(NamedTuple):
    """A page as it is seen: how far it is turned, and which part of the paper it is."""

    turned: int
    left: float
    bottom: float
    right: float
    top: float

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return where something is seen that the file has at this place of the paper."""
        if not self.turned:  # nearly every page, and each of its letters
            return Box(left - self.left, self.top - top, right - self.left, self.top - bottom)
        across, up = (left - self.left, right - self.left), (bottom - self.bottom, top - self.bottom)
        width, height = self.right - self.left, self.top - self.bottom
        if self.turned == 90:
            return Box(up[0], across[0], up[1], across[1])
        if self.turned == 180:
            return Box(width - across[1], up[0], width - across[0], up[1])
        return Box(height - up[1], width - across[1], height - up[0], width - across[0])


def _letters(page: Any, view: View) -> list[Piece]:
    with closing(page.get_textpage()) as text:
        count = text.count_chars()
        if count > MOST_LETTERS:
            raise FaultyPdf("full")
        return list(_placed(text.raw, count, view))


def _placed(text: Any, count: int, view: View) -> Iterator[Piece]:
    """Yield letters with the box of their font's line; blanks are those that were drawn and those one sees."""
    rect = raw.FS_RECTF()
    pointer = ctypes.byref(rect)
    letter_at, box_at = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    is_generated = raw.FPDFText_IsGenerated
    for at in range(count):
        code = letter_at(text, at)
        if code == _BLANK and is_generated(text, at):
            code = _SEEN
        box_at(text, at, pointer)
        left, right = rect.left, rect.right
        if code or right > left:  # 0 is a letter of which the file does not say which it is
            yield Piece(_SPECIAL.get(code) or chr(code), view.box(left, rect.bottom, right, rect.top))


def _shapes(page: Any, view: View) -> Iterator[Box]:
    """Yield the boxes of what is drawn along the axes: rules, frames and fields."""
    objects = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=_DEEPEST)
    for count, shape in enumerate(objects):
        if count == MOST_SHAPES:
            return
        if raw.FPDFPath_CountSegments(shape.raw) <= _CORNERS + 1:
            yield view.box(*shape.get_bounds())
        else:
            yield from _strokes(shape, view)


def _strokes(shape: Any, view: View) -> Iterator[Box]:
    """Yield the straight parts of a path of many, each as a thin box: whole grids are drawn in one stroke."""
    matrix = shape.get_matrix()
    before = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(min(raw.FPDFPath_CountSegments(shape.raw), MOST_SHAPES)):
        segment = raw.FPDFPath_GetPathSegment(shape.raw, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        is_line = raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO
        if is_line and before is not None:
            (left, right), (low, high) = (sorted(pair) for pair in zip(before, point, strict=True))
            if right - left < 1 or high - low < 1:
                yield view.box(left, low, right, high)
        before = point


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
