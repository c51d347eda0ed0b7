"""What waits for the 課長: the figure before and after, its class before and after, who entered it and when."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from accounts.models import Person
from entry.round.scorecards.items import Item, State, replaced_words
from entry.round.scorecards.judging import PageRules, judged
from entry.round.scorecards.owed import Owed
from entry.round.scorecards.remarks import ProjectCounts, remarks_on
from indicators.calculation.checks import Finding
from indicators.calculation.days import day_words
from indicators.calculation.explain import rounding_sentences
from indicators.calculation.published import published_words
from indicators.calculation.quantities import quantity
from indicators.models import EntryRound, HandedIn, RatingLevel, Result, writers_of
from indicators.scorecards import Rules
from store.actions.history import last_changes, last_words, who_and_when
from store.models import Change, Versioned


@dataclass(frozen=True, slots=True)
class Entered:
    """What is known about a figure: who entered it last, when, and what stood there before."""

    by: str = ""
    at: datetime | None = None
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One figure as the 課長 sees it; `is_own` if the same person wrote any of it and so may not confirm it."""

    item: Item
    before: RatingLevel
    after: RatingLevel
    entered: Entered
    is_own: bool
    is_ticked: bool
    version: int
    changed: str
    remarks: Sequence[Finding]
    last_change: str

    @property
    def row(self) -> Result:
        assert self.item.owed.result is not None  # noqa: S101 - only stored figures wait
        return self.item.owed.result

    @property
    def tick(self) -> str:
        """What the form sends for it: the row, and the version that was seen."""
        return f"{self.row.pk}-{self.version}"

    @property
    def footnote(self) -> str:
        """The 注記 that will stand beside the figure."""
        return self.row.footnote.strip()

    @property
    def as_of_text(self) -> str:
        """On which day the figure stands, where it says so."""
        return day_words(self.row.as_of)

    @property
    def published_text(self) -> str:
        """The rate and class that the city printed for the year."""
        return published_words(self.item.owed.series.figure(self.item.owed.year))

    @property
    def replaced_text(self) -> str:
        """What the year said before its awaited figure was entered: what others see until it is confirmed."""
        return replaced_words(self.item.owed)

    @property
    def rounded_text(self) -> str:
        """From which figures, as they were entered, the shown ones were rounded; "" where none was."""
        return "、".join(rounding_sentences(self.item.owed.series, self.row))

    @property
    def earlier_text(self) -> str:
        """The figure that stood in the same year before it was entered anew, as after a 差戻し."""
        if self.item.owed.earlier is not None:
            return ""
        try:
            value = Decimal(self.entered.earlier)
        except InvalidOperation:
            return ""
        if value == self.row.total:
            return ""
        return quantity(value, self.item.owed.series.unit, self.item.owed.series.decimals)


@dataclass(frozen=True, slots=True)
class WaitingList:
    """What waits in one round."""

    round: EntryRound
    rows: Sequence[Waiting]


def waiting_lists(items: Iterable[Item], person: Person, today: date, ticked: "Ticks") -> list[WaitingList]:
    """Group what waits by its round, in a fixed number of queries for each round."""
    waiting = [item for item in items if item.owed.is_waiting]
    entered = entered_of([item.owed for item in waiting])
    writers = writers_of([item.owed.result for item in waiting if item.owed.result])
    own = {key for key, people in writers.items() if person.pk in people}
    changed = ticked.changed([item.owed.result for item in waiting if item.owed.result], last_changes, person)
    last = last_changes(Result, [item.owed.result.pk for item in waiting if item.owed.result])
    counts = ProjectCounts.of([item.owed for item in waiting])
    lists, rules = [], PageRules(today)
    for round_ in {item.owed.round.pk: item.owed.round for item in waiting}.values():
        of_round = [item for item in waiting if item.owed.round.pk == round_.pk]
        rows = [
            look_at(
                item, rules.of(item.owed), entered, own, ticked, changed=changed, last=last, counts=counts
            )
            for item in of_round
        ]
        lists.append(WaitingList(round_, rows))
    return lists


LastChanges = Callable[[type[Versioned], Collection[Any]], Mapping[int, Change]]


class Ticks:
    """Which rows are ticked: none, all, or those in `seen`, each with the version that was seen when it was ticked.

    A tick that is shown again carries that version, so that nothing is confirmed unseen; only where the page that is
    shown says that the row was changed first (`is_told`), it carries the one that stands there now.
    """

    def __init__(
        self, seen: Mapping[int, int] | None = None, *, everything: bool = False, is_told: bool = False
    ) -> None:
        self.seen, self.everything, self.is_told = dict(seen or {}), everything, is_told

    def __contains__(self, row: object) -> bool:
        return self.everything or row in self.seen

    def version(self, row: HandedIn) -> int:
        """Return the version that the tick of the row carries."""
        return row.version if self.is_told else self.seen.get(row.pk, row.version)

    def changed(self, rows: Iterable[HandedIn], last: LastChanges, person: Person) -> dict[int, str]:
        """Say of each row that was changed since it was ticked who did so and when, in one query."""
        moved = [row for row in rows if self.seen.get(row.pk, row.version) != row.version]
        changes = last(type(moved[0]), [row.pk for row in moved]) if moved else {}
        return {row.pk: who_and_when(changes.get(row.pk), person) for row in moved}


def look_at(
    item: Item,
    rules: Rules,
    entered: Mapping[str, Entered],
    own: Collection[int],
    ticked: Ticks,
    *,
    changed: Mapping[int, str],
    last: Mapping[int, Change],
    counts: ProjectCounts,
) -> Waiting:
    """Judge one figure and the one of the year before by the same rules, with all that the checks say of it."""
    row, series, year = item.owed.result, item.owed.series, item.owed.year
    symbols = [judged(item.owed, series, one, rules).symbol for one in (year.previous, year)]
    is_own = row is not None and row.pk in own
    return Waiting(
        item=item,
        before=rules.level(symbols[0]),
        after=rules.level(symbols[1]),
        entered=entered.get(str(row.pk), Entered()) if row else Entered(),
        is_own=is_own,
        is_ticked=row is not None and row.pk in ticked and not is_own,
        version=ticked.version(row) if row else 0,
        changed=changed.get(row.pk, "") if row else "",
        remarks=remarks_on(item.owed, rules, counts),
        last_change=last_words(last.get(row.pk)) if row else "",
    )


def entered_of(owed: Iterable[Owed]) -> Mapping[str, Entered]:
    """Return, by the key of the stored row, what it and the history say about entering it, in two queries."""
    rows = [one.result for one in owed if one.result]
    if not rows:
        return {}
    keys = [str(row.pk) for row in rows]
    people = Person.objects.in_bulk({row.entered_by_id for row in rows if row.entered_by_id})
    changes = Change.objects.filter(
        model=Result._meta.label_lower, object_id__in=keys, field__in=("entry_state", "total")
    ).order_by("sequence")
    found = {str(row.pk): Entered(str(people.get(row.entered_by_id or 0, ""))) for row in rows}
    for key, field, old, new, by, at in changes.values_list(
        "object_id", "field", "old", "new", "who_name", "at"
    ):
        so_far = found[key]
        if field == "total" and old:
            found[key] = Entered(so_far.by, so_far.at, old)
        elif field == "entry_state" and new == State.WAITING:
            found[key] = Entered(so_far.by or by, at, so_far.earlier)
    return found
