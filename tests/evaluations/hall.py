"""A city with a cycle that is led through stages, a measure, and somebody of every role: for tests of evaluations."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from accounts.models import Department, Person
from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.stages import DEFAULT_STAGES, StageRow
from evaluations.rating.actions.stage_lists import put_stages
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import EvaluationStage
from policies.models import PolicyNode
from store.actions.rows import Actor
from store.models import Change
from tests.city import CITY
from tests.factories import (
    make_cycle,
    make_department,
    make_evaluation,
    make_indicator,
    make_node,
    make_period,
    make_person,
    make_person_in_post,
    make_plan,
)
from tests.reading import Element

COMMAND = Actor(Change.Via.COMMAND)


@dataclass(slots=True)
class Hall:
    """One city's cycle with its stages; its measure suggests A and Ⅰ."""

    cycle: EvaluationCycle
    node: PolicyNode
    bureau: Department
    department: Department
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def stages(self) -> dict[str, EvaluationStage]:
        return {one.key: one for one in self.cycle.stages.order_by("order")}

    def by(self, who: str) -> Actor:
        """Return a person of the hall in their post."""
        person = self.people[who]
        return Actor(Change.Via.PAGE, person, person.posts.first())

    def at(self, key: str | None, *, node: PolicyNode | None = None, **fields: Any) -> Evaluation:
        """Return the evaluation of the measure at that stage (None: not begun)."""
        stage = self.stages[key] if key else None
        return make_evaluation(cycle=self.cycle, node=node or self.node, stage=stage, **fields)

    def client(self, who: str) -> Client:
        """Return a browser in which that person is logged in."""
        client = Client(headers={"Referer": "http://testserver/"})
        if who != "nobody":
            client.force_login(self.people[who])
        return client

    def address(self, node: PolicyNode | None = None) -> str:
        """Return the address of the measure's evaluation in this cycle."""
        return f"/evaluations/{(node or self.node).address}/?{self.query}"

    @property
    def query(self) -> str:
        period = self.cycle.period
        return f"plan={period.plan.local_government_code}&period={period.number}&cycle={self.cycle.key}"


def make_hall(
    rows: Sequence[StageRow] = DEFAULT_STAGES, *, code: str = CITY, is_published: bool = False
) -> Hall:
    """Return a city whose cycle has these stages, with people called after their roles."""
    period = make_period(plan=make_plan(local_government_code=code))
    bureau = make_department(local_government_code=code, kind="bureau", name="環境局")
    department = make_department(local_government_code=code, parent=bureau, name="環境政策課")
    node = make_node(period=period, department=department, code="1")
    make_indicator(node=node, department=department, targets={2022: 5, 2023: 5}, results={2022: 6, 2023: 7})
    hall = Hall(
        cycle=make_cycle(period=period, is_published=is_published, key="mid"),
        node=node,
        bureau=bureau,
        department=department,
        people=people_of(bureau, department, code),
    )
    if rows:
        put_stages(hall.cycle, [(None, row) for row in rows], version=1, by=COMMAND)
    return hall


def people_of(bureau: Department, department: Department, code: str) -> dict[str, Person]:
    """Return somebody of each role, beside people of other departments and cities."""
    planning = make_department(local_government_code=code, name="企画調整課")
    elsewhere = make_department(
        local_government_code=code, parent=make_department(local_government_code=code, kind="bureau")
    )
    return {
        "tanto": make_person_in_post("staff", department, name="担当 花子"),
        "kacho": make_person_in_post("chief", department, name="課長 太郎"),
        "kyoku": make_person_in_post("bureau", bureau, name="局 次郎"),
        "jimukyoku": make_person_in_post("planning", planning, name="企画 三郎"),
        "iin": make_person_in_post("committee", planning, name="委員 四郎"),
        "kanri": make_person_in_post("system", planning),
        "tanto elsewhere": make_person_in_post("staff", elsewhere),
        "kacho elsewhere": make_person_in_post("chief", elsewhere),
        "kyoku elsewhere": make_person_in_post("bureau", elsewhere.parent),
        "other city": make_person_in_post("planning", make_department(local_government_code="777777")),
        "left": make_person(),
        "root": make_person(is_superuser=True),
    }


def form_of(shown: Element, verb: str) -> Element:
    """Return the form of that verb; the first where the page has several."""
    return next(
        form
        for form in shown.all("form")
        if any(one.attributes["value"] == verb for one in form.all("input", name="verb"))
    )


def carried(shown: Element, verb: str) -> dict[str, Any]:
    """Return what the form of that verb would send as it stands, as a browser does, but for choices."""
    found: dict[str, Any] = {}
    for one in form_of(shown, verb).all("input", "textarea"):
        if "name" not in one.attributes or one.attributes.get("type") == "checkbox":
            continue
        text = (
            one.attributes.get("value", "") if one.tag == "input" else "".join(one.texts()).removeprefix("\n")
        )
        found.setdefault(one.attributes["name"], []).append(text)
    return found


def hidden(client: Client, address: str) -> dict[str, str]:
    """Return what the forms of the page carry unseen, but for the verb."""
    page = client.get(address).content.decode()
    found = re.findall(r'<input type="hidden" name="(version|once|seen|query|basis)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}
