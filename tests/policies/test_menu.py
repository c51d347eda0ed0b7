"""The main menu offers what somebody may do, in the same words on every page."""

import pytest
from django.test import Client

from accounts.models import Post
from tests.city import CITY, OTHER_CITY, make_official
from tests.factories import make_indicator, make_node, make_period, make_person, make_plan
from tests.reading import read

pytestmark = pytest.mark.django_db
READS = ["概況", "指標", "取組"]
MENUS = {
    "": READS,
    "nobody any more": READS,
    Post.Role.COMMITTEE: [*READS, "評価"],
    Post.Role.STAFF: [*READS, "実績の入力", "評価"],
    Post.Role.CHIEF: [*READS, "実績の入力", "評価"],
    Post.Role.BUREAU: [*READS, "実績の入力", "評価"],
    Post.Role.PLANNING: [*READS, "実績の入力", "評価", "計画", "読込み", "管理"],
    Post.Role.SYSTEM: [*READS, "評価", "計画", "読込み", "管理"],
}


@pytest.mark.parametrize("role", MENUS)
def test_nothing_is_offered_on_another_citys_plan_that_is_refused(role):
    for code in (CITY, OTHER_CITY):
        plan = make_plan(local_government_code=code, is_published=True)
        make_indicator(node=make_node(period=make_period(plan=plan)))
    client = Client()
    if role:
        client.force_login(make_official(role, CITY) if role in Post.Role.values else make_person())
    menu = read(client.get(f"/?plan={OTHER_CITY}")).one("nav", **{"aria-label": "主なページ"})
    assert [link.text for link in menu.all("a")] == MENUS[role]
    for link in menu.all("a"):
        assert client.get(link.attributes["href"], follow=True).status_code == 200, link.text


@pytest.mark.parametrize("role", MENUS)
def test_the_menu_is_the_same_on_every_page(role):
    make_indicator(node=make_node(period=make_period(plan=make_plan(local_government_code=CITY))))
    client = Client()
    if role:
        client.force_login(make_official(role, CITY) if role in Post.Role.values else make_person())
    places = ["/", "/plans/", "/search/", "/nowhere/"]
    places += ["/entry/", "/accounts/password/"] if role else []
    places += ["/reports/"] if "読込み" in MENUS[role] else []
    for place in places:
        menu = read(client.get(place, follow=True)).one("nav", **{"aria-label": "主なページ"})
        assert [link.text for link in menu.all("a")] == MENUS[role], place
        for link in menu.all("a"):
            assert client.get(link.attributes["href"], follow=True).status_code == 200, link.text
