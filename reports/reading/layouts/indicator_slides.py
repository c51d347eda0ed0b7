"""The slides of a presentation that hold figures: targets of the periods, what was reached, supplements, new cases."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from reports.reading.atoms import Kind, atoms_of, is_value_title
from reports.reading.documents import Document, Line, place
from reports.reading.facts import Confidence, Fact, FactRole, Reading
from reports.reading.figures import figures_in
from reports.reading.layouts.running import tables_in
from reports.reading.tables import Column, Row, Value, facts_of, readings_of
from reports.reading.titles import kind_in
from reports.reading.wording import named, tidy
from reports.reading.years import NamedYears, years_in

_OUTLINE: Final = re.compile(
    r"^(?P<before>\S.*?)?(?P<kind>成果指標) ?(?P<number>[①-⑳])(?: +(?P<after>\S.*))?$"
)
_REACHED: Final = re.compile(r"成果指標 ?(?P<number>[①-⑳]) ?の達成状況")
_OTHER: Final = re.compile(r"その他(?:の)?成果.*数値")
_END: Final = re.compile(r"^(?:背景|取組|まとめ|施策の進捗状況|その他(?:の)?成果\(定性)")
_REVISED: Final = re.compile(
    r"第(?P<period>\d+)期(?:目標値?)? ?: ?(?P<old>[\d,.]+)[^\d→]*→ ?(?P<new>[\d,.]+)"
)
_PERIOD: Final = re.compile(r"第(\d+)期")
_COUNTS: Final = re.compile(r"(?:件数|人数|回数|数|実績)(?::|は|が|の|$)")
_ROW_NUMBER: Final = re.compile(r"^(?P<number>\d{1,2}) +(?P<kind>(?:成果|活動)指標)(?:$| )")


def outlined(document: Document, calendar: NamedYears) -> list[Reading]:
    """Return the indicators of the outline with their baseline and the targets of the periods."""
    found: list[Reading] = []
    lines = list(document.lines)
    starts = [at for at, line in enumerate(lines) if _heads_indicator(line)]
    for position, at in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else len(lines)
        block = _until(lines[at + 1 : end], _END)
        match = _OUTLINE.match(tidy(lines[at].text))
        if match is None:
            continue
        name = (
            match["before"]
            or match["after"]
            or next((line.text.strip() for line in block if line.text.strip()), "")
        )
        row = Row(name=name, line=lines[at], kind=match["kind"], number=match["number"])
        found += _with_direction(readings_of(row, _periods(block, calendar)))
    return found


def _heads_indicator(line: Line) -> bool:
    text = tidy(line.text)
    return bool(_OUTLINE.match(text)) and not _REACHED.search(text)


def _until(lines: Sequence[Line], end: re.Pattern[str]) -> list[Line]:
    found: list[Line] = []
    for line in lines:
        if end.match(tidy(line.text)) or _REACHED.search(tidy(line.text)):
            break
        found.append(line)
    return found


def _periods(block: Sequence[Line], calendar: NamedYears) -> list[tuple[str, Fact]]:
    """Return what stands behind titles such as 第1期目標, with the year in the figure's own cell."""
    atoms = atoms_of(block, calendar)
    told: list[tuple[str, Fact]] = []
    for title, value in itertools.pairwise(atoms):
        if (
            not is_value_title(title)
            or value.kind is not Kind.VALUE
            or value.cell is None
            or title.title is None
        ):
            continue
        column = Column(
            role=FactRole(str(title.title.meaning)),
            year=title.year,
            words=title.words,
            is_period=bool(_PERIOD.search(title.words)) and title.title.meaning is FactRole.TARGET,
        )
        told += [
            (label, replace(fact, confidence=Confidence.LIKELY, label=named(title.words)))
            for label, fact in facts_of([(column, Value(value.cell, value.line))], None)
        ]
    return [(label, _revised(fact, block)) for label, fact in told]


def _revised(fact: Fact, block: Sequence[Line]) -> Fact:
    for line in block:
        match = _REVISED.search(tidy(line.text))
        period = _PERIOD.search(tidy(fact.label))
        if match and period and fact.is_period and match["period"] == period[1]:
            old, new = (Decimal(match[key].replace(",", "")) for key in ("old", "new"))
            if new == fact.value:
                return replace(fact, revised_from=old, confidence=Confidence.CERTAIN)
    return fact


def _with_direction(readings: Sequence[Reading]) -> list[Reading]:
    """Say in which direction an indicator is to go where every target says 以上 or 以下."""
    found = []
    for reading in readings:
        bounds = {fact.comparator for fact in reading.facts if fact.role is FactRole.TARGET}
        direction = {">=": "up", "<=": "down"}.get(next(iter(bounds), ""), "") if len(bounds) == 1 else ""
        found.append(replace(reading, direction=direction))
    return found


