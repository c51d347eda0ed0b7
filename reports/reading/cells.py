"""What one cell of a table says: figures with their labels and years, words in place of a figure, or nothing."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final

from reports.reading.figures import Figure, figures_in, is_absent, is_unit
from reports.reading.wording import KEPT, circled, named, tidy
from reports.reading.years import NamedYears, PrintedYear, without_years, years_in

_NOTE: Final = re.compile(r"※.*|【[^】]*】|\*+(?:\d{1,2}(?!\d))?|\(注\d*\)|うち[^()]*$|(?<=\d)[)]?注\d*\)?")
_NATION: Final = re.compile(r"\(全 ?国\)\D.*")  # what follows is printed for comparison
_BRACKET: Final = re.compile(r"\(([^()]*)\)")
_LEADING: Final = re.compile(
    r"^(?:累計|延べ|延|計|合計|単年|年間|毎年|目標|実績|年平均|平均|1日当たり|[(]?(?:見込|推計|速報|暫定|概算)値?[)]?)\s*:?\s*"
)
_FIGURE_NEXT: Final = re.compile(r"[ :は]*[約▲△]?\d")
_PER: Final = re.compile(r"(?:(?:1|一)(?:日|人|世帯|戸|件|団体|か月|年))+(?:当|あ)たり(?:の)? ?")
_SEPARATOR: Final = re.compile(r"^[\s/／、,・;:：|]+|[\s/／、,・;:：|]+$")
_REST: Final = re.compile(
    r"(?:年(?:度?末)?|現在|時点|時|実績|目標|見込|当初|調査|まで|の累計|累計|平均|値|度|約|[\s、,。./~・()])*"
)
_FEWEST_DATED: Final = 2
_LONGEST_CELL: Final = 400
_LONGEST_LABEL: Final = 24
_NO_LABEL: Final = re.compile(
    r"\d|[→=~。、]|率$|数$|[%％]|^(?:指標|目標|施策|政策|基本|事業|図|表|番号|第|資料|様式|問|年|計画)"
)
_GROUP: Final = re.compile(
    r"\(?(?:[男女]性?|小学校?|中学校?|高校|満)?\(?(?:\d{1,3}(?:歳)?~)?\d{1,3}"
    r"(?:歳(?:以上|未満|代|児)|歳\d+か月児|か月児|年生)(?:の?[^\d\s()]{1,4})?\)?"
)  # 65歳以上, 小学5年生: of whom, no figure
UNNAMED: Final = "#"  # begins the label of a series whose figures have none
_GOALS: Final = re.compile(
    r"増加|減少|維持|向上|以上$|以下$|上回る|下回る|超える|策定|設置|実施|全国平均|全市町|現状値|前年|継続|完了|検討|推進|[減増](?:少|加)?(?:\(|$)|位台|台$|作成|拡大|導入|整備|達成|構築|開始|全[^\d]{1,8}"
    r"|^(?:上昇|低下|改善|縮小|短縮|[↑↓↗↘])(?:傾向|させる|する)?$"
)
_PARTICLE: Final = re.compile(r"[ぁ-ん]{1,2}")  # 18歳以上の3,000人 is a sentence
_ROLES: Final = re.compile(r"(?:目標|計画|実績|基準|現状|現況|見込)(?:値|数)?|(?:達成|進捗)率")
_BENCHMARKS: Final = re.compile(r"全国|国平均|県平均|府平均|類似団体|平均")


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFigure:
    """One figure of a cell: the label before it where there are several, and its own year where one is printed."""

    figure: Figure
    label: str = ""
    year: PrintedYear | None = None
    upper: Decimal | None = None
    revised_from: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell as it was read. Without entries it is absent, a goal in words, or nothing that belongs in a column."""

    text: str
    entries: tuple[CellFigure, ...] = ()
    year: PrintedYear | None = None
    is_absent: bool = False
    is_goal: bool = False
    note: str = ""

    @property
    def has_figure(self) -> bool:
        return bool(self.entries)

    @property
    def is_answer(self) -> bool:
        """Whether it can stand in a column of values: a figure, or what says that there is none."""
        return self.has_figure or self.is_absent


@lru_cache(maxsize=KEPT)
def read_printed(text: str, calendar: NamedYears) -> Cell:
    """Read one cell of a table."""
    if len(text) > _LONGEST_CELL:
        return Cell(text=text)
    words = tidy(text)
    bare = _NATION.sub("", _NOTE.sub("", words)).strip()
    if _GROUP.fullmatch(bare):
        return Cell(text=text)
    if not bare or is_absent(bare):
        return Cell(text=text, is_absent=bool(bare) or not words, year=None)
    years = [one for one in years_in(bare, calendar) if not bare[one.end :].startswith("比")]
    masked = without_years(bare, years)
    years = _ends_of_spans(bare, _without_compared(bare, years))
    if entries := _entries(masked, bare, years):
        return Cell(text=text, entries=entries, year=years[-1] if years else None, note=_note(masked))
    without = _BRACKET.sub("", masked).strip()
    if is_absent(without):
        return Cell(text=text, is_absent=True, year=years[-1] if years else None)
    return Cell(text=text, is_goal=_is_goal(without), year=years[-1] if years else None)


