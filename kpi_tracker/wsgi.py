"""The server's door: waitress and gunicorn come in here."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpi_tracker.settings")
application = get_wsgi_application()

# A page of a whole city builds ten thousand rows and drops them: looking for circles among them after every few hundred
# cost a fifth of its time (docs/performance.md). What start-up built stays anyway.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 10, 10)
