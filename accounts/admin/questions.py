"""What a keeper may ask a list for: the filters beside it, and a search of a few words."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import smart_split

LONGEST_SEARCH, MOST_SEARCHED_WORDS = 200, 10
GENERATED_LOOKUPS = ("", "__exact", "__isnull")  # by Django's own filters, beside an id and a span of days


class NarrowQuestions(admin.ModelAdmin[Any] if TYPE_CHECKING else object):  # type: ignore[misc]
    """Answers no question that the page itself does not offer."""

    also_looked_up: ClassVar[tuple[str, ...]] = ()  # by addresses of our own, beside what the filters name

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Allow what the filters beside the list generate; any other lookup is an oracle for hidden columns."""
        return lookup in self.also_looked_up or any(
            lookup in _generated(self.model, one if isinstance(one, str) else one[0])
            for one in self.get_list_filter(request)
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search for the first words only: each costs a condition on every searched column."""
        words = list(smart_split(search_term[:LONGEST_SEARCH]))[:MOST_SEARCHED_WORDS]
        found: tuple[QuerySet[Any], bool] = super().get_search_results(request, queryset, " ".join(words))
        return found


def _generated(model: type[models.Model], path: Any) -> set[str]:
    field: Any = get_fields_from_path(model, path)[-1]
    endings: tuple[str, ...] = GENERATED_LOOKUPS
    if field.remote_field:
        endings = (f"__{field.target_field.name}__exact", "__isnull")
    elif isinstance(field, models.DateField):
        endings = ("__gte", "__lt", "__isnull")
    return {f"{path}{ending}" for ending in endings}
