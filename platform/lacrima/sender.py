"""Sends films beside gunicorn's threads: a thread answers, then one sender a worker feeds all the slow phones."""

import os
import queue
import selectors
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from surveys.films.piece import Piece

# So much goes to one phone before the next has its turn.
TURN_BYTES = 1 << 18
# A player that has loaded enough, or is paused, reads nothing; it asks again for what is missing when it goes on.
STUCK_S = 300.0
LOOKS_S = 1.0


@dataclass
class Rest:
    """What of a file is still to be sent; `file` is a descriptor of its own."""

    file: int
    start: int
    length: int

    def send(self, to: socket.socket, most: int) -> None:
        """Send what goes without waiting; OSError when the other end is gone or the file has become shorter."""
        try:
            sent = os.sendfile(to.fileno(), self.file, self.start, min(most, self.length))
        except BlockingIOError:
            return
        if not sent:
            raise OSError("the file ends before its piece does")
        self.start, self.length = self.start + sent, self.length - sent

    def close(self) -> None:
        """Let go of the file."""
        os.close(self.file)


class Handed(socket.socket):
    """A connection that sends of a film what goes at once, and keeps the rest for the sender."""

    rest: Rest | None = None

    @classmethod
    def over(cls, taken: socket.socket) -> "Handed":
        """The same connection; `taken` is empty afterwards."""
        return cls(taken.family, taken.type, taken.proto, fileno=taken.detach())

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Bytes that were sent or will be."""
        # Whatever isn't a film may have more to say after the file, which must not overtake it.
        if not isinstance(file, Piece) or not count:
            return super().sendfile(file, offset, count)
        rest = Rest(os.dup(file.fileno()), offset, count)
        try:
            self.setblocking(False)
            rest.send(self, count)
            self.setblocking(True)
        except BaseException:
            rest.close()
            raise
        if rest.length:
            self.rest = rest
        else:
            rest.close()
        return count


@dataclass
class Sending:
    """A connection and what it waits for; `moved` is when something was last sent (monotonic)."""

    sock: socket.socket
    rest: Rest
    done: Callable[[bool], None]
    moved: float = field(default_factory=time.monotonic)


class Sender:
    """One thread that sends pieces of films, each connection as fast as it can take them."""

    def __init__(self, alive: Callable[[], bool]) -> None:
        self.alive = alive
        self.arrived: queue.SimpleQueue[Sending] = queue.SimpleQueue()
        self.selector = selectors.DefaultSelector()
        self.waking, self.wakes = socket.socketpair()
        self.waking.setblocking(False)
        self.selector.register(self.waking, selectors.EVENT_READ)
        threading.Thread(target=self.run, name="sender", daemon=True).start()

    def take(self, sock: socket.socket, rest: Rest, done: Callable[[bool], None]) -> None:
        """Send the rest; `done` is told, in the sender's thread, whether all of it went."""
        sock.setblocking(False)
        self.arrived.put(Sending(sock, rest, done))
        self.wakes.send(b"\0")

    def run(self) -> None:
        """Feed whoever has room, for ever."""
        looked = time.monotonic()
        while True:
            for key, _ in self.selector.select(LOOKS_S):
                if key.data is None:
                    self._welcome()
                else:
                    self._send(key.data)
            if time.monotonic() - looked >= LOOKS_S:
                looked = time.monotonic()
                self._look()

    def _welcome(self) -> None:
        self.waking.recv(4096)
        while not self.arrived.empty():
            sending = self.arrived.get()
            self.selector.register(sending.sock, selectors.EVENT_WRITE, sending)

    def _send(self, sending: Sending) -> None:
        try:
            sending.rest.send(sending.sock, TURN_BYTES)
        except OSError:
            self._end(sending, whole=False)
            return
        sending.moved = time.monotonic()
        if not sending.rest.length:
            self._end(sending, whole=True)

    def _look(self) -> None:
        """Let go of connections that are stuck, and of all when the worker stops: players ask the next worker."""
        oldest = time.monotonic() - STUCK_S
        for key in list(self.selector.get_map().values()):
            if key.data is not None and (key.data.moved < oldest or not self.alive()):
                self._end(key.data, whole=False)

    def _end(self, sending: Sending, *, whole: bool) -> None:
        self.selector.unregister(sending.sock)
        sending.rest.close()
        sending.done(whole)
