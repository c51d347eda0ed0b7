"""What a column and a row of a table may hold, and how that is said of one table, kept, and found again next year."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, Self

from reports.reading.wording import compact

YEARS: Final = re.compile(
    r"(?:令和|平成|昭和|[RHS])(?:元|\d{1,2})(?:年度?)?(?:\((?:19|20)\d\d(?:年度?)?\))?|(?:FY)?(?:19|20)\d\d(?:年度?)?(?:\([^()]*\))?",
    re.IGNORECASE,
)


class Use(StrEnum):
    """What a column holds; the order is that of the choices."""

    SKIP = "skip"
    NAME = "name"
    CODE = "code"
    NODE = "node"
    UNIT = "unit"
    OWNER = "owner"
    DIRECTION = "direction"
    BASELINE = "baseline"
    BASELINE_YEAR = "baseline_year"
    PERIOD_YEAR = "period_year"
    TARGET = "target"
    MID = "mid"
    PERIOD = "period"
    RESULT = "result"
    RATE = "rate"
    CLASS = "class"
    LABEL = "label"
    VALUE = "value"
    METHOD = "method"
    NOTE = "note"


USE_WORDS: Final[Mapping[Use, str]] = {
    Use.SKIP: "（読まない）",
    Use.NAME: "指標名",
    Use.CODE: "指標の番号",
    Use.NODE: "施策など（コードか名称）",
    Use.UNIT: "単位",
    Use.OWNER: "所管課",
    Use.DIRECTION: "目標の向き（増やす・減らす）",
    Use.BASELINE: "現状値（計画策定時）",
    Use.BASELINE_YEAR: "現状値（計画策定時）の年度",
    Use.PERIOD_YEAR: "期末の目標の年度",
    Use.TARGET: "目標（年度）",
    Use.MID: "目標（中間）",
    Use.PERIOD: "目標（期末）",
    Use.RESULT: "実績",
    Use.RATE: "公表された達成率",
    Use.CLASS: "公表された区分",
    Use.LABEL: "目標・実績の別",
    Use.VALUE: "値（目標・実績の別による）",
    Use.METHOD: "算出方法",
    Use.NOTE: "備考",
}
FIGURES: Final = frozenset(
    {Use.BASELINE, Use.TARGET, Use.MID, Use.PERIOD, Use.RESULT, Use.RATE, Use.CLASS, Use.VALUE}
)
NEED_A_YEAR: Final = frozenset({Use.TARGET, Use.MID, Use.RESULT, Use.RATE, Use.CLASS, Use.VALUE})
ONCE: Final = frozenset(
    {
        Use.NAME,
        Use.CODE,
        Use.UNIT,
        Use.DIRECTION,
        Use.BASELINE,
        Use.BASELINE_YEAR,
        Use.PERIOD_YEAR,
        Use.LABEL,
    }
)


class RowUse(StrEnum):
    """What a row is."""

    ITEM = "item"
    GROUP = "group"
    HEAD = "head"
    SKIP = "skip"


ROW_WORDS: Final[Mapping[RowUse, str]] = {
    RowUse.ITEM: "指標",
    RowUse.GROUP: "まとまり（施策など）",
    RowUse.HEAD: "見出し",
    RowUse.SKIP: "（読まない）",
}


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What one column holds, of which year; `heading` is what stands above it, as printed."""

    at: int
    heading: str
    use: Use = Use.SKIP
    year: int | None = None
    says_years: bool = False  # in each of its cells, beside the figure

    @property
    def key(self) -> str:
        """What the column is called in any year's file."""
        return heading_key(self.heading)

    @property
    def lacks_year(self) -> bool:
        return self.use in NEED_A_YEAR and self.year is None and not self.says_years


