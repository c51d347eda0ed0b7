"""What stands in a cell of the sheets of 事務事業: understood, or named by its cell; columns wherever they are."""

import io
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from entry.workbook.scorecards.sheets.tables import tables_of
from evaluations.sheets.models.forms import SheetItem, SheetRequest
from evaluations.sheets.models.sheets import ProjectSheet
from tests.entry.archives import saved
from tests.entry.sheet_office import (
    HAND_IN,
    PLAN,
    RATING,
    REASON,
    SHEET,
    VISITS,
    WHOLE,
    Office,
    accept,
    changes,
    edited,
    read,
    sentences,
)
from tests.factories import (
    make_scale,
    make_sheet_request,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("symbols", "typed", "stored"),
    [
        ("12345", "３", "3"),
        ("12345", 3, "3"),
        ("12345", "①", "1"),
        ("abc", "ａ", "a"),
        ("abc", "Ａ", "a"),
        ("ⅠⅡⅢⅣ", "II", "Ⅱ"),
        ("ⅠⅡⅢⅣ", "ＩＩ", "Ⅱ"),
        ("ⅠⅡⅢⅣ", "ⅱ", "Ⅱ"),
        ("Aa", "ａ", "a"),
        ("12345", "意味4", "4"),
    ],
)
def test_a_symbol_is_understood_in_its_variants(symbols: str, typed: Any, stored: str) -> None:
    office = office_with_scale(symbols)

    office.takes_in(edited(office.download(), {RATING + "5": typed}))

    assert office.given(office.nodes[0])["achievement"].symbol == stored


def office_with_scale(symbols: str) -> Office:
    scale = make_scale(symbols)
    office = Office(0)
    SheetItem.objects.filter(key="achievement").update(scale=scale)
    type(office.request.cycle).objects.update(achievement_scale=scale)
    return Office(1, SheetRequest.objects.with_form().get())


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({RATING + "5": "6"}, "G5（達成度）：「6」という区分はありません。1・2・3・4・5のどれか"),
        ({RATING + "5": "Ⅱ"}, "G5（達成度）：「Ⅱ」という区分はありません"),
        ({VISITS + "5": "50-60"}, "I5（訪問回数）：「50-60」には数値が2つ以上ある"),
        ({VISITS + "5": -1}, "I5（訪問回数）：「-1」は負の数"),
        ({VISITS + "5": "3人"}, "I5（訪問回数）：単位「人」はこの欄の単位「回」と違う"),
        ({VISITS + "5": "集計中"}, "I5（訪問回数）：「集計中」は入力できません"),
        ({"金額!H6": "―"}, "金額!H6（国庫支出金　令和4年度 予算額）：「－」だけでは0か不明か分からない"),
        (
            {"金額!H6": "=1+1"},
            "金額!H6（国庫支出金　令和4年度 予算額）：計算式の結果がファイルに保存されていない",
        ),
        ({PLAN + "5": "=A1"}, "F5（当年度の取組）：計算式の結果がファイルに保存されていない"),
        ({PLAN + "5": "あ" * 20_001}, "F5（当年度の取組）：20,001文字あります"),
        ({PLAN + "5": "a\u202eb"}, "F5（当年度の取組）：表示を乱す見えない文字"),
        ({PLAN + "5": timezone.now().date()}, "F5（当年度の取組）：セルの内容が日付や時刻"),
        ({HAND_IN + "5": "×"}, "J5（提出する）：「×」は読み取れません"),
        (
            {PLAN + "5": "あ", HAND_IN + "5": "○"},
            "G5（達成度）：「達成度」を選択し、その理由を入力してください。",
        ),
        (
            {PLAN + "5": "あ", RATING + "5": 3, HAND_IN + "5": "○"},
            "H5（達成度の理由）：「達成度」の理由を入力してください。",
        ),
        (
            {
                PLAN + "5": "あ",
                RATING + "5": 3,
                REASON + "5": "い",
                HAND_IN + "5": "○",
                "金額!H5": 9,
                "金額!H6": 4,
                "金額!H7": 4,
            },
            "金額!H5（事業費A　令和4年度 予算額）：令和4年度の予算額の「事業費A」9千円が、内訳の合計8千円と",
        ),
    ],
)
def test_a_cell_that_cannot_be_read_or_keeps_from_handing_in_is_named_and_its_sheet_is_not_offered(
    cells: dict[str, Any], says: str
) -> None:
    office = Office(2)

    shown = office.upload(edited(office.download(), cells | {PLAN + "6": "良い行"}))

    assert sentences(shown)[0].startswith(says)
    assert changes(shown) == [(PLAN + "6", "", "良い行")]
    accept(office.client, shown)
    assert ProjectSheet.objects.count() == 1


