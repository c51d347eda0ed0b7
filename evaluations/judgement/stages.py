"""The stages an evaluation passes: what each means, which lists can work, and what comes next. Plain Python."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from accounts.rules import Role


class Meaning(StrEnum):
    """What happens at a stage, as far as the application must know; its name is the city's own."""

    DRAFT = "draft"
    CONFIRM = "confirm"
    COMPILE = "compile"
    COMMITTEE = "committee"
    RULING = "ruling"
    SETTLE = "settle"
    REPORT = "report"
    PUBLISH = "publish"
    RESPONSE = "response"


WRITING: Final = frozenset({Meaning.DRAFT, Meaning.COMPILE})
DECIDING: Final = WRITING | {Meaning.SETTLE}
DATED: Final = frozenset({Meaning.RULING, Meaning.SETTLE})
SETTLED: Final = (Meaning.REPORT, Meaning.PUBLISH, Meaning.RESPONSE)
PUBLIC: Final = (Meaning.PUBLISH, Meaning.RESPONSE)
ONLY_ONCE: Final = {
    Meaning.DRAFT: "作成",
    Meaning.COMMITTEE: "委員会審議",
    Meaning.SETTLE: "評価結果の決定",
    Meaning.REPORT: "議会報告",
    Meaning.PUBLISH: "公表",
    Meaning.RESPONSE: "市民意見への対応",
}
ACTING: Final = frozenset({Role.STAFF, Role.CHIEF, Role.BUREAU, Role.PLANNING})


class StageLike(Protocol):
    """A stage as these rules read it."""

    @property
    def order(self) -> int: ...
    @property
    def meaning(self) -> str: ...
    @property
    def only_for_reviewed(self) -> bool: ...
    @property
    def may_send_back(self) -> bool: ...


