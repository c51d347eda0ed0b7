"""The table of amounts on a sheet: its shape as data, and which sums hold."""

from decimal import Decimal
from typing import Any

import pytest

from evaluations.sheets.amounts import (
    AmountPlace,
    Layout,
    check_sums,
    sum_of_parts,
)

SHAPE: dict[str, Any] = {
    "years": [-1, 0],
    "columns": [{"key": "budget", "label": "予算額"}, {"key": "settled", "label": "決算額(見込)"}],
    "lines": [
        {"key": "cost", "label": "事業費A", "parts": ["national", "general"]},
        {"key": "national", "label": "国庫支出金"},
        {"key": "general", "label": "一般財源"},
        {"key": "people", "label": "人件費B"},
        {"key": "all", "label": "総コスト(A+B)", "parts": ["cost", "people"], "tolerance": "1"},
    ],
}


def cells(year: int = 2023, column: str = "budget", **lines: int | str) -> dict[AmountPlace, Decimal]:
    return {AmountPlace(year, column, line): Decimal(value) for line, value in lines.items()}


@pytest.mark.parametrize(
    ("amounts", "unequal"),
    [
        pytest.param(cells(cost=10, national=4, general=6, people=5, all=15), [], id="every sum holds"),
        pytest.param(
            cells(cost=10, national=4, general=7), [("cost", "11")], id="sources that exceed the cost"
        ),
        pytest.param(cells(cost=10, people=5, all=16), [], id="a total off by one thousand is rounding"),
        pytest.param(cells(cost=10, people=5, all=17), [("all", "15")], id="off by two it is not"),
        pytest.param(cells(cost=10, national=4), [("cost", None)], id="a blank part is unknown, never zero"),
        pytest.param(cells(cost=10, national=4, general=0), [("cost", "4")], id="a zero part is a value"),
        pytest.param(cells(cost=10), [], id="no part stated: nobody said what it consists of"),
        pytest.param(cells(national=4, general=6), [], id="no total stated: nothing to hold against"),
        pytest.param(cells(cost=-3, national=-4, general=1), [], id="a correction below zero"),
        pytest.param(
            cells(2022, "settled", cost=10, national=3, general=3),
            [("cost", "6")],
            id="another year and column",
        ),
        pytest.param(
            cells(2021, cost=10, national=3, general=3), [], id="a year that the table does not have"
        ),
        pytest.param(
            cells(cost="10.5", national="4.25", general="6.25"),
            [],
            id="parts of a thousand are added exactly",
        ),
    ],
)
def test_stated_sums_are_held_against_their_parts(amounts, unequal):
    found = check_sums(Layout.from_data(SHAPE), amounts, 2023)
    assert [(one.line.key, one.known if one.known is None else str(one.known)) for one in found] == unequal


def test_a_sum_is_known_only_if_every_part_is():
    layout = Layout.from_data(SHAPE)
    line = layout.lines[0]
    assert sum_of_parts(line, cells(national=4, general=6), AmountPlace(2023, "budget", "cost")) == 10
    assert sum_of_parts(line, cells(national=4), AmountPlace(2023, "budget", "cost")) is None


def test_a_shape_is_read_back_unchanged():
    layout = Layout.from_data(SHAPE)
    assert Layout.from_data(layout.to_data()) == layout
    assert len(layout.places(2023)) == 5 * 2 * 2


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        pytest.param({"years": []}, "年度", id="no year"),
        pytest.param({"years": [0, 0]}, "年度", id="a year twice"),
        pytest.param({"years": "今年"}, "金額表は", id="a text for the years"),
        pytest.param({"columns": [{"key": "a"}]}, "金額表は", id="a column without words"),
        pytest.param({"columns": [{"key": "", "label": "空"}]}, "列", id="a column without a key"),
        pytest.param(
            {"lines": [{"key": "a", "label": "合計", "parts": ["b"]}]}, "b", id="a part nobody knows"
        ),
        pytest.param(
            {"lines": [{"key": "a", "label": "合計", "parts": ["a"]}]}, "合計", id="a part of itself"
        ),
        pytest.param(
            {"lines": [{"key": "a", "label": "合計", "parts": "ab"}]}, "金額表は", id="parts as a text"
        ),
        pytest.param(
            {
                "lines": [
                    {"key": "a", "label": "計", "parts": ["b"], "tolerance": "-1"},
                    {"key": "b", "label": "内訳"},
                ]
            },
            "許容差",
            id="a tolerance below zero",
        ),
        pytest.param(
            {"lines": [{"key": str(n), "label": "行"} for n in range(41)]}, "行", id="too many lines"
        ),
    ],
)
def test_a_shape_nobody_could_fill_in_is_refused(broken, word):
    with pytest.raises(ValueError, match=word):
        Layout.from_data(SHAPE | broken)


def test_a_table_larger_than_a_form_can_send_is_refused():
    many = [{"key": str(number), "label": "行"} for number in range(40)]
    columns = [{"key": str(number), "label": "列"} for number in range(8)]
    with pytest.raises(ValueError, match="600欄まで"):
        Layout.from_data(SHAPE | {"years": [0, 1], "lines": many, "columns": columns})
