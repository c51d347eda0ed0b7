"""A table read as was chosen: each indicator, its figures with words and cell of each, and what is not clear."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from indicators.calculation.absences import read_absence
from indicators.calculation.facts import Comparator, Direction, ResultStanding
from indicators.calculation.quantities import STANDING_WORDS, places_of
from indicators.calculation.spelling import plain
from indicators.calculation.typed import DECIMAL_PLACES, WHOLE_DIGITS, TypedError, read_pending_month
from indicators.calculation.units import is_known_unit, same_unit, unit_differs
from policies.fiscal_year import FiscalYear
from reports.reading.cells import Cell, CellFigure, read_printed
from reports.reading.wording import compact, named, tidy
from reports.reading.years import NamedYears, years_in
from reports.tables.directions import direction_said
from reports.tables.grids import SCALED, UNCOMPUTED, Grid
from reports.tables.uses import FIGURES, ColumnUse, RowUse, TableUse, Use, row_key

SHORT: Final = {
    Use.BASELINE: "現状",
    Use.TARGET: "目標",
    Use.MID: "中間目標",
    Use.PERIOD: "期末目標",
    Use.RESULT: "実績",
    Use.RATE: "達成率",
    Use.CLASS: "区分",
    Use.VALUE: "値",
}
LARGEST: Final = Decimal(10) ** WHOLE_DIGITS
_UNITS_ABOVE: Final = re.compile(r"[(（【\[]?\s*単位\s*[:：]?\s*([^()（）、,【】\[\]]{1,12}?)\s*[)）】\]]?")
_FAULTS: Final = (  # words that a spreadsheet has in place of a figure, and figures that it shows otherwise
    (
        re.compile(re.escape(UNCOMPUTED)),
        "計算結果が保存されていない数式です。Excelで開いて保存し直してください。",
    ),
    (re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|NULL!|NUM!|DIV/0!|SPILL!|#+)"), "計算式の誤りです。"),
    (
        re.compile(f".*{re.escape(SCALED)}"),
        "表では千分の一などで表示されている数値です。表の単位と同じ桁の数値に直してください。",
    ),
    (re.compile("TRUE|FALSE"), "数値ではなく、真偽（TRUE・FALSE）です。"),
)
_STANDINGS: Final = (
    (ResultStanding.PROVISIONAL, re.compile("暫定|決算見込")),
    (ResultStanding.PRELIMINARY, re.compile("速報")),
    (ResultStanding.EXPECTED, re.compile("見込|見通|予測")),
    (ResultStanding.ESTIMATED, re.compile("推計")),
)
_OF_YEAR: Final = re.compile("単年度|年度分|新規|増分|増加[数分]")
_IN_BETWEEN: Final = re.compile("上半期|上期|年度途中|中間(?:値|実績)")
_INTERIM: Final = "年度の途中の値です。年度の実績としては読み込みません。"
_NO_FIGURE: Final = "数値として読めません。"
_SEVERAL: Final = "一つのセルに複数の値があります。"
_TWICE: Final = "同じ年度の「{}」が二つあり、値が違います。"
OTHER_YEAR: Final = "セルの年度（{}年度）が、列の年度（{}年度）と違います。"
_TOO_LARGE: Final = "整数部11桁、小数部4桁までの数値ではありません。"
_NO_NAME: Final = "指標名がありません。"
_NO_LABEL: Final = "目標か実績かが分かりません（「{}」）。"
_UNIT_IN_NAME: Final = re.compile(r"[(（]([^()（）]{1,12})[)）]\s*$")
_SPANS: Final = frozenset({"年間", "月間", "年度", "通年"})  # over which it is counted, and not what
_BRACKETED: Final = re.compile(r"[(（]([^()（）]{1,12})[)）]")
_OF_DATES: Final = frozenset("年月日")
_COMPARED: Final = (
    (Comparator.KEEP_OR_MORE, re.compile(r"(?:現状|基準|計画策定時)(?:の?値)?(?:を上回る|以上)")),
    (Comparator.KEEP_OR_LESS, re.compile(r"(?:現状|基準|計画策定時)(?:の?値)?(?:を下回る|以下)")),
    (Comparator.LAST_OR_MORE, re.compile(r"(?:対?前年(?:度)?)(?:の?値|比)?(?:を上回る|以上)")),
    (Comparator.LAST_OR_LESS, re.compile(r"(?:対?前年(?:度)?)(?:の?値|比)?(?:を下回る|以下)")),
    (Comparator.INCREASE, re.compile(r"増加(?:させる|する)?|アップ|向上|上昇|↑|増やす")),
    (Comparator.DECREASE, re.compile(r"減少(?:させる|する)?|ダウン|低下|↓|減らす|抑制")),
)
_BY_LABEL: Final = (
    (Use.RATE, re.compile(r"達成率|進捗率")),
    (Use.CLASS, re.compile(r"達成区分|区分|評価")),
    (Use.TARGET, re.compile(r"目標|計画|予定")),
    (Use.RESULT, re.compile(r"実績|結果|現況")),
)
_YEAR_COLUMNS: Final = {Use.BASELINE: Use.BASELINE_YEAR, Use.PERIOD: Use.PERIOD_YEAR}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFigure:
    """What one cell says: a figure, words in place of it, why there is none, or `problem`: why it cannot be read."""

    use: Use
    words: str
    address: str
    year: int | None = None
    value: Decimal | None = None
    upper: Decimal | None = None
    comparator: str = ""
    is_approximate: bool = False
    text: str = ""
    missing: str = ""
    pending_until: str = ""
    standing: str = ""
    unit: str = ""
    is_of_year: bool = False  # the words beside it say that it is what the year added: no running total
    problem: str = ""

    @property
    def says_something(self) -> bool:
        return bool(self.value is not None or self.text or self.missing)

    @property
    def said(self) -> str:
        """What was read, for whoever compares it with the table: R4実績 51."""
        year = FiscalYear(self.year).short if self.year is not None else ""
        standing = f"（{STANDING_WORDS[ResultStanding(self.standing)]}）" if self.standing else ""
        return f"{year}{SHORT[self.use]} {' '.join(self.words.split())}{standing}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """One indicator as the table has it; `at` is its first row, `group` what stood above it."""

    at: int
    name: str
    code: str = ""
    node: str = ""
    group: str = ""
    unit: str = ""
    owner: str = ""
    direction_words: str = ""
    method: str = ""
    note: str = ""
    figures: tuple[ReadFigure, ...] = ()
    problem: str = ""

    @property
    def key(self) -> str:
        """By what its match is remembered."""
        return row_key(f"{self.code} {self.name}")

    @property
    def is_of_year(self) -> bool:
        """Whether a result is only what its year added."""
        return any(figure.is_of_year for figure in self.of(Use.RESULT))

    @property
    def problems(self) -> list[str]:
        """Say, cell by cell, what cannot be read."""
        own = [f"{self.at + 1}行目：{self.problem}"] if self.problem else []
        return own + [
            f"{one.address}「{one.words[:40]}」：{one.problem}" for one in self.figures if one.problem
        ]

    @property
    def decimals(self) -> int:
        """How many decimal places its figures have at most; shares published beside them do not count."""
        values = [one.value for one in self.figures if one.value is not None and one.use is not Use.RATE]
        return max((places_of(value) for value in values), default=0)

    @property
    def direction(self) -> Direction:
        """Which way is better, where the table says so."""
        aims = [one for use in (Use.TARGET, Use.MID, Use.PERIOD) for one in self.of(use)]
        return direction_said(self.direction_words, [one.comparator for one in aims])

    def of(self, use: Use) -> list[ReadFigure]:
        """Return its figures of one kind that say something."""
        return [one for one in self.figures if one.use is use and one.says_something]


def read_rows(grid: Grid, use: TableUse, calendar: NamedYears) -> list[ReadRow]:
    """Return the indicators of a table, from top to bottom."""
    found: list[tuple[ReadRow, str]] = []
    reader = _Reader(grid, use, calendar)
    for at, row_use in enumerate(use.rows):
        if row_use is not RowUse.ITEM:
            reader.units = next(filter(None, map(unit_above, grid.cells[at])), reader.units)
        if row_use is RowUse.GROUP:
            reader.group, reader.node = next(filter(None, grid.cells[at]), ""), ""
        elif row_use is RowUse.ITEM:
            row = reader.row(at)
            if found and reader.continues(row, found[-1][0]):
                before, units = found[-1]
                found[-1] = replace(before, figures=before.figures + row.figures), units
            else:
                found.append((row, reader.units))
    return [settled(row, units) for row, units in found]


def unit_above(text: str) -> str:
    """Return the unit that a cell says for what stands below it: （単位：千円）; "" where it says none."""
    words = " ".join(text.split())  # a run of blanks could be shared out in many ways
    match = _UNITS_ABOVE.fullmatch(words)
    return match[1] if match and is_known_unit(match[1]) else ""


@dataclass(slots=True)
class _Reader:
    grid: Grid
    use: TableUse
    calendar: NamedYears
    group: str = ""
    node: str = ""
    units: str = ""

    def row(self, at: int) -> ReadRow:
        """Read one row of the sheet."""
        self.node = self.text(at, Use.NODE) or self.node
        name = named(self.text(at, Use.NAME))
        return ReadRow(
            at=at,
            name=name,
            code=self.text(at, Use.CODE),
            node=self.node,
            group=self.group,
            unit=self.text(at, Use.UNIT).strip("()（）"),
            owner=self.text(at, Use.OWNER),
            direction_words=self.text(at, Use.DIRECTION),
            method=self.text(at, Use.METHOD),
            note=self.text(at, Use.NOTE),
            figures=tuple(self.figures(at)),
            problem="" if name else _NO_NAME,
        )

    def text(self, at: int, use: Use) -> str:
        """Return what a column of words says there, merged areas included."""
        column = self.use.column(use)
        return "" if column is None else self.grid.spread[at][column].strip()

    def continues(self, row: ReadRow, before: ReadRow) -> bool:
        """Tell whether the row goes on with the indicator above: it says something else of it, or has no name."""
        if self.use.column(Use.LABEL) is None:
            return False
        return not row.name or (row.name == before.name and row.code == before.code)

    def figures(self, at: int) -> Iterator[ReadFigure]:
        """Yield what the row's cells say, the empty ones left out."""
        for column in self.use.columns:
            text = self.grid.cells[at][column.at]
            if column.use in FIGURES and text:
                yield self.figure(at, column, text)

    def figure(self, at: int, column: ColumnUse, text: str) -> ReadFigure:
        """Read one cell."""
        use = column.use
        empty = ReadFigure(use=use, words=text, address=self.grid.address(at, column.at), year=column.year)
        label = self.text(at, Use.LABEL) if use is Use.VALUE else ""
        if use is Use.VALUE:
            told = use_of_label(label)
            if told is None:
                return replace(empty, problem=_NO_LABEL.format(label))
            use, empty = told, replace(empty, use=told)
        if use in _YEAR_COLUMNS and column.year is None:
            empty = replace(empty, year=year_in(self.text(at, _YEAR_COLUMNS[use]), self.calendar))
        read = with_standing(figure_of(empty, text, self.calendar), f"{column.heading} {label} {text}")
        if read.unit or read.value is None:
            return read
        return replace(read, unit=unit_of_heading(column.heading) or unit_of_heading(label))


