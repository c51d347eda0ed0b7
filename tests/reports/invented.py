"""Invented indicators and the structures of the tables that cities print them in: what stands where."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Final

from tests.reports.renderings import YEARS, Invented, Rows, Style, amount

SUBJECTS: Final = (
    ("公園の利用者数", "人", 120_000, 0),
    ("施策に満足している市民の割合", "％", 62, 1),
    ("新規就農者数", "人", 18, 0),
    ("市道の改良延長", "km", 240, 1),
    ("図書の貸出冊数", "冊", 380_000, 0),
    ("防災士の資格取得者数", "人", 140, 0),
    ("ごみの総排出量", "t", 41_000, 0),
    ("特定健康診査の受診率", "％", 44, 1),
    ("市内企業の製造品出荷額", "億円", 1_850, 0),
    ("空き家バンクの登録件数", "件", 35, 0),
    ("認知症サポーターの養成数", "人", 5_200, 0),
    ("一人一日当たりのごみ排出量", "g", 910, 0),
    ("自主防災組織の組織率", "％", 78, 1),
    ("観光入込客数", "千人", 1_240, 0),
    ("地域おこし協力隊員の定住率", "％", 55, 1),
    ("子育てサロンの開設箇所数", "か所", 22, 0),
)
ABSENT: Final = ("－", "-", "―", "…", "集計中", "")
GROUPS: Final = (
    "基本目標１　安心して暮らせるまち",
    "【健康づくりの推進】",
    "(2) 産業の振興",
    "Ⅱ 未来を担う人づくり",
)
SECTIONS: Final = ("企画課", "環境政策課", "健康推進課", "農林水産課")


@dataclass(slots=True)
class Draw:
    """What was drawn for one report, and the hand that draws."""

    random: Random
    found: list[Invented] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    style: Style = field(default_factory=lambda: Style(YEARS["era"], wide=False, with_unit=False))
    has_units: bool = False
    absent: str = "－"

    def words(self, *choices: str) -> str:
        return self.random.choice(choices)

    def year(self, year: int) -> str:
        return self.style.year(year)

    def value(self, one: Invented, value: float | None) -> str:
        return self.absent if value is None else self.style.of(one, value)

    def rate(self, target: float | None, actual: float | None) -> str:
        return self.absent if not target or actual is None else f"{actual / target * 100:.1f}％"

    def name(self, one: Invented) -> str:
        return one.name if self.has_units else self.style.name(one)

    def unit(self, one: Invented) -> list[str]:
        return [one.unit] if self.has_units else []

    @property
    def unit_title(self) -> list[str]:
        return ["単位"] if self.has_units else []

    def base(self, one: Invented) -> str:
        assert one.baseline is not None
        return f"{self.value(one, one.baseline[1])}({self.year(one.baseline[0])})"


def drawn(random: Random) -> Draw:
    """Draw two to five indicators over three to five years, and how their figures are written."""
    first, count = random.randint(2012, 2024), random.randint(3, 5)
    years = list(range(first, first + count))
    known = random.randint(1, count - 1)
    found = [
        _indicator(random, subject, years, known) for subject in random.sample(SUBJECTS, random.randint(2, 5))
    ]
    style = Style(
        random.choice(list(YEARS.values())),
        wide=random.random() < 0.2,
        with_unit=random.random() < 0.4,
    )
    return Draw(
        random,
        found,
        years,
        style,
        has_units=not style.with_unit and random.random() < 0.6,
        absent=random.choice(ABSENT),
    )


def _indicator(
    random: Random, subject: tuple[str, str, float, int], years: list[int], known: int
) -> Invented:
    name, unit, size, decimals = subject

    def value(scale: float) -> float:
        return round(size * scale * random.uniform(0.9, 1.1), decimals or None)

    return Invented(
        name=name,
        unit=unit,
        baseline=(years[0] - random.randint(1, 2), float(value(1))),
        targets={year: float(value(1 + 0.03 * at)) for at, year in enumerate(years, start=1)},
        actuals={year: float(value(1 + 0.03 * at)) if at < known else None for at, year in enumerate(years)},
    )


# --- structures: rows of cells, and which facts they hold ------------------------------------------------------

Told = tuple[Rows, list[dict[str, Any]]]


def facts(draw: Draw, *parts: str, final: bool = False) -> list[dict[str, Any]]:
    """Return the facts of all indicators, of these parts only; `final`: of the targets the last year's alone."""
    told = []
    for one in draw.found:
        known = {key: value for key, value in one.expected().items() if key in {"name", *parts}}
        if final and "targets" in known:
            known["targets"] = {str(draw.years[-1]): one.targets[draw.years[-1]]}
        told.append(known)
    return told


