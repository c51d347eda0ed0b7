"""Rows that have to be known before the first of them can be answered: they wait on disk, not in memory.

Of a list of any length a few rows are held at a time; of the others what they are sorted by and where they lie.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Any, Final, Self, overload

from ninja import Schema

IN_MEMORY: Final = 1_000_000  # bytes; what is longer is written to a temporary file
Place = tuple[type[Schema], int, int]  # of which kind a row is, where it begins, how long it is
Saying = Callable[[Any], Any]


class WaitingRows(Sequence[Any]):
    """Rows as they come, or sorted by what they say; whoever reads them closes them, by `with`.

    Those that say nothing (`unsaid` tells which) come last whichever way they are sorted, equals stay as they come.
    """

    def __init__(
        self, rows: Iterable[Schema], saying: Saying | None, unsaid: Callable[[Any], bool], *, falls: bool
    ) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by whoever reads
        try:
            known: list[tuple[Any, Place]] = []
            unknown: list[Place] = []
            for row in rows:
                place, value = self._written(row), saying(row) if saying else 0
                unknown.append(place) if unsaid(value) else known.append((value, place))
        except BaseException:
            self._file.close()
            raise
        known.sort(key=itemgetter(0), reverse=falls)
        self._places = [*(place for _, place in known), *unknown]

    def _written(self, row: Schema) -> Place:
        text = row.model_dump_json(exclude_unset=True).encode()
        place = (type(row), self._file.tell(), len(text))
        self._file.write(text)
        return place

    def _read(self, place: Place) -> Any:
        kind, start, length = place
        self._file.seek(start)
        return kind.model_validate_json(self._file.read(length))

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        found = self._places[index]
        return list(map(self._read, found)) if isinstance(found, list) else self._read(found)

    def __iter__(self) -> Iterator[Any]:
        return map(self._read, self._places)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
