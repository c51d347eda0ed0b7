"""What a name says against the figures under it: it is a title, a unit, or what a sentence left over."""

import re
from collections.abc import Iterator
from typing import Final

from reports.reading.doubts.told import COUNTED, RESULTS, Doubt, Told
from reports.reading.facts import Confidence, FactRole, Reading
from reports.reading.titles import meaning_of
from reports.reading.wording import compact

_LEFT_OVER: Final = re.compile(
    r"^(?:を|から|まで|へ|が(?!ん)|以上|以下|未満|超え|程度|に(?:つき|対|関|よる|おけ|占め|係|つい)|と(?:して|答|する|なる))"
    r"|^\d{2,}(?:kg|円|件|[%％]|㎡|m)"
)
_UNIT: Final = re.compile(r"[(/]?(?:件|人|回|[%％]|千円|百万円|万円|円|か所|ha|km)[)/]?")
_BOUND: Final = re.compile(
    r"[(/]?(?:件|人|回|[%％]|円|か所|ha|km|\d+)?[)/]?(?:以上|以下|上|下|当たり|あたり)"
)
_EXPECTED: Final = re.compile(r"(?:見込み?|予測|推計|確保方策)[)）]?$")
_ROLE_BEHIND: Final = re.compile(r"(?:目標|実績|計画値|基準値|現状値|目標値|実績値)[)）]?$")


_TITLE: Final = re.compile(
    r"(?:[①-⑳\d]{0,2}[.．、)]?)?(?:(?:効果|成果|評価|活動|測定|進捗|補助|管理|目標|数値)?指標(?:名|項目)?|(?:評価|取組|管理)?項目|区分|数値目標|データなし|該当なし)"
)
_FIGURE: Final = re.compile(
    r"\d{4}\(基準\)|\d{1,3}(?:,\d{3})+(?!\d|\D{0,4}(?:[当あ]た|対|以上|以下|未満|超|規模|人口|㎡|m|ha))"
)  # what was counted stands in it


def names_that_are_none(told: Told) -> Iterator[Doubt]:
    """Yield rows whose name is a bound, a unit, a title of other figures than theirs, or begins within a sentence."""
    for row, reading in enumerate(told.readings):
        name = compact(reading.name)
        if _names_nothing(name) or _is_title_of_others(reading):
            yield Doubt(row)
        elif _LEFT_OVER.search(name):
            is_of_sentence = all(fact.confidence is Confidence.UNSURE for fact in reading.facts)
            yield Doubt(row, is_refuted=is_of_sentence)
        elif _ROLE_BEHIND.search(name) or _UNIT.fullmatch(name):
            yield Doubt(row, is_refuted=False)


def results_that_are_expected(told: Told) -> Iterator[Doubt]:
    """Yield the results of rows whose name says that they were expected or planned: 量の見込み, 確保方策."""
    for row, reading in enumerate(told.readings):
        if _EXPECTED.search(compact(reading.name)):
            yield from (Doubt(row, at) for at, fact in enumerate(reading.facts) if fact.role in RESULTS)


def _names_nothing(name: str) -> bool:
    return bool(_BOUND.fullmatch(name) or _TITLE.fullmatch(name) or _FIGURE.search(name))


def _is_title_of_others(reading: Reading) -> bool:
    """Say whether a row is called by a role that none of its figures has: 計画 over results."""
    meaning = meaning_of(reading.name)
    roles = {fact.role for fact in reading.facts if fact.role in COUNTED}
    return isinstance(meaning, FactRole) and meaning not in roles
