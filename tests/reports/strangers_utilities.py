"""Water works, buildings, emissions and savings: roles behind years, windows, amounts of money, parts of a whole."""

from typing import Final

from tests.reports.strange_hands import Facts, Row
from tests.reports.strangers_surroundings import Kpi, Office, rows_as_text

Told = tuple[str, list[Facts]]


def works(those: Office) -> Told:
    """Management of water works: each year is settled, estimated, budgeted or planned; settled years are results.

    The word stands behind the year or below it; estimates and budgets are neither result nor target; an arrow says
    which way is good; below a row the mean of alike towns, settled years only.
    """
    known = [year for year in those.years if year in those.found[0].actuals]
    later = [year for year in those.years if year not in known]
    between = later[:1] if len(later) > 1 else []
    words = dict.fromkeys(known, "決算") | dict.fromkeys(later, those.word("計画", "目標"))
    words |= dict.fromkeys(between, those.word("見込", "決算見込", "予算"))
    arrows = ["望ましい方向"] if those.one_of("arrows", "no", "yes") == "yes" else []
    lead = ["指標", "単位", *arrows]
    rows = _worked_heads(those, lead, words)
    facts: list[Facts] = []
    for one in those.found:
        values = [one.actuals.get(year, one.targets[year]) for year in those.years]
        row = [one.name, one.unit or "－", *([those.word("↑", "↓")] if arrows else [])]
        rows.append([*row, *(those.bare(one, value) for value in values)])
        planned = [year for year in later if year not in between]
        facts.append(one.told(one.results(known), one.aims(planned)))
        if those.chance(0.3):
            rows.append(_alike(those, one, known, len(lead), facts))
    return "\n".join([*those.idle(0, 1), rows_as_text(those, rows, "pipes", "framed", "tabs")]), facts


def _worked_heads(those: Office, lead: Row, words: dict[int, str]) -> list[Row]:
    if those.one_of("words at", "behind", "below") == "behind":
        return [[*lead, *(f"{those.year(year)}{word}" for year, word in words.items())]]
    return [[*lead, *map(those.year, words)], [*[""] * len(lead), *words.values()]]


def _alike(those: Office, one: Kpi, known: list[int], lead: int, facts: list[Facts]) -> Row:
    values = {year: float(round(one.actuals[year] * 0.96, one.decimals)) for year in known}
    facts.append({"name": f"{one.name} 類似団体平均", "actuals": {str(y): v for y, v in values.items()}})
    unknown = [those.absent] * (len(those.years) - len(known))
    return ["類似団体平均", *[""] * (lead - 1), *(those.bare(one, v) for v in values.values()), *unknown]


SECTORS: Final = ("産業部門", "業務その他部門", "家庭部門", "運輸部門", "廃棄物分野")


def emissions(those: Office) -> Told:
    """Emissions by sector: base year, results, target as rows (or as columns), and shares of reduction between them.

    A reduction in per cent explains a figure; it is no figure of its own. The whole is one more indicator.
    """
    base, last = those.years[0] - 1, those.years[-1]
    known = sorted(those.found[0].actuals)
    places = int(those.one_of("decimals", "0", "1"))
    labels = [f"基準年度（{those.year(base)}）", *(f"{those.year(year)}実績" for year in known)]
    labels += [
        those.word("基準年度比（％）", "増減率（基準年度比）"),
        f"目標年度（{those.year(last)}）",
        those.word("削減率（％）", "目標削減率"),
    ]
    rows: list[Row] = [["区分", *labels]]
    facts: list[Facts] = []
    whole = [0.0] * (len(known) + 2)
    for name in (*those.hand.random.sample(SECTORS, 3), "合計"):
        size = those.hand.random.uniform(90, 900)
        values = [float(round(size * those.hand.random.uniform(0.7, 1.05), places)) for _ in whole]
        values = [round(value, places) for value in whole] if name == "合計" else values
        whole = [a + b for a, b in zip(whole, values, strict=True)]
        rows.append([name, *_reduced(values, places)])
        facts.append({
            "name": name, "baseline": {"fiscal_year": base, "value": values[0]},
            "actuals": {str(y): v for y, v in zip(known, values[1:-1], strict=True)},
            "targets": {str(last): values[-1]},
        })  # fmt: skip
    if those.one_of("turned", "no", "yes") == "yes":
        rows = [list(column) for column in zip(*rows, strict=True)]
    unit = f"（単位：{those.word('千t-CO2', 'ｔ－ＣＯ２', '万t-CO2')}）"
    return "\n".join([unit, rows_as_text(those, rows)]), facts


def _reduced(values: list[float], places: int) -> Row:
    text = [f"{value:,.{places}f}" for value in values]
    changes = [f"{values[at] / values[0] * 100 - 100:.1f}".replace("-", "▲") for at in (-2, -1)]
    return [*text[:-1], changes[0], text[-1], changes[1]]


SAVINGS: Final = (
    "補助金の見直し",
    "未利用地の売却",
    "広告収入の確保",
    "照明のLED化",
    "窓口業務の委託",
    "使用料の改定",
)


