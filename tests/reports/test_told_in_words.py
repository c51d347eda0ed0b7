"""What is no table is read too: records, delimited files, lists and sentences, and nothing of what is no indicator."""

import pytest

from reports.reading.documents import from_text
from reports.reading.reader import read_document
from reports.reading.scoring import score
from tests.reports.told_as_statements import STATEMENTS
from tests.reports.told_by_offices import BY_OFFICES
from tests.reports.told_in_data import IN_DATA
from tests.reports.told_in_data_of_others import DATA_OF_OTHERS
from tests.reports.told_in_data_too import IN_DATA_TOO
from tests.reports.told_in_more_records import MORE_RECORDS
from tests.reports.told_in_records import NOTHING, RECORDS, SEPARATED
from tests.reports.told_in_sentences import IN_SENTENCES
from tests.reports.told_in_slides import IN_SLIDES
from tests.reports.told_in_words import EVERY, Told
from tests.reports.told_on_pages import ON_PAGES


@pytest.mark.parametrize(
    "told",
    [
        *EVERY,
        *IN_SENTENCES,
        *STATEMENTS,
        *IN_SLIDES,
        *RECORDS,
        *MORE_RECORDS,
        *SEPARATED,
        *NOTHING,
        *ON_PAGES,
        *BY_OFFICES,
        *IN_DATA,
        *IN_DATA_TOO,
        *DATA_OF_OTHERS,
    ],
    ids=lambda one: f"{one.kind}: {one.text.splitlines()[0][:24]}",
)
def test_what_is_told_in_words_is_read(told: Told) -> None:
    result = score(read_document(from_text(told.text)), told.expected)
    assert result.told.total() == result.right.total() == result.expected.total() - told.missing
