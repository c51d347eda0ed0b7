"""The items of a sheet as fields of the page: what stands in them, what is wrong, what stood there last year."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from entry.sheet.forms.sheet import TypedSheet, name_of, name_of_cell
from entry.sheet.scorecards.items import AmountCell, AmountTable, ItemView
from evaluations.sheets.amounts import AmountPlace
from evaluations.sheets.answers import AnswerKind, AnswerProblem
from evaluations.sheets.models.forms import SheetItem
from indicators.models import RatingLevel
from store.limits import LONG_TEXT

HEIGHTS: Final = ((200, 2), (400, 3), (LONG_TEXT, 5))  # up to so many characters: so many lines


@dataclass(frozen=True, slots=True)
class Input:
    """One cell of a table of amounts as a field: its name, what stands in it, what is wrong with it."""

    name: str
    id: str
    label: str
    text: str
    before: str
    errors: list[str]
    note: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class ItemField:
    """One item as a field of the page, with everything beside it."""

    view: ItemView
    typed: TypedSheet
    problems: list[AnswerProblem]
    is_carried: bool

    @property
    def id(self) -> str:
        """Where links to the item lead."""
        return f"item-{self.view.item.order}"

    @property
    def item(self) -> SheetItem:
        return self.view.item

    @property
    def base_name(self) -> str:
        return name_of(self.item, "base")

    @property
    def base(self) -> str:
        return self.typed.bases.get(self.item.key, "")

    @property
    def text_name(self) -> str:
        return name_of(self.item, "text")

    @property
    def symbol_name(self) -> str:
        return name_of(self.item, "symbol")

    @property
    def number_name(self) -> str:
        return name_of(self.item, "number")

    @property
    def text(self) -> str:
        return self.typed.texts.get(self.text_name, "")

    @property
    def number(self) -> str:
        return self.typed.texts.get(self.number_name, "")

    @property
    def note(self) -> str:
        return self.typed.notes.get(self.number_name, "")

    @property
    def levels(self) -> list[tuple[RatingLevel, bool]]:
        """The levels to choose from, and which is chosen."""
        chosen = self.typed.texts.get(self.symbol_name, "")
        levels = self.item.scale.levels.all() if self.item.scale else ()
        return [(level, level.symbol == chosen) for level in levels]

    @property
    def is_chosen(self) -> bool:
        return any(chosen for _, chosen in self.levels)

    @property
    def asks_text(self) -> bool:
        """Whether a text is part of the answer: of a rating, its reason."""
        return self.item.kind == AnswerKind.TEXT or (
            self.item.kind == AnswerKind.RATING and self.item.asks_reason
        )

    @property
    def lines(self) -> int:
        """How high the text field is: for what may stand in it and for what does."""
        longest = self.item.longest or LONG_TEXT
        least = next(lines for most, lines in HEIGHTS if longest <= most)
        return min(12, max(least, self.text.count("\n") + len(self.text) // 45 + 2))

    @property
    def errors(self) -> list[str]:
        """What is wrong with the item as a whole."""
        return [one.sentence for one in self.problems if one.blocks and one.place is None]

    @property
    def hints(self) -> list[str]:
        """What should be looked at, but keeps nobody from handing in."""
        return [one.sentence for one in self.problems if not one.blocks]

    @property
    def table(self) -> AmountTable | None:
        return self.view.table

    @property
    def rows(self) -> list[tuple[str, bool, list[Input]]]:
        """The lines of a table of amounts: what each is called, whether it is a sum, and its cells."""
        table = self.table
        if table is None:
            return []
        wrong: dict[AmountPlace | None, list[str]] = {}
        for one in self.problems:
            if one.blocks:
                wrong.setdefault(one.place, []).append(one.sentence)
        return [
            (row.line.label, row.is_sum, [self._input(cell, wrong.get(cell.place, [])) for cell in row.cells])
            for row in table.rows
        ]

    def _input(self, cell: AmountCell, errors: list[str]) -> Input:
        name = name_of_cell(self.item, cell.place)
        text = self.typed.texts.get(name, "")
        note = self.typed.notes.get(name, "")
        is_changed = self.view.before is not None and cell.is_changed
        return Input(name, self.cell_id(cell.number), cell.label, text, cell.before, errors, note, is_changed)

    def cell_id(self, number: int) -> str:
        return f"{self.id}-{number}"

    def address_of(self, problem: AnswerProblem) -> str:
        """Return the id of the field that a problem is about."""
        table = self.table
        cells = [cell for row in table.rows for cell in row.cells] if table else []
        number = next((cell.number for cell in cells if cell.place == problem.place), None)
        return f"{self.id}-field" if number is None else self.cell_id(number)


def fields_of(
    views: Iterable[ItemView], typed: TypedSheet, problems: Iterable[AnswerProblem], carried: Iterable[str]
) -> list[ItemField]:
    """Return the fields of the page in the order of the form."""
    by_key: dict[str, list[AnswerProblem]] = {}
    for problem in problems:
        by_key.setdefault(problem.key, []).append(problem)
    kept = set(carried)
    return [ItemField(view, typed, by_key.get(view.item.key, []), view.item.key in kept) for view in views]
