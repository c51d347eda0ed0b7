"""Rows of targets and of results under years that are printed once, among the scraps of a chart or after all names."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from reports.reading.confidence import agrees_with_rate
from reports.reading.facts import Confidence, FactRole, Reading
from reports.reading.induction.labelled_names import Line, names_of
from reports.reading.induction.naming import ELSEWHERE
from reports.reading.induction.records import Cells, is_value, label_of
from reports.reading.slots import Slot, slot
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.wording import compact, named
from reports.reading.years import NamedYears

_FEWEST_YEARS: Final = 3
_FEWEST_BLOCKS: Final = 2
_PLAIN: Final = {FactRole.TARGET, FactRole.ACTUAL}
_ROLES: Final = {*_PLAIN, FactRole.RATE}


def lines_of(rows: Sequence[Cells], calendar: NamedYears) -> list[Line]:
    """Return rows by what they begin with: a label, words of a place elsewhere, years, or other words."""
    return [_line(at, row, calendar) for at, row in enumerate(_folded(rows)) if row]


def _folded(rows: Sequence[Cells]) -> Iterator[Cells]:
    """Yield rows, labels and years that have a line each together with the figures or years behind them."""
    held: list[Slot] = []
    for row in rows:
        cells = [one for one in row if one.text]
        only = cells[0] if len(cells) == 1 else None
        goes_on = (
            only is not None
            and bool(held)
            and (
                (is_value(only) and label_of(held[0]) is not None)
                or (_is_open_year(only) and _is_open_year(held[-1]))
            )
        )
        if only is not None and goes_on:
            held.append(only)
            continue
        if held:
            yield tuple(held)
            held = []
        if only is not None and (label_of(only) or _is_open_year(only)):
            held = [only]
        else:
            yield tuple(cells)
    if held:
        yield tuple(held)


def _is_open_year(one: Slot) -> bool:
    """Say whether a year heads a column: one in brackets is of the figure before it."""
    return one.is_year and one.text.strip()[:1] not in {"(", "（"}


def _line(at: int, row: Cells, calendar: NamedYears) -> Line:
    cells = [each for one in row for each in _split(one, calendar)]
    label = next((place for place, one in enumerate(cells) if label_of(one)), None)
    years = [one for one in cells if one.is_year]
    figures = any(is_value(one) for one in cells)
    if len(years) >= _FEWEST_YEARS and not figures and _rises(years):
        return Line(at, [], years=years)
    if label is not None and all(one.is_words or one.is_numbering for one in cells[:label]):
        title = label_of(cells[label])
        values = list(_first_values(cells[label + 1 :]))
        if title is not None and isinstance(title.meaning, FactRole) and _is_told(title.meaning, values):
            return Line(at, [one for one in cells[:label] if one.is_words], title.meaning, values)
    if len(cells) > _FEWEST_YEARS - 1 and ELSEWHERE.fullmatch(compact(cells[0].text)):
        return Line(at, [], FactRole.ACTUAL, list(_first_values(cells[1:])), where=named(cells[0].text))
    return Line(at, cells)


def _is_told(role: FactRole, values: Sequence[Slot]) -> bool:
    """Say whether figures stand behind a label: a judgement, 達成, has marks behind it."""
    return role in _ROLES and (any(one.is_figure for one in values) or (bool(values) and role in _PLAIN))


def _split(one: Slot, calendar: NamedYears) -> Iterator[Slot]:
    """Yield the label and the figure of one place apart."""
    label, _, figure = one.text.strip().partition(" ")
    if figure and label_of(slot(label, calendar)) and is_value(slot(figure.strip(), calendar)):
        yield from (slot(part, calendar).on(one.line) for part in (label, figure.strip()))
    else:
        yield one


def _first_values(cells: Sequence[Slot]) -> Iterator[Slot]:
    """Yield figures up to the first words behind them."""
    for one in cells:
        if not is_value(one):
            return
        yield one


def _rises(years: Sequence[Slot]) -> bool:
    return all(
        before.year and after.year and before.year.year < after.year.year for before, after in pairwise(years)
    )


@dataclass(slots=True)
class _Block:
    """The rows of one indicator."""

    rows: list[Line]

    @property
    def roles(self) -> set[FactRole | None]:
        return {one.role for one in self.rows if not one.where}


@dataclass(frozen=True, slots=True)
class _Widths:
    """How many figures the rows of each role have, and how many years there are."""

    of: dict[FactRole, int]
    years: int

    def columns(self, row: Line, years: Sequence[Slot]) -> Sequence[Slot]:
        """Return the years of a row's figures: targets end with the last year, results begin with the first."""
        count = len(row.values)
        if row.role is FactRole.TARGET:
            return years[-count:] if count == self.of.get(FactRole.TARGET) else ()
        most = self.of.get(FactRole.ACTUAL, 0)
        fits = (
            count == most
            or (row.role is FactRole.RATE and count == len(years))
            or (row.where and count <= most)
        )
        return years[:count] if fits else ()


def with_labelled_rows(rows: Sequence[Cells], calendar: NamedYears) -> list[Reading]:
    """Return the indicators of labelled rows under years that are the same in a whole part of the text."""
    lines = lines_of(rows, calendar)
    return [reading for part in _parts(lines) for reading in _of_part(part, calendar)]


