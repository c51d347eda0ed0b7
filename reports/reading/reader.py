"""From a document to a draft: every registered layout takes the lines it understands, in turn."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from reports.reading.arrowed import with_arrows_divided
from reports.reading.broken_heads import with_whole_titles
from reports.reading.confidence import dated, weighed
from reports.reading.documents import Document
from reports.reading.doubts.weighing import Doubts
from reports.reading.drafts import Json, draft
from reports.reading.facts import Confidence, Fact, FactRole, Harvest, Reading
from reports.reading.frames import without_frames
from reports.reading.given_years import GivenYears
from reports.reading.grid import is_axis
from reports.reading.layouts import (
    arrows,
    assembled,
    bracketed,
    by_column,
    clauses,
    crossed,
    divided,
    forms,
    glossed,
    headed,
    induced,
    lined,
    listed,
    narrated,
    presentation,
    proofs,
    prose,
    proven,
    records,
    running,
    separated,
    sequenced,
    solved,
    summed,
    years_down,
)
from reports.reading.leftovers import candidates_in, municipality_of
from reports.reading.meant import meant
from reports.reading.ratings import ratings_of
from reports.reading.results_apart import with_one_name, with_results_apart
from reports.reading.spread import as_printed, brought_together
from reports.reading.titles import Other, meaning_of
from reports.reading.trends import without_trends
from reports.reading.wording import compact, tidy
from reports.reading.years import NamedYears, calendar_of
from reports.reading.years_below import with_years_behind

Layout = Callable[[Document, NamedYears, set[int]], Harvest]
Order = tuple[str, ...]

LAYOUTS: Final[dict[str, Layout]] = {
    "records": records.read,
    "presentation": presentation.read,
    "crossed": crossed.read,
    "divided": divided.read,
    "assembled": assembled.read,
    "divided assembled": assembled.read_divided,
    "solved": solved.read,
    "divided solved": solved.read_divided,
    "torn": crossed.read_torn,
    "separated": separated.read,
    "headed": headed.read,
    "arrows": arrows.read,
    "bracketed": bracketed.read,
    "glossed": glossed.read,
    "listed": listed.read,
    "filled": sequenced.read_divided,
    "sequenced": sequenced.read,
    "lined": lined.read,
    "induced": induced.read,
    "repeated": induced.read_divided,
    "forms": forms.read,
    "shared years": induced.read_shared_years,
    "paired cells": induced.read_paired_cells,
    "labelled rows": induced.read_labelled_rows,
    "divided labelled rows": induced.read_divided_labelled_rows,
    "proven rates": proofs.read_rates,
    "divided proven rates": proofs.read_divided_rates,
    "proven progress": proofs.read_progress,
    "year rows": proofs.read_year_rows,
    "years down": years_down.read,
    "value cycles": proofs.read_value_cycles,
    "summed": summed.read,
    "proven": proven.read,
    "by column": by_column.read,
    "running": running.read,
    "narrated": narrated.read,
    "clauses": clauses.read,
    "prose": prose.read,
}
TURNS: Final = (
    (("records",),),
    (("presentation",),),
    (("paired cells",),),
    (("shared years",),),
    (("years down",),),
    (("year rows",),),
    (
        ("crossed", "filled", "divided", "torn"),
        ("crossed", "divided", "torn"),
        ("divided", "crossed", "torn"),
        ("filled",),
        ("divided assembled",),
        ("divided solved",),
        ("separated",),
        ("repeated",),
        ("divided labelled rows",),
        ("divided proven rates",),
    ),
    (
        ("arrows", "bracketed", "glossed", "listed"),
        ("headed", "arrows", "bracketed", "glossed", "listed"),
    ),
    (
        ("sequenced", "lined", "summed", "proven rates", "proven"),
        ("lined", "summed", "proven rates", "proven"),
        ("summed", "proven rates", "proven", "lined"),
        ("assembled",),
        ("solved",),
        ("sequenced", "induced", "lined", "summed", "proven rates", "proven", "by column", "running"),
        ("lined", "summed", "proven rates", "proven", "by column", "running"),
        ("summed", "proven rates", "proven", "by column", "running", "lined"),
        ("induced",),
        ("labelled rows",),
        ("proven rates",),
        ("proven progress",),
        ("value cycles",),
    ),
    (("assembled",), ("solved",)),
    (("narrated", "clauses", "prose"), ("clauses", "prose"), ("prose",)),
)  # in each turn the first order, but where another explains much more
FORMS: Final = ("by column", "forms")
LAST_RESORTS: Final = frozenset(
    {"sequenced", "lined", "induced", "summed", "proven rates", "proven", "by column", "running"}
)
ENOUGH: Final = 2
_NO_NAMES: Final = {Other.COST, Other.MARK, FactRole.DIFFERENCE}
_DATES: Final = re.compile(
    r"\d月$|(?:^| )[月火水木金土日]$"
)  # ～5月16日（金）17時: days and hours count nothing
_GOALS: Final = {"項目", "指標", "目標", "KPI"}  # counted by a summary
_BESIDE: Final = 2  # lines
_BY_TITLES: Final = frozenset({"lined", "running"})  # which take an account for no title and lose its place
_ACCOUNTS: Final = re.compile(
    r"(?:決算|予算)(?:見込)?[ 　\t|｜]+(?:決算|予算)?(?:見込)?[ 　\t|｜]*(?:目標|計画)"
)
_YEARS: Final = re.compile(r"(?:令和|平成|昭和|[RHS])?(?:元|\d+)?\(?\d*\)?年度?")
_IN_BRACKETS: Final = re.compile(r"\([^()]*\)")
_WORDS: Final = re.compile(r"[㐀-鿿々ぁ-んァ-ヶA-Za-z]")
_LONGEST_NAME: Final = 200
_OF_REPEATED: Final = 0.6
_MOST_DOUBLED: Final = 4  # a quarter
_MUCH_MORE: Final = 1.25  # a grid is read as a whole or not at all: a little more beside it is scraps
_ASSEMBLED: Final = frozenset({"assembled", "divided assembled"})
_SOLVED: Final = frozenset({"solved", "divided solved"})
_TWICE: Final = 1.6  # readers behind it are right less often on what nobody here has seen
_MORE: Final = 1.05  # what other readers leave out of labelled rows are their baselines alone
_LESS: Final = 0.9
_COUNTED: Final = {FactRole.BASELINE, FactRole.TARGET, FactRole.ACTUAL, FactRole.INCREMENT}


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read so far, and the lines it was read from."""

    readings: tuple[Reading, ...] = ()
    lines: frozenset[int] = frozenset()
    about: Json = field(default_factory=dict)


