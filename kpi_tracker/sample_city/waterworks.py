"""What the waterworks of the invented city promise: their sections, their work, and by what it is measured."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from indicators.calculation.facts import Accumulation, Comparator, Direction, TargetScope
from kpi_tracker.sample_city.figures import FIRST_YEAR, Calendar, Fields
from policies.fiscal_year import FiscalYear

BUREAU, PLANNING, WORKS, SERVICE = "900000", "901100", "901200", "901300"
DEPARTMENTS: Final = (
    (BUREAU, "上下水道局", None, "bureau"),
    (PLANNING, "水道経営課", BUREAU, "section"),
    (WORKS, "水道施設課", BUREAU, "section"),
    (SERVICE, "水質管理課", BUREAU, "section"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """An indicator with the one figure that the plan promises for its last year.

    Its results are `values`, in turn, or else the way to the goal that an even pace would have led to by the year,
    times each of `paces` in turn.
    """

    name: str
    unit: str
    direction: Direction
    goal: str
    comparator: Comparator
    baseline: str | None = None
    decimals: int = 0
    accumulation: Accumulation = Accumulation.ANNUAL
    formula: str = "F1"
    paces: tuple[str, ...] = ("1",)
    values: tuple[str, ...] = ()
    mid: str = ""
    every: int = 0  # asked by a list of years alone, so many apart; 0: every year
    known_from: str = ""

    def asks(self, year: int) -> bool:
        """Tell whether there is a figure of that year at all."""
        return not self.every or (year - FIRST_YEAR) % self.every == 1

    def fields(self, calendar: Calendar) -> Fields:
        """Return what its row says, without its place."""
        known: Fields = {}
        if self.baseline is not None:
            known = {"baseline_value": Decimal(self.baseline), "baseline_year": calendar.baseline}
        if self.every:
            asked = [FiscalYear(year).era for year in range(FIRST_YEAR, calendar.last + 1) if self.asks(year)]
            known |= {"asked": "listed", "asked_years": "、".join(asked)}
        return known | {
            "known_from": self.known_from,
            "name": self.name,
            "kind": "outcome",
            "is_judged": True,
            "unit": self.unit,
            "decimals": self.decimals,
            "direction": self.direction.value,
            "accumulation": self.accumulation.value,
            "rate_formula": self.formula,
            "method": f"{self.name}（水道統計による）",
        }

    def targets(self, last: int) -> list[Fields]:
        """Return the promise for the last year, and the one on the way to it, if there is any."""
        end = {"fiscal_year": last, "scope": TargetScope.PERIOD.value, "value": Decimal(self.goal)}
        rows = [end | {"comparator": self.comparator.value}]
        if self.mid:
            halfway = (FIRST_YEAR + last) // 2
            mid = {"fiscal_year": halfway, "scope": TargetScope.MID.value, "value": Decimal(self.mid)}
            rows.insert(0, mid | {"comparator": self.comparator.value})
        return rows

    def figure(self, turn: int, span: int) -> Decimal:
        """Return what was found in the year of that turn, the plan having `span` years."""
        if self.values:
            return Decimal(self.values[turn % len(self.values)])
        start = Decimal(self.baseline or 0)
        way = (Decimal(self.goal) - start) * (turn + 1) / span * Decimal(self.paces[turn % len(self.paces)])
        return (start + way).quantize(Decimal(1).scaleb(-self.decimals))


@dataclass(frozen=True, slots=True)
class Work:
    """An 実施事業 with the section that does it and what it is measured by."""

    name: str
    section: str
    promises: tuple[Promise, ...]


QUALITY: Final = Promise(
    name="水質基準に適合しなかった検査の件数",
    unit="件",
    direction=Direction.KEEP,
    goal="0",
    comparator=Comparator.AT_MOST,
    formula="F2",
    values=("0", "0", "1", "0"),
)
COMPLAINTS: Final = Promise(
    name="水質に関する苦情の件数",
    unit="件",
    direction=Direction.DOWN,
    baseline="24",
    goal="12",
    comparator=Comparator.AT_MOST,
    formula="F8",
    paces=("0.9", "1.2", "0.7", "1.1"),
)
LEAD_PIPES: Final = Promise(
    name="鉛製給水管を取り替えた戸数",
    unit="戸",
    direction=Direction.UP,
    accumulation=Accumulation.CUMULATIVE,
    baseline="1200",
    goal="3600",
    comparator=Comparator.AT_LEAST,
    values=("180", "210", "195", "230", "160"),
)
STRONG_PIPES: Final = Promise(
    name="基幹管路の耐震化率",
    unit="％",
    direction=Direction.UP,
    accumulation=Accumulation.POINT,
    baseline="38.4",
    goal="62.0",
    mid="50.0",
    comparator=Comparator.AT_LEAST,
    decimals=1,
    paces=("0.9", "0.95", "1.0", "0.97"),
)
BURSTS: Final = Promise(
    name="断水を伴う漏水事故の件数",
    unit="件",
    direction=Direction.DOWN,
    baseline="3",
    goal="0",
    comparator=Comparator.AT_MOST,
    formula="F2",
    values=("3", "2", "4", "1", "2"),
)
YIELD: Final = Promise(
    name="有収率",
    unit="％",
    direction=Direction.KEEP,
    baseline="93.1",
    goal="92.0",
    comparator=Comparator.AT_LEAST,
    decimals=1,
    values=("93.0", "92.6", "92.2", "91.8"),
)
BALANCE: Final = Promise(
    name="純損益",
    unit="百万円",
    direction=Direction.UP,
    baseline="-180",
    goal="60",
    comparator=Comparator.AT_LEAST,
    formula="F4",
    paces=("0.6", "0.8", "1.1", "0.9"),
)
COST: Final = Promise(
    name="給水原価",
    unit="円/㎥",
    direction=Direction.DOWN,
    baseline="168.2",
    goal="160.0",
    comparator=Comparator.AT_MOST,
    decimals=1,
    formula="F8",
    values=("168.0", "169.4", "171.2", "170.6"),
)
COLLECTED: Final = Promise(
    name="水道料金の収納率",
    unit="％",
    direction=Direction.UP,
    baseline="97.9",
    goal="99.0",
    mid="98.5",
    comparator=Comparator.AT_LEAST,
    decimals=1,
    paces=("1.0", "1.2", "1.1"),
)
SATISFIED: Final = Promise(
    name="水道のサービスに満足している利用者の割合",
    unit="％",
    direction=Direction.UP,
    accumulation=Accumulation.POINT,
    baseline="71.5",
    goal="80.0",
    comparator=Comparator.AT_LEAST,
    decimals=1,
    every=3,
    known_from="当年度12月",
    paces=("0.8",),
)
TREE: Final[tuple[tuple[str, tuple[tuple[str, tuple[Work, ...]], ...]], ...]] = (
    (
        "安全な水を届ける",
        (
            ("水質の管理を強める", (Work("水質検査と水源の監視", SERVICE, (QUALITY, COMPLAINTS)),)),
            ("古い給水管をなくす", (Work("鉛製給水管の取替え", WORKS, (LEAD_PIPES,)),)),
        ),
    ),
    (
        "災害に強い水道をつくる",
        (
            (
                "管路を強くする",
                (
                    Work("基幹管路の更新", WORKS, (STRONG_PIPES,)),
                    Work("漏水の調査と修繕", WORKS, (BURSTS, YIELD)),
                ),
            ),
        ),
    ),
    (
        "健全な経営を続ける",
        (
            ("収支を保つ", (Work("経営の効率化", PLANNING, (BALANCE, COST)),)),
            ("利用者に応える", (Work("料金と窓口のサービス", PLANNING, (COLLECTED, SATISFIED)),)),
        ),
    ),
)
