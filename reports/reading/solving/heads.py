"""Every way in which the titles and years of a head can be the columns of records, each with what speaks against it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.solving.regions import titled
from reports.reading.solving.stream import Atom, Kind
from reports.reading.tables import Column
from reports.reading.titles import Other
from reports.reading.wording import compact
from reports.reading.years import NamedYears, PrintedYear

_BEAM: Final = 60
_MOST_ROWS: Final = 3
_MOST_SINGLE: Final = 5  # lines, each a row of its own
_MOST_LINES: Final = 7
_MOST_ITEMS: Final = 36
_SILENT: Final = {Other.NAME, Other.UNIT, Other.IGNORED, Other.LABEL}
DERIVED: Final = {FactRole.RATE, FactRole.DIFFERENCE, FactRole.FORECAST, FactRole.ESTIMATE}
_COUNTED: Final = {FactRole.BASELINE, FactRole.TARGET, FactRole.ACTUAL}
_WITHOUT_YEAR: Final = {FactRole.TARGET: 1.0, FactRole.BASELINE: 0.7, FactRole.ACTUAL: 1.5}
_OF_NO_YEARS: Final = 0.5  # where no title of a head has a year, it stands elsewhere
_STARTS: Final = re.compile("策定|基準|当初|開始|改定前")
_PRESENT: Final = re.compile("現状|現況|現在")
_NOTHING: Final = 0.2  # of a row stands above a field where another row has a title
_DROPPED: Final = 1.2
_LAST_STAGES: Final = ("最終評価", "中間評価", "事後評価")
_COMPARED: Final = re.compile(r"^対.{1,10}比|^(?:対)?前年|増減")
_REST: Final = re.compile(r"[(（]?(?:年?度|値|末|年|時|の)[)）]?")  # of a title that goes on in the next line
_FOREIGN: Final = re.compile(r"全国|^[(（]?(?:国|[都道府]?県|府|管内|類似団体)(?:の?平均|計|値)?[)）]?$")
_LONGEST_ACCOUNT: Final = 8
_NEAR: Final = 4.0  # columns of half width
_SOUND: Final = 0.35  # for each field: as cheap a way needs no look at shorter heads


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


Columns = tuple[Column | None, ...]
Places = dict[int, float]


@dataclass(frozen=True, slots=True)
class Way:
    """Columns for the fields of a pattern, and what speaks against them."""

    columns: Columns
    cost: float

    def said(self) -> tuple[tuple[FactRole | None, int | None] | None, ...]:
        """Return what the way tells of each field."""
        return tuple(
            (one.role, one.year.year if one.year else None) if one and one.role not in DERIVED else None
            for one in self.columns
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What a document says beside the head: the role of years without one, whether rows have labels, the present."""

    rest: FactRole | None
    is_labelled: bool
    present: int | None
    evaluated: int | None = None
    has_years: bool = True
    dated: frozenset[int] = frozenset()  # fields whose figures have years of their own


def items_of(head: Sequence[Atom], calendar: NamedYears) -> list[Item]:
    """Return what a head says, in the order in which it is printed."""
    found = [item for one in head if (item := _item(one, calendar)) is not None]
    if any(one.role is FactRole.TARGET for one in found):
        found = [_account(one) for one in found]
    return found[-_MOST_ITEMS:]


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
    item = Item(told.text, one.line.number, year=told.year, is_rough=one.kind is Kind.WORDS, column=one.column, is_in_cell=one.is_divided)
    if told.title is None and _COMPARED.search(compact(told.text)):
        return replace(item, role=FactRole.DIFFERENCE, year=None)
    if told.title is None:
        is_foreign = bool(_FOREIGN.search(compact(told.text)))
        return item if told.is_year else replace(item, is_strange=True, is_foreign=is_foreign)
    match told.title.meaning:
        case FactRole() as role:
            return replace(item, role=role)
        case Other.MARK if compact(told.text).startswith(_LAST_STAGES):
            return replace(item, role=FactRole.ACTUAL, is_mark=True)
        case Other.MARK:
            return replace(item, is_mark=True)
        case Other.YEAR:
            return item if item.year else replace(item, is_year_title=True)
        case meaning if meaning in _SILENT:
            return None
    return replace(item, is_strange=True)


