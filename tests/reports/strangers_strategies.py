"""Strategies and their key figures: marks, goals of the world, footnotes, revised targets, cards."""

from collections.abc import Callable
from typing import Final

from tests.reports.strange_hands import AIMS, BASES, Facts, Row
from tests.reports.strangers_surroundings import Kpi, Office, based_alike, rows_as_text

Told = tuple[str, list[Facts]]

MARKED: Final = ("◎", "○", "△", "×", "－")
REASONS: Final = (
    "感染症の影響により開催回数が10回減った", "目標を１割上回る", "新たに３か所で実施した", "令和元年度に制度を改めた",
    "周知が進み、前年から25人増えた", "",
)  # fmt: skip


def strategy(those: Office) -> Told:
    """Key figures: baseline, target, results of each year, a mark, and what the section says of it, numbers in it.

    Headings of goals stand between; windows of years (a sum over five years) stand in place of the target's year,
    its last year counts.
    """
    those = based_alike(those)
    first, last = those.years[0], those.years[-1]
    those.one_of("window", "no", "no", "yes")
    window = (
        f"{those.year(first)}～{those.year(last)}"
        if those.hand.traits["window"] == "yes"
        else those.year(last)
    )
    known = [year for year in those.years if year in those.found[0].actuals]
    base, aim = those.word(*BASES[:4]), those.word(*AIMS[:4])
    lead = ["No.", "KPI"] if those.one_of("number", "no", "yes") == "yes" else ["KPI"]
    units = ["単位"] if those.unit_at == "column" else []
    figures = [f"{base}（{those.year(first - 1)}）", f"{aim}（{window}）"]
    results = [those.word("{}実績", "実績値（{}）").format(those.year(year)) for year in known]
    behind = [those.word("達成度", "評価", "進捗"), those.word("担当課の所見", "備考", "要因")]
    rows: list[Row] = [[*lead, *units, *figures, *results, *behind]]
    facts: list[Facts] = []
    for number, one in enumerate(those.found, 1):
        rows += [[those.section()]] if those.chance(0.25) else []
        name = [str(number)] * (len(lead) - 1) + [those.wrapped(those.title(one))]
        cells = [one.base, one.targets[last], *(one.actuals[year] for year in known)]
        row = [*name, *([one.unit] if units else []), *(those.figure(one, value) for value in cells)]
        rows.append([*row, those.word(*MARKED), those.word(*REASONS)])
        facts.append(one.told(one.based(), one.aims([last]), one.results(known)))
    return "\n".join([*those.idle(0, 1), rows_as_text(those, rows)]), facts


def world_goals(those: Office) -> Told:
    """Goals of the world beside local ones: numbers of goals and of their targets look like figures (3, 11, 3.4)."""
    those = based_alike(those)
    last, base = those.years[-1], those.years[0] - 1
    where = those.one_of("goals at", "before", "behind")
    titles = [f"{those.word('現状値', '基準値')}（{those.year(base)}）", f"目標値（{those.year(last)}）"]
    goals = (
        ["関連するゴール", "ターゲット"]
        if those.one_of("targets of goals", "yes", "no") == "yes"
        else ["関連SDGs"]
    )
    units = ["単位"] if those.unit_at == "column" else []
    rows = [["指標", *units, *(goals + titles if where == "before" else titles + goals)]]
    facts: list[Facts] = []
    for one in those.found:
        numbers = sorted(those.hand.random.sample(range(1, 18), those.hand.random.randint(1, 3)))
        cells = [those.word("、", "・", ",").join(map(str, numbers))]
        cells += [f"{numbers[0]}.{those.hand.random.randint(1, 9)}"] if len(goals) > 1 else []
        values = [those.figure(one, one.base), those.figure(one, one.targets[last])]
        row = [those.wrapped(those.title(one)), *([one.unit] if units else [])]
        rows.append([*row, *(cells + values if where == "before" else values + cells)])
        facts.append(one.told(one.based(), one.aims([last])))
    return rows_as_text(those, rows), facts


