"""Sentences in which a year, what is counted and a figure stand in one of a few orders: targets, results, or both."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reports.reading.cells import Cell, CellFigure
from reports.reading.documents import Document, Line
from reports.reading.facts import Confidence, FactRole, Harvest, Reading
from reports.reading.figures import Figure, figures_said
from reports.reading.induction.naming import is_name
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.wording import compact, named, tidy, without_number
from reports.reading.years import NamedYears, PrintedYear, years_in

_Role = tuple[FactRole | None, int]  # of a figure, and which year of the clause is its
_YEAR: Final = "\ue000"
_FIGURE: Final = "\ue001"
_NAME: Final = r"(?P<name>(?:「[^」]*」|[^、。「」\ue000]){1,60}?)"
_BEGIN: Final = r"(?:^|(?<=[、。・:]))"
_TO: Final = (
    rf"を{_FIGURE}(?P<bound>以上|以下)?(?:に|と|まで)(?:する|し|引き|増|減|高|向|上げ|下げ|抑え|拡|縮)"
)
_WAS: Final = rf"は、?{_FIGURE}(?:で|だ|と|に|の|、|\(|$)"
_TARGET: Final = FactRole.TARGET
_ACTUAL: Final = FactRole.ACTUAL
# what a clause says, and the roles of its figures in their order, with the place of the year of each
_CLAUSES: Final[tuple[tuple[re.Pattern[str], tuple[_Role, ...]], ...]] = tuple(
    (re.compile(pattern), roles)
    for pattern, roles in (
        (rf"{_YEAR}までに{_NAME}{_TO}目標に対し、?{_YEAR}{_WAS}", ((_TARGET, 0), (_ACTUAL, 1))),
        (
            rf"{_BEGIN}{_NAME}は、?{_YEAR}[にでは]{_FIGURE}[とに]な[^。]{{0,4}}、目標の{_FIGURE}",
            ((_ACTUAL, 0), (_TARGET, 0)),
        ),
        (
            rf"{_BEGIN}{_NAME}は、?{_YEAR}の{_FIGURE}から、?{_YEAR}[にで]?は?{_FIGURE}[にへと]",
            ((_ACTUAL, 0), (_ACTUAL, 1)),
        ),
        (rf"{_YEAR}の{_NAME}{_WAS}[^。]{{0,6}}、?{_YEAR}の目標値?は{_FIGURE}", ((_ACTUAL, 0), (_TARGET, 1))),
        (rf"{_YEAR}の{_NAME}を{_FIGURE}(?:に|と)する目標", ((_TARGET, 0),)),
        (rf"{_YEAR}までに、?{_NAME}{_TO}", ((_TARGET, 0),)),
        (rf"{_BEGIN}{_NAME}を、?{_YEAR}までに{_FIGURE}(?:に|と)する", ((_TARGET, 0),)),
        (rf"{_YEAR}の{_NAME}{_WAS}", ((_ACTUAL, 0),)),
        (
            rf"{_BEGIN}{_NAME}は、?(?:計画で)?{_FIGURE}を目標と[^。\ue000]{{1,8}}、{_YEAR}[^。]{{0,3}}?{_FIGURE}(?:だ|で|と)",
            ((None, 0), (_ACTUAL, 0)),
        ),
        (rf"{_BEGIN}{_NAME}は、?{_YEAR}[にでは]?{_FIGURE}(?:と|で|だ|に)", ((_ACTUAL, 0),)),
    )
)
_LABEL: Final = re.compile(r"^[(（\[【<＜]?(?P<label>目標|計画|実績|結果|成果)[)）\]】>＞]?[\s　:：]*(?=\S)")
_RESULT: Final = re.compile(rf"^{_YEAR}(?:は|で|に|:)?、?{_FIGURE}")
_SPEAKS: Final = re.compile(r"目標|実績|指標|達成")
_NO_SUBJECT: Final = re.compile(
    r"^(?:(?:市|町|村|県|本[市町村県])[はでの、]|(?:また|なお|このうち|一方|とりわけ|さらに|特に)、?)|[、:]|計画$"
)
_AIM: Final = re.compile(r"の?目標(?:値|数値|となる)?(?:の$)?")
_BARE: Final = re.compile(r"(?:実績|結果|現状)?(?:値|数値)?")
_DOT: Final = re.compile(r"(?<=\d)[・･](?=\d)")
_TABLE: Final = re.compile(r"[|｜\t]|\S {2,}\S.* {2,}")
_LONGEST_NAME: Final = 50
_ENDS: Final = re.compile(r"[。]")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with signs in place of its years and figures."""

    text: str
    years: tuple[PrintedYear, ...]
    figures: tuple[Figure, ...]
    line: Line

    def whole(self, words: str, before: str) -> str:
        """Return words with their figures in place of the signs."""
        at = before.count(_FIGURE)
        for figure in self.figures[at : at + words.count(_FIGURE)]:
            words = words.replace(_FIGURE, figure.text, 1)
        return words


