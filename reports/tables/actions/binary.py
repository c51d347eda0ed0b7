"""An old binary workbook (.xls): whether it shows a number otherwise than it keeps it; its reader does not say so."""

import struct
from collections.abc import Iterator
from typing import Final

from indicators.calculation.spreadsheets import shows_percent, shows_thousands

_BEGIN: Final = b"\x09\x08\x10\x00\x00\x06\x05\x00"  # of the stream: BIFF8, what holds for the whole book
_FORMAT, _CELL_FORMAT, _NUMBER, _SHORT, _SHORTS, _FORMULA = 0x041E, 0x00E0, 0x0203, 0x027E, 0x00BD, 0x0006
_PERCENT: Final = frozenset({9, 10})  # formats that every program knows: 0% and 0.00%
_WIDE: Final = 1  # a text of two bytes a letter


def shows_scaled_numbers(data: bytes) -> bool:
    """Tell whether a cell shows a hundred times or a thousandth of its number, as far as records can be followed."""
    scaled, formats = set(_PERCENT), list[int]()
    for kind, record in _records(data, data.find(_BEGIN)):
        if kind == _FORMAT and _is_scaled(record):
            scaled.add(_short(record, 0))
        elif kind == _CELL_FORMAT and len(record) >= 4:
            formats.append(_short(record, 2))
        elif any(at < len(formats) and formats[at] in scaled for at in _formats_of_numbers(kind, record)):
            return True
    return False


def _records(data: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while 0 <= at <= len(data) - 4:
        kind, size = struct.unpack_from("<HH", data, at)
        if not kind or at + 4 + size > len(data):
            return
        yield kind, data[at + 4 : at + 4 + size]
        at += 4 + size


def _short(record: bytes, at: int) -> int:
    return int.from_bytes(record[at : at + 2], "little")


def _is_scaled(record: bytes) -> bool:
    if len(record) < 5:
        return False
    text = record[5:].decode("utf-16-le" if record[4] & _WIDE else "latin-1", errors="replace")
    return shows_percent(text) or shows_thousands(text)


def _formats_of_numbers(kind: int, record: bytes) -> list[int]:
    """Return the numbers of the cell formats of those cells that hold numbers."""
    if kind in {_NUMBER, _SHORT, _FORMULA}:
        return [_short(record, 4)]
    return [_short(record, at) for at in range(4, len(record) - 2, 6)] if kind == _SHORTS else []
