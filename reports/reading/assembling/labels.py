"""The words before figures that say their role, as rows of tables and lines of lists have them."""

import re
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.wording import compact

_OFTEN: Final = r"(?:年度?|(?:各|毎)年度?の?|単年度?|累計|数値|利用)*"
_VALUE: Final = r"(?:値|数|量|額|数値)?"
_LABELS: Final[tuple[tuple[FactRole, re.Pattern[str]], ...]] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        (FactRole.RATE, r"(?:目標)?(?:達成|進捗|到達|執行)(?:率|度|割合|状況)|対?(?:計画|目標)比"),
        (
            FactRole.DIFFERENCE,
            r"差引?|増減(?:率|数|額)?|前年度?(?:比|差)|対前年度?比?|乖離率?|伸び率|過不足",
        ),
        (FactRole.FORECAST, r"(?:量の)?見込み?(?:量|値|数|額)?|推計値?|予算(?:額|値)?|需要量?"),
        (
            FactRole.TARGET,
            rf"{_OFTEN}(?:目標|計画){_VALUE}|指標値|確保(?:方策|量|数|の?内容)?(?:合計)?|供給量?",
        ),
        (
            FactRole.ACTUAL,
            rf"{_OFTEN}(?:実績|決算|結果|実測|達成){_VALUE}|実施(?:状況|結果)|現状値?",
        ),
    )
)
_BRACKETS: Final = re.compile(r"[(（\[［【][^()（）]*[)）\]］】]")


def label_of(text: str) -> FactRole | None:
    """Return the role that a cell of words gives to the figures behind it."""
    words = compact(text)
    bare = _BRACKETS.sub("", words) or words.strip("()（）[]［］【】<>")
    return next((role for role, pattern in _LABELS if pattern.fullmatch(bare)), None)
