"""Rows of lists whose role is said beside the name, above it, or by the row that they are parts of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.forms.lines import FormLine, Kind
from reports.reading.titles import Title, read_title
from reports.reading.wording import tidy
from reports.reading.years import NamedYears, PrintedYear

_ROLE: Final = r"目標値?|計画値?|実績値?|現状値?|基準値?|現況値?|策定時(?:の?値)?"
_BEFORE: Final = re.compile(
    rf"^(?:[【〔\[(〈<《](?P<inside>{_ROLE})[】〕\])〉>》]\s*|(?P<bare>基準(?:時点|年度|値)|目標(?:時点|年度|値)|現状値|実績値)の)(?=\S)"
)
_BEHIND: Final = re.compile(rf"\((?P<inside>{_ROLE})\)$")
_PART: Final = re.compile(r"^[\s(・]*うち")
_LETTER: Final = re.compile(r"\([A-Z]\)$")
_ITEM: Final = re.compile(r"^[\s①-⑳・(\d]")
_ROLES: Final = {FactRole.TARGET, FactRole.ACTUAL, FactRole.BASELINE}


class _Said:
    """What holds for the rows that follow: the role of the list, and the row that parts belong to."""

    def __init__(self) -> None:
        self.role: Title | None = None
        self.whole: FormLine | None = None

    def take(self, one: FormLine, calendar: NamedYears) -> FormLine:
        if one.kind is not Kind.ROW:
            self.whole = None
            self._words(one, calendar)
            return one
        if one.label is not None or not one.words or len(one.values) != 1:
            return one
        name = tidy(one.words[-1].text)
        if self.whole is not None and _PART.match(name):
            return self._part(one, name)
        told = _by_name(one, name, calendar)
        self.whole = told
        if told is None and self.role is not None and one.values[0].cell.year is not None:
            return _labelled(one, self.role, name)
        return told or one

    def _part(self, one: FormLine, name: str) -> FormLine:
        whole = self.whole
        if whole is None or whole.label is None:
            return one
        label = replace(whole.label, year=_year_of(one) or whole.label.year)
        return _labelled(one, label, f"{whole.words[-1].text} {name.strip(' 　・()')}")

    def _words(self, one: FormLine, calendar: NamedYears) -> None:
        """Take the words that head a list, or end it: of one that goes on there are only its items."""
        if one.kind is Kind.HEAD or not one.words:
            self.role = None
            return
        text = tidy(one.line.text)
        title = read_title(one.words[0].text, calendar) if len(one.words) == 1 else None
        if title is not None and title.meaning in _ROLES and title.year is None:
            self.role = title
        elif not _ITEM.match(text):
            self.role = None


def with_said_roles(lines: Sequence[FormLine], calendar: NamedYears) -> Iterator[FormLine]:
    """Yield lines; a row with one figure, or the dated figures of one name, has the label that its list says."""
    said = _Said()
    for one in lines:
        yield said.take(one, calendar)


def _by_name(one: FormLine, name: str, calendar: NamedYears) -> FormLine | None:
    """Return a row whose name says its role before or behind it: 【目標】移行者数, 移行者数（基準）."""
    match = _BEFORE.match(name) or _BEHIND.search(name)
    if match is None:
        return None
    said = match["inside"] or match.groupdict().get("bare") or ""
    title = read_title(said.removesuffix("時点").removesuffix("年度"), calendar)
    if title is None or title.meaning not in _ROLES:
        return None
    bare = (name[: match.start()] + name[match.end() :]).strip()
    return _labelled(one, replace(title, year=_year_of(one)), bare)


def _labelled(one: FormLine, label: Title, name: str) -> FormLine:
    told = replace(one.words[-1], text=_LETTER.sub("", name).strip())
    return replace(one, label=label, words=(*one.words[:-1], told), is_said=True)


def _year_of(one: FormLine) -> PrintedYear | None:
    return one.values[0].cell.year or one.tail_year
