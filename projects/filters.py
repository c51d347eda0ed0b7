"""The search panel of the list of leading projects."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet

from policies.filters import PanelSelect, having_words
from policies.fiscal_year import FiscalYear
from policies.searching import LONGEST_SEARCH
from projects.models import LeadingProject


class ProjectFilter(django_filters.FilterSet):
    """Narrows the projects by words, measure, the indicator and year they count in, and where they stand.

    `measures` are (address, words) of the nodes that have projects, `counted` the (key, words) of their indicators,
    `measure_word` what the city calls the nodes.
    """

    q = django_filters.CharFilter(
        method="with_words", label="取組名・概要・連携先", max_length=LONGEST_SEARCH
    )
    measure = django_filters.ChoiceFilter(
        field_name="node__address", empty_label="すべて", widget=PanelSelect
    )
    indicator = django_filters.ChoiceFilter(
        field_name="indicators", label="数える指標", empty_label="すべて", widget=PanelSelect
    )
    counted_in = django_filters.ChoiceFilter(
        field_name="counting_year", label="件数に数える年度", empty_label="すべて", widget=PanelSelect
    )
    standing = django_filters.ChoiceFilter(
        choices=LeadingProject.Standing.choices, label="状況", empty_label="すべて", widget=PanelSelect
    )

    class Meta:
        model = LeadingProject
        fields: Sequence[str] = ()

    def __init__(
        self,
        data: Any,
        queryset: "QuerySet[LeadingProject]",
        *,
        measures: Sequence[tuple[str, str]],
        counted: Sequence[tuple[int, str]],
        years: Sequence[int],
        measure_word: str,
    ) -> None:
        super().__init__(data, queryset)
        self.filters["measure"].label = measure_word
        self.filters["measure"].extra["choices"] = measures
        self.filters["indicator"].extra["choices"] = counted
        self.filters["counted_in"].extra["choices"] = [(year, FiscalYear(year).label) for year in years]

    def with_words(
        self, queryset: "QuerySet[LeadingProject]", name: str, value: str
    ) -> "QuerySet[LeadingProject]":
        return having_words(queryset, value, texts=["name", "summary", "partners"])
