"""Japanese fiscal years, April to March: read in every spelling, written in era and Western years."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final, NamedTuple, Self, overload

FIRST_YEAR: Final = 1926
LAST_YEAR: Final = 2100
LONGEST_TEXT: Final = 40
LONGEST_OVERRUN: Final = 20
JAPAN: Final = timezone(timedelta(hours=9), "JST")


class FiscalYearError(ValueError):
    """A text or a number that is no fiscal year; its message is a Japanese sentence fit for the screen."""


class Era(NamedTuple):
    """An era whose first fiscal year is `offset + 1`; `last` is the last fiscal year that began in it."""

    name: str
    letter: str
    offset: int
    last: int | None


ERAS: Final = (Era("令和", "R", 2018, None), Era("平成", "H", 1988, 31), Era("昭和", "S", 1925, 63))
ERA_DAYS: Final = (("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)), ("昭和", date(1926, 12, 25)))
_ERA_OF: Final = {word: era for era in ERAS for word in (era.name, era.letter)}

# Full width to ASCII by hand, not by NFKC: that would also read ① as 1.
_ASCII: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_SQUARE_ERAS: Final = {0x32FF: "令和", 0x337B: "平成", 0x337C: "昭和"}

_ERA_YEAR: Final = r"(?P<{0}era>令和|平成|昭和|[RHS]) ?(?P<{0}number>元|[0-9]{{1,3}})"
_WESTERN: Final = r"(?:FY ?)?(?P<{0}western>[0-9]{{4}})"
_TAIL: Final = r"(?: ?年度末?)?"
_FORMS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        _ERA_YEAR.format("") + _TAIL,
        _WESTERN.format("") + _TAIL,
        _ERA_YEAR.format("") + _TAIL + r" ?\( ?" + _WESTERN.format("") + _TAIL + r" ?\)" + _TAIL,
        _WESTERN.format("") + _TAIL + r" ?\( ?" + _ERA_YEAR.format("") + _TAIL + r" ?\)" + _TAIL,
    )
)
_CALENDAR_YEAR: Final = re.compile(
    r"(?:(?:令和|平成|昭和|[RHS]) ?(?:元|[0-9]{1,3})|[0-9]{4}) ?年", re.IGNORECASE
)

# A month: the year in one or both spellings, then the month, perhaps a day, perhaps 頃 or 予定. Without any spaces.
_BESIDE: Final = r"(?:年?\((?P<{0}>{1})年?\))?"
_MONTH: Final = re.compile(
    rf"(?:{_ERA_YEAR.format('')}{_BESIDE.format('after_era', '[0-9]{4}')}"
    rf"|(?P<western>[0-9]{{4}}){_BESIDE.format('after_western', '[^()]{2,6}?')})"
    r"(?:年|[./-](?=[0-9])|(?<=\)))"
    r"(?:(?P<month>[0-9]{1,2})(?:月(?:[0-9]{1,2}日)?|(?:[./-][0-9]{1,2})?)|(?P<end>度末))"
    r"(?:上旬|中旬|下旬|初め|末日?|頃|ごろ|予定|見込み?|確定|公表)*",
    re.IGNORECASE,
)
_BARE_MONTH: Final = re.compile(
    r"(?P<month>1[0-2]|0?[1-9])月(?:上旬|中旬|下旬|初め|末日?|頃|ごろ|予定|見込み?|確定|公表)*"
)
# the first day of each era, for months; a fiscal year that an era began in is named otherwise
_ERA_BEGINS: Final = tuple(zip(ERAS, (date(2019, 5, 1), date(1989, 1, 8), date(1926, 12, 25)), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class FiscalYear:
    """The fiscal year that begins on 1 April of `year`, from 1926 to 2100."""

    year: int

    def __post_init__(self) -> None:
        if type(self.year) is not int:
            raise FiscalYearError("年度は西暦の整数で指定してください。")
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            # Not the number itself: a hostile one may have thousands of digits.
            raise FiscalYearError(f"年度は{FIRST_YEAR}年度から{LAST_YEAR}年度までで指定してください。")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a fiscal year in any spelling: R5, 令和元年度, 令和４（２０２２）年度, 平成32年度, 2023年度.

        Raises FiscalYearError for anything else, for impossible years and for contradictions.
        """
        return cls._read(text)[0]

    @classmethod
    def read(cls, text: str) -> "ReadYear":
        """Read like parse(), and say in a sentence if the era had ended before that year (平成32年度)."""
        year, warning = cls._read(text)
        return ReadYear(year, warning)

    @classmethod
    def _read(cls, text: str) -> tuple[Self, str | None]:
        if len(text) > LONGEST_TEXT:
            raise FiscalYearError(f"年度として長すぎます（{LONGEST_TEXT}文字以内で入力してください）。")
        plain = re.sub(r"[ \t]+", " ", text.translate(_ASCII).translate(_SQUARE_ERAS)).strip(" ")
        match = next((found for form in _FORMS if (found := form.fullmatch(plain))), None)
        if match is None:
            raise FiscalYearError(_refusal(text, plain))
        parts = match.groupdict()
        if not parts.get("era"):
            return cls._western(parts["western"], plain), None
        era, number = _ERA_OF[parts["era"].upper()], parts["number"]
        year, warning = cls._of_era(era, 1 if number == "元" else int(number))
        if (western := parts.get("western")) and int(western) != year.year:
            raise FiscalYearError(
                f"「{plain}」は西暦と元号の年が合いません（{era.name}{number}年度は{year.year}年度で、{western}年度ではありません）。"
            )
        return year, warning

    @classmethod
    def _western(cls, digits: str, plain: str) -> Self:
        if not FIRST_YEAR <= int(digits) <= LAST_YEAR:
            raise FiscalYearError(
                f"「{plain}」は扱えません（{FIRST_YEAR}年度から{LAST_YEAR}年度までで指定してください）。"
            )
        return cls(int(digits))

    @classmethod
    def _of_era(cls, era: Era, number: int) -> tuple[Self, str | None]:
        if number < 1:
            raise FiscalYearError(f"{era.name}{number}年度という年度はありません（元年度からです）。")
        year = era.offset + number
        if era.last is not None and number > era.last + LONGEST_OVERRUN:
            raise FiscalYearError(
                f"{era.name}{number}年度という年度はありません（{era.name}は{era.last}年度までです）。"
            )
        if year > LAST_YEAR:
            raise FiscalYearError(
                f"{era.name}{number}年度は扱えません（{FIRST_YEAR}年度から{LAST_YEAR}年度までで指定してください）。"
            )
        read = cls(year)
        if era.last is not None and number > era.last:
            return read, f"{era.name}{number}年度は{read.label}と読み替えました。"
        return read, None

    @classmethod
    def containing(cls, moment: date | datetime) -> Self:
        """Return the fiscal year of a day; an aware moment is taken to Japan, a naive one is there."""
        if isinstance(moment, datetime) and moment.tzinfo is not None:
            try:
                moment = moment.astimezone(JAPAN)
            except OverflowError:
                raise FiscalYearError("日付が扱える範囲にありません。") from None
        return cls(moment.year if moment.month >= 4 else moment.year - 1)

    @property
    def short(self) -> str:
        """R5"""
        era, number = self._era_and_number()
        return f"{era.letter}{number}"

    @property
    def era(self) -> str:
        """令和5年度; the first year of an era is 令和元年度."""
        return f"{self._era_name()}年度"

    @property
    def label(self) -> str:
        """令和5(2023)年度"""
        return f"{self._era_name()}({self.year})年度"

    @property
    def first_day(self) -> date:
        return date(self.year, 4, 1)

    @property
    def last_day(self) -> date:
        return date(self.year + 1, 3, 31)

    @property
    def next(self) -> "FiscalYear":
        return self + 1

    @property
    def previous(self) -> "FiscalYear":
        return self - 1

    def _era_and_number(self) -> tuple[Era, int]:
        era = next(era for era in ERAS if self.year > era.offset)
        return era, self.year - era.offset

    @lru_cache(maxsize=LAST_YEAR - FIRST_YEAR + 1)  # noqa: B019 # there are no more years than that
    def _era_name(self) -> str:
        era, number = self._era_and_number()
        return f"{era.name}{'元' if number == 1 else number}"

    # by hand, as a page compares a hundred thousand of them: those of a dataclass build two tuples each time
    def __eq__(self, other: object) -> bool:
        return self.year == other.year if isinstance(other, FiscalYear) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.year)

    def __lt__(self, other: object) -> bool:
        return self.year < other.year if isinstance(other, FiscalYear) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.year <= other.year if isinstance(other, FiscalYear) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.year > other.year if isinstance(other, FiscalYear) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.year >= other.year if isinstance(other, FiscalYear) else NotImplemented

    def __str__(self) -> str:
        return self.label

    def __int__(self) -> int:
        return self.year

    def __add__(self, count: int) -> "FiscalYear":
        return known_year(self.year + count)

    @overload
    def __sub__(self, other: int) -> "FiscalYear": ...
    @overload
    def __sub__(self, other: "FiscalYear") -> int: ...
    def __sub__(self, other: "int | FiscalYear") -> "FiscalYear | int":
        if isinstance(other, FiscalYear):
            return self.year - other.year
        return known_year(self.year - other)


