import re
import time
from contextlib import suppress
from dataclasses import FrozenInstanceError
from datetime import date, datetime, timedelta
from datetime import time as clock
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.calculation.facts import Missing
from indicators.calculation.quantities import quantity
from indicators.calculation.rounding import Rounding
from indicators.calculation.spreadsheets import shows_percent, shows_thousands
from indicators.calculation.typed import (
    DECIMAL_PLACES,
    WHOLE_DIGITS,
    Typed,
    TypedError,
    read_amount,
    read_cell,
)
from store.limits import AMOUNT_DIGITS, AMOUNT_PLACES, LARGEST_AMOUNT

EXCEL_MADE = datetime(2026, 3, 4)  # noqa: DTZ001  a workbook's dates know no time zone


def refusal(text: str, unit: str = "件", **more: Any) -> str:
    with pytest.raises(TypedError) as raised:
        read_amount(text, unit=unit, **more)
    return str(raised.value)


def cell_refusal(value: object, **more: Any) -> str:
    with pytest.raises(TypedError) as raised:
        read_cell(value, **({"unit": "件"} | more))
    return str(raised.value)


@pytest.mark.parametrize(
    ("text", "unit", "value", "understood"),
    [
        pytest.param("66", "件", "66", "66件", id="as printed"),
        pytest.param("６６", "件", "66", "66件", id="full width"),
        pytest.param("66件", "件", "66", "66件", id="with its unit"),
        pytest.param("６６ 件", "件", "66", "66件", id="with a space before the unit"),
        pytest.param("　66　", "件", "66", "66件", id="ideographic spaces around"),
        pytest.param("66\n件", "件", "66", "66件", id="a line break in an Excel cell"),
        pytest.param("\ufeff66\u200b", "件", "66", "66件", id="invisible characters pasted along"),
        pytest.param("66（件）", "件", "66", "66件", id="the unit in brackets"),
        pytest.param("５名", "人", "5", "5人", id="another word for the unit"),
        pytest.param("3ヶ所", "か所", "3", "3か所", id="another spelling of the unit"),
        pytest.param("5m²", "㎡", "5", "5㎡", id="a raised digit in the unit"),
        pytest.param("5ほげ", "ほげ", "5", "5ほげ", id="a unit nobody listed"),
        pytest.param("0", "件", "0", "0件", id="zero"),
        pytest.param("０．０", "件", "0", "0件", id="zero with a decimal"),
        pytest.param("▲12.6", "％", "-12.6", "−12.6％", id="a filled triangle"),
        pytest.param("△7", "件", "-7", "−7件", id="an open triangle"),
        pytest.param("▲ 7,810", "件", "-7810", "−7,810件", id="a sign apart"),
        pytest.param("−5", "件", "-5", "−5件", id="a minus sign"),
        pytest.param("－５", "件", "-5", "−5件", id="full-width minus"),
        pytest.param("-5", "件", "-5", "−5件", id="a hyphen"),
        pytest.param("–5", "件", "-5", "−5件", id="an en dash before a digit"),
        pytest.param("ー5", "件", "-5", "−5件", id="a long vowel before a digit"),
        pytest.param("1,234", "件", "1234", "1,234件", id="thousands"),
        pytest.param("１，２３４，５６７", "件", "1234567", "1,234,567件", id="full-width thousands"),
        pytest.param("37.2％", "％", "37.2", "37.2％", id="full-width per cent"),
        pytest.param("３７．２%", "％", "37.2", "37.2％", id="full-width digits, narrow per cent"),
        pytest.param("12.60000", "％", "12.6", "12.6％", id="trailing zeros"),
        pytest.param("007", "件", "7", "7件", id="leading zeros"),
        pytest.param(".5", "％", "0.5", "0.5％", id="no digit before the point"),
        pytest.param(
            "99999999999.9999", "", "99999999999.9999", "99,999,999,999.9999", id="the largest amount"
        ),
        pytest.param("5万", "人", "50000", "50,000人", id="ten thousands"),
        pytest.param("1.5万人", "人", "15000", "15,000人", id="a fraction of ten thousand"),
        pytest.param("１万２，３４５名", "人", "12345", "12,345人", id="ten thousands and ones"),
        pytest.param("5億4,321万円", "円", "543210000", "543,210,000円", id="as prose writes an amount"),
        pytest.param("5億4,321万円", "万円", "54321", "54,321万円", id="prose for a column in 万円"),
        pytest.param("1.5億円", "百万円", "150", "150百万円", id="one scale for another"),
        pytest.param("5,000円", "千円", "5", "5千円", id="yen for thousands of yen"),
        pytest.param(
            "２,０８４万ｔ-ＣＯ２", "万t-CO2", "2084", "2,084万t-CO2", id="the unit's own scale word"
        ),
        pytest.param("2,084万", "万t-CO2", "2084", "2,084万t-CO2", id="the unit's own scale word alone"),
    ],
)
def test_an_amount_is_read_and_shown_back(text: str, unit: str, value: str, understood: str) -> None:
    read = read_amount(text, unit=unit, allow_negative=True)
    assert (read.value, read.understood) == (Decimal(value), understood)
    assert (read.missing, read.asks_reason, read.is_blank, read.approx) == (None, False, False, False)


