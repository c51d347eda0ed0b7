"""What the columns and rows of a table seem to hold: proposed from its headings and words, for a person to correct."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reports.reading.cells import read_printed
from reports.reading.facts import FactRole
from reports.reading.heads import (
    Head,
    head_of,
    under,
    with_one_baseline,
    with_results,
    with_spans,
    with_year_of_base,
)
from reports.reading.titles import Meaning, Other, meaning_of
from reports.reading.wording import compact, comparable, tidy
from reports.reading.years import NamedYears, calendar_of, years_in
from reports.tables.grids import Grid
from reports.tables.said_in_cells import with_labels, with_own_years
from reports.tables.uses import ColumnUse, RowUse, TableUse, Use

HEAD_WITHIN: Final = 30  # rows
_BY_WORDS: Final = (
    (
        Use.OWNER,
        re.compile(
            r"(?:所管|担当|主管|実施|関係)(?:課|部署|部局|室|所属)?(?:名|\(室\))?|所属名?|課名|部署名?"
        ),
    ),
    (
        Use.NODE,
        re.compile(
            r"(?:基本)?(?:施策|政策|目標|事務事業|分野|柱)(?:名|名称|コード|番号|体系|No\.?)+|施策|政策|基本目標|分野"
        ),
    ),
    (Use.CODE, re.compile(r"(?:指標|KPI|通し)?(?:番号|No\.?|NO\.?|№|コード|ID|連番)|#")),
    (
        Use.METHOD,
        re.compile(
            r"(?:算出|算定|測定|把握|計算|調査)(?:方法|式|根拠)|(?:指標の)?(?:説明|定義|算出方法)(?:・(?:出典|備考))?|出典"
        ),
    ),
    (
        Use.DIRECTION,
        re.compile(
            r"(?:指標|目標値?|数値|値|望ましい|望む|目指す|めざす)の?(?:増減の?|変化の?)?(?:方向性?|向き|動き)|増減の(?:方向|別)|向き|増減方向"
        ),
    ),
    (Use.NOTE, re.compile(r"備考|注記|特記事項|摘要|コメント|補足")),
    (Use.CLASS, re.compile(r"(?:達成)?(?:区分|状況区分|評価|判定|ランク)|成果指標の達成状況|評価区分")),
    (Use.NAME, re.compile(r".*指標(?:名|名称|項目)?(?:\(.*\))?|KPI(?:名)?|項目名?")),
)
_YEARS: Final = (
    (Use.BASELINE_YEAR, re.compile(r"(?:基準|現状|計画?策定時?の?)(?:値の?)?年(?:度|次)?")),
    (Use.PERIOD_YEAR, re.compile(r"(?:最終)?(?:目標|達成)(?:値の?|達成)?年(?:度|次)")),
)
_PERIOD: Final = re.compile(r"最終|期末|目標年度|計画期間|第\d+期|到達|将来")
_MID: Final = re.compile(r"中間")
_ASIDE: Final = re.compile(r"\(.*\)|\[.*\]|.*(?:現在|時点|作成|更新)")
_FOOTER: Final = re.compile(r"^[※*注]|^\(注|^出典|^資料|^備考[:：]|^注\d")
_TOTAL: Final = re.compile(r"^(?:合計|小計|総計|計|平均|全体)値?(?:\(.*\))?$")
_BY_MEANING: Final = {
    FactRole.BASELINE: Use.BASELINE,
    FactRole.ACTUAL: Use.RESULT,
    FactRole.RATE: Use.RATE,
    Other.NAME: Use.NAME,
    Other.UNIT: Use.UNIT,
    Other.LABEL: Use.LABEL,
    Other.MARK: Use.CLASS,
}


def calendar_in(grid: Grid) -> NamedYears:
    """Return the years that a sheet names in full, by which the others are understood."""
    return calendar_of(comparable("\n".join("\t".join(row) for row in grid.cells)))


def propose(grid: Grid, calendar: NamedYears) -> TableUse:
    """Return what the columns and rows seem to hold."""
    head, rows = head_rows(grid, calendar)
    columns = columns_of(grid, head, rows, calendar)
    return TableUse(columns, rows_of(grid, columns, rows))


def head_rows(grid: Grid, calendar: NamedYears) -> tuple[Head, tuple[int, ...]]:
    """Return the head of the table, of one row or several, and which rows these are."""
    heads = [at for at in range(min(grid.height, HEAD_WITHIN)) if _head_at(grid, at, calendar)]
    told = [at for at in heads if not _is_title(grid, at)] or heads
    if not told:
        return Head(width=grid.width), ()
    first = next((at for at in told if _is_full(_head_at(grid, at, calendar))), told[0])
    head, rows = _head_from(grid, first, calendar)
    if not head.years and heads[0] != first and not _is_aside(grid, heads[0]):
        _date_by_title(head, _head_at(grid, heads[0], calendar))
    return head, rows


def _is_full(head: Head | None) -> bool:
    """Tell whether a row heads a name or several figures: one date is that of a print."""
    if head is None:
        return False
    figures = {at for at, meaning in head.meanings.items() if isinstance(meaning, FactRole)} | {*head.years}
    return Other.NAME in head.meanings.values() or len(figures) > 1


def _date_by_title(head: Head, title: Head | None) -> None:
    """Give all figures of a table the one year that its title names; what was at the start is of another one."""
    named = [*title.years.values()] if title is not None else []
    if len({one.year for one in named}) == 1:
        figures = (at for at, meaning in head.meanings.items() if isinstance(meaning, FactRole))
        head.years |= {at: named[0] for at in figures if head.meanings[at] is not FactRole.BASELINE}


def _head_from(grid: Grid, first: int, calendar: NamedYears) -> tuple[Head, tuple[int, ...]]:
    head, rows = _head_at(grid, first, calendar), [first]
    assert head is not None  # noqa: S101 - it is the row in which one was found
    for at in range(first + 1, min(first + 4, grid.height)):
        lower = _head_at(grid, at, calendar) or _titles_below(grid, first, at)
        if lower is None:
            break
        head = _joined(grid, head, lower, rows[-1], at)
        rows.append(at)
    return with_year_of_base(with_one_baseline(with_results(with_spans(head)))), tuple(rows)


def _head_at(grid: Grid, at: int, calendar: NamedYears) -> Head | None:
    return head_of(grid.spread[at], calendar)


def _is_title(grid: Grid, at: int) -> bool:
    """Tell whether a row says one thing of the whole table: above its first column, or aside."""
    says_one_thing = len({text for text in grid.spread[at] if text}) == 1
    return says_one_thing and (bool(grid.spread[at][0]) or _is_aside(grid, at))


def _is_aside(grid: Grid, at: int) -> bool:
    """Tell whether all that a row says is of when or in what a table was made: 「（令和7年6月30日現在）」."""
    return all(_ASIDE.fullmatch(compact(text)) for text in grid.spread[at] if text)


def _titles_below(grid: Grid, first: int, at: int) -> Head | None:
    """Return a row that belongs to the head because a merged cell of the head reaches into it."""
    reaching = [area for area in grid.merges if area[0] <= first and area[2] >= at]
    return Head(width=grid.width) if reaching else None


def _joined(grid: Grid, upper: Head, lower: Head, above: int, at: int) -> Head:
    """Return one head of two rows. Where areas are merged every cell has its words; else the left one spans."""
    if not grid.merges:
        return under(upper, lower)
    joined = Head(width=grid.width, filled=upper.filled | lower.filled, periods=upper.periods | lower.periods)
    for column in range(grid.width):
        is_same = grid.spread[above][column] == grid.spread[at][column]
        meaning = (None if is_same else lower.meanings.get(column)) or upper.meanings.get(column)
        year = lower.years.get(column) or upper.years.get(column)
        words = lower.words.get(column) or upper.words.get(column)
        if meaning is not None:
            joined.meanings[column] = meaning
        if year is not None:
            joined.years[column] = year
        if words:
            joined.words[column] = words
    return joined


def heading_at(grid: Grid, rows: Sequence[int], column: int) -> str:
    """Return what stands above a column, from top to bottom; without merged areas the left one spans."""
    told: list[str] = []
    for at in rows:
        text = " ".join((grid.spread[at][column] or _spanning(grid, rows, at, column)).split())
        if text and text not in told:
            told.append(text)
    return " ".join(told)


def _spanning(grid: Grid, rows: Sequence[int], at: int, column: int) -> str:
    if grid.merges or at == rows[-1] or not any(grid.cells[below][column] for below in rows if below > at):
        return ""
    return next((text for text in reversed(grid.cells[at][:column]) if text), "")


def columns_of(grid: Grid, head: Head, rows: Sequence[int], calendar: NamedYears) -> tuple[ColumnUse, ...]:
    """Return what each column seems to hold; what is hidden is not read."""
    found = []
    for at in range(grid.width):
        heading = heading_at(grid, rows, at)
        _date_by_words(head, at, heading, calendar)
        use, year = _use_of(head, at, heading), head.years.get(at)
        if at in grid.hidden_columns:
            use = Use.SKIP
        found.append(ColumnUse(at, heading, use, year.year if year else None))
    found = with_own_years(grid, with_labels(grid, found, rows), rows, calendar)
    return tuple(_with_ends(_once(found)))


def _date_by_words(head: Head, at: int, heading: str, calendar: NamedYears) -> None:
    """Give a column of figures the one year that its heading names beside other words: 目標値 R6(中間)."""
    if at in head.years or not isinstance(head.meanings.get(at), FactRole):
        return
    named = years_in(tidy(heading), calendar)
    if len({one.year for one in named}) == 1:
        head.years[at] = named[0]


def _use_of(head: Head, at: int, heading: str) -> Use:
    own, meaning = compact(heading), head.meanings.get(at)
    if (told := _by_words(own, meaning)) is not None:
        return told
    if meaning is FactRole.TARGET:
        return _kind_of_target(head, at, own)
    if meaning is None:
        return Use.VALUE if at in head.years else Use.SKIP
    return Use.BASELINE_YEAR if meaning is Other.YEAR else _BY_MEANING.get(meaning, Use.SKIP)


def _by_words(heading: str, meaning: Meaning | None) -> Use | None:
    """Return what a heading says by its own words, where they do not head figures."""
    for use, pattern in _YEARS:
        if pattern.fullmatch(heading):
            return use
    if meaning is not None and not isinstance(meaning, Other):
        return None
    fitting = (use for use, pattern in _BY_WORDS if pattern.fullmatch(heading))
    return next((use for use in fitting if use is not Use.NAME or meaning in {None, Other.NAME}), None)


def use_by_words(heading: str) -> Use | None:
    """Return what a title announces by its own words, where that is no figure."""
    meaning = meaning_of(heading)
    use = _by_words(compact(heading), meaning)
    return use if use is not None or meaning is None else _BY_MEANING.get(meaning)


def _kind_of_target(head: Head, at: int, heading: str) -> Use:
    if _MID.search(heading):
        return Use.MID
    is_end = at in head.periods or at not in head.years or bool(_PERIOD.search(heading))
    return Use.PERIOD if is_end else Use.TARGET


def _once(columns: list[ColumnUse]) -> list[ColumnUse]:
    """Leave each use that a table has once to the first column, the name to the last one before the figures."""
    names = [one.at for one in columns if one.use is Use.NAME]
    plainly = [one.at for one in columns if one.use is Use.NAME and "指標" in one.heading]
    name = plainly[0] if plainly else next(reversed(names), None)
    known: set[Use] = set()
    found = []
    for one in columns:
        use = one.use
        if use is Use.NAME and one.at != name:
            use = Use.NODE if Use.NODE not in known else Use.SKIP
        if use in known & {
            Use.CODE,
            Use.NODE,
            Use.UNIT,
            Use.OWNER,
            Use.BASELINE_YEAR,
            Use.PERIOD_YEAR,
            Use.LABEL,
            Use.BASELINE,
            Use.DIRECTION,
        }:
            use = Use.SKIP
        known.add(use)
        found.append(replace(one, use=use))
    return found


def _with_ends(columns: list[ColumnUse]) -> list[ColumnUse]:
    """Tell years of the baseline from others: without a baseline nothing is known of one."""
    has_base = any(one.use is Use.BASELINE for one in columns)
    return [
        one
        if one.use is not Use.BASELINE_YEAR or has_base
        else ColumnUse(one.at, one.heading, Use.SKIP, None)
        for one in columns
    ]


def rows_of(grid: Grid, columns: Sequence[ColumnUse], head: Sequence[int]) -> tuple[RowUse, ...]:
    """Return what each row seems to be."""
    named = next((one.at for one in columns if one.use is Use.NAME), None)
    last = max(head, default=-1)
    return tuple(_row_use(grid, columns, named, at, at in head or at < last) for at in range(grid.height))


def _row_use(grid: Grid, columns: Sequence[ColumnUse], named: int | None, at: int, is_head: bool) -> RowUse:
    if is_head:
        return RowUse.HEAD
    texts = [text for text in grid.cells[at] if text]
    first = compact(texts[0]) if texts else ""
    if not texts or at in grid.hidden_rows or _FOOTER.search(first):
        return RowUse.SKIP
    figures = [one.at for one in columns if one.use in {*_FIGURE_USES}]
    has_figures = any(grid.cells[at][column] for column in figures)
    name = grid.spread[at][named] if named is not None else ""
    if grid.is_turned and meaning_of(name) is Other.TEXT:
        return RowUse.SKIP
    if not has_figures:
        is_alone = len(texts) == 1 and len(first) <= 80 and not first.endswith("。")
        return RowUse.GROUP if is_alone else RowUse.SKIP
    if _TOTAL.fullmatch(compact(name) or first):
        return RowUse.SKIP
    return RowUse.ITEM


_FIGURE_USES: Final = (
    Use.BASELINE,
    Use.TARGET,
    Use.MID,
    Use.PERIOD,
    Use.RESULT,
    Use.VALUE,
)


def row_words(grid: Grid, calendar: NamedYears) -> list[str]:
    """Return by what words each row is known in next year's file too: its first cells in which no figure stands."""
    told = []
    for row in grid.spread:
        words = [text for text in dict.fromkeys(row) if text and not read_printed(text, calendar).is_answer]
        told.append(" ".join(words[:3])[:200])
    return told
