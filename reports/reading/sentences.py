"""The sentences of a running text, each with the line on which any of its letters stands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reports.reading.documents import Line
from reports.reading.wording import tidy

_END: Final = re.compile(r"[^。]*。|[^。]+$")
_BEGINS: Final = re.compile(r"^[・●○◆■□◎【《<(①-⑳]|^\d+[.)、]")
_WORD_SPACES: Final = re.compile(r"(?<=[^\x00-\x7f]) +|(?<=\d) +(?=[^\x00-\x7f\d])| +(?=[^\x00-\x7f])")
_SHORTEST: Final = 12


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence without blanks, and for each of its letters the line on which it stands."""

    text: str
    lines: tuple[Line, ...]

    def line(self, at: int) -> Line:
        return self.lines[min(at, len(self.lines) - 1)]


def sentences(lines: Sequence[Line]) -> Iterator[Sentence]:
    """Yield the sentences of some lines; a line that ends without a full stop goes on in the next one."""
    text = ""
    places: list[Line] = []
    for line in lines:
        words = _WORD_SPACES.sub("", tidy(line.text)).strip()
        if text and (not words or _BEGINS.match(words)):
            yield from _split(text, places)
            text, places = "", []
        text += words
        places += [line] * len(words)
    yield from _split(text, places)


def _split(text: str, places: list[Line]) -> Iterator[Sentence]:
    for match in _END.finditer(text):
        if len(match[0]) >= _SHORTEST:
            yield Sentence(match[0], tuple(places[match.start() : match.end()]))
