"""Sheets and forms of our own making, a block of labels and figures for each indicator, are read as they say."""

import pytest

from reports.reading.documents import from_text
from reports.reading.reader import read_document
from reports.reading.scoring import score
from tests.reports.told_in_forms import FORMS
from tests.reports.told_in_words import Told


@pytest.mark.parametrize("told", FORMS, ids=lambda one: one.kind)
def test_what_is_told_in_a_form_is_read(told: Told) -> None:
    result = score(read_document(from_text(told.text)), told.expected)
    assert result.told.total() == result.right.total() == result.expected.total() - told.missing
