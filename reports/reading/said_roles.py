"""What a sentence says that a figure is: the start of a plan, a target or a result, by the words around it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.figures import Figure
from reports.reading.passages import Passage
from reports.reading.years import PrintedYear

_BASE: Final = re.compile(
    r"従前|(?:計画の?)?策定(?:時|当時|前)|基準(?:年度?|値|[()】]|となる|の|とし|といたし)|(?:計画|戦略|プラン|ビジョン|構想|方針)を(?:つくった|作った|立てた|策定した)|(?:計画)?当初"
    r"|計画前|開始時|スタート時|現状値?は"
)
_AIM_BEFORE: Final = re.compile(
    r"(?:目標(?:値|数値|排出量|額|数)?|計画(?:値|数|額))(?:である|となる|とする|として(?:い(?:た|る)|きた)?|は|の|を|が|、|で|に|\(|\)|:|約|当初|\s|Y)*$"
)
_OPPOSED: Final = re.compile(
    r"目標[^、。]*たが、(?![^、]*目標)[^、]*$"
)  # 25％を目標としていたが、24.7％だった
_AIM_BEHIND: Final = re.compile(
    r"目標(?:に(?:し|掲|据|取り組|進)|と(?:し|する)|を(?:掲|立て|定め|設定|設け)|で(?:す|ある|ご)|。|$)|目指|めざ|計画(?:です|であ|とし|$)|予定|こと(?:とし|にし)"
    r"|(?:削減|縮減)(?:し(?!た|まし|て)|する)"
    r"|(?:と|に|へ|を|まで)(?:する|(?:し|引き上げ|引上げ|高め|減ら|増や|拡大し|抑え|縮小し|削減し|増加さ|減少さ)(?:します|ます|せ|る|す|ていく|たい))"
)
_AIM_FACED: Final = re.compile(
    r"^(?:以上|以下)?(?:が目標|を目標(?:と|に|値と)(?:し|掲|定|す)|とする(?:計画の)?目標|の目標(?:に|は|を|で)|の(?:目標|計画)(?:値)?(?:に対し|を(?:上回|下回|達成)))"
)
_AIMS_LISTED: Final = re.compile(r"目標(?:値)?は、")
_COMES_FROM: Final = re.compile(r"(?:\([^()]*\))?(?:から|より)、?(?:年間)?約?")
_VERBS: Final = (
    r"する|引き上げる|高める|減らす|増やす|抑える|抑制する|維持する|増加させる|減少させる|拡大する"
    r"|短縮する|縮小する|縮減する|改善する|引き下げる|[上下]げる|伸ばす|回復させる|向上させる"
)
_SET: Final = re.compile(
    rf"^(?:以上|以下|以内|未満)?(?:に|と|へ|まで)(?:{_VERBS})(?:。|$|こと|(?:という|との)?(?:目標|計画))"
)
_SET_AIM: Final = re.compile(
    rf"^(?:以上|以下|以内|未満)?(?:に|と|へ|まで)(?:{_VERBS})(?:(?:という|との)?(?:目標|計画)|こと(?:を|が|と)(?:目標|目指|めざ|し))"
)
_LISTED: Final = re.compile(rf"^(?:以上|以下|以内|に|と)?、[^。]*(?:に|と)(?:{_VERBS})(?:。|$|こと)")
_SPEAKS: Final = re.compile(r"目標|目指|めざ")  # what is told of a year to come is promised
_DONE: Final = re.compile(
    r"(?:まし|でし|であっ|だっ|なっ)た|て(?:い|お)(?:る|り|ます)|(?<!計画)(?<!予定)(?<!目標)です|であり|。"
)
_CAME_ABOUT: Final = re.compile(r"した(?!い)|なった|った(?:も|が|。)|ものの")
_IS: Final = re.compile(
    r"^(?:\([^()]*\))?(?:で(?:、|す|し|あ|は)|だっ|と(?:なり|なっ|、)|が、|も|に(?:なり|なっ|達し|増え|減り|上昇し|低下し))"
)
_TO_BE: Final = re.compile(r"^(?:\([^()]*\))?(?:であったもの)?を、?(?:[^、。]{0,14}年[^、。]{0,6}に、?)?\d")
_BY: Final = re.compile(r"まで(?:に|の)")
_UNTIL: Final = re.compile(r"(?:度|末)*まで")
_AT_START: Final = re.compile(r"(?:策定(?:時|当時)|従前)[^、。()]{0,6}$")
_ARROW: Final = re.compile(r"(?:\([^()]*\))?[→⇒]")
_FROM: Final = re.compile(r"^(?:\([^()]*\))?(?:から|より)")
_LESS: Final = re.compile(r"^(?:以上|以下|程度)*の?(削減|縮減|減)")
_LAST_YEAR: Final = re.compile(r"(?:前|昨)年(?:度|同)?")
_START_BEHIND: Final = re.compile(r"(?:度|末)*(?:\(|の|を)?(?:計画)?(?:基準年|基準とし|策定|当初)")
_CHANGE: Final = re.compile(
    r"^(?:以上|以下|程度)*(?:の|ほど|も|だけ)?(?:増|減|上昇|低下|上回|下回|改善|縮減|削減|伸|短縮|の差|及ば|届[かい]|不足|足り|高|低)"
)
_ASIDE: Final = re.compile(r"^\([^()]*\)")
_BY_ALONE: Final = re.compile(r"[:、はが](?:Yから)?Y(?:度|末)*(?:までに|を?(?:目途|めど)に)[^、。YF]{0,10}$")
_ENDS: Final = re.compile(r"(?:以上|以下|以内|程度)*(?:$|[、。(⇒→])")
_LONG_AGO: Final = 4
_NEAR: Final = 16


@dataclass(frozen=True, slots=True)
class About:
    """What a document says of its years."""

    present: int | None
    starts: frozenset[int]
    last: int | None
    evaluated: int | None
    latest: int | None = None  # until which most of what is told was counted


@dataclass(frozen=True, slots=True)
class Clause:
    """A figure in its sentence, with the words since the figure before it (from `start`) and those behind it."""

    passage: Passage
    figure: Figure
    start: int

    @property
    def before(self) -> str:
        return self.passage.text[self.start : self.figure.span[0]]

    @property
    def behind(self) -> str:
        return self.passage.text[self.figure.span[1] :]

    @property
    def masked(self) -> str:
        """The words before it with Y for each year."""
        return self.passage.masked(self.start, self.figure.span[0])

    @property
    def sentence(self) -> str:
        """All of the sentence before it, with Y for each year and F for each figure."""
        return self.passage.masked(0, self.figure.span[0], with_figures=True)


def starts_in(told: Sequence[Passage]) -> Iterator[int]:
    """Yield the years that are called the start of a plan."""
    for passage in told:
        yield from (year.year for year in passage.years if _is_start(passage.text, year))


def _is_start(text: str, year: PrintedYear) -> bool:
    before = re.split(r"[。、]", text[max(year.start - _NEAR, 0) : year.start])[-1]
    return bool(_BASE.search(before) or _START_BEHIND.match(text, year.end))


def role_said(clause: Clause, year: PrintedYear | None, about: About) -> FactRole:
    """Return what a figure is; without words of a target or of a start it is a result."""
    if _is_called_aim(clause) or _shall_be(clause, year, about):
        return FactRole.TARGET
    if (_FROM.match(clause.behind) or _TO_BE.match(clause.behind)) and _comes_to_aim(clause.behind):
        return FactRole.BASELINE
    if year is None:
        return FactRole.BASELINE if _AT_START.search(clause.masked) else FactRole.ACTUAL
    if _leads_far(clause, year):
        return FactRole.BASELINE
    is_start = year.year in about.starts or _is_start(clause.passage.text, year)
    return FactRole.BASELINE if is_start else FactRole.ACTUAL


def begins_change(clause: Clause, year: PrintedYear | None, about: About) -> bool:
    """Say whether a figure of long ago is what something has changed from: a start, where nothing is promised."""
    begins = year is not None and not about.starts and _FROM.match(clause.behind)
    return bool(begins and year and _is_long_ago(clause, year))


def _is_called_aim(clause: Clause) -> bool:
    """Say whether 目標 stands before a figure, or before all of the list that it is in."""
    text = clause.passage.text[: clause.figure.span[0]]
    listed = _AIMS_LISTED.search(text)
    is_listed = listed is not None and not _DONE.search(text[listed.end() :])
    is_before = _AIM_BEFORE.search(clause.masked) and not _OPPOSED.search(clause.masked)
    return is_listed or bool(is_before or _AIM_FACED.match(clause.behind))


def _shall_be(clause: Clause, year: PrintedYear | None, about: About) -> bool:
    """Say whether words behind a figure of a later year say that it shall be so."""
    behind = clause.behind
    is_listed = (clause.before.endswith("を") or comes_from(clause)) and _LISTED.match(behind)
    if (year is None and _SET.match(behind)) or _SET_AIM.match(behind) or is_listed:
        return True
    if year is None or _FROM.match(behind) or _IS.match(behind):
        return False
    if _BY_ALONE.search(clause.masked) and _ENDS.match(behind):
        return True
    done = _DONE.search(behind)
    end = clause.figure.span[1]
    begin = end + (behind[:1] == "(")  # a year in a bracket is the figure's own
    following = [one.start - end for one in clause.passage.years if one.start > begin]
    words = behind[: min([done.start() if done else len(behind), *following])]
    is_later = about.present is None or year.year > about.present
    is_by = _BY.search(clause.before) or _UNTIL.match(clause.passage.text, year.end)
    is_aim = about.present is not None and is_later and (is_by or _SPEAKS.search(clause.passage.text))
    return bool(is_aim or (_AIM_BEHIND.search(words) and (is_later or is_by)))


def comes_from(clause: Clause) -> bool:
    """Say whether a figure is what something comes to from the one before it."""
    return bool(_COMES_FROM.fullmatch(clause.masked))


def _comes_to_aim(behind: str) -> bool:
    aim = _AIM_BEHIND.search(behind)
    return aim is not None and not (
        _DONE.search(behind[: aim.start()]) or _CAME_ABOUT.search(behind[: aim.start()])
    )


def _leads_far(clause: Clause, year: PrintedYear) -> bool:
    """Say whether the first arrow of a chain leads on from a figure, and over more than a year."""
    later = [one.year for one in clause.passage.years if one.start > clause.figure.span[1]]
    is_first = _ARROW.match(clause.behind) and not _ARROW.search(clause.before)
    return bool(is_first and later and later[0] - year.year > 1)


def _is_long_ago(clause: Clause, year: PrintedYear) -> bool:
    later = [one.year for one in clause.passage.years if one.start > clause.figure.span[1]]
    return bool(later) and later[0] - year.year >= _LONG_AGO


def is_change(clause: Clause) -> bool:
    """Say whether a figure is by how much something changed."""
    return bool(_CHANGE.match(_beyond(clause)))


def _beyond(clause: Clause) -> str:
    """Return what stands behind a figure, and behind the bracket that is about it or that it is alone in."""
    behind = clause.behind
    is_alone = clause.before.rstrip("約").endswith("(") and behind.startswith(")")
    return behind[1:] if is_alone else _ASIDE.sub("", behind)


def is_reduction(clause: Clause) -> bool:
    """Say whether a share is how much less something is."""
    return clause.figure.unit == "％" and bool(_LESS.match(_beyond(clause)))


def reduction(clause: Clause, role: FactRole) -> str:
    """Return what a figure is called that says how much less something is, or shall be, than at the start: 削減率.

    What it is less than the year before is nothing that was promised.
    """
    less = _LESS.match(_beyond(clause))
    is_share = clause.figure.unit == "％"
    if less is None or (
        role is not FactRole.TARGET and _LAST_YEAR.search(clause.sentence.rpartition("。")[2])
    ):
        return ""
    return f"{'縮減' if less[1] == '縮減' else '削減'}{'率' if is_share else '量'}"
