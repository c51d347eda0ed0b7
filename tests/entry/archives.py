"""Workbooks for tests: opened, changed and written again, and archives as an attacker would make them."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from entry.workbooks.columns import SHEET

WORKBOOKS = Path(__file__).parent.parent / "data" / "workbooks"


def saved(book: Workbook) -> bytes:
    """Return the workbook as a file."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def edited(data: bytes, cells: Mapping[str, Any]) -> bytes:
    """Return the workbook with these cells of its entry sheet changed."""
    book = load_workbook(io.BytesIO(data))
    for address, value in cells.items():
        book[SHEET][address] = value
    return saved(book)


def repacked(data: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """Return the archive with these parts replaced, added or (None) left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    """Return one part of the archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)
