"""Who is asked for what on a day: the ladder of a round, and the people who stand on its steps."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.urls import reverse

from accounts.models import Department, Person, Post
from accounts.rules import Role, lineage
from entry.reminders.actions.mail import (
    Addresses,
    MailLine,
    MailText,
    addresses,
    link,
    one_line,
)
from entry.reminders.models import Reminder
from entry.round.scorecards.owed import Owed
from entry.round.scorecards.sheets import OwedSheet
from indicators.calculation.explain import figure_words
from indicators.models import EntryRound, Result

PAUSE = timedelta(days=5)  # at most one mail to a person and round in these days


class AskedPeople(StrEnum):
    """Who answers for a figure, in the order in which they are asked."""

    MAIN = "主担当"
    DEPUTY = "副担当"
    CHIEF = "課長"
    BUREAU = "局取りまとめ"


@dataclass(frozen=True, slots=True)
class Rung:
    """From so many days after the due date (negative: before it), who is asked, and in which words."""

    days: int
    asked: AskedPeople
    step: Reminder.Step
    lead: str


LADDER: tuple[Rung, ...] = (
    Rung(-7, AskedPeople.MAIN, Reminder.Step.BEFORE, "提出期限が近づいています。"),
    Rung(-1, AskedPeople.MAIN, Reminder.Step.BEFORE, "提出期限が近づいています。"),
    Rung(0, AskedPeople.MAIN, Reminder.Step.DUE, "本日が提出期限です。"),
    Rung(
        1, AskedPeople.MAIN, Reminder.Step.AFTER, "提出期限を過ぎましたが、入力されていないものがあります。"
    ),
    Rung(
        3,
        AskedPeople.DEPUTY,
        Reminder.Step.DEPUTY,
        "提出期限を過ぎましたが、入力されていないものがあります（副担当の方にもお願いしています）。",
    ),
    Rung(
        7,
        AskedPeople.CHIEF,
        Reminder.Step.CHIEF,
        "提出期限を1週間以上過ぎましたが、貴課で入力されていないものがあります（課長へのお願い）。",
    ),
    Rung(
        14,
        AskedPeople.BUREAU,
        Reminder.Step.BUREAU,
        "提出期限を2週間以上過ぎましたが、局内で入力されていないものがあります（局取りまとめ担当へのお願い）。",
    ),
)


BACK = Rung(0, AskedPeople.MAIN, Reminder.Step.BEFORE, "「集計中」や暫定の値とされたものが、確定する頃です。")
AGAIN = "提出をお願いしたものが、まだ入力されていません。改めてお願いします。"


@dataclass(slots=True)
class Request:
    """What one person is asked for in one round on a day, by the highest rung that reaches this person."""

    person: Person
    post: Post
    addresses: Addresses
    rung: Rung
    begun: date
    due_on: date
    owed: dict[str, Owed | OwedSheet] = field(default_factory=dict)

    @property
    def items(self) -> Sequence[Owed | OwedSheet]:
        return list(self.owed.values())

    def is_due(self, today: date, last: date | None) -> bool:
        """Tell whether a mail is to be written: every five days once it is late, before that once a rung."""
        if last is None:
            return True
        return today - last >= PAUSE and (today > self.due_on or last < self.begun)

    def reminder(self, round_: EntryRound, today: date) -> Reminder:
        """Return the mail as a row that is not saved yet."""
        text = MailText(
            addressee=one_line(f"{self.post.department} {self.person}"),
            round_name=one_line(str(round_)),
            lead=self.rung.lead,
            due_on=self.due_on,
            today=today,
            lines=[line(item, reader=self.post.department) for item in self.items],
            link=link(self.path),
        )
        return Reminder(
            round=round_,
            person=self.person,
            step=self.rung.step,
            day=today,
            address=self.addresses.to,
            copy_to=self.addresses.copy_to,
            subject=text.subject(),
            body=text.body(),
        )

    @property
    def path(self) -> str:
        """The page the mail leads to: the only figure or sheet itself, else the reader's list."""
        if self.post.role == Role.BUREAU:
            return reverse("entry:board")
        if len(self.items) > 1:
            return reverse("entry:todo")
        item = self.items[0]
        if isinstance(item, OwedSheet):
            return item.path
        return reverse("entry:figure", args=(item.indicator.pk, item.year.year))


@dataclass(frozen=True, slots=True)
class Asking:
    """Who is asked in a round on a day, and whose figures nobody can be asked for."""

    requests: Mapping[int, Request]
    unreachable: Mapping[str, int]


def key_of(item: Owed | OwedSheet) -> str:
    """Return what tells one item of a round from another."""
    return (
        f"sheet {item.node.pk}"
        if isinstance(item, OwedSheet)
        else f"figure {item.indicator.pk} {item.year.year}"
    )


def line(item: Owed | OwedSheet, *, reader: Department) -> MailLine:
    """Return how a mail names one figure, or one sheet."""
    if isinstance(item, OwedSheet):
        return sheet_line(item, reader)
    series = item.series
    figure = series.figure(item.year.previous)
    elsewhere = item.department is not None and item.department.pk != reader.pk
    year = "" if item.is_of_round else f"（{item.year.era}分）"
    return MailLine(
        indicator=one_line(f"{item.indicator.node.address} {item.indicator}{year}"),
        last_year=one_line(figure_words(figure, series.unit, series.decimals)),
        department=one_line(str(item.department)) if elsewhere else "",
        is_returned=item.state == Result.EntryState.RETURNED,
    )


