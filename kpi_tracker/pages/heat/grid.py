"""The sheet of classes: one row a measure, one column a year, one cell the classes of the measure's indicators."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from evaluations.rating.scorecards.outlines import places_below
from evaluations.rating.scorecards.standings import keys_on_and_below
from indicators.calculation.attainment import attain
from indicators.calculation.spread import Spread, spread_of
from indicators.models import Indicator, RatingLevel
from indicators.models.indicator import with_figures
from indicators.scorecards import Rules
from kpi_tracker.pages.clocks import Clock, clocks_of
from policies.fiscal_year import FiscalYear
from policies.models import PolicyNode
from policies.page import Scope, number_read
from policies.scorecards.tree import PlanTree, prefixes
from store.actions.settled import settled_rows
from store.page import kept_parts


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One measure in one year; `query` leads to the list of the indicators that it is made of."""

    year: FiscalYear
    spread: Spread
    rules: Rules
    query: str

    @property
    def level(self) -> RatingLevel | None:
        """The class that stands for all of them; None where none has a class."""
        symbol = self.spread.middle
        return None if symbol is None else self.rules.level(symbol)

    @property
    def below(self) -> str:
        """The worst class and its number, where it is worse than what stands for all: d1."""
        return "".join(map(str, self.spread.below or ()))

    @property
    def count(self) -> str:
        """Of how many indicators it is made; where some have no class, of how many with one."""
        spread = self.spread
        return f"{spread.classed}/{spread.judged}" if spread.without else f"{spread.judged}"

    @property
    def words(self) -> str:
        """Say the same in full: 令和5年度　5指標（a2・b1・d1・判定なし1）."""
        parts = [f"{symbol}{count}" for symbol, count in self.spread.counts.items()]
        parts += [f"判定なし{self.spread.without}"] if self.spread.without else []
        return f"{self.year.era}　{self.spread.judged}指標（{'・'.join(parts)}）"


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One measure over the years; None stands where it has no judged indicator, or is no more."""

    node: PolicyNode
    cells: Sequence[HeatCell | None]


@dataclass(frozen=True, slots=True)
class HeatGroup:
    """The measures below one node at the top."""

    node: PolicyNode
    rows: Sequence[HeatRow]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The sheet, and by what each of its years is judged."""

    tree: PlanTree
    clocks: Mapping[FiscalYear, Clock]
    groups: Sequence[HeatGroup]

    @property
    def years(self) -> Sequence[FiscalYear]:
        return list(self.clocks)

    @property
    def shows_classes(self) -> bool:
        """Whether the reader is shown the classes of any of the years."""
        return any(clock.rules.shows_classes for clock in self.clocks.values())

    @property
    def legends(self) -> list[tuple[str, list[RatingLevel]]]:
        """The classes of each rules that judge one of the years, best first, under their name."""
        rules = {clock.rules.name: clock.rules for clock in self.clocks.values() if clock.rules.shows_classes}
        return [(name, [one.level(symbol) for symbol in one.best_first]) for name, one in rules.items()]


def read_heat_map(scope: Scope) -> HeatMap:
    """Read the sheet, in as many queries for ten measures and years as for hundreds."""
    tree, clocks = PlanTree.of(scope.period), clocks_of(scope, years_shown(scope))
    symbols = kept_symbols(scope, tree, clocks)
    rows = [row_of(scope, node, clocks, symbols.get(str(node.pk), [])) for node in tree.evaluated()]
    found: dict[int, list[HeatRow]] = {}
    for row in rows:
        found.setdefault((tree.ancestors(row.node) or [row.node])[0].pk, []).append(row)
    return HeatMap(tree, clocks, [HeatGroup(tree.node(pk), below) for pk, below in found.items()])


def years_shown(scope: Scope) -> list[FiscalYear]:
    """Return the period's years down to the latest with a figure, or to the one shown."""
    last = max([scope.year, *scope.years_with_results])
    return [year for year in scope.period.years if year <= last]


def kept_symbols(
    scope: Scope, tree: PlanTree, clocks: Mapping[FiscalYear, Clock]
) -> Mapping[str, Sequence[Sequence[str]]]:
    """Return what read_symbols() says, by the key of the measure as a text: each is judged once while it stands."""
    seen = scope.unconfirmed_of if scope.unconfirmed_of is None else sorted(scope.unconfirmed_of)
    judged_by = [(year.year, clock.cycle.pk if clock.cycle else None) for year, clock in clocks.items()]
    return kept_parts(
        f"classes over the years {scope.today} {scope.period.pk} {seen} {judged_by}",
        number_read(scope),
        places_below(tree, tree.evaluated()),
        partial(read_symbols, scope, tree, clocks),
    )


def read_symbols(
    scope: Scope, tree: PlanTree, clocks: Mapping[FiscalYear, Clock], keys: Collection[str]
) -> Mapping[str, list[Sequence[str]]]:
    """Return, by measure, the class of each judged indicator on and below it in each of the years."""
    measures = {tree.node(int(key)).path: key for key in keys}
    below = keys_on_and_below(tree, [tree.node(int(key)) for key in keys])
    found: dict[str, list[Sequence[str]]] = {key: [] for key in keys}
    for indicator in read_judged(scope, below):
        classes = symbols_of(indicator, scope, clocks)
        for path in prefixes(tree.node(indicator.node_id).path):
            if path in measures:
                found[measures[path]].append(classes)
    return found


def read_judged(scope: Scope, nodes: Sequence[int]) -> list[Indicator]:
    """Return the judged indicators on nodes with their figures, in the order of the plan."""

    def read(missing: Sequence[int]) -> list[tuple[int, Indicator]]:
        judged = Indicator.objects.filter(node__in=missing, is_judged=True)
        rows = judged.with_definitions().order_by("node__path", "order")
        return [(row.node_id, row) for row in rows]

    rows = settled_rows("judged definitions", nodes, read)
    return with_figures(rows, plan=scope.plan.pk, unconfirmed_of=scope.unconfirmed_of)


def symbols_of(indicator: Indicator, scope: Scope, clocks: Mapping[FiscalYear, Clock]) -> Sequence[str]:
    """Return the class of an indicator in each of the years, by the rules of that year."""
    series, first = indicator.series().seen_on(scope.today), scope.period.first
    return [
        attain(series, year, profile=clock.rules.profile, period_start=first).symbol
        for year, clock in clocks.items()
    ]


def row_of(
    scope: Scope, node: PolicyNode, clocks: Mapping[FiscalYear, Clock], symbols: Sequence[Sequence[str]]
) -> HeatRow:
    """Return one measure over the years; years whose classes the reader is not shown stay empty."""
    cells = []
    for place, (year, clock) in enumerate(clocks.items()):
        is_shown = symbols and clock.rules.shows_classes and not node.has_ended(year.year)
        of_year = (one[place] for one in symbols)
        cells.append(cell_of(scope, node, year, clock.rules, of_year) if is_shown else None)
    return HeatRow(node, cells)


def cell_of(
    scope: Scope, node: PolicyNode, year: FiscalYear, rules: Rules, symbols: Iterable[str]
) -> HeatCell:
    """Return one measure in one year, with the address of the list of just these indicators."""
    asked = {"plan": scope.plan.key, "period": scope.period.number, "year": year.year}
    query = urlencode(asked | {"under": node.address, "judged": "yes"})
    return HeatCell(year, spread_of(symbols, rules.best_first), rules, query)
