"""A report as its pages show it: the words of a page with the place of a fact, the facts in groups, what is open."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.db.models import QuerySet

from accounts.models import Person
from accounts.rules import administered_codes, is_unlimited
from indicators.calculation.days import day_words
from policies.fiscal_year import FiscalYear
from reports.review.models import Report, ReportFact
from reports.review.slots import KEYS, Role, Slot

OF_ITS_FIGURES: Final = "－"
CONFIDENCES: Final = {"certain": "確か（検算できた）", "likely": "おおむね確か", "unsure": "要確認"}
MOST_CANDIDATES: Final = 50
ABOUT: Final = "自治体と政策体系"
WORK: Final = "取組と評価"


def reports_for(person: Person, today: date) -> "QuerySet[Report]":
    """Return the reports that the person reviews, the newest first."""
    reports = (
        Report.objects.all()
        if is_unlimited(person)
        else Report.objects.of_cities(administered_codes(person, today))
    )
    return reports.defer("draft", "facts_loaded", "place")


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of a page: its cells, and where the words stand that are looked for (before, words, after)."""

    number: int
    cells: Sequence[tuple[str, str, str]]
    is_meant: bool

    @property
    def is_row(self) -> bool:
        return len(self.cells) > 1


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One page of a report; `spot` is where the words stand on the paper, of a hundred, where that is known."""

    number: int
    lines: Sequence[ShownLine]
    spot: tuple[float, float, float, float] | None
    before: int | None
    after: int | None


def page_of(report: Report, number: int, fact: ReportFact | None) -> ShownPage:
    """Return a page with the words of a fact marked, where they stand on it."""
    stored = report.pages.filter(number=number).first()
    lines = stored.lines if stored is not None else []
    meant = fact if fact is not None and fact.page == number else None
    box: list[float] = next((box for line, _, box in lines if meant is not None and line == meant.line), [])
    left, top, right, bottom = (100 * share for share in box) if box else (0.0, 0.0, 0.0, 0.0)
    return ShownPage(
        number=number,
        lines=[_shown(line, text, meant) for line, text, _ in lines],
        spot=(left, top, right - left, bottom - top) if box else None,
        before=number - 1 if number > 1 else None,
        after=number + 1 if number < report.page_count else None,
    )


def _shown(number: int, text: str, fact: ReportFact | None) -> ShownLine:
    is_meant = fact is not None and fact.line == number
    row = text.strip()
    cells = row[1:-1].split("|") if row.startswith("|") and row.endswith("|") and len(row) > 1 else [text]
    quote = fact.quote if is_meant and fact is not None else ""
    return ShownLine(number, list(_marked([cell.strip() for cell in cells], quote)), is_meant)


def _marked(cells: Sequence[str], quote: str) -> Iterator[tuple[str, str, str]]:
    """Yield the cells of a line; the first one that says the words exactly, else holds them, has them marked."""
    at = next((at for at, cell in enumerate(cells) if quote and cell == quote), None)
    if at is None:
        at = next((at for at, cell in enumerate(cells) if quote and quote in cell), None)
    for number, cell in enumerate(cells):
        before, words, after = cell.partition(quote) if number == at else (cell, "", "")
        yield before, words, after


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact as the list says it."""

    fact: ReportFact
    what: str
    words: str

    @property
    def confidence(self) -> str:
        """How sure the reading is of a figure or a node; of an indicator itself its figures say it."""
        if self.fact.role == Role.INDICATOR:
            return OF_ITS_FIGURES
        return CONFIDENCES.get(self.fact.confidence, self.fact.confidence)


@dataclass(frozen=True, slots=True)
class FactGroup:
    """What is decided together: an indicator with its figures, the tree, the work; how much of it is still open."""

    path: str
    name: str
    facts: Sequence[ReportFact]

    @property
    def open_count(self) -> int:
        return sum(fact.is_open for fact in self.facts)

    @property
    def is_indicator(self) -> bool:
        return self.path not in {ABOUT, WORK}

    @property
    def first(self) -> ReportFact:
        return next((fact for fact in self.facts if fact.is_open), self.facts[0])

    @property
    def sound_count(self) -> int:
        """How many of its open facts are likely at least, and may be taken together."""
        return sum(fact.is_open and fact.confidence != "unsure" for fact in self.facts)

    @property
    def shown(self) -> list[ShownFact]:
        return [ShownFact(fact, what_of(fact), words_of(fact)) for fact in self.facts]


