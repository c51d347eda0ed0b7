"""What a decision about a measure stands on, and when it must be explained. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

UNUSUAL: Final = "進捗状況と今後の方向性が、通常と異なる組合せ（{}と{}）です。"
FAILED: Final = "数値チェックの誤りがあるため、参考判定は要確認です（{}）。"


@dataclass(frozen=True, slots=True)
class Basis:
    """What was known when a rating was decided: the suggested symbols, the failed checks (誤り), the inputs."""

    progress: str | None = None
    direction: str | None = None
    failed: tuple[str, ...] = ()
    inputs: Mapping[str, Any] = field(default_factory=dict)


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
        ("施策の進捗状況", progress, basis.progress),
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
        for label, chosen in (("施策の進捗状況", progress), ("今後の方向性", direction))
        if chosen is None
    ]
    asked = to_explain(basis, progress, direction)
    return (
        (*said, *(f"{one}理由を入力してください。" for one in asked)) if not reason.strip() else tuple(said)
    )
