"""The parts of a run; each is measured on a server started for it alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bench import beside, cities, entering, page_costs, rush, starting
from bench.kept import Kept
from tests.servers import Server


@dataclass(frozen=True, slots=True)
class Part:
    """How it is measured, and whether the server has as many workers as it is shipped with, or one."""

    measure: Callable[[Server, Kept], None]
    has_all_workers: bool = False


PARTS: Final[Mapping[str, Part]] = {
    "starting": Part(starting.measure),
    "pages": Part(page_costs.measure),
    "entering": Part(entering.measure),
    "rush": Part(rush.measure, has_all_workers=True),
    "beside": Part(beside.measure, has_all_workers=True),
    "cities": Part(cities.measure),  # the last: it fills the database with other cities
}
