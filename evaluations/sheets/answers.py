"""What a sheet asks and what was answered: what is still missing, too long, or does not add up; plain Python.

The questions are data: another year's or city's form is another list of them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from evaluations.sheets.amounts import (
    AmountPlace,
    Amounts,
    Layout,
    Unequal,
    check_sums,
)
from indicators.calculation.quantities import quantity
from policies.fiscal_year import FiscalYear


class AnswerKind(StrEnum):
    """How a question is answered; the values are what the database stores."""

    TEXT = "text"
    RATING = "rating"
    NUMBER = "number"
    AMOUNTS = "amounts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One item of a form; `longest` counts characters without line breaks, None is no limit of the form's own."""

    key: str
    label: str
    kind: AnswerKind
    is_required: bool = False
    asks_reason: bool = False
    longest: int | None = None
    layout: Layout | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered: a text (of a rating: its reason), a symbol, a number, or amounts; nothing is nothing."""

    text: str = ""
    symbol: str = ""
    number: Decimal | None = None
    amounts: Amounts = field(default_factory=dict)

    @property
    def says_something(self) -> bool:
        return bool(self.text or self.symbol or self.amounts) or self.number is not None


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """What is wrong with one item; only what `blocks` keeps a sheet from being handed in."""

    key: str
    sentence: str
    blocks: bool = True
    place: AmountPlace | None = None


NOTHING: Final = Answer()


def problems_in(
    questions: Iterable[Question], answers: Mapping[str, Answer], *, year: int, unread: Collection[str] = ()
) -> list[AnswerProblem]:
    """Return what keeps the sheet of that fiscal year from being handed in, and what should be looked at.

    In the order of the form. A sheet that is only saved on the way may have any of them. `unread` are the keys of what
    was answered but cannot be read: nothing is said of what only looks blank there.
    """
    return [
        problem
        for question in questions
        for problem in _problems_of(
            question, answers.get(question.key, NOTHING), year, question.key in unread
        )
    ]


def counted(text: str) -> int:
    """Count characters as a form counts them: line breaks are none.

    >>> counted("計画どおり\\r\\n進めた。")
    9
    """
    return len(text.replace("\r", "").replace("\n", ""))


def _problems_of(question: Question, answer: Answer, year: int, is_unread: bool) -> Sequence[AnswerProblem]:
    found = []
    if missing := _missing(question, answer, is_unread):
        found.append(AnswerProblem(question.key, missing))
    if question.longest is not None and (excess := counted(answer.text) - question.longest) > 0:
        found.append(
            AnswerProblem(
                question.key,
                f"「{question.label}」は{question.longest:,}字までです（{excess:,}字多く入力されています）。",
            )
        )
    if question.layout is not None:
        unequal = [_unequal(question, one) for one in check_sums(question.layout, answer.amounts, year)]
        found += [one for one in unequal if one.blocks or not is_unread]
    return found


def _missing(question: Question, answer: Answer, is_unread: bool) -> str:
    """Say what is missing of an answer, all at once; nothing where nothing is."""
    is_blank = question.is_required and not is_unread and not _is_answered(question, answer)
    is_chosen = bool(answer.symbol) or is_unread
    wants_reason = question.kind is AnswerKind.RATING and question.asks_reason and not answer.text.strip()
    if is_blank and wants_reason:
        return f"「{question.label}」を選択し、その理由を入力してください。"
    if is_blank:
        return f"「{question.label}」を{_verb(question)}してください。"
    return f"「{question.label}」の理由を入力してください。" if wants_reason and is_chosen else ""


def _is_answered(question: Question, answer: Answer) -> bool:
    match question.kind:
        case AnswerKind.RATING:
            return bool(answer.symbol)
        case AnswerKind.NUMBER:
            return answer.number is not None
        case AnswerKind.AMOUNTS:
            return bool(answer.amounts)
        case _:
            return bool(answer.text.strip())


def _verb(question: Question) -> str:
    return "選択" if question.kind is AnswerKind.RATING else "入力"


def _unequal(question: Question, one: Unequal) -> AnswerProblem:
    layout = question.layout
    assert layout is not None  # noqa: S101 - only a table of amounts has sums
    column = next(column.label for column in layout.columns if column.key == one.place.column)
    where = f"{FiscalYear(one.place.year).era}の{column}"
    if one.known is None:
        blank = "・".join(line.label for line in one.blank)
        sentence = (
            f"{where}の「{one.line.label}」は、内訳（{blank}）に空欄があるため合計を確かめていません。"
            "ないものは0を入力してください。"
        )
        return AnswerProblem(question.key, sentence, blocks=False, place=one.place)
    sentence = (
        f"{where}の「{one.line.label}」{quantity(one.stated, layout.unit)}が、"
        f"内訳の合計{quantity(one.known, layout.unit)}と一致しません。どちらかを直してください。"
    )
    return AnswerProblem(question.key, sentence, place=one.place)
