"""Any table of years, targets and results, however it is printed, gives the facts that were written into it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.reading.documents import from_text
from reports.reading.reader import read_document
from reports.reading.scoring import score
from tests.reports.renderings import RENDERINGS, TABLES, YEARS, Invented, Style, with_extras

NAMES = (
    "公園の利用者数",
    "満足している市民の割合",
    "人口の社会増減",
    "道路の改良延長",
    "新規の就農者数",
    "図書の貸出冊数",
)
UNITS = ("人", "％", "件", "km", "団体", "千円")
FIRST = st.integers(2005, 2030)
VALUE = st.one_of(
    st.integers(-9_000, 99_000).map(float),
    st.integers(-9_000, 99_000).map(lambda tenths: tenths / 10),
)


STYLES = st.builds(Style, st.sampled_from(list(YEARS.values())), wide=st.booleans(), with_unit=st.booleans())


@st.composite
def indicators(draw: Any) -> tuple[list[Invented], list[int]]:
    """Draw two to four indicators over the same three to five years."""
    first, count = draw(FIRST), draw(st.integers(3, 5))
    years = list(range(first, first + count))
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True))
    found = []
    for name in names:
        results = {year: draw(VALUE) for year in years[:-1]}
        results |= {years[-1]: None}
        found.append(
            Invented(
                name=name,
                unit=draw(st.sampled_from(UNITS)),
                baseline=(first - draw(st.integers(1, 3)), draw(VALUE)),
                targets={year: draw(VALUE) for year in years},
                actuals=results,
            )
        )
    return found, years


def expected(table: str, found: list[Invented], years: list[int]) -> dict[str, Any]:
    """Return the facts that a table prints: not every form has room for all of them."""
    told = [one.expected() for one in found]
    for one in told:
        if table in {"labels", "rates", "years down"}:
            one.pop("baseline")
        if table in {"columns", "cells"}:
            one["targets"] = {str(years[-1]): one["targets"][str(years[-1])]}
        if table == "rates":
            one["targets"].pop(str(years[-1]))
        if table in {"cells", "years down"}:
            one.pop("actuals")
    return {"indicators": told}


@pytest.mark.parametrize("rendering", RENDERINGS)
@pytest.mark.parametrize("table", TABLES)
@settings(max_examples=4, deadline=None)
@given(invented=indicators(), style=STYLES, extras=st.booleans())
def test_a_table_written_and_read_back_gives_the_same_facts(table, rendering, invented, style, extras):
    found, years = invented
    rows = TABLES[table](found, years, style)
    if extras and table in {"columns", "cells"}:
        rows = with_extras(rows)
    text = RENDERINGS[rendering](rows) + "\n"
    result = score(read_document(from_text(text)), expected(table, found, years))
    assert (result.precision, result.recall) == (1, 1), text
