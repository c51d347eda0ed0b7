"""管理番号 of a row about a 事務事業: which row it is, and by a digest of each cell what was downloaded."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

_WIDTH: Final = 6
_FORM: Final = re.compile(r"J(\d{1,9})-(\d{1,9})-(\d{1,9})-([0-9a-f]{8})-((?:[0-9a-f]{6}){1,400})", re.ASCII)


@dataclass(frozen=True, slots=True)
class RowKey:
    """The round, the 事務事業, the table (the item's number, 0: the sheet itself), the row's mark, its cells' digests.

    The mark stands for what the row asks, so that a file made for another form is known. A cell that still has its
    digest was not touched in the file; a stored value that has it was not changed by anybody since the download.
    """

    round: int
    node: int
    table: int
    mark: str
    digests: tuple[str, ...]

    def __str__(self) -> str:
        return f"J{self.round}-{self.node}-{self.table}-{self.mark}-{''.join(self.digests)}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the key that was written, or None for anything else."""
        match = _FORM.fullmatch(text.strip())
        if match is None:
            return None
        digests = tuple(match[5][place : place + _WIDTH] for place in range(0, len(match[5]), _WIDTH))
        return cls(int(match[1]), int(match[2]), int(match[3]), match[4], digests)


def cell_digest(text: str) -> str:
    """Return by what one sees later whether a cell says something else; it guards nothing."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_WIDTH]


def mark_of(words: Iterable[str]) -> str:
    """Return the mark of a row that asks for this."""
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:8]