def _without_compared(bare: str, years: list[PrintedYear]) -> list[PrintedYear]:
    """Return years without those of figures that stand in brackets behind another one: 35人（最多：H28 36人）."""
    compared = [
        match.span() for match in _BRACKET.finditer(bare) if any(figures_in(bare[: match.start()].strip()))
    ]
    return [
        one
        for one in years
        if not (any(start < one.start < end for start, end in compared) and _FIGURE_NEXT.match(bare, one.end))
    ]


def _ends_of_spans(text: str, years: list[PrintedYear]) -> list[PrintedYear]:
    """Return years without those that a span of dates begins with: 平成27年5月~令和3年3月 is of its end."""
    begun = {
        at
        for at, (first, last) in enumerate(pairwise(years))
        if "月" in first.label and text[first.end : last.start].strip() == "~"
    }
    return [one for at, one in enumerate(years) if at not in begun]


def _is_goal(words: str) -> bool:
    return bool(words) and len(words) <= 60 and bool(_GOALS.search(words))


def _note(masked: str) -> str:
    return " ".join(inside.strip() for inside in _BRACKET.findall(masked) if inside.strip())


def _blanked(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: " " * len(match[0]), text)


def _entries(masked: str, bare: str, years: list[PrintedYear]) -> tuple[CellFigure, ...]:
    """Return the figures of a cell if nothing else is in it but labels, years, brackets and separators."""
    flat, labels = _labelled_by_brackets(masked)
    flat = _blanked(flat, _PER)
    figures = [one for one in figures_in(flat) if not one.unit or is_unit(one.unit) or "/" in one.unit]
    if not figures:
        return ()
    if arrow := _after_arrow(figures, flat, years, bare):
        return arrow
    if span := _range(figures, flat, years):
        return span
    if dated := _dated(figures, flat, years):
        return dated
    texts = _between(figures, flat)
    figures, texts = _labels_with_digits(figures, texts, flat)
    if len(figures) == 1:
        return _single(figures[0], texts, years, labels)
    return _series(figures, texts, years, labels)


def _labelled_by_brackets(masked: str) -> tuple[str, dict[int, str]]:
    """Blank out the brackets, and return what those say that may be labels, by where they end."""
    labels: dict[int, str] = {}
    flat = masked
    while match := _BRACKET.search(flat):
        inside = match[1].strip()
        if inside and not any(letter.isdigit() for letter in inside):
            labels[match.end()] = inside
        flat = flat[: match.start()] + " " * len(match[0]) + flat[match.end() :]
    return flat, labels


def _after_arrow(
    figures: list[Figure], flat: str, years: list[PrintedYear], bare: str
) -> tuple[CellFigure, ...]:
    if (
        "→" not in flat
        or len(figures) != 2
        or any(len(one) > 1 for one in _between(figures, flat)[:2] if one != "→")
    ):
        return ()
    old, new = figures
    return (CellFigure(figure=new, year=years[-1] if years else None, revised_from=old.value),)


def _range(figures: list[Figure], flat: str, years: list[PrintedYear]) -> tuple[CellFigure, ...]:
    """Return 40％以上60％以下 or 40～60％ as one entry with two ends."""
    if len(figures) != 2:
        return ()
    low, high = figures
    between = flat[low.span[1] : high.span[0]].strip(" ,、・")
    bounded = low.comparator == ">=" and high.comparator in {"<=", "<"} and not between
    if bounded or (between == "~" and low.value < high.value and low.unit in {"", high.unit}):
        joined = Figure(low.value, high.unit, f"{low.text}{between}{high.text}", (low.span[0], high.span[1]))
        return (CellFigure(figure=joined, upper=high.value, year=years[-1] if years else None),)
    return ()


def _dated(figures: list[Figure], flat: str, years: list[PrintedYear]) -> tuple[CellFigure, ...]:
    """Return R5:12 R6:13, or 12(R5) 13(R6), as the figures of years that go up, with nothing else in the cell."""
    if len(figures) < _FEWEST_DATED or len(years) != len(figures) or any(_between(figures, flat)):
        return ()
    if any(after.year <= before.year for before, after in pairwise(years)):
        return ()
    before = all(year.end <= one.span[0] for year, one in zip(years, figures, strict=True))
    behind = all(one.span[1] <= year.start for year, one in zip(years, figures, strict=True))
    apart = before and all(one.span[1] <= year.start for year, one in zip(years[1:], figures, strict=False))
    in_turn = behind and all(year.end <= one.span[0] for year, one in zip(years, figures[1:], strict=False))
    if not apart and not in_turn:
        return ()
    return tuple(CellFigure(figure=one, year=year) for one, year in zip(figures, years, strict=True))


