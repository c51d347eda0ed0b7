"""The texts that programs keep in place of figures: several years in one, two figures of one, a start and an aim."""

import re
from typing import Any, Final

from reports.reading.facts import FactRole
from reports.reading.titles import read_title
from reports.reading.wording import compact, tidy
from reports.reading.years import NamedYears, PrintedYear, years_in

_BETWEEN: Final = re.compile(r"([／、，;；\n]\s*|,\s+|\s+/\s*|(?<=[)）])\s+|\s{2,})")
_ARROW: Final = re.compile(r"\s*(?:→|⇒|⇨|➡|->|=>)\s*")
_LABELLED: Final = re.compile(r"[／/・](?=\s*[^\d／/、\s▲△+()（）→-][^\d／/、()（）→]{0,11}?\s*[▲△約]?\d)")
_SPAN: Final = re.compile(
    r"(?:現状|現況|基準|当初|策定時|開始|start|base|baseline|before|from)値?(?:_?と_?|[・→~]|から|_to_|_and_|_)"
    r"(?:目標|計画|到達|goal|target|end|after|to)値?",
    re.IGNORECASE,
)
_SHARE: Final = re.compile(
    r"[（(](?P<label>うち[^\d（）()]{1,12}?)\s*(?P<figure>\d[\d,.]*[^\d（）()]{0,6})[)）]"
)
_SHARE_OF_NAME: Final = re.compile(r"[（(](?P<label>うち[^（）()]{1,12})[)）]")
_BARE_SHARE: Final = re.compile(r"(?<=\D)[（(](?P<figure>\d[\d,.]*[^\d（）()]{0,6})[)）]$")
_LABEL: Final = re.compile(
    r"(?:^|(?<=[\s、，。／/；;】)）]))【?(?P<title>(?:現状|現況|基準|当初|策定時|目標|実績|直近)の?値?)】?\s*(?P<year>[（(][^（）()]{1,16}[)）])?\s*[:：]\s*"
)
_LONGEST: Final = 400
_TWO: Final = 2

Part = tuple[FactRole | None, str]


def parts_of(text: str, calendar: NamedYears) -> list[Part]:
    """Return the texts of which each is of one year, with the roles of a start and an aim where an arrow says them.

    >>> calendar = NamedYears((), ())
    >>> parts_of("R3年 428／R4年 431", calendar)
    [(None, 'R3年 428'), (None, 'R4年 431')]
    >>> [role for role, _ in parts_of("12％(R4) → 18％(R8)", calendar)]
    [<FactRole.BASELINE: 'baseline'>, <FactRole.TARGET: 'targets'>]
    """
    if len(text) > _LONGEST:
        return [(None, text)]
    if told := _around_arrow(text, calendar) or _behind_labels(text, calendar):
        return told
    parts = _of_years(text, calendar)
    return [(None, _LABELLED.sub("、", part)) for part in parts]


def spans_of(key: str) -> bool:
    """Say whether a key names a start and an aim: 現状と目標, base_to_goal."""
    return bool(_SPAN.search(compact(key)))


def says_roles(text: Any) -> bool:
    """Say whether a text has labels of several roles: 現状（R2）：12件　目標（R5）：20件."""
    if not isinstance(text, str) or len(text) > _LONGEST:
        return False
    titles = [match["title"] for match in _LABEL.finditer(text)]
    return len(titles) >= _TWO and len(set(titles)) == len(titles)


def _behind_labels(text: str, calendar: NamedYears) -> list[Part]:
    """Return the figures behind labels of several roles, each with the year that stands with its label."""
    if not says_roles(text):
        return []
    matches = list(_LABEL.finditer(text))
    ends = [*(match.start() for match in matches[1:]), len(text)]
    told: list[Part] = []
    for match, end in zip(matches, ends, strict=True):
        title = read_title(match["title"], calendar)
        if title is None or not isinstance(title.meaning, FactRole):
            return []
        figure = text[match.end() : end].strip(" 　、，。／/；;【")
        told.append((title.meaning, f"{figure}{match['year'] or ''}"))
    return told


def share_of(text: str, name: str) -> tuple[str, str] | None:
    """Return label and figure of a part that stands in brackets, 212人（うち女性 48人）; the name may say the label."""
    if len(text) > _LONGEST or len(name) > _LONGEST:
        return None
    if match := _SHARE.search(text):
        return match["label"].strip(), match["figure"]
    said, bare = _SHARE_OF_NAME.search(name), _BARE_SHARE.search(compact(text))
    return (said["label"].strip(), bare["figure"]) if said and bare else None


def _around_arrow(text: str, calendar: NamedYears) -> list[Part]:
    sides = _ARROW.split(text)
    years = [years_in(tidy(side), calendar) for side in sides]
    if len(sides) != _TWO or any(len(one) != 1 for one in years) or years[0][0].year >= years[1][0].year:
        return []
    return [(FactRole.BASELINE, sides[0]), (FactRole.TARGET, sides[1])]


def _of_years(text: str, calendar: NamedYears) -> list[str]:
    """Return the pieces of a text that begin with a year each, 12(R4) too, in the order of these years."""
    pieces: list[str] = []
    between = ""
    for at, piece in enumerate(_BETWEEN.split(text)):
        if at % _TWO:
            between = piece
        elif pieces and not years_in(tidy(piece), calendar):
            pieces[-1] += between + piece
        else:
            pieces.append(piece)
    years = [years_in(tidy(piece), calendar) for piece in pieces]
    told = [one[0].year for one in years if one]
    is_sound = _TWO <= len(pieces) == len(told) == len(set(told)) and sorted(told) == told
    return pieces if is_sound and _alike(pieces, [one[0] for one in years]) else [text]


def _alike(pieces: list[str], years: list[PrintedYear]) -> bool:
    """Say whether all pieces begin with their year, or all end with it in brackets."""
    begins = [year.start == 0 for year in years]
    ends = [piece.rstrip().endswith((")", "）")) for piece in pieces]
    return all(begins) or (not any(begins) and all(ends))
