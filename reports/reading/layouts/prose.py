"""Sentences: 「XをAからBに」, 「Yの目標は、Nが F」, 「YのNはFとなり」, 「NはY1がF、Y2がG」."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from reports.reading.documents import Document, place
from reports.reading.facts import Confidence, Fact, FactRole, Harvest, Reading
from reports.reading.figures import Figure, figures_said
from reports.reading.passages import LONGEST_SENTENCE
from reports.reading.plans import last_year_of_plan
from reports.reading.said_names import name_in_list, name_said
from reports.reading.sentences import Sentence, sentences
from reports.reading.tables import is_whole_name
from reports.reading.years import NamedYears, PrintedYear, years_in

_NO_INDICATOR: Final = frozenset("年 月 日 項目 期 年間 か年 カ年 ヵ年 号 条 時 頁 ページ 倍".split())
_LOOK_BACK: Final = 300
_FROM: Final = re.compile(r"^(?:\([^()]*\))?(?:から|より)")
_TO: Final = re.compile(r"^(?:\([^()]*\))?(?:以上|以下|程度)?(?:に|へと?|まで|とする)")
_CAME_ABOUT: Final = re.compile(
    r"^(?:\([^()]*\))?(?:に|へと?|まで)(?:と)?(?:大きく|大幅に)?(?:増|減|上昇|低下|改善|向上|伸び|拡大|縮小|回復|達し|なり|なっ|変わ)"
    r"[^。、]{0,8}?(?:まし|した|った|って|てい|し、|り、)"
)
_YEAR_SAID: Final = re.compile(r"(?:が|は|に|で|の|における|、|末の|現在の)*(?:約)?")
_NEXT_SAID: Final = re.compile(r"(?:で|と|、|および|及び|そして|に対し|から)*")
_AIMS: Final = re.compile(r"目指|目標|達成する|削減する|とする(?:。|こと)|めざ")
_NAME_BEFORE: Final = re.compile(r"(?P<name>[^、。「」]{2,50}?)(?:は|が|を|も)、?(?:約)?$")
_ACTUAL_AFTER: Final = re.compile(
    r"^(?:\([^()]*\))?(?:と(?:なり|なっ|いう|大幅)|で(?:、|し|あ|す|(?=約?\d))|に(?:達し|とどま|増加し|減少し|なり|なっ)|、|。|$|とな)"
)
_REDUCED: Final = re.compile(r"(?:の)?(?:削減|減少|減|増加|増)")
_FACING: Final = re.compile(r"(?:\([^()]*\))?(?:に対し|と比べ|に比べ)")
_NAME_BESIDE: Final = re.compile(r"(?P<name>[^、。「」]{2,50}?)(?:は|が|の)?、?(?:約)?$")
_FACED: Final = re.compile(r"(?:で|が|り|して)、目標(?:値)?(?:の|である)?(?:約)?$")
_RESULT: Final = re.compile(r"の(?:実績値?|現状値?|数値)$")
_BY: Final = re.compile(r"まで(?:に|の)")
_AIMED_AT: Final = re.compile(r"(?:以上|以下)?(?:を|に)(?:目指|めざ|目標)")
_IS_AIMED: Final = re.compile(r"目標(?:値)?は、?(?:[^。]*?が[^。]*?、)*[^。、]*が?(?:約)?$")


@dataclass(frozen=True, slots=True)
class _Said:
    name: str
    fact: Fact


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read the sentences that state a target, and in a document that states one also its results."""
    lines = [line for line in document.lines if line.number not in taken]
    last = last_year_of_plan(document, calendar)
    said: list[_Said] = []
    for sentence in sentences(lines):
        if len(sentence.text) <= LONGEST_SENTENCE:
            said += _sentence(sentence, calendar, last)
    said = _with_whole_names(_with_names(said))
    if not _speaks_of_aims(said):
        return Harvest()
    return Harvest(_gathered(said), {one.fact.place.line for one in said})


def _speaks_of_aims(said: list[_Said]) -> bool:
    """Say whether something was promised: a target, or a baseline that a result is compared with."""
    roles: dict[str, set[FactRole]] = {}
    for one in said:
        roles.setdefault(one.name, set()).add(one.fact.role)
    return any(
        FactRole.TARGET in found or {FactRole.BASELINE, FactRole.ACTUAL} <= found for found in roles.values()
    )


def _with_names(said: list[_Said]) -> list[_Said]:
    """Give an aim without a name that of the only indicator which is counted in its unit; leave out others."""
    named: dict[str, set[str]] = {}
    for one in said:
        named.setdefault(one.fact.unit, set()).update(filter(None, [one.name]))
    found: list[_Said] = []
    for one in said:
        names = named[one.fact.unit]
        if one.name or len(names) == 1:
            found.append(one if one.name else replace(one, name=next(iter(names))))
    return found


