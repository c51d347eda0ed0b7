"""Running text as paragraphs of sentences with their figures and years."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from indicators.calculation.units import is_known_unit
from reports.reading.documents import Document, Line
from reports.reading.figures import Figure
from reports.reading.passage_signs import Known, figures_of, is_inside, years_said
from reports.reading.plans import base_year, evaluated_year, is_of_meeting, start_year
from reports.reading.present import announced_year, issued_years
from reports.reading.tables import is_whole_name
from reports.reading.wording import comparable, tidy
from reports.reading.years import NamedYears, PrintedYear

_SPACES: Final = re.compile(r"(?<=[^\x00-\x7f]) +|(?<=\d) +(?=[^\x00-\x7f\d])| +(?=[^\x00-\x7f])|(?<=,) +")
_HEADING: Final = re.compile(r"[■◆●◎□◇▼★【《<]|[Qq問]\d*[ 　.:．。]|\d+[ 　.．](?!\d)")
_LISTED: Final = re.compile(
    r"うち(?=[^\d、。]*$)|[・•○*※①-⑳-]|\(\d+\)|[(]?[ア-ン][)）]|[Aa答]\d*[ 　.:．。]|\d+[.)、](?!\d)"
)
_SPEAKER: Final = re.compile(
    r"(?:事務局|委員長?|会長|議長|部長|課長|副市長|市長|町長|教育長|[A-Z]委員|○○委員)[ 　:：]"
)
_SAYS: Final = re.compile(r"[^\s。、:()]{1,8}:\s")
_ANSWER: Final = re.compile(
    r"^(?:[○◯]?[^\s。、]{1,9}(?:委員|委員長|課長|部長|係長|局長|室長|次長|主幹|主査|長|局)(?=[ 　:])|[QqAa問答]\d*"
    r"|事務局|委員長?|会長|議長|部長|課長|副?[市町村]長|教育長)[ 　:：.．]\s*"
)
_NUMBER: Final = re.compile(r"^[(]?\d{1,2}(?:[)．.、]\s*|\s+)(?=[^\d\s年月日時人件回％%])")
_DOT: Final = re.compile(r"(?<=\d)[・･](?=\d)")  # 25・2％ of newspapers
_TABLE: Final = re.compile(r"[|｜\t]|\S[ 　]{2,}\S+[ 　]{2,}\S")
_END: Final = re.compile(  # a question ends as a sentence does, but not within what is quoted
    r"(?:[^。?!…]|[?!…](?=[」』)\d])|…(?=…))*(?:。|[?!…]+(?![」』)\d])|$)"
)
_MARKED: Final = re.compile(r"(?<=[^\s(「])(?=[●■◆◎▼★【](?=\S))|(?<= )(?=○(?=\S))")
_LONG: Final = 240  # letters of a page that is one line
_DATED: Final = re.compile(
    r"(?:令和|平成|昭和|[RHS](?=\d)|20\d\d年?度?[ :]|FY)|[▲△約]?\d[\d,.]*[^\d\s.)、年月日]"
)
_BRACKET_BEHIND: Final = re.compile(r"\([^()]*\)$")
_OF_NAME: Final = re.compile(r"以上|以下|以内|未満|未満|超|で|に|の|当たり")
_NUMBERED: Final = re.compile(
    r"[<【(]?(?:基本|重点|個別)?(?:目標|方針|施策|政策|方向性?|柱|戦略|プロジェクト)"
)
_LONGEST_HEADING: Final = 60
LONGEST_SENTENCE: Final = 5_000  # letters
_WIDER: Final = 1.25
_FEWEST_WHOLE: Final = 3
_FULL: Final = 0.8  # of the lines are shorter than a full one


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence without blanks, its years and figures, and where it stands."""

    text: str
    places: tuple[Line, ...]
    paragraph: int
    section: int  # paragraphs without a heading or an empty line between them
    years: tuple[PrintedYear, ...] = ()
    figures: tuple[Figure, ...] = ()

    @property
    def is_heading(self) -> bool:
        """Whether it heads others: a few words without an end, and no figure in them but within a name."""
        is_named = all(_is_within_name(self.text, one) for one in self.figures)
        return is_named and not self.text.endswith("。") and len(self.text) <= _LONGEST_HEADING

    @property
    def plain_years(self) -> list[PrintedYear]:
        """Its years but for those in brackets, which are of the figure before them alone."""
        return [one for one in self.years if not is_inside(self.text, one.start)]

    @property
    def heads_year(self) -> PrintedYear | None:
        """The only year of a heading, 実施内容(令和4年度), if it is no day and no meeting's."""
        years = [one for one in self.years if "月" not in one.label and not is_of_meeting(self.text, one)]
        return years[0] if self.is_heading and len(years) == len(self.years) == 1 else None

    def line(self, at: int) -> Line:
        return self.places[min(at, len(self.places) - 1)]

    def masked(self, start: int, end: int, *, with_figures: bool = False) -> str:
        """Return a part of the text with Y for each year in it, and perhaps with F for each figure."""
        signs = [(one.start, one.end, "Y") for one in self.years]
        signs += [(*one.span, "F") for one in self.figures] if with_figures else []
        words = self.text[start:end]
        for begin, stop, sign in sorted(signs, reverse=True):
            if start <= begin and stop <= end:
                words = words[: begin - start] + sign + words[stop - start :]
        return words


