"""What all tables share: pages of a bounded length."""

from typing import Any

from django.core.paginator import Paginator

MOST_ROWS = 200


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # the class itself cannot be subscripted
    """A paginator for lengths that come from the address: at least one row, at most MOST_ROWS."""

    def __init__(self, object_list: Any, per_page: int | str, *args: Any, **kwargs: Any) -> None:
        super().__init__(object_list, min(max(int(per_page), 1), MOST_ROWS), *args, **kwargs)
