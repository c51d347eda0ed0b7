"""A number typed into a sheet's form, its workbook or a keeper's page is read by the same reader."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from entry.sheet.forms.sheet import TypedSheet, name_of, read_item
from entry.workbook.scorecards.reading import FileCell
from entry.workbook.scorecards.sheets.cells import read_value
from entry.workbook.scorecards.sheets.tables import AnswerPart, SheetColumn
from evaluations.sheets.models.forms import SheetItem
from indicators.calculation.typed import TypedError
from indicators.forms import AmountField

TEXTS = (
    "",
    "5",
    "５，０００",
    "▲12.5",
    "0.12345",
    "5万",
    "5人",
    "約50",
    "50程度",
    "－",
    "集計中",
    "12345678901234",
    "1億5千",
)


def in_form(text: str, unit: str) -> tuple[Decimal | None, str, str]:
    """Return the value, what is said about it, and why it is refused."""
    item = SheetItem(key="visits", label="訪問回数", kind="number", unit=unit)
    name = name_of(item, "number")
    typed = TypedSheet(texts={name: text})
    answer = read_item(item, 2022, typed)
    refusal = typed.unreadable[0].sentence.split("：", 1)[1] if typed.unreadable else ""
    return answer.number, typed.notes.get(name, ""), refusal


def in_workbook(value: object, unit: str) -> tuple[object, str, str]:
    item = SheetItem(key="visits", label="訪問回数", kind="number", unit=unit)
    try:
        read, notes = read_value(
            FileCell("A1", value), SheetColumn(name="訪問回数", part=AnswerPart.NUMBER, item=item)
        )
    except TypedError as error:
        return None, "", str(error)
    return read, "".join(notes), ""


@pytest.mark.parametrize("unit", ["回", "千円", ""])
@pytest.mark.parametrize("text", TEXTS)
def test_form_and_workbook_of_a_sheet_read_the_same_with_the_same_words(text: str, unit: str) -> None:
    assert in_form(text, unit) == in_workbook(text or None, unit)


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        pytest.param("約50", "回", "概数であることは文章の欄に書きます", id="there is no box for 概数"),
        pytest.param("－", "回", "まだ分からないときは空欄のまま", id="a dash"),
        pytest.param("集計中", "回", "「集計中」は入力できません", id="a reason"),
        pytest.param("5人", "回", "この欄の単位「回」と違う", id="no indicator is spoken of"),
    ],
)
def test_a_refusal_says_what_can_be_done_in_a_sheet(text: str, unit: str, said: str) -> None:
    for read in (in_form, in_workbook):
        assert said in read(text, unit)[2]


def test_what_was_understood_is_written_without_decimals_that_nobody_typed() -> None:
    assert (
        in_workbook("5億円", "千円")[1]
        == in_form("5億円", "千円")[1]
        == "「5億円」を「500,000千円」と読みました。"
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("１，２３４", Decimal(1234), id="full width with separators"),
        pytest.param("▲12.5", Decimal("-12.5"), id="a triangle is a minus"),
        pytest.param("5.0000", Decimal(5), id="as the page shows it"),
        pytest.param("", None, id="unknown"),
        pytest.param("12345678901.2345", Decimal("12345678901.2345"), id="15 digits"),
    ],
)
def test_a_keeper_types_amounts_as_everybody_does(text: str, value: Decimal | None) -> None:
    assert AmountField(max_digits=15, decimal_places=4, required=False).clean(text) == value


@pytest.mark.parametrize(
    "text", ["5万", "5件", "約50", "－", "集計中", "1.23456", "123456789012", "1e3", "NaN", "1,23"]
)
def test_what_a_keepers_page_cannot_show_back_is_refused_in_japanese(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        AmountField(max_digits=15, decimal_places=4, required=False).clean(text)
    assert "。" in refused.value.messages[0]
