"""Tables as programs write them, cells parted by commas or tabs and quoted: a head once, then a row for each record."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reports.reading.along_years import is_year
from reports.reading.cells import read_printed
from reports.reading.documents import Document, Line
from reports.reading.facts import FactRole, Harvest
from reports.reading.keys import name_key, role_of_key
from reports.reading.layouts.records import readings_of_rows
from reports.reading.titles import Other, meaning_of
from reports.reading.wording import compact, tidy
from reports.reading.years import NamedYears

_FEWEST_CELLS: Final = 4
_FEWEST_ROWS: Final = 2
_SIGNS: Final = ("\t", ",", ";")
_TAB: Final = "\t"
_KIND: Final = re.compile(r"(?:value_?)?(?:category|type|kind|class)|種別|種類|値の種類", re.IGNORECASE)
_QUOTE: Final = '"'
_SUBTITLE: Final = re.compile(r"(?:測定|評価)?(?:年度?|時点|時期)|数?値|の値")
_MOST_LINES: Final = 12  # of one row
_WORDS: Final = re.compile(r"[㐀-鿿々ぁ-んァ-ヶA-Za-z]")
_PART: Final = re.compile(r"内訳|性別|男女|対象|学年|地区|校種|種別|細目|区分")

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    cells: Cells
    line: Line
    lines: tuple[Line, ...]


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read the rows below a head that names an indicator and a role, if as good as all of them have figures."""
    harvest = Harvest()
    lines = [one for one in document.lines if one.number not in taken and one.text.strip()]
    for sign in _SIGNS:
        for head, rows in _tables(_parted(lines, sign), calendar):
            told = list(_objects(head.cells, rows))
            found = readings_of_rows(told, calendar)
            if len(found) < _FEWEST_ROWS:
                continue
            harvest.readings += found
            harvest.lines |= {line.number for row in (head, *rows) for line in row.lines}
    return harvest


def _parted(lines: Sequence[Line], sign: str) -> Iterator[_Row]:
    """Yield the lines that a sign parts into cells; what is quoted is one cell, also over several lines."""
    for text, run in _whole_lines(lines):
        if text.count(sign) < _FEWEST_CELLS - 1:
            continue
        cells = next(csv.reader([text.strip("\r\n\ufeff")], delimiter=sign, skipinitialspace=sign != _TAB))
        if any(cell.strip() for cell in cells):
            yield _Row(tuple(cell.strip() for cell in cells), run[0], tuple(run))


def _whole_lines(lines: Sequence[Line]) -> Iterator[tuple[str, list[Line]]]:
    """Yield lines, those together in which a quotation goes on."""
    run: list[Line] = []
    for line in lines:
        run.append(line)
        is_open = sum(one.text.count(_QUOTE) for one in run) % 2
        if is_open and len(run) < _MOST_LINES:
            continue
        if is_open:
            yield from ((one.text, [one]) for one in run)
        else:
            yield " ".join(one.text for one in run), run
        run = []
    yield from ((one.text, [one]) for one in run)


def _tables(rows: Iterator[_Row], calendar: NamedYears) -> Iterator[tuple[_Row, list[_Row]]]:
    """Yield heads with the rows of as many cells below them."""
    head: _Row | None = None
    below: list[_Row] = []
    for row in rows:
        if head is not None and not below and _goes_on(head.cells, row.cells):
            head = _Row(_joined_heads(head.cells, row.cells), head.line, (*head.lines, *row.lines))
        elif _is_head(row.cells, calendar):
            if head is not None:
                yield head, below
            head, below = row, []
        elif head is not None and len(row.cells) == len(head.cells):
            below.append(row)
    if head is not None:
        yield head, below


def _goes_on(head: Cells, below: Cells) -> bool:
    """Say whether a row says what stands under the titles that span several columns: 年度, 値."""
    if len(head) != len(below) or "" not in head:
        return False
    spanned = [cell for title, cell in zip(head, below, strict=True) if not title]
    return all(_SUBTITLE.fullmatch(cell) or not cell for cell in below) and any(spanned)


def _joined_heads(head: Cells, below: Cells) -> Cells:
    """Return titles of which each is that above, as far as it spans, with that below."""
    told, above = [], ""
    for title, cell in zip(head, below, strict=True):
        above = title or (above if cell else "")
        told.append(f"{above}{cell}")
    return tuple(told)


def _is_head(cells: Cells, calendar: NamedYears) -> bool:
    """Say whether cells are titles: one that of a name, one of a role or a kind, none a figure or twice."""
    titles = [cell for cell in cells if cell]
    if len(titles) < _FEWEST_CELLS or len(set(titles)) < len(titles):
        return False
    content = dict.fromkeys(titles, "")
    if name_key(content) is None:
        return False
    speaks = any(role_of_key(one, content) for one in titles) or any(
        meaning_of(one) is Other.LABEL or _KIND.fullmatch(one) for one in titles
    )
    return speaks and not any(_is_value(one, calendar) for one in titles)


def _is_value(cell: str, calendar: NamedYears) -> bool:
    return not is_year(cell) and not _WORDS.search(tidy(cell)) and read_printed(cell, calendar).has_figure


def _objects(head: Cells, rows: Sequence[_Row]) -> Iterator[tuple[dict[str, str], Line]]:
    """Yield rows as objects without their empty cells; a row without a name has that of the row above."""
    name = str(name_key(dict.fromkeys(filter(None, head), "")))
    part = _part_title(head, rows, name)
    last = ""
    for row in rows:
        told = {title: cell for title, cell in zip(head, row.cells, strict=True) if title and cell}
        last = told.get(name, last)
        if not last or len(told) < _FEWEST_ROWS:
            continue
        words = f"{last} {told.pop(part)}" if part and part in told else last
        yield {name: words} | {title: cell for title, cell in told.items() if title != name}, row.line


def _part_title(head: Cells, rows: Sequence[_Row], name: str) -> str:
    """Return the title of the column that tells rows of one name apart, 男女別: no role and no year stands in it."""
    for at, title in enumerate(head):
        cells = {row.cells[at] for row in rows if row.cells[at]}
        if not _PART.search(title) or not cells or any(_is_role(one) or is_year(one) for one in cells):
            continue
        names = Counter(row.cells[head.index(name)] for row in rows)
        if max(names.values()) > 1 or not names.keys() - {""}:
            return title
    return ""


def _is_role(words: str) -> bool:
    return isinstance(meaning_of(compact(words)), FactRole)
