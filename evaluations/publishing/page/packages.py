"""Where the packages of editions lie: all tables of one, or of the newest of every cycle of a plan or a period.

They are made beforehand by whoever does the jobs, so that nobody outside can make a server work by asking for them.
An edition never changes, and so its package does not: it is kept as long as the edition and the release are there.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import Final, Self

from django.conf import settings

from evaluations.publishing.models import Publication
from store.release import release_of

HASH: Final = 16  # letters of a hash in a name: another database may have other editions of that number


@dataclass(frozen=True, slots=True)
class Package:
    """The package of some editions: what a visitor's file is called, and by which name it is kept.

    That name has the release in it: what another one made is made anew.
    """

    name: str
    kept_as: str

    @classmethod
    def of_edition(cls, row: Publication) -> Self:
        """Return the package of one edition."""
        name = "-".join(map(str, row.place))
        return cls(f"{name}.zip", f"{name}-{row.sha256[:HASH]}-{release()}.zip")

    @classmethod
    def of_newest(cls, latest: Sequence[Publication], *, period: int | None) -> Self:
        """Return the package of a plan, or of one of its periods: these are the newest editions of its cycles."""
        newest = max(latest, key=lambda row: row.pk)
        kept_as = f"{begins_with(newest.plan_key, period)}{newest.pk}_{newest.sha256[:HASH]}.zip"
        return cls(called(newest.plan_key, period), kept_as)

    @classmethod
    def made(cls, plan: str, period: int | None) -> Self | None:
        """Return the last package made of a plan or a period of it, without asking the database; None without one."""
        kept = [file.name for file in folder().glob(f"{begins_with(plan, period)}*.zip")]
        newest = max(kept, key=lambda name: int(name.split("_")[-2]), default=None)
        return cls(called(plan, period), newest) if newest is not None else None

    @property
    def path(self) -> Path:
        return folder() / self.kept_as

    @property
    def size(self) -> int | None:
        """How many bytes it has; None while it is not made."""
        try:
            return self.path.stat().st_size
        except OSError:
            return None

    def keep(self, data: bytes) -> None:
        """Keep it, whole from the first moment."""
        number, unfinished = mkstemp(dir=folder())
        try:
            with os.fdopen(number, "wb") as file:
                file.write(data)
            Path(unfinished).replace(self.path)
        finally:
            Path(unfinished).unlink(missing_ok=True)


def begins_with(plan: str, period: int | None) -> str:
    """Return how the names of its packages begin; those of editions begin with the key of a plan, which is a number."""
    return f"plan_{plan}_{'' if period is None else f'{period}_'}{release()}_"


def called(plan: str, period: int | None) -> str:
    """Return what the file of a plan or of one of its periods is called."""
    return f"{plan}.zip" if period is None else f"{plan}-{period}.zip"


def release() -> str:
    """Return by which release packages are made now."""
    return release_of(settings.BASE_DIR)[:HASH]


def folder() -> Path:
    """Return where the files lie."""
    path = Path(settings.DATA_DIR) / "packages"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def latest_of_plan(plan: str) -> list[Publication]:
    """Return the newest edition of every cycle of the plan of that key, with its period, without their contents."""
    rows = Publication.objects.filter(plan_key=plan).order_by("cycle_key", "edition").without_content()
    return list({row.cycle_key: row for row in rows.select_related("cycle__period")}.values())
