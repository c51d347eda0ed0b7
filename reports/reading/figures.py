"""Single figures as they are printed, split into number, unit and bound; the number is read as entry reads it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from indicators.calculation.absences import read_absence
from indicators.calculation.typed import DECIMAL_PLACES, TypedError, read_amount
from indicators.calculation.units import is_known_unit
from reports.reading.wording import KEPT

_BELOW_TEN_THOUSAND: Final = r"(?:[1-9],\d{3}|\d{1,4})"
_SIZE: Final = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_BOUNDS: Final = r"以上|以下|以内|未満|超(?!え)|程度|を超える|を下回る"
_FIGURE: Final = re.compile(
    rf"(?P<about>約|概ね|おおむね|およそ|ほぼ)? ?(?P<sign>▲|△|-|マイナス|[ー―─–—](?=\d))? ?"
    rf"(?P<size>(?:\d{{1,4}}兆)?{_BELOW_TEN_THOUSAND}億[\d,]{{1,6}}万(?=[円人])|\d{{1,4}}兆[\d,]{{1,6}}億(?=円)|{_SIZE})"
    rf"(?P<unit>(?:(?!{_BOUNDS})[^\d\s()\[\]<>,、。:;~|▲△→※*?!/=「」『』【】])*(?:(?<=CO)2(?:換算)?|(?<=m)[23](?![\d.,]))?"
    rf"(?:/(?:\d{{1,3}}(?=時間|分|h|日|万人|千人|km))?[^\d\s()、。:;~|→/]{{1,6}}?(?=$|[\s()、。,→]|{_BOUNDS}))?)"
    rf" ?(?P<after>{_BOUNDS})?"
)
_COMPARATORS: Final = {
    "以上": ">=",
    "以下": "<=",
    "以内": "<=",
    "未満": "<",
    "超": ">",
    "を超える": ">",
    "を下回る": "<",
}
_NO_UNITS: Final = re.compile(
    r"減|増|(?<=[位代割])台|割|番|期|号|条|章|節|歳|つ$|名称|から|まで|より|へ|を|が|に|は|の|と|で|も|や|等|年度|月|目標|実績"
)
SHARES: Final = frozenset({"％", "%", "パーセント"})  # as which a figure says how much of something it is
_LONGEST_UNIT: Final = 8
_LONGEST_KEPT: Final = 120  # letters
_THOUSANDS: Final = re.compile(
    r"(?<![\d,.億])(?P<large>\d{1,4})万(?P<small>\d,?\d{0,3}(?:\.\d)?)(?P<thousand>千?)(?P<rest>[^\d円]\D{0,7})"
)
_LETTERS: Final = re.compile(r"[A-Za-z]{2,}")
_WORD: Final = re.compile(r"[㐀-鿿々ァ-ヶー]{1,4}")
_DASHES: Final = re.compile(r"(?:[-ー―─━–—‐－…]{1,3}|n\.?a\.?|/|\\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its unit as printed; `text` is how it stands there, `span` where in the text it was looked for."""

    value: Decimal
    unit: str
    text: str
    span: tuple[int, int]
    comparator: str = ""
    approx: bool = False


def figures_in(text: str) -> Iterator[Figure]:
    """Yield each figure of a tidy text that the one reader of figures accepts, with its unit and bound."""
    return iter(_figures_of(text) if len(text) <= _LONGEST_KEPT else tuple(_read_figures(text)))


@lru_cache(maxsize=KEPT)
def _figures_of(text: str) -> tuple[Figure, ...]:
    """Return the figures of a cell or a line: every layout asks for them again."""
    return tuple(_read_figures(text))


def _read_figures(text: str) -> Iterator[Figure]:
    for match in _FIGURE.finditer(text):
        if figure := _figure(match):
            yield figure


