"""Make films ready, one after the other, until there is nothing left to do.

A Celery task has to end within minutes and dies with its worker; the process that does this has a session of its own
(surveys/films/__main__.py), renews its lease, and ends itself when it can't.
"""

import logging
import shutil

from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from surveys.films.lease import claim
from surveys.films.make_ready import LostError, make_ready
from surveys.films.slots import slot

LOG = logging.getLogger(__name__)


def transcoder(slots: int | None = None, sha256: str = "") -> int:
    """How many films were made ready, in a slot of this machine; 0 when all slots are taken."""
    done = 0
    with slot(slots) as folder:
        while folder is not None and (lease := claim(at=timezone.now(), sha256=sha256)) is not None:
            folder.mkdir(mode=0o700)
            try:
                done += make_ready(lease, folder, now=timezone.now)
            except (LostError, DatabaseError, InterfaceError):
                LOG.warning("The work on film %s was given up: its lease is lost.", lease.film_id)
                return done
            except Exception:
                LOG.exception("Film %s could not be made ready.", lease.film_id)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    return done
