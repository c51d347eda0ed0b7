"""The years and figures of a line of figures, with signs in their places."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.figures import Figure, figures_in, is_unit, thousands_in
from reports.reading.years import NamedYears, PrintedYear, years_in

YEAR: Final = "\ue000"
FIGURE: Final = "\ue001"
_COUNTING: Final = re.compile(r"\d+[^\d\s]{0,3}(?:当|あ)たり|\d+歳|第\d+|\d+(?:か|ヶ|カ|箇)所目")
_NO_FIGURE: Final = re.compile(r"(?:か|カ|ヵ|箇|ケ|ヶ)?(?:年[間度目先後前]|月).*|番.*|ページ|歳.*|回目|つ|割")
_BEFORE: Final = re.compile(r"(?:前年度|昨年度|前年)(?![比同のよと])")
_AIM: Final = re.compile(  # 「Xを令和9年度までに年間60件以上とする。」 says what 「X 目標 令和9年度 60件以上」 says
    r"を、?(?P<year>[^。、を]{0,30}?)(?:末)?(?:まで)?(?:に|には)?、?(?:年間|月間?|累計で?|延べ)?"
    r"(?P<figure>[\d億万千,.]+[^。、\d()をにとは]{0,6})(?:と|に)(?:する|します|引き上げる|高める|増やす|減らす|抑える)(?:。|(?=\(|$))"
)

Dated = tuple[PrintedYear, FactRole | None]
Legend = dict[str, Dated]


def with_label(words: str, calendar: NamedYears) -> str:
    """Return a line that states an aim of what it names first with a label in place of the sentence."""
    match = _AIM.search(words)
    if match is None or years_in(words[: match.start()], calendar):
        return words
    return f"{words[: match.start()]} 目標 {match['year']} {match['figure']} {words[match.end() :]}"


def signs_in(words: str, calendar: NamedYears, legend: Legend) -> tuple[str, list[Dated], list[Figure]]:
    """Return words with signs in place of their years and figures, and these."""
    years: list[Dated] = [
        (one, None) for one in years_in(words, calendar) if not words[one.end :].startswith("比")
    ]
    years += [
        (replace(year, start=match.start(), end=match.end()), role)
        for label, (year, role) in legend.items()
        if label in words
        for match in re.finditer(rf"{re.escape(label)}(?!比|より|と|同|の)", words)
    ]
    years = _with_years_before(years, words)
    masked = words
    hidden = [(one.start, one.end) for one, _ in years] + [
        match.span() for match in _COUNTING.finditer(words)
    ]
    for start, end in hidden:
        masked = masked[:start] + "_" * (end - start) + masked[end:]
    masked = masked.replace("_", " ")
    large = list(thousands_in(masked))
    for one in large:
        masked = masked[: one.span[0]] + " " * len(one.text) + masked[one.span[1] :]
    figures = sorted((*large, *filter(_is_figure, figures_in(masked))), key=lambda one: one.span)
    signs = [(one.start, one.end, YEAR) for one, _ in years] + [(*one.span, FIGURE) for one in figures]
    for start, end, sign in sorted(signs, reverse=True):
        words = words[:start] + sign + words[end:]
    return words, years, figures


def _with_years_before(years: Sequence[Dated], words: str) -> list[Dated]:
    """Return years with what 前年度 is behind another one of the line, in their order."""
    found = list(years)
    for match in _BEFORE.finditer(words):
        before = [one for one, role in years if one.end <= match.start() and role is not FactRole.TARGET]
        if before:
            said = replace(before[-1], year=before[-1].year - 1, start=match.start(), end=match.end())
            found = [one for one in found if one[0].start != match.start()]
            found.append((replace(said, label=match[0]), FactRole.ACTUAL))
    return sorted(found, key=lambda one: one[0].start)


def _is_figure(figure: Figure) -> bool:
    is_one = not figure.unit or is_unit(figure.unit) or "/" in figure.unit
    return is_one and not _NO_FIGURE.fullmatch(figure.unit)


def restored(words: str, years: Sequence[Dated], figures: Sequence[Figure]) -> str:
    for year, _ in years:
        words = words.replace(YEAR, year.label, 1)
    for figure in figures:
        words = words.replace(FIGURE, figure.text, 1)
    return words
