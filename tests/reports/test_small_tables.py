"""Small tables of our own making, each in a form that published reports have, with the facts that they print."""

import json
from pathlib import Path

import pytest

from reports.reading.documents import from_text
from reports.reading.reader import read_document
from reports.reading.scoring import score

CONTENT = (Path(__file__).parent / "small_tables.txt").read_text(encoding="utf-8")
TABLES = [part.partition("\n") for part in CONTENT.removeprefix("# ").split("\n\n# ")]


@pytest.mark.parametrize("content", [rest for _, _, rest in TABLES], ids=[title for title, _, _ in TABLES])
def test_a_small_table_gives_its_facts_and_no_others(content):
    text, _, expected = content.partition("---\n")
    result = score(read_document(from_text(text)), json.loads(expected))
    assert result.told == result.expected == result.right
