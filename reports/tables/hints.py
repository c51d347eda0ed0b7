"""What the words about an indicator suggest of what a file does not say: each suggestion with its reason."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from indicators.calculation.facts import Accumulation, Comparator, Direction
from indicators.calculation.quantities import places_of
from reports.reading.wording import compact


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Everything that is said about an indicator, in words and figures; figures never say which way is better."""

    name: str
    unit: str = ""
    method: str = ""
    note: str = ""
    comparators: Sequence[str] = ()
    target_texts: Sequence[str] = ()
    missing: Sequence[str] = ()
    values: Sequence[Decimal] = ()

    @property
    def words(self) -> str:
        return compact(f"{self.name} {self.method} {self.note}")


@dataclass(frozen=True, slots=True)
class Hint:
    """What is suggested for one field, and why."""

    field: str
    value: str
    reason: str


_MORE: Final = re.compile(
    r"満足度|参加(?:者|率|人)|利用(?:者|率|件|人)|受診率|接種率|収納率|徴収率|普及率|整備率|耐震化率|加入率|達成率|解決率|回収率|実施率|"
    r"来場|来館|来訪|入込|観光客|認定|登録(?:者|件|団体)|開催|実施(?:回|件|箇所|校)|設置(?:数|箇所|か所)|自給率|再生利用率|リサイクル率|就職|"
    r"定住|移住|出生|健康寿命|割合.*(?:思う|感じる)|(?:思う|感じる|満足)(?:市民|住民|人|者).*割合|認知度|削減(?:率|量|額)|減少率|緑被率|支援(?:件|者|数)"
)
_LESS: Final = re.compile(
    r"事故|犯罪|刑法犯|苦情|待機児童|不登校|いじめ|死亡|死者|負傷|火災|未納|滞納|未収|空き?家|漏水|不明水|遅延|違反|放置|不法投棄|"
    r"ごみ.*(?:排出|量)|排出量|廃棄|焼却量|離職|失業|要介護.*率|罹患|患者|喫煙率|肥満|未処理|待ち時間|処理日数|債務|負債比率|借入残高|市債残高"
)
_KEPT: Final = re.compile(r"維持|現状維持|継続|保つ")
_TOTAL: Final = re.compile(r"累計|累積|通算|延べ総|計画期間中の合計|開始からの")
_YEARLY: Final = re.compile(r"年間|年度中|当該年度|単年度|1年間|一年間|年当たり|/年")
_POINT: Final = re.compile(
    r"年度末|\d月\d{1,2}日現在|時点|現在の|総数|残高|ストック|普及率|整備率|面積|人口(?!(?:[\d,一十百千万]+人)?(?:当たり|あたり|に占める|割合))|世帯数|延長|箇所数|か所数|設置数"
)
_SHARES: Final = {compact(unit) for unit in ("％", "ポイント", "‰", "倍")}
_AVERAGE: Final = re.compile(r"(?:期間|[3-5三四五]か?年|複数年)の?平均|移動平均")
_ASKED_PEOPLE: Final = re.compile(r"アンケート|意識調査|世論調査|市民調査|満足度")
_EVERY_OTHER: Final = re.compile(r"隔年")
_EVERY: Final = re.compile(r"([2-9２-９二三四五])年(?:に(?:1|一)(?:度|回)|ごと|毎|おき)")
_CENSUS: Final = re.compile(r"国勢調査")
_KANJI: Final = {"二": 2, "三": 3, "四": 4, "五": 5}
_KNOWN: Final = re.compile(
    r"翌年度?の?(1[0-2]|[1-9])月(?:頃|ごろ|末|中旬|上旬|下旬)?(?:に?(?:公表|確定|判明|集計|把握|速報|分かる))?"
)


def hints(wording: Wording) -> list[Hint]:
    """Return what is suggested, at most one thing for each field; what the words do not say is left open."""
    found: dict[str, Hint] = {}
    for one in _all(wording):
        found.setdefault(one.field, one)
    return list(found.values())


def _all(wording: Wording) -> Iterator[Hint]:
    for reader in _READERS:
        yield from reader(wording)


