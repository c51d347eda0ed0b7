"""One sheet as a page shows it: item by item, with last year's answer beside it and what changed since."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from evaluations.redline.redlining import Segment, redline
from evaluations.sheets.amounts import AmountLine, AmountPlace, Layout
from evaluations.sheets.answers import NOTHING, Answer, AnswerKind
from evaluations.sheets.models.forms import SheetItem, SheetRequest
from indicators.calculation.quantities import quantity
from indicators.models import RatingLevel
from policies.fiscal_year import FiscalYear


@dataclass(frozen=True, slots=True)
class AmountCell:
    """One amount, and the one that last year's sheet gave for the same cell."""

    place: AmountPlace
    number: int
    label: str
    text: str
    before: str

    @property
    def is_changed(self) -> bool:
        return self.text != self.before


@dataclass(frozen=True, slots=True)
class AmountRow:
    """One line of a table of amounts."""

    line: AmountLine
    cells: Sequence[AmountCell]

    @property
    def is_sum(self) -> bool:
        return bool(self.line.parts)


@dataclass(frozen=True, slots=True)
class AmountTable:
    """A table of amounts: years side by side, each with its columns, and a row for each line."""

    layout: Layout
    year: int
    rows: Sequence[AmountRow]

    @property
    def years(self) -> list[FiscalYear]:
        return [FiscalYear(self.year + distance) for distance in self.layout.years]

    @property
    def columns(self) -> list[str]:
        """The headings below the years."""
        return [column.label for _ in self.layout.years for column in self.layout.columns]

    @property
    def width(self) -> int:
        """How many columns each year has."""
        return len(self.layout.columns)

    @property
    def changed(self) -> int:
        return sum(cell.is_changed for row in self.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item with its answer; `before` is last year's, None where last year's sheet did not ask the same."""

    item: SheetItem
    answer: Answer
    before: Answer | None
    year: int

    @property
    def is_empty(self) -> bool:
        return not self.answer.says_something

    @property
    def is_changed(self) -> bool:
        return self.before is not None and self.answer != self.before

    @property
    def level(self) -> RatingLevel | None:
        return self._level(self.answer)

    @property
    def level_before(self) -> RatingLevel | None:
        return self._level(self.before or NOTHING)

    def _level(self, answer: Answer) -> RatingLevel | None:
        levels = self.item.scale.levels.all() if self.item.scale else ()
        return next((level for level in levels if level.symbol == answer.symbol), None)

    @property
    def segments(self) -> list[Segment]:
        """What was taken out of last year's text and put in; of a rating, of its reason."""
        return redline(self.before.text if self.before else "", self.answer.text)

    @property
    def is_text_changed(self) -> bool:
        return self.before is not None and self.answer.text != self.before.text

    @property
    def is_rewritten(self) -> bool:
        """Whether there are two texts to be compared: last year's and another one."""
        return bool(self.is_text_changed and self.answer.text and self.before and self.before.text)

    @property
    def number_text(self) -> str:
        return "" if self.answer.number is None else quantity(self.answer.number, self.item.unit)

    @property
    def number_before(self) -> str:
        number = self.before.number if self.before else None
        return "" if number is None else quantity(number, self.item.unit)

    @property
    def table(self) -> AmountTable | None:
        layout = self.item.question().layout
        return table_of(self.item, layout, self.answer, self.before, self.year) if layout else None


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """Items that follow each other under one heading: Plan, Do, Check, Action or whatever the form says."""

    name: str
    number: int
    views: Sequence[ItemView]


def table_of(
    item: SheetItem, layout: Layout, answer: Answer, before: Answer | None, year: int
) -> AmountTable:
    """Arrange the amounts of an answer line by line as one reads them."""
    earlier = before.amounts if before else {}
    columns = {column.key: column.label for column in layout.columns}
    rows, number = [], 0
    for line in layout.lines:
        cells = []
        for distance in layout.years:
            for key, label in columns.items():
                place = AmountPlace(year + distance, key, line.key)
                where = f"{FiscalYear(place.year).era} {label} {line.label}（{layout.unit}）"
                texts = written(answer.amounts.get(place)), written(earlier.get(place))
                cells.append(AmountCell(place, number, where, *texts))
                number += 1
        rows.append(AmountRow(line, cells))
    return AmountTable(layout, year, rows)


def written(value: Decimal | None) -> str:
    """Write an amount as somebody would type it; nothing for nothing."""
    return "" if value is None else quantity(value)


def views_of(
    request: SheetRequest,
    answers: Mapping[str, Answer],
    before: Mapping[str, Answer] | None,
    asked: Collection[str],
) -> list[ItemView]:
    """Return the items in the order of the form; `asked` are those that last year's sheet asked for as well."""
    return [
        ItemView(
            item,
            answers.get(item.key, NOTHING),
            (before or {}).get(item.key, NOTHING) if item.key in asked else None,
            request.round.fiscal_year,
        )
        for item in request.form.items.all()
    ]


def parts_of(views: Iterable[ItemView]) -> list[ItemGroup]:
    """Put what follows each other under the same heading together."""
    grouped = groupby(views, key=lambda view: view.item.part)
    return [ItemGroup(name, number, list(group)) for number, (name, group) in enumerate(grouped, 1)]


def in_words(view: ItemView, answer: Answer) -> Iterator[str]:
    """Yield what an answer says in words, line by line: for a comparison of two."""
    one = ItemView(view.item, answer, None, view.year)
    if view.item.kind == AnswerKind.RATING:
        yield str(one.level or "（未選択）")
    if answer.text:
        yield answer.text
    if answer.number is not None:
        yield one.number_text
    if table := one.table:
        cells = (cell for row in table.rows for cell in row.cells)
        yield from (f"{cell.label}：{cell.text}" for cell in cells if cell.text)
