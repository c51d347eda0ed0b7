"""Invented indicator tables, and the many ways in which reports print one and the same table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from policies.fiscal_year import FiscalYear

Written = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Invented:
    """An indicator with a baseline, targets and results by year; what is None is not printed."""

    name: str
    unit: str
    baseline: tuple[int, float] | None
    targets: dict[int, float | None]
    actuals: dict[int, float | None]

    def expected(self) -> dict[str, Any]:
        told: dict[str, Any] = {"name": self.name}
        if self.baseline:
            told["baseline"] = {"fiscal_year": self.baseline[0], "value": self.baseline[1]}
        for key, values in (("targets", self.targets), ("actuals", self.actuals)):
            if known := {str(year): value for year, value in values.items() if value is not None}:
                told[key] = known
        return told


def _full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


YEARS: Final[dict[str, Written]] = {
    "era letter": lambda year: FiscalYear(year).short,
    "era": lambda year: FiscalYear(year).era,
    "both": lambda year: FiscalYear(year).label,
    "western": lambda year: f"{year}年度",
    "full width": lambda year: _full_width(FiscalYear(year).short) + "年度",
}


def amount(value: float | None, unit: str, *, wide: bool, with_unit: bool) -> str:
    """Write a figure as reports do: with separators, a triangle for minus, a dash where there is none."""
    if value is None:
        return "－"
    sign = "▲" if value < 0 else ""
    size = f"{abs(value):,.1f}" if value % 1 else f"{abs(value):,.0f}"
    text = sign + size
    return (_full_width(text) if wide else text) + (unit if with_unit else "")


@dataclass(frozen=True, slots=True)
class Style:
    """How figures and years are written."""

    year: Written
    wide: bool
    with_unit: bool

    def of(self, one: Invented, value: float | None) -> str:
        return amount(value, one.unit, wide=self.wide, with_unit=self.with_unit)

    def name(self, one: Invented) -> str:
        return one.name if self.with_unit else f"{one.name}（{one.unit}）"


Rows = list[list[str]]


def by_labels(indicators: Sequence[Invented], years: Sequence[int], style: Style) -> Rows:
    """Years as columns, a row of targets and a row of results for each indicator."""
    rows = [["指標名", "区分", *map(style.year, years)]]
    for one in indicators:
        rows.append([style.name(one), "目標", *(style.of(one, one.targets.get(year)) for year in years)])
        rows.append(["", "実績", *(style.of(one, one.actuals.get(year)) for year in years)])
    return rows


def by_columns(indicators: Sequence[Invented], years: Sequence[int], style: Style) -> Rows:
    """One row an indicator: the baseline, the results, and the target of the last year."""
    rows = [
        [
            "指標名",
            "基準値",
            *(f"{style.year(year)}実績" for year in years[:-1]),
            f"目標値({style.year(years[-1])})",
        ]
    ]
    for one in indicators:
        base = f"{style.of(one, one.baseline[1])}({style.year(one.baseline[0])})" if one.baseline else "－"
        results = [style.of(one, one.actuals.get(year)) for year in years[:-1]]
        rows.append([style.name(one), base, *results, style.of(one, one.targets.get(years[-1]))])
    return rows


def by_cells(indicators: Sequence[Invented], years: Sequence[int], style: Style) -> Rows:
    """Baseline and target, each with its year inside the cell."""
    rows = [["指標名", "現状値", "目標値"]]
    for one in indicators:
        base = f"{style.of(one, one.baseline[1])}({style.year(one.baseline[0])})" if one.baseline else "－"
        rows.append(
            [style.name(one), base, f"{style.of(one, one.targets.get(years[-1]))}({style.year(years[-1])})"]
        )
    return rows


def by_rate(indicators: Sequence[Invented], years: Sequence[int], style: Style) -> Rows:
    """Target, result and published rate of each year side by side, the years above them."""
    rows = [
        ["", *(cell for year in years[:-1] for cell in (style.year(year), "", ""))],
        ["指標名", *["目標値", "実績値", "達成率"] * (len(years) - 1)],
    ]
    for one in indicators:
        row = [style.name(one)]
        for year in years[:-1]:
            target, actual = one.targets.get(year), one.actuals.get(year)
            rate = "－" if not target or actual is None or target < 0 else f"{actual / target * 100:.1f}％"
            row += [style.of(one, target), style.of(one, actual), rate]
        rows.append(row)
    return rows


def by_years_down(indicators: Sequence[Invented], years: Sequence[int], style: Style) -> Rows:
    """Years as rows, the targets of the indicators as columns."""
    rows = [["目標値の推移"], ["年度", *map(style.name, indicators)]]
    return rows + [
        [style.year(year), *(style.of(one, one.targets.get(year)) for one in indicators)] for year in years
    ]


def with_extras(rows: Rows) -> Rows:
    """Add a column of numbers before and a column of sections behind."""
    at, found = 0, []
    for row in rows:
        head = row is rows[0]
        at += bool(row[0]) and not head
        found.append(
            [
                "番号" if head else str(at) if row[0] else "",
                *row,
                "所管課" if head else "企画課" if row[0] else "",
            ]
        )
    return found


def framed(rows: Rows) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def markdown(rows: Rows) -> str:
    head, *body = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([head, "|" + "---|" * len(rows[0]), *body])


def quoted(rows: Rows) -> str:
    return "\n".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)


def aligned(rows: Rows) -> str:
    """Cells stand below each other; empty ones are blanks."""
    widths = [max(_width(row[at]) for row in rows if at < len(row)) for at in range(max(map(len, rows)))]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=False)
        ).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2000 else 1 for letter in text)


def unframed(rows: Rows) -> str:
    return "\n".join(" | ".join(row) for row in rows)


def tabbed(rows: Rows) -> str:
    return "\n".join("\t".join(row) for row in rows)


def vanished(rows: Rows) -> str:
    """Empty cells are not printed at all."""
    return "\n".join(" | ".join(cell for cell in row if cell) for row in rows)


def headed(rows: Rows) -> str:
    """The head is printed without signs, as text above the table; of the rows empty cells are not printed."""
    at = 2 if len(rows) > 1 and not rows[1][0] else 1
    return f"{spaced(rows[:at])}\n{vanished(rows[at:])}"


def spaced(rows: Rows) -> str:
    return "\n".join("  ".join(cell for cell in row if cell) for row in rows)


def stacked(rows: Rows) -> str:
    return "\n".join(cell for row in rows for cell in row if cell)


def paragraphs(rows: Rows) -> str:
    return "\n\n".join(f" {cell}" for row in rows for cell in row if cell)


def flattened(rows: Rows) -> str:
    return " ".join(cell for row in rows for cell in row if cell)


TABLES: Final = {
    "labels": by_labels,
    "columns": by_columns,
    "cells": by_cells,
    "rates": by_rate,
    "years down": by_years_down,
}
RENDERINGS: Final = {
    one.__name__: one
    for one in (
        framed,
        markdown,
        unframed,
        tabbed,
        quoted,
        vanished,
        headed,
        spaced,
        aligned,
        stacked,
        paragraphs,
        flattened,
    )
}
