"""The server's door: waitress and gunicorn come in here."""

import gc
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template
from django.urls import URLResolver, get_resolver
from django.utils import translation

from kpi_tracker.room import with_room
from store.release import release_of

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpi_tracker.settings")


def be_ready() -> None:
    """Do at the start what the first visitor would wait for: import every view, compile every template.

    The database is not asked: the start must not depend on it.
    """
    waiting = [get_resolver()]
    while waiting:
        patterns = waiting.pop().url_patterns  # imports what it names
        waiting += [one for one in patterns if isinstance(one, URLResolver)]
    get_resolver()._populate()  # what reverse() looks through
    translation.activate(settings.LANGUAGE_CODE)
    folder = Path(settings.BASE_DIR) / "templates"
    for path in sorted(folder.rglob("*.html")):
        get_template(path.relative_to(folder).as_posix())
    release_of(
        settings.BASE_DIR
    )  # told by the files that were just read, not by those that an upgrade puts in place


site = get_wsgi_application()


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Answer a request, with room for the deep calls of a page (see kpi_tracker/room.py)."""
    return with_room(site, environ, start_response)


be_ready()

# What start-up built stays until the end: looking through it for circles again and again cost a sixth of a page.
gc.collect()
gc.freeze()