def of_years(told: list[dict[str, Any]], years: list[int]) -> list[dict[str, Any]]:
    """Return the targets and results of these years alone."""
    wanted = set(map(str, years))

    def kept(values: dict[str, float]) -> dict[str, float]:
        return {year: value for year, value in values.items() if year in wanted}

    return [one | {key: kept(one.get(key, {})) for key in ("targets", "actuals")} for one in told]


def two_lines(draw: Draw) -> Told:
    """Targets on the upper, results on the lower line, no label; one line of the page says so."""
    rows = [["※上段：目標、下段：実績"]] if draw.random.random() < 0.5 else []
    rows += [
        [
            draw.words("指標名", "成果指標", "KPI"),
            *draw.unit_title,
            draw.words("現状値", "基準値", "策定時"),
            *map(draw.year, draw.years),
        ]
    ]
    for one in draw.found:
        rows.append(
            [
                draw.name(one),
                *draw.unit(one),
                draw.base(one),
                *(draw.value(one, one.targets[year]) for year in draw.years),
            ]
        )
        rows.append(
            ["", *[""] * draw.has_units, "", *(draw.value(one, one.actuals[year]) for year in draw.years)]
        )
    return rows + ([] if rows[0][0].startswith("※") else [["（上段は目標値、下段は実績値）"]]), facts(
        draw, "baseline", "targets", "actuals"
    )


def labelled_lines(draw: Draw) -> Told:
    """A line of targets, one of results and perhaps one of rates, each with its label."""
    rated, based = draw.random.random() < 0.5, draw.random.random() < 0.5
    kinds = draw.random.choice(
        (("目標", "実績"), ("目標値", "実績値"), ("計画値", "実績値"), ("目標値(a)", "実績値(b)"))
    )
    rows = [
        [
            draw.words("指標名", "指標", "数値目標"),
            *draw.unit_title,
            draw.words("区分", "", "項目"),
            *(["基準値"] if based else []),
            *map(draw.year, draw.years),
        ]
    ]
    for one in draw.found:
        lines = [
            [
                kinds[0],
                *([draw.base(one)] if based else []),
                *(draw.value(one, one.targets[year]) for year in draw.years),
            ],
            [
                kinds[1],
                *([""] if based else []),
                *(draw.value(one, one.actuals[year]) for year in draw.years),
            ],
        ]
        if rated:
            lines.append(
                [
                    draw.words("達成率", "進捗率", "達成率（％）"),
                    *([""] if based else []),
                    *(draw.rate(one.targets[year], one.actuals[year]) for year in draw.years),
                ]
            )
        for at, line in enumerate(lines):
            rows.append(
                [*([draw.name(one), *draw.unit(one)] if not at else ["", *[""] * draw.has_units]), *line]
            )
    return rows, facts(draw, "targets", "actuals", *(["baseline"] if based else []))


def own_years(draw: Draw) -> Told:
    """The years of the targets in a row of each indicator, the figures in the row below."""
    rows = [[draw.words("指標名", "指標"), "現状値", "目標値"]]
    for one in draw.found:
        rows.append(
            [
                draw.name(one) if draw.style.with_unit else f"{one.name}（{one.unit}）",
                draw.base(one),
                *map(draw.year, draw.years),
            ]
        )
        rows.append(["", "", *(draw.value(one, one.targets[year]) for year in draw.years)])
    return rows, facts(draw, "baseline", "targets")


