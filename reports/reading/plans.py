"""The years that a document gives for its plan, and the year it evaluates: for figures without a year of their own."""

import itertools
import re
from collections.abc import Sequence
from typing import Final

from reports.reading.documents import Document, Line
from reports.reading.wording import tidy
from reports.reading.years import NamedYears, PrintedYear, years_in

_SPAN: Final = re.compile(r"(?:から|~|より|―|-)")
_PLAN: Final = re.compile(r"計画|期間|プラン|戦略|ビジョン")
_FOR_REFERENCE: Final = re.compile(r"参考[^\d。|]{0,6}$")  # 参考：H23～27実績 stands beside what is evaluated
_EVALUATED: Final = re.compile(r"実績|評価|取組結果|進捗|達成状況|フォローアップ")
_RESULTS_OF: Final = (
    re.compile(r"[^\d。]{0,8}実績"),
    re.compile(r"[^\d。]{0,12}(?:評価|結果|取組状況|達成状況)"),
)
_AIMED: Final = re.compile(
    r"目標(?:値|年度|年次)?(?:は|の年度は|:|\()[^。、|]{0,12}?\d[^。、|]{0,8}年度|\d[^。、|]{0,8}年度?(?:\([^()]*\))?(?:における|時点の|の|末の)(?:数値)?目標(?![値は、]*約?\d)"
    r"|\d[^。、|]{0,8}年度の?目標値?を(?:変更|見直|改定|改訂|修正)"
    r"|右側?[:は]目標値?[:( ]*[^。、|\d]{0,4}\d[^。、|]{0,6}年度"
    r"|\d[^。、|]{0,8}年度を目標(?:年度|年次)とする"
)
_OF_ALL_AIMS: Final = re.compile(r"目標(?:値)?は、?(?:全て|すべて|いずれも)?、?")
_VALUES: Final = re.compile(
    r"(?:末|時点|現在)?の(?:数?値|もの|目標)(?![をへ])|(?:末|時点)?(?:です|である|とする|とし|。)"
)
_MEETING: Final = re.compile(
    r"[^。、\d]{0,6}第\d+回|[^。、\d]{0,4}定例会"
)  # of which a year is no year of results
_STARTED: Final = re.compile(
    r"(?:基準|現状|現況|策定時|当初)(?:の?値|の数値)?(?:は|が|の|[:(])|左側?[:は](?:基準|現状)値? ?"
)
_OF_THE_REST: Final = re.compile(
    r"(?:記載|表記|断り|記入|書いて|付記)[^。]{0,6}(?:ない|無い)(?:もの|指標|限り)(?:は|、)?、?"
)
_OF_STARTS: Final = re.compile(r"現状|現況|基準|策定時|当初")
_START_OF: Final = re.compile(r"(?:末|時点)?の(?:基準|現状)値")
_START_CALLED: Final = re.compile(r"度?を(?:計画の)?基準(?:年度?)?と(?:し|す|な)")
_PERIOD: Final = re.compile(
    r"(?<!次期)(?:計画|実施|推進)?期間(?:は|:|を|とし|とする|\()|までの?[^。、]{0,8}(?:を|が)(?:計画)?期間"
)
_ENDED: Final = re.compile(r"事後評価|最終評価|総括評価|期間(?:が|を|は)?(?:終わ|終了し|終え|満了)")
_LONGEST_PLAN: Final = 20  # years
_FROM: Final = re.compile(r"基準年度?(?:は|:|\()")
_IS_FROM: Final = re.compile(r"\(?基準(?:年度?)?[):、]")  # 2013年度（基準年度：3,518t）
_MOST_ANNOUNCED: Final = 2  # years of one line: more are the columns of a table
_LONGEST: Final = 120
_LONGEST_YEAR: Final = 14


def named_years(words: str, calendar: NamedYears) -> list[PrintedYear]:
    """Return the years that words name, but for those that are there for reference."""
    return [one for one in years_in(words, calendar) if not _FOR_REFERENCE.search(words[: one.start])]


def plan_years(document: Document, calendar: NamedYears) -> tuple[int, int] | None:
    """Return first and last year of the plan if the document names one span only, else None.

    Of several the one counts that alone is called its period: 平成28年度から令和2年度までを計画期間とする.
    """
    spans: set[tuple[int, int]] = set()
    called: set[tuple[int, int]] = set()
    lines = [said for line in document.lines if line.text.strip() for said in tidy(line.text).split("。")]
    for at, line in enumerate(lines):
        context = " ".join(lines[max(at - 2, 0) : at + 1])
        if len(line) > _LONGEST * 4 or not _PLAN.search(context):
            continue
        found = {one for one in spans_in(line, calendar) if 1 <= one[1] - one[0] <= _LONGEST_PLAN}
        spans |= found
        called |= found if _PERIOD.search(line) else set()
    for told in (spans, called):
        if len(told) == 1:
            return next(iter(told))
    return None


def spans_in(words: str, calendar: NamedYears) -> set[tuple[int, int]]:
    """Return the spans of years that tidy words name, first and last: 平成28年度~令和2年度."""
    years = named_years(words, calendar)
    found = {
        (first.year, last.year)
        for first, last in itertools.pairwise(years)
        if _SPAN.fullmatch(words[first.end : last.start].strip(" 、,度年")) and first.year < last.year
    }
    return found | {_ends(one.label, one.year, calendar) for one in years if "~" in one.label}


def _ends(label: str, last: int, calendar: NamedYears) -> tuple[int, int]:
    first = years_in(label.split("~", maxsplit=1)[0].strip(), calendar)
    return (first[0].year if first else last, last)