@pytest.mark.parametrize("text", ["", " ", "　", "\t\r\n", " " * 50_000])
def test_blank_is_no_answer(text: str) -> None:
    assert read_amount(text, unit="件") == Typed() == read_cell(None)
    assert read_amount(text).is_blank


@pytest.mark.parametrize(
    "text", ["-", "－", "―", "‐", "–", "ー", "−", "—", "──", "ーーー", " － ", "（－）", "なし"]
)
def test_a_dash_is_an_answer_that_asks_for_its_reason(text: str) -> None:
    read = read_amount(text, unit="件")
    assert (read.value, read.missing, read.asks_reason, read.is_blank) == (None, None, True, False)
    assert read.understood == "－"
    assert read.notes[-1] == "値がない理由を選んでください。"
    assert any("0とは扱いません" in note for note in read.notes) == (text == "なし")


@pytest.mark.parametrize(
    ("text", "missing", "until", "understood"),
    [
        pytest.param("集計中", Missing.PENDING, "", "集計中", id="being counted"),
        pytest.param("未公表", Missing.PENDING, "", "集計中", id="not published"),
        pytest.param(
            "R6.11公表予定",
            Missing.PENDING,
            "令和6年11月",
            "集計中（令和6年11月確定見込）",
            id="only when it is to be published",
        ),
        pytest.param("確認中", Missing.PENDING, "", "集計中", id="being checked"),
        pytest.param("（集計中）", Missing.PENDING, "", "集計中", id="in brackets"),
        pytest.param(
            "集計中（令和6年11月確定見込）",
            Missing.PENDING,
            "令和6年11月",
            "集計中（令和6年11月確定見込）",
            id="as this application writes it",
        ),
        pytest.param(
            "未公表(令和６年１１月頃に公表予定)",
            Missing.PENDING,
            "令和6年11月",
            "集計中（令和6年11月確定見込）",
            id="to be published",
        ),
        pytest.param("該当なし", Missing.NOT_APPLICABLE, "", "該当なし", id="not applicable"),
        pytest.param("隔年調査", Missing.OUT_OF_CYCLE, "", "調査対象年度外", id="every second year"),
        pytest.param("調査対象年度外", Missing.OUT_OF_CYCLE, "", "調査対象年度外", id="out of cycle"),
        pytest.param("調査 未実施", Missing.NOT_SURVEYED, "", "調査未実施", id="not surveyed, with a space"),
        pytest.param("未提出", Missing.UNREPORTED, "", "未提出", id="unreported, as downloads write it"),
    ],
)
def test_a_word_for_a_missing_figure_is_an_answer(
    text: str, missing: Missing, until: str, understood: str
) -> None:
    expected = Typed(missing=missing, pending_until=until, understood=understood)
    assert read_amount(text, unit="件") == read_cell(text, unit="件") == expected


