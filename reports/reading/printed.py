"""Letters at their places on a printed page, put together to pieces, and pieces to lines."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from reports.reading.wording import without_radicals

_OVERLAP: Final = 0.5  # of the lower of two things that stand on one line
_BLANK: Final = 0.6  # of a letter's height: what is further apart is divided by a blank, whatever was drawn
_SET_APART: Final = 0.35  # of a letter's height, between Japanese letters and others
SEEN_BLANK: Final = "\x1f"  # a blank that nobody drew: the library saw a gap
_ENDS: Final = (
    "\r\n"  # nobody draws them: where letters are drawn one by one the library finds a line behind each
)
_OPENING: Final = "（(「『【［["
_CLOSING: Final = "）)」』】］]、。"
_APART: Final = 1.2  # of a letter's height: what is further apart are two pieces
DIVIDER: Final = " | "


class Box(NamedTuple):
    """Where something stands on a page, in points from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


class Piece(NamedTuple):
    """Letters that are printed beside each other without a gap, and where."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line as it is read, and where it stands."""

    text: str
    box: Box


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that holds all of these; there must be one."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def same_line(one: Box, other: Box) -> bool:
    """Say whether two things stand on one line."""
    _, top, _, bottom = one  # asked of every letter: no calls, no properties
    _, above, _, below = other
    shared = (bottom if bottom < below else below) - (top if top > above else above)
    height, others = bottom - top, below - above
    return shared > _OVERLAP * (height if height < others else others)


def pieces_of(letters: Iterable[Piece], is_ruled_off: Callable[[Box, Box], bool]) -> list[Piece]:
    """Return letters, in the order in which they were drawn, as pieces; blanks only divide.

    `is_ruled_off` says whether a rule stands between two letters: what is in two cells are two pieces.
    """
    found: list[Piece] = []
    held: list[Piece] = []
    blanks = ""
    for letter in letters:
        if not letter.text.strip():
            blanks += letter.text
            continue
        gap = _gap(held[-1].box, letter.box) if held else None
        if held and (gap is None or is_ruled_off(held[-1].box, letter.box)):
            found += _piece(held)
            held = []
        has_blank = bool(held) and gap is not None and _has_blank(held[-1], letter, gap, blanks)
        held.append(Piece(f" {letter.text}", letter.box) if has_blank else letter)
        blanks = ""
    return found + _piece(held)


def _gap(before: Box, letter: Box) -> float | None:
    """Return how far behind another a letter stands, in heights of the higher one; none where it does not follow it."""
    height, others = before.bottom - before.top, letter.bottom - letter.top
    size = height if height > others else others
    gap = letter.left - before.right
    return gap / size if -size < gap < _APART * size and same_line(before, letter) else None


def _has_blank(before: Piece, letter: Piece, gap: float, blanks: str) -> bool:
    """Say whether there is a blank between two letters: one was drawn, or the gap is as wide as one.

    A gap that only the library takes for a blank is none beside ・, to which some fonts give no wider box than its
    dot, and none between Japanese letters and others, which word processors set a little apart.
    """
    if gap > _BLANK or not blanks:
        return gap > _BLANK
    drawn = blanks.strip(_ENDS)
    if not drawn or "・" in (before.text, letter.text):
        return False
    is_set_apart = before.text[-1].isascii() is not letter.text.isascii()
    return drawn.strip(SEEN_BLANK) != "" or not (is_set_apart and gap < _SET_APART)


def _piece(letters: Sequence[Piece]) -> list[Piece]:
    text = without_radicals("".join(one.text for one in letters))
    return [Piece(text, around(one.box for one in letters))] if text else []


def lines_of(pieces: Iterable[Piece]) -> list[PrintedLine]:
    """Return pieces as lines from top to bottom, each read from left to right."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: one.box.middle[1]):
        if lines and same_line(around(one.box for one in lines[-1]), piece.box):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [_line(sorted(one, key=lambda piece: piece.box.left)) for one in lines]


def _line(pieces: Sequence[Piece]) -> PrintedLine:
    return PrintedLine(" ".join(one.text for one in pieces), around(one.box for one in pieces))


def within_cell(pieces: Iterable[Piece]) -> str:
    """Return what stands in a cell on one line: a word that goes on in the next line is put together."""
    text = ""
    for line in lines_of(pieces):
        text += line.text if not text or _goes_on(text, line.text) else f" {line.text}"
    return text.replace("|", "｜")


def _goes_on(text: str, behind: str) -> bool:
    """Say whether a line of a cell goes on in the next without a blank: beside brackets, and where no ASCII is."""
    if behind[0] in _CLOSING or text[-1] in _OPENING:
        return True
    return not (text[-1].isascii() or behind[0].isascii())
