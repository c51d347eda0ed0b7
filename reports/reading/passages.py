"""Running text as paragraphs of sentences with their figures and years, 昨年 and 3年 after an era among them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reports.reading.documents import Document, Line
from reports.reading.figures import Figure, figures_in, figures_said, thousands_in
from reports.reading.plans import is_of_meeting
from reports.reading.present import issued_years
from reports.reading.wording import comparable, tidy
from reports.reading.years import NamedYears, PrintedYear, years_in

_SPACES: Final = re.compile(r"(?<=[^\x00-\x7f]) +|(?<=\d) +(?=[^\x00-\x7f\d])| +(?=[^\x00-\x7f])|(?<=,) +")
_HEADING: Final = re.compile(r"[■◆●◎□◇▼★【《<]|[Qq問]\d*[ 　.:．。]|\d+[ 　.．](?!\d)")
_LISTED: Final = re.compile(r"[・○*※①-⑳-]|\(\d+\)|[(]?[ア-ン][)）]|[Aa答]\d*[ 　.:．。]|\d+[.)、](?!\d)")
_SPEAKER: Final = re.compile(
    r"(?:事務局|委員長?|会長|議長|部長|課長|副市長|市長|町長|教育長|[A-Z]委員|○○委員)[ 　:：]"
)
_SAYS: Final = re.compile(r"[^\s。、:()]{1,8}:\s")
_ANSWER: Final = re.compile(
    r"^(?:[○◯]?[^\s。、]{1,9}(?:委員|委員長|課長|部長|係長|局長|室長|次長|主幹|主査|長|局)(?=[ 　:])|[QqAa問答]\d*"
    r"|事務局|委員長?|会長|議長|部長|課長|副?[市町村]長|教育長)[ 　:：.．]\s*"
)
_NUMBER: Final = re.compile(r"^[(]?\d{1,2}(?:[)．.、]\s*|\s+)(?=[^\d\s年月日時人件回％%])")
_TABLE: Final = re.compile(r"[|｜\t]|\S[ 　]{2,}\S+[ 　]{2,}\S")
_END: Final = re.compile(r"[^。]*。|[^。]+$")
_RELATIVE: Final = re.compile(
    r"(?P<word>(?<=\()同(?=[\d)])|昨年度|前年度|今年度|本年度|同年度|昨年(?!度)|前年(?!度)|[今本]年(?!度)|同年(?!度)|一昨年度?|翌年度?)(?:中|末)?"
)
_BESIDE: Final = re.compile(r"^(?:度|中|末)?\(")
_MONTH: Final = re.compile(r"(\d{1,2})月")
_BARE: Final = re.compile(r"(?<![\d.,第令和平成/~-])(?P<number>元|\d{1,2})年(?=[はがのにでも、末]|\d)(?!間)")
_MOST_APART: Final = 12
_FIRST_MONTH: Final = 4
_COUNTING: Final = re.compile(
    r"\d+[^\d、。()]{0,3}(?:当|あ)たり|(?<![\d.])\d+歳(?=以上|以下|未満|児|代|の|~|から|まで|、|で\d)|第\d+|\d+人中(?:\d+人)?"
)
_DECIMAL: Final = re.compile(r"\d+\.\d+")
_NO_UNIT: Final = re.compile(r"[ぁ-ん]")
_LONGEST_HEADING: Final = 60
LONGEST_SENTENCE: Final = 5_000  # letters
_FULL: Final = 0.8  # of the lines are shorter than a full one
_LARGE: Final = frozenset("万 億 千 百".split())
_NO_FIGURE: Final = frozenset(
    (
        "年 月 項目 期 年間 か年 カ年 ヵ年 号 条 時 頁 ページ ポイント 割 版 次 番 章 回目 か月 週 代 円分 "
        "以上 定例会"
    ).split()
)


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
        """Whether it heads others: a few words without an end, and no figure in them."""
        return not self.figures and not self.text.endswith("。") and len(self.text) <= _LONGEST_HEADING

    @property
    def plain_years(self) -> list[PrintedYear]:
        """Its years but for those in brackets, which are of the figure before them alone."""
        return [one for one in self.years if not _is_inside(self.text, one.start)]

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


@dataclass(slots=True)
class _Known:
    """What the years that were said so far make of words like 昨年 and of 3年 without its era."""

    issued: int | None
    issued_fiscal: int | None
    calendar: NamedYears
    said: dict[str, int] = field(default_factory=dict)
    last: int | None = None
    here: int | None = None  # in this sentence
    newest: int | None = None  # of those that lie behind

    def take(self, year: int, *, is_aside: bool) -> None:
        self.last = year
        if is_aside:
            return
        self.here = year
        if self.issued_fiscal is None or year <= self.issued_fiscal:
            self.newest = max(self.newest or year, year)

    def year_of(self, word: str) -> int | None:
        if word == "同":
            return self.last
        if word in self.said:
            return self.said[word]
        steps: Mapping[str, tuple[int | None, int]] = {
            "昨年": (self.issued, -1),
            "今年": (self.issued, 0),
            "本年": (self.issued, 0),
            "一昨年": (self.issued, -2),
            "昨年度": (self.issued_fiscal, -1),
            "今年度": (self.issued_fiscal, 0),
            "本年度": (self.issued_fiscal, 0),
            "一昨年度": (self.issued_fiscal, -2),
        }
        start, step = steps.get(
            word, (self.here or self.newest, {"前": -1, "同": 0, "翌": 1}.get(word[0], 0))
        )
        return None if start is None else start + step


def _is_inside(text: str, at: int) -> bool:
    """Say whether a place of a sentence is within a bracket."""
    return text.count("(", 0, at) > text.count(")", 0, at)


def passages(document: Document, calendar: NamedYears, taken: set[int]) -> list[Passage]:
    """Return the sentences of the lines that are no table's."""
    known = _Known(*issued_years(document, calendar), calendar)
    found: list[Passage] = []
    section = 0
    headed: int | None = None
    for number, (text, places, begins) in enumerate(_paragraphs(document.lines, taken)):
        if begins:
            section += 1
            known.last, known.newest = None, headed
        for match in _END.finditer(text):
            if len(match[0]) > LONGEST_SENTENCE:
                continue  # lines without an end are no sentence
            one = Passage(match[0], tuple(places[match.start() : match.end()]), number, section)
            known.here = None
            years = tuple(_years(one.text, known))
            found.append(replace(one, years=years, figures=tuple(_figures(one.text, years))))
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
            not words or _begins(line.text, words) or (before is not None and _is_set_in(line, before, first))
        )
        if begins and text:
            yield text, places, is_new
            text, places, first, is_new = "", [], None, False
        is_new = is_new or not words or bool(_HEADING.match(words))
        if words:
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


