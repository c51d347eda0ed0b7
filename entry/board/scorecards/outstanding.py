"""What has not been handed in, by 局, and a text about it for the groupware."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.formats import date_format

from entry.board.scorecards.boards import NO_DEPARTMENT, Share
from entry.round.scorecards.items import bureau_of
from entry.round.scorecards.listed import Listed
from indicators.models import EntryRound


def grouped(items: Iterable[Listed]) -> Mapping[str, list[Listed]]:
    """Group items by the name of their 局, in the order of the departments' codes and of the plan within."""

    def place(item: Listed) -> str:
        return item.owed.department.code if item.owed.department else ""

    found: dict[str, list[Listed]] = {}
    for item in sorted(items, key=place):
        found.setdefault(str(bureau_of(item.owed.department) or NO_DEPARTMENT), []).append(item)
    return found


def request_text(round_: EntryRound, shares: Iterable[Share], address: str, today: date) -> str:
    """Return a 依頼文 ready for the groupware: what is asked, until when, where, and who has not answered yet."""
    late = today > round_.due_on
    due = date_format(round_.due_on, "Y年n月j日")
    asked = [share for share in shares if share.open]
    lines = [
        f"【依頼】{round_}",
        "",
        "各所属　御中",
        "",
        f"{round_.year.era}の{what_is_asked(asked)}について、次のとおり未入力のものがあります。",
        f"提出期限は{due}で{'した。至急' if late else 'す。期限までに'}、下記のページから入力してください。",
        "値がまだ確定していないときは「集計中」と確定見込の年月を入力すれば、提出したことになります。",
        "",
        f"入力するページ　{address}",
        "",
        "未入力の所属（件数）",
        *[
            f"・{share.bureau_name}　{share.name}（内線{share.extension or '－'}）　{counted(share)}"
            for share in asked
        ],
    ]
    return "\n".join(
        lines if asked else [*lines[:4], f"{round_}は、すべて入力されています。ありがとうございました。"]
    )


def what_is_asked(shares: Iterable[Share]) -> str:
    """Name what is missing: figures, and the sheets where one of them is open."""
    sheets = any(share.sheets and share.sheets.open for share in shares)
    return "成果指標等の実績と評価シート" if sheets else "成果指標等の実績"


def counted(share: Share) -> str:
    """Say how much a department has still to enter, and how much of it is sheets."""
    sheets = share.sheets.open if share.sheets else 0
    return f"{share.open}件（うち評価シート{sheets}件）" if sheets else f"{share.open}件"
