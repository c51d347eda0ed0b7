"""Files that were sent: kept outside the web root under their hash, for those alone who sent them."""

import os
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import mkstemp
from typing import Final
from zipfile import ZipFile, ZipInfo

from django.conf import settings
from django.core import signing

from reports.loads.kinds import is_book

LARGEST: Final = 5 * 1024 * 1024
LARGEST_REQUEST: Final = 30 * 1024 * 1024  # a report is a large file; what is in it is small
LONGEST_ON_A_PAGE: Final = 200_000  # some 500 rows, half a second
VALID_SECONDS: Final = 24 * 3600
_SALT: Final = "reports.loads.ticket"


class GoneError(Exception):
    """The file is not there any more, or is somebody else's; str() says what to do."""

    def __init__(self) -> None:
        super().__init__("選んだファイルの控えがありません。もう一度ファイルを選んでください。")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent: what it was called, and its hash, by which it is kept.

    `origin` is the hash of the file that was sent, where this one was made from it: rows read out of a table.
    """

    name: str
    sha256: str
    origin: str = ""

    @property
    def path(self) -> Path:
        return folder() / self.sha256

    @property
    def is_long(self) -> bool:
        """Whether reading it takes longer than a page should: a job does that."""
        return self.path.stat().st_size > LONGEST_ON_A_PAGE

    def words(self) -> list[str]:
        """Return it as a job keeps it; of_words() reads it again."""
        return [self.name, self.sha256, self.origin]


def of_words(kept: Sequence[str]) -> Upload:
    """Return the file that words() named; raise GoneError if it is not kept any more."""
    upload = Upload(*kept)
    if not upload.path.is_file():
        raise GoneError
    return upload


def folder() -> Path:
    """Return where the files lie, readable by the application alone."""
    path = Path(settings.DATA_DIR) / "uploads"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def keep(name: str, data: bytes, *, origin: str = "") -> Upload:
    """Keep a file; the same one is kept once."""
    upload = Upload(name[-100:], sha256(data).hexdigest(), origin)
    number, unfinished = mkstemp(dir=folder())  # of its own: two threads may send the same at once
    with os.fdopen(number, "wb") as file:
        file.write(data)
    Path(unfinished).replace(upload.path)
    return upload


def together(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Return what was sent at once: workbooks, if there are several, as one archive, everything else as it is."""
    books = [one for one in files if is_book(*one)]
    if len(books) < 2:
        return [*files]
    return [
        (f"{books[0][0]}ほか{len(books) - 1}件.zip", archive_of(books)),
        *(one for one in files if one not in books),
    ]


def archive_of(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Return files as one archive; the same files are the same archive, whatever the time of day."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for at, (name, content) in enumerate(files):
            is_alone = [one for one, _ in files].count(name) == 1
            archive.writestr(ZipInfo(name if is_alone else f"{at + 1}_{name}"), content)
    return buffer.getvalue()


def ticket_for(upload: Upload, person: int) -> str:
    """Return the word by which this person alone opens the file again, for a day."""
    return signing.dumps([person, *upload.words()], salt=_SALT, compress=True)


def of_ticket(ticket: str, person: int) -> Upload:
    """Return the file; raise GoneError if it is another's, too old, or gone."""
    try:
        whose, *kept = signing.loads(ticket, salt=_SALT, max_age=VALID_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        raise GoneError from None
    if whose != person:
        raise GoneError
    return of_words(kept)


def empty(before: datetime, *, needed: Container[str]) -> int:
    """Delete the files that were last sent before that moment and that nobody needs; return how many."""
    old = [
        one
        for one in folder().iterdir()
        if one.name not in needed and one.stat().st_mtime < before.timestamp()
    ]
    for one in old:
        one.unlink(missing_ok=True)  # another may do the same
    return len(old)