def final_target(draw: Draw) -> Told:
    """One row an indicator: baseline, results of some years, final target, in one order or the other."""
    early = draw.random.random() < 0.4
    past = draw.years[:-1]
    result = draw.words("実績", "実績値", "の実績")
    target = f"{draw.words('目標値', '目標')}({draw.year(draw.years[-1])})"
    titles = [f"{draw.year(year)}{result}" for year in past]
    extra = draw.random.random() < 0.4
    rows = [
        [
            draw.words("指標名", "指標", "KPI", "重要業績評価指標（KPI）"),
            *draw.unit_title,
            draw.words("基準値", "現状値", "計画策定時"),
            *([target, *titles] if early else [*titles, target]),
            *(["担当課"] if extra else []),
        ]
    ]
    for one in draw.found:
        results = [draw.value(one, one.actuals[year]) for year in past]
        aim = draw.value(one, one.targets[draw.years[-1]]) + draw.words("", "", "以上")
        rows.append(
            [
                draw.name(one),
                *draw.unit(one),
                draw.base(one),
                *([aim, *results] if early else [*results, aim]),
                *([draw.words(*SECTIONS)] if extra else []),
            ]
        )
    return rows, facts(draw, "baseline", "targets", "actuals", final=True)


def side_by_side(draw: Draw) -> Told:
    """Target, result and perhaps rate under each year; two rows of heads, or one."""
    rated, single = draw.random.random() < 0.5, draw.random.random() < 0.4
    words = ["目標", "実績", *(["達成率"] if rated else [])]
    past = draw.years[:3]
    first = draw.words("指標名", "成果指標", "評価指標")
    if single:
        rows = [[first, *draw.unit_title, *(f"{draw.year(year)}{word}" for year in past for word in words)]]
    else:
        rows = [
            [
                first,
                *draw.unit_title,
                *(cell for year in past for cell in (draw.year(year), *[""] * (len(words) - 1))),
            ],
            ["", *[""] * draw.has_units, *words * len(past)],
        ]
    for one in draw.found:
        row = [draw.name(one), *draw.unit(one)]
        for year in past:
            row += [draw.value(one, one.targets[year]), draw.value(one, one.actuals[year])]
            row += [draw.rate(one.targets[year], one.actuals[year])] if rated else []
        rows.append(row)
    return rows, of_years(facts(draw, "targets", "actuals"), past)


def by_roles(draw: Draw) -> Told:
    """All targets, then all results, the roles above the years."""
    past = draw.years[:3]
    rows = [
        [
            draw.words("指標名", "成果指標"),
            *draw.unit_title,
            "目標値",
            *[""] * (len(past) - 1),
            "実績値",
            *[""] * (len(past) - 1),
        ],
        ["", *[""] * draw.has_units, *map(draw.year, past), *map(draw.year, past)],
    ]
    rows += [
        [
            draw.name(one),
            *draw.unit(one),
            *(draw.value(one, one.targets[year]) for year in past),
            *(draw.value(one, one.actuals[year]) for year in past),
        ]
        for one in draw.found
    ]
    return rows, of_years(facts(draw, "targets", "actuals"), past)


def years_down(draw: Draw) -> Told:
    """Years as rows; under each indicator its targets and its results."""
    two = draw.found[:3]
    rows = [
        ["年度", *(cell for one in two for cell in (one.name + f"（{one.unit}）", ""))],
        ["", *["目標", "実績"] * len(two)],
    ]
    rows += [
        [
            draw.year(year),
            *(
                cell
                for one in two
                for cell in (draw.value(one, one.targets[year]), draw.value(one, one.actuals[year]))
            ),
        ]
        for year in draw.years
    ]
    return rows, facts(draw, "targets", "actuals")[: len(two)]


