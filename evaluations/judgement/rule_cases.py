"""Whether the rules of progress and direction answer every input and every row can match."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations_with_replacement
from typing import Final

from evaluations.judgement.direction import DirectionProfile
from evaluations.judgement.progress_rules import NO_SUGGESTION, ProgressProfile
from indicators.calculation.rule_faults import Truth, faults_of

MOST_JUDGED: Final = 7
MOST_KINDS: Final = 7
Measure = tuple[dict[str, int], int, int]


def progress_faults(profile: ProgressProfile, classes: Iterable[str], *, is_given: bool) -> tuple[str, ...]:
    """Return in Japanese which inputs no row matches and which rows can never match; nothing if all is well.

    `classes` are those that the rules of the year can give: a row about any other can never match, which is no fault
    of rules that nobody has given.
    """
    found = [
        (tuple(rule.matches(*measure) for rule in profile.rules), measure)
        for measure in measures(profile, tuple(classes))
    ]
    gaps = [_measure_words(*measure) for truth, measure in found if not any(truth)]
    rows = [rule.words() for rule in profile.rules] if is_given else []
    return faults_of(_distinct(found), rows, _shortest(gaps))


def measures(profile: ProgressProfile, classes: Sequence[str]) -> Iterator[Measure]:
    """Yield counts of classes that stand for all: the rows only ask for all and for majorities of sets of classes.

    Classes that the same rows name are one kind.
    """
    kinds: dict[Truth, str] = {}
    for symbol in classes:
        kinds.setdefault(tuple(symbol in rule.classes for rule in profile.rules), symbol)
    for judged in range(MOST_JUDGED + 1):
        for chosen in combinations_with_replacement(list(kinds.values())[:MOST_KINDS], judged):
            counts = {symbol: chosen.count(symbol) for symbol in dict.fromkeys(chosen)}
            for total in {judged, judged * 2, judged * 2 + 1}:
                yield counts, judged, total


def direction_faults(
    profile: DirectionProfile, progresses: Iterable[str], *, is_given: bool
) -> tuple[str, ...]:
    """Return the same for the direction; `progresses` are those that the rules of the progress can give."""
    # a majority of poor sheets is itself something to be confirmed
    standings = [(False, False), (True, False), (True, True)]
    asked: list[str | None] = [*dict.fromkeys(one for one in progresses if one != NO_SUGGESTION)]
    found = [
        (
            tuple(rule.matches(one, confirmed=has, poor_majority=poor) for rule in profile.rules),
            (one, has, poor),
        )
        for one in asked or [None]
        for has, poor in standings
    ]
    gaps = [_standing_words(*case) for truth, case in found if not any(truth) and case[0] is not None]
    rows = [rule.words() for rule in profile.rules] if is_given else []
    return faults_of(_distinct(found), rows, gaps)


def _distinct(found: Sequence[tuple[Truth, object]]) -> list[Truth]:
    return sorted({truth for truth, _ in found})


def _shortest(gaps: Sequence[str]) -> list[str]:
    """One example of many counts says enough."""
    return sorted(set(gaps), key=lambda gap: (len(gap), gap))[:1]


def _measure_words(counts: dict[str, int], judged: int, total: int) -> str:
    listed = "・".join(f"{symbol}が{count}指標" for symbol, count in sorted(counts.items()))
    if not judged:
        return "判定できた成果指標がないもの"
    return f"達成状況が{listed}（{total}指標中{judged}指標を判定）のもの"


def _standing_words(progress: str | None, confirmed: bool, poor: bool) -> str:
    if poor:
        return f"進捗状況が{progress}で、達成度4又は5が半数を超えるもの"
    return f"進捗状況が{progress}で、確認事項が{'ある' if confirmed else 'ない'}もの"
