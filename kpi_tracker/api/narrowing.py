"""Lists narrowed and sorted by what their rows say: alike for confirmed figures and for an edition.

Values are compared as they are answered. Who asks for something that no row says gets an empty list.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest

from kpi_tracker.api.asked import not_among
from kpi_tracker.api.paging import PER_PAGE, PartOfList, part_of
from kpi_tracker.api.waiting import WaitingRows

SORT: Final = "sort"
NOTHING: Final = "none"  # asks for rows without the value
Saying = Callable[[Any], Any]


def symbol_of(name: str) -> Saying:
    """Say the symbol of a level, 「none」 where there is none."""
    return lambda one: getattr(one, name).symbol if getattr(one, name) else NOTHING


def truth_of(name: str) -> Saying:
    return lambda one: "true" if getattr(one, name) else "false"


def said(name: str) -> Saying:
    return lambda one: getattr(one, name)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """By what the rows of a list can be filtered and sorted; `choices` are the only values of some filters."""

    filters: Mapping[str, Saying]
    sorts: Mapping[str, Saying]
    choices: Mapping[str, tuple[str, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that it knows."""
        return (*self.filters, SORT)

    def is_asked(self, request: HttpRequest) -> bool:
        """Tell whether all rows have to be known before a page of them can be."""
        return any(asked(request, name) for name in self.names)

    def narrowed(self, request: HttpRequest, rows: Iterable[Any]) -> Iterator[Any]:
        """Return the rows that are asked for as they come, in the order that is; 400 for a choice that there is not."""
        found, order = self._found(request, rows), self._order(request)
        return self._sorted(found, order) if order else found

    def page(self, request: HttpRequest, rows: Iterable[Any], page: str) -> PartOfList:
        """Return a page of the rows that are asked for; 400 for a choice and 404 for a page that there is not."""
        with self._waiting(self._found(request, rows), self._order(request)) as found:
            return part_of(request, found, page, size=PER_PAGE)

    def _found(self, request: HttpRequest, rows: Iterable[Any]) -> Iterator[Any]:
        wanted = self._wanted(request)
        return (one for one in rows if all(saying(one) == value for saying, value in wanted))

    def _wanted(self, request: HttpRequest) -> list[tuple[Saying, str]]:
        found = []
        for name, saying in self.filters.items():
            if wanted := asked(request, name):
                if name in self.choices and wanted not in self.choices[name]:
                    raise not_among(name, wanted, self.choices[name])
                found.append((saying, wanted))
        return found

    def _order(self, request: HttpRequest) -> str:
        wanted = asked(request, SORT)
        if wanted and wanted.removeprefix("-") not in self.sorts:
            raise not_among(SORT, wanted, [*self.sorts, *(f"-{one}" for one in self.sorts)])
        return wanted

    def _sorted(self, rows: Iterable[Any], order: str) -> Iterator[Any]:
        with self._waiting(rows, order) as found:
            yield from found

    def _waiting(self, rows: Iterable[Any], order: str) -> WaitingRows:
        """Return rows in that order, `-` for the other way round; without one as they come."""
        name = order.removeprefix("-")
        return WaitingRows(rows, self.sorts.get(name), says_nothing, falls=order != name)


def says_nothing(value: Any) -> bool:
    return value in {None, NOTHING}


def asked(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").strip()


INDICATORS: Final = Narrowing(
    filters={
        "kind": said("kind"),
        "is_judged": truth_of("is_judged"),
        "attainment_class": symbol_of("attainment_class"),
        "uid": said("uid"),
    },
    sorts={"name": said("name"), "total": said("total"), "rate": said("rate")},
    choices={"is_judged": ("true", "false")},
)
MEASURES: Final = Narrowing(
    filters={"progress": symbol_of("progress"), "direction": symbol_of("direction"), "uid": said("uid")},
    sorts={"name": said("name"), "progress": symbol_of("progress"), "direction": symbol_of("direction")},
    choices={},
)
PROJECTS: Final = Narrowing(
    filters={"standing": said("standing"), "uid": said("uid")},
    sorts={"name": said("name"), "counting_year": said("counting_year"), "first_year": said("first_year")},
    choices={},
)
