"""The search panel over the list of indicators; every part of it stands in the address."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from django import forms

from indicators.calculation.asking import Duty
from indicators.calculation.course import COURSE_WORDS
from indicators.calculation.findings import Severity
from indicators.calculation.outlook import OUTLOOK_WORDS
from indicators.calculation.quantities import STANDING_WORDS
from indicators.models import Indicator
from kpi_tracker.pages.indicators.lines import IndicatorLine, Listing
from policies.filters import FoldedPanel, PanelSelect
from policies.searching import LONGEST_SEARCH, Asked, plain

LATEST: Final = "latest"
LOWER: Final = "lower"
RETURNED: Final = "returned"
NOBODY: Final = "none"
ANY: Final = ("", "すべて")
PARAMETERS: Final = (
    *("q", "under", "layer", "department", "kind", "judged", "class", "change"),
    *("outlook", "missing", "standing", "explained", "finding", "differs"),
)
FINDINGS: Final = {"error": Severity.ERROR, "warning": Severity.WARNING}
MISSING_WORDS: Final = {
    "missing": "未提出（すべて）",
    "overdue": "確定見込の月を過ぎた",
    "waiting": "集計中",
    "answered": "提出済み",
}

Choices = Sequence[tuple[str, str]]
Test = Callable[[IndicatorLine], bool]


class IndicatorPanel(FoldedPanel):
    """Narrows the list; what the reader may not know of is not offered, and not understood in an address either."""

    def __init__(self, data: Any, listing: Listing) -> None:
        super().__init__(data, auto_id="filter-%s", use_required_attribute=False)
        self.listing = listing
        self.fields["q"] = forms.CharField(
            label="指標名・項目・コード", max_length=LONGEST_SEARCH, required=False
        )
        for name, label, choices in offered(listing, data.get("under", "")):
            self.fields[name] = forms.ChoiceField(
                label=label, choices=[ANY, *choices], required=False, widget=PanelSelect
            )

    def lines(self) -> list[IndicatorLine]:
        """Return the lines that fit all that was asked for; what was not understood narrows nothing, and says so."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return fitting(self.listing, asked)


def fitting(listing: Listing, asked: Mapping[str, str]) -> list[IndicatorLine]:
    """Return the lines that fit all that is asked for, each by a value of offered()."""
    if not asked:
        return list(listing.lines)
    return [listing.lines[place] for place in sorted(places_fitting(listing, asked))]


def places_fitting(listing: Listing, asked: Mapping[str, str]) -> set[int]:
    """Return the places of the lines that fit: whoever only counts them asks for no more."""
    found = [places_of(listing, name, value) for name, value in asked.items()]
    return set.intersection(*found) if found else set(range(len(listing.lines)))


def places_of(listing: Listing, name: str, value: str) -> set[int]:
    """Return the places of the lines that fit one thing that is asked for; what many numbers ask is gathered once."""
    if name not in TESTED:
        test = test_of(listing, name, value)
        return {place for place, line in enumerate(listing.lines) if test(line)}
    if name not in listing.having:
        gathered: dict[str, set[int]] = {}
        for place, line in enumerate(listing.lines):
            for one in TESTED[name](line):
                gathered.setdefault(one, set()).add(place)
        listing.having[name] = gathered
    return listing.having[name].get(value, set())


def test_of(listing: Listing, name: str, value: str) -> Test:
    """Return what a line must fulfil, where that is no property of the line alone."""
    if name == "q":
        asked = Asked.read(value)
        return lambda line: asked.is_in(searched(line))
    if name == "differs":
        differing = listing.differing
        return lambda line: line.node.pk in differing
    top = listing.tree.at(value)
    return lambda line: top is not None and line.node.path.startswith(top.path)


def searched(line: IndicatorLine) -> str:
    """Return what the words are looked for in."""
    return "\n".join(map(plain, (line.brief.words, line.brief.name, str(line.node))))


def class_of(line: IndicatorLine) -> set[str]:
    """Return the class by which a line is found: of judged indicators alone, as the overview counts them."""
    if not line.brief.is_judged:
        return set()
    return {line.brief.symbol, LOWER} if line.is_lower else {line.brief.symbol}