def _shortest(lines: Sequence[Line]) -> float:
    """Return how long a line is at least that goes on in the next one: half of those that sentences fill."""
    widths = sorted(
        len(one.text.strip()) for one in lines if one.text.strip() and not one.text.strip().endswith("。")
    )
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


def _years(text: str, known: _Known) -> Iterator[PrintedYear]:
    """Yield the years of a sentence in their order, those that are said by a word among them."""
    printed = years_in(text, known.calendar)
    relative = list(_RELATIVE.finditer(text))
    bare = [
        one
        for one in _BARE.finditer(text)
        if not any(year.start < one.end() and one.start() < year.end for year in printed)
    ]
    marks: list[tuple[int, PrintedYear | re.Match[str]]] = [
        *((one.start, one) for one in printed),
        *((one.start(), one) for one in (*relative, *bare)),
    ]
    for _, one in sorted(marks, key=lambda mark: mark[0]):
        if isinstance(one, PrintedYear):
            said = next((other for other in relative if text[other.end() : one.start] == "("), None)
            if said is not None:
                known.said[said["word"]] = one.year
            known.take(one.year, is_aside=said is None and _is_inside(text, one.start))
            yield one
            continue
        is_word = "word" in one.groupdict()
        if is_word and any(text[one.end() : year.start] == "(" for year in printed):
            continue  # 昨年(令和4年)
        year = known.year_of(one["word"]) if is_word else _bare(one["number"], known)
        if year is not None and (month := _MONTH.match(text, one.end())):
            year -= int(month[1]) < _FIRST_MONTH  # 本年3月 is of the fiscal year before
        if year is not None:
            known.take(year, is_aside=_is_inside(text, one.start()))
            yield PrintedYear(year, not one[0].endswith("度"), one.start(), one.end(), one[0])


def _bare(number: str, known: _Known) -> int | None:
    """Return the year of 3年, where one with its era was said before it."""
    year = known.calendar.of_bare(1 if number == "元" else int(number)) if known.last is not None else None
    return (
        year
        if year is not None and known.last is not None and abs(year - known.last) <= _MOST_APART
        else None
    )


def _figures(text: str, years: Sequence[PrintedYear]) -> Iterator[Figure]:
    masked = text
    for year in years:
        masked = masked[: year.start] + " " * (year.end - year.start) + masked[year.end :]
    masked = _COUNTING.sub(lambda match: " " * len(match[0]), masked)
    found = list(thousands_in(masked))
    for one in found:
        masked = masked[: one.span[0]] + " " * (one.span[1] - one.span[0]) + masked[one.span[1] :]
    bare = [one for one in map(_without_unit, figures_in(masked)) if one is not None]
    for one in sorted((*found, *figures_said(masked), *bare), key=lambda one: one.span):
        is_whole = not text[one.span[1] : one.span[1] + 1].isdigit()  # 3万4千 is more than 3万
        if (
            one.unit not in _NO_FIGURE
            and not one.unit.startswith("月")
            and one.unit not in _LARGE
            and not (one.unit == "日" and text[: one.span[0]].endswith("月"))
            and is_whole
        ):
            yield one


def _without_unit(figure: Figure) -> Figure | None:
    """Return a figure with decimals that has no unit, 1.41から, without the words behind it; else None."""
    match = _DECIMAL.match(figure.text)
    if match is None or (figure.unit and not _NO_UNIT.match(figure.unit)):
        return None
    start = figure.span[0]
    return replace(figure, unit="", text=match[0], span=(start, start + len(match[0])))
