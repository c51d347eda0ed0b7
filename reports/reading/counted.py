"""Which units may count what a name calls: a share is no number of houses, a number of people no length."""

import re
from typing import Final

_BRACKETS: Final = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]|[\s・]+$")
_PER_PEOPLE: Final = re.compile(r"死亡率|出生率|罹患率|有病率|受療率|犯罪率")
_SHARE: Final = r"|[％%‰]|パーセント"
_MONEY: Final = r".*(?:円|ドル)"
# the end of a name, and the units in which such a thing is counted
_KINDS: Final = tuple(
    (re.compile(f"(?:{name})$"), re.compile(unit))
    for name, unit in (
        (r"倍率|競争率", r"倍|[％%]|"),
        (r"指数|係数|出生率", _SHARE + r"|点|ポイント|人"),
        (r"満足度|認知度|理解度|関心度|定着度|到達度|充足度", _SHARE + r"|点|ポイント"),
        (r"率|割合|比|比重|シェア|構成比", _SHARE + r"|倍"),
        (r"世帯数|世帯", r"世帯|戸"),
        (r"戸数", r"戸|世帯|件"),
        (
            r"(?:人|者|員|名|児|児童|生徒|学生|職員|医師|患者|児童生徒)(?:の)?(?:数|総数)|参加者|来場者|利用者|受講者|登録者|入場者|来館者|会員|人数|人口",
            r".*(?:人|名|人日|泊)|世帯",
        ),
        (r"日数", r"(?:か月|人)?日"),
        (r"年齢|寿命", r"歳|年"),
        (r"年数|期間", r"年|か月|日|か年"),
        (r"時間数?|所要時間|勤務時間数?", r"時間|分|秒"),
        (r"回数", r".*(?:回|件|度|日)"),
        (r"件数", r".*件"),
        (r"面積", r".*(?:㎡|m2|ha|㎢|km2|a|坪|平方メートル|ヘクタール)"),
        (r"延長|距離", r".*(?:m|km|メートル|キロ|㎞)"),
        (r"(?:か所|カ所|箇所|ヶ所|ヵ所|ケ所)数?", r"か所|カ所|箇所|ヶ所|ヵ所|ケ所|件|地点"),
        (r"冊数", r".*(?:冊|点)"),
        (r"台数", r".*[台基]"),
        (r"校数", r"校|園"),
        (r"点数", r".*[点件冊]"),
        (r"団体数", r".*(?:団体|件|組織|クラブ)"),
        (r"施設数", r".*(?:施設|か所|カ所|箇所|ヶ所|件)"),
        (r"地区数", r".*地区"),
        (r"[金価費税総]額|収入|収益|利益|残高|損益|売上高?|消費額|生産額|出荷額|所得", _MONEY),
        (r"歩数", r".*歩"),
        (r"(?:交通|通行|輸送)量", r".*[台人tトン]"),
        (r"量", r".*[^人件回％%所校戸冊台点日円]"),
    )
)
_NAMED_ONLY: Final = frozenset(
    "日 年 歳 倍 分 か月 カ月 ヶ月".split()
)  # counts something only where its name says so


def may_count(name: str, unit: str) -> bool:
    """Say whether a unit may count what is called so: also where nothing is known of such names."""
    kind = _kind(name)
    return unit not in _NAMED_ONLY if kind is None else _fits(kind, name, unit)


def surely_counts(name: str, unit: str) -> bool:
    """Say whether a name says by its end in which units it is counted, and this is one of them."""
    kind = _kind(name)
    return kind is not None and _fits(kind, name, unit)


def asks_name(unit: str) -> bool:
    """Say whether a unit stands in dates and ages too: it counts only what a name says is counted so."""
    return unit in _NAMED_ONLY


def _fits(kind: re.Pattern[str], name: str, unit: str) -> bool:
    return bool(kind.fullmatch(unit)) or (bool(_PER_PEOPLE.search(name)) and unit.endswith("人"))


def _kind(name: str) -> re.Pattern[str] | None:
    bare = _BRACKETS.sub("", name)
    return next((units for names, units in _KINDS if names.search(bare)), None)
