"""Whatever is sent to whatever address by whomever, the answer is one that somebody thought of."""

import logging
from collections.abc import Iterator

import pytest
from django.test import Client

from bench.fuzzing import Fuzzer
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


@pytest.mark.every_database  # only PostgreSQL refuses to be asked for it
@pytest.mark.parametrize(
    "address", ["/policies/%00/", "/admin/policies/plan/%00/delete/", "/api/v1/indicators/%00"]
)
def test_an_address_with_nul_is_none_of_ours(browsers, address):
    answers = [
        browser.post(address) if "admin" in address else browser.get(address) for browser in browsers.values()
    ]
    assert {answer.status_code for answer in answers} <= {302, 404}


@pytest.mark.every_database
def test_a_form_sent_to_an_address_with_nul_is_kept_for_no_page(browsers):
    address = "/admin/policies/plan/%00/delete/"
    answers = [browser.post(address, {"name": "何か"}) for browser in browsers.values()]
    assert {answer.status_code for answer in answers} == {404, 413}
