"""Names and the lines of dated figures below or behind them, walked through in their order."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from indicators.calculation.units import is_known_unit
from reports.reading.dated_items import DatedLine, dated_line, without_row_number
from reports.reading.dated_signs import Legend
from reports.reading.documents import Line
from reports.reading.facts import COUNTED, FactRole
from reports.reading.heads import year_only
from reports.reading.legends import relative_years
from reports.reading.tables import is_whole_name
from reports.reading.titles import Other, Title, read_title
from reports.reading.wording import tidy, without_number
from reports.reading.years import NamedYears, PrintedYear, years_in

_TABLE: Final = re.compile(r"[|｜\t]")
_INDENT: Final = re.compile(r"^[ 　\t]*")
_NO_NAME: Final = re.compile(r"[。？?！!]|^\d+$|^[-―=＝*]+$|^(?:単位|注|※|出典|資料)|https?:")
_MARKS: Final = re.compile(
    r"^(?:[▼▲■◆●◎○◇□★☆>・▶►➤]|[\[【(<]?(?:評価|成果)?(?:指標|KPI|目標)[\d①-⑳-]{0,5}[\]】)>]?(?=[\s:]|(?<=[\]】]))(?:\s+\d{1,2}-\d{1,2}(?=\s))?[\s:]*)+"
)
_ARROW: Final = re.compile(r"[↓⇓⇩▼→⇒]+")
_NAMES: Final = re.compile(r"(?:指標|項目|KPI|取組|目標)(?:名|名称)?\s*[:：]\s*")
_OF_PLANS: Final = re.compile(
    r"(?:数値|成果|達成|指標)目標|目標(?:指標|数値|年[度次])"
)  # heads all that is said of them
_BULLET: Final = re.compile(r"^([ 　\t]*)(?:[-*+]|#{1,4})[ 　]+(?=[^\d\s▲△])")
_NOTED: Final = re.compile(r"\((?P<inside>[^()]*(?:\([^()]*\)[^()]*)*)\)$")
_PAGE: Final = re.compile(r"[-－―]?\s*\d{1,3}\s*[-－―]?")
_OF_CHART: Final = re.compile(r"^(?:図表?|グラフ)\s?[\d-]{1,5}[\s:.]+|の推移$")  # 図3 宿泊者数の推移
_LONGEST_NAME: Final = 80


@dataclass(slots=True)
class DatedRecord:
    """A name, what it belongs to, and the lines of its figures."""

    name: str
    line: Line
    group: str = ""
    year: PrintedYear | None = None  # that its name, or the heading above it, gives in brackets
    lines: list[DatedLine] = field(default_factory=list)


@dataclass(slots=True)
class _Walk:
    """Where a walk through the lines is: the headings that hold here, and the record that is being read."""

    records: list[DatedRecord] = field(default_factory=list)
    headings: list[tuple[int, str, Line]] = field(default_factory=list)
    is_open: bool = False
    shared: str = ""  # the first part of a numbered name, which those below it leave out
    year: PrintedYear | None = None  # that stands alone above figures
    is_arrow: bool = False  # an arrow stands alone above
    noted: PrintedYear | None = None  # in brackets at the end of the last heading
    role: tuple[int, FactRole] | None = None  # of a line that says it alone, and how far that is set in

    def label(self, line: Line, title: Title) -> None:
        """Take a line that says a role, 【目標】, for what follows it."""
        self.role, self.year = (_depth(line), FactRole(str(title.meaning))), title.year

    def of_year(self, year: PrintedYear, *, is_alone: bool) -> None:
        """Take a year that stands alone: of the figure above it where that has none, else of what follows."""
        above = self.records[-1].lines if self.is_open else []
        if len(above) == 1 and is_alone and not any(one.year or one.role for one in above[0].items):
            above[0].items = [replace(one, year=year) for one in above[0].items]
        else:
            self.year = year

    def head(self, line: Line, calendar: NamedYears) -> None:
        """Take a line as the heading of what is set in deeper below it."""
        self.noted = _noted(tidy(line.text), calendar)
        self.is_open, self.shared, self.year, self.is_arrow = False, "", None, False
        words, depth = tidy(line.text), _depth(line)
        self.role = None if self.role and depth <= self.role[0] else self.role
        self.headings = [one for one in self.headings if one[0] < depth]
        if not _NO_NAME.search(words) and len(words) <= _LONGEST_NAME:
            self.headings.append((depth, _name(words), line))

    def begin(self, line: Line, lead: str) -> None:
        """Begin the record of a name before figures; it leaves out what the numbered one above it begins with."""
        group, _, rest = lead.partition(" ")
        is_numbered = without_row_number(without_number(tidy(line.text))) != tidy(line.text)
        if is_numbered:
            self.shared = group if rest else ""
        name = f"{self.shared} {lead}" if self.shared and not is_numbered else lead
        self.records.append(DatedRecord(name, line, self._group(line, lead), self.noted))
        self.is_open, self.year = True, None

    def _group(self, line: Line, lead: str) -> str:
        """Return the heading that a name belongs to; a label, 事務職, also to the name of the same depth above it."""
        last = self.headings[-1][1] if self.headings else ""
        is_label = is_whole_name(last) and not is_whole_name(lead)
        return last if is_label else _group(self.headings, _depth(line))

    def add(self, told: DatedLine) -> None:
        """Add a line of figures to the record, which begins below the nearest heading."""
        if not self.is_open:
            if not self.headings:
                return
            depth, name, at = self.headings[-1]
            self.records.append(DatedRecord(name, at, _group(self.headings[:-1], depth), self.noted))
            self.is_open = True
        if self.role is not None and not told.has_arrows and not any(one.role for one in told.items):
            told.items = [replace(one, role=one.role or self.role[1]) for one in told.items]
        if self.year is not None:
            told.items = [replace(one, year=one.year or self.year) for one in told.items]
        lines = self.records[-1].lines
        if lines and _is_page(told, lines):
            return
        if self.is_arrow and lines:
            lines[-1].items += told.items
            lines[-1].has_arrows, self.is_arrow = True, False
            return
        _carry_on(lines, told)
        lines.append(told)


def records_in(lines: Iterable[Line], calendar: NamedYears, legend: Legend) -> list[DatedRecord]:
    """Return names with the dated lines that follow them, each below the heading that it is printed under."""
    walk = _Walk()
    for printed in lines:
        line = replace(printed, text=_BULLET.sub(r"\1", printed.text))
        words = tidy(line.text).strip()
        if _ARROW.fullmatch(words):
            walk.is_arrow = walk.is_open
        elif walk.headings and _is_beside(words, calendar):
            continue
        elif year := year_only(words.strip("[]<>【】:・■●○◇◆"), calendar):
            walk.of_year(year, is_alone=_is_alone(words, calendar))
        elif title := _role_alone(words, calendar):
            walk.label(line, title)
        else:
            told = None if _TABLE.search(line.text) else dated_line(line, calendar, legend | _before(walk))
            if told is None or not told.items or _is_name(words, told):
                walk.head(line, calendar)
                continue
            if lead := _name(told.lead):
                walk.begin(line, lead)
            walk.add(told)
    return _together([one for one in walk.records if one.lines])


def _together(records: Sequence[DatedRecord]) -> list[DatedRecord]:
    """Put records of one name together where each says what its figures are: here targets, there results."""
    found: dict[tuple[str, str], DatedRecord] = {}
    kept: list[DatedRecord] = []
    for one in records:
        first = found.setdefault((one.group, one.name), one)
        if first is one or _roles(first) & _roles(one):
            kept.append(one)
        else:
            first.lines += one.lines
    return kept


def _roles(record: DatedRecord) -> set[FactRole | None]:
    """Return the roles of a record's figures; None, which is every one's, where a figure says none."""
    roles = {one.role for line in record.lines for one in line.items}
    return roles if None not in roles else {None, *COUNTED}


def _noted(words: str, calendar: NamedYears) -> PrintedYear | None:
    """Return the only year of a bracket at the end of a heading: 取得率（令和6年度）."""
    match = _NOTED.search(words)
    years = years_in(match["inside"], calendar) if match else []
    return years[0] if len(years) == 1 else None


def _role_alone(words: str, calendar: NamedYears) -> Title | None:
    """Return what a line says that holds nothing but a role, perhaps with its year."""
    title = read_title(words.strip("[]<>【】:・■●○◇◆"), calendar)
    return title if title is not None and title.meaning in COUNTED and not _OF_PLANS.search(words) else None


def _is_page(told: DatedLine, before: Sequence[DatedLine]) -> bool:
    """Say whether a line is a bare number behind figures with units and years: that of a page."""
    figures = [one.figure for line in before for one in line.items if one.year and one.figure.unit]
    return bool(figures) and bool(_PAGE.fullmatch(told.line.text.strip()))


def _is_alone(words: str, calendar: NamedYears) -> bool:
    """Say whether a line is one year, which no bracket calls a note."""
    return not words.startswith("(") and len(years_in(words, calendar)) == 1


def _before(walk: _Walk) -> Legend:
    """Return what 前年度 is beside the last result of the record that is being read."""
    items = [one for line in walk.records[-1].lines for one in line.items] if walk.is_open else []
    years = [one.year.year for one in items if one.year and one.role is not FactRole.TARGET]
    return relative_years(max(years, default=None))


def _is_name(words: str, told: DatedLine) -> bool:
    """Say whether the figures of a line are part of a name: 年間の24時間死者数."""
    is_bare = not any(one.year or one.role for one in told.items)
    unit = told.items[-1].figure.unit
    return is_bare and is_whole_name(words) and is_whole_name(unit) and not is_known_unit(unit)


def _is_beside(words: str, calendar: NamedYears) -> bool:
    """Say whether a line in a record says its unit, or something in words."""
    label, sign, _ = words.partition(":")
    title = read_title(label.strip("・ "), calendar) if sign else None
    return title is not None and title.meaning in {Other.UNIT, Other.TEXT, Other.MARK}


def _carry_on(before: Sequence[DatedLine], told: DatedLine) -> None:
    """Give years alone the role of the line above, if that is of results, or of targets of earlier years."""
    if not before or told.has_arrows or any(one.role or not one.year for one in told.items):
        return
    last = before[-1].items[-1]
    is_later = last.year is not None and all(one.year.year > last.year.year for one in told.items if one.year)
    if last.role is FactRole.ACTUAL or (last.role is FactRole.TARGET and is_later):
        told.items = [replace(one, role=last.role) for one in told.items]


def _name(words: str) -> str:
    """Return a name without its number and the label before it; its parts stay apart."""
    words = without_row_number(" ".join(words.split()).strip(" ・:："))
    words = _OF_CHART.sub("", _NAMES.sub("", without_number(_MARKS.sub("", words))))
    return re.sub(r"(?<=.[率数量割合額積度間人])(?:は|が|を|も)$", "", words)


def _depth(line: Line) -> int:
    """Return how far a line is set in; a mark or number before it counts as nothing."""
    blanks = _INDENT.match(line.text)
    return sum(2 if one == "　" else 1 for one in blanks[0]) if blanks else 0


def _group(headings: Sequence[tuple[int, str, Line]], depth: int) -> str:
    above = [name for at, name, _ in headings if at < depth]
    return above[-1] if above else ""
