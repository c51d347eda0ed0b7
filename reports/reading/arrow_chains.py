"""Lines that lead from one value to another: by arrows, by words, and values side by side: 「95％（88.2％）」."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from indicators.calculation.units import is_known_unit
from reports.reading.cells import read_printed
from reports.reading.dated_items import without_row_number
from reports.reading.documents import Document, Line
from reports.reading.wording import ARROW, circled, tidy, without_number
from reports.reading.years import NamedYears

_ARROW: Final = re.compile(ARROW)
_PARTING: Final = re.compile(r":\s*|\s+\(|\((?=[\d▲△約-]|[-―ー])|\s+")
_LONGEST_NAME: Final = 80
_LONGEST: Final = 200
_MARK: Final = re.compile(
    r"^(?:(?:成果|評価|数値)?(?:指標|目標)|KPI) ?(?:\d{1,2}(?:-\d{1,2})?|[①-⑳A-Z])(?:\s+|[:.)]\s*)"
)
_CHANGED: Final = (
    r"(?:増加|減少|向上|上昇|低下|改善|拡大|縮小|短縮|延長|引上げ|引下げ|増や|減ら|高め|伸ば|引き上げ|引き下げ|広げ)?"
    r"(?:す|る|し|さ|せ|ま|こと|を目指|目指|とする)*。?$"
)
_FROM_TO: Final = re.compile(
    r"^(?P<name>[^。、]{2,60}?)(?:を|について)、?\s*(?P<from>[^。、]{0,12}\d[^。、]*?)(?:から|より)、?\s*"
    rf"(?P<to>[^。、]{{0,14}}\d[^。、]*?)(?:に|へと?|まで(?:に)?|と(?=する|します)){_CHANGED}"
)
_AIM: Final = re.compile(
    rf"^(?P<name>[^。、]{{2,60}}?)を、?(?:年間?|延べ|約)?(?P<to>\d[^。、を]{{0,12}}?)(?:に|へ|まで(?:に)?|と(?=する|します)){_CHANGED}"
)
_BRACKET: Final = re.compile(
    r"^(?P<name>.{2,80}?)(?::\s*|\s+)(?P<out>[^\s()]{1,16})\s?\((?P<inside>[^()]{1,16})\)$"
)
_LIST: Final = re.compile(r"^(?:\d{1,2}(?=[.)．、\s])|[ア-コ](?=[.)．、\s])|\(\d{1,2}\))[.)．、]?\s*")
_FIGURE_ALONE: Final = re.compile(r"^[▲△約-]?\s*[\d,.]+[^\s:]*$")


@dataclass(frozen=True, slots=True)
class Chain:
    """A name and the cells of its line; how they are put together says `kind`: arrow, bare, said, aim, bracket."""

    name: str
    cells: tuple[str, ...]
    kind: str = "arrow"
    unit: str = ""


def chains_in(line: Line, document: Document, calendar: NamedYears) -> Iterator[Chain]:
    """Yield what a line may say: what its arrows lead through, or words in their place, or a figure and a bracket."""
    words = tidy(line.text).strip()
    if len(line.text) > _LONGEST:
        return
    plain = _MARK.sub("", without_number(words))
    first, *others = _ARROW.split(words)
    if match := _FROM_TO.match(plain):
        yield Chain(without_row_number(match["name"]), (match["from"], match["to"]), "said")
    elif not others:
        yield from _without_arrow(words, plain)
    elif "。" not in words and _FIGURE_ALONE.match(first.strip()):
        above = _above(line, document)
        if above:
            yield Chain(above, (first.strip(), *others), "bare")
    elif "。" not in words:
        yield from _with_arrows(_MARK.sub("", without_number(first).strip()), others, calendar)


def _without_arrow(words: str, plain: str) -> Iterator[Chain]:
    listed = _LIST.sub("", words)
    is_listed = listed != words or plain != words or circled(words[:1])
    if is_listed and (match := _AIM.match(_LIST.sub("", plain))):
        yield Chain(match["name"], (match["to"],), "aim")
    elif match := _BRACKET.match(_LIST.sub("", plain)):
        yield Chain(match["name"], (match["out"], match["inside"]), "bracket")


def _with_arrows(first: str, others: list[str], calendar: NamedYears) -> Iterator[Chain]:
    """Yield the chain of a line: its name ends at the first place behind which a whole value stands."""
    places = [one for one in _PARTING.finditer(first) if 1 < one.start() <= _LONGEST_NAME]
    last = _open(others[-1].strip(), first)
    is_whole = read_printed(last, calendar).is_answer or not re.search(r"\d", last)
    for place in places if is_whole else places[:1]:
        begun = first[place.end() :].strip(" (")
        if ":" in begun or not read_printed(begun, calendar).is_answer:
            continue
        name, _, unit = first[: place.start()].rpartition(" ")
        is_unit = bool(name) and is_known_unit(unit.strip("()"))
        name = name if is_unit else first[: place.start()]
        cells = (begun, *others[:-1], last)
        yield Chain(without_row_number(name), cells, unit=unit.strip("()") if is_unit else "")
        return


def _above(line: Line, document: Document) -> str:
    """Return the words of the line above, without its mark."""
    before = document.lines[line.number - 2].text if line.number > 1 else ""
    return without_number(tidy(before)) if "。" not in before and not _ARROW.search(before) else ""


def _open(text: str, before: str) -> str:
    """Take off the bracket that was opened before the arrow."""
    return text[:-1] if before.count("(") > before.count(")") and text.endswith(")") else text