def unit_of_heading(heading: str) -> str:
    """Return the unit that a heading says in brackets: 実績（千円）; "" where it says none, or a year."""
    told = (match[1].strip() for match in _BRACKETED.finditer(heading))
    return next((one for one in told if is_known_unit(one) and one not in _OF_DATES), "")


def with_standing(figure: ReadFigure, words: str) -> ReadFigure:
    """Return a result as settled as the words in and above its cell say; one from within its year is none."""
    if figure.use is not Use.RESULT or figure.value is None:
        return figure
    if _IN_BETWEEN.search(words):
        return _unsaid(figure, _INTERIM)
    told = (standing.value for standing, pattern in _STANDINGS if pattern.search(words))
    return replace(figure, standing=next(told, ""), is_of_year=bool(_OF_YEAR.search(words)))


def use_of_label(label: str) -> Use | None:
    """Return what the figures of a row are by its label: 目標, 実績, 達成率; None where that says nothing of it."""
    return next((one for one, pattern in _BY_LABEL if pattern.search(compact(label))), None)


def year_in(text: str, calendar: NamedYears) -> int | None:
    """Return the only year of a cell, None where there is none or several."""
    years = {one.year for one in years_in(tidy(text), calendar)}
    return years.pop() if len(years) == 1 else None


def figure_of(empty: ReadFigure, text: str, calendar: NamedYears) -> ReadFigure:
    """Read the words of a cell that holds a figure, a target in words, or why there is none."""
    if said := next((said for pattern, said in _FAULTS if pattern.fullmatch(text.strip())), ""):
        return replace(empty, problem=said)
    if empty.use is Use.CLASS:
        return replace(empty, text=compact(text)[:10])
    return _read(empty, text, calendar)


