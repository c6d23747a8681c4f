"""The web application for gunicorn."""

import os

from django import setup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lacrima.settings")
setup()

from lacrima.celery import app as _celery  # noqa: E402, F401  (tasks that a page enqueues need the application)
from lacrima.doors import TwoDoors  # noqa: E402

application = TwoDoors()
