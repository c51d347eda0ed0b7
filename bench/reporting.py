"""The costs of pages as a table of text."""

from collections.abc import Sequence

from bench.measuring import Cost


def print_costs(costs: Sequence[Cost]) -> None:
    """Print one line for each page."""
    heads = ("page", "req/s", "× empty", "queries", "db ms", "python ms", "bytes", "gzip")
    widths = (22, 9, 9, 9, 9, 11, 10, 9)
    rows = [
        (
            cost.page.name,
            f"{cost.per_second:,.1f}",
            f"{cost.ratio:,.1f}",
            str(cost.queries),
            f"{cost.database_ms:,.1f}",
            f"{cost.python_ms:,.1f}",
            f"{cost.bytes_raw:,}",
            f"{cost.bytes_gzip:,}",
        )
        for cost in costs
    ]
    for first, *others in (heads, *rows):
        cells = [
            first.ljust(widths[0]),
            *(one.rjust(width) for one, width in zip(others, widths[1:], strict=True)),
        ]
        print("".join(cells))
