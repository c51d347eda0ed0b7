"""Where the eyes and the keys go when what was typed is refused."""

from django import forms

from desk.forms import VisibleForm


class Lines(VisibleForm):
    first = forms.CharField(required=False)
    second = forms.CharField()
    third = forms.IntegerField()


def focused(form: forms.Form) -> list[str]:
    return [name for name in form.fields if "autofocus" in str(form[name])]


def test_the_first_field_with_a_fault_has_the_focus():
    assert focused(Lines()) == []
    assert focused(Lines({"second": "文", "third": "3"})) == []
    form = Lines({"second": "", "third": "三"})
    assert not form.is_valid()
    assert focused(form) == ["second"]
    form.add_error("first", "ほかの理由")
    assert focused(form) == ["first"]
    assert focused(Lines()) == [], "no form leaves it to the next"