def test_a_symbol_that_two_could_be_meant_by_is_named() -> None:
    office = office_with_scale("Ⅰ1①")

    shown = office.upload(edited(office.download(), {RATING + "5": "１"}))

    assert sentences(shown)[0].startswith("G5（達成度）：「１」はどの区分か決められません")


def test_what_is_too_long_on_the_way_is_said_and_kept() -> None:
    office = Office(1)

    shown = office.upload(edited(office.download(), {PLAN + "5": "あ" * 101}))

    assert "F5（当年度の取組）：「当年度の取組」は100字までです（1字多く入力されています）。" in read(shown)
    accept(office.client, shown)
    assert len(office.given(office.nodes[0])["plan"].text) == 101


def test_columns_and_rows_are_found_wherever_they_are_and_strange_ones_are_named() -> None:
    office = Office(2)
    book = load_workbook(io.BytesIO(office.download()))
    sheet = book[SHEET]
    sheet.insert_cols(1)
    sheet.insert_rows(1, 2)
    sheet.insert_rows(8)
    sheet["A6"], sheet["A9"] = "係のメモ", "急ぐ"
    sheet.delete_cols(5)
    sheet["E6"].value = "状態"
    for row, value in ((7, "取組一"), (9, "取組二")):
        sheet.cell(row, 6).value = value

    shown = office.upload(saved(book))

    assert sheet["F6"].value == "当年度の取組（必須・100字以内）"
    assert changes(shown) == [("F7", "", "取組一"), ("F9", "", "取組二")]
    assert "読み取っていません：「事務事業評価シート」のA6「係のメモ」" in read(shown)


def test_a_column_that_is_gone_leaves_what_is_stored_and_one_that_stands_twice_is_named() -> None:
    office = Office(1)
    office.writes_online(office.nodes[0], WHOLE)
    book = load_workbook(io.BytesIO(office.download()))
    book[SHEET].delete_cols(6)
    book[SHEET]["H5"] = 4

    shown = office.upload(saved(book))

    assert changes(shown) == [("H5", "12.5", "4")]
    assert "今の値のままにします：「事務事業評価シート」の当年度の取組" in read(shown)
    accept(office.client, shown)
    assert office.given(office.nodes[0])["plan"] == WHOLE["plan"]
    twice = office.upload(edited(office.download(), {"M4": "訪問回数"}))
    assert twice.status_code == 422
    assert "「事務事業評価シート」の見出し「訪問回数」の列が2つあります（M4）" in read(twice)


def test_items_of_the_same_name_have_columns_of_their_own() -> None:
    request = make_sheet_request()
    for order, (part, label) in enumerate(
        (("Do", "実績値"), ("Do", "所見"), ("Check", "所見"), ("Check", "所見（課長）")), 10
    ):
        SheetItem.objects.create(form=request.form, order=order, part=part, key=f"more-{order}", label=label)
    office = Office(1, SheetRequest.objects.with_form().get())
    cells = {f"{column}5": f"答え{column}" for column in "JKLM"}

    office.takes_in(edited(office.download(), cells))

    given = office.given(office.nodes[0])
    assert [given[f"more-{order}"].text for order in (10, 11, 12, 13)] == ["答えJ", "答えK", "答えL", "答えM"]
    headings = [column.name for column in tables_of(office.request)[0].columns]
    assert headings[4:-1] == ["実績値［Do］", "所見［Do］", "所見［Check］", "所見（課長）"]
