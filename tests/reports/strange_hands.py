"""Hands that write reports: the indicators of one document, and how an office writes names, figures and years."""

from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from tests.reports.renderings import YEARS, Written, amount

Facts = dict[str, Any]

THINGS: Final = (
    "特定健康診査", "がん検診（胃がん）", "子育て支援センター", "放課後児童クラブ", "1日当たりのごみ",
    "65歳以上の高齢者", "地域包括支援センター", "学校給食における地場産物", "移住相談窓口", "市道（幹線）", "防災訓練",
    "自治会", "CO2", "全国学力調査（小6算数）", "スポーツ施設", "観光案内所", "認定農業者", "企業立地",
    "公共下水道", "図書館", "ＩＣＴ活用研修", "男性職員の育児休業", "空き家バンク", "再生可能エネルギー",
    "障害者就労施設", "県産木材",
)  # fmt: skip
MEASURES: Final = (
    ("の利用者数", "人", 4_300, 0), ("の受診率", "％", 41, 1), ("の設置数", "か所", 24, 0), ("の割合", "%", 63, 1),
    ("の件数（累計）", "件", 140, 0), ("の面積", "ha", 812, 1), ("の排出量", "t", 38_400, 0),
    ("の満足度", "％", 58, 1), ("の参加者数", "人", 960, 0), ("の販売額", "億円", 214, 0),
    ("の延べ利用回数", "回", 15_700, 0), ("の取得率", "％", 27, 1), ("の実施市町村数", "市町村", 11, 0),
    ("の整備延長", "km", 96, 1), ("の認定数", "社", 320, 0), ("の量", "万トン", 23, 1),
)  # fmt: skip
BASES: Final = (
    "現状値",
    "基準値",
    "策定時",
    "計画策定時",
    "当初値",
    "現況値",
    "現状",
    "基準年度値",
    "策定時の値",
    "計画当初",
    "基準",
)
AIMS: Final = (
    "目標値",
    "目標",
    "数値目標",
    "目標数値",
    "最終目標",
    "計画値",
    "目標（値）",
    "目標指標値",
    "計画目標値",
)
RESULTS: Final = ("実績値", "実績", "実績（値）", "最新値", "直近値", "達成値", "実績数値")
RATES: Final = ("達成率", "進捗率", "達成度", "達成率（％）", "目標達成率", "進捗状況（％）")
MARKS: Final = ("評価", "判定", "進捗評価", "達成状況", "区分", "自己評価")
GROUPS: Final = (
    "1 安心の暮らし",
    "基本目標Ⅱ 産業の振興",
    "（3）学びの充実",
    "◆環境",
    "第２章　健康・福祉",
    "政策1-2 子育て",
)
OFFICES: Final = ("健康課", "企画政策部", "農林水産課", "教育委員会", "生活環境部 資源循環課")
REMARKS: Final = (
    "毎年度５件の増加を目指す", "国の目標（80％）に準じる", "県民意識調査（2,000人）", "国勢調査",
    "過去３年間の平均を上回る", "令和元年度の水準に回復", "厚生労働省「人口動態統計」", "調査対象：18歳以上の3,000人",
)  # fmt: skip


@dataclass(slots=True)
class Measured:
    """An invented indicator; amounts by year."""

    name: str
    unit: str
    base_year: int
    base: float
    targets: dict[int, float]
    actuals: dict[int, float]


