"""The whole lists of the API: the rows of the JSON in CSV and JSON Lines, narrowed and sorted alike."""

import csv
import json
from dataclasses import replace
from io import StringIO
from typing import Any, Self
from unittest.mock import Mock
from weakref import ref

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from ninja import Schema

from evaluations.publishing.actions import publish_correction
from evaluations.rating.scorecards.standings import standings
from exports import writing
from indicators.scorecards import scorecards
from kpi_tracker.api import (
    answers,
    bulk,
    edition_answers,
    editions,
    listed,
    narrowing,
    paging,
    published,
    schemas,
    waiting,
)
from kpi_tracker.api.bulk import columns_of, flattened
from kpi_tracker.api.narrowing import INDICATORS, MEASURES, PROJECTS, Narrowing
from kpi_tracker.api.published import api
from store.actions.numbers import move
from store.actions.rows import Actor, change_row
from store.models import Change
from store.numbers import EVERYTHING
from tests.evaluations.published_hall import make_hall
from tests.factories import make_indicator, make_node, make_project, make_result

pytestmark = pytest.mark.django_db

LISTS = ("nodes", "measures", "indicators", "projects")
ASKED = [
    ("indicators", {}),
    ("indicators", {"sort": "-rate", "is_judged": "true"}),
    ("indicators", {"year": "R4"}),
    ("measures", {}),
    ("measures", {"progress": "A"}),
    ("nodes", {}),
    ("projects", {}),
    ("projects", {"sort": "name"}),
]


@pytest.fixture
def hall(request: Any) -> Any:
    found = make_hall()
    if getattr(request, "param", False):
        found.publish()
        return found
    for number in range(3):
        make_indicator(node=found.node, name=f"ほかの指標{number}", targets={2023: 9}, results={2023: number})
        make_project(node=found.node, name=f"取組{number}")
    make_node(parent=found.node.parent)
    return found


def told(path: str, asked: dict[str, str]) -> Any:
    answer = Client().get(f"/api/v1/{path}", asked)
    assert answer.status_code == 200, answer.content.decode()
    return answer


def rows_of(name: str, asked: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told(name, asked).json()[name]
    return found


@pytest.mark.parametrize("hall", [False, True], ids=["confirmed", "an edition"], indirect=True)
def test_the_files_have_the_rows_of_the_json(hall: Any) -> None:
    origin = "edition" if hall.cycle.publications.exists() else "confirmed"
    for name, asked in ASKED:
        rows = rows_of(name, asked)
        lines = told(f"{name}.jsonl", asked).getvalue().decode().splitlines()
        assert [
            {key: json.loads(line)[key] for key in row} for row, line in zip(rows, lines, strict=True)
        ] == rows
        content = told(f"{name}.csv", asked).getvalue()
        assert content.startswith("\ufeff".encode())
        cells = list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))
        assert [line["address" if "address" in line else "name"] for line in cells] == [
            row["address" if "address" in row else "name"] for row in rows
        ]
        assert {line["origin"] for line in cells} <= {origin}
        for row, line in zip(rows, cells, strict=True):
            for key in ("total", "rate", "owed", "counting_year"):
                if key in row:
                    assert (float(line[key]) if line[key] else None) == row[key], (name, key)


def test_every_field_of_a_row_has_its_columns() -> None:
    names = columns_of(schemas.Measure)
    assert {"progress", "progress_label", "suggestion_progress", "progress_reasons", "owed"} <= set(names)
    assert "indicators" not in names
    row = schemas.Project(
        id=1,
        uid=None,
        node="1",
        node_uid=None,
        name="x",
        summary="",
        partners=["甲", "乙"],
        first_year=None,
        last_year=None,
        standing="",
        counting_year=2023,
    )
    assert set(flattened(row)) == set(columns_of(schemas.Project))
    assert flattened(row)["partners"] == "甲 | 乙"


