"""What can be said of an indicator that files leave out: each field's choices, and how an answer is read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from indicators.calculation.facts import Accumulation, Comparator, Direction
from policies.fiscal_year import FIRST_YEAR, LAST_YEAR
from store.limits import AMOUNT_PLACES

DIRECTIONS: Final[Mapping[str, str]] = {
    Direction.UNKNOWN.value: "不明",
    Direction.UP.value: "増やす",
    Direction.DOWN.value: "減らす",
    f"keep {Comparator.AT_LEAST}": "維持する（以上）",
    f"keep {Comparator.AT_MOST}": "維持する（以下）",
    f"keep {Comparator.EXACTLY}": "維持する（一致）",
    Direction.RANGE.value: "範囲に収める",
}
ACCUMULATIONS: Final[Mapping[str, str]] = {
    Accumulation.UNKNOWN.value: "不明",
    Accumulation.ANNUAL.value: "単年度",
    Accumulation.CUMULATIVE.value: "累計",
    Accumulation.POINT.value: "時点",
    Accumulation.AVERAGE.value: "期間平均",
}
YEARLY: Final = "yearly"
ASKED: Final[Mapping[str, str]] = {
    YEARLY: "毎年",
    **{f"interval {number}": f"{number}年ごと" for number in range(2, 7)},
    "last": "計画最終年度のみ",
    "other": "（今の設定のまま）",
}
DECIMALS: Final[Mapping[str, str]] = {str(number): f"{number}桁" for number in range(AMOUNT_PLACES + 1)}
CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "direction": DIRECTIONS,
    "accumulation": ACCUMULATIONS,
    "asked": ASKED,
    "decimals": DECIMALS,
}
FIELD_WORDS: Final[Mapping[str, str]] = {
    "direction": "目標の向き",
    "accumulation": "集計の性質",
    "asked": "実績を照会する年度",
    "asked_since": "数え始める年度",
    "known_from": "確定時期",
    "decimals": "小数桁数",
}
NO_YEAR: Final = "{}：「{}」のときは、数え始める年度を入力してください（例：2022）。"
NO_CHOICE: Final = "{}：「{}」を選んでください。"
LONGEST_KNOWN_FROM: Final = 20
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is said of one indicator, as the choices have it."""

    direction: str
    accumulation: str
    asked: str
    asked_since: str
    known_from: str
    decimals: str

    def words(self) -> dict[str, str]:
        """Return it by field."""
        return {name: getattr(self, name) for name in FIELD_WORDS}

    def problems(self, name: str) -> list[str]:
        """Say what is wrong, calling the indicator by its name."""
        said = [
            NO_CHOICE.format(name, FIELD_WORDS[field])
            for field, choices in CHOICES.items()
            if getattr(self, field) not in choices
        ]
        is_year = _YEAR.fullmatch(self.asked_since) and FIRST_YEAR <= int(self.asked_since) <= LAST_YEAR
        if self.asked.startswith("interval ") and not is_year:
            said.append(NO_YEAR.format(name, ASKED.get(self.asked, self.asked)))
        if len(self.known_from) > LONGEST_KNOWN_FROM:
            said.append(f"{name}：「確定時期」が長すぎます（例：翌年度11月）。")
        return said

    @property
    def interval(self) -> int | None:
        """Every how many years it is asked for, where that is not every year."""
        return int(self.asked.partition(" ")[2]) if self.asked.startswith("interval ") else None

    @property
    def keeps(self) -> str:
        """On which side it is to be kept, "" where it is not to be kept."""
        return self.direction.partition(" ")[2] if self.direction.startswith("keep ") else ""


def settings_of(said: Mapping[str, Any]) -> Settings:
    """Return what was said, by field."""
    return Settings(**{name: str(said.get(name, "")).strip() for name in FIELD_WORDS})
