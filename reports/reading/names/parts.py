"""Names that are parts of what is counted (男性, 肺がん, 全国): what stands above them says what that is."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reports.reading.facts import Reading
from reports.reading.names.printed import Printed, begins_section, caption_in, is_numbered
from reports.reading.tables import is_whole_name
from reports.reading.wording import compact

_OF_ABOVE: Final = re.compile(r"^[（(]?(?:うち|内[)）、 ])")
_SCHOOL: Final = r"(?:公立|私立|市立)?(?:幼稚園|保育所|小学校?|中学校?|高校|高等学校|小中学校)"
_PART: Final = re.compile(
    r"^[（(]?(?:男性?|女性?|男子|女子|男女|総数|合計|計|全体|平均値?|当該値|(?:[都道府]?県|市|町|村|国|全国)(?:計|全体|平均)?"
    r"|成人|幼児|高齢者|国語|算数|数学|英語|理科|[^ の]{1,5}[市町村区県]"
    rf"|{_SCHOOL}[\d・~～年生歳の男女子国語算数学英理科]*"
    r"|[小中高]\d?(?:[男女]子)?|\d{1,2}(?:[~～-]\d{1,2})?(?:歳|代|年)[^ ]{0,8}|[部課係]長級?)"
    r"(?:[（(][^（）()]*[)）])?[)）]?$"
)
_MOST_ABOVE: Final = 60
_MOST_WORDS: Final = 8
_SHORT: Final = 10


def with_groups(readings: Sequence[Reading], printed: Printed) -> list[Reading]:
    """Return readings in which parts of what is counted stand behind its name.

    A part is called so by its words, or by a name that comes again in the document.
    """
    again = _again(readings)
    told = list(readings)
    for at, one in enumerate(readings):
        name = (_behind_sibling(one.name, readings[at - 1].name) if at else "") or one.name
        told[at] = replace(one, name=name)
        group = _group(at, told, printed, again) or _of_sibling(name, told[at - 1].name if at else "")
        if compact(group) not in compact(name):
            told[at] = replace(one, name=f"{group} {name}")
    return told


def _behind_sibling(name: str, before: str) -> str:
    """Return the part behind the name of the row before, which is a part too: 県計 of 「奥入川 県計」."""
    first, _, part = name.partition(" ")
    is_behind = first == last_of(before) and is_part_name(part) and not is_whole_name(first)
    return part if is_behind else ""


def _of_sibling(name: str, before: str) -> str:
    """Return the group of the part told last, if this is short and ends as that does: 肺がん behind 胃がん."""
    last = last_of(before)
    is_short = len(name) <= _SHORT and " " not in name and not is_whole_name(name)
    return group_of(before) if is_short and last != name and last[-2:] == name[-2:] else ""


def last_of(name: str) -> str:
    return name.rsplit(" ", maxsplit=1)[-1]


def _again(readings: Sequence[Reading]) -> set[str]:
    counts = Counter(compact(one.name) for one in readings)
    return {name for name, count in counts.items() if count > 1}


def is_part_name(name: str) -> bool:
    """Say whether a name is by its words a part of what is counted, whatever that is."""
    return bool(_PART.match(compact(name)) or _OF_ABOVE.match(name))


def _is_part(name: str, again: set[str]) -> bool:
    return is_part_name(name) or (compact(name) in again and not is_whole_name(name))


def _group(at: int, readings: Sequence[Reading], printed: Printed, again: set[str]) -> str:
    one = readings[at]
    if not _is_part(one.name, again):
        return ""
    if _OF_ABOVE.match(one.name):
        return next((other.name for other in reversed(readings[:at]) if not _is_below(other.name)), "")
    line = one.first_line
    if beside := _between_siblings(line, readings, printed, again):
        return beside
    return _above(at, line, readings, printed, again)


def group_of(name: str) -> str:
    """Return what a name says is counted, where a part stands behind it."""
    first, _, part = name.partition(" ")
    return first if part and is_whole_name(first) else ""


def _is_below(name: str) -> bool:
    """Say whether a name is one of a part, with or without that of the whole before it."""
    return bool(_OF_ABOVE.match(last_of(name)))


def _between_siblings(line: int, readings: Sequence[Reading], printed: Printed, again: set[str]) -> str:
    """Return the name that stands in the middle of two rows, to which both belong."""
    for between, other in ((line + 1, line + 2), (line - 1, line - 2)):
        rows = printed.rows.get(other, ())
        text = printed.texts.get(between, "")
        is_caption = not (printed.rows.get(between) or is_numbered(text) or begins_section(text))
        told = caption_in(text) if is_caption else ""
        if told and any(_is_part(last_of(readings[row].name), again) for row in rows):
            return told
    return ""


def _above(at: int, line: int, readings: Sequence[Reading], printed: Printed, again: set[str]) -> str:
    words = 0
    for above in range(line - 1, max(line - _MOST_ABOVE, 0), -1):
        others = [other for other in printed.rows.get(above, ()) if other != at]
        if others:
            names = [readings[other].name for other in others]
            if all(not _is_part(last_of(name), again) for name in names):
                return ""
            if shared := next(filter(None, map(group_of, names)), ""):
                return shared
            continue
        if caption := caption_in(printed.texts.get(above, "")):
            return caption
        words += printed.is_words(above)
        if words > _MOST_WORDS:
            return ""
    return ""
