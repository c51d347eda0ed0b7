"""What is kept of pages, held against the same pages made anew."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.test import Client, override_settings

from accounts.models import Person
from tests import routes

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


@contextmanager
def held_against_fresh(readers: Iterable[Reader]) -> Iterator[None]:
    """Let every page be kept before, and hold it afterwards against the same page with nothing kept.

    What was kept for an earlier test is still right where its writing was undone: the numbers are what they were then.
    """
    everybody = list(readers)
    with override_settings(KEPT_ANSWERS=True):
        for one in everybody:
            one.reads()
        yield
        kept = {one.name: one.reads() for one in everybody}
    with override_settings(KEPT_ANSWERS=False):
        fresh = {one.name: one.reads() for one in everybody}
    for name, pages in fresh.items():
        for address, text in pages.items():
            assert kept[name][address] == text, f"{name} reads something old at {address}"
