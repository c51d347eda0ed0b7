"""A form that refuses signs nobody sees and that make a text read as another: beside the field, the rest is kept."""

from typing import Any

from django import forms

from store.limits import unshown_sign


class VisibleForm(forms.Form):
    """The form of a page of entry: no text field takes signs that turn the reading direction or cannot be seen."""

    def clean(self) -> dict[str, Any]:
        """Refuse such signs, each beside its field."""
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, str) and (unshown := unshown_sign(value)):
                self.add_error(name, unshown)
        return self.cleaned_data
