"""What no layout understood: figures with their words as candidates, and the city that a document speaks of."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from indicators.calculation.units import is_known_unit
from reports.reading.documents import Document, Line, place
from reports.reading.drafts import source
from reports.reading.facts import Candidate, Confidence
from reports.reading.figures import figures_said
from reports.reading.wording import tidy
from reports.reading.years import NamedYears, without_years, years_in

MOST_CANDIDATES: Final = 300
_NO_INDICATOR: Final = frozenset("年 月 日 時 円/年".split())
_CITY: Final = re.compile(r"(?<![一-鿿ァ-ヶ])([一-鿿]{1,4}[市町村区]|[一-鿿]{2,3}[都道府県])(?![一-鿿])")
_NO_CITY: Final = re.compile(
    r"^(?:都|本|当|全|各|他|県|府|同|両|国|近隣|周辺|地方|都道府)|^[一-鿿]?(?:都市|市町村|農山漁村)$"
)
_FEWEST_TIMES: Final = 3


def candidates_in(document: Document, calendar: NamedYears, taken: set[int]) -> list[Candidate]:
    """Return the figures with a known unit on lines that nothing was read from, as many as one can look through."""
    found: list[Candidate] = []
    for candidate in _candidates(document, calendar, taken):
        found.append(candidate)
        if len(found) == MOST_CANDIDATES:
            break
    return found


def _candidates(document: Document, calendar: NamedYears, taken: set[int]) -> Iterator[Candidate]:
    for line in document.lines:
        if line.number in taken or not any(letter.isdigit() for letter in line.text):
            continue
        text = tidy(line.text)
        text = without_years(text, years_in(text, calendar))
        for figure in figures_said(text):
            if is_known_unit(figure.unit) and figure.unit not in _NO_INDICATOR:
                words = text[max(figure.span[0] - 30, 0) : figure.span[1] + 10].strip()
                yield Candidate(value=figure.value, unit=figure.unit, words=words, place=place(line))


def municipality_of(document: Document) -> dict[str, Any]:
    """Return the city that is named most often, with the first line that names it, or nothing."""
    counts: Counter[str] = Counter()
    first: dict[str, Line] = {}
    for line in document.lines:
        for name in _CITY.findall(tidy(line.text)):
            if not _NO_CITY.search(name):
                counts[name] += 1
                first.setdefault(name, line)
    (name, times), *others = [*counts.most_common(2), ("", 0)]
    if times < _FEWEST_TIMES or times < 2 * others[0][1]:
        return {}
    return {"name": name, "source": source(place(first[name])), "confidence": Confidence.UNSURE.value}
