"""Codes that go on from the one above them."""

import pytest

from policies.codes import continues


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("4-2-4", "4-2"),
        ("4-2", "4"),
        ("4-2-4", "4"),  # what is skipped is the layer's business
        ("４－２", "4"),
        ("04-02", "4"),
        ("Ⅳ-1", "4"),
        ("4-1", "Ⅳ"),
        ("②-1", "2"),
        ("A.1", "A"),
        ("1-(1)", "1"),
        ("(3)", "4-2"),  # counts within its parent
        ("7", "4"),
        ("", "4"),
        ("4-2", ""),
    ],
)
def test_a_code_goes_on_from_the_one_above(code, above):
    assert continues(code, above)


@pytest.mark.parametrize(
    ("code", "above"),
    [("5-9", "4"), ("4-2-4", "4-3"), ("14-2", "4"), ("4-2", "4-2"), ("4-2", "4-2-1"), ("B-1", "A")],
)
def test_a_code_that_does_not_go_on_is_told(code, above):
    assert not continues(code, above)
