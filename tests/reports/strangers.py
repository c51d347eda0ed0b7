"""Reports by other hands: one invented plan, printed in kinds that the other generators do not know, with the truth.

`stranger(kind, seed)` is the same for the same seed. What a document is made of (`traits`) is drawn at random and
handed out, so that it can be counted which traits are read badly; nobody needs to look at a single text for that.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from tests.reports.renderings import YEARS, Written, amount

Facts = dict[str, Any]

THINGS: Final = (
    "特定健康診査", "がん検診（胃がん）", "子育て支援センター", "放課後児童クラブ", "1日当たりのごみ", "65歳以上の高齢者",
    "地域包括支援センター", "学校給食における地場産物", "移住相談窓口", "市道（幹線）", "防災訓練", "自治会", "CO2",
    "全国学力調査（小6算数）", "スポーツ施設", "観光案内所", "認定農業者", "企業立地", "公共下水道", "図書館",
    "ＩＣＴ活用研修", "男性職員の育児休業", "空き家バンク", "再生可能エネルギー", "障害者就労施設", "県産木材",
)  # fmt: skip
MEASURES: Final = (
    ("の利用者数", "人", 4_300, 0), ("の受診率", "％", 41, 1), ("の設置数", "か所", 24, 0), ("の割合", "%", 63, 1),
    ("の件数（累計）", "件", 140, 0), ("の面積", "ha", 812, 1), ("の排出量", "t", 38_400, 0), ("の満足度", "％", 58, 1),
    ("の参加者数", "人", 960, 0), ("の販売額", "億円", 214, 0), ("の延べ利用回数", "回", 15_700, 0), ("の取得率", "％", 27, 1),
    ("の実施市町村数", "市町村", 11, 0), ("の整備延長", "km", 96, 1), ("の認定数", "社", 320, 0), ("の量", "万トン", 23, 1),
)  # fmt: skip
BASES: Final = ("現状値", "基準値", "策定時", "計画策定時", "当初値", "現況値", "現状", "基準年度値", "策定時の値", "計画当初", "基準")
AIMS: Final = ("目標値", "目標", "数値目標", "目標数値", "最終目標", "計画値", "目標（値）", "目標指標値", "計画目標値")
RESULTS: Final = ("実績値", "実績", "実績（値）", "最新値", "直近値", "達成値", "実績数値")
RATES: Final = ("達成率", "進捗率", "達成度", "達成率（％）", "目標達成率", "進捗状況（％）")
MARKS: Final = ("評価", "判定", "進捗評価", "達成状況", "区分", "自己評価")
GROUPS: Final = ("1 安心の暮らし", "基本目標Ⅱ 産業の振興", "（3）学びの充実", "◆環境", "第２章　健康・福祉", "政策1-2 子育て")
OFFICES: Final = ("健康課", "企画政策部", "農林水産課", "教育委員会", "生活環境部 資源循環課")
REMARKS: Final = (
    "毎年度５件の増加を目指す", "国の目標（80％）に準じる", "県民意識調査（2,000人）", "国勢調査", "過去３年間の平均を上回る",
    "令和元年度の水準に回復", "厚生労働省「人口動態統計」", "調査対象：18歳以上の3,000人",
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


# --- what a table has in its columns ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its title, what it says of each indicator, and which fact that is."""

    title: str
    cell: Callable[[Measured], str]
    fact: Callable[[Measured], tuple[str, str, float] | None] = lambda _: None


def base_field(told: Hand) -> Field:
    """The baseline: its year above, inside, or (where it is the same for all) in the title."""
    word = told.word(*BASES)
    way = told.one_of("base year", "title", "cell", "none")
    if way == "title":
        for one in told.found:
            one.base_year = told.years[0] - 1
        shown = told.year(told.years[0] - 1)
        title = told.word(f"{word}（{shown}）", f"{word} {shown}", f"{shown}{word}", f"{word}({shown})")
    else:
        title = word
    fact = "baseline"

    def cell(one: Measured) -> str:
        text = told.value(one, one.base)
        return told.dated(text, one.base_year) if way == "cell" else text

    return Field(title, cell, lambda one: (fact, "" if way == "none" else str(one.base_year), one.base))


