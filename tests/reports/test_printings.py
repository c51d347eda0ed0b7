"""A document in other printings: each leads back to its lines, and what several tell is put together."""

from decimal import Decimal
from typing import Final

import pytest

from reports.reading.agreeing import PLAIN, Telling, agreed
from reports.reading.documents import Place, from_text
from reports.reading.facts import Confidence, Fact, FactRole, Reading
from reports.reading.printings import is_long, printings_of
from reports.reading.reader import read_document

ROWS: Final = (
    "がん検診の受診率の状況\n区分 指標 目標値(R8) 策定時(H30) 直近値(R5) 判定\n"
    "1 胃がん検診を受けた人の割合 40.0% 18.3% 16.2% D\n2 肺がん検診を受けた人の割合 40.0% 24.6% 25.0% C\n"
    "3 大腸がん検診を受けた人の割合 40.0% 22.8% 25.7% B\n4 特定健康診査の受診率 60.0% 31.4% 42.6% B\n"
)
SURE, UNSURE = Confidence.LIKELY, Confidence.UNSURE


def told(text: str) -> list[tuple[float, ...]]:
    """The figures of each indicator: start, targets, results."""
    return [
        tuple(
            fact["value"]
            for fact in (one["baseline"], *one.get("targets", {}).values(), *one.get("actuals", {}).values())
        )
        for one in read_document(from_text(text))["indicators"]
        if "baseline" in one
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ROWS, id="a row a line"),
        pytest.param(ROWS.replace("\n", " "), id="one line"),
        pytest.param("\n".join(ROWS.split()) + "\n", id="a cell a line"),
    ],
)
def test_a_table_is_read_however_a_program_printed_it(text):
    assert told(text) == [(18.3, 40, 16.2), (24.6, 40, 25), (22.8, 40, 25.7), (31.4, 60, 42.6)]


def test_each_line_of_a_printing_leads_back_to_where_it_was_printed():
    printed = from_text("目標の一覧\n受診率\n41.2\n60\n| 参加者数（人） | 120 | 150 |\n" + "件数 5 8 " * 60)
    texts = {line.number: line.text for line in printed.lines}
    for printing in printings_of(printed):
        assert printing.document.lines
        for line in printing.document.lines:
            there = printing.at_origin(reading(line.number, 1, quote=line.text.split("|")[0])).place
            words = there.quote.split()
            assert all(word in texts[there.line] for word in words)


def test_a_figure_put_into_a_row_with_others_stands_where_it_was_printed():
    printed = from_text("受診率\n41.2\n60.0\n参加率\n20.5\n20\n")
    [rows] = [one for one in printings_of(printed) if len(one.document.lines) == 2]
    assert [line.text for line in rows.document.lines] == ["受診率 41.2 60.0", "参加率 20.5 20"]
    assert rows.at_origin(reading(2, 20, quote="20")).facts[0].place == Place(1, 6, "20")


def test_words_that_say_what_is_compared_stay():
    printed = from_text("利用の実績（前年との比較）\n公民館（全館）  120人  150人\n")
    assert all("（前年との比較）" in one.document.text() for one in printings_of(printed))
    assert any("（全館）" not in one.document.text() for one in printings_of(printed))


def reading(line: int, *values: int, confidence: Confidence = SURE, quote: str = "") -> Reading:
    """An indicator with results of the years from 2020 on."""
    place = Place(1, line, quote)
    facts = tuple(
        Fact(role=FactRole.ACTUAL, year=year, value=Decimal(value), place=place, confidence=confidence)
        for year, value in enumerate(values, start=2020)
    )
    return Reading(name=f"指標{line}", facts=facts, place=place)


def put_together(
    plain: list[Reading], *others: tuple[str, list[Reading]]
) -> list[tuple[int, list[int], bool]]:
    """What is told: each indicator's line, figures, and whether it is sure of them."""
    printed = from_text("行\n" * 9)
    found = agreed(printed, Telling(PLAIN, plain), [Telling(kind, told) for kind, told in others])
    return [
        (
            one.place.line,
            [int(fact.value or 0) for fact in one.facts],
            all(fact.confidence is SURE for fact in one.facts),
        )
        for one in found
    ]


def test_what_was_read_surely_stays_and_is_added_to():
    plain = [reading(1, 10, 20)]
    more = [reading(1, 20, 10), reading(2, 30, 40)]
    expected = [(1, [10, 20], True), (2, [30, 40], True)]
    assert put_together(plain, ("lines", more), ("rows", more)) == expected


def test_what_is_added_stands_where_it_is_printed():
    plain, more = [reading(1, 10, 20), reading(5, 50, 60)], [reading(3, 30, 40)]
    told = put_together(plain, ("lines", more), ("rows", more))
    assert [line for line, _, _ in told] == [1, 3, 5]


def test_nothing_is_added_that_one_kind_of_printing_tells():
    more = [reading(2, 30, 40)]
    assert put_together([reading(1, 10, 20)], ("lines", more), ("lines", more)) == [(1, [10, 20], True)]


def test_nothing_is_added_of_which_another_printing_tells_something_else():
    more, other = [reading(2, 30, 40)], [reading(2, 50, 30)]
    plain = [reading(1, 10, 20)]
    told = put_together(plain, ("lines", more), ("rows", more), ("blanks", other))
    assert told == [(1, [10, 20], True)]


def test_where_a_document_was_read_badly_who_tells_more_and_surely_is_believed():
    plain = [reading(1, 10, 20, confidence=UNSURE)]
    more = [reading(1, 20, 10), reading(2, 30, 40)]
    assert put_together(plain, ("lines", more)) == [(1, [20, 10], False), (2, [30, 40], False)]
    assert put_together(plain, ("lines", [reading(1, 20, 10)])) == [(1, [10, 20], False)]


def test_of_a_believed_printing_is_sure_what_another_kind_says_too():
    more = [reading(1, 20, 10), reading(2, 30, 40)]
    told = put_together([reading(1, 10, 20, confidence=UNSURE)], ("lines", more), ("rows", more[1:]))
    assert told == [(1, [20, 10], False), (2, [30, 40], True)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("指標 | 目標\n|\n受診率 | 40\n||\n| |\n", id="signs without cells"),
        pytest.param(
            "a | b | c | d\n指標 | 目標 | 実績\n年度 | 単位 | 目標 | 実績\n受診率 | 40 | 50\n",
            id="ragged heads",
        ),
    ],
)
def test_strange_signs_stop_nobody(text):
    assert "indicators" in read_document(from_text(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("受診率 40 50\n" * 600, False, id="a report"),
        pytest.param("受診率 40 50\n" * 601, True, id="many lines"),
        pytest.param("受診率 40 50 " * 900, True, id="many words on one line"),
    ],
)
def test_a_long_document_is_read_once(text, expected):
    assert is_long(from_text(text)) is expected
