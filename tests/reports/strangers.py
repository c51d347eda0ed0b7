"""Reports by other hands: an invented plan in kinds that the other generators do not know, with the facts in it.

`stranger(kind, seed)` is the same for the same seed. What a document is made of (`traits`) is drawn at random and
handed out, so that it can be counted which traits are read badly; nobody needs to look at a single text for that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.reports.strange_forms import forms
from tests.reports.strange_hands import REMARKS, Facts, Hand, Row, hand
from tests.reports.strange_records import records
from tests.reports.strange_rows import rows_of_pdf
from tests.reports.strange_tables import blocks, piped, spaced, stacked, table, two_heads, two_lines
from tests.reports.strange_texts import nothing, sentences
from tests.reports.strangers_offices import OFFICES


def _grid(
    render: Callable[[Hand, list[Row]], str], make: Callable[[Hand], tuple[list[Row], list[Facts]]] = table
) -> Callable[[Hand], tuple[str, list[Facts]]]:
    def written(told: Hand) -> tuple[str, list[Facts]]:
        rows, facts = make(told)
        return render(told, rows), facts

    return written


KINDS: Final[dict[str, Callable[[Hand], tuple[str, list[Facts]]]]] = {
    "piped": _grid(piped),
    "piped lines": _grid(piped, two_lines),
    "piped heads": _grid(piped, two_heads),
    "spaced": _grid(spaced),
    "spaced lines": _grid(spaced, two_lines),
    "spaced heads": _grid(spaced, two_heads),
    "stacked": _grid(stacked),
    "stacked lines": _grid(stacked, two_lines),
    "stacked heads": _grid(stacked, two_heads),
    "blocks": _grid(blocks),
    "rows": rows_of_pdf,
    "forms": forms,
    "records": records,
    "sentences": sentences,
    "nothing": nothing,
} | OFFICES


@dataclass(frozen=True, slots=True)
class Stranger:
    """A document by another hand: its text, the facts in it, and what it is made of."""

    kind: str
    text: str
    expected: Facts
    traits: dict[str, str]


def stranger(kind: str, seed: int) -> Stranger:
    told = hand(Random(f"{kind} {seed}"))
    text, facts = KINDS[kind](told)
    if kind != "records" and kind not in OFFICES:  # those bring what stands around with them
        text = _noisy(told, text)
    return Stranger(kind, text + "\n", {"indicators": facts}, told.traits)


def _noisy(told: Hand, text: str) -> str:
    """Put around a text what pages have around it."""
    noise = told.traits["noise"]
    before = [told.word("第３次総合計画 数値目標一覧", "資料２", "施策の評価指標", "２　成果目標の達成状況")]
    after: list[str] = []
    if noise == "page":
        after = [told.word("- 12 -", "45", "3 / 18 ページ"), "Copyright © 市"]
    if noise == "notes":
        after = ["※ 端数処理のため一致しないことがある。", "（注１）数値は毎年9月に確定する。"]
    if noise == "scraps":
        one = told.found[0]
        after = [
            f"{one.name} {told.word(*REMARKS)}",
            " ".join(map(told.year, told.years)),
            "0 20 40 60 80 100",
        ]
    return "\n".join([*before, text, *after])
