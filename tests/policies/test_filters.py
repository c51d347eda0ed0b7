"""What a search panel offers looks as Django draws it, for everybody alike."""

import pytest
from django import forms

from policies.filters import PanelSelect

CHOICES = [("", "すべて"), ("a", "a <よい>"), ("b", "b")]


@pytest.mark.parametrize("value", [None, "", "a", "b", "<x>"])
@pytest.mark.parametrize("attrs", [None, {"id": "filter-class"}, {"id": "x", "aria-invalid": "true"}])
def test_a_choice_is_drawn_as_any_other(value, attrs):
    plain, drawn = forms.Select(choices=CHOICES), PanelSelect(choices=CHOICES)
    for _ in range(2):
        assert drawn.render("class", value, attrs) == plain.render("class", value, attrs)


def test_each_choice_is_drawn_as_it_is_offered_now():
    assert "b（やめた）" not in PanelSelect(choices=CHOICES).render("class", "a")
    again = PanelSelect(choices=[*CHOICES[:2], ("b", "b（やめた）")]).render("class", "a")
    assert "b（やめた）" in again