MISTAKES = [
    pytest.param("=1+1", "計算式", id="a formula"),
    pytest.param("＝Ａ１", "計算式", id="a full-width formula"),
    pytest.param("1+1", "計算式", id="a sum"),
    pytest.param("#DIV/0!", "Excelのエラー", id="an error of Excel"),
    pytest.param("NaN", "数値として扱えない", id="not a number"),
    pytest.param("-Infinity", "数値として扱えない", id="infinity"),
    pytest.param("∞", "数値として扱えない", id="the sign for infinity"),
    pytest.param("1E+5", "指数表記", id="an exponent"),
    pytest.param("1e400", "指数表記", id="a huge exponent"),
    pytest.param("１Ｅ５", "指数表記", id="a full-width exponent"),
    pytest.param("1_000", "「_」は使えない", id="an underscore"),
    pytest.param("0x10", "16進数", id="hexadecimal"),
    pytest.param("3/4", "日付", id="a date without a year"),
    pytest.param("３月４日", "日付", id="a date in words"),
    pytest.param("2026/3/4", "日付", id="a date with slashes"),
    pytest.param("2026-03-04 00:00:00", "日付", id="a moment as text"),
    pytest.param("4-Mar", "日付", id="a date of an English Excel"),
    pytest.param("令和5年度", "日付", id="a fiscal year"),
    pytest.param("R5.3.4", "日付", id="a date with an era letter"),
    pytest.param("1:30", "日付", id="a time"),
    pytest.param("50/60", "分数", id="a fraction"),
    pytest.param("50-60", "数値が2つ以上", id="a range"),
    pytest.param("50～60件", "数値が2つ以上", id="a range with a wave"),
    pytest.param("50から60", "数値が2つ以上", id="a range in words"),
    pytest.param("1 234", "数値が2つ以上", id="a space inside"),
    pytest.param("約50", "「概数」の欄に印", id="about"),
    pytest.param("50件程度", "「概数」の欄に印", id="or so"),
    pytest.param("50弱", "幅のある言い方", id="a little less"),
    pytest.param("50件以上", "目標の書き方", id="at least"),
    pytest.param("12（見込）", "値の種別", id="an expected value"),
    pytest.param("29（4）", "かっこ", id="a number in brackets behind another"),
    pytest.param("(5)", "かっこ", id="a negative as accountants write it"),
    pytest.param("12.6※", "注記", id="a footnote mark"),
    pytest.param("1,23", "桁区切り", id="two digits behind a separator"),
    pytest.param("12,3456", "桁区切り", id="four digits behind a separator"),
    pytest.param("0,123", "桁区切り", id="a separated zero"),
    pytest.param("1、234", "桁区切り", id="a Japanese comma"),
    pytest.param("1.2.3", "小数点", id="two points"),
    pytest.param("66.", "小数点", id="nothing behind the point"),
    pytest.param("+5", "「＋」", id="a plus sign"),
    pytest.param("▲-5", "符号が2つ以上", id="two signs"),
    pytest.param("٣", "算用数字", id="an Arabic-Indic digit"),
    pytest.param("①", "算用数字", id="a circled digit"),
    pytest.param("Ⅰ", "算用数字", id="a roman numeral"),
    pytest.param("五万", "算用数字", id="kanji digits"),
    pytest.param("-0", "0か負の数か", id="minus zero"),
    pytest.param("▲0.00", "0か負の数か", id="minus zero with decimals"),
    pytest.param("▲7", "負の値はない", id="negative where impossible"),
    pytest.param("5人", "単位「人」はこの指標の単位「件」と違う", id="another unit"),
    pytest.param("66ほげ", "単位「ほげ」はこの指標の単位「件」と違う", id="a unit nobody knows"),
    pytest.param("1億5千万件", "桁の読み方", id="thousands of ten thousands behind a larger one"),
    pytest.param("123456789012", "整数部11桁", id="twelve digits"),
    pytest.param("9" * 19, "整数部11桁", id="nineteen digits"),
    pytest.param("9999万億", "単位「万億」", id="two scale words"),
    pytest.param("1.23456", "小数部4桁", id="five decimals"),
    pytest.param("9" * 400, "入力が長すぎる", id="four hundred digits"),
    pytest.param("担当課に照会", "数値として読めない", id="text"),
    pytest.param("△", "数値として読めない", id="a rating mark alone"),
    pytest.param("累計63件", "数値として読めない", id="a word in front"),
    pytest.param("ー 5", "数値として読めない", id="a long vowel apart from the digit"),
]


@pytest.mark.parametrize(("text", "part"), MISTAKES)
def test_a_mistake_is_refused_in_one_sentence_that_names_it(text: str, part: str) -> None:
    sentence = refusal(text)
    assert part in sentence
    assert sentence.endswith("ください。")
    assert sentence.count("。") == 1
    assert cell_refusal(text) == sentence


