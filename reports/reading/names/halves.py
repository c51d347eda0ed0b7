"""Names that are broken over lines: which of the words between two rows go on with the one, which begin the other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from indicators.calculation.units import is_known_unit
from reports.reading.facts import Reading
from reports.reading.names.parts import is_part_name
from reports.reading.names.printed import (
    Printed,
    begins_section,
    caption_in,
    ends_sentence,
    is_numbered,
    without_mark,
)
from reports.reading.tables import is_whole_name
from reports.reading.titles import meaning_of
from reports.reading.wording import compact, named, tidy
from reports.reading.years import years_in

_LOOSE_BEGIN: Final = re.compile(
    r"^(?:[のをにがはでとへもや](?=[一-鿿ァ-ヶ\d「])|に(?:占|よ|お|対|係|関|つ)|として|とした|[るてたしくきいれりすう](?=[一-鿿])"
    r"|(?:いる|てい|える|れる|せる|する|した|って|して|ない|なる|っている)(?=[一-鿿])|[)）・ーァィゥェォッャュョんっゃゅょ」]|及び|又は|並びに|以上|以下|未満)"
)
_BRACKET: Final = re.compile(r"^[(（]")
_LOOSE_END: Final = re.compile(r"(?:[のをにがはでとやもしっ、・(（「]|及び|又は|並びに)$")
_FIGURE: Final = re.compile(
    r"[(（]?(?:約|[▲△＋+−-])?[\d０-９][\d０-９,，.．]*(?P<unit>[^\d０-９]*)[)）]?|[-－―‐–—ー…]"
)
_FIGURE_BEHIND: Final = re.compile(r" [^ ]*\d[\d,.]*[^ ]{0,3}(?:以上|以下|未満)?$")
_PHRASE: Final = re.compile(r"(?:する|している|した|できる|られる|おける|による|ための)$")
_BEHIND_BRACKET: Final = re.compile(r"[(（][^()（）]*[)）]$")
_LONG: Final = 8
_DIVIDED: Final = re.compile(r"[|｜\t]")
_LAST_CELL: Final = re.compile(r"(?:^|[ 　\t|｜]+)([^ 　\t|｜]{1,12})$")
_ARROWS: Final = re.compile(r"[↑↓→↗↘]")
_MOST_BETWEEN: Final = 3
_WHOLE: Final = 2
_SHORTEST: Final = 3
_MOST_ABOVE: Final = 40
_TURNED: Final = str.maketrans("（()）「『」』", "）)(（」』「『")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with its words on one line with its figures; `at` is its place among the readings."""

    at: int
    line: int
    words: str


def with_halves(readings: Sequence[Reading], printed: Printed) -> dict[int, str]:
    """Return the names of readings that are better read with other lines around them than they were."""
    rows = _rows(readings, printed)
    begins = {rows[0].at: _lines_above(rows[0], printed)} if rows else {}
    found: dict[int, str] = {}
    before: list[str] = []
    for number, row in enumerate(rows):
        following = rows[number + 1] if number + 1 < len(rows) else None
        tails, above = _parted(begins.get(row.at, []), row, following, printed)
        name = named("".join([*begins.get(row.at, []), row.words, *tails]))
        told = readings[row.at].name
        heads = begins.get(row.at, [])
        is_better = worth(told) < _WHOLE or _has(told, before) or (heads and _begins(heads[-1], row.words))
        if is_better and _can_be(name, told):
            found[row.at] = name
        before = [one for one in (row.words, *tails) if len(compact(one)) >= _SHORTEST]
        if following is not None:
            begins[following.at] = above
    return found


def _can_be(name: str, told: str) -> bool:
    """Say whether a name may stand in place of another: it is whole, has no figures in it and is no part of that."""
    is_whole = worth(name) == _WHOLE and len(compact(name)) > _SHORTEST and meaning_of(name) is None
    has_figures = any(map(_is_figure, name.split(" "))) or bool(_FIGURE_BEHIND.search(name))
    return is_whole and not has_figures and not compact(told).startswith(compact(name))


