"""Columns by where the figures of full rows are set on their lines: what each line of the head has above them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Final

from reports.reading.assembling.columns import NO_SPAN, Headed, role_of, spread, under, with_accounts
from reports.reading.assembling.ordering import titles_at
from reports.reading.assembling.pairing import first_value
from reports.reading.assembling.rows import Piece, PrintedRow
from reports.reading.facts import FactRole
from reports.reading.induction.records import is_value
from reports.reading.induction.rough_titles import rough_slot
from reports.reading.titles import Other, Title
from reports.reading.years import NamedYears

_FEWEST: Final = 2
_MOST_COLUMNS: Final = 40
_BARE: Final = 3.0  # half-width letters that a title may stand aside before its column counts as having none
_UNUSED: Final = 8.0  # the same for a title that stands above no figures at all
_NEVER: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Span:
    """From where to where on their lines the figures of a column are printed, and the year that is known of them."""

    start: int
    end: int
    year: int | None = None


def columns_as_set(
    head: Sequence[PrintedRow], rows: Sequence[PrintedRow], calendar: NamedYears
) -> list[Headed]:
    """Return the columns of rows that wide blanks part, each with what stands above it; none if no two rows agree."""
    spans = spans_of(rows)
    levels = [[each for one in row.filled for each in titles_at(one, calendar)] for row in head]
    if not spans or not all(row.has_places for row in head):
        return []
    found = [Headed(None, None, "", at, span.start, span.end) for at, span in enumerate(spans)]
    words = [""] * len(spans)
    for above in _levels(levels, spans):
        for at, one in above.items():
            found[at] = _compared(found[at], one) or under(found[at], one, calendar)
            words[at] += one.text
    return with_accounts(spread([_with_words(*one, calendar) for one in zip(found, words, strict=True)]))


def _levels(levels: Sequence[Sequence[Piece]], spans: Sequence[Span]) -> list[dict[int, Piece]]:
    """Return for each line of a head which of its titles stands above which column, the upper line first.

    What is headed by a remark stands below no other title.
    """
    found: list[dict[int, Piece]] = []
    columns = list(spans)
    open_columns = list(range(len(spans)))
    for level in reversed(levels):
        above = titles_above(level, [columns[at] for at in open_columns])
        found.append({at: one for at, one in zip(open_columns, above, strict=True) if one is not None})
        for at, one in found[-1].items():
            year = one.slot.year.year if one.slot.year is not None else columns[at].year
            columns[at] = replace(columns[at], year=year)
        open_columns = [
            at for at, one in zip(open_columns, above, strict=True) if one is None or not _is_remark(one)
        ]
    return found[::-1]


def _is_remark(one: Piece) -> bool:
    return one.slot.title is not None and one.slot.title.meaning in {Other.TEXT, Other.MARK}


def spans_of(rows: Sequence[PrintedRow]) -> list[Span]:
    """Return where columns of figures stand: those of rows that agree, beginning with the first behind the head."""
    spans: list[Span] = []
    often: list[int] = []
    for row in rows:
        figures = [one for one in row.pieces[first_value(row) :] if is_value(one.slot)]
        if row.has_places and "。" not in row.line.text and len(figures) >= _FEWEST:
            _add(figures, spans, often)
    told = [span for span, times in zip(spans, often, strict=True) if times >= min(_FEWEST, max(often))]
    told.sort(key=lambda one: one.start)
    is_apart = all(one.end <= other.start for one, other in pairwise(told))
    return told if is_apart and _FEWEST <= len(told) <= _MOST_COLUMNS else []


def _add(figures: Sequence[Piece], spans: list[Span], often: list[int]) -> None:
    """Add the figures of a row to the columns that are known, as new columns where they touch none.

    A row two of whose figures stand in one column is of another table, or no row of any: it adds nothing.
    """
    found = [[at for at, span in enumerate(spans) if _touch(one, span)] for one in figures]
    known = [one[0] for one in found if one]
    if any(len(one) > 1 for one in found) or len(set(known)) < len(known):
        return
    for one, places in zip(figures, found, strict=True):
        if places:
            span = spans[places[0]]
            spans[places[0]] = Span(min(span.start, one.start), max(span.end, one.end))
            often[places[0]] += 1
        else:
            spans.append(Span(one.start, one.end))
            often.append(1)


def _touch(one: Piece, span: Span) -> bool:
    return one.start < span.end and span.start < one.end


def titles_above(level: Sequence[Piece], spans: Sequence[Span]) -> list[Piece | None]:
    """Return for each column the title of one line of a head that stands above it.

    A title stands above columns beside each other, in their middle or where they begin or end; of all ways to share
    the columns out the one in which titles stand nearest to theirs, and in which few columns have none.
    """

    @cache
    def best(title: int, column: int) -> tuple[float, int]:
        """Return the least cost from here on, and how many columns this title has; -1 if the column has none."""
        if title == len(level):
            return _BARE * (len(spans) - column), -1
        ways = [(_unused(level[title], spans) + best(title + 1, column)[0], 0)]
        if column < len(spans):
            ways.append((_BARE + best(title, column + 1)[0], -1))
        for end in range(column + 1, len(spans) + 1):
            apart = _apart(level[title], spans[column:end])
            if apart < _NEVER:
                ways.append((apart + best(title + 1, end)[0], end - column))
        return min(ways, key=lambda way: way[0])

    found: list[Piece | None] = []
    title = 0
    while title < len(level) and len(found) < len(spans):
        share = best(title, len(found))[1]
        if share < 0:
            found.append(None)
        else:
            found += [level[title]] * share
            title += 1
    return [*found, *[None] * (len(spans) - len(found))]


def _unused(one: Piece, spans: Sequence[Span]) -> float:
    """Return what it costs that a title stands above no figures: nothing where it heads words."""
    says = one.slot.is_year or role_of(one.slot.title) is not None
    return _UNUSED if says and one.end > spans[0].start else 0.0


def _apart(one: Piece, group: Sequence[Span]) -> float:
    """Return how far a title stands from the columns that would be its own."""
    if len(group) > 1 and (role_of(one.slot.title) in NO_SPAN or not _may_span(one)):
        return _NEVER
    years = [column.year for column in group if column.year is not None]
    if any(later <= earlier for earlier, later in pairwise(years)) and not one.slot.is_year:
        return _NEVER
    start, end = group[0].start, group[-1].end
    beside = max(start - one.end, one.start - end, 0)
    aside = [abs(one.start - start), abs((one.start + one.end) / 2 - (start + end) / 2)]
    if len(group) == 1:
        aside.append(abs(one.end - end))
    return beside + min(aside)


def _may_span(one: Piece) -> bool:
    return one.slot.is_year or one.slot.title is None or one.slot.title.meaning is not Other.MARK


def _compared(above: Headed, one: Piece) -> Headed | None:
    """Return the column of a rate whose title is a division over two lines: 実績／, 目標."""
    if role_of(one.slot.title) is FactRole.RATE:
        return replace(above, meaning=FactRole.RATE, year=one.slot.year or above.year, words=one.text)
    if above.role is FactRole.RATE and above.words.endswith(("／", "/")):
        return replace(above, words=above.words + one.text)
    return None


def _with_words(column: Headed, words: str, calendar: NamedYears) -> Headed:
    """Return a column whose title goes over lines as it reads when these are put together: 計画策定, 時の値."""
    if column.meaning is not None:
        return column
    whole = rough_slot(words, calendar)
    title: Title | None = whole.title
    return replace(column, meaning=title.meaning, words=words) if title is not None else column