def last_year_of_plan(document: Document, calendar: NamedYears) -> int | None:
    """Return the plan's last year, or None."""
    span = plan_years(document, calendar)
    return span[1] if span else None


def target_year(document: Document, calendar: NamedYears) -> PrintedYear | None:
    """Return the year that the text gives for all targets without one: where it says so, else the plan's last."""
    found = aimed_years(document, calendar)
    if len(found) == 1:
        return next(iter(found.values()))
    last = last_year_of_plan(document, calendar)
    return None if found or last is None else PrintedYear(last, is_calendar=False, start=0, end=0)


def aimed_years(document: Document, calendar: NamedYears) -> dict[int, PrintedYear]:
    """Return the years of which the text says that they are those of its targets."""
    found: dict[int, PrintedYear] = {}
    for line in document.lines:
        words = tidy(line.text)
        if match := _AIMED.search(words):
            years = years_in(match[0], calendar)
            found |= {one.year: one for one in years[-1:]}
    return found


def year_of_all_aims(document: Document, calendar: NamedYears) -> PrintedYear | None:
    """Return the one year of which a document says that all its aims are: 目標は令和5年度の値です."""
    found: dict[int, PrintedYear] = {}
    for line in document.lines:
        words = tidy(line.text)
        for match in _OF_ALL_AIMS.finditer(words):
            behind = [year for year in years_in(words, calendar) if year.start == match.end()]
            found |= {one.year: one for one in behind if _VALUES.match(words, one.end)}
    return next(iter(found.values())) if len(found) == 1 else None


def year_of_the_rest(document: Document, calendar: NamedYears) -> PrintedYear | None:
    """Return the year that a document gives for starts without one: 現況値は、特に記載のないものは2024年度の実績."""
    for line in document.lines:
        words = tidy(line.text)
        rest = _OF_THE_REST.search(words)
        if rest and _OF_STARTS.search(words):
            behind = words[rest.end() : rest.end() + _LONGEST_YEAR]
            return next(iter(years_in(behind, calendar)), None)
    return None


def start_year(document: Document, calendar: NamedYears) -> PrintedYear | None:
    """Return the year that the text gives for all starts: 基準値は平成30年度, 現状値(令和元年度); several are none."""
    found: dict[int, PrintedYear] = {}
    for line in document.lines:
        words = tidy(line.text)
        for match in _STARTED.finditer(words):
            behind = years_in(words[match.end() : match.end() + _LONGEST_YEAR], calendar)
            found |= {one.year: one for one in behind[:1] if one.start <= 1}
        found |= {one.year: one for one in years_in(words, calendar) if _START_OF.match(words, one.end)}
    return next(iter(found.values())) if len(found) == 1 else None


def base_year(document: Document, calendar: NamedYears) -> int | None:
    """Return the year from which the text says that all is counted: 基準年度は平成25年度, 2013年度（基準年度）."""
    found: set[int] = set()
    for line in document.lines:
        words = tidy(line.text)
        for year in years_in(words, calendar):
            said = _FROM.search(words[: year.start])
            is_said = said is not None and year.start - said.end() <= 1
            is_called = _START_CALLED.match(words, year.end)
            if is_said or is_called or _IS_FROM.match(words[year.end :].lstrip()):
                found.add(year.year)
    return found.pop() if len(found) == 1 else None


def evaluated_year(document: Document, calendar: NamedYears) -> int | None:
    """Return the year that the first lines say is evaluated: 平成27年度実績, 令和5年度の取組結果."""
    for line in document.lines[:12]:
        words = tidy(line.text)
        if not _EVALUATED.search(words) or len(words) > _LONGEST:
            continue
        of_plans = {year for span in spans_in(words, calendar) for year in span} if "。" in words else set()
        years = [
            one
            for one in named_years(words, calendar)
            if not one.is_calendar and "月" not in one.label and not is_of_meeting(words, one)
            if one.year not in of_plans  # a sentence evaluates one plan and speaks of the next
        ]
        if 0 < len({one.year for one in years}) <= _MOST_ANNOUNCED:
            return years[-1].year
    return None


def ended_year(document: Document, calendar: NamedYears) -> int | None:
    """Return the last year of the plan where a document says that it is over: its results are of then."""
    return last_year_of_plan(document, calendar) if _ENDED.search(tidy(document.text())) else None


def is_of_meeting(words: str, year: PrintedYear) -> bool:
    """Say whether a year is that of a meeting, 令和6年度第1回評価委員会, which speaks of earlier ones."""
    return bool(_MEETING.match(words, year.end))


def only_evaluated_year(lines: Sequence[Line], calendar: NamedYears) -> int | None:
    """Return the one year that the lines above a table announce, or None if they name none or several."""
    found = announced_years(lines, calendar)
    return found.pop() if len(found) == 1 else None


def announced_years(lines: Sequence[Line], calendar: NamedYears) -> set[int]:
    """Return the years whose results some lines announce, else those that they say are evaluated.

    平成28年度評価（平成27年度実績） is of 27.
    """
    for said in _RESULTS_OF:
        found: set[int] = set()
        for line in lines:
            words = tidy(line.text)
            if len(words) <= _LONGEST:
                found |= {one.year for one in years_in(words, calendar) if said.match(words, one.end)}
        if found:
            return found
    return set()


def noted_year(document: Document, words: str, calendar: NamedYears) -> PrintedYear | None:
    """Return the year that a footnote gives for a title: ※直近値は、平成25年度に把握したデータ."""
    for line in document.lines:
        note = tidy(line.text)
        if note.startswith(("※", "*", "注", "(注")) and words in note and len(note) <= _LONGEST:
            years = years_in(note, calendar)
            if len({one.year for one in years}) == 1:
                return years[0]
    return None
