"""Words that stand for a year: what a note says of them, ※5年先は令和9年度, and 前年度 in a document of one year."""

import re
from collections.abc import Sequence
from typing import Final

from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.titles import read_title
from reports.reading.wording import tidy
from reports.reading.years import NamedYears, PrintedYear, years_in

_LEGEND: Final = re.compile(
    r"(?:^|[、。※*()【\[])(?P<label>[^\s、。は:=※*()【\[]{2,8})(?:とは|は|:|=)、?(?:いずれも|すべて|全て)?(?P<year>[^、。】\]()]{3,16})"
)
_OF_TIME: Final = re.compile(
    r"\d|年先|年後|時点|期|直近|最新|前回|今回"
)  # what else a note speaks of is no year
_NOTES: Final = ("※", "*", "注", "(注", "・", "(※")
_NOTE: Final = re.compile(r"【[^】]*】|\[[^\]]*\]|\([^()]*\)")
_OF_LEGEND: Final = re.compile(
    r"(?:末|度|の)*(?:時点|実績|現在|値|数値)*(?:の(?:数字|数値|値))?(?:です|とする|を指す|\)|】|\])*"
)


def noted_years(
    lines: Sequence[Line], calendar: NamedYears, present: int | None
) -> dict[str, tuple[PrintedYear, FactRole | None]]:
    """Return the words that a note gives a year: ※現状は令和3年度、5年先は令和9年度です."""
    found: dict[str, tuple[PrintedYear, FactRole | None]] = {}
    for line in lines:
        words = tidy(line.text)
        notes = words if words.startswith(_NOTES) else " ".join(_NOTE.findall(words))
        for match in _LEGEND.finditer(notes):
            years = years_in(match["year"], calendar)
            rest = match["year"][years[0].end :] if len(years) == 1 and not years[0].start else None
            if rest is None or not _OF_LEGEND.fullmatch(rest):
                continue
            title = read_title(match["label"], calendar)
            role = title.meaning if title and isinstance(title.meaning, FactRole) else None
            if role is None and not _OF_TIME.search(match["label"]):
                continue
            if role is None and present is not None and years[0].year > present:
                role = FactRole.TARGET
            found[match["label"]] = (years[0], role)
    return found


def relative_years(evaluated: int | None) -> dict[str, tuple[PrintedYear, FactRole | None]]:
    """Return what 前年度 is in a document of one year."""
    if evaluated is None:
        return {}
    before = PrintedYear(evaluated - 1, is_calendar=False, start=0, end=0)
    return dict.fromkeys(("前年度", "昨年度"), (before, FactRole.ACTUAL))