def ways_of(items: Sequence[Item], pattern: str, known: Known, places: Places, *, is_running: bool) -> list[Way]:
    """Return the ways in which items are the fields of a pattern, the best first; of those that say the same, one.

    A head that runs on into the rows has no lines that could be its own. `places` are where on their lines the fields stand, if that is known.
    """
    found: dict[object, Way] = {}
    known = replace(known, has_years=any(one.year for one in items))
    for dropped, rows in _arrangements(items, known, is_running=is_running):
        best = min((way.cost for way in found.values()), default=None)
        if best is not None and dropped >= best:
            break
        for way in _solved(rows, pattern, known, places):
            whole = replace(way, cost=way.cost + dropped)
            key = whole.said()
            if key not in found or whole.cost < found[key].cost:
                found[key] = whole
    return sorted(found.values(), key=lambda way: way.cost)


def _arrangements(
    items: Sequence[Item], known: Known, *, is_running: bool
) -> Iterator[tuple[float, tuple[tuple[Item, ...], ...]]]:
    """Yield the ways to see items in rows, from the whole head to its last part, with the price of what is left out."""
    price = 0.0
    for start in range(len(items)):
        if start:
            before = items[start - 1]
            light = before.is_strange or (known.is_labelled and not before.year)
            price += 0.05 if light else _DROPPED * (1 + bool(before.year and before.role))
        rest = items[start:]
        if price > _DROPPED * 6 or not any(one.role or one.year for one in rest):
            return
        if not rest[0].is_strange:
            yield from ((price, rows) for rows in _rows(rest, is_running=is_running))


def _rows(items: Sequence[Item], *, is_running: bool) -> Iterator[tuple[tuple[Item, ...], ...]]:
    yield (tuple(items),)
    lines = _lines(items)
    if len(lines) > 1 and sum(len(line) > 1 for line in lines) * 3 > len(lines):
        for cuts in _cuts(len(lines[-_MOST_LINES:])):
            first = len(lines) - len(lines[-_MOST_LINES:])
            bounds = [0, *(first + cut for cut in cuts), len(lines)]
            yield tuple(
                tuple(one for line in lines[begin:end] for one in line)
                for begin, end in zip(bounds, bounds[1:], strict=False)
            )
        return
    for cut in range(1, len(items) if is_running or len(lines) > 1 else 0):
        yield tuple(items[:cut]), tuple(items[cut:])


def _cuts(count: int) -> Iterator[tuple[int, ...]]:
    for rows in range(1, min(_MOST_ROWS, count)):
        yield from combinations(range(1, count), rows)
    if _MOST_ROWS < count <= _MOST_SINGLE:
        yield tuple(range(1, count))


def _lines(items: Sequence[Item]) -> list[list[Item]]:
    lines: list[list[Item]] = []
    for one in items:
        if lines and lines[-1][-1].line == one.line:
            lines[-1].append(one)
        else:
            lines.append([one])
    return lines


# --- one arrangement ---------------------------------------------------------------------------------------------


Spans = tuple[tuple[int, int], ...]  # first and last field below each item, or items that are one title


@dataclass(frozen=True, slots=True)
class _State:
    """A beginning of the columns: how far each row is read, what spans, how long the spans were."""

    cost: float
    at: tuple[int, ...]
    open: tuple[tuple[Item, ...], ...]
    spans: tuple[Spans, ...]
    columns: Columns


def _solved(rows: Sequence[Sequence[Item]], pattern: str, known: Known, places: Places) -> list[Way]:
    """Return the ways in which rows of a head stand above the fields of a pattern."""
    needed = max(sum(not one.is_strange for one in row) for row in rows)
    if needed > len(pattern) * 3:
        return []
    nothing: tuple[tuple[Item, ...], ...] = tuple(() for _ in rows)
    beam = [_State(0.0, tuple(0 for _ in rows), nothing, tuple(() for _ in rows), ())]
    for letter in pattern:
        following = [after for state in beam for after in _next(state, rows, letter, places, known)]
        beam = sorted(following, key=lambda state: state.cost)[:_BEAM]
    return [way for state in beam if (way := _finished(state, rows, places, known)) is not None]


Option = tuple[float, int, tuple[Item, ...], bool]  # its price, where the row is then, what is above, goes on


def _options(row: Sequence[Item], at: int, held: tuple[Item, ...], letter: str) -> Iterator[Option]:
    """Yield what of one row can stand above a field: nothing, what stood above the last one, the next items."""
    yield 0.0, at, (), False
    if held:
        yield _price_of_going_on(held), at, held, True
    price = 0.0
    while at < len(row):
        one = row[at]
        yield price, at + 1, (one,), False
        for count in (2, 3):
            if at + count <= len(row) and _belong_together(row[at : at + count]):
                yield price + 0.3 * (count - 1), at + count, tuple(row[at : at + count]), False
        if not (one.is_strange or (one.is_mark and not one.role) or one.is_year_title):
            return
        at, price = at + 1, price + (0.3 if one.is_strange else 0.8)


