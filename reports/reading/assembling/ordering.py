"""Columns that titles and years make in their order, where nobody knows which place of a row is whose."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from reports.reading.assembling.columns import Headed, role_of, spread, with_accounts
from reports.reading.assembling.rows import Piece, PrintedRow
from reports.reading.assembling.sharing import usual_shares
from reports.reading.facts import ASIDE, DERIVED, FactRole
from reports.reading.induction.head_ways import titles_of, ways
from reports.reading.induction.rough_titles import rough_slot, titles_in
from reports.reading.titles import Other, Title
from reports.reading.years import NamedYears, PrintedYear

_FEWEST: Final = 2
_MOST_WAYS: Final = 3_000
_MOST_TOPS: Final = 60  # titles side by side
_BESIDE_FIGURES: Final = frozenset({Other.NAME, Other.UNIT, Other.TEXT, Other.MARK, Other.IGNORED})
_LETTER: Final = re.compile(r"(?P<title>.*[)）])[A-ZＡ-Ｚ]")
_COMPARED: Final = re.compile(r"(?:実績|目標|計画)[^／/]{0,3}[／/]$")
_IN_BRACKETS: Final = re.compile(r"[(（][^()（）]*[)）]")


def columns_in_order(head: Sequence[PrintedRow], count: int, calendar: NamedYears) -> list[Headed]:
    """Return so many columns that the titles and years of a head make in their order."""
    rows = [
        _without_years_of_marks([each for one in row.filled for each in titles_at(one, calendar)])
        for row in head
    ]
    placed = all(row.has_places for row in head)
    for begin in range(len(rows)):
        for way in (_each_its_own(rows[begin:]), _shared_out(rows[begin:], placed=placed)):
            told = [
                one
                for one in way
                if one.holds_figures or (one.meaning in {Other.COST, Other.TEXT} and one.end)
            ]
            is_open = any(one.role is None and one.year for one in told)
            if is_open and _aims_in(rows[:begin]) - _aims_in(rows[begin:]):
                continue
            if len(told) == count:
                return with_accounts(told)
            bare = [one for one in told if one.role not in ASIDE]
            if len(bare) == count:
                return with_accounts(bare)
    for begin in range(len(rows)):
        titles = titles_of(
            [[rough_slot(one.text, calendar).on(one.slot.line) for one in row] for row in rows[begin:]]
        )
        found = ways(titles, count, None)
        if len(found) == 1:
            return [
                Headed(one.role, one.year, one.words, at)
                if one is not None
                else Headed(Other.COST, None, "", at)
                for at, one in enumerate(found[0])
            ]
    return []


def _aims_in(rows: Sequence[Sequence[Piece]]) -> set[FactRole | None]:
    """Return what lines of a head name of starts and aims: without them nobody knows what a bare year is."""
    roles = {role_of(one.slot.title) for row in rows for one in row}
    return roles & {FactRole.TARGET, FactRole.BASELINE}


def columns_of_head(head: Sequence[PrintedRow], calendar: NamedYears) -> list[Headed]:
    """Return the columns that a head has by itself, for rows that end early; each knows where it stands."""
    rows = [
        _without_years_of_marks([each for one in row.filled for each in titles_at(one, calendar)])
        for row in head
    ]
    ways = [
        _each_its_own(rows),
        _shared_out(rows, placed=all(row.has_places for row in head)) if rows else [],
    ]
    found = next((way for way in ways if way), [])
    return [one for one in found if one.holds_figures]


def _without_years_of_marks(row: Sequence[Piece]) -> list[Piece]:
    """Return the titles of a row without a year that says of when a mark behind it is: R6, R7, R5 評価."""
    return [one for at, one in enumerate(row) if not _dates_mark(row, at)]


def _dates_mark(row: Sequence[Piece], at: int) -> bool:
    if not row[at].slot.is_year or not 0 < at < len(row) - 1:
        return False
    behind = row[at + 1].slot.title
    is_mark = behind is not None and behind.meaning is Other.MARK
    return is_mark and _number(row[at - 1]) > _number(row[at])


def titles_at(one: Piece, calendar: NamedYears) -> Iterator[Piece]:
    """Yield the titles that stand in one place of a head; one that goes on below, 実績／, is a comparison."""
    if match := _LETTER.fullmatch(one.text):
        one = replace(one, slot=rough_slot(match["title"], calendar).on(one.slot.line))
    if _COMPARED.search(one.text):
        yield replace(
            one, slot=replace(one.slot, title=Title(meaning=FactRole.RATE, words=one.text), year=None)
        )
        return
    told = list(titles_in(rough_slot(one.text, calendar).on(one.slot.line), calendar))
    for each in told:
        whole = rough_slot(each.text, calendar)
        yield replace(one, slot=replace(whole, line=one.slot.line))


def _headed(one: Piece, year: PrintedYear | None = None) -> Headed:
    title = one.slot.title
    meaning = title.meaning if title is not None else None
    return Headed(meaning, year or one.slot.year, one.text, 0, one.start, one.end)


def _each_its_own(rows: Sequence[Sequence[Piece]]) -> list[Headed]:
    """Return each title of one row as a column of its own, years without a role among them."""
    if len(rows) != 1:
        return []
    return spread([_headed(one) for one in rows[0]])


def _shared_out(rows: Sequence[Sequence[Piece]], *, placed: bool) -> list[Headed]:
    """Return the columns of two rows: what stands below a title, or a year, is its own."""
    rows = [
        row for row in rows if any(one.slot.is_year or role_of(one.slot.title) is not None for one in row)
    ]
    if len(rows) == 1:
        return _in_turn(rows[0])
    if len(rows) != _FEWEST:
        return []
    upper = [one for one in rows[0] if one.slot.is_year or _is_top(one.slot.title)]
    lower = [
        one
        for one in rows[1]
        if one.slot.is_year or one.slot.title is not None or _IN_BRACKETS.fullmatch(one.text)
        if placed or one.slot.title is None or one.slot.title.meaning not in _BESIDE_FIGURES
    ]
    open_titles = [at for at, one in enumerate(upper) if _takes(one, lower, placed=placed)]
    tops = [upper[at] for at in open_titles]
    shares = _best_shares(tops, lower) if placed else usual_shares(tops, lower)
    if shares is None:
        return []
    found: list[Headed] = []
    begin = 0
    for at, one in enumerate(upper):
        share = shares[open_titles.index(at)] if at in open_titles else 0
        found += [_crossed(one, below) for below in lower[begin : begin + share]] or [_headed(one)]
        begin += share
    return found


def _is_top(title: Title | None) -> bool:
    """Say whether a title may stand over years: a role, or 目標・実績 where rows say which it is."""
    return title is not None and (isinstance(title.meaning, FactRole) or title.meaning is Other.LABEL)


def _takes(one: Piece, lower: Sequence[Piece], *, placed: bool) -> bool:
    """Say whether something may stand below a title: a year below a role without one, a title below a year.

    Where nobody knows what is printed below what, no year is of a rate.
    """
    if one.slot.is_year:
        return any(not each.slot.is_year for each in lower)
    is_rate = role_of(one.slot.title) in DERIVED
    is_open = one.slot.year is None and (placed or not is_rate)
    return is_open and any(each.slot.is_year for each in lower)


def _crossed(over: Piece, below: Piece) -> Headed:
    """Return the column of a title and a year that stand above each other; in brackets something else may stand."""
    roles = {role_of(over.slot.title), role_of(below.slot.title)}
    if None not in roles and len(roles) > 1:
        return Headed(FactRole.RATE, None, over.text, 0, below.start, below.end)  # 実績／, 目標
    title, year = (below, over) if over.slot.is_year else (over, below)
    if title.slot.title is not None and title.slot.title.meaning is Other.LABEL:
        return Headed(None, year.slot.year, title.text, 0, below.start, below.end)
    if title.slot.title is None and not title.slot.is_year:
        return Headed(Other.TEXT, None, title.text, 0, below.start, below.end)
    return replace(_headed(title, year.slot.year), start=below.start, end=below.end)


def _in_turn(pieces: Sequence[Piece]) -> list[Headed]:
    """Return titles with the years behind them, 実績 R3 R4 R5 目標 R6, or before them where each has one: R2 目標."""
    shown = [one for one in pieces if one.slot.is_year or role_of(one.slot.title) is not None]
    before = [_is_open(one) for one in shown] == [False, True] * (len(shown) // 2) and not len(shown) % 2
    found: list[Headed] = []
    held: list[
        Piece
    ] = []  # titles and years that are not told yet: a title without its year, or a year before one
    for at, one in enumerate(shown):
        following = shown[at + 1] if at + 1 < len(shown) else None
        last = held[-1] if held else None
        if not one.slot.is_year:
            year = last.slot.year if last is not None and last.slot.is_year else None
            held = []
            if (
                _is_open(one)
                and year is None
                and following is not None
                and following.slot.is_year
                and not before
            ):
                held = [one]
            else:
                found.append(_headed(one, year))
        elif last is not None and not last.slot.is_year:
            found.append(replace(_headed(last, one.slot.year), start=one.start, end=one.end))
        elif following is not None and _is_open(following) and (before or _is_last_open(shown, at + 1)):
            held = [one]
        else:
            found.append(_headed(one))
    return found


def _is_open(one: Piece) -> bool:
    """Say whether a title has no year of its own."""
    return one.slot.year is None


def _is_last_open(shown: Sequence[Piece], at: int) -> bool:
    """Say whether behind a title without a year no year follows that could be its own."""
    return at + 1 == len(shown) or not shown[at + 1].slot.is_year


def _best_shares(tops: Sequence[Piece], lower: Sequence[Piece]) -> tuple[int, ...] | None:
    """Return how many pieces stand below each title, so that each stands as near to its own as can be."""
    best: tuple[float, tuple[int, ...]] | None = None
    if len(tops) > _MOST_TOPS:
        return None
    may_be_bare = any(one.slot.is_year for one in tops)
    for tried, shares in enumerate(_compositions(len(lower), len(tops), 0 if may_be_bare else 1)):
        if tried > _MOST_WAYS:
            return None
        cost, at = 0.0, 0
        for one, share in zip(tops, shares, strict=True):
            cost += _distance(one, lower[at : at + share])
            at += share
        if cost < (best[0] if best else float("inf")):
            best = cost, shares
    return best[1] if best else None


def _distance(one: Piece, part: Sequence[Piece]) -> float:
    """Return how far pieces stand from the title above them; years that do not rise cannot be under one."""
    years = [each for each in part if each.slot.is_year]
    if any(_number(after) <= _number(before) for before, after in pairwise(years)):
        return float("inf")
    if role_of(one.slot.title) is FactRole.BASELINE and len(part) > 1:
        return float("inf")
    if not part:
        return 0.0
    return min(abs(one.start - part[0].start), abs(one.middle - (part[0].start + part[-1].end) / 2))


def _compositions(total: int, parts: int, least: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways to share out a number to so many parts, none of them less than the least."""
    if parts == 1 and total >= least:
        yield (total,)
    elif parts > 1:
        for first in range(least, total - least * (parts - 1) + 1):
            for rest in _compositions(total - first, parts - 1, least):
                yield (first, *rest)


def _number(one: Piece) -> int:
    return one.slot.year.year if one.slot.year else 0
