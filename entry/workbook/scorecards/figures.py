"""A figure as the cells of one line, and the cells of one line as a figure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from entry.round.scorecards.amending import kind_shown, kind_to_keep, lacks_kind
from entry.round.scorecards.owed import Owed
from entry.workbook.columns import (
    ENTERED,
    FigureColumn,
    Value,
    text_of,
)
from entry.workbook.scorecards.reading import FileCell
from evaluations.publishing.scorecards.told import Told
from indicators.actions import EnteredFigure, figure_of
from indicators.calculation.absences import LONGEST_PENDING_UNTIL, read_absence
from indicators.calculation.amending import CHOOSE_KIND, KIND_WORDS
from indicators.calculation.facts import UNASKED, Accumulation, Missing, ResultStanding
from indicators.calculation.quantities import MISSING_WORDS, PARTLY, STANDING_WORDS
from indicators.calculation.spelling import plain, shown
from indicators.calculation.typed import Typed, TypedError, read_cell, read_pending_month
from policies.fiscal_year import month_words
from store.limits import LONG_TEXT, TEXT, one_line, unshown_sign

FULFILLED: Final = {(True, False): "達成", (False, True): PARTLY, (False, False): "未達成"}
REASONS: Final[dict[Missing, str]] = {
    key: word for key, word in MISSING_WORDS.items() if key not in {Missing.UNREPORTED, *UNASKED}
}
NO_REASON: Final = "「－」だけでは理由が分からないため、値がない理由を選んでください。"
NO_STORED_RESULT: Final = (
    "計算式の結果がファイルに保存されていないため読み込めません。"
    "Excelで開いて上書き保存してから選び直すか、計算した結果の値だけを貼り付けてください。"
)
COMPUTED: Final = "計算式「{}」の結果「{}」を読みました。"
_ONE_OF: Final = "「{}」は選択肢にないため、{}のどれかを入力してください。"

Answer = TypeVar("Answer")


@dataclass(slots=True)
class FigureReading:
    """What the cells of one line say: the figure, and by column what cannot be read and what should be known."""

    figure: EnteredFigure
    faults: dict[FigureColumn, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    has_dash: bool = False
    kind: str = ""  # as what it is changed, where it was published
    published: str = ""  # what was published of it, in a sentence


def asks_text(item: Owed) -> bool:
    """Tell whether the figure answers a target in words."""
    return item.series.asks_words(item.year)


def is_cumulative(item: Owed) -> bool:
    """Tell whether the figure adds up over the years, so that it has a yearly share."""
    return item.series.accumulation is Accumulation.CUMULATIVE


def may_be_negative(item: Owed) -> bool:
    """Tell whether a negative figure is to be expected: a rate or an amount, or one that was negative before."""
    series = item.series
    known = [series.baseline, *(target.value for target in series.targets)]
    known += [result.total for result in series.results]
    is_countable = bool(series.unit) and series.difference_unit == series.unit
    return (
        not is_countable or "円" in series.unit or any(number is not None and number < 0 for number in known)
    )


def present(item: Owed) -> EnteredFigure:
    """Return what is stored for the item now: nothing at all where nobody has entered it."""
    return figure_of(item.result) if item.result else EnteredFigure()


def cells_of(figure: EnteredFigure) -> dict[FigureColumn, Value]:
    """Return the cells that say this figure; a figure that says nothing leaves them blank."""
    has_value = figure.says_something and figure.missing is None
    return {
        FigureColumn.TOTAL: _amount(figure.total, approx=figure.approx)
        if not figure.text_value
        else figure.text_value,
        FigureColumn.INCREMENT: figure.increment,
        FigureColumn.FULFILLED: FULFILLED[figure.text_fulfilled, figure.text_partly]
        if figure.text_fulfilled is not None
        else None,
        FigureColumn.STANDING: STANDING_WORDS[figure.standing] if has_value else None,
        FigureColumn.MISSING: REASONS.get(figure.missing) if figure.missing else None,
        FigureColumn.PENDING_UNTIL: figure.pending_until or None,
        FigureColumn.FOOTNOTE: figure.footnote or None,
        FigureColumn.EXPLANATION: figure.explanation or None,
    }


def texts_of(figure: EnteredFigure) -> dict[FigureColumn, str]:
    """Return the same cells in the spelling in which they are compared and shown."""
    return {column: text_of(value) for column, value in cells_of(figure).items()}


def _amount(total: Decimal | None, *, approx: bool) -> Value:
    return f"約{text_of(total)}" if approx and total is not None else total


def kind_text(kind: str) -> str:
    """Return the cell that says as what a published figure is changed."""
    return KIND_WORDS.get(kind, "")


def figure_in(cells: Mapping[FigureColumn, FileCell], item: Owed, told: Told | None) -> FigureReading:
    """Read the cells of one line; what the file has no column or no change for stays as it is stored.

    Where visitors were `told` of the figure, a change of it says as what.
    """
    now = present(item)
    reading = FigureReading(now)
    written = texts_of(now)
    for column in ENTERED:
        cell = cells.get(column)
        if cell is None or (cell.text == written[column] and not cell.lacks_result):
            continue
        if cell.lacks_result:
            reading.faults[column] = NO_STORED_RESULT
            continue
        if unshown := unshown_sign(cell.text):
            reading.faults[column] = unshown
            continue
        if cell.formula:
            reading.notes.append(f"{cell.address}：{computed_words(cell)}")
        try:
            reading.figure = _with(reading, column, cell, item)
        except TypedError as error:
            reading.faults[column] = str(error)
    _settle(reading, now)
    _read_kind(reading, cells.get(FigureColumn.KIND), item, told)
    return reading


def _read_kind(reading: FigureReading, cell: FileCell | None, item: Owed, told: Told | None) -> None:
    """Read as what a published figure is changed; without a column for it as it is shown to be."""
    if told is None:
        return
    kind = kind_shown(item, told)
    try:
        if cell is not None:
            kind = _one_of(cell.text, {word: key for key, word in KIND_WORDS.items()}) or ""
    except TypedError as error:
        reading.faults[FigureColumn.KIND] = str(error)
        return
    if not reading.faults and lacks_kind(item, told, kind, reading.figure):
        reading.faults[FigureColumn.KIND] = f"{told.published}{CHOOSE_KIND}"
    reading.kind = kind_to_keep(item, told, kind, reading.figure)
    reading.published = told.published


def computed_words(cell: FileCell) -> str:
    """Say that what was read is the stored result of a formula."""
    return COMPUTED.format(shown(cell.formula), shown(cell.text))


def _with(reading: FigureReading, column: FigureColumn, cell: FileCell, item: Owed) -> EnteredFigure:
    figure, text = reading.figure, cell.text
    match column:
        case FigureColumn.TOTAL | FigureColumn.INCREMENT:
            figure = _with_number(reading, column, cell, item)
        case FigureColumn.STANDING:
            figure = replace(figure, standing=_standing(text))
        case FigureColumn.FULFILLED:
            answers = {word: key for key, word in FULFILLED.items()}
            fulfilled, partly = _one_of(text, answers) or (None, False)
            figure = replace(figure, text_fulfilled=fulfilled, text_partly=partly)
        case FigureColumn.MISSING:
            figure = _with_reason(figure, text, item.seen_on)
        case FigureColumn.PENDING_UNTIL:
            figure = replace(figure, pending_until=_month(cell, item.seen_on))
        case FigureColumn.FOOTNOTE:
            figure = replace(figure, footnote=_written(text, LONG_TEXT))
        case FigureColumn.EXPLANATION:
            figure = replace(figure, explanation=_written(text, LONG_TEXT))
    return figure


def _with_number(reading: FigureReading, column: FigureColumn, cell: FileCell, item: Owed) -> EnteredFigure:
    figure = reading.figure
    if column is FigureColumn.TOTAL and asks_text(item):
        return replace(figure, text_value=_written(one_line(cell.text), TEXT), total=None, total_raw="")
    typed = _typed(cell, item, allow_approx=column is FigureColumn.TOTAL)
    reading.notes += [f"{cell.address}：{note}" for note in typed.notes if not typed.asks_reason]
    reading.has_dash |= typed.asks_reason
    if column is FigureColumn.INCREMENT:
        if typed.value is not None and not is_cumulative(item):
            raise TypedError("「うち当該年度分」は、累計の指標だけに入力してください。")
        return replace(figure, increment=typed.value, increment_raw=typed.raw)
    figure = replace(figure, total=typed.value, total_raw=typed.raw, text_value="", approx=typed.approx)
    if typed.missing is Missing.UNREPORTED:
        raise TypedError("「未提出」は理由になりません。実績値を入力するか、値がない理由を選んでください。")
    if typed.missing is not None:
        until = typed.pending_until or figure.pending_until
        return replace(figure, missing=typed.missing, increment=None, increment_raw="", pending_until=until)
    return figure


def _typed(cell: FileCell, item: Owed, *, allow_approx: bool) -> Typed:
    return read_cell(
        cell.value,
        unit=item.series.unit,
        decimals=item.series.decimals,
        allow_negative=True,  # a first one below 0 is asked about, not refused
        rounding=item.series.rounding,
        allow_approx=allow_approx,
        number_format=cell.number_format,
        today=item.seen_on,
    )


def _standing(text: str) -> ResultStanding:
    words = {word: key for key, word in STANDING_WORDS.items()}
    words |= {word.removesuffix("値"): key for word, key in words.items()} | {"": ResultStanding.FINAL}
    return _one_of(text, words) or ResultStanding.FINAL


def _one_of(text: str, words: Mapping[str, Answer]) -> Answer | None:
    """Return what the word stands for, None for no word; raise TypedError with the words that there are."""
    if text in words:
        return words[text]
    if not text:
        return None
    raise TypedError(_ONE_OF.format(shown(text), "・".join(dict.fromkeys(filter(None, words)))))


def _settle(reading: FigureReading, now: EnteredFigure) -> None:
    """Let a typed figure replace the reason that stood there; refuse a dash without one, and both at once.

    What has no value has no kind of value either, which a later figure would inherit unseen.
    """
    figure = reading.figure
    if reading.has_dash and figure.missing is None:
        reading.faults.setdefault(FigureColumn.TOTAL, NO_REASON)
    amounts = (figure.total, figure.increment, figure.text_fulfilled)
    has_value = bool(figure.text_value) or any(amount is not None for amount in amounts)
    if figure.missing is None:
        return
    if not has_value:
        reading.figure = replace(figure, standing=ResultStanding.FINAL)
        return
    if figure.missing == now.missing:
        reading.figure = replace(figure, missing=None, pending_until="")
        reading.notes.append(f"実績値が入力されたため、値がない理由「{REASONS[figure.missing]}」は消します。")
        return
    reading.faults.setdefault(
        FigureColumn.MISSING, "実績値と値がない理由の両方があるため、どちらか一方だけにしてください。"
    )


def _with_reason(figure: EnteredFigure, text: str, today: date | None) -> EnteredFigure:
    if not text:
        return replace(figure, missing=None)
    absence = read_absence(plain(text))
    if absence is None or absence.reason not in REASONS:
        raise TypedError(_ONE_OF.format(shown(text), "・".join(REASONS.values())))
    until = read_pending_month(absence.pending_until, today=today) or figure.pending_until
    return replace(figure, missing=absence.reason, pending_until=until)


def _month(cell: FileCell, today: date | None) -> str:
    if isinstance(cell.value, date):
        return read_pending_month(month_words(date(cell.value.year, cell.value.month, 1)), today=today)
    return read_pending_month(_written(cell.text, LONGEST_PENDING_UNTIL), today=today)


def _written(text: str, longest: int) -> str:
    if len(text) > longest:
        raise TypedError(f"{len(text):,}文字あります。{longest:,}文字以内にしてください。")
    return text
