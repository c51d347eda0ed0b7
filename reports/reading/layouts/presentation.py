"""The presentation of one 施策 to a committee: outline, background, work, results and conclusion, slide by slide."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final
from unicodedata import east_asian_width

from reports.reading.books import BULLETS, Heading, headings_in
from reports.reading.documents import Document, Line, place
from reports.reading.drafts import source
from reports.reading.facts import Confidence, Harvest, Reading
from reports.reading.layouts.boxed_slides import cells_of, unboxed
from reports.reading.layouts.indicator_slides import increments, outlined, reached, supplements
from reports.reading.wording import named, tidy
from reports.reading.years import NamedYears, years_in

Json = dict[str, Any]

_LAYER: Final = re.compile(r"^(?P<name>.+?) ?(?P<layer>基本政策|政策|施策) ?\(\d層\)$")
_LAYER_BEFORE: Final = re.compile(r"^(?P<layer>基本政策|政策|施策) ?\(\d層\) ?(?P<name>.+)$")
_LAYERS: Final = {"基本政策": "basic_policy", "政策": "policy", "施策": "measure"}
_RATINGS: Final = (
    ("progress", re.compile(r"^(?P<symbol>[A-D]) ?(?P<label>[^、]{4,60}?) ?施策の進捗状況$")),
    ("direction", re.compile(r"^(?P<symbol>[ⅠⅡⅢⅣ]) ?(?P<label>[^、]{4,60}?) ?今後の方向性$")),
)
_RATING_LINES: Final = (
    ("progress", re.compile(r"^施策の進捗状況 (?P<symbol>[A-D]) ?(?P<label>[^、]{4,60})$")),
    ("direction", re.compile(r"^今後の方向性 (?P<symbol>[ⅠⅡⅢⅣ]) ?(?P<label>[^、]{4,60})$")),
)
_SLIDE_WORDS: Final = re.compile(r"^(?:概要|背景|取組|成果|まとめ|直接目標|施策の概要|主な事務事業|理由)$")
_GOAL: Final = re.compile(r"[^。]*[るすくむぶつ]。?$")
_YEAR_MARK: Final = re.compile(r"^【(?P<year>[^【】]*年度)】(?P<name>.*)$")
_EARLIER: Final = re.compile(r"^[●○・](?P<name>.+?)【(?P<first>[^【】~]+)~(?P<last>[^【】~]+)】$")
_FULL: Final = 0.85


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read a presentation of one 施策; any other document gives nothing."""
    boxed, document = document, unboxed(document, calendar)
    lines = [(line, tidy(line.text).strip(BULLETS)) for line in document.lines]
    measure = None if taken else _measure(document)
    if measure is None:
        return Harvest()
    readings = _indicators(document, calendar)
    if not readings:
        return Harvest()
    about: Json = {"hierarchy": _hierarchy(lines, measure)}
    if ratings := _ratings(lines):
        about["ratings"] = ratings
    if projects := _boxed_projects(boxed, calendar) or _projects(lines, calendar):
        about["projects"] = projects
    if earlier := _earlier(lines, calendar):
        about["earlier_projects_named_in_the_background"] = earlier
    return Harvest(readings, {line.number for line in document.lines}, about)


def _indicators(document: Document, calendar: NamedYears) -> list[Reading]:
    mains = reached(outlined(document, calendar), document, calendar)
    return increments([*mains, *supplements(document, calendar)], document, calendar)


# --- hierarchy and ratings -----------------------------------------------------------------------------------


def _measure(document: Document) -> Heading | None:
    """Return the first heading of the only 施策, where others are mentioned once at most beside it."""
    headings = headings_in(document)
    printed = Counter(one.code for one in headings)
    own = {code for code, times in printed.items() if times > 1} or set(printed)
    return next((one for one in headings if one.code in own), None) if len(own) == 1 else None


def _hierarchy(lines: Sequence[tuple[Line, str]], measure: Heading) -> Json:
    line, code = lines[measure.at][0], measure.code
    told: Json = {}
    for one, text in lines:
        if layer := _LAYER_BEFORE.match(text) or _LAYER.match(text):
            key = _LAYERS[layer["layer"]]
            told.setdefault(key, {"name": named(layer["name"])} | _likely(one))
    told.setdefault("measure", {"name": named(measure.name)} | _likely(line))
    segments = code.split("-")
    for key, count in (
        ("basic_policy", len(segments) - 2),
        ("policy", len(segments) - 1),
        ("measure", len(segments)),
    ):
        if key in told and count > 0:
            told[key] = {"code": "-".join(segments[:count])} | told[key]
    if goal := _direct_goal(lines):
        told["measure"]["direct_goal"] = goal
    if undertakings := list(_undertakings(lines)):
        told["undertakings"] = undertakings
    return told


