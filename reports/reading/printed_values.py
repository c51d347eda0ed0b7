"""The texts that programs keep in place of figures: several years in one, two figures of one, a start and an aim."""

import re
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.wording import compact, tidy
from reports.reading.years import NamedYears, PrintedYear, years_in

_BETWEEN: Final = re.compile(r"([／、，;；\n]\s*|,\s+|\s+/\s*|(?<=[)）])\s+|\s{2,})")
_ARROW: Final = re.compile(r"\s*(?:→|⇒|⇨|➡|->|=>)\s*")
_LABELLED: Final = re.compile(r"[／/](?=\s*[^\d／/、\s▲△+()（）→-][^\d／/、()（）→]{0,11}?\s*[▲△約]?\d)")
_SPAN: Final = re.compile(
    r"(?:現状|現況|基準|当初|策定時|開始|start|base|baseline|before|from)値?(?:_?と_?|[・→~]|から|_to_|_and_|_)"
    r"(?:目標|計画|到達|goal|target|end|after|to)値?",
    re.IGNORECASE,
)
_SHARE: Final = re.compile(
    r"[（(](?P<label>うち[^\d（）()]{1,12}?)\s*(?P<figure>\d[\d,.]*[^\d（）()]{0,6})[)）]"
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
    if arrow := _around_arrow(text, calendar):
        return arrow
    parts = _of_years(text, calendar)
    return [(None, _LABELLED.sub("、", part)) for part in parts]


def spans_of(key: str) -> bool:
    """Say whether a key names a start and an aim: 現状と目標, base_to_goal."""
    return bool(_SPAN.search(compact(key)))


def share_of(text: str) -> tuple[str, str] | None:
    """Return the label and the figure of a part that stands in brackets: うち女性, 48人."""
    match = _SHARE.search(text) if len(text) <= _LONGEST else None
    return (match["label"].strip(), match["figure"]) if match else None


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
