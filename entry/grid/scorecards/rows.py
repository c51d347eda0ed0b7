"""The rows of the grid: what each shows, what somebody typed into it, and what is wrong with that."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.core.exceptions import BadRequest
from django.http import QueryDict

from entry.figure.scorecards.facts import year_line
from entry.round.scorecards.amending import kind_shown
from entry.round.scorecards.items import Item
from entry.workbook.columns import FigureColumn, text_of
from entry.workbook.scorecards.figures import (
    FULFILLED,
    REASONS,
    FigureReading,
    asks_text,
    figure_in,
    is_cumulative,
    kind_text,
    texts_of,
)
from entry.workbook.scorecards.figures import present as stored_figure
from entry.workbook.scorecards.reading import FileCell
from evaluations.publishing.scorecards.told import Told
from indicators.actions import CHANGEABLE, figure_of
from indicators.calculation.amending import KIND_WORDS
from indicators.calculation.days import day_words, unit_words
from indicators.calculation.published import published_words
from indicators.calculation.units import difference_unit
from indicators.models import Result
from policies.fiscal_year import FiscalYear
from store.actions.history import last_change, who_and_when
from store.actions.rows import Somebody

EARLIER_YEARS: Final = 3
COLUMNS: Final = (
    FigureColumn.TOTAL,
    FigureColumn.INCREMENT,
    FigureColumn.FULFILLED,
    FigureColumn.MISSING,
    FigureColumn.FOOTNOTE,
    FigureColumn.EXPLANATION,
    FigureColumn.KIND,
)
MISSING_CHOICES: Final = ("", *REASONS.values())
KIND_CHOICES: Final = ("", *KIND_WORDS.values())
FULFILLED_CHOICES: Final = ("", *FULFILLED.values())
WITHDRAWN: Final = "先に保存された値は取り消されています。"
_SENT: Final = re.compile(r"(\d{1,18})-(\d{1,9})-([0-9a-f]{16})", re.ASCII)


@dataclass(frozen=True, slots=True)
class GridField:
    """One input of a row, and what is wrong with it."""

    name: str
    label: str
    text: str
    fault: str = ""
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Theirs:
    """What was saved in the meantime: the value, who and when in a sentence, and whether it was the same person."""

    text: str
    footnote: str
    said: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """One row as the form names it: the figure, the version it was shown in, and a digest of what was shown."""

    pk: int
    version: int
    shown: str


@dataclass(slots=True)
class GridRow:
    """One indicator: what is stored, or what was typed over it and could not be saved."""

    item: Item
    told: Told | None
    texts: dict[FigureColumn, str]
    version: int
    shown: str
    faults: dict[FigureColumn, str] = field(default_factory=dict)
    problem: str = ""
    theirs: Theirs | None = None
    asks_explanation: bool = False
    is_from_before: bool = False
    whence: str = "ログインの前に入力した内容です。"

    @property
    def pk(self) -> int:
        return self.item.owed.indicator.pk

    @property
    def key(self) -> str:
        """The hidden value that names the row in the form."""
        return f"{self.pk}-{self.version}-{self.shown}"

    @property
    def earlier(self) -> list[tuple[FiscalYear, str]]:
        """The figures of the years before, the oldest first."""
        owed = self.item.owed
        years = [owed.year - back for back in range(EARLIER_YEARS, 0, -1)]
        return [(one, year_line(owed, one).value) for one in years]

    @property
    def unit_text(self) -> str:
        """The unit, with which year the figures count where that is not the fiscal year."""
        return unit_words(self.item.owed.series)

    @property
    def beside(self) -> str:
        """What is printed with the year's figure, and has no input here: its day, the published rate and class."""
        figure = self.item.owed.series.figure(self.item.owed.year)
        published = published_words(figure)
        return "　".join(filter(None, (day_words(figure.as_of), published and f"公表 {published}")))

    @property
    def is_changed(self) -> bool:
        """Whether somebody typed something other than what the page showed."""
        return digest(self.texts) != self.shown

    @property
    def has_problem(self) -> bool:
        return bool(self.faults or self.problem or self.theirs or self.is_from_before)

    @property
    def is_open(self) -> bool:
        """Whether inputs are shown: while it can be changed, and where something was typed in vain."""
        owed = self.item.owed
        return self.has_problem or (owed.state in CHANGEABLE and not owed.round.is_closed)

    def input(self, column: FigureColumn, label: str, choices: Sequence[str] = ()) -> GridField:
        text, fault = self.texts.get(column, ""), self.faults.get(column, "")
        return GridField(f"{self.pk}-{column.name.lower()}", label, text, fault, choices)

    @property
    def total(self) -> GridField:
        return self.input(FigureColumn.TOTAL, "文章の実績" if asks_text(self.item.owed) else "実績値")

    @property
    def increment(self) -> GridField | None:
        return self.input(FigureColumn.INCREMENT, "うち当該年度分") if is_cumulative(self.item.owed) else None

    @property
    def fulfilled(self) -> GridField | None:
        if not asks_text(self.item.owed):
            return None
        return self.input(FigureColumn.FULFILLED, "達成の有無", FULFILLED_CHOICES)

    @property
    def missing(self) -> GridField:
        return self.input(FigureColumn.MISSING, "値がない理由", MISSING_CHOICES)

    @property
    def footnote(self) -> GridField:
        return self.input(FigureColumn.FOOTNOTE, "注記")

    @property
    def explanation(self) -> GridField | None:
        """The explanation of a rise or fall: only where it is asked for or was given already."""
        if not (self.asks_explanation or self.texts.get(FigureColumn.EXPLANATION)):
            return None
        return self.input(FigureColumn.EXPLANATION, "増減の説明")

    @property
    def kind(self) -> GridField | None:
        """As what the figure is changed: only where it was published."""
        if self.told is None:
            return None
        field = self.input(FigureColumn.KIND, FigureColumn.KIND.value, KIND_CHOICES)
        return replace(field, fault=field.fault.removeprefix(self.told.published))  # the row says it already

    def reading(self) -> FigureReading:
        """Read what was typed, in the same way as a workbook's cells; what has no input stays as it is stored."""
        cells = {column: FileCell("", text) for column, text in self.texts.items()}
        return figure_in(cells, self.item.owed, self.told)


