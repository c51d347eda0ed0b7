"""What is read of a document is read of it printed otherwise too: by other words, years, blanks, page numbers."""

import json
from pathlib import Path
from typing import Final

import pytest

from reports.reading.documents import from_text
from reports.reading.reader import read_document
from reports.reading.scoring import Score, score
from tests.reports.printed_otherwise import WAYS, printed_otherwise

DOCUMENTS: Final = sorted((Path(__file__).parent / "documents").glob("*.txt"))
GOAL: Final = (0.98, 0.95)  # precision; of the facts that are read of the documents as they are

# Ways in which less is read so far: the least that is reached now. Whoever mends a reader raises them.
REACHED: Final = {
    "both years": (0.98, 0.94),
    "tabs for signs": (0.94, 0.91),
    "cells a line": (0.63, 0.51),
}


def read(path: Path, text: str) -> Score:
    return score(
        read_document(from_text(text)), json.loads(path.with_suffix(".expected.json").read_text("utf-8"))
    )


@pytest.fixture(scope="module")
def as_they_are() -> dict[Path, Score]:
    return {path: read(path, path.read_text("utf-8")) for path in DOCUMENTS}


@pytest.mark.parametrize("way", sorted(WAYS))
def test_what_is_read_is_read_of_another_print_too(way, as_they_are):
    before, otherwise = Score(), Score()
    for path in DOCUMENTS:
        other = printed_otherwise(path.read_text("utf-8"), way)
        if other is not None:
            before += as_they_are[path]
            otherwise += read(path, other)
    precision, share = REACHED.get(way, GOAL)
    assert (otherwise.precision or 0) >= precision
    assert otherwise.right.total() >= share * before.right.total()


def test_empty_cells_between_tabs_are_no_table():
    table = "指標\tR3実績\tR5目標\n{}\t120\t100\n"
    text = table.format("ごみ排出量") + "\n本文です。\n\t\t\n\n" + table.format("資源の量")
    assert [one["name"] for one in read_document(from_text(text))["indicators"]] == ["ごみ排出量", "資源の量"]
