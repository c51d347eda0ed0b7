from getpass import getpass
from typing import Any, Final

from django.contrib.auth.management.commands import changepassword
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from accounts.models import Person
from store.actions.rows import Actor, StaleRow, change_row
from store.models import Change

BY: Final = Actor(Change.Via.COMMAND, why="changepassword")
MOST_TRIES: Final = 3


class Command(changepassword.Command):
    """Django's changepassword, with its history: that it was changed, not what it is."""

    help = "利用者のパスワードを変更します（変更したことが変更履歴に残ります）。"

    def handle(self, *args: Any, username: str | None, **options: Any) -> str:
        person = Person.objects.filter(username=username or "").first()
        if person is None:
            raise CommandError(f"利用者ID「{username or ''}」の利用者はいません。")
        person.set_password(self.asked(person))
        try:
            change_row(person, version=person.version, by=BY)
        except StaleRow as stale:
            raise CommandError(str(stale)) from stale
        return f"{person}のパスワードを変更しました。"

    def asked(self, person: Person) -> str:
        """Return a password that was typed twice and is good enough; give up after some tries."""
        for _ in range(MOST_TRIES):
            first, second = (getpass(f"パスワード{again}: ") for again in ("", "（もう一度）"))
            if first != second:
                self.stderr.write("二つのパスワードが異なります。")
                continue
            try:
                validate_password(first, person)
            except ValidationError as error:
                self.stderr.write("\n".join(error.messages))
            else:
                return first
        raise CommandError(f"{MOST_TRIES}回とも受け付けられなかったため、変更していません。")
