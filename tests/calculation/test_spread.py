"""Which class stands for several indicators: that of the one in the middle, of two the lower."""

import pytest

from indicators.calculation.spread import spread_of


@pytest.mark.parametrize(
    ("symbols", "middle", "below"),
    [
        pytest.param("", None, None, id="nothing stands for none"),
        pytest.param("－－", None, None, id="nor for some without a class"),
        pytest.param("a", "a", None, id="one is its own"),
        pytest.param("ad", "d", None, id="of two the lower"),
        pytest.param("aad", "a", ("d", 1), id="more than half, and the worst is named beside it"),
        pytest.param("aabd", "b", ("d", 1), id="half are not more than half"),
        pytest.param("dcba", "c", ("d", 1), id="in whatever order they come"),
        pytest.param("aadd", "d", None, id="as many good as bad ones are bad"),
        pytest.param("a－－", "a", None, id="one with a class stands, how many have none is counted"),
        pytest.param("a？", "a", None, id="what the scale does not know is no class"),
    ],
)
def test_the_middle_class_and_the_worst_below_it(symbols, middle, below):
    found = spread_of(symbols, "abcd")
    assert (found.middle, found.below, found.judged) == (middle, below, len(symbols))


def test_the_order_is_that_of_the_scale_and_not_of_the_letters():
    found = spread_of("SABCX", "XCBAS")
    assert (found.middle, found.below) == ("B", ("S", 1))


def test_a_worse_class_never_makes_the_middle_better():
    best_first = "abcd"
    for classes in ("aabb", "abcd", "aad", "bbccd"):
        before = best_first.index(spread_of(classes, best_first).middle or "")
        for place, one in enumerate(classes):
            for worse in best_first[best_first.index(one) :]:
                changed = classes[:place] + worse + classes[place + 1 :]
                assert best_first.index(spread_of(changed, best_first).middle or "") >= before
