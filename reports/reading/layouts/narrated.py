"""Sentences that say of what is counted what it was, is and shall be, over several sentences of a paragraph."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reports.reading.counted import asks_name, surely_counts
from reports.reading.documents import Document, place
from reports.reading.facts import Confidence, Fact, FactRole, Harvest, Reading
from reports.reading.passages import Passage, passages
from reports.reading.plans import ended_year, evaluated_year, last_year_of_plan
from reports.reading.present import announced_year, present_year
from reports.reading.said_labels import topic_of
from reports.reading.said_records import Said, kind_of, records_of
from reports.reading.said_roles import (
    About,
    Clause,
    begins_change,
    comes_from,
    is_change,
    reduction,
    role_said,
    starts_in,
)
from reports.reading.said_subjects import Flow, name_of
from reports.reading.said_years import is_open, year_said
from reports.reading.years import NamedYears, PrintedYear

_FORECAST: Final = re.compile(r"^[^。、]{0,8}(?:見込|予測|推計|試算|必要)")
_NO_FACT: Final = re.compile(
    r"(?:先着|上限|定員|延長|うち|全|毎月|1人|ほか|計上|補正|追加|あと|もう|残り|さらに)$"
)
_DONE_TO: Final = re.compile(
    r"(?:以上|以下)?を(?!、?(?:上回|下回|達成|目標|目指|めざ|超え|記録|維持|計画|割り|切[りっ]|クリア|[^、。]*[\d年]))"
)
_FORMULA: Final = re.compile(r"[÷×]|\d[^\d。]{0,6}[=＝]\s?\d")

_ALL: Final = re.compile(r"(?:いずれ|両方|とも)(?:も|に)$")
_LEAD: Final = re.compile(r"^(?:.*[、。はがをも「」:])?(?P<lead>[^、。はがをも「」:]+)$")
_OF_YEARS: Final = re.compile(r":|年度")
_AIMED: Final = re.compile(r"目標年(?:度|次)?(?:は|を|が|:)、?$")
_COUNTED: Final = re.compile(r"実績|結果|現状|は、?(?:約)?$")
_FORMER: Final = re.compile(r"当初(?:は|の|、|約)*$")  # 目標は当初30％としていた


@dataclass(slots=True)
class _Course:
    """Where a walk through the figures of a sentence is."""

    end: int = 0
    year: PrintedYear | None = None
    aim: PrintedYear | None = None
    role: FactRole | None = None
    first: list[PrintedYear | None] = field(default_factory=list)  # the years of what is labelled first
    label: str = ""
    place: int = 0  # of a figure behind its label
    counted: list[PrintedYear] = field(default_factory=list)  # of what was told as a result
    untold: int = -1  # where the words of a figure begin that is told of nothing, behind the figure before it


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read the sentences that say of what is counted a target, a start and a result, or results of several years.

    Where none of them promises anything, they are of a plan only as far as its indicators are known from elsewhere.
    """
    told = passages(document, calendar, taken)
    present = present_year(document, calendar)
    evaluated = evaluated_year(document, calendar) or announced_year(document, calendar)
    about = About(
        present,
        frozenset(starts_in(told)),
        last_year_of_plan(document, calendar) or _year_of_aims(told),
        min(evaluated, present or evaluated) if evaluated else ended_year(document, calendar),
    )
    records = records_of(list(_said(told, about)), about)
    return Harvest(
        [_reading(one) for one in records], {one.line.number for record in records for one in record}
    )


def _year_of_aims(told: Sequence[Passage]) -> int | None:
    """Return the year that a document calls that of its targets, if it is one."""
    found = {year.year for one in told for year in one.years if _AIMED.search(one.text[: year.start])}
    return found.pop() if len(found) == 1 else None


def _said(told: Sequence[Passage], about: About) -> Iterator[Said]:
    flow = Flow()
    headed: PrintedYear | None = None
    heading = ""
    for passage in told:
        if _FORMULA.search(passage.text):
            continue
        heading = topic_of(passage) or ("" if passage.is_heading else heading)
        if passage.paragraph != flow.paragraph:
            flow = flow.behind(passage, heading, headed)
        flow.begin(passage, heading)
        if passage.is_heading:
            headed = passage.heads_year
        course = _Course()
        for figure in passage.figures:
            found = list(_of_figure(Clause(passage, figure, course.end), course, flow, about))
            yield from found
            course.untold = -1 if found else course.end
            course.end = figure.span[1]
        past = [one for one in passage.plain_years if about.present is None or one.year <= about.present]
        held = [flow.year] if flow.year else []
        flow.year = max((*held, *past), key=lambda one: one.year, default=None)