def _is_within_name(text: str, figure: Figure) -> bool:
    """Say whether a figure is a part of a name that goes on behind it: 20分以内に着く区域の人口, 死者数(24時間以内).

    The number of a heading, 基本目標1 脱炭素のまち, counts nothing either.
    """
    if not is_known_unit(figure.unit) and _NUMBERED.fullmatch(text[: figure.span[0]]):
        return True
    is_noted = is_inside(text, figure.span[0]) and _OF_NAME.match(text, figure.span[1]) is not None
    return is_noted or (bool(_OF_NAME.match(text, figure.span[1])) and is_whole_name(text[figure.span[1] :]))


def passages(document: Document, calendar: NamedYears, taken: set[int]) -> list[Passage]:
    """Return the sentences of the lines that are no table's."""
    start = start_year(document, calendar)
    known = Known(
        *issued_years(document, calendar),
        evaluated_year(document, calendar) or announced_year(document, calendar),
        start.year if start else None,
        base_year(document, calendar) or (start.year if start else None),
        calendar,
    )
    found: list[Passage] = []
    section = 0
    headed: int | None = None
    for number, (text, places, begins) in enumerate(_paragraphs(_at_marks(document.lines), taken)):
        if begins:
            section += 1
            known.last, known.newest = None, headed
        for match in _END.finditer(text):
            if not match[0] or len(match[0]) > LONGEST_SENTENCE:
                continue  # lines without an end are no sentence
            one = Passage(match[0], tuple(places[match.start() : match.end()]), number, section)
            known.here = None
            years = tuple(years_said(one.text, known))
            found.append(replace(one, years=years, figures=tuple(figures_of(one.text, years))))
            if found[-1].is_heading:
                headed = found[-1].heads_year.year if found[-1].heads_year else None
    return found


def _paragraphs(lines: Sequence[Line], taken: set[int]) -> Iterator[tuple[str, list[Line], bool]]:
    """Yield paragraphs with their lines, and whether each begins a section."""
    text = ""
    places: list[Line] = []
    first: Line | None = None
    shortest, is_new = _shortest(lines), True
    before: Line | None = None
    for line in lines:
        words = "" if line.number in taken or _TABLE.search(line.text.strip()) else tidy(line.text).strip()
        begins = (
            not words
            or _begins(line.text, words)
            or (before is not None and _is_set_in(line, before, first))
            or (bool(_DATED.match(words)) and line is not first and _is_title(text, before is first))
        )
        if begins and text:
            yield text, places, is_new
            text, places, first, is_new = "", [], None, False
        is_new = is_new or not words or bool(_HEADING.match(words))
        if words:
            words = _DOT.sub(".", words)
            words = _SPACES.sub("", _NUMBER.sub("", _ANSWER.sub("", words)))
            first = first or line
            text += words
            places += [line] * len(words)
        before = line if words else None
        if words and len(line.text.strip()) < shortest and not words.endswith(("。", "、")):
            yield text, places, is_new  # a heading, or an end: no sentence goes on behind so few letters
            text, places, first, is_new = "", [], None, True
    if text:
        yield text, places, is_new


def _is_title(text: str, is_one_line: bool) -> bool:
    """Say whether a line above a figure or a year is the name of what it tells."""
    is_short = is_one_line and len(text) <= _LONGEST_HEADING and "。" not in text
    return is_short and not text.endswith(("年", "年度")) and is_whole_name(_BRACKET_BEHIND.sub("", text))


def _at_marks(lines: Sequence[Line]) -> list[Line]:
    """Return lines, those of pages that are one line taken apart before the marks of headings and items."""
    return [
        replace(one, text=part)
        for one in lines
        for part in (_MARKED.split(one.text) if len(one.text) > _LONG else (one.text,))
    ]


def _shortest(lines: Sequence[Line]) -> float:
    """Return how long a line is at least that goes on in the next one: half of those that sentences fill.

    Where whole sentences are longer than any line without an end, each line is a paragraph: none goes on.
    """
    told = [one.text.strip() for one in lines if one.text.strip()]
    widths = sorted(len(one) for one in told if not one.endswith("。"))
    whole = sum(one.endswith("。") and len(one) > _WIDER * max(widths, default=0) for one in told)
    if whole >= _FEWEST_WHOLE:
        return math.inf
    return widths[int(len(widths) * _FULL)] / 2 if widths else 0


def _begins(text: str, words: str) -> bool:
    return bool(_HEADING.match(words) or _LISTED.match(words) or _SPEAKER.match(comparable(text).strip()))


def _is_set_in(line: Line, before: Line, first: Line | None) -> bool:
    """Say whether a line is set in behind one that is not: a paragraph begins.

    Not so within an item of a list, nor in what somebody says, whose name stands before it.
    """
    words = tidy(first.text).strip() if first is not None else ""
    is_item = bool(_LISTED.match(words) or _SAYS.match(words))
    return line.text[:1] in "　 " and before.text[:1] not in "　 " and not is_item