def _with_whole_names(said: list[_Said]) -> list[_Said]:
    """Give what is called by the end of its name only, 受診率, the whole name that was said last before it."""
    found: list[_Said] = []
    by_end: dict[str, str] = {}  # the last name that ends so
    for one in said:
        told = replace(one, name=by_end.get(one.name, one.name))
        by_end |= {told.name[match.end() :]: told.name for match in re.finditer("の", told.name)}
        found.append(told)
    return found


def _gathered(said: list[_Said]) -> list[Reading]:
    """Return one indicator for each name; the same figure said twice is one fact."""
    found: dict[str, list[Fact]] = {}
    names: dict[str, str] = {}
    for one in said:
        key = one.name.replace("の", "")
        names.setdefault(key, one.name)
        facts = found.setdefault(key, [])
        if _mark(one.fact) not in map(_mark, facts):
            facts.append(one.fact)
    return [
        Reading(
            name=names[key],
            facts=tuple(replace(fact, unit="") for fact in facts),
            place=facts[0].place,
            unit=facts[0].unit,
        )
        for key, facts in found.items()
    ]


def _mark(fact: Fact) -> tuple[FactRole, int | None, Decimal | None]:
    return fact.role, fact.year, fact.value


def _sentence(sentence: Sentence, calendar: NamedYears, last: int | None) -> Iterator[_Said]:
    text = sentence.text
    years = years_in(text, calendar)
    masked = _masked(text, years)
    figures = [one for one in figures_said(masked) if one.unit not in _NO_INDICATOR]
    changes = list(_change(sentence, figures, years, last))
    series = list(_series(sentence, figures, years)) if not changes else []
    yield from (*changes, *series)
    used = {one.fact.value for one in (*changes, *series)}
    named = ""
    for figure in figures:
        if figure.value in used:
            continue
        one = _aim_facing(sentence, figure, years, named) or _statement(sentence, figure, years, last)
        if one is not None:
            named = one.name
            same = [
                other.name
                for other in changes
                if other.name.endswith(one.name) and other.fact.unit == figure.unit
            ]
            yield _Said(same[0], one.fact) if same else one


def _series(sentence: Sentence, figures: list[Figure], years: list[PrintedYear]) -> Iterator[_Said]:
    """Read 「XはY1がA、Y2がB」 as the results of two years or more."""
    text = sentence.text
    found: list[tuple[str, Figure, PrintedYear]] = []
    end, name = 0, ""
    for figure in figures:
        year = _year_said(text, figure, years)
        if year is None:
            continue
        begins = not name or not _NEXT_SAID.fullmatch(text[end : year.start])
        match = _NAME_BEFORE.search(text[: year.start]) if begins else None
        name = (name_said(match["name"], years) if match else "") if begins else name
        end = figure.span[1]
        if name and is_whole_name(name) and not _AIMS.search(text[end : end + 20]):
            found.append((name, figure, year))
    for one, figure, year in found:
        if sum(other == one for other, _, _ in found) > 1:
            yield _Said(one, _fact(sentence, FactRole.ACTUAL, figure, year.year))


def _masked(text: str, years: list[PrintedYear]) -> str:
    for year in years:
        text = text[: year.start] + " " * (year.end - year.start) + text[year.end :]
    return text


def _change(
    sentence: Sentence, figures: list[Figure], years: list[PrintedYear], last: int | None
) -> Iterator[_Said]:
    """Read 「XをA(Y1)からB(Y2)に増加させる」 as a baseline and a target."""
    text = sentence.text
    for base, aim in itertools.pairwise(figures):
        after = text[base.span[1] : base.span[1] + _LOOK_BACK]
        if (
            base.unit != aim.unit
            or not _FROM.match(after)
            or not _TO.match(text[aim.span[1] : aim.span[1] + _LOOK_BACK])
        ):
            continue
        dated = _year_said(text, base, years)
        begun = dated.start if dated else base.span[0]
        name = name_said(text[max(begun - _LOOK_BACK, 0) : begun], years)
        if not name:
            continue
        if _CAME_ABOUT.match(text[aim.span[1] : aim.span[1] + _LOOK_BACK]):
            yield from _came_about(sentence, name, (base, dated), (aim, _year_said(text, aim, years)))
            continue
        one = dated or (
            _year_between(years, base.span[1], base.span[1] + 2) if after.startswith("(") else None
        )
        two = _year_between(years, aim.span[1], aim.span[1] + 12) or next(
            (year for year in years if base.span[1] <= year.start < aim.span[0] and year is not one), None
        )
        year = two.year if two and two is not one else last
        yield _Said(name, _fact(sentence, FactRole.BASELINE, base, one.year if one else None))
        yield _Said(name, _fact(sentence, FactRole.TARGET, aim, year))


