"""What a worker holds: its memory is mostly what it has imported."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from lacrima.celery import app

WORKER = "import json, sys; from lacrima.celery import app; app.loader.import_default_modules()"
CODEBOOK = "; from django.template.loader import get_template; get_template('exports/codebook.html')"
REBUILD = "; import surveys.findings.rebuild"
TELL = "; print(json.dumps([sorted(app.tasks), sorted(sys.modules)]))"
HEAVY = [
    "numpy",
    "scipy",
    "statsmodels",
    "matplotlib",
    "PIL",
    "cryptography",
    "surveys.pages.urls",
    "surveys.api.urls",
    "requests",
]


def loaded(program: str) -> tuple[list[str], list[str]]:
    """The tasks and the modules of a process of its own that ran the program."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment()
    )
    tasks, modules = json.loads(done.stdout)
    return tasks, modules


def environment() -> dict[str, str]:
    return {
        "LACRIMA_HOME": str(settings.LACRIMA_HOME),
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "localhost",
        "DATABASE_URL": "postgresql://nobody@localhost/none",
        "BROKER_URL": "memory://",
        "PYTHONPATH": f"{settings.BASE_DIR / 'platform'}:{settings.BASE_DIR}",
    }


def test_a_worker_that_knows_all_tasks_loads_neither_statistics_nor_charts_nor_pages() -> None:
    tasks, modules = loaded(WORKER + CODEBOOK + TELL)

    assert "surveys.exports.tasks.build_next_export" in tasks
    assert "surveys.findings.tasks.rebuild_changed_studies" in tasks
    assert [name for name in HEAVY if name in modules] == []


def test_the_look_at_modules_sees_numpy_and_scipy_once_findings_are_rebuilt() -> None:
    assert {"numpy", "scipy"} <= set(loaded(WORKER + REBUILD + TELL)[1])


@pytest.mark.parametrize(
    ("task", "queue"), [("exports.tasks.build_next_export", "exports"), ("mail.tasks.send_due", "celery")]
)
def test_exports_wait_in_a_queue_of_their_own(task: str, queue: str) -> None:
    assert app.amqp.router.route({}, f"surveys.{task}")["queue"].name == queue


def test_a_worker_that_is_told_nothing_takes_from_every_queue() -> None:
    assert set(app.amqp.queues.consume_from) == {"celery", "exports"}
