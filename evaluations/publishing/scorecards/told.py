"""What visitors were told of one figure, so that whoever changes it says as what it is changed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.db.models import Max, Q

from evaluations.publishing.models import Publication
from evaluations.publishing.places import indicators_of
from indicators.calculation.amending import KIND_WORDS, REVISION, UPDATE
from indicators.models import Indicator, Result
from indicators.models.results import SAID
from store.actions.settled import settled
from store.models import Change

CHOOSE: Final = "変えるときは、何として変えるかを選んでください。"
WHY_UPDATE: Final = f"公表した値が確定値ではなかったため、「{KIND_WORDS[UPDATE]}」を選んであります。"
WHY_REVISION: Final = f"公表の後に指標の定義が改められたため、「{KIND_WORDS[REVISION]}」を選んであります。"


@dataclass(frozen=True, slots=True)
class Told:
    """What the newest edition says of a figure; `kind` is what a change of it seems to be, "" where nothing tells.

    `is_past` tells that what was said of a change of it was said before that edition, and is of an earlier one.
    """

    edition: str
    result: str
    kind: str
    why: str
    is_past: bool = False

    @property
    def published(self) -> str:
        """Say what was published."""
        return f"この値は、{self.edition}で「{self.result}」と公表されています。"

    @property
    def words(self) -> str:
        """Say what was published, and why a kind is chosen before anybody chooses."""
        return f"{self.published}{self.why or CHOOSE}"


@dataclass(frozen=True, slots=True)
class Covering:
    """The newest edition of a cycle of a period, by what its content is read by."""

    pk: int
    sha256: str
    label: str
    last_year: int
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of which is asked what visitors were told; `said` is its row, if that says as what it is changed."""

    indicator: Indicator
    year: int
    said: int | None = None

    @property
    def key(self) -> tuple[int, int]:
        return self.indicator.pk, self.year


def told_of_all(figures: Iterable[Figure]) -> Mapping[tuple[int, int], Told]:
    """Return what visitors were told of these figures, by indicator and year, and as what a change may be taken.

    A mistake is for people to say.
    """
    wanted = list(figures)
    periods = {one.indicator.node.period_id for one in wanted}
    editions = {period: editions_of(period) for period in periods}
    said = ((one, said_in(editions[one.indicator.node.period_id], *one.key)) for one in wanted)
    found = {one.key: (one, *told) for one, told in said if told is not None}
    settled_ones = {pk for (pk, _), (*_, was_settled) in found.items() if was_settled}
    redefined = redefined_at(settled_ones) if settled_ones else {}
    rows = {one.said for one, *_ in found.values() if one.said is not None}
    anew = said_anew_at(rows) if rows else {}
    told = {}
    for (pk, year), (one, edition, result, was_settled) in found.items():
        kind, why = (UPDATE, WHY_UPDATE) if not was_settled else ("", "")
        if was_settled and pk in redefined and redefined[pk] > edition.published_at:
            kind, why = REVISION, WHY_REVISION
        is_past = one.said is not None and not is_after(anew.get(one.said), edition.published_at)
        told[pk, year] = Told(edition.label, result, kind, why, is_past)
    return told


def is_after(moment: datetime | None, other: datetime) -> bool:
    return moment is not None and moment > other


def editions_of(period: int) -> list[Covering]:
    """Return the newest edition of each cycle of a period, the last one published first."""
    found = settled(("editions that cover", period), lambda: newest_of(period))
    return sorted(found, key=lambda one: one.published_at, reverse=True)


def said_in(editions: Iterable[Covering], indicator: int, year: int) -> tuple[Covering, str, bool] | None:
    """Return the first edition that speaks of the figure, what it prints, and whether that was the last word."""
    for one in editions:
        said = figures_in(one.pk, one.sha256).get((indicator, year)) if year <= one.last_year else None
        if said is not None:
            return one, *said
    return None


def newest_of(period: int) -> list[Covering]:
    """Return the newest edition of each cycle of a period, in one query."""
    rows = Publication.objects.filter(cycle__period=period).order_by("edition")
    found = rows.values_list("cycle", "pk", "sha256", "edition", "cycle__last_year", "published_at")
    latest = {
        cycle: Covering(pk, sha, f"公表版 第{number}版", last, at)
        for cycle, pk, sha, number, last, at in found
    }
    return list(latest.values())


@lru_cache(maxsize=32)
def figures_in(pk: int, sha256: str) -> Mapping[tuple[int, int], tuple[str, bool]]:
    """Return by indicator and year what an edition prints, and whether that was the last word; it never changes."""
    content = Publication.objects.only("content").get(pk=pk, sha256=sha256).read()
    return {
        (one["id"], year["year"]): (year["result"], bool(year.get("settled", True)))
        for node in (*content["measures"], *content["others"])
        for one in indicators_of(node)
        for year in one["years"]
    }


def redefined_at(indicators: Collection[int]) -> Mapping[int, datetime]:
    """Return when these indicators were last defined anew, where they ever were, in one query."""
    changes = Change.objects.filter(
        model=Indicator._meta.label_lower,
        object_id__in=[str(pk) for pk in indicators],
        field__in=Indicator.settled_fields,
    )
    last = changes.order_by().values_list("object_id").annotate(Max("at"))
    return {int(pk): at for pk, at in last}


def kinds_said_since(moment: datetime, figures: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], str]:
    """Return as what these confirmed figures (indicator and year) were changed since then, where somebody said so.

    What was said of an earlier change says nothing of a later one, nor what is said of a figure that still waits of the
    one that is shown in its place. The form of a figure says it anew, or that nothing is said, with every change.
    """
    told = Result.objects.filter(
        indicator__in={pk for pk, _ in figures}, entry_state__in=Result.CONFIRMED_STATES
    ).exclude(change_kind="")
    known = {row.pk: row for row in told if (row.indicator_id, row.fiscal_year) in figures}
    anew = [pk for pk, at in said_anew_at(known).items() if at > moment]
    return {(row.indicator_id, row.fiscal_year): row.change_kind for row in map(known.__getitem__, anew)}


def said_anew_at(results: Collection[int]) -> Mapping[int, datetime]:
    """Return when it was last said of these figures as what they are changed, or that they are not, in one query.

    A form and a workbook say it with every change.
    """
    by_form = Q(via__in=(Change.Via.PAGE, Change.Via.EXCEL), field__in=SAID)
    rows = Change.objects.filter(
        Q(field="change_kind") | by_form,
        model=Result._meta.label_lower,
        object_id__in=[str(pk) for pk in results],
    )
    last = rows.order_by().values_list("object_id").annotate(Max("at"))
    return {int(pk): at for pk, at in last}