def test_each_kind_of_mistake_has_its_own_sentence() -> None:
    kinds: dict[str, set[str]] = {}
    for case in MISTAKES:
        text, part = map(str, case.values)
        words_around_quotes = re.sub("「.*?」", "", refusal(text))
        kinds.setdefault(words_around_quotes, set()).add(part.split("「")[0] or part)
    assert [parts for parts in kinds.values() if len(parts) > 1] == []
    assert len(kinds) == len(set().union(*kinds.values()))


@pytest.mark.parametrize(
    ("text", "unit", "part"),
    [
        pytest.param("5万", "千円", "桁の読み方", id="a scale word beside another one's unit"),
        pytest.param("1億5千円", "千円", "桁の読み方", id="is it 5,000 or 5 of 千円"),
        pytest.param("1円", "億円", "小数部4桁", id="a conversion that no column holds"),
        pytest.param("5万億円", "億円", "単位「万億円」", id="two scale words"),
        pytest.param("5ほげ", "", "数値として読めない", id="an unknown unit where none is registered"),
        pytest.param("1E+5", "", "指数表記", id="an exponent where no unit is registered"),
        pytest.param("0x10", "", "16進数", id="hexadecimal where no unit is registered"),
        pytest.param("1,2345ほげ", "5ほげ", "桁区切り", id="a unit that begins with a digit takes none away"),
        pytest.param("5％", "ポイント", "単位「%」", id="per cent for points"),
    ],
)
def test_what_could_mean_two_things_is_refused(text: str, unit: str, part: str) -> None:
    assert part in refusal(text, unit)


def test_about_is_read_where_it_is_allowed() -> None:
    read = read_amount("約５０件", unit="件", allow_approx=True)
    assert (read.value, read.approx, read.understood) == (Decimal(50), True, "約50件")
    assert read_amount("13％程度", unit="％", allow_approx=True).approx
    assert "負の値はない" in refusal("約-5", allow_approx=True)


@pytest.mark.parametrize(
    ("text", "unit", "notes"),
    [
        pytest.param("66名", "人", (), id="an alias needs no word"),
        pytest.param("5万", "人", ("「5万」を「50,000人」と読みました。",), id="a scale word"),
        pytest.param(
            "５億円",
            "百万円",
            ("「５億円」を「500百万円」と読みました。",),
            id="a conversion, quoted as typed",
        ),
        pytest.param(
            "5.25",
            "人",
            ("この指標は通常小数0桁ですが、小数2桁まで入力されています。",),
            id="more decimals than usual",
        ),
        pytest.param(
            "5件",
            "",
            ("この指標には単位が登録されていないため、単位「件」は取り込みません。",),
            id="no unit is registered",
        ),
    ],
)
def test_what_a_person_should_know_is_noted(text: str, unit: str, notes: tuple[str, ...]) -> None:
    assert read_amount(text, unit=unit).notes == notes


@pytest.mark.parametrize(
    ("value", "more", "expected"),
    [
        pytest.param(66, {}, "66", id="a whole number"),
        pytest.param(0, {}, "0", id="zero"),
        pytest.param(37.2, {}, "37.2", id="a float is what its shortest digits say"),
        pytest.param(66.0, {}, "66", id="a float that is whole"),
        pytest.param(22.299999999999997, {}, "22.3", id="the fifteen digits that are shown"),
        pytest.param(0.1 + 0.2, {}, "0.3", id="the dust of a float"),
        pytest.param(99999999999.9999, {}, "99999999999.9999", id="as many digits as there are"),
        pytest.param(0, {"number_format": "#,##0,"}, "0", id="nothing is nothing in thousands too"),
        pytest.param(Decimal("12.60000"), {}, "12.6", id="a decimal"),
        pytest.param(Decimal("1E+5"), {}, "100000", id="a decimal with an exponent, which is no typing"),
        pytest.param(Decimal("0E+999999"), {}, "0", id="an odd zero"),
        pytest.param("６６件", {}, "66", id="a number kept as text"),
        pytest.param(-5, {"allow_negative": True}, "-5", id="negative"),
        pytest.param(0.372, {"unit": "％", "number_format": "0.0%"}, "37.2", id="shown as a percentage"),
        pytest.param(
            0.285, {"unit": "%", "number_format": "0%"}, "28.5", id="a percentage without a float's dust"
        ),
        pytest.param(5, {"number_format": '0"%"'}, "5", id="a per cent sign that is only decoration"),
        pytest.param(1234, {"number_format": "#,##0;[Red]▲#,##0"}, "1234", id="thousands by format"),
    ],
)
def test_a_cell_is_read_like_what_is_typed(value: object, more: dict[str, Any], expected: str) -> None:
    read = read_cell(value, **({"unit": "件"} | more)).value
    assert read == Decimal(expected)
    assert "E" not in str(read)