@dataclass(slots=True)
class Asked:
    """A document, and what each layout said of the same lines: many orders begin alike, and each is asked once."""

    document: Document
    doubts: Doubts
    said: dict[tuple[str, frozenset[int]], Harvest] = field(default_factory=dict)

    @property
    def has_accounts(self) -> bool:
        return bool(_ACCOUNTS.search(self.document.text()))

    def harvest(self, name: str, taken: frozenset[int]) -> Harvest:
        """Return what a layout reads of the lines that are not taken."""
        if (name, taken) not in self.said:
            self.said[name, taken] = LAYOUTS[name](self.document, self.doubts.calendar, set(taken))
        return self.said[name, taken]


def read_document(printed: Document) -> Json:
    """Return the draft of a document: what its layouts understand, and candidates for the rest."""
    calendar = calendar_of(tidy(printed.text()))
    divided_by_signs = with_arrows_divided(without_trends(without_frames(printed)), calendar)
    document = with_years_behind(with_whole_titles(brought_together(divided_by_signs)), calendar)
    is_text = not records.holds(document)
    doubts = Doubts.about(document, calendar, by_place=is_text)
    read = _begun(document) if is_text else _Read()
    asked = Asked(document, doubts)
    read = _in_turns(TURNS if is_text else TURNS[:1], read, asked)
    if is_text:
        read = _with_forms(read, asked)
    found = with_results_apart(document, with_one_name(document, once(read.readings)), calendar)
    readings = [dated(one) for one in weighed(found)]
    about = {"ratings": ratings} | read.about if (ratings := ratings_of(document)) else read.about
    given = GivenYears.by(document, calendar, readings)
    told = [given.to(one) for one in readings if _says_something(one)]
    told = doubts.weighed(told)
    if document is not printed:
        told = [as_printed(one, printed) for one in told]
    if municipality := municipality_of(document):
        about = {"municipality": municipality} | about
    return draft(told, candidates_in(document, calendar, set(read.lines)), about)


