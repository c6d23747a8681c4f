"""Slow phones against the real web server: they wait for each other, and nobody waits for them."""

import http.client
import os
import random
import select
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.test import override_settings

from surveys.films.sign import film_path
from surveys.films.store import store
from tests.conftest import ROOT, Running, environment, until

THREADS = 16
PHONES = 40
FILM = random.Random(5).randbytes(12_000_000)
# A phone's network takes little at a time.
WINDOW_BYTES = 4096
PATIENCE_S = 2.0


class Phone:
    """One connection, which asks for a film and reads as slowly as it is told to."""

    def __init__(self, port: int, window: int = 0) -> None:
        self.sock = socket.socket()
        if window:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self.sock.settimeout(30)
        self.sock.connect(("127.0.0.1", port))

    def send(self, path: str, *headers: str) -> None:
        """Send a request."""
        self.sock.sendall("\r\n".join([f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *headers, "", ""]).encode())

    def ask(self, path: str, *headers: str) -> http.client.HTTPResponse:
        """Send a request and read the answer's headers, and what came with them."""
        self.send(path, *headers)
        return self.answer()

    def answer(self) -> http.client.HTTPResponse:
        """The answer to what was sent; its headers are read."""
        answer = http.client.HTTPResponse(self.sock)
        answer.begin()
        return answer


@pytest.fixture(scope="module")
def film(running: Running, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a film that is much larger than what a kernel keeps for a slow connection."""
    source = tmp_path_factory.mktemp("films") / "long.mp4"
    source.write_bytes(FILM)
    key = (running.home / "secret_key").read_text().strip()
    with override_settings(SECRET_KEY=key, MEDIA_ROOT=str(running.home / "films")):
        return film_path(store(source), "film.mp4", expires=time.time() + 3600)


@contextmanager
def web(running: Running, *options: str) -> Iterator[int]:
    """The port of one more web server of that Lacrima, with one worker and so many threads."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(128)
        command = [sys.executable, "-m", "gunicorn", "-c", "python:lacrima.web", "--workers", "1", *options]
        env = environment(running.home) | {"PYTHONPATH": os.pathsep.join([str(ROOT / "platform"), str(ROOT)])}
        process = subprocess.Popen(
            [*command, "--bind", f"fd://{door.fileno()}", "lacrima.wsgi"], env=env, cwd=ROOT, pass_fds=[door.fileno()]
        )
        try:
            yield door.getsockname()[1]
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="module")
def port(running: Running) -> Iterator[int]:
    """The port of such a web server."""
    with web(running) as port:
        yield port


def participant(port: int) -> str:
    """The personal link of somebody who has just begun."""
    begin = urllib.request.Request(f"http://127.0.0.1:{port}/s/good-cry/", data=b"", method="POST")
    with urllib.request.urlopen(begin, timeout=30) as answer:
        return str(answer.url)


def seconds_for(page: str) -> float:
    """How long a page takes to come; TimeoutError when it doesn't."""
    began = time.perf_counter()
    with urllib.request.urlopen(page, timeout=PATIENCE_S) as answer:
        assert b"<form" in answer.read()
    return time.perf_counter() - began


def forty_phones(stack: ExitStack, port: int, film: str) -> list[Phone]:
    """All have asked for the film, and read nothing of it."""
    phones = [Phone(port, WINDOW_BYTES) for _ in range(PHONES)]
    for number, phone in enumerate(phones):
        stack.callback(phone.sock.close)
        phone.send(film, ["Range: bytes=0-", f"Range: bytes=0-{len(FILM) - 1}", "X-Whole: yes"][number % 3])
    return phones


def answered(phones: list[Phone]) -> int:
    """How many have something to read."""
    return len(select.select([phone.sock for phone in phones], [], [], 0)[0])


def test_forty_phones_that_read_nothing_keep_nobody_waiting(port: int, film: str) -> None:
    with ExitStack() as stack:
        page = participant(port)
        phones = forty_phones(stack, port, film)
        answers = [phone.answer() for phone in phones]
        assert {answer.status for answer in answers} == {200, 206}

        took = sorted(seconds_for(page) for _ in range(20))

        assert took[-2] < 1.0
        # And they get their film, whole, as soon as they read.
        for phone, answer in list(zip(phones, answers, strict=True))[:3]:
            phone.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
            assert answer.read() == FILM


def test_the_same_phones_starve_a_server_without_a_sender(running: Running, film: str) -> None:
    """The control: what the test above measures is what our worker does."""
    with web(running, "--worker-class", "gthread") as port, ExitStack() as stack:
        page = participant(port)
        seconds_for(page)
        phones = forty_phones(stack, port, film)
        until(lambda: answered(phones) >= THREADS, seconds=20)

        with pytest.raises(TimeoutError):
            seconds_for(page)


def test_a_connection_is_used_again_after_a_film(port: int, film: str) -> None:
    phone = Phone(port)
    whole = phone.ask(film)
    assert whole.read() == FILM

    piece = phone.ask(film, "Range: bytes=5000000-9999999")

    assert piece.status == 206
    assert piece.read() == FILM[5_000_000:10_000_000]
    last = phone.ask(film, "Range: bytes=-3", "Connection: close")
    assert (last.read(), phone.sock.recv(1)) == (FILM[-3:], b"")
    phone.sock.close()


def test_a_film_that_broke_off_goes_on_where_it_was(port: int, film: str) -> None:
    lost = Phone(port)
    first = lost.ask(film, "Range: bytes=0-")
    here = first.read(3_000_000)
    lost.sock.close()

    phone = Phone(port)
    rest = phone.ask(film, f"Range: bytes={len(here)}-", f"If-Range: {first.headers['ETag']}")

    assert rest.status == 206
    assert here + rest.read() == FILM
    phone.sock.close()


def test_a_server_that_stops_waits_for_no_film(running: Running, film: str) -> None:
    with ExitStack() as stack:
        with web(running, "--graceful-timeout", "30") as port:
            for phone in forty_phones(stack, port, film):
                phone.answer()
            began = time.monotonic()
        assert time.monotonic() - began < 15


def test_a_phone_that_is_gone_leaves_no_open_file(running: Running, film: str, open_files: Callable[[], int]) -> None:
    for _ in range(5):
        phone = Phone(int(running.url.rsplit(":", 1)[1].strip("/")), WINDOW_BYTES)
        assert phone.ask(film).status == 200
        phone.sock.close()

    until(lambda: open_files() == 0, seconds=10)


@pytest.fixture
def open_files(running: Running) -> Callable[[], int]:
    """How many times the web part has a film open."""

    def count() -> int:
        opened = 0
        for process in running.processes():
            if "gunicorn" in " ".join(process.cmdline()):
                opened += sum(Path(file.path).suffix == ".mp4" for file in process.open_files())
        return opened

    return count
