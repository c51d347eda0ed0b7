"""The head of a table as the fields of its rows, in their order, from titles that stand one behind the other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from itertools import pairwise
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.slots import Slot
from reports.reading.tables import Column
from reports.reading.titles import Other
from reports.reading.wording import compact

_LONGEST_WORD: Final = 14
_FEWEST: Final = 2
_BOTH: Final = re.compile(r"目標.*実績|実績.*目標")


class Kind(StrEnum):
    """What a field holds."""

    NUMBER = auto()
    NAME = auto()
    TEXT = auto()
    UNIT = auto()
    LABEL = auto()
    MARK = auto()
    FIGURE = auto()


_KINDS: Final = {
    Other.NAME: Kind.NAME,
    Other.UNIT: Kind.UNIT,
    Other.MARK: Kind.MARK,
    Other.LABEL: Kind.LABEL,
    Other.YEAR: Kind.LABEL,
    Other.TEXT: Kind.TEXT,
    Other.COST: Kind.TEXT,
    Other.IGNORED: Kind.NUMBER,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a row; a figure has its column, `is_hidden` fields have no title."""

    kind: Kind
    column: Column | None = None
    is_hidden: bool = False

    @property
    def role(self) -> FactRole | None:
        return self.column.role if self.column else None


@dataclass(frozen=True, slots=True)
class Head:
    """Where the titles of a table begin and end among the cells of a text, and the fields that they give its rows."""

    start: int
    end: int
    fields: tuple[Field, ...]

    @property
    def is_labelled(self) -> bool:
        """Whether labels beside the rows say their roles."""
        return any(one.kind is Kind.FIGURE and one.role is None for one in self.fields)


def heads_in(cells: Sequence[Slot]) -> Iterator[Head]:
    """Yield the heads of the tables in a run of cells: titles and years behind each other that make fields."""
    at = 0
    while at < len(cells):
        end = at
        while end < len(cells) and _goes_on(cells, end, is_begun=end > at):
            end += 1
        if end > at and (found := _head(cells, at, end)):
            yield found
        at = max(end, at + 1)


def _is_title(one: Slot) -> bool:
    return one.title is not None or one.year is not None


def _goes_on(cells: Sequence[Slot], at: int, *, is_begun: bool) -> bool:
    """Say whether a head goes on: with a title or a year, or a short word between two of them."""
    if _is_title(cells[at]):
        return True
    following = cells[at + 1] if at + 1 < len(cells) else None
    is_word = cells[at].is_words and len(cells[at].text) <= _LONGEST_WORD
    return is_begun and is_word and following is not None and _is_title(following)


def _head(cells: Sequence[Slot], start: int, end: int) -> Head | None:
    """Return the head that some titles make, without words at its beginning that are of the page."""
    for begin in range(start, min(start + 3, end)):
        titles = cells[begin:end]
        if not _is_title(titles[0]):
            continue
        if fields := _fields(titles):
            return Head(begin, end, tuple(fields))
    return None


def _fields(titles: Sequence[Slot]) -> list[Field]:
    figures = [at for at, one in enumerate(titles) if _heads_figures(one)]
    figures = figures[1:] if figures and names_rows([titles[at] for at in figures]) else figures
    if apart := _years_behind(titles, figures):
        return _fields(apart)
    if len(figures) < _FEWEST:
        return []
    first, last = figures[0], figures[-1]
    between = [one for one in titles[first : last + 1] if not _heads_figures(one)]
    columns = _columns([one for one in titles[first : last + 1] if _kind(one) is not Kind.LABEL])
    if not columns or any(_kind(one) not in {Kind.MARK, Kind.LABEL} for one in between):
        return []
    lead = [Field(Kind.NAME if _heads_figures(one) else _kind(one)) for one in titles[:first]]
    lead += [Field(Kind.LABEL) for one in between if _kind(one) is Kind.LABEL]
    tail = [Field(_kind(one)) for one in titles[last + 1 :]]
    return _completed(lead, columns, tail)


