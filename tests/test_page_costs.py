"""How many statements each page and each API answer takes: one table, the same whatever a city's size.

Each is asked again after one confirmed figure has changed, in a city of one of everything, and in one that has more
measures, figures, records and years, in an installation of more cities: not one statement more. A number here grows
only with a reason in the commit.
"""

from typing import Any, Final

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from store.actions.numbers import move
from store.actions.settled import PROCESS
from store.numbers import EVERYTHING, places_of
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
    "/": 7,
    "/overview.json": 7,
    "/policies/{node}/": 10,
    "/heat/": 4,
    "/compare/?from=2022&to=2023": 7,
    "/indicators/{indicator}/": 4,
    "/indicators/": 5,
    "/indicators.csv": 5,
    "/?file=measures.csv": 8,
    "/policies/{node}/?file=indicators.csv": 11,
    "/indicators/{indicator}/?file=years.csv": 6,
    "/projects/?file=projects.csv": 9,
    "/projects/?file=ledgers.csv": 8,
    "/projects/{project}/": 5,
    "/plans/": 2,
    "/search/?q=a": 7,
    "/search/options/?q=a": 7,
    "/projects/": 9,
    "/api/v1/plans": 1,
    "/api/v1/nodes": 6,
    "/api/v1/measures": 8,
    "/api/v1/measures/{node}": 8,
    "/api/v1/indicators": 6,
    "/api/v1/indicators/{indicator}": 5,
    "/api/v1/projects": 4,
    "/api/v1/indicators.csv": 6,  # the keys of all rows, and then rows by the hundred
    "/api/v1/measures.jsonl": 8,
}
PLANNING: Final = {
    "/?year=2022": 9,
    "/?year=2025": 10,  # the open round asks for another year
    "/search/?q=a": 8,
    "/policies/{node}/": 12,
    "/evaluations/": 11,
    "/evaluations/{node}/": 30,
    "/entry/board/{department}/": 8,
    "/entry/board/": 6,
    "/entry/board/missing.xlsx": 8,
    "/entry/board/missing.csv": 8,
    "/entry/board/?file=departments.csv": 7,
    "/entry/board/{department}/?file=figures.csv": 10,
    "/evaluations/?file=measures.csv": 12,
    "/evaluations/{node}/?file=steps.csv": 31,
    "/entry/rounds/{round}/": 7,
}
OF_ALL_MEASURES: Final = ("/", "/indicators/", "/heat/", "/api/v1/measures", "/?year=2022", "/evaluations/")
STAFF: Final = {
    "/entry/": 5,
    "/entry/workbook.xlsx": 13,
    "/entry/upload/": 10,
    "/entry/grid/": 6,
    "/entry/projects/": 3,
    "/entry/{indicator}/2022/": 10,
}

SAVING: Final = {"autosave": 6, "save": 17}  # what opens and ends the test's own transaction among it


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
    """Return how many statements each address takes for that visitor, asked again when one figure has changed."""
    node = rows["PolicyNode"]
    move(EVERYTHING)
    keys = {"node": rows["PolicyNode"].address, "indicator": rows["Indicator"].pk}
    keys |= {"round": rows["EntryRound"].pk, "project": rows["LeadingProject"].pk}
    keys |= {"department": rows["Department"].pk}
    found = {}
    for address in table:
        path = address.format(**keys)
        for _ in range(2):
            client.get(path)
            move(places_of(node.period.plan_id, node.pk, publicly=True))
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert answer.getvalue()
        found[address] = len(asked)
    return found


def first_costs(client: Client, addresses: list[str], rows: dict[str, Any]) -> dict[str, int]:
    """Return how many statements each takes in a process that has judged all measures, and none of them alone."""
    node, found = rows["PolicyNode"], {}
    for address in addresses:
        caches["default"].clear()
        caches[PROCESS].clear()
        move(EVERYTHING)
        client.get(address)
        move(places_of(node.period.plan_id, node.pk, publicly=True))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).getvalue()
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


def test_no_answer_takes_a_statement_more_for_a_larger_city(settings):
    settings.KEPT_ANSWERS = True
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
    for client, table in asked[:2]:
        found = first_costs(client, [one for one in OF_ALL_MEASURES if one in table], rows)
        assert {address: cost for address, cost in found.items() if cost > table[address]} == {}
    assert [costs(client, table, rows) for client, table in asked] == small
