"""How well a draft agrees with a reading by hand: precision and recall, in all, by kind and by confidence."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Final

Json = dict[str, Any]
KINDS: Final = ("baseline", "targets", "period_targets", "actuals", "annual_actuals", "increments", "ratings")
_RATINGS: Final = ("progress", "direction")

ScoredFact = tuple[str, str, str]  # kind, year or title, value


@dataclass(slots=True)
class Score:
    """Counts of facts: expected, told, right; by kind and by confidence of what was told."""

    expected: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    told_as: Counter[str] = field(default_factory=Counter)
    right_as: Counter[str] = field(default_factory=Counter)

    def __iadd__(self, other: "Score") -> "Score":
        for name in ("expected", "told", "right", "told_as", "right_as"):
            getattr(self, name).update(getattr(other, name))
        return self

    @property
    def precision(self) -> float | None:
        return _share(self.right.total(), self.told.total())

    @property
    def recall(self) -> float | None:
        return _share(self.right.total(), self.expected.total())


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def score(draft: Json, expected: Json) -> Score:
    """Compare a draft with the facts expected of its document.

    Indicators are paired by the facts that they share, of several alike by name; an indicator of the draft without
    a partner is wrong with all its facts.
    """
    result = Score()
    mine = [_facts(one) for one in draft.get("indicators", [])]
    theirs = [_facts(one) for one in expected.get("indicators", [])]
    names = [str(one.get("name", "")) for one in draft.get("indicators", [])]
    other_names = [str(one.get("name", "")) for one in expected.get("indicators", [])]
    partners = _pairs(mine, theirs, names, other_names)
    for facts in theirs:
        result.expected.update(kind for kind, _, _ in facts)
    for position, facts in enumerate(mine):
        partner = partners.get(position)
        _count(result, facts, theirs[partner] if partner is not None else {})
    _count_ratings(result, draft, expected)
    return result


def _pairs(
    mine: list[dict[ScoredFact, str]],
    theirs: list[dict[ScoredFact, str]],
    names: list[str],
    other_names: list[str],
) -> dict[int, int]:
    candidates = [
        (len(mine[i].keys() & theirs[j].keys()), _likeness(names[i], other_names[j]), -i, -j)
        for i in range(len(mine))
        for j in range(len(theirs))
    ]
    found: dict[int, int] = {}
    for shared, _, minus_i, minus_j in sorted(candidates, reverse=True):
        if shared and -minus_i not in found and -minus_j not in found.values():
            found[-minus_i] = -minus_j
    return found


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.replace(" ", ""), other.replace(" ", ""), autojunk=False).ratio()


def _count(result: Score, facts: dict[ScoredFact, str], expected: Iterable[ScoredFact]) -> None:
    expected = set(expected)
    for fact, confidence in facts.items():
        result.told[fact[0]] += 1
        result.told_as[confidence] += 1
        if fact in expected:
            result.right[fact[0]] += 1
            result.right_as[confidence] += 1


def _facts(indicator: Json) -> dict[ScoredFact, str]:
    """Return the facts of an indicator, each with its confidence ("" in a reading by hand)."""
    found: dict[ScoredFact, str] = {}
    for kind in KINDS:
        told = indicator.get(kind)
        if not isinstance(told, dict):
            continue
        if kind == "baseline":
            _put(found, kind, str(told.get("fiscal_year", "")), told)
        else:
            for year, value in told.items():
                _put(found, kind, str(year), value)
    return found


def _put(found: dict[ScoredFact, str], kind: str, year: str, told: object) -> None:
    value = told.get("value") if isinstance(told, dict) else told
    confidence = str(told.get("confidence", "")) if isinstance(told, dict) else ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        found[kind, year, repr(float(value))] = confidence


def _count_ratings(result: Score, draft: Json, expected: Json) -> None:
    mine, theirs = _ratings(draft), _ratings(expected)
    result.expected["ratings"] += len(theirs)
    _count(result, mine, theirs)


def _ratings(told: Json) -> dict[ScoredFact, str]:
    ratings = told.get("ratings")
    found: dict[ScoredFact, str] = {}
    if isinstance(ratings, dict):
        for kind in _RATINGS:
            one = ratings.get(kind)
            if isinstance(one, dict) and one.get("symbol"):
                found["ratings", kind, str(one["symbol"])] = str(one.get("confidence", ""))
    return found


def score_lines(result: Score) -> list[str]:
    """Return a score in words: a line for each kind, one for each confidence, the whole last."""
    lines = [
        f"{kind}: {_figures(result.right[kind], result.told[kind], result.expected[kind])}"
        for kind in KINDS
        if result.told[kind] or result.expected[kind]
    ]
    right = result.right.total()
    for confidence in ("certain", "likely", "unsure"):
        if told := result.told_as[confidence]:
            good = result.right_as[confidence]
            lines.append(
                f"{confidence}: {good}/{told} = {good / told:.3f}, {_percent(good, right)} of the right facts"
            )
    return [*lines, f"all: {_figures(right, result.told.total(), result.expected.total())}"]


def _figures(right: int, told: int, expected: int) -> str:
    shares = f"precision {_ratio(right, told)}, recall {_ratio(right, expected)}"
    return f"{shares} ({right} right of {told} told, {expected} expected)"


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def _percent(part: int, whole: int) -> str:
    return f"{part / whole * 100:.0f} %" if whole else "-"