@dataclass(slots=True)
class Hand:
    """How one office writes: everything that is the same through one document."""

    random: Random
    traits: dict[str, str] = field(default_factory=dict)
    found: list[Measured] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    year: Written = str

    def one_of(self, trait: str, *choices: str) -> str:
        """Draw a trait of the document; it is counted."""
        return self.traits.setdefault(trait, self.random.choice(choices))

    def word(self, *choices: str) -> str:
        return self.random.choice(choices)

    def value(self, one: Measured, value: float | None) -> str:
        if value is None:
            return self.traits["absent"]
        text = amount(value, "", wide=self.traits["digits"] == "wide", with_unit=False)
        if self.traits["digits"] == "spaced":
            text = text.replace(",", ", ")
        return text + (one.unit if self.traits["unit"] == "value" else "")

    def name(self, one: Measured) -> str:
        name = f"{one.name}（{one.unit}）" if self.traits["unit"] == "name" else one.name
        if self.traits["names"] == "broken" and len(name) > 7 and self.random.random() < 0.6:
            at = self.random.randint(4, len(name) - 2)
            name = f"{name[:at]} {name[at:]}" if name[at - 1 : at + 1].isalpha() else name
        return name

    def dated(self, text: str, year: int) -> str:
        """A figure with its own year, in one of the ways of writing it."""
        way = self.one_of("dated", "behind", "spaced", "before", "before in brackets", "now")
        ways = {
            "behind": f"{text}({self.year(year)})",
            "spaced": f"{text} （{self.year(year)}）",
            "before": f"{self.year(year)} {text}",
            "before in brackets": f"（{self.year(year)}）{text}",
            "now": f"{text}（{self.year(year)}末現在）",
        }
        return ways[way]


def hand(random: Random, most: int = 9) -> Hand:
    """Draw two to some indicators, years, and how this office writes."""
    told = Hand(random)
    told.year = YEARS[told.one_of("years", *YEARS)] if random.random() < 0.8 else _also(told)
    first, count = random.randint(2009, 2025), random.randint(3, 6)
    told.years = list(range(first, first + count))
    told.one_of("unit", "name", "value", "column", "none")
    told.one_of("digits", "plain", "plain", "wide", "spaced")
    told.one_of("absent", "－", "―", "-", "…", "集計中")
    told.one_of("names", "plain", "broken")
    told.one_of("noise", "none", "page", "notes", "scraps")
    known = random.randint(1, count - 1)
    for thing in random.sample(THINGS, random.randint(2, most)):
        told.found.append(_measured(random, thing, told.years, known))
    return told


def _also(told: Hand) -> Written:
    ways: dict[str, Written] = {
        "year 年": lambda year: f"{year}年",
        "bare era": lambda year: YEARS["era"](year).removesuffix("度"),
        "western (letter)": lambda year: f"{year}({YEARS['era letter'](year)})",
        "letter (western)": lambda year: f"{YEARS['era letter'](year)}（{year}）",
        "blanks": lambda year: " ".join((YEARS["era"](year)[:2], YEARS["era"](year)[2:-2], "年度")),
        "western blank": lambda year: f"{year} 年度",
        "letter 年度": lambda year: YEARS["era letter"](year) + "年度",
        "dotted": lambda year: YEARS["era letter"](year)[:1] + "." + YEARS["era letter"](year)[1:],
    }
    told.traits["years"] = told.random.choice(list(ways))
    return ways[told.traits["years"]]


def _measured(random: Random, thing: str, years: list[int], known: int) -> Measured:
    measure, unit, size, decimals = random.choice(MEASURES)
    way = random.choice((1, 1, 1, -1)) * random.uniform(0.01, 0.06)

    def near(step: float) -> float:
        return float(round(size * (1 + way * step) * random.uniform(0.98, 1.02), decimals or None))

    return Measured(
        f"{thing}{measure}", unit, years[0] - random.randint(1, 2), near(0),
        {year: near(at) for at, year in enumerate(years, 1)},
        {year: near(at) for at, year in enumerate(years[:known], 1)},
    )  # fmt: skip


Row = list[str]
Fact = tuple[str, str, float]  # kind, year or nothing, value


def expected(name: str, facts: list[tuple[str, str, float]]) -> Facts:
    told: Facts = {"name": name}
    for kind, year, value in facts:
        if kind == "baseline":
            told[kind] = {"value": value} | ({"fiscal_year": int(year)} if year else {})
        else:
            told.setdefault(kind, {})[year] = value
    return told
