"""管理番号: which figure a row of a workbook is, which version of it was downloaded, and what it said then."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

_FORM: Final = re.compile(r"K(\d{1,9})-(\d{1,9})-(\d{1,9})-([0-9a-f]{8})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Key:
    """The round and the indicator by their numbers, the version (0: nothing was entered yet), a digest of the cells."""

    round: int
    indicator: int
    version: int
    digest: str

    def __str__(self) -> str:
        return f"K{self.round}-{self.indicator}-{self.version}-{self.digest}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the key that was written, or None for anything else."""
        match = _FORM.fullmatch(text.strip())
        return cls(int(match[1]), int(match[2]), int(match[3]), match[4]) if match else None


def digest(texts: Iterable[str]) -> str:
    """Return by what one sees later whether somebody has touched these cells; it guards nothing."""
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:8]
