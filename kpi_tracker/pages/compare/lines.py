"""What stands on both sides of a comparison, a line each, and how often each class or rating became which other."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol
from urllib.parse import urlencode

from indicators.calculation.course import COURSE_WORDS, Course
from indicators.models import RatingLevel


class Told(Protocol):
    """A reason why the two sides differ: of a kind, and in words."""

    @property
    def why(self) -> StrEnum: ...

    @property
    def words(self) -> str: ...

    @property
    def label(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator or measure on both sides; `course` is None where the two cannot be held against each other."""

    name: str
    address: str
    beneath: str
    was: RatingLevel
    now: RatingLevel
    course: Course | None
    reasons: Sequence[Told]
    before_words: str = ""
    after_words: str = ""

    @property
    def course_text(self) -> str:
        return COURSE_WORDS[self.course] if self.course else ""

    @property
    def is_changed(self) -> bool:
        return self.was.symbol != self.now.symbol

    @property
    def why(self) -> str:
        """The kind of the gravest reason, by which it is counted; nothing where nothing changed."""
        return self.reasons[0].why.value if self.reasons else ""


Test = Callable[[Line, str], bool]
TESTS: Final[Mapping[str, Test]] = {
    "was": lambda line, value: line.was.symbol == value,
    "now": lambda line, value: line.now.symbol == value,
    "course": lambda line, value: line.course == value,
    "why": lambda line, value: line.why == value,
}
PARAMETERS: Final = ("of", *TESTS)


@dataclass(frozen=True, slots=True)
class Count:
    """A number, in words, and the address of the list that has as many lines."""

    words: str
    number: int
    address: str


@dataclass(frozen=True, slots=True)
class Crossed:
    """How many lines were one thing and became another; `course` says whether that is better, worse or the same."""

    count: Count
    course: Course | None


@dataclass(frozen=True, slots=True)
class Crossing:
    """One subject of a comparison: its lines, how often each was which and became which, and why.

    `key` is its name in the address, `query` what its links carry on; `why_words` the kinds of reasons there are.
    """

    key: str
    title: str
    unit: str
    levels: tuple[Sequence[RatingLevel], Sequence[RatingLevel]]
    lines: Sequence[Line]
    why_words: Mapping[str, str]
    query: str

    @property
    def rows(self) -> list[tuple[RatingLevel, list[Crossed]]]:
        """The counts, a row for each level before, a column for each after."""
        counts = Counter((line.was.symbol, line.now.symbol) for line in self.lines)
        courses = {(line.was.symbol, line.now.symbol): line.course for line in self.lines}
        return [
            (
                was,
                [
                    Crossed(
                        self._count(
                            f"{was.symbol}→{now.symbol}",
                            counts[was.symbol, now.symbol],
                            was=was.symbol,
                            now=now.symbol,
                        ),
                        courses.get((was.symbol, now.symbol)),
                    )
                    for now in self.levels[1]
                ],
            )
            for was in self.levels[0]
        ]

    @property
    def courses(self) -> list[Count]:
        """How many became better, worse, or stayed."""
        return counts_of_courses((line.course for line in self.lines), self.key, self.query)

    @property
    def reasons(self) -> list[Count]:
        """How many changed for each kind of reason, every line counted by its gravest."""
        found = Counter(line.why for line in self.lines if line.why)
        return [
            self._count(words, found[key], why=key) for key, words in self.why_words.items() if found[key]
        ]

    def listed(self, asked: Mapping[str, str]) -> list[Line]:
        """Return the lines that fit what was asked for; without anything those that changed."""
        tests = {name: value for name in TESTS if (value := asked.get(name, ""))}
        if not tests:
            return [line for line in self.lines if line.is_changed]
        return [line for line in self.lines if all(TESTS[name](line, value) for name, value in tests.items())]

    def said(self, asked: Mapping[str, str]) -> str:
        """Say in words what was asked for: a→c, 悪化, 目標の見直し."""
        levels = "→".join(asked.get(name, "") or "…" for name in ("was", "now"))
        course = COURSE_WORDS.get(Course(asked["course"]), "") if asked.get("course") in set(Course) else ""
        parts = (
            levels if asked.get("was") or asked.get("now") else "",
            course,
            self.why_words.get(asked.get("why", ""), ""),
        )
        return "・".join(filter(None, parts))

    def _count(self, words: str, number: int, **asked: str) -> Count:
        return count_of(self.query, words, number, of=self.key, **asked)


def counts_of_courses(courses: Iterable[Course | None], key: str, query: str) -> list[Count]:
    """Return how many of what is compared became better, worse, or stayed; `key` and `query` are of its crossing."""
    found = Counter(one for one in courses if one)
    return [
        count_of(query, words, found[one], of=key, course=one.value) for one, words in COURSE_WORDS.items()
    ]


def count_of(query: str, words: str, number: int, **asked: str) -> Count:
    """Return a number with the address of the lines that it counts."""
    return Count(words, number, f"?{query}&{urlencode(asked)}#lines")