class Review:
    """A report with its facts, one of them before the person's eyes."""

    def __init__(self, report: Report, chosen: str) -> None:
        self.report = report
        self.facts = list(report.facts.all())
        self.fact = self._chosen(chosen)

    def _chosen(self, chosen: str) -> ReportFact | None:
        by_key = {str(fact.pk): fact for fact in self.facts}
        first_open = next((fact for fact in self.facts if fact.is_open), None)
        return by_key.get(chosen) or first_open or next(iter(self.facts), None)

    @cached_property
    def groups(self) -> list[FactGroup]:
        """Return all facts in groups, in the order of the draft."""
        found: dict[str, list[ReportFact]] = {}
        for fact in self.facts:
            found.setdefault(group_of(fact), []).append(fact)
        names = {
            fact.path: f"{fact.told.get('measure', '')} {fact.told.get('name', '')}".strip()
            for fact in self.facts
            if fact.role == Role.INDICATOR
        }
        return [FactGroup(path, names.get(path, path), facts) for path, facts in found.items()]

    @property
    def group(self) -> FactGroup | None:
        """The group of the fact before the person's eyes."""
        if self.fact is None:
            return None
        return next(one for one in self.groups if one.path == group_of(self.fact))

    @property
    def shown_fact(self) -> ShownFact | None:
        """The fact before the person's eyes, in words."""
        return ShownFact(self.fact, what_of(self.fact), words_of(self.fact)) if self.fact else None

    @property
    def before(self) -> ReportFact | None:
        return self._beside(-1)

    @property
    def after(self) -> ReportFact | None:
        return self._beside(1)

    def _beside(self, step: int) -> ReportFact | None:
        if self.fact is None:
            return None
        at = self.facts.index(self.fact) + step
        return self.facts[at] if 0 <= at < len(self.facts) else None

    def next_open(self) -> ReportFact | None:
        """Return the next fact behind this one that nobody has decided, else the first of all."""
        at = self.facts.index(self.fact) if self.fact in self.facts else -1
        return next((one for one in (*self.facts[at + 1 :], *self.facts[: at + 1]) if one.is_open), None)

    @property
    def open_count(self) -> int:
        return sum(fact.is_open for fact in self.facts)

    @property
    def sound_count(self) -> int:
        return sum(fact.is_open and fact.confidence != "unsure" for fact in self.facts)

    @property
    def counts(self) -> Sequence[tuple[str, int]]:
        """How many facts there are of each decision, in words."""
        found = Counter(fact.decision for fact in self.facts)
        return [(str(label), found[value]) for value, label in ReportFact.State.choices]

    @property
    def candidates(self) -> Sequence[Mapping[str, Any]]:
        """What was seen and not understood: figures with their words."""
        return list(self.report.draft.get("candidates", []))[:MOST_CANDIDATES]


def group_of(fact: ReportFact) -> str:
    """Return what a fact is decided with: the path of its indicator, or the name of a group."""
    if fact.owner or fact.role == Role.INDICATOR:
        return fact.owner or fact.path
    return ABOUT if fact.role in {Role.MUNICIPALITY, Role.NODE, Role.UNDERTAKING} else WORK


def what_of(fact: ReportFact) -> str:
    """Return what a fact is: 令和5年度 目標, 施策, 今後の方向性."""
    year = fact.told.get("year", fact.told.get("fiscal_year", fact.key))
    if fact.key in KEYS:
        return KEYS[fact.key]
    if fact.role == Role.INTERIM and (day := Slot(fact.path, Role.INTERIM, fact.told).day):
        return f"{day_words(day)}の{fact.label}"
    text = str(year or "")
    is_year = text.isdecimal() and len(text) == 4 and fact.role != Role.INDICATOR
    if is_year:
        return f"{FiscalYear(int(text)).era} {fact.label}"
    return f"{fact.label}（{fact.key}）" if fact.key and fact.owner else fact.label


def words_of(fact: ReportFact) -> str:
    """Return what a fact says, in a line."""
    told = fact.told
    for name in ("name", "symbol"):
        if name in told:
            extra = told.get("code") or told.get("number") or told.get("measure") or ""
            label = told.get("label", "") if name == "symbol" else ""
            return f"{extra} {told[name]} {label}".strip()
    value = told.get("value", told.get("text", ""))
    said = "～".join(map(str, value)) if isinstance(value, list) else str(value)
    bound = {">=": "以上", "<=": "以下", ">": "超", "<": "未満"}.get(str(told.get("comparator", "")), "")
    before = f"（{told['revised_from']}から変更）" if "revised_from" in told else ""
    return f"{'約' if told.get('approx') else ''}{said}{told.get('unit', '')}{bound}{before}"
