"""Rows as programs take them out of a PDF: what a table loses on the way into cells, each loss drawn by itself."""

from collections.abc import Callable
from typing import Final

from tests.reports.strange_hands import (
    AIMS,
    BASES,
    GROUPS,
    OFFICES,
    REMARKS,
    RESULTS,
    Fact,
    Facts,
    Hand,
    Measured,
    Row,
    expected,
)

Cells = tuple[list[Row], Callable[[Measured], tuple[Row, list[Fact]]]]


def shown(told: Hand, one: Measured, value: float | None) -> str:
    """A figure with what stands around it in one cell: bounds, notes, blanks before units."""
    text = told.value(one, value)
    if value is None:
        return text
    match told.one_of("around", "nothing", "nothing", "note", "bound", "blank unit", "sum"):
        case "note":
            return text + told.word("", "", "※1", "（注2）", "*")
        case "bound":
            return text + told.word("以上", "以上", "以下", "程度")
        case "blank unit" if told.traits["unit"] == "value":
            return f"{text.removesuffix(one.unit)} {one.unit}"
        case "sum":
            return text + told.word("", "（累計）", "（累計）")
    return text


def yearly(
    told: Hand, role: str, years: list[int]
) -> tuple[Callable[[Measured], Row], Callable[[Measured], list[Fact]]]:
    def values(one: Measured) -> dict[int, float]:
        return one.targets if role == "targets" else one.actuals

    def row(one: Measured) -> Row:
        return [shown(told, one, values(one).get(year)) for year in years]

    def facts(one: Measured) -> list[Fact]:
        return [(role, str(year), values(one)[year]) for year in years if year in values(one)]

    return row, facts


def based(told: Hand) -> tuple[str, Callable[[Measured], str], Callable[[Measured], Fact]]:
    """A baseline: its title, its cell, its fact."""
    word = told.word(*BASES)
    if told.one_of("base year", "title", "cell", "under") == "title":
        for one in told.found:
            one.base_year = told.years[0] - 1
        title = told.word(
            f"{word}（{told.year(told.years[0] - 1)}）", f"{word} {told.year(told.years[0] - 1)}"
        )
        return (
            title,
            lambda one: shown(told, one, one.base),
            lambda one: ("baseline", str(one.base_year), one.base),
        )

    def cell(one: Measured) -> str:
        text = told.value(one, one.base)
        return (
            f"{text} （{told.year(one.base_year)}）"
            if told.traits["base year"] == "under"
            else told.dated(text, one.base_year)
        )

    return word, cell, lambda one: ("baseline", str(one.base_year), one.base)


def of_role(told: Hand) -> Cells:
    """Baseline, then figures of one role for some years, the role above the years."""
    years = (
        told.years if told.one_of("order", "rising", "rising", "falling") == "rising" else told.years[::-1]
    )
    role = told.one_of("role", "targets", "actuals")
    word = told.word(*(AIMS if role == "targets" else RESULTS))
    row, facts = yearly(told, role, years)
    title, base, fact = based(told)
    titles = list(map(told.year, years))
    way = told.one_of("title", "spanning", "each", "above the line", "behind")
    blank = [""] * (len(years) - 1)
    heads = {
        "spanning": [[title, word, *blank], ["", *titles]],
        "each": [[title, *(f"{year}{word}" for year in titles)]],
        "above the line": [[title, f"各年度の{word}", *blank], ["", *titles]],
        "behind": [[title, *titles], ["", word, *blank]],
    }
    return heads[way], lambda one: ([base(one), *row(one)], [fact(one), *facts(one)])


def of_both(told: Hand) -> Cells:
    """Results of some years behind the baseline, targets of later ones behind them."""
    past = [year for year in told.years if year in told.found[0].actuals][:3]
    later = [year for year in told.years if year not in past] or told.years[-1:]
    result, aim = told.word(*RESULTS), told.word(*AIMS)
    first, facts = yearly(told, "actuals", past)
    second, more = yearly(told, "targets", later)
    title, base, fact = based(told)
    way = told.one_of("title", "spanning", "each")
    heads = {
        "spanning": [
            [title, result, *[""] * (len(past) - 1), aim, *[""] * (len(later) - 1)],
            ["", *map(told.year, past), *map(told.year, later)],
        ],
        "each": [
            [
                title,
                *(f"{told.year(year)}{result}" for year in past),
                *(f"{aim}({told.year(year)})" for year in later),
            ]
        ],
    }
    return heads[way], lambda one: (
        [base(one), *first(one), *second(one)],
        [fact(one), *facts(one), *more(one)],
    )


