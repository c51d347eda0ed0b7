"""The head of a table: which column holds names, units and figures, and of which role and year the figures are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from reports.reading.cells import Cell
from reports.reading.facts import FactRole
from reports.reading.tables import Column
from reports.reading.titles import Meaning, Other, Title, read_title
from reports.reading.wording import KEPT, compact, tidy
from reports.reading.years import NamedYears, PrintedYear, years_in

_YEAR_ONLY: Final = re.compile(
    r"(?:[\s()（）年度末現在時点値a-zA-Z]|最終|初|中間|累計|(?<!\d)\d年目|年間累計)*"
)
_FIRST_OF_PERIOD: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?:年度?)?-(?=(?:19|20)\d\d)")
_PERIOD: Final = re.compile(r"^第\d{1,2}期間?(?=\()")
_SPANNING: Final = {FactRole.TARGET, FactRole.ACTUAL, FactRole.RATE, FactRole.FORECAST, FactRole.ESTIMATE}
_NAMES: Final = re.compile(r"指標|KPI|項目|ＫＰＩ")
_ENOUGH: Final = 2
_ROLE_FIRST: Final = re.compile(r"(?P<role>目標|計画|実績)値?[(〔\[:は]*(?P<stage>上段|下段)")
_STAGE_FIRST: Final = re.compile(
    r"(?P<stage>上段|下段)[^目計実上下]{0,4}(?:各?年度の?)?(?P<role>目標|計画|実績)"
)


@dataclass(slots=True, kw_only=True)
class Head:
    """What each position of a row holds; `fresh` positions have a title of their own."""

    meanings: dict[int, Meaning] = field(default_factory=dict)
    years: dict[int, PrintedYear] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)
    periods: set[int] = field(default_factory=set)
    filled: set[int] = field(default_factory=set)
    width: int = 0

    @property
    def value_positions(self) -> list[int]:
        """Return the positions with figures of an indicator: those of a role, and years without another meaning."""
        found = [at for at, meaning in self.meanings.items() if isinstance(meaning, FactRole)]
        found += [at for at in self.years if at not in self.meanings]
        return sorted(found)

    @property
    def has_roles(self) -> bool:
        return any(
            isinstance(meaning, FactRole) and meaning is not FactRole.RATE
            for meaning in self.meanings.values()
        )

    @property
    def name_position(self) -> int | None:
        """Return the column of names: the one that says 指標, else the last before the figures."""
        found = [at for at, one in sorted(self.meanings.items()) if one is Other.NAME]
        best = [at for at in found if _NAMES.search(self.words[at])]
        return next(iter(best or found[-1:]), None)

    def position(self, meaning: Meaning) -> int | None:
        return next((at for at, one in sorted(self.meanings.items()) if one is meaning), None)

    def column(self, at: int) -> Column:
        meaning = self.meanings.get(at)
        return Column(
            role=meaning if isinstance(meaning, FactRole) else None,
            year=self.years.get(at),
            words=self.words.get(at, ""),
            is_period=at in self.periods,
        )


@lru_cache(maxsize=KEPT)
def year_only(text: str, calendar: NamedYears) -> PrintedYear | None:
    """Return the year of a cell that holds nothing else, or None."""
    words = _PERIOD.sub("", _FIRST_OF_PERIOD.sub("", tidy(text)))
    years = years_in(words, calendar)
    if not years:
        return None
    rest = words
    for year in reversed(years):
        rest = rest[: year.start] + rest[year.end :]
    if len(years) == _ENOUGH and years[0].year < years[1].year:
        rest = rest.replace("~", "", 1).replace("-", "", 1)  # a period: its last year
    return years[-1] if _YEAR_ONLY.fullmatch(rest) else None


def head_of(cells: Sequence[str], calendar: NamedYears) -> Head | None:
    """Read a row as the head of a table, or return None if it is none: no role, nor two years, or figures in it."""
    head = Head(width=len(cells), filled={at for at, cell in enumerate(cells) if cell})
    titles = 0
    for at, cell in enumerate(cells):
        if title := read_title(cell, calendar):
            _take(head, at, title)
            titles += isinstance(title.meaning, FactRole)
        elif year := year_only(cell, calendar):
            head.years[at] = year
            head.words[at] = cell
    _name_column(head)
    labelled = Other.LABEL in head.meanings.values() and bool(head.years)
    is_head = titles >= 1 or len(head.years) >= 2 or labelled
    texts = [cell for at, cell in enumerate(cells) if cell and at not in head.words]
    is_titled = len(texts) <= len(head.words) or titles >= _ENOUGH
    return head if is_head and is_titled and not _has_figures(texts, calendar) else None


def _name_column(head: Head) -> None:
    """Take 数値目標 or 目標 as the title of names where another column holds the values of the targets."""
    targets = [at for at, meaning in sorted(head.meanings.items()) if meaning is FactRole.TARGET]
    bases = [at for at, meaning in head.meanings.items() if meaning in {FactRole.BASELINE, FactRole.ACTUAL}]
    first = targets[0] if targets else None
    bare = (
        first is not None and first not in head.years and not re.search("値$|年", compact(head.words[first]))
    )
    later = any(at in head.years or "値" in head.words[at] for at in targets[1:])
    if first is not None and bare and later and all(first < at for at in bases):
        head.meanings[first] = Other.NAME


def with_one_baseline(head: Head) -> Head:
    """Return a head whose second baseline is only the value at planning: it has one baseline."""
    bases = [at for at, meaning in sorted(head.meanings.items()) if meaning is FactRole.BASELINE]
    if len(bases) != 2 or compact(head.words.get(bases[0], "")) == compact(head.words.get(bases[1], "")):
        return head
    return replace(head, meanings=head.meanings | {bases[1]: FactRole.PLANNING})


def _has_figures(texts: Sequence[str], calendar: NamedYears) -> bool:
    from reports.reading.cells import read_printed

    return any(read_printed(text, calendar).is_answer for text in texts)


def _take(head: Head, at: int, title: Title) -> None:
    head.meanings[at] = title.meaning
    head.words[at] = title.words
    if title.year:
        head.years[at] = title.year
    if title.is_period:
        head.periods.add(at)


def under(upper: Head, lower: Head) -> Head:
    """Return one head of two rows: what the lower leaves open it has from the upper, which spans to the right."""
    if crossed := _crossed(upper, lower):
        return crossed
    joined = Head(width=max(upper.width, lower.width), filled=upper.filled | lower.filled)
    spans = _spanned(upper, joined.width)
    for at in range(joined.width):
        above = spans.get(at)
        meaning = lower.meanings.get(at) or (upper.meanings.get(above) if above is not None else None)
        year = lower.years.get(at) or (upper.years.get(above) if above is not None else None)
        if meaning is not None:
            joined.meanings[at] = meaning
        if year is not None:
            joined.years[at] = year
        words = lower.words.get(at) or (upper.words.get(above, "") if above is not None else "")
        if words:
            joined.words[at] = words
    joined.periods = upper.periods | lower.periods
    return joined


def _crossed(upper: Head, lower: Head) -> Head | None:
    """Return titles that repeat under years whose empty cells are not printed: each year has as many of them."""
    titled = [at for at, meaning in sorted(lower.meanings.items()) if isinstance(meaning, FactRole)]
    years = [year for _, year in sorted(upper.years.items())]
    has_roles = any(isinstance(meaning, FactRole) for meaning in upper.meanings.values())
    if has_roles or lower.years or upper.width >= lower.width or not years or len(titled) % len(years):
        return None
    times = len(titled) // len(years)
    if times < 2:
        return None
    found = {at: years[position // times] for position, at in enumerate(titled)}
    shift = 0 if lower.name_position is not None else min(upper.years)
    words = {at: upper.words.get(at, "") for at in range(shift)}
    words |= {at + shift: told for at, told in lower.words.items()}
    return Head(
        meanings={at + shift: meaning for at, meaning in lower.meanings.items()} | _names_of(upper, shift),
        years={at + shift: year for at, year in found.items()},
        words={at + shift: words for at, words in lower.words.items()}
        | {at: upper.words.get(at, "") for at in range(shift)},
        filled={at + shift for at in lower.filled},
        width=lower.width + shift,
    )


def _names_of(head: Head, width: int) -> dict[int, Meaning]:
    return {at: meaning for at, meaning in head.meanings.items() if at < width}


def with_spans(head: Head) -> Head:
    """Return a head in which years behind a titled year have its role: 目標 R3, R4, R5."""
    meanings = dict(head.meanings)
    for at in sorted(head.years):
        before = meanings.get(at - 1)
        follows = at - 1 in head.years and head.years[at].year == head.years[at - 1].year + 1
        if at not in meanings and follows and before in {FactRole.TARGET, FactRole.ACTUAL}:
            meanings[at] = before
    return replace(head, meanings=meanings)


def with_year_of_base(head: Head) -> Head:
    """Return a head in which 基準年度 beside 基準値 is the year of that figure."""
    bases = [at for at, meaning in sorted(head.meanings.items()) if meaning is FactRole.BASELINE]
    dated = [at for at in bases if re.search("年度?$", compact(head.words[at])) and at not in head.years]
    if len(bases) < 2 or not dated:
        return head
    return replace(head, meanings=head.meanings | dict.fromkeys(dated[:1], Other.YEAR))


def _spanned(upper: Head, width: int) -> dict[int, int]:
    """Return for each position the title above it; one with a figure spans the untitled positions to its right."""
    found: dict[int, int] = {}
    last: int | None = None
    for at in range(width):
        if at in upper.filled:
            last = at if at in upper.words else None
        if last is not None and (last == at or upper.meanings.get(last) in _SPANNING or last in upper.years):
            found[at] = last
    return found


def asked_by_stage(words: str) -> tuple[FactRole, FactRole] | None:
    """Return the roles of upper and lower line where a title says so: 上段：目標、下段：実績, 目標（上段）…."""
    for pattern in (_STAGE_FIRST, _ROLE_FIRST):
        told = {match["stage"]: match["role"] for match in pattern.finditer(compact(words))}
        upper, lower = (
            FactRole.ACTUAL if told.get(stage) == "実績" else FactRole.TARGET for stage in ("上段", "下段")
        )
        if len(told) > 1 and upper is not lower:
            return upper, lower
    return None


def with_results(head: Head) -> Head:
    """Return a head whose years without a role are results, if a target has a column of its own behind them."""
    undated = [at for at in head.years if at not in head.meanings]
    targets = [at for at, meaning in head.meanings.items() if meaning is FactRole.TARGET]
    if not undated or not targets or any(at < max(undated) for at in targets):
        return head
    return replace(head, meanings=head.meanings | dict.fromkeys(undated, FactRole.ACTUAL))


def is_filled(cell: Cell) -> bool:
    """Say whether a cell says anything that belongs into a column of figures."""
    return cell.is_answer or cell.is_goal