@pytest.mark.parametrize(
    ("value", "more", "part"),
    [
        pytest.param(EXCEL_MADE, {}, "2026年3月4日", id="a date that Excel made of 3/4"),
        pytest.param(date(2026, 3, 4), {}, "2026年3月4日", id="a date"),
        pytest.param(clock(1, 30), {}, "01:30:00", id="a time"),
        pytest.param(timedelta(hours=30), {}, "日付や時刻", id="a duration"),
        pytest.param(True, {}, "TRUE・FALSE", id="a truth value is not one"),
        pytest.param(float("nan"), {}, "数値として扱えない", id="not a number"),
        pytest.param(float("-inf"), {}, "数値として扱えない", id="infinity"),
        pytest.param(Decimal("sNaN"), {}, "数値として扱えない", id="a signalling not-a-number"),
        pytest.param(-0.0, {}, "0か負の数か", id="minus zero"),
        pytest.param(-5, {}, "負の値はない", id="negative where impossible"),
        pytest.param(1234567, {"number_format": "#,##0,"}, "（#,##0,）", id="shown in thousands"),
        pytest.param(
            1234567, {"number_format": '#,##0.0,,"百万"'}, "どちらの値か分からない", id="shown in millions"
        ),
        pytest.param(1e-7, {}, "小数部4桁", id="a tiny float"),
        pytest.param(1e16, {}, "整数部11桁", id="a large float"),
        pytest.param(10**5000, {}, "整数部11桁", id="more digits than Python writes"),
        pytest.param(
            Decimal("1E+999999"), {"number_format": "0%"}, "整数部11桁", id="a decimal out of this world"
        ),
        pytest.param(Decimal("1E-999999"), {"number_format": "0%"}, "小数部4桁", id="one next to nothing"),
        pytest.param(
            0.372, {"number_format": "0.0%"}, "単位「％」", id="a percentage where cases are counted"
        ),
        pytest.param(b"5", {}, "読み取れない", id="bytes"),
        pytest.param([5], {}, "読み取れない", id="a list"),
    ],
)
def test_a_cell_that_is_no_figure_is_refused(value: object, more: dict[str, Any], part: str) -> None:
    sentence = cell_refusal(value, **more)
    assert part in sentence
    assert sentence.count("。") == 1
    assert len(sentence) < 150


def test_a_number_of_another_library_is_read() -> None:
    class Whole:
        def __index__(self) -> int:
            return 66

    class Floating(float):
        def __repr__(self) -> str:
            return f"float64({float(self)})"

    assert read_cell(Whole()).value == 66
    assert read_cell(Floating(37.2)).value == Decimal("37.2")


ROUNDED = {"unit": "％", "decimals": 1, "allow_negative": True}


@pytest.mark.parametrize(
    ("text", "rounding", "value", "raw"),
    [
        pytest.param("94.96", Rounding.HALF_UP, "95.0", "94.96", id="half up"),
        pytest.param("94.95", Rounding.HALF_UP, "95.0", "94.95", id="exactly a half"),
        pytest.param("94.94", Rounding.HALF_UP, "94.9", "94.94", id="less than a half"),
        pytest.param("94.96", Rounding.DOWN, "94.9", "94.96", id="cut off"),
        pytest.param("94.91", Rounding.UP, "95.0", "94.91", id="up"),
        pytest.param("-2.25", Rounding.HALF_UP, "-2.3", "-2.25", id="below zero as above it"),
        pytest.param("-2.25", Rounding.DOWN, "-2.2", "-2.25", id="cut off below zero"),
        pytest.param("-0.04", Rounding.HALF_UP, "0", "-0.04", id="no minus before zero"),
        pytest.param("95.0", Rounding.UP, "95", "", id="nothing to round"),
        pytest.param("95.00000", Rounding.UP, "95", "", id="zeros are no decimals"),
        pytest.param("0.731874145006840", Rounding.HALF_UP, "0.7", "0.73187414500684", id="fifteen digits"),
    ],
)
def test_more_decimals_than_the_indicator_has_are_rounded_by_its_rule_and_kept(
    text: str, rounding: Rounding, value: str, raw: str
) -> None:
    read = read_amount(text, rounding=rounding, **ROUNDED)  # type: ignore[arg-type]
    assert (read.value, read.raw) == (Decimal(value), raw)
    assert not str(read.value).startswith("-0")
    assert raw in "".join(read.notes).replace("−", "-")
    assert bool(read.notes) == bool(raw)


