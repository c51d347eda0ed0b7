"""The search panel of the list of 用字用語."""

from django import forms
from django.db.models import Q, QuerySet

from evaluations.rating.filters import ALL
from evaluations.redline.models import WordingRule


class WordingFilter(forms.Form):
    """Narrows a city's list by kind, use and a word in any of its texts; an unknown choice narrows nothing."""

    cycle = forms.CharField(required=False, widget=forms.HiddenInput())
    q = forms.CharField(label="語", required=False, max_length=100)
    kind = forms.ChoiceField(label="種類", required=False, choices=(ALL, *WordingRule.Kind.choices))
    use = forms.ChoiceField(
        label="使う", required=False, choices=(ALL, ("yes", "使っている行"), ("no", "使っていない行"))
    )

    @property
    def form(self) -> "WordingFilter":
        """What components/filter_panel.html asks a panel for."""
        return self

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the cycle was chosen."""
        return any(self.cleaned_data.get(name) for name in ("q", "kind", "use"))

    def kept(self, lines: "QuerySet[WordingRule]") -> "QuerySet[WordingRule]":
        """Return the lines that fit what was chosen."""
        self.is_valid()
        chosen = self.cleaned_data
        if word := chosen.get("q"):
            texts = ("pattern", "preferred", "unless_in", "note")
            found = Q()
            for name in texts:
                found |= Q(**{f"{name}__icontains": word})
            lines = lines.filter(found)
        if kind := chosen.get("kind"):
            lines = lines.filter(kind=kind)
        if use := chosen.get("use"):
            lines = lines.filter(is_active=use == "yes")
        return lines
