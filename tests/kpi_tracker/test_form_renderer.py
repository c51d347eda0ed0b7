"""A field that says the same is drawn once, and nothing is drawn for what only looks like it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from kpi_tracker.form_renderer import LONGEST, MOST_CHOICES, FieldsDrawnOnce, _drawn

CHOICES = [("", "---------"), ("市", [("a", "甲 & 乙"), ("b", "<乙>")])]


@pytest.fixture(autouse=True)
def _nothing_drawn() -> Iterator[None]:
    _drawn.cache_clear()
    yield
    _drawn.cache_clear()


def drawn(widget: forms.Widget, value: Any, **attrs: Any) -> str:
    return widget.render("figure", value, attrs=attrs, renderer=FieldsDrawnOnce())


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        pytest.param(forms.TextInput(), "\"1\" < 2 & '3'", id="a text"),
        pytest.param(forms.TextInput(), None, id="nothing"),
        pytest.param(forms.NumberInput(attrs={"step": "any"}), 1, id="a number"),
        pytest.param(forms.Textarea(), "一行\n二行", id="lines"),
        pytest.param(forms.Select(choices=CHOICES), "a", id="a choice in a group"),
        pytest.param(forms.RadioSelect(choices=CHOICES), "b", id="buttons"),
        pytest.param(forms.CheckboxInput(), True, id="a tick"),
        pytest.param(forms.DateInput(), "2024-04-01", id="a day"),
    ],
)
def test_each_field_is_drawn_as_django_draws_it(widget, value):
    as_django = widget.render(
        "figure", value, attrs={"id": "x", "required": True}, renderer=DjangoTemplates()
    )
    for _ in range(2):
        assert drawn(widget, value, id="x", required=True) == as_django
    assert _drawn.cache_info().hits > 0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({"value": "<b>"}, {"value": mark_safe("<b>")}, id="a text that is safe"),
        pytest.param({"value": "1"}, {"value": "2"}, id="another value"),
        pytest.param({"value": "1", "title": "1"}, {"value": "1", "title": True}, id="another kind of value"),
        pytest.param({"value": "1", "title": True}, {"value": "1", "title": 1}, id="what Python calls equal"),
        pytest.param({"value": "1", "a": "b"}, {"value": "1", "b": "a"}, id="other names"),
    ],
)
def test_what_only_looks_alike_is_drawn_by_itself(first, second):
    widget = forms.TextInput()
    each = []
    for said in (first, second):
        _drawn.cache_clear()
        each.append(drawn(widget, **said))
    _drawn.cache_clear()
    assert [drawn(widget, **said) for said in (first, second)] == each
    assert each[0] != each[1]


def test_nothing_is_kept_of_what_somebody_wrote_at_length():
    drawn(forms.Textarea(), "長" * (LONGEST + 1))
    kept = _drawn.cache_info().currsize
    drawn(forms.Textarea(), "い" * (LONGEST + 1))
    assert _drawn.cache_info().currsize == kept


def test_nothing_is_kept_of_hundreds_of_choices():
    few, many = (
        forms.Select(choices=[(str(one), f"施策 {one}") for one in range(number)])
        for number in (MOST_CHOICES, MOST_CHOICES + 1)
    )
    for widget, kept in ((few, 1), (many, 0)):
        _drawn.cache_clear()
        assert drawn(widget, "3") == widget.render("figure", "3", attrs={}, renderer=DjangoTemplates())
        assert _drawn.cache_info().currsize == kept