def _likely(line: Line) -> Json:
    return {"source": source(place(line)), "confidence": Confidence.LIKELY.value}


def _direct_goal(lines: Sequence[tuple[Line, str]]) -> str:
    """Return the sentence at the heading 直接目標: the last one before it, else the first behind it."""
    at = next((at for at, (_, text) in enumerate(lines) if text == "直接目標"), None)
    if at is None:
        return ""
    before = [text for _, text in lines[:at] if _is_goal(text)]
    after = [text for _, text in lines[at + 1 : at + 4] if _is_goal(text)]
    return named((before[-1:] or after[:1] or [""])[0])


def _is_goal(text: str) -> bool:
    return len(text) > 8 and bool(_GOAL.fullmatch(text)) and not _LAYER.match(text)


def _undertakings(lines: Sequence[tuple[Line, str]]) -> Iterator[Json]:
    begun = False
    for line, text in lines:
        if text == "主な事務事業":
            begun = True
        elif begun and (_SLIDE_WORDS.match(text) or "成果指標" in text):
            return
        elif begun and text:
            yield {"name": named(text)} | _likely(line)


def _ratings(lines: Sequence[tuple[Line, str]]) -> Json:
    found: Json = {}
    for line, text in lines:
        for kind, pattern in (*_RATINGS, *_RATING_LINES):
            if match := pattern.match(text):
                rating = {"symbol": match["symbol"], "label": _printed(line, match["label"])}
                found.setdefault(kind, rating | _likely(line))
    return found


def _printed(line: Line, label: str) -> str:
    """Return a label as it is printed, with full-width brackets."""
    return label.strip().replace("(", "（").replace(")", "）")


# --- projects -----------------------------------------------------------------------------------------------


def _projects(lines: Sequence[tuple[Line, str]], calendar: NamedYears) -> list[Json]:
    """Return the records below marks of a year: their names go on as long as their lines fill the column."""
    marks = [at for at, (_, text) in enumerate(lines) if _YEAR_MARK.match(text)]
    firsts = [next((width(text) for _, text in lines[at + 1 :] if text), 0) for at in marks]
    column = max(firsts, default=0)
    found: list[Json] = []
    for at in marks:
        match = _YEAR_MARK.match(lines[at][1])
        years = years_in(match["year"], calendar) if match else []
        name, line = _project_name(lines, at + 1, column)
        if years and name and line is not None:
            found.append({"fiscal_year": years[0].year, "name": name} | _likely(line))
    return found


def _boxed_projects(document: Document, calendar: NamedYears) -> list[Json]:
    """Return the records that stand in a cell each, behind the mark of their year."""
    found: list[Json] = []
    for line in document.lines:
        for cell in cells_of(line):
            match = _YEAR_MARK.match(tidy(cell))
            years = years_in(match["year"], calendar) if match and match["name"] else []
            if years:
                name = named(cell.partition("】")[2])
                told = {"fiscal_year": years[0].year, "name": name, "source": source(place(line, name))}
                found.append(told | {"confidence": Confidence.LIKELY.value})
    return found


def _project_name(lines: Sequence[tuple[Line, str]], at: int, column: int) -> tuple[str, Line | None]:
    parts: list[str] = []
    first: Line | None = None
    for line, text in lines[at : at + 8]:
        if not text:
            continue
        first = first or line
        parts.append(line.text.strip())
        if width(text) < column * _FULL:
            break
    return named("".join(parts)), first


def width(text: str) -> int:
    """Return how wide a line is printed: a full-width letter counts two."""
    return sum(2 if east_asian_width(letter) in "FWA" else 1 for letter in text)


def _earlier(lines: Sequence[tuple[Line, str]], calendar: NamedYears) -> list[Json]:
    found: list[Json] = []
    for line, _ in lines:
        match = _EARLIER.match(tidy(line.text))
        if match is None:
            continue
        first, last = (years_in(match[key], calendar) for key in ("first", "last"))
        if first and last:
            years = {"first_fiscal_year": first[0].year, "last_fiscal_year": last[0].year}
            found.append({"name": named(match["name"])} | years | _likely(line))
    return found


def numbered(reading: Reading, number: str) -> Reading:
    return replace(reading, number=number)
