"""What a test run needs on the machine beside Python: a browser, Japanese letters, PostgreSQL's programs.

Standard library only, for dev.py asks before anything is installed.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests import postgres

# the shell has no windows to draw, and takes two thirds of the whole browser's time; the engine is the same
HEADLESS_SHELL = "chromium-headless-shell"
CHROMIUM_NAMES = (HEADLESS_SHELL, "chromium", "chromium-browser", "google-chrome")
FONT_FOLDERS = (Path("/usr/share/fonts/opentype/noto"), Path("/usr/share/fonts/truetype/noto"))


def in_ci() -> bool:
    """Say whether a test that is left out counts as a failure."""
    return os.environ.get("CI", "").lower() == "true"


def chromium() -> str | None:
    """Return the browser that the tests may drive: the one that CHROMIUM names, else the system's."""
    named = os.environ.get("CHROMIUM", "")
    if named and Path(named).exists():
        return named
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def nginx() -> str | None:
    """Return the proxy that the tests may start: it need not be on the PATH of somebody who is not root."""
    return shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


def install_what_is_missing() -> None:
    """Install through apt what the tests need; without the right to, change nothing."""
    missing = _missing_packages()
    may_install = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
    if missing and may_install:
        print(f"Installing {', '.join(missing)} through apt ...", flush=True)
        _ = _apt_get("update", "-q") and _apt_get("install", "-y", "-q", "--no-install-recommends", *missing)


def _missing_packages() -> list[str]:
    missing = []
    if chromium() is None:
        missing.append(HEADLESS_SHELL)
    if not any(list(folder.glob("*CJK*")) for folder in FONT_FOLDERS):
        missing.append("fonts-noto-cjk")
    if in_ci() and postgres.programs() is None:  # no developer's machine gets a server unasked
        missing.append("postgresql")
    if in_ci() and nginx() is None:
        missing.append("nginx")
    return missing


def _apt_get(*arguments: str) -> bool:
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with tempfile.TemporaryFile() as log:
        outcome = subprocess.run(["apt-get", *arguments], env=env, stdout=log, stderr=subprocess.STDOUT)
        if outcome.returncode:
            log.seek(0)
            print(log.read().decode(errors="replace")[-2000:], f"apt-get {arguments[0]} failed.", sep="\n")
    return outcome.returncode == 0
