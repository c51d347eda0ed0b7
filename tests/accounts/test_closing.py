"""A department that answers for something is neither closed nor deleted, and a closed one is given nothing."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Department, Post
from desk.actions.once import new_key
from indicators.models import Indicator
from policies.models import PolicyNode
from tests.factories import (
    make_department,
    make_indicator,
    make_node,
    make_period,
    make_person,
    make_person_in_post,
    make_plan,
    make_round,
)
from tests.reading import Element, read

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 31)  # within the period of FY2022 to 2025
AFTER_ALL = date(2026, 3, 31)
CITY = "999001"


def department(**fields: Any) -> Department:
    return make_department(**{"local_government_code": CITY, "name": "水道課"} | fields)


def node(**fields: Any) -> PolicyNode:
    return make_node(period=make_period(plan=make_plan(local_government_code=CITY, key=CITY)), **fields)


def indicator_of(owner: Department) -> None:
    make_indicator(node=node(), department=owner, name="来場者数")


def node_of(owner: Department) -> None:
    node(department=owner, name="水を守る")


def related_node_of(owner: Department) -> None:
    node(name="水を配る").related_departments.add(owner)


def person_of(owner: Department) -> None:
    make_person_in_post("chief", owner, name="水野 守")


def section_of(owner: Department) -> None:
    department(name="配水係", parent=owner)


DUTIES = {
    "指標「1 来場者数（": indicator_of,
    "政策体系の項目「1 水を守る（": node_of,
    "政策体系の項目「1 水を配る（": related_node_of,
    "水野 守（課長）": person_of,
    "組織「配水係」": section_of,
}


@pytest.mark.parametrize("said", DUTIES)
def test_what_answers_for_something_is_not_closed_and_says_for_what(said: str) -> None:
    owner = department()
    DUTIES[said](owner)
    owner.valid_to = DAY
    with pytest.raises(ValidationError) as refused:
        owner.full_clean()
    (sentence,) = refused.value.message_dict["valid_to"]
    assert sentence.startswith("2024年3月31日より後も担当があるため")
    assert said in sentence


def test_what_answers_for_nothing_is_closed() -> None:
    owner = department(valid_to=DAY)
    owner.full_clean()


@pytest.mark.parametrize("give", [indicator_of, node_of, related_node_of])
@pytest.mark.parametrize(
    ("end", "is_round_open", "may_close"),
    [
        pytest.param(AFTER_ALL, False, True, id="the period is over"),
        pytest.param(AFTER_ALL, True, False, id="a round still asks for its last year"),
        pytest.param(date(2026, 3, 30), False, False, id="a day before it is over"),
    ],
)
def test_what_lies_behind_is_no_duty_any_more(
    give: Any, end: date, is_round_open: bool, may_close: bool
) -> None:
    owner = department()
    give(owner)
    make_round(plan=PolicyNode.objects.get().period.plan, fiscal_year=2025, is_closed=not is_round_open)
    assert (owner.duties_after(end) == []) == may_close


@pytest.mark.parametrize(
    ("fields", "is_active", "may_close"),
    [
        pytest.param({}, True, False, id="in post"),
        pytest.param({"valid_to": DAY}, True, True, id="until that day"),
        pytest.param({"valid_to": date(2024, 4, 1)}, True, False, id="a day longer"),
        pytest.param({}, False, True, id="who has left"),
    ],
)
def test_people_hold_a_department_open_while_they_are_in_post(
    fields: dict[str, Any], is_active: bool, may_close: bool
) -> None:
    owner = department()
    make_person_in_post("staff", owner, is_active=is_active, **fields)
    assert (owner.duties_after(DAY) == []) == may_close


def test_many_duties_are_counted() -> None:
    owner, here = department(), node()
    for _ in range(13):
        make_indicator(node=here, department=owner)
    owner.valid_to = DAY
    with pytest.raises(ValidationError, match="ほか3件。"):
        owner.full_clean()


CLOSED = "「水道課」は2024年3月31日で廃止の組織"


def test_nothing_is_given_to_what_is_closed() -> None:
    closed, here = department(valid_to=DAY), node()
    rows = (
        (make_indicator(node=here), "department"),
        (make_node(period=here.period), "department"),
        (Post(person=make_person(), role="staff"), "department"),
        (department(name="配水係"), "parent"),
    )
    for row, field in rows:
        setattr(row, field, closed)
        with pytest.raises(ValidationError, match=CLOSED):
            row.full_clean()
    with pytest.raises(ValidationError, match=CLOSED):
        here.clean_links("related_departments", [department(), closed])


def test_what_is_over_before_may_be_a_closed_ones() -> None:
    closed = department(valid_to=AFTER_ALL)
    make_indicator(node=node(), department=closed).full_clean()
    Post(person=make_person(), role="staff", department=closed, valid_to=AFTER_ALL).full_clean()


def test_what_is_closed_later_is_given_nothing_that_lasts_longer() -> None:
    with pytest.raises(ValidationError, match="廃止の組織"):
        make_indicator(node=node(), department=department(valid_to=date(2025, 3, 31))).full_clean()


def load(folder: Path, *rows: dict[str, Any], overwrite: bool = False) -> None:
    file = folder / "owners.json"
    file.write_text(json.dumps(list(rows), ensure_ascii=False), encoding="utf-8")
    call_command("loaddata", str(file), overwrite=overwrite, verbosity=0)


def row_of(owner: Department, **fields: Any) -> dict[str, Any]:
    said = {"local_government_code": CITY, "code": owner.code, "name": owner.name} | fields
    return {"model": "accounts.department", "fields": said}


def test_a_file_gives_nothing_to_what_is_closed(tmp_path: Path) -> None:
    closed, here = department(valid_to=DAY), node()
    own = {"node": here.natural_key(), "order": 1, "number": "①", "name": "件数", "kind": "outcome"}
    given = {"model": "indicators.indicator", "fields": own | {"department": closed.natural_key()}}
    with pytest.raises(
        CommandError, match=f"owners.json: 1番目 indicators.indicator .*（department）: {CLOSED}"
    ):
        load(tmp_path, given)
    linked = {
        "period": here.period.natural_key(), "layer": here.layer.natural_key(), "order": 9, "code": "9",
        "name": "新しい施策", "related_departments": [closed.natural_key()],
    }  # fmt: skip
    with pytest.raises(CommandError, match=f"（related_departments）: {CLOSED}"):
        load(tmp_path, {"model": "policies.policynode", "fields": linked})
    assert not Indicator.objects.exists()


def test_a_file_closes_nothing_that_answers_for_something(tmp_path: Path) -> None:
    owner = department()
    indicator_of(owner)
    with pytest.raises(CommandError, match="（valid_to）: 2024年3月31日より後も担当がある"):
        load(tmp_path, row_of(owner, valid_to="2024-03-31"), overwrite=True)
    assert Department.objects.get(pk=owner.pk).valid_to is None


def test_a_file_may_hand_over_and_close_at_once(tmp_path: Path) -> None:
    owner, heir = department(), department(name="上下水道課")
    indicator_of(owner)
    indicator = Indicator.objects.get()
    handed = {
        "node": indicator.node.natural_key(), "order": 1, "number": "1", "name": "来場者数", "kind": "outcome",
        "department": heir.natural_key(),
    }  # fmt: skip
    closing = row_of(owner, valid_to="2024-03-31")
    load(tmp_path, closing, {"model": "indicators.indicator", "fields": handed}, overwrite=True)
    assert Department.objects.get(pk=owner.pk).valid_to == DAY


@pytest.fixture
def keeper(client: Client) -> Client:
    client.force_login(make_person(is_superuser=True))
    return client


def links(page: Element) -> list[str]:
    return [
        one.attributes["href"] for one in page.one("section", **{"aria-labelledby": "in-the-way"}).all("a")
    ]


def test_the_page_lists_what_is_to_be_handed_over_with_links_and_keeps_what_was_typed(keeper: Client) -> None:
    owner = department()
    for give in DUTIES.values():
        give(owner) if give in {indicator_of, person_of} else None
    address = reverse("admin:accounts_department_change", args=(owner.pk,))
    indicator, post = Indicator.objects.get(), Post.objects.get(department=owner)
    expected = [
        reverse("admin:indicators_indicator_change", args=(indicator.pk,)),
        reverse("admin:accounts_post_change", args=(post.pk,)),
    ]
    assert expected[1] in links(read(keeper.get(address)))  # as of today, when the period may be over

    typed = {
        "local_government_code": CITY, "code": owner.code, "name": "水道局", "kind": "section",
        "valid_to": "2024-03-31", "change_reason": "組織改正", "row_version": "1", "once": new_key(),
    }  # fmt: skip
    answer = keeper.post(address, typed)
    page = read(answer)
    assert answer.status_code == 422
    assert "2024年3月31日より後も担当があるため" in page.text
    assert sorted(links(page)) == sorted(expected)
    assert page.one("input", name="name").attributes["value"] == "水道局"
    assert Department.objects.get(pk=owner.pk).valid_to is None


@pytest.mark.parametrize("give", [indicator_of, related_node_of, person_of])
def test_what_ever_answered_for_something_is_not_deleted(keeper: Client, give: Any) -> None:
    owner = department()
    give(owner)
    address = reverse("admin:accounts_department_delete", args=(owner.pk,))
    assert len(links(read(keeper.get(address)))) == 1
    answer = keeper.post(address, {"row_version": "1", "change_reason": "不要", "once": new_key()})
    assert "担当したものの記録があるため、削除できません。" in read(answer).text
    assert Department.objects.filter(pk=owner.pk).exists()
    assert PolicyNode.objects.filter(related_departments=owner).exists() == (give is related_node_of)


def test_what_never_answered_for_anything_is_deleted(keeper: Client) -> None:
    owner = department()
    address = reverse("admin:accounts_department_delete", args=(owner.pk,))
    keeper.post(address, {"row_version": "1", "change_reason": "誤り", "once": new_key()})
    assert not Department.objects.filter(pk=owner.pk).exists()


def test_a_page_gives_no_related_department_that_is_closed(keeper: Client) -> None:
    closed, here = department(valid_to=DAY), node()
    address = reverse("admin:policies_policynode_change", args=(here.pk,))
    form = read(keeper.get(address)).one("form", id="policynode_form")
    typed = {
        one.attributes["name"]: one.attributes.get("value", "")
        for one in form.all("input")
        if one.attributes.get("name") and one.attributes.get("type") not in {"submit", "checkbox"}
    }
    typed |= {
        "period": str(here.period_id),
        "layer": str(here.layer_id),
        "related_departments": str(closed.pk),
    }
    answer = keeper.post(address, typed | {"change_reason": "関係課の追加"})
    assert answer.status_code == 422
    assert CLOSED in read(answer).text
    assert not here.related_departments.exists()
