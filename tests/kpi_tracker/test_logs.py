import json
import logging
import sys

from kpi_tracker.logs import LONGEST, JsonLines


def line(message: str, *arguments: object, **more: object) -> str:
    record = logging.LogRecord("kpi", logging.WARNING, __file__, 1, message, arguments, None)
    vars(record).update(more)
    return JsonLines().format(record)


def test_a_record_is_one_line_whatever_it_carries():
    written = line("saved %s", "a\nforged line\r\x1b[31m\u2028and more")
    assert len(written.splitlines()) == 1
    assert "\x1b" not in written
    assert json.loads(written)["message"] == "saved a\nforged line\r\x1b[31m\u2028and more"


def test_a_value_of_a_megabyte_is_cut():
    assert len(line("x" * 1_000_000)) < 2 * LONGEST


def test_an_exception_keeps_its_end():
    try:
        raise ValueError("the cause" + " again" * 10)
    except ValueError:
        written = line("failed", exc_info=sys.exc_info())
    assert json.loads(written)["exception"].endswith("again")
    assert len(written.splitlines()) == 1
