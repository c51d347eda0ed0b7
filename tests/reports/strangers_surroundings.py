"""An office and its indicators, and what stands around the figures in its papers: headings, sentences, page heads.

Everything here is invented. A kind of document draws an `Office` and asks it how it writes things.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tests.reports.strange_hands import GROUPS, OFFICES, Fact, Facts, Hand, Row, expected

# name, unit, usual size, decimals
INDICATORS: Final = (
    ("「週３回以上、体を動かす」と答えた75歳未満の市民の割合", "％", 44.0, 1),
    ("朝食を毎日食べている小学５年生の割合", "％", 91.0, 1), ("いじめの認知件数（千人当たり）", "件", 31.4, 1),
    ("審議会等における女性委員の登用率", "％", 33.0, 1), ("汚水処理人口普及率", "％", 86.2, 1),
    ("有収率", "％", 88.4, 2), ("経常収支比率", "％", 94.7, 1), ("将来負担比率", "％", 41.2, 1),
    ("市民１人１日当たりのごみ排出量", "g/人・日", 874, 0), ("温室効果ガス排出量", "千t-CO2", 1_284, 1),
    ("一般廃棄物のリサイクル率", "％", 19.6, 1), ("合計特殊出生率", "", 1.42, 2), ("保育所の待機児童数", "人", 38, 0),
    ("認知症サポーター養成講座の延べ受講者数", "人", 5_230, 0), ("自主防災組織の結成率", "％", 71.5, 1),
    ("木造住宅耐震診断の実施件数（累計）", "件", 412, 0), ("刑法犯認知件数", "件", 1_960, 0),
    ("コミュニティバスの年間利用者数", "人", 182_400, 0), ("ふるさと納税の寄附額", "百万円", 640, 0),
    ("新たに就農した45歳未満の者", "人／年", 17, 0), ("観光入込客数", "万人", 312, 1), ("延べ宿泊者数", "千人", 486, 0),
    ("製造品出荷額等", "億円", 2_740, 0), ("創業支援による開業件数", "件", 26, 0), ("空き家の解消戸数", "戸", 64, 0),
    ("市道（幹線）の改良済延長", "km", 213.5, 1), ("都市公園の１人当たり面積", "㎡", 9.8, 1),
    ("図書館の市民１人当たり貸出冊数", "冊", 5.4, 1), ("文化会館の自主事業入場者数", "人", 12_700, 0),
    ("外国人相談窓口の対応言語数", "言語", 8, 0), ("オンラインで申請できる手続の割合", "％", 37.0, 0),
    ("15～29歳の社会増減数（転入－転出）", "人", -420, 0), ("実質公債費比率", "％", 7.3, 1),
    ("むし歯のない３歳児の割合", "％", 84.9, 1), ("がん検診（大腸がん）の受診率", "％", 24.1, 1),
    ("12歳児の一人平均むし歯数", "本", 0.84, 2), ("不登校児童の出現率", "％", 0.52, 2), ("里親等委託率", "％", 17.8, 1),
    ("街路樹の剪定を住民と行う地区", "地区", 9, 0), ("介護予防教室「いきいき塾」の参加者", "人", 1_340, 0),
)  # fmt: skip
TEXTS: Final = ("全市町村", "策定", "全校で実施", "増加", "維持", "設置済み")
SECTIONS: Final = (
    "１　だれもが健やかに暮らせるまち", "基本目標２ 産業がにぎわうまち", "（３）学びあい、育ちあう", "Ⅳ 自然と生きる",
    "第５章　行財政運営", "施策の柱1-2 子どもを産み育てる環境づくり", "◇ 防災・防犯", "３－１ 地域福祉の推進",
)  # fmt: skip
IDLE: Final = (
    "　本市では、市民２,０００人を対象に調査を行い、９１２人から回答を得ました（回収率４５.６％）。",
    "計画の進行管理は、毎年度、庁内の推進会議（３回開催）と審議会（委員15人）で行います。",
    "　少子高齢化が進むなか、これまで以上に地域のつながりが求められています。",
    "なお、施設の整備に当たっては、補助率２分の１の交付金を活用します。",
    "本章に掲げる取組は、122事業のうち再掲を除く98事業です。",
    "　相談は月曜日から金曜日まで、午前８時30分から午後５時15分まで受け付けています。",
    "（注）端数処理のため、合計が一致しないことがあります。",
    "※ 数値は、翌年度の９月ごろに確定します。",
)  # fmt: skip
PAGES: Final = ("- 27 -", "36", "5 / 24 ページ", "第３部　基本計画", "資料編", "（次ページへ続く）")


@dataclass(frozen=True, slots=True)
class Kpi:
    """An invented indicator; amounts by year, printed with as many decimals."""

    name: str
    unit: str
    decimals: int
    base_year: int
    base: float
    targets: dict[int, float]
    actuals: dict[int, float]

    def based(self, year: int = 0) -> Fact:
        return ("baseline", str(year or self.base_year), self.base)

    def aims(self, years: Sequence[int]) -> list[Fact]:
        return [("targets", str(year), self.targets[year]) for year in years if year in self.targets]

    def results(self, years: Sequence[int]) -> list[Fact]:
        return [("actuals", str(year), self.actuals[year]) for year in years if year in self.actuals]

    def told(self, *facts: Fact | list[Fact]) -> Facts:
        flat = [one for each in facts for one in (each if isinstance(each, list) else [each])]
        return expected(self.name, flat)


@dataclass(frozen=True, slots=True)
class Office:
    """Who writes one document: what it measures, for which years, and how it writes."""

    hand: Hand
    found: list[Kpi]
    years: list[int]

    def one_of(self, trait: str, *choices: str) -> str:
        return self.hand.one_of(trait, *choices)

    def word(self, *choices: str) -> str:
        return self.hand.word(*choices)

    def chance(self, share: float) -> bool:
        return self.hand.random.random() < share

    def year(self, year: int) -> str:
        return self.hand.year(year)

    @property
    def unit_at(self) -> str:
        """Where units stand: name, value, column or none."""
        return self.hand.traits["unit"]

    @property
    def absent(self) -> str:
        return self.hand.traits["absent"]

    def figure(self, one: Kpi, value: float | None) -> str:
        if value is None:
            return self.absent
        return self.bare(one, value) + (one.unit if self.unit_at == "value" else "")

    def bare(self, one: Kpi, value: float) -> str:
        """A figure without its unit, with the decimals and the minus of this office."""
        minus = self.one_of("minus", "▲", "△", "-", "－") if value < 0 else ""
        text = minus + f"{abs(value):,.{one.decimals}f}"
        if self.hand.traits["digits"] == "wide":
            text = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
        return text

    def rate(self, one: Kpi, year: int) -> str:
        aim, result = one.targets.get(year), one.actuals.get(year)
        return self.absent if not aim or result is None else f"{result / aim * 100:.1f}%"

    def title(self, one: Kpi) -> str:
        """A name as it is printed, with its unit where this office puts it there."""
        return f"{one.name}（{one.unit}）" if self.unit_at == "name" and one.unit else one.name

    def wrapped(self, text: str, sign: str = " ", least: int = 12) -> str:
        """A long name, broken where a cell was too narrow."""
        if len(text) <= least + 2 or self.one_of("wrapped", "no", "yes") == "no":
            return text
        at = self.hand.random.randint(least - 3, least)
        return text[:at] + sign + text[at:]

    def section(self) -> str:
        return self.word(*SECTIONS, *GROUPS)

    def idle(self, least: int = 0, most: int = 2) -> list[str]:
        """Sentences that tell of no indicator."""
        return self.hand.random.sample(IDLE, self.hand.random.randint(least, most))

    def page(self) -> str:
        return self.word(*PAGES)

    def bureau(self) -> str:
        return self.word(*OFFICES)


def office(told: Hand, least: int = 3, most: int = 8, years: tuple[int, int] = (4, 6)) -> Office:
    """Draw indicators and years for somebody who writes."""
    random = told.random
    first, count = random.randint(2008, 2024), random.randint(*years)
    span = list(range(first, first + count))
    known = span[: random.randint(1, count - 1)]
    kinds = random.sample(INDICATORS, random.randint(least, most))
    found = [_kpi(told, kind, span, known) for kind in kinds]
    return Office(told, found, span)


def _kpi(told: Hand, kind: tuple[str, str, float, int], span: list[int], known: list[int]) -> Kpi:
    name, unit, size, places = kind
    way = told.random.choice((1, 1, -1)) * told.random.uniform(0.01, 0.05)
    is_flat = told.random.random() < 0.1  # the same target every year

    def near(step: float) -> float:
        value = round(size * (1 + way * step) * told.random.uniform(0.97, 1.03), places)
        return float(value) + 0.0  # no minus zero

    aims = {year: near(at) for at, year in enumerate(span, 1)}
    if is_flat:
        aims = dict.fromkeys(span, aims[span[-1]])
    results = {year: near(at) for at, year in enumerate(known, 1)}
    return Kpi(name, unit, places, span[0] - told.random.randint(1, 3), near(0), aims, results)


def based_alike(those: Office) -> Office:
    """The same office, whose indicators all start in the year before the first."""
    found = [
        Kpi(one.name, one.unit, one.decimals, those.years[0] - 1, one.base, one.targets, one.actuals)
        for one in those.found
    ]
    return Office(those.hand, found, those.years)


def rows_as_text(those: Office, rows: list[Row], *ways: str) -> str:
    """Rows as text, in one of some ways; where empty cells decide, only ways that keep them are asked for."""
    way = those.one_of("cells", *(ways or ("pipes", "framed", "tabs", "dense", "stacked", "wide")))
    full = [[cell for cell in row if cell] for row in rows]
    if way in {"dense", "wide", "stacked"}:
        sign = {"dense": " | ", "wide": "  ", "stacked": "\n"}[way]
        return "\n".join(sign.join(row) for row in full if row)
    lines = [("\t" if way == "tabs" else " | ").join(row) for row in rows]
    return "\n".join(f"| {line} |" if way == "framed" else line for line in lines)
