"""The server's door: waitress and gunicorn come in here."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpi_tracker.settings")
application = get_wsgi_application()