def target_field(told: Hand, year: int, word: str) -> Field:
    shown = told.year(year)
    titles = {
        "bracket": f"{word}（{shown}）", "before": f"{shown}{word}", "before blank": f"{shown} {word}",
        "behind": f"{word} {shown}",
    }  # fmt: skip
    title = titles[told.one_of("target title", *titles)]
    return Field(title, lambda one: told.value(one, one.targets[year]), lambda one: ("targets", str(year), one.targets[year]))


def result_field(told: Hand, year: int, word: str) -> Field:
    shown = told.year(year)
    titles = {"before": f"{shown}{word}", "bracket": f"{word}（{shown}）", "before blank": f"{shown} {word}"}
    title = titles[told.one_of("result title", *titles)]

    def fact(one: Measured) -> tuple[str, str, float] | None:
        return ("actuals", str(year), one.actuals[year]) if year in one.actuals else None

    return Field(title, lambda one: told.value(one, one.actuals.get(year)), fact)


def rate_field(told: Hand, year: int) -> Field:
    word = told.word(*RATES)

    def cell(one: Measured) -> str:
        aim, result = one.targets.get(year), one.actuals.get(year)
        return told.traits["absent"] if not aim or result is None else f"{result / aim * 100:.1f}％"

    return Field(word, cell)


def mark_field(told: Hand) -> Field:
    marks = told.word("ABC", "◎○△", "ＡＢＣ", "123")
    return Field(told.word(*MARKS), lambda _: told.random.choice(marks))


def lead_fields(told: Hand) -> list[Field]:
    """What stands before the figures: number, name, explanation, unit."""
    fields: list[Field] = []
    numbers = iter(range(told.random.choice((1, 1, 17)), 999))
    if told.one_of("number", "none", "none", "column") == "column":
        fields.append(Field(told.word("No.", "番号", "№", ""), lambda _: str(next(numbers))))
    title = told.word("指標", "指標名", "KPI", "成果指標", "評価指標", "数値目標", "重要業績評価指標（KPI）", "項目", "指標名称", "目標項目")
    fields.append(Field(title, told.name))
    if told.one_of("explained", "none", "none", "column") == "column":
        fields.append(Field(told.word("指標の説明", "算出方法", "定義"), lambda _: told.random.choice(REMARKS)))
    if told.traits["unit"] == "column":
        fields.append(Field("単位", lambda one: one.unit))
    return fields


def tail_fields(told: Hand) -> list[Field]:
    """What stands behind the figures: remarks, sources, offices."""
    told.one_of("tail", "none", "remark", "office", "both")
    fields: list[Field] = []
    if told.traits["tail"] in {"remark", "both"}:
        fields.append(Field(told.word("備考", "出典", "目標値の考え方", "設定の考え方"), lambda _: told.random.choice(REMARKS)))
    if told.traits["tail"] in {"office", "both"}:
        fields.append(Field(told.word("担当課", "所管", "担当部局"), lambda _: told.random.choice(OFFICES)))
    return fields


def figure_fields(told: Hand) -> list[Field]:
    """What is told of each indicator: one of the usual choices of baseline, targets, results, rate and mark."""
    aim, result = told.word(*AIMS), told.word(*RESULTS)
    *past, last = told.years
    past = past[: told.random.randint(1, 4)]
    plans: dict[str, list[Field]] = {
        "base and target": [base_field(told), target_field(told, last, aim)],
        "base and two targets": [base_field(told), *(target_field(told, year, aim) for year in (told.years[1], last))],
        "yearly targets": [base_field(told), *(target_field(told, year, aim) for year in told.years)],
        "results and target": [base_field(told), *(result_field(told, year, result) for year in past), target_field(told, last, aim)],
        "target first": [target_field(told, last, aim), base_field(told), *(result_field(told, year, result) for year in past)],
        "target and result": [target_field(told, past[-1], aim), result_field(told, past[-1], result), rate_field(told, past[-1])],
        "evaluation": [base_field(told), target_field(told, last, aim), result_field(told, past[-1], result), rate_field(told, past[-1]), mark_field(told)],
    }  # fmt: skip
    return plans[told.one_of("plan", *plans)]


Row = list[str]