def _between(figures: list[Figure], flat: str) -> list[str]:
    """Return the words before each figure, and those after the last."""
    starts = [0, *(one.span[1] for one in figures)]
    ends = [*(one.span[0] for one in figures), len(flat)]
    return [_SEPARATOR.sub("", flat[start:end].strip()) for start, end in zip(starts, ends, strict=True)]


def _labels_with_digits(figures: list[Figure], texts: list[str], flat: str) -> tuple[list[Figure], list[str]]:
    """Take a number that stands glued before another as part of its label: 小学5年生4.8％."""
    kept: list[Figure] = []
    words: list[str] = []
    carried = ""
    for position, (figure, text) in enumerate(zip(figures, texts, strict=False)):
        following = figures[position + 1 :]
        if following and _numbers_label(figure, following[0], text, flat):
            carried = f"{carried}{text}{figure.text}"
            continue
        kept.append(figure)
        words.append(f"{carried}{text}")
        carried = ""
    return kept, [*words, texts[-1]]


def _numbers_label(figure: Figure, following: Figure, before: str, flat: str) -> bool:
    """Say whether a number only numbers the label of the figure behind it: 小学5年生4.8％, 小6：82.1, 中3 79.5％."""
    if figure.unit:
        return figure.span[1] == following.span[0]  # a span ends behind a blank
    between = flat[figure.span[0] + len(figure.text) : following.span[0]]
    return between in {":", " ", ": "} and bool(re.search(r"[^\W\d_]$", before)) and figure.value < 10


def _single(
    figure: Figure, texts: list[str], years: list[PrintedYear], labels: dict[int, str]
) -> tuple[CellFigure, ...]:
    before, after = texts
    before = _LEADING.sub("", before)
    if not _REST.fullmatch(after) or not (_REST.fullmatch(before) or is_label(before)):
        return ()
    label = "" if _REST.fullmatch(before) else before
    return (CellFigure(figure=figure, label=label, year=_first_outside(years)),)


def _first_outside(years: list[PrintedYear]) -> PrintedYear | None:
    return years[0] if years else None


def is_label(words: str) -> bool:
    """Say whether words before a figure only name a part: 小, 男性, 保育所, ①; longer ones are names of rows."""
    is_short = 0 < len(words) <= 4 and not words.endswith(("に", "を", "は", "が", "で"))
    return (is_short and not _NO_LABEL.search(words)) or circled(words[:1])


def _series(
    figures: list[Figure], texts: list[str], years: list[PrintedYear], labels: dict[int, str]
) -> tuple[CellFigure, ...]:
    texts = _carried_on(texts)
    names = [
        _SEPARATOR.sub("", text) or _bracket_label(labels, figure)
        for text, figure in zip(texts, figures, strict=False)
    ]
    if not all(_REST.fullmatch(text) or not text for text in texts[-1:]) or any(
        map(_PARTICLE.fullmatch, names)
    ):
        return ()
    if any(_ROLES.fullmatch(name) for name in names):
        return ()  # targets and results are no series of their own
    if any(_BENCHMARKS.search(name) for name in names[1:]):
        figures, names = _own(figures, names)
        return _series_entries(figures, names, years)
    if not any(names) and len({figure.unit for figure in figures} - {""}) < 2:
        names = [f"{UNNAMED}{at}" for at in range(1, len(figures) + 1)]
        return _series_entries(figures, names, years)
    if len(set(names)) < len(names) or not all(names) or any(len(name) > _LONGEST_LABEL for name in names):
        return ()
    return _series_entries(figures, names, years)


def _carried_on(texts: list[str]) -> list[str]:
    """Carry the first part of 小学校:国語 on to the labels that follow: 算数 becomes 小学校 算数."""
    head, told = "", []
    for text in texts[:-1]:
        first, colon, rest = text.partition(":")
        if colon and rest:
            head = first
            told.append(f"{first} {rest}")
        else:
            told.append(f"{head} {text}" if head and text else text)
    return [*told, texts[-1]]


def _own(figures: list[Figure], names: list[str]) -> tuple[list[Figure], list[str]]:
    """Leave out what is printed for comparison: 全国, 県平均."""
    kept = [(one, name) for one, name in zip(figures, names, strict=True) if not _BENCHMARKS.search(name)]
    return [one for one, _ in kept], [name for _, name in kept]


def _bracket_label(labels: dict[int, str], figure: Figure) -> str:
    before = [end for end in labels if end <= figure.span[0]]
    return labels[max(before)] if before else ""


def _series_entries(
    figures: list[Figure], names: list[str], years: list[PrintedYear]
) -> tuple[CellFigure, ...]:
    return tuple(
        CellFigure(figure=figure, label=named(name), year=_own_year(figure, years, len(figures)))
        for figure, name in zip(figures, names, strict=True)
    )


def _own_year(figure: Figure, years: list[PrintedYear], count: int) -> PrintedYear | None:
    """Return the year nearest before a figure if the figures have one each, else the cell's only one."""
    before = [year for year in years if year.end <= figure.span[0]]
    if len(years) >= count > 1 and before:
        return before[-1]
    return years[0] if years else None
