"""gunicorn behind nginx: gunicorn -c deploy/gunicorn.conf.py kpi_tracker.wsgi

Settings are read and everything is imported in the master (preload): a missing setting stops the start, no worker is
tried for ever, and the first request of a worker costs what the second does.
"""

import multiprocessing
import os
import threading
import time
from typing import Any

HANGS_AFTER = 30  # seconds; the proxy has given the request up by then

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "0")) or multiprocessing.cpu_count() + 1
# Threads, so that somebody who saves never waits until a heavy page has left a worker: see docs/decisions/0025.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "0")) or 4
keepalive = 75  # longer than the proxy keeps a connection: it, and not we, ends an idle one
preload_app = True
timeout = (
    60  # without a sign of life of the worker itself, which a crowded core may delay; requests: see below
)
graceful_timeout = 10
max_requests = 5000
max_requests_jitter = 500
limit_request_line = 4094
limit_request_fields = 60
control_socket_disable = True
accesslog = None  # nginx writes it
errorlog = "-"

_since: dict[int, float] = {}  # in each worker: which thread works on one request since when


def pre_request(worker: Any, req: Any) -> None:
    """Note when the request began."""
    _since[threading.get_ident()] = time.monotonic()


def post_request(worker: Any, req: Any, environ: Any, resp: Any) -> None:
    """Note that it has ended."""
    _since.pop(threading.get_ident(), None)


def post_fork(server: Any, worker: Any) -> None:
    """Watch the worker's requests: one that hangs, on a frozen database perhaps, would keep its thread for ever."""
    _since.clear()
    threading.Thread(target=_watch, args=(worker,), daemon=True, name="hanging requests").start()


def _watch(worker: Any) -> None:
    while not any(time.monotonic() - begun > HANGS_AFTER for begun in list(_since.values())):
        time.sleep(1)
    worker.log.error("A request hangs for %s seconds; this worker is replaced.", HANGS_AFTER)
    worker.alive = False  # its other requests end; the master forks the next one
    threading.Timer(graceful_timeout, os._exit, (1,)).start()