def _came_about(
    sentence: Sentence,
    name: str,
    base: tuple[Figure, PrintedYear | None],
    result: tuple[Figure, PrintedYear | None],
) -> Iterator[_Said]:
    """Tell 「XはY1のAからY2にはBに増えた」 as a baseline and a result, if both have a year."""
    if base[1] is not None and result[1] is not None and is_whole_name(name):
        yield _Said(name, _fact(sentence, FactRole.BASELINE, base[0], base[1].year))
        yield _Said(name, _fact(sentence, FactRole.ACTUAL, result[0], result[1].year))


def _year_said(text: str, figure: Figure, years: list[PrintedYear]) -> PrintedYear | None:
    """Return the year that stands directly before a figure: 令和4年度が31.5％."""
    before = [year for year in years if year.end <= figure.span[0]]
    said = before and _YEAR_SAID.fullmatch(text[before[-1].end : figure.span[0]])
    return before[-1] if said else None


def _year_between(years: list[PrintedYear], start: int, end: int) -> PrintedYear | None:
    return next((year for year in years if start <= year.start < end), None)


def _statement(
    sentence: Sentence, figure: Figure, years: list[PrintedYear], last: int | None
) -> _Said | None:
    """Read a figure with the name before it, as a target or a result by what is said around it."""
    text = sentence.text
    before = text[max(figure.span[0] - _LOOK_BACK, 0) : figure.span[0]]
    after = text[figure.span[1] : figure.span[1] + _LOOK_BACK]
    match = _NAME_BEFORE.search(before)
    name = name_said(match["name"], years) if match else ""
    earlier = [year for year in years if year.end <= figure.span[0]]
    year = earlier[-1] if earlier else None
    if _is_aim(before, after):
        aimed = name_in_list(before) or name or _name_aimed_at(text, figure, year, years)
        by = year.year if year else last
        is_amount = not _REDUCED.match(after)
        return (
            _Said(aimed, _fact(sentence, FactRole.TARGET, figure, by))
            if by and (aimed or is_amount)
            else None
        )
    if name_beside := _FACING.match(after) and year and _NAME_BESIDE.search(before):
        named = name_said(name_beside["name"], years)
        return (
            _Said(named, _fact(sentence, FactRole.BASELINE, figure, year.year))
            if is_whole_name(named)
            else None
        )
    name = _RESULT.sub("", name)
    if name and is_whole_name(name) and _ACTUAL_AFTER.match(after) and (year or last):
        return _Said(name, _fact(sentence, FactRole.ACTUAL, figure, year.year if year else last))
    return None


def _aim_facing(sentence: Sentence, figure: Figure, years: list[PrintedYear], name: str) -> _Said | None:
    """Read 「NのY1の実績はFで、目標のG(Y2)に向けて」: behind a result its target, with its year in brackets."""
    before, after = sentence.text[: figure.span[0]], figure.span[1]
    year = _year_between(years, after, after + 2)
    if not name or year is None or not sentence.text[after:].startswith("(") or not _FACED.search(before):
        return None
    return _Said(name, _fact(sentence, FactRole.TARGET, figure, year.year))


def _is_aim(before: str, after: str) -> bool:
    clause = re.split("[、。]", after, maxsplit=1)[0]
    if _IS_AIMED.search(before):
        return True
    return bool(_BY.search(before) and _AIMS.search(clause)) or bool(_AIMED_AT.match(after))


def _name_aimed_at(text: str, figure: Figure, year: PrintedYear | None, years: list[PrintedYear]) -> str:
    """Return the name in 「XをYまでに F」, which the year parts from the figure."""
    if year is None or not re.fullmatch(r"末?まで(?:に|には)(?:、|約)*", text[year.end : figure.span[0]]):
        return ""
    match = _NAME_BEFORE.search(text[max(year.start - _LOOK_BACK, 0) : year.start])
    return name_said(match["name"], years) if match else ""


def _fact(sentence: Sentence, role: FactRole, figure: Figure, year: int | None) -> Fact:
    return Fact(
        role=role,
        place=place(sentence.line(figure.span[0]), sentence.text),
        confidence=Confidence.UNSURE,
        year=year,
        value=figure.value,
        unit=figure.unit,
        approx=figure.approx,
        comparator=figure.comparator,
    )
