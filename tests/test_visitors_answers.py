"""Everything that a visitor can get of a city, followed link by link: nothing tells what the plan does not show.

Pages, the figures in them, files, the data and what was published; what shows each thing when it is to be shown is
looked for with the same words, so that none of them is out of date.
"""

import json
import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, Final
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client

from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.actions import publish
from evaluations.publishing.scorecards.drafts import draft_of
from indicators.models import Indicator, RuleProfile
from policies.models import Plan
from store.actions.rows import Actor
from store.models import Change
from tests import routes
from tests.evaluations.published_hall import TODAY
from tests.forms_found import group_of, route_of
from tests.scenery import aside, read_only

pytestmark = pytest.mark.django_db
LINK: Final = re.compile(r'(?:href|data-url|src)="([^"]+)"')
ESCAPED: Final = re.compile(r"\\u([0-9a-f]{4})")  # in the data of a figure within its page
ELSEWHERE: Final = ("/static/", "/accounts/", "/admin/", "/favicon.ico")
OF_NO_PLAN: Final = ("/api/v1/docs", "/api/v1/openapi.json")  # they explain the words
MOST: Final = 3  # answers of one route, and of each file of it
# what tells of each thing, wherever it stands; of an edition somebody has looked at the classes
TELLS: Final[Mapping[str, tuple[str, ...]]] = {
    "shows_suggestions": ("参考判定", "達成状況は「"),
    "shows_forecasts": ("見込まれます", "見込みと幅", "見込みの上限", "まであと", "目標への見込み"),
}
IN_EDITIONS: Final = "達成状況は「"
SETTINGS: Final = ("shows_breakdown", "shows_suggestions", "shows_forecasts", "shows_later_results")


@pytest.fixture
def _django_db_helper() -> None: ...


@pytest.fixture(scope="module")
def plans(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Plan]]:
    """A city with one plan that is read as confirmed and one of which an edition is published, showing nothing."""
    with read_only(django_db_blocker):
        call_command("sample_city", measures=2, years=4, seed=1, verbosity=0)
        Plan.objects.update(**dict.fromkeys(SETTINGS, False))
        RuleProfile.objects.update(name="判定の基準")  # ours are called by the word that is looked for
        found = list(Plan.objects.order_by("pk"))
        cycles = EvaluationCycle.objects.with_rules().filter(period__plan=found[-1])
        publish(draft_of(cycles[0], TODAY), edition=1, allowed_despite="試験", by=Actor(Change.Via.COMMAND))
        yield found


@pytest.fixture(autouse=True)
def _undone(plans: list[Plan]) -> Iterator[None]:
    with aside():
        yield


def text_of(answer: Any) -> str:
    """Return all that an answer says, with the signs of the data in it as they are read."""
    if answer.streaming:
        return str(answer.getvalue().decode())
    return ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), unescape(routes.told(answer)))


def reached(plans: list[Plan]) -> dict[str, str]:
    """Return what a visitor is answered at every address to which links and the description of the API lead."""
    client, found, read = Client(), {}, Counter[str]()
    waiting = deque(["/", *(f"/?plan={plan.key}" for plan in plans), *in_api(client, plans)])
    known = set(waiting)
    while waiting:
        address = waiting.popleft()
        kind = f"{group_of(route_of(address))} {parse_qs(urlsplit(address).query).get('file')}"
        if read[kind] >= MOST:
            continue
        read[kind] += 1
        answer = client.get(address)
        assert answer.status_code in {200, 302}, address
        links = [answer["Location"]] if answer.status_code == 302 else []
        if answer.status_code == 200:
            found[address] = text_of(answer)
            if answer["Content-Type"].startswith("text/html"):
                links = [unescape(one) for one in LINK.findall(answer.content.decode())]
        for link in links:
            other = urldefrag(urljoin(address, link))[0]
            if other.startswith("/") and not other.startswith(ELSEWHERE) and other not in known:
                known.add(other)
                waiting.append(other)
    return found


def in_api(client: Client, plans: list[Plan]) -> Iterator[str]:
    """Yield the address of every operation for each plan, in every form in which it answers."""
    described = json.loads(client.get("/api/v1/openapi.json").content)["paths"]
    for plan in plans:
        of = f"?plan={plan.key}"
        row = client.get(f"/api/v1/indicators{of}").json()["indicators"][0]
        measure = client.get(f"/api/v1/measures{of}").json()["measures"][0]
        for path, methods in described.items():
            names = {one["name"] for one in methods["get"].get("parameters", ())}
            address = path.replace("{key}", row["uid"]).replace("{address}", measure["address"])
            yield f"{address}{of if 'plan' in names else ''}"


def is_of(plans: list[Plan], address: str, word: str) -> bool:
    """Tell whether the word would tell something at that address that the plan's settings hold back."""
    if address.startswith(OF_NO_PLAN):
        return False
    edited = plans[-1]
    one = re.fullmatch(r"/api/v1/indicators/([^/.?]+)", address)
    is_edited = edited.key in address or (
        one is not None and Indicator.objects.filter(uid=one[1], node__period__plan=edited).exists()
    )
    return word != IN_EDITIONS or not is_edited


@pytest.mark.parametrize("shown", [False, True])
def test_nothing_that_a_visitor_gets_tells_what_the_plan_does_not_show(
    plans: list[Plan], shown: bool
) -> None:
    Plan.objects.update(**dict.fromkeys(TELLS, shown))
    found = reached(plans)
    told = {
        word: {address for address, text in found.items() if word in text and is_of(plans, address, word)}
        for words in TELLS.values()
        for word in words
    }
    if shown:
        assert all(told.values()), told
    else:
        assert {word: where for word, where in told.items() if where} == {}
    kinds = {urlsplit(address).path.split("/")[1] for address in found}
    assert {"", "policies", "indicators", "projects", "published", "api"} <= kinds
    assert any("file=" in address or address.endswith((".csv", ".xlsx")) for address in found)
