"""How many statements each page and each API answer takes: one table, the same whatever a city's size.

Each is asked in a city of one of everything, and again when the city has more measures, figures, records and years, and
the installation more cities: not one statement more. A number here grows only with a reason in the commit.
"""

from typing import Any, Final

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.city import make_official, make_one_of_each
from tests.entry.office import carried, client_of
from tests.factories import (
    make_indicator,
    make_node,
    make_period,
    make_plan,
    make_project,
    make_project_count,
)

pytestmark = pytest.mark.django_db

VISITOR: Final = {
    "/": 19,
    "/overview.json": 18,
    "/policies/{node}/": 26,
    "/heat/": 12,
    "/compare/?from=2022&to=2023": 22,
    "/indicators/{indicator}/": 17,
    "/indicators/": 19,
    "/indicators.csv": 19,
    "/projects/{project}/": 8,
    "/plans/": 2,
    "/search/?q=a": 12,
    "/search/options/?q=a": 12,
    "/projects/": 11,
    "/api/v1/plans": 3,
    "/api/v1/nodes": 8,
    "/api/v1/measures": 20,
    "/api/v1/measures/{node}": 20,
    "/api/v1/indicators": 11,
    "/api/v1/indicators/{indicator}": 16,
    "/api/v1/projects": 6,
}  # as they are asked again and again
PLANNING: Final = {
    "/?year=2022": 28,
    "/?year=2025": 36,  # the open round asks for another year
    "/search/?q=a": 14,
    "/policies/{node}/": 28,
    "/evaluations/": 34,
    "/evaluations/{node}/": 42,
    "/entry/board/{department}/": 16,
    "/entry/board/": 8,
    "/entry/board/missing.xlsx": 11,
    "/entry/rounds/{round}/": 9,
}
STAFF: Final = {
    "/entry/": 15,
    "/entry/workbook.xlsx": 14,
    "/entry/upload/": 11,
    "/entry/grid/": 11,
    "/entry/projects/": 4,
    "/entry/{indicator}/2022/": 16,
}

SAVING: Final = {"autosave": 7, "save": 21}  # what opens and ends the test's own transaction among it


def grow(rows: dict[str, Any]) -> None:
    """Let everything there is be there several times, in more years and more cities."""
    node, department = rows["PolicyNode"], rows["Department"]
    for number in range(3):
        beside = make_node(parent=node.parent, period=node.period, department=department)
        make_node(parent=beside)
        for one in (node, beside):
            results = dict.fromkeys(range(2022, 2026), number)
            counted = make_indicator(
                node=one, department=department, targets=dict.fromkeys(results, 3), results=results
            )
            make_project(counts_in=counted)
            make_project_count(indicator=counted)
    for number in range(5):
        make_period(plan=make_plan(municipality=f"ほかの市{number}"))
    make_period(plan=rows["Plan"], first_year=2016, last_year=2019)


def costs(client: Client, table: dict[str, int], rows: dict[str, Any]) -> dict[str, int]:
    """Return how many statements each address takes for that visitor, asked for the second time."""
    keys = {"node": rows["PolicyNode"].address, "indicator": rows["Indicator"].pk}
    keys |= {"round": rows["EntryRound"].pk, "project": rows["LeadingProject"].pk}
    keys |= {"department": rows["Department"].pk}
    found = {}
    for address in table:
        path = address.format(**keys)
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert answer.getvalue()
        found[address] = len(asked)
    return found


def saving(client: Client, rows: dict[str, Any]) -> dict[str, int]:
    """Return how many statements it takes to keep a draft of a figure again, and to save it."""
    owed = make_indicator(node=rows["PolicyNode"], department=rows["Department"], targets={2022: 3})
    path = f"/entry/{owed.pk}/2022/"
    page = client.get(path)
    form = {"version": carried(page), "once": carried(page, "once"), "total": "3", "draft_path": path}
    client.post("/entry/draft/", form)
    with CaptureQueriesContext(connection) as keeping:
        assert client.post("/entry/draft/", form).json()["saved_at"]
    del form["draft_path"]
    with CaptureQueriesContext(connection) as asked:
        assert client.post(path, form).status_code == 302
    return {"autosave": len(keeping), "save": len(asked)}


def test_no_answer_takes_a_statement_more_for_a_larger_city():
    rows = make_one_of_each()
    make_node(parent=rows["PolicyNode"])  # a sheet that nobody has written
    asked = [
        (Client(), VISITOR),
        (client_of(make_official("planning")), PLANNING),
        (client_of(rows["Person"]), STAFF),
    ]
    small = [costs(client, table, rows) for client, table in asked]
    for found, (_, table) in zip(small, asked, strict=True):
        assert {address: cost for address, cost in found.items() if cost > table[address]} == {}
    saved = saving(asked[-1][0], rows)
    assert {name: cost for name, cost in saved.items() if cost > SAVING[name]} == {}
    grow(rows)
    assert saving(asked[-1][0], rows) == saved
    assert [costs(client, table, rows) for client, table in asked] == small