def table(told: Hand) -> tuple[list[Row], list[Facts]]:
    """Return the rows of a table with its head, and the facts in it."""
    figures = figure_fields(told)
    fields = [*lead_fields(told), *figures, *tail_fields(told)]
    told.one_of("groups", "none", "none", "rows", "column")
    rows = [[one.title for one in fields]]
    facts: list[Facts] = []
    for at, one in enumerate(told.found):
        group = told.word(*GROUPS) if not at or told.random.random() < 0.3 else ""
        if group and told.traits["groups"] == "rows":
            rows.append([group])
        row = [each.cell(one) for each in fields]
        rows.append([group, *row] if told.traits["groups"] == "column" else row)
        facts.append(expected(one.name, [fact for each in figures if (fact := each.fact(one))]))
    if told.traits["groups"] == "column":
        rows[0] = [told.word("施策", "分野", ""), *rows[0]]
    return rows, facts


def expected(name: str, facts: list[tuple[str, str, float]]) -> Facts:
    told: Facts = {"name": name}
    for kind, year, value in facts:
        if kind == "baseline":
            told[kind] = {"value": value} | ({"fiscal_year": int(year)} if year else {})
        else:
            told.setdefault(kind, {})[year] = value
    return told


# --- kinds of documents --------------------------------------------------------------------------------------------


def piped(told: Hand, rows: list[Row]) -> str:
    """Rows with signs; what a PDF loses on the way is lost in some of them."""
    way = told.one_of("pipes", "framed", "bare", "no empty", "glued", "ragged", "tabs", "head apart")
    if way == "glued":  # a cell and the next became one
        rows = [rows[0], *(_glued(told, row) for row in rows[1:])]
    if way == "ragged":  # an empty cell more here and there
        rows = [[*row[:1], "", *row[1:]] if told.random.random() < 0.2 and at else row for at, row in enumerate(rows)]
    if way == "no empty":
        rows = [[cell for cell in row if cell] for row in rows]
    if way == "head apart":
        return "\n".join([" ".join(rows[0]), *(" | ".join(row) for row in rows[1:])])
    sign = "\t" if way == "tabs" else " | "
    lines = [sign.join(row) for row in rows]
    return "\n".join(f"| {line} |" if way == "framed" else line for line in lines)


def _glued(told: Hand, row: Row) -> Row:
    if len(row) < 4 or told.random.random() > 0.15:
        return row
    return [f"{row[0]} {row[1]}", *row[2:]]


def spaced(told: Hand, rows: list[Row]) -> str:
    """Cells parted by blanks: on a line a row, all on one line, or with wide gaps."""
    way = told.one_of("spaces", "one", "wide", "all on one line", "full width")
    sign = {"one": " ", "wide": "   ", "full width": "　", "all on one line": " "}[way]
    return (" " if way == "all on one line" else "\n").join(sign.join(cell for cell in row if cell) for row in rows)


def stacked(told: Hand, rows: list[Row]) -> str:
    """A cell a line, empty lines between or not."""
    between = told.one_of("between", "\n", "\n\n")
    return between.join(cell for row in rows for cell in row if cell)


def blocks(told: Hand, rows: list[Row]) -> str:
    """A heading for each indicator, below it a line for each figure."""
    way = told.one_of("pairs", "：", ":", " ", "\t", "】")
    head, *body = [row for row in rows if len(row) > 2]
    lines: list[str] = []
    for row in body:
        for title, cell in zip(head, row, strict=False):
            if not title or not cell:
                continue
            lines.append(f"【{title}{way}{cell}" if way == "】" else f"{title}{way}{cell}")
        lines += [""] if told.random.random() < 0.7 else []
    return "\n".join(lines)


def two_lines(told: Hand) -> tuple[list[Row], list[Facts]]:
    """Years above; a line of targets and one of results (and of rates) for each indicator."""
    rated, based = told.one_of("rated", "no", "yes") == "yes", told.one_of("based", "no", "yes") == "yes"
    aim, result = told.word("目標", "目標値", "計画", "計画値"), told.word("実績", "実績値")
    base = base_field(told) if based else None
    lead = lead_fields(told)
    rows = [[*(one.title for one in lead), *([base.title] if base else []), told.word("区分", "", "年度"), *map(told.year, told.years)]]
    facts: list[Facts] = []
    for one in told.found:
        first = [each.cell(one) for each in lead]
        again = first if told.one_of("names again", "no", "no", "yes") == "yes" else [""] * len(first)
        own = [base.cell(one)] if base else []
        rows.append([*first, *own, aim, *(told.value(one, one.targets[year]) for year in told.years)])
        rows.append([*again, *[""] * len(own), result, *(told.value(one, one.actuals.get(year)) for year in told.years)])
        if rated:
            rows.append([*again, *[""] * len(own), told.word("達成率", "進捗率", "達成率(%)"), *(_rate(told, one, year) for year in told.years)])
        found = [("targets", str(year), one.targets[year]) for year in told.years]
        found += [("actuals", str(year), value) for year, value in one.actuals.items()]
        found += [fact] if base and (fact := base.fact(one)) else []
        facts.append(expected(one.name, found))
    return rows, facts


