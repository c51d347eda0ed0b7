"""The tables in which the sheets of a form are filled in: which columns they have, and how a heading is known again."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from entry.workbook.columns import FigureColumn as Figure
from entry.workbook.columns import column_named
from entry.workbook.headings import KEY, NODE, bare
from entry.workbook.scorecards.sheets.keys import mark_of
from evaluations.sheets.amounts import AmountLine, AmountPlace, Layout
from evaluations.sheets.answers import AnswerKind
from evaluations.sheets.models.forms import SheetItem, SheetRequest
from policies.fiscal_year import FiscalYear

SHEETS: Final = "事務事業評価シート"
LAST_TIME: Final = "昨年度の記入"
AMOUNTS: Final = "金額"
CODE: Final = "コード"
DEPARTMENT: Final = "所管課"
STATE: Final = "状態"
LINE: Final = "費目"
HAND_IN: Final = "提出する"
HANDED: Final = "○"
_LAST_BRACKETS: Final = re.compile(r"\([^()]*\)$")


class AnswerPart(StrEnum):
    """What of an answer a cell holds."""

    TEXT = "text"
    SYMBOL = "symbol"
    REASON = "reason"
    NUMBER = "number"
    AMOUNT = "amount"
    HAND_IN = "hand_in"


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that a sheet can say; of an amount its place in the table, of the handing in no item."""

    item: str
    part: AnswerPart
    place: AmountPlace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """A column to fill in: its name, by which it is found wherever it is, and a note that stands in brackets."""

    name: str
    part: AnswerPart
    item: SheetItem | None = None
    note: str = ""
    year: int = 0
    key: str = ""

    @property
    def heading(self) -> str:
        return f"{self.name}（{self.note}）" if self.note else self.name

    def slot(self, line: AmountLine | None) -> Slot:
        """Return what the column's cell says in the row of that line."""
        place = AmountPlace(self.year, self.key, line.key) if line else None
        return Slot(self.item.key if self.item else "", self.part, place)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTable:
    """One worksheet: a row for each 事務事業, or one for each of its `lines` of amounts."""

    title: str
    item: SheetItem | None
    given: tuple[str, ...]
    columns: tuple[SheetColumn, ...]
    lines: tuple[AmountLine | None, ...] = (None,)

    @property
    def number(self) -> int:
        """What a row's key calls the table: the item's key, 0 for the table of the sheet itself."""
        return self.item.pk if self.item else 0

    @property
    def headings(self) -> tuple[str, ...]:
        return (*self.given, *(column.heading for column in self.columns))

    def slots(self, line: AmountLine | None) -> tuple[Slot, ...]:
        return tuple(column.slot(line) for column in self.columns)

    def mark(self, line: AmountLine | None) -> str:
        """Return what stands in a row's key for what the row asks."""
        words = [line.key if line else ""]
        for column in self.columns:
            scale = column.item.scale_id if column.item else None
            words += [
                column.item.key if column.item else "",
                column.part,
                f"{column.year}",
                column.key,
                f"{scale}",
            ]
        return mark_of(words)


def tables_of(request: SheetRequest) -> tuple[SheetTable, ...]:
    """Return the table of the sheet itself and one for each item that asks for amounts, in the order of the form."""
    items = list(request.form.items.all())
    sheet = SheetTable(
        title=SHEETS,
        item=None,
        given=(KEY, CODE, NODE, DEPARTMENT, STATE),
        columns=_told_apart(
            [*_asked(items), SheetColumn(name=HAND_IN, part=AnswerPart.HAND_IN, note=f"{HANDED}を選ぶ")]
        ),
    )
    asked = [item for item in items if item.kind == AnswerKind.AMOUNTS]
    titles = [f"{AMOUNTS}{number}" for number in range(1, len(asked) + 1)] if len(asked) > 1 else [AMOUNTS]
    year = request.round.year
    return (sheet, *(_amounts(item, title, year) for item, title in zip(asked, titles, strict=False)))


def _asked(items: Sequence[SheetItem]) -> Iterator[SheetColumn]:
    for item in items:
        limit = f"{item.longest:,}字以内" if item.longest else ""
        must = "必須" if item.is_required else ""
        match AnswerKind(item.kind):
            case AnswerKind.TEXT:
                yield SheetColumn(name=item.label, part=AnswerPart.TEXT, item=item, note=_joined(must, limit))
            case AnswerKind.NUMBER:
                yield SheetColumn(
                    name=item.label, part=AnswerPart.NUMBER, item=item, note=_joined(must, item.unit)
                )
            case AnswerKind.RATING:
                yield SheetColumn(name=item.label, part=AnswerPart.SYMBOL, item=item, note=must)
                if item.asks_reason:
                    yield SheetColumn(
                        name=f"{item.label}の理由", part=AnswerPart.REASON, item=item, note=limit
                    )
            case AnswerKind.AMOUNTS:
                pass  # has a table of its own


def _amounts(item: SheetItem, title: str, year: FiscalYear) -> SheetTable:
    layout = item.question().layout or Layout((), (), ())
    columns = [
        SheetColumn(
            name=f"{(year + distance).era} {column.label}",
            part=AnswerPart.AMOUNT,
            item=item,
            note=layout.unit,
            year=year.year + distance,
            key=column.key,
        )
        for distance in layout.years
        for column in layout.columns
    ]
    return SheetTable(
        title=title,
        item=item,
        given=(KEY, CODE, NODE, DEPARTMENT, LINE),
        columns=_told_apart(columns),
        lines=layout.lines,
    )


def _joined(*notes: str) -> str:
    return "・".join(note for note in notes if note)


def _told_apart(columns: Sequence[SheetColumn]) -> tuple[SheetColumn, ...]:
    """Give columns of the same name the part of the form they belong to, and where that is not enough their key.

    None is called like the column by which a table of figures is known.
    """
    for more in ("part", "key"):
        times = Counter(map(bare, (KEY, CODE, NODE, DEPARTMENT, STATE, LINE)))
        times.update(bare(column.name) for column in columns)
        columns = [
            replace(column, name=f"{column.name}［{getattr(column.item, more)}］")
            if column.item and (times[bare(column.name)] > 1 or column_named(column.name) is Figure.TOTAL)
            else column
            for column in columns
        ]
    return tuple(columns)


def named(table: SheetTable) -> Mapping[str, SheetColumn | str]:
    """Return by every spelling that is known which column of the table a heading is."""
    known: dict[str, SheetColumn | str] = {bare(name): name for name in table.given}
    for column in table.columns:
        known[bare(column.heading)] = column
    return {bare(column.name): column for column in table.columns} | known


def column_under(heading: object, known: Mapping[str, SheetColumn | str]) -> SheetColumn | str | None:
    """Return the column under a heading, whatever it says in brackets at its end; None for one that is not ours."""
    name = bare(heading) if isinstance(heading, str) else ""
    while name and name not in known:
        shorter = _LAST_BRACKETS.sub("", name)
        name = shorter if shorter != name else ""
    return known.get(name)
