"""Atoms cut into records of one pattern: a name, then figures, marks and years in their places, by the cheapest way."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

from reports.reading.solving.kinds import Gap, Kind
from reports.reading.solving.stream import Atom
from reports.reading.wording import compact

_NEVER: Final = 1e9
_MOST_PATTERNS: Final = 4
_MOST_FIELDS: Final = 24
_LONGEST_GOAL: Final = 24
_NO_NAME: Final = 3.0
_NEW_LINE: Final = 1.5
_FEWEST_PLACES: Final = 2
_MOSTLY: Final = 0.85
_TAKES: Final[dict[tuple[str, Kind], float]] = {
    ("F", Kind.FIGURE): -1.0,
    ("F", Kind.ABSENT): -0.5,
    ("F", Kind.EMPTY): 0.3,
    ("F", Kind.MARK): 2.5,
    ("M", Kind.MARK): -1.0,
    ("M", Kind.ABSENT): -0.3,
    ("M", Kind.EMPTY): 0.3,
    ("M", Kind.FIGURE): 2.0,
    ("M", Kind.WORDS): 1.0,
    ("M", Kind.TITLE): 1.0,
    ("Y", Kind.YEAR): -1.0,
    ("Y", Kind.TITLE): 0.5,
    ("Y", Kind.EMPTY): 0.3,
    ("Y", Kind.ABSENT): 0.3,
}
_NAMES: Final[dict[Kind, float]] = {
    Kind.WORDS: 0.0,
    Kind.UNIT: 0.0,
    Kind.EMPTY: 0.0,
    Kind.TITLE: 0.3,
    Kind.SENTENCE: 0.3,
    Kind.ABSENT: 1.0,
    Kind.YEAR: 0.8,
    Kind.MARK: 1.5,
    Kind.FIGURE: 2.5,
}
_IGNORED: Final[dict[Kind, float]] = {
    Kind.WORDS: 2.5,
    Kind.UNIT: 0.6,
    Kind.EMPTY: 0.2,
    Kind.TITLE: 2.5,
    Kind.MARK: 2.0,
    Kind.YEAR: 2.5,
    Kind.FIGURE: 4.0,
}
_SKIPPED: Final = {"F": 2.0, "M": 1.0, "Y": 1.0}


@dataclass(slots=True)
class Record:
    """The atoms before the figures, and what stands in each place; None where nothing does."""

    lead: list[Atom] = field(default_factory=list)
    fields: list[Atom | None] = field(default_factory=list)
    is_doubtful: bool = False
    strangers: int = 0  # words and marks in places of figures

    @property
    def first(self) -> Atom:
        return next(one for one in self.fields if one is not None)


@dataclass(frozen=True, slots=True)
class Cut:
    """Records of one pattern, and what it costs to see them so."""

    pattern: str
    records: tuple[tuple[Record, ...], ...]
    cost: float
    places: dict[int, float]


def cut_best(bodies: Sequence[Sequence[Atom]], head: Sequence[Atom]) -> list[Cut]:
    """Return the ways to cut bodies into records, the cheapest first."""
    ways = [cut(bodies, pattern, _places_of(head)) for pattern in _patterns(bodies)]
    return sorted(ways, key=lambda way: way.cost)


def _places_of(head: Sequence[Atom]) -> list[float]:
    """Return where the years and titles of figures stand on the last line of a head, if wide gaps part them."""
    last = [one for one in head if one.line is head[-1].line and not one.is_divided]
    return [
        one.column
        for one in last
        if one.column is not None and (one.kind is Kind.YEAR or (one.slot.title and one.slot.title.is_value))
    ]


def cut(bodies: Sequence[Sequence[Atom]], pattern: str, above: Sequence[float]) -> Cut:
    """Cut bodies into records of a pattern: once by kinds, then also by where the figures stand on their lines."""
    first = [_cut(body, pattern, {}) for body in bodies]
    places = _places([record for records, _ in first for record in records], len(pattern))
    if not places and len(above) == len(pattern):
        places = dict(enumerate(above))
    if not _agree([record for records, _ in first for record in records], places):
        places = {}
    told = [_cut(body, pattern, places) for body in bodies] if places else first
    return Cut(pattern, tuple(tuple(records) for records, _ in told), sum(cost for _, cost in told), places)


def _agree(records: Sequence[Record], places: dict[int, float]) -> bool:
    """Say whether in rows that lack nothing nearly all figures stand nearest to their place: blanks alone set none."""
    said = [
        _distance(one.column, at, places) == 0.0
        for record in records
        if places and all(record.fields)
        for at, one in enumerate(record.fields)
        if one is not None and one.column is not None
    ]
    return bool(places) and sum(said) >= _MOSTLY * len(said)


def _patterns(bodies: Sequence[Sequence[Atom]]) -> list[str]:
    """Return the patterns that runs of answers have most, one of each length."""
    by_length: dict[int, list[str]] = {}
    for body in bodies:
        for run in _runs(body):
            for shown in {run, run.strip("E")}:
                if shown.count("F") and len(shown) <= _MOST_FIELDS:
                    by_length.setdefault(len(shown), []).append(shown)
    often = sorted(by_length, key=lambda length: -len(by_length[length]) * length)[:_MOST_PATTERNS]
    return [common(by_length[length]) for length in often]


def _runs(body: Sequence[Atom]) -> Iterator[str]:
    run = ""
    for one in body:
        if one.is_answer or one.kind in {Kind.YEAR, Kind.EMPTY}:
            run += one.kind.value
        else:
            yield run
            run = ""
    yield run


def common(runs: Sequence[str]) -> str:
    """Return the letter that most runs have in each place; what is absent may be any."""
    letters = []
    for place in zip(*runs, strict=True):
        counts = Counter(letter for letter in place if letter in "FMY")
        letters.append(counts.most_common(1)[0][0] if counts else "F")
    return "".join(letters)


def _places(records: Sequence[Record], width: int) -> dict[int, float]:
    """Return where on the line each field stands, of records that lack nothing."""
    found: dict[int, float] = {}
    whole = [one for one in records if all(one.fields)]
    for at in range(width):
        columns = [one.column for record in whole if (one := record.fields[at]) and one.column is not None]
        if len(columns) >= _FEWEST_PLACES:
            found[at] = median(columns)
    return found if len(found) == width else {}


def is_lined(body: Sequence[Atom]) -> bool:
    """Say whether figures that follow each other stand on one line."""
    pairs = [
        after.gap is Gap.LINE for before, after in pairwise(body) if before.is_answer and after.is_answer
    ]
    return sum(pairs) * 2 < len(pairs)


Step = tuple[int, float]  # the state behind it, its cost


def _cut(body: Sequence[Atom], pattern: str, places: dict[int, float]) -> tuple[list[Record], float]:
    """Cut one body. States: 0 no name yet, 1 a name, 1 + n that n fields are filled."""
    lined, width = is_lined(body), len(pattern)
    states = width + 1
    costs = [0.0] + [_NEVER] * (states - 1)
    came: list[list[tuple[int, str]]] = []
    for one in body:
        after = [_NEVER] * states
        back: list[tuple[int, str]] = [(-1, "")] * states
        reached = _with_skips(costs, pattern)
        for state, (cost, origin) in enumerate(reached):
            if cost >= _NEVER:
                continue
            for to, price, step in _steps(one, state, pattern, places, lined=lined):
                if cost + price < after[to]:
                    after[to], back[to] = cost + price, (origin, f"{step}{state}")
        costs = after
        came.append(back)
    ended = _with_skips(costs, pattern, is_end=True)[0]
    return _walked(body, came, ended[1], pattern), ended[0]


def _with_skips(costs: Sequence[float], pattern: str, *, is_end: bool = False) -> list[tuple[float, int]]:
    """Return the cheapest way to each state without another atom, by leaving fields out; and from where."""
    found = [(cost, state) for state, cost in enumerate(costs)]
    width = len(pattern)
    for state in range(2, width + 1):
        price, origin = found[state]
        price += _SKIPPED[pattern[state - 1]]
        to = state + 1 if state < width else 0
        if price < found[to][0]:
            found[to] = price, origin
    if is_end and found[1][0] < found[0][0]:
        found[0] = found[1]
    return found


def _steps(
    one: Atom, state: int, pattern: str, places: dict[int, float], *, lined: bool
) -> Iterator[tuple[int, float, str]]:
    width = len(pattern)
    if state < 2:
        price = _name_price(one)
        names = one.kind in {Kind.WORDS, Kind.TITLE, Kind.UNIT} or (state and one.kind is not Kind.SENTENCE)
        yield (1 if names else 0), price, "n"
        begin = (0.0 if state else _NO_NAME) + (1.0 if lined and one.gap is Gap.LINE else 0.0)
        taken = _take_price(one, 0, pattern, places)
        yield (2 if width > 1 else 0), begin + taken, "t"
        return
    at = state - 1
    price = _take_price(one, at, pattern, places) + (_NEW_LINE if lined and one.gap is Gap.LINE else 0.0)
    yield (state + 1 if state < width else 0), price, "t"
    if one.kind in _IGNORED and not _is_role(one):
        yield state, 0.7 if one.text.startswith(("(", "（", "※")) else _IGNORED[one.kind], "i"


def _is_role(one: Atom) -> bool:
    """Say whether a title says a role: it labels the figures behind it, and is no remark among others."""
    return one.slot.title is not None and one.slot.title.is_value


def _name_price(one: Atom) -> float:
    counts = one.kind is Kind.FIGURE and len(compact(one.text)) <= 2
    return 1.0 if counts else _NAMES[one.kind]


def _take_price(one: Atom, at: int, pattern: str, places: dict[int, float]) -> float:
    letter = pattern[at]
    price = _TAKES.get((letter, one.kind), _NEVER)
    if letter == "F" and one.kind is Kind.WORDS and len(one.text) <= _LONGEST_GOAL:
        price = 0.8 if one.slot.cell.is_goal else 2.5
    if places and one.column is not None and price < _NEVER:
        price += _distance(one.column, at, places)
    return price


def _distance(column: float, at: int, places: dict[int, float]) -> float:
    """Return what it costs to stand nearer to another field than to this one."""
    own = abs(column - places[at])
    nearest = min(abs(column - place) for place in places.values())
    return 0.0 if own <= nearest else 1.5


def _walked(
    body: Sequence[Atom], came: Sequence[Sequence[tuple[int, str]]], state: int, pattern: str
) -> list[Record]:
    """Return the records on the cheapest way to a state."""
    steps: list[tuple[str, int]] = []
    for back in reversed(came):
        origin, step = back[state]
        if origin < 0:
            return []
        steps.append((step[0], int(step[1:])))
        state = origin
    return list(_records(body, list(reversed(steps)), pattern))


def _records(body: Sequence[Atom], steps: Sequence[tuple[str, int]], pattern: str) -> Iterator[Record]:
    width = len(pattern)
    record = Record(fields=[None] * width)
    for one, (step, state) in zip(body, steps, strict=True):
        if step == "i":
            record.is_doubtful |= one.kind is Kind.FIGURE
            continue
        at = max(state - 1, 0)
        if any(record.fields) and (step == "n" or not at or any(record.fields[at:])):
            yield record
            record = Record(fields=[None] * width)
        if step == "n":
            record.lead = [] if one.kind is Kind.SENTENCE else [*record.lead, one]
        else:
            record.fields[at] = one
            record.strangers += one.kind in {Kind.WORDS, Kind.MARK} and pattern[at] == "F"
    if any(record.fields):
        yield record
