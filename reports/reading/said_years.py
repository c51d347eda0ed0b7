"""The year of a figure in a sentence: of those before it, behind it in a bracket, or of figures told in their turn."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.figures import Figure
from reports.reading.said_roles import Clause, comes_from, is_change
from reports.reading.years import PrintedYear

_ALONE: Final = re.compile(r"(?:度|末|現在|時点|の1年間|実績|目標)*\)")
_TURNS: Final = re.compile(r"(?:度|末)*(?:から|より|以降)、?")
_BY: Final = re.compile(r"(?:度|末)*までに")
_COMPARED: Final = re.compile(r"(?:度|末)?(?:\([^()]*\))?(?:の実績)?(?:(?:に|と)(?:比べ|比較|比し)|比)")
_SINCE: Final = re.compile(r"(?:度|末)?(?:\([^()]*\))?(?:から|より)、?(?:[^、。]{0,8}で)?約?")
_NEXT: Final = re.compile(r"(?:以上|以下)?(?:、|と|及び|・|並びに)")


def year_said(clause: Clause) -> PrintedYear | None:
    """Return the year that is said of a figure since the one before it, or of the figures that it stands among."""
    if behind := _year_behind(clause):
        return behind
    if comes_from(clause):
        return _year_come_to(clause)
    return _year_in_turn(clause) or _year_before(clause)


def _year_behind(clause: Clause) -> PrintedYear | None:
    """Return the year in a bracket behind a figure, if nothing else is in it."""
    text, end = clause.passage.text, clause.figure.span[1]
    behind = [one for one in clause.passage.years if one.start == end + 1 and text[end] == "("]
    return behind[0] if behind and _ALONE.match(text, behind[0].end) else None


def _year_before(clause: Clause) -> PrintedYear | None:
    """Return the last year since the figure before; that of a bracket is not of what stands outside of it."""
    text, start, end = clause.passage.text, clause.start, clause.figure.span[0]
    noted = text.find(")", start, end) if text.startswith("(", start) else start  # of the figure before it
    years = [one for one in clause.passage.years if max(start, noted) <= one.start < end]
    before = [one for one in years if not _is_compared_with(clause, one)]
    is_inside = is_open(text[start:end])
    outside = [one for one in before if is_inside or not is_open(text[start : one.start])]
    return (outside or before)[-1] if before else None


def _is_compared_with(clause: Clause, year: PrintedYear) -> bool:
    """Say whether a year is only what a figure behind it is compared with: 基準年度に比べて, 基準年度から50％削減."""
    text, end = clause.passage.text, clause.figure.span[0]
    compared = _COMPARED.match(text, year.end, end)
    return compared is not None or (is_change(clause) and bool(_SINCE.fullmatch(text, year.end, end)))


def _year_come_to(clause: Clause) -> PrintedYear | None:
    """Return the year by which something shall come from the figure before to this one: Yまでに…214件から150件に."""
    text = clause.passage.text
    years = [one for one in clause.passage.years if one.end <= clause.start and _BY.match(text, one.end)]
    return years[-1] if years else None


def _year_in_turn(clause: Clause) -> PrintedYear | None:
    """Return the year of one of several figures that are told from a year on in their turn: Yから順に、F、F、F."""
    text, at = clause.passage.text, clause.figure.span[0]
    begin = text.rfind("順に", 0, at)
    first = [one for one in clause.passage.years if begin >= 0 and _TURNS.fullmatch(text, one.end, begin)]
    run = list(run_of(text, [one for one in clause.passage.figures if one.span[0] > begin]))
    if not first or clause.figure not in run:
        return None
    return replace(first[-1], year=first[-1].year + run.index(clause.figure))


def run_of(text: str, figures: Sequence[Figure]) -> Iterator[Figure]:
    """Yield figures as long as nothing but a comma stands between them."""
    end = 0
    for one in figures:
        if end and not _NEXT.fullmatch(text[end : one.span[0]]):
            return
        end = one.span[1]
        yield one


def is_open(words: str) -> bool:
    """Say whether a bracket is open at the end of some words."""
    return words.count("(") > words.count(")")
