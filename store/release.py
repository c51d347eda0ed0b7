"""Which release of the code is running, told from the files themselves; plain Python."""

from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

FOLDERS: Final = (
    *("accounts", "desk", "entry", "evaluations", "exports", "indicators", "kpi_tracker"),
    *("policies", "projects", "reports", "store", "templates"),
)
BESIDE: Final = ("requirements.lock", "staticfiles/staticfiles.json")


@cache
def release_of(folder: Path) -> str:
    """Return a sign of everything in the folder from which pages are made; read once in each process."""
    sign = blake2b(digest_size=16)
    for path in _files(folder):
        sign.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        sign.update(path.read_bytes())
    return sign.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for name in FOLDERS:
        yield from sorted(one for one in (folder / name).rglob("*") if one.suffix in {".py", ".html"})
    yield from (folder / name for name in BESIDE if (folder / name).is_file())
