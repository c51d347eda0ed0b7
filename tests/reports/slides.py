"""PDF files of our own making: landscape slides with texts at their places and tables in boxes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import east_asian_width

SEED_TEXT = Path(__file__).parents[1] / "data" / "kawasaki-4-2-4.txt"
WIDTH, HEIGHT, MARGIN, SIZE = 960, 540, 30, 11
LINE = SIZE * 1.5
Row = Sequence[str]
NAME = "/HeiseiKakuGo-W5"
HALF = "1[500] 2 230 500 231 632 500"  # the letters that are half as wide
SYSTEM = "/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 4>>"
METRICS = "/Flags 4/FontBBox[0 -120 1000 880]/Ascent 880/Descent -120/CapHeight 700/ItalicAngle 0/StemV 80"
FONT = (
    f"<</Type/Font/Subtype/Type0/BaseFont{NAME}/Encoding/UniJIS-UTF16-H/DescendantFonts[4 0 R]>>",
    f"<</Type/Font/Subtype/CIDFontType0/BaseFont{NAME}/DW 1000/W[{HALF}]{SYSTEM}/FontDescriptor 5 0 R>>",
    f"<</Type/FontDescriptor/FontName{NAME}{METRICS}>>",
)


def width_of(text: str) -> float:
    """Return how wide a text is printed, in points."""
    return sum(SIZE if east_asian_width(letter) in "FWA" else SIZE / 2 for letter in text)


@dataclass
class Slide:
    """One page: what was put on it so far, from top to bottom."""

    strokes: list[str] = field(default_factory=list)
    below: float = MARGIN + SIZE

    def text(self, text: str, left: float = MARGIN, top: float | None = None) -> None:
        """Put a line of text, at the next free place where no other is given."""
        at = self.below if top is None else top
        letters = text.replace("\uf06c", "●").encode("utf-16-be").hex()
        self.strokes.append(f"BT /F {SIZE} Tf {left:.1f} {HEIGHT - at:.1f} Td <{letters}> Tj ET")
        self.below = max(self.below, at + LINE)

    def box(self, left: float, top: float, right: float, bottom: float) -> None:
        """Draw the frame of a cell."""
        self.strokes.append(f"{left:.1f} {HEIGHT - bottom:.1f} {right - left:.1f} {bottom - top:.1f} re S")

    def table(self, rows: Sequence[Row], left: float = MARGIN) -> None:
        """Draw a table in boxes; a line break in a cell breaks its line."""
        widths = [
            max(width_of(line) for row in rows for line in row[at].split("\n")) + SIZE
            for at in range(len(rows[0]))
        ]
        top = self.below
        for row in rows:
            height = max(cell.count("\n") + 1 for cell in row) * LINE + SIZE / 2
            x = left
            for cell, width in zip(row, widths, strict=True):
                self.box(x, top, x + width, top + height)
                for number, line in enumerate(cell.split("\n")):
                    self.text(line, x + SIZE / 2, top + SIZE * 1.25 + number * LINE)
                x += width
            top += height
        self.below = top + LINE * 1.5


def pdf_of(slides: Iterable[Slide], page: str = f"/MediaBox[0 0 {WIDTH} {HEIGHT}]") -> bytes:
    """Return slides as a PDF file; `page` says of every page where it lies and how it is turned."""
    pages = list(slides)
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>", *FONT]
    for number, slide in enumerate(pages):
        content = "\n".join(slide.strokes)
        resources = f"/Resources<</Font<</F 3 0 R>>>>/Contents {7 + 2 * number} 0 R"
        objects.append(f"<</Type/Page/Parent 2 0 R{page}{resources}>>")
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    return _file(objects)


def _file(objects: Iterable[str], trailer: str = "") -> bytes:
    body, places = "%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj{one}endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}"
    return f"{body}{head}trailer<</Size {len(places) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{len(body)}\n%%EOF".encode()


def locked_pdf() -> bytes:
    """Return a PDF that wants a password."""
    encryption = f"<</Filter/Standard/V 1/R 2/O<{'41' * 32}>/U<{'42' * 32}>/P -44>>"
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 0/Kids[]>>", encryption]
    return _file(objects, f"/Encrypt 3 0 R/ID[<{'43' * 16}><{'43' * 16}>]")


def seed_pdf(text: str | None = None) -> bytes:
    """Return the seed's presentation as slides: its tables in boxes, all other lines where they follow each other.

    Another text has the same lines with other names and figures.
    """
    lines = (text or SEED_TEXT.read_text(encoding="utf-8")).split("\n")

    def at(*numbers: int) -> str:
        return "\n".join(lines[number - 1].strip() for number in numbers)

    def cells(number: int) -> list[str]:
        return at(number).split()

    aims = [[at(39), at(40), at(44), at(49), at(54)], ["", at(42), at(46, 47), at(51, 52), at(56, 57)]]
    projects = [
        cells(343),
        [at(345, 346, 347), at(349, 350, 352, 353)],
        [at(355, 356, 358, 359), at(361, 362, 363, 364, 366, 367)],
        [at(369, 371, 372), at(374, 375, 376, 377, 378)],
    ]
    (target, *targets), (result, *results) = cells(405), cells(407)
    reached = [["", at(399, 400, 401), *cells(403)], [target, "", *targets], [result, *results]]
    sort, about, explained, both, *years = cells(435)
    others = [["", sort, f"{about} {explained}", both, *years]]
    places = ((437, 438, (440,), 440), (442, 444, (446, 447, 448), 450), (452, 454, (456, 457, 458), 460))
    for first, name, told, last in places:
        number, kind = cells(first)
        title, *aimed = cells(name)
        *_, word, one, other = cells(last)
        explanation = at(*told).removesuffix(f" {word} {one} {other}")
        others += [[number, kind, title, *aimed], ["", "", explanation, word, one, other]]
    boxed = {39: (57, aims), 343: (378, projects), 399: (407, reached), 435: (460, others)}
    return pdf_of(_laid_out(lines, boxed))


def _laid_out(lines: Sequence[str], boxed: Mapping[int, tuple[int, Sequence[Row]]]) -> list[Slide]:
    slides, number = [Slide()], 0
    while number < len(lines):
        number += 1
        text = lines[number - 1].strip()
        if number in boxed:
            last, rows = boxed[number]
            slides.append(Slide())
            slides[-1].table(rows)
            number = last
        elif text:
            if slides[-1].below > HEIGHT - MARGIN or text == "背景":
                slides.append(Slide())
            slides[-1].text(text)
    return slides
