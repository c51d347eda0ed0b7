"""Lists in pages: an answer stays as small for the largest city as for any other."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from kpi_tracker.api.errors import ApiError
from kpi_tracker.api.schemas import Source

PAGE: Final = "page"
WHOLE: Final = "_whole"  # marks a request for a list that is taken away
PER_PAGE: Final = 100
CHUNK: Final = 200  # rows that are read and judged together where all of them leave
NODES_PER_PAGE: Final = 1000  # an item of the tree is short, and most cities have fewer


@dataclass(frozen=True, slots=True)
class WholeList:
    """A list that is taken away: which plan, period and year it is about, from what, and all its rows as they come.

    Whoever takes it reads on as rows leave, so that a list of any length needs the room of a few of them.
    """

    plan: str
    period: int
    source: Source
    rows: Iterable[Any]
    year: int | None = None


@dataclass(frozen=True, slots=True)
class PartOfList:
    """The rows of one page of a list, and what the answer says of the page."""

    rows: Sequence[Any]
    said: dict[str, Any]


def is_whole(request: HttpRequest) -> bool:
    """Tell whether a list is taken away whole."""
    return bool(getattr(request, WHOLE, False))


def in_chunks(rows: "QuerySet[Any]") -> "Iterator[QuerySet[Any]]":
    """Yield rows in their order, some hundred at a time: one statement for all their keys, then those of each."""
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        yield rows.filter(pk__in=keys[start : start + CHUNK])


def in_parts(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield what comes one by one some hundred at a time."""
    waiting = iter(rows)
    while part := list(islice(waiting, CHUNK)):
        yield part


def part_of(request: HttpRequest, rows: Any, page: str, *, size: int) -> PartOfList:
    """Return the page asked for of rows in a fixed order; one that there is not is refused."""
    pages = Paginator(rows, size)
    if not (page.isascii() and page.isdigit() and len(page) < 8 and 1 <= int(page) <= pages.num_pages):
        raise ApiError(
            404,
            "no_such_page",
            f"ページは1から{pages.num_pages}までです。",
            f"There are pages 1 to {pages.num_pages}.",
        )
    found = pages.page(int(page))
    following = address_of(request, found.next_page_number()) if found.has_next() else None
    said = {"page": found.number, "pages": pages.num_pages, "count": pages.count, "next": following}
    return PartOfList(list(found.object_list), said)


def address_of(request: HttpRequest, page: int) -> str:
    """Return the address of another page of what was asked for."""
    query = request.GET.copy()
    query[PAGE] = str(page)
    return f"{request.path}?{query.urlencode()}"