def in_pairs(told: Hand) -> Cells:
    """Target and result of a year in one cell, one behind the other."""
    years = told.years[:4]
    way = told.one_of("pair", "labels", "short labels", "lines")

    def cell(one: Measured, year: int) -> str:
        aim, result = told.value(one, one.targets[year]), told.value(one, one.actuals.get(year))
        ways = {
            "labels": f"目標 {aim} 実績 {result}",
            "short labels": f"（目標）{aim} （実績）{result}",
            "lines": f"{aim} {result}",
        }
        return ways[way]

    def row(one: Measured) -> tuple[Row, list[Fact]]:
        found = [("targets", str(year), one.targets[year]) for year in years]
        found += [("actuals", str(year), one.actuals[year]) for year in years if year in one.actuals]
        return [cell(one, year) for year in years], found

    head = [list(map(told.year, years))]
    return (
        [["（上段：目標、下段：実績）", *[""] * (len(years) - 1)], *head] if way == "lines" else head
    ), row


def in_one_cell(told: Hand) -> Cells:
    """All years in one cell: each figure behind its year, or the years in the head and as many figures below."""
    years = told.years
    word = told.word(*AIMS)
    title, base, fact = based(told)
    way = told.one_of("cell", "colons", "brackets", "glued")

    def cell(one: Measured) -> str:
        pairs = [(told.year(year), told.value(one, one.targets[year])) for year in years]
        ways = {
            "colons": " ".join(f"{year}：{value}" for year, value in pairs),
            "brackets": " ".join(f"{value}（{year}）" for year, value in pairs),
            "glued": " ".join(value for _, value in pairs),
        }
        return ways[way]

    head = f"{word} {' '.join(map(told.year, years))}" if way == "glued" else word
    return [[title, head]], lambda one: (
        [base(one), cell(one)],
        [fact(one), *(("targets", str(year), one.targets[year]) for year in years)],
    )


def dated(told: Hand) -> Cells:
    """Year and figure in columns of their own."""
    last = told.years[-1]
    words = told.word("基準", "現状"), "目標"

    def row(one: Measured) -> tuple[Row, list[Fact]]:
        cells = [
            told.year(one.base_year),
            shown(told, one, one.base),
            told.year(last),
            shown(told, one, one.targets[last]),
        ]
        return cells, [("baseline", str(one.base_year), one.base), ("targets", str(last), one.targets[last])]

    return [[f"{words[0]}年度", f"{words[0]}値", f"{words[1]}年度", f"{words[1]}値"]], row


def headless(told: Hand) -> Cells:
    """Baseline and target, each with its year in its cell; the head is lost."""
    last = told.years[-1]

    def row(one: Measured) -> tuple[Row, list[Fact]]:
        cells = [
            f"{told.year(one.base_year)} {shown(told, one, one.base)}",
            f"{told.year(last)} {shown(told, one, one.targets[last])}",
        ]
        return cells, [("baseline", str(one.base_year), one.base), ("targets", str(last), one.targets[last])]

    return [], row


def series(told: Hand) -> Cells:
    """Several series in one cell, each behind its label: the indicators are as many."""
    last = told.years[-1]
    labels = told.random.choice((("小", "中"), ("男性", "女性"), ("市内", "市外")))
    sign = told.one_of("series", "：", "", " ")

    def both(one: Measured, value: float) -> str:
        return " ".join(
            f"{label}{sign}{told.value(one, amount)}"
            for label, amount in zip(labels, (value, other(value)), strict=True)
        )

    def row(one: Measured) -> tuple[Row, list[Fact]]:
        return [both(one, one.base), both(one, one.targets[last])], [
            ("baseline", "", one.base),
            ("targets", str(last), one.targets[last]),
        ]

    return [[told.word(*BASES), f"{told.word(*AIMS)}（{told.year(last)}）"]], row


def other(value: float) -> float:
    return round(value * 1.25, 1)


PLANS: Final = {
    one.__name__: one for one in (of_role, of_role, of_both, in_pairs, in_one_cell, dated, headless, series)
}


