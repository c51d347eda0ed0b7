"""Every filtered list says what narrows it, and offers to drop each condition, above all where nothing is left."""

from typing import Any

import pytest
from django.test import Client

from tests.city import CITY, make_official, make_one_of_each
from tests.entry.office import client_of
from tests.reading import Element, read

pytestmark = pytest.mark.django_db
NOTHING = {
    "the overview": ("/", {"q": "どこにもない", "plan": CITY}, 1),
    "projects": ("/projects/", {"q": "どこにもない", "standing": "ended"}, 2),
    "the board of evaluations": ("/evaluations/", {"standing": "late"}, 1),
    "the board of a round": ("/entry/board/", {"standing": "returned"}, 1),
    "words and spellings": ("/evaluations/wording/", {"q": "どこにもない", "use": "no"}, 2),
}


@pytest.fixture
def planner() -> Client:
    make_one_of_each(CITY)
    return client_of(make_official("planning", CITY))


def listed(client: Client, address: str, asked: dict[str, Any]) -> tuple[Element, list[str]]:
    """Return the page, and the ways to the list without one of its conditions."""
    main = read(client.get(address, asked)).one("main")
    chips = main.all("ul", **{"aria-label": "絞り込みの条件"})
    return main, [one.attributes["href"] for chip in chips[:1] for one in chip.all("a")]


def test_what_excludes_everything_offers_to_drop_each_condition(planner):
    for name, (address, asked, conditions) in NOTHING.items():
        main, ways = listed(planner, address, asked)
        assert "次の条件を外すと、その分だけ広がります。" in main.text, name
        assert len(ways) == conditions, name
        for way in ways:
            wider, left = listed(planner, f"{address}{way.partition('#')[0]}", {})
            assert len(left) == conditions - 1, name
            assert conditions > 1 or "次の条件を外すと" not in wider.text, name


def test_a_condition_is_named_as_the_panel_offers_it(planner):
    main, _ = listed(planner, "/projects/", {"standing": "ended", "page": "3"})
    chip = main.all("ul", **{"aria-label": "絞り込みの条件"})[0].one("li")
    assert chip.text == "状況：終了 外す（状況）"
    assert "page" not in chip.one("a").attributes["href"]


def test_without_a_condition_and_with_one_nobody_understands_nothing_is_to_be_dropped(planner):
    assert listed(planner, "/projects/", {})[1] == []
    assert listed(planner, "/projects/", {"standing": "zz"})[1] == []
