"""Parts of one thing in one cell, 小学校 24.6% 中学校 9.9%: the figures of each part brought together as a row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.slots import slot
from reports.reading.solving.kinds import Gap, Kind, kind_of
from reports.reading.solving.stream import Atom
from reports.reading.years import NamedYears

_LONGEST_LABEL: Final = 10
_FEWEST: Final = 2
_MOST_PARTS: Final = 6
_LABELLED: Final = re.compile(
    r"(?P<label>[^:：]{1,10})[:：]\s*(?P<figure>\S+)|(?P<word>[^\d\s:：]{1,6})\s+(?P<amount>\d.*)"
)
_YEAR: Final = re.compile(r"[(（][^()（）]*[)）]$")
_ANSWERS: Final = {Kind.FIGURE, Kind.ABSENT}
_NOTHING: Final = "－"

Part = tuple[Atom, Atom]


def with_parts_apart(printed: Sequence[Atom], calendar: NamedYears) -> Iterator[Atom]:
    """Yield atoms, the figures of parts that come again in one order behind their labels, part by part.

    小学校 24.6% 中学校 9.9% 小学校 29.3% 中学校 13.2% are two rows: 小学校 with both its figures, then 中学校.
    """
    parted = [tuple(_split(one, calendar)) for one in printed]
    atoms = [part for parts in parted for part in parts]
    end = at = 0
    for one, parts in zip(printed, parted, strict=True):
        if at >= end:
            cycles, end = _cycles(atoms, at)
            if cycles:
                yield from _turned(cycles, calendar)
            else:
                yield one  # whole, if it is no part of others
        at += len(parts)


def _split(one: Atom, calendar: NamedYears) -> Iterator[Atom]:
    """Yield 小:84.1% and 全体 60% as label and figure."""
    match = _LABELLED.fullmatch(one.text) if one.kind in {Kind.WORDS, Kind.FIGURE} else None
    figure = slot(match["figure"] or match["amount"], calendar) if match else None
    if match is None or figure is None or kind_of(figure) not in _ANSWERS:
        yield one
        return
    label = slot(match["label"] or match["word"], calendar)
    yield replace(one, slot=label.on(one.line), kind=Kind.WORDS)
    yield replace(one, slot=figure.on(one.line), kind=kind_of(figure), gap=Gap.BLANK)


def _cycles(atoms: Sequence[Atom], at: int) -> tuple[list[list[Part]], int]:
    """Return the parts at a place as often as they come again in one order, the last time perhaps not all of them."""
    pairs: list[Part] = []
    end = at
    while end + 1 < len(atoms) and _is_label(atoms[end]) and atoms[end + 1].kind in _ANSWERS:
        pairs.append((atoms[end], atoms[end + 1]))
        end += 2
    labels = [label.text for label, _ in pairs]
    for count in range(_FEWEST, min(len(pairs) // _FEWEST, _MOST_PARTS) + 1):
        told = next(
            (number for number, text in enumerate(labels) if text != labels[number % count]), len(labels)
        )
        if len(set(labels[:count])) == count and told >= _FEWEST * count:
            return [pairs[start : min(start + count, told)] for start in range(0, told, count)], at + 2 * told
    return [], at


def _is_label(one: Atom) -> bool:
    return one.kind is Kind.WORDS and len(one.text) <= _LONGEST_LABEL


def _turned(cycles: Sequence[Sequence[Part]], calendar: NamedYears) -> Iterator[Atom]:
    """Yield each label with its figures; what the last cycle does not say is nothing."""
    for number, (label, _) in enumerate(cycles[0]):
        yield _free(label)
        for cycle in cycles:
            year = _YEAR.search(cycle[-1][1].text)
            told = cycle[number][1] if number < len(cycle) else _nothing(cycle[-1][1], calendar)
            yield _free(_with_year(told, year[0] if year else "", calendar))


def _with_year(one: Atom, year: str, calendar: NamedYears) -> Atom:
    """Return a figure with the year behind the last one of its cell, which is of all of them."""
    if one.kind is not Kind.FIGURE or not year or one.text.endswith(year) or one.slot.cell.year is not None:
        return one
    joined = slot(f"{one.text}{year}", calendar)
    return replace(one, slot=joined.on(one.line)) if joined.is_figure else one


def _nothing(one: Atom, calendar: NamedYears) -> Atom:
    return replace(one, slot=slot(_NOTHING, calendar).on(one.line), kind=Kind.ABSENT)


def _free(one: Atom) -> Atom:
    """Return an atom without its place: it stands in another row now."""
    return replace(one, column=None, is_divided=False, gap=Gap.BLANK)
