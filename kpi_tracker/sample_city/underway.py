"""What the invented city has written so far in the cycle under way: texts, ratings, steps, questions, remarks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from accounts.rules import Role
from evaluations.judgement.stages import Meaning
from kpi_tracker.sample_city.committee import OFFICE, Meeting, add_meeting
from kpi_tracker.sample_city.courses import (
    ASKED,
    HEARD,
    INVITED,
    PEOPLE,
    Course,
    Step,
    course_of,
    steps_of,
)
from kpi_tracker.sample_city.drafts import (
    ACCEPTED,
    COMMENTS,
    MORE_REASONS,
    OPINION,
    PROPOSED,
    QUESTIONS,
    SECTIONS,
    bettered,
    roughened,
)
from kpi_tracker.sample_city.frame import (
    CURRENT,
    PERIOD,
    City,
    MeasurePlace,
    bureau_code,
)
from kpi_tracker.sample_city.measures import MadeIndicator
from kpi_tracker.sample_city.scales import DIRECTION, PROGRESS
from kpi_tracker.sample_city.sheets import has_last_year
from kpi_tracker.sample_city.verdicts import (
    DIRECTION_REASONS,
    PROGRESS_REASONS,
    Verdict,
    decide,
    terms_of,
)

UNDERWAY: Final = [*PERIOD, CURRENT]
SECTION: Final = "evaluations.narrativesection"
# from a measure's coming before the committee to its meeting, and from there to the answers
PREPARED, ANSWERED = timedelta(days=2), timedelta(days=4)
REASON: Final = "evaluations.evaluationreason"


@dataclass(frozen=True, slots=True)
class Begun:
    """One evaluation under way: its measure, how it stands, how and by whom it came there."""

    place: MeasurePlace
    course: Course
    steps: Sequence[Step]
    posts: Mapping[Role, str]

    @property
    def key(self) -> list[Any]:
        return [*UNDERWAY, self.place.code]


@dataclass(frozen=True, slots=True)
class Text:
    """A text of an evaluation: which row, in which column of it, and the words as the section wrote them first."""

    model: str
    place: dict[str, Any]
    column: str
    words: str

    @property
    def about(self) -> list[Any]:
        """How a proposal names it: its kind and its place."""
        kind, place = ("kind", "order") if self.model == SECTION else ("subject", "number")
        return [self.place[kind], self.place[place]]


def add_evaluation_underway(
    city: City, place: MeasurePlace, made: Sequence[MadeIndicator], achievements: Sequence[int]
) -> None:
    """Add how far the measure has come in the cycle under way; nothing for one that is not begun.

    Nothing is begun in a city that has reported no year of the cycle.
    """
    course, calendar = course_of(place.number), city.calendar
    if course is None or calendar.current[0] == calendar.last:
        return
    steps = list(steps_of(course, place.number, calendar.last + 1))
    begun = Begun(place, course, steps, _posts(city, place.section))
    verdict = _verdict(city, place.number, made, achievements)
    city.add(
        "evaluations.evaluation",
        cycle=UNDERWAY,
        node=place.key,
        stage=[*UNDERWAY, course.stage],
        is_reviewed=course.is_reviewed,
        **(_proposed(verdict) if course.is_written else {}),
    )
    texts = list(_texts(begun, verdict))
    for text in texts:
        words = bettered(text.words) if course.is_corrected else text.words
        city.add(text.model, evaluation=begun.key, **text.place, **{text.column: words})
    _add_steps(city, begun)
    if course.is_reviewed:
        _add_deliberation(city, begun)
    if course.is_proposed_to:
        _add_proposals(city, begun, texts)
    elif course.stage == "check":
        _add_comments(city, begun)


def _posts(city: City, section: str) -> dict[Role, str]:
    """Return what those who act for a 課 of that code are called by their posts."""
    name, bureau = city.departments[section], city.departments[bureau_code(section)]
    return {
        Role.STAFF: f"{name} 担当者",
        Role.CHIEF: f"{name} 課長",
        Role.BUREAU: f"{bureau} 局取りまとめ担当",
        Role.PLANNING: OFFICE,
    }


def _verdict(city: City, number: int, made: Sequence[MadeIndicator], achievements: Sequence[int]) -> Verdict:
    """Rate by what is known: of the 事務事業 only the first has a sheet of the year before."""
    known = achievements[:1] if has_last_year(city) else ()
    calendar = city.calendar
    terms = terms_of(calendar)
    return decide(number, made, known, terms, calendar.current, undertakings=len(achievements))


def _proposed(verdict: Verdict) -> dict[str, Any]:
    return {
        "progress": [PROGRESS, verdict.progress],
        "direction": [DIRECTION, verdict.direction],
        "difference_reason": verdict.difference_reason,
        "profile": ["reference-abcd", 1],
        "inputs": verdict.inputs,
    }


def _texts(begun: Begun, verdict: Verdict) -> Iterator[Text]:
    """Yield the texts and reasons; of what has just been begun there is only the first text."""
    written = begun.course.is_written
    for order, (kind, heading, body) in enumerate(SECTIONS[begun.place.number % len(SECTIONS)], 1):
        if written or order == 1:
            place = {"kind": kind, "order": order, "heading": heading}
            yield Text(SECTION, place, "body", _worded(begun, body))
    reasons = (
        ("progress", 1, PROGRESS_REASONS[verdict.progress]),
        ("progress", 2, MORE_REASONS[begun.place.number % len(MORE_REASONS)]),
        ("direction", 1, DIRECTION_REASONS[verdict.direction]),
    )
    for subject, number, text in reasons if written else ():
        yield Text(REASON, {"subject": subject, "number": number}, "text", _worded(begun, text))


def _worded(begun: Begun, text: str) -> str:
    said = text.format(begun.place.subject.thing)
    return roughened(said) if begun.course.is_rough else said


def _add_steps(city: City, begun: Begun) -> None:
    for number, step in enumerate(begun.steps, 1):
        city.add(
            "evaluations.stagestep",
            evaluation=begun.key,
            number=number,
            kind="back" if step.is_back else "forward",
            from_stage=step.before.key if step.before else "",
            to_stage=step.after.key,
            reason=step.reason,
            **_ruling(begun, step),
            **_signed(begun, step, step.by),
        )


def _ruling(begun: Begun, step: Step) -> dict[str, Any]:
    """Return the day and the number of the 決裁 that the step leaves behind it; nothing for any other step."""
    if step.is_back or step.before is None or step.before.meaning != Meaning.RULING:
        return {}
    day = step.at.date()
    return {
        "decided_on": day.isoformat(),
        "document_number": f"企企第{day.year % 100}{begun.place.number:03d}号",
    }


def _signed(begun: Begun, step: Step, role: str) -> dict[str, Any]:
    """Return who of that role did something when the step was taken."""
    acting = Role(role)
    return {"by_name": PEOPLE[acting], "post": begun.posts[acting], "at": step.at.isoformat()}


def _add_proposals(city: City, begun: Begun, texts: Sequence[Text]) -> None:
    """Add what the 事務局 proposed when it sent the texts back; all is accepted once they were handed on again."""
    back = next(place for place, step in enumerate(begun.steps) if step.is_back)
    for text in texts:
        better = bettered(text.words)
        if better == text.words:
            continue
        said = {"base": text.words, "text": better, "note": PROPOSED}
        if begun.course.is_corrected:
            when = begun.steps[back + 1].at.isoformat()
            said |= {"state": "accepted", "result": better, "answer": ACCEPTED}
            said |= {"decided_by_name": PEOPLE[Role.STAFF], "decided_at": when}
        signed = _signed(begun, begun.steps[back], Role.PLANNING)
        city.add("evaluations.proposal", evaluation=begun.key, about=text.about, **said, **signed)


def _add_comments(city: City, begun: Begun) -> None:
    """Add what is said about an evaluation that the 事務局 is looking at."""
    last = begun.steps[-1]
    for role, about, text in COMMENTS:
        said = {
            "about": list(about),
            "text": text,
            "is_answer": role == Role.STAFF,
            **_signed(begun, last, role),
        }
        city.add("evaluations.comment", evaluation=begun.key, **said)


def _add_deliberation(city: City, begun: Begun) -> None:
    """Add the meeting, which is to come where the evaluation has not reached the committee, and what was said there."""
    hearing = begun.course.hearing
    reached = next((step.at.date() for step in begun.steps if step.after.key == "committee"), None)
    on = reached + PREPARED if reached else date(city.calendar.last + 1, 12, 10)
    told = {INVITED: (), ASKED: (QUESTIONS[0], (QUESTIONS[1][0], "")), HEARD: QUESTIONS}[hearing]
    meeting = Meeting(begun.key, begun.place.subject.thing, on, ANSWERED)
    add_meeting(city, meeting, told, OPINION if hearing == HEARD else None)
