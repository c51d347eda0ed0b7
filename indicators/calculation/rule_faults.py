"""What is wrong with ordered rows of which the first match wins, in Japanese sentences that name the rows."""

from collections.abc import Iterable, Sequence
from typing import Final

Truth = tuple[bool, ...]
MOST_GAPS: Final = 3


def faults_of(cases: Sequence[Truth], rows: Sequence[str], gaps: Iterable[str]) -> tuple[str, ...]:
    """Name the inputs that no row matches and the rows that never come first.

    `cases` says for every kind of input which rows hold, `rows` how each is written, `gaps` which inputs have none.
    """
    return (*_unanswered(gaps), *_unreachable(cases, rows))


def _unanswered(gaps: Iterable[str]) -> Iterable[str]:
    """Write the shortest first: it says most with least."""
    found = sorted(set(gaps), key=lambda gap: (len(gap), gap))
    for gap in found[:MOST_GAPS]:
        yield f"{gap}に当たる行がありません。"
    if len(found) > MOST_GAPS:
        yield f"ほかに{len(found) - MOST_GAPS}通りの入力で、当たる行がありません。"


def _unreachable(cases: Sequence[Truth], rows: Sequence[str]) -> Iterable[str]:
    for place, words in enumerate(rows):
        holding = [case for case in cases if case[place]]
        if any(case.index(True) == place for case in holding):
            continue
        said = f"{place + 1}行目「{words}」は、"
        if not holding:
            yield f"{said}当てはまる入力がないため、適用されることがありません。"
            continue
        hiding = "・".join(f"{one + 1}行目" for one in _hiding(holding, place))
        yield f"{said}{hiding}が先に当たるため、適用されることがありません。"


def _hiding(holding: Sequence[Truth], place: int) -> list[int]:
    """Return the rows that hide a row: one alone if one does it, else those that come first."""
    alone = [one for one in range(place) if all(case[one] for case in holding)]
    return alone[:1] or sorted({case.index(True) for case in holding})
