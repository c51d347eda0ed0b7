"""Whatever is sent to whatever address by whomever, the answer is one that somebody thought of."""

import logging
from collections.abc import Iterator

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client

from bench.fuzzing import Fuzzer
from kpi_tracker.middleware import AddressesWithoutNul
from tests.form_city import ROLES, make_form_city
from tests.scenery import read_only

pytestmark = pytest.mark.django_db
REQUESTS = 2_000


@pytest.fixture
def _django_db_helper() -> None:
    """Open nothing for each test: the city stays."""


@pytest.fixture(scope="module")
def browsers(django_db_setup, django_db_blocker) -> Iterator[dict[str, Client]]:
    """A visitor, somebody of every role, and the keeper of it all."""
    with read_only(django_db_blocker):
        city = make_form_city()
        found = {"visitor": Client()}
        for who in (*ROLES, "root"):
            found[who] = Client()
            found[who].force_login(city.people[who])
        yield found


def test_no_request_is_answered_by_a_5xx(browsers):
    fuzzer = Fuzzer(browsers, seed=1)
    assert len(fuzzer.routes) > 150
    logging.disable(logging.CRITICAL)  # a thousand refusals are no news
    try:
        found = [str(one) for one in fuzzer.ask(REQUESTS)]
    finally:
        logging.disable(logging.NOTSET)
    assert not found, "\n\n".join(found)


@pytest.mark.every_database  # SQLite is asked for NUL as for any other sign
@pytest.mark.parametrize("address", ["/policies/%00/", "/api/v1/indicators/%00"])
def test_an_address_with_nul_is_none_of_ours(browsers, address):
    assert {browser.get(address).status_code for browser in browsers.values()} == {404}


@pytest.mark.every_database
def test_what_is_sent_to_an_address_with_nul_is_parked_for_nobody(browsers):
    address = "/admin/policies/plan/%00/delete/"
    for browser in browsers.values():
        assert browser.post(address, {"name": "何か"}).status_code == 404


def test_no_view_is_asked_for_an_address_with_nul(rf):
    def view(request: HttpRequest) -> HttpResponse:
        pytest.fail(f"asked for {request.path!r}")

    with pytest.raises(Http404):
        AddressesWithoutNul(view)(rf.get("/policies/%00/"))
