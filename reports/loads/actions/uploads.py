"""Files that were sent: kept outside the web root under their hash, for those alone who sent them."""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from typing import Final

from django.conf import settings
from django.core import signing

LARGEST: Final = 5 * 1024 * 1024
VALID_SECONDS: Final = 24 * 3600
_SALT: Final = "reports.loads.ticket"


class GoneError(Exception):
    """The file is not there any more, or is somebody else's; str() says what to do."""

    def __init__(self) -> None:
        super().__init__("選んだファイルの控えがありません。もう一度ファイルを選んでください。")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent: what it was called, and its hash, by which it is kept."""

    name: str
    sha256: str

    @property
    def path(self) -> Path:
        return folder() / self.sha256


def folder() -> Path:
    """Return where the files lie, readable by the application alone."""
    path = Path(settings.DATA_DIR) / "uploads"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def keep(name: str, data: bytes) -> Upload:
    """Keep a file; the same one is kept once."""
    upload = Upload(name[-100:], sha256(data).hexdigest())
    number, unfinished = mkstemp(dir=folder())  # of its own: two threads may send the same at once
    with os.fdopen(number, "wb") as file:
        file.write(data)
    Path(unfinished).replace(upload.path)
    return upload


def ticket_for(upload: Upload, person: int) -> str:
    """Return the word by which this person alone opens the file again, for a day."""
    return signing.dumps([person, upload.name, upload.sha256], salt=_SALT, compress=True)


def of_ticket(ticket: str, person: int) -> Upload:
    """Return the file; raise GoneError if it is another's, too old, or gone."""
    try:
        whose, name, digest = signing.loads(ticket, salt=_SALT, max_age=VALID_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        raise GoneError from None
    upload = Upload(name, digest)
    if whose != person or not upload.path.is_file():
        raise GoneError
    return upload
