"""What boards and lists ask of a line, be it a figure or a sheet."""

from typing import Protocol

from entry.round.scorecards.claims import Owing
from entry.round.scorecards.items import Due


class Listed(Protocol):
    """One line of a list: what is owed, how long is left, and how it stands in words."""

    @property
    def owed(self) -> Owing: ...
    @property
    def due(self) -> Due: ...
    @property
    def is_sheet(self) -> bool: ...
    @property
    def is_late(self) -> bool: ...
    @property
    def state_words(self) -> str: ...
    @property
    def returned_reason(self) -> str: ...
    @property
    def place_words(self) -> str: ...
    @property
    def name_words(self) -> str: ...
