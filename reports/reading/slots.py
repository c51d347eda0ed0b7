"""One place of a grid: whether a title, a year, a figure, figures each behind its label, or words stand in it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Self

from indicators.calculation.units import is_known_unit
from reports.reading.atoms import pieces
from reports.reading.cells import Cell, read_printed
from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.heads import year_only
from reports.reading.joining import whole_titles
from reports.reading.titles import Title, read_title, split_title
from reports.reading.wording import KEPT, compact, tidy
from reports.reading.years import NamedYears, PrintedYear, with_eras

_LABEL: Final = re.compile(
    r"[(\[<【]?(?P<label>(?:目標|計画|実績|基準|現状|現況|見込)(?:値|数)?|(?:達成|進捗)率)[)\]>】]?\s*[:：]?\s*"
    r"(?=[▲△\-－―‐約]?\s*[\d\-－―‐…]|未|集計|なし|中止)"
)
_GAP: Final = re.compile(r"\s{2,}|　|\t")
_BRACKET: Final = re.compile(r"[(（\[［][^()（）]*[)）\]］]")
_NUMBER: Final = re.compile(r"[0-9０-９]{1,3}")
_NUMBERING: Final = re.compile(r"[\d.()（）-]{1,7}|[①-⑳]|[ア-ン]|[(（]?[ⅠⅡⅢⅣⅤ]+[)）]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What one place of a grid holds; `parts` are several figures, each behind its own label.

    Its line is given where the row that it belongs to goes over several.
    """

    text: str
    title: Title | None = None
    year: PrintedYear | None = None
    cell: Cell
    parts: tuple[tuple[FactRole, Cell], ...] = ()
    line: Line | None = None

    def on(self, line: Line | None) -> Self:
        """Return the same place on a line: what several lines say alike is read once."""
        return type(self)(
            text=self.text, title=self.title, year=self.year, cell=self.cell, parts=self.parts, line=line
        )

    @property
    def is_year(self) -> bool:
        return self.year is not None and self.title is None

    @property
    def is_figure(self) -> bool:
        return not (self.title or self.year) and (self.cell.has_figure or bool(self.parts))

    @property
    def is_absent(self) -> bool:
        """Whether it says that there is no figure; an empty place says nothing."""
        return bool(self.text) and not (self.title or self.year) and self.cell.is_absent and not self.parts

    @property
    def is_words(self) -> bool:
        return bool(self.text) and not (self.title or self.year or self.is_figure or self.is_absent)

    @property
    def is_unit(self) -> bool:
        return bool(self.text) and len(self.text) <= 6 and is_known_unit(compact(self.text).strip("()[]"))

    @property
    def is_numbering(self) -> bool:
        return bool(_NUMBERING.fullmatch(compact(self.text)))


@lru_cache(maxsize=KEPT)
def slot(text: str, calendar: NamedYears) -> Slot:
    """Read what stands in one place of a grid."""
    cell = read_printed(text, calendar)
    if title := read_title(text, calendar):
        return Slot(text=text, title=title, year=title.year, cell=cell)
    if year := year_only(text, calendar):
        return Slot(text=text, year=year, cell=cell)
    return Slot(text=text, cell=cell, parts=tuple(_parts(tidy(text), calendar)))


def put_together(cells: Iterable[Slot], join: Callable[[Slot, Slot], Slot | None]) -> Iterator[Slot]:
    """Yield cells, what `join` makes of one and the next in their place, on the line of the first; None parts them."""
    held: Slot | None = None
    for one in cells:
        if held is not None and (joined := join(held, one)) is not None:
            held = replace(joined, line=held.line)
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held


def _parts(words: str, calendar: NamedYears) -> Iterator[tuple[FactRole, Cell]]:
    """Yield the figures of 「目標：20人 実績：18人」 with their roles, if nothing stands before the first label."""
    labels = list(_LABEL.finditer(words))
    if not labels or words[: labels[0].start()].strip():
        return
    ends = [*(match.start() for match in labels[1:]), len(words)]
    for match, end in zip(labels, ends, strict=True):
        title = read_title(match["label"], calendar)
        said = words[match.end() : end].strip(" /／、,・;|")
        cell = read_printed(said, calendar)
        if title is not None and isinstance(title.meaning, FactRole) and cell.is_answer:
            yield title.meaning, cell


def slots_of(line: Line, calendar: NamedYears) -> Iterator[Slot]:
    """Yield the cells of a line: what wide gaps part, else any blank; a bracket belongs to what is before it."""
    return iter(_slots_of(line, calendar))


@lru_cache(maxsize=KEPT)
def _slots_of(line: Line, calendar: NamedYears) -> tuple[Slot, ...]:
    return tuple(_cells(line, calendar))


def _cells(line: Line, calendar: NamedYears) -> Iterator[Slot]:
    wide = [part for part in _GAP.split(line.text.strip()) if part]
    parts = wide if len(wide) > 1 else whole_titles(with_eras(list(pieces(line.text))), calendar)
    held: list[str] = []
    if len(parts) > 1 and _NUMBER.fullmatch(parts[0]) and slot(parts[1], calendar).is_words:
        parts = [f"{parts[0]} {parts[1]}", *parts[2:]]  # 2 林業就業者数
    for part in parts:
        if held and _BRACKET.fullmatch(part) and not _BRACKET.fullmatch(held[-1]):
            held[-1] = f"{held[-1]}{part}"
        else:
            held.append(part)
    for part in held:
        split = split_title(part, calendar) if not slot(part, calendar).parts else None
        for words in (split[0].words, split[1]) if split else (part,):
            yield slot(words, calendar).on(line)


EMPTY: Final = slot("", NamedYears((), ()))
