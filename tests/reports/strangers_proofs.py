"""Tables that lost their titles: only arithmetic says which figure is the target, which the result, which the start."""

from typing import Final

from tests.reports.strange_hands import Facts, Row
from tests.reports.strangers_surroundings import Kpi, Office

Told = tuple[str, list[Facts]]

COMMENTS: Final = (
    "目標を上回った。引き続き周知に努める。", "参加者が伸び悩んだため、内容を見直す。", "おおむね計画どおりに進んだ。",
    "新しい施設が10月に開館した効果があった。", "関係する団体と年３回の会議を開き、連携を深めた。",
    "天候の影響を受けた。",
)  # fmt: skip
MARKS: Final = {
    "letters": ("Ａ", "Ｂ", "Ｃ"),
    "signs": ("◎", "○", "△"),
    "words": ("順調", "やや遅れ", "概ね順調"),
}


def rates_alone(those: Office) -> Told:
    """Number, name, two figures and the rate of one to the other, a comment and a mark; no title anywhere."""
    year = those.years[-1]
    found = [one for one in those.found if one.targets[year] > 0][:6]
    figures: list[tuple[Kpi, float | None, float | None]] = [(one, *_met(those, one, year)) for one in found]
    if those.one_of("no record", "no", "no", "yes") == "yes":
        figures.append((those.found[0], None, None))
    order = those.one_of("order", "target first", "target first", "result first")
    rows: list[Row] = []
    facts: list[Facts] = []
    numbers = _numbers(those, len(figures))
    for number, (one, aim, result) in zip(numbers, figures, strict=True):
        told = [those.figure(one, aim), those.figure(one, result)]
        told = told if order == "target first" else told[::-1]
        comment = [those.word(*COMMENTS)] if those.one_of("comment", "yes", "yes", "no") == "yes" else []
        name = those.wrapped(those.title(one), "\n")
        rows.append([number, name, *told, _rate(those, one, aim, result), *comment, _mark(those)])
        if aim is not None and result is not None:
            facts.append(one.told([("targets", str(year), aim), ("actuals", str(year), result)]))
    head = those.word(
        "{}実績評価結果", "{} 施策の評価結果", "{}の取組状況（指標の達成状況）", "数値目標の{}実績"
    )
    return "\n".join([head.format(those.year(year)), *those.idle(0, 1), _laid_out(those, rows)]), facts


def _met(those: Office, one: Kpi, year: int) -> tuple[float, float]:
    """A target and how it was met, of which a rate says more than that both are alike."""
    aim = one.targets[year]
    result = float(round(aim * those.hand.random.uniform(0.72, 1.31), one.decimals))
    return aim, result


def _rate(those: Office, one: Kpi, aim: float | None, result: float | None) -> str:
    if not aim or not result:
        return those.absent
    share = _share(those, one, aim, result) * 100
    return f"{share:.1f}％" if those.one_of("rates", "decimal", "whole") == "decimal" else f"{share:.0f}％"


def _share(those: Office, one: Kpi, aim: float, result: float) -> float:
    """Less is better for some: then the rate is the other way round, or what is left of two."""
    falls = any(word in one.name for word in ("認知件数", "排出量", "待機"))
    way = those.one_of("falling", "direct", "inverse", "rest") if falls else "direct"
    return {"direct": result / aim, "inverse": aim / result, "rest": 2 - result / aim}[way]


def _numbers(those: Office, count: int) -> list[str]:
    way = those.one_of("numbers", "one", "two", "dotted", "wide")
    if way == "one":
        return [str(at) for at in range(1, count + 1)]
    sign = {"two": "-", "dotted": ".", "wide": "－"}[way]
    cut = those.hand.random.randint(1, count)
    pairs = [(1, at) if at <= cut else (2, at - cut) for at in range(1, count + 1)]
    return [f"{first}{sign}{second}" for first, second in pairs]


def _mark(those: Office) -> str:
    return those.word(*MARKS[those.one_of("marks", *MARKS)])


def _laid_out(those: Office, rows: list[Row]) -> str:
    way = those.one_of("cells", "stacked", "stacked", "wide", "pipes", "tabs")
    if way == "stacked":
        return "\n".join("\n".join(row) for row in rows)
    sign = {"wide": "  ", "pipes": " | ", "tabs": "\t"}[way]
    return "\n".join(sign.join(cell.replace("\n", "") for cell in row) for row in rows)


def shares_alone(those: Office) -> Told:
    """The same shape of what is no indicator: voters, budgets, answers, the year before. Nothing is to be told."""
    year = those.years[-1]
    kind = those.one_of("shares", "parts", "before", "money", "several years")
    rows: list[Row] = []
    for number, one in zip(_numbers(those, len(those.found)), those.found, strict=True):
        whole = float(those.hand.random.randint(300, 9_000))
        part = float(
            round(whole * those.hand.random.uniform(*((0.2, 0.9) if kind == "parts" else (0.8, 1.2))))
        )
        unit = "千円" if kind == "money" else "人"
        figures = [f"{whole:,.0f}{unit}", f"{part:,.0f}{unit}", f"{part / whole * 100:.1f}％"]
        rows.append([number, one.name, *figures, those.word(*COMMENTS), _mark(those)])
    heads = {
        "parts": "{}検診実績", "before": "{}利用実績（前年との比較）", "money": "{}事業の評価結果",
        "several years": "{}実績評価結果 {}実績評価結果",
    }  # fmt: skip
    head = heads[kind].format(those.year(year), those.year(year - 1))
    return "\n".join([head, _laid_out(those, rows)]), []


