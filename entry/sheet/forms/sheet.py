"""A sheet as a person types it: read item by item into answers, or shown again as it was typed."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict

from entry.sheet.scorecards.items import written
from entry.workbook.scorecards.sheets.cells import read_figure
from evaluations.sheets.amounts import AmountPlace
from evaluations.sheets.answers import (
    NOTHING,
    Answer,
    AnswerKind,
    AnswerProblem,
)
from evaluations.sheets.models.forms import SheetItem, SheetRequest
from indicators.calculation.quantities import quantity
from indicators.calculation.typed import TypedError
from store.limits import LONG_TEXT, plain_lines, unshown_sign

NO_LEVEL: Final = "選択肢から選び直してください。"
TOO_LONG: Final = f"{LONG_TEXT:,}文字以内で入力してください。"
Texts = dict[str, str]


@dataclass(slots=True)
class TypedSheet:
    """What was typed: `texts` by the names of the fields, the `answers` read from it, and what cannot be read.

    An item that the form did not carry has no answer: it stays as it is. `bases` are the digests of the answers that
    the form began with, which tell what a person changed from what was only sent along.
    """

    texts: Texts = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)
    unreadable: list[AnswerProblem] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)

    def has_changed(self, key: str) -> bool:
        """Tell whether the person changed that item since the form was opened; one without a base may have."""
        base = self.bases.get(key)
        is_unread = any(one.key == key for one in self.unreadable)
        return is_unread or base is None or base != digest_of(self.answers.get(key, NOTHING))


def name_of(item: SheetItem, what: str) -> str:
    """Return the name of a field: text, symbol, number, base or take of an item."""
    return f"{what}-{item.key}"


def name_of_cell(item: SheetItem, place: AmountPlace) -> str:
    return f"cell-{item.key}-{place.year}-{place.column}-{place.line}"


def digest_of(answer: Answer) -> str:
    """Return a short sign of what an answer says: equal answers have the same."""
    cells = sorted((*map(str, (p.year, p.column, p.line)), quantity(v)) for p, v in answer.amounts.items())
    number = "" if answer.number is None else quantity(answer.number)
    said = json.dumps([answer.text, answer.symbol, number, cells], ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_sheet(request: SheetRequest, sent: QueryDict) -> TypedSheet:
    """Read what a form sent; what cannot be read is named, the rest is read all the same."""
    typed = TypedSheet(texts={name: text for name, text in sent.items() if isinstance(text, str)})
    for item in request.form.items.all():
        base = sent.get(name_of(item, "base"))
        if base is not None:
            typed.bases[item.key] = base
        names = names_of(item, request.round.fiscal_year)
        if base is not None or any(name in sent for name in names):
            typed.answers[item.key] = read_item(item, request.round.fiscal_year, typed)
    return typed


def names_of(item: SheetItem, year: int) -> list[str]:
    """Return the names of the fields in which an item is answered."""
    layout = item.question().layout
    if layout is not None:
        return [name_of_cell(item, place) for place in layout.places(year)]
    return [name_of(item, what) for what in ("text", "symbol", "number")]


def read_item(item: SheetItem, year: int, typed: TypedSheet) -> Answer:
    """Read the answer to one item; what cannot be read is added to the problems and read as nothing."""
    match item.kind:
        case AnswerKind.AMOUNTS:
            return Answer(amounts=dict(_amounts(item, year, typed)))
        case AnswerKind.NUMBER:
            return Answer(number=_number(item, name_of(item, "number"), item.unit, None, typed))
        case AnswerKind.RATING:
            return Answer(text=_text(item, typed), symbol=_symbol(item, typed))
        case _:
            return Answer(text=_text(item, typed))


def _text(item: SheetItem, typed: TypedSheet) -> str:
    text = plain_lines(typed.texts.get(name_of(item, "text"), "")).strip()
    if wrong := unshown_sign(text) or (TOO_LONG if len(text) > LONG_TEXT else ""):
        typed.unreadable.append(AnswerProblem(item.key, f"「{item.label}」：{wrong}"))
    return text


def _symbol(item: SheetItem, typed: TypedSheet) -> str:
    symbol = typed.texts.get(name_of(item, "symbol"), "")
    levels = item.scale.levels.all() if item.scale else ()
    if symbol and symbol not in {level.symbol for level in levels}:
        typed.unreadable.append(AnswerProblem(item.key, f"「{item.label}」：{NO_LEVEL}"))
        return ""
    return symbol


def _amounts(item: SheetItem, year: int, typed: TypedSheet) -> Iterable[tuple[AmountPlace, Any]]:
    layout = item.question().layout
    for place in layout.places(year) if layout else ():
        value = _number(item, name_of_cell(item, place), layout.unit if layout else "", place, typed)
        if value is not None:
            yield place, value


def _number(item: SheetItem, name: str, unit: str, place: AmountPlace | None, typed: TypedSheet) -> Any:
    try:
        read = read_figure(typed.texts.get(name, ""), unit, number_format="")
    except TypedError as error:
        where = f"「{item.label}」の「{shown(typed.texts[name])}」" if place is None else ""
        typed.unreadable.append(
            AnswerProblem(item.key, f"{where}{'：' if where else ''}{error}", place=place)
        )
        return None
    if read.notes:
        typed.notes[name] = "".join(read.notes)
    return read.value


def shown(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}…"


def texts_of(request: SheetRequest, answers: Mapping[str, Answer]) -> Texts:
    """Return the fields of a form that shows these answers."""
    found: Texts = {}
    for item in request.form.items.all():
        answer = answers.get(item.key, NOTHING)
        if item.kind == AnswerKind.AMOUNTS:
            found |= {name_of_cell(item, place): written(value) for place, value in answer.amounts.items()}
        elif item.kind == AnswerKind.NUMBER:
            found[name_of(item, "number")] = written(answer.number)
        else:
            found |= {name_of(item, "text"): answer.text, name_of(item, "symbol"): answer.symbol}
    return found


def bases_of(request: SheetRequest, answers: Mapping[str, Answer]) -> dict[str, str]:
    """Return the digest of each item's stored answer, for a form that begins with them."""
    return {item.key: digest_of(answers.get(item.key, NOTHING)) for item in request.form.items.all()}
