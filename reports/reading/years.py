"""Years where they are printed in a title, a cell or a sentence; each is read by FiscalYear."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from policies.fiscal_year import ERAS, FiscalYear, FiscalYearError, read_month
from reports.reading.wording import KEPT

_ERA: Final = r"(?:令和|平成|昭和|(?<![A-Za-z0-9])[RHS](?=\d{1,2}(?!\d)|元))"
_NUMBER: Final = r"(?:元|\d{1,2})"
_WESTERN: Final = r"(?<![\d,.])(?:FY)?(?:19|20)\d\d(?![\d,])"
_BESIDE: Final = rf"(?:\((?:{_ERA}{_NUMBER}|{_WESTERN})年?度?\))?"
_DATE: Final = re.compile(
    rf"(?:{_ERA}{_NUMBER}|{_WESTERN}){_BESIDE}(?:年\d{{1,2}}月(?:\d{{1,2}}日)?|[./]\d{{1,2}}(?:[./]\d{{1,2}})?(?=$|[\s()、。~]|末|現在|時点|頃|月))(?:末|現在|時点|年)?"
)
_YEAR: Final = re.compile(
    rf"(?P<era>{_ERA})(?P<number>{_NUMBER})(?![A-Za-z])(?P<beside>{_BESIDE})(?P<tail>年度|年)?(?P<end>末|当初)?"
    rf"|(?P<western>{_WESTERN}(?!\.\d))(?P<beside2>{_BESIDE})(?P<tail2>年度|年)?(?P<end2>末|当初)?"
)
_BETWEEN_YEARS: Final = re.compile(
    r"(?<![\d.,-])(?:(?:19|20)\d\d|[RHS]\d{1,2})年?度?[-–](?=(?:(?:19|20)\d\d|[RHS]\d{1,2})(?!\d))"
)
_WINDOW: Final = re.compile(
    rf"(?<![\d.,])(?:{_ERA})?(?:{_NUMBER}|(?:19|20)\d\d)(?:年度?)?~(?P<last>(?:{_ERA})?(?:\d{{4}}|{_NUMBER}))(?![\d.,])(?P<tail>年度|年)?"
)
_BARE: Final = re.compile(r"(?<![\d.,第~/和成-])(?P<number>元|\d{1,2})(?P<tail>年度)(?P<end>末)?")


_COUNTED: Final = re.compile(r"(?P<era>令和|平成|[RH]|20)(?P<number>\d{1,2})(?P<tail>年度?)?")
_FEWEST_COUNTED: Final = 2
_NEWEST: Final = 14
_LONGEST_KEPT: Final = 120  # letters
_REIWA: Final = "令和"
_HEISEI: Final = 1988
_LATE_HEISEI: Final = 25
_LAST_HEISEI: Final = 31


@dataclass(frozen=True, slots=True)
class PrintedYear:
    """A year in a text: the fiscal year it stands for, whether it is printed as 年, and its span."""

    year: int
    is_calendar: bool
    start: int
    end: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class NamedYears:
    """The years and eras that a document names, by which a year without its era is understood."""

    years: tuple[int, ...]
    eras: tuple[str, ...]

    def of_bare(self, number: int) -> int | None:
        """Return the year that a bare number stands for: of all ways to read it, the nearest to the others."""
        ways = [era.offset + number for era in ERAS if era.name in self.eras]
        if self.eras == (_REIWA,) and _LATE_HEISEI <= number <= _LAST_HEISEI:
            ways.append(_HEISEI + number)  # 30年度 beside 元年度 and 2年度
        if not ways and self.years:
            # 27年度 beside 2017年度 is of 平成
            ways = [2000 + number, *(era.offset + number for era in ERAS)]
        if not self.years:  # nothing else is named: the first years of an era are of this one
            return ways[0] if len(ways) == 1 else (2018 if number <= _NEWEST else 1988) + number
        low, high = min(self.years), max(self.years)
        return min(ways, key=lambda year: max(low - year, year - high, 0), default=None)

    def of_first_year(self) -> int:
        """Return the year that 元年度 stands for: of the first years of the eras, the nearest to the others."""
        ways = [era.offset + 1 for era in ERAS]
        high = max(self.years, default=ways[0])
        return min(ways, key=lambda year: abs(high - year))


def calendar_of(text: str) -> NamedYears:
    """Return the years that a comparable text names in full."""
    found: Counter[int] = Counter()
    eras = set()
    for match in _YEAR.finditer(text):
        era = match["era"]
        if (year := _parsed(match)) is not None and (era or match["tail2"]):
            found[year] += 1
            eras |= {one.name for one in ERAS if era in {one.name, one.letter}}
    return NamedYears(tuple(sorted(found)), tuple(sorted(eras)))


def years_in(text: str, calendar: NamedYears) -> list[PrintedYear]:
    """Return the years of a tidy text from left to right: windows (their last year), dates, years, bare years."""
    return list(_years_of(text, calendar) if len(text) <= _LONGEST_KEPT else _read_years(text, calendar))


@lru_cache(maxsize=KEPT)
def _years_of(text: str, calendar: NamedYears) -> tuple[PrintedYear, ...]:
    """Return the years of a cell or a line: every layout asks for them again."""
    return tuple(_read_years(text, calendar))


def _read_years(text: str, calendar: NamedYears) -> list[PrintedYear]:
    found: list[PrintedYear] = []
    taken = bytearray(len(text))  # a line of thousands of years is not held against each of them
    for finder in (_windows, _dates, _years, _bare_years):
        for one in finder(text, calendar):
            if not any(taken[one.start : one.end]):
                found.append(one)
                taken[one.start : one.end] = b"\1" * (one.end - one.start)
    return sorted(found, key=lambda one: one.start)


def without_years(text: str, years: Iterable[PrintedYear]) -> str:
    """Return a text with blanks in place of years: everything else stands where it stood.

    >>> without_years("R4 は 12件", years_in("R4 は 12件", NamedYears((), ())))
    '   は 12件'
    """
    for year in years:
        text = text[: year.start] + " " * (year.end - year.start) + text[year.end :]
    return text


def with_eras(parts: Sequence[str]) -> list[str]:
    """Return pieces of a head in which numbers that count on from a year are years: 令和3年度, 4, 5.

    >>> with_eras(["指標", "R3", "4", "5"])
    ['指標', 'R3', 'R4', 'R5']
    >>> with_eras(["R3", "4", "12"])
    ['R3', '4', '12']
    """
    told = list(parts)
    for at, part in enumerate(parts):
        match = _COUNTED.fullmatch(part)
        if match is None:
            continue
        first, end = int(match["number"]), at + 1
        while end < len(parts) and parts[end] in {
            str(first + end - at),
            f"{first + end - at}{match['tail'] or ''}",
        }:
            end += 1
        if end - at > _FEWEST_COUNTED:
            told[at + 1 : end] = [
                f"{match['era']}{first + one - at}{match['tail'] or ''}" for one in range(at + 1, end)
            ]
    return told


def _windows(text: str, calendar: NamedYears) -> Iterator[PrintedYear]:
    for match in _WINDOW.finditer(_BETWEEN_YEARS.sub(lambda one: f"{one[0][:-1]}~", text)):
        whole = match[0]
        first = _YEAR.match(whole)
        if first is None and not (match["tail"] == "年度" and calendar.years):
            continue
        year = _last_of_window(match["last"], first, calendar)
        if year is not None:
            yield PrintedYear(year, match["tail"] == "年", match.start(), match.end(), whole)


def _last_of_window(last: str, first: re.Match[str] | None, calendar: NamedYears) -> int | None:
    if explicit := _YEAR.fullmatch(last):
        return _parsed(explicit)
    number = 1 if last == "元" else int(last)
    if first is None:
        return calendar.of_bare(number)
    if first["western"]:
        return int(first["western"].removeprefix("FY")) // 100 * 100 + number
    return _fiscal(f"{first['era']}{number}")


def _dates(text: str, calendar: NamedYears) -> Iterator[PrintedYear]:
    for match in _DATE.finditer(text):
        words = match[0].removesuffix("現在").removesuffix("時点").removesuffix("末")
        words = words.removesuffix("年") if "月" in words else words
        try:
            year = FiscalYear.containing(read_month(words)).year
        except FiscalYearError:
            continue
        yield PrintedYear(year, is_calendar=False, start=match.start(), end=match.end(), label=match[0])


def _years(text: str, calendar: NamedYears) -> Iterator[PrintedYear]:
    for match in _YEAR.finditer(text):
        year = _parsed(match)
        if year is not None and _is_marked(text, match):
            tail = match["tail"] or match["tail2"]
            yield PrintedYear(year, tail == "年", match.start(), match.end(), match[0])


def _is_marked(text: str, match: re.Match[str]) -> bool:
    """Say whether four digits are a year: 年 follows, brackets are around them, or nothing else is there."""
    if match["era"] or match["tail2"] or match["beside2"]:
        return True
    before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
    return (before.endswith("(") and after.startswith(")")) or not (before or after)


def _bare_years(text: str, calendar: NamedYears) -> Iterator[PrintedYear]:
    for match in _BARE.finditer(text):
        if (
            year := (
                calendar.of_first_year()
                if match["number"] == "元"
                else calendar.of_bare(int(match["number"]))
            )
        ) is not None:
            yield PrintedYear(year, is_calendar=False, start=match.start(), end=match.end(), label=match[0])


def _parsed(match: re.Match[str]) -> int | None:
    beside = match["beside"] or match["beside2"] or ""
    beside = beside.replace("年度", "").replace("年", "")
    return _fiscal((f"{match['era']}{match['number']}" if match["era"] else match["western"]) + beside)


def _fiscal(words: str) -> int | None:
    try:
        return FiscalYear.parse(words).year
    except FiscalYearError:
        return None
