"""How far the measures of the invented city have come in the cycle under way, and by which steps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from itertools import pairwise
from typing import Final

from accounts.rules import Role
from evaluations.judgement.stages import DEFAULT_STAGES, StageRow

JAPAN: Final = timezone(timedelta(hours=9))
STAGES: Final = {row.key: row for row in DEFAULT_STAGES}
ORDER: Final = tuple(STAGES)
# how far the committee has come: the meeting is to come, not all is answered, the opinion is there
INVITED, ASKED, HEARD = "invited", "asked", "heard"
PEOPLE: Final = {
    Role.STAFF: "架空 二郎",
    Role.CHIEF: "架空 三郎",
    Role.BUREAU: "架空 四郎",
    Role.PLANNING: "架空 五郎",
}
REASONS: Final = {
    (
        "chief",
        "draft",
    ): "進捗状況の理由が取組の説明にとどまっています。成果指標の実績との関係を書き加えてください。",
    (
        "bureau",
        "chief",
    ): "局内の関連施策の評価と説明がそろっていません。課内で確かめた上で、再度提出してください。",
    (
        "check",
        "draft",
    ): "表記の修正を見え消しで提案しました。提案に回答し、直近の実績の要因を補ってください。",
    (
        "check",
        "bureau",
    ): "今後の方向性が、局の運営方針の記載と一致していません。局としての考え方を確認してください。",
    (
        "ruling",
        "check",
    ): "庁議で、区分の根拠をより分かりやすく示すよう指摘がありました。理由の記載を点検してください。",
}


@dataclass(frozen=True, slots=True)
class Course:
    """The way of one evaluation: `turns` are the stages where it turned round, the last is where it stands.

    `hearing`: how far the committee has come that looks at it; nothing where it does not. `is_rough`: the wording has
    what the city's list would have otherwise.
    """

    turns: tuple[str, ...]
    hearing: str = ""
    is_rough: bool = False

    @property
    def stage(self) -> str:
        return self.turns[-1]

    @property
    def is_reviewed(self) -> bool:
        return bool(self.hearing)

    @property
    def is_written(self) -> bool:
        """Whether texts and ratings are complete: once it has left the 担当者 for the first time."""
        return self.turns != ("draft",)

    @property
    def is_proposed_to(self) -> bool:
        """Whether the 事務局 sent it back to the section with changes of its texts."""
        return ("check", "draft") in pairwise(self.turns)

    @property
    def is_corrected(self) -> bool:
        """Whether the section has accepted those changes and handed it on again."""
        return self.is_proposed_to and self.stage != "draft"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from where (None: not begun), to where, by whom and when; a reason where it was sent back."""

    before: StageRow | None
    after: StageRow
    by: str
    at: datetime
    reason: str = ""

    @property
    def is_back(self) -> bool:
        return bool(self.reason)


# by a measure's number; None is not begun. The first ten are those of one 局, the first four of one 課
COURSES: Final = (
    Course(("chief", "draft"), is_rough=True),
    Course(("chief",), is_rough=True),
    Course(("check", "draft"), is_rough=True),
    Course(("bureau",)),
    Course(("check",), INVITED, is_rough=True),
    Course(("check", "bureau"), is_rough=True),
    Course(("committee",), ASKED),
    None,
    Course(("ruling", "check")),
    Course(("draft",), is_rough=True),
    None,
    Course(("chief", "draft", "ruling")),
    Course(("chief",)),
    None,
    Course(("bureau", "chief", "committee"), HEARD),
    None,
    None,
    Course(("check", "draft", "check"), is_rough=True),
    None,
    Course(("settle",), HEARD),
    Course(("bureau", "chief"), is_rough=True),
    None,
    Course(("bureau",), is_rough=True),
    None,
)


def course_of(number: int) -> Course | None:
    """Return the course of the measure with that number in the city."""
    return COURSES[number % len(COURSES)]


def steps_of(course: Course, number: int, year: int) -> Iterator[Step]:
    """Yield the steps of a course in the autumn of that year: some days apart, never on a weekend."""
    day = date(year, 8, 24) + timedelta(days=number % 12)
    before: StageRow | None = None
    for place, after in enumerate(_way(course)):
        is_back = before is not None and ORDER.index(after.key) < ORDER.index(before.key)
        yield Step(
            before=before,
            after=after,
            by=(before or after).role,
            at=datetime.combine(_working_day(day), time(9 + (number + place) % 8, 7 * number % 60), JAPAN),
            reason=REASONS[before.key, after.key] if before and is_back else "",
        )
        before, day = after, day + timedelta(days=7 + (number + place) % 5)


def _way(course: Course) -> Iterator[StageRow]:
    """Yield the stages one after the other: forward each that applies, back in one step."""
    here = -1
    for turn in course.turns:
        there = ORDER.index(turn)
        for place in range(here + 1, there + 1) if there > here else (there,):
            if course.is_reviewed or not STAGES[ORDER[place]].only_for_reviewed:
                yield STAGES[ORDER[place]]
        here = there


def _working_day(day: date) -> date:
    return day + timedelta(days=max(7 - day.isoweekday(), 0) + 1 if day.isoweekday() > 5 else 0)
