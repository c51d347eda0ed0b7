"""Tables that programs write: which rows are their heads, and what the titles above a column say together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from reports.reading.along_years import is_year
from reports.reading.cells import read_printed
from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.figures import figures_in
from reports.reading.keys import UNIT, asks_year, name_key, role_of_key
from reports.reading.titles import Title, read_title
from reports.reading.wording import compact, tidy
from reports.reading.years import NamedYears, years_in

Cells = tuple[str, ...]

_NO_CALENDAR: Final = NamedYears((), ())
_COUNTED_EARLY: Final = re.compile(r"(?:速報|確報|確定)値?")
_SAYS_ROLE: Final = re.compile(r"目標|実績|計画値|基準|見込")
_BARE_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_MOST_HEADS: Final = 3
_FEWEST_CELLS: Final = 3
_FEWEST_TITLES: Final = 2
WORDS: Final = {
    FactRole.BASELINE: "基準値",
    FactRole.TARGET: "目標値",
    FactRole.ACTUAL: "実績値",
    FactRole.RATE: "達成率",
    FactRole.DIFFERENCE: "増減",
}


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, and the lines it was written on."""

    cells: Cells
    line: Line
    lines: tuple[Line, ...]

    @property
    def told(self) -> int:
        return sum(bool(cell) for cell in self.cells)


@dataclass(slots=True)
class Table:
    """Rows under a head of one line or several."""

    heads: list[Row]
    rows: list[Row] = field(default_factory=list)

    @property
    def width(self) -> int:
        return len(self.heads[-1].cells)


def tables_of(rows: Sequence[Row], calendar: NamedYears) -> Iterator[Table]:
    """Yield the tables of a file: each begins with the rows of titles above its first figures."""
    table: Table | None = None
    heads: list[Row] = []
    for row in rows:
        if row.told < _FEWEST_TITLES:
            heads = []
        elif has_figures(row, calendar) or _counts_below(row, heads):
            if heads and heads[-1].told >= _FEWEST_TITLES:
                if table is not None:
                    yield table
                table = Table(_same_width(heads[-_MOST_HEADS:]))
            heads = []
            _add(table, row)
        elif table is None or _is_head(row):
            heads.append(row)
        elif len(row.cells) == table.width:
            _add(table, row)
    if table is not None:
        yield table


def _counts_below(row: Row, heads: Sequence[Row]) -> bool:
    """Say whether what looks like years are counts: they stand behind a name and below titles that say a role."""
    if not heads or all(not cell or _is_title(cell) for cell in row.cells):
        return False
    pairs = zip(row.cells, heads[-1].cells, strict=False)
    return any(_BARE_YEAR.fullmatch(cell) and role_of(title) for cell, title in pairs)


def _add(table: Table | None, row: Row) -> None:
    is_whole = table is not None and (len(row.cells) == table.width or row.told >= _FEWEST_CELLS)
    if table is not None and is_whole and len(row.cells) <= table.width:
        table.rows.append(row)


def _same_width(heads: list[Row]) -> list[Row]:
    """Return the heads as wide as the last one that are no titles of the whole file."""
    begin = len(heads) - 1
    while begin and len(heads[begin - 1].cells) == len(heads[-1].cells):
        begin -= 1
    heads = heads[begin:]
    while len(heads) > 1 and heads[0].told < _FEWEST_CELLS:
        heads = heads[1:]
    return heads


def has_figures(row: Row, calendar: NamedYears) -> bool:
    """Say whether a figure stands in a row, alone in its cell or with a label."""
    return any(
        is_value(cell, calendar) or (not _is_title(cell) and read_printed(cell, calendar).has_figure)
        for cell in row.cells
        if cell
    )


def is_value(cell: str, calendar: NamedYears) -> bool:
    """Say whether a cell is a figure and nothing else."""
    words = tidy(cell)
    if not words or is_year(cell):
        return False
    figure = next(figures_in(words), None)
    return figure is not None and figure.span[0] == 0 and words[figure.span[1] :].strip(" )*※") == ""


def _is_head(row: Row) -> bool:
    titles = [cell for cell in row.cells if cell and _is_title(cell)]
    has_words = any(not is_year(cell) for cell in titles)  # 1980, 2015 may be counts
    return has_words and len(titles) >= _FEWEST_TITLES and len(titles) * 2 >= row.told


def _is_title(cell: str) -> bool:
    return bool(
        _title(cell)
        or is_year(cell)
        or role_of_key(cell, {})
        or asks_year(cell)
        or UNIT.search(cell)
        or name_key({cell: ""})
    )


def _title(words: str) -> Title | None:
    return read_title(words, _NO_CALENDAR)


def levels_of(heads: Sequence[Row]) -> list[Cells]:
    """Return the titles above each column from above: a title spans the empty places to its right.

    >>> line = Line(1, 1, "")
    >>> rows = [("指標", "R4", "", "R5", ""), ("", "目標", "実績", "目標", "実績")]
    >>> levels_of([Row(cells, line, (line,)) for cells in rows])
    [('指標',), ('R4', '目標'), ('R4', '実績'), ('R5', '目標'), ('R5', '実績')]
    """
    columns: list[list[str]] = [[] for _ in heads[-1].cells]
    for at, row in enumerate(heads):
        above = ""
        for place, cell in enumerate(row.cells):
            below = any(one.cells[place] for one in heads[at + 1 :])
            above = cell or (above if below else "")
            if above and above not in columns[place]:
                columns[place].append(above)
    return [tuple(one) for one in columns]


def key_of(levels: Cells) -> str:
    """Return titles that stand above each other as one: its role and year where they say both.

    >>> key_of(("計画策定時", "R2年度", "実績"))
    'R2年度基準値'
    >>> key_of(("第1期", "R4年度", "目標"))
    'R4年度目標値'
    """
    if len(levels) < _FEWEST_TITLES:
        return "".join(levels)
    role = role_in(levels)
    years = [one for one in levels if years_in(tidy(one), _NO_CALENDAR)]
    if role in WORDS and years:
        return f"{year_words(years[-1])}{WORDS[role]}"
    is_group = role is None and not any(_SAYS_ROLE.search(one) for one in levels)
    return years[-1] if years and is_group and is_year(years[-1]) else "".join(levels)


def year_words(words: str) -> str:
    """Return the last year of some words as it stands there."""
    plain = tidy(words)
    year = years_in(plain, _NO_CALENDAR)[-1]
    return plain[year.start : year.end]


def role_in(levels: Sequence[str]) -> FactRole | None:
    """Return the role that titles above each other say: a start among results, else the last."""
    roles = [role for one in levels if (role := role_of(one))]
    return FactRole.BASELINE if FactRole.BASELINE in roles else (roles[-1] if roles else None)


def role_of(words: str) -> FactRole | None:
    """Return the role that a title or a cell says; what is counted early is a result."""
    title = _title(words)
    if title is not None and isinstance(title.meaning, FactRole):
        return FactRole(str(title.meaning))
    return FactRole.ACTUAL if _COUNTED_EARLY.fullmatch(compact(words)) else None
