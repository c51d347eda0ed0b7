"""What all tables share: pages of a bounded length, and of a file the columns that say where its rows belong."""

from collections.abc import Callable
from copy import copy
from typing import Any, Final

import django_tables2
from django.core.paginator import Paginator

from exports.columns import WIDE, FileColumn, always, in_both_years
from policies.models import PolicyNode
from policies.page import Scope

MOST_ROWS: Final = 200


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # the class itself cannot be subscripted
    """A paginator for lengths that come from the address: at least one row, at most MOST_ROWS."""

    def __init__(self, object_list: Any, per_page: int | str, *args: Any, **kwargs: Any) -> None:
        super().__init__(object_list, min(max(int(per_page), 1), MOST_ROWS), *args, **kwargs)


class RequestConfig(django_tables2.RequestConfig):
    """Sorts and pages a table as the address says; what names no column of the table sorts by nothing."""

    def configure(self, table: Any) -> Any:
        """Return the table as it is asked for."""
        asked = self.request.GET.copy()
        field, names = table.prefixed_order_by_field, set(table.columns.names())
        asked.setlist(field, [one for one in asked.getlist(field) if one.removeprefix("-") in names])
        narrowed = copy(self.request)
        narrowed.GET = asked
        found = django_tables2.RequestConfig(narrowed, self.paginate).configure(table)
        table.request = self.request
        return found


def saved_as(scope: Scope) -> str:
    """Return what the name of a file says of where it comes from: 141305-2023."""
    return f"{scope.plan.key}-{scope.year.year}"


def place_columns(scope: Scope) -> list[FileColumn]:
    """Return the columns that say of which plan and period every row is."""
    return [FileColumn("計画", always(scope.plan.key)), FileColumn("期", always(scope.period.number), 6)]


def shown_columns(scope: Scope) -> list[FileColumn]:
    """Return the columns that say of which plan, period and year shown every row is."""
    return [*place_columns(scope), *in_both_years("年度", always(scope.year))]


def node_columns(word: str, node: Callable[[Any], PolicyNode]) -> list[FileColumn]:
    """Return the columns of an item of the plan: its layer, its code, its name, and what stays its own for ever."""
    return [
        FileColumn("層", lambda row: node(row).layer.name),
        FileColumn(f"{word}コード", lambda row: node(row).code),
        FileColumn(f"{word}名", lambda row: node(row).name, WIDE),
        FileColumn("項目キー", lambda row: node(row).uid, 38),
    ]
