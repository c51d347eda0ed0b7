"""Years in brackets below their figures, or behind them all, put behind each: one for one, in their order."""

import re
from dataclasses import replace
from typing import Final

from reports.reading.atoms import pieces
from reports.reading.documents import Document
from reports.reading.slots import Slot, slot
from reports.reading.wording import tidy
from reports.reading.years import NamedYears, years_in

_FEWEST: Final = 2
_LONGEST: Final = 80
_BRACKETED: Final = re.compile(r"\((?:[^()]|\([^()]*\))+\)")
_RUN: Final = re.compile(
    r"(?<=[\s　])(?:[(（](?:令和|平成|[RHＲＨ]|[2２][0０])[元\d]{1,3}年?度?[)）](?:[\s　]+|$)){2,}"
)
_SIGNS: Final = re.compile(r"[|｜\t]")


def with_years_behind(document: Document, calendar: NamedYears) -> Document:
    """Return a document in which two years in brackets or more stand behind the figures that they are of.

    They are a line of their own below these, or stand in their line behind as many of them.
    """
    lines = [
        replace(line, text=_within(line.text, calendar)) if _RUN.search(line.text) else line
        for line in document.lines
    ]
    for at in range(1, len(lines)):
        years = _years(lines[at].text, calendar)
        if years and (words := _joined(lines[at - 1].text, years, calendar)):
            lines[at - 1] = replace(lines[at - 1], text=words)
            lines[at] = replace(lines[at], text="")
    return replace(document, lines=tuple(lines)) if tuple(lines) != document.lines else document


def _within(text: str, calendar: NamedYears) -> str:
    """Return a line in which years behind as many figures stand behind each of these."""
    told, end = "", 0
    for run in _RUN.finditer(text):
        words = text[end : run.start()]
        joined = _joined(words, _years(run[0], calendar), calendar) if words.strip() else ""
        told += f"{joined} " if joined else words + run[0]
        end = run.end()
    return told + text[end:]


def _years(text: str, calendar: NamedYears) -> list[str]:
    """Return the years in brackets of a line with nothing else in it."""
    if len(text) > _LONGEST or _SIGNS.search(text) or text.lstrip()[:1] not in {"(", "（"}:
        return []
    words = tidy(text)
    found = _BRACKETED.findall(words)
    alone = not _BRACKETED.sub("", words).strip()
    return found if alone and len(found) >= _FEWEST and all(years_in(one, calendar) for one in found) else []


def _joined(text: str, years: list[str], calendar: NamedYears) -> str:
    """Return a line whose last words, as many as there are years, are figures or goals, with these behind them."""
    parts = list(pieces(text))
    ends = parts[-len(years) :]
    if (
        len(parts) <= len(years)
        or _SIGNS.search(text)
        or not all(_is_said(slot(one, calendar)) for one in ends)
    ):
        return ""
    told = [f"{one}{year}" for one, year in zip(ends, years, strict=True)]
    return " ".join([*parts[: -len(years)], *told])


def _is_said(one: Slot) -> bool:
    return (one.is_figure or one.is_absent or one.cell.is_goal) and one.cell.year is None
