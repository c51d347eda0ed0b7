"""The names of indicators in sentences: what of the words before a figure says what is counted."""

import re
from typing import Final

from reports.reading.tables import is_whole_name
from reports.reading.wording import without_number
from reports.reading.years import PrintedYear

_LEADING: Final = re.compile(
    r"^(?:また|なお|さらに|そのうち|うち|これは|この|その|一方|その結果|計測の結果|結果|[本当]?[市町村県])?"
    r"(?:では|の|は|における|において)?、?"
)
_JOINING: Final = re.compile(
    r"^(?:における|において|に対する|に占める|時点の|現在の|までの|までに|での|まで|の|は|に|、|末の|末|度の)+"
)


def name_in_list(before: str) -> str:
    """Return the name in 「目標は、AがF1、BがF2」, with what is measured where that stands before 目標 only."""
    match = re.search(r"([^、。はが]{2,30})が$", before)
    measure = re.findall(r"([^、。のはが\d ]{2,12})目標(?:値)?は", before)
    if match is None:
        return ""
    return match[1] + (measure[-1] if measure and not is_whole_name(match[1]) else "")


def name_said(words: str, years: list[PrintedYear]) -> str:
    """Return the name of an indicator at the end of some words: behind the last comma, year or numbering."""
    for year in years:
        if year.label and year.label in words:
            words = words[words.rindex(year.label) + len(year.label) :]
    words = re.split(r"[、。「」:]", words.rstrip("をはが、約"))[-1]
    words = _JOINING.sub("", _LEADING.sub("", without_number(words)))
    return words if 2 <= len(words) <= 50 and not re.fullmatch(r"[\d\W]+", words) else ""