def test_what_was_rounded_is_said_with_the_rule() -> None:
    read = read_amount("▲94.96", rounding=Rounding.HALF_UP, **ROUNDED)  # type: ignore[arg-type]
    assert read.understood == "−95.0％"
    assert read.notes == ("−94.96％を小数1桁に四捨五入して−95.0％とします。元の値も控えに残します。",)
    (note,) = read_amount("4.6", unit="件", rounding=Rounding.DOWN).notes
    assert note.startswith("4.6件を整数に切捨てして4件")


def test_a_ratio_computed_in_a_spreadsheet_is_rounded_and_named() -> None:
    read = read_cell(0.7318741450068399, rounding=Rounding.HALF_UP, number_format="0.0%", **ROUNDED)  # type: ignore[arg-type]
    assert (read.value, read.raw, read.understood) == (Decimal("73.2"), "73.187414500684", "73.2％")
    shown_as, rounded_from = read.notes
    assert shown_as == "セルの値0.73187414500684は百分率で表示されているため、「73.2％」と読みました。"
    assert "73.187414500684％を小数1桁に四捨五入して" in rounded_from


def test_a_percentage_is_never_read_silently() -> None:
    assert read_cell(0.372, unit="％", decimals=1, number_format="0.0%").notes == (
        "セルの値0.372は百分率で表示されているため、「37.2％」と読みました。",
    )


@pytest.mark.parametrize("rounding", [None, *Rounding])
def test_more_than_fifteen_digits_are_refused_wherever_they_are_typed(rounding: Rounding | None) -> None:
    for text in ("22.2999999999999971", "0.7318741450068399", "12345678901.23456"):
        with pytest.raises(TypedError, match="有効数字が15桁"):
            read_amount(text, unit="％", decimals=4, rounding=rounding)


@pytest.mark.parametrize(
    ("number_format", "percent", "thousands"),
    [
        pytest.param("General", False, False, id="as it is"),
        pytest.param("#,##0", False, False, id="with separators"),
        pytest.param("#,##0.00;[Red]▲#,##0.00", False, False, id="with a second form"),
        pytest.param("#,##0,", False, True, id="thousands"),
        pytest.param("#,##0,,", False, True, id="millions"),
        pytest.param("0.0,", False, True, id="thousands with a decimal"),
        pytest.param("#,##0,.0", False, True, id="a comma before the point"),
        pytest.param('#,##0,"千円"', False, True, id="thousands, said so"),
        pytest.param("0!.0,", False, True, id="万 as it is done in Japan"),
        pytest.param('#,##0","', False, False, id="a comma that is only text"),
        pytest.param("#,##0\\,", False, False, id="an escaped comma"),
        pytest.param("0.0%", True, False, id="percent"),
        pytest.param('0.0"%"', False, False, id="percent that is only text"),
        pytest.param("0.0!%", False, False, id="percent that is escaped"),
    ],
)
def test_formats_that_show_another_number_than_there_is(
    number_format: str, percent: bool, thousands: bool
) -> None:
    assert shows_percent(number_format) == percent
    assert shows_thousands(number_format) == thousands


def test_a_message_quotes_only_what_can_be_shown() -> None:
    assert "「{0.__class__}」" in refusal("{0.__class__}")
    assert "□" in refusal("abc\x00\ud800\u202e")
    assert len(refusal("あ" * 100)) < 100


def test_the_limits_are_those_of_the_database() -> None:
    assert (WHOLE_DIGITS + DECIMAL_PLACES, DECIMAL_PLACES) == (AMOUNT_DIGITS, AMOUNT_PLACES)
    assert read_amount(str(LARGEST_AMOUNT)).value == LARGEST_AMOUNT


