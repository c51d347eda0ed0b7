"""A document as one stream of atoms: what stands there, and what parts it from the atom before."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from indicators.calculation.units import is_known_unit
from reports.reading.documents import Document, Line
from reports.reading.slots import Slot, slot
from reports.reading.solving.kinds import CHANGE, COMPARED, Gap, Kind, kind_of
from reports.reading.solving.pieces import BRACKET, SIGNS, parts_of
from reports.reading.wording import compact
from reports.reading.years import NamedYears

_RULE: Final = re.compile(r"[\s|｜:：+＋=_\u2500-\u257f―-]{4,}|[\s|｜+＋:-]*[-―─]{3,}[\s|｜+＋:―─-]*")
_APART: Final = re.compile(r".参考.")  # begins another title
_FRAMES: Final = re.compile(r"[\u2500-\u257f]+")  # drawn by letters
_ASIDE: Final = re.compile(r"[-－―‐–]\s*\d{1,3}\s*[-－―‐–]|[※*＊注].*|[(（]注.*|(?:出典|資料|備考)\s*[:：].*")
_FORMULA: Final = re.compile(r"[①-⑳A-Ea-e](?:[-－/÷×x*・=][①-⑳A-Ea-e])+|[①-⑳]|[(（][A-Ea-e①-⑳][)）]")
_OTHER_MARKS: Final = re.compile(r"(?:^|[\s|｜])[◎○×](?:[\s|｜]|$)|◎.*△", re.MULTILINE)
_FEWEST_UNITS: Final = 3
_LONGEST_UNIT: Final = 4
_BOUND: Final = re.compile(r"(?P<unit>[^\d\s]{0,6})(?:以上|以下|未満|程度)")
_LONGEST_REST: Final = 3


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
    lines = [replace(line, text=_FRAMES.sub("|", line.text).rstrip()) for line in document.lines]
    divided = [line.text.strip() for line in lines if SIGNS.search(line.text)]
    begins = sum(text.startswith(("|", "｜")) for text in divided) * 2 > len(divided)
    for line in lines:
        words = line.text.strip()
        if line.number in taken or not words or _RULE.fullmatch(words) or _ASIDE.fullmatch(words):
            continue
        parts = list(parts_of(line, calendar, has_marks=has_marks, begins=begins))
        for text, gap, column in parts:
            last = found[-1] if found else None
            is_alone = len(parts) == 1
            joined = last and (
                _with_bracket(last, text, gap, calendar, is_alone=is_alone)
                or (_with_rest(last, text, gap, calendar) if is_alone else None)
            )
            if joined:
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
        bound = _BOUND.fullmatch(one.text) if one.gap is Gap.BLANK else None  # 100 百万円以下
        is_bound = bound is not None and (not bound["unit"] or is_known_unit(bound["unit"]))
        is_unit = is_bound or (_may_be_unit(one) and behind[one.text] >= _FEWEST_UNITS)
        if held is not None and held.kind is Kind.FIGURE and is_unit:
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
    one = slot(text, calendar).on(line)
    return Atom(kind_of(one), one, line, gap, column, bool(SIGNS.search(line.text)))


def _with_rest(last: Atom, text: str, gap: Gap, calendar: NamedYears) -> Atom | None:
    """Return a title with the few letters alone in the next line that are its rest: 基準年 / 度比."""
    if last.kind is not Kind.TITLE or gap is not Gap.LINE or not 0 < len(text) <= _LONGEST_REST:
        return None
    if kind_of(slot(text, calendar)) is not Kind.WORDS or COMPARED.search(compact(last.text)):
        return None
    joined = _atom(f"{last.text}{text}", last.line, last.gap, last.column, calendar)
    return joined if joined.kind is Kind.TITLE or COMPARED.search(compact(joined.text)) else None


def _with_bracket(last: Atom, text: str, gap: Gap, calendar: NamedYears, *, is_alone: bool) -> Atom | None:
    """Return an atom with the bracket behind it, where that says more of a title, a year or a figure.

    In the next line only a bracket that is alone there belongs to it: several are the second line of a head.
    """
    if (
        not text
        or not BRACKET.fullmatch(text)
        or _APART.fullmatch(text)
        or last.text.endswith((")", "）"))
        or (last.kind is Kind.YEAR and CHANGE.fullmatch(compact(text)))
        or gap is Gap.CELL
        or (gap is Gap.LINE and text.startswith("【"))  # a heading of the rows below it
    ):
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