def _years_behind(titles: Sequence[Slot], figures: Sequence[int]) -> list[Slot]:
    """Return the titles with those of remarks at their end, where years, the lower row of a head, stand behind them."""
    asides = [at for at, one in enumerate(titles) if _kind(one) is Kind.TEXT and not _heads_figures(one)]
    inner = [at for at in asides if figures and figures[0] < at < figures[-1]]
    if not inner or not all(titles[at].is_year for at in figures if at > inner[0]):
        return []
    rest = [one for at, one in enumerate(titles) if at not in inner]
    return [*rest, *(titles[at] for at in inner)]


def names_rows(titles: Sequence[Slot]) -> bool:
    """Say whether the first of some titles, 数値目標, heads the names, as a later one heads the values of targets."""
    first, *others = titles
    is_bare = (
        _role(first) is FactRole.TARGET
        and first.year is None
        and not first.text.endswith(("値", "値）", "値)"))
    )
    return is_bare and any(_role(one) is FactRole.TARGET and one.text != first.text for one in others)


def _heads_figures(one: Slot) -> bool:
    if one.title is not None and isinstance(one.title.meaning, FactRole):
        return True
    return one.is_year


def _kind(one: Slot) -> Kind:
    if one.title is None or not isinstance(one.title.meaning, Other):
        return Kind.TEXT
    return _KINDS[one.title.meaning]


def _completed(lead: list[Field], columns: list[Field], tail: list[Field]) -> list[Field]:
    """Add the fields that have no title: a name, and a label where nothing says the roles."""
    if not any(one.kind is Kind.NAME for one in lead):
        texts = [at for at, one in enumerate(lead) if one.kind is Kind.TEXT]
        if texts:
            lead[texts[0]] = Field(Kind.NAME)
        else:
            lead.append(Field(Kind.NAME, is_hidden=True))
    names = [at for at, one in enumerate(lead) if one.kind is Kind.NAME]
    lead = [Field(Kind.TEXT) if at in names[:-1] else one for at, one in enumerate(lead)]
    if not any(one.kind is Kind.UNIT for one in lead):
        lead.append(Field(Kind.UNIT, is_hidden=True))
    undated = [at for at, one in enumerate(columns) if one.kind is Kind.FIGURE and one.role is None]
    labels = [one for one in lead if one.kind is Kind.LABEL]
    lead = [one for one in lead if one.kind is not Kind.LABEL]
    if undated:  # the label stands before the years, behind a baseline
        columns = [*columns[: undated[0]], Field(Kind.LABEL, is_hidden=not labels), *columns[undated[0] :]]
    elif labels:
        lead = [*lead, *(Field(Kind.TEXT, is_hidden=True) for _ in labels)]
    return [*lead, *columns, *tail]


# --- figures -------------------------------------------------------------------------------------------------


def _columns(titles: Sequence[Slot]) -> list[Field]:
    """Return the fields of figures that titles give in one of the ways in which roles and years go together."""
    marks = [one for one in titles if not _heads_figures(one)]
    own = [one for one in titles if _heads_figures(one)]
    years = [one for one in own if one.is_year]
    roles = [one for one in own if not one.is_year]
    if not years:
        return _plain(titles)
    if marks or any(one.year for one in roles if _role(one) not in _BASES):
        return []
    bases = [one for one in roles if _role(one) in _BASES]
    shown = [one for one in own if one not in bases]
    if bases and own[: len(bases)] != bases:
        return []
    for way in (_years_above, _roles_above, _one_role, _years_alone):
        if found := way(shown):
            return [*(_field(one) for one in bases), *found]
    return []


_BASES: Final = {FactRole.BASELINE, FactRole.PLANNING}


def _role(one: Slot) -> FactRole | None:
    return one.title.meaning if one.title and isinstance(one.title.meaning, FactRole) else None


