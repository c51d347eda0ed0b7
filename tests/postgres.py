"""A PostgreSQL cluster for one test run: in a temporary folder, reached by a Unix socket, gone afterwards.

Standard library only. Works as root too: the programs then run as another user, for they refuse root.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

# no autovacuum: an analysis between two tests sees tables that look empty, and plans for one row what has thousands
# no compiling of plans either, which costs more than these queries; no log beyond what a restart would need
FAST = (
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off "
    "-c jit=off -c wal_level=minimal -c max_wal_senders=0"
)

MIGRATED = (
    "migrated"  # a second database of the cluster, from which others can be copied once it has its tables
)


def programs() -> Path | None:
    """Return the folder of initdb and pg_ctl: PG_BIN, else what pg_config says, else Debian's newest."""
    found = [os.environ.get("PG_BIN", "")]
    if pg_config := shutil.which("pg_config"):
        found.append(subprocess.run([pg_config, "--bindir"], capture_output=True, text=True).stdout.strip())
    if initdb := shutil.which("initdb"):
        found.append(str(Path(initdb).parent))
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    found += [str(folder) for folder in sorted(debian, key=_major_version, reverse=True)]
    for name in filter(None, found):
        if (folder := Path(name)).joinpath("initdb").is_file() and folder.joinpath("pg_ctl").is_file():
            return folder
    return None


def _major_version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


@contextmanager
def throw_away_cluster(bin_dir: Path) -> Iterator[str]:
    """Yield the DATABASE_URL of a running cluster; it is stopped and deleted afterwards, also by SIGTERM."""
    folder = Path(tempfile.mkdtemp(prefix="kpi-pg-"))
    user, owner = _owner(folder)
    in_data = ("-D", str(folder / "data"))

    def run(program: str, *arguments: str) -> None:
        # the output goes to a file: a pipe would stay open for as long as the server lives
        with (folder / "programs.log").open("ab") as log:
            outcome = subprocess.run(
                [bin_dir / program, *arguments], cwd=folder, stdout=log, stderr=subprocess.STDOUT, **owner
            )
        if outcome.returncode:
            raise RuntimeError(f"{program} failed:\n{(folder / 'programs.log').read_text(errors='replace')}")

    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        run("initdb", *in_data, "-U", user, *"-A trust -E UTF8 --locale=C.UTF-8 --no-sync".split())
        run("pg_ctl", *in_data, "-w", "-o", f"{FAST} -k {folder}", "-l", str(folder / "server.log"), "start")
        try:
            run("createdb", "-h", str(folder), "-U", user, MIGRATED)
            yield f"postgres://{quote(user)}@/postgres?host={quote(str(folder), safe='')}"
        finally:
            run("pg_ctl", *in_data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        signal.signal(signal.SIGTERM, before)


def migrated_in(url: str) -> str:
    """Return the DATABASE_URL of the cluster's second database."""
    return url.replace("/postgres?", f"/{MIGRATED}?")


def _owner(folder: Path) -> tuple[str, dict[str, Any]]:
    """Return who runs the programs, and how subprocess is told; hands the folder over if it is not us."""
    import pwd  # not on Windows, where this is not reached

    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name, {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    entry = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return entry.pw_name, {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
