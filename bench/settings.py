"""The project's settings for a server that is measured: as they are, with the empty view beside the application."""

from kpi_tracker.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
