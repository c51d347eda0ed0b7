"""Tables that nothing but the best evidence tells how to read, in the renderings that pages leave of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reports.reading.documents import from_text
from reports.reading.reader import read_document
from reports.reading.scoring import score
from reports.reading.wording import compact

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
