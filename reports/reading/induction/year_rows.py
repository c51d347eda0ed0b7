"""Rows of years under the names of what is counted: the label of a row, （基準年度）, （目標年度）, says its role."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Final

from indicators.calculation.units import is_known_unit
from reports.reading.documents import Line
from reports.reading.facts import COUNTED, Confidence, Fact, FactRole, Reading
from reports.reading.induction.numbered import cells_of
from reports.reading.induction.rate_proofs import figure_of, is_printed
from reports.reading.induction.records import is_value
from reports.reading.slots import Slot
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.titles import read_title
from reports.reading.wording import compact, named, tidy
from reports.reading.years import NamedYears, PrintedYear, years_in

_ONLY_UNIT: Final = re.compile(r"\((?:単位:?)?(?P<unit>[^()]{1,8})\)")
_QUOTED: Final = re.compile(r"「(?P<name>[^」]{2,60})」")
_HEADING: Final = 6  # cells above a head
_FEWEST_ROWS: Final = 3
_MOST_TITLES: Final = 16
_FEWEST_PROVEN: Final = 2
_WHOLE: Final = Decimal(100)
_LABEL: Final = re.compile(r"[()\s]*(?P<label>[^\d()\s]*)[()\s]*")
_BASE: Final = re.compile(r"(?:基準|現状|現況|策定|当初)(?:年度?|時|値|時点|前)*")
_AIM: Final = re.compile(r"(?:最終|前期|後期|中間)?目標(?:年度?|値)*")
_RESULT: Final = re.compile(r"実績(?:値)?|")
_YEARS_OF: Final = re.compile(r"(?:年度?|年次|区分|時期)(?:\((?:単位:?)?(?P<unit>[^()]{1,8})\))?")
_CHANGE: Final = re.compile(
    r"(?:対|基準|前|年度?|当初|策定時|から|の|比|平成\d+|[RH]\d+)*(?:比|増減|増加|減少|削減|変化|伸び|進捗|達成)(?:数|率|量|額|値|状況)?"
)
_BRACKETS: Final = re.compile(r"[(\[][^()\[\]]*[)\]]?")
_OTHER: Final = re.compile(r"見込|推計|予測|計画値|予算|うち")
_UNIT: Final = re.compile(r"\((?:単位:?)?(?P<unit>[^()]{1,10})\)$")


@dataclass(slots=True)
class _Row:
    """A year, the role that its label gives it, and the values behind it."""

    year: PrintedYear
    role: FactRole
    line: Line
    values: list[Slot] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Title:
    """What stands above a column: a name with its unit, or how something changed."""

    name: str
    unit: str
    line: Line

    @property
    def is_change(self) -> bool:
        return _says_change(self.name)


def _says_change(title: str) -> bool:
    return bool(_CHANGE.fullmatch(_BRACKETS.sub("", compact(title))))


def with_year_rows(lines: Sequence[Line], calendar: NamedYears) -> list[Reading]:
    """Return the indicators above runs of rows that begin with rising years, if labels say which is which."""
    cells = [
        one for line in lines for one in cells_of(line, line.text, calendar, by_blanks=False) if one.text
    ]
    readings: list[Reading] = []
    for start, rows in _runs(cells, calendar):
        width = max(len(row.values) for row in rows)
        titles = _titles(cells[max(start - _MOST_TITLES, 0) : start], width, calendar)
        if titles and _is_sound(rows):
            readings += _readings(rows, titles)
    return readings


def _runs(cells: Sequence[Slot], calendar: NamedYears) -> Iterator[tuple[int, list[_Row]]]:
    """Yield where rows that begin with years follow each other, and the rows."""
    at = 0
    while at < len(cells):
        start, rows = at, []
        while (begun := _begun(cells, at, calendar)) is not None:
            row, at = begun
            while at < len(cells) and is_value(cells[at]) and _begun(cells, at, calendar) is None:
                row.values.append(cells[at])
                at += 1
            if row.values and at < len(cells) and (below := _label_below(cells[at])) is not None:
                row.role, at = below, at + 1
            rows.append(row)
        if len(rows) >= _FEWEST_ROWS and any(row.values for row in rows):
            yield start, rows
        at = max(at, start + 1)


def _begun(cells: Sequence[Slot], at: int, calendar: NamedYears) -> tuple[_Row, int] | None:
    """Return the row that begins at a place, and where its values do; its label may be a cell of its own."""
    if at >= len(cells) or (line := cells[at].line) is None:
        return None
    words = tidy(cells[at].text)
    years = years_in(words, calendar)
    if len(years) != 1:
        return None
    rest = _LABEL.fullmatch(words[: years[0].start] + words[years[0].end :])
    label = rest["label"] if rest else None
    behind = at + 1
    if label == "" and behind < len(cells) and cells[behind].text.strip()[:1] in {"(", "（"}:
        following = _LABEL.fullmatch(tidy(cells[behind].text))
        if following is not None and _role(following["label"]) is not None and following["label"]:
            label, behind = following["label"], behind + 1
    role = _role(label) if label is not None else None
    return None if role is None else (_Row(years[0], role, line), behind)


def _label_below(one: Slot) -> FactRole | None:
    """Return the role that a bracket below the year of a row says."""
    match = _LABEL.fullmatch(tidy(one.text)) if one.text.strip()[:1] in {"(", "（"} else None
    return _role(match["label"]) if match is not None and match["label"] else None


def _role(label: str) -> FactRole | None:
    for pattern, role in ((_BASE, FactRole.BASELINE), (_AIM, FactRole.TARGET), (_RESULT, FactRole.ACTUAL)):
        if pattern.fullmatch(label):
            return role
    return None


def _is_sound(rows: Sequence[_Row]) -> bool:
    """Say whether years rise from at most one start over results to labelled targets."""
    order = [FactRole.BASELINE, FactRole.ACTUAL, FactRole.TARGET]
    places = [order.index(row.role) for row in rows]
    rises = all(before.year.year < after.year.year for before, after in pairwise(rows))
    return rises and places == sorted(places) and places.count(0) < 2 and {1, 2} <= set(places)


def _titles(before: Sequence[Slot], width: int, calendar: NamedYears) -> list[_Title]:
    """Return the titles of so many columns behind the one of years; none if they are not sure."""
    start = next(
        (at for at in range(len(before) - 1, -1, -1) if _YEARS_OF.fullmatch(compact(before[at].text))), None
    )
    if start is None:
        return []
    only = _YEARS_OF.fullmatch(compact(before[start].text))
    if width == 1 and only is not None and only["unit"] and start + 1 == len(before):
        return _named_above(before[:start], only["unit"])
    words = list(before[start + 1 :])
    if (
        not words
        or any(is_value(one) for one in words)
        or _OTHER.search("".join(compact(one.text) for one in words))
    ):
        return []
    if width == 1 and len(words) == 1 and (unit := _ONLY_UNIT.fullmatch(compact(words[0].text))):
        return _named_above(before[:start], unit["unit"])
    groups = _groups(words, width)
    titles = [title for group in groups if (title := _title(group))]
    named_all = all(title.is_change or _is_name(title.name, calendar) for title in titles)
    return titles if len(titles) == width and named_all and not all(one.is_change for one in titles) else []


def _named_above(above: Sequence[Slot], unit: str) -> list[_Title]:
    """Return the title of figures of which the head says the unit alone: what is quoted above them."""
    for one in reversed(above[-_HEADING:]):
        if one.line is not None and (match := _QUOTED.search(one.line.text)):
            return [_Title(named(match["name"]), unit, one.line)]
    return []


def _is_name(name: str, calendar: NamedYears) -> bool:
    return len(compact(name)) > 1 and read_title(name, calendar) is None


def _groups(words: Sequence[Slot], width: int) -> list[list[Slot]]:
    """Return words as so many titles: each its own, each up to its unit, or a name and how it changed."""
    joined: list[list[Slot]] = []
    for one in words:
        if joined and one.text.strip()[:1] in {"(", "（", "[", "［"}:
            joined[-1].append(one)
        else:
            joined.append([one])
    if len(joined) == width or width == 1:
        return joined if len(joined) == width else [list(words)]
    by_units: list[list[Slot]] = [[]]
    for group in joined:
        by_units[-1] += group
        if compact(group[-1].text).endswith(")"):
            by_units.append([])
    by_units = [group for group in by_units if group]
    if len(by_units) == width:
        return by_units
    changes = [at for at, group in enumerate(joined) if _says_change("".join(one.text for one in group))]
    if width == 2 and changes and changes[0]:
        first = changes[0]
        return [[one for group in part for one in group] for part in (joined[:first], joined[first:])]
    return []


def _title(group: Sequence[Slot]) -> _Title | None:
    words = compact("".join(one.text for one in group))
    match = _UNIT.search(words)
    unit = match["unit"] if match and (is_known_unit(match["unit"]) or "/" in match["unit"]) else ""
    name = named(" ".join(one.text for one in group))
    if unit:
        name = re.sub(r"\s*[(（\[［][^()（）]*[)）\]］]\s*$", "", name)
    line = group[0].line
    return _Title(name, unit, line) if line is not None and name else None


def _readings(rows: Sequence[_Row], titles: Sequence[_Title]) -> list[Reading]:
    readings: list[Reading] = []
    for at, title in enumerate(titles):
        if title.is_change:
            continue
        told = [(row, row.values[at]) for row in rows if at < len(row.values)]
        pairs: Pairs = [
            (Column(role=row.role, year=row.year), Value(one.cell, one.line or row.line)) for row, one in told
        ]
        changes = titles[at + 1 : at + 2]
        is_proven = bool(changes) and changes[0].is_change and _recomputes(rows, at)
        is_whole = {row.role for row in rows} == COUNTED
        sure = Confidence.LIKELY if is_whole else Confidence.UNSURE
        sure = Confidence.CERTAIN if is_proven else sure
        facts: list[tuple[str, Fact]] = [(label, fact.sure(sure)) for label, fact in facts_of(pairs, None)]
        readings += readings_of(Row(name=title.name, line=title.line, unit=title.unit), facts)
    return [one for one in readings if len(one.facts) > 1]


def _recomputes(rows: Sequence[_Row], at: int) -> bool:
    """Say whether the changes beside a column are those of its figures from the start, in two rows and all."""
    full = [row for row in rows if len(row.values) > at + 1]
    start = next((figure_of(row.values[at]) for row in full if row.role is FactRole.BASELINE), None)
    if start is None or not start.value:
        return False
    told: list[bool] = []
    for row in full:
        figure, change = figure_of(row.values[at]), figure_of(row.values[at + 1])
        if figure is None or change is None or row.role is FactRole.BASELINE:
            continue
        share = (figure.value - start.value) / start.value * _WHOLE
        told.append(
            any(is_printed(abs(change.value), tidy(change.text), abs(one)) for one in (share, share + _WHOLE))
        )
    return len(told) >= _FEWEST_PROVEN and all(told)
