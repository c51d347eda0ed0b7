"""Rows under a head as objects of one indicator each, also where rows are years and columns are what is counted."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Final

from reports.reading.along_years import is_year
from reports.reading.delimited import (
    WORDS,
    Cells,
    Table,
    has_figures,
    is_value,
    key_of,
    levels_of,
    role_in,
    role_of,
    year_words,
)
from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.figures import is_unit
from reports.reading.keys import UNIT, asks_year, name_key, plain_key, role_of_key, year_in_key
from reports.reading.tables import is_whole_name
from reports.reading.titles import Other, meaning_of, read_title
from reports.reading.wording import named, tidy
from reports.reading.years import NamedYears, years_in

Told = tuple[dict[str, str], Callable[[str, object], Line]]

_NO_CALENDAR: Final = NamedYears((), ())
_REFERENCE: Final = re.compile(r"(?:id|no\.?|code|番号|コード|記号)$", re.IGNORECASE)
_INDICATOR: Final = re.compile(r"指標|kpi|indicator|metric|項目", re.IGNORECASE)
_PART: Final = re.compile(r"内訳|性別|男女|対象|学年|地区|校種|種別|細目|区分")
_LEGEND: Final = re.compile(
    r"(?<![A-Za-z0-9])(?P<code>[A-Za-z0-9]{1,3}|[○◎●△■□★])\s*[=:]\s*(?P<words>[^\s,、;/=]+)"
)
_ROLE_BEHIND: Final = re.compile(
    r"(?P<name>.+?)[\s_・:：/／（(\[【]+(?P<role>[^\s_・:：/／（()）\[\]【】]+)[)）\]】]?"
)
_ROLE_BEFORE: Final = re.compile(
    r"[（(\[【]?(?P<role>[^\s_・:：/／（()）\[\]【】]+)[)）\]】\s_・:：/／]+(?P<name>.+)"
)
_NO_FIGURES: Final = {Other.TEXT, Other.NAME, Other.IGNORED, Other.MARK}
_FEWEST: Final = 2


def legend_in(lines: Sequence[Line]) -> dict[str, str]:
    """Return the roles that a line says for its codes: 区分：K=基準、M=目標、J=実績."""
    for line in lines:
        codes = {match["code"]: match["words"] for match in _LEGEND.finditer(tidy(line.text))}
        roles = {code: role for code, words in codes.items() if (role := role_of(words))}
        if len(roles) >= _FEWEST:
            return {code: WORDS[role] for code, role in roles.items() if role in WORDS}
    return {}


@dataclass(slots=True)
class Columns:
    """The columns of a table: the titles above each, its key, and the cells below."""

    table: Table
    legend: Mapping[str, str]
    calendar: NamedYears
    levels: list[Cells] = field(init=False)
    keys: list[str] = field(init=False)
    cells: list[Cells] = field(init=False)

    def __post_init__(self) -> None:
        self.levels = levels_of(self.table.heads)
        keys = [key_of(one) for one in self.levels]
        again = {key for key, count in Counter(keys).items() if count > 1}
        self.keys = [
            "".join(levels) if key in again else key for key, levels in zip(keys, self.levels, strict=True)
        ]
        self.cells = self._columns()
        for at, cells in enumerate(self.cells):
            if _all(cells, is_year) and f"{self.keys[at]}の値" in self.keys:
                self.keys[at] += "年度"

    def _columns(self) -> list[Cells]:
        """Return the cells below each title, with the words of codes that a line explains."""
        width = self.table.width
        rows = [(*row.cells, *[""] * (width - len(row.cells))) for row in self.table.rows]
        columns = [tuple(row[at].strip() for row in rows) for at in range(width)]
        return [
            tuple(self.legend.get(cell, "") for cell in column)
            if _all(column, lambda cell: cell in self.legend)
            else column
            for column in columns
        ]

    def name(self) -> int | None:
        """Return the column of names: of those with such a title that which tells most rows apart, else by content."""
        titled = [at for at, key in enumerate(self.keys) if self._is_titled_name(at, key)]
        if not titled:
            titled = [at for at in range(len(self.keys)) if self._holds_names(at)]
            titled = titled if len(titled) == 1 else []
        return max(titled, key=self._rank, default=None)

    def _rank(self, at: int) -> tuple[bool, int, int]:
        key = self.keys[at]
        is_said = bool(_INDICATOR.search(key)) or name_key({key: ""}) is not None
        return (is_said, len(set(self.cells[at])), -at)

    def _is_titled_name(self, at: int, key: str) -> bool:
        if _REFERENCE.search(tidy(key)) or role_in(self.levels[at]) or asks_year(key):
            return False
        is_name = meaning_of(key) is Other.NAME or name_key({key: ""}) is not None
        return is_name and not self.is_of_rows(at) and not _all(self.cells[at], self._is_value)

    def _is_value(self, cell: str) -> bool:
        return is_value(cell, self.calendar)

    def _holds_names(self, at: int) -> bool:
        cells = [one for one in self.cells[at] if one]
        are_words = cells and not any(self._is_value(one) or is_year(one) or role_of(one) for one in cells)
        return bool(are_words) and sum(is_whole_name(one) for one in cells) * 2 >= len(cells)

    def is_of_rows(self, at: int) -> bool:
        """Say whether a column says the year or the role of each row."""
        return _all(self.cells[at], lambda cell: bool(_year_of(cell)) or role_of(cell) is not None) and not (
            _all(self.cells[at], self._is_value)
        )

    def unit(self) -> int | None:
        """Return the column of units."""
        return next((at for at, key in enumerate(self.keys) if UNIT.search(plain_key(key))), None)

    def say_roles(self) -> bool:
        """Say whether a title, or all cells of a column, say what figures are."""
        titled = any(role_of_key(key, dict.fromkeys(self.keys, "")) for key in self.keys)
        return titled or any(_all(cells, _says_role) for cells in self.cells)

    def are_understood(self, name: int) -> bool:
        """Say whether nothing shows that the titles mean more than is known, or that names stand elsewhere."""
        for at in self.figures():
            key = self.keys[at]
            title = read_title(key, _NO_CALENDAR)
            has_role = role_of_key(key, {}) or (title and title.is_value)
            if year_in_key(key) and not (is_year(key) or has_role):
                return False
        begun = [at for at, cell in enumerate(self.cells[name]) if cell]
        if len(begun) == len(self.cells[name]):
            return True
        labels = [at for at in range(len(self.keys)) if at != name and self._labels_rows(at)]
        firsts = {self.cells[at][row] for at in labels[:1] for row in begun}
        return bool(begun) and begun[0] == 0 and len(firsts) == 1

    def _labels_rows(self, at: int) -> bool:
        return self.is_of_rows(at) or _all(self.cells[at], _says_role)

    def figures(self) -> list[int]:
        """Return the columns in which figures stand."""
        return [at for at, column in enumerate(self.cells) if any(map(self._is_value, column))]


def _says_role(cell: str) -> bool:
    return role_of(cell) is not None or role_of_key(cell, {}) is not None


def _all(cells: Cells, test: Callable[[str], bool]) -> bool:
    told = [one for one in cells if one]
    return bool(told) and all(map(test, told))


def objects_of(table: Table, legend: Mapping[str, str], calendar: NamedYears) -> list[Told]:
    """Return what a table says as objects, each with where its values stand; none where no column has the names."""
    columns = Columns(table, legend, calendar)
    name = columns.name()
    if name is None:
        rows = [row for row in table.rows if has_figures(row, calendar)]
        return list(_by_columns(Columns(Table(table.heads, rows), legend, calendar)))
    return list(_by_rows(columns, name)) if columns.say_roles() and columns.are_understood(name) else []


def _by_rows(columns: Columns, name: int) -> Iterator[Told]:
    """Yield rows as objects without their empty cells; a row without a name has that of the row above, and its unit."""
    part, unit = _part_column(columns, name), columns.unit()
    kept = [
        at for at, key in enumerate(columns.keys) if key and at not in {name, part} and not _is_aside(key)
    ]
    last = ("", "")
    for row, line in enumerate(columns.table.rows):
        own = columns.cells[name][row]
        said = columns.cells[unit][row] if unit is not None else ""
        last = (own, said) if own else (last[0], said or last[1])
        told = {columns.keys[at]: columns.cells[at][row] for at in kept if columns.cells[at][row]}
        if not last[0] or not told:
            continue
        words = f"{last[0]} {columns.cells[part][row]}".strip() if part is not None else last[0]
        yield (
            {"指標名": words} | told | ({columns.keys[unit]: last[1]} if unit is not None else {}),
            _on(line.line),
        )


def _is_aside(key: str) -> bool:
    """Say whether the title of a column is of words beside the figures."""
    title = read_title(key, _NO_CALENDAR)
    return title is not None and title.meaning in _NO_FIGURES


def _on(line: Line) -> Callable[[str, object], Line]:
    return lambda _key, _value: line


def _part_column(columns: Columns, name: int) -> int | None:
    """Return the column that tells rows of one name apart, 男女別: no role and no year stands in it."""
    for at, key in enumerate(columns.keys):
        cells = {one for one in columns.cells[at] if one}
        if (
            at == name
            or not _PART.search(key)
            or not cells
            or any(role_of(one) or _year_of(one) for one in cells)
        ):
            continue
        names = Counter(columns.cells[name])
        if max(names.values()) > 1 or not names.keys() - {""}:
            return at
    return None


def _by_columns(columns: Columns) -> Iterator[Told]:
    """Yield what is counted down the columns, where each row says its year and perhaps its role."""
    labels = list(takewhile(columns.is_of_rows, range(len(columns.keys))))
    rows = [_row_label([columns.cells[at][row] for at in labels]) for row in range(len(columns.table.rows))]
    if not labels or not all(year for year, _ in rows) or len(set(rows)) < len(rows):
        return
    found: dict[str, _Counted] = {}
    for at in columns.figures():
        title = _title_of(columns.levels[at])
        if at in labels or not title.name:
            continue
        counted = found.setdefault(title.name, _Counted(title.unit))
        for row, (year, role), cell in zip(columns.table.rows, rows, columns.cells[at], strict=True):
            counted.add(year, _joint(role, title.role), cell, row.line)
    if any(one.says_roles for one in found.values()):
        yield from ((one.content(name), one.where) for name, one in found.items())


def _row_label(cells: Sequence[str]) -> tuple[str, FactRole | None]:
    years = [year for cell in cells if (year := _year_of(cell))]
    return years[-1] if years else "", role_in([cell for cell in cells if cell])


def _year_of(cell: str) -> str:
    """Return the only year of a cell."""
    found = years_in(tidy(cell), _NO_CALENDAR)
    return year_words(cell) if len(found) == 1 else ""


def _joint(row: FactRole | None, column: FactRole | None) -> FactRole | None:
    """Return the role of a figure: results of the year of the start are the start."""
    if row is FactRole.BASELINE and column is not FactRole.RATE:
        return row
    return column or row


@dataclass(frozen=True, slots=True)
class _Title:
    """What a column counts, in which unit, and whether these are aims or results."""

    name: str
    unit: str
    role: FactRole | None


def _title_of(levels: Cells) -> _Title:
    role = role_in(levels)
    units = [one for one in levels[1:] if is_unit(tidy(one)) and not role_of(one)]
    words = [one for one in levels if one not in units and role_of(one) is None]
    name = named(" ".join(words))
    if role is None and (match := _ROLE_BEHIND.fullmatch(name) or _ROLE_BEFORE.fullmatch(name)):
        role = role_of(match["role"])
        name = match["name"] if role else name
    return _Title(name, units[0] if units else "", role)


@dataclass(slots=True)
class _Counted:
    """What the rows say of one thing: its figures by year and role, each with its line."""

    unit: str
    told: dict[str, str] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    says_roles: bool = False

    def add(self, year: str, role: FactRole | None, cell: str, line: Line) -> None:
        if cell and (role is None or role in WORDS):
            key = f"{year}{WORDS[role] if role else ''}"
            self.told.setdefault(key, cell)
            self.lines.setdefault(key, line)
            self.says_roles = self.says_roles or role is not None

    def content(self, name: str) -> dict[str, str]:
        return {"指標名": name} | ({"単位": self.unit} if self.unit else {}) | self.told

    def where(self, key: str, _value: object) -> Line:
        return self.lines.get(key) or next(iter(self.lines.values()))
