"""Sheets of small towns, pages with two tables beside each other, and columns that came one behind the other."""

from typing import Final

from tests.reports.strange_hands import Facts, Row
from tests.reports.strangers_surroundings import Kpi, Office, based_alike, rows_as_text

Told = tuple[str, list[Facts]]

WORKS: Final = (
    "敬老会開催事業",
    "町道維持補修事業",
    "健康教室事業",
    "ごみ減量化推進事業",
    "図書館運営事業",
    "商工振興補助事業",
)
COSTS: Final = ("国県支出金", "地方債", "その他特定財源", "一般財源")
GRADES: Final = ("妥当性", "有効性", "効率性", "公平性")


def town_sheets(those: Office) -> Told:
    """A sheet for each work of a town: purpose, costs by year and source, then one or two indicators, then grades.

    Costs have the same years as the figures, settled and budgeted: they are no indicators. The last year of the
    figures is a target, those before are results; or two rows, planned and reached.
    """
    those.one_of("sheet rows", "results and target", "two rows")
    known = those.years[:3]
    rows: list[Row] = []
    facts: list[Facts] = []
    for at in range(0, len(those.found), 2):
        rows += [["事務事業名", those.word(*WORKS), "担当課", those.bureau()]]
        rows += [
            [
                "事業の目的",
                those.word(
                    "高齢者の閉じこもりを防ぎ、生きがいづくりにつなげる。", "町民の暮らしの安全を守る。"
                ),
            ]
        ]
        rows += _costs(those, known)
        for one in those.found[at : at + 2]:
            rows += _measured(those, one, known, facts)
        rows += [[cell for word in GRADES for cell in (word, those.word("A", "B", "C"))]]
        rows += [
            ["総合評価", those.word("A", "B", "継続"), "今後の方向性", those.word("現状維持", "拡充", "縮小")]
        ]
    return rows_as_text(those, rows, "pipes", "framed", "dense", "tabs", "wide"), facts


def _costs(those: Office, years: list[int]) -> list[Row]:
    words = ["決算", "決算", "予算"]
    head = ["事業費（千円）", *(f"{those.year(y)}{w}" for y, w in zip(years, words, strict=True))]
    body = [[name, *(f"{those.hand.random.randint(0, 9_000):,}" for _ in years)] for name in COSTS]
    return [head, *body, ["人件費（人工）", *(f"{those.hand.random.random():.2f}" for _ in years)]]


def _measured(those: Office, one: Kpi, years: list[int], facts: list[Facts]) -> list[Row]:
    kind = those.word("活動指標", "成果指標")
    if those.hand.traits["sheet rows"] == "two rows":
        facts.append(one.told(one.aims(years), one.results(years)))
        head = [kind, "単位", "区分", *map(those.year, years)]
        aims = [one.name, one.unit or "－", "計画", *(those.bare(one, one.targets[year]) for year in years)]
        results = [_known(those, one, year) for year in years]
        return [head, aims, ["", "", "実績", *results]]
    *past, last = years
    facts.append(one.told([("actuals", str(y), one.targets[y]) for y in past], one.aims([last])))
    head = [
        kind,
        "単位",
        *(f"{those.year(y)}実績" for y in past),
        f"{those.year(last)}{those.word('目標', '計画')}",
    ]
    return [head, [one.name, one.unit or "－", *(those.bare(one, one.targets[year]) for year in years)]]


def _known(those: Office, one: Kpi, year: int) -> str:
    return those.bare(one, one.actuals[year]) if year in one.actuals else those.absent


