"""What every test can ask for."""

import lacrima.celery  # noqa: F401