def _in_turns(turns: Sequence[Sequence[Order]], read: _Read, asked: Asked) -> _Read:
    for orders in turns:
        read = _best([(order, _in_order(order, read, asked)) for order in orders])
    return read


def _with_forms(plain: _Read, asked: Asked) -> _Read:
    """Return what is read where forms come before all other readers, if that explains as much as `plain`.

    Where nearly all of `plain` is unsure, what forms say with more confidence may be a little less.
    """
    begun = _in_order(FORMS, _begun(asked.document), asked)
    if not begun.readings:
        return plain
    read = _in_turns(TURNS, begun, asked)
    least = _LESS if _is_unsure(plain) and not _is_unsure(read) else 1
    return read if _explained(read) >= least * _explained(plain) else plain


def _is_unsure(read: _Read) -> bool:
    """Say whether most of what was read is unsure."""
    facts = [fact for one in read.readings for fact in one.facts]
    return sum(fact.confidence is Confidence.UNSURE for fact in facts) * 2 > len(facts)


def _begun(document: Document) -> _Read:
    return _Read(lines=frozenset(line.number for line in document.lines if is_axis(line)))


def _in_order(order: Sequence[str], read: _Read, asked: Asked) -> _Read:
    """Return what is read, and not refuted, when these layouts take the lines they understand in this order."""
    for name in order:
        if name in LAST_RESORTS and order is not FORMS and len(read.readings) >= ENOUGH:
            continue  # what is left beside a table that was read are scraps of it
        if name in _BY_TITLES and asked.has_accounts:
            continue
        harvest = asked.harvest(name, read.lines)
        if _contradicts_itself(harvest.readings) or _lack_names(harvest.readings):
            continue
        known = with_known_years(harvest.readings)
        found = asked.doubts.unrefuted(known)
        if known and not found:
            continue
        found = meant(read.readings, found) if name == "narrated" else found
        read = _Read(
            tuple(merged(list(read.readings), found)),
            read.lines | harvest.lines - _lines_given_up(known, found),
            read.about | harvest.about,
        )
    return read


def _lines_given_up(known: Sequence[Reading], kept: Sequence[Reading]) -> set[int]:
    """Return the lines of which nothing is told any more: another reader may read them otherwise."""
    return _lines_of(known) - _lines_of(kept)


def _lines_of(readings: Sequence[Reading]) -> set[int]:
    return {fact.place.line for one in readings for fact in one.facts}


def _contradicts_itself(readings: Sequence[Reading]) -> bool:
    """Say whether many indicators have two figures of one role and year: then the columns are not what they seem."""
    doubled = sum(_is_doubled(one) for one in readings)
    return doubled * _MOST_DOUBLED > len(readings)


def _lack_names(readings: Sequence[Reading]) -> bool:
    """Say whether many indicators have a year, a title, a sign or figures for a name: names stand elsewhere."""
    names = [_IN_BRACKETS.sub("", _YEARS.sub("", tidy(one.name[:_LONGEST_NAME]))) for one in readings]
    lacking = sum(not _WORDS.search(one) for one in names)
    lacking += sum(meaning_of(one.name) is Other.YEAR for one in readings)
    return lacking * _MOST_DOUBLED > len(readings)


def _is_doubled(reading: Reading) -> bool:
    told: dict[tuple[FactRole, int], Decimal | None] = {}
    for fact in reading.facts:
        if fact.year is None or fact.value is None or fact.role not in _COUNTED:
            continue
        if told.setdefault((fact.role, fact.year), fact.value) != fact.value:
            return True
    return False


def _best(ways: Sequence[tuple[Sequence[str], _Read]]) -> _Read:
    """Return what the first order reads, but where another explains much more."""
    (_, first), *others = ways
    best, most, trusted = first, _explained(first), 0.0
    for order, read in others:
        explained = _explained(read)
        if _SOLVED & set(order):
            is_more = explained > _MORE * most
        elif _ASSEMBLED & set(order):
            fewer = explained >= most and len(read.readings) < len(best.readings)
            is_more = fewer or explained > _MORE * most  # as much of fewer indicators: none is torn in two
            trusted = max(trusted, explained)
        else:
            least = _MORE if order == ("labelled rows",) else _MUCH_MORE
            is_more = explained > max(least * _explained(first), most, _TWICE * trusted)
        if is_more:
            best, most = read, explained
    return best


