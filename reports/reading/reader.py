"""From a document to a draft: every registered layout takes the lines it understands, in turn."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from reports.reading.agreeing import PLAIN, Telling, agreed
from reports.reading.aims_apart import with_aims_by_name, with_halves_joined
from reports.reading.announced_aims import announces_aims, with_announced_aims
from reports.reading.books import bound, parts_of
from reports.reading.called_starts import with_called_starts
from reports.reading.competing import (
    Read,
    best_of,
    contradicts_itself,
    explained_by,
    is_unsure,
    lack_names,
    repeat_others,
)
from reports.reading.confidence import dated, proven, summed
from reports.reading.documents import Document
from reports.reading.doubts.weighing import Doubts
from reports.reading.drafts import Json, draft
from reports.reading.facts import TOLD, Confidence, FactRole, Harvest, Reading
from reports.reading.figures import figures_in
from reports.reading.given_years import GivenYears, with_given_start
from reports.reading.grid import is_axis
from reports.reading.halfway import with_aims_halfway
from reports.reading.layouts import records
from reports.reading.leftovers import candidates_in, municipality_of
from reports.reading.meant import meant
from reports.reading.merging import merged, once, with_known_years
from reports.reading.names.finished import with_whole_names
from reports.reading.plans import base_year
from reports.reading.prepared import prepared
from reports.reading.printings import is_long, printings_of
from reports.reading.ratings import ratings_of
from reports.reading.results_apart import with_one_name, with_results_apart
from reports.reading.spread import as_printed
from reports.reading.starts import with_results_for_starts
from reports.reading.titles import Other, meaning_of
from reports.reading.turns import ENOUGH, FORMS, IN_PIECES, LAST_RESORTS, LAYOUTS, TURNS, Order
from reports.reading.witnesses import with_witnesses
from reports.reading.wording import tidy
from reports.reading.years import NamedYears, calendar_of, years_in

_NO_NAMES: Final = {Other.COST, Other.MARK, FactRole.DIFFERENCE}
_DATES: Final = re.compile(
    r"\d月$|(?:^| )[月火水木金土日]$"
)  # ～5月16日（金）17時: days and hours count nothing
_GOALS: Final = {"項目", "指標", "目標", "KPI"}  # counted by a summary
_BY_TITLES: Final = frozenset({"lined", "running"})  # which take an account for no title and lose its place
_ACCOUNTS: Final = re.compile(
    r"(?:決算|予算)(?:見込)?[ 　\t|｜]+(?:決算|予算)?(?:見込)?[ 　\t|｜]*(?:目標|計画)"
)
_LATEST: Final = re.compile(r"(?:最新|直近)(?:の?実績)?値?(?:\s|[|｜\t(（]|$)", re.MULTILINE)
_LESS: Final = 0.9
_NEARLY_ALL: Final = 0.85
_MORE: Final = 1.1
_PROMISING: Final = 0.85  # what else the lines give up that others had taken is little
_DIGIT: Final = re.compile(r"[\d一二三四五六七八九十]")


@dataclass(frozen=True, slots=True)
class Said:
    """What a layout read of some lines: its harvest, what of it has known years, and what of that is not refuted."""

    harvest: Harvest
    known: Sequence[Reading]
    found: Sequence[Reading]


@dataclass(slots=True)
class Asked:
    """A document, and what each layout said of the same lines: many orders begin alike, and each is asked once."""

    document: Document
    doubts: Doubts
    said: dict[tuple[str, frozenset[int]], Said] = field(default_factory=dict)
    has_accounts: bool = field(init=False)
    is_halfway: bool = field(init=False)
    are_aims: bool = field(init=False)  # the document announces those of each year
    is_latest: bool = field(init=False)  # a title says what was counted last: nothing halfway is to come
    with_figures: frozenset[int] = field(init=False)
    figures: int = field(init=False)
    start: int | None = field(init=False)  # the year from which all is counted

    def __post_init__(self) -> None:
        self.start = base_year(self.document, self.doubts.calendar)
        self.is_halfway = "中間値" in self.document.text()
        self.are_aims = announces_aims(self.document.text())
        self.is_latest = bool(_LATEST.search(self.document.text()))
        self.has_accounts = bool(_ACCOUNTS.search(self.document.text()))
        self.figures = sum(_figures(words, self.doubts.calendar) for words in self.doubts.lines.values())
        self.with_figures = frozenset(
            number for number, words in self.doubts.lines.items() if _DIGIT.search(words)
        )

    def said_by(self, name: str, taken: frozenset[int]) -> Said:
        """Return what a layout reads of the lines that are not taken: nothing where these hold no figure."""
        if (name, taken) not in self.said:
            self.said[name, taken] = self._ask(name, taken)
        return self.said[name, taken]

    def is_told(self, read: Read) -> bool:
        """Say whether nearly every figure is told, and surely: no other reader can explain, or witness, much more."""
        if not self.is_explained(read):
            return False
        facts = [fact for one in with_witnesses(read.readings, self.told()) for fact in one.facts]
        return all(fact.confidence is not Confidence.UNSURE for fact in facts)

    def is_explained(self, read: Read) -> bool:
        """Say whether nearly every figure is told, surely or not."""
        return read.explained >= _NEARLY_ALL * 2 * self.figures > 0

    def is_divided(self, read: Read) -> bool:
        """Say whether what is told stands between signs: columns need not be found there as in a form."""
        told = [self.doubts.lines.get(line, "") for line in _lines_of(read.readings)]
        return sum("|" in words for words in told) > _NEARLY_ALL * len(told)

    def told(self) -> Iterator[tuple[str, Sequence[Reading]]]:
        """Yield what each layout that was asked told and nothing refuted, taken or not."""
        yield from ((name, said.found) for (name, _), said in self.said.items())

    def _ask(self, name: str, taken: frozenset[int]) -> Said:
        if self.with_figures <= taken:
            return Said(Harvest(), (), ())
        harvest = LAYOUTS[name](self.document, self.doubts.calendar, set(taken))
        harvest.readings = with_results_for_starts(harvest.readings)
        if self.are_aims:
            harvest.readings = with_announced_aims(harvest.readings)
        if self.is_halfway or not self.is_latest:
            harvest.readings = with_aims_halfway(
                harvest.readings, self.doubts.present, are_titled=self.is_halfway
            )
        if contradicts_itself(harvest.readings) or lack_names(harvest.readings):
            return Said(Harvest(), (), ())
        known = with_given_start(with_known_years(harvest.readings), self.start)
        return Said(harvest, tuple(known), tuple(self.doubts.unrefuted(known)))


@dataclass(frozen=True, slots=True)
class Understood:
    """A document as readers met it, what is told of it as it was printed, and the lines that are dealt with."""

    document: Document
    told: Sequence[Reading]
    lines: Set[int]
    about: Json
    is_enough: bool  # nothing is left that could be read otherwise


def read_document(printed: Document) -> Json:
    """Return the draft of a document: what its layouts understand, and candidates for the rest.

    Of a book of several 施策 each is read as a document of its own.
    """
    if parts := parts_of(printed):
        return bound(printed, [(part, _drafted(part.document)) for part in parts])
    return _drafted(printed)


def _drafted(printed: Document) -> Json:
    calendar = calendar_of(tidy(printed.text()))
    plain = _understood(printed, calendar)
    told = plain.told if plain.is_enough else _with_printings(printed, plain.told, calendar)
    about = {"ratings": ratings} | plain.about if (ratings := ratings_of(plain.document)) else plain.about
    if municipality := municipality_of(plain.document):
        about = {"municipality": municipality} | about
    return draft(told, candidates_in(plain.document, calendar, {*plain.lines, *_lines_of(told)}), about)


def _understood(printed: Document, calendar: NamedYears) -> Understood:
    document = prepared(printed, calendar)
    is_text = not records.holds(document)
    asked = Asked(document, Doubts.about(document, calendar, by_place=is_text))
    read = _of_text(asked) if is_text else _in_turns(TURNS[:1], Read(), asked)
    said = _said(read, asked, is_text=is_text)
    told = asked.doubts.weighed(said)
    untold = _lines_given_up(said, told)
    if is_text:
        told = with_whole_names(document, told, calendar)
    if document is not printed:
        told = [as_printed(one, printed) for one in told]
    is_known = not is_text or bool(read.about)  # read by its keys, or as the slides that it is
    is_enough = is_known or is_long(printed) or asked.is_explained(read)
    return Understood(document, told, read.lines - untold, read.about, is_enough)


def _with_printings(printed: Document, plain: Sequence[Reading], calendar: NamedYears) -> list[Reading]:
    """Return what is told of a document in all its printings, at the places where it was printed first."""
    others: list[Telling] = []
    for printing in printings_of(printed):
        readings = _understood(printing.document, calendar).told
        others.append(Telling(printing.kind, [printing.at_origin(one) for one in readings]))
    return agreed(printed, Telling(PLAIN, plain), others)


def _of_text(asked: Asked) -> Read:
    """Return what is read of a text: forms, or sentences, before all others if that explains more.

    What was known for the slides that it is need not be read as anything else.
    """
    plain = _in_turns(TURNS, _begun(asked.document), asked)
    return plain if plain.about else _with_sentences(_with_forms(plain, asked), asked)


def _said(read: Read, asked: Asked, *, is_text: bool) -> list[Reading]:
    """Return the indicators that were read, halves joined, with how sure they are and the years given for all."""
    document, calendar = asked.document, asked.doubts.calendar
    named = with_halves_joined(with_aims_by_name(with_one_name(document, once(read.readings))))
    found = with_results_apart(document, named, calendar)
    heard = summed(with_witnesses(proven(found), asked.told()))
    readings = with_called_starts(document, heard, calendar) if is_text else heard
    given = GivenYears.by(document, calendar, readings)
    has_years = bool(calendar.years)
    return [dated(given.to(one), names_years=has_years) for one in readings if _says_something(one)]


def _figures(words: str, calendar: NamedYears) -> int:
    """Return how many figures a line holds beside its years."""
    for year in reversed(years_in(words, calendar)):
        words = f"{words[: year.start]} {words[year.end :]}"
    return sum(1 for _ in figures_in(words))


def _in_turns(turns: Sequence[Sequence[Order]], read: Read, asked: Asked) -> Read:
    for orders in turns:
        begun = read
        read = best_of(((order, _in_order(order, begun, asked)) for order in orders), asked.is_told)
    return read


def _with_forms(plain: Read, asked: Asked) -> Read:
    """Return what is read where forms come before all other readers, if that explains as much as `plain`.

    Where nearly all of `plain` is unsure, what forms say with more confidence may be a little less.
    """
    if asked.is_explained(plain) and asked.is_divided(plain) and not is_unsure(plain):
        return plain
    begun = _in_order(FORMS, _begun(asked.document), asked)
    if not begun.readings or not _promises(begun, plain):
        return plain
    read = _in_turns(TURNS, begun, asked)
    least = _LESS if is_unsure(plain) and not is_unsure(read) else 1
    return read if read.explained >= least * plain.explained else plain


def _promises(begun: Read, plain: Read) -> bool:
    """Say whether who came first, and what others read beside his lines, explain nearly as much as was read before."""
    beside = plain.beside(_lines_of(begun.readings))
    return explained_by((*begun.readings, *beside)) >= _PROMISING * plain.explained


def _with_sentences(plain: Read, asked: Asked) -> Read:
    """Return what is read where sentences come before all other readers, if that explains more than `plain`.

    Of a list with sentences around it a reader of lists takes the lines that it knows, and tears the rest.
    """
    begun = _in_order(("narrated",), _begun(asked.document), asked)
    is_most = ENOUGH * begun.explained >= plain.explained  # a document of sentences
    if not is_most or not begun.readings or not _promises(begun, plain):
        return plain
    read = _in_turns(TURNS, begun, asked)
    return read if read.explained > _MORE * plain.explained else plain


def _begun(document: Document) -> Read:
    return Read(lines=frozenset(line.number for line in document.lines if is_axis(line)))


def _in_order(order: Sequence[str], read: Read, asked: Asked) -> Read:
    """Return what is read, and not refuted, when these layouts take the lines they understand in this order."""
    for name in order:
        if name in LAST_RESORTS and order is not FORMS and len(read.readings) >= ENOUGH:
            continue  # what is left beside a table that was read are scraps of it
        if name in _BY_TITLES and asked.has_accounts:
            continue
        said = asked.said_by(name, read.lines)
        if (said.known and not said.found) or not said.harvest.is_something:
            continue
        found = meant(read.readings, said.found) if name == "narrated" else said.found
        if name in IN_PIECES and repeat_others(read.readings, found):
            continue
        read = Read(
            tuple(merged(list(read.readings), list(found))),
            read.lines | said.harvest.lines - _lines_given_up(said.known, found),
            read.about | said.harvest.about,
        )
    return read


def _lines_given_up(known: Sequence[Reading], kept: Sequence[Reading]) -> set[int]:
    """Return the lines of which nothing is told any more: another reader may read them otherwise."""
    return _lines_of(known) - _lines_of(kept)


def _lines_of(readings: Sequence[Reading]) -> set[int]:
    return {fact.place.line for one in readings for fact in one.facts}


def _says_something(reading: Reading) -> bool:
    """Say whether a reading is an indicator: a baseline, target or result, not rates or differences or costs alone."""
    counts_goals = reading.unit in _GOALS or any(fact.unit in _GOALS for fact in reading.facts)
    return (
        not counts_goals
        and not _DATES.search(reading.name)
        and meaning_of(reading.name) not in _NO_NAMES
        and any(fact.role in TOLD for fact in reading.facts)
    )
