"""Plans that are evaluated in stages, and comparisons: health, education, equality."""

from typing import Any

from tests.reports.strange_hands import Fact, Facts, Row
from tests.reports.strangers_surroundings import TEXTS, Kpi, Office, based_alike, rows_as_text

Told = tuple[str, list[Facts]]

STAGES = (
    ("策定時", "中間評価", "最終評価"),
    ("計画策定時", "中間値", "最終値"),
    ("ベースライン値", "中間評価時", "直近値"),
)
JUDGED = ("A", "B", "C", "D", "E", "A-1", "A-3", "B*", "◎", "△")


def stages(those: Office) -> Told:
    """Values at the making of a plan, at its intermediate and its last evaluation, the target, a grade.

    The years stand in the titles, below them, or (that of the target) nowhere; men and women have rows of their own
    below a name that is printed once; a source stands before the figures; a grade behind the target.
    """
    those = based_alike(those)
    those.one_of("groups", "none", "none", "sexes")
    those.one_of("target year", "printed", "printed", "nowhere")
    those.one_of("order", "target last", "target last", "target second")
    mid, end = those.years[1], those.years[-1]
    rows = _stage_heads(those, mid, end)
    facts: list[Facts] = []
    for one in those.found:
        rows += [[those.section()]] if those.chance(0.2) else []
        rows += _stage_rows(those, one, (mid, end), facts)
    ways = ("pipes", "framed", "tabs") if those.hand.traits["groups"] == "sexes" else ()
    return "\n".join([*those.idle(0, 1), rows_as_text(those, rows, *ways), *those.idle(0, 1)]), facts


def _stage_heads(those: Office, mid: int, end: int) -> list[Row]:
    words = those.hand.random.choice(STAGES)
    years = list(map(those.year, (those.found[0].base_year, mid, end)))
    aim = those.one_of("aim word", "目標値", "目標")
    aim_year = those.year(end) if those.hand.traits["target year"] == "printed" else ""
    lead = [
        "指標",
        *_sex_title(those),
        *(["出典"] if those.one_of("source", "no", "yes") == "yes" else []),
        *_unit_title(those),
    ]
    parts = [*zip(words, years, strict=True), (aim, aim_year)]
    parts = _ordered(those, parts)
    if those.one_of("years at", "titles", "below") == "titles":
        return [
            [
                *lead,
                *(f"{word}（{year}）" if year else word for word, year in parts),
                those.word("判定", "評価"),
            ]
        ]
    return [
        [*lead, *(word for word, _ in parts), "判定"],
        [*[""] * len(lead), *(year and f"（{year}）" for _, year in parts), ""],
    ]


def _ordered(those: Office, parts: list[Any]) -> list[Any]:
    return [parts[0], parts[3], *parts[1:3]] if those.hand.traits["order"] == "target second" else parts


def _sex_title(those: Office) -> Row:
    return ["区分"] if those.hand.traits["groups"] == "sexes" else []


def _unit_title(those: Office) -> Row:
    return ["単位"] if those.unit_at == "column" else []


def _stage_rows(those: Office, one: Kpi, years: tuple[int, int], facts: list[Facts]) -> list[Row]:
    sexes = ("男性", "女性") if those.hand.traits["groups"] == "sexes" and those.chance(0.7) else ("",)
    rows: list[Row] = []
    for sex in sexes:
        shift = 0.9 if sex == "女性" else 1.0
        values = [
            float(round(v * shift, one.decimals))
            for v in (one.base, *(one.targets[y] for y in years), one.targets[years[1]] * 1.02)
        ]
        is_number = not those.chance(0.1)
        cells = [those.figure(one, value) for value in values[:3]]
        cells.append(
            those.figure(one, values[3]) + those.word("", "以上") if is_number else those.word(*TEXTS)
        )
        lead = [those.wrapped(those.title(one)) if sex != "女性" else ""]
        lead += [sex or "全体"] if _sex_title(those) else []
        lead += ["市民健康調査"] if those.hand.traits["source"] == "yes" else []
        lead += [one.unit] if _unit_title(those) else []
        rows.append([*lead, *_ordered(those, cells), those.word(*JUDGED)])
        facts.append(_stage_facts(those, one, sex, values, years=years, is_number=is_number))
    return rows


def _stage_facts(
    those: Office, one: Kpi, sex: str, values: list[float], *, years: tuple[int, int], is_number: bool
) -> Facts:
    told: Facts = {
        "name": f"{one.name} {sex}".strip(),
        "baseline": {"fiscal_year": one.base_year, "value": values[0]},
    }
    told["actuals"] = {str(years[0]): values[1], str(years[1]): values[2]}
    if is_number and those.hand.traits["target year"] == "printed":
        told["targets"] = {str(years[1]): values[3]}
    elif is_number:
        told["period_targets"] = {those.hand.traits["aim word"]: values[3]}
    return told


