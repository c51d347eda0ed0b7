"""gunicorn behind nginx: gunicorn -c deploy/gunicorn.conf.py kpi_tracker.wsgi

Settings are read in the master (preload): a missing one stops the start, and no worker is tried for ever.
"""

import multiprocessing
import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "0")) or multiprocessing.cpu_count() + 1
preload_app = True
timeout = 15  # a worker that hangs on a frozen database is replaced
graceful_timeout = 10
max_requests = 5000
max_requests_jitter = 500
limit_request_line = 4094
limit_request_fields = 60
control_socket_disable = True
accesslog = None  # nginx writes it
errorlog = "-"