def test_a_page_is_no_part_of_a_file(hall: Any) -> None:
    answer = Client().get("/api/v1/indicators.csv", {"page": "2"})
    assert answer.status_code == 400
    assert answer.json()["code"] == "unknown_parameter"
    assert "page" not in answer.json()["detail_en"].partition("Known")[2]


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
@pytest.mark.parametrize("name", LISTS)
def test_what_there_is_not_is_refused_as_data(hall: Any, name: str, suffix: str) -> None:
    answer = Client().get(f"/api/v1/{name}.{suffix}", {"plan": "nowhere"})
    assert answer.status_code == 404
    assert answer.json().keys() >= {"code", "detail", "detail_en"}


@pytest.mark.parametrize("hall", [True], ids=["an edition"], indirect=True)
@pytest.mark.parametrize("path", [*LISTS, *(f"{name}.csv" for name in LISTS), "measures/1"])
def test_a_plan_that_nobody_has_is_not_replaced_by_the_edition_of_the_first(hall: Any, path: str) -> None:
    answer = Client().get(f"/api/v1/{path}", {"plan": "990001"})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_plan")


@pytest.mark.parametrize("path", ["indicators.csv", "measures", "plans", "nothing"])
def test_whether_data_are_there_is_asked_without_taking_them(hall: Any, path: str) -> None:
    asked, taken = (getattr(Client(), verb)(f"/api/v1/{path}") for verb in ("head", "get"))
    assert asked.content == b""
    assert (asked.status_code, asked["Content-Type"]) == (taken.status_code, taken["Content-Type"])


def test_what_waits_for_the_head_leaves_for_nobody(hall: Any) -> None:
    one = make_indicator(node=hall.node, name="待つ指標")
    make_result(indicator=one, fiscal_year=2023, total=98765, entry_state="waiting")
    for name in LISTS:
        for suffix in ("csv", "jsonl"):
            assert "98765" not in told(f"{name}.{suffix}", {}).getvalue().decode()


def test_the_files_are_described() -> None:
    paths = api.get_openapi_schema()["paths"]
    for name in LISTS:
        kinds = {
            suffix: [*paths[f"/api/v1/{name}.{suffix}"]["get"]["responses"]["200"]["content"]]
            for suffix in ("csv", "jsonl")
        }
        assert kinds == {"csv": ["text/csv"], "jsonl": ["application/x-ndjson"]}


def test_a_nested_list_of_rows_is_none_of_the_columns() -> None:
    class Inner(Schema):
        name: str

    class Outer(Schema):
        one: Inner | None
        many: list[Inner]
        words: list[str]

    assert columns_of(Outer) == ["one_name", "words"]


@pytest.mark.parametrize("hall", [False, True], ids=["confirmed", "an edition"], indirect=True)
def test_a_file_has_all_rows_however_short_the_pages_are(hall: Any, monkeypatch: Any) -> None:
    for module in (published, editions):
        monkeypatch.setattr(module, "PER_PAGE", 1)
        monkeypatch.setattr(module, "NODES_PER_PAGE", 1)
    for name in LISTS:
        answer = told(name, {}).json()
        assert len(answer[name]) == 1
        lines = told(f"{name}.jsonl", {}).getvalue().decode().splitlines()
        assert len(lines) == answer["count"], name
    assert told("nodes", {}).json()["count"] > 1


def test_all_rows_are_judged_once_however_they_are_asked_for(
    hall: Any, settings: Any, monkeypatch: Any
) -> None:
    settings.KEPT_ANSWERS = True
    cache.clear()
    move(EVERYTHING)
    judge = Mock()
    judge.attach_mock(Mock(wraps=scorecards), "indicators")
    judge.attach_mock(Mock(wraps=standings), "measures")
    monkeypatch.setattr(listed, "scorecards", judge.indicators)
    monkeypatch.setattr(listed, "standings", judge.measures)
    for path in ("indicators", "measures"):
        in_order = rows_of(path, {})
        told(f"{path}.csv", {})
        judge.reset_mock()
        for sort in ("name", "-name"):
            told(path, {"sort": sort})
            told(f"{path}.jsonl", {"sort": sort})
        assert rows_of(path, {"sort": "name"}) == sorted(in_order, key=lambda row: str(row["name"]))
        assert judge.mock_calls == []
    row = hall.indicator.results.get(fiscal_year=2023)
    row.total = 77
    change_row(row, version=row.version, by=Actor(Change.Via.COMMAND))
    assert 77 in [one["total"] for one in rows_of("indicators", {"sort": "name"})]
    assert 77 in [one["total"] for one in rows_of("indicators", {})]
    again = [one.node_id for call in judge.indicators.mock_calls for one in call.args[0]]
    assert set(again) == {hall.node.pk}  # of the others what was said stands