@dataclass(frozen=True, slots=True)
class TableUse:
    """How one table is read: its columns from left to right, and what each row is."""

    columns: tuple[ColumnUse, ...]
    rows: tuple[RowUse, ...]

    def column(self, use: Use) -> int | None:
        """Return the first column that holds that, None where there is none."""
        return next((one.at for one in self.columns if one.use is use), None)

    def problems(self) -> list[str]:
        """Say what stands in the way of reading the table so."""
        said = []
        if self.column(Use.NAME) is None:
            said.append("「指標名」の列を選んでください。")
        if not any(one.use in FIGURES for one in self.columns):
            said.append("目標か実績の列を、一つ以上選んでください。")
        said += [
            f"{said_of(one)}：「{USE_WORDS[one.use]}」の年度を選んでください。"
            for one in self.columns
            if one.lacks_year
        ]
        is_valued = any(one.use is Use.VALUE for one in self.columns)
        if is_valued and self.column(Use.LABEL) is None:
            said.append("「値（目標・実績の別による）」には、「目標・実績の別」の列も選んでください。")
        return [*said, *self._twice()]

    def _twice(self) -> list[str]:
        known: dict[tuple[Use, int | None], ColumnUse] = {}
        said = []
        for one in self.columns:
            key = (one.use, None if one.use in ONCE else one.year)
            if one.use in ONCE | FIGURES and key in known:
                said.append(
                    f"{said_of(known[key])}と{said_of(one)}が、どちらも「{USE_WORDS[one.use]}」です。一方を変えてください。"
                )
            known.setdefault(key, one)
        return said


def said_of(column: ColumnUse) -> str:
    """Return what sentences call the column."""
    from reports.tables.grids import letters_of

    return (
        f"{letters_of(column.at)}列「{column.heading}」" if column.heading else f"{letters_of(column.at)}列"
    )


def heading_key(heading: str) -> str:
    """Return a heading without its years, as next year's file has it too.

    >>> heading_key("令和４年度 実績値") == heading_key("R5 実績値")
    True
    """
    return YEARS.sub("#", compact(heading))


@dataclass(frozen=True, slots=True)
class Remembered:
    """How a table was read before: what was chosen for each heading, for rows by their words, and for the names."""

    sheet: str = ""
    file: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    years: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)
    matches: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """Return it as JSON keeps it; from_kept() reads it again."""
        return {
            "sheet": self.sheet,
            "file": self.file,
            "columns": dict(self.columns),
            "years": dict(self.years),
            "rows": dict(self.rows),
            "matches": {key: list(one) for key, one in self.matches.items()},
            "options": dict(self.options),
        }

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Self:
        """Return what kept() had."""
        return cls(**kept)

    def likeness(self, proposed: TableUse) -> float:
        """Return which share of what was chosen has its heading in a table, and the other way round, from 0 to 1."""
        chosen = {_bare(key) for key, use in self.columns.items() if use != Use.SKIP}
        there = {one.key for one in proposed.columns if one.key}
        return len(chosen & there) / len(chosen) if chosen else 0.0

    def used_on(self, proposed: TableUse, words: Sequence[str], *, file: str) -> TableUse:
        """Return how a table is read by what was chosen before; of what is new in it the proposal stands.

        Years stand in the headings. One that was chosen because none stands there holds for the same file alone.
        """
        return TableUse(
            tuple(
                self._column(one, key, file)
                for one, key in zip(proposed.columns, keys(proposed.columns), strict=True)
            ),
            tuple(
                RowUse(self.rows.get(row_key(said), use))
                for use, said in zip(proposed.rows, words, strict=True)
            ),
        )

    def _column(self, column: ColumnUse, key: str, file: str) -> ColumnUse:
        use = self._use(key) or column.use
        chosen = self.years.get(key) if file == self.file else None
        return replace(column, use=use, year=chosen if chosen is not None else column.year)

    def _use(self, key: str) -> Use | None:
        """Return what was chosen for the heading as it is printed, else for all that differ from it by year alone."""
        if key in self.columns:
            return Use(self.columns[key])
        said = {use for known, use in self.columns.items() if _in_any_year(known) == _in_any_year(key)}
        return Use(said.pop()) if len(said) == 1 else None


def keys(columns: Sequence[ColumnUse]) -> list[str]:
    """Return by what each column is known: its heading as printed; those of one heading are numbered."""
    counted: dict[str, int] = {}
    found = []
    for one in columns:
        heading = compact(one.heading)
        counted[heading] = counted.get(heading, -1) + 1
        found.append(f"{heading}/{counted[heading]}")
    return found


def _bare(key: str) -> str:
    return heading_key(key.rpartition("/")[0])


def _in_any_year(key: str) -> tuple[str, str]:
    return _bare(key), key.rpartition("/")[2]


def row_key(words: str) -> str:
    """Return by what a row is known in next year's file too."""
    return compact(words)[:200]
