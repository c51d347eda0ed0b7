"""The project's settings for a test run, which takes but the database from outside."""

import os
import tempfile
from pathlib import Path

os.environ.update(
    DEBUG="false", PLAIN_HTTP="true", ENV_FILE="", SECRET_KEY="a secret for tests that guards nothing at all"
)
os.environ["ALLOWED_HOSTS"] = "localhost,127.0.0.1,testserver"

from kpi_tracker.settings import *  # noqa: F403
from kpi_tracker.settings import DATABASES, STORAGES

# several runs may go on at once, each with its own file; a file, because a live server has threads
_SCRATCH = tempfile.TemporaryDirectory(prefix="kpi-tracker-test-")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_SCRATCH.name) / "test.sqlite3")}
elif template := os.environ.get(
    "TEMPLATE_DATABASE"
):  # one that has its tables, see dev.py: migrating takes seconds
    DATABASES["default"]["TEST"] = {"TEMPLATE": template}

DATA_DIR = Path(_SCRATCH.name)  # files that are sent

# a live server serves from the finders, where hashed names do not exist
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
KEPT_ANSWERS = False  # tests write rows around what tells readers of them; those of what is kept switch it on
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # many logins, none worth guarding

# pytest keeps what is logged; lines for every refusal beside it are read by nobody
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "INFO"}}
