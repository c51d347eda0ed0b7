"""Values below the years and roles they belong to: 「R2年度 R12年度」「(現況値) (目標値)」「71.8％ 80.0％」."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Final

from reports.reading.cells import read_printed
from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.heads import year_only
from reports.reading.titles import read_title
from reports.reading.wording import tidy
from reports.reading.years import NamedYears

_FEWEST: Final = 2
_FEWEST_COLUMNS: Final = 3
_FEWEST_TICKS: Final = 3
_LONGEST: Final = 24
_BRACKETS: Final = "()【】[]"
_MAY_HEAD: Final = re.compile(r"[\d元値時]|目標|基準|現状|現況|実績|計画|策定|当初|見込")
_TICK: Final = re.compile(r"[\d,.]+")
_OF_CHART: Final = re.compile(r"^\s*[【(]?(?:図|グラフ)|推移")
_AXIS: Final = re.compile(r"\(年度?\)")
_UNIT: Final = re.compile(r"\((?:単位:?)?(?P<unit>[^()\d]{1,8})\)")


_Told = tuple[int, str, int]  # where it begins, what is told, where it ends


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, the line it stands on, and what it can be: a year, a role, a figure."""

    text: str
    at: int
    kind: str


def with_values_beside(lines: Sequence[Line], calendar: NamedYears) -> list[Line]:
    """Return lines in which such values stand behind their role and year."""
    words = [_Word(word, at, _kind(word, calendar)) for at, line in enumerate(lines) for word in _words(line)]
    moved: dict[int, str] = {}  # what stands in place of a word, "" where it is told elsewhere
    at = 0
    while at < len(words):
        found = _stack(words, at, calendar) or _chart(words, at) or _columns_above(words, at, lines)
        if found is None:
            at += 1
            continue
        begun, told, end = found
        moved |= dict.fromkeys(range(begun, end), "") | {end - 1: told}
        at = end
    if not moved:
        return list(lines)
    return list(_rebuilt(lines, words, moved))


def _words(line: Line) -> list[str]:
    return tidy(line.text).split() if "|" not in line.text and "\t" not in line.text else []


def _kind(word: str, calendar: NamedYears) -> str:
    if not _MAY_HEAD.search(word) or len(word) > _LONGEST:
        return ""
    if _TICK.fullmatch(word):
        return "figure"
    if year_only(word, calendar) is not None:
        return "year"
    title = read_title(word.strip(_BRACKETS), calendar)
    if title is not None and isinstance(title.meaning, FactRole):
        return "dated role" if title.year else "role"
    cell = read_printed(word, calendar)
    return "figure" if len(cell.entries) == 1 and not cell.year and not cell.entries[0].label else ""


def _run(words: Sequence[_Word], at: int, kind: str) -> list[_Word]:
    end = at
    while end < len(words) and words[end].kind == kind:
        end += 1
    return list(words[at:end])


def _stack(words: Sequence[_Word], at: int, calendar: NamedYears) -> _Told | None:
    """Return the values that stand below years and roles, or titles of both, each behind its own."""
    kind = words[at].kind
    if kind not in {"year", "role", "dated role"} or (at and words[at - 1].kind == kind):
        return None
    if kind == "dated role":
        return _beside(words, at, [one.text for one in _run(words, at, kind)], at)
    first = _run(words, at, words[at].kind)
    other = "role" if words[at].kind == "year" else "year"
    second = _run(words, at + len(first), other)
    years, roles = (first, second) if other == "role" else (second, first)
    heads = _heads([one.text for one in years], [one.text for one in roles], calendar)
    return _beside(words, at + len(first) + len(second) - len(heads), heads, at)


def _beside(words: Sequence[_Word], at: int, heads: Sequence[str], begun: int) -> _Told | None:
    """Return as many figures as heads, behind these, each with its own."""
    at += len(heads)
    figures = _run(words, at, "figure")
    if len(heads) < _FEWEST or len(figures) != len(heads):
        return None
    told = " ".join(f"{head} {figure.text}" for head, figure in zip(heads, figures, strict=True))
    return begun, told, at + len(figures)


def _chart(words: Sequence[_Word], at: int) -> _Told | None:
    """Return the columns of a chart, a figure for each year of its axis, without the ticks and the unit before them."""
    if words[at].kind != "year" or (at and words[at - 1].kind == "year"):
        return None
    years = _run(words, at, "year")
    begun = at - _ticks(words, at)
    unit = _UNIT.fullmatch(words[begun - 1].text) if begun else None
    heads = [one.text for one in years]
    told = _beside(words, at, heads, at) if len(years) >= _FEWEST_COLUMNS else None
    if told is None or (begun == at and unit is None):
        return None
    _, text, end = told
    if unit is not None:
        figures = [one.text for one in words[end - len(heads) : end]]
        text = " ".join(f"{head} {one}{unit['unit']}" for head, one in zip(heads, figures, strict=True))
    return begun - (unit is not None), text, end


def _columns_above(words: Sequence[_Word], at: int, lines: Sequence[Line]) -> _Told | None:
    """Return the columns of a chart whose figures stand above the years of its axis, below its name."""
    if words[at].kind != "figure" or (at and words[at - 1].kind == "figure"):
        return None
    figures = _run(words, at, "figure")
    years = _run(words, at + len(figures), "year")
    end = at + len(figures) + len(years)
    is_last = end == len(words) or words[end].kind != "figure"
    above = lines[words[at].at - 1].text if words[at].at else ""
    is_chart = _OF_CHART.search(above) or (end < len(words) and _AXIS.fullmatch(words[end].text))
    if len(years) < _FEWEST_COLUMNS or len(years) != len(figures) or not (is_last and is_chart):
        return None
    told = " ".join(f"{year.text} {one.text}" for year, one in zip(years, figures, strict=True))
    return at, told, end


def _ticks(words: Sequence[_Word], at: int) -> int:
    """Return how many numbers at even steps from nought on stand before a place."""
    begun = at
    while begun and _TICK.fullmatch(words[begun - 1].text):
        begun -= 1
    try:
        ticks = [Decimal(one.text.replace(",", "")) for one in words[begun:at]]
    except InvalidOperation:
        return 0
    steps = {after - before for before, after in pairwise(ticks)}
    return len(ticks) if len(ticks) >= _FEWEST_TICKS and len(steps) == 1 and 0 in ticks else 0


def _heads(years: Sequence[str], roles: Sequence[str], calendar: NamedYears) -> list[str]:
    """Return a role with its year for each value; of two years the first is that of a start, the second of all else."""
    if len(years) == _FEWEST < len(roles):
        title = read_title(roles[0].strip(_BRACKETS), calendar)
        if title is None or title.meaning is not FactRole.BASELINE:
            return []
        years = [years[0], *[years[1]] * (len(roles) - 1)]
    if not roles or len(years) != len(roles):
        return []
    return [f"{role.strip(_BRACKETS)} {year}" for role, year in zip(roles, years, strict=True)]


def _rebuilt(lines: Sequence[Line], words: Sequence[_Word], moved: dict[int, str]) -> Iterator[Line]:
    """Yield lines with their words, those that were moved in their new place."""
    told: dict[int, list[str]] = {}
    touched = {words[at].at for at in moved}
    for at, word in enumerate(words):
        if word.at in touched and (text := moved.get(at, word.text)):
            told.setdefault(word.at, []).append(text)
    for at, line in enumerate(lines):
        yield replace(line, text=" ".join(told.get(at, []))) if at in touched else line