def _field(title: Slot, year: Slot | None = None) -> Field:
    dated = (year.year if year else None) or title.year
    words = title.title.words if title.title else title.text
    is_period = bool(title.title and title.title.is_period)
    return Field(Kind.FIGURE, Column(role=_role(title), year=dated, words=words, is_period=is_period))


def _plain(titles: Sequence[Slot]) -> list[Field]:
    """Return fields whose titles have their own years: no role twice without one, and none twice in a year."""
    fields = [_field(one) if _heads_figures(one) else Field(Kind.MARK) for one in titles]
    marks = [
        (one.role, one.column.year.year if one.column.year else None)
        for one in fields
        if one.column and one.role not in {FactRole.RATE, FactRole.DIFFERENCE}
    ]
    roles = {role for role, _ in marks}
    if len(set(marks)) < len(marks) or not roles & {FactRole.TARGET, FactRole.ACTUAL}:
        return []
    return fields


def _years_above(shown: Sequence[Slot]) -> list[Field]:
    """R4 R5 target result target result, or R4 target result R5 target result."""
    years = [one for one in shown if one.is_year]
    roles = [one for one in shown if not one.is_year]
    times = len(roles) // len(years) if years else 0
    if times < _FEWEST or len(roles) != times * len(years) or not _rises(years):
        return []
    cycle = [_role(one) for one in roles[:times]]
    if any(_role(one) is not cycle[at % times] for at, one in enumerate(roles)) or len(set(cycle)) < times:
        return []
    together = [one.is_year for one in shown] == [True] * len(years) + [False] * len(roles)
    in_turn = [one.is_year for one in shown] == ([True] + [False] * times) * len(years)
    if not together and not in_turn:
        return []
    return [_field(one, years[at // times]) for at, one in enumerate(roles)]


def _roles_above(shown: Sequence[Slot]) -> list[Field]:
    """Target result R4 R5 R4 R5."""
    roles = [one for one in shown if not one.is_year]
    years = [one for one in shown if one.is_year]
    count = len(years) // len(roles) if roles else 0
    if len(roles) < _FEWEST or count < 1 or len(years) != count * len(roles):
        return []
    runs = [years[at : at + count] for at in range(0, len(years), count)]
    together = [one.is_year for one in shown] == [False] * len(roles) + [True] * len(years)
    in_turn = count > 1 and [one.is_year for one in shown] == ([False] + [True] * count) * len(roles)
    alike = len({tuple(_number(one) for one in run) for run in runs}) == 1
    if not (together or in_turn) or not all(_rises(run) for run in runs) or (together and not alike):
        return []
    if len({_role(one) for one in roles}) < len(roles) or (count == 1 and together):
        return []
    return [_field(role, year) for role, run in zip(roles, runs, strict=True) for year in run]


def _one_role(shown: Sequence[Slot]) -> list[Field]:
    """Target R4 R5 R6."""
    title, *years = shown
    if title.is_year or len(years) < _FEWEST or not all(one.is_year for one in years) or not _rises(years):
        return []
    if _BOTH.search(compact(title.text)):
        return [
            replace(_field(one), column=Column(role=None, year=one.year, words=one.text)) for one in years
        ]
    return (
        [_field(title, year) for year in years] if _role(title) in {FactRole.TARGET, FactRole.ACTUAL} else []
    )


def _years_alone(shown: Sequence[Slot]) -> list[Field]:
    """R4 R5 R6, whose rows have labels."""
    if len(shown) < _FEWEST or not all(one.is_year for one in shown) or not _rises(shown):
        return []
    return [Field(Kind.FIGURE, Column(role=None, year=one.year, words=one.text)) for one in shown]


def _number(one: Slot) -> int:
    return one.year.year if one.year else 0


def _rises(years: Sequence[Slot]) -> bool:
    """Say whether years go up, or down, all the way."""
    steps = [_number(after) - _number(before) for before, after in pairwise(years)]
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)
