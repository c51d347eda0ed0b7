from dataclasses import dataclass, field
from datetime import date

import pytest

from accounts import rules
from accounts.models import Post
from accounts.rules import Role

TODAY = date(2026, 4, 1)
CITY, ELSEWHERE = "999999", "888888"


@dataclass(frozen=True)
class Unit:
    pk: int
    local_government_code: str = CITY
    parent: "Unit | None" = None


@dataclass(frozen=True)
class Held:
    role: str
    department: Unit
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Somebody:
    held_posts: tuple[Held, ...] = ()
    is_active: bool = True
    is_superuser: bool = False


@dataclass(frozen=True)
class Visitor:
    """As Django's anonymous user: no account, no posts."""

    is_active: bool = False
    is_superuser: bool = False


@dataclass(frozen=True)
class Owned:
    department: Unit | None
    local_government_code: str = CITY


BUREAU = Unit(1)
SECTION = Unit(2, parent=BUREAU)
TEAM = Unit(3, parent=SECTION)
NEIGHBOUR = Unit(4, parent=BUREAU)
OTHER_BUREAU = Unit(5)
PLANNING_OFFICE = Unit(6)
FOREIGN = Unit(7, ELSEWHERE)

OWNED = Owned(SECTION)
OWN, ABOVE, BELOW, BESIDE, APART, ABROAD = SECTION, BUREAU, TEAM, NEIGHBOUR, OTHER_BUREAU, FOREIGN
PLACES = {"own": OWN, "above": ABOVE, "below": BELOW, "beside": BESIDE, "apart": APART, "abroad": ABROAD}

# role -> the places from which it gives the right to something of SECTION
ANYWHERE_IN_THE_CITY = {"own", "above", "below", "beside", "apart"}
RIGHTS: dict[str, dict[Role, set[str]]] = {
    "may_enter_site": dict.fromkeys(Role, ANYWHERE_IN_THE_CITY),
    "sees_internal": dict.fromkeys(set(Role) - {Role.COMMITTEE}, ANYWHERE_IN_THE_CITY),
    "may_see_unconfirmed": {
        Role.STAFF: {"own"},
        Role.CHIEF: {"own"},
        Role.BUREAU: {"own", "above"},
        Role.PLANNING: ANYWHERE_IN_THE_CITY,
        Role.SYSTEM: ANYWHERE_IN_THE_CITY,
    },
    "may_enter": {Role.STAFF: {"own"}, Role.CHIEF: {"own"}, Role.PLANNING: ANYWHERE_IN_THE_CITY},
    "may_see_remarks": {
        Role.STAFF: {"own"},
        Role.CHIEF: {"own"},
        Role.BUREAU: {"own", "above"},
        Role.PLANNING: ANYWHERE_IN_THE_CITY,
    },
    "may_answer_remarks": {Role.STAFF: {"own"}, Role.CHIEF: {"own"}},
    "may_confirm": {Role.CHIEF: {"own"}},
    "may_administer": {Role.PLANNING: ANYWHERE_IN_THE_CITY, Role.SYSTEM: ANYWHERE_IN_THE_CITY},
}


def allowed(right, person):
    match right:
        case "may_enter_site":
            belongs = rules.may_enter_site(person, CITY, TODAY)
            assert rules.is_unlimited(person) or belongs == (CITY in rules.own_cities(person, TODAY))
            return belongs
        case "sees_internal":
            return rules.sees_internal(person, CITY, TODAY)
        case "may_administer":
            return rules.may_administer(person, TODAY, code=CITY)
        case "may_confirm":
            return rules.may_confirm(person, OWNED, TODAY, is_own=False)
        case _:
            return getattr(rules, right)(person, OWNED, TODAY)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", RIGHTS)
def test_a_right_follows_from_role_and_place(right, role, place):
    person = Somebody((Held(role, PLACES[place]),))
    assert allowed(right, person) is (place in RIGHTS[right].get(role, set()))


@pytest.mark.parametrize(
    "person",
    [
        pytest.param(None, id="nobody known"),
        pytest.param(Visitor(), id="no login"),
        pytest.param(Somebody(), id="no post"),
        pytest.param(
            Somebody(tuple(Held(role, SECTION) for role in Role), is_active=False), id="account closed"
        ),
        pytest.param(Somebody(is_active=False, is_superuser=True), id="all rights, but account closed"),
        pytest.param(
            Somebody(tuple(Held(role, SECTION, valid_to=date(2026, 3, 31)) for role in Role)),
            id="moved yesterday",
        ),
        pytest.param(
            Somebody(tuple(Held(role, SECTION, valid_from=date(2026, 4, 2)) for role in Role)),
            id="comes tomorrow",
        ),
    ],
)
@pytest.mark.parametrize("right", RIGHTS)
def test_nothing_is_allowed_without_a_current_post(right, person):
    assert allowed(right, person) is False


def test_the_first_and_the_last_day_of_a_post_count():
    person = Somebody((Held(Role.CHIEF, SECTION, TODAY, TODAY),))
    assert rules.may_confirm(person, OWNED, TODAY, is_own=False)


@pytest.mark.parametrize("right", sorted(set(RIGHTS) - {"may_confirm"}))
def test_who_is_without_limits_may_do_everything(right):
    assert allowed(right, Somebody(is_superuser=True))


def test_a_confirmation_is_the_word_of_the_department_alone():
    assert not rules.may_confirm(Somebody(is_superuser=True), OWNED, TODAY, is_own=False)


def test_two_posts_give_the_rights_of_both():
    person = Somebody((Held(Role.STAFF, BESIDE), Held(Role.CHIEF, OWN), Held(Role.PLANNING, ABROAD)))
    assert rules.may_enter(person, Owned(BESIDE), TODAY)
    assert rules.may_confirm(person, OWNED, TODAY, is_own=False)
    assert not rules.may_confirm(person, Owned(BESIDE), TODAY, is_own=False)
    assert rules.administered_codes(person, TODAY) == {ELSEWHERE}
    assert not rules.may_administer(person, TODAY, code=CITY)


def test_a_committee_member_who_is_also_staff_sees_what_staff_see():
    assert rules.sees_internal(Somebody((Held(Role.COMMITTEE, OWN), Held(Role.STAFF, APART))), CITY, TODAY)


def test_nobody_confirms_an_own_entry():
    chief = Somebody((Held(Role.CHIEF, SECTION),))
    assert not rules.may_confirm(chief, OWNED, TODAY, is_own=True)
    assert rules.may_confirm(chief, OWNED, TODAY, is_own=False)


def test_what_no_department_owns_is_for_the_keepers_of_its_city():
    nobodys = Owned(None)
    assert rules.may_enter(Somebody((Held(Role.PLANNING, PLANNING_OFFICE),)), nobodys, TODAY)
    assert rules.may_see_unconfirmed(Somebody((Held(Role.PLANNING, PLANNING_OFFICE),)), nobodys, TODAY)
    assert not rules.may_see_unconfirmed(Somebody((Held(Role.STAFF, SECTION),)), nobodys, TODAY)
    assert not rules.may_confirm(Somebody((Held(Role.CHIEF, SECTION),)), nobodys, TODAY, is_own=False)


@dataclass
class Loop:
    pk: int = 9
    local_government_code: str = CITY
    parent: "Loop | None" = field(default=None, repr=False)


def test_a_circle_of_departments_ends():
    loop = Loop()
    loop.parent = loop
    assert [unit.pk for unit in rules.lineage(loop)] == [9]


def test_the_roles_are_those_of_the_database():
    assert {role.value for role in Role} == set(Post.Role.values)
