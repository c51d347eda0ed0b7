"""Indicator tables by other hands: what stands in their columns, and what divides their cells."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.reports.strange_hands import (
    AIMS,
    BASES,
    GROUPS,
    MARKS,
    OFFICES,
    RATES,
    REMARKS,
    RESULTS,
    Facts,
    Hand,
    Measured,
    Row,
    expected,
)


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
    return Field(
        title,
        lambda one: told.value(one, one.targets[year]),
        lambda one: ("targets", str(year), one.targets[year]),
    )


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
    title = told.word(
        "指標",
        "指標名",
        "KPI",
        "成果指標",
        "評価指標",
        "数値目標",
        "重要業績評価指標（KPI）",
        "項目",
        "指標名称",
        "目標項目",
    )
    fields.append(Field(title, told.name))
    if told.one_of("explained", "none", "none", "column") == "column":
        fields.append(
            Field(told.word("指標の説明", "算出方法", "定義"), lambda _: told.random.choice(REMARKS))
        )
    if told.traits["unit"] == "column":
        fields.append(Field("単位", lambda one: one.unit))
    return fields


def tail_fields(told: Hand) -> list[Field]:
    """What stands behind the figures: remarks, sources, offices."""
    told.one_of("tail", "none", "remark", "office", "both")
    fields: list[Field] = []
    if told.traits["tail"] in {"remark", "both"}:
        fields.append(
            Field(
                told.word("備考", "出典", "目標値の考え方", "設定の考え方"),
                lambda _: told.random.choice(REMARKS),
            )
        )
    if told.traits["tail"] in {"office", "both"}:
        fields.append(Field(told.word("担当課", "所管", "担当部局"), lambda _: told.random.choice(OFFICES)))
    return fields


def figure_fields(told: Hand) -> list[Field]:
    """What is told of each indicator: one of the usual choices of baseline, targets, results, rate and mark."""
    aim, result = told.word(*AIMS), told.word(*RESULTS)
    *past, last = told.years
    past = past[: told.random.randint(1, 4)]
    base = base_field(told)
    end = target_field(told, last, aim)
    results = [result_field(told, year, result) for year in past]
    now, rate = past[-1], rate_field(told, past[-1])
    plans: dict[str, list[Field]] = {
        "base and target": [base, end],
        "base and two targets": [base, target_field(told, told.years[1], aim), end],
        "yearly targets": [base, *(target_field(told, year, aim) for year in told.years)],
        "results and target": [base, *results, end],
        "target first": [end, base, *results],
        "target and result": [target_field(told, now, aim), results[-1], rate],
        "evaluation": [base, end, results[-1], rate, mark_field(told)],
    }
    return plans[told.one_of("plan", *plans)]


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


def piped(told: Hand, rows: list[Row]) -> str:
    """Rows with signs; what a PDF loses on the way is lost in some of them."""
    way = told.one_of("pipes", "framed", "bare", "no empty", "glued", "ragged", "tabs", "head apart")
    if way == "glued":  # a cell and the next became one
        rows = [rows[0], *(_glued(told, row) for row in rows[1:])]
    if way == "ragged":  # an empty cell more here and there
        rows = [
            [*row[:1], "", *row[1:]] if told.random.random() < 0.2 and at else row
            for at, row in enumerate(rows)
        ]
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
    return (" " if way == "all on one line" else "\n").join(
        sign.join(cell for cell in row if cell) for row in rows
    )


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
    rows = [
        [
            *(one.title for one in lead),
            *([base.title] if base else []),
            told.word("区分", "", "年度"),
            *map(told.year, told.years),
        ]
    ]
    facts: list[Facts] = []
    for one in told.found:
        first = [each.cell(one) for each in lead]
        again = first if told.one_of("names again", "no", "no", "yes") == "yes" else [""] * len(first)
        own = [base.cell(one)] if base else []
        rows.append([*first, *own, aim, *(told.value(one, one.targets[year]) for year in told.years)])
        rows.append(
            [
                *again,
                *[""] * len(own),
                result,
                *(told.value(one, one.actuals.get(year)) for year in told.years),
            ]
        )
        if rated:
            rows.append(
                [
                    *again,
                    *[""] * len(own),
                    told.word("達成率", "進捗率", "達成率(%)"),
                    *(_rate(told, one, year) for year in told.years),
                ]
            )
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
            [
                *(one.title for one in lead),
                *(cell for word in words for cell in (word, *[""] * (len(years) - 1))),
            ],
            [*blank, *(told.year(year) for _ in words for year in years)],
        ]
    elif told.traits["heads"] == "single":
        rows = [
            [*(one.title for one in lead), *(f"{told.year(year)}{word}" for year in years for word in words)]
        ]
    else:
        rows = [
            [
                *(one.title for one in lead),
                *(cell for year in years for cell in (told.year(year), *[""] * (len(words) - 1))),
            ],
            [*blank, *words * len(years)],
        ]
    facts: list[Facts] = []
    for one in told.found:
        cells: dict[tuple[int, int], str] = {}
        for year in years:
            cells[0, year] = told.value(one, one.targets[year])
            cells[1, year] = told.value(one, one.actuals.get(year))
            cells[2, year] = _rate(told, one, year)
        order = (
            [(at, year) for at in range(len(words)) for year in years]
            if is_by_role
            else [(at, year) for year in years for at in range(len(words))]
        )
        rows.append([*(each.cell(one) for each in lead), *(cells[key] for key in order)])
        found = [("targets", str(year), one.targets[year]) for year in years]
        found += [("actuals", str(year), value) for year, value in one.actuals.items() if year in years]
        facts.append(expected(one.name, found))
    return rows, facts
