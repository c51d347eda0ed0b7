"""Every registered layout, and the turns in which they take the lines they understand."""

from collections.abc import Callable
from typing import Final

from reports.reading.documents import Document
from reports.reading.facts import Harvest
from reports.reading.layouts import (
    arrows,
    assembled,
    by_column,
    crossed,
    divided,
    forms,
    glossed,
    headed,
    induced,
    lined,
    listed,
    narrated,
    outlined,
    presentation,
    proofs,
    proven,
    records,
    running,
    separated,
    sequenced,
    solved,
    summed,
    years_down,
)
from reports.reading.years import NamedYears

Layout = Callable[[Document, NamedYears, set[int]], Harvest]
Order = tuple[str, ...]

LAYOUTS: Final[dict[str, Layout]] = {
    "records": records.read,
    "presentation": presentation.read,
    "crossed": crossed.read,
    "divided": divided.read,
    "assembled": assembled.read,
    "divided assembled": assembled.read_divided,
    "solved": solved.read,
    "divided solved": solved.read_divided,
    "separated": separated.read,
    "divided separated": separated.read_divided,
    "outlined": outlined.read,
    "headed": headed.read,
    "arrows": arrows.read,
    "glossed": glossed.read,
    "listed": listed.read,
    "filled": sequenced.read_divided,
    "sequenced": sequenced.read,
    "lined": lined.read,
    "induced": induced.read,
    "repeated": induced.read_divided,
    "forms": forms.read,
    "shared years": induced.read_shared_years,
    "paired cells": induced.read_paired_cells,
    "labelled rows": induced.read_labelled_rows,
    "divided labelled rows": induced.read_divided_labelled_rows,
    "proven rates": proofs.read_rates,
    "proven progress": proofs.read_progress,
    "year rows": proofs.read_year_rows,
    "years down": years_down.read,
    "value cycles": proofs.read_value_cycles,
    "columns apart": proofs.read_columns_apart,
    "summed": summed.read,
    "proven": proven.read,
    "by column": by_column.read,
    "running": running.read,
    "narrated": narrated.read,
}
TURNS: Final = (
    (("records",),),
    (("separated",),),
    (("outlined",),),
    (("presentation",),),
    (("paired cells",),),
    (("shared years",),),
    (("years down",),),
    (("year rows",),),
    (
        ("crossed", "divided"),
        ("filled",),
        ("divided assembled",),
        ("divided solved",),
        ("repeated",),
        ("divided labelled rows",),
        ("divided separated",),
    ),
    (
        ("arrows", "glossed", "listed"),
        ("headed", "arrows", "glossed", "listed"),
    ),
    (
        ("sequenced", "lined", "summed", "proven rates", "proven"),
        ("assembled",),
        ("solved",),
        ("sequenced", "induced", "lined", "summed", "proven rates", "proven", "by column", "running"),
        ("summed", "proven rates", "proven", "by column", "running", "lined"),
        ("induced",),
        ("labelled rows",),
        ("proven progress",),
        ("value cycles",),
        ("columns apart",),
    ),
    (("assembled",), ("solved",)),
    (("narrated",),),
)  # in each turn the first order, but where another explains much more; the others are witnesses of what is told
FORMS: Final = ("by column", "forms")
LAST_RESORTS: Final = frozenset(
    {"sequenced", "lined", "induced", "summed", "proven rates", "proven", "by column", "running"}
)
IN_PIECES: Final = LAST_RESORTS | {
    "assembled",
    "solved",
}  # what is read of a table printed again is torn to pieces
ENOUGH: Final = 2
