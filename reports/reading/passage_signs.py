"""The years and figures of a sentence: 昨年, 基準年度 and 3年 after an era among them, without those of a name."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reports.reading.figures import Figure, figures_in, figures_said, thousands_in
from reports.reading.years import NamedYears, PrintedYear, without_years, years_in

_RELATIVE: Final = re.compile(
    r"(?P<word>(?<=\()同(?=[\d)])|(?:計画)?策定(?:年度|時点?)|基準年度?|昨年度|前年度|今年度|本年度|同年度|昨年(?!度)|前年(?!度)|[今本]年(?!度)|同年(?!度)|一昨年度?|翌年度?)(?:中|末)?"
)
_MONTH: Final = re.compile(r"(\d{1,2})月")
_BARE: Final = re.compile(r"(?<![\d.,第令和平成/~-])(?P<number>元|\d{1,2})年(?=[はがのにでも、末]|\d)(?!間)")
_DURING: Final = re.compile(r"(?:度)?から(?P<years>[2-9]|10)(?:年|か年|カ年|ヵ年)間?(?=で|の|に)")
_MOST_APART: Final = 12
_FIRST_MONTH: Final = 4
_COUNTING: Final = re.compile(
    r"\d+[^\d、。()]{0,3}(?:当|あ)たり|(?<![\d.])\d+歳(?=以上|以下|未満|児|代|の|~|から|まで|、|で\d)|第\d+|\d+人中(?:\d+人)?"
)
_DECIMAL: Final = re.compile(r"\d+\.\d+")
_NO_UNIT: Final = re.compile(r"[ぁ-ん]")
_INTO_NAME: Final = re.compile(  # 45時間を超える割合, 20分以内に到着できる区域の人口
    r"(?P<bound>以上|以下|以内|未満|超|を超え|で|に|間で|間に)[^、。\d]{1,30}?(?:割合|比率|[^効]率|[者人件回]数|数|人口|時間|度合い?)"
    r"(?=は|が|を|も|の(?:目標|実績)|につ|に関|でござ|です|であり|:|$|\()"
)
_OF_SPACE: Final = re.compile(r"分間?|時間|日|回|キロ|km|m|メートル|歳|種目|種類|食")
_LARGE: Final = frozenset("万 億 千 百".split())
_NO_FIGURE: Final = frozenset(
    (
        "年 月 項目 期 年間 か年 カ年 ヵ年 号 条 時 頁 ページ ポイント 割 版 次 番 章 回目 か月 週 代 円分 "
        "以上 定例会"
    ).split()
)


@dataclass(slots=True)
class Known:
    """What the years that were said so far make of words like 昨年 and of 3年 without its era."""

    issued: int | None
    issued_fiscal: int | None
    evaluated: int | None
    start: int | None  # 策定時
    base: int | None  # 基準年度
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
        if word[0] in "策計基":
            return self.base if word[0] == "基" else self.start
        here = self.here or self.newest or self.evaluated
        start, step = steps.get(word, (here, {"前": -1, "同": 0, "翌": 1}.get(word[0], 0)))
        return None if start is None else start + step


def is_inside(text: str, at: int) -> bool:
    """Say whether a place of a sentence is within a bracket."""
    return text.count("(", 0, at) > text.count(")", 0, at)


def years_said(text: str, known: Known) -> Iterator[PrintedYear]:
    """Yield the years of a sentence in their order, those that are said by a word among them."""
    printed = [_at_its_end(one, text) for one in years_in(text, known.calendar)]
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
            known.take(one.year, is_aside=said is None and is_inside(text, one.start))
            yield one
            continue
        is_word = "word" in one.groupdict()
        if is_word and any(text[one.end() : year.start] == "(" for year in printed):
            continue  # 昨年(令和4年)
        if is_word and any(text[one.end() : year.start] == "の" for year in printed):
            continue  # 策定時の令和3年度
        year = known.year_of(one["word"]) if is_word else _bare(one["number"], known)
        if year is not None and (month := _MONTH.match(text, one.end())):
            year -= int(month[1]) < _FIRST_MONTH  # 本年3月 is of the fiscal year before
        if year is not None:
            is_beside = one[0].startswith(
                ("前", "基", "策", "計")
            )  # what is compared with is no year to go on from
            known.take(year, is_aside=is_beside or is_inside(text, one.start()))
            yield PrintedYear(year, not one[0].endswith("度"), one.start(), one.end(), one[0])


def _at_its_end(year: PrintedYear, text: str) -> PrintedYear:
    """Return the last year of a span that is told by its length, 平成25年度から5年間, else the year itself."""
    during = _DURING.match(text, year.end)
    return replace(year, year=year.year + int(during["years"]) - 1, end=during.end()) if during else year


def _bare(number: str, known: Known) -> int | None:
    """Return the year of 3年, where one with its era was said before it."""
    year = known.calendar.of_bare(1 if number == "元" else int(number)) if known.last is not None else None
    return (
        year
        if year is not None and known.last is not None and abs(year - known.last) <= _MOST_APART
        else None
    )


def figures_of(text: str, years: Sequence[PrintedYear]) -> Iterator[Figure]:
    masked = _COUNTING.sub(lambda match: " " * len(match[0]), without_years(text, years))
    found = list(thousands_in(masked))
    for one in found:
        masked = masked[: one.span[0]] + " " * (one.span[1] - one.span[0]) + masked[one.span[1] :]
    bare = [one for one in map(_without_unit, figures_in(masked)) if one is not None]
    every = sorted((*found, *figures_said(masked), *bare), key=lambda one: one.span)
    named: set[tuple[int, int]] = set()
    for one, behind in reversed(list(itertools.zip_longest(every, every[1:]))):
        is_led = behind is not None and behind.span in named
        is_beside = is_led and text[one.span[1] : behind.span[0]] in {"", "で", "に"}
        if is_beside or _is_in_name(text, one):
            named.add(one.span)
    for one in every:
        if one.span in named:
            continue
        is_whole = not text[one.span[1] : one.span[1] + 1].isdigit()  # 3万4千 is more than 3万
        if (
            one.unit not in _NO_FIGURE
            and not one.unit.startswith("月")
            and one.unit not in _LARGE
            and not (one.unit == "日" and text[: one.span[0]].endswith("月"))
            and is_whole
        ):
            yield one


def _is_in_name(text: str, figure: Figure) -> bool:
    """Say whether a figure is a part of what is counted: it bounds what the words behind it count."""
    match = _INTO_NAME.match(
        text, figure.span[1] - (len(figure.text) - len(figure.text.rstrip("以上下内未満超")))
    )
    if match is None:
        return False
    is_bound = match["bound"] in {"以上", "以下", "以内", "未満", "超", "を超え"}
    return (is_bound and figure.unit not in {"％", "パーセント"}) or bool(_OF_SPACE.fullmatch(figure.unit))


def _without_unit(figure: Figure) -> Figure | None:
    """Return a figure with decimals that has no unit, 1.41から, without the words behind it; else None."""
    match = _DECIMAL.match(figure.text)
    if match is None or (figure.unit and not _NO_UNIT.match(figure.unit)):
        return None
    start = figure.span[0]
    return replace(figure, unit="", text=match[0], span=(start, start + len(match[0])))