def roles_down(draw: Draw) -> Told:
    """Baseline, results and target as rows, the indicators as columns."""
    shown = draw.found[:4]
    past = list(draw.years[:-1])
    base = min(one.baseline[0] for one in shown if one.baseline)
    shown = [
        Invented(one.name, one.unit, (base, one.baseline[1]), one.targets, one.actuals)
        for one in shown
        if one.baseline
    ]
    draw.found = shown
    rows = [[draw.words("区分", "年度", "項目"), *(f"{one.name}（{one.unit}）" for one in shown)]]
    rows += [
        [
            f"基準年度（{draw.year(base)}）",
            *(draw.value(one, one.baseline[1]) for one in shown if one.baseline),
        ]
    ]
    rows += [
        [f"{draw.year(year)}実績", *(draw.value(one, one.actuals[year]) for one in shown)] for year in past
    ]
    rows += [
        [
            f"目標年度（{draw.year(draw.years[-1])}）",
            *(draw.value(one, one.targets[draw.years[-1]]) for one in shown),
        ]
    ]
    return rows, facts(draw, "baseline", "targets", "actuals", final=True)


def both_in_cell(draw: Draw) -> Told:
    """Target and result in one cell, each with its label."""
    past = list(draw.years[:3])
    rows = [[draw.words("指標名", "目標指標"), *map(draw.year, past)]]
    for one in draw.found:
        cells = (
            f"目標：{draw.value(one, one.targets[year])} 実績：{draw.value(one, one.actuals[year]) or '－'}"
            for year in past
        )
        rows += [[draw.name(one) if draw.style.with_unit else f"{one.name}（{one.unit}）", *cells]]
    return rows, of_years(facts(draw, "targets", "actuals"), past)


def one_fact_a_row(draw: Draw) -> Told:
    """A row for each indicator and year: the form of open data."""
    rows = [["指標名", "単位", "年度", "目標値", "実績値"]]
    for one in draw.found:
        rows += [
            [
                one.name,
                one.unit,
                draw.year(year),
                amount(one.targets[year], "", wide=False, with_unit=False),
                draw.value(one, one.actuals[year]),
            ]
            for year in draw.years
        ]
    return rows, facts(draw, "targets", "actuals")


def years_below_names(draw: Draw) -> Told:
    """A block of rows for each indicator, its years as rows, targets and results as columns, the name printed once."""
    rows = [["指標名", "年度", "目標値", "実績値", "達成率"]]
    for one in draw.found:
        rows += [
            [
                draw.style.name(one) if not at else "",
                draw.year(year),
                draw.value(one, one.targets[year]),
                draw.value(one, one.actuals[year]),
                draw.rate(one.targets[year], one.actuals[year]),
            ]
            for at, year in enumerate(draw.years)
        ]
    return rows, facts(draw, "targets", "actuals")


def dated_columns(draw: Draw) -> Told:
    """Value and year of baseline and target in columns of their own."""
    rows = [["指標", *draw.unit_title, "基準年度", "基準値", "目標年度", "目標値"]]
    rows += [
        [
            draw.name(one),
            *draw.unit(one),
            draw.year(one.baseline[0]),
            draw.value(one, one.baseline[1]),
            draw.year(draw.years[-1]),
            draw.value(one, one.targets[draw.years[-1]]),
        ]
        for one in draw.found
        if one.baseline
    ]
    return rows, facts(draw, "baseline", "targets", final=True)


def both_lines_in_cell(draw: Draw) -> Told:
    """Target and result below each other in one cell, which the text prints behind each other."""
    rows = [
        [draw.words("指標名", "成果指標"), *draw.unit_title, "策定時", *map(draw.year, draw.years)],
        ["（上段：目標　下段：実績）"],
    ]
    for one in draw.found:
        pairs = ((one.targets[year], one.actuals[year]) for year in draw.years)
        cells = [" ".join(draw.style.of(one, value) for value in pair if value is not None) for pair in pairs]
        rows.append([draw.name(one), *draw.unit(one), draw.base(one), *cells])
    return rows, facts(draw, "baseline", "targets", "actuals")


