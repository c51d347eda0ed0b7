"""The scales and the rules of the invented city; the reference profile is the one every city may use."""

from collections.abc import Sequence
from typing import Any, Final

from evaluations.committee.opinion_scale import (
    OPINION_NAME,
    OPINION_SCALE,
    OPINIONS,
    OUR_DEFAULT,
)
from evaluations.judgement.direction import REFERENCE_DIRECTION
from evaluations.judgement.progress_rules import REFERENCE_PROGRESS
from indicators.calculation.attainment import REFERENCE_ABCD
from store.actions.loading.reading import Entry

PROGRESS: Final = "sample-progress"
DIRECTION: Final = "sample-direction"
ACHIEVEMENT: Final = "sample-achievement"
REFERENCE: Final = "reference-abcd"
REFERENCE_SOURCE: Final = "本システムの参考の判定基準（市が公表した基準ではありません）"
FORM: Final = "あおば野市 第2期実施計画"
FOUR: Final = (("best", "circle"), ("good", "square"), ("fair", "triangle"), ("poor", "diamond"))
FIVE: Final = (
    ("best", "circle"),
    ("good", "square"),
    ("neutral", "dash"),
    ("fair", "triangle"),
    ("poor", "diamond"),
)
CLASSES: Final = (
    ("a", "目標値以上", ""),
    ("b", "現状値以上～目標値未満", ""),
    ("c", "目標達成率60%以上～現状値未満", ""),
    ("d", "達成率60％未満、又は達成率を算定できない未達", ""),
)
PROGRESS_LEVELS: Final = (
    ("A", "順調に進んでいる", "目標に達している"),
    ("B", "おおむね順調に進んでいる", "目標に向けて前進している"),
    ("C", "やや遅れている", "目標の達成が遅れる可能性がある"),
    ("D", "遅れている", "目標の達成が難しい可能性がある"),
)
DIRECTION_LEVELS: Final = (
    ("Ⅰ", "現在の事業構成で継続する", "効果的な構成である"),
    ("Ⅱ", "一部を見直して継続する", "おおむね効果的な構成である"),
    ("Ⅲ", "見直しを進める", "効果が十分でない"),
    ("Ⅳ", "抜本的に見直す", "構成に問題がある"),
)
ACHIEVEMENT_LEVELS: Final = (
    ("1", "目標を大きく上回って達成", ""),
    ("2", "目標を上回って達成", ""),
    ("3", "ほぼ目標どおり", ""),
    ("4", "目標を下回った", ""),
    ("5", "目標を大きく下回った", ""),
)


def scale_entries(period: Sequence[Any], before: int) -> list[Entry]:
    """Return the scales, their levels and the reference profile, used on the layers of that period."""
    rows: list[tuple[str, dict[str, Any]]] = []
    for key, name, form, levels, depth in (
        (REFERENCE, "成果指標の達成状況", "参考判定", CLASSES, None),
        (PROGRESS, "施策の進捗状況", FORM, PROGRESS_LEVELS, 3),
        (DIRECTION, "今後の方向性", FORM, DIRECTION_LEVELS, 3),
        (ACHIEVEMENT, "事務事業の達成度", FORM, ACHIEVEMENT_LEVELS, 4),
    ):
        scale = {"key": key, "name": name, "document": form, "is_best_first": True}
        where = {"source": REFERENCE_SOURCE} if depth is None else {"layers": [[*period, depth]]}
        rows.append(("indicators.ratingscale", scale | where))
        rows += [("indicators.ratinglevel", level) for level in _levels(key, levels)]
    rows.append(("indicators.ruleprofile", reference_profile()))
    rows += opinion_scale()
    return [Entry(FORM, before + place, model, fields) for place, (model, fields) in enumerate(rows, 1)]


def opinion_scale() -> list[tuple[str, dict[str, Any]]]:
    """Return the scale of a committee's opinions, the one every city may use."""
    scale = {"key": OPINION_SCALE, "name": OPINION_NAME, "source": OUR_DEFAULT}
    levels = [
        {
            "scale": [OPINION_SCALE],
            "order": order,
            "symbol": symbol,
            "label": label,
            "tone": tone,
            "shape": shape,
        }
        for order, (symbol, label, tone, shape) in enumerate(OPINIONS, 1)
    ]
    return [("indicators.ratingscale", scale), *(("indicators.ratinglevel", level) for level in levels)]


def _levels(scale: str, levels: Sequence[tuple[str, str, str]]) -> list[dict[str, Any]]:
    looks = FOUR if len(levels) == len(FOUR) else FIVE
    return [
        {
            "scale": [scale],
            "order": order,
            "symbol": symbol,
            "label": label,
            "explanation": explanation,
            "tone": tone,
            "shape": shape,
        }
        for order, ((symbol, label, explanation), (tone, shape)) in enumerate(
            zip(levels, looks, strict=True), 1
        )
    ]


def reference_profile() -> dict[str, Any]:
    """Return the fields of the profile `reference-abcd`, with the rules of the calculation core."""
    return {
        "key": REFERENCE,
        "edition": 1,
        "name": "参考判定（成果指標 a～d）",
        "source": REFERENCE_SOURCE,
        "attainment_scale": [REFERENCE],
        "attainment_rules": REFERENCE_ABCD.to_data(),
        "progress_rules": REFERENCE_PROGRESS.to_data(),
        "direction_rules": REFERENCE_DIRECTION.to_data(),
    }
