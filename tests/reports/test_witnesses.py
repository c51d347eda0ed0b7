"""What one kind of trying tells alone is unsure; what two kinds tell is likely; three make it likely."""

import pytest

from reports.reading.confidence import summed
from reports.reading.facts import Confidence
from reports.reading.witnesses import with_witnesses
from tests.reports.doubted import told

ROW, COLUMNS = "会員数 : 310 340\n", "b2019 t2025"


@pytest.mark.parametrize(
    ("confidence", "layouts", "left"),
    [
        pytest.param("likely", ["solved"], "unsure", id="one way of trying"),
        pytest.param("likely", ["solved", "divided solved"], "unsure", id="the same way twice"),
        pytest.param("likely", ["solved", "assembled"], "likely", id="two ways"),
        pytest.param("likely", ["solved", "headed"], "likely", id="a label beside"),
        pytest.param("likely", ["crossed"], "likely", id="a grid knows what it reads"),
        pytest.param("likely", ["records"], "likely", id="so do keys"),
        pytest.param("likely", ["forms"], "unsure", id="a form that nobody else saw"),
        pytest.param("likely", [], "likely", id="what somebody dated afterwards"),
        pytest.param("certain", ["induced"], "certain", id="what recomputes"),
        pytest.param("unsure", ["solved", "induced"], "unsure", id="two are not enough to raise"),
        pytest.param("unsure", ["solved", "induced", "running"], "likely", id="three are"),
    ],
)
def test_what_is_likely_depends_on_who_says_the_same(confidence, layouts, left):
    rows = told(ROW, COLUMNS, confidence=Confidence(confidence))
    (one,) = with_witnesses(rows, [(layout, told(ROW, COLUMNS)) for layout in layouts])
    assert {fact.confidence.value for fact in one.facts} == {left}


@pytest.mark.parametrize(
    ("other", "columns", "left"),
    [
        pytest.param("会員数 : 310 340\n", "b2019 t2024", ["likely", "unsure"], id="another year"),
        pytest.param("会員数 : 310 340\n", "a2019 t2025", ["unsure", "likely"], id="another role"),
        pytest.param("会員数 : 311 340\n", "b2019 t2025", ["unsure", "likely"], id="another figure"),
        pytest.param("\n会員数 : 310 340\n", "b2019 t2025", ["unsure", "unsure"], id="another line"),
        pytest.param("登録者数 : 310 340\n", "b2019 t2025", ["likely", "likely"], id="by another name"),
    ],
)
def test_who_tells_of_a_figure_something_else_is_no_witness(other, columns, left):
    (one,) = with_witnesses(
        told(ROW, COLUMNS), [("solved", told(ROW, COLUMNS)), ("assembled", told(other, columns))]
    )
    assert [fact.confidence.value for fact in one.facts] == left


TABLE = "".join(f"事業の{letter} : {at}10 {at}40\n" for at, letter in enumerate("あいうえおか", start=1))


@pytest.mark.parametrize(
    ("others", "left"),
    [
        pytest.param("事業\n", "likely", id="nobody else could read it"),
        pytest.param(TABLE.splitlines()[0], "unsure", id="others read a part of it"),
    ],
)
def test_a_table_that_one_kind_alone_could_read_is_likely_as_a_whole(others, left):
    rows = told(TABLE, COLUMNS)
    found = with_witnesses(rows, [("solved", rows), ("assembled", told(others, COLUMNS))])
    assert {fact.confidence.value for one in found[1:] for fact in one.facts} == {left}
    assert {fact.confidence.value for fact in found[0].facts} == {"likely"}  # witnessed, or trusted


def test_five_rows_are_too_few_to_be_sure_of_alone():
    rows = told(TABLE, COLUMNS)[:5]
    assert {
        fact.confidence.value for one in with_witnesses(rows, [("solved", rows)]) for fact in one.facts
    } == {"unsure"}


def test_what_recomputes_needs_no_witness():
    """A sum made likely what a reader was not sure of by itself."""
    heard = told(ROW, COLUMNS, confidence=Confidence.UNSURE)
    (one,) = with_witnesses(told(ROW, COLUMNS), [("running", heard)])
    assert {fact.confidence.value for fact in one.facts} == {"likely"}


FIRST = "男性 : 100 110\n女性 : 80 90\n合計 : 180 200\n"


@pytest.mark.parametrize(
    ("second", "left"),
    [
        pytest.param(
            "男性 : 20 30\n女性 : 10 15\n合計 : 30 45\n", "ccc ccc", id="each total of its own rows"
        ),
        pytest.param("男性 : 20 30\n女性 : 10 15\n合計 : 31 46\n", "ccc lll", id="rows of one name are two"),
    ],
)
def test_a_total_is_that_of_its_own_table(second, left):
    found = summed(told(FIRST + second, "a2021 a2022"))
    sure = "".join(one.facts[0].confidence.value[0] for one in found)
    assert f"{sure[:3]} {sure[3:]}" == left