QUESTIONS = (
    "「学校に行くのは楽しい」と思う児童生徒の割合", "「将来の夢や目標を持っている」と答えた児童生徒の割合",
    "授業以外に１日１時間以上勉強する児童生徒の割合", "１か月に本を３冊以上読む児童生徒の割合",
    "「地域の行事に参加している」と答えた割合", "朝食を毎日とる児童生徒の割合", "英検３級相当以上の生徒の割合",
)  # fmt: skip


def schools(those: Office) -> Told:
    """Answers of pupils by kind of school, results of some years, the target, and the same for the whole country.

    Names are sentences with numbers and quotes, printed once for the rows of two kinds of schools; a row of the
    whole country has no target. It is an indicator of its own.
    """
    those = based_alike(those)
    known = sorted(those.found[0].actuals)
    last = those.years[-1]
    base = f"{those.word('基準値', '現状値', '策定時')}（{those.year(those.found[0].base_year)}）"
    titles = [base, *map(those.year, known), f"{those.year(last)}{those.word('目標', '目標値')}"]
    rows = [["指標", "区分", *titles]]
    facts: list[Facts] = []
    kinds = those.hand.random.choice((("小学校", "中学校"), ("小６", "中３"), ("小", "中")))
    compared = those.one_of("compared", "no", "yes", "yes") == "yes"
    for name in those.hand.random.sample(QUESTIONS, those.hand.random.randint(2, 5)):
        for at, kind in enumerate(kinds):
            values = [round(those.hand.random.uniform(40, 95), 1) for _ in range(len(known) + 2)]
            cells = [f"{value:.1f}{'％' if those.unit_at == 'value' else ''}" for value in values]
            rows.append([those.wrapped(name) if not at else "", kind, *cells])
            facts.append(_answered(f"{name} {kind}", those, values, known))
        if compared:
            values = [round(those.hand.random.uniform(40, 95), 1) for _ in range(len(known) + 1)]
            rows.append(["", "（全国）", *(f"{value:.1f}" for value in values), those.absent])
            facts.append(_answered(f"{name} 全国", those, values, known))
    return "\n".join(
        [*those.idle(0, 1), rows_as_text(those, rows, "pipes", "framed", "tabs", "dense")]
    ), facts


def _answered(name: str, those: Office, values: list[float], known: list[int]) -> Facts:
    told: Facts = {"name": name, "baseline": {"fiscal_year": those.found[0].base_year, "value": values[0]}}
    told["actuals"] = {str(year): value for year, value in zip(known, values[1:], strict=False)}
    return told | ({"targets": {str(those.years[-1]): values[-1]}} if len(values) > len(known) + 1 else {})


def deadlines(those: Office) -> Told:
    """Items of a plan for equality: what it is now and what it shall be, each with its year in brackets below it.

    The line of years stands under the line of figures; 年 and 年度 are mixed; a target may be a range, a word or
    "about".
    """
    way = those.one_of("items", "two lines", "cells", "bullets")
    lines = [f"項目 {those.word('現状', '現状値')} {those.word('成果目標（期限）', '目標（期限）')}"]
    facts: list[Facts] = []
    for one in those.found:
        last = those.years[-1]
        aim, found = _aimed(those, one)
        now, year = those.figure(one, one.base), f"（{_mixed(those, one.base_year)}）"
        until = f"（{_mixed(those, last)}{those.word('', '', 'まで')}）"
        name = those.wrapped(those.title(one), "\n" if way == "two lines" else " ", 20)
        ways = {
            "two lines": [f"{name} {now} {aim}", f"{year} {until}"],
            "cells": [f"{name} | {now} {year} | {aim} {until}"],
            "bullets": [f"○ {name}", f"　{now}{year} → {aim}{until}"],
        }
        lines += ways[way]
        facts.append(one.told(one.based(), found))
        lines += [f"＜{those.section()}＞"] if those.chance(0.15) else []
    return "\n".join(lines), facts


def _mixed(those: Office, year: int) -> str:
    text = those.year(year)
    return text.removesuffix("度") if text.endswith("年度") and those.chance(0.4) else text


def _aimed(those: Office, one: Kpi) -> tuple[str, list[Fact]]:
    """A target as it is printed, and the facts of it."""
    last, value = those.years[-1], one.targets[those.years[-1]]
    draw = those.hand.random.random()
    if draw < 0.1:
        return those.word(*TEXTS), []
    if draw < 0.2 and one.unit == "％":
        return f"{those.bare(one, value)}％以上、{those.bare(one, value + 20)}％以下", []
    text = those.figure(one, value) + those.word("", "", "以上", "程度")
    return text, one.aims([last])