Stage = TypeVar("Stage", bound=StageLike)


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage as somebody wants it; the place in the list is its order."""

    name: str
    meaning: str
    role: str
    key: str = ""
    due_on: date | None = None
    only_for_reviewed: bool = False
    may_send_back: bool = True


DEFAULT_STAGES: Final = (
    StageRow("所管課作成", Meaning.DRAFT, Role.STAFF, "draft", may_send_back=False),
    StageRow("課長確認", Meaning.CONFIRM, Role.CHIEF, "chief"),
    StageRow("局取りまとめ・局長確認", Meaning.CONFIRM, Role.BUREAU, "bureau"),
    StageRow("事務局点検", Meaning.COMPILE, Role.PLANNING, "check"),
    StageRow("委員会審議", Meaning.COMMITTEE, Role.PLANNING, "committee", only_for_reviewed=True),
    StageRow("庁議・市長決裁", Meaning.RULING, Role.PLANNING, "ruling"),
    StageRow("評価結果の決定", Meaning.SETTLE, Role.PLANNING, "settle"),
    StageRow("議会報告", Meaning.REPORT, Role.PLANNING, "report"),
    StageRow("公表", Meaning.PUBLISH, Role.PLANNING, "publish"),
    StageRow("市民意見と市の考え方", Meaning.RESPONSE, Role.PLANNING, "response", may_send_back=False),
)


def faults(rows: Sequence[StageRow]) -> list[str]:
    """Return, in sentences, why the list cannot work; nothing if it can."""
    return [*_missing(rows), *misfits(rows)]


def misfits(rows: Sequence[StageRow]) -> list[str]:
    """Return, in sentences, which of the stages do not go together, whatever else is still to be added."""
    return [*_twice(rows), *_out_of_order(rows), *(text for row in rows for text in _of(row))]


def _missing(rows: Sequence[StageRow]) -> list[str]:
    meanings = {row.meaning for row in rows}
    needed = (Meaning.DRAFT, Meaning.SETTLE)
    return [f"「{ONLY_ONCE[one]}」に当たる段階がありません。" for one in needed if one not in meanings]


def _twice(rows: Sequence[StageRow]) -> list[str]:
    names = _repeated(row.name for row in rows)
    keys = _repeated(row.key for row in rows if row.key)
    meanings = _repeated(row.meaning for row in rows)
    return [
        *(f"「{name}」という名前の段階が二つあります。" for name in names),
        *(f"「{key}」というキーの段階が二つあります。" for key in keys),
        *(
            f"「{text}」に当たる段階は一つにしてください。"
            for one, text in ONLY_ONCE.items()
            if one in meanings
        ),
    ]


def _repeated(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _out_of_order(rows: Sequence[StageRow]) -> list[str]:
    meanings = [row.meaning for row in rows]
    said = []
    if Meaning.DRAFT in meanings and meanings[0] != Meaning.DRAFT:
        said.append(f"「{ONLY_ONCE[Meaning.DRAFT]}」に当たる段階を最初にしてください。")
    for earlier, *later in (
        (Meaning.SETTLE, *SETTLED),
        (Meaning.PUBLISH, Meaning.RESPONSE),
    ):
        said += [
            f"「{ONLY_ONCE[one]}」は「{ONLY_ONCE[earlier]}」より後にしてください。"
            for one in later
            if {one, earlier} <= set(meanings) and meanings.index(one) < meanings.index(earlier)
        ]
    if Meaning.RESPONSE in meanings and Meaning.PUBLISH not in meanings:
        said.append("「市民意見への対応」には、その前に「公表」に当たる段階が必要です。")
    return said


def _of(row: StageRow) -> list[str]:
    said = []
    if row.role not in ACTING:
        said.append(
            f"「{row.name}」：委員とシステム管理者は評価を進められません。ほかの役割を選んでください。"
        )
    if row.only_for_reviewed and row.meaning in {Meaning.DRAFT, Meaning.SETTLE, Meaning.PUBLISH}:
        said.append(f"「{row.name}」は、審議対象だけにはできません。")
    return said


def following(stages: Sequence[Stage], current: StageLike | None, *, is_reviewed: bool) -> Stage | None:
    """Return the stage that comes after `current` (None: the first), without those that do not apply."""
    reached = current.order if current else -1
    later = (one for one in stages if one.order > reached and applies(one, is_reviewed=is_reviewed))
    return next(later, None)


def returnable(stages: Sequence[Stage], current: StageLike | None, *, is_reviewed: bool) -> list[Stage]:
    """Return the stages to which an evaluation may be sent back: none once it was published."""
    if current is None or not current.may_send_back:
        return []
    earlier = [one for one in stages if one.order < current.order]
    if any(one.meaning == Meaning.PUBLISH for one in earlier):
        return []
    return [one for one in earlier if applies(one, is_reviewed=is_reviewed)]


def applies(stage: StageLike, *, is_reviewed: bool) -> bool:
    """Tell whether an evaluation passes the stage at all."""
    return is_reviewed or not stage.only_for_reviewed


def is_before(stages: Sequence[StageLike], current: StageLike | None, meaning: Meaning) -> bool:
    """Tell whether the evaluation has not yet left the stage of that meaning."""
    reached = current.order if current else -1
    return any(one.meaning == meaning and one.order >= reached for one in stages)


def reached(rows: Sequence[StageRow], place: int) -> tuple[bool, bool, bool]:
    """Return what standing at that row says of an evaluation: that it is decided, is the city's word, may be read.

    >>> reached(DEFAULT_STAGES, 5), reached(DEFAULT_STAGES, 7), reached(DEFAULT_STAGES, 8)
    ((False, False, False), (True, True, False), (True, True, True))
    """
    meaning = rows[place].meaning
    decided = any(one.meaning == Meaning.SETTLE for one in rows[:place])
    return decided, meaning in SETTLED, meaning in PUBLIC


def in_free_places(
    wanted: Mapping[int, int], occupied: Mapping[int, int], move: Callable[[int, int], None]
) -> None:
    """Move rows to the places wanted for them, one after the other, never onto a place that is taken.

    Both mappings are from a row's key to its place. A circle is broken by one step to a free place behind them all.
    """
    taken = dict(occupied)
    open_moves = {key: place for key, place in wanted.items() if taken[key] != place}
    while open_moves:
        free = [key for key, place in open_moves.items() if place not in taken.values()]
        key = free[0] if free else next(iter(open_moves))
        place = open_moves.pop(key) if free else max(taken.values()) + 1
        taken[key] = place
        move(key, place)
