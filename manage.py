#!/usr/bin/env python
"""The command line: Django's commands and ours."""

import os
import sys


def main() -> None:
    """Run the command that was asked for, under the settings of the environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpi_tracker.settings")
    from django.core.management import execute_from_command_line

    from kpi_tracker.room import with_room

    with_room(execute_from_command_line, sys.argv)


if __name__ == "__main__":
    main()