def _parts(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the lines of each run of equal years: a part begins behind the last labelled row of the one before.

    Where years stand behind the first labelled row it begins before that row and the words above it.
    """
    dated = [at for at, line in enumerate(lines) if line.years]
    changes = [at for before, at in pairwise(dated) if _years_of(lines[before]) != _years_of(lines[at])]
    first = next((at for at, line in enumerate(lines) if line.role and not line.where), len(lines))
    is_behind = bool(dated) and dated[0] > first
    labelled = [at for at, line in enumerate(lines) if line.role]
    bounds = [0, *(_begin(labelled, at, is_behind=is_behind) for at in changes), len(lines)]
    for begin, end in pairwise(bounds):
        part = list(lines[begin:end])
        if any(line.role for line in part) and any(line.years for line in part):
            yield part


def _years_of(line: Line) -> tuple[int, ...]:
    return tuple(one.year.year for one in line.years if one.year)


def _begin(labelled: Sequence[int], at: int, *, is_behind: bool) -> int:
    """Return where the part begins whose years stand on a line; `labelled` are the lines with a label."""
    before = bisect_left(labelled, at) - is_behind
    return labelled[before - 1] + 1 if before > 0 else 0


def _of_part(lines: Sequence[Line], calendar: NamedYears) -> list[Reading]:
    printed = Counter(_years_of(line) for line in lines if line.years)
    if len(printed) != 1:
        return []
    years = next(line.years for line in lines if line.years)
    widths = _widths([one for one in lines if one.role and not one.where], len(years))
    if widths is None:
        return []
    told = _without_scraps([one for one in lines if one.role and widths.columns(one, years)])
    blocks = list(_blocks(told))
    names = names_of([block.rows for block in blocks], lines, calendar)
    blocks += [_Block([]) for _ in names[len(blocks) :]]  # of which the text ends with their baseline
    found = [
        reading
        for block, (name, base) in zip(blocks, names, strict=True)
        if name
        for reading in _readings(block, name, base, years, widths)
    ]
    agreeing = [one for reading in found for one in agrees_with_rate(reading)]
    if not blocks or (agreeing and sum(agreeing) * 2 < len(agreeing)):
        return []
    sure = Confidence.LIKELY if len(blocks) > _FEWEST_BLOCKS else Confidence.UNSURE
    return [replace(one, facts=tuple(fact.sure(sure) for fact in one.facts)) for one in found]


def _widths(rows: Sequence[Line], years: int) -> _Widths | None:
    """Return the usual number of figures of targets and results: together they leave no year without any."""
    found: dict[FactRole, int] = {}
    for role in (FactRole.TARGET, FactRole.ACTUAL):
        counts = Counter(len(row.values) for row in rows if row.role is role and len(row.values) <= years)
        if counts:
            count, times = max(counts.items(), key=lambda one: (one[1], one[0]))
            if count < _FEWEST_BLOCKS or (times < _FEWEST_BLOCKS and count < years):
                return None
            found[role] = count
    aims, results = found.get(FactRole.TARGET, 0), found.get(FactRole.ACTUAL, 0)
    covers = years in {aims, results} or aims + results >= years
    return _Widths(found, years) if aims and results and covers else None


def _without_scraps(rows: Sequence[Line]) -> list[Line]:
    """Return rows without what a chart was labelled with: the first figure of a result and the last of a target."""
    texts = [_texts(one) for one in rows]
    begun = Counter((one.role, said[0]) for one, said in zip(rows, texts, strict=True))
    first, last = defaultdict[str, set[FactRole | None]](set), defaultdict[str, set[FactRole | None]](set)
    for one, said in zip(rows, texts, strict=True):
        first[said[0]].add(one.role)
        last[said[-1]].add(one.role)

    def is_scrap(one: Line, said: Sequence[str]) -> bool:
        ends = len(first[said[0]] | last[said[-1]]) > 1  # of two rows of different roles
        return ends and begun[one.role, said[0]] >= _FEWEST_BLOCKS

    return [
        one
        for one, said in zip(rows, texts, strict=True)
        if len(one.values) > _FEWEST_BLOCKS or one.where or not is_scrap(one, said)
    ]


def _blocks(rows: Sequence[Line]) -> Iterator[_Block]:
    """Yield the rows by indicator: until a label comes again with other figures."""
    block = _Block([])
    for row in rows:
        same = next((one for one in block.rows if one.role is row.role and one.where == row.where), None)
        if same is not None and _texts(same) == _texts(row):
            continue
        if same is not None:
            yield block
            block = _Block([])
        block.rows.append(row)
    if block.rows:
        yield block


def _texts(row: Line) -> list[str]:
    return [compact(one.text) for one in row.values]


# --- facts -----------------------------------------------------------------------------------------------------


def _readings(
    block: _Block, name: str, base: Slot | None, years: Sequence[Slot], widths: _Widths
) -> Iterator[Reading]:
    for where in dict.fromkeys(row.where for row in block.rows) or ("",):
        pairs: Pairs = []
        line = block.rows[0].values[0].line if block.rows else base.line if base is not None else None
        if base is not None and not where and base.line is not None:
            pairs.append((Column(role=FactRole.BASELINE), Value(base.cell, base.line)))
        for row in block.rows:
            if row.where == where:
                pairs += [
                    (Column(role=row.role, year=year.year, words=year.text), Value(one.cell, one.line))
                    for year, one in zip(widths.columns(row, years), row.values, strict=False)
                    if one.line is not None
                ]
        if line is not None:
            yield from readings_of(Row(name=f"{name} {where}".strip(), line=line), facts_of(pairs, None))
