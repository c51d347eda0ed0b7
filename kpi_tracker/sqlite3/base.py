"""SQLite as Django knows it, with connections that may be kept from one request to the next."""

from pathlib import Path
from typing import Any, Final

from django.db.backends.sqlite3 import base

NOWHERE: Final = (0, 0)


class DatabaseWrapper(base.DatabaseWrapper):
    """Opens the file that stands under the name, and is usable as long as that very file stands there.

    A connection outlives its file: when a backup is put in its place, what is written over a kept connection would be
    acknowledged and lost. Whatever went wrong on a connection, it is not used again.
    """

    _file = NOWHERE

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, and remember which file it was."""
        connection = super().get_new_connection(conn_params)
        self._file = self._standing()
        return connection

    def is_usable(self) -> bool:
        """Tell whether the kept connection still writes into the file that others open."""
        return not self.errors_occurred and self._file == self._standing()

    def _standing(self) -> tuple[int, int]:
        try:
            found = Path(self.settings_dict["NAME"]).stat()
        except FileNotFoundError:
            return NOWHERE
        return found.st_dev, found.st_ino