def _direction_by_targets(wording: Wording) -> Iterator[Hint]:
    said = set(wording.comparators)
    told = compact(" ".join(wording.target_texts))
    if Comparator.RANGE in said:
        yield Hint("direction", Direction.RANGE.value, "目標が範囲（～以上～以下）で書かれています。")
    elif match := _KEPT.search(told):
        side = _side(wording)
        if side is not None:
            yield Hint("direction", f"keep {side[0]}", f"目標に「{match[0]}」とあり、{side[1]}")
    elif said & {Comparator.AT_LEAST, Comparator.ABOVE, Comparator.INCREASE}:
        yield Hint("direction", Direction.UP.value, "目標が「以上」「超」「増加」で書かれています。")
    elif said & {Comparator.AT_MOST, Comparator.BELOW, Comparator.DECREASE}:
        yield Hint("direction", Direction.DOWN.value, "目標が「以下」「未満」「減少」で書かれています。")
    elif said & {Comparator.KEEP_OR_MORE, Comparator.LAST_OR_MORE}:
        yield Hint("direction", Direction.UP.value, "目標が「現状値以上」「前年度以上」で書かれています。")
    elif said & {Comparator.KEEP_OR_LESS, Comparator.LAST_OR_LESS}:
        yield Hint("direction", Direction.DOWN.value, "目標が「現状値以下」「前年度以下」で書かれています。")


def _side(wording: Wording) -> tuple[str, str] | None:
    name = compact(wording.name)
    if match := _LESS.search(name):
        return Comparator.AT_MOST.value, f"指標名の「{match[0]}」は少ないほどよいものです。"
    if match := _MORE.search(name):
        return Comparator.AT_LEAST.value, f"指標名の「{match[0]}」は多いほどよいものです。"
    return None


def _direction_by_name(wording: Wording) -> Iterator[Hint]:
    name = compact(wording.name)
    more, less = _MORE.search(name), _LESS.search(name)
    if less and not re.search(r"削減|減少率|解決|防止|対策|予防|啓発|解消", name):
        yield Hint(
            "direction", Direction.DOWN.value, f"指標名の「{less[0]}」は、少ないほどよいものと読めます。"
        )
    elif more:
        yield Hint("direction", Direction.UP.value, f"指標名の「{more[0]}」は、多いほどよいものと読めます。")


def _accumulation(wording: Wording) -> Iterator[Hint]:
    for pattern, kind in (
        (_TOTAL, Accumulation.CUMULATIVE),
        (_AVERAGE, Accumulation.AVERAGE),
        (_YEARLY, Accumulation.ANNUAL),
        (_POINT, Accumulation.POINT),
    ):
        if match := pattern.search(wording.words):
            yield Hint("accumulation", kind.value, f"説明に「{match[0]}」とあります。")
    if match := _ASKED_PEOPLE.search(wording.words):
        yield Hint("accumulation", Accumulation.POINT.value, f"「{match[0]}」は、調べたときの値です。")
    if compact(wording.unit) in _SHARES:
        yield Hint(
            "accumulation", Accumulation.POINT.value, f"単位が「{wording.unit}」の値は、足し合わせません。"
        )


def _asked(wording: Wording) -> Iterator[Hint]:
    if match := _EVERY.search(wording.words):
        number = _KANJI.get(match[1]) or int(match[1])
        yield Hint("asked", f"interval {number}", f"説明に「{match[0]}」とあります。")
    if _EVERY_OTHER.search(wording.words):
        yield Hint("asked", "interval 2", "説明に「隔年」とあります。")
    if _CENSUS.search(wording.words):
        yield Hint("asked", "interval 5", "国勢調査は5年ごとです。")
    if wording.missing.count("out_of_cycle"):
        yield Hint("asked", "interval 2", "表に「隔年調査」「調査対象年度外」の年度があります。")


def _known_from(wording: Wording) -> Iterator[Hint]:
    if match := _KNOWN.search(wording.words):
        yield Hint("known_from", f"翌年度{match[1]}月", f"説明に「{match[0]}」とあります。")


def _decimals(wording: Wording) -> Iterator[Hint]:
    places = max(map(places_of, wording.values), default=None)
    if places is not None:
        said = f"目標と実績に小数{places}桁の値があります。" if places else "目標と実績は、すべて整数です。"
        yield Hint("decimals", str(places), said)


_READERS: Final[tuple[Callable[[Wording], Iterator[Hint]], ...]] = (
    _direction_by_targets,
    _direction_by_name,
    _accumulation,
    _asked,
    _known_from,
    _decimals,
)
