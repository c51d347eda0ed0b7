"""Serves plotly.js from the installed plotly package: no third-party code is kept in this repository."""

import builtins
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

FILE_NAME = "plotly.min.js"
PREFIX = "plotly"


def bundle() -> Path:
    """Return where the installed package keeps plotly.js; nothing of the package is imported for it."""
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("plotly is not installed")
    return Path(spec.origin).parent / "package_data" / FILE_NAME


class PlotlyFinder(BaseFinder):
    """Finds exactly one file, plotly/plotly.min.js; the rest of the package's data stays unserved."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return the file's place, or [] for every other path, as staticfiles expects."""
        if path.replace("\\", "/") != f"{PREFIX}/{FILE_NAME}":
            return []
        return [str(bundle())] if find_all else str(bundle())

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield the file for collectstatic."""
        storage = FileSystemStorage(location=str(bundle().parent))
        storage.prefix = PREFIX  # type: ignore[attr-defined]
        yield FILE_NAME, storage

    def check(self, **kwargs: Any) -> builtins.list[Any]:
        """Nothing can be misconfigured here."""
        return []
