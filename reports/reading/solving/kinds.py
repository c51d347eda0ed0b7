"""What one piece of a document is, and what parts it from the piece before."""

import re
from enum import IntEnum, StrEnum
from typing import Final

from reports.reading.atoms import is_mark
from reports.reading.slots import Slot
from reports.reading.wording import compact

CHANGE: Final = re.compile(
    r"[(（]?[A-Z平令成和]*[\d元]{1,4}年?度?(?:→|⇒|(?<=[年度\d])[-－−](?=[A-Z平令]))[A-Z平令成和]*\d{1,4}年?度?(?:比|増減)?[)）]?"
)  # of one year into another: (R3-H28)
COMPARED: Final = re.compile(r"^対.{1,10}比|^対?前年|^基準年度?比|増減")  # titles of what changed
_SENTENCE: Final = re.compile(r"。|(?:ます|ました|である)$")
_LONGEST_NAME: Final = 70
_STARS: Final = re.compile(r"[☆★◎○●△▲▼×]{1,5}(?:[(（][^()（）]{1,8}[)）])?")
_ABSENT: Final = re.compile(r"(?:開催|調査|事業|大会)?(?:中止|休止|未実施|未調査|実施なし|調査なし)")
_BEGINS_WITH_WORDS: Final = re.compile(
    r"(?!約|概ね|おおむね|およそ|ほぼ|延べ?|累計|計|合計|年間|毎年|マイナス|平均|全|目標|実績|見込|推計|速報|暫定|概算)[㐀-鿿々ぁ-んァ-ヶ]"
)
_ENDS_AS_WORDS: Final = re.compile(r"[計別分]$|歳代?(?:以上|未満|以下)?$|年生$|年間$")
_JUDGED: Final = re.compile(
    r"(?:未|概ね|おおむね|ほぼ|やや|大きく)?(?:達成|順調|遅れ(?:ている)?|改善(?:傾向)?|悪化(?:傾向)?|横ばい|変化なし|未達)(?:済み?)?"
)


class Kind(StrEnum):
    """What an atom is; its letter stands for it in the pattern of a record."""

    FIGURE = "F"
    ABSENT = "-"
    MARK = "M"
    YEAR = "Y"
    EMPTY = "E"
    TITLE = "t"
    UNIT = "u"
    WORDS = "w"
    SENTENCE = "s"


class Gap(IntEnum):
    """What parts an atom from the one before it."""

    BLANK = 1
    WIDE = 2
    CELL = 3
    LINE = 4


def kind_of(one: Slot) -> Kind:
    """Return what a piece is."""
    words = compact(one.text)
    signs = (
        (Kind.EMPTY, not one.text),
        (Kind.MARK, _is_mark(one.text, words)),
        (Kind.SENTENCE, _is_sentence(one)),
        (Kind.ABSENT, _ABSENT.fullmatch(words)),
        (Kind.TITLE, one.title is not None),
        (Kind.YEAR, one.is_year),
        (Kind.WORDS, one.is_figure and is_name(one.text)),
        (Kind.FIGURE, one.is_figure),
        (Kind.ABSENT, one.is_absent),
        (Kind.UNIT, one.is_unit),
    )
    return next((kind for kind, is_so in signs if is_so), Kind.WORDS)


def _is_mark(text: str, words: str) -> bool:
    return is_mark(text.rstrip("※*")) or bool(_STARS.fullmatch(text) or _JUDGED.fullmatch(words))


def _is_sentence(one: Slot) -> bool:
    return bool(_SENTENCE.search(one.text)) or len(one.parts) > 1 or len(one.text) > _LONGEST_NAME


def is_name(text: str) -> bool:
    """Say whether figures stand in words: 小学5年生, 20～60歳代."""
    words = compact(text)
    return bool(_BEGINS_WITH_WORDS.match(words)) or bool(_ENDS_AS_WORDS.search(words))