def rows_of_pdf(told: Hand) -> tuple[str, list[Facts]]:
    """A table as its rows come out of a PDF."""
    plan = told.one_of("plan", *PLANS)
    if plan == "series":
        told.traits["unit"] = told.word("value", "name")
    heads, row = PLANS[plan](told)
    lead = told.one_of("lead", "name", "number", "group", "explained")
    units = told.traits["unit"] == "column"
    tail = told.one_of("tail", "none", "remark", "office")
    title = told.word("指標", "指標名", "KPI", "数値目標", "成果指標", "項目", "指標名称")
    rows: list[Row] = []
    facts: list[Facts] = []
    for number, one in enumerate(told.found, 1):
        cells, found = row(one)
        before = {
            "name": [told.name(one)], "number": [str(number), told.name(one)],
            "group": [told.word(*GROUPS) if number in {1, 3} else "", told.name(one)],
            "explained": [told.name(one), told.word(*REMARKS)],
        }[lead]  # fmt: skip
        rows.append([*before, *([one.unit] if units else []), *cells, *_tail(told, tail)])
        if plan == "series":
            labels = [part for part in ("小", "男性", "市内") if part in cells[0]]
            pair = {"小": "中", "男性": "女性", "市内": "市外"}[labels[0]]
            facts.append(expected(f"{one.name} {labels[0]}", found))
            facts.append(
                expected(f"{one.name} {pair}", [(kind, year, other(value)) for kind, year, value in found])
            )
        else:
            facts.append(expected(one.name, found))
    titles = {
        "name": [title],
        "number": ["No.", title],
        "group": ["施策", title],
        "explained": [title, "指標の説明"],
    }[lead]
    blank = [""] * (len(titles) + units)
    behind = {"none": [], "remark": ["設定の考え方"], "office": ["担当課"]}[tail]
    heads = [
        [
            *(titles if not at else blank[: len(titles)]),
            *([("単位" if not at else "")] if units else []),
            *head,
            *(behind if not at else [""] * len(behind)),
        ]
        for at, head in enumerate(heads)
    ]
    return lost(told, heads, rows), facts


def _tail(told: Hand, tail: str) -> Row:
    return {"none": [], "remark": [told.word(*REMARKS)], "office": [told.word(*OFFICES)]}[tail]


Part = tuple[list[Row], list[Row]]  # heads and rows
LOSSES: Final = (
    "nothing", "empty cells", "head below", "head again", "split row", "spread title", "fragments", "glued names",
    "rows as text", "cell breaks", "head as text",
)  # fmt: skip


def lost(told: Hand, heads: list[Row], rows: list[Row]) -> str:
    """Write the rows; something is lost."""
    way = told.one_of("loss", *LOSSES)
    heads, body = _with_lost_cells(way, heads, [list(row) for row in rows])
    return _with_lost_lines(told, way, heads, body)


def _with_lost_cells(way: str, heads: list[Row], body: list[Row]) -> Part:
    if way == "glued names" and len(body) > 2:
        at = next((at for at, cell in enumerate(body[0]) if len(cell) > 6), 0)
        body[0][at] = " ".join(row[at] for row in body)
    if way == "spread title":
        heads = [
            [" ".join(cell) if cell in {"実績", "目標", "単位"} else cell for cell in head] for head in heads
        ]
    if way == "empty cells":
        heads, body = [[[cell for cell in row if cell] for row in part] for part in (heads, body)]
    return heads, body


def _with_lost_lines(told: Hand, way: str, heads: list[Row], body: list[Row]) -> str:
    lines, titles = [" | ".join(row) for row in body], [" | ".join(head) for head in heads]
    texts = [[" ".join(cell for cell in row if cell) for row in part] for part in (heads, body)]
    half = len(lines) // 2
    match way:
        case "split row":
            lines = [_split(told, row) for row in body]
        case "fragments":
            lines += [" ".join(row[-3:]) for row in body[:3]]
        case "rows as text":  # each row comes as text too
            lines = [one for pair in zip(texts[1], lines, strict=True) for one in pair][1:]
        case "head as text":
            titles = texts[0]
        case "cell breaks":  # lines go on inside cells as they did on the page
            titles, lines = [[_broken(told, line) for line in part] for part in (titles, lines)]
        case "head below":
            titles, lines = [], [*lines, *titles]
        case "head again" if len(lines) > 3:
            lines = [*lines[:half], "- 4 -", *titles, *lines[half:]]
    return "\n".join([*titles, *lines])


def _broken(told: Hand, line: str) -> str:
    """Break a row where blanks stand inside its cells, and names that are long."""
    cells = [cell.replace(" ", "\n") if told.random.random() < 0.8 else cell for cell in line.split(" | ")]
    cells = [f"{cell[:9]}\n{cell[9:]}" if len(cell) > 14 and "\n" not in cell else cell for cell in cells]
    return " | ".join(cells)


def _split(told: Hand, row: Row) -> str:
    """A row goes over the end of a page: its name goes on in the next line."""
    at = next((at for at, cell in enumerate(row) if len(cell) > 8), None)
    if at is None or told.random.random() > 0.3:
        return " | ".join(row)
    name = row[at]
    first, second = list(row), [""] * len(row)
    first[at], second[at] = name[:5], name[5:]
    return " | ".join(first) + "\n" + " | ".join(second)
