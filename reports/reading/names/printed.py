"""What is printed around the figures of an indicator: lines as names see them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from reports.reading.documents import Document
from reports.reading.facts import FactRole, Reading
from reports.reading.figures import figures_in
from reports.reading.tables import is_whole_name
from reports.reading.titles import Other, meaning_of
from reports.reading.wording import named, tidy, without_number
from reports.reading.years import NamedYears, years_in

_SENTENCE_ENDS: Final = re.compile(r"(?:[。！？!?]|です|ます|ました|でした|ません|ください)$")
_NOTE: Final = re.compile(r"^[\s　]*(?:※|\*|[(（]?注\d*[)）.:：]|資料|出典|→|⇒)")
_SECTION: Final = re.compile(
    r"^(?:第?[\dⅠ-Ⅻ一二三四五六七八九十]{1,3}(?:章|節|項|[.．、])|[(（][\d一二三四五六七八九十]{1,2}[)）]|[■□◆◇●○◎▼【《〈\[])"
)
_UNIT_BEHIND: Final = re.compile(r"[（(\[［【](?:単位)[:： 　]?[^（）()]*[)）\]］】]")
_TABLE_NUMBER: Final = re.compile(
    r"^(?:図表|表|図|別表)[ 　]?[\d０-９一二三四五六七八九十]+(?:[-－―‐][\d０-９]+)*[ 　.:：]*"
)
_ABOUT: Final = re.compile(r"の(?:推移|状況|目標(?:値)?|実績|見込み?|内訳|経過|一覧)$")
_LETTERS: Final = re.compile(r"[^\W\d_A-Za-z]|[A-Za-z]{2}")
_NUMBER: Final = re.compile(r"^[(（]?\d{1,2}[)）.．、]?[ 　]+(?=\D)|^[①-⑳]")
_NO_CAPTIONS: Final = {*FactRole, Other.MARK, Other.COST, Other.TEXT, Other.UNIT, Other.NAME}
_SECTION_NUMBER: Final = re.compile(r"^\d{1,2}(?:[-－.]\d{1,2})* +")
_COUNTS: Final = re.compile(
    r"(?:率|数|量|割合|額|人口|面積|延長|距離|残高|原価|満足度|認知度|者の増加)(?:の(?:減少|増加|向上|低下|改善))?(?:[(（][^()（）]*[)）])?$"
)
_SHORTEST_CAPTION: Final = 3
_LONGEST_CAPTION: Final = 50


@dataclass(frozen=True, slots=True)
class Printed:
    """The lines of a document by their numbers, and whose figures stand on them."""

    texts: dict[int, str]
    rows: dict[int, list[int]]  # which readings have a figure on a line
    calendar: NamedYears
    _words: dict[int, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document, readings: Sequence[Reading], calendar: NamedYears) -> Self:
        rows: dict[int, list[int]] = {}
        for at, one in enumerate(readings):
            for line in {fact.place.line for fact in one.facts}:
                rows.setdefault(line, []).append(at)
        return cls({line.number: tidy(line.text).strip() for line in document.lines}, rows, calendar)

    def is_words(self, line: int) -> bool:
        """Say whether a line has words and no figure but those in its words: no year, no result, no head."""
        if line not in self._words:
            self._words[line] = self._has_words_only(self.texts.get(line, ""))
        return self._words[line]

    def _has_words_only(self, text: str) -> bool:
        if not _LETTERS.search(text) or _NOTE.match(text) or years_in(text, self.calendar):
            return False
        bare = re.sub(r"[（(][^（）()]*[)）]?", "", without_mark(text))
        return not any(True for _ in figures_in(bare)) or is_whole_name(text)


def without_mark(text: str) -> str:
    """Return words without the number or sign that stands before them in a list."""
    return without_number(_NUMBER.sub("", text))


def is_numbered(text: str) -> bool:
    """Say whether a line begins with a number: it goes on with nothing."""
    return bool(_NUMBER.match(text) or without_number(text) != text)


def ends_sentence(text: str) -> bool:
    """Say whether words end as a sentence does: no name goes on behind them."""
    return bool(_SENTENCE_ENDS.search(text.strip()))


def begins_section(text: str) -> bool:
    """Say whether a line begins as headings do: a number, a sign, a bracket."""
    return bool(_SECTION.match(text))


def caption_in(text: str) -> str:
    """Return what the heading of a table says is counted in it, or nothing.

    >>> caption_in("表４－１　間伐面積（ha）")
    '間伐面積'
    >>> caption_in("2 達成状況")
    ''
    """
    words = _UNIT_BEHIND.sub("", tidy(text))
    words = without_number(_TABLE_NUMBER.sub("", without_number(words.strip())))
    words = _ABOUT.sub("", re.sub(r"[（(][^（）()]*[)）]\s*$", "", words).strip())
    first = words.strip("【】《》〈〉[]■□◆◇●○◎▼ ").split(" ")[0]
    words = named(
        _SECTION_NUMBER.sub("", words if len(words) == len(first) or not _COUNTS.search(first) else first)
    )
    is_caption = (
        _SHORTEST_CAPTION <= len(words) <= _LONGEST_CAPTION
        and bool(_COUNTS.search(words))
        and not ends_sentence(words)
        and not any(meaning_of(one) in _NO_CAPTIONS for one in (words, *text.split()))
        and "、" not in re.sub(r"「[^」]*」", "", words)
    )
    return words if is_caption else ""