def _read(empty: ReadFigure, text: str, calendar: NamedYears) -> ReadFigure:
    cell = read_printed(text, calendar)
    if len(cell.entries) > 1:
        return replace(empty, problem=_SEVERAL)
    if cell.entries:
        return _with_figure(empty, cell, cell.entries[0])
    if cell.is_absent:
        return _without(empty, text)
    if empty.use in {Use.TARGET, Use.MID, Use.PERIOD}:
        return _aim_in_words(empty, text)
    if empty.use is Use.RESULT and not any(letter.isdigit() for letter in text):
        return replace(empty, text=" ".join(text.split())[:200])
    return replace(empty, problem=_NO_FIGURE)


def _with_figure(empty: ReadFigure, cell: Cell, entry: CellFigure) -> ReadFigure:
    figure = entry.figure
    printed = entry.year or cell.year
    year = printed.year if printed and (empty.year is None or empty.use is Use.BASELINE) else empty.year
    if printed and year != printed.year:
        return replace(empty, problem=OTHER_YEAR.format(printed.year, year))
    if abs(figure.value) >= LARGEST or places_of(figure.value) > DECIMAL_PLACES:
        return replace(empty, problem=_TOO_LARGE)
    is_aim = empty.use in {Use.TARGET, Use.MID, Use.PERIOD}
    if entry.upper is not None and not is_aim:
        return replace(empty, problem=_SEVERAL)
    comparator = Comparator.RANGE.value if entry.upper is not None else figure.comparator
    return replace(
        empty,
        year=year,
        value=figure.value,
        upper=entry.upper,
        comparator=comparator if is_aim else "",
        is_approximate=figure.approx,
        unit=figure.unit,
    )