def worth(name: str) -> int:
    """Return how far a name is whole: it says what is counted, and neither begins nor ends within a phrase."""
    words = compact(name)
    is_whole = is_whole_name(words) or any(is_whole_name(one) for one in name.split(" "))
    return _WHOLE * (is_whole - is_loose(words) - bool(_LOOSE_END.search(words) or _is_open(words)))


def is_loose(name: str) -> bool:
    """Say whether a name begins within a phrase or a bracket: its beginning stands elsewhere."""
    return bool(_LOOSE_BEGIN.match(name) or _BRACKET.match(name) or _is_open(name[::-1].translate(_TURNED)))


def _has(told: str, before: Sequence[str]) -> bool:
    """Say whether a name begins with words of the row before it."""
    return any(compact(told).startswith(compact(one)) or f"{one} " in told for one in before)


def _is_open(text: str) -> bool:
    return any(
        text.count(a) + text.count(b) > text.count(c) + text.count(d) for a, b, c, d in ("（()）", "「『」』")
    )


def _rows(readings: Sequence[Reading], printed: Printed) -> list[_Row]:
    found: dict[int, _Row] = {}
    for at, one in enumerate(readings):
        line = one.first_line
        if line not in found and set(printed.rows.get(line, ())) == {at}:
            words = words_before(printed.texts.get(line, ""))
            if meaning_of(words.strip("()（）【】[] ")) is None:  # what says the role of figures is no name
                found[line] = _Row(at, line, "" if years_in(words, printed.calendar) else words)
    return [found[line] for line in sorted(found)]


def with_beginning(name: str, line: int, printed: Printed) -> str:
    """Return a name that begins within a phrase behind the lines above, where it stands at the beginning of one."""
    at = _line_of(name, line, printed)
    for above in range(at - 1, at - 1 - _MOST_BETWEEN, -1) if at is not None else ():
        text = printed.texts.get(above, "")
        if not _can_be_half(above, printed) or not _begins(without_mark(text), name):
            break
        text = without_mark(text)
        name = named(f"{text}{name}")
    return name


def _begins(text: str, name: str) -> bool:
    """Say whether a line is the beginning of the name below: one of them is torn, or the name is a word's end."""
    if _is_open(text) or _LOOSE_END.search(text):
        return True
    if is_loose(compact(name)):
        return not is_part_name(name)
    first = _BEHIND_BRACKET.sub("", name.split(" ", maxsplit=1)[0])
    is_end = len(first) < _SHORTEST and is_whole_name(first)
    is_phrase = bool(_PHRASE.search(text)) and meaning_of(text) is None
    return is_end or (is_phrase and len(compact(text)) >= _LONG)


def _line_of(name: str, line: int, printed: Printed) -> int | None:
    """Return the line that the beginning of a name is, or begins, above its figures."""
    first = compact(name.split(" ", maxsplit=1)[0])
    near = range(line, max(line - _MOST_ABOVE, 0), -1)
    return next((at for at in near if compact(printed.texts.get(at, "")).startswith(first)), None)


def words_before(text: str) -> str:
    """Return the words of a row before its figures, without its number, its unit and signs.

    >>> words_before("  市民の割         %  ↓   22.5     31.8")
    '市民の割'
    >>> words_before("| 案内所の利用 | 件 | 2,410 | 905 |")
    '案内所の利用'
    >>> words_before("% ↑ 38.5 39.1")
    ''
    """
    words = words_with_blanks(text)
    return "" if is_known_unit(compact(words)) else named(re.sub(r"[|｜\t]", " ", words))


