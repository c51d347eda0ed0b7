"""Values below the years and roles they belong to: 「R2年度 R12年度」「(現況値) (目標値)」「71.8％ 80.0％」."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.cells import read_printed
from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.heads import year_only
from reports.reading.titles import read_title
from reports.reading.wording import tidy
from reports.reading.years import NamedYears

_FEWEST: Final = 2


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
        found = _stack(words, at, calendar)
        if found is None:
            at += 1
            continue
        told, end = found
        moved |= dict.fromkeys(range(at, end), "") | {end - 1: told}
        at = end
    if not moved:
        return list(lines)
    return list(_rebuilt(lines, words, moved))


def _words(line: Line) -> list[str]:
    return tidy(line.text).split() if "|" not in line.text and "\t" not in line.text else []


def _kind(word: str, calendar: NamedYears) -> str:
    if year_only(word, calendar) is not None:
        return "year"
    title = read_title(word.strip("()【】[]"), calendar)
    if title is not None and isinstance(title.meaning, FactRole):
        return "dated role" if title.year else "role"
    cell = read_printed(word, calendar)
    return "figure" if len(cell.entries) == 1 and not cell.year and not cell.entries[0].label else ""


def _run(words: Sequence[_Word], at: int, kind: str) -> list[_Word]:
    end = at
    while end < len(words) and words[end].kind == kind:
        end += 1
    return list(words[at:end])


def _stack(words: Sequence[_Word], at: int, calendar: NamedYears) -> tuple[str, int] | None:
    """Return the values that stand below years and roles, each behind its own, and where they end."""
    if words[at].kind not in {"year", "role"} or (at and words[at - 1].kind == words[at].kind):
        return None
    first = _run(words, at, words[at].kind)
    other = "role" if words[at].kind == "year" else "year"
    second = _run(words, at + len(first), other)
    begun = at + len(first) + len(second)
    figures = _run(words, begun, "figure")
    years, roles = (first, second) if other == "role" else (second, first)
    heads = _heads([one.text for one in years], [one.text for one in roles], calendar)
    if len(heads) < _FEWEST or len(figures) != len(heads):
        return None
    told = " ".join(f"{head} {figure.text}" for head, figure in zip(heads, figures, strict=True))
    return told, begun + len(figures)


def _heads(years: Sequence[str], roles: Sequence[str], calendar: NamedYears) -> list[str]:
    """Return a role with its year for each value; of two years the first is that of a start, the second of all else."""
    if len(years) == _FEWEST < len(roles):
        title = read_title(roles[0].strip("()【】[]"), calendar)
        if title is None or title.meaning is not FactRole.BASELINE:
            return []
        years = [years[0], *[years[1]] * (len(roles) - 1)]
    if not roles or len(years) != len(roles):
        return []
    return [f"{role.strip('()【】[]')} {year}" for role, year in zip(roles, years, strict=True)]


def _rebuilt(lines: Sequence[Line], words: Sequence[_Word], moved: dict[int, str]) -> Iterator[Line]:
    """Yield lines with their words, those that were moved in their new place."""
    told: dict[int, list[str]] = {}
    touched = {words[at].at for at in moved}
    for at, word in enumerate(words):
        if word.at in touched and (text := moved.get(at, word.text)):
            told.setdefault(word.at, []).append(text)
    for at, line in enumerate(lines):
        yield replace(line, text=" ".join(told.get(at, []))) if at in touched else line