def _belong_together(items: Sequence[Item]) -> bool:
    """Say whether items behind each other can be one title: a role and its year, words and their role."""
    roles = sum(one.role is not None for one in items)
    years = sum(one.year is not None for one in items)
    others = sum(one.is_mark or one.is_year_title for one in items)
    return roles <= 1 and years <= 1 and roles + years and not others


def _price_of_going_on(held: Sequence[Item]) -> float:
    role = next((one.role for one in held if one.role), None)
    year = any(one.year for one in held)
    if (role and year) or any(one.is_mark or one.is_strange for one in held):
        return 4.0
    if role is FactRole.BASELINE or role in DERIVED:
        return 2.5
    return 0.3


def _next(
    state: _State, rows: Sequence[Sequence[Item]], letter: str, places: Places, known: Known
) -> Iterator[_State]:
    every = [
        tuple(_options(row, at, held, letter)) for row, at, held in zip(rows, state.at, state.open, strict=True)
    ]
    for chosen in product(*every):
        if chosen and all(goes_on for _, _, _, goes_on in chosen):
            continue
        above = tuple(one for _, _, items, _ in chosen for one in items)
        column, price = _column(above, letter, known, is_dated=len(state.columns) in known.dated)
        price += sum(cost for cost, _, _, _ in chosen)
        price += _NOTHING if above and not all(items for _, _, items, _ in chosen) else 0.0
        price += _against(state.columns, column, known)
        spans, uneven = _spans(state, chosen, places)
        yield _State(
            state.cost + price + uneven,
            tuple(at for _, at, _, _ in chosen),
            tuple(items for _, _, items, _ in chosen),
            spans,
            (*state.columns, column),
        )


def _spans(state: _State, chosen: Sequence[Option], places: Places) -> tuple[tuple[Spans, ...], float]:
    """Return above which fields each item stands now, and what speaks against those that end."""
    found, price, now = [], 0.0, len(state.columns)
    for spans, (_, _, items, goes_on), held in zip(state.spans, chosen, state.open, strict=True):
        if goes_on:
            found.append((*spans[:-1], (spans[-1][0], now)))
            continue
        price += _against_span(held, spans, places) if held else 0.0
        found.append((*spans, (now, now)) if items else spans)
    return tuple(found), price


def _against_span(held: Sequence[Item], spans: Spans, places: Places) -> float:
    """Return what it costs that a title does not stand above its fields, or years above unlike numbers of them."""
    first, last = spans[-1]
    price = 0.0
    if len(spans) > 1 and held[0].is_pure_year and last - first != spans[-2][1] - spans[-2][0]:
        price += 0.6
    column = held[0].column
    if column is None or first not in places:
        return price
    if held[0].is_in_cell:
        return price + min(abs(column - places[first]), 1.0)
    middle = (places[first] + places[last]) / 2
    return price + min(max(abs(column - middle) - _NEAR, 0.0) * 0.1, 1.0)


def _column(
    above: Sequence[Item], letter: str, known: Known, *, is_dated: bool
) -> tuple[Column | None, float]:
    """Return the column that some items make, and what speaks against it."""
    roles = list(dict.fromkeys(one.role for one in above if one.role))
    years = {one.year.year: one.year for one in above if one.year}
    is_mark = any(one.is_mark and not one.role for one in above)
    strange = all(one.is_strange for one in above)
    if letter == "M":
        wrong = 4.0 if any(one.role in _COUNTED and not one.is_mark for one in above) else 0.0
        return None, (0.4 if not above else wrong + 0.5 * bool(years))
    if letter == "Y":
        is_year = any(one.is_year_title for one in above)
        return None, (0.6 if not above else 0.0 if is_year else 2.5)
    if not above:
        return None, 3.0
    if is_mark or any(one.is_year_title for one in above):
        return None, 3.0
    price = 0.3 * any(one.is_rough for one in above)
    if strange or any(one.is_foreign for one in above):
        return None, 0.5 + price
    if len(roles) > 1 or len(years) > 1:
        return None, 6.0
    year = next(iter(years.values()), None)
    role = roles[0] if roles else None
    words = " ".join(one.words for one in above if not one.is_strange)
    if role is None:
        return Column(role=None, year=year, words=words), price + (0.0 if known.is_labelled else 0.5)
    if known.is_labelled:
        return Column(role=role, year=year, words=words), price + (0.3 if year or role is FactRole.BASELINE else 1.5)
    return Column(role=role, year=year, words=words), price + _without_year(role, year, known, is_dated=is_dated)


