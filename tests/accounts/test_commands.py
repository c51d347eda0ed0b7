"""The commands of the first login: what they write stands in the history like everything else."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Person
from store.models import Change
from tests.factories import make_person

pytestmark = pytest.mark.django_db
GOOD = "sakura-no-hana-2024"


@pytest.fixture
def type_passwords(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that says what will be typed, one after the other."""

    def will_type(*typed: str) -> None:
        waiting = iter(typed)
        monkeypatch.setattr(
            "accounts.management.commands.changepassword.getpass", lambda prompt: next(waiting)
        )

    return will_type


def test_the_first_login_is_in_the_history(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", GOOD)
    call_command("createsuperuser", username="kanri", name="管理者", interactive=False, verbosity=0)
    person = Person.objects.get()
    assert (person.username, person.is_superuser, person.check_password(GOOD)) == ("kanri", True, True)
    changes = Change.objects.filter(model="accounts.person", object_id=str(person.pk))
    said = {one.field: one.new for one in changes}
    assert said["username"] == "kanri"
    assert said["is_superuser"] == "True"
    assert said["password"] == "（非表示）"
    assert {(one.via, one.why, one.who) for one in changes} == {("command", "createsuperuser", None)}


def test_a_name_that_is_taken_is_refused(monkeypatch):
    make_person(username="kanri")
    with pytest.raises(CommandError, match="already taken"):
        call_command("createsuperuser", username="kanri", name="管理者", interactive=False, verbosity=0)
    assert not Change.objects.exists()


def test_a_changed_password_is_in_the_history_without_its_value(type_passwords):
    person = make_person(username="tanto")
    type_passwords(GOOD, "typing error", "short", "short", GOOD, GOOD)
    call_command("changepassword", "tanto")
    person.refresh_from_db()
    assert person.check_password(GOOD)
    assert person.version == 2
    (change,) = Change.objects.all()
    assert (change.field, change.new, change.via, change.why) == (
        "password",
        "（非表示）",
        "command",
        "changepassword",
    )


def test_a_password_that_is_never_good_enough_changes_nothing(type_passwords):
    make_person(username="tanto")
    type_passwords(*["short"] * 6)
    with pytest.raises(CommandError, match="変更していません"):
        call_command("changepassword", "tanto")
    assert Person.objects.get().check_password("password")
    assert not Change.objects.exists()


def test_a_password_of_nobody_is_not_changed():
    with pytest.raises(CommandError, match="いません"):
        call_command("changepassword", "nobody")
