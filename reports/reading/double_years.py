"""Years that are printed twice, 令和5(2023)年度 or 2023年度（令和5年度）: said once, so that a title stays a title."""

import re
from dataclasses import replace
from typing import Final

from policies.fiscal_year import ERAS
from reports.reading.documents import Document
from reports.reading.wording import comparable

_ERA: Final = r"(?P<era>令和|平成|昭和|[RHSＲＨＳ])\s?(?P<number>[0-9０-９]{1,2}|元)"
_WESTERN: Final = r"(?P<western>(?:19|20)\d\d|[１２][９０][０-９]{2})"
_TAIL: Final = r"(?:年度|年)?"
_REST: Final = rf"(?P<behind>{_TAIL})(?P<blanks>[ 　]*)"
_ERA_FIRST: Final = re.compile(
    rf"(?<![A-Za-zＡ-Ｚ0-9０-９]){_ERA}(?P<tail>{_TAIL})\s?[(（]{_WESTERN}{_TAIL}[)）]{_REST}"
)
_WESTERN_FIRST: Final = re.compile(
    rf"(?<![0-9０-９]){_WESTERN}(?P<tail>{_TAIL})\s?[(（]{_ERA}{_TAIL}[)）]{_REST}"
)
_IN_BRACKETS: Final = re.compile(r"[(（](?:19|20|１９|２０)|[(（](?:令和|平成|昭和|[RHSＲＨＳ])")
_FEWEST_BLANKS: Final = 2  # that set columns


def with_years_said_once(document: Document) -> Document:
    """Return a document without the second print of a year in brackets, where both are the same year.

    Where wide gaps set columns, blanks stand in its place behind the year.
    """
    lines = tuple(
        replace(line, text=_once(line.text)) if _IN_BRACKETS.search(line.text) else line
        for line in document.lines
    )
    return replace(document, lines=lines) if lines != document.lines else document


def _once(text: str) -> str:
    """Return a line in which each year is said once.

    >>> _once("令和5(2023)年度  実績")
    '令和5年度        実績'
    >>> _once("2019年度(令和元年度) 12件 令和4年（2023年）")
    '2019年度 12件 令和4年（2023年）'
    >>> _once("目標 2010(H22)")
    '目標 H22'
    """
    return _WESTERN_FIRST.sub(_first, _ERA_FIRST.sub(_first, text))


def _first(match: re.Match[str]) -> str:
    era, number = comparable(match["era"]), comparable(match["number"])
    years = {
        one.offset + (1 if number == "元" else int(number)) for one in ERAS if era in {one.name, one.letter}
    }
    if int(comparable(match["western"])) not in years or (match["tail"] and match["behind"]):
        return match[0]
    tail = match["tail"] or match["behind"]
    is_western = match.start("western") < match.start("era") and tail  # 2010 alone may be a figure
    said = f"{match['western'] if is_western else match['era'] + match['number']}{tail}"
    lost = len(match[0]) - len(match["blanks"]) - len(said)
    return said + match["blanks"] + (" " * lost if len(match["blanks"]) >= _FEWEST_BLANKS else "")
