"""What stands before and behind a name and is none of it: its kind, its number, its unit, a heading."""

import re
from typing import Final

from indicators.calculation.units import is_known_unit
from reports.reading.names.parts import is_part_name
from reports.reading.names.printed import Printed, ends_sentence
from reports.reading.tables import is_whole_name
from reports.reading.wording import compact, without_number

_KIND: Final = (
    r"(?:(?:その他の)?(?:成果|活動|評価|効果|測定|達成|数値|参考|補足|代表|主要|対象|重要業績評価|業績)?指標"
    r"|(?:指標)?名称?(?=[:：])|指標名称?(?=[ 　])"
    r"|アウトプット(?:指標)?|アウトカム(?:指標)?|KPI|KGI|(?:数値|減災|成果|重点|基本)?目標)"
)
_NUMBER: Final = r"(?:[①-⑳]|[(（]?\d{1,2}(?:[-－]\d{1,2})*[)）]?|[ア-コ](?=[ 　.:：)）]))"
_FRONT: Final = re.compile(
    rf"^[【\[(（〔]?{_KIND}(?:[ 　]?{_NUMBER})?[】\])）〕]?(?P<parted>[ 　:：.．、・]*)(?P<rest>.+)$"
)
_MIDDLE: Final = re.compile(
    rf"^.*(?<![^。、 　ぁ-ん)）]){_KIND}[ 　]?{_NUMBER}[ 　:：]*(?P<rest>[^\d]{{4,}})$"
)
_REST_OF_NUMBER: Final = re.compile(r"^[-－]\d{1,2}[ 　]*(?=[^\d.,]{3})")  # Ⅱ-1, whose Ⅱ is taken for a mark
_GOES_ON: Final = re.compile(r"^[のをにがはでと及達値数度等)）]")
_BEHIND: Final = re.compile(
    r"[ 　]*(?:[（(\[［]単位[:： 　]?[^（）()\[\]［］]*[)）\]］]|[↑↓→↗↘]|※\d*[%％]?)$"
)
_SOURCE: Final = re.compile(r"(?<=[^ 　])[ 　]+[^ 　]{1,12}(?:統計|調査|調べ|報告|課|年度|[①-⑳])$")
_SOURCE_LINE: Final = re.compile(r"^[^の]*(?:統計|調査|調べ|アンケート|報告|健診|検診|問診|検査|[課室係局])$")
_OFFICE: Final = re.compile(r"^[^ ]{2,10}[課室係局] +(?=\S{2})")
_EXPLANATION: Final = re.compile(
    r"^(?:算出(?:方法|式)|指標の(?:説明|定義)|定義|説明|算定式?|考え方)[ 　]*[:：]"
)
_EXPLAINED: Final = re.compile(r"[ 　]*(?:算出(?:方法|式)|指標の(?:説明|定義)|定義|算定式)[ 　]*[:：].*$")
_BRACKETED: Final = re.compile(r"^(?:(?:[(（][^()（）]{1,6}[)）])+|【[^】]{1,8}】)[ 　]+(?=\S{3})")
_HEADING: Final = re.compile(r"^(?:【[^】]*】|\d{1,2}[.．、].*)$")
_FEWEST: Final = 4
_ABOVE: Final = 14
_MOST_LINES: Final = 3


def bare(name: str, line: int, printed: Printed) -> str:
    """Return a name without what stands before and behind it.

    A heading, a sentence or a source is cut off only where it is a line of its own above the figures of `line`.
    """
    if _EXPLANATION.match(name):
        name = _explained(line, printed) or name
    before = ""
    while name != before:
        before = name
        name = _REST_OF_NUMBER.sub("", name)
        name = _BRACKETED.sub("", _EXPLAINED.sub("", _BEHIND.sub("", name)) or name)
        name = _without_kind(_without_lines(_OFFICE.sub("", name), line, printed))
        name = _without_unit(_without_source(name))
    return name.strip()


def _explained(line: int, printed: Printed) -> str:
    """Return the words above an explanation that it is of."""
    for above in range(line - 1, max(line - _ABOVE, 0), -1):
        text = printed.texts.get(above, "")
        if printed.rows.get(above):
            return ""
        if printed.is_words(above) and is_whole_name(text) and not _EXPLANATION.match(text):
            return without_number(text)
    return ""


def _without_unit(name: str) -> str:
    """Return a name without the unit that stands behind it and what follows that."""
    first, *parts = name.split(" ")
    units = [
        at for at, one in enumerate(parts) if is_known_unit(one) or is_known_unit(one.lstrip("千万百億"))
    ]
    return " ".join([first, *parts[: units[0]]]) if units and is_whole_name(first) else name


def _without_kind(name: str) -> str:
    match = _FRONT.match(name)
    if match and (match["parted"] or is_whole_name(match["rest"])) and _can_be(match["rest"]):
        return match["rest"]
    match = _MIDDLE.match(name)
    return match["rest"] if match and is_whole_name(match["rest"]) else name


def _can_be(rest: str) -> bool:
    return len(compact(rest)) >= _FEWEST and not _GOES_ON.match(rest)


def _without_source(name: str) -> str:
    cut = _SOURCE.sub("", name)
    return cut if is_whole_name(cut) else name


def _without_lines(name: str, line: int, printed: Printed) -> str:
    """Cut off what are lines of their own above the name: a heading, a sentence, the source of what came before."""
    for above in range(max(line - _ABOVE, 1), line):
        text = ""
        for at in range(above, min(above + _MOST_LINES, line)):
            text += printed.texts.get(at, "")
            words = compact(text)
            rest = compact(name)[len(words) :]
            if not words or not compact(name).startswith(words) or not (_can_be(rest) or is_part_name(rest)):
                break
            if (at == above and (ends_sentence(text) or _HEADING.match(text))) or _SOURCE_LINE.search(text):
                return _behind(name, len(words))
    return name


def _behind(name: str, letters: int) -> str:
    """Return what stands behind so many letters of a name, blanks not counted."""
    for at in range(len(name)):
        if len(compact(name[:at])) >= letters:
            return name[at:].strip()
    return name
