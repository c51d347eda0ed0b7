"""Rows of lists whose role is said beside the name, above it, or by the row that they are parts of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reports.reading.facts import COUNTED
from reports.reading.forms.lines import FormLine, Kind
from reports.reading.slots import Slot
from reports.reading.titles import Title, read_title
from reports.reading.wording import tidy
from reports.reading.years import NamedYears, PrintedYear

_ROLE: Final = r"目標値?|計画値?|実績値?|現状値?|基準値?|現況値?|策定時(?:の?値)?"
_BEFORE: Final = re.compile(
    rf"^(?:[【〔\[(〈<《](?P<inside>{_ROLE})[】〕\])〉>》]\s*|(?P<bare>基準(?:時点|年度|値)|目標(?:時点|年度|値)|現状値|実績値)の)(?=\S)"
)
_BEHIND: Final = re.compile(rf"\((?:(?P<kept>[^()]{{1,6}})、)?(?P<inside>{_ROLE})\)$")
_PART: Final = re.compile(r"^[\s(・]*うち")
_LETTER: Final = re.compile(r"\([A-Z]\)$")
_ITEM: Final = re.compile(r"^[\s①-⑳・(\d]")
_CLOSED: Final = re.compile(r"[)）。:：]$|情報$|指標等?$|項目$|状況$")
_FEWEST_FIGURES: Final = 3


class _Said:
    """What holds for the rows that follow: the role of the list, and the row that parts belong to."""

    def __init__(self) -> None:
        self.role: Title | None = None
        self.whole: FormLine | None = None
        self.above: FormLine | None = None  # words on the line before
        self.named: FormLine | None = None  # words that say a name and the role of the figures below them

    def take(self, one: FormLine, calendar: NamedYears) -> FormLine:
        told = self._below(one, calendar) or self._of_list(one, calendar)
        self.above = told if told.kind is Kind.WORDS and len(told.words) == 1 else None
        return told

    def _below(self, one: FormLine, calendar: NamedYears) -> FormLine | None:
        """Return the figures below words that say their name and role, with these; an aim between them is words."""
        is_aim = self.named is not None and one.kind is Kind.ROW and len(one.values) < _FEWEST_FIGURES
        if is_aim and one.label is not None:
            return replace(one, kind=Kind.WORDS)
        if one.kind is Kind.HEAD or one.label is not None:
            self.named = None
            return None
        at = next((at for at, each in enumerate(one.words) if _BEHIND.search(tidy(each.text))), None)
        if at is not None and len(one.values) < _FEWEST_FIGURES and not _is_dated(one):
            self.named = replace(one, words=(*self._broken(at), one.words[at]))
            return replace(one, kind=Kind.WORDS)
        if self.named is None or one.kind is not Kind.ROW:
            return None
        if len(one.values) < _FEWEST_FIGURES:
            return replace(one, kind=Kind.WORDS)
        name = tidy("".join(each.text for each in self.named.words))
        told = replace(one, words=(self.named.words[-1],))
        self.named = None
        return _by_name(told, name, calendar, pattern=_BEHIND)

    def _broken(self, at: int) -> tuple[Slot, ...]:
        """Return the words of the line before where a name may have begun there."""
        above = self.above
        begins = above is not None and at == 0 and not _ITEM.match(tidy(above.line.text))
        return above.words if above is not None and begins and not _CLOSED.search(above.words[0].text) else ()

    def _of_list(self, one: FormLine, calendar: NamedYears) -> FormLine:
        if one.kind is not Kind.ROW:
            self.whole = None
            self._words(one, calendar)
            return one
        if one.label is not None or not one.words:
            return one
        name = tidy(one.words[-1].text)
        if len(one.values) > 1:
            return _by_name(one, name, calendar, pattern=_BEHIND) or one
        if self.whole is not None and _PART.match(name):
            return self._part(one, name)
        told = _by_name(one, name, calendar, pattern=_BEFORE) or _by_name(
            one, name, calendar, pattern=_BEHIND
        )
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
        if title is not None and title.meaning in COUNTED and title.year is None:
            self.role = title
        elif not _ITEM.match(text):
            self.role = None


def with_said_roles(lines: Sequence[FormLine], calendar: NamedYears) -> Iterator[FormLine]:
    """Yield lines; a row with one figure, or the dated figures of one name, has the label that its list says."""
    said = _Said()
    for one in lines:
        yield said.take(one, calendar)


def _by_name(one: FormLine, name: str, calendar: NamedYears, *, pattern: re.Pattern[str]) -> FormLine | None:
    """Return a row whose name says its role before or behind it: 【目標】移行者数, 移行者数（基準）."""
    match = pattern.search(name)
    if match is None:
        return None
    said = match["inside"] or match.groupdict().get("bare") or ""
    title = read_title(said.removesuffix("時点").removesuffix("年度"), calendar)
    if title is None or title.meaning not in COUNTED:
        return None
    kept = match.groupdict().get("kept")
    bare = name[: match.start()] + (f"({kept})" if kept else "") + name[match.end() :].strip()
    return _labelled(one, replace(title, year=_year_of(one)), bare)


def _labelled(one: FormLine, label: Title, name: str) -> FormLine:
    told = replace(one.words[-1], text=_LETTER.sub("", name).strip())
    return replace(one, label=label, words=(*one.words[:-1], told), says_role=True)


def _is_dated(one: FormLine) -> bool:
    return one.tail_year is not None or any(each.cell.year is not None for each in one.values)


def _year_of(one: FormLine) -> PrintedYear | None:
    return one.values[0].cell.year or one.tail_year
