"""A book of several 施策 behind each other: each is read as a document of its own, the drafts are bound into one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from reports.reading.documents import Document, Line, place
from reports.reading.drafts import Json, source
from reports.reading.facts import Confidence
from reports.reading.leftovers import MOST_CANDIDATES, municipality_of
from reports.reading.wording import compact, named, tidy

BULLETS: Final = "●○・■□◆◇ \uf06c\uf0d8\uf0fc\uf06e"
_MEASURE: Final = re.compile(r"^施策 ?(?P<code>\d{1,2}(?:-\d{1,2}){1,3}) +(?P<name>\S.*?)(?: +\d{1,3})?$")
_OUTLINED: Final = re.compile(r"^(?:(?P<name>.+?) ?施策 ?\(\d層\)|施策 ?\(\d層\) ?(?P<behind>.+))$")
_INDICATOR: Final = re.compile(r"成果指標\s?[①-⑳]")
_FEWEST_PRESENTED: Final = 2
_BEFORE: Final = re.compile(r"^(?:概要|施策の概要|\d{1,4})?$")  # of a title slide, above the name of its 施策
_SENTENCE: Final = re.compile(
    r"^[^。]{8,}[るすくむぶつ]。?$"
)  # what a 施策 is for, the title of its first slide
_LAYERS: Final = ("basic_policy", "policy", "measure")  # from the uppermost down
_WORKS: Final = ("projects", "earlier_projects_named_in_the_background")


@dataclass(frozen=True, slots=True)
class Part:
    """What a book says of one 施策, its lines counted from 1, and these lines as the book counts them.

    What stands before the first 施策 has no code.
    """

    code: str
    document: Document
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Heading:
    """The code and the name of a 施策, and which line of the document prints them."""

    at: int
    code: str
    name: str


def headings_in(document: Document) -> list[Heading]:
    """Return every line that is code and name of a 施策 and nothing else."""
    return [
        Heading(at, match["code"], match["name"])
        for at, line in enumerate(document.lines)
        if "施" in line.text and (match := _MEASURE.match(_words(line)))
    ]


def parts_of(document: Document) -> list[Part]:
    """Return the parts of a book of presentations, in the order of its lines; of any other document nothing.

    A 施策 begins on the page, or at the title, where its heading is printed first; a heading that is printed once
    among those of another is a mention. Only what presents indicators, one 施策 like the other, is cut.
    """
    starts = _starts(document)
    if len({code for _, code in starts}) < _FEWEST_PRESENTED:
        return []
    cuts = [*([(0, "")] if starts[0][0] else []), *starts]
    ends = [at for at, _ in cuts[1:]] + [len(document.lines)]
    lines: dict[str, list[Line]] = {}
    for (begin, code), end in zip(cuts, ends, strict=True):
        lines.setdefault(code, []).extend(document.lines[begin:end])
    parts = [_part(code, own, document) for code, own in lines.items()]
    presented = sum(bool(one.code) and _INDICATOR.search(one.document.text()) is not None for one in parts)
    return parts if presented >= _FEWEST_PRESENTED else []


def _part(code: str, lines: Sequence[Line], document: Document) -> Part:
    own = tuple(replace(line, number=number) for number, line in enumerate(lines, start=1))
    is_cut = document.is_cut and lines[-1] is document.lines[-1]
    return Part(code, Document(own, is_cut=is_cut), lines)


# --- where a 施策 begins -------------------------------------------------------------------------------------


def _words(line: Line) -> str:
    return tidy(line.text.replace("|", " ")).strip(BULLETS)


def _starts(document: Document) -> list[tuple[int, str]]:
    """Return the line with which each run of headings of one 施策 begins."""
    found: list[tuple[int, str]] = []
    least = 0
    for run in _runs(_named_again(headings_in(document), document)):
        found.append((_begin(document.lines, run[0].at, least), run[0].code))
        least = run[-1].at + 1
    return found


def _named_again(headings: Sequence[Heading], document: Document) -> list[Heading]:
    """Return headings with the outlines that name the same 施策 without its code."""
    codes: dict[str, str] = {}
    for one in headings:
        codes.setdefault(compact(one.name), one.code)
    found = list(headings)
    for at, line in enumerate(document.lines):
        match = _OUTLINED.match(_words(line)) if "層" in line.text else None
        name = match["name"] or match["behind"] if match else ""
        if code := codes.get(compact(name)):
            found.append(Heading(at, code, name))
    return sorted(found, key=lambda one: one.at)


def _runs(headings: Sequence[Heading]) -> list[list[Heading]]:
    """Return headings of one 施策 behind each other, without mentions: lists of contents, references."""
    runs = _unbroken(_together(headings))
    longest: dict[str, int] = {}
    for run in runs:
        longest[run[0].code] = max(len(run), longest.get(run[0].code, 0))
    last = {run[0].code: run for run in runs}
    kept = [run for run in runs if len(run) > 1 or (longest[run[0].code] == 1 and run is last[run[0].code])]
    return _unbroken(kept)


def _unbroken(runs: Sequence[list[Heading]]) -> list[list[Heading]]:
    """Return runs without those of one heading, printed nowhere else, within the headings of another 施策."""
    codes = [run[0].code for run in runs]
    within = {
        at
        for at in range(1, len(runs) - 1)
        if len(runs[at]) == 1 and codes.count(codes[at]) == 1 and codes[at - 1] == codes[at + 1]
    }
    return _together([one for at, run in enumerate(runs) if at not in within for one in run])


def _together(headings: Sequence[Heading]) -> list[list[Heading]]:
    return [list(run) for _, run in groupby(headings, key=lambda one: one.code)]


def _begin(lines: Sequence[Line], at: int, least: int) -> int:
    """Return the first line of a heading's page; of a text without pages, what stands above it on its title slide."""
    page = at
    while page > least and lines[page - 1].page == lines[at].page:
        page -= 1
    if page == 0 or lines[page - 1].page != lines[at].page:
        return page
    goals = 0
    while at > least:
        words = _words(lines[at - 1])
        goals += (is_goal := bool(_SENTENCE.match(words)))
        if goals > 1 or not (is_goal or _BEFORE.match(words)):
            break
        at -= 1
    return at


