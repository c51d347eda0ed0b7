"""Invented reports in many structures: what is printed as a grid is read whole, and nothing that is not there."""

import pytest

from reports.reading.documents import from_text
from reports.reading.reader import read_document
from reports.reading.scoring import Score, score
from tests.reports.bent import DISTORTIONS, report
from tests.reports.invented import STRUCTURES
from tests.reports.renderings import RENDERINGS

GRIDS = ("framed", "markdown", "unframed", "tabbed")
# Rows of years and of figures that take turns: some are left out where a figure may be of another year.
IN_PART = {"four_lines": 0.6}


def read(seed: int, structure: str, rendering: str, distortion: str = "") -> tuple[Score, str]:
    invented = report(seed, structure, rendering, distortion)
    return score(read_document(from_text(invented.text)), invented.expected), invented.text


@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_grid_in_any_structure_gives_the_facts_that_were_written_into_it(structure):
    for seed, rendering in enumerate(GRIDS):
        result, text = read(seed, structure, rendering)
        assert result.precision == 1, text
        assert (result.recall or 0) >= IN_PART.get(structure, 1), text


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_what_is_read_of_any_rendering_is_so(rendering):
    total = Score()
    for structure in STRUCTURES:
        total += read(1, structure, rendering)[0]
    assert (total.precision or 0) >= 0.9


@pytest.mark.parametrize("distortion", DISTORTIONS)
def test_a_bent_page_gives_few_figures_that_are_not_so(distortion):
    total = Score()
    for structure in STRUCTURES:
        total += read(2, structure, "framed", distortion)[0]
    assert (total.precision or 0) >= 0.9
    assert (total.recall or 0) >= 0.6
