from typing import Any, Final

from django.contrib.auth.management.commands import createsuperuser

from accounts.models import Person, PersonManager
from store.actions.rows import Actor, add_rows
from store.models import Change

BY: Final = Actor(Change.Via.COMMAND, why="createsuperuser")


class RecordedPeople(PersonManager):
    """People who stand in the history from their first moment on."""

    def write(self, person: Person) -> None:
        """Save a new person with history."""
        add_rows([person], by=BY)


class RecordedPerson:
    """Stands where Django's command expects the model: everything is Person's own but the manager."""

    def __init__(self) -> None:
        self._default_manager = RecordedPeople()
        self._default_manager.model = Person

    def __call__(self, **fields: Any) -> Person:
        """Make a person to hold a password against."""
        return Person(**fields)

    def __getattr__(self, name: str) -> Any:
        return getattr(Person, name)


class Command(createsuperuser.Command):
    """Django's createsuperuser, with its history."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.UserModel: Any = RecordedPerson()