def beside(those: Office) -> Told:
    """Two tables beside each other on a page: a line has a row of the left one and a row of the right one."""
    those = based_alike(those)
    those.found[:] = those.found[: len(those.found) // 2 * 2]
    last, base = those.years[-1], those.years[0] - 1
    head = ["指標名", f"現状値（{those.year(base)}）", f"目標値（{those.year(last)}）"]
    rows = [
        [those.title(one), those.figure(one, one.base), those.figure(one, one.targets[last])]
        for one in those.found
    ]
    half = len(rows) // 2
    lines = [[*left, *right] for left, right in zip([head, *rows[:half]], [head, *rows[half:]], strict=True)]
    sections = [["１　安心のまち", "２　にぎわいのまち"]] if those.chance(0.5) else []
    facts = [one.told(one.based(), one.aims([last])) for one in those.found]
    return rows_as_text(those, [*sections, *lines], "dense", "wide", "tabs"), facts


def columns(those: Office) -> Told:
    """A page read column by column: a title and as many cells below it as there are indicators, names anywhere."""
    those = based_alike(those)
    known, last = sorted(those.found[0].actuals)[:2], those.years[-1]
    parts: list[list[str]] = [
        ["現状値", those.year(those.years[0] - 1), *(those.figure(one, one.base) for one in those.found)]
    ]
    parts += [
        [f"{those.year(y)}実績", *(those.figure(one, one.actuals[y]) for one in those.found)] for y in known
    ]
    parts += [
        [f"目標値（{those.year(last)}）", *(those.figure(one, one.targets[last]) for one in those.found)]
    ]
    names = ["指標名", *(one.name for one in those.found)]
    units = [["単位", *(one.unit or "－" for one in those.found)]] if those.unit_at == "column" else []
    at = {"first": 0, "last": len(parts), "second": 1}[those.one_of("names at", "first", "last", "second")]
    parts = [*parts[:at], names, *units, *parts[at:]]
    sign = those.one_of("cells", "\n", "\n", " ")
    facts = [one.told(one.based(), one.results(known), one.aims([last])) for one in those.found]
    return "\n".join(
        [sign.join(part) for part in parts] + ([those.page()] if those.chance(0.5) else [])
    ), facts


def paired(those: Office) -> Told:
    """Result and target of a year in one cell: the target in brackets, or behind a stroke; a legend says which."""
    past = those.years[:4]
    result, aim = those.word("実績値", "実績"), those.word("目標値", "目標")
    ways = {
        "brackets": (f"※（　）内は{aim}", "{0}（{1}）"),
        "square": (f"上段：{result}　［　］：{aim}", "{0} ［{1}］"),
        "stroke": (f"各年度の欄は「{result}／{aim}」", "{0}／{1}"),
        "target first": (f"各年度の欄は「{aim}／{result}」", "{1}／{0}"),
    }
    legend, shape = ways[those.one_of("pair", *ways)]
    rows: list[Row] = [["指標名", *(["単位"] if those.unit_at == "column" else []), *map(those.year, past)]]
    facts: list[Facts] = []
    for one in those.found:
        lead = [those.title(one), *([one.unit or "－"] if those.unit_at == "column" else [])]
        pairs = [(those.figure(one, one.actuals.get(y)), those.figure(one, one.targets[y])) for y in past]
        rows.append([*lead, *(shape.format(*pair) for pair in pairs)])
        facts.append(one.told(one.aims(past), one.results(past)))
    table = rows_as_text(those, rows, "pipes", "framed", "tabs", "dense", "wide")
    parts = [legend, table] if those.chance(0.5) else [table, legend]
    return "\n".join([*those.idle(0, 1), *parts]), facts


def chapters(those: Office) -> Told:
    """A heading for each indicator, a line of its unit and baseline, a small table, and sentences about its years."""
    turned = those.one_of("small table", "beside", "down") == "down"
    rated = those.one_of("rated", "no", "yes") == "yes"
    words = [
        those.word("目標", "目標値", "計画値"),
        those.word("実績", "実績値"),
        *(["達成率"] if rated else []),
    ]
    lines: list[str] = []
    facts: list[Facts] = []
    for number, one in enumerate(those.found, 1):
        lines += [f"{those.one_of('chapter', '（{}）', '{}．', '指標{}　').format(number)}{one.name}"]
        lines += [
            f"単位：{one.unit or 'なし'}　基準値：{those.bare(one, one.base)}（{those.year(one.base_year)}）"
        ]
        cells = [
            [
                those.bare(one, one.targets[year]),
                _known(those, one, year),
                *([those.rate(one, year)] if rated else []),
            ]
            for year in those.years
        ]
        rows = [["年度", *words], *([those.year(y), *row] for y, row in zip(those.years, cells, strict=True))]
        rows = rows if turned else [list(column) for column in zip(*rows, strict=True)]
        lines.append(rows_as_text(those, rows, "pipes", "framed", "tabs", "wide", "dense"))
        lines += (
            [f"　{those.year(those.years[0])}は、天候の影響で前年より{number + 3}％減少した。"]
            if those.chance(0.4)
            else []
        )
        facts.append(one.told(one.based(), one.aims(those.years), one.results(those.years)))
    return "\n".join(lines), facts


def spread(those: Office) -> Told:
    """Lines set to the full width: a blank between all letters, more of them between cells."""
    those = based_alike(those)
    known, last = sorted(those.found[0].actuals), those.years[-1]
    titles = [
        "指標名",
        f"基準値（{those.year(those.years[0] - 1)}）",
        *(f"{those.year(y)}実績" for y in known),
    ]
    rows = [[*titles, f"{those.year(last)}目標"]]
    for one in those.found:
        values = [one.base, *(one.actuals[year] for year in known), one.targets[last]]
        rows.append([those.title(one), *(those.figure(one, value) for value in values)])
    only = those.one_of("spread", "all", "words", "figures")
    facts = [one.told(one.based(), one.results(known), one.aims([last])) for one in those.found]
    return "\n".join("    ".join(_spread(cell, only) for cell in row) for row in rows), facts


def _spread(cell: str, only: str) -> str:
    is_figure = cell[:1].isdigit() or cell[:1] in "▲△-－"
    return " ".join(cell) if only == "all" or (only == "figures") == is_figure else cell
