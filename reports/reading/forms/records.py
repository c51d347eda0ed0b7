"""The records of a form: each a name with the rows of its figures, below a head of its own or one that it shares."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.forms.lines import FormLine, Kind
from reports.reading.slots import Slot
from reports.reading.tables import is_whole_name
from reports.reading.titles import Other
from reports.reading.wording import compact, named, tidy

_BEGINS: Final = re.compile(
    r"^[\[【(（<〈《・●○■◆◇□\s]*"
    r"(?:[^\s\d:]{0,6}(?:指標|KPI|目標|項目|No)[^:\s]{0,2}?[.．]?\s?[\d①-⑳-]{1,5}|[①-⑳]|\(?\d{1,2}[).．]|\d{1,2}(?= ))"
    r"[\]】)）>〉》]?[\s:.．]*"
)
_NUMBERED: Final = re.compile(r"[^\s\d]{0,8}(?:指標|KPI)[\d①-⑳]{1,2}")
_NAME_TITLE: Final = re.compile(
    r"(?:[^\s\d:]{0,8}(?:指標|KPI|数値目標|項目)(?:名称?)?(?:\(KPI\))?)[①-⑳\d]{0,2}"
)
_NO_NAME: Final = re.compile(
    r"[。？?！!]|^[-―=＝*\d\s.／/]+$|^(?:単位|注|※|出典|資料|備考)|https?:|^[(（][^()（）]*[)）]$"
)
_MARKS: Final = re.compile(r"[A-EＡ-ＥＳ◎○△×－-]|[^\s]{0,3}達成|順調.*|.*[□■☑].*")
_BRACKETS: Final = re.compile(r"[(（][^()（）]*[)）]$")
_LONGEST: Final = 80
_TITLED: Final = 2
_MOST_HEAD: Final = 6  # lines


@dataclass(slots=True)
class Record:
    """One indicator: its name, the head above its figures, and their rows."""

    name: str
    line: Line
    head: tuple[FormLine, ...] = ()
    rows: list[FormLine] = field(default_factory=list)
    is_apart: bool = False  # under a head of its own, or below its own name
    group: str = ""  # the words above the head, where several names stand below it
    within: tuple[Line, ...] = ()  # between the head and the first row


@dataclass(slots=True)
class _Walk:
    """Where a walk through the lines of a form is."""

    records: list[Record] = field(default_factory=list)
    pending: list[FormLine] = field(default_factory=list)
    head: list[FormLine] = field(default_factory=list)
    headed_at: int = 0  # how many words stood above the head
    is_fresh: bool = False  # no row has stood under the head yet
    is_open: bool = False  # rows without a name go on with the last record
    group: str = ""

    def take(self, one: FormLine) -> None:
        if one.kind is Kind.WORDS:
            self.pending.append(one)
        elif one.kind is Kind.HEAD:
            self._head(one)
        else:
            self._row(one)

    def _head(self, one: FormLine) -> None:
        goes_on = self.is_fresh and not any(names_in(self.pending[self.headed_at :]))
        if not goes_on or len(self.head) > _MOST_HEAD:
            self.head, self.is_fresh = [], True
        self.head.append(one)
        self.headed_at = len(self.pending)

    def _row(self, row: FormLine) -> None:
        name = _of_cells(row.words)
        if name and self.is_open and not self.is_fresh and not row.is_said and name == self.records[-1].name:
            self.records[-1].rows.append(row)  # that of a target and that of results both bear it
            self.pending = []
            return
        above = list(names_in([*self.pending, *self.head[:1]] if self.is_fresh else self.pending))
        surest = max((one[2] for one in above), default=0)
        begun = [one for one in above if surest and one[2] == surest]
        begun = begun or (above if self.is_fresh or self._is_alike(row) else [])
        if self.is_fresh or begun or name:
            told, line = (
                (name, row.line) if name else (begun[-1][0], begun[-1][1]) if begun else ("", row.line)
            )
            if self.is_fresh:
                self.group = above[-1][0] if above else ""
            self.records.append(
                Record(
                    told,
                    line,
                    () if row.is_said else tuple(self.head),
                    is_apart=self.is_fresh or bool(begun and not name) or row.says_role or _is_numbered(row),
                    group=self.group if (name and not begun) or self.is_fresh else "",
                    within=tuple(one.line for one in self.pending[self.headed_at :]) if self.is_fresh else (),
                )
            )
            self.is_open = True
        elif self.pending and not self._goes_on(row):
            self.is_open = False
        if self.is_open:
            self.records[-1].rows.append(row)
        self.is_fresh = False
        self.pending = []

    def _is_alike(self, row: FormLine) -> bool:
        """Say whether a row without a label has as many figures as the one that the last record began with."""
        first = self.records[-1].rows[0] if self.records and self.records[-1].rows else None
        plain = first is not None and row.label is None and first.label is None and not row.words
        return bool(plain and first and self.head and len(row.values) == len(first.values) > 1)

    def _goes_on(self, row: FormLine) -> bool:
        """Say whether a row behind other words is still of the record: its label has not been there."""
        return row.label is not None and bool(self.records) and row.role not in _roles(self.records[-1])


def _is_numbered(row: FormLine) -> bool:
    """Say whether a row begins with the number of an indicator: 指標1."""
    return bool(row.words) and bool(_NUMBERED.fullmatch(compact(row.words[0].text)))


def _roles(record: Record) -> set[FactRole | None]:
    return {row.role for row in record.rows}


def records_of(lines: Sequence[FormLine]) -> list[Record]:
    """Return the records that the lines of a form make."""
    walk = _Walk()
    for one in lines:
        walk.take(one)
    return _of_lists(walk.records)


def _of_lists(records: Sequence[Record]) -> list[Record]:
    """Return records; those of lists that have one name, a target here and a result there, are one."""
    found: list[Record] = []
    said: dict[str, Record] = {}
    for one in records:
        known = said.get(compact(one.name))
        if not one.rows[0].is_said:
            found.append(one)
        elif known is None or _marks(known) & _marks(one):
            found.append(one)
            said[compact(one.name)] = one
        else:
            known.rows += one.rows
    return found


def _marks(record: Record) -> set[tuple[FactRole | None, int | None]]:
    return {
        (row.role, year.year if year else None)
        for row in record.rows
        for year in (row.label.year if row.label else None,)
    }


def names_in(lines: Sequence[FormLine]) -> Iterator[tuple[str, Line, int]]:
    """Yield the words of some lines that can be names, and how far they say so: by a number, or behind 指標名."""
    labelled = False
    for one in lines:
        cells = [each for each in one.words if each.text]
        if not cells:
            continue
        is_titled = _is_name_title(cells[0])
        if is_titled and len(cells) == 1:
            labelled = True
            continue
        if name := _of_cells(cells[1:2] if is_titled else cells):
            words = tidy(one.line.text)
            is_marked = bool(_BEGINS.match(words)) or is_whole_name(name)
            yield name, one.line, _TITLED if is_titled else int(labelled or is_marked)
        labelled = False


def _is_name_title(one: Slot) -> bool:
    return bool(_NAME_TITLE.fullmatch(compact(one.text).strip("【】[]()（）・:：")))


def _of_cells(cells: Sequence[Slot]) -> str:
    """Return the name that cells say: the last words before a title, without number and unit; else nothing."""
    words: list[str] = []
    for one in cells:
        if one.title is not None and words:
            break
        if (
            one.title is not None
            and isinstance(one.title.meaning, Other)
            and one.title.meaning is not Other.NAME
        ):
            return ""
        if one.title is not None or one.is_unit or one.is_numbering or not one.is_words:
            continue
        words.append(one.text)
    words = [one for one in words if not (_MARKS.fullmatch(compact(one)) or tidy(one).startswith(("※", "*")))]
    if not words:
        return ""
    name = named(_BEGINS.sub("", tidy(words[-1])) or tidy(words[-1]))
    return (
        ""
        if _NO_NAME.search(_BRACKETS.sub("", name) or name) or len(name) > _LONGEST or len(name) < 2
        else name
    )