@pytest.mark.parametrize("hall", [False, True], ids=["confirmed", "an edition"], indirect=True)
@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_rows_are_made_as_they_leave(hall: Any, suffix: str, monkeypatch: Any, settings: Any) -> None:
    settings.KEPT_ANSWERS = False
    monkeypatch.setattr(paging, "CHUNK", 1)
    monkeypatch.setattr(bulk, "LINES_AT_ONCE", 1)
    monkeypatch.setattr(writing, "LINES_AT_ONCE", 1)
    made: list[str] = []
    for module, names in (
        (answers, ("node", "measure", "brief", "project")),
        (edition_answers, ("node", "measure", "brief", "project")),
    ):
        for name in names:
            monkeypatch.setattr(module, name, noting(made, getattr(module, name)))
    for name in LISTS:
        count = len(rows_of(name, {}))
        made.clear()
        answer = told(f"{name}.{suffix}", {})
        early = len(made)
        answer.getvalue()
        if count > 3 and answer.streaming:
            assert early < len(made), name
            assert early <= 6, name  # of the first two blocks, and what hangs from a 施策


@pytest.mark.parametrize("hall", [False, True], ids=["confirmed", "an edition"], indirect=True)
def test_a_list_of_any_length_holds_a_few_rows_however_it_is_sorted(
    hall: Any, monkeypatch: Any, settings: Any
) -> None:
    settings.KEPT_ANSWERS = False
    for number in range(6):
        node = make_node(parent=hall.node.parent)
        make_indicator(node=node, name=f"さらに{number}", results={2023: number})
        make_project(node=node, name=f"さらに{number}")
    if hall.cycle.publications.exists():
        more: dict[str, Any] = {"edition": 2, "reason": "追加", "allowed_despite": "試し", "by": hall.by}
        publish_correction(hall.draft(), **more)
    for module, name in ((paging, "CHUNK"), (bulk, "LINES_AT_ONCE"), (writing, "LINES_AT_ONCE")):
        monkeypatch.setattr(module, name, 1)
    monkeypatch.setattr(narrowing, "PER_PAGE", 2)
    for row, name, sort in SORTED:
        with monkeypatch.context() as patch:
            held = Held.of(row, patch)
            lines = told(f"{name}.jsonl", {"sort": sort}).getvalue().splitlines()
            found = told(name, {"sort": sort}).json()
        assert len(lines) == found["count"] > 6
        assert 2 <= held.most <= 5, (name, held.most)


SORTED = [
    (schemas.Measure, "measures", "-progress"),
    (schemas.IndicatorBrief, "indicators", "-rate"),
    (schemas.Project, "projects", "name"),
]


class Said(Schema):
    number: int


@pytest.mark.parametrize("narrowed", [INDICATORS, MEASURES, PROJECTS])
def test_whatever_a_list_is_sorted_by_its_rows_wait_on_disk(narrowed: Narrowing, monkeypatch: Any) -> None:
    monkeypatch.setattr(waiting, "IN_MEMORY", 100)
    sayings = {name: lambda one: None if one.number % 7 == 0 else one.number % 5 for name in narrowed.sorts}
    one = replace(narrowed, sorts=sayings)
    for sort in (f"{way}{name}" for name in narrowed.sorts for way in ("", "-")):
        with monkeypatch.context() as patch:
            held = Held.of(Said, patch)
            request = RequestFactory().get("/", {"sort": sort})
            found = [row.number for row in one.narrowed(request, (Said(number=at) for at in range(300)))]
            page = one.page(request, (Said(number=at) for at in range(300)), "3")
        known, way = [at for at in range(300) if at % 7], -1 if sort.startswith("-") else 1
        expected = [*sorted(known, key=lambda at: way * (at % 5)), *range(0, 300, 7)]
        assert found == expected
        assert [row.number for row in page.rows] == expected[200:300]
        assert held.most <= paging.PER_PAGE + 2