def _rate(told: Hand, one: Measured, year: int) -> str:
    aim, result = one.targets.get(year), one.actuals.get(year)
    return told.traits["absent"] if not aim or result is None else f"{result / aim * 100:.1f}％"


def two_heads(told: Hand) -> tuple[list[Row], list[Facts]]:
    """Years above, below each target and result (and rate); or roles above and years below."""
    words = [told.word("目標", "目標値", "計画"), told.word("実績", "実績値")]
    words += [told.word("達成率", "進捗率")] if told.one_of("rated", "no", "yes") == "yes" else []
    years = told.years[:4]
    lead = lead_fields(told)
    blank = [""] * len(lead)
    is_by_role = told.one_of("heads", "years above", "roles above", "single") == "roles above"
    if is_by_role:
        rows = [
            [*(one.title for one in lead), *(cell for word in words for cell in (word, *[""] * (len(years) - 1)))],
            [*blank, *(told.year(year) for _ in words for year in years)],
        ]
    elif told.traits["heads"] == "single":
        rows = [[*(one.title for one in lead), *(f"{told.year(year)}{word}" for year in years for word in words)]]
    else:
        rows = [
            [*(one.title for one in lead), *(cell for year in years for cell in (told.year(year), *[""] * (len(words) - 1)))],
            [*blank, *words * len(years)],
        ]
    facts: list[Facts] = []
    for one in told.found:
        cells = {(at, year): text for year in years for at, text in enumerate((
            told.value(one, one.targets[year]), told.value(one, one.actuals.get(year)), _rate(told, one, year)))}  # fmt: skip
        order = [(at, year) for at in range(len(words)) for year in years] if is_by_role else [(at, year) for year in years for at in range(len(words))]
        rows.append([*(each.cell(one) for each in lead), *(cells[key] for key in order)])
        found = [("targets", str(year), one.targets[year]) for year in years]
        found += [("actuals", str(year), value) for year, value in one.actuals.items() if year in years]
        facts.append(expected(one.name, found))
    return rows, facts


def records(told: Hand) -> tuple[str, list[Facts]]:
    """JSON by anybody: keys in a case, in English or Japanese, years in keys, beside, inside, in lists or maps."""
    case = told.one_of("keys", "snake", "camel", "japanese")
    shape = told.one_of("shape", "flat", "map by year", "list by year", "parallel", "nested", "long", "columns", "numbered", "children", "list by role", "kinds", "years", "latest", "year first", "bare years")
    told.traits["unit"] = told.word("value", "column")
    suffix = told.one_of("suffix", "", "_value", "_original", "_text") if case == "snake" else ""
    k = {
        "snake": {"name": told.word("name", "indicator_name", "kpi", "title", "indicator"), "base": told.word("baseline", "base_value", "initial"), "target": told.word("target", "goal", "target_value"), "actual": told.word("actual", "result", "actual_value"), "year": told.word("year", "fiscal_year"), "unit": "unit"},
        "camel": {"name": told.word("name", "indicatorName", "kpiName"), "base": told.word("baseline", "baseValue"), "target": told.word("target", "targetValue", "goal"), "actual": told.word("actual", "actualValue", "result"), "year": told.word("year", "fiscalYear"), "unit": "unit"},
        "japanese": {"name": told.word("指標名", "指標", "名称", "KPI"), "base": told.word("基準値", "現状値"), "target": told.word("目標値", "目標"), "actual": told.word("実績値", "実績"), "year": "年度", "unit": "単位"},
    }[case]  # fmt: skip
    rows, facts = [], []
    for at, one in enumerate(told.found, 1):
        row, found = _record(told, one, k, shape, suffix)
        rows.append({told.traits.setdefault("id key", told.word("id", "no", "番号")): at} | row)
        facts.append(expected(one.name, found))
    if shape in {"long", "kinds"}:
        rows = [line for row in rows for line in row["lines"]]
    if shape == "numbered":
        rows = [{"事業名" if case == "japanese" else "project": "まちづくり事業"} | {key: value for row in rows[:4] for key, value in row.items() if key != told.traits["id key"]}]
        facts = facts[:4]
    if shape == "children":
        key = told.word("指標", "成果指標", "指標一覧") if case == "japanese" else told.word("indicators", "kpis", "items")
        half = len(rows) // 2
        rows = [{"施策名" if case == "japanese" else told.word("policy", "measure_name", "name", "title"): group, key: part} for group, part in (("安心のまち", rows[:half]), ("学びのまち", rows[half:])) if part]
    if shape == "columns":
        keys = list(rows[0])
        told_as = {"columns": keys, "rows": [[row.get(key) for key in keys] for row in rows]}
        return json.dumps(told_as, ensure_ascii=False, indent=told.word("1", "2") and 1), facts
    whole: Any = rows if told.one_of("root", "list", "object") == "list" else {"title": "数値目標一覧", "items": rows}
    return json.dumps(whole, ensure_ascii=False, indent=told.random.choice((None, 1, 2))), facts