def _explained(read: _Read) -> float:
    """Return how much was understood: facts with a year, and proven ones; contradictions count against.

    What several indicators are called alike is not their name: it stands elsewhere.
    """
    names = Counter(_key(one) for one in read.readings)
    return sum(
        _sense(one) if names[_key(one)] == 1 else _sense(one) * _OF_REPEATED
        for one in weighed(list(read.readings))
    )


def _sense(reading: Reading) -> int:
    facts = [fact for fact in reading.facts if fact.role in _COUNTED]
    dated = {(fact.role, fact.year) for fact in facts if fact.year is not None}
    undated = {(fact.role, fact.label) for fact in facts if fact.year is None}
    twice = len(facts) - len(dated) - len(undated)
    proven = sum(fact.confidence is Confidence.CERTAIN for fact in facts)
    return 2 * (len(dated) + proven - twice) + len(undated)


def merged(readings: list[Reading], more: list[Reading]) -> list[Reading]:
    """Return readings with those of a further layout: what both call alike is one, unless their facts contradict."""
    found = list(readings)
    places = {_key(one): at for at, one in reversed(list(enumerate(readings)))}
    for one in more:
        at = places.get(_key(one))
        if at is None or _contradict(found[at], one):
            found.append(one)
            continue
        known = {(fact.role, fact.year) for fact in found[at].facts}
        again = {(fact.role, fact.year) for fact in one.facts} & known
        facts = [
            fact.sure(Confidence.CERTAIN) if (fact.role, fact.year) in again else fact
            for fact in found[at].facts
        ]
        new = [fact for fact in one.facts if (fact.role, fact.year) not in known]
        found[at] = replace(found[at], facts=(*facts, *new))
    return found


def with_known_years(readings: Sequence[Reading]) -> list[Reading]:
    """Leave out figures without a year of which a row has several under the same title: nothing says which is which."""
    counts: dict[tuple[str, int, FactRole, str], set[Decimal | None]] = {}
    for one in readings:
        for fact in one.facts:
            if fact.year is None:
                counts.setdefault(_row_mark(one, fact), set()).add(fact.value)
    told = [
        replace(
            one,
            facts=tuple(
                fact for fact in one.facts if fact.year is not None or len(counts[_row_mark(one, fact)]) == 1
            ),
        )
        for one in readings
    ]
    return [one for one in told if one.facts]


def _row_mark(reading: Reading, fact: Fact) -> tuple[str, int, FactRole, str]:
    return _key(reading), fact.place.line, fact.role, fact.label


def once(readings: Sequence[Reading]) -> list[Reading]:
    """Leave out what says of an indicator only what a line beside it says: the row of a table printed as text too."""
    told = [
        (_key(one), {(fact.role, fact.year, fact.value, fact.text) for fact in one.facts}) for one in readings
    ]
    on_line: dict[int, list[int]] = {}
    for at, one in enumerate(readings):
        on_line.setdefault(one.place.line, []).append(at)
    found: list[Reading] = []
    for at, one in enumerate(readings):
        beside = range(one.place.line - _BESIDE, one.place.line + _BESIDE + 1)
        near = [other for line in beside for other in on_line.get(line, ()) if other != at]
        name, facts = told[at]
        again = [
            other for other in near if facts <= told[other][1] and (facts < told[other][1] or other < at)
        ]
        if not any(name in told[other][0] or told[other][0] in name for other in again):
            found.append(one)
    return found


def _key(reading: Reading) -> str:
    return compact(reading.name).replace("の", "")


def _contradict(one: Reading, other: Reading) -> bool:
    mine = {(fact.role, fact.year): fact.value for fact in one.facts}
    shared = [fact for fact in other.facts if (fact.role, fact.year) in mine]
    return any(mine[fact.role, fact.year] != fact.value for fact in shared)


def _says_something(reading: Reading) -> bool:
    """Say whether a reading is an indicator: a baseline, target or result, not rates or differences or costs alone."""
    counts_goals = reading.unit in _GOALS or any(fact.unit in _GOALS for fact in reading.facts)
    return (
        not counts_goals
        and not _DATES.search(reading.name)
        and meaning_of(reading.name) not in _NO_NAMES
        and any(
            fact.role in {FactRole.BASELINE, FactRole.TARGET, FactRole.ACTUAL, FactRole.INCREMENT}
            for fact in reading.facts
        )
    )
