"""Records that look like the same project under another spelling, and why; plain Python.

Nothing is decided here: a pair is named so that somebody looks, because a project counts once.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

ALIKE: Final = 0.85  # from here on two names are alike by themselves
ALIKE_WITH_A_PARTNER: Final = 0.7  # from here on they are if somebody takes part in both
ALIKE_ELSEWHERE: Final = 0.95  # between two 施策: sections name different projects after one pattern

ENDINGS: Final = (
    "プロジェクト",
    "取り組み",
    "取組み",
    "取組",
    "事業",
)  # what the same project is called with or without
COMPANY: Final = re.compile("株式会社|有限会社|合同会社|一般社団法人|公益財団法人|[(](株|有|同)[)]")
_ASIDE: Final = re.compile(r"[(\[{<〔【《〈][^)\]}>〕】》〉]*[)\]}>〕】》〉]")
_NUMBER: Final = re.compile("[0-9]+|第[一二三四五六七八九十]+|(?<![A-Za-z])[IVX]+(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Named:
    """A record as it is compared: its key (None while it is new), name, partners, and in which 施策 it is kept."""

    key: int | None
    name: str
    partners: tuple[str, ...] = ()
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two records that may be one project: how much their names agree (1: the same), and who takes part in both."""

    one: Named
    other: Named
    share: float
    partners: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """表記のゆれを除くと同じ名前です。連携先も同じです（東都電力）。"""
        if self.share == 1:
            names = "表記のゆれを除くと同じ名前です。"
        else:
            names = f"名前が似ています（一致の度合い{int(self.share * 100)}％）。"
        return f"{names}連携先も同じです（{'、'.join(self.partners)}）。" if self.partners else names


def likely_duplicates(records: Sequence[Named]) -> list[Likeness]:
    """Return every pair that looks like one project, the most alike first."""
    pairs = (
        found
        for place, one in enumerate(records)
        for other in records[place + 1 :]
        if (found := likeness(one, other)) is not None
    )
    return sorted(pairs, key=_most_alike_first)


def duplicates_of(record: Named, others: Iterable[Named]) -> list[Likeness]:
    """Return the others that look like this record, the most alike first."""
    pairs = (likeness(record, other) for other in others if record.key is None or other.key != record.key)
    return sorted((found for found in pairs if found is not None), key=_most_alike_first)


def likeness(
    one: Named,
    other: Named,
    *,
    alike: float = ALIKE,
    with_a_partner: float = ALIKE_WITH_A_PARTNER,
    elsewhere: float = ALIKE_ELSEWHERE,
) -> Likeness | None:
    """Return how the two are alike, None if they are not; the same whichever of them comes first."""
    if numbers(one.name) != numbers(other.name):
        return None
    common = shared_partners(one.partners, other.partners)
    needed = elsewhere if one.place != other.place else with_a_partner if common else alike
    share = agreement(plain_name(one.name), plain_name(other.name), needed)
    return None if share < needed else Likeness(one, other, share, common)


def agreement(first: str, second: str, needed: float) -> float:
    """Return the share of the two names that agrees; what cannot reach `needed` is not looked at closely: 0."""
    if first == second:
        return 1.0
    matcher = SequenceMatcher(a=min(first, second), b=max(first, second), autojunk=False)
    if matcher.real_quick_ratio() < needed or matcher.quick_ratio() < needed:
        return 0.0
    return matcher.ratio()


def plain_name(name: str) -> str:
    """Return the name without what is written one way today and another tomorrow.

    Width, case, spaces and marks; what stands in brackets, unless that is all; 事業 or プロジェクト at the end.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    text = _signs(_ASIDE.sub("", text)) or _signs(text) or text
    while ending := next((end for end in ENDINGS if text.endswith(end) and text != end), ""):
        text = text.removesuffix(ending).removesuffix("の") or ending
    return text


def numbers(name: str) -> list[str]:
    """Return the numbers in a name, in order: 第1期 and 第2期 of a project are two, however alike their names."""
    return _NUMBER.findall(unicodedata.normalize("NFKC", name))


def shared_partners(some: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """Return those of the first who also stand among the others, whatever the form of their company."""
    known = {plain_partner(partner) for partner in others} - {""}
    return tuple(dict.fromkeys(partner.strip() for partner in some if plain_partner(partner) in known))


def plain_partner(partner: str) -> str:
    """Return a partner's name without width, spaces and the form of the company."""
    return _signs(COMPANY.sub("", unicodedata.normalize("NFKC", partner).casefold()))


def _signs(text: str) -> str:
    """Keep letters, digits and the sign of a long vowel."""
    return "".join(sign for sign in text if sign.isalnum() or sign == "ー")


def _most_alike_first(pair: Likeness) -> tuple[float, str, str]:
    return -pair.share, pair.one.name, pair.other.name
