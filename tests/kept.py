"""What is kept of pages, held against the same pages made anew, and which actions were performed between."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from cProfile import Profile
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

from django.test import Client, override_settings

from accounts.models import Person
from kpi_tracker.settings import BASE_DIR
from tests import routes
from tests.standing import all_anew
from tests.statements import unheard

TOKEN = re.compile(r'="(?:[\w:-]{20,}|\d{13,})"')  # keys, marks and moments of a form, new at every look


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads, and the pages they look at."""

    name: str
    client: Client
    addresses: tuple[str, ...]

    def reads(self) -> dict[str, str]:
        """Return every page as it reads now."""
        return {one: said(self.client.get(one)) for one in self.addresses}


def said(answer: Any) -> str:
    """Return what an answer says, without what is new at every look."""
    return f"{answer.status_code} {answer.get('Location', '')} {TOKEN.sub('', routes.told(answer))}"


def reader(person: Person | None, addresses: Iterable[str]) -> Reader:
    """Return a reader of these pages; nobody in particular is a visitor."""
    client = Client()
    if person is not None:
        client.force_login(person)
    return Reader(str(person or "a visitor"), client, tuple(addresses))


ROOT = str(BASE_DIR)
WRITERS = {"add_rows", "add_first", "change_row", "touch_row", "delete_row", "delete_rows", "set_links"}
Action = tuple[str, str]  # the file, and the function in it


def actions() -> set[Action]:
    """Return every function of the application's actions that writes rows by itself."""
    files = (one for one in BASE_DIR.glob("*/**/*.py") if is_of_actions(one))
    return {(place_of(one), function) for one in files for function in writing_in(one)}


def place_of(path: Path | str) -> str:
    """Return where a file stands in the project."""
    return Path(path).relative_to(BASE_DIR).as_posix()


def is_of_actions(path: Path) -> bool:
    """Tell whether the file is one of actions, but for those by which all others write."""
    parts = path.relative_to(BASE_DIR).parts
    return parts[0] not in {"tests", "store", "desk", "data", ".venv"} and "actions" in {*parts, path.stem}


def writing_in(path: Path) -> Iterator[str]:
    """Yield the public functions of a file that write."""
    for one in ast.parse(path.read_text("utf-8")).body:
        if isinstance(one, ast.FunctionDef) and not one.name.startswith("_"):
            called = {
                each.func.id
                for each in ast.walk(one)
                if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
            }
            if called & WRITERS:
                yield one.name


@contextmanager
def noted(performed: set[Action]) -> Iterator[None]:
    """Note which functions are called meanwhile.

    By Python's own counter of calls, written in C: a function of ours at every call takes four times as long.
    """
    counter = Profile(builtins=False)
    before = sys.getprofile()
    sys.setprofile(None)
    counter.enable()
    try:
        yield
    finally:
        counter.disable()
        sys.setprofile(before)
        performed |= {action for one in counter.getstats() if (action := performed_in(one.code)) is not None}


def performed_in(code: CodeType | str) -> Action | None:
    """Return the action of which this is the code; None where it is of none, or of what is built in."""
    if isinstance(code, str) or "actions" not in code.co_filename or not code.co_filename.startswith(ROOT):
        return None
    return place_of(code.co_filename), code.co_name


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Let everything be made anew, for each reader and by the tests as well."""
    with override_settings(KEPT_ANSWERS=False), all_anew():
        yield


@contextmanager
def held_against_fresh(readers: Iterable[Reader], performed: set[Action]) -> Iterator[None]:
    """Let every page be kept before, and hold it afterwards against the same page with nothing kept.

    The actions that are called meanwhile are added to those `performed`. A further database need not be sent what is
    read for the comparison alone: other tests read the same pages.

    What was kept for an earlier test is still right where its writing was undone: the numbers are what they were then.
    """
    everybody = list(readers)
    with override_settings(KEPT_ANSWERS=True):
        with unheard():
            for one in everybody:
                one.reads()
        with noted(performed):
            yield
        with unheard():
            kept = {one.name: one.reads() for one in everybody}
    with nothing_kept(), unheard():
        fresh = {one.name: one.reads() for one in everybody}
    for name, pages in fresh.items():
        for address, text in pages.items():
            assert kept[name][address] == text, f"{name} reads something old at {address}"
