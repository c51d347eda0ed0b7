"""What a sentence is headed by, and the labels of figures told of one thing by groups: 男性が40％、女性が35％."""

import re
from typing import Final

from reports.reading.counted import may_count, surely_counts
from reports.reading.figures import Figure
from reports.reading.passages import Passage
from reports.reading.said_names import bare_name, is_filler, is_money, spoken_of
from reports.reading.said_records import kind_of
from reports.reading.said_roles import Clause
from reports.reading.tables import is_whole_name
from reports.reading.wording import without_number

_SEGMENT: Final = re.compile(r"[、。:;・]|(?:に|と|って)は(?=.)|(?<=別)では(?=.)")
_LABEL: Final = re.compile(
    r"^[)）]*(?:Y[度末]*(?:で(?:は)?|に|の))?(?P<label>[^()「」Yを、。]{1,12}?)(?:[がは](?:策定時の)?Y[度末]*[のはが]?|が|で(?:は)?|の)?約?$"
)
_NO_LABEL: Final = re.compile(
    r"[はをもへ]|[がにとで].|^[\d\W]*$|して|した|目標|実績|現状|計画|合わせ|延べ|約$"
)
_ASKED: Final = re.compile(r"(?P<topic>[^、。「」]{2,40}?)(?:は|を|が)、?[^、。はを]*?(?:[?？]|か。?)$")
_SUBJECT: Final = re.compile(  # 次に、…の割合でございます。
    r"(?:(?:次に|まず|続いて|最後に|続きまして)、?)?(?P<topic>.{4,60}?)(?:でございます(?:が)?|です|であります|について(?:です|でございます)?)。"
)
_COUNTS: Final = re.compile(r"(?:数|率|割合|比|量|額|度|面積|延長|人口|時間|点|者|件)(?:\([^()]*\))?$")
_MARKS: Final = re.compile(
    r"^(?:【[^】]{1,8}】(?=.)|[■◆●◎○◇□▼★☆・•※]|[(（]?[\dア-ン①-⑳]{1,3}[)）.．]|[QＱ問]\d*[.．:：]?)+\s*"
)
_FEWEST: Final = 2
_NEAR: Final = 60  # letters
_LONGEST: Final = 120


def topic_of(passage: Passage) -> str:
    """Return what a heading names, or what a question asks for; "" for what is neither."""
    if len(passage.text) > _LONGEST:
        return ""
    words = _MARKS.sub("", without_number(passage.masked(0, len(passage.text)))).strip("【】《》<>[]")
    if asked := _ASKED.search(words):
        name = bare_name(asked["topic"])
    elif told := _SUBJECT.fullmatch(words):
        name = bare_name(told["topic"]) if not passage.figures else ""
    elif passage.is_heading:
        name = bare_name(re.sub(r"(?:の推移|について|の状況|の結果)$", "", words))
    else:
        return ""
    return "" if is_money(name) else name


def whole_of(clause: Clause) -> str:
    """Return what a sentence speaks of before the labels of its figures."""
    before = clause.sentence
    return spoken_of(before.removesuffix(_SEGMENT.split(before)[-1]), clause.figure.unit)


def heads(topic: str, unit: str) -> bool:
    """Say whether a heading can be what figures of this unit below it count."""
    return bool(topic) and (
        surely_counts(topic, unit) or (may_count(topic, unit) and bool(_COUNTS.search(topic)))
    )


def labels_in(passage: Passage) -> dict[tuple[int, int], str]:
    """Return the labels of figures that stand among others of their unit so labelled, by their spans."""
    found: dict[tuple[int, int], str] = {}
    units: dict[str, list[Figure]] = {}
    for figure in passage.figures:
        units.setdefault(kind_of(figure.unit), []).append(figure)
    for figures in units.values():
        labels = {one.span: label for one in figures if (label := _label(passage, one))}
        if len(labels) == len(set(labels.values())) >= _FEWEST:
            found |= labels
    return found


def _label(passage: Passage, figure: Figure) -> str:
    """Return what stands between the last comma and a figure, 5~29人で, if it can be a label."""
    begin = max(figure.span[0] - _NEAR, 0)
    words = _SEGMENT.split(passage.masked(begin, figure.span[0]))[-1]
    match = _LABEL.match(words)
    label = match["label"] if match else ""
    is_other = not label or _NO_LABEL.search(label) or is_filler(label) or is_whole_name(label)
    return "" if is_other else label
