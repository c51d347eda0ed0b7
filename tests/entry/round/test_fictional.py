"""Every page on which figures of an invented city are entered says that it is invented."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Post
from policies.models import Plan
from tests.factories import make_department, make_indicator, make_node, make_period, make_person, make_round

pytestmark = pytest.mark.django_db
SIGN = "架空の市のデータです"


@pytest.fixture
def pages(client: Client) -> list[str]:
    """What a section's page addresses are, for somebody of that section who is logged in."""
    node = make_node(period=make_period())
    code = node.period.plan.local_government_code
    department = make_department(local_government_code=code)
    indicator = make_indicator(node=node, department=department, targets={2022: 5})
    make_round(plan=node.period.plan)
    client.force_login(make_person(role=Post.Role.STAFF, department=department))
    named = [reverse(f"entry:{name}") for name in ("todo", "grid", "upload")]
    return [*named, reverse("entry:figure", args=(indicator.pk, 2022))]


@pytest.mark.parametrize("invented", [True, False], ids=["an invented city", "a real one"])
def test_the_pages_of_entry_say_whether_the_city_is_invented(client, pages, invented):
    Plan.objects.update(is_fictional=invented)
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert (SIGN in answer.content.decode()) == invented, page