def savings(those: Office) -> Told:
    """Effects of a reform in money: planned and reached for each year, sums of the years beside, the whole below.

    The unit stands above the table; the sum of the years has no year. The whole is one more indicator.
    """
    years = those.years[:3]
    words = [those.word("目標額", "計画額", "目標"), those.word("実績額", "効果額実績", "実績")]
    summed = those.one_of("summed", "no", "yes") == "yes"
    heads: list[Row] = [["番号", "取組項目"], ["", ""]]
    for year in [*map(those.year, years), *(["計"] if summed else [])]:
        heads[0] += [year, ""]
        heads[1] += words
    rows, facts = list(heads), []
    whole = [[0, 0] for _ in years]
    names = [*those.hand.random.sample(SAVINGS, 4), "合計"]
    for number, name in enumerate(names, 1):
        pairs = [[those.hand.random.randint(300, 9_000) for _ in words] for _ in years]
        pairs = whole if name == "合計" else pairs
        whole = [
            [a + b for a, b in zip(old, new, strict=True)] for old, new in zip(whole, pairs, strict=True)
        ]
        sums = [[sum(pair[at] for pair in pairs) for at in (0, 1)]] if summed else []
        cells = [f"{value:,}" for pair in [*pairs, *sums] for value in pair]
        rows.append(["" if name == "合計" else str(number), name, *cells])
        facts.append({
            "name": name, "targets": {str(y): float(p[0]) for y, p in zip(years, pairs, strict=True)},
            "actuals": {str(y): float(p[1]) for y, p in zip(years, pairs, strict=True)},
        })  # fmt: skip
    return "\n".join(
        [
            f"（単位：{those.word('千円', '万円', '百万円')}）",
            rows_as_text(those, rows, "pipes", "framed", "tabs", "wide"),
        ]
    ), facts


def buildings(those: Office) -> Told:
    """Areas of public buildings by periods of some years: a period counts as its last year; shares explain only."""
    base = those.years[0] - 1
    spans = [(base + 1 + 5 * at, base + 5 + 5 * at) for at in range(those.hand.random.randint(2, 4))]
    titles = [_span(those, at, *span) for at, span in enumerate(spans, 1)]
    first = f"{those.word('現状', '基準')}（{those.year(base)}）"
    rows: list[Row] = [["施設類型", those.word("延床面積（㎡）", "区分"), first, *titles]]
    facts: list[Facts] = []
    for name in those.hand.random.sample(
        ("学校教育施設", "市営住宅", "集会施設", "スポーツ施設", "庁舎等", "子育て支援施設"), 4
    ):
        values = [those.hand.random.randint(4_000, 90_000)]
        values += [round(values[0] * (1 - 0.04 * at)) for at in range(1, len(spans) + 1)]
        rows.append([name, those.word("目標", "計画"), *(f"{value:,}" for value in values)])
        facts.append({
            "name": name, "baseline": {"fiscal_year": base, "value": float(values[0])},
            "targets": {str(end): float(v) for (_, end), v in zip(spans, values[1:], strict=True)},
        })  # fmt: skip
        if those.chance(0.3):
            rows.append(["", "削減率", "－", *(f"{4 * at:.1f}％" for at in range(1, len(spans) + 1))])
    text = f"　今後40年間で、公共施設の延床面積を{4 * len(spans)}％縮減することを目指します。"
    return "\n".join([text, rows_as_text(those, rows, "pipes", "framed", "tabs")]), facts


def _span(those: Office, number: int, first: int, last: int) -> str:
    ways = {
        "numbered": f"第{number}期（{those.year(first)}～{those.year(last)}）",
        "years": f"{those.year(first)}～{those.year(last)}",
        "dash": f"{first}-{last}年度",
    }
    return ways[those.one_of("span", *ways)]


def mixed_amounts(those: Office) -> Told:
    """Sentences with amounts in 億 and 万: they are told in the smaller unit; costs of works are no indicator."""
    facts: list[Facts] = []
    lines = ["　財政の見通しと取組は次のとおりです。"]
    names = ("市税収入", "基金残高", "地方債残高", "ふるさと納税の寄附額", "農業産出額", "観光消費額")
    for name in those.hand.random.sample(names, 4):
        now, aim = (those.hand.random.randint(10_200, 480_000) for _ in range(2))
        first, last = those.years[0], those.years[-1]
        text = {
            "until": f"・{name}を{those.year(last)}までに{_in_words(aim)}とすることを目標とします。",
            "from": f"・{name}：{_in_words(now)}（{those.year(first)}）→{_in_words(aim)}（{those.year(last)}）",
            "result": f"・{those.year(first)}の{name}は{_in_words(now)}で、{those.year(last)}の目標は"
            f"{_in_words(aim)}です。",
        }
        way = those.word(*text)
        told: Facts = {"name": name, "targets": {str(last): float(aim)}}
        told |= {"baseline": {"fiscal_year": first, "value": float(now)}} if way == "from" else {}
        told |= {"actuals": {str(first): float(now)}} if way == "result" else {}
        facts.append(told)
        lines += [
            text[way],
            *([f"　なお、整備には{_in_words(now * 2)}を見込んでいます。"] if those.chance(0.3) else []),
        ]
    return "\n".join(lines), facts


def _in_words(amount: int) -> str:
    """An amount of 万円 as it is written in sentences."""
    large, small = divmod(amount, 10_000)
    return f"{large}億{small:,}万円" if large and small else f"{large}億円" if large else f"{small:,}万円"