def words_with_blanks(text: str) -> str:
    """Return the words of a row before its figures as they are printed, without its number, its unit and signs."""
    bare = without_mark(text.strip(" 　\t|｜"))
    bare = re.split(r"[:：](?=\d)", bare)[0]
    cells = [(one.start(), one[0]) for one in re.finditer(r"[^ 　\t|｜]+", bare)]
    begin = _first_figure([cell for _, cell in cells])
    words = _ARROWS.sub(" ", bare if begin is None else bare[: cells[begin][0]]).rstrip(" 　\t|｜")
    while (last := _LAST_CELL.search(words)) and is_known_unit(compact(last[1])):
        words = words[: last.start()].rstrip(" 　\t|｜")
    return words


def _first_figure(cells: Sequence[str]) -> int | None:
    """Return the first cell from which on most are figures: 1 人当たりの負担額 is a name."""
    are = [_is_figure(cell) for cell in cells]
    for at, one in enumerate(are):
        behind = cells[at + 1] if at + 2 < len(cells) and not are[at + 1] else ""
        if one and sum(are[at:]) * 2 >= len(are) - at and len(behind) <= _SHORTEST:
            return at
    return None


def _is_figure(cell: str) -> bool:
    match = _FIGURE.fullmatch(cell)
    if match is None:
        return False
    unit = tidy(match["unit"] or "")
    return len(unit) < _SHORTEST or is_known_unit(unit) or unit.startswith(("以上", "以下", "未満"))


def _lines_above(row: _Row, printed: Printed) -> list[str]:
    """Return the lines above the first row that its name begins with."""
    return [without_mark(printed.texts[row.line - 1])] if _can_be_half(row.line - 1, printed) else []


def _can_be_half(line: int, printed: Printed) -> bool:
    """Say whether a line may be a part of a name: words that nobody's figures stand on, no heading, no titles."""
    text = printed.texts.get(line, "")
    is_free = printed.is_words(line) and not printed.rows.get(line) and not _DIVIDED.search(text)
    is_head = any(meaning_of(one) is not None for one in text.split())
    return is_free and not is_head and not ends_sentence(text) and not begins_section(text)


def _parted(
    begins: Sequence[str], row: _Row, following: _Row | None, printed: Printed
) -> tuple[list[str], list[str]]:
    """Return which of the lines behind a row go on with its name, and which begin that of the next row."""
    end = following.line if following is not None else row.line + 2
    lines = range(row.line + 1, end)
    if not lines or len(lines) > _MOST_BETWEEN:
        near = [without_mark(printed.texts[end - 1])] if following and _can_be_half(end - 1, printed) else []
        lines = range(row.line + 1, row.line + 2)
        return _tails(begins, row, lines, printed), near
    wall = [at for at, line in enumerate(lines) if not _can_be_half(line, printed)]
    first, last = (wall[0], wall[-1]) if wall else (len(lines), -1)
    words = [without_mark(printed.texts.get(line, "")) for line in lines]
    ways = [(words[:at], words[max(at, last + 1) :]) for at in range(first + 1)]
    ways = [(tails, heads) for tails, heads in ways if wall or len(tails) + len(heads) == len(words)]
    numbered = {without_mark(text) for line in lines if is_numbered(text := printed.texts.get(line, ""))}
    ways = [(tails, heads) for tails, heads in ways if numbered.isdisjoint([*tails, *heads[1:]])]

    def score(way: tuple[list[str], list[str]]) -> tuple[int, int]:
        mine = worth("".join([*begins, row.words, *way[0]])) if row.words or begins or way[0] else 0
        theirs = worth("".join([*way[1], following.words])) if following else 0
        return mine + theirs, -len(way[0])

    return max(ways, key=score, default=([], []))


def _tails(begins: Sequence[str], row: _Row, lines: range, printed: Printed) -> list[str]:
    text = printed.texts.get(lines[0], "")
    if not _can_be_half(lines[0], printed) or caption_in(text):
        return []
    mine = "".join([*begins, row.words])
    is_more = worth(mine + text) > worth(mine) and not is_numbered(text)
    return [text] if is_more else []
