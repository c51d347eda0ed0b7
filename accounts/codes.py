"""Codes of municipalities (全国地方公共団体コード): five digits that say which, and one by which a slip is told."""

from typing import Final

WEIGHTS: Final = (6, 5, 4, 3, 2)
LAST_PREFECTURE: Final = 47
SIX_DIGITS: Final = "全国地方公共団体コードは6桁の数字で入力してください。"
SLIP: Final = (
    "全国地方公共団体コード「{}」は、6桁目の検査数字が合いません（「{}」で始まるコードの6桁目は「{}」です）。"
    "コードを確かめてください。架空の市のコードは、48以上の数字で始めてください（例：999999）。"
)


def check_digit(five: str) -> str:
    """Return the sixth digit that goes with the first five.

    >>> check_digit("14130"), check_digit("13101"), check_digit("01000")
    ('5', '6', '6')
    """
    total = sum(int(digit) * weight for digit, weight in zip(five, WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)


def fault_of(code: str) -> str:
    """Say what is wrong with a code, and what to do; "" if it may be one.

    Prefectures have the numbers 01 to 47; what begins otherwise is an invented city, of which no digit checks.

    >>> fault_of("141305"), fault_of("999999"), fault_of("1413")
    ('', '', '全国地方公共団体コードは6桁の数字で入力してください。')
    """
    return slip_in(code) if is_six_digits(code) else SIX_DIGITS


def is_six_digits(code: str) -> bool:
    return len(code) == len(WEIGHTS) + 1 and code.isascii() and code.isdigit()


def slip_in(code: str) -> str:
    """Say that the check digit of a code is another one; "" if it is right, checks nothing, or there is none."""
    if not is_six_digits(code):
        return ""
    five, last = code[:-1], code[-1]
    if not 1 <= int(code[:2]) <= LAST_PREFECTURE or last == check_digit(five):
        return ""
    return SLIP.format(code, five, check_digit(five))
