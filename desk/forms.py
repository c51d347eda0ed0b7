"""A form whose texts are kept as they read: plain line ends, and no signs that nobody sees."""

from typing import Any

from django import forms

from store.limits import one_line, plain_lines, unshown_sign


class VisibleForm(forms.Form):
    """The form of a page of entry: no text field takes signs that turn the reading direction or cannot be seen.

    A browser ends lines in its own way; what is kept ends them plainly, as in the grid and in a workbook. What is asked
    for on one line is kept on one. Whoever is refused begins at the first fault, however far down it stands.
    """

    def add_error(self, field: str | None, error: Any) -> None:
        """Note a fault; on the page that shows the form again the first field with one has the focus."""
        super().add_error(field, error)
        faulty = [self.fields[name].widget for name in self.fields if name in self.errors]
        for widget in faulty[1:]:
            widget.attrs.pop("autofocus", None)
        for widget in faulty[:1]:
            widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """Refuse such signs, each beside its field."""
        texts = {name: value for name, value in self.cleaned_data.items() if isinstance(value, str)}
        for name, value in texts.items():
            has_lines = isinstance(self.fields[name].widget, forms.Textarea)
            self.cleaned_data[name] = plain_lines(value) if has_lines else one_line(value)
            if unshown := unshown_sign(value):
                self.add_error(name, unshown)
        return self.cleaned_data