def _record(told: Hand, one: Measured, k: dict[str, str], shape: str, suffix: str) -> tuple[Facts, list[tuple[str, str, float]]]:
    is_text = told.one_of("amounts", "numbers", "texts") == "texts"
    last = told.years[-1]

    def many(key: str) -> str:
        return key + "s" if key.isascii() else key

    def put(value: float) -> Any:
        return told.value(one, value) if is_text else value

    row: Facts = {k["name"]: one.name} | ({k["unit"]: one.unit} if told.traits["unit"] == "column" or not is_text else {})
    base, aims, results = ("baseline", str(one.base_year), one.base), list(one.targets.items()), list(one.actuals.items())
    found = [base, *(("targets", str(year), value) for year, value in aims), *(("actuals", str(year), value) for year, value in results)]
    if shape == "long":
        lines = [{k["name"]: one.name, k["unit"]: one.unit, k["year"]: year, k["target"]: put(value), k["actual"]: put(one.actuals[year]) if year in one.actuals else None} for year, value in aims]
        return {"lines": lines}, found[1:]
    if shape == "kinds":
        lines = [{k["name"]: one.name, k["unit"]: one.unit, k["year"]: told.year(year), told.traits.setdefault("kind key", told.word("type", "kind", "区分")): k[kind], "値" if k["year"] == "年度" else "value": put(value)} for kind, told_of in (("target", aims), ("actual", results)) for year, value in told_of]
        return {"lines": lines}, found[1:]
    if shape == "numbered":
        number = told.found.index(one) + 1
        prefix = f"指標{number}" if k["year"] == "年度" else f"indicator{number}_"
        row = {prefix + ("名称" if k["year"] == "年度" else "name"): one.name, prefix + ("単位" if k["year"] == "年度" else "unit"): one.unit}
        row |= {f"{prefix}{told.year(year)}{k['target']}" if k["year"] == "年度" else f"{prefix}{k['target']}_{year}": put(value) for year, value in aims}
        row |= {f"{prefix}{told.year(year)}{k['actual']}" if k["year"] == "年度" else f"{prefix}{k['actual']}_{year}": put(value) for year, value in results}
        return row, found[1:]
    if shape == "years":
        row |= {k["base"]: {k["year"]: told.year(one.base_year), "value": put(one.base)}}
        row |= {told.word("values", "yearly", "推移"): {told.year(year): {k["target"]: put(value), k["actual"]: put(one.actuals[year]) if year in one.actuals else None} for year, value in aims}}
        return row, found
    if shape == "list by role":
        row |= {k["base"]: {k["year"]: told.year(one.base_year), "value": put(one.base)}}
        row |= {many(k[kind]): [{k["year"]: told.year(year), told.traits.setdefault("value key", told.word("value", "amount", "値")): put(value)} for year, value in told_of] for kind, told_of in (("target", aims), ("actual", results))}
        return row, found
    if shape == "bare years":
        row |= {f"fy{year}" if k["year"] != "年度" else told.year(year): put(value) for year, value in results if year != last}
        row |= {f"{k['target']}_fy{last}" if k["year"] != "年度" else f"{told.year(last)}{k['target']}": put(one.targets[last])}
        return row, [*(("actuals", str(year), value) for year, value in results if year != last), ("targets", str(last), one.targets[last])]
    if shape == "latest":
        now = max(one.actuals)
        join = "" if k["year"] == "年度" else "_"
        row |= {k["base"] + join + k["year"]: told.year(one.base_year), k["base"]: put(one.base)}
        row |= {"最新値" if not join else "latest_value": put(one.actuals[now]), "最新値年度" if not join else "latest_year": told.year(now)}
        row |= {k["target"] + join + k["year"]: told.year(last), k["target"]: put(one.targets[last])}
        return row, [base, ("actuals", str(now), one.actuals[now]), ("targets", str(last), one.targets[last])]
    if shape == "year first":
        row |= {f"{YEARS['era letter'](year).lower()}_{k['target']}" if k["year"] != "年度" else f"{YEARS['era letter'](year)}{k['target']}": put(value) for year, value in aims}
        row |= {f"{YEARS['era letter'](year).lower()}_{k['actual']}" if k["year"] != "年度" else f"{YEARS['era letter'](year)}{k['actual']}": put(value) for year, value in results}
        return row, found[1:]
    if shape in {"flat", "columns"}:
        def key(word: str, year: int) -> str:
            if k["year"] == "年度":
                return f"{told.year(year)}{word}"
            return f"{word}_{told.traits.setdefault('year key', told.word('western', 'era')) == 'western' and year or YEARS['era letter'](year).lower()}{suffix}"
        row |= {k["base"] + suffix: put(one.base), k["base"] + ("年度" if k["year"] == "年度" else "_year"): told.year(one.base_year)}
        row |= {key(k["target"], year): put(value) for year, value in aims}
        row |= {key(k["actual"], year): put(one.actuals[year]) if year in one.actuals else None for year in told.years}
    elif shape == "map by year":
        row |= {k["base"]: {k["year"]: one.base_year, "value": put(one.base)}, k["target"]: {str(year): put(value) for year, value in aims}, k["actual"]: {str(year): put(value) for year, value in results}}
    elif shape == "list by year":
        row |= {k["base"]: {k["year"]: told.year(one.base_year), "value": put(one.base)}}
        row |= {told.word("series", "values", "data", "yearly"): [{k["year"]: told.year(year), k["target"]: put(value), k["actual"]: put(one.actuals[year]) if year in one.actuals else None} for year, value in aims]}
    elif shape == "parallel":
        row |= {many(k["year"]): told.years, many(k["target"]): [put(value) for _, value in aims], many(k["actual"]): [put(one.actuals[year]) if year in one.actuals else None for year in told.years]}
        found = found[1:]
    else:
        row |= {k["base"]: told.dated(told.value(one, one.base), one.base_year), k["target"]: told.dated(told.value(one, one.targets[last]), last)}
        found = [base, ("targets", str(last), one.targets[last])]
    return row, found


