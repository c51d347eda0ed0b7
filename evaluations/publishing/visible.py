"""What visitors read of a plan, told apart before and after an edition is published; plain Python.

A sight is one thing that a visitor reads: a figure, a class, a rating. It is known by its key, whatever it says.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from evaluations.publishing.places import item_words
from indicators.calculation.facts import Missing
from indicators.calculation.quantities import DASH, MISSING_WORDS

# what stands in the place of a figure tells no figure: it can be lost without anything being lost
NO_FIGURE: Final = (
    MISSING_WORDS[Missing.PENDING],
    MISSING_WORDS[Missing.UNREPORTED],
    MISSING_WORDS[Missing.NOT_YET],
    DASH,
)


@dataclass(frozen=True, slots=True)
class Sight:
    """One thing that a visitor reads: where, what it is, and what it says."""

    place: str
    what: str
    words: str


Sights = Mapping[str, Sight]


@dataclass(frozen=True, slots=True)
class Sighted:
    """Sights of one place in one line each: 「令和6(2024)年度の実績　9件」."""

    place: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Changed:
    """What visitors will no longer read, will read otherwise, and will read newly, place by place."""

    gone: Sequence[Sighted]
    other: Sequence[Sighted]
    new: Sequence[Sighted]

    @property
    def parts(self) -> list[tuple[str, str, int, Sequence[Sighted]]]:
        """Each of the three by its name in addresses and in words, with the number of its lines."""
        named = (
            ("gone", "見えなくなるもの", self.gone),
            ("other", "変わるもの", self.other),
            ("new", "新しく見えるもの", self.new),
        )
        return [(key, words, sum(len(one.lines) for one in found), found) for key, words, found in named]


def changed(now: Sights, then: Sights) -> Changed:
    """Return what visitors will read otherwise, in the order of what they read now, and of what they will."""
    return Changed(
        gone=placed((one.place, told(one)) for key, one in now.items() if key not in then),
        other=placed(
            (then[key].place, f"{one.what}　{one.words} → {then[key].words}")
            for key, one in now.items()
            if key in then and one.words != then[key].words
        ),
        new=placed((one.place, told(one)) for key, one in then.items() if key not in now),
    )


def told(one: Sight) -> str:
    return f"{one.what}　{one.words}".strip()


def placed(lines: Iterable[tuple[str, str]]) -> list[Sighted]:
    """Gather lines by their place, each place where it came first."""
    found: dict[str, list[str]] = {}
    for place, line in lines:
        found.setdefault(place, []).append(line)
    return [Sighted(place, said) for place, said in found.items()]


def sights_of(content: Mapping[str, Any]) -> dict[str, Sight]:
    """Return what an edition of that content lets visitors read."""
    return dict(_sights(content))


def _sights(content: Mapping[str, Any]) -> Iterator[tuple[str, Sight]]:
    cycle = content["cycle"]
    for measure in content["measures"]:
        known = f"{cycle['key']} {measure.get('uid') or measure['address']}"
        yield from ratings_of(known, name_of(measure), measure, cycle=cycle["name"])
        for node in (measure, *measure["undertakings"]):
            yield from _figures_of(node)
    for node in content["others"]:
        yield from _figures_of(node)


def _figures_of(node: Mapping[str, Any]) -> Iterator[tuple[str, Sight]]:
    for one in node["indicators"]:
        place = f"{name_of(node)}　{item_words('indicators', one)} {one['name']}"
        for year in one["years"]:
            said = {"label": year["label"], "result": year["result"], "symbol": year["class"]}
            yield from figure(one["id"], year["year"], place=place, **said)


def name_of(node: Mapping[str, Any]) -> str:
    return f"{node['code']} {node['name']}".strip()


def ratings_of(known: str, place: str, said: Mapping[str, str], *, cycle: str) -> Iterator[tuple[str, Sight]]:
    """Yield both ratings of a 施策 decided in a cycle, as far as there are."""
    for name, what in (("progress", "進捗状況"), ("direction", "今後の方向性")):
        if said[name]:
            yield f"rating {known} {name}", Sight(place, f"{what}（{cycle}）", said[name])


def figure(
    pk: int, year: int, *, place: str, label: str, result: str, symbol: str
) -> Iterator[tuple[str, Sight]]:
    """Yield the figure of an indicator's year and its class, as far as there are."""
    if result and not result.startswith(NO_FIGURE):
        yield f"figure {pk} {year}", Sight(place, f"{label}の実績", result)
    if symbol:
        yield f"class {pk} {year}", Sight(place, f"{label}の達成状況", symbol)