def _of_figure(clause: Clause, course: _Course, flow: Flow, about: About) -> Iterator[Said]:
    own = year_said(clause)
    year = own or (_year_after(course.year) if comes_from(clause) else course.year)
    if not is_open(clause.passage.text[: clause.figure.span[0]]):
        course.year = year
    name, is_carried = name_of(clause, flow)
    name = name if is_carried else _with_figure(name, clause, course)
    if not name or _is_none(clause, name, is_carried=is_carried):
        return
    year = _year_of_group(course, flow.labelled.get(kind_of(clause.figure.unit), ""), own, year)
    role = _role(clause, own, year, course, about)
    is_bare = is_carried and about.present is None and not clause.passage.text.endswith("。")
    if role is None or (is_bare and role is FactRole.ACTUAL):
        return  # of figures alone nobody knows whether they were counted or shall be
    course.role, flow.last = role, name
    told = _told_name(clause, name, role, flow, is_carried=is_carried)
    names = flow.group if told and flow.group and _ALL.search(clause.before) else [told] if told else []
    for told in names:
        _date(course, role, own, year, about)
        when = course.aim if role is FactRole.TARGET else year
        began = begins_change(clause, year, about)
        yield Said(
            told, clause.figure, role, when, clause.passage, is_carried, flow.year or flow.above, began
        )


def _year_of_group(
    course: _Course, label: str, own: PrintedYear | None, year: PrintedYear | None
) -> PrintedYear | None:
    """Return the year of a figure behind a label: without its own that of the same place behind the first label."""
    if not label:
        return year
    course.place = course.place + 1 if label == course.label else 0
    is_first = course.label in {"", label} and len(course.first) == course.place
    course.label = label
    if is_first:
        course.first.append(year)
    elif own is None and course.place < len(course.first):
        return course.first[course.place]
    return year


def _year_after(year: PrintedYear | None) -> PrintedYear | None:
    """Return the year in which something has come to what is told, where it came from that of the year before."""
    is_before = year is not None and year.label.startswith("前年")
    return replace(year, year=year.year + 1, label="") if year is not None and is_before else None


def _is_none(clause: Clause, name: str, *, is_carried: bool) -> bool:
    """Say whether a figure is no value of what is named: a forecast, a day, how much of it was done, 18haを整備した."""
    unit = clause.figure.unit
    is_other = _FORECAST.match(clause.behind) or _NO_FACT.search(clause.before)
    is_done = is_carried and _DONE_TO.match(clause.behind)
    return bool(is_other or is_done or (asks_name(unit) and not surely_counts(name, unit)))


def _role(
    clause: Clause, own: PrintedYear | None, year: PrintedYear | None, course: _Course, about: About
) -> FactRole | None:
    """Return what a figure is; None where nobody says it, or where it is an aim that was given up."""
    role = role_said(clause, year, about)
    if role is FactRole.ACTUAL and year is None and not _is_said_so(clause):
        return None
    if role is FactRole.TARGET and _FORMER.search(clause.before):
        return None
    is_same = clause.before.endswith("(") and own is None and course.role is FactRole.TARGET
    return FactRole.TARGET if is_same else role  # the same in another unit


def _told_name(clause: Clause, name: str, role: FactRole, flow: Flow, *, is_carried: bool) -> str:
    """Return the name under which a figure is told, held for what follows; a change is told as a reduction only."""
    if is_change(clause):
        flow.topic = name
        word = reduction(clause, role)
        return f"{name}の{word}" if word else ""
    unit = kind_of(clause.figure.unit)
    flow.names[unit], flow.topic = name, ""
    if not is_carried:
        flow.every[unit] = [*(one for one in flow.every.get(unit, ()) if one != name), name]
    return name


def _date(
    course: _Course, role: FactRole, own: PrintedYear | None, year: PrintedYear | None, about: About
) -> None:
    """Hold the year of an aim, and those in which something was counted, for the figures behind them."""
    if role is FactRole.TARGET:
        is_ahead = (
            year and year not in course.counted and (about.present is None or year.year >= about.present)
        )
        course.aim = own or course.aim or (year if is_ahead else None)
    elif year:
        course.counted.append(year)


def _is_said_so(clause: Clause) -> bool:
    """Say whether a figure stands in a sentence, or is called what was counted."""
    return clause.passage.text.endswith("。") or bool(_COUNTED.search(clause.before))


def _with_figure(name: str, clause: Clause, course: _Course) -> str:
    """Return a name with the figure that it begins with: 80歳で20本 + 以上の歯がある人の割合."""
    if course.untold < 0 or not name or not clause.before.startswith((name, f"の{name}")):
        return name
    lead = _LEAD.search(
        clause.passage.masked(course.untold, clause.start).rpartition("Y")[2].removeprefix("までに")
    )
    name = clause.before[: clause.before.index(name)] + name
    whole = f"{lead['lead']}{name}" if lead else name
    is_one = whole.count("(") == whole.count(")") and not _OF_YEARS.search(whole)
    return whole if is_one else ""


def _reading(record: Sequence[Said]) -> Reading:
    facts = tuple(
        Fact(
            role=one.role,
            place=place(one.line, one.passage.text),
            confidence=Confidence.UNSURE,
            year=one.year.year if one.year else None,
            value=one.figure.value,
            approx=one.figure.approx,
            comparator=one.figure.comparator,
            is_calendar=bool(one.year and one.year.is_calendar),
        )
        for one in record
    )
    return Reading(name=record[0].name, facts=facts, place=facts[0].place, unit=record[0].figure.unit)
