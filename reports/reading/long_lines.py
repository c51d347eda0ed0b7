"""A page that is one line: taken apart where a name follows figures, so that each name has its own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from reports.reading.cells import read_printed
from reports.reading.documents import Line
from reports.reading.facts import COUNTED, FactRole
from reports.reading.heads import year_only
from reports.reading.tables import is_whole_name
from reports.reading.titles import read_title
from reports.reading.wording import ARROW, tidy
from reports.reading.years import NamedYears

_LONG: Final = 240
_FIGURE: Final = re.compile(r"[▲△約]?\d[\d,.]*[^\d\s()]{0,8}(?:\([^()]*\))?|[-―ー]")
_ARROW: Final = re.compile(ARROW)
_BRACKET: Final = re.compile(r"\(.*\)|【.*|.*】")
_FEWEST: Final = 2
_GROUP: Final = re.compile(r"(?:者|世帯|生|児)$")


def in_pieces(line: Line, calendar: NamedYears) -> Iterator[Line]:
    """Yield a line, or the parts of a very long one that say what their figures are: a name, and what is behind it."""
    if len(line.text) <= _LONG:
        yield line
        return
    names: Sequence[str] = ()
    for words, said in _parts(tidy(line.text).split(), calendar):
        names = _named(words, names)
        if any(_is_role(one, calendar) for one in said) or _is_dated(said, calendar):
            yield replace(line, text=" ".join([*names, *said]))


def _parts(words: Sequence[str], calendar: NamedYears) -> Iterator[tuple[list[str], list[str]]]:
    """Yield runs of words, each with the labels, years, arrows and figures behind it."""
    lead: list[str] = []
    said: list[str] = []
    for word in words:
        if (_is_said(word, calendar) and (lead or said)) or _is_goal(word, said, calendar):
            said.append(word)
            continue
        if said and not (_BRACKET.fullmatch(word) and not is_whole_name(word)):
            yield lead, said
            lead, said = [], []
        lead.append(word)
    if lead or said:
        yield lead, said


def _is_said(word: str, calendar: NamedYears) -> bool:
    if _ARROW.fullmatch(word) or (_FIGURE.fullmatch(word) and "の" not in word):  # 18歳未満の人口
        return True
    return year_only(word, calendar) is not None or _is_role(word, calendar)


def _is_goal(word: str, said: Sequence[str], calendar: NamedYears) -> bool:
    """Say whether a word stands in place of a figure behind the title of targets: 目標 増やす."""
    title = read_title(said[-1], calendar) if said else None
    is_aimed = title is not None and title.meaning is FactRole.TARGET
    return is_aimed and read_printed(word, calendar).is_goal


def _is_dated(said: Sequence[str], calendar: NamedYears) -> bool:
    """Say whether years and figures take turns, two of each at least: 平成28年度 412人 → 令和5年度 520人."""
    told = [one for one in said if not _ARROW.fullmatch(one)]
    years = [year_only(one, calendar) is not None for one in told]
    is_turn = all(before != after for before, after in pairwise(years))
    return len(told) >= 2 * _FEWEST and len(told) % 2 == 0 and years[0] and is_turn


def _is_role(word: str, calendar: NamedYears) -> bool:
    title = read_title(word, calendar)
    return title is not None and title.meaning in COUNTED


def _named(words: Sequence[str], before: Sequence[str]) -> list[str]:
    """Return the name at the end of some words; a label alone is of the name before it."""
    at = max((at for at, word in enumerate(words) if is_whole_name(word)), default=None)
    if at is not None:
        ends = [place for place, one in enumerate(words) if "。" in one and place > at]
        label = words[ends[-1] + 1 :] if ends else ()  # (考え方) and sentences stand between it and the name
        if not ends and at and _GROUP.search(words[at]) and is_whole_name(words[at - 1]):
            return list(words[at - 1 :])  # 共働き世帯の割合 未就学児の保護者
        return [words[at], *label] if ends else list(words[at:])
    is_label = len(words) == 1 and len(before) > 1
    return [*before[:-1], *words] if is_label else list(words[-1:])