def four_lines(draw: Draw) -> Told:
    """The years in a row of each indicator, then its targets, its results, and the share of the way."""
    labelled = draw.random.random() < 0.6
    rows = [
        [
            "指標名",
            "現状値",
            "区分" if labelled else "",
            *["目標値・実績値の推移", *[""] * (len(draw.years) - 1)],
        ]
    ]
    for one in draw.found:
        lead = [f"{one.name}（{one.unit}）", draw.base(one)]
        rows += [
            [*lead, "年度" if labelled else "", *map(draw.year, draw.years)],
            [
                "",
                "",
                "目標" if labelled else "",
                *(draw.value(one, one.targets[year]) for year in draw.years),
            ],
            [
                "",
                "",
                "実績" if labelled else "",
                *(draw.value(one, one.actuals[year]) for year in draw.years),
            ],
            [
                "",
                "",
                "進捗率" if labelled else "",
                *(draw.rate(one.targets[year], one.actuals[year]) for year in draw.years),
            ],
        ]
    return rows, facts(draw, "baseline", "targets", "actuals")


def years_under(draw: Draw) -> Told:
    """Baseline, latest result and target in one row, the year of each below it."""
    rows = [["指標名", *draw.unit_title, "基準値", "実績値", "目標値"]]
    told = facts(draw, "baseline", "targets", final=True)
    year = draw.years[0]
    for one, facts_of_one in zip(draw.found, told, strict=True):
        assert one.baseline is not None
        last = draw.years[-1]
        rows.append(
            [
                draw.name(one),
                *draw.unit(one),
                *(draw.value(one, v) for v in (one.baseline[1], one.actuals[year], one.targets[last])),
            ]
        )
        rows.append(
            ["", *[""] * draw.has_units, *(f"（{draw.year(y)}）" for y in (one.baseline[0], year, last))]
        )
        facts_of_one["actuals"] = {str(year): one.actuals[year]}
    return rows, told


def two_bases(draw: Draw) -> Told:
    """Two present values, then targets above and results below them; some results are of an earlier year."""
    said, spread = draw.random.random() < 0.5, draw.random.random() < 0.6
    title = draw.words("目標（上段）・実績（下段）", "上段：目標 下段：実績") if said else "目標"
    bases = draw.random.choice((("基準値", "策定時"), ("基準年", "現状値"), ("計画策定時", "直近値")))
    blank = [""] * draw.has_units
    if spread:
        rows = [
            ["指標", *draw.unit_title, *bases, title, *[""] * (len(draw.years) - 1)],
            ["", *blank, "", "", *map(draw.year, draw.years)],
        ]
    else:
        rows = [["指標", *draw.unit_title, *bases, *map(draw.year, draw.years)], *([[title]] if said else [])]
    draw.found = [
        replace(one, baseline=(draw.years[0] - 3, value))
        for one in draw.found
        for _, value in [one.baseline or (0, 0)]
    ]
    told = facts(draw, "baseline", "targets", "actuals")
    for one, expected in zip(draw.found, told, strict=True):
        assert one.baseline is not None
        second = f"{draw.value(one, one.baseline[1])}({draw.year(one.baseline[0] + 1)})"
        if bases[1] == "直近値":
            expected.setdefault("actuals", {}).setdefault(str(one.baseline[0] + 1), one.baseline[1])
        targets = (draw.value(one, one.targets[year]) for year in draw.years)
        rows.append([draw.name(one), *draw.unit(one), draw.base(one), second, *targets])
        known = {year: value for year, value in one.actuals.items() if value is not None}
        waits = draw.words("", "未集計")
        results = [draw.value(one, known[year]) if year in known else waits for year in draw.years]
        rows.append(["", *blank, "", "", *results])
    return rows, told


STRUCTURES: Final[dict[str, Callable[[Draw], Told]]] = {
    one.__name__: one
    for one in (
        two_lines,
        two_bases,
        labelled_lines,
        own_years,
        final_target,
        side_by_side,
        by_roles,
        years_down,
        roles_down,
        both_in_cell,
        one_fact_a_row,
        years_below_names,
        dated_columns,
        both_lines_in_cell,
        four_lines,
        years_under,
    )
}
