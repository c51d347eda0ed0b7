"""Serves the style sheets of static/css as one file: a page asks once for all it needs, and nothing has to be built."""

import atexit
import builtins
import os
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

PREFIX: Final = "css"
FILE_NAME: Final = "site.css"
# In the order of the cascade: a later sheet may count on the earlier ones, and paper has the last word.
SHEETS: Final = (
    "tokens",
    "layout",
    "components",
    "data",
    "pages",
    "entry",
    "drafts",
    "projects",
    "rules",
    "evaluations",
    "sheets",
    "published",
    "review",
    "charts",
    "reports",
    "search",
    "folding",
    "print",
)


def sources() -> list[Path]:
    """Return the sheets in their order."""
    return [Path(settings.BASE_DIR) / "static" / PREFIX / f"{name}.css" for name in SHEETS]


@cache
def folder() -> Path:
    """Return the folder of this process in which the one file is kept; it goes with the process."""
    kept = tempfile.TemporaryDirectory(prefix="kpi-style-")
    atexit.register(kept.cleanup)
    return Path(kept.name)


def joined() -> Path:
    """Return the one file, written anew where a sheet has changed since."""
    whole = folder() / FILE_NAME
    newest = max(sheet.stat().st_mtime for sheet in sources())
    if not whole.exists() or whole.stat().st_mtime < newest:
        written, draft = tempfile.mkstemp(dir=folder())
        with os.fdopen(written, "w", encoding="utf-8") as file:
            file.writelines(sheet.read_text(encoding="utf-8") + "\n" for sheet in sources())
        Path(draft).chmod(0o644)
        Path(draft).replace(whole)
    return whole


class StyleSheetFinder(BaseFinder):
    """Finds exactly one file, css/site.css."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return the file's place, or [] for every other path, as staticfiles expects."""
        if path.replace("\\", "/") != f"{PREFIX}/{FILE_NAME}":
            return []
        return [str(joined())] if find_all else str(joined())

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield the file for collectstatic."""
        storage = FileSystemStorage(location=str(joined().parent))
        storage.prefix = PREFIX  # type: ignore[attr-defined]
        yield FILE_NAME, storage

    def check(self, **kwargs: Any) -> builtins.list[Any]:
        """Nothing can be misconfigured here; a test holds that every sheet is in the one file."""
        return []