def sheet_line(item: OwedSheet, reader: Department) -> MailLine:
    earlier = item.earlier.achievement if item.earlier else None
    elsewhere = item.department is not None and item.department.pk != reader.pk
    return MailLine(
        indicator=one_line(f"{item.node.address} {item.node.name}の評価シート"),
        last_year=one_line(str(earlier or "－")),
        last_year_label="前回の達成度",
        department=one_line(str(item.department)) if elsewhere else "",
        is_returned=item.state == Result.EntryState.RETURNED,
    )


def asking(
    round_: EntryRound,
    owed: Iterable[Owed | OwedSheet],
    today: date,
    rungs: Callable[[Owed | OwedSheet, date], Sequence[Rung]] | None = None,
) -> Asking:
    """Arrange the unfinished items by the people who are asked for them on that day; without `rungs` by the ladder."""
    rungs_on = rungs or rungs_of
    requests: dict[int, Request] = {}
    unreachable: dict[str, int] = {}
    staffed = Staff(round_.plan.local_government_code, today)
    for item in owed:
        reached = rungs_on(item, today)
        if item.is_done or not reached:
            continue
        posts = [(rung, post) for rung in reached for post in staffed.asked_for(item.department, rung.asked)]
        if not posts:
            name = str(item.department or "所管課の登録がないもの")
            unreachable[name] = unreachable.get(name, 0) + 1
        for rung, post in posts:
            add(requests, rung, post, item)
    return Asking(requests, unreachable)


def rungs_of(item: Owed | OwedSheet, today: date) -> Sequence[Rung]:
    """Return the rungs that are reached for the figure; what is asked for again has one more, before all others."""
    begun = [rung for rung in LADDER if item.due_on + timedelta(days=rung.days) <= today]
    return [BACK, *begun] if item.is_back else begun


def rungs_by_hand(item: Owed | OwedSheet, today: date) -> Sequence[Rung]:
    """Return whom somebody asks who asks again: the 主担当 always, others of the section once the ladder got there."""
    asked = {AskedPeople.MAIN} | {rung.asked for rung in rungs_of(item, today)} - {AskedPeople.BUREAU}
    return [Rung(0, one, Reminder.Step.AGAIN, AGAIN) for one in AskedPeople if one in asked]


def begun_on(item: Owed | OwedSheet, rung: Rung) -> date:
    """Return the day on which the rung was reached for the figure."""
    if rung is BACK and item.asked_from is not None:
        return item.asked_from
    return item.due_on + timedelta(days=rung.days)


def height(rung: Rung) -> int:
    """Return how late a rung is; what is no step of the ladder comes before it."""
    return LADDER.index(rung) if rung in LADDER else -1


def add(requests: dict[int, Request], rung: Rung, post: Post, item: Owed | OwedSheet) -> None:
    """Put the item on that person's one request; a later rung speaks for an earlier one."""
    reached = addresses(post.person, post.department)
    if reached is None:
        return
    begun = begun_on(item, rung)
    new = Request(post.person, post, reached, rung, begun, item.due_on)
    request = requests.setdefault(post.person.pk, new)
    if height(rung) > height(request.rung):
        request.post, request.addresses, request.rung = post, reached, rung
        request.begun, request.due_on = begun, item.due_on
    request.owed[key_of(item)] = item


class Staff:
    """The posts held in a municipality on a day by people who can still be reached by mail."""

    def __init__(self, code: str, today: date) -> None:
        posts = Post.objects.current(today).filter(
            department__local_government_code=code, person__is_active=True
        )
        self.by_place: dict[tuple[int, AskedPeople], list[Post]] = {}
        for post in posts.select_related("person", "department").order_by("pk"):
            asked = position(post)
            if asked is not None and addresses(post.person, post.department):
                self.by_place.setdefault((post.department.pk, asked), []).append(post)

    def asked_for(self, department: Department | None, asked: AskedPeople) -> Sequence[Post]:
        """Return the posts asked at a rung; without a 主担当 the next who answers for the figure stands in."""
        if department is None:
            return ()
        order = list(AskedPeople) if asked is AskedPeople.MAIN else [asked]
        return next((found for one in order if (found := self._held(department, one))), ())

    def _held(self, department: Department, asked: AskedPeople) -> Sequence[Post]:
        units = lineage(department) if asked is AskedPeople.BUREAU else [department]
        return next((found for unit in units if (found := self.by_place.get((unit.pk, asked)))), ())


def position(post: Post) -> AskedPeople | None:
    """Return which of the people who answer for a figure the holder of the post is."""
    match post.role:
        case Role.STAFF:
            return AskedPeople.DEPUTY if post.is_deputy else AskedPeople.MAIN
        case Role.CHIEF:
            return AskedPeople.CHIEF
        case Role.BUREAU:
            return AskedPeople.BUREAU
    return None