def columns(item: Item, told: Told | None) -> list[FigureColumn]:
    """Return the columns in which something can be typed for this figure."""
    optional = {
        FigureColumn.INCREMENT: is_cumulative(item.owed),
        FigureColumn.FULFILLED: asks_text(item.owed),
        FigureColumn.KIND: told is not None,
    }
    return [column for column in COLUMNS if optional.get(column, True)]


def stored_row(item: Item, told: Told | None) -> GridRow:
    """Return the row as the database has it; `told` is what visitors were told of the figure."""
    texts = _own(item, told, texts_of(stored_figure(item.owed)), kind_shown(item.owed, told))
    return GridRow(item, told, texts, item.owed.version, digest(texts))


def typed_row(item: Item, told: Told | None, sent: Sent, data: QueryDict) -> GridRow:
    """Return the row as somebody filled it in; an input that the form does not have stays as it is stored.

    Of a row that somebody else saved since, it was blank on the page, or it would have been there.
    """
    stored = stored_row(item, told).texts
    if sent.version != item.owed.version:
        stored = dict.fromkeys(stored, "")
    typed = {
        column: text_of(data.get(f"{sent.pk}-{column.name.lower()}", text)) for column, text in stored.items()
    }
    return GridRow(item, told, typed, sent.version, sent.shown)


def foreign_texts(sent: Sent, data: QueryDict) -> list[str]:
    """Return what somebody typed into a row that is not of this grid, nothing where it stands as it was shown."""
    names = {column: f"{sent.pk}-{column.name.lower()}" for column in COLUMNS}
    texts = {column: text_of(data[name]) for column, name in names.items() if name in data}
    return [text for text in texts.values() if text] if digest(texts) != sent.shown else []


def show_theirs(row: GridRow, current: Result | None, person: Somebody) -> None:
    """Put what was saved meanwhile beside what was typed; sent once more, the typed figure goes over it."""
    series = row.item.owed.series
    kind = (current.change_kind if current else "") or (row.told.kind if row.told else "")
    texts = _own(row.item, row.told, texts_of(figure_of(current)) if current else {}, kind)
    row.version, row.shown = current.version if current else 0, digest(texts)
    words = "まだ入力されていません" if current is None else written_result(current, series.unit)
    if current is not None and current.change_kind:
        words = f"{words}　公表した値の変更：{current.get_change_kind_display()}"
    change = last_change(current)
    said = WITHDRAWN if current is None else who_and_when(change, person)
    is_own = change is not None and change.who_id == person.pk
    row.theirs = Theirs(words, current.footnote if current else "", said, is_own)


def written_result(result: Result, unit: str) -> str:
    """Return what a stored result says, in words."""
    texts = texts_of(figure_of(result))
    total = texts[FigureColumn.TOTAL] + (unit if result.total is not None else "")
    increment = (
        f"（うち当該年度分 {texts[FigureColumn.INCREMENT]}{difference_unit(unit)}）"
        if texts[FigureColumn.INCREMENT]
        else ""
    )
    return (total or texts[FigureColumn.MISSING] or "空欄") + increment


def read_sent(data: QueryDict) -> list[Sent]:
    """Read which rows the form holds; one without its version, or twice the same, is no form of ours."""
    sent = []
    for text in data.getlist("row"):
        match = _SENT.fullmatch(text)
        if match is None:
            raise BadRequest("行の番号又は版が読み取れません。")
        sent.append(Sent(int(match[1]), int(match[2]), match[3]))
    if not sent or len({one.pk for one in sent}) != len(sent):
        raise BadRequest("行がないか、同じ行が2度あります。")
    return sent


def digest(texts: Mapping[FigureColumn, str]) -> str:
    """Return a short mark of what a row shows, by which an untouched row is known."""
    written = "\0".join(f"{column.name}={text}" for column, text in texts.items() if text)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _own(
    item: Item, told: Told | None, texts: Mapping[FigureColumn, str], kind: str
) -> dict[FigureColumn, str]:
    said = {**texts, FigureColumn.KIND: kind_text(kind)}
    return {column: said.get(column, "") for column in columns(item, told)}
