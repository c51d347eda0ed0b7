"""Titles read roughly: the word in them that says a role, where no known title fits; only for what stands in a head."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from reports.reading.atoms import pieces
from reports.reading.facts import FactRole
from reports.reading.slots import Slot, slot
from reports.reading.titles import Meaning, Other, Title
from reports.reading.wording import KEPT, compact, tidy
from reports.reading.years import NamedYears, years_in

_LONGEST: Final = 13
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\]]*\]|【[^】]*】")
_INSIDE: Final = re.compile(r"[(\[【](?P<role>計画|目標|実績)値?[)\]】]$")
_ROLE_INSIDE: Final[dict[str, Meaning]] = {
    "計画": FactRole.TARGET,
    "目標": FactRole.TARGET,
    "実績": FactRole.ACTUAL,
}
_FOREIGN: Final = re.compile(
    r"(?:基本|政策|施策|重点|分野別?|成果)目標.|目標[0-9A-ZⅠⅡⅢⅣⅤ①-⑳]|一覧|[集書表]$"
    r"|^(?:全 ?国|国の?|[都道府県市区町村]平均|類似|他[都市]|参考)"
)
_NAMES: Final = re.compile(
    r"(?:者|件|人|日|戸|回|本|店|世帯|施設|団体)数$|割合$|(?<!達成)(?<!進捗)(?<!到達)(?<!削減)(?<!増減)(?<!伸び)率$"
    r"|。|する|した|る$|の(?:満足|利用)"
)
_ROLES: Final[tuple[tuple[Meaning, re.Pattern[str]], ...]] = (
    (Other.LABEL, re.compile(r"目標.{0,4}実績|実績.{0,4}目標|計画.{0,4}実績")),
    (FactRole.RATE, re.compile(r"(?:達成|進捗|到達)(?:率|度|割合|状況)|対目標|目標比|計画比")),
    (
        FactRole.DIFFERENCE,
        re.compile(r"増減|前年|対比|(?<!構成)比(?:率|較)?$|年度?比|伸び|との差|の差$|削減[率量]|乖離|変化"),
    ),
    (Other.MARK, re.compile(r"評価(?!値)|判定|ランク|方向性|区分$")),
    (Other.TEXT, re.compile(r"理由|根拠|考え方|出典|方法|説明|内容|定義|備考|課題|要因|担当|所管|部署")),
    (FactRole.BASELINE, re.compile(r"現状|現況|基準|策定|従前|当初|ベース|スタート|開始|基点|始期|設定時")),
    (FactRole.FORECAST, re.compile(r"見込|推計|予測|見通|トレンド|すう勢")),
    (
        FactRole.TARGET,
        re.compile(
            r"目標|計画[値数量額]|^計画$|確保方策|年度計画|めざ(?!す$)|目指(?!す$)|指標値|期待|目安|想定"
        ),
    ),
    (
        FactRole.ACTUAL,
        re.compile(
            r"実績|実測|直近|最新|現在|今の|今年|結果|到達|中間|達成値|評価値|測定値|推移|最終値|^最終$|^(?:前|今|前々)回"
        ),
    ),
)


@lru_cache(maxsize=KEPT)
def rough_slot(text: str, calendar: NamedYears) -> Slot:
    """Read one place of a head: as a title that is known, else by the word in it that says a role."""
    told = slot(text, calendar)
    if told.title is not None or told.year is not None or told.is_figure or not text:
        return told
    if (meaning := _rough(text, calendar)) is None:
        return told
    years = years_in(tidy(text), calendar)
    year = years[-1] if years else None
    return replace(told, title=Title(meaning=meaning, words=text.strip(), year=year), year=year)


def titles_in(one: Slot, calendar: NamedYears) -> Iterator[Slot]:
    """Yield the titles of several columns that stand in one place of a head, else what stands there."""
    parts = [part for part in pieces(one.text) if part]
    told = [rough_slot(part, calendar).on(one.line) for part in parts]
    if sum(each.is_year for each in told) > 1 and all(each.year or each.title for each in told):
        yield from told
    else:
        yield one


def _rough(text: str, calendar: NamedYears) -> Meaning | None:
    words = tidy(text)
    for year in reversed(years_in(words, calendar)):
        words = words[: year.start] + words[year.end :]
    bare = compact(_BRACKETS.sub("", compact(words)) or words)
    if not bare or len(bare) > _LONGEST or _FOREIGN.search(bare) or _NAMES.search(bare):
        return None
    inside = _INSIDE.search(compact(words))
    return next((meaning for meaning, pattern in _ROLES if pattern.search(bare)), None) or (
        _ROLE_INSIDE.get(inside["role"]) if inside else None
    )
