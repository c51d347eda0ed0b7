"""What differs between two editions as rows, and beneath each what only follows from it; plain Python."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, Final

from evaluations.publishing.editions import ErratumLine
from evaluations.publishing.places import label
from indicators.calculation.amending import CORRECTION, KIND_WORDS, REVISION, UPDATE

PROMISED: Final = ("target", "period_target")
GRAVEST_LAST: Final = (UPDATE, REVISION, CORRECTION)
TITLES: Final = {
    CORRECTION: ("正誤表", "誤", "正"),
    UPDATE: (KIND_WORDS[UPDATE], "更新前", "更新後"),
    REVISION: (KIND_WORDS[REVISION], "改定前", "改定後"),
}


@dataclass(frozen=True, slots=True)
class ErratumRow:
    """A line that somebody changed, with those that follow from it; `kind` is what somebody chose for it."""

    line: ErratumLine
    follows: Sequence[ErratumLine] = field(default_factory=list)
    kind: str = ""

    @property
    def place(self) -> str:
        return self.line.place

    @property
    def before(self) -> str:
        return self.line.before

    @property
    def after(self) -> str:
        return self.line.after

    @property
    def figure(self) -> tuple[int, int] | None:
        """The key of the indicator and the year of which it speaks; None where it is no year's figure, but a target."""
        if {label(name) for name in PROMISED}.intersection(self.line.path):
            return None
        found = dict(one.split(" ", 1) for one in self.line.items)
        indicator, year = found.get("indicators", ""), found.get("years", "")
        if not (indicator.startswith("id=") and year.startswith("year=")):
            return None
        return int(indicator.removeprefix("id=")), int(year.removeprefix("year="))

    @property
    def beneath(self) -> list[dict[str, Any]]:
        """What follows, as it is shown beneath the row."""
        return beneath(as_data(self, self.kind, ""))

    @property
    def was_settled(self) -> bool:
        """Whether any of it was settled when it was published, so that it is more than what became final."""
        return self.line.was_settled or any(one.was_settled for one in self.follows)


def rows_of(lines: Sequence[ErratumLine]) -> list[ErratumRow]:
    """Return the lines as rows, in their order; what follows from nothing that changed stands for itself."""
    causes = [line for line in lines if not line.only_follows]
    follows: dict[int, list[ErratumLine]] = {}
    rows: list[ErratumLine] = []
    for line in lines:
        cause = cause_of(line, causes) if line.only_follows else None
        if cause is None:
            rows.append(line)
        else:
            follows.setdefault(id(cause), []).append(line)
    return [ErratumRow(line, follows.get(id(line), [])) for line in rows]


def cause_of(line: ErratumLine, causes: Iterable[ErratumLine]) -> ErratumLine | None:
    """Return the change from which a line follows: the one whose place is nearest, within the same item."""
    near = max(causes, key=lambda one: shared(one.path, line.path), default=None)
    return near if near is not None and shared(near.path, line.path) >= max(line.within, 1) else None


def shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many steps two ways have in common from their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def unlike_updates(rows: Iterable[ErratumRow], kinds: Sequence[str]) -> list[ErratumRow]:
    """Keep the rows that are to be 確定に伴う更新 though something of them was settled when it was published."""
    return [row for row, kind in zip(rows, kinds, strict=True) if kind == UPDATE and row.was_settled]


def gravest(kinds: Iterable[str]) -> str:
    """Return the kind of an edition from those of its rows: a 訂正 among them makes it one."""
    return max(kinds, key=GRAVEST_LAST.index)


def as_data(row: ErratumRow, kind: str, reason: str) -> dict[str, Any]:
    """Return a row as an edition keeps it."""
    said: dict[str, Any] = {"place": row.place, "before": row.before, "after": row.after}
    follows = [{"place": one.place, "before": one.before, "after": one.after} for one in row.follows]
    return said | {"reason": reason, "kind": kind} | ({"follows": follows} if follows else {})


def beneath(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what follows from a row, each place without what it has in common with the row's."""
    words = row["place"].split(" ")
    found = []
    for one in row.get("follows", ()):
        own = one["place"].split(" ")
        found.append({**one, "place": " ".join(own[shared(words, own) :]) or one["place"]})
    return found


@dataclass(frozen=True, slots=True)
class ErrataTable:
    """The rows of one kind with the headings of their table."""

    title: str
    before: str
    after: str
    rows: Sequence[Mapping[str, Any]]


def tables_of(rows: Iterable[Mapping[str, Any]], edition_kind: str) -> list[ErrataTable]:
    """Return the tables of an edition, the 正誤表 first; a row of older editions is of the kind of its edition."""
    gathered: dict[str, list[Mapping[str, Any]]] = {kind: [] for kind in TITLES}
    for row in rows:
        gathered[row.get("kind") or edition_kind].append({**row, "beneath": beneath(row)})
    return [ErrataTable(*TITLES[kind], found) for kind, found in gathered.items() if found]
