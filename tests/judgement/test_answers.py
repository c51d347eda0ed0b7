"""What keeps a sheet from being handed in."""

from decimal import Decimal

import pytest

from evaluations.sheets.amounts import AmountPlace, Layout
from evaluations.sheets.answers import (
    Answer,
    AnswerKind,
    Question,
    counted,
    problems_in,
)
from tests.judgement.test_amounts import SHAPE

TEXT = Question(key="plan", label="当年度の取組", kind=AnswerKind.TEXT, is_required=True, longest=5)
RATING = Question(
    key="needs", label="市民のニーズ", kind=AnswerKind.RATING, is_required=True, asks_reason=True
)
NUMBER = Question(key="visits", label="訪問回数", kind=AnswerKind.NUMBER, is_required=True)
GENERAL = AmountPlace(2023, "budget", "general")
COSTS = Question(key="costs", label="予算と決算", kind=AnswerKind.AMOUNTS, layout=Layout.from_data(SHAPE))


@pytest.mark.parametrize(
    ("question", "answer", "sentences"),
    [
        pytest.param(TEXT, Answer(), ["「当年度の取組」を入力してください。"], id="a required text is blank"),
        pytest.param(
            TEXT, Answer(text=" \n"), ["「当年度の取組」を入力してください。"], id="only spaces are blank"
        ),
        pytest.param(TEXT, Answer(text="五字です。"), [], id="exactly as long as allowed"),
        pytest.param(TEXT, Answer(text="五字\r\nです。"), [], id="a line break is no character"),
        pytest.param(
            TEXT,
            Answer(text="七字であります"),
            ["「当年度の取組」は5字までです（2字多く入力されています）。"],
            id="too long",
        ),
        pytest.param(
            RATING, Answer(symbol="a"), ["「市民のニーズ」の理由を入力してください。"], id="no reason"
        ),
        pytest.param(
            RATING, Answer(text="増えた"), ["「市民のニーズ」を選択してください。"], id="only a reason"
        ),
        pytest.param(RATING, Answer(symbol="a", text="増えた"), [], id="a rating with its reason"),
        pytest.param(
            RATING,
            Answer(),
            ["「市民のニーズ」を選択し、その理由を入力してください。"],
            id="neither a rating nor its reason",
        ),
        pytest.param(NUMBER, Answer(), ["「訪問回数」を入力してください。"], id="no number"),
        pytest.param(NUMBER, Answer(number=Decimal(0)), [], id="zero is a value"),
        pytest.param(COSTS, Answer(), [], id="a table that need not be filled in"),
        pytest.param(
            COSTS,
            Answer(
                amounts={
                    AmountPlace(2023, "budget", "cost"): Decimal(12000),
                    AmountPlace(2023, "budget", "national"): Decimal(4000),
                    AmountPlace(2023, "budget", "general"): Decimal("7000.0000"),
                }
            ),
            [
                (
                    "令和5年度の予算額の「事業費A」12,000千円が、内訳の合計11,000千円と一致しません。"
                    "どちらかを直してください。"
                )
            ],
            id="sources that do not add up",
        ),
    ],
)
def test_what_is_missing_or_does_not_add_up_is_said(question, answer, sentences):
    found = problems_in([question], {question.key: answer}, year=2023)
    assert [problem.sentence for problem in found] == sentences
    assert all(problem.blocks for problem in found)


def test_a_sum_that_cannot_be_told_is_named_but_keeps_nobody():
    cells = {
        AmountPlace(2023, "budget", "cost"): Decimal(5),
        AmountPlace(2023, "budget", "general"): Decimal(5),
    }
    (problem,) = problems_in([COSTS], {"costs": Answer(amounts=cells)}, year=2023)
    assert "国庫支出金" in problem.sentence
    assert not problem.blocks


@pytest.mark.parametrize(
    ("question", "answer", "sentences"),
    [
        pytest.param(NUMBER, Answer(), [], id="a number only looks blank"),
        pytest.param(RATING, Answer(text="増えた"), [], id="a rating only looks blank"),
        pytest.param(
            RATING, Answer(), ["「市民のニーズ」の理由を入力してください。"], id="its reason is blank"
        ),
        pytest.param(
            TEXT,
            Answer(text="七字であります"),
            ["「当年度の取組」は5字までです（2字多く入力されています）。"],
            id="a text is too long besides",
        ),
        pytest.param(
            COSTS,
            Answer(amounts={AmountPlace(2023, "budget", "cost"): Decimal(5), GENERAL: Decimal(5)}),
            [],
            id="a sum",
        ),
    ],
)
def test_of_what_cannot_be_read_only_that_is_said_which_is_wrong_besides(question, answer, sentences):
    found = problems_in([question], {question.key: answer}, year=2023, unread={question.key})
    assert [problem.sentence for problem in found] == sentences


def test_problems_stand_in_the_order_of_the_form_and_unasked_answers_do_not_matter():
    found = problems_in([RATING, TEXT], {"unasked": Answer(text="x" * 99)}, year=2023)
    assert [problem.key for problem in found] == ["needs", "plan"]


def test_characters_are_counted_without_line_breaks():
    assert counted("一\r\n二\n三\r四") == 4
