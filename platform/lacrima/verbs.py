"""All verbs but the two set-up commands are Django's own, against the database of the settings."""

import os
import sys

from lacrima.home import Trouble

NOT_RUNNING = (
    "Lacrima isn't running, so its database can't be reached. "
    "Start it with “python3 manage.py demo”, or set DATABASE_URL to a PostgreSQL of your own."
)


def run_verb(arguments: list[str]) -> None:
    """Run a management command; a database that isn't there is one sentence, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lacrima.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        import lacrima.celery  # noqa: F401  (tasks that a command enqueues need the application)

        execute_from_command_line(arguments)
    except ImproperlyConfigured as error:
        raise Trouble(str(error)) from None
    except OperationalError as error:
        if "onnection" not in str(error):
            raise
        if settings.EMBEDDED:
            raise Trouble(NOT_RUNNING) from None
        sys.exit(f"The database of DATABASE_URL can't be reached: {str(error).strip().splitlines()[-1]}")
