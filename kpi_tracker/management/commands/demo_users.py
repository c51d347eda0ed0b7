import hashlib
import json
import secrets
import unicodedata
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Department, Person, Post
from accounts.rules import Role, lineage
from policies.models import Plan
from store.actions.rows import Actor, add_rows, change_row
from store.models import Change

NAMES: Final = {
    Role.STAFF: "tanto",
    Role.CHIEF: "kacho",
    Role.BUREAU: "kyoku",
    Role.PLANNING: "jimukyoku",
    Role.COMMITTEE: "iin",
    Role.SYSTEM: "kanri",
}
NOT_A_DEMO: Final = "デモ環境（DEMO=true、make demo が設定）ではないため、利用者を作りません。"
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
BY: Final = Actor(Change.Via.COMMAND, why="demo_users")


@dataclass(frozen=True, slots=True)
class DemoUser:
    """One person of the demonstration: who, with which role, where."""

    username: str
    role: Role
    department: Department
    municipality: str

    @property
    def place(self) -> str:
        return f"{self.municipality} {self.department}"


class Command(BaseCommand):
    """Make somebody to log in as for each role; the passwords are drawn here and kept in one file."""

    help = "デモ用の利用者を役割ごとに作り、パスワードを表示します（make demo だけが使います）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--passwords",
            type=Path,
            default=Path(settings.DATA_DIR) / "demo-passwords.json",
            metavar="FILE",
            help="パスワードを保存するファイル（本人だけが読めます）",
        )

    def handle(self, *args: Any, passwords: Path, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(NOT_A_DEMO, returncode=2)
        kept = read_passwords(passwords)
        with transaction.atomic():
            users = list(demo_users())
            valid = {user.username: ensure(user, kept.get(user.username)) for user in users}
        if valid != kept:
            write_passwords(passwords, valid)
        self.stdout.write(table(users, valid))


Kept = dict[str, dict[str, str]]


def read_passwords(path: Path) -> Kept:
    """Return what an earlier run wrote; nothing if there is no such file or it cannot be read."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {name: {"password": one["password"], "stamp": one["stamp"]} for name, one in kept.items()}
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        return {}


def write_passwords(path: Path, kept: Kept) -> None:
    """Write a file that nobody else may read, from its first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(json.dumps(kept, indent=1), encoding="utf-8")


def demo_users() -> Iterator[DemoUser]:
    """Yield who there shall be: all roles where sections own indicators, else those that need no section."""
    taken: set[Role] = set()
    plans = Plan.objects.order_by("-is_fictional", "pk")
    cities = dict(plans.values_list("local_government_code", "municipality"))
    for code, city in cities.items():
        for role, department in places(code).items():
            username = NAMES[role] if role not in taken else f"{NAMES[role]}-{code}"
            yield DemoUser(username, role, department, city)
            taken.add(role)


def places(code: str) -> dict[Role, Department]:
    """Return the department in which each role is held in that municipality."""
    office = Department.objects.filter(local_government_code=code, name__startswith="企画調整").first()
    if office is None:
        office = Department(local_government_code=code, code="demo", name="企画調整課（デモ）")
        add_rows([office], by=BY)
    found = dict.fromkeys((Role.PLANNING, Role.COMMITTEE, Role.SYSTEM), office)
    sections = Department.objects.filter(local_government_code=code, indicators__is_judged=True)
    section = sections.order_by("code").first()
    if section is not None:
        top = list(lineage(section))[-1]
        found |= {Role.STAFF: section, Role.CHIEF: section, Role.BUREAU: Department.objects.get(pk=top.pk)}
    return {role: found[role] for role in NAMES if role in found}


def ensure(user: DemoUser, kept: dict[str, str] | None) -> dict[str, str]:
    """Return the password that is valid for this user, who exists afterwards with the post."""
    person = Person.objects.filter(username=user.username).first()
    if person is not None and kept is not None and kept["stamp"] == stamp(person):
        return kept
    password = kept["password"] if kept else draw_password()
    if person is None:
        person = Person(username=user.username, name=f"デモ {label(user.role)}")
        person.set_password(password)
        add_rows([person], by=BY)
    else:
        person.set_password(password)
        change_row(person, version=person.version, by=BY)
    if not Post.objects.filter(person=person, department=user.department, role=user.role).exists():
        add_rows([Post(person=person, department=user.department, role=user.role)], by=BY)
    return {"password": password, "stamp": stamp(person)}


def draw_password() -> str:
    """Return twelve letters that are easy to type and not to be guessed."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def stamp(person: Person) -> str:
    """Return what shows, without hashing a password, that the stored one is still the same."""
    return hashlib.sha256(person.password.encode()).hexdigest()


def label(role: Role) -> str:
    """Return the Japanese name of a role."""
    return str(Post.Role(role).label)


def table(users: list[DemoUser], valid: Kept) -> str:
    """Write the users with their passwords as lines of columns."""
    rows = [("利用者ID", "パスワード", "役割", "所属")] + [
        (user.username, valid[user.username]["password"], label(user.role), user.place) for user in users
    ]
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(text + " " * (wide - width(text)) for text, wide in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(
        ["デモ用の利用者（/accounts/login/ でログイン）:", *(f"  {line.rstrip()}" for line in lines)]
    )


def width(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
