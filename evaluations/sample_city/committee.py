"""What the committee of the invented city asked and said about a few of its measures."""

from typing import Any, Final

from evaluations.judgement.committee import DEFAULT_POINTS, OPINION_SCALE, OUR_DEFAULT
from evaluations.sample_city.frame import MIDTERM, PERIOD, City

REVIEWED_EVERY: Final = 12
PANEL: Final = "第1部会"
MEMBER: Final = "架空 一郎委員"
OFFICE: Final = "企画調整課 事務局"
QUESTIONS: Final = (
    (
        "{}の指標は、参加した人数だけで成果を測っています。参加した人の変化は把握していますか。",
        "参加者への調査で把握しています。次の評価では、調査の結果も成果として示します。",
    ),
    (
        "{}の目標値は、近年の実績から見て低いのではないでしょうか。",
        "計画を策定した時点の見込みによるものです。次期計画の策定に合わせて見直します。",
    ),
)
# level, opinion, status, what the city does; the last is still without an answer
OPINIONS: Final = (
    ("妥", "区分とその理由は、実績に照らして妥当である。", "done", "引き続き、根拠を示して評価します。"),
    (
        "概",
        "評価はおおむね妥当である。{}の成果が市民に伝わるように、要因の説明を加えてほしい。",
        "doing",
        "成果の欄に要因の説明を加えます。様式の見直しと合わせて進めています。",
    ),
    (
        "再",
        "実績の説明と区分がつながっていない。{}の根拠を確かめて、再検討を求める。",
        "hard",
        "区分の根拠となる調査が隔年のため、直ちには示せません。代わりの資料を探します。",
    ),
    ("概", "評価はおおむね妥当である。{}に関わる団体の声も示してほしい。", "", ""),
)


def is_reviewed(number: int) -> bool:
    """Tell whether the committee looked at the measure with that number in the city."""
    return number % REVIEWED_EVERY == 1


def add_points(city: City) -> None:
    """Add what the committee looks at."""
    for order, text in enumerate(DEFAULT_POINTS, 1):
        cycle = [*PERIOD, MIDTERM]
        city.add("evaluations.reviewpoint", cycle=cycle, order=order, text=text, source=OUR_DEFAULT)


def add_review(city: City, evaluation: list[Any], number: int, thing: str) -> None:
    """Add the meeting on one measure: questions with their answers, the opinion, and mostly the city's reply."""
    year = city.calendar.midterm[1] + 1
    place = number // REVIEWED_EVERY
    said = {"by_name": MEMBER, "at": f"{year}-07-10T10:00:00+09:00"}
    replied = {"by_name": OFFICE, "at": f"{year}-07-20T10:00:00+09:00"}
    city.add("evaluations.review", evaluation=evaluation, panel=PANEL, held_on=f"{year}-07-10")
    city.add("evaluations.reviewmember", review=evaluation, name=MEMBER)
    for order, (question, answer) in enumerate(QUESTIONS[: 1 + place % 2], 1):
        city.add(
            "evaluations.reviewquestion",
            evaluation=evaluation,
            number=order,
            text=question.format(thing),
            **said,
        )
        city.add("evaluations.reviewanswer", question=[*evaluation, order], number=1, text=answer, **replied)
    level, opinion, status, text = OPINIONS[place % len(OPINIONS)]
    city.add(
        "evaluations.reviewopinion",
        evaluation=evaluation,
        level=[OPINION_SCALE, level],
        text=opinion.format(thing),
        entered_by_name=OFFICE,
        **said,
    )
    if status:
        city.add(
            "evaluations.opinionresponse", opinion=evaluation, number=1, status=status, text=text, **replied
        )
