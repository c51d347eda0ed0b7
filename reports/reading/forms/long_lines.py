"""A page that is one line: taken apart where words, titles and figures take turns, as the lines of a form would be."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum, auto
from typing import Final

from indicators.calculation.units import is_known_unit
from reports.reading.documents import Line
from reports.reading.forms.cell_rows import is_title, role_of, stands_for_figure
from reports.reading.slots import slot
from reports.reading.titles import Other
from reports.reading.wording import named, tidy
from reports.reading.years import NamedYears

_LONG: Final = 400
_MARK: Final = re.compile(
    r"[①-⑳]|[【■◆●◎○・].+|(?:[^\s\d]{0,8}(?:指標|KPI))\s?[\d①-⑳]{1,2}|[(（]?\d{1,2}[)）.．](?!\d).*"
)
_NUMBER: Final = re.compile(r"\d{1,2}")
_OWN_YEAR: Final = re.compile(r"(?:基準|目標|評価|策定)年(?:度|次)")
_NAMES: Final = re.compile(r"(?:[^\s\d]{0,4})指標")
_VALUE_OF: Final = re.compile(r"数値[(（](?P<role>[^()（）]+)[)）]")
_WORD: Final = re.compile(r"[^\d\s]{3}")
_FEWEST: Final = 2


class _Kind(StrEnum):
    WORDS = auto()
    TITLE = auto()
    YEAR = auto()
    FIGURE = auto()


@dataclass(slots=True)
class _Pieces:
    """The pieces found so far, and what the one that is being put together holds."""

    done: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    kinds: list[_Kind] = field(default_factory=list)
    number: int = 0  # of the last record
    has_own_years: bool = False

    def end(self) -> None:
        if self.words:
            self.done.append(_joined(self.words, self.kinds))
        self.words, self.kinds = [], []

    def put(self, word: str, kind: _Kind) -> None:
        self.words.append(word)
        self.kinds.append(kind)


def in_lines(lines: Sequence[Line], calendar: NamedYears) -> Iterator[Line]:
    """Yield lines; of one that is a page, a line for each name, each head and each row of figures."""
    for line in lines:
        if len(line.text) <= _LONG:
            yield line
        else:
            words = _VALUE_OF.sub(r"\g<role>", tidy(line.text)).split()
            yield from (replace(line, text=text) for text in _pieces(words, calendar))


def _pieces(words: Sequence[str], calendar: NamedYears) -> list[str]:
    kinds = [_kind(word, calendar) for word in words]
    found = _Pieces()
    for at, (word, kind) in enumerate(zip(words, kinds, strict=True)):
        following = kinds[at + 1] if at + 1 < len(words) else _Kind.WORDS
        is_record = (
            following is _Kind.WORDS and at + 1 < len(words) and _is_record(word, words[at + 1], found)
        )
        if is_record or _MARK.fullmatch(word):
            found.end()
            found.number = int(word) if is_record else found.number
            found.put(word, _Kind.WORDS)
        elif found.has_own_years and kind is _Kind.YEAR and found.kinds and found.kinds[-1] is _Kind.FIGURE:
            found.words[-1] += f"({word})"
        else:
            _take(found, word, kind, following)
    found.end()
    return found.done


def _joined(words: Sequence[str], kinds: Sequence[_Kind]) -> str:
    """Return the words of a piece; those behind the mark of a record, up to its unit or figures, are one name."""
    end = next(
        (at for at, one in enumerate(kinds) if one is not _Kind.WORDS or is_known_unit(words[at])), len(words)
    )
    if end < _FEWEST or not (_MARK.fullmatch(words[0]) or _NUMBER.fullmatch(words[0])):
        return " ".join(words)
    return " ".join([words[0], named(" ".join(words[1:end])), *words[end:]])


def _take(found: _Pieces, word: str, kind: _Kind, following: _Kind) -> None:
    last = found.kinds[-1] if found.kinds else None
    if kind is _Kind.TITLE and _OWN_YEAR.fullmatch(word):
        found.has_own_years = True
        return
    is_label = kind is _Kind.TITLE and following is _Kind.FIGURE and last is not _Kind.TITLE
    if last is not None and (is_label or _parts(last, kind, found.kinds)):
        found.end()
    if _NAMES.fullmatch(word):
        found.has_own_years = False
    found.put(word, kind)
    if kind is _Kind.WORDS and word.endswith("。"):
        found.end()


def _parts(last: _Kind, kind: _Kind, before: Sequence[_Kind]) -> bool:
    """Say whether a new line begins between two words of these kinds."""
    heads = {_Kind.TITLE, _Kind.YEAR}
    if kind is _Kind.FIGURE:
        return last in heads and len(before) >= _FEWEST
    if kind is _Kind.WORDS:
        return last is not _Kind.WORDS
    if kind is _Kind.YEAR:
        titles = before.count(_Kind.TITLE)
        return last not in heads or (last is _Kind.TITLE and titles == len(before) >= _FEWEST)
    return last not in heads


def _is_record(word: str, behind: str, found: _Pieces) -> bool:
    """Say whether a number before words is that of the next record."""
    is_next = bool(_NUMBER.fullmatch(word)) and int(word) == found.number + 1
    return is_next and bool(_WORD.match(behind))


def _kind(word: str, calendar: NamedYears) -> _Kind:
    one = slot(word, calendar)
    if one.is_year:
        return _Kind.YEAR
    if (
        role_of(one, calendar) is not None
        or is_title(one, Other.YEAR, Other.LABEL)
        or _OWN_YEAR.fullmatch(word)
    ):
        return _Kind.TITLE
    return _Kind.FIGURE if stands_for_figure(one) and not one.is_unit else _Kind.WORDS
