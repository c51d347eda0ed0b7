"""The server's door: waitress and gunicorn come in here."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpi_tracker.settings")
application = get_wsgi_application()

# What start-up built stays until the end: looking through it for circles again and again cost a sixth of a page.
gc.collect()
gc.freeze()