@lru_cache(maxsize=LAST_YEAR - FIRST_YEAR + 1)
def known_year(year: int) -> FiscalYear:
    """Return the fiscal year of that number, the same one to all: a board asks for thousands."""
    return FiscalYear(year)


@dataclass(frozen=True, slots=True)
class ReadYear:
    """A fiscal year as it was read, with a sentence if the reading deserves one."""

    year: FiscalYear
    warning: str | None


def month_words(day: date) -> str:
    """Write a month in the one spelling in which months are stored and shown: 令和6年11月, 平成31年4月.

    >>> month_words(date(2019, 5, 1))
    '令和元年5月'
    """
    era = next((era for era, first in _ERA_BEGINS if first <= day), None)
    if era is None:
        return f"{day.year}年{day.month}月"
    number = day.year - era.offset
    return f"{era.name}{'元' if number == 1 else number}年{day.month}月"


def one_spelling(text: str) -> str:
    """Return a month in the one spelling, a text that is no month as it is."""
    try:
        return month_words(read_month(text)) if text else text
    except FiscalYearError:
        return text


@lru_cache(maxsize=2_000)
def read_month(text: str, *, after: date | None = None) -> date:
    """Return the first day of a month in any spelling: 令和6年11月, R6.11, 2024年11月, 2024/11, 令和6年度末 (March).

    A month without a year (11月) is the next one after that day, or refused where there is no such day.
    Raises FiscalYearError for anything else: without a year or a month nobody can tell when it will be.
    """
    if len(text) > LONGEST_TEXT:
        raise FiscalYearError(f"年月として長すぎます（{LONGEST_TEXT}文字以内で入力してください）。")
    plain = re.sub(r"\s+", "", text.translate(_ASCII).translate(_SQUARE_ERAS))
    if after is not None and (bare := _BARE_MONTH.fullmatch(plain)):
        month = int(bare["month"])
        return date(after.year + (month <= after.month), month, 1)
    match = _MONTH.fullmatch(plain)
    if match is None:
        raise FiscalYearError(
            f"「{_visible(text)}」は年月として読み取れません（例：令和8年11月、R8.11、2026年11月）。"
        )
    year = FiscalYear.parse(f"{match['era']}{match['number']}" if match["era"] else match["western"])
    beside = match["after_era"] or match["after_western"]
    if beside and FiscalYear.parse(beside) != year:
        raise FiscalYearError(f"「{_visible(text)}」は西暦と元号の年が合いません。")
    if match["end"]:
        return date(year.year + 1, 3, 1)
    month = int(match["month"])
    if not 1 <= month <= 12:
        raise FiscalYearError(f"「{_visible(text)}」の月が1から12までの数ではありません。")
    return date(year.year, month, 1)


def era_day(day: date) -> str:
    """Write a day as officers do: 令和5年9月30日, 平成31年4月30日; one before 昭和 by its Western year."""
    for name, first in ERA_DAYS:
        if day >= first:
            number = day.year - first.year + 1
            return f"{name}{'元' if number == 1 else number}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


def years(first: FiscalYear, last: FiscalYear) -> tuple[FiscalYear, ...]:
    """Return every fiscal year from the first to the last, both included; none the wrong way round."""
    return tuple(map(known_year, range(first.year, last.year + 1)))


def _refusal(text: str, plain: str) -> str:
    if not plain:
        return "年度が入力されていません。"
    if _CALENDAR_YEAR.fullmatch(plain):
        return f"「{plain}」は暦年です。「{plain}度」のように年度で指定してください。"
    return f"「{_visible(text)}」は年度として読み取れません（例：R5、令和5年度、2023）。"


def _visible(text: str) -> str:
    return "".join(mark if mark.isprintable() else "�" for mark in text)


def ended_words(last: FiscalYear) -> str:
    """Say that something ended, by its last year: 令和5年度で終了."""
    return f"{last.era}で終了"
