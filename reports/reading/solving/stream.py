"""A document as one stream of atoms: what stands there, and what parts it from the atom before."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from itertools import pairwise
from typing import Final
from unicodedata import east_asian_width

from reports.reading.atoms import is_mark, pieces
from reports.reading.documents import Document, Line
from reports.reading.joining import whole_titles
from reports.reading.slots import Slot, slot
from reports.reading.wording import compact, tidy
from reports.reading.years import NamedYears, with_eras

_SIGNS: Final = re.compile(r"[|｜\t]")
_RULE: Final = re.compile(r"[\s|｜:：+＋=_\u2500-\u257f―-]+")
_FRAMES: Final = re.compile(r"[\u2500-\u257f]+")
_WIDE: Final = re.compile(r"(?:\s{2,}|　)\s*")
_ASIDE: Final = re.compile(r"[-－―‐–]\s*\d{1,3}\s*[-－―‐–]|[※*＊注].*|[(（]注.*|(?:出典|資料|備考)\s*[:：].*")
_NOTE: Final = re.compile(r"[※*＊][^%％\d].*|[(（]?注\d*[)）]?.*|[(（]※.*")
_BRACKET: Final = re.compile(r"[(（\[［〔【][^()（）\[\]［］]*[)）\]］〕】]")
_SENTENCE: Final = re.compile(r"。|(?:ます|ました|である)$")
_LONGEST_NAME: Final = 70
_STARS: Final = re.compile(r"[☆★◎○●△▲▼×]{1,5}(?:[(（][^()（）]{1,8}[)）])?")
_APART_FROM_YEAR: Final = re.compile(r"(?<=[\d元年度]) (?=末(?:$|[^\w]|目標|実績|現在|時点))")
_FORMULA: Final = re.compile(r"[①-⑳A-Ea-e](?:[-－/÷×x*・=][①-⑳A-Ea-e])+|[①-⑳]|[(（][A-Ea-e①-⑳][)）]")
_ABSENT: Final = re.compile(r"(?:開催|調査|事業|大会)?(?:中止|休止|未実施|未調査|実施なし|調査なし)")
_LONELY: Final = re.compile(r"(?<!\S)[㐀-鿿々](?:[ 　]+[㐀-鿿々])+(?!\S)")
_APART: Final = re.compile(r"[男女計小中高大全市国県 　]+")  # columns of one letter each
_BEGINS_WITH_WORDS: Final = re.compile(
    r"(?!約|概ね|おおむね|およそ|ほぼ|延べ?|累計|計|合計|年間|毎年|マイナス|平均|全|目標|実績|見込|推計|速報|暫定|概算)[㐀-鿿々ぁ-んァ-ヶ]"
)
_ENDS_AS_WORDS: Final = re.compile(r"[計別分]$|歳代?(?:以上|未満|以下)?$|年生$|年間$")
_TRIANGLE: Final = re.compile(r"(?:^|(?<=[\s|｜]))△(?=[\s|｜]|$)")
_OTHER_MARKS: Final = re.compile(r"(?:^|[\s|｜])[◎○×](?:[\s|｜]|$)|◎.*△", re.MULTILINE)
_PROSE: Final = re.compile(r"。|は、|[がをに、で]、?$")
_HIRAGANA: Final = re.compile(r"[ぁ-ん]")
_LONGEST_PROSE: Final = 400
_FEWEST_UNITS: Final = 3
_LONGEST_UNIT: Final = 4
_JUDGED: Final = re.compile(
    r"(?:未|概ね|おおむね|ほぼ|やや|大きく)?(?:達成|順調|遅れ(?:ている)?|改善(?:傾向)?|悪化(?:傾向)?|横ばい|変化なし|未達)(?:済み?)?"
)


class Kind(StrEnum):
    """What an atom is; its letter stands for it in the pattern of a record."""

    FIGURE = "F"
    ABSENT = "-"
    MARK = "M"
    YEAR = "Y"
    EMPTY = "E"
    TITLE = "t"
    UNIT = "u"
    WORDS = "w"
    SENTENCE = "s"


class Gap(IntEnum):
    """What parts an atom from the one before it."""

    BLANK = 1
    WIDE = 2
    CELL = 3
    LINE = 4


@dataclass(frozen=True, slots=True)
class Atom:
    """One piece of a document: how it was read, what stands before it, where on its line it stands."""

    kind: Kind
    slot: Slot
    line: Line
    gap: Gap
    column: float | None = None
    is_divided: bool = False

    @property
    def text(self) -> str:
        return self.slot.text

    @property
    def is_answer(self) -> bool:
        return self.kind in {Kind.FIGURE, Kind.ABSENT, Kind.MARK}


def atoms_of(document: Document, taken: set[int], calendar: NamedYears) -> list[Atom]:
    """Return the atoms of the lines that are not dealt with yet."""
    found: list[Atom] = []
    has_marks = bool(_OTHER_MARKS.search(document.text()))
    divided = [_FRAMES.sub("|", line.text).strip() for line in document.lines if _SIGNS.search(_FRAMES.sub("|", line.text))]
    begins = sum(text.startswith(("|", "｜")) for text in divided) * 2 > len(divided)
    for line in document.lines:
        words = _FRAMES.sub("|", line.text).strip()
        if words != line.text.strip():
            line = replace(line, text=words)
        if line.number in taken or not words or _RULE.fullmatch(words) or _ASIDE.fullmatch(words):
            continue
        parts = list(_parts(line, calendar, has_marks=has_marks, begins=begins))
        for text, gap, column in parts:
            joined = (
                _with_bracket(found[-1], text, gap, calendar, is_alone=len(parts) == 1) if found else None
            )
            if joined is not None:
                found[-1] = joined
            elif not _FORMULA.fullmatch(compact(text)) or gap is Gap.CELL:
                found.append(_atom(text, line, gap, column, calendar))
    return list(_with_units(found, calendar))


def _with_units(atoms: Sequence[Atom], calendar: NamedYears) -> Iterator[Atom]:
    """Yield atoms, figures with the short word behind them that stands behind figures again and again."""
    behind = Counter(
        one.text for before, one in pairwise(atoms) if before.kind is Kind.FIGURE and _may_be_unit(one)
    )
    held: Atom | None = None
    for one in atoms:
        if held is not None and held.kind is Kind.FIGURE and _may_be_unit(one) and behind[one.text] >= _FEWEST_UNITS:
            held = _atom(f"{held.text}{one.text}", held.line, held.gap, held.column, calendar)
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held


def _may_be_unit(one: Atom) -> bool:
    return one.kind is Kind.WORDS and one.gap is Gap.BLANK and len(one.text) <= _LONGEST_UNIT


def _atom(text: str, line: Line, gap: Gap, column: float | None, calendar: NamedYears) -> Atom:
    one = replace(slot(text, calendar), line=line)
    return Atom(_kind(one), one, line, gap, column, bool(_SIGNS.search(line.text)))


def _kind(one: Slot) -> Kind:
    if not one.text:
        return Kind.EMPTY
    if is_mark(one.text.rstrip("※*")) or _STARS.fullmatch(one.text) or _JUDGED.fullmatch(compact(one.text)):
        return Kind.MARK
    if _SENTENCE.search(one.text) or len(one.parts) > 1 or len(one.text) > _LONGEST_NAME:
        return Kind.SENTENCE
    if _ABSENT.fullmatch(compact(one.text)):
        return Kind.ABSENT
    if one.title is not None:
        return Kind.TITLE
    if one.is_year:
        return Kind.YEAR
    if one.is_figure:
        return Kind.WORDS if _is_name(one.text) else Kind.FIGURE
    if one.is_absent:
        return Kind.ABSENT
    return Kind.UNIT if one.is_unit else Kind.WORDS


def _is_name(text: str) -> bool:
    """Say whether figures stand in words: 小学5年生, 20～60歳代."""
    words = compact(text)
    return bool(_BEGINS_WITH_WORDS.match(words)) or bool(_ENDS_AS_WORDS.search(words))


def _with_bracket(last: Atom, text: str, gap: Gap, calendar: NamedYears, *, is_alone: bool) -> Atom | None:
    """Return an atom with the bracket behind it, where that says more of a title, a year or a figure.

    In the next line only a bracket that is alone there belongs to it: several are the second line of a head.
    """
    if not text or not _BRACKET.fullmatch(text) or last.text.endswith((")", "）")) or gap is Gap.CELL:
        return None
    if last.kind is Kind.ABSENT:
        return last if gap is not Gap.LINE else None
    if last.kind not in {Kind.TITLE, Kind.YEAR, Kind.FIGURE} or (gap is Gap.LINE and not is_alone):
        return None
    if last.kind is Kind.FIGURE and gap is Gap.LINE and not slot(text, calendar).is_year:
        return None
    joined = _atom(f"{last.text}{text}", last.line, last.gap, last.column, calendar)
    turned = last.kind is Kind.YEAR and joined.kind is Kind.TITLE
    return joined if joined.kind is last.kind or turned else None


def _parts(
    line: Line, calendar: NamedYears, *, has_marks: bool, begins: bool
) -> Iterator[tuple[str, Gap, float | None]]:
    """Yield the texts of a line with what parts them and where they stand: cells, what wide gaps part, pieces."""
    if _SIGNS.search(line.text):
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
    if slot(text.split()[-1], calendar).is_figure:
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
    cells = [cell.strip() for cell in _SIGNS.split(text.strip(" 　\n"))]
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
    whole = slot(text, calendar)
    parts = [part for part in whole_titles(with_eras(list(pieces(text))), calendar) if part]
    kinds = [_kind(slot(part, calendar)) for part in parts]
    if whole.title or whole.is_year:
        return parts if _are_several(kinds) else [text]
    if whole.is_absent or (_is_one_figure(whole) and not _is_name(text)):
        return [text]
    if len(parts) < 2 or set(kinds) <= {Kind.WORDS, Kind.SENTENCE, Kind.UNIT} and Kind.SENTENCE in kinds:
        return [text]
    return list(_brought_together(parts, kinds))


def _are_several(kinds: Sequence[Kind]) -> bool:
    """Say whether pieces are titles and years of several columns, not one title with its year."""
    titles, years = kinds.count(Kind.TITLE), kinds.count(Kind.YEAR)
    return titles + years == len(kinds) > 1 and (titles > 1 or years > 1)


def _is_one_figure(one: Slot) -> bool:
    return one.is_figure and len(one.cell.entries) == 1 or len(one.parts) > 1


def _brought_together(parts: Sequence[str], kinds: Sequence[Kind]) -> Iterator[str]:
    """Yield pieces; a bracket belongs to the piece before it."""
    held = ""
    for part, kind in zip(parts, kinds, strict=True):
        if held and kind in {Kind.WORDS, Kind.UNIT} and _BRACKET.fullmatch(part) and len(tidy(part)) > 3:
            held = f"{held}{part}"
            continue
        if held:
            yield held
        held = part
    if held:
        yield held
