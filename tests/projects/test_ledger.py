from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.fiscal_year import FiscalYear
from projects.ledger import LedgerYear, beside_the_figure, reconcile

R4, R5, R6 = FiscalYear(2022), FiscalYear(2023), FiscalYear(2024)


def test_the_seed_reports_twenty_and_records_three() -> None:
    ledger = reconcile({R4: 9, R5: 11}, {R4: 2, R5: 1})
    assert ledger.sentence("件") == "報告件数20件（R4 9件・R5 11件）、うち個票登録3件、未登録17件"
    assert ledger.public_sentence() == "主な取組3件を掲載"


def test_years_without_a_reported_count_are_left_out() -> None:
    ledger = reconcile({R5: 11}, {R4: 2, R5: 1, R6: 4})
    assert ledger.years == (LedgerYear(R5, 11, 1),)
    assert (ledger.reported, ledger.recorded, ledger.unrecorded) == (11, 1, 10)


def test_a_reported_zero_is_a_report() -> None:
    assert reconcile({R5: 0}, {}).sentence("件") == "報告件数0件（R5 0件）、うち個票登録0件、未登録0件"


def test_without_any_report_nothing_is_counted() -> None:
    assert reconcile({}, {R5: 3}).sentence("件") == "報告件数はまだありません"


def test_records_beyond_the_report_are_named_not_netted() -> None:
    ledger = reconcile({R4: 2, R5: 11}, {R4: 3, R5: 1})
    assert (ledger.unrecorded, ledger.excess) == (10, 1)
    assert ledger.sentence("件").endswith("未登録10件（報告件数を超える個票登録1件）")


def test_the_years_are_in_order() -> None:
    assert [year.fiscal_year for year in reconcile({R5: 1, R4: 1}, {}).years] == [R4, R5]


counts = st.dictionaries(st.integers(2000, 2030).map(FiscalYear), st.integers(0, 50))


@given(counts, counts)
def test_the_ledger_always_adds_up(reported: dict[FiscalYear, int], recorded: dict[FiscalYear, int]) -> None:
    ledger = reconcile(reported, recorded)
    assert ledger.reported == ledger.recorded + ledger.unrecorded - ledger.excess
    assert ledger.reported == sum(reported.values())


@pytest.mark.parametrize(
    ("reported", "recorded", "sentence"),
    [
        pytest.param(11, 3, "報告件数11件、うち個票登録3件、未登録8件", id="some have no record"),
        pytest.param(3, 3, "報告件数3件、うち個票登録3件、すべて登録済み", id="all have one"),
        pytest.param(0, 0, "報告件数0件、うち個票登録0件、すべて登録済み", id="zero is a report"),
        pytest.param(
            1, 3, "報告件数1件、個票登録3件。個票が報告件数を2件上回っています。", id="more than reported"
        ),
    ],
)
def test_a_year_says_how_its_records_differ(reported: int, recorded: int, sentence: str) -> None:
    assert LedgerYear(R5, reported, recorded).sentence() == sentence


@pytest.mark.parametrize(
    ("reported", "figure", "sentence"),
    [
        pytest.param(
            11, 9, "報告件数11件と、実績として入力された当該年度分9件が一致していません。", id="they differ"
        ),
        pytest.param(
            0, 10, "報告件数0件と、実績として入力された当該年度分10件が一致していません。", id="zero differs"
        ),
        pytest.param(9, 9, "", id="they agree"),
        pytest.param(None, 9, "", id="nothing reported"),
        pytest.param(11, None, "", id="nothing entered"),
    ],
)
def test_a_count_that_is_not_the_entered_figure_is_named(
    reported: int | None, figure: int | None, sentence: str
) -> None:
    assert beside_the_figure(reported, None if figure is None else Decimal(figure), "当該年度分") == sentence
