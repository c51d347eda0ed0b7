"""The search panel over the measures of a period."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from policies.models import PolicyNode

LONGEST_SEARCH = 100
MOST_WORDS = 10


class MeasureFilter(django_filters.FilterSet):
    """Narrows the measures by words in their name or code, by the node at the top, and by the decided progress.

    `roots` are the nodes at the top; `levels` the (symbol, words) of the progress scale; `decided` the keys of the
    measures by the symbol that the page shows for them.
    """

    q = django_filters.CharFilter(method="with_words", label="名称・コード", max_length=LONGEST_SEARCH)
    under = django_filters.ChoiceFilter(method="under_code", empty_label="すべて")
    progress = django_filters.ChoiceFilter(
        method="decided_as", label="進捗状況（決定）", empty_label="すべて"
    )

    class Meta:
        model = PolicyNode
        fields: Sequence[str] = ()

    def __init__(
        self,
        data: Any,
        queryset: "QuerySet[PolicyNode]",
        *,
        roots: Sequence[PolicyNode],
        levels: Sequence[tuple[str, str]],
        decided: Mapping[str, Collection[int]],
    ) -> None:
        super().__init__(data, queryset)
        self.filters["under"].label = roots[0].layer.name if roots else "上位"
        self.filters["under"].extra["choices"] = [(root.address, str(root)) for root in roots]
        self.filters["progress"].extra["choices"] = levels
        self.decided = decided
        self.paths = {root.address: root.path for root in roots}

    def with_words(self, queryset: "QuerySet[PolicyNode]", name: str, value: str) -> "QuerySet[PolicyNode]":
        for word in value.split()[:MOST_WORDS]:
            queryset = queryset.filter(Q(name__contains=word) | Q(code__startswith=word))
        return queryset

    def under_code(self, queryset: "QuerySet[PolicyNode]", name: str, value: str) -> "QuerySet[PolicyNode]":
        return queryset.filter(path__startswith=self.paths[value])

    def decided_as(self, queryset: "QuerySet[PolicyNode]", name: str, value: str) -> "QuerySet[PolicyNode]":
        return queryset.filter(pk__in=self.decided.get(value, ()))
