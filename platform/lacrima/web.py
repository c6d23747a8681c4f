"""gunicorn's configuration: `gunicorn -c python:lacrima.web lacrima.wsgi`. Options on the command line go before it."""

from typing import Any

from lacrima import even
from lacrima.embedded import die_with_parent

worker_class = "lacrima.even.EvenWorker"
workers = 2
# Films don't keep them: lacrima/sender.py.
threads = 16
# Imported once, shared by the workers.
preload_app = True
timeout = 60
graceful_timeout = 8
keepalive = 5
backlog = 2048
# gunicorn 27 would open a control socket in the home folder.
control_socket_disable = True
# An access log would hold participants' links.
accesslog = None
logger_class = "lacrima.quiet.Quiet"
errorlog = "-"
loglevel = "warning"
logconfig_dict: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_links": {"()": "lacrima.logs.WithoutLinks"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_links"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"gunicorn.error": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}


def post_fork(server: Any, worker: Any) -> None:
    """A worker never outlives its master."""
    die_with_parent()


def child_exit(server: Any, worker: Any) -> None:
    """Nothing is left to a worker that is gone."""
    even.forget(worker)
