"""What was published of a cycle as files that open without a server: every edition, its data, and what pages need."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string

from evaluations.publishing.models import Publication
from evaluations.publishing.page.pages import PublishedEdition, read_edition
from evaluations.publishing.page.papers import (
    book_page,
    common,
    index_page,
    node_page,
)

FRAME: Final = {"frame": "evaluations/publishing/published_frame.html"}
FIRST_PAGE: Final = "index.html"
# A browser refuses modules from a file. As plain scripts they still must keep their names to themselves.
_MODULE: Final = re.compile(r'<script type="module"(?= src="([^"]*)")')
_OWN_SCOPE: Final = b'(() => {\n"use strict";\n%s\n})();\n'
# plotly.js writes its rules into the sheet with this id; into a file's own a browser lets no script write.
_HOOK: Final = re.compile(r'(<link rel="stylesheet") id="plotly.js-style-global"([^>]*>)')
_LINK: Final = re.compile(r'(?<= )(href|src|data-plotly-src)="(?!#)([^"]*)"')
_STATIC: Final = re.compile(r"^[a-z0-9._/-]+\Z", re.IGNORECASE)
# What the name of a file is spared, wherever the folder is unpacked: a code may have any sign, two dots among them.
_SPARED: Final = re.compile(r"[^A-Za-z0-9./-]|(?<![A-Za-z0-9])\.|\.(?![A-Za-z0-9])")


class LinkOutsideError(Exception):
    """A page of the folder would lead out of it: a fault of ours, so nothing is written."""


@dataclass(slots=True)
class Folder:
    """The files of a folder by their place in it, and the style sheets and scripts that their pages ask for."""

    editions: Sequence[Publication]
    wanted: set[str] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file with its place, the same bytes for the same editions."""
        latest = shown_of(self.editions[0])
        yield self.page(FIRST_PAGE, "evaluations/publishing/published_folder.html", common(latest))
        for row in self.editions:
            yield from self.edition(row)
        for name in sorted(self.wanted):
            content, place = static_file(name), f"static/{name}"
            yield place, _OWN_SCOPE % content if place in self.modules else content

    def edition(self, row: Publication) -> Iterator[tuple[str, bytes]]:
        """Yield the pages of one edition and its data."""
        shown, start = shown_of(row), f"{row.edition}/"
        yield self.page(f"{start}{FIRST_PAGE}", *index_page(shown))
        yield self.page(f"{start}print.html", *book_page(shown))
        for part in ("measures", "others"):
            for node in shown.content[part]:
                yield self.page(f"{start}{place_of(node['address'])}", *node_page(shown, node["address"]))
        whole = Publication.objects.only("content", "sha256").get(pk=row.pk)
        yield f"{start}data.json", whole.data.encode()

    def page(self, place: str, template: str, context: dict[str, Any]) -> tuple[str, bytes]:
        """Return a page with its links led to the files of the folder."""
        text = str(render_to_string(template, context | FRAME))
        self.modules.update(map(self.target, _MODULE.findall(text)))
        text = _MODULE.sub("<script defer", text)
        text = _HOOK.sub(r'\1\2<style id="plotly.js-style-global"></style>', text)
        return place, _LINK.sub(lambda link: self.led(link, place), text).encode()

    def led(self, link: re.Match[str], place: str) -> str:
        """Return a link as it leads from that place of the folder."""
        address, mark, anchor = unescape(link[2]).partition("#")
        way = posixpath.relpath(self.target(address), posixpath.dirname(place) or ".")
        return f'{link[1]}="{way}{escape(mark + anchor)}"'

    def target(self, address: str) -> str:
        """Return the place in the folder that stands for an address of the site."""
        static = str(settings.STATIC_URL)
        if address.startswith(static) and _STATIC.match(name := address.removeprefix(static)):
            self.wanted.add(name)
            return f"static/{name}"
        for row in self.editions:
            start = row.get_absolute_url()
            if address.startswith(start):
                return f"{row.edition}/{inside(address.removeprefix(start))}"
        raise LinkOutsideError(address)


def inside(rest: str) -> str:
    """Return the file of an edition that stands for the rest of an address."""
    known = {"": FIRST_PAGE, "data.json": "data.json", "print/": "print.html"}
    if rest in known:
        return known[rest]
    if rest.startswith("policies/"):
        return place_of(unquote(rest.removeprefix("policies/").removesuffix("/")))
    raise LinkOutsideError(rest)


def place_of(address: str) -> str:
    """Return where in an edition's folder the page of a node is kept."""
    if ".." in address.split("/"):
        raise LinkOutsideError(address)
    return f"policies/{_SPARED.sub(lambda sign: f'_{ord(sign[0]):x}', address)}.html"


def shown_of(row: Publication) -> PublishedEdition:
    return read_edition(row.plan_key, row.cycle_key, row.edition)


def static_file(name: str) -> bytes:
    """Return a style sheet or script, from where it was collected to, else from the source."""
    found = finders.find(name)
    if found:
        return Path(found).read_bytes()
    with staticfiles_storage.open(name) as file:
        return bytes(file.read())
