from decimal import Decimal
from typing import Any

import pytest

from indicators.calculation.facts import Comparator, Direction, TargetScope
from indicators.calculation.forecast import forecast
from indicators.calculation.outlook import Outlook, outlook
from indicators.calculation.series import Series
from tests.calculation.cases import fy, seed, series, target

STEADY, ROUGH = {2021: 10, 2022: 20, 2023: 30}, {2021: 10, 2022: 30, 2023: 30}


def aim(value: int, comparator: Comparator = Comparator.AT_LEAST, upper: int | None = None) -> Any:
    return target(
        2025,
        value,
        scope=TargetScope.PERIOD,
        comparator=comparator,
        upper=None if upper is None else Decimal(upper),
    )


def found(told: Series, *, as_of: int = 2023) -> Outlook:
    line = forecast(told, period_start=fy(2022), period_end=fy(2025), as_of=fy(as_of))
    return outlook(told, line, as_of=fy(as_of))


def test_the_seed_has_reached_it() -> None:
    assert found(seed()) is Outlook.REACHED


@pytest.mark.parametrize(
    ("totals", "aimed", "expected"),
    [
        pytest.param(STEADY, aim(50), Outlook.LIKELY, id="just there"),
        pytest.param(STEADY, aim(51), Outlook.UNLIKELY, id="just not"),
        pytest.param(ROUGH, aim(50), Outlook.OPEN, id="the middle of the band, not its lower end"),
        pytest.param(ROUGH, aim(31), Outlook.OPEN, id="above the lower end"),
        pytest.param(ROUGH, aim(90), Outlook.UNLIKELY, id="beyond the band"),
        pytest.param(ROUGH, aim(41, Comparator.RANGE, 43), Outlook.OPEN, id="a range that the three pass by"),
        pytest.param(STEADY, aim(41, Comparator.RANGE, 43), Outlook.UNLIKELY, id="a range that is passed"),
        pytest.param({2023: 5}, aim(50), Outlook.UNKNOWN, id="no line"),
        pytest.param({2024: 5, 2025: 9}, aim(50), Outlook.UNKNOWN, id="over, and not reached"),
        pytest.param(STEADY, None, Outlook.UNKNOWN, id="nothing to hold it against"),
    ],
)
def test_the_band_is_held_against_the_target(totals: dict[int, int], aimed: Any, expected: Outlook) -> None:
    targets = (aimed,) if aimed else ()
    assert found(series(totals=totals, targets=targets), as_of=max(totals)) is expected


def test_falling_is_reached_from_above() -> None:
    told = series(
        totals={2021: 30, 2022: 20, 2023: 15},
        targets=(aim(10, Comparator.AT_MOST),),
        direction=Direction.DOWN,
    )
    assert found(told) is Outlook.LIKELY