def _without_year(role: FactRole, year: PrintedYear | None, known: Known, *, is_dated: bool) -> float:
    """Return what it costs that a column has no year: nothing where its figures have theirs, more if it has one then."""
    if is_dated:
        return 0.3 if year else 0.0
    return 0.0 if year else _WITHOUT_YEAR.get(role, 0.0) * (1.0 if known.has_years else _OF_NO_YEARS)


def _against(columns: Columns, column: Column | None, known: Known) -> float:
    """Return what speaks against a column behind others: twice the same, years that fall, results to come."""
    if column is None or column.role in DERIVED:
        return 0.0
    price = 0.0
    year = column.year.year if column.year else None
    if column.role is FactRole.ACTUAL and year and known.present and year > known.present:
        price += 2.5
    same = [one for one in columns if one is not None and one.role is column.role]
    for one in same:
        other = one.year.year if one.year else None
        price += 6.0 if other == year else 0.0
    before = next((one.year.year for one in reversed(columns) if one is not None and one.year), None)
    price += 0.5 if year and before and year < before else 0.0
    last = next((one.year.year for one in reversed(same) if one.year), None)
    if last is not None and year is not None and year < last:
        price += 2.0
    for one in columns:
        if one is None or one.year is None or year is None or one.role is column.role:
            continue
        starts, aims = _ends(one, column)
        price += 4.0 if starts is not None and aims is not None and starts > aims else 0.0
    return price


def _ends(one: Column, other: Column) -> tuple[int | None, int | None]:
    """Return the year of the start and that of the aim among two columns."""
    told = {each.role: each.year.year for each in (one, other) if each.year}
    return told.get(FactRole.BASELINE), told.get(FactRole.TARGET) or told.get(FactRole.ACTUAL)


def _finished(
    state: _State, rows: Sequence[Sequence[Item]], places: Places, known: Known
) -> Way | None:
    """Return a way with the price of what is left of its rows, years without a role as what they are then."""
    cost = state.cost + sum(
        _against_span(held, spans, places) for held, spans in zip(state.open, state.spans, strict=True) if held
    )
    for row, at in zip(rows, state.at, strict=True):
        for one in row[at:]:
            light = one.is_strange or (one.is_mark and not one.role) or one.is_year_title
            cost += 0.1 if light else 1.0 if one.role in DERIVED else 3.0
    columns = _with_roles(_with_one_start(state.columns), known)
    if columns is None:
        return None
    told = [one for one in columns if one is not None and (one.role in _COUNTED or known.is_labelled)]
    return Way(columns, cost + _unmet(columns, known)) if told else None


def _unmet(columns: Columns, known: Known) -> float:
    """Return what it costs that results come before the start, and that past years have a target and no result."""
    starts = [one.year.year for one in columns if one is not None and one.role is FactRole.BASELINE and one.year]
    results = [one.year.year for one in columns if one is not None and one.role is FactRole.ACTUAL and one.year]
    late = 2.0 if starts and results and max(starts) > min(results) else 0.0
    years = {
        role: {one.year.year for one in columns if one is not None and one.role is role and one.year}
        for role in (FactRole.TARGET, FactRole.ACTUAL)
    }
    if not known.present or not years[FactRole.ACTUAL]:
        return late
    past = {year for year in years[FactRole.TARGET] if year <= known.present}
    return late + 0.8 * len(past - years[FactRole.ACTUAL])


def _with_one_start(columns: Columns) -> Columns:
    """Return columns in which the present, beside the start of the plan, is a result."""
    starts = [one for one in columns if one is not None and one.role is FactRole.BASELINE]
    if len(starts) < 2 or not any(_STARTS.search(one.words) for one in starts):
        return columns
    return tuple(
        replace(one, role=FactRole.ACTUAL)
        if one is not None and one in starts and _PRESENT.search(one.words) and not _STARTS.search(one.words)
        else one
        for one in columns
    )


def _with_roles(columns: Columns, known: Known) -> Columns | None:
    """Return columns whose years without a role are results, where a start, a target or the document says so."""
    if known.is_labelled or all(one is None or one.role is not None for one in columns):
        return columns
    roles = {one.role for one in columns if one is not None}
    rest = FactRole.ACTUAL if roles & {FactRole.TARGET, FactRole.BASELINE} else known.rest
    if rest is None:
        return None
    return tuple(replace(one, role=rest) if one is not None and one.role is None else one for one in columns)
