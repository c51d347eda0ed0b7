"""Which of the words of a record are its name, its group and its unit."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reports.reading.cells import Cell
from reports.reading.figures import is_unit
from reports.reading.induction.head_ways import Titles
from reports.reading.induction.records import Record, usual
from reports.reading.slots import Slot
from reports.reading.tables import is_whole_name
from reports.reading.titles import Other
from reports.reading.wording import compact

_COSTS: Final = re.compile(r"歳入|歳出|予算|決算|人件費|事業費|経費|一般財源|コスト|財源|交付金|負担金")
_RATIO: Final = re.compile(
    r"(?:率|割合|比率|指数|件数)(?:[(（][^()（）]*[)）])*$"
)  # of costs, not costs themselves
_NO_NAME: Final = re.compile(r"[\d\s()（）.,%％:：/／-]*")
_SIGNS: Final = re.compile(r"[^\w]+")
ELSEWHERE: Final = re.compile(
    r"[（(]?(?:全国|[都道府]?県|[都道]|国の?|府|管内|類似団体|同規模[^ ]{0,4})(?:の?平均|計|全体)?値?[)）]?"
)
_FEWEST_ALIKE: Final = 2
_MOST_BEHIND: Final = 2
_LONGEST_NAME: Final = 90
_LONGEST_UNIT: Final = 5


def is_name(name: str) -> bool:
    """Say whether words can name an indicator: not figures alone, a sum or costs."""
    costs = _COSTS.search(name) and not _RATIO.search(name)
    return not _NO_NAME.fullmatch(name) and not costs and len(name) <= _LONGEST_NAME


def unit_of(record: Record) -> str:
    """Return the unit that stands in a cell of its own."""
    lead = [one for one in record.lead[1:] if _is_unit(one, has_units=True)]
    return next(
        (compact(one.text).strip("()（）[]") for one in (*lead, *record.tail) if one.is_unit or one in lead),
        "",
    )


def _is_unit(one: Slot, *, has_units: bool) -> bool:
    words = compact(one.text).strip("()（）[]")
    return one.is_unit or (has_units and len(words) <= _LONGEST_UNIT and is_unit(words))


def cell_of(one: Slot) -> Cell:
    """Return the cell of a figure; words in place of one are a goal."""
    return one.cell if one.cell.has_figure else replace(one.cell, is_goal=one.is_words)


def names_of(records: Sequence[Record], titles: Titles, *, are_cells: bool) -> list[tuple[str, str]]:
    """Return the name and the group of each record."""
    has_units = any(one.title and one.title.meaning is Other.UNIT for one in titles.lead)
    leads = [_words(record, has_units=has_units) for record in records]
    if not are_cells:
        return with_places(
            [
                (" ".join(one.text for one in lead), record.group)
                for lead, record in zip(leads, records, strict=True)
            ]
        )
    for at in range(min(_MOST_BEHIND, usual([len(lead) for lead in leads]))):
        cut = [lead[: len(lead) - at] for lead in leads]
        if labels := _labels(cut):
            return _labelled(cut, labels)
    behind = _behind_name(titles, leads)
    found = []
    for lead, record in zip(leads, records, strict=True):
        at = max(len(lead) - 1 - behind, 0)
        name = lead[at].text if lead else ""
        found.append((name, lead[at - 1].text if at else record.group))
    return with_places(found)


def _labels(leads: Sequence[Sequence[Slot]]) -> set[str]:
    """Return the words that stand last before the figures of many rows, and tell those of one name apart."""
    last = Counter(compact(lead[-1].text) for lead in leads if lead)
    often = {word for word, count in last.items() if count >= _FEWEST_ALIKE}
    rows = sum(last[word] for word in often)
    full = [lead for lead in leads if len(lead) > 1]
    fewest = len(often) >= _FEWEST_ALIKE and rows * 4 >= len(leads) * 3
    return often if fewest and full and len({lead[-2].text for lead in full}) > 1 else set()


def _labelled(leads: Sequence[Sequence[Slot]], labels: set[str]) -> list[tuple[str, str]]:
    """Return names that hold on over the rows of their labels: 小学校, 中学校."""
    found: list[tuple[str, str]] = []
    name = ""
    for lead in leads:
        if lead and compact(lead[-1].text) in labels:
            name = lead[-2].text if len(lead) > 1 else name
            found.append((lead[-1].text.strip("()（）"), name))
        else:
            name = lead[-1].text if lead else name
            found.append((name, ""))
    return found


def with_places(names: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return names in which that of a place, 全国平均, stands behind the name before it."""
    found: list[tuple[str, str]] = []
    own = ""
    for name, group in names:
        is_place = bool(own) and bool(ELSEWHERE.fullmatch(compact(name)))
        found.append((name, own) if is_place else (name, group))
        own = own if is_place else name
    return found


def _words(record: Record, *, has_units: bool) -> list[Slot]:
    """Return the words before the figures that are no unit: the first is none, however short it is."""
    shown = [one for one in record.lead if one.year is None]
    return [
        one
        for at, one in enumerate(shown)
        if not (one.is_unit or (at and _is_unit(one, has_units=has_units)))
    ]


def _behind_name(titles: Titles, leads: Sequence[Sequence[Slot]]) -> int:
    """Return how many words stand between the names and the figures."""
    shown = [
        one for one in titles.lead if not (one.title and one.title.meaning in {Other.UNIT, Other.IGNORED})
    ]
    named = [at for at, one in enumerate(shown) if one.title and one.title.meaning is Other.NAME]
    width = usual([len(lead) for lead in leads])
    if named and len(shown) >= width:
        return max(min(len(shown) - 1 - named[-1], width - 1), 0)
    scores = {
        at: _likeness([lead[-1 - at].text for lead in leads if len(lead) > at], len(leads))
        for at in range(min(width, 4))
    }
    return max(scores, key=lambda at: (scores[at], at), default=0)


def _likeness(words: Sequence[str], count: int) -> float:
    """Return how much a column of words looks like names: they say what is counted, and none comes twice."""
    whole = sum(is_whole_name(one) for one in words)
    return (whole + len(set(words)) - sum(len(one) > 40 for one in words)) / max(count, 1)
