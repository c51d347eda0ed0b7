"""Log records as lines of JSON: one record, one line, whatever text a record carries."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

LONGEST = 4000


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"


class JsonLines(logging.Formatter):
    """Formats a record as one line: control characters are escaped by JSON, long values are cut."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; an incident number that was shown to a person is in it."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _cut(record.getMessage()),
        }
        request = getattr(record, "request", None)
        for name, value in (
            ("status", getattr(record, "status_code", None)),
            ("method", getattr(request, "method", None)),
            ("path", getattr(request, "path", None)),
            ("incident", getattr(record, "incident", None) or getattr(request, "incident", None)),
        ):
            if value is not None:
                line[name] = _cut(str(value))
        if record.exc_info:
            line["exception"] = _cut_end(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=True)


def _cut_end(trace: str) -> str:
    # the end of a traceback says what happened, so it is the beginning that goes
    return trace if len(trace) <= 4 * LONGEST else f"…{trace[-4 * LONGEST :]}"
