"""A running text cut into what tables are made of: titles, years, figures, marks and words, in reading order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from typing import Final

from indicators.calculation.units import is_known_unit
from reports.reading.cells import Cell, read_printed
from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.figures import is_unit
from reports.reading.heads import year_only
from reports.reading.joining import whole_titles
from reports.reading.titles import Other, Title, read_title, split_title
from reports.reading.wording import tidy
from reports.reading.years import NamedYears, PrintedYear

_MARK: Final = re.compile(r"[◎○△×●□■☆★〇]|[A-ESＡ-Ｅ](?:[-+]\d?|\*)?|[a-e]|皆増|皆減")
_FOOTNOTE: Final = re.compile(r"[※*]\d{0,2}|注\d*|\(注\d*\)|\(※[^()]*\)|【参考】.*|[・•>＞]")
_FOOTNOTE_SPACES: Final = re.compile(r"([※*]) (?=\d{1,2}(?:$|[\s:]))")
_BRACKETED: Final = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_MOST_PIECES: Final = 8
_SENTENCE: Final = re.compile(r"。|(?:ます|ました|である|した|する|こと)$")
_GLUED: Final = tuple(
    re.compile(rf"[▲△-]?(?:[1-9]\d{{0,2}}(?:,\d{{3}})+|[1-9]\d*|0)\.\d{{{count}}}") for count in (1, 2)
)
_LONGEST_GLUED: Final = 200  # letters: of a longer run of digits each beginning would be tried to its end
_NUMBER_OF_ROW: Final = re.compile(r"\d{1,3}")


class Kind(StrEnum):
    """What a piece of a line is."""

    TITLE = auto()
    YEAR = auto()
    VALUE = auto()
    MARK = auto()
    UNIT = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """One piece: its kind, its words, the line it stands on, and what was read from it."""

    kind: Kind
    words: str
    line: Line
    begins_line: bool = False
    title: Title | None = None
    year: PrintedYear | None = None
    cell: Cell | None = None
    is_name: bool = False
    unit: str = ""

    @property
    def is_sentence(self) -> bool:
        return self.kind is Kind.TEXT and bool(_SENTENCE.search(self.words))


def atoms_of(lines: Sequence[Line], calendar: NamedYears) -> list[Atom]:
    """Return the pieces of some lines; a year or note in brackets belongs to the piece before it."""
    found: list[Atom] = []
    for line in lines:
        for position, piece in enumerate(whole_titles(list(pieces(line.text)), calendar)):
            if piece in {"※", "*"} and found and found[-1].kind is Kind.VALUE:
                found.append(
                    Atom(kind=Kind.VALUE, words=piece, line=line, cell=Cell(text=piece, is_absent=True))
                )
                continue  # explained below the table why there is none
            if _FOOTNOTE.fullmatch(piece):
                continue
            if (
                _BRACKETED.fullmatch(piece)
                and found
                and (joined := _with_bracket(found[-1], piece, calendar))
            ):
                found[-1] = joined
                continue
            found += _read(piece, line, calendar, begins_line=position == 0)
    return _with_series(_with_labelled_names(_without_row_numbers(found)), calendar)


def is_mark(text: str) -> bool:
    """Say whether a text is a mark of an evaluation: A, ◎, ○."""
    return bool(_MARK.fullmatch(tidy(text)))


def pieces(text: str) -> Iterator[str]:
    """Yield the parts of a line that blanks divide; a bracket is never divided."""
    held: list[str] = []
    for piece in _FOOTNOTE_SPACES.sub(r"\1", tidy(text)).split(" "):
        held.append(piece)
        whole = " ".join(held)
        if len(held) == 1 and (glued := glued_figures(piece)):
            yield from glued
            held = []
            continue
        if whole.count("(") <= whole.count(")") or len(held) > _MOST_PIECES:
            yield from ([whole] if len(held) <= _MOST_PIECES else held)
            held = []
    yield from held


def glued_figures(piece: str) -> list[str]:
    """Return figures that are glued to each other, if their decimals, as many in all, say where each ends.

    >>> glued_figures("106.198.5▲3.0")
    ['106.1', '98.5', '▲3.0']
    >>> glued_figures("12.34.56")
    []
    """
    for cut in _GLUED if len(piece) <= _LONGEST_GLUED else ():
        parts = cut.findall(piece)
        if len(parts) > 1 and "".join(parts) == piece:
            return parts
    return []


def _with_bracket(last: Atom, piece: str, calendar: NamedYears) -> Atom | None:
    """Return the piece before with a bracket behind it, if the bracket says more of it."""
    if last.kind is Kind.TEXT or last.kind is Kind.MARK:
        return None
    joined = next(iter(_read(last.words + piece, last.line, calendar, begins_line=last.begins_line)))
    turned = last.kind is Kind.YEAR and joined.kind is Kind.TITLE  # 平成25年度 / （基準年度）
    return joined if joined.kind is last.kind or turned else None


def _read(piece: str, line: Line, calendar: NamedYears, *, begins_line: bool) -> Iterator[Atom]:
    def atom(kind: Kind, **more: object) -> Atom:
        return Atom(kind=kind, words=piece, line=line, begins_line=begins_line, **more)  # type: ignore[arg-type]

    if not piece:
        return
    if title := read_title(piece, calendar):
        yield atom(Kind.TITLE, title=title, year=title.year)
    elif year := year_only(piece, calendar):
        yield atom(Kind.YEAR, year=year)
    elif _MARK.fullmatch(piece):
        yield atom(Kind.MARK)
    elif split := split_title(piece, calendar):
        title, rest = split
        yield Atom(
            kind=Kind.TITLE,
            words=title.words,
            line=line,
            begins_line=begins_line,
            title=title,
            year=title.year,
        )
        yield from _read(rest, line, calendar, begins_line=False)
    elif (cell := read_printed(piece, calendar)).is_answer:
        yield atom(Kind.VALUE, cell=cell)
    elif (is_unit(piece) and len(piece) <= 4 and not piece.isalpha()) or piece in {
        "人",
        "件",
        "回",
        "％",
        "%",
        "千円",
    }:
        yield atom(Kind.UNIT)
    else:
        yield atom(Kind.TEXT, cell=cell)


def _without_row_numbers(atoms: Sequence[Atom]) -> list[Atom]:
    """Leave out a small number at the beginning of a line that words follow: it numbers the row."""
    found: list[Atom] = []
    for position, atom in enumerate(atoms):
        following = atoms[position + 1] if position + 1 < len(atoms) else None
        numbers = (
            atom.kind is Kind.VALUE
            and atom.begins_line
            and _NUMBER_OF_ROW.fullmatch(atom.words)
            and following is not None
            and (
                following.kind is Kind.TEXT
                or (following.title is not None and following.title.meaning is Other.NAME)
            )
            and following.line is atom.line
        )
        if not numbers:
            found.append(atom)
    return found


def _with_labelled_names(atoms: Sequence[Atom]) -> list[Atom]:
    """Take what stands behind 指標名 and 単位 as name and unit of one indicator, and leave out what 説明 explains."""
    found: list[Atom] = []
    position = 0
    while position < len(atoms):
        atom = atoms[position]
        following = atoms[position + 1] if position + 1 < len(atoms) else None
        meaning = atom.title.meaning if atom.title else None
        if meaning is Other.UNIT and following is not None and is_known_unit(following.words.strip("()")):
            if found and found[-1].kind is Kind.TEXT:
                found[-1] = replace(found[-1], is_name=True, unit=following.words.strip("()"))
            position += 2
        elif (
            meaning in {Other.NAME, Other.TEXT}
            and following is not None
            and _is_said_of(atom, atoms[position + 1 :])
        ):
            if meaning is Other.NAME:
                found.append(replace(following, is_name=True, title=atom.title))
            position += 2
        else:
            found.append(atom)
            position += 1
    return found


def _is_said_of(title: Atom, behind: Sequence[Atom]) -> bool:
    """Say whether words stand behind a title that begins its line, and nothing else but a unit."""
    same = [atom for atom in behind[:6] if atom.line is title.line]
    said = bool(same) and same[0].kind is Kind.TEXT and title.begins_line
    return said and all(one.title is not None and one.title.meaning is Other.UNIT for one in same[1:2])


def _with_series(atoms: Sequence[Atom], calendar: NamedYears) -> list[Atom]:
    """Join 小:91％ and 中:73％ to one cell: figures with different labels that stand side by side."""
    found: list[Atom] = []
    for atom in atoms:
        last = found[-1] if found else None
        if last is not None and _labels(last) and _labels(atom) and not (_labels(last) & _labels(atom)):
            words = f"{last.words} {atom.words}"
            cell = read_printed(words, calendar)
            if len(cell.entries) == len(_labels(last)) + 1:
                found[-1] = Atom(
                    kind=Kind.VALUE, words=words, line=last.line, begins_line=last.begins_line, cell=cell
                )
                continue
        found.append(atom)
    return found


def _labels(atom: Atom) -> set[str]:
    if atom.kind is not Kind.VALUE or atom.cell is None:
        return set()
    return {entry.label for entry in atom.cell.entries if entry.label}


def is_value_title(atom: Atom) -> bool:
    """Say whether a title heads figures of an indicator."""
    return atom.kind is Kind.TITLE and atom.title is not None and isinstance(atom.title.meaning, FactRole)
