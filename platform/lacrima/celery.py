"""The Celery application: background work and its timetable."""

import os

from celery import Celery
from celery.signals import beat_embedded_init, worker_process_init

from lacrima.embedded import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lacrima.settings")
# Django's checks load all pages, their charts and the API, 50 MB that no task uses; `manage.py` runs them.
os.environ.setdefault("CELERY_SKIP_CHECKS", "yes")

app = Celery("lacrima")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
@beat_embedded_init.connect
def _leave_no_orphan(**_: object) -> None:
    die_with_parent()