def missing_of(line: IndicatorLine) -> set[str]:
    """Return how the figure stands with whoever owes it."""
    found = {"missing"} if line.brief.is_missing else set()
    found |= {RETURNED} if line.brief.is_returned else set()
    known = {Duty.OVERDUE: "overdue", Duty.WAITING: "waiting", Duty.ANSWERED: "answered"}
    return found | ({known[line.brief.due]} if line.brief.due in known else set())


def standing_of(line: IndicatorLine) -> set[str]:
    """Return what kind of figure the year has, and whether an older one judges it."""
    found = {line.brief.standing} if line.brief.standing else set()
    return found | ({LATEST} if line.brief.latest else set())


TESTED: Final[Mapping[str, Callable[[IndicatorLine], Iterable[str]]]] = {
    "layer": lambda line: {str(line.node.layer.depth)},
    "department": lambda line: {unit.code for unit in line.units} or {NOBODY},
    "kind": lambda line: {line.brief.kind},
    "judged": lambda line: {"yes" if line.brief.is_judged else "no"},
    "class": class_of,
    "change": lambda line: {line.course} if line.course and line.brief.is_judged else (),
    "outlook": lambda line: {line.outlook} if line.outlook else (),
    "missing": missing_of,
    "standing": standing_of,
    "explained": lambda line: {"yes" if line.brief.explanation else "no"},
    "finding": lambda line: {name for name, one in FINDINGS.items() if one.value in line.brief.severities},
}


def offered(listing: Listing, under: str) -> Iterable[tuple[str, str, Choices]]:
    """Yield name, label and choices of what this reader may narrow the list by, where there is a choice.

    `under` is the address of the node asked for: every node can be, not only those at the top that are offered.
    """
    scope, lines = listing.scope, listing.lines
    roots = listing.tree.roots
    tops = {one.node.address: str(one.node) for one in roots}
    if under not in tops and (asked := listing.tree.at(under)):
        tops[under] = str(asked)
    yield "under", roots[0].node.layer.name if roots else "上位", list(tops.items())
    layers = {line.node.layer.depth: line.node.layer.name for line in lines}
    if len(layers) > 1:
        yield "layer", "層", [(str(depth), layers[depth]) for depth in sorted(layers)]
    yield "department", "所管", departments(lines)
    kinds = {line.brief.kind for line in lines}
    yield "kind", "指標分類", [(value, label) for value, label in Indicator.Kind.choices if value in kinds]
    yield "judged", "判定", [("yes", "判定対象"), ("no", "補足")]
    if listing.rules.shows_classes:
        symbols = dict.fromkeys([*listing.rules.best_first, *(line.brief.symbol for line in lines)])
        levels = [(symbol, listing.rules.level(symbol)) for symbol in symbols]
        lower = [(LOWER, f"{'・'.join(listing.lower)}（低い方の区分）")] if listing.lower else []
        classes = [(symbol, f"{one.symbol} {one.label}".strip()) for symbol, one in levels]
        yield "class", "達成状況", [*classes, *lower]
        yield "change", "前年度から", [(one.value, words) for one, words in COURSE_WORDS.items()]
    returned = [(RETURNED, "差戻し")] if scope.internal else []
    yield "missing", "提出", [*MISSING_WORDS.items(), *returned]
    standing = [(one.value, words) for one, words in STANDING_WORDS.items() if words]
    yield "standing", "値の種別", [*standing, (LATEST, "直近値で判定")]
    if scope.shows_forecasts:
        expected = [(one.value, words) for one, words in OUTLOOK_WORDS.items()]
        yield "outlook", f"{scope.period.ordinal}目標への見込み", expected
    if scope.internal:
        yield "explained", "増減の説明", [("yes", "あり"), ("no", "なし")]
        yield "finding", "数値チェック", [(name, one.value) for name, one in FINDINGS.items()]
    if scope.shows_suggestions and listing.cycle:
        yield "differs", "評価と参考判定", [("yes", "異なる")]


def departments(lines: Sequence[IndicatorLine]) -> Choices:
    """Return the departments of the indicators and those above them, each below its own 局, by their codes."""
    found = {
        unit.code: (tuple(one.code for one in line.units[at:][::-1]), unit)
        for line in lines
        for at, unit in enumerate(line.units)
    }
    placed = sorted(found.values(), key=lambda one: one[0])
    nobody = [(NOBODY, "（所管課の登録なし）")] if any(not line.units for line in lines) else []
    return [*((unit.code, "　" * (len(place) - 1) + unit.name) for place, unit in placed), *nobody]