def test_what_was_read_cannot_change() -> None:
    with pytest.raises(FrozenInstanceError):
        read_amount("5").value = Decimal(6)  # type: ignore[misc]


FULL_WIDTH = str.maketrans({code: code + 0xFEE0 for code in map(ord, "0123456789,.%-")})
SPELLINGS = {
    "件": ["件", "件数", "（件）"],
    "％": ["％", "%", "パーセント", "㌫"],
    "か所": ["か所", "カ所", "箇所", "ヶ所", "個所", "ヵ所"],
    "㎡": ["㎡", "m2", "ｍ２", "m²", "平方メートル"],
    "人": ["人", "名"],
    "千円": ["千円", "千￥"],
    "万t-CO2": ["万t-CO2", "万ｔ-ＣＯ２", "万トン－CO2"],
    "ほげ": ["ほげ"],
    "": [""],
}
amounts = st.decimals(-LARGEST_AMOUNT, LARGEST_AMOUNT, allow_nan=False, places=AMOUNT_PLACES)
rounded = st.builds(round, amounts.filter(lambda value: abs(value) < 10**10), st.integers(0, AMOUNT_PLACES))


def test_a_zero_with_many_decimals_is_written_without_an_exponent() -> None:
    assert quantity(Decimal(0), "％", 7) == "0.0000000％"


@given(data=st.data(), value=amounts | rounded, unit=st.sampled_from(sorted(SPELLINGS)))
def test_a_quantity_reads_back_in_every_spelling(data: st.DataObject, value: Decimal, unit: str) -> None:
    decimals = data.draw(st.integers(0, 9))
    text = quantity(value, "", decimals)
    if data.draw(st.booleans()):
        text = text.replace(",", "")
    text = text.replace("−", data.draw(st.sampled_from(["−", "-", "－", "▲", "△", "▲ ", "－ ", "ー", "–"])))
    if data.draw(st.booleans()):
        text = text.translate(FULL_WIDTH)
    space = st.sampled_from(["", " ", "　", "\u00a0"])
    named = data.draw(st.sampled_from(["", *SPELLINGS[unit]]))
    text = data.draw(space) + text + (data.draw(space) if named else "") + named + data.draw(space)
    read = read_amount(text, unit=unit, decimals=decimals, allow_negative=True)
    assert read.value == value
    assert read_amount(read.understood, unit=unit, allow_negative=True).value == value
    assert read_cell(value + 0, unit=unit, allow_negative=True).value == value


@given(
    text=st.text(
        alphabet=st.sampled_from(
            "0159０５,，.．-－−▲△ー ()（）件人％%万億千円約程度/~=+eE_x①Ⅰ٣²:月年度なし※\u3000"
        )
    )
    | st.text(max_size=110),
    unit=st.sampled_from(sorted(SPELLINGS)),
)
def test_nothing_but_a_documented_form_yields_a_value(text: str, unit: str) -> None:
    try:
        read = read_amount(text, unit=unit, allow_negative=True, allow_approx=True)
    except TypedError:
        return
    assert read.is_blank == (
        not text.translate({0x200B: "", 0xFEFF: "", 0x200C: "", 0x200D: "", 0x2060: ""}).strip()
    )
    if read.value is None:
        return
    assert abs(read.value) <= LARGEST_AMOUNT
    assert read.value == round(read.value, AMOUNT_PLACES)
    assert set(text) & set("0123456789０１２３４５６７８９")
    assert not set(text) & set("=+_~①Ⅰ٣:年※")
    digits = "".join(str(int(letter)) for letter in text if letter.isdecimal())
    assert read.value == 0 or str(abs(read.value)).strip("0.")[0] in digits


@pytest.mark.parametrize(
    "piece",
    [
        "9",
        " ",
        "(",
        "％",
        ",",
        ".",
        "-",
        "ー",
        "1,",
        "9万",
        "9億",
        "約",
        "/",
        "1 ",
        "集計中(",
        "年",
        "と1",
        "\ud800",
    ],
)
def test_hostile_input_costs_no_time(piece: str) -> None:
    for text in (piece * 50_000, (piece * 100)[:99] + "!", "1" + (piece * 100)[:98] + "!"):
        started = time.perf_counter()
        with suppress(TypedError):
            read_amount(text, unit="件")
        assert time.perf_counter() - started < 0.05
