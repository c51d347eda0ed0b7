"""Why a text cannot be read as one figure: one sentence for each kind of mistake, saying what to do instead."""

import re
from typing import Final

TOO_LONG: Final = "入力が長すぎるため、整数部11桁、小数部4桁までの数値を入力してください。"
TOO_MANY_DIGITS: Final = "「{0}」は桁数が多すぎるため、整数部11桁までの数値を入力してください。"
TOO_MANY_PLACES: Final = "「{0}」は小数部の桁数が多すぎるため、小数部4桁までに丸めて入力してください。"
TOO_MANY_SIGNIFICANT: Final = "「{0}」は有効数字が15桁を超えるため、15桁までに丸めて入力してください。"
SCALED: Final = (
    "「{0}」はセルの表示形式（{1}）で千分の1などに縮めて表示され、どちらの値か分からないため、"
    "表示形式を「標準」にして、この指標の単位での値を確かめてください。"
)
PERCENT: Final = "セルの値{0}は百分率で表示されているため、「{1}」と読みました。"
NEGATIVE: Final = "「{0}」は負の数ですが、この指標に負の値はないため、0以上の数値を入力してください。"
NEGATIVE_ZERO: Final = "「{0}」は0か負の数か分からないため、0のときは符号を付けずに「0」と入力してください。"
APPROXIMATE: Final = "「{0}」は概数のため、数値だけを入力し、「概数」の欄に印を付けてください。"
OTHER_UNIT: Final = (
    "単位「{1}」はこの指標の単位「{2}」と違うため、「{2}」での値を単位を付けずに入力してください。"
)
UNCLEAR_SCALE: Final = (
    "「{0}」は万・億などの桁の読み方が決まらないため、単位「{1}」での値を数字だけで入力してください。"
)
NO_NUMBER: Final = "「{0}」は数値として読めないため、数値だけを66や▲12.6のように入力してください。"
NOT_FINITE: Final = "「{0}」は数値として扱えないため、実績の数値を入力するか、値がない理由を選んでください。"
MONTH_IS_OVER: Final = (
    "{}はもう過ぎています。確定する見込みの年月を、今月以後で入力してください。"
    "確定している値があれば、その値を入力してください。"
)
TRUTH: Final = "TRUE・FALSEは数値ではないため、実績の数値を入力してください。"
CELL_DATE: Final = (
    "セルの内容が日付や時刻（{0}）になっているため（「3/4」などと入力すると日付に変わります）、"
    "セルの表示形式を「標準」にして数値を入力し直してください。"
)
UNREADABLE_CELL: Final = "このセルの内容は読み取れないため、数値だけのセルにしてください。"

_FORMULA: Final = "「{0}」は計算式のため、計算した結果の数値を入力してください。"
_ERROR: Final = "「{0}」はExcelのエラーのため、計算式を直し、結果の数値を入力してください。"
_EXPONENT: Final = "「{0}」は指数表記のため、100000のように桁を省かずに入力してください。"
_UNDERSCORE: Final = "「{0}」の「_」は使えないため、1000か1,000のように入力してください。"
_HEXADECIMAL: Final = "「{0}」は16進数などの表記のため、10進数の数値を入力してください。"
_DATE: Final = (
    "「{0}」は日付や時刻・年度のため、Excelではセルの表示形式を「標準」にして、数値を入力してください。"
)
_FRACTION: Final = "「{0}」は分数の形のため、割り算の結果を37.2のように入力してください。"
_TWO: Final = "「{0}」には数値が2つ以上あるため、この年度の値を1つだけ入力してください。"
_VAGUE: Final = "「{0}」は幅のある言い方のため、数値だけを入力し、概数であることは注記の欄に書いてください。"
_STANDING: Final = (
    "「{0}」には値の種別が含まれるため、数値だけを入力し、「暫定値」などは「値の種別」で選んでください。"
)
_COMPARATOR: Final = (
    "「{0}」は目標の書き方のため、「以上」「未満」などを付けずに実績の数値を入力してください。"
)
_OTHER_DIGITS: Final = "「{0}」の数字は読み取れないため、0～9の算用数字で入力してください。"
_BRACKETS: Final = (
    "「{0}」のかっこは読み取れないため、負の数は▲5とし、かっこを付けずに値を1つだけ入力してください。"
)
_FOOTNOTE: Final = "「{0}」には注記の印があるため、数値だけを入力し、注記は「注記」の欄に書いてください。"
_SEPARATORS: Final = (
    "「{0}」は桁区切りの位置が正しくないため、1,234のように3桁ごとに区切るか、区切らずに入力してください。"
)
_POINT: Final = "「{0}」は小数点の使い方が正しくないため、12.6のように入力してください。"
_PLUS: Final = "「{0}」の「＋」は付けずに、増減ではなく実績の値を入力してください。"
_SIGNS: Final = "「{0}」には符号が2つ以上あるため、負の数は▲5か-5のように入力してください。"

