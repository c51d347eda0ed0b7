"""Titles of heads that go on in the next line, where single blanks part all: 計画策定 / 時の値, (R1 / 年度)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reports.reading.documents import Document, Line
from reports.reading.facts import FactRole
from reports.reading.titles import meaning_of
from reports.reading.wording import compact

_WIDE: Final = re.compile(r"[ 　]{2,}|　|\t|[|｜]")
_OPEN: Final = re.compile(r"[(（][^()（）]*")
_CLOSING: Final = re.compile(r"[^()（）]+[)）][A-ZＡ-Ｚ※\d]*")
_SUFFIX: Final = re.compile(
    r"(?:時点?|年度?)の?(?:実績|現状)?値|の?値|時点?|年度|(?:時点?|年度?|値)[(（].*[)）]"
)
_YEAR_APART: Final = re.compile(r"(?<![^\s])((?:令和|平成|[RHＲＨ])[\d０-９元]{1,2}) (年度?)(?![^\s])")
_NUMBER: Final = re.compile(r"元|[\d０-９]{1,2}|[-－―‐–—]")
_ERA: Final = re.compile(r"\s*(?:令和|平成|昭和)\s*")
_YEAR_OF_ERA: Final = re.compile(r"\s*[\d０-９元]{1,2}年度?末?\s*")
_LONGEST: Final = 60
_YEAR_OF_TITLE: Final = re.compile(r"\s*([(（][^()（）]*[\d０-９元][^()（）]*[)）])\s*(?![(（※*])(.*)")
_FEWEST_TITLES: Final = 2


def with_whole_titles(document: Document) -> Document:
    """Return a document in which titles that a line begins and the next one ends stand in the next one, whole.

    They stand where they end: the upper line has only such titles, the lower one as many ends, in the same order.
    """
    lines: list[Line] = []
    for line in document.lines:
        text = _whole(lines[-1].text, line.text) if lines else None
        if text is not None:
            lines[-1] = replace(lines[-1], text="")
        lines.append(line if text is None else replace(line, text=text))
    lines = _with_years_of_titles(lines)
    return replace(document, lines=tuple(lines)) if tuple(lines) != document.lines else document


def _with_years_of_titles(lines: Sequence[Line]) -> list[Line]:
    """Return lines in which cells of a head that were broken before their years are one line again.

    目標値 / (R6) 策定時 / (H25) 直近値 / (R5) 判定: each year belongs to the title that ends the line above it.
    """
    found: list[Line] = []
    begun = 0  # where the head that is being put together begins; as many as its years
    for line in lines:
        found.append(line)
        if len(found) > 1 and _is_year_of(found[-2].text, line.text):
            begun += 1
            continue
        if begun >= _FEWEST_TITLES:
            _put_together(found, len(found) - 2 - begun, len(found) - 1)
        begun = 0
    if begun >= _FEWEST_TITLES:
        _put_together(found, len(found) - 1 - begun, len(found))
    return found


def _is_year_of(upper: str, lower: str) -> bool:
    """Say whether a line begins with the year, in brackets, of the title that ends the line above it."""
    ends = upper.split()[-1:]
    match = _YEAR_OF_TITLE.fullmatch(lower) if ends and _is_loose(upper) and _is_loose(lower) else None
    return bool(match and isinstance(meaning_of(ends[0]), FactRole))


def _put_together(lines: list[Line], first: int, end: int) -> None:
    """Let the last of some lines say what all of them say, a year behind the title it belongs to."""
    parts = [lines[first].text.rstrip()]
    for line in lines[first + 1 : end]:
        match = _YEAR_OF_TITLE.fullmatch(line.text)
        parts.append(f"{match[1]} {match[2]}".rstrip() if match else line.text)
    for at in range(first, end - 1):
        lines[at] = replace(lines[at], text="")
    lines[end - 1] = replace(lines[end - 1], text="".join(parts))


def _whole(upper: str, lower: str) -> str | None:
    """Return the titles of two lines in one, None if the upper one is not gone on with.

    >>> _whole("計画策定 目標", "指標 時の値 実績値 値 評価")
    '指標 計画策定時の値 実績値 目標値 評価'
    >>> _whole("(R1 (R7", "年度) R3年度 R4年度 年度)")
    '(R1年度) R3年度 R4年度 (R7年度)'
    >>> _whole("中間目標", "30 年度") is None
    True
    >>> _whole("平成", "28年")
    '平成28年'
    """
    if _ERA.fullmatch(upper) and _YEAR_OF_ERA.fullmatch(lower):
        return f"{upper.strip()}{lower.strip()}"
    begun, parts = upper.split(), lower.split()
    if not begun or not _is_loose(upper) or not _is_loose(lower):
        return None
    for is_begun, end in ((_is_open, _CLOSING), (_is_title, _SUFFIX)):
        ends = [
            at for at, part in enumerate(parts) if end.fullmatch(compact(part)) and not _is_of_year(parts, at)
        ]
        whole = [f"{one}{parts[at]}" for one, at in zip(begun, ends, strict=False)]
        if len(ends) == len(begun) and len(parts) > 1 and all(map(is_begun, begun, whole)):
            joined = dict(zip(ends, whole, strict=True))
            return _YEAR_APART.sub(r"\1\2", " ".join(joined.get(at, part) for at, part in enumerate(parts)))
    return None


def _is_of_year(parts: Sequence[str], at: int) -> bool:
    """Say whether 年度 belongs to the number, or the dash in place of one, before it."""
    return at > 0 and parts[at] == "年度" and bool(_NUMBER.fullmatch(parts[at - 1]))


def _is_loose(text: str) -> bool:
    return len(text) <= _LONGEST and not _WIDE.search(text.strip())


def _is_open(begun: str, whole: str) -> bool:
    return bool(_OPEN.fullmatch(begun))


def _is_title(begun: str, whole: str) -> bool:
    return isinstance(meaning_of(whole), FactRole)