def _without(empty: ReadFigure, text: str) -> ReadFigure:
    absence = read_absence(plain(text))
    if empty.use is not Use.RESULT or absence is None or absence.reason is None:
        return empty
    try:
        month = read_pending_month(absence.pending_until, today=None)
    except TypedError as error:
        return replace(empty, problem=str(error))
    return replace(empty, missing=absence.reason.value, pending_until=month)


def _aim_in_words(empty: ReadFigure, text: str) -> ReadFigure:
    words = compact(text)
    told = next((one for one, pattern in _COMPARED if pattern.fullmatch(words)), Comparator.TEXT)
    if told is Comparator.TEXT and any(letter.isdigit() for letter in words):
        return replace(empty, problem=_NO_FIGURE)
    return replace(empty, comparator=told.value, text=" ".join(text.split())[:200])


def settled(row: ReadRow, units: str = "") -> ReadRow:
    """Give the row its one unit: its own, else that in its name, of its figures, or above the table.

    A figure in another unit is a problem, and so are two that say different things of one year.
    """
    unit = row.unit or _unit_in(row.name) or _most_said(row.figures) or units
    figures = tuple(_in_unit(one, unit) for one in row.figures)
    return replace(row, unit=unit, figures=tuple(_unless_contradicted(figures)))


def _unless_contradicted(figures: Sequence[ReadFigure]) -> Iterator[ReadFigure]:
    said: dict[tuple[Use, int | None], set[tuple[object, ...]]] = {}
    for one in figures:
        if one.says_something:
            said.setdefault((one.use, one.year), set()).add((one.value, one.upper, one.text, one.missing))
    for one in figures:
        is_contradicted = one.says_something and len(said[one.use, one.year]) > 1
        yield _unsaid(one, _TWICE.format(SHORT[one.use])) if is_contradicted else one


def _unsaid(figure: ReadFigure, problem: str) -> ReadFigure:
    """Return a figure that says nothing any more, and why."""
    return replace(
        figure, value=None, upper=None, comparator="", text="", missing="", pending_until="", problem=problem
    )


def _unit_in(name: str) -> str:
    match = _UNIT_IN_NAME.search(name)
    return match[1] if match and is_known_unit(match[1]) and match[1] not in _SPANS else ""


def _most_said(figures: Sequence[ReadFigure]) -> str:
    units = [one.unit for one in figures if one.unit and one.use is not Use.RATE]
    return max(units, key=units.count) if units else ""


def _in_unit(figure: ReadFigure, unit: str) -> ReadFigure:
    is_other = figure.unit and unit and figure.use is not Use.RATE and not same_unit(figure.unit, unit)
    if not is_other:
        return figure
    return _unsaid(figure, unit_differs("このセル", figure.unit, "この指標", unit))
