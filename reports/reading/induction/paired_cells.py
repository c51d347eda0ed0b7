"""Cells with a target and a result in one, where a legend says which is which: 48.2（50.0）, 48／50."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reports.reading.documents import Document
from reports.reading.facts import Confidence, FactRole, Reading
from reports.reading.induction.naming import is_name
from reports.reading.induction.records import Cells, is_value
from reports.reading.slots import Slot, slot
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.wording import compact, named
from reports.reading.years import NamedYears

_ROLES: Final = {"目標": FactRole.TARGET, "計画": FactRole.TARGET, "実績": FactRole.ACTUAL}
_IN_BRACKETS: Final = re.compile(
    r"[(\[〔][)\]〕](?:の?(?:内|中))?(?:の数値)?[はが:=]?(?P<role>目標|計画|実績)"
)
_BY_STROKE: Final = re.compile(r"(?P<first>目標|計画|実績)[^/]{0,3}/(?P<second>目標|計画|実績)")
_BRACKETS: Final = re.compile(r"(?P<first>.+?)\s*[(（\[［〔](?P<second>[^()（）\[\]［］〔〕]+)[)）\]］〕]")
_STROKE: Final = re.compile(r"(?P<first>[^/／]+)[/／](?P<second>[^/／]+)")
_FEWEST: Final = 2
_LONGEST_PAIR: Final = 100  # letters

Legend = tuple[re.Pattern[str], FactRole, FactRole]  # how a cell is cut, and the roles of its parts


def legend_of(document: Document) -> Legend | None:
    """Return what a line of a document says of its cells, or None if none says it."""
    for line in document.lines:
        words = compact(line.text)
        if match := _IN_BRACKETS.search(words):
            role = _ROLES[match["role"]]
            return _BRACKETS, _other(role), role
        if (match := _BY_STROKE.search(words)) and match["first"] != match["second"]:
            return _STROKE, _ROLES[match["first"]], _ROLES[match["second"]]
    return None


def _other(role: FactRole) -> FactRole:
    return FactRole.ACTUAL if role is FactRole.TARGET else FactRole.TARGET


def with_pairs(rows: Sequence[Cells], legend: Legend, calendar: NamedYears) -> list[Reading]:
    """Return the indicators of rows with as many pairs as the row of years above them has years."""
    years: list[Slot] = []
    readings: list[Reading] = []
    told = 0
    for printed in rows:
        row = [one for one in printed if one.text]
        dates = [one for one in row if one.is_year]
        if len(dates) >= _FEWEST and not any(is_value(one) for one in row):
            years = dates
            continue
        pairs = [pair for one in row if (pair := _pair(one, legend, calendar))]
        words = [one for one in row if one.is_words and not _pair(one, legend, calendar)]
        if years and words and len(pairs) == len(years) and is_name(words[0].text):
            told += 1
            readings += _reading(words, list(zip(years, pairs, strict=True)), legend)
    sure = Confidence.LIKELY if told > _FEWEST else Confidence.UNSURE
    return [
        replace(one, facts=tuple(fact.sure(sure) for fact in one.facts))
        for one in (readings if told >= _FEWEST else [])
    ]


def _pair(one: Slot, legend: Legend, calendar: NamedYears) -> tuple[Slot, Slot] | None:
    """Return the two figures of a cell, of which one may be a sign that there is none."""
    match = legend[0].fullmatch(one.text.strip()) if len(one.text) <= _LONGEST_PAIR else None
    if match is None or one.is_year:
        return None
    first, second = (slot(match[part].strip(), calendar).on(one.line) for part in ("first", "second"))
    return (first, second) if is_value(first) and is_value(second) else None


def _reading(
    words: Sequence[Slot], told: Sequence[tuple[Slot, tuple[Slot, Slot]]], legend: Legend
) -> list[Reading]:
    line = words[0].line
    assert line is not None  # noqa: S101
    pairs: Pairs = [
        (Column(role=role, year=year.year, words=year.text), Value(one.cell, line))
        for year, pair in told
        for role, one in zip(legend[1:], pair, strict=True)
    ]
    unit = next((compact(one.text).strip("()（）") for one in words[1:] if one.is_unit), "")
    return readings_of(Row(name=named(words[0].text), line=line, unit=unit), facts_of(pairs, None))