@dataclass(slots=True)
class _Said:
    """What is said of one thing that is counted."""

    name: str
    line: Line
    pairs: Pairs


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read the sentences of a document that say of what is counted a target of a year, a result, or both."""
    said: dict[str, _Said] = {}
    target: _Said | None = None
    last = ""
    for sentence in _sentences(document, calendar, taken):
        label = _LABEL.match(sentence.text)
        if label and label["label"] in {"実績", "結果", "成果"} and target is not None:
            _take_result(sentence, label.end(), target)
            target = None
            continue
        found = list(_clauses(sentence, label.end() if label else 0, last))
        last = found[-1].name if found else last
        target = None
        for one in found:
            told = said.setdefault(_key(one.name, said), _Said(one.name, one.line, []))
            told.pairs += one.pairs
            target = told if label and label["label"] in {"目標", "計画"} else None
    kept = [one for one in said.values() if any(column.role is _TARGET for column, _ in one.pairs)]
    spoken = [one for one in said.values() if one not in kept and _SPEAKS.search(one.line.text)]
    readings = [reading for one in (*kept, *spoken) for reading in _readings(one)]
    return Harvest(readings, {fact.place.line for one in readings for fact in one.facts})


def _key(name: str, said: Mapping[str, _Said]) -> str:
    """Return the key of a name, or of the only longer one that ends with it: 受診率 after 特定健診の受診率."""
    key = compact(name)
    longer = [one for one in said if one.endswith(key)]
    return longer[0] if len(longer) == 1 else key


def _sentences(document: Document, calendar: NamedYears, taken: set[int]) -> Iterator[_Sentence]:
    """Yield the sentences of lines that are no table's, put together where one goes on in the next line."""
    held, first = "", None
    for line in document.lines:
        words = tidy(line.text)
        if line.number in taken or not words or _TABLE.search(line.text.strip()):
            held, first = "", None
            continue
        if held and (_starts(words) or len(held) > _LONGEST_NAME * 8):
            held, first = "", None
        first = first or line
        held += words
        *whole, held = _ENDS.split(held)
        for text in whole:
            yield _marked(text, first, calendar)
            first = line
        if not held:
            first = None


def _starts(words: str) -> bool:
    return words[:1] in "・○●◆■◇□※(①②③④⑤⑥⑦⑧⑨" or bool(_LABEL.match(words)) or words[:1].isdigit()


def _marked(text: str, line: Line, calendar: NamedYears) -> _Sentence:
    words = _DOT.sub(".", without_number(text.strip()))
    years = years_in(words, calendar)
    masked = words
    for year in years:
        masked = masked[: year.start] + " " * (year.end - year.start) + masked[year.end :]
    figures = [one for one in figures_said(masked) if not one.unit.startswith("年")]
    signs = [(one.start, one.end, _YEAR) for one in years] + [(*one.span, _FIGURE) for one in figures]
    for start, end, sign in sorted(signs, reverse=True):
        words = words[:start] + sign + words[end:]
    return _Sentence(words.replace(" ", ""), tuple(years), tuple(figures), line)


def _clauses(sentence: _Sentence, begin: int, last: str) -> Iterator[_Said]:
    """Yield what the clauses of a sentence say, each part of it once; 「実績は」 is of what was named last."""
    at = begin
    while at < len(sentence.text):
        found = [
            (match, roles) for pattern, roles in _CLAUSES if (match := pattern.search(sentence.text, at))
        ]
        if not found:
            return
        match, told = min(found, key=lambda one: (one[0].start(), -one[0].end()))
        before = sentence.text[: match.start("name")]
        roles: list[_Role] = list(told)
        name = named(_NO_SUBJECT.sub("", sentence.whole(match["name"], before)))
        if _AIM.search(name):
            roles = [(_TARGET if role is _ACTUAL and not place else role, place) for role, place in roles]
            name = _AIM.sub("", name)
        name = last if _BARE.fullmatch(name) else name
        last = name
        pairs = list(_pairs(sentence, match, roles))
        if pairs and is_name(name) and len(name) <= _LONGEST_NAME:
            yield _Said(name, sentence.line, pairs)
        at = match.end()


def _pairs(
    sentence: _Sentence, match: re.Match[str], roles: Sequence[_Role]
) -> Iterator[tuple[Column, Value]]:
    """Yield the figures of a clause with their roles and years: those behind the name."""
    years = sentence.text[: match.start()].count(_YEAR)
    inside = match[0].count(_FIGURE) - match["name"].count(_FIGURE)
    if inside != len(roles):
        return
    first = sentence.text[: match.start()].count(_FIGURE) + match["name"].count(_FIGURE)
    for (role, year), figure in zip(roles, sentence.figures[first:], strict=False):
        if role is None:
            continue
        column = Column(role=role, year=sentence.years[years + year])
        cell = Cell(text=figure.text, entries=(CellFigure(figure=figure),))
        yield column, Value(cell, sentence.line)


def _take_result(sentence: _Sentence, begin: int, target: _Said) -> None:
    """Take the result that the sentence behind one of a target says of the same thing."""
    match = _RESULT.match(sentence.text[begin:])
    if match is None:
        return
    year, figure = sentence.years[0], sentence.figures[0]
    cell = Cell(text=figure.text, entries=(CellFigure(figure=figure),))
    target.pairs.append((Column(role=_ACTUAL, year=year), Value(cell, sentence.line)))


def _readings(one: _Said) -> Iterator[Reading]:
    for reading in readings_of(Row(name=one.name, line=one.line), facts_of(one.pairs, None)):
        facts = tuple(fact.sure(Confidence.UNSURE) for fact in reading.facts)
        yield Reading(name=reading.name, facts=facts, place=reading.place, unit=reading.unit)
