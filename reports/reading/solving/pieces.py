"""A line cut into the texts that stand on it: by signs, by wide gaps, by blanks."""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from unicodedata import east_asian_width

from reports.reading.atoms import pieces
from reports.reading.documents import Line
from reports.reading.joining import whole_titles
from reports.reading.slots import Slot, slot
from reports.reading.solving.kinds import CHANGE, Gap, Kind, is_name, kind_of
from reports.reading.wording import compact, tidy
from reports.reading.years import NamedYears, with_eras

SIGNS: Final = re.compile(r"[|｜\t]")
_WIDE: Final = re.compile(r"(?:\s{2,}|　)\s*")
BRACKET: Final = re.compile(r"[(（\[［〔【][^()（）\[\]［］]*[)）\]］〕】]")
_APART_FROM_YEAR: Final = re.compile(r"(?<=[\d元年度]) (?=末(?:$|[^\w]|目標|実績|現在|時点))")
_LONELY: Final = re.compile(r"(?<!\S)[㐀-鿿々](?:[ 　]+[㐀-鿿々])+(?!\S)")
_APART: Final = re.compile(r"[男女計小中高大全市国県 　]+")  # columns of one letter each
_TRIANGLE: Final = re.compile(r"(?:^|(?<=[\s|｜]))△(?=[\s|｜]|$)")
_PROSE: Final = re.compile(r"。|は、|[がをに、で]、?$")
_HIRAGANA: Final = re.compile(r"[ぁ-ん]")
_LONGEST_WHOLE: Final = 400
_LONGEST_PROSE: Final = 400


def parts_of(
    line: Line, calendar: NamedYears, *, has_marks: bool, begins: bool
) -> Iterator[tuple[str, Gap, float | None]]:
    """Yield the texts of a line with what parts them and where they stand: cells, what wide gaps part, pieces."""
    if SIGNS.search(line.text):
        yield from _cells(line.text, calendar, begins=begins)
        return
    spans = list(_spans(_APART_FROM_YEAR.sub("", _LONELY.sub(_joined, line.text))))
    if len(spans) < 2 and _is_prose(line.text.strip(), calendar):
        yield line.text.strip(), Gap.LINE, None
        return
    for number, (text, column) in enumerate(spans):
        first = Gap.WIDE if number else Gap.LINE
        for at, piece in enumerate(_split_at_marks(text, calendar, has_marks=has_marks)):
            place = column if len(spans) > 1 and not at else None
            yield piece, Gap.BLANK if at else first, place


def _joined(match: re.Match[str]) -> str:
    """Return 計　画 as one word; what is as wide stays where it is."""
    letters = re.sub(r"\s", "", match[0])
    return match[0] if _APART.fullmatch(match[0]) else letters + " " * (_width(match[0]) - _width(letters))


def _is_prose(text: str, calendar: NamedYears) -> bool:
    """Say whether a line is a sentence, or a part of one: one that ends with figures is none."""
    if not 20 <= len(text) <= _LONGEST_PROSE:
        return False
    if slot(text.rsplit(maxsplit=1)[-1], calendar).is_figure:
        return False
    return bool(_PROSE.search(text)) and len(_HIRAGANA.findall(text)) * 6 >= len(text)


def _split_at_marks(text: str, calendar: NamedYears, *, has_marks: bool) -> Iterator[str]:
    """Yield the pieces of a text; where triangles are marks they are no signs of the figures behind them."""
    if not has_marks:
        yield from _split(text, calendar)
        return
    rest = text
    while match := _TRIANGLE.search(rest):
        if before := rest[: match.start()].strip():
            yield from _split(before, calendar)
        yield "△"
        rest = rest[match.end() :].strip()
    if rest:
        yield from _split(rest, calendar)


def _cells(text: str, calendar: NamedYears, *, begins: bool) -> Iterator[tuple[str, Gap, float | None]]:
    cells = [cell.strip() for cell in SIGNS.split(text.strip(" 　\n"))]
    cells = cells[begins and not cells[0] : -1 if text.strip()[-1] in "|｜" else None]
    for at, cell in enumerate(cells):
        for number, piece in enumerate(_split(cell, calendar) if cell else [""]):
            yield piece, Gap.LINE if not at and not number else Gap.BLANK if number else Gap.CELL, float(at)


def _spans(text: str) -> Iterator[tuple[str, float]]:
    """Yield what wide gaps part, each with its middle on the line, in columns of half width."""
    at = 0
    for part in _WIDE.split(text.strip(" 　\n") if not text.strip() else text.rstrip()):
        if not part.strip():
            continue
        at = text.index(part, at)
        begin, width = _width(text[:at]), _width(part)
        yield part.strip(), begin + width / 2
        at += len(part)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)


def _split(text: str, calendar: NamedYears) -> list[str]:
    """Return a text whole where it is one thing, else in its pieces, the words of a name together."""
    whole = slot(text if len(text) <= _LONGEST_WHOLE else "", calendar)
    parts = [part for part in whole_titles(with_eras(list(pieces(text))), calendar) if part]
    kinds = [kind_of(slot(part, calendar)) for part in parts]
    if whole.title or whole.is_year:
        return parts if _are_several(kinds) else [text]
    if whole.is_absent or (_is_one_figure(whole) and not is_name(text)):
        return [text]
    if len(parts) < 2 or (set(kinds) <= {Kind.WORDS, Kind.SENTENCE, Kind.UNIT} and Kind.SENTENCE in kinds):
        return [text]
    return list(_brought_together(parts, kinds))


def _are_several(kinds: Sequence[Kind]) -> bool:
    """Say whether pieces are titles and years of several columns, not one title with its year."""
    titles, years = kinds.count(Kind.TITLE), kinds.count(Kind.YEAR)
    return titles + years == len(kinds) > 1 and (titles > 1 or years > 1)


def _is_one_figure(one: Slot) -> bool:
    return (one.is_figure and len(one.cell.entries) == 1) or len(one.parts) > 1


def _brought_together(parts: Sequence[str], kinds: Sequence[Kind]) -> Iterator[str]:
    """Yield pieces; a bracket belongs to the piece before it."""
    held = ""
    for part, kind in zip(parts, kinds, strict=True):
        is_aside = kind in {Kind.WORDS, Kind.UNIT} and BRACKET.fullmatch(part) and len(tidy(part)) > 3
        if held and is_aside and not CHANGE.fullmatch(compact(part)):
            held = f"{held}{part}"
            continue
        if held:
            yield held
        held = part
    if held:
        yield held
