"""The search panel over the measures of a period."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from django.utils.safestring import SafeString

from policies.models import PolicyNode
from policies.searching import LONGEST_SEARCH, Asked, plain

Row = TypeVar("Row", bound=Model)


def having_words(
    rows: "QuerySet[Row]", typed: str, *, texts: Sequence[str], code: str = ""
) -> "QuerySet[Row]":
    """Keep the rows with all the words in one of the `texts`, or with which the `code` begins; alike on every database.

    However the words are written (policies/searching.py): what is compared is not in a column, so it is read.
    """
    asked = Asked.read(typed)
    found = [
        pk
        for pk, sign, *said in rows.order_by().values_list("pk", code or "pk", *texts)
        if asked.is_in("\n".join(map(plain, said)), plain(sign) if code else "")
    ]
    return rows.filter(pk__in=found)


@dataclass(frozen=True, slots=True)
class RatingChoice:
    """One rating by which measures are narrowed: what it is called, what it can be, and which measures have which."""

    label: str
    choices: Sequence[tuple[str, str]]
    rated: Mapping[str, Collection[int]]


class PanelSelect(forms.Select):
    """A choice of a search panel, drawn once for all to whom it offers the same: some panels have hundreds."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Draw it as any other choice."""
        offered = tuple((str(key), str(words)) for key, words in self.choices)
        said = tuple({**self.attrs, **(attrs or {})}.items())
        return _drawn_select(name, "" if value is None else str(value), said, offered)


class FoldedPanel(forms.Form):
    """A search panel that lies folded above its list, until somebody narrows the list with it."""

    @property
    def was_sent(self) -> bool:
        """Whether the panel was sent, with fields that ask for nothing: a link asks for what it wants alone."""
        return any(self.data.get(name) == "" for name in self.fields)


@lru_cache(maxsize=300)
def _drawn_select(
    name: str, value: str, attrs: tuple[tuple[str, Any], ...], offered: tuple[tuple[str, str], ...]
) -> SafeString:
    return forms.Select(choices=offered).render(name, value, dict(attrs))


class MeasureFilter(django_filters.FilterSet):
    """Narrows the measures by words in their name or code, by the node at the top, and by their ratings.

    `roots` are the nodes at the top; `ratings` say of the progress, of the direction, and of whether a decision differs
    from its 参考判定, by what name they are asked for, which (symbol, words) there are, and the keys of the measures by
    the symbol that the page counts them by. What `ratings` do not name cannot be asked for.
    """

    q = django_filters.CharFilter(method="with_words", label="名称・コード", max_length=LONGEST_SEARCH)
    under = django_filters.ChoiceFilter(method="under_code", empty_label="すべて", widget=PanelSelect)
    progress = django_filters.ChoiceFilter(method="rated_as", empty_label="すべて", widget=PanelSelect)
    direction = django_filters.ChoiceFilter(method="rated_as", empty_label="すべて", widget=PanelSelect)
    differs = django_filters.ChoiceFilter(method="rated_as", empty_label="すべて", widget=PanelSelect)

    class Meta:
        model = PolicyNode
        fields: Sequence[str] = ()
        form = FoldedPanel

    def __init__(
        self,
        data: Any,
        queryset: "QuerySet[PolicyNode]",
        *,
        roots: Sequence[PolicyNode],
        ratings: Mapping[str, RatingChoice],
    ) -> None:
        super().__init__(data, queryset)
        self.filters["under"].label = roots[0].layer.name if roots else "上位"
        self.filters["under"].extra["choices"] = [(root.address, str(root)) for root in roots]
        for name in {"progress", "direction", "differs"} - set(ratings):
            del self.filters[name]
        for name, rating in ratings.items():
            self.filters[name].label = rating.label
            self.filters[name].extra["choices"] = rating.choices
        self.ratings = ratings
        self.paths = {root.address: root.path for root in roots}

    def with_words(self, queryset: "QuerySet[PolicyNode]", name: str, value: str) -> "QuerySet[PolicyNode]":
        return having_words(queryset, value, texts=["name"], code="code")

    def under_code(self, queryset: "QuerySet[PolicyNode]", name: str, value: str) -> "QuerySet[PolicyNode]":
        return queryset.filter(path__startswith=self.paths[value])

    def rated_as(self, queryset: "QuerySet[PolicyNode]", name: str, value: str) -> "QuerySet[PolicyNode]":
        return queryset.filter(pk__in=self.ratings[name].rated.get(value, ()))
