"""What a committee looks at and what its opinions may be, as this application proposes it. Plain Python."""

from collections.abc import Sequence
from typing import Final

# what is kept as the source of both, for no city has published them
OUR_DEFAULT: Final = "本システムの標準（市や委員会が公表したものではありません）"
DEFAULT_POINTS: Final = (
    "目標設定の妥当性（成果指標と目標値は、施策の成果を測るものになっているか）",
    "実績の説明（数値の動きと要因が、市民に分かるように説明されているか）",
    "評価の根拠（区分とした理由は、実績と取組から導けるか）",
    "今後の方向性（課題に対応した内容になっているか）",
)
OPINION_SCALE: Final = "committee-opinion"
OPINION_NAME: Final = "委員会の意見"
# symbol, label, tone, shape
OPINIONS: Final = (
    ("妥", "妥当", "best", "circle"),
    ("概", "概ね妥当", "good", "square"),
    ("再", "再検討を求める", "poor", "diamond"),
)
COMMITTEE: Final = "委員会"


def left_open(unanswered: Sequence[int], *, has_opinion: bool) -> tuple[str, ...]:
    """Return, in sentences, what the committee's stage would be left without: answers, or an opinion."""
    said = [f"質問{number}に、まだ回答がありません。" for number in unanswered]
    return (*said, *(() if has_opinion else ("委員会の意見が、まだ記録されていません。",)))
