"""What is said once of all arrows: 「矢印の左が基準値（H30）、右が目標値（R6）」, 「現状（R4）⇒目標（R9）」."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from reports.reading.documents import Document
from reports.reading.facts import FactRole
from reports.reading.tables import Column
from reports.reading.wording import ARROW, tidy
from reports.reading.years import NamedYears, years_in

_ARROW: Final = re.compile(ARROW)
_LEFT: Final = re.compile(
    r"(?:左|前)(?:側|辺|の(?:数字|数値|値|年))?(?:が|は|:)(?P<left>[^、。]{2,30})[、。]\s*(?:矢印の|→の|⇒の)?"
    r"(?:右|後ろ?|先)(?:側|辺|の(?:数字|数値|値|年))?(?:が|は|:)(?P<right>[^、。]{2,30})"
)
_INSIDE: Final = re.compile(
    r"(?:かっこ|カッコ|括弧|\(\s*\))(?:内|書き?)(?:の(?:数字|数値|値))?(?:は|が|:)、?(?P<inside>[^。、()]{2,20})"
)
_ROLES: Final = (
    (FactRole.TARGET, re.compile(r"目標|めざ|目指|計画値")),
    (FactRole.BASELINE, re.compile(r"基準|現状|現況|策定|当初|従前|開始|現在")),
    (FactRole.ACTUAL, re.compile(r"実績|最新|直近|中間|結果")),
)
_ORDER: Final = re.compile(r"(?:「(?P<quoted>[^」]+)」|(?P<plain>[^。「」]+?))の順")
_PARTING: Final = re.compile(rf"\s*(?:{ARROW}|[/・、()])\s*")
_FEWEST: Final = 2
_LONGEST: Final = 160
_LONGEST_PART: Final = 40
_OPENING: Final = re.compile(r"[。、:【]|\s{2,}|\((?![^()]*\))")
_CLOSING: Final = re.compile(r"[。、】]|\s{2,}|(?<=\))で")


@dataclass(frozen=True, slots=True)
class ArrowLegend:
    """What stands before, between and behind the arrows from a line on."""

    line: int
    columns: tuple[Column, ...]


def legends_in(document: Document, calendar: NamedYears) -> list[ArrowLegend]:
    """Return what lines say of the arrows below them: a role and a year for each place of a chain, years in order."""
    found: list[ArrowLegend] = []
    above: list[str] = []
    for line in document.lines:
        words = tidy(line.text)
        if len(line.text) > _LONGEST:
            continue
        match = _LEFT.search(words)
        parts = [match["left"], match["right"]] if match else _parts(words)
        both = [f"{role} {year}" for role, year in zip(above, parts, strict=False)]
        columns = _columns(parts, calendar)
        if not columns and len(above) == len(parts):
            columns = _columns(both, calendar)  # roles in one line, their years in the next
        if columns:
            found.append(ArrowLegend(line.number, columns))
        above = parts
    return found


def bracket_columns(document: Document, calendar: NamedYears) -> tuple[Column, ...]:
    """Return what stands before and in the brackets of a list: 「令和12年度の目標（かっこ内は令和4年度の実績）」."""
    for line in document.lines:
        words = tidy(line.text)
        match = _INSIDE.search(words) if len(words) <= _LONGEST else None
        if match is None:
            continue
        inside, role = years_in(match["inside"], calendar), _role(match["inside"])
        outside, other = years_in(words[: match.start()], calendar), _role(words[: match.start()])
        if len(inside) != 1 or len(outside) > 1 or FactRole.TARGET not in {role, other}:
            continue
        year = outside[0] if outside else None
        return (
            Column(role=other or FactRole.BASELINE, year=year),
            Column(role=role or FactRole.BASELINE, year=inside[0]),
        )
    return ()


def order_in(document: Document) -> tuple[Column, ...]:
    """Return the roles in whose order a document says that its figures stand: 「策定時 → 目標値 / 実績」の順."""
    for line in document.lines:
        match = _ORDER.search(tidy(line.text)) if len(line.text) <= _LONGEST else None
        told = filter(None, _PARTING.split(match["quoted"] or match["plain"])) if match else ()
        roles = list(itertools.takewhile(lambda role: role is not None, map(_role, told)))
        if len(roles) > _FEWEST and {FactRole.TARGET, FactRole.ACTUAL} <= set(roles):
            return tuple(Column(role=role) for role in roles)
    return ()


def columns_at(line: int, legends: Sequence[ArrowLegend], width: int) -> tuple[Column, ...]:
    """Return what the arrows of a line lead from and to: by the last legend above it, else by the only one there is."""
    fitting = [one for one in legends if len(one.columns) == width]
    above = [one for one in fitting if one.line < line]
    if above:
        return above[-1].columns
    return fitting[0].columns if len(fitting) == 1 else ()


def _parts(words: str) -> list[str]:
    """Return what stands between the arrows of a line, without the sentence that it stands in."""
    parts = _ARROW.split(words)
    if len(parts) < _FEWEST:
        return []
    parts[0] = _OPENING.split(parts[0])[-1]
    parts[-1] = _CLOSING.split(parts[-1])[0]
    return [one.strip() for one in parts]


def _columns(parts: Sequence[str], calendar: NamedYears) -> tuple[Column, ...]:
    """Return the columns that parts name, if each has a year and nothing else is counted in it."""
    if len(parts) < _FEWEST or any(len(one) > _LONGEST_PART for one in parts):
        return ()
    years = [years_in(one, calendar) for one in parts]
    if any(len(one) != 1 for one in years):
        return ()
    bare = [one[: year.start] + one[year.end :] for one, (year,) in zip(parts, years, strict=True)]
    if any(letter.isdigit() for one in bare for letter in one):
        return ()
    if any(after.year <= before.year for (before,), (after,) in pairwise(years)):
        return ()
    said = [_role(one) for one in bare]
    if FactRole.TARGET not in said or said.index(FactRole.TARGET) == 0:
        return ()
    roles = [
        _default(at) if role is None or (at and role is FactRole.BASELINE) else role
        for at, role in enumerate(said)
    ]
    return tuple(Column(role=role, year=year) for role, (year,) in zip(roles, years, strict=True))


def _default(at: int) -> FactRole:
    """Return what a year without a role is: the first is the start, what lies between it and the aim was counted."""
    return FactRole.ACTUAL if at else FactRole.BASELINE


def _role(words: str) -> FactRole | None:
    return next((role for role, pattern in _ROLES if pattern.search(words)), None)
