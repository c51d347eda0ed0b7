"""The year in which a document was written: what lies behind it is promised, what lies before it has been counted."""

import re
from typing import Final

from reports.reading.documents import Document
from reports.reading.plans import is_of_meeting
from reports.reading.wording import tidy
from reports.reading.years import NamedYears, years_in

_ISSUED: Final = re.compile(r"月(?:\d{1,2}日?)?(?:号|現在|発行|更新|策定|公表)?|[./-]\d{1,2}")
_IS_DATE: Final = re.compile(r"月|^20\d\d\.\d")
_UNTIL: Final = re.compile(r"(?:末|頃|年度|日|\))*(?:まで|に(?:改定|策定)する|予定|~|から)")
_ENDS: Final = re.compile(r"(?:終了|目標|完了|到達)[^。、\d]{0,6}$")  # 計画終了時（令和6年4月1日）
_COUNTED: Final = re.compile(
    r"(?:末|度|の)*(?:現在(?!の?(?:目標|見込))|(?:で|をもって)[^。、]{0,8}終了し|第\d+回|(?:実績|結果)(?!(?:値|等)?(?:に基づ|を?(?:踏まえ|もと|基)|から|より|比|並))|直近|最新|実施状況|取組状況|達成状況|進捗)"
)
_PAST: Final = re.compile(
    r"(?!(?:末|の)*まで)(?=[^。]*\d)[^。目計予見先定]{0,40}?(?:[でま]し|だっ|なっ|あっ|[しれえい])た(?:。|$|が、)"
)
_STORY: Final = re.compile(r"^[^。、|]{0,24}(?:経過|経緯|沿革|あゆみ|歩み)$")
_DAY: Final = re.compile(r"(?<!\d)(?P<year>20\d\d)[-/.](?P<month>\d{1,2})[-/.]\d{1,2}(?!\d)")
_ISSUE_DAY: Final = re.compile(
    r"(?:.*(?:更新日?|公表日|発行日?|掲載日|公開日|作成日?)[:\s]?)?(?:令和|平成|20\d\d)[元\d]*[年/.-]\d{1,2}[月/.-]\d{1,2}日?(?:\([^()]*\))?$"
)
_FIRST_MONTH: Final = 4
_ANNOUNCED: Final = re.compile(r"[^。、]{0,24}(?:実績|結果|状況|報告|評価|成果|版)")
_FRONT: Final = 12  # lines
_TITLE: Final = 3
_LONG_BEFORE: Final = 1  # years
_ISSUE: Final = 15  # lines in which the day of issue stands


def present_year(document: Document, calendar: NamedYears) -> int | None:
    """Return the fiscal year in which a document was written: of its dates and of what it calls results, the last.

    It may have no date but those of its story, 令和2年3月に策定し: it is no earlier than what a sentence says was
    counted, …は48.7％でした. The dates of a list of what happened (策定の経過) say nothing.
    """
    found: set[int] = set()
    past: set[int] = set()
    issued: set[int] = set()
    is_story = False
    for line in document.lines:
        words = tidy(line.text)
        is_story = bool(_STORY.match(words.strip()) or (is_story and words.strip()))
        if is_story:
            continue
        if _ISSUE_DAY.match(words.strip()):
            issued |= {one.year for one in years_in(words, calendar)}
        for match in _DAY.finditer(words):
            found.add(int(match["year"]) - (int(match["month"]) < _FIRST_MONTH))
        for year in years_in(words, calendar):
            is_date = bool(_IS_DATE.search(year.label) and _ISSUED.search(year.label))
            is_date = is_date and not (_UNTIL.match(words, year.end) or _ENDS.search(words[: year.start]))
            if is_date or _COUNTED.match(words, year.end):
                found.add(year.year)
            if _PAST.match(words, year.end):
                past.add(year.year)
    behind = {one for one in found if one <= max(issued, default=one)}  # a next election is announced
    dated = max(behind or issued, default=None)
    return dated if dated is None or issued else max({dated, *past})


def announced_year(document: Document, calendar: NamedYears) -> int | None:
    """Return the only year whose results the front of a document announces, 令和5年の取扱実績, if it is one."""
    found: set[int] = set()
    for line in document.lines[:_FRONT]:
        words = tidy(line.text)
        for year in years_in(words, calendar) if "。" not in words else ():
            is_met = is_of_meeting(words, year)
            if "月" not in year.label and not is_met and _ANNOUNCED.match(words, year.end):
                found.add(year.year)
    return found.pop() if len(found) == 1 else None


def issued_years(document: Document, calendar: NamedYears) -> tuple[int | None, int | None]:
    """Return the year, and the fiscal year, of the day on which a document was issued: the last date at its front."""
    lines = [one for one in document.lines if one.text.strip() and "。" not in one.text]
    for line in lines[:_TITLE]:
        if years := years_in(tidy(line.text), calendar):
            titled = years[0].year
            break
    else:
        titled = None
    for line in (*lines[:_ISSUE], *lines[-2:]):
        words = tidy(line.text)
        for year in years_in(words, calendar):
            month = re.search(r"(?:年|20\d\d\.)(\d{1,2})", year.label)
            if month and not re.match(r"から|~|まで", words[year.end :]):
                if titled is not None and year.year + _LONG_BEFORE < titled:
                    continue  # the last lines may tell how the plan came about
                return year.year + (int(month[1]) < _FIRST_MONTH), year.year
    return titled, titled
