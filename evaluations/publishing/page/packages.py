"""Where the packages of editions lie: all tables of one, or of the newest of every cycle of a plan, as one zip each.

They are made beforehand by whoever does the jobs, so that nobody outside can make a server work by asking for them.
An edition never changes, and so its package does not: it is kept for as long as the edition is there.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import Final, Self

from django.conf import settings

from evaluations.publishing.models import Publication

HASH: Final = (
    16  # letters of a hash in the name of a file: another database may have other editions of that number
)


@dataclass(frozen=True, slots=True)
class Package:
    """The package of some editions: what a visitor's file is called, and by which name it is kept."""

    name: str
    kept_as: str

    @classmethod
    def of_edition(cls, row: Publication) -> Self:
        """Return the package of one edition."""
        name = "-".join(map(str, row.place))
        return cls(f"{name}.zip", f"{name}-{row.sha256[:HASH]}.zip")

    @classmethod
    def of_plan(cls, latest: Sequence[Publication]) -> Self:
        """Return the package of a plan, of which these are the newest editions of its cycles."""
        newest = max(latest, key=lambda row: row.pk)
        kept_as = f"{of_a_plan(newest.plan_key)}{newest.pk}_{newest.sha256[:HASH]}.zip"
        return cls(f"{newest.plan_key}.zip", kept_as)

    @classmethod
    def made_of_plan(cls, plan: str) -> Self | None:
        """Return the last package that was made of a plan, without asking the database; None where none was."""
        kept = [file.name for file in folder().glob(f"{of_a_plan(plan)}*.zip")]
        newest = max(kept, key=lambda name: int(name.split("_")[-2]), default=None)
        return cls(f"{plan}.zip", newest) if newest is not None else None

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


def of_a_plan(plan: str) -> str:
    """Return how the names of its packages begin; those of editions begin with the key of a plan, which is a number."""
    return f"plan_{plan}_"


def folder() -> Path:
    """Return where the files lie."""
    path = Path(settings.DATA_DIR) / "packages"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def latest_of_plan(plan: str) -> list[Publication]:
    """Return the newest edition of every cycle of the plan of that key, without their contents."""
    rows = Publication.objects.filter(plan_key=plan).order_by("cycle_key", "edition").without_content()
    return list({row.cycle_key: row for row in rows}.values())
