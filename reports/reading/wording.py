"""Characters and spaces of a printed line, brought to what can be compared; what is shown stays as printed."""

import re
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from indicators.calculation.spelling import plain
from indicators.calculation.units import is_known_unit

_RADICALS: Final = str.maketrans(
    "⺟⺠⻁⻄⻑⻘⻝⻤⻨⻩⻫⻭⻯⻲⻣⻆⻅⻉⻋⻔", "母民虎西長青食鬼麦黄斉歯竜亀骨角見貝車門"
)
_SIGNS: Final = str.maketrans(
    {
        "‧": "・",
        "∕": "/",
        "〜": "~",
        "∼": "~",
        "～": "~",
        "−": "-",
        "⊿": "△",
        "：": ":",
        "︓": ":",
        "\u00ad": "",
    }
    | {"㌫": "%", "㏊": "ha", "₂": "2"}
)
# Radicals that fonts of some PDF writers give for the letters themselves; NFKC knows the older half of them.
_KANGXI: Final = {code: normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_LETTERS: Final = _KANGXI | _RADICALS | {0x2027: "・"}
_FOLDED: Final = _LETTERS | _SIGNS
KEPT: Final = (
    32_768  # more than the different words, cells and lines of 300 pages: readers ask for them in turn
)
_ERA_SPACES: Final = re.compile(
    r"(?<=令和|平成|昭和) ?(元|\d{1,3}) ?年(?: ?(度))?(?: ?(\d{1,2}) ?月)?(?: ?(\d{1,2}) ?日)?"
)
_YEAR_SPACES: Final = re.compile(
    r"(?<![\d,.])((?:19|20)\d\d) (?=年|\((?:[RHS]|令和|平成)\d)|(?<![A-Za-z0-9])([RHS]) (?=\d{1,2}(?:年|\)|$))"
)
_ERA_DOTS: Final = re.compile(r"(?<![A-Za-z0-9])([RHS])\. ?(?=\d{1,2}(?![\d.]))")
_NUMBER_SPACES: Final = re.compile(r"(?<=\d)(?:, (?=\d{3}(?!\d))|\. (?=\d{1,2}(?!\d)))")
_SIGN_SPACES: Final = re.compile(r"(?<![^\s(:])([▲△]) (?=[\d.])")
_BRACKET_SPACES: Final = re.compile(r"(?<=\() +| +(?=\))")
_HYPHEN_SPACES: Final = re.compile(r"(?<=[A-Za-z])- (?=[A-Z])")  # t- CO2, broken in a narrow cell
_SLASH_SPACES: Final = re.compile(r"(?<=[^\d\s|])/ (?=[a-zA-Z㎡人年月日])")
_UNIT_SPACES: Final = re.compile(r"(?<=\d) (?=([^\d\s()▲△~:]{1,8}?)(?:$|[\s(]))")
ARROWS: Final = "→⇒➡▶►⇨➔➜➤⇛➝➞⟶⟹"
ARROW: Final = rf"(?:[{ARROWS}]|[-=]>)"
_LONELY: Final = re.compile(r"(?<!\S)[㐀-鿿々ぁ-んァ-ヶー](?: +[㐀-鿿々ぁ-んァ-ヶー])+(?!\S)")
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BROKEN: Final = re.compile(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f])")
_NUMBERING: Final = re.compile(
    rf"^(?:[{_CIRCLED}・○●◆◇■□◎※*]|\(?\d{{1,3}}[.)．、]|\(\d{{1,2}}\)|[ⅠⅡⅢⅣⅤⅥ]\.?)\s*"
)


def without_radicals(text: str) -> str:
    """Return a text with letters where fonts of PDF writers have radicals; everything else stays as printed."""
    return text.translate(_LETTERS)


def comparable(text: str) -> str:
    """Return a line with ASCII digits and signs, one kind of dash and tilde, and single spaces."""
    return plain(text.translate(_FOLDED))


@lru_cache(maxsize=KEPT)
def tidy(text: str) -> str:
    """Return a comparable line without the blanks that layouts put inside years, numbers, signs and titles."""
    line = _BRACKET_SPACES.sub("", comparable(text))
    line = _ERA_SPACES.sub(_joined_date, line)
    line = _ERA_DOTS.sub(r"\1", _YEAR_SPACES.sub(r"\1\2", line))  # R.5, R 5, 2023 年度
    line = _NUMBER_SPACES.sub(lambda match: match[0].strip(), line)
    line = _SIGN_SPACES.sub(r"\1", line)
    line = _HYPHEN_SPACES.sub("-", _SLASH_SPACES.sub("/", line))
    line = _UNIT_SPACES.sub(lambda match: "" if is_known_unit(match[1]) else " ", line)
    return _LONELY.sub(lambda match: match[0].replace(" ", ""), line)


def _joined_date(match: re.Match[str]) -> str:
    number, fiscal, month, day = match.groups()
    return f"{number}年{fiscal or ''}" + (f"{month}月" if month else "") + (f"{day}日" if day else "")


@lru_cache(maxsize=KEPT)
def compact(text: str) -> str:
    """Return a text without any blanks, for comparing titles and names."""
    return comparable(text).replace(" ", "")


def named(text: str) -> str:
    """Return a name as one reads it: line breaks and the blanks between Japanese letters taken out."""
    return _BROKEN.sub("", " ".join(text.split())).strip(" 　・:：")


def without_number(text: str) -> str:
    """Return a name without the mark or number that stands before it in a list."""
    return _NUMBERING.sub("", text).strip()


def circled(letter: str) -> bool:
    """Say whether a letter is a number in a circle, which orders parts and is no figure."""
    return letter in _CIRCLED
