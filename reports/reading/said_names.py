"""The names of indicators in sentences: what of the words before a figure says what is counted."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from reports.reading.counted import may_count, surely_counts
from reports.reading.tables import is_whole_name
from reports.reading.wording import without_number

_JOINING: Final = re.compile(
    r"^(?:における|において|に対する|に占める|時点の|現在の|までの|までに|での|で(?=[^\sぁ-ん])|まで|の|は|に|、|末の|末|度の)+"
)


_PHRASE: Final = re.compile(r"(?P<name>(?:「[^」]*」|\([^()]*\)|[^、。:「」()])+)$")
_FILLERS: Final = re.compile(  # no words that are others together: of what does not fit each way would be tried
    r"(?:(?:計画|戦略|プラン|ビジョン|構想|方針)を(?:つくった|作った|立てた|策定した)|(?:計画|目標)(?:どおり|通り)(?:に|の)?|計画(?:値|数|額|当初)?|Y|[()、:【】]|末|度|中"
    r"|時点|現在|策定時|基準(?:年|値|となる|とした|としました|といたしました)?|である|年間|目標(?:値|数値|排出量)?|実績値?|現状値?|約|およそ|ほぼ|わずか|平均"
    r"|こちら|これ|※|⇒|→|進捗|基準|従前値?|参考|累計|目途|めど|程度|以上|以下|以内|執行|前々?回|前々年度?|直近|次回|今回|第\d+[次期]|(?:中期)?(?:目標|計画)期間(?:最終年度)?|期間中|合わせて|これまで|まで|から|に(?:対(?:し(?:て|まして)?|する)?)?|で|の|は|が|と|も|を|延べ|同(?:じく)?|それぞれ|いずれも|(?:最終|初)年度|比べて?"
    r"|比較して|比|\d+年前の|合計)+$"
)
_SUBORDINATE: Final = re.compile(r"^.*(?:で発生した|に関する|に係る|1年間に|年間の|昨年の|中の)(?=.{3,})")
_BEGINNING: Final = re.compile(
    r"^(?:直近|前回|前々回|次回|今回)の|^(?:まず|また|なお|さらに|そのうち|うち|一方|その結果|結果|このうち|続いて|次に|特に|とりわけ|中でも)、?|^(?:評価|成果|活動|数値)?(?:指標|KPI|目標)(?:【[^】]*】|[①-⑳]|\d+(?:-\d+)*)|^[本当]?[市町村県](?:では|の|は|における|において)、?"
)
_AIMED: Final = re.compile(
    r"[るす]\($|(?:基準|策定時|当初)(?:となる|である|の)?Y(?:は|の|に|が)*$|(?:の|、)?(?:縮減|削減|減少?)\($|目標(?:値|数値|排出量|額)?(?:である|は|の|:|が|\()*Y?(?:は|に|の|で|:)*$"
)
_TOPIC: Final = re.compile(
    r"につきまして(?:は|も)?|については|についても?|としては|では(?=、)|(?:でございます|です|であります)が|は|が|も|を"
)
_PICKED: Final = re.compile(  # 中でも多いのが自転車盗で、令和5年は
    r"の(?:が|は)(?P<name>[^、。()はがF]{2,30})(?:で|であり|ですが)、(?:Y|[末度中]|で|は|に)*約?$"
)
_TOUCHING: Final = re.compile(r"[㐀-鿿々ァ-ヶー]$")
_PARTICLES: Final = re.compile(r"[はがもを]")
_OWN_SUBJECTS: Final = re.compile(
    r"(?:Y(?:度|末|現在|時点)*|(?:計画)?策定時)(?:の(?:実績|現状|数値))?(?:値)?(?:に?は|が|も|を)|(?:目標|実績|計画|現状)(?:値)?(?:は|が|も|を)|まで"
)
_OTHERS: Final = re.compile(
    r"全国|国の|[都道府県](?:の|内|平均)|平均[はがのを]|類似|同規模|他[市町の]|定員|対象者?|上限|募集|うち|前回|最[大小多少]|内訳|回答"
)
_ASIDE: Final = re.compile(r"\(Y(?:度|末|の|は|:|現在|時点)*$")  # a bracket is of what was counted last
_IN_PLAN: Final = re.compile(  # アクションプランでは、令和8年度に
    r"^[^、。YF]{0,30}(?:計画|プラン|ビジョン|戦略|方針|構想)(?:」|\([^()]*\))*(?:では|の|において(?:は)?)"
)
_LETTERS: Final = re.compile(r"[㐀-鿿々ァ-ヶーぁ-ん]{2}")
_PART: Final = re.compile(r"当たり|あたり|うち|以外")
_MONEY: Final = re.compile(
    r"予算|補助(?:金|額)|費用|事業費|歳入|歳出|総額|参加費|料金|税額|補正|経費|手数料|交付額|予定価格|回答|調査票|出席(?:者|委員)|^(?:[^の]{0,6}の)?(?:総|推計|全)?人口$|世帯数?$|応募"
)
_NO_NAME: Final = re.compile(
    r"(?:した|する|った|れた|いる|ある|ない|で|に|と|へ|から|ため|もの)$|(?:計画|構想|ビジョン|プラン|戦略|方針|要綱)」?$|^[」)を]|^(?:から|まで)|^(?:これ|それ|こちら|そちら|ここ|このうち|うち|その|前回|今回|残り?|全て|内訳|結果|第?\d|目標(?:値|数値)?|計画値?|実績(?:値)?|年度|平均|市|町|村|県|私|皆さん|人|方|者|対象者?|定員)$|[?？!]|ました|ます|です"
)


def said_name(words: str, unit: str | None) -> str:
    """Return what is counted by the words before a figure: what は, が, も or を make a subject, or stands beside it.

    Y stands for a year in them; without a unit, of a change, whatever is named is meant. Budgets, costs and who took
    part in a survey count nothing of a plan.
    """
    found = _PICKED.search(words)
    if found and (name := bare_name(found["name"])) and not is_money(name):
        return name if unit is None or may_count(name, unit) else ""
    for end in _ends(words):
        match = _PHRASE.search(words[:end])
        name = bare_name(match["name"]) if match and not _FILLERS.fullmatch(match["name"]) else ""
        if name:
            return "" if is_money(name) or not (unit is None or may_count(name, unit)) else name
    return ""


def spoken_of(words: str, unit: str) -> str:
    """Return what a sentence speaks of, however far before its figure: the nearest that is counted in its unit.

    F stands for the figures before it; of what is compared with others, 県平均の, nothing is told.
    """
    if not leads_on(words[words.rfind("F") + 1 :]):
        return ""
    for match in reversed(list(_TOPIC.finditer(words))):
        phrase = _PHRASE.search(words[: match.start()])
        name = bare_name(phrase["name"].rpartition("F")[2]) if phrase else ""
        if name and surely_counts(name, unit):
            return "" if is_money(name) else name
    return ""


def leads_on(words: str) -> bool:
    """Say whether words lead on to a figure of what was spoken of: no other subject stands between, nor beside it."""
    last = words[max(words.rfind("、"), words.rfind("。")) + 1 :]
    is_beside = _TOUCHING.search(last) and not _FILLERS.fullmatch(last)
    return not (is_beside or _OTHERS.search(words) or _PARTICLES.search(_OWN_SUBJECTS.sub("", last)))


def _ends(words: str) -> Iterator[int]:
    """Yield where a name may end: before each particle behind which nothing but years and fillers stands."""
    rest = words
    for match in reversed(
        list(
            re.finditer(
                r"については|につきまして(?:は|も)|としては|ですが|でございますが|は|が|も|を|:|の(?=目標|実績|現状)",
                words,
            )
        )
    ):
        behind = words[match.end() :]
        if words[: match.start()].endswith(("で", "に", "と", "へ", "も")):
            continue
        if not behind or _FILLERS.fullmatch(behind):
            yield match.start()
    beside = re.search(r"(?:^|[、(・])(?P<name>[^、。()YはがもをにでとF]{2,30})(?:\([^()F]*\))?$", rest)
    if beside and is_whole_name(beside["name"]):
        yield len(words)


def is_money(name: str) -> bool:
    """Say whether a name is of a budget, a cost or of those who took part in a survey: no plan promises that."""
    return bool(_MONEY.search(name))


def is_filler(words: str) -> bool:
    """Say whether words name nothing: years, conjunctions, words of time and of roles."""
    return bool(_FILLERS.fullmatch(words))


def bare_name(words: str) -> str:
    """Return a name without the years, conjunctions and numbers before it; nothing if these words name nothing."""
    words = re.sub(r"^\([^()]*\)|\([^()]*Y[^()]*\)", "", words)
    words = words.rsplit("Y", 1)[-1]
    words = re.sub(r"^(?:\)|中(?![学央間小高心])|末|度)*", "", words)
    words = _JOINING.sub("", _BEGINNING.sub("", without_number(words)))
    words = _SUBORDINATE.sub("", words).strip("・ の")
    words = words.removesuffix("そのもの")
    words = re.sub(r"(?:の(?:実績|現状|数値|値|目標)(?:値)?)$", "", words)
    is_name = (
        bool(_LETTERS.search(words))
        and len(words) <= 50
        and not re.fullmatch(r"[\d\W]+", words)
        and not _NO_NAME.search(words)
        and not _FILLERS.fullmatch(words)
    )
    return words if is_name else ""


def goes_on(words: str) -> bool:
    """Say whether only years and fillers stand before a figure since the last comma: it is of what was named."""
    words = _IN_PLAN.sub("", words[max(words.rfind("、"), words.rfind("。")) + 1 :])
    return not words or bool(_FILLERS.fullmatch(words) or _AIMED.search(words) or _ASIDE.search(words))


def same_name(name: str, before: Iterable[str], every: Iterable[str]) -> str:
    """Return the name that is meant by one which may be its end or beginning: 交通事故死者数 by 死者数.

    It is the last such name said before, else the only one said at all, else the name itself.
    """
    key = name.replace("の", "")
    said = [one for one in before if _is_longer(one, key)]
    if said:
        return said[-1]
    same = [one for one in before if one.replace("の", "") == key]
    later = {one.replace("の", ""): one for one in every if _is_longer(one, key)}
    return same[0] if same else next(iter(later.values())) if len(later) == 1 else name


def _is_longer(name: str, key: str) -> bool:
    """Say whether a name without の begins or ends a longer one, which counts the same and no part of it."""
    whole, key = (re.sub(r"の|\([^()]*\)", "", one) for one in (name, key))
    if len(whole) <= len(key) or not (whole.endswith(key) or whole.startswith(key)):
        return False
    rest = whole.replace(key, "", 1)
    if len(rest) == 1:
        return False  # 逆紹介率 is no 紹介率
    return not _PART.search(rest) and not (whole.startswith(key) and rest.endswith(("率", "量")))
