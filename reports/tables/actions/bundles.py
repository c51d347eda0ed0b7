"""Many files in one archive: each opened by itself, so that a broken one does not stop the others."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from entry.workbook.safety import RefusedFile
from reports.loads.kinds import is_endless
from reports.tables.actions.opening import BROKEN, LARGEST_FILE, LOCKED

MOST_FILES: Final = 500
LARGEST_UNPACKED: Final = 200 * 1024 * 1024
_TOO_MANY: Final = "ファイルが{}個あります。{}個までに分けてください。"
_ENDLESS: Final = f"圧縮ファイルの中のファイルが多すぎます。{MOST_FILES}個までに分けてください。"
_NONE: Final = "圧縮ファイルの中に、読み込むファイルがありません。"
_LEFT_OUT: Final = ("__MACOSX/", "~$", ".")


def names_in(data: bytes) -> list[str]:
    """Return the names of the files of an archive; raise RefusedFile where there are none, or too many."""
    entries = [one for one in _entries(data) if _is_meant(one)]
    if not entries:
        raise RefusedFile(_NONE)
    if len(entries) > MOST_FILES:
        raise RefusedFile(_TOO_MANY.format(len(entries), MOST_FILES))
    return [name_of(one) for one in entries]


def files_in(data: bytes) -> Iterator[tuple[str, bytes | RefusedFile]]:
    """Yield each file of an archive with what is in it, or why it cannot be had."""
    left = LARGEST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for one in archive.infolist():
            if not _is_meant(one):
                continue
            left -= min(one.file_size, LARGEST_FILE)
            yield name_of(one), _content(archive, one, left)


def _content(archive: zipfile.ZipFile, one: zipfile.ZipInfo, left: int) -> bytes | RefusedFile:
    if one.flag_bits & 1:
        return RefusedFile(LOCKED)
    if one.file_size > LARGEST_FILE or left < 0:
        return RefusedFile("ファイルが大きすぎるため読み込めません（1個5MB、全部で200MBまで）。")
    try:
        with archive.open(one) as file:
            return file.read(LARGEST_FILE + 1)
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError, zlib.error):
        return RefusedFile(BROKEN)


def _entries(data: bytes) -> list[zipfile.ZipInfo]:
    if is_endless(data):
        raise RefusedFile(_ENDLESS)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise RefusedFile(BROKEN) from error


def _is_meant(one: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(one.filename).name
    return (
        not one.is_dir() and not name.startswith(_LEFT_OUT[1:]) and not one.filename.startswith(_LEFT_OUT[0])
    )


def name_of(one: zipfile.ZipInfo) -> str:
    """Return the name of a file without its folders, as it was typed: older archives keep it in CP932 unsaid."""
    name = one.filename
    if not one.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("cp932")
        except UnicodeError:
            name = one.filename
    return name.replace("\\", "/").rpartition("/")[2][-100:] or "ファイル"
