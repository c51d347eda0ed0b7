"""What a decision about a measure stands on, and when it must be explained. Plain Python."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

UNUSUAL: Final = "進捗状況と今後の方向性が、通常と異なる組合せ（{}と{}）です。"
MOVED: Final = (
    "表示した後に、判定の基になる数値などが変わりました。"
    "今の参考判定を確かめてから、もう一度保存してください。"
)
INPUTS: Final = {
    "fiscal_year": "判定する年度",
    "baseline": "現状値（計画策定時）",
    "target": "目標値",
    "result": "実績値",
    "class": "達成状況",
}
FAILED: Final = "数値チェックの不整合があるため、参考判定は要確認です（{}）。"


@dataclass(frozen=True, slots=True)
class Basis:
    """What was known when a rating was decided: the suggested symbols, the failed checks (不整合), the inputs."""

    progress: str | None = None
    direction: str | None = None
    failed: tuple[str, ...] = ()
    inputs: Mapping[str, Any] = field(default_factory=dict)

    def told(self, rules: str) -> str:
        """Write in one line what was known, and by which rules: what a form carries so that nobody decides on another.

        >>> Basis("A", "Ⅰ", (), {"achievements": ["3"]}).told("試作 第1版")
        '{"inputs":{"achievements":["3"]},"rules":"試作 第1版"}'
        """
        said = {"rules": rules, "inputs": self.inputs}
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def moved(shown: str, now: str) -> tuple[str, ...]:
    """Return, in sentences, what two lines of told() differ in; of a line that is none of ours, that it does."""
    if shown == now:
        return ()
    before, after = _told(shown), _told(now)
    labels = [*after, *(one for one in before if one not in after)]
    said = [
        f"{one}：{before.get(one) or 'なし'} → {after.get(one) or 'なし'}"
        for one in labels
        if before.get(one) != after.get(one)
    ]
    return (MOVED, *said)


def _told(line: str) -> dict[str, str]:
    """Return what a line tells, by what people call it."""
    try:
        said = json.loads(line)
        inputs = said["inputs"]
        return {"判定基準": str(said["rules"]), **dict(_of_indicators(inputs)), **dict(_of_measure(inputs))}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _of_indicators(inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in inputs["indicators"]:
        for key, label in INPUTS.items():
            yield f"成果指標{one['indicator']}の{label}", str(one[key] or "")


def _of_measure(inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "参考判定（進捗状況）", str(inputs["suggested_progress"] or "")
    yield "参考判定（今後の方向性）", str(inputs["suggested_direction"] or "")
    yield "達成度", "、".join(map(str, inputs["achievements"]))
    yield "期中の目標", " ".join(map(str, inputs["early_targets"]))
    yield "数値チェックの不整合", " ".join(map(str, inputs.get("failed_checks", ())))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A level that people chose: its symbol, and the how-manieth best of how many it is on its scale."""

    symbol: str
    rank: int
    of: int

    @property
    def is_best(self) -> bool:
        return self.rank == 1

    @property
    def is_worst(self) -> bool:
        return self.rank == self.of > 1


def to_explain(basis: Basis, progress: Chosen | None, direction: Chosen | None) -> tuple[str, ...]:
    """Return why a reason must be given for the decision, in sentences; nothing where it needs none."""
    pairs = (
        ("進捗状況", progress, basis.progress),
        ("今後の方向性", direction, basis.direction),
    )
    said = [
        f"{label}の{chosen.symbol}は、参考判定の{suggested}と異なります。"
        for label, chosen, suggested in pairs
        if chosen and suggested and chosen.symbol != suggested
    ]
    if progress and direction and is_unusual(progress, direction):
        said.append(UNUSUAL.format(progress.symbol, direction.symbol))
    if basis.failed and (progress or direction):
        said.append(FAILED.format("、".join(basis.failed)))
    return tuple(said)


def is_unusual(progress: Chosen, direction: Chosen) -> bool:
    """Tell whether one is the best of its scale and the other the worst, whatever the symbols are."""
    return (progress.is_best and direction.is_worst) or (progress.is_worst and direction.is_best)


def hindrances(
    basis: Basis, progress: Chosen | None, direction: Chosen | None, reason: str
) -> tuple[str, ...]:
    """Return why the decision cannot be settled or published as it stands, in sentences."""
    said = [
        f"{label}が決定されていません。"
        for label, chosen in (("進捗状況", progress), ("今後の方向性", direction))
        if chosen is None
    ]
    asked = to_explain(basis, progress, direction)
    return (
        (*said, *(f"{one}理由を入力してください。" for one in asked)) if not reason.strip() else tuple(said)
    )
