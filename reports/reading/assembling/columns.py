"""What the columns under a head hold: its rows of titles and years put together by their places, or in their order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.assembling.rows import Piece, PrintedRow
from reports.reading.facts import FactRole
from reports.reading.heads import asked_by_stage
from reports.reading.induction.records import is_value
from reports.reading.induction.rough_titles import rough_slot, titles_in
from reports.reading.slots import EMPTY
from reports.reading.tables import Column
from reports.reading.titles import Meaning, Other, Title
from reports.reading.wording import compact
from reports.reading.years import NamedYears, PrintedYear

_LONGEST_TITLE: Final = 24
_FEWEST: Final = 2
_MOST_WAYS: Final = 3_000
_OF_YEAR: Final = re.compile(r"年度?|年次|時点|時期")
_VALUE: Final = re.compile(r"値|数値|数|指標値")
_START: Final = re.compile(r"策定|基準|当初|開始|従前|設定時|スタート")
_PRESENT: Final = re.compile(r"現状|現況|現在|直近")
_ACCOUNTS: Final = re.compile(r"決算(?:額|値)?$|^決算")
_SUM: Final = re.compile(r"(?:合|総|累)?計(?:額|値)?")
_IN_BRACKETS: Final = re.compile(r"[(（][^()（）]*[)）]")
_GAP: Final = 6  # how far from its title, in half-width letters, a figure may stand
NO_SPAN: Final = frozenset({FactRole.BASELINE, FactRole.PLANNING, FactRole.RATE, FactRole.DIFFERENCE})


@dataclass(frozen=True, slots=True)
class Headed:
    """One column: what its titles mean, its year, and where it stands; `at` is its place in divided rows.

    `year_at` is the place of the column in which the years of its figures stand.
    """

    meaning: Meaning | None
    year: PrintedYear | None
    words: str
    at: int
    start: int = 0
    end: int = 0
    year_at: int | None = None

    @property
    def role(self) -> FactRole | None:
        return self.meaning if isinstance(self.meaning, FactRole) else None

    @property
    def holds_figures(self) -> bool:
        return self.role is not None or (self.meaning is None and self.year is not None)

    def column(self) -> Column:
        return Column(role=self.role, year=self.year, words=self.words, is_period=_is_period(self.words))


def _is_period(words: str) -> bool:
    return bool(re.search(r"第\d+期目標", compact(words)))


def is_head(row: PrintedRow, calendar: NamedYears, *, begun: bool) -> bool:
    """Say whether a row has titles and years and no figures; behind another row of a head one is enough."""
    told = [rough_slot(one.text, calendar) for one in row.filled]
    starts = [one for one in told if role_of(one.title) is FactRole.BASELINE]
    if asked_by_stage(row.line.text) is not None and not starts:
        return False
    if any(is_value(one) for one in told) or any("。" in one.text for one in told):
        return False
    if row.is_divided and row.pieces[0].text and all(one.is_year for one in told):
        return False  # the axis of a chart: no place for names
    headed = [one for one in told if one.title is not None or one.year is not None]
    figures = [one for one in headed if one.is_year or role_of(one.title) is not None or _is_both(one.title)]
    several = [one for one in row.filled if len(list(titles_in(one.slot, calendar))) > 1]
    long = [one for one in told if len(one.text) > _LONGEST_TITLE]
    enough = len(figures) + _FEWEST * len(several) >= (1 if begun else _FEWEST)
    is_year = len(told) > 1 or (bool(told) and told[0].year is not None)
    return enough and len(headed) * 2 >= len(told) and not long and is_year


def _is_both(title: Title | None) -> bool:
    """Say whether a title is 目標・実績, of which rows say which they are."""
    return title is not None and title.meaning is Other.LABEL and "実績" in title.words


def role_of(title: Title | None) -> FactRole | None:
    return title.meaning if title is not None and isinstance(title.meaning, FactRole) else None


def columns_by_place(head: Sequence[PrintedRow], width: int, calendar: NamedYears) -> list[Headed]:
    """Return the columns of divided rows with so many places; none if a row of the head has other places."""
    head = [_filled_up(row, width) for row in head]
    if not head or any(len(row.pieces) != width for row in head):
        return []
    found: list[Headed] = [Headed(None, None, "", at) for at in range(width)]
    for level, row in enumerate(head):
        below = [bool(later.pieces[at].text) for at in range(width) for later in head[level + 1 :][:1]]
        over: Piece | None = None
        for at, one in enumerate(row.pieces):
            if one.text:
                over = one
            elif over is None or not below[at : at + 1] or not below[at]:
                over = None
            if over is not None and (one.text or _spans(over, calendar) or _has_year_first(head, level, at)):
                found[at] = under(found[at], over, calendar)
    return with_accounts(spread(found))


def _filled_up(row: PrintedRow, width: int) -> PrintedRow:
    """Return a row with its last place, which is not printed where it is empty."""
    if len(row.pieces) != width - 1:
        return row
    return replace(row, pieces=(*row.pieces, Piece(EMPTY, width - 1, width)))


def _spans(one: Piece, calendar: NamedYears) -> bool:
    told = rough_slot(one.text, calendar)
    return told.is_year or (told.title is not None and told.title.meaning not in NO_SPAN)


def _has_year_first(head: Sequence[PrintedRow], level: int, at: int) -> bool:
    """Say whether below a title stand 年度 and 値: both are its own, whatever it is."""
    later = head[level + 1 : level + 2]
    words = [compact(one.text) for row in later for one in row.pieces[max(at - 1, 0) : at + 1]]
    return len(words) > 1 and bool(_OF_YEAR.fullmatch(words[0])) and bool(_VALUE.fullmatch(words[1]))


def under(above: Headed, one: Piece, calendar: NamedYears) -> Headed:
    """Return a column with what a further row of its head says; the lower title counts, and the lower year."""
    told = rough_slot(one.text, calendar)
    meaning = told.title.meaning if told.title is not None else None
    if above.meaning is Other.IGNORED and not above.words.startswith("No"):
        return above  # what stands under a sum of years
    if meaning in {Other.YEAR, Other.LABEL} and above.role is not None:
        meaning = None
    if meaning is None and _SUM.fullmatch(compact(one.text)):
        meaning = Other.IGNORED
    if meaning is Other.NAME and above.role is not None:
        meaning = None
    return replace(
        above,
        meaning=meaning if meaning is not None else above.meaning,
        year=told.year or above.year,
        words=above.words if told.is_year and above.words else one.text,
    )


def spread(found: Sequence[Headed]) -> list[Headed]:
    """Return columns in which years that go on from one with a role, 目標 R3, R4, R5, have it too."""
    told: list[Headed] = []
    for one in found:
        last = told[-1] if told else None
        goes_on = (
            last is not None
            and last.role in {FactRole.TARGET, FactRole.ACTUAL}
            and last.year is not None
            and one.meaning is None
            and one.year is not None
            and one.year.year > last.year.year
        )
        told.append(replace(one, meaning=last.meaning) if goes_on and last is not None else one)
    return told


def with_present(found: Sequence[Headed]) -> list[Headed]:
    """Return columns in which a present value is a result: behind that of the start, and behind results or the aim.

    Else it is a second start: 策定時（R1）, 現状値（R4）, 目標値（R8）.
    """
    bases = [one for one in found if one.role is FactRole.BASELINE]
    if len(bases) < _FEWEST or not _START.search(compact(bases[0].words)):
        return list(found)
    aims = [one.year.year for one in found if one.role is FactRole.TARGET and one.year]
    told: list[Headed] = []
    for one in found:
        is_late = any(each.role is FactRole.ACTUAL for each in told) or (
            one.year is not None and bool(aims) and one.year.year >= max(aims)
        )
        is_result = one in bases[1:] and is_late and bool(_PRESENT.search(compact(one.words)))
        told.append(replace(one, meaning=FactRole.ACTUAL) if is_result else one)
    return told


def with_names(columns: Sequence[Headed]) -> list[Headed]:
    """Return columns in which 数値目標, the first title, heads the names where a later one holds the targets."""
    roles = [one for one in columns if one.role is not None]
    first = roles[0] if roles else None
    is_bare = (
        first is not None
        and first.role is FactRole.TARGET
        and first.year is None
        and not compact(first.words).endswith(("値", "値)"))
    )
    later = any(one.role is FactRole.TARGET and one.words != first.words for one in roles[1:] if first)
    return [
        replace(one, meaning=Other.NAME) if one is first and is_bare and later else one for one in columns
    ]


def with_accounts(columns: Sequence[Headed]) -> list[Headed]:
    """Return columns in which accounts are results where others are targets: 計画, 決算."""
    found = with_present(with_names(columns))
    if not any(one.role is FactRole.TARGET for one in found):
        return found
    return [
        replace(one, meaning=FactRole.ACTUAL)
        if one.meaning is Other.COST and _ACCOUNTS.search(compact(one.words))
        else one
        for one in found
    ]


def nearest(columns: Sequence[Headed], one: Piece) -> int | None:
    """Return which column a figure stands under: the only one that its place touches, or the nearest near enough."""
    apart = [max(head.start - one.end, one.start - head.end, 0) for head in columns]
    touching = [at for at, distance in enumerate(apart) if distance <= 0]
    if len(touching) == 1:
        return touching[0]
    best = min(
        range(len(columns)), key=lambda at: abs((columns[at].start + columns[at].end) / 2 - one.middle)
    )
    return best if apart[best] <= _GAP else None
