"""What becomes of a reviewed draft: rows of a file, figures that are there, restatements, and what has no place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from policies.fiscal_year import FiscalYear
from reports.review.places import StoredIndicator
from reports.review.slots import LABELS, Json, Slot

LONGEST_SOURCE: Final = 200
SHORTEST_CUT: Final = 8

NO_YEAR: Final = "年度が読み取れないため載せられません。「直す」で年度を入れてください。"
NO_DAY: Final = (
    "年度の途中の値は、いつ現在の値か（年月日）が分からないと載せられません。「直す」で日付を入れてください。"
)
NO_CYCLE: Final = "この区分を使う評価の回が、計画期間に登録されていません。"
WHICH_CYCLE: Final = "評価の回が複数あります。「登録先」で、どの回の評価かを選んでください。"
EVALUATED: Final = "この評価はすでに登録されています。評価の画面で確かめてください。"
NO_HOME: Final = "指標を置く項目が決まっていません。「登録先」で選んでください。"
NOT_CUMULATIVE: Final = "「当該年度分」は累計の指標だけに載せられます。集計の性質を確かめてください。"
DERIVED: Final = "差は保存せず、実績から計算して示します。"
NO_PLACE: Final = "この種類の値を入れる場所がありません。案の中に残ります。"
ONLY_TEXT: Final = "文章の現状値（計画策定時）を入れる場所がありません。案の中に残ります。"
DEFINED: Final = (
    "登録済みの指標の現状値（計画策定時）は、ここからは変えません。指標の管理画面で確かめてください。"
)
FILLED_IN: Final = (
    "この年度の実績はすでに登録されているため、ファイルから書き足せません。入力の画面で加えてください。"
)
OTHER_UNIT: Final = "「直す」で、登録済みの単位の数値に直してください。"
SAME_DAY: Final = "同じ日の途中の値がもう一つあり、値が違います。どちらか一方を採用しないでください。"
TWICE: Final = "同じ年度の実績がもう一つあり、値が違います。どちらか一方を採用しないでください。"
NO_NUMBER: Final = "数値として読めません。「直す」で数値を入れてください。"
NO_RESULT: Final = "この年度の実績がないため、公表された達成率・区分だけでは載せられません。"


@dataclass(frozen=True, slots=True)
class Unheld:
    """A fact that was said yes to and cannot be loaded, and why."""

    slot: Slot
    reason: str


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure that the report states otherwise than what is there: both, and where the stored one is from."""

    slot: Slot
    indicator: StoredIndicator
    old: str
    new: str
    source: str

    @property
    def what(self) -> str:
        """What kind of figure it is, and of which year: 令和5年度 実績."""
        year = f"{FiscalYear(self.slot.year).era} " if self.slot.year is not None else ""
        return f"{year}{LABELS[self.slot.role]}"


@dataclass(slots=True)
class Loadable:
    """What becomes of a reviewed draft: entries of a file, which fact each is from, and what does not become one."""

    root: int  # how many parts of a natural key name the plan
    entries: list[Json] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)  # path of the fact by the name of its row
    equal: list[Slot] = field(default_factory=list)
    restated: list[Restated] = field(default_factory=list)
    unheld: list[Unheld] = field(default_factory=list)

    def hold(self, slot: Slot, reason: str) -> None:
        """Note that a fact cannot be loaded, and why."""
        self.unheld.append(Unheld(slot, reason))

    def add(self, model: str, key: Sequence[object], path: str, **fields: Any) -> None:
        """Add a row, and note which fact it is from."""
        self.entries.append({"model": model, "fields": fields})
        self.facts[row_name(model, key[self.root :])] = path


def row_name(model: str, key: Iterable[object]) -> str:
    """Return how a row is called in `facts`: by its model and its natural key within the plan."""
    return "|".join([model, *map(str, key)])


def amount_of(said: Any) -> Decimal | None:
    """Return a figure of a draft exactly, None where there is none."""
    if said is None or isinstance(said, bool | list | dict):
        return None
    try:
        value = Decimal(str(said).replace(",", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def figure_words(value: Decimal | None, unit: str) -> str:
    """Return a figure as a sentence says it: as many decimals as it has, with its unit."""
    return "" if value is None else f"{value.normalize():f}{unit}"


def source_of(document: str, *facts: Slot) -> str:
    """Return document, page and quoted words of some facts, as short as a row keeps it."""
    return source_words(document, "・".join(dict.fromkeys(filter(None, map(place_words, facts)))))


def source_words(document: str, said: str) -> str:
    """Return the source of a row: the document, and where in it, cut to what a row keeps."""
    head = f"報告書「{document}」"
    room = LONGEST_SOURCE - len(head)
    if room < SHORTEST_CUT:  # a name without end
        return f"{head[: LONGEST_SOURCE - 1]}…"
    return head + (said if len(said) <= room else f"{said[: room - 1]}…")


def place_words(slot: Slot) -> str:
    """Return page and line of a fact with the words that stand there."""
    where = f"{slot.page}ページ" if slot.page else ""
    where += f"{slot.line}行" if slot.line and not slot.page else ""
    return where + (f"「{slot.quote[:60]}」" if slot.quote else "")