_DATE_FORMS: Final = (
    r"^(?:19|20)\d\d[-/.](?:1[0-2]|0?[1-9])(?:$|[-/. T])",
    r"^(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])(?:$|/\d)",
    r"^\d{1,2}[-/ ](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    r"^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[-/ ]\d",
    r"(?:\d|元) ?(?:年度|年.*月|月)",
    r"(?:明治|大正|昭和|平成|令和) ?(?:\d|元)",
    r"^[MTSHR] ?\d{1,2}(?:$|[-/. 年])",
    r"\d:\d",
)
# The first form that is found names the mistake, so the narrow ones come first. \d is 0-9: re.ASCII.
_MISTAKES: Final = tuple(
    (re.compile(form, re.ASCII | re.IGNORECASE), sentence)
    for form, sentence in (
        (r"^[=@]|\d ?[+*×÷] ?[-(]?\d", _FORMULA),
        (r"^#", _ERROR),
        (r"^[-+]?(?:nan|inf|infinity|∞|無限大?)$", NOT_FINITE),
        (r"^[-+▲△]? ?[\d.,]+e[-+]?\d", _EXPONENT),
        (r"\d_\d", _UNDERSCORE),
        (r"^[-+▲△]? ?0[xob][0-9a-f]+", _HEXADECIMAL),
        *((form, _DATE) for form in _DATE_FORMS),
        (r"\d ?/ ?\d", _FRACTION),
        (r"暫定|速報|見込|推計", _STANDING),
        (r"^\(|\d.*[(\[]", _BRACKETS),
        (r"[※*☆†]|注\d?$", _FOOTNOTE),
        (r"^\+", _PLUS),
        (r"^[-▲△ー–—―] ?[-▲△ー–—―+]", _SIGNS),
        (r"\d.*(?:[-~〜ー–—―]|から|及び|と|・) ?\d", _TWO),
        (r"以上|以下|未満|以内|超", _COMPARATOR),
        (r"\d.*(?:前後|くらい|ぐらい|ほど|余り?|[弱強])$|^(?:ほぼ|大体|だいたい)", _VAGUE),
        (r"\.\d*\.|\d\.(?!\d)", _POINT),
        (r"\d ?[,、][\d,、 ]|[,、]", _SEPARATORS),
        (r"\d[^\d]+\d", _TWO),
        (r"^[〇零一二三四五六七八九十百千万億]+[^\d]{0,3}$", _OTHER_DIGITS),
    )
)


def why_unreadable(text: str) -> str | None:
    """Return the sentence, with {0} for the text as typed, that fits one that went through plain(); or None."""
    if any(letter.isnumeric() and not letter.isascii() and not letter.isalpha() for letter in text):
        return _OTHER_DIGITS
    return next((sentence for form, sentence in _MISTAKES if form.search(text)), None)