class Held:
    """Counts how many rows there are at once."""

    def __init__(self) -> None:
        self.rows: dict[int, Any] = {}
        self.most = 0

    @classmethod
    def of(cls, row: Any, patch: pytest.MonkeyPatch) -> Self:
        """Count the rows of that class from now on."""
        held = cls()
        patch.setattr(row, "__init__", held.counting(row.__init__))
        patch.setattr(row, "model_validate_json", held.returning(row.model_validate_json))
        return held

    def note(self, row: Any) -> None:
        key = id(row)
        self.rows[key] = ref(row, lambda _: self.rows.pop(key, None))
        self.most = max(self.most, len(self.rows))

    def counting(self, make: Any) -> Any:
        def made(row: Any, **said: Any) -> None:
            make(row, **said)
            self.note(row)

        return made

    def returning(self, make: Any) -> Any:
        def made(text: Any) -> Any:
            row = make(text)
            self.note(row)
            return row

        return made


def noting(made: list[str], make: Any) -> Any:
    def noted(*args: Any, **named: Any) -> Any:
        made.append(make.__name__)
        return make(*args, **named)

    return noted


def test_statements_go_by_chunks_and_not_by_rows(hall: Any, monkeypatch: Any, settings: Any) -> None:
    settings.KEPT_ANSWERS = False

    def statements(name: str, size: int) -> int:
        monkeypatch.setattr(paging, "CHUNK", size)
        with CaptureQueriesContext(connection) as asked:
            told(f"{name}.jsonl", {}).getvalue()
        return len(asked)

    before = {name: statements(name, 1000) for name in LISTS}
    for number in range(6):
        node = make_node(parent=hall.node.parent)
        make_indicator(node=node, name=f"さらに{number}", results={2023: number})
        make_project(node=node, name=f"さらに{number}")
    for name in LISTS:
        assert statements(name, 1000) == before[name], name
        count = len(rows_of(name, {}))
        own, each = statements(name, count), statements(name, count // 2 + count % 2)
        assert each - own <= own, name  # one more chunk costs no more than a list


def test_what_changes_while_a_list_leaves_is_not_told_later_as_it_was(
    monkeypatch: Any, settings: Any
) -> None:
    settings.KEPT_ANSWERS = True
    move(EVERYTHING)
    hall = make_hall(shows_suggestions=True)
    plan = hall.cycle.period.plan
    for number in range(4):
        make_indicator(node=make_node(parent=hall.node.parent), name=f"ほか{number}", results={2023: number})
    for module, name in ((paging, "CHUNK"), (bulk, "LINES_AT_ONCE"), (writing, "LINES_AT_ONCE")):
        monkeypatch.setattr(module, name, 1)
    leaving = [told(f"{name}.jsonl", {}) for name in ("measures", "indicators")]
    assert all(one.streaming for one in leaving)
    plan.shows_suggestions = False  # what visitors were shown is closed to them
    change_row(plan, version=plan.version, by=Actor(Change.Via.COMMAND))
    make_indicator(node=hall.node, name="新しい指標", order=2)
    move(EVERYTHING)
    for one in leaving:
        one.getvalue()
    shown = rows_of("measures", {"sort": "name"})
    assert [one["suggestion"] for one in shown] == [None] * 5
    names = [one["name"] for one in rows_of("indicators", {"sort": "name"})]
    assert len(set(names)) == len(names)
    assert "新しい指標" in names