def footnotes(those: Office) -> Told:
    """Marks behind figures, and below the table what they say: another year of this figure, or a remark only."""
    those = based_alike(those)
    known = sorted(those.found[0].actuals)
    last = those.years[-1]
    sign = those.one_of("note", "※1", "＊１", "注1）", "*1")
    other = sign.replace("1", "2").replace("１", "２")
    titles = [
        f"現状値（{those.year(those.years[0] - 1)}）",
        *(f"{those.year(y)}実績" for y in known),
        f"{those.year(last)}目標",
    ]
    rows = [["指標名", *titles]]
    facts: list[Facts] = []
    moved = those.hand.random.randrange(len(those.found))
    for at, one in enumerate(those.found):
        base_year = one.base_year - 2 if at == moved else one.base_year
        cells = [those.figure(one, one.base) + (sign if at == moved else "")]
        cells += [those.figure(one, one.actuals[year]) for year in known]
        cells.append(those.figure(one, one.targets[last]) + (other if those.chance(0.3) else ""))
        rows.append([those.title(one), *cells])
        facts.append(one.told(one.based(base_year), one.results(known), one.aims([last])))
    year = those.year(those.found[moved].base_year - 2)
    notes = [
        those.word(f"{sign} {year}の数値", f"{sign}：{year}の実績値"),
        f"{other} 暫定の目標であり、見直すことがある。",
    ]
    return "\n".join([rows_as_text(those, rows, "pipes", "framed", "tabs", "dense", "wide"), *notes]), facts


def revised(those: Office) -> Told:
    """Targets that were revised: the old one and the new in one cell, or in two columns; the new one counts."""
    those = based_alike(those)
    last = those.years[-1]
    way = those.one_of("revised", "arrow", "columns")
    base = f"{those.word('基準値', '現状値')}（{those.year(those.years[0] - 1)}）"
    aims = {
        "arrow": [f"目標値（{those.year(last)}）"],
        "columns": [f"変更前の目標（{those.year(last)}）", f"変更後の目標（{those.year(last)}）"],
    }
    rows = [["指標名", base, *aims[way], "変更の理由"]]
    facts: list[Facts] = []
    for one in those.found:
        new, old = those.figure(one, one.targets[last]), those.figure(one, _older(one, last))
        is_new = way == "columns" or those.chance(0.5)
        aim = f"{old}{those.one_of('arrow', '→', ' → ', '⇒')}{new}" if is_new else new
        cells = [aim] if way == "arrow" else [old, new]
        rows.append([those.title(one), those.figure(one, one.base), *cells, those.word(*REASONS)])
        facts.append(one.told(one.based(), one.aims([last])))
    return rows_as_text(those, rows, "pipes", "framed", "tabs", "dense"), facts


def _older(one: Kpi, year: int) -> float:
    return float(round(one.targets[year] * 0.8, one.decimals))


def cards(those: Office) -> Told:
    """A card for each indicator, two beside each other or one below the other: name, now, arrow, then."""
    those = based_alike(those)
    way = those.one_of("cards", "beside", "below", "lines")
    facts = [one.told(one.based(), one.aims([those.years[-1]])) for one in those.found]
    parts = [_card(those, one) for one in those.found]
    if way == "beside":
        sign = those.one_of("gap", "      ", " | ", "　　　")
        pairs = [parts[at : at + 2] for at in range(0, len(parts), 2)]
        return "\n".join(sign.join(cells) for pair in pairs for cells in zip(*pair, strict=True)), facts
    join = "\n" if way == "below" else " "
    return "\n".join(join.join(card) for card in parts), facts


def _card(those: Office, one: Kpi) -> Row:
    now, then = those.year(one.base_year), those.year(those.years[-1])
    base, aim = those.figure(one, one.base), those.figure(one, one.targets[those.years[-1]])
    ways: dict[str, Callable[[], Row]] = {
        "labels": lambda: [f"現状値（{now}） {base}", f"目標値（{then}） {aim}"],
        "under": lambda: [
            "現状値",
            base,
            f"（{now}）",
            those.word("▶", "⇒", "→"),
            "目標値",
            aim,
            f"（{then}）",
        ],
        "arrow": lambda: [f"{base}（{now}） ⇒ {aim}（{then}）"],
    }
    return [those.title(one), *ways[those.one_of("card", *ways)]()]