def sentences(told: Hand) -> tuple[str, list[Facts]]:
    """Prose: what an indicator was, is and shall be."""
    told.traits["unit"], told.traits["absent"] = "value", "－"
    lines, facts = ["　本市では、次のとおり取組を進めます。"], []
    for one in told.found:
        last, now = told.years[-1], max(one.actuals)
        base, aim, result = told.value(one, one.base), told.value(one, one.targets[last]), told.value(one, one.actuals[now])
        b, t, r = ("baseline", str(one.base_year), one.base), ("targets", str(last), one.targets[last]), ("actuals", str(now), one.actuals[now])
        yb, yt, yr = told.year(one.base_year), told.year(last), told.year(now)
        ways = {
            "from to": (f"{one.name}を、{yb}の{base}から{yt}までに{aim}に引き上げることを目標とします。", [b, t]),
            "arrow": (f"・{one.name}：{base}（{yb}）→{aim}（{yt}）", [b, t]),
            "aim": (f"{yt}の{one.name}の目標値は{aim}とします。", [t]),
            "result and aim": (f"{yr}の{one.name}の実績は{result}で、目標の{aim}（{yt}）に向けて取り組みます。", [r, t]),
            "by": (f"{yt}までに{one.name}を{aim}とすることを目指します。", [t]),
            "brackets": (f"{one.name}（{yr}実績：{result}、{yt}目標：{aim}）", [r, t]),
        }
        text, found = ways[told.one_of("sentence", *ways)]
        lines.append(text)
        facts.append(expected(one.name, found))
    return "\n".join(lines), facts


