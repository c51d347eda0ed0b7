"""Units under their many spellings: which two are the same, and how many of one make the other."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from indicators.calculation.spelling import LONGEST_TYPED

# The first spelling is the canonical one; each is compared after NFKC, without spaces, ㎡ as m2 and ㌧ as トン.
# Letters are not folded to lower case: MW is not mW.
_SPELLINGS: Final = """
％ パーセント パーセンテージ 百分率 percent
‰ パーミル 千分率
ポイント pt PT Pt pts %ポイント %pt パーセントポイント
点 点数
件 件数
人 名 人数
世帯 世帯数
か所 カ所 ヵ所 ヶ所 ケ所 箇所 個所 か処 箇所数 か所数
か月 カ月 ヵ月 ヶ月 ケ月 箇月 個月
か年 カ年 ヵ年 ヶ年 ケ年 箇年 個年
か国 カ国 ヵ国 ヶ国 ケ国 箇国
年 年間
日 日間
週 週間
時間 h 時間数
分 分間
回 回数
戸 戸数
棟 棟数
校 校数
園
本 本数
台 台数
基 基数
個 コ ケ 個数
枚 枚数
冊 冊数
団体 団体数
組織 組織数
企業 企業数
事業所 事業所数
事業者
店 店舗 店舗数
施設 施設数
地区 地区数
路線
組
口
床
頭
匹
隻
種 種類 種類数
歳 才
倍
位
円 ￥ 圓
ドル $ 米ドル
㎡ m2 m^2 平方メートル 平米
㎢ km2 km^2 平方キロメートル 平方キロ
㎥ m3 m^3 立方メートル 立米
ha HA Ha ヘクタール
a アール
km KM Km キロメートル キロ
m メートル
cm センチメートル センチ
mm ミリメートル ミリ
t T トン ton
t-CO2 tCO2 t-co2 T-CO2 トン-CO2 トンCO2 t-CO2換算 CO2トン
kg-CO2 kgCO2 kg-co2 キログラム-CO2 キログラムCO2
kg Kg KG キログラム
g グラム
mg ミリグラム
L l リットル
kL kl KL キロリットル
mL ml ミリリットル cc
kWh kwh KWH Kwh KWh kWH キロワット時 キロワットアワー
MWh MWH Mwh メガワット時 メガワットアワー
GWh GWH Gwh ギガワット時 ギガワットアワー
kW kw KW Kw キロワット
MW Mw メガワット
GW Gw ギガワット
GJ ギガジュール
TJ テラジュール
dB db デシベル デシベル(A)
℃ 度C
ppm PPM
"""

_SCALES: Final = {
    "十億": Decimal(10**9),
    "千万": Decimal(10**7),
    "百万": Decimal(10**6),
    "兆": Decimal(10**12),
    "億": Decimal(10**8),
    "万": Decimal(10**4),
    "千": Decimal(10**3),
}
_KEPT: Final = 4096  # spellings
_DASH: Final = re.compile("[‐‑‒–—―─━−﹣]|(?<=[A-Za-z])ー(?=[A-Za-z])")
_LABEL: Final = re.compile(r"^単位:?(?=.)")
_REMARK: Final = re.compile(r"\([^()]*\)$")  # ％（前年比）
# What a difference is in where the unit itself would be unclear: 5％ more than 10％ may be 10.5％ or 15％.
_OF_A_DIFFERENCE: Final = {"％": "ポイント", "‰": "パーミルポイント", "ポイント": "ポイント"}


class Scaled(NamedTuple):
    """A unit as a number of a plainer one: 百万円 is 1,000,000 of 円, 件 is 1 of 件."""

    factor: Decimal
    base: str


def canonical_unit(text: str) -> str:
    """Return the one spelling of a unit: ㎡ for m2, か所 for カ所, 万t-CO2 for 万ｔ-ＣＯ２, mg/L for ｍｇ／ｌ.

    Brackets and 「単位：」 around it are left out. A unit that is not in the list is kept, NFKC-folded without spaces;
    no text is refused.
    """
    if len(text) > LONGEST_TYPED:
        return text
    return _canonical(text)


@lru_cache(maxsize=_KEPT)
def _canonical(text: str) -> str:
    """Return the one spelling of a short text: tables ask for the same few units in every row."""
    return "/".join(_canonical_part(part) for part in _folded(text).split("/"))


def is_unit(text: str) -> bool:
    """Say whether a text can stand behind a number without being read as part of it: it has a letter or a sign.

    >>> [is_unit(text) for text in ("件", "％", "㎡", "10万人対", "0", "－", "１．")]
    [True, True, True, True, False, False, False]
    """
    return any(
        letter.isalpha() or letter in "%％‰°′″" or unicodedata.category(letter) in {"Sc", "So"}
        for letter in text
    )


def same_unit(one: str, other: str) -> bool:
    """Say whether two texts name the same unit; 円 and 千円 are not the same, 人 and 名 are."""
    return canonical_unit(one) == canonical_unit(other)


def is_other_unit(one: str, another: str) -> bool:
    """Say whether figures in one unit are surely none in the other; of words that are no known units nobody can say.

    >>> [is_other_unit("円", unit) for unit in ("千円", "圓", "円（税込）", "", "一式")]
    [True, False, False, False, False]
    """
    return is_known_unit(one) and is_known_unit(another) and not same_unit(one, another)


def unit_differs(where: str, unit: str, whose: str, own: str) -> str:
    """Say that a figure is counted in another unit than the indicator that it is of.

    >>> unit_differs("表", "千円", "登録済み", "円")
    '単位が違います（表は「千円」、登録済みは「円」）。'
    """
    return f"単位が違います（{where}は「{unit}」、{whose}は「{own}」）。"


def scaled(text: str) -> Scaled:
    """Take 千, 万, 億 … off the front of a unit: 万人 is 10,000 of 人. 「万」 alone is 10,000 of no unit."""
    canonical = canonical_unit(text)
    word = _scale_word(canonical)
    return Scaled(_SCALES.get(word, Decimal(1)), canonical.removeprefix(word))


def is_percentage(text: str) -> bool:
    """Say whether figures in this unit are percentages, whatever it says in brackets behind: ％, ％（前年比）."""
    return _without_remark(text) == "％"


def difference_unit(text: str) -> str:
    """Return the unit of a difference between two figures: that of percentages is ポイント, of ‰ パーミルポイント.

    >>> difference_unit("%"), difference_unit("％／年"), difference_unit("件")
    ('ポイント', 'ポイント/年', '件')
    """
    amount, slash, per = _without_remark(text).partition("/")
    return f"{_OF_A_DIFFERENCE[amount]}{slash}{per}" if amount in _OF_A_DIFFERENCE else text


def is_known_unit(text: str) -> bool:
    """Say whether a unit, or all parts of one like mg/L or 万人/年, are in the list."""
    return len(text) <= LONGEST_TYPED and _is_known(text)


@lru_cache(maxsize=_KEPT)
def _is_known(text: str) -> bool:
    return all(part in _KNOWN for part in scaled(text).base.split("/"))


def _without_remark(text: str) -> str:
    return canonical_unit(_REMARK.sub("", _folded(text)) if len(text) <= LONGEST_TYPED else text)


def _folded(text: str) -> str:
    compact = "".join(unicodedata.normalize("NFKC", text).split())
    bare = _LABEL.sub("", _DASH.sub("-", compact))
    while len(bare) > 2 and bare[0] + bare[-1] in {"()", "[]", "【】"}:
        bare = bare[1:-1]
    return _LABEL.sub("", bare)


def _canonical_part(part: str) -> str:
    if part in _CANONICAL:  # first, for 千分率 is no thousand of anything
        return _CANONICAL[part]
    word = _scale_word(part)
    base = part.removeprefix(word)
    return word + _CANONICAL.get(base, base)


def _scale_word(text: str) -> str:
    return next((word for word in _SCALES if text.startswith(word)), "")


def _table() -> dict[str, str]:
    rows = [line.split() for line in _SPELLINGS.strip().splitlines()]
    return {_folded(spelling): row[0] for row in rows for spelling in row}


_CANONICAL: Final = _table()
_KNOWN: Final = frozenset(_CANONICAL.values())
