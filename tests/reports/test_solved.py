"""Tables that nothing but the best evidence tells how to read, in the renderings that pages leave of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reports.reading.documents import from_text
from reports.reading.layouts import solved
from reports.reading.reader import read_document
from reports.reading.scoring import score
from reports.reading.solving.parts import with_parts_apart
from reports.reading.solving.stream import atoms_of
from reports.reading.wording import compact
from reports.reading.years import calendar_of

CONTENT = (Path(__file__).parent / "solved_tables.txt").read_text(encoding="utf-8")
TABLES = [part.partition("\n") for part in CONTENT.removeprefix("# ").split("\n\n# ")]
KINDS = {"a": "actuals", "t": "targets", "p": "annual_actuals"}


def indicators(lines: str) -> Iterator[dict[str, Any]]:
    """Yield the indicators that lines give shortly: 名: b2020=1 a2021=2 t2025=3."""
    for line in lines.strip().splitlines():
        name, _, facts = line.rpartition(": ")
        found: dict[str, Any] = {"name": name}
        for kind, year, value in ((fact[0], fact[1:5], float(fact[6:])) for fact in facts.split()):
            if kind == "b":
                found["baseline"] = {"fiscal_year": int(year), "value": value}
            else:
                found.setdefault(KINDS[kind], {})[year] = value
        yield found


@pytest.mark.parametrize("content", [rest for _, _, rest in TABLES], ids=[title for title, _, _ in TABLES])
def test_a_table_is_read_as_what_its_figures_prove_it_is(content):
    text, _, lines = content.partition("\n---\n")
    expected = list(indicators(lines))
    draft = read_document(from_text(text + "\n"))
    result = score(draft, {"indicators": expected})
    assert result.told == result.expected == result.right
    for one, wanted in zip(draft["indicators"], expected, strict=True):
        assert compact(one["name"]).endswith(compact(wanted["name"]))


PARTS = """\
資料2 成果目標の推移
| 項目 | 現状値(策定時) | 直近値 | 目標値 | 備考 |
|---|---|---|---|---|
| 週1回以上運動する市民の割合 | 全体 38.4% 男 42.7% 女 34.6% (平成29年度) |
全体 45.1% 男 48.3% 女 42.0% (令和4年度) |
全体 60% (令和7年度) |
市民調査 |
| 総合型クラブの会員数 | 1,126人 (平成30年度) |
1,374人 (令和4年度) |
1,500人 (令和7年度) |
|
"""


def test_parts_in_one_cell_are_indicators_of_their_own():
    document = from_text(PARTS)
    found = solved.read_divided(document, calendar_of(document.text()), set()).readings
    told = {
        one.name.rpartition(" ")[2]: [(fact.year, float(fact.value)) for fact in one.facts if fact.value]
        for one in found
    }
    assert told["全体"] == [(2017, 38.4), (2022, 45.1), (2025, 60.0)]
    assert told["男"] == [(2017, 42.7), (2022, 48.3)]
    assert told["女"] == [(2017, 34.6), (2022, 42.0)]


def test_the_figures_of_each_part_in_a_cell_are_brought_together():
    document = from_text(PARTS)
    calendar = calendar_of(document.text())
    told = [one.text for one in with_parts_apart(atoms_of(document, set(), calendar), calendar)]
    begin = told.index("全体")
    assert [text.partition("(")[0].strip() for text in told[begin : begin + 12]] == [
        *("全体", "38.4%", "45.1%", "60%"),
        *("男", "42.7%", "48.3%", "－"),
        *("女", "34.6%", "42.0%", "－"),
    ]
    assert told[begin + 1].endswith("(平成29年度)")  # the year behind the last part of a cell is of all
