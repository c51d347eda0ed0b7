"""In which post somebody acts: one answer for every page, and for the history."""

from datetime import date, timedelta

import pytest

from accounts.actions import acting, administering_post, entering_post
from accounts.models import Department, Person, Post
from accounts.rules import Role
from tests.factories import make_department, make_person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 7, 1)
CITY = "141305"


def holding(*posts: tuple[Role, Department], until: date | None = None) -> Person:
    """Return somebody who holds these posts, in this order."""
    person = make_person()
    for role, department in posts:
        Post.objects.create(person=person, role=role, department=department, valid_to=until)
    return person


def department(code: str = CITY) -> Department:
    return make_department(local_government_code=code)


def test_who_enters_does_so_in_a_post_of_the_department_before_that_of_the_secretariat() -> None:
    own, other, office = department(), department(), department()
    both = holding((Role.PLANNING, office), (Role.CHIEF, other), (Role.STAFF, own))
    assert entering_post(both, [own], CITY, TODAY) == both.posts.get(department=own)
    assert entering_post(both, [None, other], CITY, TODAY) == both.posts.get(department=other)
    assert entering_post(both, [None], CITY, TODAY) == both.posts.get(department=office)
    assert entering_post(both, [None], "141003", TODAY) is None


def test_a_post_that_ended_is_nobodys() -> None:
    own = department()
    moved = holding((Role.STAFF, own), (Role.PLANNING, own), until=TODAY - timedelta(days=1))
    assert entering_post(moved, [own], CITY, TODAY) is None
    assert acting(moved, Role.PLANNING, CITY, TODAY).post is None
    assert administering_post(moved, {CITY}, TODAY) is None


def test_a_row_is_kept_in_a_post_of_its_city_before_any_other() -> None:
    here, there = department(), department("141003")
    keeper = holding((Role.STAFF, here), (Role.SYSTEM, there), (Role.PLANNING, here))
    assert administering_post(keeper, {CITY}, TODAY) == keeper.posts.get(role=Role.PLANNING)
    assert administering_post(keeper, {"000000"}, TODAY) == keeper.posts.get(role=Role.SYSTEM)


def test_somebody_acts_in_the_role_that_is_asked_for_there() -> None:
    here, beside = department(), department()
    chief = holding((Role.STAFF, here), (Role.CHIEF, beside), (Role.CHIEF, here))
    assert acting(chief, Role.CHIEF, here, TODAY).post == chief.posts.get(role=Role.CHIEF, department=here)
    assert acting(chief, Role.PLANNING, CITY, TODAY).post is None
