"""The web application for gunicorn."""

import os

from django import setup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lacrima.settings")
setup()

from django.urls import get_resolver  # noqa: E402

from lacrima.celery import app as _celery  # noqa: E402, F401  (tasks that a page enqueues need the application)
from lacrima.doors import TwoDoors  # noqa: E402

# Now, before gunicorn forks: what the pages need is imported once and shared, and no first visitor waits for it.
_patterns = get_resolver().url_patterns
application = TwoDoors()
