"""The search panel over the measures of a period."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

import django_filters
from django.db.models import Model, QuerySet

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
        return having_words(queryset, value, texts=["name"], code="code")

    def under_code(self, queryset: "QuerySet[PolicyNode]", name: str, value: str) -> "QuerySet[PolicyNode]":
        return queryset.filter(path__startswith=self.paths[value])

    def decided_as(self, queryset: "QuerySet[PolicyNode]", name: str, value: str) -> "QuerySet[PolicyNode]":
        return queryset.filter(pk__in=self.decided.get(value, ()))
