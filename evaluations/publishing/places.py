"""How the places of a published content are called in a 正誤表: 「4-2-4 … 成果指標① 令和5年度 実績値」."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

# In the order of the document; an empty label adds nothing to the words of a place.
LABELS: Final[Mapping[str, str]] = {
    "plan": "計画",
    "periods": "計画期間",
    "period": "計画期間",
    "cycle": "評価の回",
    "rules": "判定基準",
    "scales": "評価区分",
    "attainment": "成果指標の達成状況",
    "attainment_rules": "成果指標の達成状況の基準",
    "progress_rules": "進捗状況の基準",
    "direction_rules": "今後の方向性の基準",
    "measures": "",
    "ended": "終了",
    "others": "",
    "municipality": "自治体名",
    "code": "コード",
    "name": "名称",
    "layer": "層",
    "above": "上位",
    "direct_goal": "直接目標",
    "department": "主管課・所管課",
    "related_departments": "関係課",
    "progress": "進捗状況",
    "direction": "今後の方向性",
    "achievement": "達成度",
    "decided_on": "決定日",
    "progress_reasons": "進捗状況の理由",
    "direction_reasons": "今後の方向性の理由",
    "difference_reason": "参考判定と異なる理由",
    "suggestion": "参考判定",
    "progress_sentences": "進捗状況の理由",
    "direction_sentences": "今後の方向性の理由",
    "confirmations": "確認事項",
    "disclaimer": "注記",
    "indicators": "",
    "undertakings": "",
    "projects": "",
    "narrative": "",
    "committee": "委員会審議",
    "panel": "部会",
    "held_on": "審議日",
    "opinion": "委員会の意見",
    "earlier": "これまでの意見",
    "measure": "評価の対象",
    "points": "",
    "response": "市の対応・考え方",
    "status": "対応状況",
    "sheet": "評価シート",
    "part": "区分",
    "level": "区分",
    "answers": "",
    "amounts": "金額表",
    "columns": "列",
    "lines": "",
    "values": "金額",
    "years": "",
    "targets": "",
    "promises": "",
    "kind": "分類",
    "number": "番号",
    "unit": "単位",
    "method": "算出方法",
    "rationale": "指標の考え方",
    "target_rationale": "目標値の考え方",
    "accumulation": "集計の性質",
    "wanted": "目標の向き",
    "rate_formula": "達成率の計算",
    "is_judged": "判定対象",
    "note": "注記",
    "footnote": "脚注",
    "remarks": "備考",
    "source": "出典",
    "target": "目標",
    "period_target": "期末の目標",
    "result": "実績値",
    "is_computed": "算出した値か",
    "standing": "値の種別",
    "increment": "うち当該年度分",
    "rate": "達成率",
    "in_period_rate": "期間内の増加分の率",
    "class": "達成状況",
    "as_of": "時点",
    "published_rate": "公表された達成率",
    "published_class": "公表された区分",
    "year_basis": "年の基準",
    "sentence": "達成状況の説明",
    "derivations": "算出の説明",
    "series": "推移の説明",
    "ledger": "件数の内訳",
    "heading": "見出し",
    "outlook": "期間目標への見込み",
    "body": "本文",
    "summary": "概要",
    "partners": "連携先",
    "span": "実施期間",
    "counting_year": "件数に数える年度",
    "comment": "実績の説明",
    "is_relisted": "再掲",
    "scope": "目標の区分",
    "text": "内容",
    "version": "版",
    "applies": "適用",
    "reason": "理由",
    "revision": "変更",
    "symbol": "記号",
    "label": "表示",
    "explanation": "説明",
    "levels": "",
    "tone": "色",
    "shape": "形",
    "edition_number": "版次",
    "first_year": "最初の年度",
    "last_year": "最後の年度",
    "is_fictional": "架空",
    "shows_suggestions": "参考判定の公表",
}
ORDER: Final = {name: place for place, name in enumerate(LABELS)}

# Not told in words: what belongs to the edition, keys, drawings, and numbers that stand beside their words.
UNTOLD: Final = frozenset(
    {
        "edition",
        "format",
        "plan_key",
        "uid",
        "id",
        "chart",
        "facts",
        "settled",
        "total",
        "year",
        "words",
        "increment_is_computed",
    }
)

# What only follows from the figures, records that were waiting for a figure, how far the city has come with an opinion,
# and what has ended: changed by a 確定に伴う更新 as well.
DERIVED: Final = frozenset(
    {"suggestion", "sentence", "class", "derivations", "series", "ledger", "projects", "note", "response"}
    | {"in_period_rate", "ended", "outlook"}
)
# What follows from another year's figure where the part says so.
COMPUTED: Final[Mapping[str, str]] = {"increment": "increment_is_computed", "result": "is_computed"}

# What only follows from a figure, a target or a rule that has a line of its own.
FOLLOWING: Final = frozenset(
    {"suggestion", "sentence", "class", "derivations", "series", "ledger", "note", "heading", "promises"}
    | {"rate", "in_period_rate", "is_computed", "outlook"}
)
# What comes with the figure of its very year.
OF_ITS_YEAR: Final = frozenset({"standing"})
# The items within which something can follow from something else.
ITEMS: Final = frozenset({"measures", "others", "undertakings", "indicators"})

IDENTITY: Final = ("id", "address", "place", "year", "symbol", "key", "when")


def label(name: str) -> str:
    """Return what a part is called; an unknown one by its key, so that nothing changes unseen."""
    return LABELS.get(name, name)


def in_order(parts: Iterable[str]) -> list[str]:
    """Return the names of parts in the order of the document, unknown ones last."""
    return sorted(parts, key=lambda name: (ORDER.get(name, len(ORDER)), name))


def identity(item: Any) -> str:
    """Return what tells an item of a list from its siblings, for as long as it is the same item."""
    if not isinstance(item, Mapping):
        return str(item)
    if uid := item.get("uid"):
        return f"uid={uid}"
    keys = [f"{name}={item[name]}" for name in IDENTITY if item.get(name) is not None]
    if "scope" in item and "version" in item:
        keys += [str(item["scope"]), str(item["version"])]
    return " ".join(keys)


def item_words(name: str, item: Any) -> str:
    """Return what an item of that list is called in the words of a place."""
    if not isinstance(item, Mapping):
        return str(item)
    said = {key: item.get(key) or "" for key in ("number", "kind", "name", "label", "scope", "version")}
    named = f"{item.get('code', '')} {said['name']}".strip()
    words = {
        "indicators": f"{said['kind']}{said['number']}" if said["number"] else str(said["name"]),
        "undertakings": f"事業「{named}」",
        "projects": f"取組「{said['name']}」",
        "years": str(said["label"]),
        "targets": f"{said['label']} {said['scope']} {said['version']}",
        "narrative": f"{said['kind']}（{item.get('place', '')}）",
        "levels": str(item.get("symbol", "")),
        "periods": str(said["name"]),
        "points": f"着眼点「{said['name']}」",
        "answers": f"「{said['name']}」",
    }
    return words.get(name, str(item["when"]) if "when" in item else named)


def indicators_of(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the indicators of a node and of the 事務事業 below it."""
    return (one for _, one in with_their_node(node))


def with_their_node(node: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield the same, each with the node or the 事務事業 that it is of."""
    for owner in (node, *node.get("undertakings", ())):
        yield from ((owner, one) for one in owner["indicators"])