# --- one draft of all ----------------------------------------------------------------------------------------


def bound(document: Document, drafts: Sequence[tuple[Part, Json]]) -> Json:
    """Return one draft of a book: every indicator, rating and work with the code of its 施策, the tree as `nodes`."""
    told: Json = {"municipality": city} if (city := municipality_of(document)) else {}
    told |= {"nodes": [], "hierarchy": {"undertakings": []}, "indicators": [], "measure_ratings": []}
    told |= {name: [] for name in _WORKS}
    candidates: list[Json] = []
    for part, read in drafts:
        draft: Json = {"hierarchy": _tree_of(part)} | read
        _replace_lines(draft, part.lines)
        tree = draft["hierarchy"]
        told["nodes"] += list(_nodes(tree, told["nodes"]))
        told["hierarchy"]["undertakings"] += _of(part, tree.get("undertakings", ()))
        told["indicators"] += _of(part, draft["indicators"])
        ratings = draft.get("ratings", {}) if part.code else {}
        told["measure_ratings"] += _of(part, ({"kind": kind} | one for kind, one in ratings.items()))
        for name in _WORKS:
            told[name] += _of(part, draft.get(name, ()))
        candidates += draft["candidates"]
    kept = {name: said for name, said in told.items() if said and said != {"undertakings": []}}
    return {"indicators": []} | kept | {"candidates": candidates[:MOST_CANDIDATES]}


def _of(part: Part, told: Any) -> Iterator[Json]:
    yield from ({**one, "measure": part.code} if part.code else one for one in told)


def _tree_of(part: Part) -> Json:
    """Return what the heading of a 施策 says, for slides that no reader of presentations knows."""
    for one in headings_in(part.document):
        if one.code == part.code:
            where = source(place(part.document.lines[one.at]))
            told = {"code": one.code, "name": named(one.name), "source": where}
            return {"measure": told | {"confidence": Confidence.LIKELY.value}}
    return {}


def _nodes(tree: Json, known: Sequence[Json]) -> Iterator[Json]:
    """Yield the nodes of a tree that are not known yet, each with its layer and the code of what it stands below."""
    seen = {(one["layer"], one.get("code") or named(one["name"])) for one in known}
    for layer in _LAYERS:
        if (one := tree.get(layer)) and (layer, one.get("code") or named(one["name"])) not in seen:
            yield {"layer": layer, **one}


def _replace_lines(told: Any, lines: Sequence[Line]) -> None:
    """Let every place of a draft count lines as the book does."""
    for key, one in told.items() if isinstance(told, dict) else enumerate(told):
        if key == "source" and isinstance(one, dict):
            one["line"] = lines[one["line"] - 1].number
        elif isinstance(one, dict | list):
            _replace_lines(one, lines)
