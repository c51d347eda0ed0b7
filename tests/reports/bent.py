"""Whole invented reports: a table in one of many structures, on its way into a text bent as pages bend it."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from tests.reports.invented import GROUPS, STRUCTURES, Draw, drawn
from tests.reports.renderings import RENDERINGS, Rows


@dataclass(frozen=True, slots=True)
class Report:
    """A report that nobody published: its text, and the facts that stand in it."""

    structure: str
    rendering: str
    text: str
    expected: dict[str, Any]


def with_scraps(draw: Draw, rows: Rows) -> Rows:
    """A chart stands between the rows: the numbers of its axis, the years below it."""
    at = draw.random.randint(2, len(rows))
    step = draw.random.choice((20, 50, 1_000))
    return [
        *rows[:at],
        [f"{step * tick:,}" for tick in range(5)],
        list(map(draw.year, draw.years)),
        *rows[at:],
    ]


def with_cut_names(draw: Draw, rows: Rows) -> Rows:
    """A line of the page goes through some names: their cells are two."""
    return [
        [row[0][:4], row[0][4:], *row[1:]]
        if at > 1 and len(row) > 2 and len(row[0]) > 8 and draw.random.random() < 0.4
        else row
        for at, row in enumerate(rows)
    ]


def with_groups(draw: Draw, rows: Rows) -> Rows:
    """The cell of a group spans the rows below it: it is printed in its first row only."""
    head = next(at for at, row in enumerate(rows) if len(row) > 1)
    body = next((at for at, row in enumerate(rows) if at > head and row[0] and len(row) > 1), head + 1)
    words = {head: "施策", body: draw.words(*GROUPS)}
    return [[words.get(at, ""), *row] if len(row) > 1 else row for at, row in enumerate(rows)]


def with_sources(draw: Draw, rows: Rows) -> Rows:
    """A last column says where figures are from, in words with figures in them."""
    sources = (
        "国勢調査（5年ごと）",
        "毎年度5件の増加を目指す",
        "市民アンケート（2,000人対象）",
        "企画課調べ",
    )
    return [
        [*row, "出典・考え方"] if not at else [*row, draw.words(*sources)] if row[0] and len(row) > 1 else row
        for at, row in enumerate(rows)
    ]


def with_page(draw: Draw, rows: Rows) -> Rows:
    """A page ends in the middle of the table; the head is printed again."""
    begins = [at for at, row in enumerate(rows) if at > 2 and row[0]]
    if not begins or len(rows[0]) < 2:
        return rows
    at = begins[len(begins) // 2]
    head = 2 if not rows[1][0] else 1
    return [*rows[:at], *rows[:head], *rows[at:]]


DISTORTIONS: Final[dict[str, Callable[[Draw, Rows], Rows]]] = {
    one.__name__: one for one in (with_scraps, with_cut_names, with_groups, with_sources, with_page)
}


def report(seed: int, structure: str, rendering: str, distortion: str = "") -> Report:
    """Return the report of a seed in one structure and rendering: the same for the same seed."""
    random = Random(f"{seed} {structure} {rendering} {distortion}")
    draw = drawn(random)
    rows, told = STRUCTURES[structure](draw)
    if distortion:
        rows = DISTORTIONS[distortion](draw, rows)
    table = RENDERINGS[rendering](rows)
    before = [draw.words("", "第２次総合計画　施策評価", "数値目標の達成状況", "資料３")]
    after = [draw.words("", "※出典：市民アンケート", "- 12 -", "（注）端数処理のため一致しないことがある。")]
    text = "\n".join([*(one for one in before if one), table, *(one for one in after if one)]) + "\n"
    return Report(structure, rendering, text, {"indicators": told})