def progress(those: Office) -> Told:
    """Records over four lines: targets, their shares of the way, the start with results, the shares of those."""
    beyond = those.one_of("final target", "of the last year", "behind the years") == "behind the years"
    years = those.years[:-1] if beyond and len(those.years) > 3 else those.years
    found = [one for one in those.found if one.targets[those.years[-1]] != one.base]
    dates = [*map(those.year, years)]
    head = [those.word("数値目標の進捗", "指標の推移", "成果指標一覧"), *those.idle(0, 1)]
    head.append(("\n" if those.one_of("lines", "rows", "rows", "cells") == "cells" else " ").join(dates))
    lines: list[str] = []
    facts: list[Facts] = []
    for number, one in zip(_numbers(those, len(found)), found, strict=True):
        known = [year for year in years if year in one.actuals]
        if len(known) > 2 and those.chance(0.2):
            known.remove(known[1])
        lines += _progress_rows(those, one, number, years, known)
        facts.append(one.told(one.based(), one.aims([*years, those.years[-1]]), one.results(known)))
    return "\n".join([*head, *lines]), facts


def _progress_rows(those: Office, one: Kpi, number: str, years: list[int], known: list[int]) -> list[str]:
    last = those.years[-1]
    targets = [those.figure(one, one.targets[year]) for year in dict.fromkeys([*years, last])]
    until = years[: years.index(max(known)) + 1] if known else []
    results = [those.figure(one, one.actuals[year] if year in known else None) for year in until]
    reached = [_way(those, one, one.actuals[year] if year in known else None) for year in until]
    planned = [_way(those, one, one.targets[year]) for year in dict.fromkeys([*years, last])]
    rate = [those.rate(one, known[-1])] if known and those.one_of("rate", "no", "yes") == "yes" else []
    unit = [one.unit] if those.unit_at == "column" and one.unit else []
    name = those.wrapped(those.title(one), "\n")
    rows = [
        [number, name, *unit, *targets],
        [those.year(one.base_year), *planned, those.year(last), *rate],
        [those.figure(one, one.base), *results, targets[-1]],
        reached,
    ]
    sign = "\n" if those.hand.traits["lines"] == "cells" else " "
    return [sign.join(row) for row in rows if row]


def _way(those: Office, one: Kpi, value: float | None) -> str:
    """The share of the way from the start to the final target, in brackets."""
    if value is None:
        return those.absent
    share = (value - one.base) / (one.targets[those.years[-1]] - one.base) * 100
    places = 1 if those.one_of("shares", "whole", "decimal") == "decimal" else 0
    minus = "▲" if round(share, places) < 0 else ""
    return those.one_of("brackets", "（{}％）", "({}%)").format(f"{minus}{abs(share):.{places}f}")


def year_rows(those: Office) -> Told:
    """One table for each of some indicators: a row for each year, its label says that it is the start or the target."""
    lines: list[str] = [those.section(), *those.idle(0, 1)]
    facts: list[Facts] = []
    way = those.one_of("cells", "cells", "wide", "pipes", "tabs", "blanks")
    sign = {"cells": "\n", "wide": "   ", "pipes": " | ", "tabs": "\t", "blanks": " "}[way]
    first = those.one_of("start", "（基準年度）", "(基準年)", "（現状）", "（策定時）")
    final = those.one_of("final", "（目標年度）", "(目標年)", "（目標）", "（目標値）")
    change = those.one_of("change", "", "基準年度比", "増減率", "対基準年度比", "削減率")
    for at, one in enumerate(those.found[:3], 1):
        known = [year for year in those.years[:-1] if year in one.actuals]
        titles = [
            those.word("年度", "年次") if way == "cells" else "年度",
            *_broken(those, one, way),
            *_broken_change(those, change, way),
        ]
        lines += [f"（{at}）{those.word('数値目標', '目標の達成状況', '進捗の状況')}", sign.join(titles)]
        last = those.years[-1]
        told = [
            (one.base_year, one.base, first),
            *((year, one.actuals[year], "") for year in known),
            (last, one.targets[last], final),
        ]
        for year, value, label in told:
            none = those.one_of("none", "ー", "－", "―", "lost")
            row = [those.year(year) + label, those.bare(one, value)]
            if change and (label != first or none != "lost"):
                row.append(none if label == first else _changed(those, one, value))
            lines.append(sign.join(row))
        facts.append(one.told(one.based(), one.results(known), one.aims([last])))
    return "\n".join(lines), facts


def _broken(those: Office, one: Kpi, way: str) -> list[str]:
    """The name of a column, its unit on a line of its own where each cell has one."""
    unit = [f"（{one.unit}）"] if one.unit else []
    if way != "cells":
        return [one.name + "".join(unit)]
    return [*those.wrapped(one.name, "\n").split("\n"), *unit]


def _broken_change(those: Office, change: str, way: str) -> list[str]:
    if not change:
        return []
    is_broken = way == "cells" and those.one_of("unit of change", "yes", "no") == "yes"
    return [change, "（％）"] if is_broken else [f"{change}（％）"]


def _changed(those: Office, one: Kpi, value: float) -> str:
    share = (value - one.base) / one.base * 100
    minus = those.one_of("falls", "マイナス", "▲", "△", "-") if round(share, 1) < 0 else ""
    return f"{minus}{abs(share):.1f}"