def reached(mains: Sequence[Reading], document: Document, calendar: NamedYears) -> list[Reading]:
    """Return the indicators with the targets and results of the years from the slides on what was reached."""
    lines = list(document.lines)
    starts = [
        (at, match["number"]) for at, line in enumerate(lines) if (match := _REACHED.search(tidy(line.text)))
    ]
    found = list(mains)
    for at, number in starts:
        end = next((later for later, _ in starts if later > at), len(lines))
        told = tables_in(_until_other(lines[at + 1 : end]), document, calendar).readings
        for position, main in enumerate(found):
            if main.number == number and told:
                found[position] = _joined(main, told[0])
    return found


def _until_other(lines: Sequence[Line]) -> list[Line]:
    end = next(
        (
            at
            for at, line in enumerate(lines)
            if _OTHER.search(tidy(line.text)) or _END.match(tidy(line.text))
        ),
        None,
    )
    return list(lines[:end])


def _joined(main: Reading, years: Reading) -> Reading:
    """Return an indicator with the facts of both slides; a baseline that both print alike is certain."""
    baseline = main.of(FactRole.BASELINE)
    again = {(fact.year, fact.value) for fact in years.facts if fact.role is FactRole.BASELINE}
    facts = [
        fact.sure(Confidence.CERTAIN)
        if fact.role is FactRole.BASELINE and (fact.year, fact.value) in again
        else fact
        for fact in main.facts
    ]
    facts += [
        fact.sure(Confidence.LIKELY)
        for fact in years.facts
        if fact.role is not FactRole.BASELINE or not baseline
    ]
    return replace(main, facts=tuple(facts), unit=main.unit or years.unit)


def supplements(document: Document, calendar: NamedYears) -> list[Reading]:
    """Return the supplementary indicators: numbered rows of target and result."""
    lines = list(document.lines)
    at = next((at for at, line in enumerate(lines) if _OTHER.search(tidy(line.text))), None)
    if at is None:
        return []
    rest = _until(
        lines[at + 1 :], re.compile(r"^(?:概要 +背景|まとめ|施策の進捗状況|その他(?:の)?成果\(定性)")
    )
    numbers = [
        (line.number, match["number"], kind_in(match["kind"]))
        for line in rest
        if (match := _ROW_NUMBER.match(tidy(line.text)))
    ]
    found = []
    for reading in tables_in(rest, document, calendar).readings:
        above = [one for one in numbers if one[0] <= reading.place.line]
        number, kind = (above[-1][1], above[-1][2]) if above else ("", reading.kind)
        facts = tuple(fact.sure(Confidence.LIKELY) for fact in reading.facts)
        found.append(replace(reading, facts=facts, number=number, kind=kind, is_supplementary=True))
    return found


def increments(readings: Sequence[Reading], document: Document, calendar: NamedYears) -> list[Reading]:
    """Return the indicators with what each year added, where that is printed and the totals prove it."""
    found = list(readings)
    for counts in _counts(document, calendar):
        for position, reading in enumerate(found):
            if proven := _proven(reading, counts):
                found[position] = proven
                break
    return found


def _counts(document: Document, calendar: NamedYears) -> Iterator[list[tuple[int, Decimal, Line]]]:
    """Yield each line of counts by year: 各年度の件数：令和4年度 9件、令和5年度 11件."""
    for line in document.lines:
        text = tidy(line.text)
        years = [one for one in years_in(text, calendar) if "~" not in one.label]
        if len(years) < 2 or not _COUNTS.search(text):
            continue
        found = []
        for year, following in zip(years, [*years[1:], None], strict=True):
            part = text[year.end : following.start if following else len(text)]
            figures = [one for one in figures_in(part) if one.unit]
            if figures:
                found.append((year.year, figures[0].value, line))
        if len(found) == len(years):
            yield found


def _proven(reading: Reading, counts: Sequence[tuple[int, Decimal, Line]]) -> Reading | None:
    """Return the reading with these counts as increments if one of them is the difference of two of its totals."""
    totals = {fact.year: fact.value for fact in reading.facts if fact.role is FactRole.ACTUAL}
    proven = {
        year
        for year, count, _ in counts
        if (total := totals.get(year)) is not None
        and (before := totals.get(year - 1)) is not None
        and total - before == count
    }
    if not proven or reading.of(FactRole.INCREMENT) or any(year not in totals for year, _, _ in counts):
        return None
    facts = [
        fact.sure(Confidence.CERTAIN)
        if fact.role is FactRole.ACTUAL and {fact.year, (fact.year or 0) + 1} & proven
        else fact
        for fact in reading.facts
    ]
    for year, count, line in counts:
        sure = Confidence.CERTAIN if year in proven else Confidence.LIKELY
        facts.append(
            Fact(role=FactRole.INCREMENT, place=place(line), confidence=sure, year=year, value=count)
        )
    return replace(reading, facts=tuple(facts))