def nothing(told: Hand) -> tuple[str, list[Facts]]:
    """Tables that have no indicator: costs, survey answers, lists of projects, members, a calendar."""
    years = list(map(told.year, told.years))
    amounts = lambda: [f"{told.random.randint(100, 99_999):,}" for _ in years]  # noqa: E731
    ways = {
        "costs": [["事業名", *(f"{year}予算額" for year in years)], *([f"{one.name}推進事業", *amounts()] for one in told.found)],
        "money": [["区分", *years], *([word, *amounts()] for word in ("歳入", "歳出", "うち人件費", "差引"))],
        "survey": [["選択肢", "回答数", "割合（％）"], *([word, str(told.random.randint(3, 400)), f"{told.random.random() * 90:.1f}"] for word in ("満足", "やや満足", "不満", "無回答"))],
        "counts": [["評価区分", "A", "B", "C", "計"], *([word, *(str(told.random.randint(0, 30)) for _ in range(4))] for word in ("政策1", "政策2", "合計"))],
        "days": [["回", "開催日", "出席者数"], *([f"第{at}回", f"{years[0]}{at + 3}月{at * 3}日", str(told.random.randint(5, 20))] for at in (1, 2, 3))],
        "members": [["氏名", "所属", "任期"], *([f"委員{at}", "大学", f"{years[0]}～{years[1]}"] for at in (1, 2, 3))],
    }  # fmt: skip
    rows = ways[told.one_of("table", *ways)]
    render = told.random.choice((piped, spaced, stacked))
    return render(told, rows), []


def _grid(render: Callable[[Hand, list[Row]], str], make: Callable[[Hand], tuple[list[Row], list[Facts]]] = table) -> Callable[[Hand], tuple[str, list[Facts]]]:
    def written(told: Hand) -> tuple[str, list[Facts]]:
        rows, facts = make(told)
        return render(told, rows), facts

    return written


KINDS: Final[dict[str, Callable[[Hand], tuple[str, list[Facts]]]]] = {
    "piped": _grid(piped),
    "piped lines": _grid(piped, two_lines),
    "piped heads": _grid(piped, two_heads),
    "spaced": _grid(spaced),
    "spaced lines": _grid(spaced, two_lines),
    "spaced heads": _grid(spaced, two_heads),
    "stacked": _grid(stacked),
    "stacked lines": _grid(stacked, two_lines),
    "stacked heads": _grid(stacked, two_heads),
    "blocks": _grid(blocks),
    "records": records,
    "sentences": sentences,
    "nothing": nothing,
}


@dataclass(frozen=True, slots=True)
class Stranger:
    """A document by another hand: its text, the facts in it, and what it is made of."""

    kind: str
    text: str
    expected: Facts
    traits: dict[str, str]


def stranger(kind: str, seed: int) -> Stranger:
    told = hand(Random(f"{kind} {seed}"))
    text, facts = KINDS[kind](told)
    if kind != "records":
        text = _noisy(told, text)
    return Stranger(kind, text + "\n", {"indicators": facts}, told.traits)


def _noisy(told: Hand, text: str) -> str:
    """Put around a text what pages have around it."""
    noise = told.traits["noise"]
    before = [told.word("第３次総合計画 数値目標一覧", "資料２", "施策の評価指標", "２　成果目標の達成状況")]
    after: list[str] = []
    if noise == "page":
        after = [told.word("- 12 -", "45", "3 / 18 ページ"), "Copyright © 市"]
    if noise == "notes":
        after = ["※ 端数処理のため一致しないことがある。", "（注１）数値は毎年9月に確定する。"]
    if noise == "scraps":
        one = told.found[0]
        after = [f"{one.name} {told.word(*REMARKS)}", " ".join(map(told.year, told.years)), "0 20 40 60 80 100"]
    return "\n".join([*before, text, *after])
