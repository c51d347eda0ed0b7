"""Tables whose cells say more than a figure, or stand elsewhere: middle names, own years, days, comparisons."""

from typing import Final

from tests.reports.strange_hands import Facts, Row
from tests.reports.strangers_surroundings import Kpi, Office, based_alike, rows_as_text

Told = tuple[str, list[Facts]]


def middle_names(those: Office) -> Told:
    """A name that spans three rows stands in the middle one: above it targets, beside it results, below it rates."""
    words = [those.word("目標", "目標値"), those.word("実績", "実績値"), those.word("達成率", "達成率（％）")]
    rows: list[Row] = [[those.word("指標", "成果指標"), "区分", *map(those.year, those.years)]]
    facts: list[Facts] = []
    for one in those.found:
        cells = [
            [those.figure(one, one.targets[year]) for year in those.years],
            [those.figure(one, one.actuals.get(year)) for year in those.years],
            [those.rate(one, year) for year in those.years],
        ]
        names = ["", those.title(one), ""]
        rows += [[name, word, *row] for name, word, row in zip(names, words, cells, strict=True)]
        facts.append(one.told(one.aims(those.years), one.results(those.years)))
    return rows_as_text(those, rows, "pipes", "framed", "tabs", "dense", "wide"), facts


def own_years(those: Office) -> Told:
    """Some figures carry another year than their column: that of the figure counts; others are of the column."""
    those = based_alike(those)
    known, last = sorted(those.found[0].actuals), those.years[-1]
    base = those.years[0] - 1
    now, before = known[-1], known[-2:][0]
    shape = those.one_of("own year", "（{}）", "({})", " （{}）")

    def marked(text: str, year: int, usual: int) -> str:
        return text if year == usual else text + shape.format(those.year(year))

    titles = [f"現状値（{those.year(base)}）", f"{those.year(now)}実績", f"目標値（{those.year(last)}）"]
    rows: list[Row] = [["指標名", *titles]]
    facts: list[Facts] = []
    for one in those.found:
        first, year = those.hand.random.choice((base, base - 2)), those.hand.random.choice((now, before))
        cells = [
            marked(those.figure(one, one.base), first, base),
            marked(those.figure(one, one.actuals[year]), year, now),
            those.figure(one, one.targets[last]),
        ]
        rows.append([those.title(one), *cells])
        facts.append(one.told(one.based(first), one.results([year]), one.aims([last])))
    return rows_as_text(those, rows, "pipes", "framed", "tabs", "dense", "wide"), facts


def as_of_a_day(those: Office) -> Told:
    """The last column of results is of a day within its year, not of the whole: no result of a year."""
    those = based_alike(those)
    *past, now, last = those.years
    day = those.word("9月末", "10月1日", "12月末", "上半期")
    word = those.word("{}（{}現在）", "{} {}時点", "{}({}実績)") if day != "上半期" else "{}（{}）"
    titles = [
        *(f"{those.year(y)}実績" for y in past),
        word.format(those.year(now), day),
        f"{those.year(last)}目標",
    ]
    rows: list[Row] = [["指標名", *titles]]
    facts: list[Facts] = []
    for one in those.found:
        half = float(round(one.targets[now] * 0.6, one.decimals))
        values = [one.targets[year] for year in past]
        cells = [those.figure(one, value) for value in [*values, half, one.targets[last]]]
        rows.append([those.title(one), *cells])
        results = [("actuals", str(year), value) for year, value in zip(past, values, strict=True)]
        facts.append(one.told(results, one.aims([last])))
    return rows_as_text(those, rows), facts


COMPARED: Final = (
    ("県平均", ""),
    ("全国順位", "位"),
    ("前年度比", "％"),
    ("対前年増減", ""),
    ("目標との差", ""),
)


def comparisons(those: Office) -> Told:
    """Columns that explain: mean of the prefecture, rank, difference from the year before or from the target."""
    those = based_alike(those)
    known, last = sorted(those.found[0].actuals), those.years[-1]
    base = f"基準値（{those.year(those.years[0] - 1)}）"
    beside = those.hand.random.sample(COMPARED, 2)
    titles = [
        base,
        *(f"{those.year(y)}実績" for y in known),
        *(word for word, _ in beside),
        f"{those.year(last)}目標",
    ]
    rows: list[Row] = [["指標名", *titles]]
    facts: list[Facts] = []
    for one in those.found:
        values = [one.base, *(one.actuals[year] for year in known)]
        cells = [those.figure(one, value) for value in values]
        cells += [_compared(those, one, word, sign) for word, sign in beside]
        rows.append([those.title(one), *cells, those.figure(one, one.targets[last])])
        facts.append(one.told(one.based(), one.results(known), one.aims([last])))
    return rows_as_text(those, rows), facts


def _compared(those: Office, one: Kpi, word: str, sign: str) -> str:
    if word == "県平均":
        return those.figure(one, float(round(one.base * 1.1, one.decimals)))
    if word == "全国順位":
        return f"{those.hand.random.randint(1, 47)}{sign}"
    share = those.hand.random.uniform(-9, 9)
    return f"{those.word('▲', '△') if share < 0 else '+'}{abs(share):.1f}{sign}"


CIRCLED: Final = "①②③"


def circled(those: Office) -> Told:
    """Two or three figures in one cell, each behind a circled number, as their names in the first cell."""
    those = based_alike(those)
    last, base = those.years[-1], those.years[0] - 1
    rows: list[Row] = [["指標", f"現状値（{those.year(base)}）", f"目標値（{those.year(last)}）"]]
    facts: list[Facts] = []
    sign = those.one_of("circled", "", " ")
    at = 0
    while at < len(those.found):
        some = those.found[at : at + those.hand.random.choice((1, 2, 2, 3))]
        at += len(some)
        marks = [f"{mark}{sign}" for mark in CIRCLED] if len(some) > 1 else [""]
        cells = [
            [f"{mark}{text}" for mark, text in zip(marks, texts, strict=False)]
            for texts in (
                [those.title(one) for one in some],
                [those.figure(one, one.base) for one in some],
                [those.figure(one, one.targets[last]) for one in some],
            )
        ]
        rows.append([" ".join(cell) for cell in cells])
        facts += [one.told(one.based(), one.aims([last])) for one in some]
    return rows_as_text(those, rows, "pipes", "framed", "tabs", "dense"), facts


def said_goals(those: Office) -> Told:
    """Works of a reform, each with a sentence of its goal and one of its result; shares of reaching only explain."""
    lines: list[str] = []
    facts: list[Facts] = []
    label = those.one_of("labels", "目標：|実績：", "【目標】|【実績】", "目標　|結果　", "（目標）|（実績）")
    goal, result = label.split("|")
    for number, one in enumerate(those.found, 1):
        last, now = those.years[-1], max(one.actuals)
        aim, value = (
            f"{those.bare(one, one.targets[last])}{one.unit}",
            f"{those.bare(one, one.actuals[now])}{one.unit}",
        )
        lines.append(f"{those.one_of('work', '（{}）', '{} ', '取組{}　').format(number)}{one.name}の改善")
        lines.append(f"{goal}{those.year(last)}までに{one.name}を{aim}とする。")
        share = f"（達成率{one.actuals[now] / one.targets[last] * 100:.1f}％）" if those.chance(0.5) else ""
        lines.append(
            f"{result}{those.year(now)}は{value}{share}となった。{those.word('', '説明会を４回開いた。')}"
        )
        facts.append(one.told(one.aims([last]), one.results([now])))
    return "\n".join([*those.idle(0, 1), *lines]), facts
