from datetime import date
from decimal import Decimal

import pytest

from indicators.calculation.facts import Missing, Result, ResultStanding
from indicators.calculation.returning import asked_again_from, awaits_final
from policies.fiscal_year import FiscalYear

NOVEMBER, OPENING = date(2024, 11, 1), date(2025, 4, 15)


def answer(standing=ResultStanding.FINAL, missing=None, until="", **fields):
    named = {} if missing else {"total": Decimal(66)}
    return Result(
        fiscal_year=FiscalYear(2023),
        standing=standing,
        missing=missing,
        pending_until=until,
        **named | fields,
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(
            answer(missing=Missing.PENDING, until="令和6年11月"), NOVEMBER, id="集計中 until a month"
        ),
        pytest.param(answer(missing=Missing.PENDING), OPENING, id="集計中 without a month"),
        pytest.param(
            answer(missing=Missing.PENDING, until="未定"), OPENING, id="集計中 until what nobody can read"
        ),
        pytest.param(answer(ResultStanding.PROVISIONAL, until="R6.11"), NOVEMBER, id="暫定値 until a month"),
        pytest.param(answer(ResultStanding.PROVISIONAL), OPENING, id="暫定値"),
        pytest.param(answer(ResultStanding.PRELIMINARY), OPENING, id="速報値"),
        pytest.param(answer(ResultStanding.EXPECTED), OPENING, id="見込値"),
        pytest.param(answer(ResultStanding.ESTIMATED), None, id="推計値 is often the last word"),
        pytest.param(
            answer(ResultStanding.ESTIMATED, until="2024年11月"), NOVEMBER, id="推計値 until a month"
        ),
        pytest.param(
            answer(ResultStanding.PROVISIONAL, total=None, text_value="策定中"), OPENING, id="暫定 in words"
        ),
        pytest.param(
            answer(ResultStanding.PROVISIONAL, total=None, increment=Decimal(9)), OPENING, id="a yearly share"
        ),
        pytest.param(answer(ResultStanding.PROVISIONAL, total=None), None, id="暫定値 of nothing"),
        pytest.param(answer(), None, id="確定値"),
        pytest.param(answer(until="令和6年11月"), None, id="確定値 with a month left over"),
        pytest.param(answer(missing=Missing.NOT_APPLICABLE, until="令和6年11月"), None, id="該当なし"),
        pytest.param(answer(missing=Missing.OUT_OF_CYCLE), None, id="調査対象年度外"),
        pytest.param(answer(missing=Missing.NOT_SURVEYED), None, id="調査未実施"),
    ],
)
def test_an_answer_comes_back_from_the_month_named_else_with_the_next_round(said, expected):
    assert asked_again_from(said, next_opening=OPENING) == expected
    assert awaits_final(said) == (expected is not None)


def test_without_a_month_and_a_next_round_nobody_can_tell_when():
    assert asked_again_from(answer(missing=Missing.PENDING), next_opening=None) is None
