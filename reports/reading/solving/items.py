"""What the atoms of a head say: roles, years, marks, and words that say nothing of figures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.slots import Slot
from reports.reading.solving.kinds import CHANGE, COMPARED, Kind
from reports.reading.solving.regions import titled
from reports.reading.solving.stream import Atom
from reports.reading.titles import Meaning, Other
from reports.reading.wording import compact
from reports.reading.years import NamedYears, PrintedYear

_MOST_ITEMS: Final = 36
_SILENT: Final = {Other.NAME, Other.UNIT, Other.IGNORED, Other.LABEL}
_LAST_STAGES: Final = ("最終評価", "中間評価", "事後評価")
_REST: Final = re.compile(r"[(（]?(?:年?度|値|末|年|時|の)[)）]?")  # of a title that goes on in the next line
_LOOSE: Final = re.compile(r"(?:と|の|から|への|対する)$")  # 目標との / 差: the next line says what it is
_FOREIGN: Final = re.compile(r"全国|^[(（]?(?:国|[都道府]?県|府|管内|類似団体)(?:の?平均|計|値)?[)）]?$")
_LONGEST_ACCOUNT: Final = 8


@dataclass(frozen=True, slots=True)
class Item:
    """One title or year of a head; one that says nothing of figures is `strange` and may be passed over."""

    words: str
    line: int
    role: FactRole | None = None
    year: PrintedYear | None = None
    is_mark: bool = False
    is_year_title: bool = False
    is_strange: bool = False
    is_rough: bool = False
    is_foreign: bool = False
    column: float | None = None
    is_in_cell: bool = False

    @property
    def is_pure_year(self) -> bool:
        return self.year is not None and self.role is None


def items_of(head: Sequence[Atom], calendar: NamedYears) -> list[Item]:
    """Return what a head says, in the order in which it is printed."""
    found = [item for one in head if (item := _item(one, calendar)) is not None]
    if any(one.role is FactRole.TARGET for one in found):
        found = [_account(one) for one in found]
    return _without_changes(found)[-_MOST_ITEMS:]


def _without_changes(items: Sequence[Item]) -> list[Item]:
    """Return items without the years of changes, H24→H27, where each has its title (増減) beside it."""
    changes = [one for one in items if CHANGE.fullmatch(compact(one.words))]
    titles = [one for one in items if one.role is FactRole.DIFFERENCE and one not in changes]
    return [one for one in items if one not in changes] if len(changes) <= len(titles) else list(items)


def _account(one: Item) -> Item:
    """Return an account, beside targets, as a result, and a budget as what is expected."""
    words = compact(one.words)
    if not one.is_strange or len(words) > _LONGEST_ACCOUNT:
        return one
    role = FactRole.ACTUAL if "決算" in words else FactRole.FORECAST if "予算" in words else None
    return replace(one, role=role, is_strange=False) if role else one


def _item(one: Atom, calendar: NamedYears) -> Item | None:
    told = titled(one, calendar)
    if one.kind in {Kind.UNIT, Kind.EMPTY} or not told.text or _REST.fullmatch(compact(told.text)):
        return None
    item = Item(
        told.text,
        one.line.number,
        year=told.year,
        is_rough=one.kind is Kind.WORDS,
        column=one.column,
        is_in_cell=one.is_divided,
    )
    if _LOOSE.search(compact(told.text)):
        return replace(item, year=None, is_strange=True)
    return _untitled(item, told) if told.title is None else _of_meaning(item, told.title.meaning)


def _untitled(item: Item, told: Slot) -> Item:
    words = compact(told.text)
    if COMPARED.search(words) or CHANGE.fullmatch(words):
        return replace(item, role=FactRole.DIFFERENCE, year=None)
    return item if told.is_year else replace(item, is_strange=True, is_foreign=bool(_FOREIGN.search(words)))


def _of_meaning(item: Item, meaning: Meaning) -> Item | None:
    if meaning in _SILENT:
        return None
    if isinstance(meaning, FactRole):
        return replace(item, role=meaning)
    if meaning is Other.MARK:
        is_stage = compact(item.words).startswith(_LAST_STAGES)
        return replace(item, is_mark=True, role=FactRole.ACTUAL if is_stage else None)
    if meaning is Other.YEAR:
        return item if item.year else replace(item, is_year_title=True)
    return replace(item, is_strange=True)
