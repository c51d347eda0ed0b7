"""Words and dashes that stand in a cell where there is no figure, and what they say about the reason."""

import re
from dataclasses import dataclass
from typing import Final

from indicators.calculation.facts import Missing
from indicators.calculation.spelling import DASHES

LONGEST_PENDING_UNTIL: Final = 20
_WORDS: Final = {
    Missing.PENDING: "集計中 未集計 集計前 未公表 公表前 未確定 確認中 調査中 算定中 精査中",
    Missing.OUT_OF_CYCLE: "調査対象年度外 対象年度外 調査年度外 隔年調査",
    Missing.NOT_SURVEYED: "調査未実施 未実施 未調査 調査なし",
    Missing.NOT_APPLICABLE: "該当なし 該当無し 非該当",
    Missing.DISCONTINUED: "事業中止 事業廃止 事業終了",
    Missing.UNREPORTED: "未提出 未報告 未入力",
}
_REASONS: Final = {word: missing for missing, words in _WORDS.items() for word in words.split()}
_NOTHING: Final = frozenset({"なし", "無し", "無"})
_ONLY_DASHES: Final = re.compile(f"[{re.escape(DASHES)}]{{1,3}}")
_BRACKETED: Final = re.compile(r"\((?P<inside>[^()]+)\)")
_WITH_DATE: Final = re.compile(
    r"(?P<word>[^()0-9]+)\((?P<until>[^()]+?)(?:に?(?:確定|公表)(?:見込み?|予定))?\)"
)
_TO_COME: Final = re.compile(r"(?P<until>[^()の]*?)(?:頃|に)*(?:公表|確定)(?:予定|見込み?|待ち)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """There is no figure: `reason` says why, None if the text does not; `note` is what a person should be told."""

    reason: Missing | None
    pending_until: str = ""
    note: str = ""


def read_absence(text: str) -> Absence | None:
    """Read 集計中, 該当なし, 集計中（令和6年11月確定見込） or a bare dash, or return None if it is none of them.

    A month alone in which it is to be published, 令和6年11月公表予定, says that it is pending.
    Expects a text that went through plain(). A dash and 「なし」 do not say why; 「なし」 is never taken for 0.
    """
    word = text.replace(" ", "")
    if bracketed := _BRACKETED.fullmatch(word):
        word = bracketed["inside"]
    if word in _NOTHING:
        return Absence(reason=None, note=f"「{word}」は0とは扱いません。0のときは「0」と入力してください。")
    if _ONLY_DASHES.fullmatch(word):
        return Absence(reason=None)
    if word in _REASONS:
        return Absence(reason=_REASONS[word])
    return _pending(word)


def _pending(word: str) -> Absence | None:
    if len(word) <= LONGEST_PENDING_UNTIL and (to_come := _TO_COME.fullmatch(word)):
        return Absence(reason=Missing.PENDING, pending_until=to_come["until"])
    match = _WITH_DATE.fullmatch(word)
    if match is None or _REASONS.get(match["word"]) is not Missing.PENDING:
        return None
    if len(match["until"]) > LONGEST_PENDING_UNTIL:
        return None
    return Absence(reason=Missing.PENDING, pending_until=match["until"])
