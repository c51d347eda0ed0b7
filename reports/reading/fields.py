"""The head of a table as the fields of its rows, in their order, from titles that stand one behind the other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.figure_fields import Field, Kind, columns_of_titles, heads_figures, role_of_title
from reports.reading.slots import Slot
from reports.reading.titles import Other

_LONGEST_WORD: Final = 14
_FEWEST: Final = 2
_BOTH: Final = re.compile(r"目標.*実績|実績.*目標")


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
class Head:
    """Where the titles of a table begin and end among the cells of a text, and the fields that they give its rows."""

    start: int
    end: int
    fields: tuple[Field, ...]
    name: str = ""  # of the only indicator below it, where it stands before the titles

    @property
    def block(self) -> int | None:
        """Where a second line begins, of targets for the years of the results: it may be there or not."""
        return next((at for at, one in enumerate(self.fields) if one.is_below), None)


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
            return Head(begin, end, tuple(fields), _name_before(cells, begin, fields))
    return None


def _name_before(cells: Sequence[Slot], begin: int, fields: Sequence[Field]) -> str:
    """Return the words before a head that has no title for names."""
    hidden = any(one.kind is Kind.NAME and one.is_hidden for one in fields)
    before = cells[begin - 1] if begin else None
    return before.text if hidden and before is not None and before.is_words else ""


def _fields(titles: Sequence[Slot]) -> list[Field]:
    figures = [at for at, one in enumerate(titles) if heads_figures(one)]
    figures = figures[1:] if figures and names_rows([titles[at] for at in figures]) else figures
    if apart := _years_behind(titles, figures):
        return _fields(apart)
    if len(figures) < _FEWEST:
        return []
    first, last = figures[0], figures[-1]
    between = [one for one in titles[first : last + 1] if not heads_figures(one)]
    columns = columns_of_titles([one for one in titles[first : last + 1] if _kind(one) is not Kind.LABEL])
    if not columns or any(_kind(one) not in {Kind.MARK, Kind.LABEL} for one in between):
        return []
    lead = [Field(Kind.NAME if heads_figures(one) else _kind(one)) for one in titles[:first]]
    lead += [Field(Kind.LABEL) for one in between if _kind(one) is Kind.LABEL]
    tail = [Field(_kind(one)) for one in titles[last + 1 :]]
    return _completed(lead, columns, tail)


def _years_behind(titles: Sequence[Slot], figures: Sequence[int]) -> list[Slot]:
    """Return the titles with those of remarks at their end, where years, the lower row of a head, stand behind them."""
    asides = [at for at, one in enumerate(titles) if _kind(one) is Kind.TEXT and not heads_figures(one)]
    inner = [at for at in asides if figures and figures[0] < at < figures[-1]]
    if not inner or not all(titles[at].is_year for at in figures if at > inner[0]):
        return []
    rest = [one for at, one in enumerate(titles) if at not in inner]
    return [*rest, *(titles[at] for at in inner)]


def names_rows(titles: Sequence[Slot]) -> bool:
    """Say whether the first of some titles, 数値目標, heads the names, as a later one heads the values of targets."""
    first, *others = titles
    is_bare = (
        role_of_title(first) is FactRole.TARGET
        and first.year is None
        and not first.text.endswith(("値", "値）", "値)"))
    )
    return is_bare and any(role_of_title(one) is FactRole.TARGET and one.text != first.text for one in others)


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
    return [*lead, *columns, *tail, *_below(columns)]


def _below(columns: Sequence[Field]) -> list[Field]:
    """Return the fields of 年度ごとの目標値, the line below the results of years, where the only target is the last."""
    roles = [one.role for one in columns if one.kind is Kind.FIGURE]
    results = [
        one.column for one in columns if one.role is FactRole.ACTUAL and one.column and one.column.year
    ]
    if roles.count(FactRole.TARGET) != 1 or len(results) < _FEWEST:
        return []
    figures = [Field(Kind.FIGURE, replace(one, role=FactRole.TARGET), is_below=True) for one in results]
    return [Field(Kind.LABEL, is_below=True), *figures]
