"""A PostgreSQL for oTree: the same programs and settings as Lacrima's own embedded one, on data of its own."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgres(home: Path) -> Iterator[str]:
    """The address of an empty database that lives as long as the block."""
    from lacrima.embedded import Postgres, wait_until
    from lacrima.home import DATABASE_NAME, DATABASE_USER

    server = Postgres(home)
    server.prepare()
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            server.command(), preexec_fn=server.become, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        wait_until(lambda: server.is_ready(process.pid), "PostgreSQL")
        server.make_database()
        yield f"postgresql://{DATABASE_USER}@/{DATABASE_NAME}?host={server.sockets}"
    finally:
        # SIGINT is PostgreSQL's fast stop: it doesn't wait for connections.
        process.send_signal(signal.SIGINT)
        process.wait()
