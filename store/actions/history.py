"""Who changed what, and when: the one answer of the whole house, in words."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from store.limits import number_in
from store.models import Change, Versioned

MOST_TOLD: Final = 50
MOST_LINES: Final = 200
MOST_LATEST: Final = 50  # before somebody asks for the whole history
MOST_WHOLE: Final = 2_000
WHOLE: Final = "all"  # what an address says by `history` to ask for it
NOBODY: Final = "（システム）"
Label = Callable[[Change], str]
Words = Callable[[Change, str], str]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One changed field in words: who changed what of which row, when, by which way and why."""

    at: datetime
    name: str
    post: str
    about: str
    label: str
    old: str
    new: str
    via: str
    why: str

    @property
    def who(self) -> str:
        """Whoever changed it: a person by name, else what is no person."""
        return self.name or NOBODY


@dataclass(frozen=True, slots=True)
class History:
    """The latest lines of a history, the newest first; `is_cut` says that there are earlier ones."""

    lines: Sequence[HistoryLine]
    is_cut: bool
    is_whole: bool


def history_of(found: "QuerySet[Change]", *, whole: bool) -> History:
    """Return the latest of these changes in words, or the whole of them, as far as a page can hold it."""
    most = MOST_WHOLE if whole else MOST_LATEST
    changes = list(found.order_by("-sequence")[: most + 1])
    return History(lines_of(changes[:most]), is_cut=len(changes) > most, is_whole=whole)


def label_of(change: Change) -> str:
    """Return the changed field by its own name."""
    return change.label


def words_of(change: Change, text: str) -> str:
    """Return a recorded text as its field writes it."""
    return change.in_words(text)


def lines_of(
    changes: Iterable[Change], *, label: Label = label_of, words: Words = words_of
) -> list[HistoryLine]:
    """Return changes in words, in their order; `label` and `words` say what a subject calls and writes otherwise.

    `words` gets the text as it was recorded.
    """
    return [
        HistoryLine(
            at=change.at,
            name=change.who_name,
            post=change.post,
            about=change.object_label,
            label=label(change),
            old=words(change, change.old),
            new=words(change, change.new),
            via=change.get_via_display(),
            why=change.why,
        )
        for change in changes
    ]


def changes_of(row: Versioned) -> "QuerySet[Change]":
    """Return the lines of history of one row, the oldest first."""
    return Change.objects.filter(model=row._meta.label_lower, object_id=str(row.pk)).order_by("sequence")


def last_change(row: Versioned | None) -> Change | None:
    """Return the newest line of history of the row, None where there is none."""
    return changes_of(row).last() if row is not None else None


def last_changes(model: type[Versioned], keys: Collection[Any]) -> dict[int, Change]:
    """Return the newest line of history of each of these rows of one model, by key, in one query."""
    lines = Change.objects.filter(model=model._meta.label_lower, object_id__in=[str(key) for key in keys])
    return {int(line.object_id): line for line in lines.order_by("sequence")}


def changes_below(owner: str) -> "QuerySet[Change]":
    """Return the lines of history below one owner (see store.models.owner_of), its own included, the oldest first."""
    return Change.objects.filter(owner=owner).order_by("sequence")


def latest_sequence(owners: Collection[str]) -> int:
    """Return the number of the latest change below these owners (see store.models.owner_of), 0 without any."""
    found = Change.objects.filter(owner__in=owners).order_by("-sequence").values_list("sequence", flat=True)
    return found.first() or 0


def changes_since(
    owners: Collection[str], seen: str | None, *, unsaid: Iterable[str] = (), of: Any = None
) -> list[Change]:
    """Return what changed below these owners after the change that a page knew of, the oldest first.

    `seen` is the number that the page carried, as its form sent it; fields named in `unsaid` are left out, and with
    `of`, a key, all rows but that one. At most MOST_TOLD lines.
    """
    known = number_in(seen) or 0
    changed = Change.objects.filter(owner__in=owners, sequence__gt=known).exclude(field__in=list(unsaid))
    if of is not None:
        changed = changed.filter(object_id=str(of))
    return list(changed.order_by("sequence")[:MOST_TOLD])


def last_words(change: Change | None) -> str:
    """Say when and by whom something was last changed: 2026年4月3日 10:05　甲野 太郎（環境課 担当者、画面）."""
    if change is None:
        return ""
    at = timezone.localtime(change.at)
    how = "、".join(filter(None, (change.post, change.get_via_display())))
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}　{change.who_name or NOBODY}（{how}）"


def who_and_when(change: Change | None, person: Any = None) -> str:
    """Say in one sentence who made the change and when; `person` is told where it was an own one.

    Without a change on record: that somebody did since the page was shown.
    """
    if change is None:
        return "表示した後に変更されました。"
    at = timezone.localtime(change.at)
    when = f"{at.month}月{at.day}日 {at:%H:%M}"
    if person is not None and change.who_id == person.pk:
        return f"{when}に、あなた自身が別の画面で変更しました（{change.get_via_display()}）。"
    who = change.who_name or "システム"
    post = f"（{change.post}）" if change.post else ""
    return f"{when}に{who}{post}が変更しました（{change.get_via_display()}）。"
