"""From what is read to what is owed and back: the way to enter a figure, for whom it is due."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accounts.models import Post
from indicators.models import Indicator
from tests.factories import (
    make_department,
    make_evaluation,
    make_indicator,
    make_node,
    make_person,
    make_result,
    make_round,
    make_target,
)
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed() -> Indicator:
    """An indicator of a section whose figure of FY2023 an open round asks for; that of FY2022 is there."""
    node = make_node()
    section = make_department(local_government_code=node.period.plan.local_government_code)
    indicator = make_indicator(node=node, department=section, results={2022: 5})
    make_target(indicator=indicator, fiscal_year=2023, value=6)
    make_round(plan=indicator.node.period.plan, fiscal_year=2023)
    return indicator


def client_of(indicator: Indicator, role: str = Post.Role.STAFF, department: Any = None) -> Client:
    client = Client()
    client.force_login(make_person(role=role, department=department or indicator.department))
    return client


def doors(client: Client, address: str) -> list[str]:
    return [link for link in read(client.get(address)).links if link.startswith("/entry/")]


def reads(indicator: Indicator) -> list[str]:
    return [indicator.node.get_absolute_url(), indicator.get_absolute_url()]


@pytest.mark.parametrize("role", [Post.Role.STAFF, Post.Role.CHIEF])
def test_whoever_owes_a_figure_finds_the_way_to_it_and_back(owed, role):
    client = client_of(owed, role)
    for address in reads(owed):
        (door,) = [one for one in doors(client, address) if f"/{owed.pk}/2023/" in one]
        (back,) = parse_qs(urlsplit(door).query)["next"]
        assert urlsplit(back).path == address
        entry = read(client.get(door))
        assert back in entry.links
        assert "元のページへ戻る" in entry.text


def test_the_page_of_an_evaluation_has_the_way_and_leads_back_to_it(owed):
    make_evaluation(node=owed.node)
    address = f"/evaluations/{owed.node.address}/"
    (door,) = [one for one in doors(client_of(owed), address) if f"/{owed.pk}/2023/" in one]
    assert urlsplit(parse_qs(urlsplit(door).query)["next"][0]).path == address


def test_nobody_else_is_offered_it(owed):
    code = owed.department.local_government_code
    other = make_department(local_government_code=code)
    others = [client_of(owed, department=other), client_of(owed, Post.Role.PLANNING), Client()]
    for client in others:
        for address in reads(owed):
            assert not [one for one in doors(client, address) if f"/{owed.pk}/2023/" in one], address


def test_what_was_handed_in_and_what_no_round_asks_for_is_not_offered(owed):
    make_result(indicator=owed, fiscal_year=2023, total=6)
    assert not [one for address in reads(owed) for one in doors(client_of(owed), address) if "/20" in one]
    without = make_indicator(department=make_department(), results={2022: 5}, targets={2023: 6})
    assert not [
        one for address in reads(without) for one in doors(client_of(without), address) if "/20" in one
    ]


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "overview", "javascript:alert(1)"]
)
def test_the_way_back_leads_nowhere_else(owed, elsewhere):
    page = read(client_of(owed).get(f"/entry/{owed.pk}/2023/", {"next": elsewhere}))
    assert "元のページへ戻る" not in page.text
    assert elsewhere not in page.links
