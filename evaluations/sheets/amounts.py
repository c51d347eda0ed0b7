"""The table of amounts on a sheet (予算額・決算額 …): which lines add up to which, and what is said when they do not.

The shape is data: years around the sheet's own, columns, lines, and for a line that is a sum the lines it consists of.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Self

MOST_YEARS: Final = 12
MOST_LINES: Final = 40
MOST_COLUMNS: Final = 8
MOST_CELLS: Final = 600  # what one form can ask for and a browser can send at once


@dataclass(frozen=True, slots=True)
class AmountPlace:
    """One cell: a fiscal year, a column and a line, each by its key."""

    year: int
    column: str
    line: str


Amounts = Mapping[AmountPlace, Decimal]


@dataclass(frozen=True, slots=True)
class AmountColumn:
    """A kind of amount: 予算額, 決算額(見込)."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class AmountLine:
    """A line of the table; with `parts` it is their sum, off by at most `tolerance` for rounding."""

    key: str
    label: str
    parts: tuple[str, ...] = ()
    tolerance: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Layout:
    """The table's shape; `years` are distances from the sheet's own year (0 is that year)."""

    years: tuple[int, ...]
    columns: tuple[AmountColumn, ...]
    lines: tuple[AmountLine, ...]
    unit: str = "千円"

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read the shape from JSON; what it cannot mean raises ValueError in Japanese."""
        try:
            layout = cls(
                tuple(int(year) for year in data["years"]),
                tuple(AmountColumn(str(one["key"]), str(one["label"])) for one in data["columns"]),
                tuple(_line(one) for one in data["lines"]),
                str(data.get("unit", "千円")),
            )
        except (KeyError, TypeError, AttributeError, ValueError, InvalidOperation):
            raise ValueError(
                "金額表は、年度（years）・列（columns）・行（lines）を並べて指定してください。"
            ) from None
        layout._refuse_nonsense()
        return layout

    def to_data(self) -> dict[str, Any]:
        """Write the shape as JSON can keep it; from_data() reads it back unchanged."""
        return {
            "years": list(self.years),
            "columns": [{"key": one.key, "label": one.label} for one in self.columns],
            "lines": [
                {"key": one.key, "label": one.label}
                | ({"parts": list(one.parts), "tolerance": str(one.tolerance)} if one.parts else {})
                for one in self.lines
            ],
            "unit": self.unit,
        }

    def places(self, year: int) -> list[AmountPlace]:
        """Return every cell of a sheet of that fiscal year, line by line as one reads them."""
        return [
            AmountPlace(year + distance, column.key, line.key)
            for line in self.lines
            for distance in self.years
            for column in self.columns
        ]

    def _refuse_nonsense(self) -> None:
        keys = [one.key for one in self.lines]
        for what, found, most in (
            ("年度", self.years, MOST_YEARS),
            ("列", [one.key for one in self.columns], MOST_COLUMNS),
            ("行", keys, MOST_LINES),
        ):
            if not found or len(found) > most or len(set(found)) != len(found) or "" in found:
                raise ValueError(f"金額表の{what}は、重複のない1から{most}までの数にしてください。")
        if len(self.years) * len(self.columns) * len(self.lines) > MOST_CELLS:
            raise ValueError(f"金額表は、年度・列・行を合わせて{MOST_CELLS}欄までにしてください。")
        for line in self.lines:
            if strange := [part for part in line.parts if part not in keys or part == line.key]:
                raise ValueError(f"金額表の「{line.label}」の内訳「{strange[0]}」という行がありません。")
            if line.tolerance < 0 or not line.tolerance.is_finite():
                raise ValueError(f"金額表の「{line.label}」の許容差は0以上にしてください。")


@dataclass(frozen=True, slots=True)
class Unequal:
    """A sum that does not hold, or cannot be told because a part is blank (`known` is then None)."""

    place: AmountPlace
    line: AmountLine
    stated: Decimal
    known: Decimal | None
    blank: tuple[AmountLine, ...] = ()


def check_sums(layout: Layout, amounts: Amounts, year: int) -> list[Unequal]:
    """Hold every stated sum of a sheet of that year against its parts.

    Blank is unknown, never zero: a sum with some parts blank is reported as not tellable, one with all of them blank
    is not reported, for then nobody wanted to say what it consists of.
    """
    return [
        found
        for line in layout.lines
        if line.parts
        for distance in layout.years
        for column in layout.columns
        if (found := _held(layout, line, amounts, AmountPlace(year + distance, column.key, line.key)))
    ]


def sum_of_parts(line: AmountLine, amounts: Amounts, place: AmountPlace) -> Decimal | None:
    """Return what the parts of a line add up to, None while one of them is unknown."""
    parts = [amounts.get(AmountPlace(place.year, place.column, part)) for part in line.parts]
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if parts and len(known) == len(parts) else None


def _held(layout: Layout, line: AmountLine, amounts: Amounts, place: AmountPlace) -> Unequal | None:
    stated = amounts.get(place)
    blank = tuple(
        one
        for one in layout.lines
        if one.key in line.parts and AmountPlace(place.year, place.column, one.key) not in amounts
    )
    if stated is None or len(blank) == len(line.parts):
        return None
    known = sum_of_parts(line, amounts, place)
    if known is not None and abs(stated - known) <= line.tolerance:
        return None
    return Unequal(place, line, stated, known, blank)


def _line(data: Mapping[str, Any]) -> AmountLine:
    parts: Sequence[Any] | Iterable[Any] = data.get("parts", ())
    if isinstance(parts, str):
        raise TypeError(parts)
    return AmountLine(
        str(data["key"]),
        str(data["label"]),
        tuple(str(part) for part in parts),
        Decimal(str(data.get("tolerance", "0"))),
    )
