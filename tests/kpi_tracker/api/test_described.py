"""The API keeps to its description, whatever it is asked, and says in two languages why it has no answer."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from evaluations.publishing.actions import publish
from kpi_tracker.api import description, published, schemas
from kpi_tracker.api.errors import WORDS
from tests.evaluations.published_hall import Hall, make_hall
from tests.factories import make_indicator, make_node, make_project
from tests.reading import read
from tests.scenery import read_only

pytestmark = pytest.mark.django_db
EXAMPLES = 12  # of each operation
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]
DESCRIBED = json.loads(json.dumps(published.api.get_openapi_schema()))  # as openapi.json says it


@pytest.fixture
def _django_db_helper() -> None: ...


@pytest.fixture(scope="module")
def halls(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Hall, Hall]]:
    """A plan that is read as confirmed, loaded first, and one of which there is an edition."""
    with read_only(django_db_blocker):
        live, edited = make_hall("131016"), make_hall("141305")
        for hall in (live, edited):
            added = make_indicator(node=make_node(parent=hall.node.parent), name="あ", results={2023: 70})
            make_project(counts_in=added, name="い")
        edited.evaluation.__class__.objects.filter(pk=edited.evaluation.pk).update(direction=None)
        publish(edited.draft(), edition=1, allowed_despite="試験", by=edited.by)
        yield live, edited


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """Let the application answer within the test's transaction, as Django's own client does."""
    signals = (request_started, request_finished)
    for one in signals:
        one.disconnect(close_old_connections)
    yield
    for one in signals:
        one.connect(close_old_connections)


@pytest.mark.usefixtures("_one_connection")
@pytest.mark.parametrize("path", sorted(DESCRIBED["paths"]))
def test_whatever_is_asked_the_answer_is_as_described(halls: tuple[Hall, Hall], path: str) -> None:
    schema = schemathesis.openapi.from_dict(DESCRIBED)
    schema.app = get_wsgi_application()
    operation, statuses = schema[path]["GET"], set()
    has_plan = any(one["name"] == "plan" for one in DESCRIBED["paths"][path]["get"]["parameters"])

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), plan=st.sampled_from(["", "131016", "141305"]), data=st.data())
    def ask(case: Any, plan: str, data: Any) -> None:
        query = case.query or {}
        odd = data.draw(st.sampled_from([*query, None]))  # one odd value at a time, or all would be refused
        named = {"plan": plan} if has_plan and plan else {}
        case.query = named | ({odd: query[odd]} if odd else {})
        hall = halls[plan == "141305"]
        known = {"key": hall.indicator.uid, "address": hall.node.address}
        for name in (case.path_parameters or {}) if plan else ():
            case.path_parameters[name] = known[name]
        answer = case.call(headers={"Accept-Encoding": "identity"})
        case.validate_response(answer, checks=CHECKS)
        statuses.add(answer.status_code)

    ask()
    assert 200 in statuses


@pytest.mark.usefixtures("halls")
@pytest.mark.parametrize(
    ("path", "options", "status", "code"),
    [
        pytest.param("measures?fields=x", {}, 400, "unknown_parameter", id="an unknown parameter"),
        pytest.param("measures?plan=999", {}, 404, "unknown_plan", id="a plan nobody has"),
        pytest.param("measures?year=R0", {}, 400, "unreadable_year", id="a year that cannot be"),
        pytest.param("indicators?page=9", {}, 404, "no_such_page", id="a page there is not"),
        pytest.param("indicators?sort=x", {}, 400, "unknown_value", id="an order there is not"),
        pytest.param("indicators?is_judged=x", {}, 400, "unknown_value", id="no truth"),
        pytest.param("indicators?node=9-9", {}, 404, "unknown_node", id="an item there is not"),
        pytest.param("indicators?plan=141305&node=9-9", {}, 404, "unknown_node", id="an item not published"),
        pytest.param("indicators/987654321", {}, 404, "not_found", id="an indicator there is not"),
        pytest.param("nothing", {}, 404, "not_found", id="an address there is not"),
        pytest.param("indicators/x", {}, 404, "not_found", id="no number"),
        pytest.param("plans", {"method": "POST"}, 405, "method_not_allowed", id="writing"),
        pytest.param("plans", {"headers": {"Accept": "application/xml"}}, 406, "not_acceptable", id="XML"),
        pytest.param("docs", {"headers": {"Accept": "application/json"}}, 406, "not_acceptable", id="a page"),
    ],
)
def test_why_there_is_no_answer_is_data_with_a_code_in_two_languages(
    path: str, options: Any, status: int, code: str
) -> None:
    sent = {"method": "GET"} | options
    answer = Client().generic(sent.pop("method"), f"/api/v1/{path}", **sent)
    said = json.loads(answer.content)
    assert (answer.status_code, answer["Content-Type"], said["code"]) == (status, "application/json", code)
    assert said.keys() == {"code", "detail", "detail_en"}
    assert said["detail_en"].isascii()
    assert not said["detail"].isascii()
    assert status != 405 or answer["Allow"] == "GET"


@pytest.mark.usefixtures("halls")
def test_what_goes_wrong_inside_is_told_as_data_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(published, "plans_as_named", fail)
    answer = Client(raise_request_exception=False).get("/api/v1/plans")
    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")
    assert "受付番号" in answer.json()["detail"]


def listed(name: str, **query: Any) -> list[Any]:
    rows: list[Any] = Client().get(f"/api/v1/{name}", query).json()[name]
    return rows


@pytest.mark.usefixtures("halls")
@pytest.mark.parametrize("plan", ["131016", "141305"])
def test_lists_are_narrowed_and_sorted_alike_with_and_without_an_edition(plan: str) -> None:
    def names(name: str, **query: Any) -> list[str]:
        return [one["name"] for one in listed(name, plan=plan, **query)]

    assert names("indicators") == ["元の指標", "元の活動指標", "あ"]
    assert names("indicators", sort="total") == ["元の指標", "元の活動指標", "あ"]
    assert names("indicators", sort="-total") == ["あ", "元の活動指標", "元の指標"]
    assert names("indicators", sort="rate")[0] == "元の指標"  # the only one that has a rate
    assert names("indicators", sort="-rate")[0] == "元の指標"
    assert names("indicators", node="1-1-1") == ["元の指標", "元の活動指標"]
    assert names("indicators", node="1-1-1-1") == ["元の活動指標"]
    assert names("indicators", attainment_class="a") == ["元の指標"]
    assert names("indicators", attainment_class="none") == ["元の活動指標", "あ"]
    assert names("indicators", kind="成果指標", is_judged="false") == []
    (uid,) = [one["uid"] for one in listed("nodes", plan=plan) if one["address"] == "1-1-1"]
    assert names("projects", node=uid) == ["元の取組"]
    assert names("projects", sort="name") == ["い", "元の取組"]
    assert names("measures", progress="A") == ["元の施策"]
    assert names("measures", progress="none", sort="-name") == ["項目2"]
    answer = Client().get("/api/v1/measures", {"plan": plan, "progress": "A"}).json()
    assert (answer["count"], answer["pages"], answer["next"]) == (1, 1, None)


@pytest.mark.usefixtures("halls")
def test_every_object_says_by_what_it_is_known_for_good() -> None:
    both = [
        {name: [one.get("uid") or one.get("key") for one in listed(name, plan=plan)] for name in NAMED}
        for plan in ("131016", "141305")
    ]
    for found in both:
        for uids in found.values():
            assert None not in uids
            assert len(set(uids)) == len(uids)
    before = listed("indicators", plan="141305")
    assert {one["node_uid"] for one in before} <= {one["uid"] for one in listed("nodes", plan="141305")}


NAMED = ("nodes", "measures", "indicators", "projects")


def test_the_description_is_a_page_of_ours_with_every_address_parameter_and_field() -> None:
    page = Client().get("/api/v1/docs")
    text = read(page).text
    answer = page.content.decode().replace(
        "http://testserver/api/v1/docs", ""
    )  # paper says where it comes from
    assert "http" not in answer.replace("http-equiv", "")
    for path, methods in DESCRIBED["paths"].items():
        assert path in text
        for one in methods["get"]["parameters"]:
            assert one["schema"]["description"] in text
    for name, model in DESCRIBED["components"]["schemas"].items():
        assert name in text
        for said in model.get("properties", {}).values():
            assert said.get("description", "").replace("\u3000", " ") in text
    for words in WORDS.values():
        assert words[0] in text


def test_the_examples_of_the_description_are_answers_of_its_shape() -> None:
    examples = {one.path: json.loads(one.example) for one in description.operations(SCHEMA) if one.example}
    schemas.Measures.model_validate(examples["/api/v1/measures"])
    schemas.Tree.model_validate(examples["/api/v1/nodes"])
    schemas.OneIndicator.model_validate(examples["/api/v1/indicators/{key}"])
    assert examples["/api/v1/indicators"]["indicators"][0]["unit"] == "件"


SCHEMA = published.api.get_openapi_schema()
