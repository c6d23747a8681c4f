"""A gunicorn worker that leaves new connections to the worker that has fewer of them, and films to a sender.

All workers listen on one socket, and the kernel tends to wake the same one: of eight kept-alive connections one worker
had seven, and one processor did nearly all the work.
"""

import select
import time
from multiprocessing.sharedctypes import RawArray
from socket import socket
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from lacrima.sender import Handed, Rest, Sender

MOST_WORKERS = 64
NOBODY = 1 << 30
# Long enough for the other worker to wake up; it may be stuck, so not for long.
LEAVES_S = 0.005
# A connection left longer ago than this was another one.
FORGETS_S = 0.05
NAP_S = 0.0005
LINGERS_MS = 4
# gunicorn tells after every request, by a system call; its patience is a minute.
TELLS_S = 1.0
# How many connections each worker has; shared with the workers, which are forked after this is imported.
CONNECTIONS = RawArray("i", [NOBODY] * MOST_WORKERS)


class EvenWorker(ThreadWorker):
    """Threads for requests, as gunicorn has them, with connections shared out evenly."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
        self.place = place_of(self)
        self.left_since = self.told_at = 0.0
        self.sender: Sender | None = None

    def notify(self) -> None:
        """Say how much this worker has to do, and once a second that it lives."""
        CONNECTIONS[self.place] = self.nr_conns
        now = time.monotonic()
        if now - self.told_at >= TELLS_S:
            self.told_at = now
            super().notify()  # type: ignore[no-untyped-call]

    def is_parent_alive(self) -> bool:
        """The kernel ends this worker with its master (lacrima.embedded), so nothing has to be asked."""
        return True

    def handle(self, conn: Any) -> Any:
        """Answer a request, and the next where it comes at once: a form's redirect is followed."""
        if not conn.initialized and not self.cfg.is_ssl and not isinstance(conn.sock, Handed):
            conn.sock = Handed.over(conn.sock)
        kept = super().handle(conn)  # type: ignore[no-untyped-call]
        pool: Any = self.tpool
        # Nobody waits for a thread meanwhile.
        while kept is True and not rest_of(conn) and self.alive and pool._work_queue.empty() and follows(conn.sock):
            kept = super().handle(conn)  # type: ignore[no-untyped-call]
        return kept

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Take a connection back from its thread; where a piece of a film is left over, the sender has it first."""
        rest = rest_of(conn)
        if rest is None:
            super().finish_request(conn, fs)  # type: ignore[no-untyped-call]
            return
        conn.sock.rest = None
        self.sender = self.sender or Sender(lambda: bool(self.alive))
        later: Any = self.method_queue
        self.sender.take(conn.sock, rest, lambda whole: later.defer(self.sent, conn, fs, whole))

    def sent(self, conn: Any, fs: Any, whole: bool) -> None:
        """Take a connection back from the sender."""
        if whole and fs.result():
            super().finish_request(conn, fs)  # type: ignore[no-untyped-call]
            return
        # Not gracefully: that waits for a phone, and what the kernel has taken it delivers anyway.
        self.nr_conns -= 1
        conn.close()

    def accept(self, listener: Any) -> None:
        """Take a connection, unless another worker has fewer and takes it soon."""
        now = time.monotonic()
        waited = now - self.left_since
        if self.nr_conns > min(CONNECTIONS) and not LEAVES_S < waited < FORGETS_S:
            if waited >= FORGETS_S:
                self.left_since = now
            time.sleep(NAP_S)
            return
        super().accept(listener)  # type: ignore[no-untyped-call]
        CONNECTIONS[self.place] = self.nr_conns


def rest_of(conn: Any) -> Rest | None:
    """What of a film is still to be sent on a connection."""
    return getattr(conn.sock, "rest", None)


def follows(sock: socket) -> bool:
    """Whether something comes on a connection within a moment; handing it to the main loop and back costs more."""
    waiting = select.poll()
    waiting.register(sock, select.POLLIN)
    return bool(waiting.poll(LINGERS_MS))


def place_of(worker: Any) -> int:
    """Where a worker's number stands; `age` counts the workers that a master has started."""
    return int(worker.age) % MOST_WORKERS


def forget(worker: Any) -> None:
    """A worker that is gone takes nothing."""
    CONNECTIONS[place_of(worker)] = NOBODY
