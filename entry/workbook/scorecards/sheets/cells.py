"""An answer as cells, and a cell as part of an answer."""

import re
import unicodedata
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Final

from entry.workbook.columns import Value, text_of
from entry.workbook.scorecards.figures import NO_STORED_RESULT, computed_words
from entry.workbook.scorecards.reading import FileCell
from entry.workbook.scorecards.sheets.tables import (
    HANDED,
    AnswerPart,
    SheetColumn,
    Slot,
)
from evaluations.sheets.actions import Answers
from evaluations.sheets.answers import NOTHING, Answer
from evaluations.sheets.models.forms import SheetItem
from indicators.calculation.spelling import shown
from indicators.calculation.typed import Typed, TypedError, read_cell
from indicators.models import RatingLevel
from store.limits import LONG_TEXT, unshown_sign

NO_SYMBOL: Final = "「{}」という区分はありません。{}のどれかを入力してください。"
UNCLEAR: Final = "「{}」はどの区分か決められません。{}のどれかをそのまま入力してください。"
BLANK: Final = "数値を入力してください。ないときは「0」、まだ分からないときは空欄のままにします。"
DASH: Final = f"「－」だけでは0か不明か分からないため、{BLANK}"
NO_NUMBER: Final = f"「{{}}」は入力できません。{BLANK}"
APPROXIMATE: Final = "「{}」は概数です。数値だけを入力してください。概数であることは文章の欄に書きます。"
NOT_HANDED: Final = "「{}」は読み取れません。提出するときは「○」を入力し、しないときは空欄にしてください。"
MOMENT: Final = "セルの内容が日付や時刻（{}）になっています。文字として入力し直してください。"
_YES: Final = frozenset({"○", "〇", "◯", "o", "はい", "提出", "提出する", "true"})
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def value_of(answers: Answers, slot: Slot, *, is_handed_in: bool) -> Value:
    """Return what stands in the cell: a number, a text, or nothing."""
    answer = answers.get(slot.item, NOTHING)
    match slot.part:
        case AnswerPart.SYMBOL:
            return answer.symbol or None
        case AnswerPart.NUMBER:
            return answer.number
        case AnswerPart.AMOUNT:
            return answer.amounts.get(slot.place) if slot.place else None
        case AnswerPart.HAND_IN:
            return HANDED if is_handed_in else None
        case _:
            return _UNWRITABLE.sub("", text_of(answer.text)) or None


def with_value(answer: Answer, slot: Slot, value: Value) -> Answer:
    """Return the answer when the cell says that."""
    match slot.part:
        case AnswerPart.SYMBOL:
            return replace(answer, symbol=text_of(value))
        case AnswerPart.NUMBER:
            return replace(answer, number=value if isinstance(value, Decimal) else None)
        case AnswerPart.AMOUNT if slot.place is not None:
            amounts = {place: amount for place, amount in answer.amounts.items() if place != slot.place}
            return replace(
                answer, amounts=amounts | ({slot.place: value} if isinstance(value, Decimal) else {})
            )
        case _:
            return replace(answer, text=text_of(value))


def read_value(cell: FileCell, column: SheetColumn) -> tuple[Value, tuple[str, ...]]:
    """Return what the cell says, and what should be known about it; raise TypedError with what to do."""
    if cell.lacks_result:
        raise TypedError(NO_STORED_RESULT)
    value, notes = _read_part(cell, column)
    return value, ((computed_words(cell), *notes) if cell.formula else notes)


def _read_part(cell: FileCell, column: SheetColumn) -> tuple[Value, tuple[str, ...]]:
    match column.part:
        case AnswerPart.NUMBER | AnswerPart.AMOUNT:
            return _number(cell, column)
        case AnswerPart.SYMBOL if column.item is not None:
            return _symbol(cell.text, column.item) or None, ()
        case AnswerPart.HAND_IN:
            return _handed_in(cell.text), ()
        case _:
            return _text(cell) or None, ()


def _text(cell: FileCell) -> str:
    text = cell.text
    if isinstance(cell.value, date | time):
        raise TypedError(MOMENT.format(shown(text)))
    if len(text) > LONG_TEXT:
        raise TypedError(f"{len(text):,}文字あります。{LONG_TEXT:,}文字以内にしてください。")
    if unshown := unshown_sign(text):
        raise TypedError(unshown)
    return text


def _handed_in(text: str) -> Value:
    if not text:
        return None
    if unicodedata.normalize("NFKC", text).casefold() in _YES:
        return HANDED
    raise TypedError(NOT_HANDED.format(shown(text)))


def _number(cell: FileCell, column: SheetColumn) -> tuple[Value, tuple[str, ...]]:
    unit = column.note if column.part is AnswerPart.AMOUNT else column.item.unit if column.item else ""
    typed = read_figure(cell.value, unit, number_format=cell.number_format)
    return typed.value, typed.notes


def read_figure(value: object, unit: str, *, number_format: str) -> Typed:
    """Read a number of a sheet, typed into its form or a workbook: an exact value, or nothing. Raise TypedError."""
    try:
        typed = read_cell(
            value,
            unit=unit,
            allow_negative=may_be_negative(unit),
            allow_approx=True,
            number_format=number_format,
        )
    except TypedError as error:
        raise TypedError(of_this_field(str(error))) from None
    if typed.approx:
        raise TypedError(APPROXIMATE.format(shown(str(value))))
    if typed.asks_reason:
        raise TypedError(DASH)
    if typed.missing is not None:
        raise TypedError(NO_NUMBER.format(shown(str(value))))
    # a sheet does not say how many decimals are usual
    return replace(typed, notes=tuple(of_this_field(one) for one in typed.notes if "通常小数" not in one))


def of_this_field(sentence: str) -> str:
    """Let a sentence of the reader, which speaks of figures, speak of a field of the sheet."""
    return sentence.replace("この指標", "この欄")


def may_be_negative(unit: str) -> bool:
    """Tell whether a number in that unit can be below zero: what is counted cannot."""
    return "円" in unit or unicodedata.normalize("NFKC", unit).strip() in {"", "%", "ポイント"}


def _symbol(text: str, item: SheetItem) -> str:
    """Return the scale's symbol that was meant: as it is, in another width or case, or by its meaning."""
    levels = list(item.scale.levels.all()) if item.scale else []
    if not text or any(level.symbol == text for level in levels):
        return text
    known = "・".join(level.symbol for level in levels)
    for alike in (_same_width, _same_letters, _same_meaning):
        found = [level.symbol for level in levels if alike(level, text)]
        if len(found) == 1:
            return found[0]
        if found:
            raise TypedError(UNCLEAR.format(shown(text), known))
    raise TypedError(NO_SYMBOL.format(shown(text), known))


def _same_width(level: RatingLevel, text: str) -> bool:
    return unicodedata.normalize("NFKC", level.symbol) == unicodedata.normalize("NFKC", text)


def _same_letters(level: RatingLevel, text: str) -> bool:
    return (
        unicodedata.normalize("NFKC", level.symbol).casefold()
        == unicodedata.normalize("NFKC", text).casefold()
    )


def _same_meaning(level: RatingLevel, text: str) -> bool:
    return bool(level.label) and unicodedata.normalize("NFKC", level.label) == unicodedata.normalize(
        "NFKC", text
    )
