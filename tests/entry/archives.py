"""Workbooks for tests: opened, changed and written again, and archives as an attacker would make them."""

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook, load_workbook

from entry.workbook.columns import SHEET

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


def as_libreoffice_writes(data: bytes) -> bytes:
    """Return the first two worksheets in the parts of a file that LibreOffice wrote: its tags, its texts in runs.

    It is put together from libreoffice.xlsx, which LibreOffice made; this one it has never seen.
    """
    made = (WORKBOOKS / "libreoffice.xlsx").read_bytes()
    book, texts = load_workbook(io.BytesIO(data)), list[str]()
    parts, names = {}, part(made, "xl/workbook.xml").decode()
    names = re.sub("<definedNames>.*</definedNames>", "", names)
    for number, old in ((1, "実績の入力"), (2, "使い方")):
        sheet, name = book.worksheets[number - 1], f"xl/worksheets/sheet{number}.xml"
        names = names.replace(f'name="{old}"', f'name="{sheet.title}"')
        rows = "".join(_row(row, texts) for row in sheet.iter_rows())
        old_sheet = part(made, name).decode()
        parts[name] = re.sub(
            "<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>", old_sheet, flags=re.S
        ).encode()
    strings = part(made, "xl/sharedStrings.xml").decode()
    items = "".join(f"<si>{_runs(text)}</si>" for text in texts)
    parts["xl/sharedStrings.xml"] = (
        re.match(r".*?<sst [^>]*>", strings, flags=re.S)[0] + items + "</sst>"  # type: ignore[index]
    ).encode()
    return repacked(made, parts | {"xl/workbook.xml": names.encode()})


def _row(row: Any, texts: list[str]) -> str:
    cells = "".join(_cell(cell, texts) for cell in row)
    number = row[0].row
    return f'<row r="{number}" customFormat="false" ht="15" hidden="false" collapsed="false">{cells}</row>'


def _cell(cell: Any, texts: list[str]) -> str:
    if cell.value is None:
        return f'<c r="{cell.coordinate}" s="2"/>'
    if isinstance(cell.value, str):
        texts.append(cell.value)
        return f'<c r="{cell.coordinate}" s="2" t="s"><v>{len(texts) - 1}</v></c>'
    return f'<c r="{cell.coordinate}" s="2" t="n"><v>{cell.value}</v></c>'


def _runs(text: str) -> str:
    """Write Latin and Japanese letters as runs of their own, as LibreOffice does for their fonts."""
    runs = re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", text)
    if len(runs) < 2:
        return f'<t xml:space="preserve">{escape(text)}</t>'
    font = '<rPr><sz val="11"/><rFont val="Cambria"/><family val="0"/></rPr>'
    return "".join(f'<r>{font}<t xml:space="preserve">{escape(run)}</t></r>' for run in runs)
