"""What the committee of the invented city asked and said about a few of its measures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from evaluations.committee.opinion_scale import DEFAULT_POINTS, OPINION_SCALE, OUR_DEFAULT
from kpi_tracker.sample_city.frame import (
    CURRENT,
    MIDTERM,
    PERIOD,
    City,
)

REVIEWED_EVERY: Final = 12
PANEL: Final = "第1部会"
MEMBER: Final = "架空 一郎委員"
OFFICE: Final = "企画調整課 事務局"
QUESTIONS: Final = (
    (
        "{}の指標は、参加した人数だけで成果を測っています。参加した人の変化は把握していますか。",
        "参加者への調査で把握しています。次の評価では、調査の結果も成果として示します。",
    ),
    (
        "{}の目標値は、近年の実績から見て低いのではないでしょうか。",
        "計画を策定した時点の見込みによるものです。次期計画の策定に合わせて見直します。",
    ),
)
# level, opinion, status, what the city does; the last is still without an answer
OPINIONS: Final = (
    ("妥", "区分とその理由は、実績に照らして妥当である。", "done", "引き続き、根拠を示して評価します。"),
    (
        "概",
        "評価はおおむね妥当である。{}の成果が市民に伝わるように、要因の説明を加えてほしい。",
        "doing",
        "成果の欄に要因の説明を加えます。様式の見直しと合わせて進めています。",
    ),
    (
        "再",
        "実績の説明と区分がつながっていない。{}の根拠を確かめて、再検討を求める。",
        "hard",
        "区分の根拠となる調査が隔年のため、直ちには示せません。代わりの資料を探します。",
    ),
    ("概", "評価はおおむね妥当である。{}に関わる団体の声も示してほしい。", "", ""),
)


def is_reviewed(number: int) -> bool:
    """Tell whether the committee looked at the measure with that number in the city."""
    return number % REVIEWED_EVERY == 1


@dataclass(frozen=True, slots=True)
class Meeting:
    """The meeting on one evaluation (by its key): what it is about, its day, and how long the answers took."""

    evaluation: list[Any]
    thing: str
    on: date
    until_answered: timedelta


def add_points(city: City) -> None:
    """Add what the committee looks at."""
    for key in (MIDTERM, CURRENT):
        for order, text in enumerate(DEFAULT_POINTS, 1):
            cycle = [*PERIOD, key]
            city.add("evaluations.reviewpoint", cycle=cycle, order=order, text=text, source=OUR_DEFAULT)


def add_review(city: City, evaluation: list[Any], number: int, thing: str) -> None:
    """Add the meeting on one measure: questions with their answers, the opinion, and mostly the city's reply."""
    place = number // REVIEWED_EVERY
    meeting = Meeting(evaluation, thing, date(city.calendar.midterm[1] + 1, 7, 10), timedelta(days=10))
    add_meeting(city, meeting, QUESTIONS[: 1 + place % 2], OPINIONS[place % len(OPINIONS)])


def add_meeting(
    city: City,
    meeting: Meeting,
    questions: Sequence[tuple[str, str]],
    opinion: tuple[str, str, str, str] | None,
) -> None:
    """Add a meeting with what was asked there; an empty answer is still owed, as is an empty reply to the opinion."""
    evaluation, thing, day = meeting.evaluation, meeting.thing, meeting.on.isoformat()
    said = {"by_name": MEMBER, "at": f"{day}T10:00:00+09:00"}
    replied = {"by_name": OFFICE, "at": f"{meeting.on + meeting.until_answered}T10:00:00+09:00"}
    city.add("evaluations.review", evaluation=evaluation, panel=PANEL, held_on=day)
    city.add("evaluations.reviewmember", review=evaluation, name=MEMBER)
    for order, (question, answer) in enumerate(questions, 1):
        text = question.format(thing)
        city.add("evaluations.reviewquestion", evaluation=evaluation, number=order, text=text, **said)
        if answer:
            key = [*evaluation, order]
            city.add("evaluations.reviewanswer", question=key, number=1, text=answer, **replied)
    if opinion is None:
        return
    level, words, status, text = opinion
    city.add(
        "evaluations.reviewopinion",
        evaluation=evaluation,
        level=[OPINION_SCALE, level],
        text=words.format(thing),
        entered_by_name=OFFICE,
        **said,
    )
    if status:
        city.add(
            "evaluations.opinionresponse", opinion=evaluation, number=1, status=status, text=text, **replied
        )
