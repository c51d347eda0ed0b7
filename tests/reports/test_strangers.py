"""Documents by other hands: what is told is so, most is told, and nothing where there are no indicators."""

import pytest

from reports.reading.documents import from_text
from reports.reading.reader import read_document
from reports.reading.scoring import Score, score
from tests.reports.strangers import KINDS, stranger

SEEDS = range(6)
WITH_FACTS = sorted(set(KINDS) - {"nothing"})


def read(kind: str, seeds: range = SEEDS) -> Score:
    total = Score()
    for seed in seeds:
        invented = stranger(kind, seed)
        total += score(read_document(from_text(invented.text)), invented.expected)
    return total


@pytest.mark.parametrize("kind", WITH_FACTS)
def test_what_is_read_of_a_document_by_another_hand_is_so(kind):
    total = read(kind)
    assert (total.precision or 0) >= 0.93
    assert (total.recall or 0) >= 0.8
    assert total.right_as["certain"] >= 0.98 * total.told_as["certain"]


def test_a_table_without_indicators_gives_no_facts():
    assert read("nothing", range(20)).told.total() == 0


def test_the_same_seed_gives_the_same_document():
    assert [stranger(kind, 3).text for kind in KINDS] == [stranger(kind, 3).text for kind in KINDS]