def figures_said(text: str) -> Iterator[Figure]:
    """Yield the figures of a sentence: their units end where a known unit, or the word in kanji or katakana, ends."""
    for figure in figures_in(text):
        unit = _unit_said(figure.unit.replace("％", "%"))
        if not unit:
            continue
        start = figure.span[0]
        end = text.index(figure.unit.replace("％", "%"), start) + len(unit)
        yield replace(figure, unit=unit.replace("%", "％"), span=(start, end), text=text[start:end])


def thousands_in(text: str) -> Iterator[Figure]:
    """Yield the figures of a text that are more than 万: 11万2千枚, 8万4,000人."""
    for match in _THOUSANDS.finditer(text):
        behind = next(figures_said(f"1{match['rest']}"), None)
        if behind is None or behind.span[0]:
            continue
        small = Decimal(match["small"].replace(",", "")) * (1000 if match["thousand"] else 1)
        start, end = match.start(), match.start("rest") + len(behind.unit)
        about = text[:start].endswith("約")
        value = Decimal(match["large"]) * 10_000 + small
        yield Figure(value, behind.unit, text[start:end], (start, end), approx=about)


def _unit_said(words: str) -> str:
    known = [
        words[:end] for end in range(1, min(len(words), _LONGEST_UNIT) + 1) if is_known_unit(words[:end])
    ]
    letters = _LETTERS.match(words)
    if known and not (letters and len(letters[0]) > len(known[-1])):
        return known[-1]
    match = letters or _WORD.match(words)
    return match[0] if match else ""


def _figure(match: re.Match[str]) -> Figure | None:
    if _is_inside_word(match):
        return None
    unit = (match["unit"] or "").strip()
    after = (match["after"] or "").strip()
    is_zero = not match["size"].strip("0.,")  # ▲0.0 is what a small loss is rounded to
    words = ("-" if match["sign"] and not is_zero else "") + match["size"] + unit
    size = match["size"]
    unit = (
        f"{size[-1]}{unit}" if size[-1] in "万億" else unit
    )  # 1億856万円 is told in 万円: nothing is inside
    try:
        typed = read_amount(words, unit=unit, decimals=DECIMAL_PLACES, allow_negative=True, allow_approx=True)
    except TypedError:
        return None
    if typed.value is None:
        return None
    return Figure(
        value=typed.value,
        unit=unit.replace("%", "％"),
        text=match[0].strip(),
        span=(match.end() - len(match[0].lstrip()), match.end()),
        comparator=_COMPARATORS.get(after, ""),
        approx=bool(match["about"]) or after == "程度",
    )


def _is_inside_word(match: re.Match[str]) -> bool:
    """Say whether digits are part of a name: CO2, 第3期, G20, 1-2, 10,00."""
    text, start, end = match.string, match.start(), match.end("size")
    before, after = (
        text[max(start - 3, 0) : start],
        text[end : end + 2],
    )  # not all of a page without line ends
    if not match["sign"] and re.search(r"[A-Za-z第_]$|\d[-.,/]$|午[前後]$", before):
        return True
    if before.endswith("時") and after.startswith("分"):
        return True  # a time of the day
    return bool(re.match(r",\d|\.\d|-\d|/\d", after))


def is_unit(text: str) -> bool:
    """Say whether a text can be the unit of a figure: a known one, or a short word without a number."""
    if not text or text in {"％", "%"} or is_known_unit(text):
        return bool(text)
    return (
        len(text) <= _LONGEST_UNIT
        and not _NO_UNITS.search(text)
        and not re.search(r"\d(?<!CO2)(?<!m2)(?<!m3)", text)
    )


def is_absent(text: str) -> bool:
    """Say whether a tidy text stands where a figure is not: a dash, 集計中, 該当なし, a dash with a unit."""
    words = text.strip()
    if not words:
        return False
    head, _, tail = words.partition(" ")
    if tail and _DASHES.fullmatch(head) and is_unit(tail.strip()):
        return True
    if _DASHES.fullmatch(words) or (_DASHES.fullmatch(words[:1]) and is_unit(words[1:])):
        return True
    return len(words) <= 20 and read_absence(words) is not None
